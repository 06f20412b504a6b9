// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Architectures: what is said of a machine is a matter of its own, and the rules
 * of s390x, arm64 and ppc64 by kernel version, parameter and level.
 */
#include "harness.h"

#include <stdio.h>
#include <string.h>

#include "analysis/answers.h"
#include "analysis/arch.h"
#include "analysis/causes.h"
#include "analysis/check.h"
#include "analysis/waterfall.h"
#include "model/arch.h"
#include "render/finding.h"
#include "said.h"

struct given {
	enum ns_fact_id id;
	const char *text;	/* NULL: num counts */
	uint64_t num;
};

#define GIVEN_MAX 8

static const char absent[] = "not there";

struct machine {
	const char *name, *arch;
	struct given facts[GIVEN_MAX];
	const char *module, *nested, *hpage;	/* parameters of @module, NULL for none */
	enum ns_code run, nest;
	const char *layer;
};

#define NONE { 0, NULL, 0 }
#define TEXT(id, text) { NS_FACT_##id, text, 0 }
#define NUM(id, num) { NS_FACT_##id, NULL, num }
#define ABSENT(id) { NS_FACT_##id, absent, 0 }
#define FOUND(id) NS_FOUND_##id
#define LPAR NUM(Z_LPAR, 1), NUM(Z_LEVELS, 0), TEXT(Z_PROGRAMS, ""), TEXT(Z_MANUFACTURER, "IBM")
#define SIE TEXT(CPU_FLAGS, "esan3 zarch sie"), TEXT(KVM_MODULES, "kvm")

