// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/history.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/answers.h"
#include "analysis/param.h"
#include "util/alloc.h"

/* What decides: facts that are text, and registers of the firmware */
static const enum ns_fact_id facts[] = {
	NS_FACT_KERNEL, NS_FACT_KERNEL_VERSION, NS_FACT_QEMU, NS_FACT_DMI_BIOS_VERSION, NS_FACT_CPU_MODEL,
	NS_FACT_CPU_MICROCODE, NS_FACT_KVM_MODULES, NS_FACT_KVM_DEVICE, NS_FACT_KVM_BLACKLISTED, NS_FACT_LOCKDOWN,
	NS_FACT_HV_SIGNATURE,
};

static const enum ns_reg registers[] = { NS_REG_IA32_FEATURE_CONTROL, NS_REG_VM_CR };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool booted_later(const struct ns_snapshot *a, const struct ns_snapshot *b)
{
	const struct ns_value *x = &a->fact[NS_FACT_BOOT_TIME], *y = &b->fact[NS_FACT_BOOT_TIME];

	/* btime is rounded, and may differ by one within a boot. */
	return ns_has(x) && ns_has(y) && x->num > y->num + 1;
}

static bool params_differ(const struct ns_snapshot *a, const struct ns_snapshot *b)
{
	for (size_t i = 0; i < a->param_count; i++) {
		const struct ns_param *p = &a->params[i];
		const struct ns_value *other = ns_snapshot_param(b, p->module, p->name);

		if (ns_has(&p->value) && (other ? ns_has(other) && strcmp(p->value.text, other->text) :
						  ns_param_is_missing(b, p->module, p->name)))
			return true;
	}
	return false;
}

/*
 * Each that booted earlier than one before it is put before that: "booted later"
 * is no order that qsort() could use, as boots a second apart are the same.
 */
void ns_history_sort(struct ns_input *inputs, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct ns_input moved = inputs[i];
		size_t at = i;

		for (; at && booted_later(inputs[at - 1].s, moved.s); at--)
			inputs[at] = inputs[at - 1];
		inputs[at] = moved;
	}
}

static bool is_same_machine(const struct ns_snapshot *a, const struct ns_snapshot *b)
{
	const struct ns_value *x = &a->fact[NS_FACT_UUID_HASH], *y = &b->fact[NS_FACT_UUID_HASH];

	return ns_has(x) && ns_has(y) && !strcmp(x->text, y->text);
}

static bool is_step(const struct ns_snapshot *a, const struct ns_snapshot *b)
{
	return booted_later(a, b) || booted_later(b, a) || params_differ(a, b) || params_differ(b, a);
}

bool ns_history_is(const struct ns_input *inputs, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (!is_same_machine(inputs[i - 1].s, inputs[i].s) || !is_step(inputs[i - 1].s, inputs[i].s))
			return false;
	return count > 1;
}

static void add_change(struct ns_history *h, char *what, const char *before, const char *after, bool of_cpu)
{
	if (!strcmp(before, after)) {
		free(what);
		return;
	}
	h->changes = ns_xreallocarray(h->changes, h->change_count + 1, sizeof(*h->changes));
	/* A list may be empty. */
	h->changes[h->change_count++] = (struct ns_change){
		.what = what, .of_cpu = of_cpu, .before = ns_xstrdup(*before ? before : "none"),
		.after = ns_xstrdup(*after ? after : "none"),
	};
}

/*
 * The registers of the firmware in words: MSR_IA32_FEATURE_CONTROL's bits 0 and 2
 * (SDM, "VMXON"), VM_CR's bits 3 and 4 (APM 2, "Enabling SVM").
 */
static char *register_text(enum ns_reg reg, uint64_t value)
{
	bool vmx = reg == NS_REG_IA32_FEATURE_CONTROL;
	bool on = vmx ? value & 4 : !(value & 0x10), locked = value & (vmx ? 1 : 8);

	return ns_xasprintf("0x%" PRIx64 " (%s %s, %s)", value, vmx ? "VMX" : "SVM", on ? "on" : "off",
			    locked ? "locked" : "not locked");
}

static bool is_of_cpu(enum ns_fact_id id)
{
	return id == NS_FACT_CPU_MICROCODE || id == NS_FACT_DMI_BIOS_VERSION || id == NS_FACT_CPU_MODEL ||
	       id == NS_FACT_HV_SIGNATURE;
}

