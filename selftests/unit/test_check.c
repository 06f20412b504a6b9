// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each check both ways: a machine on which it passes, one on which it does not, and what it says
 * where nothing was read.
 */
#include "analysis/check.h"
#include "analysis/check_rules.h"
#include "analysis/decode.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"
#include "said.h"

#define HYPERVISOR (1u << 31)
#define VMX (1u << 5)
#define ALL 0xffffffff00000000ull

struct fact { enum ns_fact_id id; const char *text; uint64_t num; };
struct given { enum ns_reg reg; uint64_t num; };
struct param { const char *module, *name, *value; };

/* What a machine has besides an Intel CPU, or an AMD CPU with .amd; .guest: a guest of KVM */
struct machine {
	bool amd, guest, nothing, neither;	/* .nothing: no register */
	struct fact facts[4];
	struct given regs[5];
	struct param params[3];
	bool absent;	/* /dev/kvm */
	bool denied;	/* it may not be opened */
	uint32_t hints, nested;	/* Hyper-V's leaves 0x40000004 and 0x4000000a EAX; 0 for not there */
	bool tcg;	/* runs a VM under TCG */
	bool no_vtd;	/* no Intel IOMMU */
	bool no_uv;	/* no ultravisor */
	bool acrn;	/* the service VM of ACRN */
	bool both;	/* VMX and SVM */
	unsigned int kvm;	/* KVM offers 1: VMX, 2: SVM */
};

static void build(struct ns_snapshot *s, const struct machine *m)
{
	struct ns_value *cpu = s->view[NS_VIEW_CPU];

	if (m->nothing)
		goto facts;
	set_reg(cpu, NS_REG_CPUID_1_ECX, ((m->amd && !m->both) || m->neither ? 0 : VMX) | (m->guest ? HYPERVISOR : 0));
	set_reg(cpu, NS_REG_CPUID_80000001_ECX, m->amd ? 1 << 2 : 0);
	set_fact(s, NS_FACT_HV_PRESENT, m->guest);
	if (m->guest)
		set_text(s, NS_FACT_HV_SIGNATURE, "KVMKVMKVM");
	if (m->absent)
		ns_value_not(&s->fact[NS_FACT_KVM_DEVICE], NS_SOURCE_KVM, NS_ABSENT, "no /dev/kvm");
	if (m->denied)
		ns_value_not(&s->fact[NS_FACT_KVM_DEVICE], NS_SOURCE_KVM, NS_UNREADABLE, "Permission denied");
	if (m->hints)
		ns_snapshot_add_leaf(s, &(struct ns_leaf){ .leaf = 0x40000004, .out = { m->hints } });
	if (m->hints)
		ns_snapshot_add_leaf(s, &(struct ns_leaf){ .leaf = 0x4000000a, .out = { m->nested } });
	if (m->acrn) {
		struct ns_leaf leaf = { .leaf = 0x40000000, .out = { 0x40000010 } };

		memcpy(&leaf.out[1], "ACRNACRNACRN", 12);
		ns_snapshot_add_leaf(s, &leaf);
		ns_snapshot_add_leaf(s, &(struct ns_leaf){ .leaf = 0x40000001, .out = { 1 } });
	}
	if (m->no_vtd)
		ns_value_not(&s->fact[NS_FACT_IOMMU_ECAP], NS_SOURCE_SYSFS, NS_ABSENT, NULL);
	if (m->no_uv)
		ns_value_not(&s->fact[NS_FACT_Z_SECURE_HOST], NS_SOURCE_SYSFS, NS_ABSENT, NULL);
	if (m->kvm)
		set_reg(s->view[NS_VIEW_KVM], NS_REG_CPUID_1_ECX, m->kvm & 1 ? VMX : 0);
	if (m->kvm)
		set_reg(s->view[NS_VIEW_KVM], NS_REG_CPUID_80000001_ECX, m->kvm & 2 ? 1 << 2 : 0);
	if (m->tcg)
		ns_snapshot_add_vm(s, NULL, "qemu-system-x86_64", NULL)->accel = "tcg";
facts:
	for (size_t i = 0; i < COUNT(m->facts) && (m->facts[i].text || m->facts[i].id); i++) {
		if (m->facts[i].text)
			set_text(s, m->facts[i].id, m->facts[i].text);
		else
			set_fact(s, m->facts[i].id, m->facts[i].num);
	}
	for (size_t i = 0; i < COUNT(m->regs) && m->regs[i].reg; i++)
		set_reg(cpu, m->regs[i].reg, m->regs[i].num);
	for (size_t i = 0; i < COUNT(m->params) && m->params[i].module; i++)
		set_param(s, m->params[i].module, m->params[i].name, m->params[i].value);
}

#define FACTS(...) .facts = { __VA_ARGS__ }
#define TEXT(id, text) { NS_FACT_##id, text, 0 }
#define NUM(id, num) { NS_FACT_##id, NULL, num }
#define REG(id, num) { NS_REG_##id, num }
#define INTEL_KVM TEXT(KVM_MODULES, "kvm kvm_intel")
#define PARAM(module, name, value) .params = { { #module, #name, value } }
#define CONTROLS .regs = { REG(IA32_VMX_PINBASED_CTLS, ALL), REG(IA32_VMX_PROCBASED_CTLS, ALL), \
			   REG(IA32_VMX_EXIT_CTLS, ALL), REG(IA32_VMX_ENTRY_CTLS, ALL) }

/* A missing VM-entry control whose VM-exit partner exists */
#define BROKEN(bit) .regs = { REG(IA32_VMX_PINBASED_CTLS, ALL), REG(IA32_VMX_PROCBASED_CTLS, ALL), REG(IA32_VMX_EXIT_CTLS, ALL), \
			      REG(IA32_VMX_ENTRY_CTLS, ALL & ~(1ull << (32 + (bit)))) }

