// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "util/alloc.h"

/* The smallest code point of each length (RFC 3629): a longer form of a smaller one is no UTF-8. */
static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };

static size_t length_by_first_byte(unsigned char c)
{
	return c < 0x80 ? c != 0 : c >= 0xf8 ? 0 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 0;
}

size_t ns_utf8_length(const char *s)
{
	size_t n = length_by_first_byte(*s);
	uint32_t code = n > 1 ? (unsigned char)*s & (0x7f >> n) : 0;

	if (n < 2)
		return n;
	for (size_t i = 1; i < n; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	if (code < smallest[n] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return n;
}

char *ns_to_utf8(const char *s)
{
	char *copy = ns_xcalloc(strlen(s) * 4 + 1, 1), *p = copy;

	while (*s) {
		size_t n = ns_utf8_length(s);

		if (n)
			p = mempcpy(p, s, n);
		else
			p += sprintf(p, "\\x%02x", (unsigned char)*s);
		s += n ? n : 1;
	}
	return copy;
}

bool ns_utf8_steers(const char *s, size_t n)
{
	const unsigned char *c = (const unsigned char *)s;

	if (n == 1)
		return *c < ' ' || *c == 0x7f;
	if (n == 2)
		return c[0] == 0xc2 && c[1] < 0xa0;
	if (n != 3 || c[0] != 0xe2)
		return false;
	/* U+2028 to U+202E, U+2066 to U+2069 */
	return (c[1] == 0x80 && c[2] >= 0xa8 && c[2] <= 0xae) ||
	       (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9);
}

char *ns_visible(const char *s)
{
	char *copy = ns_xcalloc(strlen(s) * 4 + 1, 1), *p = copy;

	while (*s) {
		size_t n = ns_utf8_length(s);

		if (n && !ns_utf8_steers(s, n)) {
			p = mempcpy(p, s, n);
			s += n;
			continue;
		}
		for (n = n ?: 1; n; n--)
			p += sprintf(p, "\\x%02x", (unsigned char)*s++);
	}
	return copy;
}

bool ns_has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = text; len && *p; p = strchrnul(p, ' ')) {
		p += strspn(p, " ");
		if (strcspn(p, " ") == len && !strncmp(p, word, len))
			return true;
	}
	return false;
}

char *ns_escape(char *buf, const char *bytes, size_t size)
{
	char *p = buf;

	for (size_t i = 0; i < size; i++) {
		unsigned char c = bytes[i];

		if (c >= ' ' && c < 0x7f && c != '\\')
			*p++ = c;
		else
			p += sprintf(p, "\\x%02x", c);
	}
	*p = '\0';
	return buf;
}
