// SPDX-License-Identifier: GPL-2.0-or-later
/* Which causes of a message are true of a machine: each rule of causes.c and cause_cpu.c with a machine for each answer */
#include "analysis/causes.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"
#include "said.h"

#define VMX 0x20u	/* CPUID.1:ECX */
#define SVM 0x4u	/* CPUID.80000001:ECX */
#define LOCKED_OFF 0x1u	/* IA32_FEATURE_CONTROL */
#define LOCKED_ON 0x5u
#define ALL_CONTROLS 0xffffffff00000000ull

struct set_reg { bool set; enum ns_reg reg; uint64_t num; bool absent; };
struct set_fact { enum ns_fact_id fact; const char *text; uint64_t num; bool absent; };

#define REG(reg_, num_) { true, NS_REG_##reg_, num_, false }
#define NO_REG(reg_) { true, NS_REG_##reg_, 0, true }
#define TEXT(fact_, text_) { NS_FACT_##fact_, text_, 0, false }
#define NUM(fact_, num_) { NS_FACT_##fact_, NULL, num_, false }
#define NO(fact_) { NS_FACT_##fact_, NULL, 0, true }
#define INTEL REG(CPUID_1_ECX, VMX), REG(CPUID_80000001_ECX, 0)
#define AMD REG(CPUID_1_ECX, 0), REG(CPUID_80000001_ECX, SVM)
#define NEITHER REG(CPUID_1_ECX, 0), REG(CPUID_80000001_ECX, 0)

/* Of a machine with these registers, facts and parameters, @cause of a message in which it is a cause is @here. */
struct row {
	enum ns_code cause;
	enum ns_yesno here;
	struct set_reg regs[7];
	struct set_fact facts[4];
	struct { const char *module, *name, *text; } params[2];
	const char *says;	/* a part of what is said of it */
};

#define IS(cause_, here_, ...) { NS_FOUND_CAUSE_##cause_, NS_##here_, __VA_ARGS__ },
#define REGS(...) .regs = { __VA_ARGS__ }
#define FACTS(...) .facts = { __VA_ARGS__ }
#define PARAMS(...) .params = { __VA_ARGS__ }

