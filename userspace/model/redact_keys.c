// SPDX-License-Identifier: GPL-2.0-or-later
/* What is private because the word before it says so: "password=...", "Serial Number: ...", "<title>...". */
#include <ctype.h>
#include <string.h>

#include "model/redact.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BLANK " \t"
/* What a key consists of; with blanks in it, as "Serial Number", before a colon alone */
#define IN_KEY "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
#define KEY_MAX 48
#define TAG_MAX 512

enum how { PLAIN, LINE, INSIDE, NEXT, ARGUMENT, ELEMENT };

struct row {
	const char *word;
	enum ns_private kind;
	enum how how;
};

static const struct row rows[] = {
#define NS_PRIVATE_KEY(word, kind, how, source) { word, NS_PRIVATE_##kind, how },
#include "model/redact_rows.h"
};

/* Small letters, and dashes for what separates words */
static void plain(char *to, const char *from, size_t length)
{
	for (size_t i = 0; i < length; i++)
		to[i] = strchr("_. \t", from[i]) ? '-' : tolower((unsigned char)from[i]);
	to[length] = '\0';
}

static bool ends_in(const char *key, size_t length, const char *word)
{
	size_t n = strlen(word);

	return length >= n && !strcmp(key + length - n, word) &&
		(length == n || key[length - n - 1] == '-');
}

/* The row of a key; the longest word wins, so that "serial-number" is not "number". NULL for none */
static const struct row *find(const char *key, enum ns_redact_as as)
{
	size_t length = strlen(key);
	const struct row *best = NULL;

	for (size_t i = 0; i < COUNT(rows); i++) {
		bool inside = rows[i].how == INSIDE || rows[i].how == NEXT;

		if ((rows[i].how == ARGUMENT && as != NS_REDACT_ARGUMENTS) ||
		    (rows[i].how == ELEMENT && as != NS_REDACT_FILES))
			continue;
		if (!ends_in(key, length, rows[i].word) && !(inside && strstr(key, rows[i].word)))
			continue;
		if (!best || strlen(rows[i].word) > strlen(best->word))
			best = &rows[i];
	}
	return best;
}

/* How much of @s the value is; @line: to the end of the line */
static size_t value_length(const char *s, bool line, enum ns_redact_as as)
{
	const char *ends = line ? "\n<>\"" : as == NS_REDACT_ARGUMENTS ? "\n,\"'" : " \t\n,\"'<>;";
	size_t n = strcspn(s, ends);

	while (!line && s[n] == ',' && s[n + 1] == ',')
		n += 2 + strcspn(s + n + 2, ends);
	/* libvirt's logs have a "\" at the end of each line. */
	while (n && strchr(" \t\\", s[n - 1]))
		n--;
	return n;
}

/* What stands in quotes at @s, which is one; 0 if they do not end on the line */
static size_t quoted_length(const char *s)
{
	const char *p = s + 1;

	while (*p && *p != '\n' && *p != *s)
		p += *p == '\\' && p[1] && p[1] != '\n' ? 2 : 1;
	return *p == *s ? p - s - 1 : 0;
}

static bool value_at(const char *at, const char *value, const struct row *row, bool line, enum ns_redact_as as,
		     struct ns_private_hit *hit)
{
	size_t n = 0;

	if (*value == '"' || *value == '\'')
		n = quoted_length(value++);
	/* A token of another run has been replaced already: nor is its length looked for. */
	if (*value == '[')
		return false;
	if (!n)
		n = value_length(value, line, as);
	if (!n || ns_is_placeholder(value, n))
		return false;
	*hit = (struct ns_private_hit){ .kind = row->kind, .skip = value - at, .length = n };
	return true;
}

/* <key>value</key>, with or without attributes: @after is behind the key */
static bool element(const char *at, const char *after, const struct row *row, struct ns_private_hit *hit)
{
	const char *value = after + strcspn(after, ">\n<");
	size_t n;

	if (*value != '>' || value[-1] == '/')
		return false;
	value++;
	n = strcspn(value, "<\n");
	while (n && strchr(BLANK, value[n - 1]))
		n--;
	if (!n || *value == '[' || value[strcspn(value, "<\n")] != '<' || ns_is_placeholder(value, n))
		return false;
	*hit = (struct ns_private_hit){ .kind = row->kind, .skip = value - at, .length = n };
	return true;
}

/* Words that follow "password" in what programs print, and are none */
static bool is_prose(const char *s)
{
	static const char *const words[] = {
		"request", "for ", "is ", "was ", "not ", "protected", "required", "prompt", "agent", "to ", "and ",
		"or ", "hash", "quality", "file", "store", "auth", "changed", "expired", "of ", "in ", "will ", "has ",
	};

	for (size_t i = 0; i < COUNT(words); i++)
		if (!strncasecmp(s, words[i], strlen(words[i])))
			return true;
	return false;
}

