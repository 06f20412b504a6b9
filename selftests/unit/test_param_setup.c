// SPDX-License-Identifier: GPL-2.0-or-later
/* How KVM's own setup changes its parameters: each change is known, with its reason */
#include "analysis/param.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"
#include "said.h"
#include "util/alloc.h"

#define ALL_CONTROLS 0xffffffff00000000ull
#define ALL_BITS 0xffffffffull

/*
 * Every parameter of kvm_intel and kvm_amd to whose variable a line of Linux 6.1.192, 6.12.117 or 7.3.4
 * assigns a value: vmx/vmx.c, vmx/nested.c, vmx/tdx.c, svm/svm.c, svm/avic.c, svm/sev.c, pmu.c, x86.c
 * below arch/x86/kvm. @value is what the assignment leaves there.
 */
static const struct {
	const char *module, *name, *value;
} changed[] = {
	{ "kvm_intel", "enable_shadow_vmcs", "N" }, { "kvm_intel", "sgx", "N" }, { "kvm_intel", "vpid", "N" },
	{ "kvm_intel", "vnmi", "N" }, { "kvm_intel", "flexpriority", "N" }, { "kvm_intel", "ept", "N" },
	{ "kvm_intel", "unrestricted_guest", "N" }, { "kvm_intel", "eptad", "N" },
	{ "kvm_intel", "enable_apicv", "N" }, { "kvm_intel", "enable_ipiv", "N" }, { "kvm_intel", "pml", "N" },
	{ "kvm_intel", "preemption_timer", "N" }, { "kvm_intel", "allow_smaller_maxphyaddr", "Y" },
	{ "kvm_intel", "ple_gap", "0" }, { "kvm_intel", "ple_window", "0" },
	{ "kvm_intel", "ple_window_grow", "0" }, { "kvm_intel", "ple_window_shrink", "0" },
	{ "kvm_intel", "ple_window_max", "0" }, { "kvm_intel", "pt_mode", "0" },
	{ "kvm_intel", "enlightened_vmcs", "N" }, { "kvm_intel", "vmentry_l1d_flush", "not required" },
	{ "kvm_intel", "vmentry_l1d_flush", "EPT disabled" }, { "kvm_intel", "cet", "N" },
	{ "kvm_intel", "mbec", "N" }, { "kvm_intel", "tdx", "N" },
	{ "kvm_intel", "enable_device_posted_irqs", "N" }, { "kvm_intel", "enable_mediated_pmu", "N" },
	{ "kvm_amd", "sev", "N" }, { "kvm_amd", "sev_es", "N" }, { "kvm_amd", "sev_snp", "N" },
	{ "kvm_amd", "debug_swap", "N" }, { "kvm_amd", "ciphertext_hiding_asids", "0" },
	{ "kvm_amd", "pause_filter_thresh", "0" }, { "kvm_amd", "pause_filter_count", "0" },
	{ "kvm_amd", "npt", "N" }, { "kvm_amd", "gmet", "N" }, { "kvm_amd", "nrips", "0" },
	{ "kvm_amd", "vls", "0" }, { "kvm_amd", "vgif", "0" }, { "kvm_amd", "lbrv", "0" },
	{ "kvm_amd", "tsc_scaling", "0" }, { "kvm_amd", "avic", "N" }, { "kvm_amd", "vnmi", "N" },
	{ "kvm_amd", "enable_ipiv", "N" }, { "kvm_amd", "enable_device_posted_irqs", "N" },
	{ "kvm_amd", "enable_mediated_pmu", "N" },
};

/* A machine on which everything was read and nothing is supported */
static struct ns_snapshot *bare(const char *kernel)
{
	struct ns_snapshot *s = ns_snapshot_new();

	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		set_reg(s->view[NS_VIEW_CPU], reg, 0);
	set_fact(s, NS_FACT_HV_PRESENT, 0);
	set_text(s, NS_FACT_KERNEL, kernel);
	return s;
}

static struct ns_finding *look(const struct ns_snapshot *s, const char *module, const char *name)
{
	struct ns_machine m = ns_machine_look(s);
	struct ns_finding *f = ns_param_find(&m, module, name);

	ns_machine_done(&m);
	return f;
}

