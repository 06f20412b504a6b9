/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Text of unknown origin: UTF-8, and bytes that do not print. */
#ifndef NESTSCOPE_UTIL_TEXT_H
#define NESTSCOPE_UTIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How many bytes the UTF-8 character at @s has; 0 for the end of @s or for a byte that starts none. */
size_t ns_utf8_length(const char *s);

/* A copy of @s with each byte that is not UTF-8 as \xNN, to be freed. */
char *ns_to_utf8(const char *s);

/* The code point of the UTF-8 character at @s, of @n bytes */
uint32_t ns_utf8_code(const char *s, size_t n);

/*
 * Does the UTF-8 character at @s, of @n bytes, steer what shows it? These are
 * the controls of ASCII and of Unicode (U+0080 to U+009F), DEL, the separators
 * of lines and paragraphs, and what turns the direction of writing.
 */
bool ns_utf8_steers(const char *s, size_t n);

/* A copy of @s with each such character, and each byte that is not UTF-8, as \xNN, to be freed. */
char *ns_visible(const char *s);

/* Is @word one of the words of @text, with a blank between each two? */
bool ns_has_word(const char *text, const char *word);

/* Is @end the end of @s, or all of it? */
bool ns_ends_in(const char *s, const char *end);

/* Are there digits in @s, and nothing else? */
bool ns_is_number(const char *s);

/* Is @id the number of group @name in @groups, the text of /etc/group (group(5))? */
bool ns_group_is(const char *groups, const char *name, unsigned int id);

/*
 * How long the mark is that an editor, or PowerShell, has put before UTF-8; 0
 * if @text does not begin with one.
 */
size_t ns_utf8_mark(const char *text, size_t size);

/*
 * UTF-8 of @text, if it is UTF-16 in either order by its mark or by its first four
 * characters: without the mark, and U+FFFD for what is no character. *@size becomes
 * its size, and a NUL stands behind it. NULL if it is not; to be freed.
 */
char *ns_utf16_to_utf8(const char *text, size_t *size);

/* Is @s all UTF-8 that does not steer? */
bool ns_is_visible(const char *s);

/*
 * @size bytes as ASCII, with each byte that does not print, and the backslash,
 * as \xNN. @buf has room for 4 * @size + 1 characters, and is returned.
 */
char *ns_escape(char *buf, const char *bytes, size_t size);

#endif
