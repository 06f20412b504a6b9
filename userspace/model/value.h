/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A value never comes alone: it has a state and a source. Nothing that was
 * not read may look like a "no".
 */
#ifndef NESTSCOPE_VALUE_H
#define NESTSCOPE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ns_state {
	NS_NOT_ASKED,	/* nobody looked; why says why not, if there is a reason */
	NS_VALUE,	/* read: num or text holds it */
	NS_ABSENT,	/* what decides about it says that it does not exist here */
	NS_UNREADABLE,	/* it should exist, and why says what was in the way */
	NS_STATE_COUNT
};

/*
 * NS_SOURCE(id, name, title): where a value can come from. The name is what
 * JSON carries, the title is what people read.
 */
#define NS_SOURCES \
	NS_SOURCE(MODULE, "module", "nestscope.ko") \
	NS_SOURCE(MSR, "msr", "/dev/cpu/N/msr") \
	NS_SOURCE(KVM, "kvm", "/dev/kvm") \
	NS_SOURCE(CPUID, "cpuid", "the CPUID instruction") \
	NS_SOURCE(PROCFS, "procfs", "/proc") \
	NS_SOURCE(SYSFS, "sysfs", "/sys") \
	NS_SOURCE(DEBUGFS, "debugfs", "/sys/kernel/debug") \
	NS_SOURCE(TRACEFS, "tracefs", "/sys/kernel/tracing") \
	NS_SOURCE(DMI, "dmi", "DMI") \
	NS_SOURCE(STAMP, "stamp", "the host's stamp") \
	NS_SOURCE(FILE, "file", "a file")

enum ns_source {
	NS_SOURCE_NONE = -1,
#define NS_SOURCE(id, name, title) NS_SOURCE_##id,
	NS_SOURCES
#undef NS_SOURCE
	NS_SOURCE_COUNT
};

struct ns_value {
	enum ns_state state;
	enum ns_source source;
	uint64_t num;	/* registers, numbers, and booleans as 0 and 1 */
	uint64_t known;	/* of a register that was not read: the bits of num that something else tells */
	char *text;	/* owned; set for text alone */
	char *why;	/* owned; the reason for a state other than NS_VALUE, or NULL */
};

#define NS_VALUE_INIT { .source = NS_SOURCE_NONE }

/* The words of ns_state and ns_source as JSON has them, and back; -1 or NS_SOURCE_NONE if unknown. */
const char *ns_state_name(enum ns_state state);
int ns_state_from_name(const char *name);
const char *ns_source_name(enum ns_source source);
const char *ns_source_title(enum ns_source source);
enum ns_source ns_source_from_name(const char *name);

/*
 * Set a value. What it held before is freed. The text and the formatted why
 * are copied; text of over NS_TEXT_MAX (model/limits.h) makes the value unreadable.
 * Running out of memory ends the program (ns_xstrdup()).
 */
void ns_value_num(struct ns_value *v, enum ns_source source, uint64_t num);
void ns_value_text(struct ns_value *v, enum ns_source source, const char *text);
void ns_value_not(struct ns_value *v, enum ns_source source, enum ns_state state,
		  const char *why_fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * Some bits of a register that was not read: those of @known, where they were not
 * known yet, have the values that they have in @num. Its state and its reason
 * stay, so what needs the whole register does without. Nothing happens if it was
 * read, or is absent.
 */
void ns_value_bits(struct ns_value *v, enum ns_source source, uint64_t num, uint64_t known);

void ns_value_copy(struct ns_value *to, const struct ns_value *from);
void ns_value_free(struct ns_value *v);

/* Is it there, is it the same state and content (sources and reasons aside)? */
static inline bool ns_has(const struct ns_value *v)
{
	return v->state == NS_VALUE;
}

/* Was it looked for: is it there, or known not to be? */
static inline bool ns_known(const struct ns_value *v)
{
	return ns_has(v) || v->state == NS_ABSENT;
}

bool ns_value_equal(const struct ns_value *a, const struct ns_value *b);

/* Is @word one of the words of @list, with a blank between each two? No, if it was not read. */
bool ns_value_has_word(const struct ns_value *list, const char *word);

#endif
