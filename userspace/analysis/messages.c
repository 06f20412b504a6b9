// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/messages.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/alloc.h"

#define LIST(...) { __VA_ARGS__ }
#define PATTERNS(...) LIST(__VA_ARGS__)
#define CAUSES(...) LIST(__VA_ARGS__)
#define C(id) NS_FOUND_CAUSE_##id

const struct ns_message_row ns_message_rows[NS_MESSAGE_COUNT] = {
#define NS_MESSAGE(id, code_, printer_, speaks_, meaning_, patterns_, causes_, source_) \
	[NS_MESSAGE_##id] = { \
		.code = code_, .printer = NS_PRINTER_##printer_, .speaks = NS_SPEAKS_##speaks_, \
		.meaning = meaning_, .source = source_, .patterns = patterns_, .causes = causes_, \
	},
#include "analysis/message_rows.h"
};

/* A list that fills its room would have no end. */
#define NS_MESSAGE(id, code, printer, speaks, meaning, patterns, causes, source) \
	_Static_assert(sizeof((const char *[])patterns) <= sizeof(char *[NS_MESSAGE_PATTERNS_MAX]), #id); \
	_Static_assert(sizeof((enum ns_code[])causes) <= sizeof(enum ns_code[NS_MESSAGE_CAUSES_MAX]), #id);
#include "analysis/message_rows.h"

static const unsigned char arch_of_message[NS_MESSAGE_COUNT] = {
#define NS_MESSAGE_OF(arch, id) [NS_MESSAGE_##id] = NS_ARCH_KEEP(arch),
#include "analysis/arches_rows.h"
};

enum ns_arch ns_message_arch(const struct ns_message_row *row)
{
	return ns_arch_kept(arch_of_message[row - ns_message_rows]);
}

const struct ns_message_words ns_printers[NS_PRINTER_COUNT] = {
#define NS_PRINTER(id, code_, name_) [NS_PRINTER_##id] = { code_, name_ },
#include "analysis/message_rows.h"
};

const struct ns_message_words ns_speaks[NS_SPEAKS_COUNT] = {
#define NS_SPEAKS(id, code_, of_) [NS_SPEAKS_##id] = { code_, of_ },
#include "analysis/message_rows.h"
};

/* ---- matching ---- */

#define WORD_MAX 256
#define TEXT_MAX 80

struct match {
	enum ns_message_id id;
	const char *start;
	const char *end;
	struct {
		const char *name;	/* in the pattern */
		size_t name_len;
		const char *start;
		size_t len;
	} arguments[NS_ARGUMENTS_MAX];
	size_t argument_count;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\n';
}

static bool same_letter(char a, char b)
{
	return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* "vmx-ept,vmx-vpid", "vmx-ept, vmx-vpid": how many characters at @s are names with commas between them? */
static size_t list_length(const char *s)
{
	size_t n = 0, end = 0;

	while (n < WORD_MAX && (isalnum((unsigned char)s[n]) || (s[n] && strchr("-_.:", s[n])))) {
		while (n < WORD_MAX && (isalnum((unsigned char)s[n]) || (s[n] && strchr("-_.:", s[n]))))
			n++;
		end = n;
		if (s[n] == ',')
			n += is_space(s[n + 1]) ? 2 : 1;
	}
	return end;
}

/* How many characters at @s can be an argument of @type, at most; @last: nothing follows it in the pattern */
static size_t argument_room(const char *s, char type, bool last)
{
	size_t n = 0;

	switch (type) {
	case 'x':
		if (s[0] == '0' && same_letter(s[1], 'x'))
			n = 2;
		n += strspn(s + n, "0123456789abcdefABCDEF");
		break;
	case 'd':
		n = strspn(s, "0123456789");
		break;
	case 'k':
		if (strncasecmp(s, "kvm", 3))
			break;
		/* fallthrough */
	case 'w':
		while (n < WORD_MAX && s[n] && !is_space(s[n]))
			n++;
		break;
	case 'l':
		n = list_length(s);
		break;
	default:
		/* A line may be wrapped within it, but not where it is the rest of one. */
		while (n < TEXT_MAX && s[n] && (s[n] != '\n' || (!last && s[n + 1] != '\n')))
			n++;
	}
	return n;
}

static const char *match_at(const char *s, const char *pattern, struct match *m);

/* Is the brace at @pattern that of an argument, "{name:type}"? */
static bool is_hole(const char *pattern)
{
	size_t n = 1 + strspn(pattern + 1, "abcdefghijklmnopqrstuvwxyz_");

	return *pattern == '{' && pattern[n] == ':' && pattern[n + 1] && pattern[n + 2] == '}';
}

/*
 * An argument, @hole behind its brace, and what follows it. The shortest word
 * that lets the rest match is taken, of a number all digits; at the end of the
 * pattern, everything.
 */
static const char *match_argument(const char *s, const char *hole, struct match *m)
{
	const char *colon = strchr(hole, ':'), *rest = colon + 3, *end = NULL;
	size_t room = argument_room(s, colon[1], !*rest), n = 1, mine = m->argument_count++;

	if (!*rest || colon[1] == 'x' || colon[1] == 'd')
		n = room;
	for (; n && n <= room && !end; n++) {
		if (*rest && (*rest == ' ' ? !is_space(s[n]) : !same_letter(s[n], *rest)))
			continue;
		m->argument_count = mine + 1;
		m->arguments[mine].name = hole;
		m->arguments[mine].name_len = colon - hole;
		m->arguments[mine].start = s;
		m->arguments[mine].len = n;
		end = match_at(s + n, rest, m);
	}
	return end;
}

/* Where the match of all of @pattern at @s ends, or NULL */
static const char *match_at(const char *s, const char *pattern, struct match *m)
{
	while (*pattern) {
		if (is_hole(pattern))
			return match_argument(s, pattern + 1, m);
		if (*pattern == ' ') {
			if (!is_space(*s))
				return NULL;
			while (is_space(*s))
				s++;
		} else if (same_letter(*s, *pattern)) {
			s++;
		} else {
			return NULL;
		}
		pattern++;
	}
	/* "0x7" is not in "0x70", "feature" not in "features" */
	return isalnum((unsigned char)pattern[-1]) && isalnum((unsigned char)*s) ? NULL : s;
}

struct matches {
	struct match *list;
	size_t count;
};

/* The patterns by their first letter, which most places in a text already rule out */
struct first {
	const char *pattern;
	enum ns_message_id id;
	const char *from;	/* of the text: a match ended here */
	struct first *next;
};

#define PATTERNS_MAX ((size_t)NS_MESSAGE_COUNT * NS_MESSAGE_PATTERNS_MAX)

static void sort_patterns(struct first *all, struct first *by_letter[256], const char *plain)
{
	for (int id = 0; id < NS_MESSAGE_COUNT; id++) {
		for (const char *const *p = ns_message_rows[id].patterns; *p; p++, all++) {
			unsigned char letter = tolower((unsigned char)**p);

			*all = (struct first){ *p, id, plain, by_letter[letter] };
			by_letter[letter] = all;
		}
	}
}

static void match_pattern(const char *s, bool in_word, struct first *f, struct matches *all)
{
	struct match m = { .id = f->id, .start = s };

	if (s < f->from || !same_letter(s[1], f->pattern[1]) || (in_word && isalnum((unsigned char)*s)))
		return;
	m.end = match_at(s, f->pattern, &m);
	if (!m.end)
		return;
	all->list = ns_xreallocarray(all->list, all->count + 1, sizeof(*all->list));
	all->list[all->count++] = m;
	f->from = m.end;
}

static struct matches match_all(const char *plain)
{
	struct first *patterns = ns_xcalloc(PATTERNS_MAX, sizeof(*patterns)), *by_letter[256] = { NULL };
	struct matches all = { 0 };

	sort_patterns(patterns, by_letter, plain);
	for (const char *s = plain; *s; s++)
		for (struct first *f = by_letter[tolower((unsigned char)*s)]; f; f = f->next)
			match_pattern(s, s > plain && isalnum((unsigned char)s[-1]), f, &all);
	free(patterns);
	return all;
}

/* How much of a match is the pattern's own text, and no argument? */
static size_t own_text(const struct match *m)
{
	size_t n = m->end - m->start;

	for (size_t i = 0; i < m->argument_count; i++)
		n -= m->arguments[i].len;
	return n;
}

/*
 * By place; of two at one place first the one that says more in its own words,
 * then the longer, then the one that comes first in the table
 */
static int compare(const void *a, const void *b)
{
	const struct match *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	if (own_text(x) != own_text(y))
		return own_text(x) > own_text(y) ? -1 : 1;
	if (x->end != y->end)
		return x->end > y->end ? -1 : 1;
	return (int)x->id - (int)y->id;
}

/* ---- what was found ---- */

/* Where an argument ends: not with a mark that belongs to the sentence around it */
static size_t trimmed(const char *s, size_t len)
{
	while (len && strchr(".,;:)\"' ", s[len - 1]))
		len--;
	return len;
}

static void on_one_line(char *text)
{
	for (; *text; text++)
		if (*text == '\n')
			*text = ' ';
}

static void fill_message(struct ns_message *m, const struct match *match)
{
	m->row = &ns_message_rows[match->id];
	m->text = ns_xasprintf("%.*s", (int)(match->end - match->start), match->start);
	on_one_line(m->text);
	m->times = 1;
	for (size_t i = 0; i < match->argument_count; i++) {
		struct ns_message_argument *a = &m->arguments[m->argument_count++];
		size_t len = trimmed(match->arguments[i].start, match->arguments[i].len);

		a->name = ns_xasprintf("%.*s", (int)match->arguments[i].name_len, match->arguments[i].name);
		a->text = ns_xasprintf("%.*s", (int)len, match->arguments[i].start);
		on_one_line(a->text);
	}
}

static void free_message(struct ns_message *m)
{
	for (size_t i = 0; i < m->argument_count; i++) {
		free(m->arguments[i].name);
		free(m->arguments[i].text);
	}
	free(m->text);
}

static bool same_message(const struct ns_message *a, const struct ns_message *b)
{
	bool same = a->row == b->row && a->argument_count == b->argument_count;

	for (size_t i = 0; same && i < a->argument_count; i++)
		same = !strcmp(a->arguments[i].text, b->arguments[i].text);
	return same;
}

/* A long log repeats itself: more different messages than this are not told apart. */
#define MESSAGES_MAX 200

static void add_message(struct ns_messages *all, const struct match *match, size_t line)
{
	struct ns_message m = { .line = line, .last_line = line };
	size_t i = 0;

	fill_message(&m, match);
	while (i < all->count && !same_message(&all->list[i], &m))
		i++;
	if (i < all->count) {
		/* "VT-x is not available (VERR_VMX_NO_VMX)" says it once. */
		all->list[i].times += line != all->list[i].last_line;
		all->list[i].last_line = line;
		free_message(&m);
	} else if (all->count < MESSAGES_MAX) {
		all->list = ns_xreallocarray(all->list, all->count + 1, sizeof(*all->list));
		all->list[all->count++] = m;
	} else {
		free_message(&m);
	}
}

struct ns_messages ns_messages_find(const char *plain)
{
	struct ns_messages all = { 0 };
	struct matches matches = match_all(plain);
	const char *counted = plain, *covered = plain, *taken = NULL;
	size_t line = 1;

	if (matches.count)
		qsort(matches.list, matches.count, sizeof(*matches.list), compare);
	for (size_t i = 0; i < matches.count; i++) {
		const struct match *m = &matches.list[i];

		/* A shorter one within a longer one says no more, nor does another one at the same place. */
		if (m->end <= covered || m->start == taken)
			continue;
		taken = m->start;
		line += ns_line_ends(counted, m->start - counted);
		counted = m->start;
		covered = m->end;
		add_message(&all, m, line);
	}
	free(matches.list);
	return all;
}

void ns_messages_clear(struct ns_messages *all)
{
	for (size_t i = 0; i < all->count; i++)
		free_message(&all->list[i]);
	free(all->list);
	*all = (struct ns_messages){ 0 };
}

const char *ns_message_get(const struct ns_message *m, const char *name)
{
	const char *text = NULL;

	for (size_t i = 0; i < m->argument_count; i++)
		if (!strcmp(m->arguments[i].name, name))
			text = m->arguments[i].text;
	return text;
}