static void compare_facts(struct ns_history *h)
{
	for (size_t i = 0; i < COUNT(facts); i++) {
		const struct ns_value *a = &h->before->s->fact[facts[i]], *b = &h->after->s->fact[facts[i]];

		if (ns_known(a) && ns_known(b))
			add_change(h, ns_xasprintf("%s.%s", ns_facts[facts[i]].section, ns_facts[facts[i]].name),
				   ns_has(a) ? a->text : "not there", ns_has(b) ? b->text : "not there",
				   is_of_cpu(facts[i]));
	}
	for (size_t i = 0; i < COUNT(registers); i++) {
		const struct ns_value *a = &h->before->s->view[NS_VIEW_CPU][registers[i]];
		const struct ns_value *b = &h->after->s->view[NS_VIEW_CPU][registers[i]];
		char *before = register_text(registers[i], a->num), *after = register_text(registers[i], b->num);

		if (ns_has(a) && ns_has(b))
			add_change(h, ns_xstrdup(ns_registers[registers[i]].name), before, after, true);
		free(before);
		free(after);
	}
}

/* A parameter that one of them does not have: its module was not loaded, or the kernel does not know it. */
static void compare_params(struct ns_history *h)
{
	const struct ns_snapshot *a = h->before->s, *b = h->after->s;

	for (size_t i = 0; i < a->param_count; i++) {
		const struct ns_param *p = &a->params[i];
		const struct ns_value *now = ns_snapshot_param(b, p->module, p->name);

		if (ns_has(&p->value) && (now ? ns_has(now) : ns_param_is_missing(b, p->module, p->name)))
			add_change(h, ns_xasprintf("%s.%s", p->module, p->name), p->value.text,
				   now ? now->text : "not there", false);
	}
	for (size_t i = 0; i < b->param_count; i++) {
		const struct ns_param *p = &b->params[i];

		if (ns_has(&p->value) && ns_param_is_missing(a, p->module, p->name))
			add_change(h, ns_xasprintf("%s.%s", p->module, p->name), "not there", p->value.text,
				   false);
	}
}

static void add_taken(struct ns_history *h, enum ns_view view, const struct ns_bit *bit, struct ns_finding *why)
{
	struct ns_taken *t = h->taken;

	while (t < h->taken + h->taken_count && (t->view != view || !ns_finding_same(t->why, why)))
		t++;
	if (t == h->taken + h->taken_count) {
		h->taken = ns_xreallocarray(h->taken, h->taken_count + 1, sizeof(*h->taken));
		t = &h->taken[h->taken_count++];
		*t = (struct ns_taken){ .view = view, .why = why };
	} else {
		ns_finding_free(why);
	}
	t->bits = ns_xreallocarray(t->bits, t->count + 1, sizeof(*t->bits));
	t->bits[t->count++] = bit;
}

/* KVM cannot offer what the CPU lost: it is reported once. */
static void compare_bit(struct ns_history *h, const struct ns_bit *bit)
{
	const struct ns_snapshot *a = h->before->s, *b = h->after->s;
	enum ns_yesno had = ns_offer_has(a, NS_VIEW_KVM, bit), has = ns_offer_has(b, NS_VIEW_KVM, bit);
	enum ns_yesno cpu_had = ns_offer_has(a, NS_VIEW_CPU, bit), cpu_has = ns_offer_has(b, NS_VIEW_CPU, bit);

	if (cpu_had == NS_YES && cpu_has == NS_NO) {
		add_taken(h, NS_VIEW_CPU, bit, NULL);
	} else if (had == NS_YES && has == NS_NO) {
		struct ns_machine m = ns_machine_look(b);
		struct ns_offer offer = ns_offer_of(&m, bit);

		add_taken(h, NS_VIEW_KVM, bit, offer.finding);
		ns_machine_done(&m);
	} else if (had == NS_NO && has == NS_YES) {
		h->gained = ns_xreallocarray(h->gained, h->gained_count + 1, sizeof(*h->gained));
		h->gained[h->gained_count++] = bit;
	} else if (had == NS_YES ? has == NS_UNKNOWN : has != NS_YES && cpu_had == NS_YES && cpu_has == NS_UNKNOWN) {
		h->unread++;
	}
}

struct ns_history *ns_history_of(const struct ns_input *inputs)
{
	struct ns_history *h = ns_xcalloc(1, sizeof(*h));
	struct ns_answers *after;

	h->before = &inputs[0];
	h->after = &inputs[1];
	compare_facts(h);
	compare_params(h);
	for (size_t i = 0; i < ns_bit_count; i++)
		if (ns_bit_is_cap(&ns_bits[i]) && ns_offer_counts(&ns_bits[i]))
			compare_bit(h, &ns_bits[i]);
	after = ns_answer_all(h->after->s);
	h->run = ns_finding_copy(after->run);
	h->nest = ns_finding_copy(after->nest);
	ns_answers_free(after);
	return h;
}

void ns_history_free(struct ns_history *h)
{
	for (size_t i = 0; i < h->change_count; i++) {
		free(h->changes[i].what);
		free(h->changes[i].before);
		free(h->changes[i].after);
	}
	for (size_t i = 0; i < h->taken_count; i++) {
		ns_finding_free(h->taken[i].why);
		free(h->taken[i].bits);
	}
	free(h->changes);
	free(h->taken);
	free(h->gained);
	ns_finding_free(h->run);
	ns_finding_free(h->nest);
	free(h);
}