/* good passes; bad does not, and gives that code */
static const struct row {
	enum ns_check_id check;
	struct machine good, bad;
	enum ns_verdict verdict;
	const char *code;
} rows[] = {
	{ NS_CHECK_run_vms, { FACTS(INTEL_KVM, NUM(KVM_API, 12)) }, { .absent = true, FACTS(TEXT(KVM_MODULES, "kvm"), TEXT(KVM_ON_DISK, "")) },
	  NS_FAIL, "kvm-not-installed" },
	{ NS_CHECK_virtualization, { .amd = true }, { .guest = true, .neither = true },
	  NS_FAIL, "not-exposed" },
	{ NS_CHECK_slat, { FACTS(INTEL_KVM), PARAM(kvm_intel, ept, "Y") },
	  { .amd = true, .regs = { REG(CPUID_8000000A_EDX, 0) } }, NS_WARN, "slat-missing" },
	{ NS_CHECK_cpus_alike, { FACTS(NUM(CPUS_AGREE, 1), TEXT(CPUS_READ, "0-3")) }, { FACTS(NUM(CPUS_AGREE, 0)) },
	  NS_FAIL, "cpus-differ" },
	{ NS_CHECK_firmware_lock, { .regs = { REG(IA32_FEATURE_CONTROL, 5) } },
	  { .regs = { REG(IA32_FEATURE_CONTROL, 1) } }, NS_FAIL, "vmx-locked-off" },
	{ NS_CHECK_firmware_lock, { .amd = true, .regs = { REG(VM_CR, 8) } }, { .amd = true, .regs = { REG(VM_CR, 0x18) } },
	  NS_FAIL, "svm-disabled" },
	{ NS_CHECK_firmware_lock, { FACTS(INTEL_KVM, NUM(KVM_API, 12)) }, { .regs = { REG(IA32_FEATURE_CONTROL, 0) } },
	  NS_WARN, "firmware-unlocked" },
	{ NS_CHECK_firmware_lock, { .regs = { REG(IA32_FEATURE_CONTROL, 5) } },
	  { FACTS(TEXT(KVM_CONFIG, "CONFIG_KVM=m CONFIG_KVM_INTEL=n")), .regs = { REG(IA32_FEATURE_CONTROL, 1) } },
	  NS_FAIL, "vmx-locked-by-kernel" },
	{ NS_CHECK_kvm_module, { FACTS(INTEL_KVM) },
	  { FACTS(TEXT(KVM_MODULES, "kvm"), TEXT(KVM_BLACKLISTED, "kvm_intel (/etc/modprobe.d/b.conf line 1: blacklist)")) },
	  NS_FAIL, "kvm-blacklisted" },
	{ NS_CHECK_kvm_device, { FACTS(INTEL_KVM, NUM(KVM_API, 12)) },
	  { .absent = true, FACTS(INTEL_KVM, TEXT(CONTAINER, "docker")) }, NS_FAIL, "container-without-kvm" },
	{ NS_CHECK_kvm_device, { FACTS(INTEL_KVM, NUM(KVM_API, 12)) }, { .absent = true, FACTS(INTEL_KVM) },
	  NS_FAIL, "kvm-no-device" },
	{ NS_CHECK_kvm_device, { FACTS(INTEL_KVM, NUM(KVM_API, 12)) },
	  { .denied = true, FACTS(INTEL_KVM, TEXT(KVM_DEVICE_MODE, "root:root 0600")) }, NS_FAIL, "kvm-not-permitted" },
	{ NS_CHECK_module_options,
	  { FACTS(INTEL_KVM, TEXT(KVM_CONFIGURED, "kvm_intel.nested=1 (/etc/modprobe.d/k.conf line 1)")), PARAM(kvm_intel, nested, "Y") },
	  { FACTS(INTEL_KVM, TEXT(KVM_CONFIGURED, "kvm_intel.nested=1 (/etc/modprobe.d/k.conf line 1)")), PARAM(kvm_intel, nested, "N") },
	  NS_WARN, "option-not-in-force" },
	{ NS_CHECK_module_options,
	  { FACTS(INTEL_KVM, TEXT(KVM_CONFIGURED, "kvm_intel.nested=no (/etc/modprobe.d/k.conf line 1)")), PARAM(kvm_intel, nested, "N") },
	  { FACTS(INTEL_KVM, TEXT(KVM_CONFIGURED, "kvm_intel.nested=no (/etc/modprobe.d/k.conf line 1)")), PARAM(kvm_intel, nested, "1") },
	  NS_WARN, "option-not-in-force" },
	{ NS_CHECK_module_options,
	  { FACTS(TEXT(KVM_CONFIGURED, "kvm.halt_poll_ns=200 (/etc/modprobe.d/k.conf line 1)")), PARAM(kvm, halt_poll_ns, "200") },
	  { FACTS(TEXT(KVM_CONFIGURED, "kvm.halt_poll_ns=200 (/etc/modprobe.d/k.conf line 1)")), PARAM(kvm, halt_poll_ns, "1") },
	  NS_WARN, "option-not-in-force" },
	{ NS_CHECK_vmx_controls, { CONTROLS },
	  { .regs = { REG(IA32_VMX_PINBASED_CTLS, 0), REG(IA32_VMX_PROCBASED_CTLS, ALL), REG(IA32_VMX_EXIT_CTLS, ALL),
		      REG(IA32_VMX_ENTRY_CTLS, ALL) } }, NS_FAIL, "cause-control-missing" },
	{ NS_CHECK_vmx_controls, { CONTROLS },
	  { .regs = { REG(IA32_VMX_PINBASED_CTLS, ALL), REG(IA32_VMX_PROCBASED_CTLS, ALL), REG(IA32_VMX_EXIT_CTLS, ALL),
		      REG(IA32_VMX_ENTRY_CTLS, ALL & ~(1ull << (32 + 13))) } }, NS_FAIL, "cause-pair-broken" },
	{ NS_CHECK_other_hypervisor, { FACTS(TEXT(OTHER_HYPERVISORS, "")) }, { FACTS(TEXT(OTHER_HYPERVISORS, "vboxdrv")) },
	  NS_WARN, "other-hypervisor" },
	{ NS_CHECK_module_signature, { FACTS(INTEL_KVM, TEXT(SIG_ENFORCE, "N"), TEXT(LOCKDOWN, "none")) },
	  { FACTS(TEXT(KVM_MODULES, "kvm"), TEXT(SIG_ENFORCE, "Y"), TEXT(KVM_ON_DISK, "kvm kvm_intel"), TEXT(KVM_SIGNED, "kvm_amd")) },
	  NS_FAIL, "signature-missing" },
	{ NS_CHECK_module_signature, { FACTS(TEXT(KVM_MODULES, "kvm"), TEXT(LOCKDOWN, "integrity"), TEXT(KVM_SIGNED, "kvm_intel")) },
	  { FACTS(TEXT(KVM_MODULES, "kvm"), TEXT(LOCKDOWN, "integrity"), TEXT(KVM_SIGNED, "")) }, NS_FAIL, "signature-missing" },
	{ NS_CHECK_module_signature, { FACTS(INTEL_KVM, TEXT(LOCKDOWN, "integrity")) },
	  { FACTS(TEXT(KVM_MODULES, "kvm"), TEXT(SIG_ENFORCE, "Y"), TEXT(KVM_ON_DISK, "kvm")) }, NS_FAIL, "kvm-not-installed" },
	{ NS_CHECK_realtime, { FACTS(NUM(REALTIME, 1), TEXT(CPU_FLAGS, "fpu constant_tsc vmx")) },
	  { FACTS(NUM(REALTIME, 1), TEXT(CPU_FLAGS, "fpu vmx")) }, NS_FAIL, "realtime-without-tsc" },
	{ NS_CHECK_guest_cpu, { .guest = true }, { .guest = true, .neither = true },
	  NS_FAIL, "not-exposed" },
	{ NS_CHECK_guest_accel, { .guest = true }, { .guest = true, FACTS(TEXT(HV_SIGNATURE, "TCGTCGTCGTCG")) },
	  NS_WARN, "guest-of-tcg" },
	{ NS_CHECK_nested, { FACTS(INTEL_KVM, NUM(KVM_API, 12)), PARAM(kvm_intel, nested, "Y") },
	  { FACTS(INTEL_KVM, NUM(KVM_API, 12)), PARAM(kvm_intel, nested, "N") }, NS_FAIL, "nested-off" },
	{ NS_CHECK_unrestricted_guest, { FACTS(INTEL_KVM), PARAM(kvm_intel, unrestricted_guest, "Y") },
	  { FACTS(INTEL_KVM), PARAM(kvm_intel, unrestricted_guest, "N"), .regs = { REG(IA32_VMX_PROCBASED_CTLS2, 0) } },
	  NS_WARN, "parameter-cleared" },
	{ NS_CHECK_shadow_vmcs, { FACTS(INTEL_KVM), PARAM(kvm_intel, enable_shadow_vmcs, "Y") },
	  { FACTS(INTEL_KVM), PARAM(kvm_intel, enable_shadow_vmcs, "N"), .regs = { REG(IA32_VMX_PROCBASED_CTLS2, 0) } },
	  NS_WARN, "parameter-cleared" },
	{ NS_CHECK_apicv, { .amd = true, FACTS(TEXT(KVM_MODULES, "kvm kvm_amd")), PARAM(kvm_amd, avic, "Y") },
	  { .amd = true, FACTS(TEXT(KVM_MODULES, "kvm kvm_amd")), PARAM(kvm_amd, avic, "N"), .regs = { REG(CPUID_8000000A_EDX, ~0u) } },
	  NS_WARN, "parameter-off-or-cleared" },
	{ NS_CHECK_pml, { FACTS(INTEL_KVM), PARAM(kvm_intel, pml, "Y") }, { .regs = { REG(IA32_VMX_PROCBASED_CTLS2, 0) } },
	  NS_WARN, "cpu-has-not" },
	{ NS_CHECK_evmcs, { .guest = true, FACTS(TEXT(HV_SIGNATURE, "Microsoft Hv")), PARAM(kvm_intel, enlightened_vmcs, "Y") },
	  { .guest = true, FACTS(TEXT(HV_SIGNATURE, "Microsoft Hv")), PARAM(kvm_intel, enlightened_vmcs, "N") }, NS_WARN, "evmcs-off" },
	{ NS_CHECK_evmcs, { .guest = true, FACTS(TEXT(HV_SIGNATURE, "Microsoft Hv")), PARAM(kvm_intel, enlightened_vmcs, "Y") },
	  { .guest = true, .hints = 1 << 14, FACTS(TEXT(HV_SIGNATURE, "Microsoft Hv")), PARAM(kvm_intel, enlightened_vmcs, "N") },
	  NS_WARN, "evmcs-not-offered" },
	{ NS_CHECK_migration, { FACTS(INTEL_KVM, NUM(KVM_API, 12), NUM(KVM_NESTED_STATE, 4224)), PARAM(kvm_intel, nested, "Y") },
	  { FACTS(INTEL_KVM, NUM(KVM_API, 12), NUM(KVM_NESTED_STATE, 0)), PARAM(kvm_intel, nested, "Y") },
	  NS_WARN, "nested-state-missing" },
	{ NS_CHECK_clocksource, { FACTS(TEXT(CLOCKSOURCE, "kvm-clock")) }, { FACTS(TEXT(CLOCKSOURCE, "hpet")) },
	  NS_WARN, "clocksource-slow" },
	{ NS_CHECK_huge_pages, { FACTS(TEXT(THP, "madvise")) }, { FACTS(TEXT(THP, "never"), NUM(HUGEPAGES, 0)) },
	  NS_WARN, "huge-pages-none" },
	{ NS_CHECK_nx_huge_pages, { FACTS(TEXT(ITLB_MULTIHIT, "KVM: Mitigation: Split huge pages")), PARAM(kvm, nx_huge_pages, "Y") },
	  { FACTS(TEXT(ITLB_MULTIHIT, "Not affected")), PARAM(kvm, nx_huge_pages, "Y") }, NS_WARN, "nx-huge-pages-forced" },
	{ NS_CHECK_l1d_flush, { PARAM(kvm_intel, vmentry_l1d_flush, "cond") }, { PARAM(kvm_intel, vmentry_l1d_flush, "always") },
	  NS_WARN, "l1d-flush-always" },
	{ NS_CHECK_entry_flush, { FACTS(TEXT(MDS, "Not affected"), TEXT(SRSO, "Mitigation: Safe RET")) },
	  { FACTS(TEXT(MDS, "Not affected"), TEXT(SRSO, "Mitigation: IBPB on VMEXIT only")) }, NS_WARN, "entry-flush-predictors" },
	{ NS_CHECK_entry_flush, { FACTS(TEXT(MDS, "Mitigation: Clear CPU buffers; SMT vulnerable"), TEXT(RETBLEED, "Mitigation: Enhanced IBRS")) },
	  { FACTS(TEXT(MDS, "Mitigation: Clear CPU buffers; SMT vulnerable"), TEXT(RETBLEED, "Mitigation: IBPB; SMT vulnerable")) },
	  NS_WARN, "entry-flush-predictors" },
	{ NS_CHECK_tcg_vms, { FACTS(NUM(VM_PROGRAMS, 2)) }, { .tcg = true, FACTS(NUM(VM_PROGRAMS, 1)) },
	  NS_WARN, "vm-emulated" },
	{ NS_CHECK_vhost_net, { FACTS(TEXT(DEVICES, "kvm vhost-net")) }, { FACTS(TEXT(DEVICES, "kvm vhost-netx")) },
	  NS_WARN, "device-missing" },
	{ NS_CHECK_tun, { FACTS(TEXT(DEVICES, "net/tun")) }, { FACTS(TEXT(DEVICES, "")) }, NS_WARN, "device-missing" },
	{ NS_CHECK_cgroups, { FACTS(TEXT(CGROUPS, "cpuset cpu io memory pids")) }, { FACTS(TEXT(CGROUPS, "cpuset cpu memory")) },
	  NS_WARN, "cgroup-missing" },
	{ NS_CHECK_iommu, { FACTS(NUM(IOMMU_GROUPS, 14)) }, { FACTS(NUM(IOMMU_GROUPS, 0)) }, NS_WARN, "iommu-off" },
	{ NS_CHECK_iommu, { FACTS(NUM(IOMMU_GROUPS, 14)) }, { .guest = true, FACTS(NUM(IOMMU_GROUPS, 0)) },
	  NS_WARN, "iommu-not-virtual" },
	{ NS_CHECK_iommu_interrupts, { FACTS(NUM(IOMMU_ECAP, 0xf020de)) }, { FACTS(NUM(IOMMU_ECAP, 0xf02)) },
	  NS_WARN, "iommu-remaps-not" },
	{ NS_CHECK_iommu_caching, { .guest = true, FACTS(NUM(IOMMU_CAP, 0xd2008c22260286)) },
	  { .guest = true, FACTS(NUM(IOMMU_CAP, 0xd2008c22260206)) }, NS_WARN, "iommu-caches-not" },
};