static const struct machine machines[] = {
	{ "6.18: not with hpage", "s390x", { TEXT(KERNEL, "6.18.9"), LPAR, SIE }, "kvm", "0", "1",
	  FOUND(KVM_LOADED), FOUND(S390X_NESTED_OFF), "guest of PR/SM" },
	{ "7.2: with both", "s390x", { TEXT(KERNEL, "7.2.0"), LPAR, SIE }, "kvm", "1", "1",
	  FOUND(KVM_LOADED), FOUND(S390X_NESTED_ON), "guest of PR/SM" },
	{ "no parameter read", "s390x", { TEXT(KERNEL, "6.1.0"), LPAR, SIE }, NULL, NULL, NULL,
	  FOUND(KVM_LOADED), FOUND(NESTED_UNREAD), "guest of PR/SM" },
	{ "a VM without sie", "s390x",
	  { TEXT(CPU_FLAGS, "zarch"), NUM(Z_LPAR, 1), NUM(Z_LEVELS, 2), TEXT(Z_PROGRAMS, "KVM/Linux; z/VM 7.3.0") },
	  NULL, NULL, NULL, FOUND(S390X_NO_SIE), FOUND(NO_VMS), "guest of KVM" },
	{ "TCG", "s390x",
	  { TEXT(CPU_FLAGS, "zarch"), NUM(Z_LPAR, 1), NUM(Z_LEVELS, 1), TEXT(Z_PROGRAMS, "KVM/Linux"),
	    TEXT(Z_MANUFACTURER, "QEMU") },
	  NULL, NULL, NULL, FOUND(S390X_TCG), FOUND(NO_VMS), "guest of QEMU TCG" },
	{ "nothing read", "s390x", { NONE }, NULL, NULL, NULL, FOUND(KVM_UNREAD), FOUND(NESTED_UNREAD), "unknown" },
	{ "a kernel without KVM", "s390x", { LPAR, TEXT(CPU_FLAGS, "zarch sie"), TEXT(KVM_CONFIG, "CONFIG_KVM=n"), TEXT(KVM_MODULES, "") },
	  NULL, NULL, NULL, FOUND(KVM_NOT_BUILT), FOUND(NO_VMS), "guest of PR/SM" },
	{ "no EL2", "aarch64", { NUM(ARM_BOOT_EL, 1) }, NULL, NULL, NULL, FOUND(ARM64_NO_EL2), FOUND(NO_VMS),
	  "guest of an unknown hypervisor" },
	{ "switched off", "aarch64", { NUM(ARM_BOOT_EL, 2), TEXT(ARM_KVM_MODE, "disabled") }, NULL, NULL, NULL,
	  FOUND(ARM64_DISABLED), FOUND(NO_VMS), "bare metal" },
	{ "nVHE", "aarch64", { NUM(ARM_BOOT_EL, 2), TEXT(ARM_KVM_MODE, "nVHE"), TEXT(KERNEL, "7.3.0") }, NULL, NULL, NULL,
	  FOUND(ARM64_STARTED), FOUND(ARM64_NESTED_OFF), "bare metal" },
	{ "nested", "aarch64", { NUM(ARM_SMCCC_KVM, 1), TEXT(ARM_KVM_MODE, "VHE with nested virtualization") },
	  NULL, NULL, NULL, FOUND(ARM64_STARTED), FOUND(ARM64_NESTED_OFFERED), "guest of KVM" },
	{ "asked", "aarch64", { NUM(KVM_API, 12), TEXT(KVM_DEVICE, "usable"), NUM(KVM_ARM_EL2, 0) }, NULL, NULL, NULL,
	  FOUND(KVM_USABLE), FOUND(ARM64_NESTED_OFF), "unknown" },
	{ "asked, and it can", "aarch64", { NUM(KVM_API, 12), TEXT(KVM_DEVICE, "usable"), NUM(KVM_ARM_EL2, 1) },
	  NULL, NULL, NULL, FOUND(KVM_USABLE), FOUND(ARM64_NESTED_OFFERED), "unknown" },
	{ "command line unread", "aarch64", { NUM(ARM_BOOT_EL, 2), TEXT(ARM_KVM_MODE, "VHE"), TEXT(KERNEL, "7.3.0") },
	  NULL, NULL, NULL, FOUND(ARM64_STARTED), FOUND(ARM64_NESTED_UNREAD), "bare metal" },
	{ "in a container, nothing of the log read", "aarch64", { TEXT(CONTAINER, "docker"), ABSENT(KVM_DEVICE) },
	  NULL, NULL, NULL, FOUND(CONTAINER_NO_DEVICE), FOUND(ARM64_NESTED_UNREAD), "unknown" },
	{ "switched off, in a container", "aarch64",
	  { TEXT(CONTAINER, "docker"), ABSENT(KVM_DEVICE), TEXT(KVM_CONFIGURED, "kvm_arm.mode=none (/proc/cmdline)") },
	  NULL, NULL, NULL, FOUND(ARM64_DISABLED), FOUND(NO_VMS), "unknown" },
	{ "no device, in no container", "aarch64", { TEXT(CONTAINER, ""), ABSENT(KVM_DEVICE) },
	  NULL, NULL, NULL, FOUND(ARCH_KVM_NOT_STARTED), FOUND(NO_VMS), "unknown" },
	{ "in a container, modules not read", "ppc64le",
	  { TEXT(PPC_PLATFORM, "pSeries"), TEXT(CONTAINER, "podman"), ABSENT(KVM_DEVICE) },
	  NULL, NULL, NULL, FOUND(CONTAINER_NO_DEVICE), FOUND(NESTED_UNREAD), NULL },
	{ "in a container, flags not read", "s390x", { TEXT(CONTAINER, "podman"), ABSENT(KVM_DEVICE) },
	  NULL, NULL, NULL, FOUND(CONTAINER_NO_DEVICE), FOUND(NESTED_UNREAD), "unknown" },
	{ "PowerNV", "ppc64le", { TEXT(PPC_PLATFORM, "PowerNV"), TEXT(KVM_MODULES, "kvm kvm_hv") }, "kvm_hv", "Y", NULL,
	  FOUND(KVM_LOADED), FOUND(PPC64_NESTED_OFFERED), "bare metal" },
	{ "switched off", "ppc64le", { TEXT(PPC_PLATFORM, "PowerNV"), TEXT(KVM_MODULES, "kvm kvm_hv") }, "kvm_hv", "N",
	  NULL, FOUND(KVM_LOADED), FOUND(PPC64_NESTED_OFF), "bare metal" },
	{ "asked, and it cannot", "ppc64le",
	  { TEXT(PPC_PLATFORM, "PowerNV"), TEXT(KVM_MODULES, "kvm kvm_hv"), TEXT(KVM_DEVICE, "usable"), NUM(KVM_API, 12),
	    NUM(KVM_PPC_NESTED, 0) },
	  NULL, NULL, NULL, FOUND(KVM_USABLE), FOUND(PPC64_NESTED_CANNOT), "bare metal" },
	{ "asked, and kvm_pr cannot", "ppc64",
	  { TEXT(PPC_PLATFORM, "PowerMac"), TEXT(KVM_MODULES, "kvm kvm_pr"), TEXT(KVM_DEVICE, "usable"), NUM(KVM_API, 12),
	    NUM(KVM_PPC_NESTED, 0) },
	  NULL, NULL, NULL, FOUND(KVM_USABLE), FOUND(PPC64_NESTED_CANNOT), "unknown" },
	{ "pSeries of KVM", "ppc64le",
	  { TEXT(PPC_PLATFORM, "pSeries"), TEXT(DT_HYPERVISOR, "linux,kvm"), TEXT(KVM_MODULES, "kvm") },
	  NULL, NULL, NULL, FOUND(PPC64_NOT_LOADED), FOUND(NO_VMS), "guest of KVM" },
	{ "pSeries, blacklisted", "ppc64le",
	  { TEXT(PPC_PLATFORM, "pSeries"), TEXT(KVM_MODULES, "kvm"), TEXT(KVM_BLACKLISTED, "kvm_hv (/etc/modprobe.d/b.conf line 1)") },
	  NULL, NULL, NULL, FOUND(KVM_BLACKLISTED), FOUND(NO_VMS), NULL },
	{ "not installed", "s390x", { TEXT(KERNEL, "6.1.0"), LPAR, TEXT(CPU_FLAGS, "zarch sie"), TEXT(KVM_MODULES, ""),
	  TEXT(KVM_ON_DISK, "") }, NULL, NULL, NULL, FOUND(KVM_NOT_INSTALLED), FOUND(NO_VMS), "guest of PR/SM" },
	{ "started at EL2, and built without KVM", "aarch64",
	  { NUM(ARM_BOOT_EL, 2), TEXT(KERNEL, "6.12.0"), TEXT(KVM_CONFIG, "CONFIG_KVM=n") },
	  NULL, NULL, NULL, FOUND(KVM_NOT_BUILT), FOUND(NO_VMS), "bare metal" },
	{ "nested off, of no use", "s390x", { TEXT(KERNEL, "6.1.0"), LPAR, SIE, NUM(KVM_USERS, 0) }, "kvm", "0", NULL,
	  FOUND(KVM_LOADED), FOUND(S390X_NESTED_OFF), "guest of PR/SM" },
	{ "nested off, of use", "s390x", { TEXT(KERNEL, "6.1.0"), LPAR, SIE, NUM(KVM_USERS, 3) }, "kvm", "0", NULL,
	  FOUND(KVM_LOADED), FOUND(S390X_NESTED_OFF), "guest of PR/SM" },
	{ "built without KVM", "aarch64", { TEXT(KERNEL, "6.12.0"), TEXT(KVM_CONFIG, "CONFIG_KVM=n") },
	  NULL, NULL, NULL, FOUND(KVM_NOT_BUILT), FOUND(NO_VMS), "unknown" },
	{ "PowerNV of QEMU", "ppc64le",
	  { TEXT(PPC_PLATFORM, "PowerNV"), TEXT(PPC_MACHINE, "PowerNV IBM PowerNV (emulated by qemu)") },
	  NULL, NULL, NULL, FOUND(KVM_MODULES_UNREAD), FOUND(NESTED_UNREAD), "guest of QEMU TCG" },
	{ "neither PowerNV nor pSeries", "ppc64", { TEXT(PPC_PLATFORM, "PowerMac"), TEXT(KVM_MODULES, "kvm kvm_pr") }, NULL,
	  NULL, NULL, FOUND(KVM_LOADED), FOUND(NESTED_UNREAD), "unknown" },
	{ "not known", "riscv64", { NONE }, NULL, NULL, NULL, FOUND(ARCH_NOT_KNOWN), FOUND(NESTED_ARCH_NOT_KNOWN),
	  "unknown" },
	{ "not known, and KVM answers", "loongarch64", { NUM(KVM_API, 12), TEXT(KVM_DEVICE, "usable") }, NULL, NULL, NULL,
	  FOUND(KVM_USABLE), FOUND(NESTED_ARCH_NOT_KNOWN), "unknown" },
};

