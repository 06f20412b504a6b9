// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/pasted.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "util/alloc.h"
#include "util/text.h"

size_t ns_quote_marks(const char *line)
{
	size_t n = 0, next;

	while (next = n + strspn(line + n, " \t"), line[next] == '>' || line[next] == '|')
		n = next + 1;
	return n + (n && line[n] == ' ');
}

/* ---- what steers a terminal ---- */

/* ESC, and as JSON, strings of programs, editors and rsyslog write it */
static const char *const escapes[] = { "\033", "\\u001b", "\\x1b", "\\033", "\\e", "^[", "#033" };

/* "[01;31m" (ECMA-48, 5.4); what has no end on its line is cut off there. */
static size_t control_length(const char *s)
{
	size_t n = 1 + strspn(s + 1, "0123456789:;<=>?");

	n += strspn(s + n, " !\"#$%&'()*+,-./");
	return n + (s[n] >= '@' && s[n] <= '~');
}

/* "]0;root@host: ~", a title or the like, up to BEL or ESC \ */
static size_t string_length(const char *s)
{
	size_t n = strcspn(s, "\a\033\n");

	return n + (s[n] == '\a' ? 1 : s[n] == '\033' && s[n + 1] == '\\' ? 2 : 0);
}

size_t ns_escape_length(const char *s)
{
	for (size_t i = 0; *s && strchr("\033\\^#", *s) && i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		size_t n = strlen(escapes[i]);

		if (strncasecmp(s, escapes[i], n))
			continue;
		/* tput sgr0 sets the characters back, too. */
		if (s[n] == '(' && s[n + 1] == 'B')
			return n + 2;
		if (s[n] == '[')
			return n + control_length(s + n);
		if (!i && s[n] == ']')
			return n + string_length(s + n);
		/* The keypad's mode, a cursor that is kept */
		if (!i && s[n] && strchr("=>78", s[n]))
			return n + 1;
	}
	return 0;
}

/* ---- one line ---- */

/* Characters that show as a plain one or as nothing, or that end a line */
static const struct replaced {
	const char *is, *plain;
} shown[] = {
	{ "\u00a0", " " }, { "\u202f", " " }, { "\u200b", "" }, { "\u2060", "" }, { "\ufeff", "" },
	{ "\u2028", "\n" }, { "\u2029", "\n" }, { NULL },
}, double_quotes[] = {
	{ "\u201c", "\"" }, { "\u201d", "\"" }, { NULL },
}, single_quotes[] = {
	{ "\u2018", "'" }, { "\u2019", "'" }, { NULL },
}, entities[] = {
	{ "&lt;", "<" }, { "&gt;", ">" }, { "&amp;", "&" }, { "&quot;", "\"" }, { "&apos;", "'" }, { "&#39;", "'" },
	{ "&#x27;", "'" }, { "&nbsp;", " " }, { NULL },
};

/* What a program has printed, or editors and web pages have made of it: where there is one, the other was meant, too. */
static const struct {
	char straight;
	const struct replaced *changed;
} changes[] = {
	{ '"', double_quotes }, { '\'', single_quotes }, { '<', entities },
};

#define CHANGES (sizeof(changes) / sizeof(changes[0]))

/* Those of the changes that @text may have gone through */
struct changed {
	bool by[CHANGES];
	bool quoted;	/* XML may have a '>' of its own at the beginning of a line. */
};

static struct changed changed_by(const char *text, size_t size)
{
	struct changed c;
	size_t first = 0;

	while (first < size && strchr(" \t\r\n", text[first]))
		first++;
	c.quoted = first < size && text[first] != '<';
	for (size_t i = 0; i < CHANGES; i++)
		c.by[i] = !memchr(text, changes[i].straight, size);
	return c;
}

/* How many bytes at @in are of the list; *@out is moved behind what stands for them. */
static size_t replace(const struct replaced *list, const char *in, char **out)
{
	size_t len = 0;

	while (list->is && strncmp(in, list->is, strlen(list->is)))
		list++;
	if (list->is) {
		len = strlen(list->is);
		*out = mempcpy(*out, list->plain, strlen(list->plain));
	}
	return len;
}

