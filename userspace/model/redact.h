/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: what is private in text
 *
 * Text of any origin - messages of a kernel, command lines, XML - in which names,
 * addresses, serial numbers and secrets become tokens: "[host-1]". The same thing
 * is the same token in all texts of one redactor. redact_rows.h says what is
 * private; forms that a word does not announce are found by redact_forms.c.
 *
 * All texts are learnt from before the first is replaced: a password that one
 * names as such is found in another, where nothing announces it.
 */
#ifndef NESTSCOPE_REDACT_H
#define NESTSCOPE_REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include "model/snapshot.h"

enum ns_private {
#define NS_PRIVATE(id, name, literal, meaning) NS_PRIVATE_##id,
#include "model/redact_rows.h"
	NS_PRIVATE_COUNT
};

/* What kind of text it is */
enum ns_redact_as {
	NS_REDACT_TEXT,
	NS_REDACT_ARGUMENTS,	/* a command line, each argument on a line of its own */
	NS_REDACT_FILES,	/* XML and the like, in which a path names a file of a VM */
	NS_REDACT_MACHINE,	/* what the processor says: names of VMs are no words here */
};

struct ns_redactor;

struct ns_redactor *ns_redactor_new(void);
void ns_redactor_free(struct ns_redactor *r);

/* @value is of that kind, wherever it stands. Nothing if it is empty, too short, or nobody's. */
void ns_redactor_know(struct ns_redactor *r, enum ns_private kind, const char *value);

/* A report that was redacted elsewhere says: its "[@layer:uuid-N]" is the UUID of this hash. */
void ns_redactor_know_uuid(struct ns_redactor *r, const char *token, const char *hash);

/* Find what is private in a text; nothing is replaced yet. */
void ns_redactor_learn(struct ns_redactor *r, const char *text, enum ns_redact_as as);

/*
 * A copy in which it is replaced, to be freed. Tokens that @text has already are
 * of another run: they become "[@layer:host-1]", or, with @layer NULL, stay.
 */
char *ns_redact(struct ns_redactor *r, const char *text, enum ns_redact_as as, const char *layer);

/* The texts of a snapshot, and of those in it */
void ns_redactor_learn_snapshot(struct ns_redactor *r, const struct ns_snapshot *s);
void ns_redact_snapshot(struct ns_redactor *r, struct ns_snapshot *s, const char *layer);

const char *ns_private_name(enum ns_private kind);
const char *ns_private_meaning(enum ns_private kind);

/* How many different things of that kind were replaced, and how often */
size_t ns_redacted(const struct ns_redactor *r, enum ns_private kind, size_t *times);

/* The keyed hash of the UUID that became "[uuid-@number]" (from 1 on); NULL for one that has none, or was not replaced */
const char *ns_redacted_uuid(const struct ns_redactor *r, size_t number);
size_t ns_redacted_uuids(const struct ns_redactor *r);

/* ---- between redact.c and redact_forms.c ---- */

/* Something private: @skip characters stay, @length are it */
struct ns_private_hit {
	enum ns_private kind;
	size_t skip;
	size_t length;
};

/* Is there something private at @at? @text ends in a NUL at @end. */
bool ns_private_form(const char *text, const char *at, const char *end, enum ns_redact_as as,
		     struct ns_private_hit *hit);
bool ns_private_key(const char *text, const char *at, const char *end, enum ns_redact_as as,
		    struct ns_private_hit *hit);

/* Is it one of the words that are private on no machine? Numbers of one or two digits are none, too. */
bool ns_is_placeholder(const char *value, size_t length);

#endif
