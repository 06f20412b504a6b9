// SPDX-License-Identifier: GPL-2.0-or-later
/* arm64: at which exception level the kernel was started, KVM's mode, and whether KVM gives EL2 to guests. */
#include "analysis/arch.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/param.h"
#include "util/alloc.h"
#include "util/text.h"

#define EL2_FIRST 6016	/* the first Linux whose KVM gives EL2 to guests: KVM_CAP_ARM_EL2 */

static const struct ns_value *mode_of(const struct ns_snapshot *s)
{
	return &s->fact[NS_FACT_ARM_KVM_MODE];
}

static bool mode_is(const struct ns_snapshot *s, const char *mode)
{
	return ns_has(mode_of(s)) && !strcmp(mode_of(s)->text, mode);
}

/* Has KVM started, as the log has it? */
static bool started_by_log(const struct ns_snapshot *s)
{
	return ns_has(mode_of(s)) && !mode_is(s, "not available") && !mode_is(s, "disabled");
}

/* Is kvm-arm.mode=@mode on the kernel's command line? */
static bool configured(const struct ns_snapshot *s, const char *mode)
{
	char *value, *where = ns_param_configured(s, "kvm_arm", "mode", &value);
	bool is = where && value && !strcmp(value, mode);

	free(where);
	free(value);
	return is;
}

static enum ns_yesno virt(const struct ns_snapshot *s)
{
	const struct ns_value *el = &s->fact[NS_FACT_ARM_BOOT_EL];

	if (mode_is(s, "not available") || (ns_has(el) && el->num < 2))
		return NS_NO;
	return started_by_log(s) || mode_is(s, "disabled") || ns_has(el) ? NS_YES : NS_UNKNOWN;
}

static struct ns_finding *prevents(const struct ns_machine *m)
{
	const struct ns_value *el = &m->s->fact[NS_FACT_ARM_BOOT_EL];
	const struct ns_value *device = &m->s->fact[NS_FACT_KVM_DEVICE];
	struct ns_finding *f = NULL;

	if (m->virt == NS_NO) {
		f = ns_finding_new(NS_FOUND_ARM64_NO_EL2);
		if (ns_has(el))
			ns_finding_set(f, "el", "%llu", (unsigned long long)el->num);
		if (m->layer->kind != NS_LAYER_GUEST)
			f->component = NS_COMPONENT_UNKNOWN;
		ns_finding_on_fact(f, m->s, NS_FACT_ARM_BOOT_EL);
	} else if (mode_is(m->s, "disabled") || (configured(m->s, "none") && !started_by_log(m->s))) {
		f = ns_finding_new(NS_FOUND_ARM64_DISABLED);
		ns_finding_on_fact(f, m->s, NS_FACT_KVM_CONFIGURED);
	} else if (device->state == NS_ABSENT) {
		f = ns_finding_new(NS_FOUND_ARCH_KVM_NOT_STARTED);
		ns_finding_set(f, "why", "%s", device->why ?: "");
		ns_finding_on_fact(f, m->s, NS_FACT_KVM_DEVICE);
	}
	if (f)
		ns_finding_on_fact(f, m->s, NS_FACT_ARM_KVM_MODE);
	return f;
}

static struct ns_finding *started(const struct ns_machine *m)
{
	struct ns_finding *f = NULL;

	if (started_by_log(m->s)) {
		f = ns_finding_new(NS_FOUND_ARM64_STARTED);
		ns_finding_set(f, "mode", "%s", mode_of(m->s)->text);
		ns_finding_on_fact(f, m->s, NS_FACT_ARM_KVM_MODE);
	}
	return f;
}

/* What is known where KVM was not asked */
static enum ns_yesno nested_unasked(const struct ns_machine *m, int kernel)
{
	const struct ns_value *read = &m->s->fact[NS_FACT_KVM_CONFIGURED];
	bool wanted = configured(m->s, "nested");