#define HV(text) TEXT(HV_SIGNATURE, text)
#define AMD_KVM TEXT(KVM_MODULES, "kvm kvm_amd")

/* Other results of checks: all of check_found_rows.h, and more findings of the answers */
static const struct one {
	enum ns_check_id check;
	struct machine machine;
	enum ns_verdict verdict;
	const char *code;
} ones[] = {
	{ NS_CHECK_run_vms, { .regs = { REG(IA32_FEATURE_CONTROL, 5) }, FACTS(TEXT(KVM_MODULES, ""), TEXT(KVM_CONFIG, "CONFIG_KVM=m CONFIG_KVM_INTEL=n")),
	    .absent = true }, NS_FAIL, "kvm-not-built" },
	{ NS_CHECK_run_vms, { FACTS(TEXT(KVM_MODULES, ""), TEXT(KVM_BUILTIN, "kvm kvm_intel")), .absent = true }, NS_FAIL, "kvm-did-not-start" },
	{ NS_CHECK_run_vms, { FACTS(TEXT(KVM_MODULES, "")), .absent = true }, NS_FAIL, "kvm-not-loaded" },
	{ NS_CHECK_run_vms, { FACTS(INTEL_KVM, NUM(KVM_API, 13)) }, NS_SKIP, "kvm-api" },
	{ NS_CHECK_run_vms, { FACTS(INTEL_KVM) }, NS_PASS, "kvm-loaded" },
	{ NS_CHECK_run_vms, { .denied = true, FACTS(INTEL_KVM) }, NS_FAIL, "kvm-not-permitted" },
	{ NS_CHECK_run_vms, { .neither = true, FACTS(TEXT(KVM_MODULES, "kvm kvm_pvm"), NUM(KVM_API, 12)) }, NS_PASS, "kvm-without-hardware" },
	{ NS_CHECK_run_vms, { .nothing = true, FACTS(TEXT(CPU_FLAGS, "fpu sse")) }, NS_FAIL, "no-virtualization-flag" },
	{ NS_CHECK_run_vms, { .guest = true, .acrn = true, .neither = true, FACTS(TEXT(DEVICES, "acrn_hsm")) }, NS_PASS, "acrn-runs-vms" },
	{ NS_CHECK_run_vms, { .guest = true, .acrn = true, .neither = true, FACTS(TEXT(DEVICES, "kvm")) }, NS_FAIL, "acrn-no-hsm" },
	{ NS_CHECK_virtualization, { 0 }, NS_PASS, "has-virtualization" },
	{ NS_CHECK_virtualization, { .neither = true }, NS_FAIL, "no-hardware" },
	{ NS_CHECK_virtualization, { .neither = true, FACTS(TEXT(KVM_MODULES, "kvm kvm_pvm"), NUM(KVM_API, 12)) }, NS_WARN, "no-hardware" },
	{ NS_CHECK_virtualization, { .nothing = true }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_slat, { .neither = true }, NS_SKIP, "needs-vmx-or-svm" },
	{ NS_CHECK_slat, { FACTS(AMD_KVM), .amd = true, PARAM(kvm_amd, npt, "1") }, NS_PASS, "parameter-on" },
	{ NS_CHECK_slat, { .amd = true, .regs = { REG(CPUID_8000000A_EDX, 1) } }, NS_PASS, "cpu-has" },
	{ NS_CHECK_slat, { FACTS(INTEL_KVM), PARAM(kvm_intel, ept, "N") }, NS_WARN, "parameter-off-or-cleared" },
	{ NS_CHECK_slat, { .guest = true, .amd = true, .regs = { REG(CPUID_8000000A_EDX, 0) } }, NS_WARN, "slat-missing" },
	{ NS_CHECK_cpus_alike, { .amd = true, FACTS(NUM(CPUS_AGREE, 0)) }, NS_WARN, "cpus-differ" },
	{ NS_CHECK_cpus_alike, { FACTS(NUM(CPUS_AGREE, 1), TEXT(CPUS_READ, "0")) }, NS_PASS, "cpus-alike" },
	{ NS_CHECK_firmware_lock, { .amd = true, .regs = { REG(VM_CR, 8) } }, NS_PASS, "firmware-allows" },
	{ NS_CHECK_firmware_lock, { .amd = true, .regs = { REG(VM_CR, 0x10) } }, NS_FAIL, "svm-disabled" },
	{ NS_CHECK_firmware_lock, { .amd = true, .regs = { REG(VM_CR, 0x18), REG(CPUID_8000000A_EDX, 4) } }, NS_FAIL, "svm-disabled" },
	{ NS_CHECK_firmware_lock, { FACTS(TEXT(CPU_FLAGS, "fpu")) }, NS_FAIL, "vmx-flag-cleared" },
	{ NS_CHECK_firmware_lock, { .amd = true, FACTS(TEXT(CPU_FLAGS, "fpu")) }, NS_FAIL, "svm-flag-cleared" },
	{ NS_CHECK_firmware_lock, { FACTS(INTEL_KVM, NUM(KVM_API, 12)) }, NS_PASS, "firmware-allows-kvm" },
	{ NS_CHECK_kvm_module, { FACTS(INTEL_KVM, NUM(KVM_USERS, 7)) }, NS_PASS, "module-loaded" },
	{ NS_CHECK_kvm_module, { FACTS(TEXT(KVM_MODULES, "kvm"), TEXT(KVM_ON_DISK, "kvm")) }, NS_FAIL, "kvm-not-installed" },
	{ NS_CHECK_kvm_module, { FACTS(TEXT(KVM_MODULES, "")), .regs = { REG(IA32_FEATURE_CONTROL, 1) } }, NS_FAIL, "vmx-locked-off" },
	{ NS_CHECK_kvm_device, { FACTS(INTEL_KVM, NUM(KVM_API, 12)) }, NS_PASS, "device-answers" },
	{ NS_CHECK_kvm_device, { .absent = true, FACTS(TEXT(KVM_MODULES, "")) }, NS_FAIL, "device-without-module" },
	{ NS_CHECK_module_options, { FACTS(INTEL_KVM, TEXT(KVM_CONFIGURED, "kvm_intel.nested=1 (/etc/modprobe.d/kvm.conf line 1)")) },
	  NS_SKIP, "parameter-unread" },
	/* One file serves hosts of either vendor. */
	{ NS_CHECK_module_options, { FACTS(INTEL_KVM, TEXT(KVM_CONFIGURED, "kvm_intel.nested=1 (a); kvm_amd.nested=1 (a)")),
	    PARAM(kvm_intel, nested, "Y") }, NS_PASS, "options-in-force" },
	{ NS_CHECK_module_options, { .amd = true, FACTS(TEXT(KVM_CONFIGURED, "kvm_intel.nested=1 (a)")) }, NS_PASS, "options-in-force" },
	{ NS_CHECK_module_options, { FACTS(INTEL_KVM, TEXT(KVM_CONFIGURED, "kvm_intel.ept=1 (a); kvm_intel.nested=1 (b)")),
	    PARAM(kvm_intel, nested, "N") }, NS_WARN, "option-not-in-force" },
	{ NS_CHECK_module_options, { FACTS(INTEL_KVM, TEXT(KVM_CONFIGURED, "")) }, NS_PASS, "options-in-force" },
	{ NS_CHECK_vmx_controls, { CONTROLS }, NS_PASS, "controls-complete" },
	{ NS_CHECK_vmx_controls, { BROKEN(13), FACTS(TEXT(KERNEL, "5.10.0-8-amd64")) }, NS_PASS, "controls-complete" },
	{ NS_CHECK_vmx_controls, { BROKEN(13), FACTS(TEXT(KERNEL, "6.0.0")) }, NS_FAIL, "cause-pair-broken" },
	{ NS_CHECK_vmx_controls, { BROKEN(20), FACTS(TEXT(KERNEL, "6.12.1")) }, NS_PASS, "controls-complete" },
	{ NS_CHECK_vmx_controls, { BROKEN(20), FACTS(TEXT(KERNEL, "6.18.1")) }, NS_FAIL, "cause-pair-broken" },
	{ NS_CHECK_vmx_controls, { 0 }, NS_SKIP, "controls-unread" },
	{ NS_CHECK_vmx_controls, { .amd = true }, NS_SKIP, "of-intel-only" },
	{ NS_CHECK_other_hypervisor, { FACTS(TEXT(OTHER_HYPERVISORS, "")) }, NS_PASS, "no-other-hypervisor" },
	{ NS_CHECK_lockdown, { FACTS(TEXT(LOCKDOWN, "none")) }, NS_PASS, "no-lockdown" },
	{ NS_CHECK_lockdown, { FACTS(TEXT(LOCKDOWN, "confidentiality")) }, NS_PASS, "locked-down" },
	{ NS_CHECK_module_signature, { FACTS(INTEL_KVM, TEXT(SIG_ENFORCE, "N"), TEXT(LOCKDOWN, "none")) }, NS_PASS, "signature-not-needed" },
	{ NS_CHECK_module_signature, { FACTS(INTEL_KVM, TEXT(SIG_ENFORCE, "Y"), TEXT(KVM_TAINT, "")) }, NS_PASS, "signature-accepted" },
	{ NS_CHECK_module_signature, { FACTS(INTEL_KVM, TEXT(SIG_ENFORCE, "N"), TEXT(KVM_TAINT, "OE")) }, NS_PASS, "signature-taints" },
	{ NS_CHECK_module_signature, { FACTS(TEXT(KVM_MODULES, ""), TEXT(SIG_ENFORCE, "Y"), TEXT(KVM_SIGNED, "kvm_intel kvm_amd")) }, NS_PASS,
	  "signature-there" },
	{ NS_CHECK_module_signature, { FACTS(TEXT(KVM_MODULES, ""), TEXT(SIG_ENFORCE, "Y")) }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_module_signature, { FACTS(INTEL_KVM, TEXT(SIG_ENFORCE, "N")) }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_module_signature, { FACTS(INTEL_KVM, TEXT(LOCKDOWN, "none")) }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_realtime, { .guest = true, FACTS(NUM(REALTIME, 1), TEXT(CPU_FLAGS, "fpu vmx")) }, NS_FAIL, "realtime-without-tsc" },
	{ NS_CHECK_realtime, { FACTS(NUM(REALTIME, 0)) }, NS_SKIP, "not-realtime" },
	{ NS_CHECK_realtime, { FACTS(NUM(REALTIME, 1), TEXT(CPU_FLAGS, "constant_tsc")) }, NS_PASS, "realtime-constant-tsc" },
	{ NS_CHECK_guest_cpu, { 0 }, NS_SKIP, "of-guests-only" },
	{ NS_CHECK_guest_accel, { .nothing = true }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_iommu_caching, { .nothing = true }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_guest_cpu, { .guest = true, .neither = true, FACTS(HV("XenVMMXenVMM"), TEXT(XEN_CAPABILITIES, "control_d")) }, NS_SKIP,
	  "parent-partition" },
	{ NS_CHECK_virtualization, { .guest = true, .neither = true, FACTS(HV("XenVMMXenVMM"), TEXT(XEN_CAPABILITIES, "control_d")) }, NS_SKIP,
	  "parent-partition" },
	{ NS_CHECK_slat, { .guest = true, .neither = true, FACTS(HV("XenVMMXenVMM"), TEXT(XEN_CAPABILITIES, "control_d")) }, NS_SKIP,
	  "parent-partition" },
	{ NS_CHECK_kvm_module, { .guest = true, .neither = true, FACTS(HV("XenVMMXenVMM"), TEXT(XEN_CAPABILITIES, "control_d")) }, NS_SKIP,
	  "parent-partition" },
	{ NS_CHECK_guest_accel, { .guest = true }, NS_PASS, "guest-of-hypervisor" },
	{ NS_CHECK_guest_accel, { .guest = true, FACTS(HV("            ")) }, NS_SKIP, "guest-of-unknown" },
	{ NS_CHECK_nested, { FACTS(INTEL_KVM, NUM(KVM_API, 12)) }, NS_SKIP, "nested-unread" },
	{ NS_CHECK_nested, { .neither = true }, NS_FAIL, "no-vms" },
	{ NS_CHECK_unrestricted_guest, { FACTS(TEXT(KVM_MODULES, "")) }, NS_SKIP, "parameter-unread" },
	/* Nothing says that a module has no parameter if it is loaded, or if none was looked for. */
	{ NS_CHECK_unrestricted_guest, { FACTS(INTEL_KVM) }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_halt_poll, { 0 }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_shadow_vmcs, { .amd = true }, NS_SKIP, "of-intel-only" },
	{ NS_CHECK_shadow_vmcs, { .neither = true }, NS_SKIP, "needs-vmx-or-svm" },
	{ NS_CHECK_shadow_vmcs, { .nothing = true }, NS_SKIP, "not-read-here" },
	/* Only CPUID_1_ECX was read, and it has no VMX. */
	{ NS_CHECK_shadow_vmcs, { .nothing = true, .regs = { REG(CPUID_1_ECX, 0) } }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_apicv, { .nothing = true, .regs = { REG(CPUID_1_ECX, 0) } }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_apicv, { .nothing = true, .regs = { REG(CPUID_80000001_ECX, 0) } }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_slat, { .nothing = true, .regs = { REG(CPUID_1_ECX, 0) } }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_shadow_vmcs, { FACTS(INTEL_KVM), PARAM(kvm_intel, enable_shadow_vmcs, "N"), .regs = { REG(IA32_VMX_PROCBASED_CTLS, ALL),
	    REG(IA32_VMX_PROCBASED_CTLS2, ALL), REG(IA32_VMX_MISC, 1 << 29) } }, NS_WARN, "parameter-switched-off" },
	{ NS_CHECK_apicv, { .guest = true, .regs = { REG(IA32_VMX_PROCBASED_CTLS2, 0) } }, NS_WARN, "cpu-has-not" },
	{ NS_CHECK_evmcs, { 0 }, NS_SKIP, "of-hyper-v-only" },
	{ NS_CHECK_evmcs, { .nothing = true }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_evmcs, { .guest = true, FACTS(HV("NobodyKnows!")) }, NS_SKIP, "guest-of-unknown" },
	{ NS_CHECK_evmcs, { .guest = true, FACTS(HV("Microsoft Hv")), PARAM(kvm_intel, enlightened_vmcs, "Y") }, NS_PASS, "evmcs-on" },
	{ NS_CHECK_evmcs, { .guest = true, FACTS(HV("Microsoft Hv")) }, NS_SKIP, "evmcs-unread" },
	{ NS_CHECK_evmcs, { .guest = true, .hints = 1 << 14, .nested = 1, FACTS(HV("Microsoft Hv")), PARAM(kvm_intel, enlightened_vmcs, "N") },
	  NS_WARN, "evmcs-off" },
	{ NS_CHECK_migration, { FACTS(INTEL_KVM, NUM(KVM_API, 12)), PARAM(kvm_intel, nested, "N") }, NS_SKIP, "vms-run-no-vms" },
	{ NS_CHECK_migration, { FACTS(INTEL_KVM, NUM(KVM_API, 12), NUM(KVM_NESTED_STATE, 1)), PARAM(kvm_intel, nested, "Y") }, NS_PASS,
	  "nested-state-intel" },
	{ NS_CHECK_migration, { .amd = true, FACTS(AMD_KVM, NUM(KVM_API, 12), NUM(KVM_NESTED_STATE, 1)), PARAM(kvm_amd, nested, "1") }, NS_PASS,
	  "nested-state-amd" },
	{ NS_CHECK_clocksource, { FACTS(TEXT(CLOCKSOURCE, "tsc")) }, NS_PASS, "clocksource-fast" },
	{ NS_CHECK_clocksource, { FACTS(TEXT(CLOCKSOURCE, "acpi_pm")) }, NS_WARN, "clocksource-slow" },
	{ NS_CHECK_huge_pages, { FACTS(TEXT(THP, "always")) }, NS_PASS, "huge-pages-transparent" },
	{ NS_CHECK_huge_pages, { FACTS(TEXT(THP, "never"), NUM(HUGEPAGES, 512)) }, NS_PASS, "huge-pages-set-aside" },
	{ NS_CHECK_nx_huge_pages, { PARAM(kvm, nx_huge_pages, "Y") }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_nx_huge_pages, { PARAM(kvm, nx_huge_pages, "force") }, NS_SKIP, "not-read-here" },
	{ NS_CHECK_nx_huge_pages, { PARAM(kvm, nx_huge_pages, "N") }, NS_PASS, "nx-huge-pages-off" },
	{ NS_CHECK_nx_huge_pages, { FACTS(TEXT(ITLB_MULTIHIT, "KVM: Vulnerable")), PARAM(kvm, nx_huge_pages, "Y") }, NS_PASS, "nx-huge-pages-needed" },
	{ NS_CHECK_l1d_flush, { PARAM(kvm_intel, vmentry_l1d_flush, "never") }, NS_PASS, "l1d-flush-off" },
	{ NS_CHECK_l1d_flush, { PARAM(kvm_intel, vmentry_l1d_flush, "cond") }, NS_PASS, "l1d-flush-sometimes" },
	{ NS_CHECK_entry_flush, { FACTS(TEXT(TSA, "Mitigation: Clear CPU buffers: user/kernel boundary")) }, NS_PASS, "entry-flush-none" },
	{ NS_CHECK_entry_flush, { FACTS(TEXT(TSA, "Mitigation: Clear CPU buffers: VM")) }, NS_PASS, "entry-flush-buffers" },
	{ NS_CHECK_entry_flush, { FACTS(TEXT(RFDS, "Mitigation: Clear Register File")) }, NS_PASS, "entry-flush-buffers" },
	{ NS_CHECK_entry_flush, { FACTS(TEXT(VMSCAPE, "Mitigation: IBPB before exit to userspace")) }, NS_PASS, "entry-flush-buffers" },
	{ NS_CHECK_entry_flush, { FACTS(TEXT(VMSCAPE, "Mitigation: IBPB on VMEXIT"), TEXT(SRSO, "Mitigation: IBPB")) }, NS_WARN, "entry-flush-predictors" },
	{ NS_CHECK_halt_poll, { PARAM(kvm, halt_poll_ns, "200000") }, NS_PASS, "halt-poll-on" },
	{ NS_CHECK_halt_poll, { PARAM(kvm, halt_poll_ns, "0") }, NS_PASS, "halt-poll-off" },
	{ NS_CHECK_halt_poll, { .guest = true, PARAM(kvm, halt_poll_ns, "200000") }, NS_PASS, "halt-poll-in-guest" },
	{ NS_CHECK_tcg_vms, { FACTS(NUM(VM_PROGRAMS, 1)) }, NS_PASS, "no-emulated-vm" },
	{ NS_CHECK_tun, { FACTS(TEXT(DEVICES, "net/tun")) }, NS_PASS, "device-there" },
	{ NS_CHECK_cgroups, { FACTS(TEXT(CGROUPS, "blkio cpu,cpuacct cpuset memory")) }, NS_PASS, "cgroups-there" },
	{ NS_CHECK_iommu, { FACTS(NUM(IOMMU_GROUPS, 1)) }, NS_PASS, "iommu-on" },
	{ NS_CHECK_iommu_interrupts, { FACTS(NUM(IOMMU_ECAP, 8)) }, NS_PASS, "iommu-remaps" },
	{ NS_CHECK_iommu_interrupts, { .guest = true, FACTS(NUM(IOMMU_ECAP, 0)) }, NS_WARN, "iommu-remaps-not-in-guest" },
	{ NS_CHECK_iommu_interrupts, { .no_vtd = true }, NS_SKIP, "no-vt-d" },
	{ NS_CHECK_iommu_caching, { .guest = true, FACTS(NUM(IOMMU_CAP, 1 << 7)) }, NS_PASS, "iommu-caches" },
	{ NS_CHECK_secure_guest, { FACTS(TEXT(DEVICES, "kvm sev")) }, NS_PASS, "secure-guests" },
	{ NS_CHECK_secure_guest, { FACTS(TEXT(DEVICES, "kvm")) }, NS_SKIP, "no-sev" },
	{ NS_CHECK_secure_guest, { FACTS(TEXT(ARCH, "s390x"), NUM(Z_SECURE_GUEST, 1)) }, NS_SKIP, "secure-execution-guest" },
	{ NS_CHECK_secure_guest, { FACTS(TEXT(ARCH, "s390x"), NUM(Z_SECURE_HOST, 1)) }, NS_PASS, "secure-execution" },
	{ NS_CHECK_secure_guest, { FACTS(TEXT(ARCH, "s390x"), NUM(Z_SECURE_HOST, 0)) }, NS_SKIP, "secure-execution-off" },
	{ NS_CHECK_secure_guest, { .no_uv = true, FACTS(TEXT(ARCH, "s390x"), TEXT(KERNEL, "6.1.0")) }, NS_SKIP, "no-ultravisor" },
	{ NS_CHECK_secure_guest, { FACTS(TEXT(ARCH, "aarch64")) }, NS_SKIP, "confidential-not-known" },
	{ NS_CHECK_registers, { .amd = true, .regs = { REG(CPUID_8000000A_EDX, 1) } }, NS_PASS, "registers-agree" },
	{ NS_CHECK_registers, { .amd = true, .both = true }, NS_WARN, "vmx-and-svm" },
	{ NS_CHECK_kvm_registers, { .kvm = 1 }, NS_PASS, "registers-agree" },
	{ NS_CHECK_kvm_registers, { .kvm = 3 }, NS_WARN, "vmx-and-svm" },
	{ NS_CHECK_kvm_registers, { 0 }, NS_SKIP, "registers-unread" },
};