static size_t take_shown(const char *in, char **out, const struct changed *c)
{
	size_t len = replace(shown, in, out);

	for (size_t i = 0; i < CHANGES && !len; i++)
		if (c->by[i])
			len = replace(changes[i].changed, in, out);
	return len;
}

static bool is_space(char c)
{
	return c && strchr(" \t\r\v\f", c);
}

/* The line of @len characters at @line, made plain and moved to @out, which is not behind it; returns where it ends. */
static char *clean(char *out, const char *line, size_t len, const struct changed *c)
{
	char *begin = out;
	size_t marks, n;

	for (const char *in = line; in < line + len; in += n) {
		n = *in & 0x80 || *in == '&' ? take_shown(in, &out, c) : ns_escape_length(in);
		/* A carriage returns where a line begins, too. */
		if (!n && !(out == begin && *in && strchr("\r\v\f", *in)))
			*out++ = *in;
		n = n ?: 1;
	}
	while (out > begin && is_space(out[-1]))
		out--;
	*out = '\n';
	marks = c->quoted ? ns_quote_marks(begin) : 0;
	memmove(begin, begin + marks, out - begin - marks);
	return out - marks;
}

/* Each line of @text, which has room for one more line's end, made plain; returns the end. */
static char *clean_lines(char *text, size_t size)
{
	/* In files of very old systems carriages return instead. */
	char ending = memchr(text, '\n', size) ? '\n' : '\r';
	struct changed c = changed_by(text, size);
	const char *end = text + size, *next;
	char *out = text;

	for (const char *line = text; line < end; line = next) {
		const char *newline = memchr(line, ending, end - line);

		next = (newline ?: end) + 1;
		out = clean(out, line, next - 1 - line, &c);
		*out++ = '\n';
	}
	return out;
}

/* ---- code in prose ---- */

/* Markdown's tabs go to columns of four, and code is indented by as many. */
#define CODE_INDENT 4

static const char *next_line(const char *line)
{
	return (const char *)rawmemchr(line, '\n') + 1;
}

static size_t column_behind(size_t column, char blank)
{
	return blank == ' ' ? column + 1 : (column / CODE_INDENT + 1) * CODE_INDENT;
}

/* In which column the text of @line begins; *@text is what begins there. */
static size_t indentation(const char *line, const char **text)
{
	size_t column = 0;

	for (; *line == ' ' || *line == '\t'; line++)
		column = column_behind(column, *line);
	*text = line;
	return column;
}

/* The line up to @stop to @out, without @columns of its indentation if it has them; returns where it ends. */
static char *put_line(char *out, const char *line, const char *stop, size_t columns)
{
	for (size_t column = 0; column < columns && (*line == ' ' || *line == '\t'); line++)
		column = column_behind(column, *line);
	memmove(out, line, stop - line);
	out += stop - line;
	*out = '\n';
	return out + 1;
}

/* "```", "```xml", "~~~": what stands on a line of its own before code and behind it */
static bool is_fence(const char *s)
{
	size_t n = strspn(s, "`");

	n = n ?: strspn(s, "~");
	if (n < 3)
		return false;
	s += n + strspn(s + n, " ");
	return s[strcspn(s, " `<[{\n")] == '\n';
}

/* What stands before code and behind it on its first and last line */
static const char *const tags[] = {
	"`", "<pre>", "</pre>", "<code>", "</code>", "[code]", "[/code]", "{code}", "{noformat}",
};

/* Where what is between tags ends, and in *@start begins, of the text up to @stop */
static const char *untagged(const char **start, const char *stop)
{
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		size_t len = strlen(tags[i]);

		while ((size_t)(stop - *start) >= len && !strncasecmp(*start, tags[i], len))
			*start += len;
		while ((size_t)(stop - *start) >= len && !strncasecmp(stop - len, tags[i], len))
			stop -= len;
	}
	return stop;
}