static const struct row rows[] = {
	IS(FIRMWARE_OFF, UNKNOWN)
	IS(FIRMWARE_OFF, YES, REGS(INTEL, REG(IA32_FEATURE_CONTROL, LOCKED_OFF)))
	IS(FIRMWARE_OFF, NO, REGS(INTEL, REG(IA32_FEATURE_CONTROL, LOCKED_ON)))
	IS(FIRMWARE_OFF, NO, REGS(INTEL, REG(IA32_FEATURE_CONTROL, 0)))
	IS(FIRMWARE_OFF, UNKNOWN, REGS(INTEL))
	IS(FIRMWARE_OFF, NO, REGS(INTEL), FACTS(TEXT(KVM_DEVICE, "usable"), NUM(KVM_API, 12)))
	IS(FIRMWARE_OFF, UNKNOWN, REGS(INTEL), FACTS(TEXT(KVM_DEVICE, "usable"), NUM(KVM_API, 11)))
	IS(FIRMWARE_OFF, YES, REGS(AMD, REG(VM_CR, 0x10)))
	IS(FIRMWARE_OFF, NO, REGS(AMD, REG(VM_CR, 0x8)))
	IS(FIRMWARE_OFF, NO, REGS(NEITHER))
	IS(VM_FIRMWARE, UNKNOWN)
	IS(VM_FIRMWARE, NO, FACTS(NUM(HV_PRESENT, 0)), REGS(INTEL, REG(IA32_FEATURE_CONTROL, LOCKED_OFF)))
	IS(VM_FIRMWARE, YES, FACTS(NUM(HV_PRESENT, 1)), REGS(INTEL, REG(IA32_FEATURE_CONTROL, LOCKED_OFF)))
	IS(VM_FIRMWARE, YES, FACTS(NUM(HV_PRESENT, 1)), REGS(INTEL, REG(IA32_FEATURE_CONTROL, 4)))
	IS(VM_FIRMWARE, NO, FACTS(NUM(HV_PRESENT, 1)), REGS(INTEL, REG(IA32_FEATURE_CONTROL, LOCKED_ON)))
	IS(VM_FIRMWARE, NO, FACTS(NUM(HV_PRESENT, 1)), REGS(AMD, NO_REG(IA32_FEATURE_CONTROL)))
	IS(VM_FIRMWARE, UNKNOWN, FACTS(NUM(HV_PRESENT, 1)), REGS(INTEL))
	IS(NOT_EXPOSED, UNKNOWN)
	IS(NOT_EXPOSED, YES, FACTS(NUM(HV_PRESENT, 1)), REGS(NEITHER))
	IS(NOT_EXPOSED, NO, FACTS(NUM(HV_PRESENT, 0)), REGS(NEITHER))
	IS(NOT_EXPOSED, NO, FACTS(NUM(HV_PRESENT, 1)), REGS(AMD))
	IS(NO_HARDWARE, UNKNOWN)
	IS(NO_HARDWARE, YES, FACTS(NUM(HV_PRESENT, 0)), REGS(NEITHER))
	IS(NO_HARDWARE, NO, FACTS(NUM(HV_PRESENT, 1)), REGS(NEITHER))
	IS(NO_HARDWARE, NO, FACTS(NUM(HV_PRESENT, 0)), REGS(INTEL))
	IS(MODULE_NOT_LOADED, UNKNOWN)
	IS(MODULE_NOT_LOADED, YES, FACTS(NO(KVM_MODULES)))
	IS(MODULE_NOT_LOADED, YES, FACTS(TEXT(KVM_MODULES, "kvm")))
	IS(MODULE_NOT_LOADED, NO, FACTS(TEXT(KVM_MODULES, "kvm kvm_amd")))
	IS(NO_DEVICE, UNKNOWN)
	IS(NO_DEVICE, YES, FACTS(NO(KVM_DEVICE)))
	IS(NO_DEVICE, NO, FACTS(TEXT(KVM_DEVICE, "usable")))
	IS(NOT_PERMITTED, UNKNOWN)
	IS(NOT_PERMITTED, NO, FACTS(TEXT(KVM_DEVICE, "usable"), NUM(KVM_API, 12)))
	IS(CONTAINER, UNKNOWN)
	IS(CONTAINER, YES, FACTS(TEXT(CONTAINER, "docker"), NO(KVM_DEVICE)))
	IS(CONTAINER, NO, FACTS(TEXT(CONTAINER, "docker"), TEXT(KVM_DEVICE, "usable")))
	IS(CONTAINER, NO, FACTS(TEXT(CONTAINER, ""), NO(KVM_DEVICE)))
	IS(NESTED_OFF, UNKNOWN)
	IS(NESTED_OFF, YES, FACTS(TEXT(KVM_MODULES, "kvm kvm_intel")), PARAMS({ "kvm_intel", "nested", "N" }))
	IS(NESTED_OFF, NO, FACTS(TEXT(KVM_MODULES, "kvm kvm_amd")), PARAMS({ "kvm_amd", "nested", "1" }))
	IS(NESTED_OFF, UNKNOWN, FACTS(TEXT(KVM_MODULES, "kvm kvm_amd")))
	IS(NESTED_OFF, NO, FACTS(TEXT(KVM_MODULES, "kvm kvm_pvm")))
	IS(PVM, UNKNOWN)
	IS(PVM, NO, FACTS(NO(KVM_MODULES)))
	IS(PVM, NO, FACTS(TEXT(KVM_MODULES, "kvm kvm_amd")))
	IS(PVM, YES, FACTS(TEXT(KVM_MODULES, "kvm kvm_pvm")))
	IS(KVM_WORKS, UNKNOWN)
	IS(KVM_WORKS, NO, FACTS(NO(KVM_DEVICE)))
	IS(KVM_WORKS, YES, FACTS(TEXT(KVM_DEVICE, "usable"), NUM(KVM_API, 12)))
	IS(KVM_WORKS, UNKNOWN, FACTS(TEXT(KVM_DEVICE, "usable"), NUM(KVM_API, 13)))
	IS(OTHER_VENDOR_MODULE, UNKNOWN)
	IS(OTHER_VENDOR_MODULE, YES, FACTS(TEXT(KVM_MODULES, "kvm kvm_amd")))
	IS(OTHER_VENDOR_MODULE, NO, FACTS(NO(KVM_MODULES)))
	IS(KVM_BEFORE_6_1, UNKNOWN)
	IS(KVM_BEFORE_6_1, YES, FACTS(TEXT(KERNEL, "6.0.19-1")))
	IS(KVM_BEFORE_6_1, NO, FACTS(TEXT(KERNEL, "6.1.0-50-amd64")))
	IS(KVM_HOLDS, UNKNOWN)
	IS(KVM_HOLDS, NO, FACTS(NO(KVM_MODULES)))
	IS(KVM_HOLDS, YES, FACTS(TEXT(KVM_MODULES, "kvm kvm_amd")), PARAMS({ "kvm", "enable_virt_at_load", "Y" }))
	IS(KVM_HOLDS, UNKNOWN, FACTS(TEXT(KVM_MODULES, "kvm kvm_amd")), PARAMS({ "kvm", "enable_virt_at_load", "N" }))
	IS(HYPERV_GUEST, UNKNOWN)
	IS(HYPERV_GUEST, NO, FACTS(NUM(HV_PRESENT, 0)))
	IS(HYPERV_GUEST, UNKNOWN, FACTS(NUM(HV_PRESENT, 1)))
	IS(HYPERV_GUEST, YES, FACTS(NUM(HV_PRESENT, 1), TEXT(HV_SIGNATURE, "Microsoft Hv")), REGS(NEITHER))
	IS(HYPERV_GUEST, NO, FACTS(NUM(HV_PRESENT, 1), TEXT(HV_SIGNATURE, "Microsoft Hv")), REGS(INTEL))
	IS(HYPERV_GUEST, NO, FACTS(NUM(HV_PRESENT, 1), TEXT(HV_SIGNATURE, "KVMKVMKVM")), REGS(NEITHER))
	IS(CPUS_DIFFER, UNKNOWN)
	IS(CPUS_DIFFER, YES, FACTS(NUM(CPUS_AGREE, 0)))
	IS(CPUS_DIFFER, NO, FACTS(NUM(CPUS_AGREE, 1)))
	IS(LOCKDOWN, UNKNOWN)
	IS(LOCKDOWN, NO, FACTS(NO(LOCKDOWN)))
	IS(LOCKDOWN, NO, FACTS(TEXT(LOCKDOWN, "none")))
	IS(LOCKDOWN, YES, FACTS(TEXT(LOCKDOWN, "integrity")))
	IS(LOCKDOWN_UNSIGNED, UNKNOWN)
	IS(LOCKDOWN_UNSIGNED, NO, FACTS(TEXT(LOCKDOWN, "none")))
	IS(LOCKDOWN_UNSIGNED, YES, FACTS(TEXT(LOCKDOWN, "integrity")))
	IS(SIGNATURE_DEMANDED, UNKNOWN, FACTS(TEXT(LOCKDOWN, "none")))
	IS(SIGNATURE_DEMANDED, YES, FACTS(TEXT(LOCKDOWN, "integrity")))
	IS(NOT_ROOT, UNKNOWN)
	IS(CONFIDENTIAL, UNKNOWN)
	IS(CONFIDENTIAL, YES, FACTS(NUM(HV_PRESENT, 1), TEXT(TDX_SIGNATURE, "IntelTDX    ")))
	IS(NO_NESTED_STATE, UNKNOWN)
	IS(NO_NESTED_STATE, YES, FACTS(NUM(KVM_NESTED_STATE, 0)))
	IS(NO_NESTED_STATE, NO, FACTS(NUM(KVM_NESTED_STATE, 1)))
	IS(VMS_RUN, UNKNOWN)
	IS(VMS_RUN, UNKNOWN, FACTS(NUM(VM_PROGRAMS, 0)))
	IS(VMS_RUN, YES, FACTS(NUM(VM_PROGRAMS, 1)))

	/* Capabilities */
	IS(NO_EPT, UNKNOWN)
	IS(NO_EPT, NO, REGS(AMD, NO_REG(IA32_VMX_PROCBASED_CTLS2)))
	IS(NO_EPT, YES, REGS(INTEL, REG(IA32_VMX_PROCBASED_CTLS2, 0)))
	IS(NO_EPT, NO, REGS(INTEL, REG(IA32_VMX_PROCBASED_CTLS2, 1ull << 33)))
	IS(NO_EPT, YES, REGS(INTEL, REG(IA32_VMX_PROCBASED_CTLS2, 1ull << 33)), PARAMS({ "kvm_intel", "ept", "N" }))
	IS(NO_UNRESTRICTED, YES, REGS(INTEL, REG(IA32_VMX_PROCBASED_CTLS2, 1ull << 39)),
	   PARAMS({ "kvm_intel", "unrestricted_guest", "N" }, { "kvm_intel", "ept", "Y" }))
	IS(NO_UNRESTRICTED, YES, REGS(INTEL, REG(IA32_VMX_PROCBASED_CTLS2, 1ull << 39)),
	   PARAMS({ "kvm_intel", "unrestricted_guest", "N" }, { "kvm_intel", "ept", "N" }))
	IS(NO_UNRESTRICTED, YES, REGS(INTEL, REG(IA32_VMX_PROCBASED_CTLS2, 0)), PARAMS({ "kvm_intel", "unrestricted_guest", "N" }))
	IS(NO_VIRTUAL_NMIS, YES, REGS(INTEL, REG(IA32_VMX_PINBASED_CTLS, 1ull << 37)), PARAMS({ "kvm_intel", "vnmi", "0" }))
	IS(NO_UNRESTRICTED, YES, REGS(INTEL, REG(IA32_VMX_PROCBASED_CTLS2, ~(1ull << 39))))
	IS(NO_UNRESTRICTED, NO, REGS(INTEL, REG(IA32_VMX_PROCBASED_CTLS2, 1ull << 39)))
	IS(NO_VIRTUAL_NMIS, YES, REGS(INTEL, REG(IA32_VMX_PINBASED_CTLS, ~(1ull << 37))))
	IS(NO_VIRTUAL_NMIS, NO, REGS(INTEL, REG(IA32_VMX_PINBASED_CTLS, 1ull << 37)))
	IS(NO_NPT, UNKNOWN)
	IS(NO_NPT, YES, REGS(AMD, REG(CPUID_8000000A_EDX, 0xfe)))
	IS(NO_NPT, NO, REGS(AMD, REG(CPUID_8000000A_EDX, 1)), PARAMS({ "kvm_amd", "npt", "Y" }))
	IS(NO_NPT, YES, REGS(AMD, REG(CPUID_8000000A_EDX, 1)), PARAMS({ "kvm_amd", "npt", "N" }))
	IS(NO_NPT, NO, REGS(INTEL, REG(CPUID_8000000A_EDX, 0)), PARAMS({ "kvm_amd", "npt", "N" }))
	IS(CONTROL_MISSING, UNKNOWN, REGS(INTEL))
	IS(CONTROL_MISSING, NO, REGS(AMD))
	IS(CONTROL_MISSING, NO, REGS(INTEL, REG(IA32_VMX_PINBASED_CTLS, 0x9ull << 32), REG(IA32_VMX_PROCBASED_CTLS, 0x21998e8cull << 32),
				     REG(IA32_VMX_EXIT_CTLS, 0x8204ull << 32), REG(IA32_VMX_ENTRY_CTLS, 0x204ull << 32)))
	IS(CONTROL_MISSING, YES, REGS(INTEL, REG(IA32_VMX_PINBASED_CTLS, 0x8ull << 32)), .says = "External-interrupt exiting")
	IS(CONTROL_MISSING, YES, REGS(INTEL, REG(IA32_VMX_ENTRY_CTLS, 0x4ull << 32)), .says = "IA-32e mode guest")
	IS(PAIR_BROKEN, UNKNOWN, REGS(INTEL))
	IS(PAIR_BROKEN, NO, REGS(AMD))
	IS(PAIR_BROKEN, NO, REGS(INTEL, REG(IA32_VMX_ENTRY_CTLS, ALL_CONTROLS), REG(IA32_VMX_EXIT_CTLS, ALL_CONTROLS),
				 REG(IA32_VMX_BASIC, 0)))
	/* Load IA32_PAT has only the half of VM entries. */
	IS(PAIR_BROKEN, YES, REGS(INTEL, REG(IA32_VMX_ENTRY_CTLS, 1ull << 46), REG(IA32_VMX_EXIT_CTLS, 0)), .says = "Load IA32_PAT")
	IS(PAIR_BROKEN, NO, FACTS(TEXT(KERNEL, "5.19.0")), REGS(INTEL, REG(IA32_VMX_ENTRY_CTLS, 1ull << 46), REG(IA32_VMX_EXIT_CTLS, 0)))
	IS(PAIR_BROKEN, YES, FACTS(TEXT(KERNEL, "6.18.0")), REGS(INTEL, REG(IA32_VMX_ENTRY_CTLS, 1ull << 52), REG(IA32_VMX_EXIT_CTLS, 0)))
	IS(PAIR_BROKEN, NO, FACTS(TEXT(KERNEL, "6.17.9")), REGS(INTEL, REG(IA32_VMX_ENTRY_CTLS, 1ull << 52), REG(IA32_VMX_EXIT_CTLS, 0)))
	IS(NO_IOMMU, UNKNOWN)
	IS(NO_IOMMU, YES, FACTS(NUM(IOMMU_GROUPS, 0)))
	IS(NO_IOMMU, NO, FACTS(NUM(IOMMU_GROUPS, 5)))
	IS(VIRT_AT_LOAD_OFF, UNKNOWN)
	IS(VIRT_AT_LOAD_OFF, YES, PARAMS({ "kvm", "enable_virt_at_load", "N" }))
	IS(VIRT_AT_LOAD_OFF, NO, PARAMS({ "kvm", "enable_virt_at_load", "Y" }))
	IS(NOT_INSTALLED, UNKNOWN)
	IS(NOT_INSTALLED, NO, REGS(AMD), FACTS(TEXT(KVM_MODULES, "kvm_amd")))
	IS(NOT_INSTALLED, YES, REGS(AMD, REG(VM_CR, 0x8)), FACTS(NO(KVM_DEVICE), NO(KVM_MODULES), TEXT(KVM_ON_DISK, "kvm")))
	IS(NO_UNRESTRICTED, UNKNOWN, REGS(INTEL))
	IS(NO_VIRTUAL_NMIS, UNKNOWN, REGS(INTEL))
	IS(FEATURE_CONTROL_LIES, UNKNOWN, REGS(INTEL))
	IS(FEATURE_CONTROL_LIES, NO, REGS(AMD))
	IS(FEATURE_CONTROL_LIES, YES, REGS(INTEL, REG(IA32_FEATURE_CONTROL, LOCKED_ON), REG(IA32_VMX_BASIC, 0)))
	IS(FEATURE_CONTROL_LIES, UNKNOWN, REGS(INTEL, REG(IA32_FEATURE_CONTROL, LOCKED_ON), REG(IA32_VMX_BASIC, 1)))
	IS(FEATURE_CONTROL_LIES, NO, REGS(INTEL, REG(IA32_FEATURE_CONTROL, LOCKED_OFF), REG(IA32_VMX_BASIC, 0)))
};

