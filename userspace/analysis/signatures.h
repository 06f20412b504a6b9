/* SPDX-License-Identifier: GPL-2.0-or-later */
/* include/nestscope/signatures.h as C arrays, and how they are looked up. */
#ifndef NESTSCOPE_SIGNATURES_H
#define NESTSCOPE_SIGNATURES_H

#include "model/snapshot.h"

enum ns_signature_where { NS_WHERE_HV, NS_WHERE_VENDOR, NS_WHERE_TDX };

/* In the order of how much it says who owns a stack */
enum ns_signature_kind {
	NS_SIG_TRANSLATOR, NS_SIG_SPOOFABLE, NS_SIG_SHARED, NS_SIG_OWN, NS_SIG_EMULATOR,
};

struct ns_signature {
	enum ns_signature_where where;
	char bytes[12];
	enum ns_signature_kind kind;
	const char *who;
	const char *source;
};

enum ns_mark_match { NS_MATCH_PREFIX, NS_MATCH_PART, NS_MATCH_WORD };

enum ns_mark_nature {
	NS_NATURE_VM, NS_NATURE_EMULATED, NS_NATURE_CLOUD, NS_NATURE_HYPERV,
	NS_NATURE_WSL1, NS_NATURE_WSL2, NS_NATURE_UML, NS_NATURE_GVISOR, NS_NATURE_PVM,
	NS_NATURE_COUNT
};

struct ns_mark {
	enum ns_fact_id fact;
	enum ns_mark_match match;
	const char *text;
	enum ns_mark_nature nature;
	const char *platform;
	const char *who;	/* "" if the platform does not tell */
	const char *source;
};

/* A number that gives a hypervisor away */
struct ns_number {
	uint32_t number;
	uint32_t silicon;	/* bits that tell a CPU that has this number itself */
	const char *platform;
	const char *who;
	const char *source;
};

extern const struct ns_signature ns_signatures[];
extern const size_t ns_signature_count;
extern const struct ns_mark ns_marks[];
extern const size_t ns_mark_count;
extern const struct ns_number ns_vmx_revisions[];
extern const size_t ns_vmx_revision_count;
extern const struct ns_number ns_svm_asids[];
extern const size_t ns_svm_asid_count;

/* The row of 12 bytes; NULL if nobody is known by them */
const struct ns_signature *ns_signature_find(enum ns_signature_where where, const char bytes[12]);

/* The same of the text that a fact holds, non-printing bytes as \xNN */
const struct ns_signature *ns_signature_find_text(enum ns_signature_where where, const char *text);

/* Is @pattern the beginning, a part or a word of @text? */
bool ns_match(enum ns_mark_match match, const char *pattern, const char *text);

/* The first row that matches the fact's text; NULL if none does or the fact is not there */
const struct ns_mark *ns_mark_find(const struct ns_snapshot *s, enum ns_fact_id fact);

const struct ns_number *ns_number_find(const struct ns_number *table, size_t count, uint32_t number);

#endif
