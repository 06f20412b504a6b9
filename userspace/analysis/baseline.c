// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/baseline.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/cpuinfo.h"
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

#define GUEST_FLAGS (sizeof(guest_flags) / sizeof(guest_flags[0]))

/* A baseline is a CPU of x86: of a host of another architecture nothing was read for it. */
static bool is_x86(const struct ns_snapshot *s)
{
	return ns_arch_of(s) == NS_ARCH_X86;
}

/* Was anything of KVM's offer read, be it that there is no VMX and no SVM? */
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
	return is_x86(s) ? ns_cpu_flag(s, flag) : NS_UNKNOWN;
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

/* ---- all of them ---- */

static void add(struct ns_baseline *b, struct ns_feature f, const char *flag)
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
	/* Of the base model is also told what no host has: it has to be switched off. */
	if (!any && !(f.base && f.lack_count)) {
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

/* QEMU has two capabilities under one name: it is offered where both are. */
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

static void add_bits(struct ns_baseline *b)
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
		}, NULL);
	}
}

static bool all_offer(const struct ns_baseline *b, enum ns_bit_id id)
{
	for (size_t i = 0; i < b->host_count; i++)
		if (offers_bit(b->hosts[i].s, ns_bit(id)) == NS_NO)
			return false;
	return b->unread_count < b->host_count;
}

struct ns_baseline *ns_baseline_of(const struct ns_input *hosts, size_t count)
{
	struct ns_baseline *b = ns_xcalloc(1, sizeof(*b));

	b->hosts = hosts;
	b->host_count = count;
	find_unread(b);
	for (size_t i = 0; i < GUEST_FLAGS; i++)
		add(b, (struct ns_feature){
			.qemu = guest_flags[i].qemu, .libvirt = guest_flags[i].libvirt,
			.base = guest_flags[i].base,
		}, guest_flags[i].flag);
	b->vmx = all_offer(b, NS_BIT_X86_FEATURE_VMX);
	b->svm = all_offer(b, NS_BIT_X86_FEATURE_SVM);
	add_bits(b);
	return b;
}

bool ns_baseline_known(const struct ns_baseline *b)
{
	return b->unread_count < b->host_count || b->flags_unread_count < b->host_count;
}

void ns_baseline_free(struct ns_baseline *b)
{
	for (size_t i = 0; i < b->feature_count; i++) {
		free(b->features[i].lack);
		ns_finding_free(b->features[i].why);
	}
	free(b->features);
	free(b->unread);
	free(b->flags_unread);
	free(b);
}