static struct ns_snapshot *machine(const struct row *row)
{
	struct ns_snapshot *s = ns_snapshot_new();

	ns_value_text(&s->fact[NS_FACT_ARCH], NS_SOURCE_PROCFS, "x86_64");
	for (size_t i = 0; i < COUNT(row->regs); i++) {
		const struct set_reg *r = &row->regs[i];

		if (r->absent)
			ns_value_not(&s->view[NS_VIEW_CPU][r->reg], NS_SOURCE_CPUID, NS_ABSENT, "not on this CPU");
		else if (r->set)
			set_reg(s->view[NS_VIEW_CPU], r->reg, r->num);
	}
	for (size_t i = 0; i < COUNT(row->facts); i++) {
		const struct set_fact *f = &row->facts[i];

		if (f->absent)
			ns_value_not(&s->fact[f->fact], NS_SOURCE_SYSFS, NS_ABSENT, "not there");
		else if (f->text)
			set_text(s, f->fact, f->text);
		else if (f->fact)
			set_fact(s, f->fact, f->num);
	}
	for (size_t i = 0; i < COUNT(row->params) && row->params[i].module; i++)
		set_param(s, row->params[i].module, row->params[i].name, row->params[i].text);
	return s;
}

/* A message of which @cause is a cause; every cause is one of some message. */
static const struct ns_message_row *message_with(enum ns_code cause)
{
	for (size_t i = 0; i < NS_MESSAGE_COUNT; i++)
		for (size_t c = 0; ns_message_rows[i].causes[c]; c++)
			if (ns_message_rows[i].causes[c] == cause)
				return &ns_message_rows[i];
	return NULL;
}