/* A fence, and each line between two, may be indented, by as much as the list it belongs to. */
static char *undo_fences(char *text, const char *end)
{
	bool open = false;
	size_t columns = 0;
	const char *next;
	char *out = text;

	for (const char *line = text; line < end; line = next) {
		const char *start, *inner, *stop;
		size_t column = indentation(line, &start);

		next = next_line(line);
		inner = start;
		stop = untagged(&inner, next - 1);
		if (is_fence(start)) {
			open = !open;
			columns = open ? column : 0;
			*out++ = '\n';
		} else {
			out = put_line(out, inner > start ? inner : line, stop, columns);
		}
	}
	return out;
}

/*
 * The columns by which all lines from @line on are indented that are blank or indented by @least; *@stop is the line that
 * is not. cpuid(1) indents by three what it says of a CPU.
 */
static size_t code_columns(const char *line, const char *end, size_t least, const char **stop)
{
	size_t columns = SIZE_MAX;

	for (; line < end; line = next_line(line)) {
		const char *start;
		size_t column = indentation(line, &start);

		if (*start == '\n')
			continue;
		if (column < least)
			break;
		columns = column < columns ? column : columns;
	}
	*stop = line;
	return columns == SIZE_MAX ? 0 : columns % CODE_INDENT == 3 ? columns - 3 : columns;
}

/* Is each line that is not blank followed by one that is, as some editors double the ends of lines? */
static bool double_spaced(const char *text, const char *end)
{
	bool blank = true, adjacent = false;

	for (const char *line = text; line < end && !adjacent; line = next_line(line)) {
		const char *start;
		bool was = blank;

		indentation(line, &start);
		blank = *start == '\n';
		adjacent = !blank && !was;
	}
	return !adjacent;
}

/* What is all indented, and what is indented as Markdown's code below an empty line */
static char *undo_indentation(char *text, const char *end)
{
	bool blank = true;
	const char *stop, *start, *next;
	char *out = text;
	size_t columns = code_columns(text, end, 1, &stop);

	if (stop < end) {
		columns = 0;
		stop = double_spaced(text, end) ? end : text;
	}
	for (const char *line = text; line < end; line = next) {
		indentation(line, &start);
		next = next_line(line);
		if (line >= stop && blank && *start != '\n')
			columns = code_columns(line, end, CODE_INDENT, &stop);
		blank = *start == '\n';
		out = put_line(out, line, next - 1, line < stop ? columns : 0);
	}
	return out;
}

/* What follows the number @n of a line, with what parts the two; NULL if the line begins otherwise */
static const char *behind_number(const char *line, unsigned long n)
{
	char *rest;

	indentation(line, &line);
	if (*line < '0' || *line > '9' || strtoul(line, &rest, 10) != n || !strchr(" \t:|\n", *rest))
		return NULL;
	return rest + (*rest != '\n');
}

/* Lines that cat -n, an editor or a web page has numbered from 1 on; the first three are enough to be sure. */
static char *undo_numbers(char *text, char *end)
{
	const char *line = text, *rest, *next;
	unsigned long n = 0;
	char *out = text;

	for (; line < end && (rest = behind_number(line, n + 1)); line = next_line(line), n++)
		if (!n && *rest == '\n')
			break;
	if (n < 3 || line < end)
		return end;
	n = 0;
	for (line = text; line < end; line = next) {
		next = next_line(line);
		out = put_line(out, behind_number(line, ++n), next - 1, 0);
	}
	return out;
}

char *ns_pasted_text(const char *text, size_t *size)
{
	char *wide = ns_utf16_to_utf8(text, size);
	size_t mark = wide ? 0 : ns_utf8_mark(text, *size);
	char *plain = ns_xcalloc(*size + 2, 1), *end;

	memcpy(plain, wide ?: text + mark, *size - mark);
	free(wide);
	end = clean_lines(plain, *size - mark);
	end = undo_fences(plain, end);
	end = undo_numbers(plain, end);
	end = undo_indentation(plain, end);
	*end = '\0';
	*size = end - plain;
	return plain;
}
