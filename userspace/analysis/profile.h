/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Would a hypervisor run in a VM of this host, or on this machine? Its demands
 * are rows of profile_rows.h, each held against what KVM offers, or against the
 * CPU. What a VM gets is what KVM offers if its CPU model leaves nothing out. Pure.
 */
#ifndef NESTSCOPE_PROFILE_H
#define NESTSCOPE_PROFILE_H

#include "analysis/answers.h"

enum ns_profile_id {
#define NS_PROFILE(id, ...) NS_PROFILE_##id,
#include "analysis/profile_rows.h"
	NS_PROFILE_COUNT
};

/* For which of the two a row holds */
enum ns_by { NS_BY_ANY, NS_BY_VMX, NS_BY_SVM };

struct ns_profile {
	const char *code, *title;
	enum ns_profile_id with;	/* another one whose demands it has, or itself */
	bool fully_known;
	const char *guest;
	const char *machine;
	unsigned int memory, cpus;	/* MiB */
	const char *nic, *disk;
	const char *source;
};

extern const struct ns_profile ns_profiles[NS_PROFILE_COUNT];

/* NS_PROFILE_COUNT if there is none of that code */
enum ns_profile_id ns_profile_find(const char *code);

/* What was found of one demand */
struct ns_demand {
	struct ns_finding *finding;	/* owned */
	const char *source;		/* who demands it */
};

struct ns_fitness {
	enum ns_profile_id profile;
	enum ns_view view;		/* KVM: in a VM; CPU: on this machine */
	enum ns_by isa;		/* ANY if neither was found */
	struct ns_finding *verdict;	/* owned: runs, runs not, cannot be told, not fully known */
	struct ns_demand *demands;
	size_t count;
	size_t missing, unread;		/* of what it cannot do without */
	bool not_by_kvm;		/* another hypervisor runs the VMs of this host: QEMU with KVM cannot */
};

struct ns_fitness *ns_fitness_of(const struct ns_snapshot *s, enum ns_profile_id profile, enum ns_view view);
void ns_fitness_free(struct ns_fitness *f);

/* Is a VM of KVM to be printed: asked for, nothing is missing, and KVM could run it here? */
bool ns_fitness_has_vm(const struct ns_fitness *f);

/* Yes if nothing that is known is missing, also where not all is known */
enum ns_yesno ns_fitness_known(const struct ns_fitness *f);

/* What its VM needs besides: the rows of @profile and of what it has the demands of; NULL behind the last */
struct ns_besides {
	const char *text, *source;
};

const struct ns_besides *ns_besides_next(enum ns_profile_id profile, const struct ns_besides *before);

/* The same of features that the VM's CPU must not have */
struct ns_without {
	const char *feature, *source;
};

const struct ns_without *ns_without_next(enum ns_profile_id profile, const struct ns_without *before);

/* Enlightenments for Windows on this CPU; none for what is no Windows */
struct ns_enlightenment {
	const char *qemu, *libvirt, *source;
};

const struct ns_enlightenment *ns_enlightenment_next(enum ns_profile_id profile, enum ns_by isa,
						     const struct ns_enlightenment *before);

#endif
