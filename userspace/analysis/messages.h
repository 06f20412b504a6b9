/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: messages
 *
 * Error messages of other programs, found in any text: the rows of
 * message_rows.h. The text is somebody's log, so nobody vouches for it: it is
 * made plain first (line ends, quotation marks, colours, UTF-16), it costs no
 * more than its size, and what is kept of it are the words that a row matched.
 */
#ifndef NESTSCOPE_MESSAGES_H
#define NESTSCOPE_MESSAGES_H

#include "analysis/finding.h"

enum ns_printer {
#define NS_PRINTER(id, code, name) NS_PRINTER_##id,
#include "analysis/message_rows.h"
	NS_PRINTER_COUNT
};

enum ns_speaks {
#define NS_SPEAKS(id, code, of) NS_SPEAKS_##id,
#include "analysis/message_rows.h"
	NS_SPEAKS_COUNT
};

enum ns_message_id {
#define NS_MESSAGE(id, ...) NS_MESSAGE_##id,
#include "analysis/message_rows.h"
	NS_MESSAGE_COUNT
};

#define NS_MESSAGE_CAUSES_MAX 7
#define NS_MESSAGE_PATTERNS_MAX 12

/* A row of message_rows.h */
struct ns_message_row {
	const char *code;
	enum ns_printer printer;
	enum ns_speaks speaks;
	const char *meaning;
	const char *source;
	const char *patterns[NS_MESSAGE_PATTERNS_MAX + 1];	/* ends with NULL */
	enum ns_code causes[NS_MESSAGE_CAUSES_MAX + 1];	/* ends with 0, which is no cause */
};

extern const struct ns_message_row ns_message_rows[NS_MESSAGE_COUNT];

/* The one architecture on which a row's message is printed; NS_ARCH_COUNT for all */
enum ns_arch ns_message_arch(const struct ns_message_row *row);

struct ns_message_words {
	const char *code;
	const char *text;
};

extern const struct ns_message_words ns_printers[NS_PRINTER_COUNT];
extern const struct ns_message_words ns_speaks[NS_SPEAKS_COUNT];

struct ns_message_argument {
	char *name;
	char *text;
};

/* A message that was found */
struct ns_message {
	const struct ns_message_row *row;
	char *text;		/* the words that matched, on one line */
	size_t line;		/* of the text, from 1 on */
	size_t last_line;	/* in which it came again */
	size_t times;		/* how often it came, with the same arguments */
	struct ns_message_argument arguments[NS_ARGUMENTS_MAX];
	size_t argument_count;
};

struct ns_messages {
	struct ns_message *list;
	size_t count;
};

/*
 * Text as messages are looked for in it: valid UTF-8, each run of white space
 * and of quoting marks ("> ") as one blank or one line end, plain quotation
 * marks, without colours. To be freed.
 */
char *ns_plain_text(const char *text, size_t size);
/* In @n characters at @s */
size_t ns_line_ends(const char *s, size_t n);

/* Every message in @plain, in the order of the text; to be freed with ns_messages_clear() */
struct ns_messages ns_messages_find(const char *plain);
void ns_messages_clear(struct ns_messages *all);

/* NULL if the message has no such argument */
const char *ns_message_get(const struct ns_message *m, const char *name);

/* The capabilities that a message names */
struct ns_bits {
	const struct ns_bit **list;
	size_t count;
};

/* To be freed with ns_bits_clear() */
struct ns_bits ns_message_bits(const struct ns_message *m);
/* Once, however often it is added */
void ns_bits_add(struct ns_bits *bits, const struct ns_bit *bit);
void ns_bits_clear(struct ns_bits *bits);

/*
 * How to leave them out of a VM's CPU, in @f: "off" for QEMU and "libvirt",
 * each without those that it has no name for. Of the ones that QEMU has a name
 * for, "unnamed" are those that "unknown", the newest libvirt that was looked
 * at, has none for.
 */
void ns_bits_set_off(struct ns_finding *f, const struct ns_bits *bits);

#endif
