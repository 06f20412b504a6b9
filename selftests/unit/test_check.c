// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each check both ways: a machine on which it passes, one on which it does not, and what it says
 * where nothing was read.
 */
#include "analysis/check.h"
#include "analysis/decode.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"

#define HYPERVISOR (1u << 31)
#define VMX (1u << 5)
#define ALL 0xffffffff00000000ull

struct fact { enum ns_fact_id id; const char *text; uint64_t num; };
struct given { enum ns_reg reg; uint64_t num; };
struct param { const char *module, *name, *value; };

/* What a machine has beside an Intel CPU, or with .amd an AMD CPU; .guest: of KVM */
struct machine {
	bool amd, guest, nothing, neither;
	struct fact facts[4];
	struct given regs[5];
	struct param params[3];
	bool absent;	/* /dev/kvm */
	bool tcg;	/* runs a VM under TCG */
};

static void build(struct ns_snapshot *s, const struct machine *m)
{
	struct ns_value *cpu = s->view[NS_VIEW_CPU];

	if (m->nothing)
		return;
	set_reg(cpu, NS_REG_CPUID_1_ECX, (m->amd || m->neither ? 0 : VMX) | (m->guest ? HYPERVISOR : 0));
	set_reg(cpu, NS_REG_CPUID_80000001_ECX, m->amd ? 1 << 2 : 0);
	set_fact(s, NS_FACT_HV_PRESENT, m->guest);
	if (m->guest)
		set_text(s, NS_FACT_HV_SIGNATURE, "KVMKVMKVM");
	if (m->absent)
		ns_value_not(&s->fact[NS_FACT_KVM_DEVICE], NS_SOURCE_KVM, NS_ABSENT, "no /dev/kvm");
	if (m->tcg)
		ns_snapshot_add_vm(s, NULL, "qemu-system-x86_64", NULL)->accel = "tcg";
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

/* good passes; bad does not, with that code */
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
	{ NS_CHECK_module_options,
	  { FACTS(INTEL_KVM, TEXT(KVM_CONFIGURED, "kvm_intel.nested=1 (/etc/modprobe.d/k.conf line 1)")), PARAM(kvm_intel, nested, "Y") },
	  { FACTS(INTEL_KVM, TEXT(KVM_CONFIGURED, "kvm_intel.nested=1 (/etc/modprobe.d/k.conf line 1)")), PARAM(kvm_intel, nested, "N") },
	  NS_WARN, "option-not-in-force" },
	{ NS_CHECK_vmx_controls, { CONTROLS },
	  { .regs = { REG(IA32_VMX_PINBASED_CTLS, 0), REG(IA32_VMX_PROCBASED_CTLS, ALL), REG(IA32_VMX_EXIT_CTLS, ALL),
		      REG(IA32_VMX_ENTRY_CTLS, ALL) } }, NS_FAIL, "cause-control-missing" },
	{ NS_CHECK_vmx_controls, { CONTROLS },
	  { .regs = { REG(IA32_VMX_PINBASED_CTLS, ALL), REG(IA32_VMX_PROCBASED_CTLS, ALL), REG(IA32_VMX_EXIT_CTLS, ALL),
		      REG(IA32_VMX_ENTRY_CTLS, ALL & ~(1ull << (32 + 13))) } }, NS_FAIL, "cause-pair-broken" },
	{ NS_CHECK_other_hypervisor, { FACTS(TEXT(OTHER_HYPERVISORS, "")) }, { FACTS(TEXT(OTHER_HYPERVISORS, "vboxdrv")) },
	  NS_WARN, "other-hypervisor" },
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

TEST(each_check_passes_on_a_machine_that_is_as_it_should_be_and_says_what_is_wrong_on_another)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];

		for (int bad = 0; bad < 2; bad++) {
			struct ns_snapshot *s = ns_snapshot_new();
			struct ns_results results;
			const struct ns_finding *f;
			char *text;

			build(s, bad ? &row->bad : &row->good);
			results = ns_check_all(s);
			f = results.finding[row->check];
			text = ns_finding_text(f);
			EXPECT_EQ(bad ? row->verdict : NS_PASS, ns_verdict_of(f)) {
				TH_LOG("%s, %s: %s", ns_checks[row->check].code, bad ? "bad" : "good", text);
			}
			if (bad)
				EXPECT_STREQ(row->code, ns_finding_code(f)) { TH_LOG("%s", text); }
			EXPECT_EQ(NULL, strchr(text, '?')) { TH_LOG("%s", text); }
			free(text);
			ns_results_clear(&results);
			ns_snapshot_free(s);
		}
	}
	EXPECT_NO_LEAK();
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

TEST(every_check_is_shown_both_ways_or_has_but_one)
{
	/* What can only be told or not: a warning would be no use. */
	static const enum ns_check_id one_way[] = {
		NS_CHECK_lockdown, NS_CHECK_halt_poll, NS_CHECK_secure_guest, NS_CHECK_registers, NS_CHECK_kvm_registers,
	};

	for (size_t id = 0; id < NS_CHECK_COUNT; id++) {
		bool shown = false;

		for (size_t i = 0; i < COUNT(rows); i++)
			shown |= rows[i].check == id;
		for (size_t i = 0; i < COUNT(one_way); i++)
			shown |= one_way[i] == id;
		EXPECT_TRUE(shown) { TH_LOG("%s", ns_checks[id].code); }
	}
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
