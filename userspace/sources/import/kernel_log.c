// SPDX-License-Identifier: GPL-2.0-or-later
/* What a boot writes to the kernel's log about CPU, firmware, hypervisor and KVM: dmesg, journalctl -k. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/arch.h"
#include "sources/import/reader.h"
#include "util/alloc.h"
#include "util/text.h"

/*
 * By what Linux knows a hypervisor that it names: the signature it has looked for
 * (x86_hyper_*.detect in arch/x86/kernel/cpu and arch/x86/kernel), which lscpu
 * has by the same leaf under a name of its own.
 */
static const struct {
	const char *name;
	const char *signature;
} hypervisors[] = {
	{ "KVM", "KVMKVMKVM\\x00\\x00\\x00" },
	{ "Microsoft Hyper-V", "Microsoft Hv" },
	{ "Microsoft", "Microsoft Hv" },
	{ "VMware", "VMwareVMware" },
	{ "Xen HVM", "XenVMMXenVMM" },
	{ "ACRN", "ACRNACRNACRN" },
	{ "Jailhouse", "Jailhouse\\x00\\x00\\x00" },
};

void ns_import_hypervisor(struct ns_import *im, const char *name, enum ns_source source)
{
	for (size_t i = 0; i < sizeof(hypervisors) / sizeof(hypervisors[0]); i++) {
		if (strcmp(hypervisors[i].name, name))
			continue;
		/* A dump of the leaf says more. */
		if (!ns_has(&im->s->fact[NS_FACT_HV_SIGNATURE]))
			ns_import_text_fact(im, NS_FACT_HV_SIGNATURE, source, hypervisors[i].signature);
		if (!ns_has(&im->s->fact[NS_FACT_HV_PRESENT]))
			ns_import_num_fact(im, NS_FACT_HV_PRESENT, source, 1);
	}
	if (!strncmp(name, "Xen", 3) && !ns_has(&im->s->fact[NS_FACT_HV_TYPE]))
		ns_import_text_fact(im, NS_FACT_HV_TYPE, source, "xen");
}

/* ---- the messages: each gets what follows its beginning ---- */

/* "6.1.0-18-amd64 (builder@host) (gcc ...) #1 SMP ...", without who built it */
static void take_version(struct ns_import *im, const char *rest, enum ns_source source)
{
	char *release = ns_xasprintf("%.*s", (int)strcspn(rest, " "), rest);
	const char *build = strrchr(rest, '#');

	ns_import_text_fact(im, NS_FACT_KERNEL, source, release);
	if (build && !ns_has(&im->s->fact[NS_FACT_KERNEL_VERSION]))
		ns_import_text_fact(im, NS_FACT_KERNEL_VERSION, source, build);
	free(release);
}

/* Vendors and products that give a hypervisor away */
static const struct {
	enum ns_fact_id fact;
	const char *text;
} marks[] = {
#define NS_MARK(fact_, match, text_, ...) { NS_FACT_##fact_, text_ },
#include "nestscope/signatures.h"
};

/* Where a product that is known begins within the @len characters at @s, behind a vendor; NULL for none */
static const char *known_product(const char *s, size_t len)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *p = marks[i].fact == NS_FACT_DMI_PRODUCT ? strstr(s, marks[i].text) : NULL;

		if (p > s && (size_t)(p - s) < len && p[-1] == ' ')
			return p;
	}
	return NULL;
}

static void set_dmi(struct ns_import *im, enum ns_fact_id id, enum ns_source source, const char *s, size_t len)
{
	char *text = ns_xasprintf("%.*s", (int)len, s);

	ns_import_dmi(im, id, source, text);
	free(text);
}

/*
 * "VENDOR PRODUCT/BOARD, BIOS VERSION DATE" (dmi_format_ids()): where the vendor
 * ends only a name that is known tells, and others tell nothing here.
 */
