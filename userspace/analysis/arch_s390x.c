// SPDX-License-Identifier: GPL-2.0-or-later
/* s390x: the facility sie, the parameters nested and hpage of the one module kvm, the levels of STSI. */
#include "analysis/arch.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/param.h"
#include "util/alloc.h"
#include "util/text.h"

/*
 * Versions in which KVM refuses nested with hpage, and those in which it does
 * not: up to 6.18 the check was there (5.10, 6.1, 6.12 looked at, and the patch
 * of 2025-11-24 that removes it from 6.18-rc), in 7.2 it is gone.
 */
#define EXCLUSIVE_LAST 6018
#define TOGETHER_FIRST 7002

/*
 * A kernel that shows the ultravisor, if there is one: 5.10 has neither file of
 * NS_FACT_Z_SECURE_*, the patch of 2021-03-22 adds them, 6.1 has them.
 */
#define ULTRAVISOR_SHOWN_FIRST 5013

static bool emulated(const struct ns_snapshot *s)
{
	const struct ns_value *v = &s->fact[NS_FACT_Z_MANUFACTURER];

	return ns_has(v) && !strcmp(v->text, "QEMU");
}

static enum ns_yesno virt(const struct ns_snapshot *s)
{
	return ns_cpu_flag(s, "sie");
}

/* The hypervisor of this VM, the text before the first "; "; to be freed, NULL if there is none */
static char *first_program(const struct ns_snapshot *s)
{
	const struct ns_value *v = &s->fact[NS_FACT_Z_PROGRAMS];
	const char *end = ns_has(v) ? strstr(v->text, "; ") : NULL;

	if (!ns_has(v) || !*v->text)
		return NULL;
	return end ? ns_xasprintf("%.*s", (int)(end - v->text), v->text) : ns_xstrdup(v->text);
}

/* Is it configured for the next load? @name is on if its value is not 0. */
static bool configured_on(const struct ns_snapshot *s, const char *name)
{
	char *value, *where = ns_param_configured(s, "kvm", name, &value);
	bool on = where && value && strcmp(value, "0");

	free(where);
	free(value);
	return on;
}

static struct ns_finding *prevents(const struct ns_machine *m)
{
	int kernel = ns_kernel_of(m->s);
	struct ns_finding *f = NULL;
	char *who;

	if (m->virt == NS_NO && emulated(m->s)) {
		f = ns_finding_new(NS_FOUND_S390X_TCG);
		ns_finding_on_fact(f, m->s, NS_FACT_Z_MANUFACTURER);
	} else if (m->virt == NS_NO) {
		f = ns_finding_new(NS_FOUND_S390X_NO_SIE);
		who = first_program(m->s);
		ns_finding_set(f, "who", "%s", who ?: "");
		/* What to do on the host is known for KVM only. */
		if (who && strncmp(who, "KVM", 3)) {
			ns_finding_set(f, "platform", "%s", who);
			f->remedy = NS_REMEDY_EXPOSE_UNKNOWN;
		}
		free(who);
		ns_finding_on_fact(f, m->s, NS_FACT_Z_PROGRAMS);
	} else if (!m->module && m->virt == NS_YES && kernel && kernel <= EXCLUSIVE_LAST &&
		   configured_on(m->s, "nested") && configured_on(m->s, "hpage")) {
		f = ns_finding_new(NS_FOUND_S390X_BOTH_CONFIGURED);
		ns_finding_set(f, "hpage", "1");
		ns_finding_on_fact(f, m->s, NS_FACT_KVM_CONFIGURED);
		ns_finding_on_fact(f, m->s, NS_FACT_KERNEL);
	}
	if (f)
		ns_finding_on_fact(f, m->s, NS_FACT_CPU_FLAGS);
	return f;
}

static struct ns_finding *nest_of(const struct ns_machine *m, enum ns_code code)
{
	struct ns_finding *f = ns_finding_new(code);

	ns_finding_set(f, "module", "kvm");
	ns_finding_set(f, "param", "nested");
	ns_finding_set(f, "value", "%s", ns_snapshot_param(m->s, "kvm", "nested")->text);
	ns_finding_on_param(f, m->s, "kvm", "nested");
	return f;
}

static struct ns_finding *nested_off(const struct ns_machine *m)
{
	struct ns_finding *f = nest_of(m, NS_FOUND_S390X_NESTED_OFF);
	const struct ns_value *users = &m->s->fact[NS_FACT_KVM_USERS];
	char *value, *where = ns_param_configured(m->s, "kvm", "nested", &value);
	int kernel = ns_kernel_of(m->s);

	if (ns_param_on(m->s, "kvm", "hpage") == NS_YES && kernel < TOGETHER_FIRST) {
		ns_finding_set(f, kernel && kernel <= EXCLUSIVE_LAST ? "hpage" : "maybe", "%s",
			       ns_snapshot_param(m->s, "kvm", "hpage")->text);
		ns_finding_on_param(f, m->s, "kvm", "hpage");
		ns_finding_on_fact(f, m->s, NS_FACT_KERNEL);
	}
	if (where)
		ns_finding_set(f, "where", "%s", where);
	if (ns_has(users) && users->num)
		ns_finding_set(f, "users", "%llu", (unsigned long long)users->num);
	free(where);
	free(value);
	return f;
}

