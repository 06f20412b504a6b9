// SPDX-License-Identifier: GPL-2.0-or-later
/* Text as it is pasted, made plain for messages to be looked for in it */
#include <stdlib.h>
#include <string.h>

#include "analysis/messages.h"
#include "util/alloc.h"
#include "util/pasted.h"
#include "util/text.h"

/* Characters that stand for a plain one, also as JSON, HTML and programs that quote strings write them */
static const struct {
	const char *is;
	char plain;
} plain_characters[] = {
	{ "\\n", ' ' }, { "\\r", ' ' }, { "\\t", ' ' }, { "\\\"", '"' }, { "\\'", '\'' }, { "\\u0027", '\'' },
	{ "&#39;", '\'' }, { "&#039;", '\'' }, { "&apos;", '\'' }, { "&quot;", '"' }, { "&#34;", '"' }, { "&nbsp;", ' ' },
	{ "\u2018", '\'' }, { "\u2019", '\'' }, { "\u201c", '"' }, { "\u201d", '"' },
	{ "\u00a0", ' ' }, { "\u2013", '-' }, { "\u2011", '-' }, { "`", '\'' },
};

/* The plain character for what is at @s, and how many bytes that is; 0 if it is plain or none */
static size_t plain_character(const char *s, char *plain)
{
	for (size_t i = 0; i < sizeof(plain_characters) / sizeof(plain_characters[0]); i++) {
		size_t n = strlen(plain_characters[i].is);

		if (!strncmp(s, plain_characters[i].is, n)) {
			*plain = plain_characters[i].plain;
			return n;
		}
	}
	return 0;
}

/* The bytes without NULs, which UTF-16 without a mark has between letters of ASCII; to be freed */
static char *without_nuls(const char *text, size_t size)
{
	char *utf8 = ns_utf16_to_utf8(text, &size);
	size_t i = utf8 ? 0 : ns_utf8_mark(text, size), n = 0;
	char *copy = ns_xcalloc(size + 1, 1);
	const char *from = utf8 ?: text;

	for (; i < size; i++)
		if (from[i])
			copy[n++] = from[i];
	free(utf8);
	return copy;
}

/*
 * White space at @s, and behind a line's end what mail and chat programs put
 * before a line that they quote. Returns its length.
 */
static size_t space_length(const char *s)
{
	size_t n = 0;

	while (s[n] && strchr(" \t\r\n\v\f", s[n])) {
		if (s[n++] != '\n')
			continue;
		n += ns_quote_marks(s + n);
	}
	return n;
}

/* The number of line ends matters: one in @plain for each of the text, so that lines can be counted. */
size_t ns_line_ends(const char *s, size_t n)
{
	size_t ends = 0;

	for (size_t i = 0; i < n; i++)
		ends += s[i] == '\n';
	return ends;
}

char *ns_plain_text(const char *text, size_t size)
{
	char *raw = without_nuls(text, size), *utf8 = ns_to_utf8(raw), *out = utf8;
	const char *in = utf8;

	free(raw);
	/* What is written is never longer than what was read. */
	while (*in) {
		size_t n = ns_escape_length(in);

		if (n) {
			in += n;
		} else if ((n = space_length(in))) {
			size_t ends = ns_line_ends(in, n);

			if (!ends)
				*out++ = ' ';
			memset(out, '\n', ends);
			out += ends;
			in += n;
		} else if ((n = plain_character(in, out))) {
			out++;
			in += n;
		} else {
			*out++ = *in++;
		}
	}
	*out = '\0';
	return utf8;
}