/* The findings that each check has had on any machine */
static bool seen[NS_CHECK_COUNT][NS_CODE_COUNT];

/* A check of a machine: its verdict and, if @code is not NULL, what it found */
static bool is_found(enum ns_check_id id, const struct machine *m, enum ns_verdict verdict, const char *code)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_results results;
	const struct ns_finding *f;
	char *text, *steps;
	bool ok;

	build(s, m);
	results = ns_check_all(s);
	f = results.finding[id];
	text = ns_finding_text(f);
	steps = ns_finding_steps(f);
	seen[id][f->code] = true;
	ok = ns_verdict_of(f) == verdict && (!code || !strcmp(code, ns_finding_code(f)));
	ok = ok && is_said("check", ns_checks[id].code, f);
	/* Each argument of the sentence is set. */
	ok = ok && !strpbrk(text, "?{") && !(steps && strpbrk(steps, "{"));
	if (!ok)
		printf("# %s: %s %s, not %s %s: %s\n", ns_checks[id].code, ns_verdict_name(ns_verdict_of(f)),
		       ns_finding_code(f), ns_verdict_name(verdict), code ?: "", text);
	free(text);
	free(steps);
	ns_results_clear(&results);
	ns_snapshot_free(s);
	return ok;
}

/* In a guest it is the hypervisor that leaves a control out, else the CPU that has none. */
TEST(who_has_not_the_controls)
{
	static const struct {
		struct machine m;
		enum ns_component who;
	} cases[] = {
		{ { BROKEN(20), FACTS(TEXT(KERNEL, "6.18.1")) }, NS_COMPONENT_CPU },
		{ { .guest = true, BROKEN(20), FACTS(TEXT(KERNEL, "6.18.1")) }, NS_COMPONENT_BELOW },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_results results;

		build(s, &cases[i].m);
		results = ns_check_all(s);
		EXPECT_STREQ("cause-pair-broken", ns_finding_code(results.finding[NS_CHECK_vmx_controls]));
		EXPECT_EQ(cases[i].who, results.finding[NS_CHECK_vmx_controls]->component);
		ns_results_clear(&results);
		ns_snapshot_free(s);
	}
}

