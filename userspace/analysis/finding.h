/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: findings
 *
 * What nestscope has to say is a finding: a code, its arguments, and the values
 * that it rests on. The rules in analysis/ make findings; finding_rows.h holds
 * the sentence, the remedy and the source of each code; render/finding.c makes
 * text and JSON of it. Nothing reads a sentence to learn what was found, so a
 * sentence can change without changing what a program sees.
 *
 * A new finding is a row in finding_rows.h and the rule that makes it.
 */
#ifndef NESTSCOPE_FINDING_H
#define NESTSCOPE_FINDING_H

#include "analysis/decode.h"
#include "model/arch.h"
#include "model/snapshot.h"

enum ns_severity {
	NS_SEVERITY_OK,		/* as it should be */
	NS_SEVERITY_NOTE,	/* worth knowing, needs no change */
	NS_SEVERITY_WARNING,	/* slower, or less than the hardware could do */
	NS_SEVERITY_PROBLEM,	/* what was asked for does not work */
	NS_SEVERITY_UNKNOWN,	/* could not be determined */
	NS_SEVERITY_NOT_HERE,	/* does not apply to this machine */
	NS_SEVERITY_COUNT
};

/* Which part of a layer has to change */
enum ns_component {
	NS_COMPONENT_NONE,
	NS_COMPONENT_CPU,
	NS_COMPONENT_FIRMWARE,
	NS_COMPONENT_KERNEL,
	NS_COMPONENT_KVM,
	NS_COMPONENT_PERMISSION,	/* of /dev/kvm */
	NS_COMPONENT_CPU_MODEL,		/* the virtual CPU that a VM was given */
	NS_COMPONENT_KVM_OR_CPU_MODEL,	/* one of the two; what lies between was not read */
	NS_COMPONENT_BELOW,		/* the layer below, whatever part of it */
	NS_COMPONENT_UNKNOWN,
	NS_COMPONENT_COUNT
};

enum ns_remedy_code {
	NS_REMEDY_NONE,
#define NS_REMEDY(id, code, text) NS_REMEDY_##id,
#define NS_FINDING(id, code, severity, component, remedy, text, source)
#include "analysis/finding_rows.h"
	NS_REMEDY_COUNT
};

enum ns_code {
#define NS_REMEDY(id, code, text)
#define NS_FINDING(id, code, severity, component, remedy, text, source) NS_FOUND_##id,
#include "analysis/finding_rows.h"
	NS_CODE_COUNT
};

/* A row of finding_rows.h */
struct ns_finding_row {
	const char *code;	/* stable, for programs: "nested-off" */
	enum ns_severity severity;
	enum ns_component component;
	enum ns_remedy_code remedy;
	const char *text;	/* the sentence, with the arguments' names in braces */
	const char *source;	/* where the rule is written down */
};

struct ns_remedy_row {
	const char *code;	/* stable, for programs: "load-module" */
	const char *text;
};

extern const struct ns_finding_row ns_finding_rows[NS_CODE_COUNT];
extern const struct ns_remedy_row ns_remedy_rows[NS_REMEDY_COUNT];	/* [NONE] is empty */

/* The one architecture that findings with this code speak of; NS_ARCH_COUNT for all */
enum ns_arch ns_code_arch(enum ns_code code);

#define NS_ARGUMENTS_MAX 8
#define NS_GROUNDS_MAX 4

struct ns_argument {
	const char *name;
	char *text;
};

/* A value that a finding rests on */
struct ns_ground {
	char *what;		/* "IA32_FEATURE_CONTROL", "kvm_intel.nested" */
	char *value;		/* as read, or NULL */
	enum ns_state state;
	enum ns_source source;
};

struct ns_finding {
	enum ns_code code;
	enum ns_severity severity;	/* the row's, unless the rule knows better; so are the next two */
	enum ns_component component;
	enum ns_remedy_code remedy;
	const struct ns_bit *bit;	/* the capability it is about, or NULL */
	struct ns_finding *cause;	/* owned; what it follows from, or NULL */
	char *layer;			/* where the change has to be made: "L0"; NULL for this one */
	struct ns_argument arguments[NS_ARGUMENTS_MAX];
	size_t argument_count;
	struct ns_ground grounds[NS_GROUNDS_MAX];
	size_t ground_count;
};

/* To be freed with ns_finding_free(). Every pointer to a finding may be NULL, for none. */
struct ns_finding *ns_finding_new(enum ns_code code);
struct ns_finding *ns_finding_copy(const struct ns_finding *f);
void ns_finding_free(struct ns_finding *f);

/* Set an argument; @name is a literal. An empty text counts as not set. */
void ns_finding_set(struct ns_finding *f, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* NULL if it was not set */
const char *ns_finding_get(const struct ns_finding *f, const char *name);

/* Add a value that it rests on. */
void ns_finding_on(struct ns_finding *f, const char *what, const struct ns_value *v);
void ns_finding_on_register(struct ns_finding *f, const struct ns_snapshot *s, enum ns_view view,
			    enum ns_reg reg);
void ns_finding_on_fact(struct ns_finding *f, const struct ns_snapshot *s, enum ns_fact_id fact);
void ns_finding_on_param(struct ns_finding *f, const struct ns_snapshot *s, const char *module,
			 const char *param);

/*
 * nestscope did not run where a tree was captured, or a file copied from: what
 * it would read as root is to be had there only, so that is the remedy then.
 * Returns @f, which may be NULL.
 */
struct ns_finding *ns_finding_of(struct ns_finding *f, const struct ns_snapshot *s);

static inline const char *ns_finding_code(const struct ns_finding *f)
{
	return ns_finding_rows[f->code].code;
}

/* The words of JSON */
const char *ns_severity_name(enum ns_severity severity);
const char *ns_component_name(enum ns_component component);

/* A list that owns what is in it */
struct ns_findings {
	struct ns_finding **list;
	size_t count;
};

/* Do both say the same, whatever their bit and evidence? */
bool ns_finding_same(const struct ns_finding *a, const struct ns_finding *b);

/* Takes @f, which may be NULL for nothing; returns it. */
struct ns_finding *ns_findings_add(struct ns_findings *all, struct ns_finding *f);
void ns_findings_clear(struct ns_findings *all);

#endif