static struct ns_snapshot *snapshot_of(const struct machine *m)
{
	struct ns_snapshot *s = ns_snapshot_new();

	ns_value_text(&s->fact[NS_FACT_ARCH], NS_SOURCE_PROCFS, m->arch);
	for (size_t i = 0; i < GIVEN_MAX; i++) {
		const struct given *g = &m->facts[i];

		if (g->text == absent)
			ns_value_not(&s->fact[g->id], NS_SOURCE_KVM, NS_ABSENT, "%s", absent);
		else if (g->text)
			ns_value_text(&s->fact[g->id], NS_SOURCE_PROCFS, g->text);
		else if (g->id)
			ns_value_num(&s->fact[g->id], NS_SOURCE_PROCFS, g->num);
	}
	if (m->nested)
		set_param(s, m->module, "nested", m->nested);
	if (m->hpage)
		set_param(s, m->module, "hpage", m->hpage);
	ns_arch_settle(s);
	return s;
}

/* Do the finding and its cause apply to this architecture or to all? */
static bool fits(const struct ns_snapshot *s, const struct ns_finding *f)
{
	for (; f; f = f->cause)
		if (ns_code_arch(f->code) != NS_ARCH_COUNT && ns_code_arch(f->code) != ns_arch_of(s)) {
			fprintf(stderr, "# %s of %s\n", ns_finding_code(f), ns_arch_title(s));
			return false;
		}
	return true;
}


