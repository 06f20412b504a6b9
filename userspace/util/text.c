// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/text.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "util/alloc.h"

/* The smallest code point of each length (RFC 3629): a longer form of a smaller one is no UTF-8. */
static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };

static size_t length_by_first_byte(unsigned char c)
{
	return c < 0x80 ? c != 0 : c >= 0xf8 ? 0 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 0;
}

uint32_t ns_utf8_code(const char *s, size_t n)
{
	uint32_t code = n > 1 ? (unsigned char)*s & (0x7f >> n) : (unsigned char)*s;

	for (size_t i = 1; i < n; i++)
		code = code << 6 | (s[i] & 0x3f);
	return code;
}

size_t ns_utf8_length(const char *s)
{
	size_t n = length_by_first_byte(*s);
	uint32_t code;

	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	code = ns_utf8_code(s, n);
	return n && (code < smallest[n] || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) ? 0 : n;
}

/* The @n bytes at @s as \xNN; where the next character goes. */
static char *put_hex(char *p, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p += sprintf(p, "\\x%02x", (unsigned char)s[i]);
	return p;
}

char *ns_to_utf8(const char *s)
{
	char *copy = ns_xcalloc(strlen(s) * 4 + 1, 1), *p = copy;

	while (*s) {
		size_t n = ns_utf8_length(s);

		p = n ? mempcpy(p, s, n) : put_hex(p, s, 1);
		s += n ?: 1;
	}
	return copy;
}

/* Ranges of code points; Bidi_Control of Unicode is in them (PropList.txt). */
static const struct {
	uint32_t first, last;
} steering[] = {
	{ 0, 0x1f },		/* the controls of ASCII */
	{ 0x7f, 0x9f },		/* DEL, and the controls of ISO 6429 */
	{ 0x61c, 0x61c },	/* marks of a direction */
	{ 0x200e, 0x200f },
	{ 0x2028, 0x202e },	/* separators of lines and paragraphs, embeddings and overrides */
	{ 0x2066, 0x2069 },	/* isolates */
};

bool ns_utf8_steers(const char *s, size_t n)
{
	uint32_t code = ns_utf8_code(s, n);

	for (size_t i = 0; i < sizeof(steering) / sizeof(steering[0]); i++)
		if (code >= steering[i].first && code <= steering[i].last)
			return true;
	return false;
}

size_t ns_utf8_mark(const char *text, size_t size)
{
	static const char mark[] = { '\xef', '\xbb', '\xbf' };

	return size >= sizeof(mark) && !memcmp(text, mark, sizeof(mark)) ? sizeof(mark) : 0;
}

/* The code point at @s, of at least one unit; *@units, 1 or 2, are its units of 16 bits. */
static uint32_t utf16_code(const unsigned char *s, size_t left, bool big, size_t *units)
{
	uint32_t unit[2] = { 0, 0 };

	for (size_t i = 0; i < 2 && i * 2 + 1 < left; i++)
		unit[i] = big ? s[i * 2] << 8 | s[i * 2 + 1] : s[i * 2 + 1] << 8 | s[i * 2];
	*units = 1;
	if (unit[0] < 0xd800 || unit[0] > 0xdfff)
		return unit[0];
	if (unit[0] > 0xdbff || unit[1] < 0xdc00 || unit[1] > 0xdfff)
		return 0xfffd;
	*units = 2;
	return 0x10000 + ((unit[0] - 0xd800) << 10 | (unit[1] - 0xdc00));
}

static char *put_utf8(char *p, uint32_t code)
{
	if (code < 0x80) {
		*p++ = code;
		return p;
	}
	if (code < 0x800) {
		*p++ = 0xc0 | code >> 6;
	} else {
		if (code < 0x10000) {
			*p++ = 0xe0 | code >> 12;
		} else {
			*p++ = 0xf0 | code >> 18;
			*p++ = 0x80 | (code >> 12 & 0x3f);
		}
		*p++ = 0x80 | (code >> 6 & 0x3f);
	}
	*p++ = 0x80 | (code & 0x3f);
	return p;
}

static size_t utf16_mark(const unsigned char *s, size_t size)
{
	return size >= 2 && (!memcmp(s, "\xff\xfe", 2) || !memcmp(s, "\xfe\xff", 2)) ? 2 : 0;
}

/* Of Windows's programs some write no mark: four characters of ASCII are enough. */
static bool is_unmarked_utf16(const unsigned char *s, size_t size, bool big)
{
	size_t ascii = 0;

	while (ascii < 4 && ascii * 2 + 1 < size && !s[ascii * 2 + !big] && s[ascii * 2 + big] &&
	       s[ascii * 2 + big] < 0x7f)
		ascii++;
	return ascii == 4;
}

char *ns_utf16_to_utf8(const char *text, size_t *size)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t units, n = *size, mark = utf16_mark(s, n);
	bool big = n && (*s == 0xfe || !*s);
	char *utf8, *p;

	if (!mark && !is_unmarked_utf16(s, n, big))
		return NULL;
	/* A unit of 2 bytes becomes 3 at most. */
	utf8 = p = ns_xcalloc(n / 2 * 3 + 1, 1);
	/* Half a unit at the end is nothing. */
	for (size_t i = mark; i + 1 < n; i += units * 2)
		p = put_utf8(p, utf16_code(s + i, n - i, big, &units));
	*size = p - utf8;
	return utf8;
}

bool ns_is_visible(const char *s)
{
	for (size_t n; *s; s += n) {
		n = ns_utf8_length(s);
		if (!n || ns_utf8_steers(s, n))
			return false;
	}
	return true;
}

char *ns_visible(const char *s)
{
	char *copy = ns_xcalloc(strlen(s) * 4 + 1, 1), *p = copy;

	while (*s) {
		size_t n = ns_utf8_length(s);

		p = n && !ns_utf8_steers(s, n) ? mempcpy(p, s, n) : put_hex(p, s, n ?: 1);
		s += n ?: 1;
	}
	return copy;
}

bool ns_has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	bool found = false;

	/* Lists of a hundred flags are asked for each of a hundred: strstr() is quicker than to go from word to word. */
	for (const char *p = len ? strstr(text, word) : NULL; p && !found; p = strstr(p + 1, word))
		found = (p == text || p[-1] == ' ') && (!p[len] || p[len] == ' ');
	return found;
}

char *ns_escape(char *buf, const char *bytes, size_t size)
{
	char *p = buf;

	for (size_t i = 0; i < size; i++) {
		unsigned char c = bytes[i];

		if (c >= ' ' && c < 0x7f && c != '\\')
			*p++ = c;
		else
			p = put_hex(p, bytes + i, 1);
	}
	*p = '\0';
	return buf;
}

bool ns_ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), length = strlen(end);

	return n >= length && !strcmp(s + n - length, end);
}

bool ns_is_number(const char *s)
{
	return *s && !s[strspn(s, "0123456789")];
}

bool ns_group_is(const char *groups, const char *name, unsigned int id)
{
	size_t length = strlen(name);
	bool is = false;

	for (const char *line = groups; line && !is; line = strchr(line, '\n')) {
		unsigned long long number = 0;

		line += *line == '\n';
		if (!strncmp(line, name, length) && line[length] == ':')
			is = sscanf(line + length, ":%*[^:\n]:%19llu:", &number) == 1 ||
			     sscanf(line + length, "::%19llu:", &number) == 1;
		is = is && number == id;
	}
	return is;
}
