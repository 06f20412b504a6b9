/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: subjects
 *
 * What a word that somebody asks about is: a bit, a register, a parameter of
 * KVM, the code of a finding, of a message or of a check. Pure.
 */
#ifndef NESTSCOPE_SUBJECT_H
#define NESTSCOPE_SUBJECT_H

#include "analysis/causes.h"
#include "analysis/check.h"
#include "model/names.h"

enum ns_subject_kind {
	NS_SUBJECT_BIT, NS_SUBJECT_REGISTER, NS_SUBJECT_PARAM, NS_SUBJECT_FINDING, NS_SUBJECT_MESSAGE,
	NS_SUBJECT_CHECK,
};

/* A row of param_rows.h */
struct ns_param_row {
	const char *module;
	const char *name;
	bool live;
	const char *meaning;
};

struct ns_subject {
	enum ns_subject_kind kind;
	union {
		const struct ns_bit *bit;
		struct ns_reg_named reg;
		const struct ns_param_row *param;
		enum ns_code code;
		const struct ns_message_row *message;
		enum ns_check_id check;
	};
};

struct ns_subjects {
	struct ns_subject *list;
	size_t count;
};

/*
 * What @plain (of ns_plain_text()) is the name of, as a whole; if it is none,
 * what each of its words is the name of. With @loose a word may be as short as
 * "ple", else it has to look like a name: it has a "-", "_", "(" or "." in it.
 * To be freed with ns_subjects_clear()
 */
struct ns_subjects ns_subjects_find(const char *plain, bool loose);
/* The parameters of KVM whose files are named in @plain, to be freed likewise */
struct ns_subjects ns_subjects_of_paths(const char *plain);

void ns_subjects_clear(struct ns_subjects *all);

/* What KVM does with @bit, a finding to be freed; NULL for what KVM cannot hand on */
struct ns_finding *ns_kvm_treats(const struct ns_bit *bit);

/* The capabilities that KVM offers only with the parameter; to be freed with ns_bits_clear() */
struct ns_bits ns_param_bits(const struct ns_param_row *param);

/* What its absence costs, NULL for nothing that one would notice */
const char *ns_bit_costs(const struct ns_bit *bit);

/* The finding @code among those of this machine, NULL if it is not one; borrowed */
const struct ns_finding *ns_here_has(const struct ns_here *here, enum ns_code code);

/* The command that alone can find @code, since it takes more than a snapshot of this machine; NULL if none is needed */
const char *ns_code_asked_by(enum ns_code code);

#endif