static void take_dmi(struct ns_import *im, const char *rest, enum ns_source source)
{
	const char *bios = strstr(rest, ", BIOS "), *product = bios ? known_product(rest, bios - rest) : NULL;

	if (product) {
		size_t len = strcspn(product, "/");

		set_dmi(im, NS_FACT_DMI_SYS_VENDOR, source, rest, product - 1 - rest);
		set_dmi(im, NS_FACT_DMI_PRODUCT, source, product,
			product + len < bios ? len : (size_t)(bios - product));
		return;
	}
	for (size_t i = 0; bios && i < sizeof(marks) / sizeof(marks[0]); i++)
		if (marks[i].fact == NS_FACT_DMI_SYS_VENDOR && !strncmp(rest, marks[i].text, strlen(marks[i].text)))
			ns_import_dmi(im, NS_FACT_DMI_SYS_VENDOR, source, marks[i].text);
}

static void take_hypervisor(struct ns_import *im, const char *rest, enum ns_source source)
{
	ns_import_hypervisor(im, rest, source);
}

/* "Intel(R) Xeon(R) CPU (family: 0x6, model: 0x5e, stepping: 0x3)" */
static void take_cpu(struct ns_import *im, const char *rest, enum ns_source source)
{
	const char *end = strstr(rest, " (family: 0x");
	char *model = end ? ns_xasprintf("%.*s", (int)(end - rest), rest) : NULL;

	if (model && !ns_has(&im->s->fact[NS_FACT_CPU_MODEL]))
		ns_import_text_fact(im, NS_FACT_CPU_MODEL, source, model);
	free(model);
}

/* feat_ctl.c: only on a CPU with VMX, whose register is locked without it */
static void take_vmx_locked(struct ns_import *im, const char *rest, enum ns_source source)
{
	(void)rest;
	ns_import_bit(im, NS_BIT_X86_FEATURE_VMX, source, true);
	ns_import_bit(im, NS_BIT_FEAT_CTL_LOCKED, source, true);
	ns_import_bit(im, NS_BIT_FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX, source, false);
}

static void take_svm_disabled(struct ns_import *im, const char *rest, enum ns_source source)
{
	(void)rest;
	ns_import_bit(im, NS_BIT_X86_FEATURE_SVM, source, true);
	ns_import_bit(im, NS_BIT_SVM_VM_CR_SVM_DIS_MASK, source, true);
}

/* kvm_intel: cpu_has_vmx() asks CPUID itself */
static void take_no_vmx(struct ns_import *im, const char *rest, enum ns_source source)
{
	(void)rest;
	ns_import_bit(im, NS_BIT_X86_FEATURE_VMX, source, false);
}

/* "command line", "Kernel configuration", "EFI Secure Boot mode": which mode is not said. */
static void take_lockdown(struct ns_import *im, const char *rest, enum ns_source source)
{
	(void)rest;
	if (!ns_has(&im->s->fact[NS_FACT_LOCKDOWN]))
		ns_import_text_fact(im, NS_FACT_LOCKDOWN, source, "integrity or confidentiality");
}

/* Linux 6.1 cpu_has_svm(): that kernel does not clear the flag because of firmware */
static void take_no_svm(struct ns_import *im, const char *rest, enum ns_source source)
{
	(void)rest;
	ns_import_bit(im, NS_BIT_X86_FEATURE_SVM, source, false);
}

/* vmx_check_processor_compat(): one CPU has not what the others have */
static void take_cpus_differ(struct ns_import *im, const char *rest, enum ns_source source)
{
	(void)rest;
	if (!ns_has(&im->s->fact[NS_FACT_CPUS_AGREE]))
		ns_import_num_fact(im, NS_FACT_CPUS_AGREE, source, 0);
}

/* "8 feature inconsistency!" */
static void take_feature_differs(struct ns_import *im, const char *rest, enum ns_source source)
{
	if (strstr(rest, " feature inconsistency!"))
		take_cpus_differ(im, rest, source);
}

/* print_mem_encrypt_feature_info(): " AMD SEV SEV-ES" in a guest, " AMD SME" on a host, " Intel TDX" */
static void take_encryption(struct ns_import *im, const char *rest, enum ns_source source)
{
	bool sev = ns_has_word(rest, "SEV");

	if (ns_has_word(rest, "TDX"))
		ns_import_text_fact(im, NS_FACT_TDX_SIGNATURE, source, "IntelTDX    ");
	if (!sev)
		return;
	ns_import_bit(im, NS_BIT_MSR_AMD64_SEV_ENABLED, source, true);
	ns_import_bit(im, NS_BIT_MSR_AMD64_SEV_ES_ENABLED, source, ns_has_word(rest, "SEV-ES"));
	ns_import_bit(im, NS_BIT_MSR_AMD64_SEV_SNP_ENABLED, source, ns_has_word(rest, "SEV-SNP"));
}