	if (started_by_log(m->s) && strstr(mode_of(m->s)->text, "nested"))
		return NS_YES;
	if ((kernel && kernel < EL2_FIRST) || (started_by_log(m->s) && !mode_is(m->s, "VHE")) ||
	    (ns_has(read) && !wanted && ns_has(mode_of(m->s))))
		return NS_NO;
	return NS_UNKNOWN;
}

static struct ns_finding *nest(const struct ns_machine *m)
{
	const struct ns_value *cap = &m->s->fact[NS_FACT_KVM_ARM_EL2];
	int kernel = ns_kernel_of(m->s);
	enum ns_yesno yes = ns_has(cap) ? cap->num ? NS_YES : NS_NO : nested_unasked(m, kernel);
	struct ns_finding *f = ns_finding_new(yes == NS_YES ? NS_FOUND_ARM64_NESTED_OFFERED :
					      yes == NS_NO ? NS_FOUND_ARM64_NESTED_OFF : NS_FOUND_ARM64_NESTED_UNREAD);
	bool wanted = configured(m->s, "nested");

	if (ns_has(cap))
		ns_finding_set(f, "asked", "yes");
	if (ns_has(mode_of(m->s)))
		ns_finding_set(f, "mode", "%s", mode_of(m->s)->text);
	if (yes == NS_NO && kernel && kernel < EL2_FIRST)
		ns_finding_set(f, "old", "%u.%u", kernel / 1000, kernel % 1000);
	else if (wanted)
		ns_finding_set(f, "configured", "yes");
	else if (ns_has(&m->s->fact[NS_FACT_KVM_CONFIGURED]))
		ns_finding_set(f, "default", "yes");
	ns_finding_on_fact(f, m->s, NS_FACT_KVM_ARM_EL2);
	ns_finding_on_fact(f, m->s, NS_FACT_ARM_KVM_MODE);
	ns_finding_on_fact(f, m->s, NS_FACT_KVM_CONFIGURED);
	return f;
}

/* ---- the layer ---- */

static void look_el(struct ns_search *f)
{
	const struct ns_value *el = &f->s->fact[NS_FACT_ARM_BOOT_EL];

	if (!ns_has(el)) {
		ns_evidence_add_unread(f, "exception level at boot", el);
		return;
	}
	ns_see(f, el->num < 2 ? NS_SEEN(EL1) : NS_SEEN(EL2));
	ns_evidence_add(f, "exception level at boot", el, el->num < 2 ? NS_STRONG : NS_HINT,
			ns_xstrdup(el->num < 2 ? "EL1" : "EL2"),
			el->num < 2 ? NS_FOUND_EVIDENCE_EL1 : NS_FOUND_EVIDENCE_EL2);
}

static void look(struct ns_search *f)
{
	const struct ns_value *smccc = &f->s->fact[NS_FACT_ARM_SMCCC_KVM];
	const struct ns_value *kinds = &f->s->fact[NS_FACT_DT_COMPATIBLE];

	look_el(f);
	if (ns_has(smccc) && smccc->num) {
		ns_see(f, NS_SEEN(SAYS_KVM));
		ns_evidence_add(f, "SMCCC services", smccc, NS_PROOF, ns_xstrdup("KVM"), NS_FOUND_EVIDENCE_SMCCC);
	}
	ns_look_devicetree(f);
	if (!ns_has(kinds))
		return;
	if (ns_has_word(kinds->text, "linux,dummy-virt")) {
		ns_see(f, NS_SEEN(DT_VIRT));
		ns_evidence_add(f, "device tree", kinds, NS_STRONG, ns_visible(kinds->text), NS_FOUND_EVIDENCE_DT_VIRT);
	} else {
		ns_evidence_add(f, "device tree", kinds, NS_HINT, ns_visible(kinds->text), NS_FOUND_EVIDENCE_UNMARKED);
	}
}

const struct ns_arch_rules ns_arm64_rules = {
	.isa = "EL2",
	.virt = virt,
	.prevents = prevents,
	.started = started,
	.nest = nest,
	.look = look,
};