TEST(a_cause_is_true_of_the_machine_that_has_it)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];
		struct ns_snapshot *s = machine(row);
		struct ns_here here = ns_here_of(s);
		struct ns_message message = { .row = message_with(row->cause) };
		struct ns_causes causes;
		bool found = false;

		ASSERT_NE(NULL, message.row) TH_LOG("%s", ns_finding_rows[row->cause].code);
		causes = ns_causes_of(&here, &message);
		for (size_t c = 0; c < causes.count; c++) {
			char *text;

			if (causes.list[c].finding->code != row->cause)
				continue;
			found = true;
			text = ns_finding_text(causes.list[c].finding);
			EXPECT_EQ(row->here, causes.list[c].here) TH_LOG("row %zu: %s", i, ns_finding_rows[row->cause].code);
			EXPECT_TRUE(!row->says || strstr(text, row->says)) TH_LOG("row %zu: %s", i, text);
			EXPECT_TRUE(is_said("causes", message.row->code, causes.list[c].finding));
			free(text);
		}
		EXPECT_TRUE(found) TH_LOG("row %zu: %s", i, ns_finding_rows[row->cause].code);
		ns_causes_clear(&causes);
		ns_here_end(&here);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

/* What is true comes first, then what is not known; each cause once, and each with a text without gaps in it. */
TEST(causes_are_in_order)
{
	static const int order[] = { [NS_YES] = 0, [NS_UNKNOWN] = 1, [NS_NO] = 2 };
	size_t said = 0;

	for (size_t i = 0; i < COUNT(rows); i += 7) {
		struct ns_snapshot *s = machine(&rows[i]);
		struct ns_here here = ns_here_of(s);

		for (size_t k = 0; k < NS_MESSAGE_COUNT; k++) {
			struct ns_message message = { .row = &ns_message_rows[k] };
			struct ns_causes causes = ns_causes_of(&here, &message);

			for (size_t c = 0; c < causes.count; c++) {
				char *text = ns_finding_text(causes.list[c].finding);

				EXPECT_EQ(NULL, strpbrk(text, "?{}")) TH_LOG("%s: %s", message.row->code, text);
				EXPECT_TRUE(!c || order[causes.list[c - 1].here] <= order[causes.list[c].here]) TH_LOG("%s", text);
				said++;
				free(text);
			}
			ns_causes_clear(&causes);
		}
		ns_here_end(&here);
		ns_snapshot_free(s);
	}
	EXPECT_LT(2000, said);
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