TEST(whatever_setup_may_change_has_a_reason)
{
	for (size_t i = 0; i < COUNT(changed); i++) {
		struct ns_snapshot *s = bare("7.3.4");
		struct ns_finding *f;
		char *text;

		set_param(s, changed[i].module, changed[i].name, changed[i].value);
		if (strcmp(changed[i].name, "ept"))
			set_param(s, "kvm_intel", "ept", "N");
		f = look(s, changed[i].module, changed[i].name);
		ASSERT_NE(NULL, f) TH_LOG("%s.%s", changed[i].module, changed[i].name);
		text = ns_finding_text(f);
		EXPECT_TRUE(strstr(text, "KVM cle") || strstr(text, "cleared by KVM") || strstr(text, "KVM set")) {
			TH_LOG("%s", text);
		}
		/* There is no advice to set a parameter that KVM clears because something is missing. */
		if (f->code == NS_FOUND_PARAMETER_CLEARED)
			EXPECT_EQ(NS_REMEDY_NONE, f->remedy) TH_LOG("%s", text);
		free(text);
		ns_finding_free(f);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

/* A CPU, parameters, and the expected finding about one of them */
struct set { const char *module, *name, *value; };

static const struct known {
	const char *kernel;
	struct { enum ns_reg reg; uint64_t value; } regs[5];
	struct set sets[5];
	bool unread;		/* of all other registers nothing is known */
	const char *module, *name;
	const char *code, *says, *remedy;	/* @remedy: what it sets, NULL for none */
} cases[] = {
	/* PAUSE-loop exiting: hardware_setup() clears all five together */
	{ .sets = { { "kvm_intel", "ple_gap", "0" } }, .module = "kvm_intel", .name = "ple_gap",
	  .code = "parameter-cleared", .says = "because PAUSE-loop exiting is missing" },
	{ .regs = { { NS_REG_IA32_VMX_PROCBASED_CTLS2, ALL_CONTROLS } }, .sets = { { "kvm_intel", "ple_gap", "0" } },
	  .module = "kvm_intel", .name = "ple_gap", .code = "parameter-switched-off", .remedy = "ple_gap=128" },
	{ .unread = true, .sets = { { "kvm_intel", "ple_window", "0" } }, .module = "kvm_intel",
	  .name = "ple_window", .code = "parameter-off-or-cleared", .remedy = "ple_window=4096" },
	{ .sets = { { "kvm_intel", "ple_window_max", "0" } }, .module = "kvm_intel", .name = "ple_window_max",
	  .code = "parameter-cleared" },
	{ .sets = { { "kvm_intel", "ple_gap", "0" }, { "kvm_intel", "enlightened_vmcs", "Y" } },
	  .regs = { { NS_REG_IA32_VMX_PROCBASED_CTLS2, ALL_CONTROLS } },
	  .module = "kvm_intel", .name = "ple_gap", .code = "parameter-cleared-by-evmcs" },
	/* 0 is what ple_window_shrink is by itself: nobody switched it off. */
	{ .regs = { { NS_REG_IA32_VMX_PROCBASED_CTLS2, ALL_CONTROLS } },
	  .sets = { { "kvm_intel", "ple_window_shrink", "0" } }, .module = "kvm_intel",
	  .name = "ple_window_shrink", .code = "parameter-off-by-default" },
	{ .sets = { { "kvm_intel", "ple_window_shrink", "0" } }, .module = "kvm_intel",
	  .name = "ple_window_shrink", .code = "parameter-off-by-default",
	  .says = "the default; KVM clears any other value because PAUSE-loop exiting is missing" },
	{ .sets = { { "kvm_intel", "ple_gap", "128" } }, .module = "kvm_intel", .name = "ple_gap", .code = "none" },
	/* The PAUSE filter of AMD: without the threshold only pause_filter_thresh is cleared */
	{ .sets = { { "kvm_amd", "pause_filter_count", "0" } }, .module = "kvm_amd", .name = "pause_filter_count",
	  .code = "parameter-cleared", .says = "because PauseFilter is missing" },
	{ .regs = { { NS_REG_CPUID_8000000A_EDX, 1 << 10 } }, .sets = { { "kvm_amd", "pause_filter_thresh", "0" } },
	  .module = "kvm_amd", .name = "pause_filter_thresh", .code = "parameter-cleared",
	  .says = "because PauseFilterThreshold is missing" },
	{ .regs = { { NS_REG_CPUID_8000000A_EDX, 1 << 10 } }, .sets = { { "kvm_amd", "pause_filter_count", "0" } },
	  .module = "kvm_amd", .name = "pause_filter_count", .code = "parameter-switched-off",
	  .remedy = "pause_filter_count=3000" },
	{ .regs = { { NS_REG_CPUID_8000000A_EDX, 1 << 10 | 1 << 12 } },
	  .sets = { { "kvm_amd", "pause_filter_thresh", "0" } }, .module = "kvm_amd",
	  .name = "pause_filter_thresh", .code = "parameter-switched-off", .remedy = "pause_filter_thresh=128" },
	/* Processor Trace in VMs: 0 by itself, and setup wants EPT, KVM's PMU and three bits */
	{ .sets = { { "kvm_intel", "pt_mode", "0" }, { "kvm_intel", "ept", "N" } }, .module = "kvm_intel",
	  .name = "pt_mode", .code = "parameter-off-by-default", .says = "because kvm_intel.ept is off" },
	{ .sets = { { "kvm_intel", "pt_mode", "0" }, { "kvm_intel", "ept", "Y" }, { "kvm", "enable_pmu", "N" } },
	  .module = "kvm_intel", .name = "pt_mode", .code = "parameter-off-by-default",
	  .says = "because kvm.enable_pmu is off" },
	{ .sets = { { "kvm_intel", "pt_mode", "0" }, { "kvm_intel", "ept", "Y" }, { "kvm", "enable_pmu", "Y" } },
	  .regs = { { NS_REG_IA32_VMX_PROCBASED_CTLS2, ALL_CONTROLS }, { NS_REG_IA32_VMX_ENTRY_CTLS, ALL_CONTROLS } },
	  .module = "kvm_intel", .name = "pt_mode", .code = "parameter-off-by-default",
	  .says = "because Intel PT can be used in VMX operation is missing" },
	/* SEV: the CPU lacks it, it has no tags for it, or the firmware refuses */
	{ .sets = { { "kvm_amd", "sev", "N" }, { "kvm_amd", "npt", "Y" }, { "kvm_amd", "nrips", "1" } },
	  .module = "kvm_amd", .name = "sev", .code = "parameter-cleared", .says = "because SEV is missing" },
	{ .sets = { { "kvm_amd", "sev", "N" }, { "kvm_amd", "npt", "N" } },
	  .module = "kvm_amd", .name = "sev", .code = "parameter-cleared", .says = "because kvm_amd.npt is off" },
	{ .regs = { { NS_REG_CPUID_8000001F_EAX, 0x1f }, { NS_REG_CPUID_8000000A_EDX, ALL_BITS } },
	  .sets = { { "kvm_amd", "sev", "N" }, { "kvm_amd", "npt", "Y" }, { "kvm_amd", "nrips", "1" } },
	  .module = "kvm_amd", .name = "sev", .code = "parameter-cleared",
	  .says = "because NumEncryptedGuests is not over 0" },
	{ .regs = { { NS_REG_CPUID_8000001F_EAX, 0x1f }, { NS_REG_CPUID_8000000A_EDX, ALL_BITS },
		    { NS_REG_CPUID_8000001F_ECX, 509 } },
	  .sets = { { "kvm_amd", "sev", "N" }, { "kvm_amd", "npt", "Y" }, { "kvm_amd", "nrips", "1" } },
	  .module = "kvm_amd", .name = "sev", .code = "parameter-off-or-cleared",
	  .says = "or cleared by KVM, which needs SEV firmware that starts", .remedy = "sev=1" },
	/* Linux 6.1 did not ask for nrips. */
	{ .kernel = "6.1.0", .regs = { { NS_REG_CPUID_8000001F_EAX, 0x1f }, { NS_REG_CPUID_8000000A_EDX, ALL_BITS },
				       { NS_REG_CPUID_8000001F_ECX, 509 } },
	  .sets = { { "kvm_amd", "sev", "N" }, { "kvm_amd", "npt", "Y" }, { "kvm_amd", "nrips", "0" } },
	  .module = "kvm_amd", .name = "sev", .code = "parameter-off-or-cleared", .remedy = "sev=1" },
	{ .kernel = "6.12.0", .regs = { { NS_REG_CPUID_8000001F_EAX, 0x1f }, { NS_REG_CPUID_8000000A_EDX, ALL_BITS },
					{ NS_REG_CPUID_8000001F_ECX, 509 } },
	  .sets = { { "kvm_amd", "sev", "N" }, { "kvm_amd", "npt", "Y" }, { "kvm_amd", "nrips", "0" } },
	  .module = "kvm_amd", .name = "sev", .code = "parameter-cleared", .says = "because kvm_amd.nrips is off" },
	{ .regs = { { NS_REG_CPUID_8000001F_EAX, 0x1f } }, .sets = { { "kvm_amd", "sev_es", "N" }, { "kvm_amd", "sev", "N" } },
	  .module = "kvm_amd", .name = "sev_es", .code = "parameter-cleared", .says = "because kvm_amd.sev is off" },
	/* All tags are for SEV without SEV-ES: firmware's choice */
	{ .regs = { { NS_REG_CPUID_8000001F_EAX, 0x1f }, { NS_REG_CPUID_8000001F_EDX, 1 } },
	  .sets = { { "kvm_amd", "sev_es", "N" }, { "kvm_amd", "sev", "Y" }, { "kvm_amd", "lbrv", "1" },
		    { "kvm", "mmio_caching", "Y" } },
	  .module = "kvm_amd", .name = "sev_es", .code = "parameter-cleared",
	  .says = "because MinSevNoEsAsid is not over 1" },
	{ .regs = { { NS_REG_CPUID_8000001F_EAX, 0x1f }, { NS_REG_CPUID_8000001F_EDX, 2 } },
	  .sets = { { "kvm_amd", "sev_es", "N" }, { "kvm_amd", "sev", "Y" }, { "kvm_amd", "lbrv", "1" },
		    { "kvm", "mmio_caching", "Y" } },
	  .module = "kvm_amd", .name = "sev_es", .code = "parameter-switched-off", .remedy = "sev_es=1" },
	/* SNP that the host kernel has not enabled, for want of an RMP table or of its IOMMU */
	{ .regs = { { NS_REG_CPUID_8000001F_EAX, 0x1f } },
	  .sets = { { "kvm_amd", "sev_snp", "N" }, { "kvm_amd", "sev_es", "Y" } },
	  .module = "kvm_amd", .name = "sev_snp", .code = "parameter-cleared",
	  .says = "because SecureNestedPagingEn is missing" },
	{ .regs = { { NS_REG_CPUID_8000001F_EAX, 0x1f }, { NS_REG_SYSCFG, 1 << 24 } },
	  .sets = { { "kvm_amd", "sev_snp", "N" }, { "kvm_amd", "sev_es", "Y" } },
	  .module = "kvm_amd", .name = "sev_snp", .code = "parameter-off-or-cleared",
	  .says = "SEV firmware that starts SNP", .remedy = "sev_snp=1" },
	/* AVIC on a host with SNP needs one bit more. */
	{ .regs = { { NS_REG_CPUID_8000000A_EDX, ALL_BITS }, { NS_REG_SYSCFG, 1 << 24 } },
	  .sets = { { "kvm_amd", "avic", "N" }, { "kvm_amd", "npt", "Y" } }, .module = "kvm_amd", .name = "avic",
	  .code = "parameter-cleared", .says = "HvInUseWrAllowed" },
	{ .regs = { { NS_REG_CPUID_8000000A_EDX, ALL_BITS } },
	  .sets = { { "kvm_amd", "avic", "N" }, { "kvm_amd", "npt", "Y" } }, .module = "kvm_amd", .name = "avic",
	  .code = "parameter-switched-off", .remedy = "avic=1" },
	{ .sets = { { "kvm_amd", "enable_ipiv", "N" }, { "kvm_amd", "avic", "Y" } }, .module = "kvm_amd",
	  .name = "enable_ipiv", .code = "parameter-off-or-cleared", .says = "erratum 1235", .remedy = "enable_ipiv=1" },
	/* No Hyper-V below: Linux sets it to N itself */
	{ .sets = { { "kvm_intel", "enlightened_vmcs", "N" } }, .module = "kvm_intel", .name = "enlightened_vmcs",
	  .code = "parameter-cleared", .says = "because a Hyper-V that recommends an enlightened VMCS is missing" },
	/* Setup switches this one on, and says of another what it wants. */
	{ .sets = { { "kvm_intel", "allow_smaller_maxphyaddr", "Y" }, { "kvm_intel", "ept", "N" } },
	  .module = "kvm_intel", .name = "allow_smaller_maxphyaddr", .code = "parameter-set-by-kvm",
	  .says = "KVM set it because kvm_intel.ept is off" },
	{ .sets = { { "kvm_intel", "allow_smaller_maxphyaddr", "Y" }, { "kvm_intel", "ept", "Y" } },
	  .module = "kvm_intel", .name = "allow_smaller_maxphyaddr", .code = "none" },
	{ .sets = { { "kvm_intel", "vmentry_l1d_flush", "not required" } }, .module = "kvm_intel",
	  .name = "vmentry_l1d_flush", .code = "parameter-set-by-kvm", .says = "does not have L1TF" },
	{ .sets = { { "kvm_intel", "vmentry_l1d_flush", "cond" } }, .module = "kvm_intel",
	  .name = "vmentry_l1d_flush", .code = "none" },
	/* vmx_set_cpu_caps() takes CET from VMs without unrestricted guests, and leaves the parameter as it is. */
	{ .regs = { { NS_REG_IA32_VMX_ENTRY_CTLS, ALL_CONTROLS }, { NS_REG_IA32_VMX_EXIT_CTLS, ALL_CONTROLS } },
	  .sets = { { "kvm_intel", "cet", "N" }, { "kvm_intel", "unrestricted_guest", "N" } },
	  .module = "kvm_intel", .name = "cet", .code = "parameter-switched-off", .remedy = "cet=1" },
	{ .sets = { { "kvm_intel", "cet", "N" }, { "kvm_intel", "unrestricted_guest", "Y" } },
	  .module = "kvm_intel", .name = "cet", .code = "parameter-cleared" },
	/* The timer of a few CPUs has errata, which only their stepping tells. */
	{ .regs = { { NS_REG_IA32_VMX_PINBASED_CTLS, ALL_CONTROLS } },
	  .sets = { { "kvm_intel", "preemption_timer", "N" } }, .module = "kvm_intel", .name = "preemption_timer",
	  .code = "parameter-off-or-cleared", .says = "without errata", .remedy = "preemption_timer=1" },
};

static struct ns_snapshot *made_of(const struct known *k)
{
	struct ns_snapshot *s = k->unread ? ns_snapshot_new() : bare(k->kernel ?: "7.3.4");

	for (size_t i = 0; i < COUNT(k->regs); i++)
		if (k->regs[i].value)
			set_reg(s->view[NS_VIEW_CPU], k->regs[i].reg, k->regs[i].value);
	for (size_t i = 0; i < COUNT(k->sets) && k->sets[i].name; i++)
		set_param(s, k->sets[i].module, k->sets[i].name, k->sets[i].value);
	return s;
}

TEST(the_reason_is_that_of_the_machine)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct known *k = &cases[i];
		struct ns_snapshot *s = made_of(k);
		struct ns_finding *f = look(s, k->module, k->name);
		char *text = f ? ns_finding_text(f) : ns_xstrdup("");

		EXPECT_STREQ(k->code, f ? ns_finding_code(f) : "none") TH_LOG("%zu %s: %s", i, k->name, text);
		EXPECT_TRUE(!k->says || strstr(text, k->says)) TH_LOG("%zu %s: %s", i, k->name, text);
		EXPECT_TRUE(!f || is_said("param-setup", k->name, f));
		/* Another parameter that is off does not follow from one below. */
		if (f && f->code == NS_FOUND_PARAMETER_CLEARED && strstr(text, " is off"))
			EXPECT_EQ(NS_COMPONENT_KVM, f->component) TH_LOG("%zu %s: %s", i, k->name, text);
		EXPECT_STREQ(k->remedy ?: "", (f ? ns_finding_get(f, "set") : NULL) ?: "") {
			TH_LOG("%zu %s: %s", i, k->name, text);
		}
		free(text);
		ns_finding_free(f);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

/* "Microsoft Hv" in @ebx to @edx of its first leaf, as EBX, ECX and EDX hold it */
static void add_hyperv(struct ns_snapshot *s, const char *name, uint32_t hints, uint32_t evmcs)
{
	struct ns_leaf max = { .leaf = 0x40000000, .out = { 0x4000000a } };
	struct ns_leaf recommends = { .leaf = 0x40000004, .out = { hints } };
	struct ns_leaf nested = { .leaf = 0x4000000a, .out = { evmcs } };

	memcpy(&max.out[NS_OUT_EBX], name, 12);
	ns_snapshot_add_leaf(s, &max);
	ns_snapshot_add_leaf(s, &recommends);
	ns_snapshot_add_leaf(s, &nested);
}

TEST(an_enlightened_vmcs_is_off_by_wish_or_for_want_of_hyperv)
{
	static const struct {
		const char *name;
		uint32_t hints, evmcs;
		const char *code;
	} below[] = {
		{ "Microsoft Hv", 1 << 14, 0x101, "parameter-switched-off" },
		{ "Microsoft Hv", 0, 0x101, "parameter-cleared" },
		{ "Microsoft Hv", 1 << 14, 0, "parameter-cleared" },
		{ "KVMKVMKVM\0\0\0", 1 << 14, 0x101, "parameter-cleared" },
	};

	for (size_t i = 0; i < COUNT(below); i++) {
		struct ns_snapshot *s = bare("7.3.4");
		struct ns_finding *f;

		set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, 1u << 31 | 1 << 5);
		set_fact(s, NS_FACT_HV_PRESENT, 1);
		add_hyperv(s, below[i].name, below[i].hints, below[i].evmcs);
		set_param(s, "kvm_intel", "enlightened_vmcs", "N");
		f = look(s, "kvm_intel", "enlightened_vmcs");
		EXPECT_STREQ(below[i].code, f ? ns_finding_code(f) : "none") TH_LOG("%zu", i);
		ns_finding_free(f);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
