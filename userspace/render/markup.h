/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: markup
 *
 * HTML and Markdown hold text of any origin: of firmware, of a hypervisor, of a
 * file that somebody sent. ns_markup() escapes every argument, and only a string
 * literal can be its format (anything else does not compile), so text gets into
 * the markup in no other way.
 */
#ifndef NESTSCOPE_RENDER_MARKUP_H
#define NESTSCOPE_RENDER_MARKUP_H

#include "render/out.h"

/*
 * printf() to @out, with %s, %zu and %% only, as its format NS_FORMAT_MARKDOWN
 * or NS_FORMAT_HTML. The format is written as it is. A string is written so that
 * nothing in it is markup, ends a line, an attribute or a table cell, makes a
 * link or turns the direction of writing.
 */
#define ns_markup(out, ...) ns_markup_print(out, "" __VA_ARGS__)

/*
 * @text as it is, line by line: a block of code, which nothing in it ends. What
 * steers a terminal, and bytes that are not UTF-8, become dots.
 */
void ns_markup_block(const struct ns_out *out, const char *text);

/* For ns_markup() alone */
void ns_markup_print(const struct ns_out *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
