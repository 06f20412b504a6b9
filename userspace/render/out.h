/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where output goes and how it looks. Output for people goes through lines and
 * tables, output for programs through ns_out_json(); neither knows the other.
 */
#ifndef NESTSCOPE_OUT_H
#define NESTSCOPE_OUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum ns_format {
	NS_FORMAT_TEXT, NS_FORMAT_JSON, NS_FORMAT_PRETTY,
	NS_FORMAT_MARKDOWN,	/* of what is made of titles, heads, items and tables */
	NS_FORMAT_HTML,		/* of diff alone */
};

enum ns_tone { NS_TONE_PLAIN, NS_TONE_GOOD, NS_TONE_BAD, NS_TONE_WARN, NS_TONE_DIM, NS_TONE_BOLD };

struct ns_out {
	FILE *file;
	enum ns_format format;
	bool color;	/* never the only carrier of a meaning */
	unsigned int depth;	/* how many headings of Markdown this stands below, in a larger document */
};

/* Is it a terminal that can do more than print lines? */
bool ns_is_terminal(FILE *file);

/* Why @file, of which ferror() is true, could not be written: an errno; 0 if that is not known any more */
int ns_write_error(FILE *file);

/* Is colour wanted for "auto", "always" or "never"? -1 for any other word. */
int ns_color_wanted(const char *when, FILE *file);

/*
 * What came from firmware, a hypervisor or a file must not steer a terminal:
 * what ns_utf8_steers() is about, and bytes that are not UTF-8, become dots;
 * without @lines newlines become blanks, as tabs always do.
 */
void ns_sanitize(char *text, bool lines);

/* printf() in a tone, of text; sanitized, but for newlines */
void ns_print(const struct ns_out *out, enum ns_tone tone, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * A report is a title, heads with an answer to some, items, lines and tables:
 * as text, or as Markdown, where each of them is what it is called.
 */

/* The first line of a report */
void ns_print_title(const struct ns_out *out, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The line above a part of it: "3. Can its VMs run VMs?", with the answer in a tone, NULL for none */
void ns_print_head(const struct ns_out *out, const char *head, enum ns_tone tone, const char *answer);

/* "  text", on one line */
void ns_print_line(const struct ns_out *out, enum ns_tone tone, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Each line of @text like that */
void ns_print_lines(const struct ns_out *out, const char *text);

/* An empty line, where the format makes none by itself */
void ns_print_gap(const struct ns_out *out);

/* "  label   text", the text filled to the width and indented below itself. Without a label it goes on with the item before. */
void ns_print_item(const struct ns_out *out, const char *label, enum ns_tone tone,
		   const char *fmt, ...) __attribute__((format(printf, 4, 5)));

bool ns_out_is_json(const struct ns_out *out);

/* Print and release @json. */
void ns_out_json(const struct ns_out *out, json_t *json);

/*
 * A table: columns first, then rows of as many cells as there are columns. On a
 * terminal that is too narrow, columns with @cut lose their ends.
 */
struct ns_table;

struct ns_table *ns_table_new(const struct ns_out *out);
void ns_table_column(struct ns_table *t, const char *title, bool cut);
void ns_table_row(struct ns_table *t);
void ns_table_cell(struct ns_table *t, size_t column, enum ns_tone tone, const char *text);
/* Print and free it; @indent blanks before each line. An empty table prints nothing. */
void ns_table_print(struct ns_table *t, const char *indent);

#endif
