/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text as people paste it: what terminals, mail, chat and web pages add to what a program has printed. */
#ifndef NESTSCOPE_UTIL_PASTED_H
#define NESTSCOPE_UTIL_PASTED_H

#include <stddef.h>

/*
 * A copy of @text as the program printed it, with as many lines, to be freed; *@size
 * becomes its size, and a NUL stands behind it. Without colours and what else steers
 * a terminal, characters that do not show, marks of mail ("> "), Markdown's fences,
 * the indentation of code, and blanks at the ends of lines; UTF-16 becomes UTF-8, a
 * blank that does not break a plain one, and curly quotation marks straight ones if
 * the text has none that are straight.
 */
char *ns_pasted_text(const char *text, size_t *size);

/* How long are the marks before a line that mail or chat quotes, "> ", "> > ", "| "? 0 if there are none. */
size_t ns_quote_marks(const char *line);

/* How long is at @s what steers a terminal, "ESC [ ... letter", "ESC ( B" or the like? 0 if there is nothing. */
size_t ns_escape_length(const char *s);

#endif