FIXTURE_TEARDOWN(arch)
{
	(void)self;
}

TEST(each_machine_gets_its_answers)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		struct ns_snapshot *s = snapshot_of(&machines[i]);
		struct ns_answers *a = ns_answer_all(s);

		EXPECT_STREQ(ns_finding_rows[machines[i].run].code, ns_finding_code(a->run)) {
			TH_LOG("%s, %s", machines[i].arch, machines[i].name);
		}
		EXPECT_STREQ(ns_finding_rows[machines[i].nest].code, ns_finding_code(a->nest)) {
			TH_LOG("%s, %s", machines[i].arch, machines[i].name);
		}
		EXPECT_TRUE(is_said("arch", machines[i].name, a->run));
		EXPECT_TRUE(is_said("arch", machines[i].name, a->nest));
		ns_answers_free(a);
		ns_snapshot_free(s);
	}
}

TEST(nothing_is_said_that_is_of_another_architecture)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		struct ns_snapshot *s = snapshot_of(&machines[i]);
		struct ns_answers *a = ns_answer_all(s);
		struct ns_results results = ns_check_all(s);
		struct ns_layer *layer = ns_layer_find(s);

		EXPECT_TRUE(fits(s, a->run) && fits(s, a->nest) && fits(s, layer->verdict));
		EXPECT_EQ(0, a->missing.count + a->parameters.count + a->notes.count);
		for (size_t k = 0; k < layer->evidence_count; k++)
			EXPECT_TRUE(fits(s, layer->evidence[k].means));
		for (size_t k = 0; k < NS_CHECK_COUNT; k++)
			EXPECT_TRUE(fits(s, results.finding[k]));
		ns_layer_free(layer);
		ns_results_clear(&results);
		ns_answers_free(a);
		ns_snapshot_free(s);
	}
}

/* Unknown: "the CPU has ?" */
TEST(sentences_have_what_they_say)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		struct ns_snapshot *s = snapshot_of(&machines[i]);
		struct ns_results results = ns_check_all(s);

		for (size_t k = 0; k < NS_CHECK_COUNT; k++) {
			char *text = ns_finding_text(results.finding[k]);

			EXPECT_EQ(NULL, strstr(text, "?")) { TH_LOG("%s, %s: %s", machines[i].arch, machines[i].name, text); }
			free(text);
		}
		ns_results_clear(&results);
		ns_snapshot_free(s);
	}
}

TEST(a_partition_of_powervm_is_not_told_of_qemu)
{
	static const struct machine lpar = { "LPAR", "ppc64le",
		{ TEXT(PPC_PLATFORM, "pSeries"), NUM(DT_POWERVM, 1), TEXT(KVM_MODULES, "kvm") }, NULL, NULL, NULL, 0, 0, NULL };
	struct ns_snapshot *s = snapshot_of(&lpar);
	struct ns_results results = ns_check_all(s);

	EXPECT_EQ(NS_REMEDY_PPC64_POWERVM, results.finding[NS_CHECK_run_vms]->remedy);
	EXPECT_EQ(NS_REMEDY_PPC64_POWERVM, results.finding[NS_CHECK_kvm_module]->remedy);
	ns_results_clear(&results);
	ns_snapshot_free(s);
}

TEST(levels_of_s390x_are_counted_from_the_machine)
{
	struct ns_snapshot *s = snapshot_of(&machines[3]);
	struct ns_layer *layer = ns_layer_find(s);

	EXPECT_EQ(3, layer->level);
	EXPECT_STREQ("KVM", layer->hypervisor);
	ns_layer_free(layer);
	ns_snapshot_free(s);
}