/* KVM asks cc_platform_has(CC_ATTR_GUEST_MEM_ENCRYPT), or the like of its time. */
static void take_sev(struct ns_import *im, const char *rest, enum ns_source source)
{
	(void)rest;
	ns_import_bit(im, NS_BIT_MSR_AMD64_SEV_ENABLED, source, true);
}

/* A line of KVM that tells of no capability */
static void take_nothing(struct ns_import *im, const char *rest, enum ns_source source)
{
	(void)im;
	(void)rest;
	(void)source;
}

/* __kvm_is_vmx_supported(): VMX is in CPUID, but the kernel cannot use it. */
static void take_vmx_not_enabled(struct ns_import *im, const char *rest, enum ns_source source)
{
	(void)rest;
	ns_import_bit(im, NS_BIT_X86_FEATURE_VMX, source, true);
	ns_import_bit(im, NS_BIT_FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX, source, false);
}

static void add_param(struct ns_import *im, const char *name, const char *value, enum ns_source source)
{
	struct ns_value v = NS_VALUE_INIT;

	if (ns_snapshot_param(im->s, "kvm_amd", name))
		return;
	ns_value_text(&v, source, value);
	ns_snapshot_add_param(im->s, "kvm_amd", name, &v);
	ns_value_free(&v);
}

/* svm_hardware_setup(): kvm_amd was loaded. */
static void take_nested_svm(struct ns_import *im, const char *rest, enum ns_source source)
{
	(void)rest;
	add_param(im, "nested", "1", source);
	ns_import_module(im, "kvm_amd", source);
}

static void take_npt(struct ns_import *im, const char *rest, enum ns_source source)
{
	add_param(im, "npt", !strncmp(rest, "en", 2) ? "Y" : "N", source);
	ns_import_module(im, "kvm_amd", source);
}

static void set_arch(struct ns_import *im, enum ns_arch arch, enum ns_source source)
{
	/* The kernel's own word may be another one for the same. */
	if (!ns_has(&im->s->fact[NS_FACT_ARCH]))
		ns_import_text_fact(im, NS_FACT_ARCH, source, ns_arch_machine(arch));
}

/* arm64, kvm_arm_init(): "[1]: Hyp nVHE mode initialized successfully", or why not */
static void take_arm_kvm(struct ns_import *im, const char *rest, enum ns_source source)
{
	static const struct {
		const char *message, *mode;
	} modes[] = {
		{ "VHE mode initialized successfully", "VHE" },
		{ "VHE+NV2 mode initialized successfully", "VHE with nested virtualization" },
		{ "Hyp mode initialized successfully", "nVHE" },	/* up to 6.2 */
		{ "Hyp nVHE mode initialized successfully", "nVHE" },
		{ "Hyp hVHE mode initialized successfully", "hVHE" },
		{ "Protected nVHE mode initialized successfully", "protected nVHE" },
		{ "Protected hVHE mode initialized successfully", "protected hVHE" },
		{ "HYP mode not available", "not available" },
		{ "KVM disabled from command line", "disabled" },
	};
	const char *text = strstr(rest, "]: ");

	for (size_t i = 0; text && i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (strcmp(text + 3, modes[i].message))
			continue;
		set_arch(im, NS_ARCH_ARM64, source);
		ns_import_text_fact(im, NS_FACT_ARM_KVM_MODE, source, modes[i].mode);
	}
}

/* arm64, hyp_mode_check(): "2" */
static void take_boot_el(struct ns_import *im, const char *rest, enum ns_source source)
{
	if (*rest != '1' && *rest != '2')
		return;
	set_arch(im, NS_ARCH_ARM64, source);
	ns_import_num_fact(im, NS_FACT_ARM_BOOT_EL, source, *rest - '0');
}

