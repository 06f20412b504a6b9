// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/baseline.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/domain.h"
#include "analysis/machine.h"
#include "analysis/offer.h"
#include "model/arch.h"
#include "model/names.h"
#include "util/alloc.h"

static const struct {
	const char *flag, *qemu, *libvirt;
	bool base;
} guest_flags[] = {
#define NS_GUEST_FLAG(linux, qemu, libvirt, base) { linux, qemu, libvirt, base },
#include "analysis/guest_flags.h"
};

static const struct {
	const char *qemu, *libvirt;
} model_flags[] = {
#define NS_MODEL_FLAG(qemu, libvirt) { qemu, libvirt },
#include "analysis/model_flags.h"
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* A baseline is a CPU of x86: of a host of another architecture nothing was read for it. */
static bool is_x86(const struct ns_snapshot *s)
{
	return ns_arch_of(s) == NS_ARCH_X86;
}

/* Was anything of KVM's offer read, even that it has neither VMX nor SVM? */
static bool offer_read(const struct ns_snapshot *s)
{
	return is_x86(s) &&
	       ns_offer_has(s, NS_VIEW_KVM, ns_bit(NS_BIT_X86_FEATURE_VMX)) != NS_UNKNOWN &&
	       ns_offer_has(s, NS_VIEW_KVM, ns_bit(NS_BIT_X86_FEATURE_SVM)) != NS_UNKNOWN;
}

static void find_unread(struct ns_baseline *b)
{
	b->unread = ns_xcalloc(b->host_count + 1, sizeof(*b->unread));
	b->flags_unread = ns_xcalloc(b->host_count + 1, sizeof(*b->flags_unread));
	for (size_t i = 0; i < b->host_count; i++) {
		if (!offer_read(b->hosts[i].s))
			b->unread[b->unread_count++] = i;
		if (!is_x86(b->hosts[i].s) || !ns_has(&b->hosts[i].s->fact[NS_FACT_CPU_FLAGS]))
			b->flags_unread[b->flags_unread_count++] = i;
	}
}

/* ---- one host and one feature ---- */

static enum ns_yesno offers_bit(const struct ns_snapshot *s, const struct ns_bit *bit)
{
	return offer_read(s) ? ns_offer_has(s, NS_VIEW_KVM, bit) : NS_UNKNOWN;
}

static enum ns_yesno has_flag(const struct ns_snapshot *s, const char *flag)
{
	enum ns_yesno has = is_x86(s) ? ns_cpu_flag(s, flag) : NS_UNKNOWN;

	/* Linux starts on no CPU without it: somebody has cut the line (arch/x86/include/asm/required-features.h). */
	return has == NS_NO && !strcmp(flag, "fpu") ? NS_YES : has;
}

/* A capability of VMX that a CPU feature takes away with it is offered only together with that. */
static enum ns_yesno offers(const struct ns_snapshot *s, const struct ns_feature *f, const char *flag)
{
	const char *follows;
	enum ns_yesno with;

	if (!f->bit)
		return has_flag(s, flag);
	follows = ns_offer_follows(f->bit);
	with = *follows ? has_flag(s, follows) : NS_YES;
	return with == NS_NO ? NS_NO : offers_bit(s, f->bit);
}

/*
 * Does the model have it? Not known where QEMU's machine may have taken it away
 * and there is no definition. Without vmx or svm, which KVM switches off in every
 * model, QEMU takes all their capabilities away (target/i386/cpu.c
 * feature_dependencies), and no definition tells of them; with it they come back.
 */
static enum ns_yesno model_has(const struct ns_baseline *b, const struct ns_cpu_model *m, const char *feature,
			       const struct ns_bit *bit)
{
	if (ns_cpu_model_has(m, feature))
		return NS_YES;
	if (!strncmp(feature, "vmx-", 4))
		return b->vmx ? NS_UNKNOWN : NS_NO;
	if (bit && bit->reg == NS_REG_CPUID_8000000A_EDX && !ns_cpu_model_has(m, "svm"))
		return b->svm ? NS_UNKNOWN : NS_NO;
	/* TCG switches this one off in every model (target/i386/tcg/tcg-cpu.c x86_tcg_default_props). */
	return m->definition && strcmp(feature, "vme") ? NS_NO : NS_UNKNOWN;
}

/* ---- all of them ---- */

static void add(struct ns_baseline *b, struct ns_feature f, const char *flag, const struct ns_cpu_model *model)
{
	size_t known = 0;
	bool any = false;

	f.lack = ns_xcalloc(b->host_count + 1, sizeof(*f.lack));
	for (size_t i = 0; i < b->host_count; i++) {
		enum ns_yesno has = offers(b->hosts[i].s, &f, flag);

		known += has != NS_UNKNOWN;
		any |= has == NS_YES;
		if (has == NS_NO)
			f.lack[f.lack_count++] = i;
	}
	f.in_model = !model ? f.base ? NS_YES : NS_NO : model_has(b, model, f.qemu, f.bit);
	/*
	 * A feature of the model that no host has is listed, too: it has to be switched
	 * off. One that QEMU does not know cannot be.
	 */
	if (model ? !ns_cpu_model_knows(model, f.qemu) || (!any && f.in_model == NS_NO) :
		    !any && !(f.base && f.lack_count)) {
		free(f.lack);
		return;
	}
	f.common = known && !f.lack_count;
	if (f.bit && f.lack_count) {
		struct ns_machine m = ns_machine_look(b->hosts[f.lack[0]].s);
		struct ns_offer offer = ns_offer_of(&m, f.bit);

		f.why = offer.finding;
		ns_machine_done(&m);
	}
	b->features = ns_xreallocarray(b->features, b->feature_count + 1, sizeof(*b->features));
	b->features[b->feature_count++] = f;
}

/* QEMU gives two capabilities one name: it is offered if both are. */
static bool same_name_before(const struct ns_baseline *b, const char *qemu, const struct ns_bit *bit)
{
	for (size_t i = 0; i < b->feature_count; i++) {
		struct ns_feature *f = &b->features[i];

		if (strcmp(f->qemu, qemu))
			continue;
		for (size_t h = 0; f->common && h < b->host_count; h++)
			if (offers_bit(b->hosts[h].s, bit) == NS_NO)
				f->lack[f->lack_count++] = h;
		f->common = f->common && !f->lack_count;
		return true;
	}
	return false;
}

static void add_bits(struct ns_baseline *b, const struct ns_cpu_model *model)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];

		if (!ns_bit_is_cap(bit) || !ns_offer_counts(bit) || !*bit->qemu || bit->kind == NS_BIT_FIELD ||
		    same_name_before(b, bit->qemu, bit))
			continue;
		add(b, (struct ns_feature){
			.qemu = bit->qemu, .bit = bit,
			.libvirt = *ns_libvirt_name(bit) ? ns_libvirt_name(bit) : "",
			.base = bit == ns_bit(NS_BIT_X86_FEATURE_SVM),
		}, NULL, model);
	}
}

