/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every sentence that nestscope has for people about what it found: one row a
 * finding, one row a remedy, data only.
 *
 *   NS_REMEDY(id, code, text)
 *   NS_FINDING(id, code, severity, component, remedy, text, source)
 *
 * code       stable, for programs; what it means never changes. A finding's is
 *            a state ("nested-off"), a remedy's an action ("load-module")
 * severity, component   of enum ns_severity and enum ns_component
 * remedy     id of the remedy, NONE if nothing can be done
 * text       one sentence, without a full stop. In it
 *              {name}         is the argument of that name
 *              {?name:words}  are words for where the argument is set,
 *              {!name:words}  for where it is not; both may hold arguments
 *              {bit}          is the manual's name of the finding's bit, {bit.short}
 *                             one to search for, {bit.place} where it is,
 *                             {bit.linux}, {bit.qemu}, {bit.libvirt} its names there
 * source     where the rule comes from: a manual, a file of the kernel
 */
#ifndef NS_FINDING
#error "define NS_FINDING and NS_REMEDY before including this header"
#endif

/* Remedies */
NS_REMEDY(SET_PARAM, "set-module-parameter",
	  "modprobe -r {module} && modprobe {module} {param}=1, or \"options {module} {param}=1\" in /etc/modprobe.d/")
NS_REMEDY(LOAD_MODULE, "load-module",
	  "run modprobe {module}; if that fails, the kernel log says why")

/* Can this machine run VMs? analysis/answers.c */
NS_FINDING(KVM_USABLE, "kvm-usable", OK, NONE, NONE,
	   "/dev/kvm works (API version {api}), provided by {!module:an unknown module}{?module:{module}} with {isa}",
	   "Documentation/virt/kvm/api.rst KVM_GET_API_VERSION")

/* Can its VMs run VMs? analysis/answers.c */

/* What is missing or slow: analysis/answers.c, notable.h */

/* Why KVM does not offer a capability: analysis/offer.c */

/* /proc/cpuinfo against the registers: analysis/cpuinfo.c */

/* Which layer this is: analysis/layers.c */

/* What a piece of evidence means: analysis/evidence.c */

/* What runs now: analysis/live.c */

/* Whether snapshots form a chain, and how that is known: analysis/chain.c */

/* Where a capability is lost: analysis/waterfall.c */

#undef NS_REMEDY
#undef NS_FINDING
