// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/profile.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/arch.h"
#include "analysis/offer.h"
#include "util/alloc.h"

enum kind { KIND_HAS, KIND_ZERO, KIND_PAIR, KIND_LIMIT, KIND_IS, KIND_FLAG, KIND_LOCK };
enum weight { WEIGHT_MUST, WEIGHT_SLOW };

struct need {
	enum ns_profile_id profile;
	enum ns_by isa;
	enum kind kind;
	enum ns_bit_id bit;
	uintptr_t arg;	/* a number, the id of a bit, or the name of a flag, by the kind */
	enum weight weight;
	const char *cost, *source;
};

const struct ns_profile ns_profiles[NS_PROFILE_COUNT] = {
#define NS_KNOWN_FULL true
#define NS_KNOWN_PART false
#define NS_PROFILE(id, code_, title_, with_, known_, guest_, machine_, memory_, cpus_, nic_, disk_, source_) \
	[NS_PROFILE_##id] = { .code = code_, .title = title_, .with = NS_PROFILE_##with_, \
		.fully_known = NS_KNOWN_##known_, .guest = guest_, .machine = machine_, .memory = memory_, \
		.cpus = cpus_, .nic = nic_, .disk = disk_, .source = source_ },
#include "analysis/profile_rows.h"
};

static const struct need needs[] = {
#define NS_NEED(profile_, isa_, kind_, bit_, arg_, weight_, cost_, source_) \
	{ NS_PROFILE_##profile_, NS_BY_##isa_, KIND_##kind_, NS_BIT_##bit_, (uintptr_t)(arg_), \
	  WEIGHT_##weight_, cost_, source_ },
#include "analysis/profile_rows.h"
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum ns_profile_id ns_profile_find(const char *code)
{
	enum ns_profile_id id = 0;

	while (id < NS_PROFILE_COUNT && strcmp(ns_profiles[id].code, code))
		id++;
	return id;
}

/* Has @profile the demands of @row's profile? */
static bool applies(enum ns_profile_id row, enum ns_profile_id profile)
{
	return row == profile || row == ns_profiles[profile].with;
}

/* ---- which of the two ---- */

static enum ns_word word_of(const struct ns_snapshot *s, enum ns_view view, enum ns_bit_id bit)
{
	return ns_cap_in_view(s->view[view], ns_bit(bit)).word;
}

static enum ns_by find_isa(const struct ns_snapshot *s, enum ns_view view)
{
	if (ns_word_there(word_of(s, view, NS_BIT_X86_FEATURE_VMX)))
		return NS_BY_VMX;
	if (ns_word_there(word_of(s, view, NS_BIT_X86_FEATURE_SVM)))
		return NS_BY_SVM;
	return NS_BY_ANY;
}

static bool isa_unread(const struct ns_snapshot *s, enum ns_view view)
{
	return !ns_word_known(word_of(s, view, NS_BIT_X86_FEATURE_VMX)) ||
	       !ns_word_known(word_of(s, view, NS_BIT_X86_FEATURE_SVM));
}

/* ---- one demand ---- */

static enum ns_yesno has_bit(const struct ns_snapshot *s, enum ns_view view, enum ns_bit_id bit)
{
	enum ns_word word = word_of(s, view, bit);

	if (ns_word_known(word))
		return ns_word_there(word) ? NS_YES : NS_NO;
	/* What KVM only hands on, no VM has of a CPU without it. */
	if (view == NS_VIEW_KVM && ns_offer_how(ns_bit(bit)) == NS_OFFER_HW)
		return has_bit(s, NS_VIEW_CPU, bit) == NS_NO ? NS_NO : NS_UNKNOWN;
	return NS_UNKNOWN;
}

static enum ns_yesno may_be_zero(const struct ns_snapshot *s, enum ns_view view, enum ns_bit_id bit)
{
	enum ns_word word = word_of(s, view, bit);

	if (!ns_word_known(word))
		return NS_UNKNOWN;
	if (ns_bit(bit)->kind == NS_BIT_FLAG)
		return ns_word_there(word) ? NS_NO : NS_YES;
	return word == NS_WORD_FORCED || word == NS_WORD_CONTRADICTORY ? NS_NO : NS_YES;
}

static enum ns_yesno both_or_none(const struct ns_snapshot *s, enum ns_view view, enum ns_bit_id a, enum ns_bit_id b)
{
	enum ns_yesno first = has_bit(s, view, a), second = has_bit(s, view, b);

	if (first == NS_UNKNOWN || second == NS_UNKNOWN)
		return NS_UNKNOWN;
	return first == second ? NS_YES : NS_NO;
}

static enum ns_yesno compare_field(const struct ns_snapshot *s, enum ns_view view, const struct need *n)
{
	struct ns_cap cap = ns_cap_in_view(s->view[view], ns_bit(n->bit));

	if (cap.word != NS_WORD_NUMBER)
		return ns_word_known(cap.word) ? NS_NO : NS_UNKNOWN;
	return (n->kind == KIND_LIMIT ? cap.num <= n->arg : cap.num == n->arg) ? NS_YES : NS_NO;
}

static enum ns_yesno firmware_allows(const struct ns_snapshot *s, enum ns_by isa, bool must_lock)
{
	const struct ns_value *control = &s->view[NS_VIEW_CPU][NS_REG_IA32_FEATURE_CONTROL];
	const struct ns_value *vm_cr = &s->view[NS_VIEW_CPU][NS_REG_VM_CR];

	if (isa == NS_BY_SVM)
		return ns_not(ns_bit_of(vm_cr, NS_MASK(SVM_VM_CR_SVM_DIS_MASK)));
	if (!ns_has(control))
		return NS_UNKNOWN;
	if (control->num & NS_MASK(FEAT_CTL_LOCKED))
		return ns_bit_of(control, NS_MASK(FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX));
	return must_lock ? NS_NO : NS_YES;
}

static enum ns_yesno test(const struct ns_snapshot *s, const struct ns_fitness *f, const struct need *n)
{
	switch (n->kind) {
	case KIND_HAS:
		return has_bit(s, f->view, n->bit);
	case KIND_ZERO:
		return may_be_zero(s, f->view, n->bit);
	case KIND_PAIR:
		return both_or_none(s, f->view, n->bit, n->arg);
	case KIND_LIMIT:
	case KIND_IS:
		return compare_field(s, f->view, n);
	case KIND_FLAG:
		/* A VM has no other flags than its host: what KVM offers of them is not in a snapshot. */
		return ns_cpu_flag(s, (const char *)n->arg);
	case KIND_LOCK:
		return firmware_allows(s, f->isa, n->arg);
	}
	return NS_UNKNOWN;
}

/* What is demanded, in words of the finding's arguments */
static void name_need(struct ns_finding *f, const struct need *n)
{
	static const char *const how[] = {
		[KIND_HAS] = "", [KIND_ZERO] = "zero", [KIND_PAIR] = "pair", [KIND_LIMIT] = "limit",
		[KIND_IS] = "is", [KIND_FLAG] = "flag", [KIND_LOCK] = "lock",
	};

	if (n->kind == KIND_FLAG) {
		ns_finding_set(f, "flag", "%s", (const char *)n->arg);
	} else if (n->kind == KIND_LOCK) {
		ns_finding_set(f, "lock", "yes");
	} else {
		f->bit = ns_bit(n->bit);
		if (*how[n->kind])
			ns_finding_set(f, how[n->kind], "%llu", (unsigned long long)n->arg);
		if (n->kind == KIND_PAIR)
			ns_finding_set(f, "other", "%s", ns_bit(n->arg)->name);
	}
}

static struct ns_finding *new_finding(const struct ns_machine *m, const struct ns_fitness *f, const struct need *n,
				      enum ns_yesno met)
{
	static const enum ns_code codes[] = {
		[NS_YES] = NS_FOUND_DEMAND_MET, [NS_NO] = NS_FOUND_DEMAND_MISSING,
		[NS_UNKNOWN] = NS_FOUND_DEMAND_UNREAD,
	};
	bool slow = met == NS_NO && n->weight == WEIGHT_SLOW;
	struct ns_finding *found = ns_finding_new(slow ? NS_FOUND_DEMAND_SLOW : codes[met]);

	name_need(found, n);
	if (slow)
		ns_finding_set(found, "cost", "%s", n->cost);
	if (met == NS_NO && f->view == NS_VIEW_KVM && n->kind == KIND_HAS) {
		struct ns_offer offer = ns_offer_of(m, ns_bit(n->bit));

		found->cause = offer.finding;
		found->remedy = offer.finding ? NS_REMEDY_CAUSE : NS_REMEDY_NONE;
		ns_finding_set(found, "caused", "%s", offer.finding ? "yes" : "");
	}
	return found;
}

static void add(struct ns_fitness *f, struct ns_finding *found, const char *source)
{
	f->demands = ns_xreallocarray(f->demands, f->count + 1, sizeof(*f->demands));
	f->demands[f->count++] = (struct ns_demand){ .finding = found, .source = source };
	f->missing += found->severity == NS_SEVERITY_PROBLEM;
}

static void add_needs(struct ns_fitness *f, const struct ns_snapshot *s)
{
	struct ns_machine m = ns_machine_look(s);

	for (size_t i = 0; i < COUNT(needs); i++) {
		const struct need *n = &needs[i];
		enum ns_yesno met;

		if (!applies(n->profile, f->profile) || (n->isa != NS_BY_ANY && n->isa != f->isa) ||
		    (n->kind == KIND_LOCK && f->view == NS_VIEW_KVM))
			continue;
		met = test(s, f, n);
		f->unread += met == NS_UNKNOWN && n->weight == WEIGHT_MUST;
		add(f, new_finding(&m, f, n, met), n->source);
	}
	ns_machine_done(&m);
}

/* What KVM offers was not read: no VM has what the CPU lacks. The rest is said once, of VMX or SVM. */
static void add_lacking(struct ns_fitness *f, const struct ns_snapshot *s)
{
	enum ns_by isa = find_isa(s, NS_VIEW_CPU);
	struct ns_machine m = ns_machine_look(s);

	for (size_t i = 0; i < COUNT(needs); i++) {
		const struct need *n = &needs[i];

		if (applies(n->profile, f->profile) && n->weight == WEIGHT_MUST &&
		    (n->kind == KIND_HAS || n->kind == KIND_FLAG) && (n->isa == NS_BY_ANY || n->isa == isa) &&
		    test(s, f, n) == NS_NO)
			add(f, new_finding(&m, f, n, NS_NO), n->source);
	}
	ns_machine_done(&m);
}

/* ---- all of them ---- */

/* The demands are those of x86: on another architecture there is none that could be compared. */
static void skip_other_arch(struct ns_fitness *f, const struct ns_snapshot *s)
{
	struct ns_machine m = ns_machine_look(s);

	/* Of all that it demands nothing could be looked at: ns_fitness_known() */
	f->unread++;
	f->verdict = ns_arch_finding(&m, NS_FOUND_PROFILE_OTHER_ARCH);
	ns_finding_set(f->verdict, "title", "%s", ns_profiles[f->profile].title);
	ns_finding_set(f->verdict, "of", "%s", ns_arch_name(NS_ARCH_X86));
	ns_machine_done(&m);
}

/* Does Linux manage another hypervisor, which runs the VMs here? */
static bool by_another(const struct ns_answers *a)
{
	return a->run->code == NS_FOUND_XEN_RUNS_VMS || a->run->code == NS_FOUND_HYPERV_RUNS_VMS ||
	       a->run->code == NS_FOUND_ACRN_RUNS_VMS;
}

/* Without VMX or SVM there is nothing else to look at; the answers tell why. */
static void add_root(struct ns_fitness *f, const struct ns_snapshot *s)
{
	struct ns_answers *a = f->isa == NS_BY_ANY ? ns_answer_all(s) : NULL;
	bool unread = a && isa_unread(s, f->view);
	struct ns_finding *found;

	f->not_by_kvm = a && by_another(a);
	/* What that gives its VMs does not depend on what was read of KVM. */
	if (f->not_by_kvm && f->view == NS_VIEW_KVM && ns_answer_of(a->nest) == NS_NO)
		unread = false;
	found = ns_finding_new(!a ? NS_FOUND_DEMAND_MET : unread ? NS_FOUND_DEMAND_UNREAD : NS_FOUND_DEMAND_MISSING);
	if (a) {
		bool cannot = ns_answer_of(a->run) != NS_YES || f->view == NS_VIEW_CPU;

		ns_finding_set(found, "root", "yes");
		found->cause = ns_finding_copy(cannot ? a->run : a->nest);
		found->remedy = NS_REMEDY_CAUSE;
		ns_finding_set(found, "caused", "yes");
		ns_answers_free(a);
	} else {
		found->bit = ns_bit(f->isa == NS_BY_VMX ? NS_BIT_X86_FEATURE_VMX : NS_BIT_X86_FEATURE_SVM);
	}
	f->unread += unread;
	add(f, found, ns_profiles[f->profile].source);
}

static struct ns_finding *verdict_of(const struct ns_fitness *f)
{
	const struct ns_profile *p = &ns_profiles[f->profile];
	enum ns_code code = NS_FOUND_PROFILE_RUNS;
	struct ns_finding *v;

	if (f->missing)
		code = NS_FOUND_PROFILE_RUNS_NOT;
	else if (f->unread)
		code = NS_FOUND_PROFILE_UNREAD;
	else if (!p->fully_known)
		code = NS_FOUND_PROFILE_NOT_KNOWN;
	v = ns_finding_new(code);
	ns_finding_set(v, "title", "%s", p->title);
	ns_finding_set(v, "vm", "%s", f->view == NS_VIEW_KVM ? "yes" : "");
	ns_finding_set(v, "missing", "%zu", f->missing);
	ns_finding_set(v, "several", "%s", f->missing > 1 ? "yes" : "");
	ns_finding_set(v, "unread", "%zu", f->unread);
	return v;
}

struct ns_fitness *ns_fitness_of(const struct ns_snapshot *s, enum ns_profile_id profile, enum ns_view view)
{
	struct ns_fitness *f = ns_xcalloc(1, sizeof(*f));

	f->profile = profile;
	f->view = view;
	f->isa = NS_BY_ANY;
	if (ns_arch_of(s) != NS_ARCH_X86) {
		skip_other_arch(f, s);
	} else {
		f->isa = find_isa(s, view);
		add_root(f, s);
		if (f->isa != NS_BY_ANY)
			add_needs(f, s);
		else if (view == NS_VIEW_KVM && f->unread)
			add_lacking(f, s);
		f->verdict = verdict_of(f);
	}
	return f;
}

void ns_fitness_free(struct ns_fitness *f)
{
	for (size_t i = 0; i < f->count; i++)
		ns_finding_free(f->demands[i].finding);
	free(f->demands);
	ns_finding_free(f->verdict);
	free(f);
}

bool ns_fitness_has_vm(const struct ns_fitness *f)
{
	return f->view == NS_VIEW_KVM && !f->missing && !f->not_by_kvm && f->verdict->code != NS_FOUND_PROFILE_OTHER_ARCH;
}

enum ns_yesno ns_fitness_known(const struct ns_fitness *f)
{
	return f->missing ? NS_NO : f->unread ? NS_UNKNOWN : NS_YES;
}

/* ---- besides ---- */

static const struct {
	enum ns_profile_id profile;
	struct ns_besides row;
} besides[] = {
#define NS_BESIDES(profile_, text_, source_) { NS_PROFILE_##profile_, { text_, source_ } },
#include "analysis/profile_rows.h"
};

static const struct {
	enum ns_profile_id profile;
	struct ns_without row;
} withouts[] = {
#define NS_OFF(profile_, feature_, source_) { NS_PROFILE_##profile_, { feature_, source_ } },
#include "analysis/profile_rows.h"
};

static const struct {
	enum ns_by isa;
	struct ns_enlightenment row;
} enlightenments[] = {
#define NS_HV(qemu_, isa_, libvirt_, source_) { NS_BY_##isa_, { qemu_, libvirt_, source_ } },
#include "analysis/profile_rows.h"
};

const struct ns_besides *ns_besides_next(enum ns_profile_id profile, const struct ns_besides *before)
{
	bool behind = !before;

	for (size_t i = 0; i < COUNT(besides); i++) {
		if (behind && applies(besides[i].profile, profile))
			return &besides[i].row;
		behind |= &besides[i].row == before;
	}
	return NULL;
}

const struct ns_without *ns_without_next(enum ns_profile_id profile, const struct ns_without *before)
{
	bool behind = !before;

	for (size_t i = 0; i < COUNT(withouts); i++) {
		if (behind && applies(withouts[i].profile, profile))
			return &withouts[i].row;
		behind |= &withouts[i].row == before;
	}
	return NULL;
}

const struct ns_enlightenment *ns_enlightenment_next(enum ns_profile_id profile, enum ns_by isa,
						     const struct ns_enlightenment *before)
{
	bool behind = !before;

	if (!applies(NS_PROFILE_HYPERV, profile))
		return NULL;
	for (size_t i = 0; i < COUNT(enlightenments); i++) {
		if (behind && (enlightenments[i].isa == NS_BY_ANY || enlightenments[i].isa == isa))
			return &enlightenments[i].row;
		behind |= &enlightenments[i].row == before;
	}
	return NULL;
}