TEST(a_path_that_was_not_read_is_said_once)
{
	static const struct {
		enum ns_fact_id fact;
		enum ns_check_id check;
		const char *why, *text;
	} cases[] = {
		{ NS_FACT_MDS, NS_CHECK_entry_flush, "/sys/devices/system/cpu/vulnerabilities/mds: not captured",
		  "not read: /sys/devices/system/cpu/vulnerabilities/mds: not captured" },
		{ NS_FACT_HUGEPAGES, NS_CHECK_huge_pages, "/proc/sys/vm/nr_hugepages: not captured",
		  "not read: huge pages that are reserved, /proc/sys/vm/nr_hugepages: not captured" },
		{ NS_FACT_HUGEPAGES, NS_CHECK_huge_pages, "no time",
		  "not read: huge pages that are reserved (/proc/sys/vm/nr_hugepages), no time" },
		{ NS_FACT_KVM_NESTED_STATE, NS_CHECK_migration, "/dev/kvm: not tried",
		  "not read: KVM_CAP_NESTED_STATE: bytes of a nested VM's state, 0 if it cannot be saved, /dev/kvm: not tried" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_results results;
		char *text;

		ns_value_not(&s->fact[cases[i].fact], NS_SOURCE_SYSFS, NS_NOT_ASKED, "%s", cases[i].why);
		results = ns_check_all(s);
		text = ns_finding_text(results.finding[cases[i].check]);
		EXPECT_STREQ(cases[i].text, text);
		free(text);
		ns_results_clear(&results);
		ns_snapshot_free(s);
	}
}

TEST(each_check_passes_on_a_machine_that_is_as_it_should_be_and_says_what_is_wrong_on_another)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		EXPECT_TRUE(is_found(rows[i].check, &rows[i].good, NS_PASS, NULL));
		EXPECT_TRUE(is_found(rows[i].check, &rows[i].bad, rows[i].verdict, rows[i].code));
	}
	EXPECT_NO_LEAK();
}