static bool all_offer(const struct ns_baseline *b, enum ns_bit_id id)
{
	for (size_t i = 0; i < b->host_count; i++)
		if (offers_bit(b->hosts[i].s, ns_bit(id)) == NS_NO)
			return false;
	return b->unread_count < b->host_count;
}

/* What the model has, or may have, and no snapshot tells of */
static void add_untold(struct ns_baseline *b, const struct ns_cpu_model *model)
{
	for (size_t i = 0; i < COUNT(model_flags); i++) {
		struct ns_feature f = {
			.qemu = model_flags[i].qemu, .libvirt = model_flags[i].libvirt,
			.in_model = model_has(b, model, model_flags[i].qemu, NULL), .untold = true,
		};

		if (f.in_model == NS_NO || !ns_cpu_model_knows(model, f.qemu))
			continue;
		f.lack = ns_xcalloc(1, sizeof(*f.lack));
		b->features = ns_xreallocarray(b->features, b->feature_count + 1, sizeof(*b->features));
		b->features[b->feature_count++] = f;
	}
}

static void add_all(struct ns_baseline *b, const struct ns_cpu_model *model)
{
	for (size_t i = 0; i < COUNT(guest_flags); i++)
		add(b, (struct ns_feature){
			.qemu = guest_flags[i].qemu, .libvirt = guest_flags[i].libvirt,
			.base = guest_flags[i].base,
		}, guest_flags[i].flag, model);
	add_bits(b, model);
	if (model)
		add_untold(b, model);
}

