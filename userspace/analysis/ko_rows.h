/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nestscope.ko, loaded or not: part of finding_rows.h, which includes it. Data
 * only; the rules are in analysis/ko.c. Arguments:
 *
 *   file      the module's file; built for the kernel "vermagic", signed by "signer"
 *   release   of the running kernel; lockdown is its mode
 *   version   of what is loaded; program is this program's
 */
#ifndef NS_FINDING
#error "include analysis/finding_rows.h"
#endif

NS_REMEDY(KO_RELOAD, "reload-nestscope-module",
	  "nestscope module unload, then nestscope module load{?options: {options}}")
NS_REMEDY(KO_GET, "get-nestscope-module",
	  "from a package: install nestscope-dkms, which builds it for every kernel\nfrom the source: make modules modules_install (needs the headers of {?release:{release}}{!release:this kernel})\nwithout it nestscope works, and says what it could not read")
NS_REMEDY(KO_BUILD, "build-nestscope-module",
	  "build it for this kernel: make modules modules_install, or dkms autoinstall")
NS_REMEDY(KO_SIGN, "sign-nestscope-module",
	  "sign it with a key that the kernel trusts: DKMS signs with /var/lib/dkms/mok.key; by hand, with what the kernel's headers have: {?release:/lib/modules/{release}/build/}scripts/sign-file sha256 KEY CERTIFICATE {file}\nenrol the key, once: mokutil --import /var/lib/dkms/mok.pub, reboot, and confirm at the console\nmore in Documentation/module.rst; without the module nestscope works, and says what it could not read")
NS_REMEDY(KO_ENROL, "enrol-signing-key",
	  "enrol the key that it is signed with, once: mokutil --import /var/lib/dkms/mok.pub (of DKMS), reboot, and confirm at the console\nto verify: the key is among those of mokutil --list-enrolled\nmore in Documentation/module.rst")
NS_REMEDY(KO_AS_ROOT, "load-as-root",
	  "run it as root, outside containers: sudo nestscope module {verb}")
NS_REMEDY(KO_REBOOT, "reboot", "reboot: until then the kernel loads no modules")
NS_REMEDY(KO_OTHER_BOOT, "boot-kernel-with-modules",
	  "boot a kernel that has CONFIG_MODULES=y: a micro VM is often given one without\nwithout the module nestscope works, and says what it could not read")
NS_REMEDY(KO_LET_GO, "end-users",
	  "end what uses it{?holders:: {holders}}, then nestscope module unload")
NS_REMEDY(KO_READ_LOG, "read-log-of-nestscope-module",
	  "the kernel log says why: dmesg | tail")
NS_REMEDY(KO_INSTALL_LIBKMOD, "install-libkmod",
	  "install libkmod (Debian: libkmod2), or: {?file:insmod {file}}{!file:rmmod nestscope}")

NS_FINDING(KO_LOADED, "nestscope-module-loaded", OK, NONE, NONE,
	   "loaded{?version:, version {version}, as this program}", "Documentation/ABI/testing/sysfs-kernel-nestscope")
NS_FINDING(KO_OTHER_VERSION, "nestscope-module-other-version", WARNING, KERNEL, KO_RELOAD,
	   "loaded, version {version}; this program is {program}", "/sys/module/nestscope/version")
NS_FINDING(KO_NOT_LOADED, "nestscope-module-not-loaded", NOTE, NONE, NONE,
	   "not loaded", "/sys/module")
NS_FINDING(KO_UNTOLD, "nestscope-module-untold", UNKNOWN, NONE, NONE,
	   "unknown: neither /sys/module nor /proc/modules can be read", "/sys/module")
NS_FINDING(KO_LOADED_OTHERWISE, "nestscope-module-loaded-otherwise", PROBLEM, KERNEL, KO_RELOAD,
	   "it is loaded already, with {param}={value}", "/sys/module/nestscope/parameters")
NS_FINDING(KO_NO_FILE, "nestscope-module-missing", PROBLEM, KERNEL, KO_GET,
	   "no nestscope.ko{?release: for {release}}: it is not next to this program, not in modules.dep and not in DKMS's tree",
	   "depmod(8), dkms(8)")
NS_FINDING(KO_NOT_SEARCHED, "nestscope-module-not-searched", PROBLEM, KERNEL, KO_GET,
	   "no nestscope.ko was found; some places could not be read ({why})", "depmod(8), dkms(8)")
NS_FINDING(KO_NOT_A_MODULE, "nestscope-module-unreadable", PROBLEM, KERNEL, KO_BUILD,
	   "{file} cannot be read as a module", "libkmod, kmod_module_get_info()")
NS_FINDING(KO_OTHER_KERNEL, "nestscope-module-other-kernel", PROBLEM, KERNEL, KO_BUILD,
	   "{file} was built for {vermagic}, and this kernel is {release}", "Linux kernel/module/main.c, check_modinfo()")
NS_FINDING(KO_NOT_ACCEPTED, "nestscope-module-not-accepted", PROBLEM, KERNEL, KO_BUILD,
	   "the kernel rejects {file}: it was built for another configuration or compiler of the kernel",
	   "Linux kernel/module/main.c, check_modinfo()")
NS_FINDING(KO_LOCKED_DOWN, "nestscope-module-locked-down", PROBLEM, KERNEL, KO_SIGN,
	   "the kernel is locked down ({lockdown}) and accepts only signed modules; {file} has no signature",
	   "Linux kernel/module/signing.c, module_sig_check()")
NS_FINDING(KO_UNSIGNED, "nestscope-module-unsigned", PROBLEM, KERNEL, KO_SIGN,
	   "the kernel accepts only signed modules (module.sig_enforce); {file} has no signature",
	   "Linux kernel/module/signing.c, module_sig_check()")
NS_FINDING(KO_KEY_UNTRUSTED, "nestscope-module-key-untrusted", PROBLEM, KERNEL, KO_ENROL,
	   "the kernel does not trust the key of {file}{?signer: (signed by {signer})}",
	   "Linux kernel/module/signing.c, module_sig_check()")
NS_FINDING(KO_DISABLED, "nestscope-module-loading-disabled", PROBLEM, KERNEL, KO_REBOOT,
	   "the kernel neither loads nor unloads modules (kernel.modules_disabled is 1)",
	   "Linux Documentation/admin-guide/sysctl/kernel.rst, modules_disabled")
NS_FINDING(KO_NO_MODULES, "nestscope-module-unsupported", PROBLEM, KERNEL, KO_OTHER_BOOT,
	   "this kernel has no support for modules (it was built without CONFIG_MODULES)", "Linux kernel/module/procfs.c, proc_modules_init()")
NS_FINDING(KO_NOT_PERMITTED, "nestscope-module-not-permitted", PROBLEM, PERMISSION, KO_AS_ROOT,
	   "only root can {verb} a module (CAP_SYS_MODULE)", "capabilities(7)")
NS_FINDING(KO_NO_LIBKMOD, "nestscope-module-no-libkmod", PROBLEM, NONE, KO_INSTALL_LIBKMOD,
	   "it cannot be {verb}ed: {why}", "libkmod")
NS_FINDING(KO_IN_USE, "nestscope-module-in-use", PROBLEM, KERNEL, KO_LET_GO,
	   "it is in use", "delete_module(2)")
NS_FINDING(KO_FAILED, "nestscope-module-failed", PROBLEM, KERNEL, KO_READ_LOG,
	   "it could not be {verb}ed: {error}", "init_module(2), delete_module(2)")
