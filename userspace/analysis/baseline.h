/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: baseline
 *
 * What every one of several hosts can give a VM: of VMX and SVM what KVM offers
 * on all of them, and of the other features of a CPU those that all CPUs have and
 * KVM gives away wherever there are any (guest_flags.h). A host of which it was
 * not read, or which is not of x86, holds back nothing and is named: the answer is
 * not known for it. Pure.
 */
#ifndef NESTSCOPE_BASELINE_H
#define NESTSCOPE_BASELINE_H

#include "analysis/finding.h"
#include "analysis/waterfall.h"
#include "model/cpu_models.h"

/* A feature that some host offers */
struct ns_feature {
	const char *qemu;		/* the name; never "" */
	const char *libvirt;		/* "" where libvirt has none */
	const struct ns_bit *bit;	/* NULL for one of guest_flags.h */
	bool base;			/* the model qemu64 has it */
	enum ns_yesno in_model;		/* the model that was chosen has it */
	bool untold;			/* no snapshot tells whether the host offers it */
	bool common;			/* every host offers it */
	size_t *lack;			/* hosts that do not, by their number */
	size_t lack_count;
	struct ns_finding *why;		/* owned: why KVM of the first of them withholds it, or NULL */
};

/* Why none of the models that were given is taken, and how many are so; 0 all if one is, or none was given */
struct ns_unfit {
	size_t unknown;			/* libvirt has none of that name, or one of another CPU */
	size_t deprecated;
	size_t vendor;			/* of another vendor than the hosts, or these are not of one */
	bool one_vendor;		/* the hosts are */
};

struct ns_baseline {
	const struct ns_input *hosts;
	size_t host_count;
	struct ns_feature *features;
	size_t feature_count;
	size_t *unread;			/* hosts of which it was not read what KVM offers */
	size_t unread_count;
	size_t *flags_unread;		/* and those whose CPU flags were not */
	size_t flags_unread_count;
	bool vmx, svm;			/* all offer it */
	const char *model;		/* qemu64, or the best of those that were given */
	unsigned int model_version;	/* of QEMU's model; 0 for qemu64, or if it is not known */
	struct ns_unfit unfit;
};

/*
 * @models is NULL, or QEMU's models: the one is taken of which the fewest features
 * are to be switched on or off, if the hosts are of its vendor and libvirt knows
 * it too. Both have to stay.
 */
struct ns_baseline *ns_baseline_of(const struct ns_input *hosts, size_t count, const struct ns_cpu_models *models);

/* Was anything read of any host? If not, there is no CPU to give. */
bool ns_baseline_known(const struct ns_baseline *b);
void ns_baseline_free(struct ns_baseline *b);

#endif