TEST(each_check_finds_what_it_is_for)
{
	for (size_t i = 0; i < COUNT(ones); i++)
		EXPECT_TRUE(is_found(ones[i].check, &ones[i].machine, ones[i].verdict, ones[i].code));
	EXPECT_NO_LEAK();
}

/* A new check needs a case in which it passes and one in which it does not, a new finding one that shows it. */
TEST(every_check_is_shown_both_ways_and_every_finding_once)
{
	/* Informational checks: a warning would be useless. */
	static const enum ns_check_id never_warns[] = { NS_CHECK_lockdown, NS_CHECK_halt_poll, NS_CHECK_secure_guest };
	static const enum ns_code codes[] = {
#define NS_FINDING(id, code, severity, component, remedy, text, source) NS_FOUND_##id,
#include "analysis/check_found_rows.h"
#undef NS_FINDING
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		is_found(rows[i].check, &rows[i].good, NS_PASS, NULL);
		is_found(rows[i].check, &rows[i].bad, rows[i].verdict, NULL);
	}
	for (size_t i = 0; i < COUNT(ones); i++)
		is_found(ones[i].check, &ones[i].machine, ones[i].verdict, NULL);
	for (size_t id = 0; id < NS_CHECK_COUNT; id++) {
		size_t passes = 0, fires = 0, found = 0;

		for (size_t i = 0; i < COUNT(rows); i++) {
			passes += rows[i].check == id;
			fires += rows[i].check == id;
		}
		for (size_t i = 0; i < COUNT(ones); i++) {
			passes += ones[i].check == id && ones[i].verdict == NS_PASS;
			fires += ones[i].check == id && (ones[i].verdict == NS_WARN || ones[i].verdict == NS_FAIL);
		}
		for (size_t i = 0; i < COUNT(never_warns); i++)
			fires += never_warns[i] == id;
		for (size_t code = 0; code < NS_CODE_COUNT; code++)
			found += seen[id][code];
		EXPECT_TRUE(passes && fires && found > 1) {
			TH_LOG("%s: %zu pass, %zu fire, %zu findings", ns_checks[id].code, passes, fires, found);
		}
	}
	for (size_t i = 0; i < COUNT(codes); i++) {
		bool any = false;

		for (size_t id = 0; id < NS_CHECK_COUNT; id++)
			any |= seen[id][codes[i]];
		EXPECT_TRUE(any) { TH_LOG("no case shows %s", ns_finding_rows[codes[i]].code); }
	}
}