/* drivers/firmware/smccc/kvm_guest.c */
static void take_smccc(struct ns_import *im, const char *rest, enum ns_source source)
{
	(void)rest;
	ns_import_num_fact(im, NS_FACT_ARM_SMCCC_KVM, source, 1);
}

/* s390x, setup_arch(), and KVM without the facility */
static void take_s390x(struct ns_import *im, const char *rest, enum ns_source source)
{
	(void)rest;
	set_arch(im, NS_ARCH_S390X, source);
}

static const struct {
	const char *begins;
	void (*take)(struct ns_import *im, const char *rest, enum ns_source source);
} messages[] = {
	{ "Linux version ", take_version },
	{ "DMI: ", take_dmi },
	{ "Hypervisor detected: ", take_hypervisor },
	{ "smpboot: CPU0: ", take_cpu },
	{ "x86/cpu: VMX (outside TXT) disabled by BIOS", take_vmx_locked },
	{ "kvm: support for 'kvm_intel' disabled by bios", take_vmx_locked },
	{ "kvm: support for 'kvm_amd' disabled by bios", take_svm_disabled },
	{ "SVM disabled (by BIOS) in MSR_VM_CR", take_svm_disabled },
	{ "kvm_amd: SVM disabled (by BIOS) in MSR_VM_CR", take_svm_disabled },
	{ "kvm: no hardware support for 'kvm_intel'", take_no_vmx },
	{ "x86/cpu: VMX (inside TXT) disabled by BIOS", take_vmx_locked },
	{ "kvm_intel: VMX not enabled (by BIOS) in MSR_IA32_FEAT_CTL", take_vmx_not_enabled },
	{ "kvm_intel: VMX not fully enabled on CPU ", take_vmx_not_enabled },
	{ "kvm_intel: VMX not supported by CPU ", take_no_vmx },
	{ "kvm: no hardware support for 'kvm_amd'", take_no_svm },
	{ "kvm_amd: SVM not supported by CPU ", take_nothing },
	{ "Kernel is locked down from ", take_lockdown },
	{ "Lockdown: ", take_lockdown },
	{ "kvm_intel: Inconsistent VMCS config on CPU ", take_cpus_differ },
	{ "kvm_intel: VMCS config on CPU ", take_cpus_differ },
	{ "kvm: CPU ", take_feature_differs },
	{ "kvm: enabling virtualization on CPU", take_nothing },
	{ "SVM: KVM is unsupported when running as an SEV guest", take_sev },
	{ "kvm_amd: KVM is unsupported when running as an SEV guest", take_sev },
	{ "Memory Encryption Features active:", take_encryption },
	{ "kvm: Nested Virtualization enabled", take_nested_svm },
	{ "kvm_amd: Nested Virtualization enabled", take_nested_svm },
	{ "SVM: kvm: Nested Paging ", take_npt },
	{ "kvm_amd: Nested Paging ", take_npt },
	{ "kvm [", take_arm_kvm },
	{ "CPU: All CPU(s) started at EL", take_boot_el },
	{ "smccc: KVM: hypervisor services detected", take_smccc },
	{ "setup: Linux is running ", take_s390x },
};

/* "[    0.000000] ", "<6>[    0.000000] ", "Nov 25 03:52:43 HOST kernel: [    0.000000] ", dmesg -x and -T */
static const char *message(const char *line)
{
	const char *kernel = strstr(line, " kernel: "), *bracket;

	if (kernel && kernel - line < 100)
		line = kernel + strlen(" kernel: ");
	bracket = strchr(line, '[');
	/* "kvm [1]: " is no stamp. */
	if (bracket && bracket - line < 20 && strncmp(line, "kvm [", 5) && strspn(line, "<0123456789>abcdefghijklmnopqrstuvwxyz :") == (size_t)(bracket - line) &&
	    strchr(bracket, ']'))
		line = strchr(bracket, ']') + 1;
	return line + strspn(line, " \t");
}

bool ns_take_kernel_log(struct ns_import *im, const char *line, enum ns_source source)
{
	const char *text = message(line);

	for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
		size_t len = strlen(messages[i].begins);

		if (strncmp(text, messages[i].begins, len))
			continue;
		messages[i].take(im, text + len, source);
		return true;
	}
	return false;
}