/* ---- the best model ---- */

/* The vendor of all hosts, or NULL */
static const char *vendor_of(const struct ns_baseline *b)
{
	const char *vendor = NULL;

	for (size_t i = 0; i < b->host_count; i++) {
		const struct ns_value *v = &b->hosts[i].s->fact[NS_FACT_CPU_VENDOR];

		if (!ns_has(v) || (vendor && strcmp(vendor, v->text)))
			return NULL;
		vendor = v->text;
	}
	return vendor;
}

/* KVM gives these two models the host's vendor, and never changes that of another model. libvirt knows no versions. */
static bool may_be_chosen(const struct ns_cpu_model *m, const char *vendor, struct ns_unfit *unfit)
{
	const struct ns_domain_model *known = ns_domain_model_find(m->name, NULL);

	if (!known || strcmp(known->name, m->name))
		unfit->unknown++;
	else if (json_is_true(json_object_get(m->definition, "deprecated")))
		unfit->deprecated++;
	else if (!strcmp(m->name, "qemu64") || !strcmp(m->name, "kvm64") || (vendor && !strcmp(vendor, m->vendor)))
		return true;
	else
		unfit->vendor++;
	return false;
}

/*
 * How many features are to be switched on or off. VMX and SVM do not count: KVM
 * and QEMU switch them off in every model, and what they consist of is named
 * in any case.
 */
static size_t changes_of(const struct ns_baseline *b, const struct ns_cpu_model *m)
{
	size_t changes = 0, next = 0;

	for (size_t i = 0; i < COUNT(guest_flags); i++) {
		bool has = ns_cpu_model_has(m, guest_flags[i].qemu), common = false;

		/* Features are in the order of the table. */
		if (next < b->feature_count && b->features[next].qemu == guest_flags[i].qemu)
			common = b->features[next++].common;
		changes += has != common;
	}
	for (size_t i = 0; i < COUNT(model_flags); i++)
		changes += ns_cpu_model_has(m, model_flags[i].qemu);
	return changes;
}

static const struct ns_cpu_model *best_model(struct ns_baseline *b, const struct ns_cpu_models *models)
{
	const struct ns_cpu_model *best = NULL;
	const char *vendor = vendor_of(b);
	struct ns_unfit unfit = { .one_vendor = vendor };
	size_t fewest = 0;

	for (size_t i = 0; models && i < models->count; i++) {
		const struct ns_cpu_model *m = &models->list[i];
		size_t changes;

		if (!may_be_chosen(m, vendor, &unfit))
			continue;
		changes = changes_of(b, m);
		if (!best || changes < fewest) {
			best = m;
			fewest = changes;
		}
	}
	if (!best)
		b->unfit = unfit;
	return best;
}

static void drop_features(struct ns_baseline *b)
{
	for (size_t i = 0; i < b->feature_count; i++) {
		free(b->features[i].lack);
		ns_finding_free(b->features[i].why);
	}
	free(b->features);
	b->features = NULL;
	b->feature_count = 0;
}

struct ns_baseline *ns_baseline_of(const struct ns_input *hosts, size_t count, const struct ns_cpu_models *models)
{
	struct ns_baseline *b = ns_xcalloc(1, sizeof(*b));
	const struct ns_cpu_model *model;

	b->hosts = hosts;
	b->host_count = count;
	find_unread(b);
	b->vmx = all_offer(b, NS_BIT_X86_FEATURE_VMX);
	b->svm = all_offer(b, NS_BIT_X86_FEATURE_SVM);
	add_all(b, NULL);
	model = best_model(b, models);
	b->model = model ? model->name : "qemu64";
	if (model) {
		b->model_version = ns_cpu_model_version(model);
		drop_features(b);
		add_all(b, model);
	}
	return b;
}

bool ns_baseline_known(const struct ns_baseline *b)
{
	return b->unread_count < b->host_count || b->flags_unread_count < b->host_count;
}

void ns_baseline_free(struct ns_baseline *b)
{
	drop_features(b);
	free(b->unread);
	free(b->flags_unread);
	free(b);
}
