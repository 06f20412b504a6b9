/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: the snapshot
 *
 * One layer as seen from inside it. Two views of the same registers stand side
 * by side and are never mixed: what the CPU of this layer has, and what KVM of
 * this layer offers to its guests. The third, what a guest got, is the first
 * view of the guest's own snapshot.
 */
#ifndef NESTSCOPE_SNAPSHOT_H
#define NESTSCOPE_SNAPSHOT_H

#include <stddef.h>

#include "model/live.h"
#include "model/registers.h"
#include "model/value.h"

enum ns_fact_id {
#define NS_FACT(id, section, name, type, meaning, from) NS_FACT_##id,
#include "model/facts.h"
	NS_FACT_COUNT
};

enum ns_fact_type { NS_TYPE_BOOL, NS_TYPE_NUM, NS_TYPE_HEX, NS_TYPE_TEXT };

struct ns_fact_info {
	const char *section;
	const char *name;
	enum ns_fact_type type;
	const char *meaning;
	const char *from;
};

extern const struct ns_fact_info ns_facts[NS_FACT_COUNT];

enum ns_view { NS_VIEW_CPU, NS_VIEW_KVM, NS_VIEW_COUNT };

/* A parameter of a KVM module, as text */
struct ns_param {
	char *module;
	char *name;
	struct ns_value value;
};

/* A register that another CPU has otherwise than the first one read */
struct ns_difference {
	unsigned int cpu;
	enum ns_reg reg;
	struct ns_value value;
};

/* A hypervisor leaf of CPUID, 0x40000000 and up */
struct ns_leaf {
	uint32_t leaf;
	uint32_t out[4];	/* indexed by enum ns_cpuid_out */
};

/* A virtual machine that runs here */
struct ns_vm {
	char *uuid_hash;	/* keyed hash of its UUID, see ns_uuid_hash(); NULL if it has none */
	char *program;		/* "qemu-system-x86_64" */
	char *name;		/* its name; only with --identify, else NULL */
	const char *accel;	/* of ns_accel_known(), what runs its CPU; NULL if that is not known */
};

/* What became of a source: value means that it was read; what it would take otherwise */
struct ns_source_note {
	struct ns_value state;	/* text: what was read */
	char *hint;		/* owned; what to do to have it, or NULL */
};

struct ns_snapshot {
	struct ns_value view[NS_VIEW_COUNT][NS_REG_COUNT];
	struct ns_value fact[NS_FACT_COUNT];
	struct ns_param *params;
	size_t param_count;
	struct ns_difference *differences;
	size_t difference_count;
	struct ns_leaf *leaves;
	size_t leaf_count;
	struct ns_vm *vms;
	size_t vm_count;
	struct ns_source_note notes[NS_SOURCE_COUNT];
	struct ns_live *live;		/* owned; what ran when it was taken, or NULL */
	struct ns_snapshot *parent;	/* owned; the layer below as it said itself (its stamp), or NULL */
	long long format;		/* of the text it was read from, 0 if it was not */
};

struct ns_snapshot *ns_snapshot_new(void);
void ns_snapshot_free(struct ns_snapshot *s);

/* The parameter, or NULL if the module does not have it (or is not there) */
const struct ns_value *ns_snapshot_param(const struct ns_snapshot *s, const char *module,
					 const char *name);
void ns_snapshot_add_param(struct ns_snapshot *s, const char *module, const char *name,
			   const struct ns_value *value);
void ns_snapshot_add_differ(struct ns_snapshot *s, unsigned int cpu, enum ns_reg reg,
			    const struct ns_value *value);
void ns_snapshot_add_leaf(struct ns_snapshot *s, const struct ns_leaf *leaf);
/* @name and @uuid_hash may be NULL. Valid until the next one is added. */
struct ns_vm *ns_snapshot_add_vm(struct ns_snapshot *s, const char *uuid_hash, const char *program,
				 const char *name);
const struct ns_leaf *ns_snapshot_leaf(const struct ns_snapshot *s, uint32_t leaf);

/* How many facts, parameters and registers are there and could not be read */
size_t ns_snapshot_unreadable(const struct ns_snapshot *s);

/* Is it of a machine on which nestscope did not run: a captured tree, a dump? */
bool ns_snapshot_captured(const struct ns_snapshot *s);

/*
 * The layers that @s knows of, from the bottom up, @s the last: an array to be
 * freed. Returns how many they are.
 */
size_t ns_snapshot_chain(const struct ns_snapshot *s, const struct ns_snapshot ***chain);

/* Take out what --identify put in, in @s and in the layers below it. */
void ns_snapshot_redact(struct ns_snapshot *s);
void ns_snapshot_forget_vms(struct ns_snapshot *s);

/*
 * Note what became of a source. @hint may be NULL. For NS_VALUE @what says
 * what was read, else why it was not.
 */
void ns_snapshot_note(struct ns_snapshot *s, enum ns_source source, enum ns_state state,
		      const char *hint, const char *what_fmt, ...)
	__attribute__((format(printf, 5, 6)));

#endif