TEST(nothing_read_is_skipped_and_never_a_failure)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_results results = ns_check_all(s);

	for (size_t i = 0; i < NS_CHECK_COUNT; i++) {
		EXPECT_EQ(NS_SKIP, ns_verdict_of(results.finding[i])) {
			TH_LOG("%s: %s", ns_checks[i].code, ns_finding_code(results.finding[i]));
		}
	}
	ns_results_clear(&results);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

/* What KVM offers to no VM (AVIC) does not depend on the VM's CPU model; Intel's virtual interrupts do. */
TEST(a_vm_is_not_told_to_ask_for_what_no_vm_gets)
{
	static const struct machine avic = { .amd = true, .guest = true, .regs = { REG(CPUID_8000000A_EDX, 1) } };
	static const struct machine apicv = { .guest = true, .regs = { REG(IA32_VMX_PROCBASED_CTLS2, 0) } };

	for (int i = 0; i < 2; i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_results results;

		build(s, i ? &apicv : &avic);
		results = ns_check_all(s);
		EXPECT_STREQ("cpu-has-not", ns_finding_code(results.finding[NS_CHECK_apicv]));
		EXPECT_EQ(i ? NS_REMEDY_EXPOSE_FULL_CPU : NS_REMEDY_NONE, results.finding[NS_CHECK_apicv]->remedy);
		ns_results_clear(&results);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

/* Where a fact is from is said once: by the reason, if that begins with a path. */
TEST(what_is_unread_is_said_with_one_path)
{
	static const struct { enum ns_fact_id id; const char *why, *meaning, *rest; } cases[] = {
		{ NS_FACT_KERNEL, "/proc/sys/kernel/osrelease: EIO", "release of the running kernel",
		  "/proc/sys/kernel/osrelease: EIO" },
		{ NS_FACT_KERNEL, "not asked", "release of the running kernel (/proc/sys/kernel/osrelease)", "not asked" },
		{ NS_FACT_XEN_GUEST_TYPE, "/sys/hypervisor/guest_type: EIO", "PV, PVH or HVM",
		  "/sys/hypervisor/guest_type: EIO" },
		{ NS_FACT_HV_TYPE, "/sys/hypervisor/type: EIO", "/sys/hypervisor/type: EIO", "" },
		{ NS_FACT_HV_TYPE, "not asked", "/sys/hypervisor/type", "not asked" },
		{ NS_FACT_KVM_BUILTIN, "/lib/modules: EIO", "KVM modules that are built into the kernel", "/lib/modules: EIO" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_checker c = { .s = s };
		struct ns_finding *f;

		ns_value_not(&s->fact[cases[i].id], NS_SOURCE_SYSFS, NS_UNREADABLE, "%s", cases[i].why);
		f = ns_check_unread(&c, cases[i].id);
		EXPECT_STREQ(cases[i].meaning, ns_finding_get(f, "meaning"));
		EXPECT_STREQ(cases[i].rest, ns_finding_get(f, "why") ?: "");
		ns_finding_free(f);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

/* Whether the CPU has VMX or SVM rests on the register that decides: without VMX on that of SVM, even if it was not read. */
TEST(virtualization_rests_on_the_register_that_decides)
{
	static const struct { uint64_t vmx, svm; enum ns_reg reg; const char *code; } cases[] = {
		{ UINT64_MAX, UINT64_MAX, NS_REG_CPUID_1_ECX, "not-read-here" },
		{ UINT64_MAX, 0, NS_REG_CPUID_1_ECX, "not-read-here" },
		{ 0, UINT64_MAX, NS_REG_CPUID_80000001_ECX, "not-read-here" },
		{ VMX, UINT64_MAX, NS_REG_CPUID_1_ECX, "has-virtualization" },
		{ VMX, 0, NS_REG_CPUID_1_ECX, "has-virtualization" },
		{ UINT64_MAX, 1 << 2, NS_REG_CPUID_80000001_ECX, "has-virtualization" },
		{ 0, 1 << 2, NS_REG_CPUID_80000001_ECX, "has-virtualization" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_results results;
		const struct ns_finding *f;

		set_text(s, NS_FACT_ARCH, "x86_64");
		if (cases[i].vmx != UINT64_MAX)
			set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, cases[i].vmx);
		if (cases[i].svm != UINT64_MAX)
			set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_80000001_ECX, cases[i].svm);
		results = ns_check_all(s);
		f = results.finding[NS_CHECK_virtualization];
		EXPECT_STREQ(cases[i].code, ns_finding_code(f)) TH_LOG("case %zu", i);
		ASSERT_EQ(1, f->ground_count) TH_LOG("case %zu", i);
		EXPECT_STREQ(ns_registers[cases[i].reg].name, f->grounds[0].what) TH_LOG("case %zu", i);
		ns_results_clear(&results);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

TEST(spellings)
{
	EXPECT_EQ(NS_CHECK_slat, ns_check_find("ept"));
	EXPECT_EQ(NS_CHECK_slat, ns_check_find("npt"));
	EXPECT_EQ(NS_CHECK_shadow_vmcs, ns_check_find("shadow-vmcs"));
	EXPECT_EQ(NS_CHECK_COUNT, ns_check_find("shadow"));
	EXPECT_EQ(NS_CHECK_COUNT, ns_check_find(""));
}

TEST_HARNESS_MAIN
