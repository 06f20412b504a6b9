// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/markup.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

/* What stands for @c in HTML, and for these three in Markdown, too; NULL for itself */
static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	}
	return NULL;
}

static void put_html(FILE *file, const char *s)
{
	for (; *s; s++) {
		const char *as = entity(*s);

		if (as)
			fputs(as, file);
		else
			putc(*s, file);
	}
}

/* ":x:" is a picture, also within an address of a network card. */
static bool begins_emoji(const char *s)
{
	size_t len = *s == ':' ? strspn(s + 1, "abcdefghijklmnopqrstuvwxyz0123456789_+-") : 0;

	return len && s[1 + len] == ':';
}

/* "#1" and "GH-1" are issues, "@name" is told: does such a thing begin with the character at @s? */
static bool begins_reference(const char *text, const char *s)
{
	return (*s == '@' && isalnum((unsigned char)s[1])) || (*s == '#' && isdigit((unsigned char)s[1])) || begins_emoji(s) ||
	       (*s == '-' && isdigit((unsigned char)s[1]) && s - text >= 2 && !strncasecmp(s - 2, "gh", 2));
}

/* At the beginning of a line "- a", "1. a" and blanks are markup. */
static bool begins_block(const char *text, const char *s)
{
	if (s == text)
		return strchr("-+=", *s);
	return strchr(".)", *s) && strchr(" ", s[1]) && strspn(text, "0123456789") == (size_t)(s - text);
}

/*
 * As GitHub and GitLab read it; they make links of bare URLs, addresses, names
 * and numbers. These are found after escapes are resolved: only something
 * between their parts keeps them text.
 */
static void put_markdown(FILE *file, const char *text)
{
	for (const char *s = text; *s; s++) {
		const char *as = strchr("&<>", *s) ? entity(*s) : NULL;

		if (as)
			fputs(as, file);
		else if (s == text && *s == ' ')
			fputs("&#32;", file);
		else if (strchr("\\`*_[]|~#!$", *s) || begins_block(text, s))
			fprintf(file, "\\%c%s", *s, begins_reference(text, s) ? "<!-- -->" : "");
		else if (begins_reference(text, s))
			fprintf(file, "%c<!-- -->", *s);
		else if (!strncmp(s, "://", 3))
			fputs("&#58;", file);
		else if (*s == '.' && s - text >= 3 && !strncasecmp(s - 3, "www", 3))
			fputs("&#46;", file);
		else
			putc(*s, file);
	}
}

static void put(const struct ns_out *out, const char *s)
{
	char *text = ns_xstrdup(s);

	ns_sanitize(text, false);
	if (out->format == NS_FORMAT_HTML)
		put_html(out->file, text);
	else
		put_markdown(out->file, text);
	free(text);
}

/* The longest run of backticks in @text; a fence with one more is not in it. */
static size_t longest_run(const char *text)
{
	size_t longest = 0;

	for (const char *s = strchr(text, '`'); s; s = strchr(s, '`')) {
		size_t n = strspn(s, "`");

		longest = n > longest ? n : longest;
		s += n;
	}
	return longest;
}

static void put_fence(const struct ns_out *out, size_t length)
{
	while (length--)
		putc('`', out->file);
}

void ns_markup_block(const struct ns_out *out, const char *original)
{
	char *text = ns_xstrdup(original);
	size_t size, fence;

	ns_sanitize(text, true);
	size = strlen(text);
	fence = longest_run(text) < 3 ? 3 : longest_run(text) + 1;
	if (out->format == NS_FORMAT_HTML) {
		fputs("<pre><code>", out->file);
		put_html(out->file, text);
		fputs("</code></pre>\n", out->file);
	} else {
		put_fence(out, fence);
		fprintf(out->file, "text\n%s%s", text, size && text[size - 1] != '\n' ? "\n" : "");
		put_fence(out, fence);
		fputs("\n", out->file);
	}
	free(text);
}

void ns_markup_print(const struct ns_out *out, const char *fmt, ...)
{
	const char *p;
	va_list ap;

	va_start(ap, fmt);
	for (; (p = strchr(fmt, '%')); fmt = p + 1) {
		fwrite(fmt, 1, p - fmt, out->file);
		p++;
		if (*p == 's') {
			put(out, va_arg(ap, const char *));
		} else if (*p == '%') {
			putc('%', out->file);
		} else if (!strncmp(p, "zu", 2)) {
			fprintf(out->file, "%zu", va_arg(ap, size_t));
			p++;
		} else {
			abort();	/* a mistake in the program: render/markup.h has no such conversion */
		}
	}
	va_end(ap);
	fputs(fmt, out->file);
}