TEST(hpage_is_in_the_way_up_to_6_18)
{
	static const struct {
		const char *kernel, *argument;
	} kernels[] = {
		{ "5.10.0", "hpage" }, { "6.18.3", "hpage" }, { "6.19.0", "maybe" }, { "7.1.9", "maybe" }, { "7.2.0", NULL },
	};

	for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
		struct machine m = machines[0];
		struct ns_snapshot *s;
		struct ns_answers *a;

		m.facts[0].text = kernels[i].kernel;
		s = snapshot_of(&m);
		a = ns_answer_all(s);
		EXPECT_EQ(kernels[i].argument && !strcmp(kernels[i].argument, "hpage"), !!ns_finding_get(a->nest, "hpage"));
		EXPECT_EQ(kernels[i].argument && !strcmp(kernels[i].argument, "maybe"), !!ns_finding_get(a->nest, "maybe"));
		ns_answers_free(a);
		ns_snapshot_free(s);
	}
}

/* The way to huge pages leads over nested=0 only where KVM lets no VM have both. */
TEST(huge_pages_are_asked_for_without_nested_where_kvm_refuses_both)
{
	static const struct {
		const char *kernel, *nested, *hpage;
		enum ns_code code;
		const char *way;
	} cases[] = {
		{ "6.18.3", "1", "0", NS_FOUND_S390X_NO_HPAGE, "load KVM with one of the two" },
		{ "6.18.3", "0", "0", NS_FOUND_S390X_NO_HPAGE, "modprobe kvm hpage=1" },
		{ "7.2.0", "1", "0", NS_FOUND_S390X_NO_HPAGE, "modprobe kvm hpage=1" },
		{ "6.18.3", "0", "1", NS_FOUND_S390X_HAS_HPAGE, NULL },
		{ "6.18.3", "1", "1", NS_FOUND_S390X_HAS_HPAGE, NULL },
		{ "6.18.3", "1", NULL, NS_FOUND_CHECK_UNREAD, NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct machine m = machines[0];
		struct ns_snapshot *s;
		struct ns_here here;
		struct ns_finding *f;
		char *way;

		m.facts[0].text = cases[i].kernel;
		m.nested = cases[i].nested;
		m.hpage = cases[i].hpage;
		s = snapshot_of(&m);
		here = ns_here_of(s);
		f = ns_s390x_hpage(&here.machine);
		way = ns_finding_remedy(f);
		EXPECT_EQ(cases[i].code, f->code) TH_LOG("%zu", i);
		EXPECT_EQ(f->code == NS_FOUND_S390X_NO_HPAGE && !!strcmp(cases[i].nested, "0") && *cases[i].kernel == '6',
			  !!ns_finding_get(f, "nested")) TH_LOG("%zu", i);
		EXPECT_TRUE(cases[i].way ? way && strstr(way, cases[i].way) : f->code == NS_FOUND_CHECK_UNREAD || !way) {
			TH_LOG("%zu: %s", i, way);
		}
		free(way);
		ns_finding_free(f);
		ns_here_end(&here);
		ns_snapshot_free(s);
	}
}

TEST(secure_execution_is_the_confidential_vm_of_s390x)
{
	static const struct {
		const char *arch;
		struct given guest, host, kernel;
		enum ns_code found;
	} rows[] = {
		{ "s390x", NUM(Z_SECURE_GUEST, 1), NUM(Z_SECURE_HOST, 0), NONE, FOUND(S390X_SECURE_GUEST) },
		{ "s390x", NUM(Z_SECURE_GUEST, 0), NUM(Z_SECURE_HOST, 1), NONE, FOUND(S390X_SECURE_HOST) },
		{ "s390x", NUM(Z_SECURE_GUEST, 0), NUM(Z_SECURE_HOST, 0), NONE, FOUND(S390X_SECURE_OFF) },
		{ "s390x", ABSENT(Z_SECURE_GUEST), ABSENT(Z_SECURE_HOST), TEXT(KERNEL, "6.1.0"), FOUND(S390X_NO_ULTRAVISOR) },
		/* It shows no ultravisor, not even one that is there. */
		{ "s390x", ABSENT(Z_SECURE_GUEST), ABSENT(Z_SECURE_HOST), TEXT(KERNEL, "5.10.0"), FOUND(CHECK_UNREAD) },
		{ "s390x", ABSENT(Z_SECURE_GUEST), ABSENT(Z_SECURE_HOST), NONE, FOUND(CHECK_UNREAD) },
		{ "s390x", NONE, NONE, NONE, FOUND(CHECK_UNREAD) },
		{ "aarch64", NONE, NONE, NONE, FOUND(CHECK_SECURE_NOT_KNOWN) },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct machine m = { "", rows[i].arch, { rows[i].guest, rows[i].host, TEXT(CPU_FLAGS, "zarch"), NUM(Z_LEVELS, 1),
				     TEXT(Z_PROGRAMS, "KVM/Linux"), NUM(Z_LPAR, 1), rows[i].kernel } };
		struct ns_snapshot *s = snapshot_of(&m);
		struct ns_results results = ns_check_all(s);
		struct ns_answers *a = ns_answer_all(s);
		struct ns_layer *layer = ns_layer_find(s);
		bool secure = rows[i].found == NS_FOUND_S390X_SECURE_GUEST;

		EXPECT_EQ(rows[i].found, results.finding[NS_CHECK_secure_guest]->code);
		EXPECT_EQ(secure, layer->confidential && !strcmp(layer->confidential, "Secure Execution"));
		/* What such a VM can is told by its CPU, not by what it is. */
		EXPECT_NE(NS_FOUND_CONFIDENTIAL, a->run->code);
		ns_layer_free(layer);
		ns_answers_free(a);
		ns_results_clear(&results);
		ns_snapshot_free(s);
	}
}

/* An LPAR and its VM, by the levels of STSI; two VMs of one level, z/VM and other architectures make no chain. */
TEST(neighbours_of_stsi_make_a_chain)
{
	static const struct machine lpar = { "", "s390x", { LPAR } };
	static const struct {
		struct machine machine;
		bool chain;
		enum ns_code why;
	} others[] = {
		{ { "", "s390x", { NUM(Z_LPAR, 1), NUM(Z_LEVELS, 1), TEXT(Z_PROGRAMS, "KVM/Linux") } }, true, 0 },
		{ { "", "s390x", { NUM(Z_LPAR, 1), NUM(Z_LEVELS, 2), TEXT(Z_PROGRAMS, "KVM/Linux; KVM/Linux") } }, false,
		  FOUND(CHAIN_BOTH_GUESTS) },
		{ { "", "s390x", { NUM(Z_LPAR, 1), NUM(Z_LEVELS, 1), TEXT(Z_PROGRAMS, "z/VM 7.3.0") } }, false,
		  FOUND(CHAIN_OTHER_HYPERVISOR) },
		{ { "", "aarch64", { NUM(ARM_SMCCC_KVM, 1), NUM(BOOT_TIME, 99) } }, false, FOUND(CHAIN_OTHER_ARCH) },
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct ns_snapshot *l1 = snapshot_of(&lpar), *l2 = snapshot_of(&others[i].machine);
		struct ns_input inputs[] = { { l2, "b" }, { l1, "a" } };
		struct ns_waterfall *w = ns_waterfall_of(inputs, 2);
		size_t moves;
		struct ns_move *list = ns_moves_of(w, &moves);

		EXPECT_EQ(others[i].chain, w->chain);
		if (w->unchained)
			EXPECT_EQ(others[i].why, w->unchained->code);
		EXPECT_EQ(0, moves);
		ns_moves_free(list, moves);
		ns_waterfall_free(w);
		ns_snapshot_free(l1);
		ns_snapshot_free(l2);
	}
}

TEST(machines_are_known_by_each_of_their_words)
{
	EXPECT_EQ(NS_ARCH_X86, ns_arch_of_machine("x86_64"));
	EXPECT_EQ(NS_ARCH_X86, ns_arch_of_machine("i686"));
	EXPECT_EQ(NS_ARCH_PPC64, ns_arch_of_machine("ppc64le"));
	EXPECT_EQ(NS_ARCH_PPC64, ns_arch_of_machine("ppc64"));
	EXPECT_EQ(NS_ARCH_ARM64, ns_arch_of_machine("aarch64"));
	EXPECT_EQ(NS_ARCH_OTHER, ns_arch_of_machine("mips64"));
	EXPECT_EQ(NS_ARCH_OTHER, ns_arch_of_machine(""));
}

TEST_HARNESS_MAIN