/* How long the key at @at is: up to "=", or ":" with blanks in it, or up to a blank or ">" */
static size_t key_length(const char *at, bool *blanks)
{
	size_t n = strspn(at, IN_KEY), words = 1, whole = n;

	*blanks = false;
	if (at[n] != ' ')
		return n;
	/* "Serial Number:" */
	while (at[whole] == ' ' && words < 4 && strchr(IN_KEY, at[whole + 1])) {
		whole += 1 + strspn(at + whole + 1, IN_KEY);
		words++;
	}
	if (at[whole] == ':') {
		*blanks = true;
		return whole;
	}
	return n;
}

/* What separates a key from its value: its length, 0 for nothing that does */
static size_t separator(const char *s, const struct row *row, bool dashes, enum ns_redact_as as)
{
	size_t quote = *s == '"' || *s == '\'', n = quote + strspn(s + quote, BLANK);

	/* <entry name='serial'>value</entry> */
	if (quote && s[1] == '>' && as == NS_REDACT_FILES)
		return 2;
	if (s[n] == '=' || s[n] == ':') {
		n++;
		/* PCI addresses and times have no blank behind the colon; neither has JSON. */
		return n + strspn(s + n, BLANK);
	}
	/* "--password" and then an argument of its own */
	if (as == NS_REDACT_ARGUMENTS && *s == '\n' && (dashes || row->how == ARGUMENT))
		return s[1] == '-' || s[1 + strspn(s + 1, IN_KEY)] == '=' ? 0 : 1;
	if (as == NS_REDACT_ARGUMENTS && row->how == ARGUMENT && s[n + strspn(s + n, IN_KEY)] == '=')
		return 0;
	if (*s == ' ' && (dashes || (row->how == NEXT && !is_prose(s + n))) && s[n] != '-')
		return n;
	return 0;
}

/* name='...' of <host> and <source>; @value is behind the "=" */
static bool named_element(const char *text, const char *at, const char *value, struct ns_private_hit *hit)
{
	static const struct row host = { "name", NS_PRIVATE_HOST, PLAIN }, volume = { "name", NS_PRIVATE_VOLUME, PLAIN };
	const char *tag = at;

	while (tag > text && at - tag < TAG_MAX && *tag != '<' && *tag != '\n')
		tag--;
	if (!strncmp(tag, "<host ", 6))
		return value_at(at, value, &host, false, NS_REDACT_FILES, hit);
	return !strncmp(tag, "<source ", 8) && value_at(at, value, &volume, false, NS_REDACT_FILES, hit);
}

/* "Hostname set to <web>" */
static bool phrase(const char *at, struct ns_private_hit *hit)
{
	static const struct {
		const char *text;
		enum ns_private kind;
	} phrases[] = {
#define NS_PRIVATE_PHRASE(text, kind, source) { text, NS_PRIVATE_##kind },
#include "model/redact_rows.h"
	};

	for (size_t i = 0; i < COUNT(phrases); i++) {
		size_t n = strlen(phrases[i].text), length;

		if (*at != *phrases[i].text || strncmp(at, phrases[i].text, n))
			continue;
		n += strspn(at + n, " \"'");
		length = strcspn(at + n, phrases[i].kind == NS_PRIVATE_SECRET ? " \t\n\"'" : " \t\n,;:<>()\"'");
		while (length && at[n + length - 1] == '.')
			length--;
		*hit = (struct ns_private_hit){ .kind = phrases[i].kind, .skip = n, .length = length };
		return length && at[n] != '[' && !ns_is_placeholder(at + n, length);
	}
	return false;
}

bool ns_private_key(const char *text, const char *at, const char *end, enum ns_redact_as as,
		    struct ns_private_hit *hit)
{
	char key[KEY_MAX + 1];
	const struct row *row;
	bool blanks, dashes, line;
	size_t n, gap;

	(void)end;
	if (phrase(at, hit))
		return true;
	if ((!isalpha((unsigned char)*at) && *at != '-') || (at > text && strchr(IN_KEY, at[-1])))
		return false;
	n = key_length(at, &blanks);
	if (n > KEY_MAX || !n)
		return false;
	plain(key, at, n);
	/* Most words are followed by a blank: few of them announce something then. */
	if (at[n] == ' ' && !blanks && *at != '-' && !strstr(key, "pass") && strcmp(key, "bearer") &&
	    at[n + strspn(at + n, BLANK)] != '=')
		return false;
	/* Of XML: whose name it is, is what the element says. */
	if (as == NS_REDACT_FILES && !strcmp(key, "name") && at[n] == '=')
		return named_element(text, at, at + n + 1, hit);
	row = find(key, as);
	if (!row && *key == '-')
		row = find(key + strspn(key, "-"), as);
	if (!row)
		return false;
	if (at > text && at[-1] == '<')
		return element(at, at + n, row, hit);
	dashes = *at == '-' && (row->how == NEXT || row->how == INSIDE || row->word[0] == '-');
	gap = separator(at + n, row, dashes, as);
	if (!gap)
		return false;
	/* "/sys/class/dmi/id/product_serial: Permission denied" */
	if (at > text && at[-1] == '/' && at[n] == ':')
		return false;
	/* A colon and a blank: what dmidecode and the kernel print goes to the end of the line. */
	line = (row->how == LINE || blanks) && at[n + gap - 1] == ' ' && as != NS_REDACT_ARGUMENTS;
	return value_at(at, at + n + gap, row, line, as, hit);
}