static struct ns_finding *nest(const struct ns_machine *m)
{
	switch (ns_param_on(m->s, "kvm", "nested")) {
	case NS_YES:
		return nest_of(m, NS_FOUND_S390X_NESTED_ON);
	case NS_NO:
		return nested_off(m);
	case NS_UNKNOWN:
		break;
	}
	return ns_finding_new(NS_FOUND_NESTED_UNREAD);
}

struct ns_finding *ns_s390x_hpage(const struct ns_machine *m)
{
	enum ns_yesno on = ns_param_on(m->s, "kvm", "hpage");
	int kernel = ns_kernel_of(m->s);
	struct ns_finding *f;

	if (on == NS_UNKNOWN) {
		f = ns_finding_new(NS_FOUND_CHECK_UNREAD);
		ns_finding_set(f, "what", "kvm.hpage");
		return f;
	}
	f = ns_finding_new(on == NS_YES ? NS_FOUND_S390X_HAS_HPAGE : NS_FOUND_S390X_NO_HPAGE);
	ns_finding_set(f, "value", "%s", ns_snapshot_param(m->s, "kvm", "hpage")->text);
	if (on == NS_NO && ns_param_on(m->s, "kvm", "nested") == NS_YES && kernel < TOGETHER_FIRST)
		ns_finding_set(f, "nested", "1");
	ns_finding_on_param(f, m->s, "kvm", "hpage");
	return f;
}

struct ns_finding *ns_s390x_secure(const struct ns_machine *m)
{
	const struct ns_value *guest = &m->s->fact[NS_FACT_Z_SECURE_GUEST], *host = &m->s->fact[NS_FACT_Z_SECURE_HOST];
	struct ns_finding *f;

	if (ns_has(guest) && guest->num)
		f = ns_finding_new(NS_FOUND_S390X_SECURE_GUEST);
	else if (ns_has(host))
		f = ns_finding_new(host->num ? NS_FOUND_S390X_SECURE_HOST : NS_FOUND_S390X_SECURE_OFF);
	else if (host->state == NS_ABSENT && ns_kernel_of(m->s) >= ULTRAVISOR_SHOWN_FIRST)
		f = ns_finding_new(NS_FOUND_S390X_NO_ULTRAVISOR);
	else
		return NULL;
	ns_finding_on_fact(f, m->s, NS_FACT_Z_SECURE_GUEST);
	ns_finding_on_fact(f, m->s, NS_FACT_Z_SECURE_HOST);
	return f;
}

/* ---- the layer ---- */

static void look_secure(struct ns_search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_Z_SECURE_GUEST];

	if (!ns_has(v)) {
		ns_evidence_add_unread(f, "Secure Execution", v);
		return;
	}
	if (v->num)
		f->signs->confidential = "Secure Execution";
	ns_evidence_add(f, "Secure Execution", v, v->num ? NS_STRONG : NS_STRENGTH_NONE, ns_xstrdup(v->num ? "yes" : "no"),
			v->num ? NS_FOUND_EVIDENCE_Z_SECURE : NS_FOUND_EVIDENCE_Z_NOT_SECURE);
}

static void look(struct ns_search *f)
{
	const struct ns_value *maker = &f->s->fact[NS_FACT_Z_MANUFACTURER];
	const struct ns_value *levels = &f->s->fact[NS_FACT_Z_LEVELS];
	const struct ns_value *programs = &f->s->fact[NS_FACT_Z_PROGRAMS];
	bool tcg = emulated(f->s);

	look_secure(f);
	if (ns_has(maker))
		ns_evidence_add(f, "Manufacturer", maker, tcg ? NS_PROOF : NS_HINT, ns_visible(maker->text),
				tcg ? NS_FOUND_EVIDENCE_Z_TCG : NS_FOUND_EVIDENCE_Z_MAKER);
	else
		ns_evidence_add_unread(f, "Manufacturer", maker);
	if (!ns_has(levels)) {
		ns_evidence_add_unread(f, "levels of STSI", levels);
		return;
	}
	f->signs->levels = levels->num + 1;
	f->signs->program = first_program(f->s);
	if (tcg)
		ns_see(f, NS_SEEN(Z_TCG));
	if (levels->num)
		ns_see(f, NS_SEEN(Z_VM));
	else if (f->s->fact[NS_FACT_Z_LPAR].num)
		ns_see(f, NS_SEEN(Z_LPAR));
	if (levels->num)
		ns_finding_set(ns_evidence_add(f, "levels of STSI", programs, tcg ? NS_HINT : NS_PROOF,
					       ns_visible(programs->text), NS_FOUND_EVIDENCE_Z_VM),
			       "levels", "%llu", (unsigned long long)levels->num);
	else
		ns_evidence_add(f, "levels of STSI", levels, NS_PROOF, ns_xstrdup("0"), NS_FOUND_EVIDENCE_Z_LPAR);
}

const struct ns_arch_rules ns_s390x_rules = {
	.module = "kvm",
	.isa = "sie",
	.virt = virt,
	.prevents = prevents,
	.nest = nest,
	.look = look,
};
