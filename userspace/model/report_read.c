// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Between blocks of code a report has lines of its own alone (render/bugreport.c):
 * the marks "<!-- nestscope WORD VALUE -->" say what is what, and nothing in a
 * block ends it, since its fence is longer than any run of backticks in it.
 *
 * A web form or a mail puts something before it, ends lines in CRLF, quotes each
 * with "> ", and takes blanks from ends of lines or adds some.
 */
#include "model/report_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/json.h"
#include "util/alloc.h"
#include "util/text.h"

#define BEGINS "<!-- nestscope bugreport 1 "
#define MARK "<!-- nestscope "
#define MARK_END " -->"
#define LAYERS_MAX 16
#define PARTS_MAX 4096
#define UUIDS_MAX 65536
#define QUOTE_MAX 32

struct reader {
	struct ns_report *report;
	const char *name;
	const char *at, *end;
	const char *quote;	/* what each line has before it */
	size_t quote_size;
	size_t line;
	size_t first;		/* index of the first layer of this report */
	bool redacted;
	enum ns_part_id part;	/* NS_PART_COUNT outside of one */
	char *from, *why;
	char **uuids;
	size_t uuid_count;
	char *error;
};

/* What may stand before the report on its first line: a mail's quoting, a byte order mark */
static bool is_quote(const char *s, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (!strchr("> \t\xef\xbb\xbf", s[i]) || !s[i])
			return false;
	return true;
}

/* Where the report begins; NULL if there is none */
static const char *begin_of(const char *text, size_t size)
{
	const char *end = text + size, *at = text;

	while ((at = memmem(at, end - at, BEGINS, strlen(BEGINS)))) {
		const char *line = memrchr(text, '\n', at - text);

		line = line ? line + 1 : text;
		if (at - line <= QUOTE_MAX && is_quote(line, at - line))
			return at;
		at += strlen(BEGINS);
	}
	return NULL;
}

bool ns_is_report(const char *text, size_t size)
{
	return begin_of(text, size);
}

static struct ns_report_layer *layer_of(const struct reader *r)
{
	return r->report->count > r->first ? &r->report->layers[r->report->count - 1] : NULL;
}

static void fail(struct reader *r, const char *what)
{
	if (!r->error)
		r->error = ns_xasprintf("%s:%zu: %s", r->name, r->line, what);
}

/* The next line without what ends it, to be freed; NULL at the end */
static char *next_line(struct reader *r)
{
	const char *end = r->at < r->end ? memchr(r->at, '\n', r->end - r->at) : NULL, *from = r->at;
	size_t n, quoted = 0;

	if (r->at >= r->end)
		return NULL;
	end = end ?: r->end;
	r->at = end + 1;
	r->line++;
	n = end - from;
	n -= n && from[n - 1] == '\r';
	/* Of an empty line the blank behind ">" may be lost. */
	while (quoted < r->quote_size && quoted < n && from[quoted] == r->quote[quoted])
		quoted++;
	if (quoted < r->quote_size && quoted < n)
		quoted = 0;
	return ns_xasprintf("%.*s", (int)(n - quoted), from + quoted);
}

/* Where what stands behind the last letter of @line begins */
static size_t without_blanks(const char *line)
{
	size_t n = strlen(line);

	while (n && strchr(" \t", line[n - 1]))
		n--;
	return n;
}

/* "&lt;", and "&#58;" or "&#x3a;" of any character of ASCII: its length and *@c; 0 for no such thing */
static size_t entity(const char *s, char *c)
{
	static const struct {
		const char *name;
		char c;
	} names[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' }, { "&nbsp;", ' ' } };
	bool hex = s[1] == '#' && (s[2] | 0x20) == 'x';
	const char *digits = s + 2 + hex;
	size_t n = s[1] == '#' ? strspn(digits, hex ? "0123456789abcdefABCDEF" : "0123456789") : 0;
	unsigned long value = n && n <= 4 && digits[n] == ';' ? strtoul(digits, NULL, hex ? 16 : 10) : 0;

	*c = value;
	if (value >= ' ' && value < 0x7f)
		return digits + n + 1 - s;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		*c = names[i].c;
		if (!strncmp(s, names[i].name, strlen(names[i].name)))
			return strlen(names[i].name);
	}
	return 0;
}

/* What render/markup.c has put in, taken out again; in place */
static char *plain(char *text)
{
	char *to = text;

	for (char *s = text, c; *s; ) {
		size_t n = *s == '&' ? entity(s, &c) : 0;

		if (n) {
			*to++ = c;
			s += n;
		} else if (!strncmp(s, "<!-- -->", 8)) {
			s += 8;
		} else {
			s += *s == '\\' && s[1];
			*to++ = *s++;
		}
	}
	*to = '\0';
	return text;
}

/* ---- blocks ---- */

/* The lines up to the fence, to be freed */
static char *read_block(struct reader *r, size_t fence)
{
	size_t size;
	char *text;
	FILE *out = ns_xmemstream(&text, &size);
	bool ended = false;

	for (char *line; !ended && (line = next_line(r)); free(line)) {
		size_t n = strspn(line, "`");

		ended = n == fence && without_blanks(line) == n;
		if (!ended)
			fprintf(out, "%s\n", line);
	}
	ns_xclose(out);
	if (ended)
		return text;
	free(text);
	fail(r, "a code block does not end: the report is cut off");
	return NULL;
}

static void take_snapshot(struct reader *r, struct ns_report_layer *layer, char *text)
{
	char *error, *note, *what;

	if (layer->s) {
		fail(r, "a layer has two snapshots");
		return;
	}
	layer->s = ns_snapshot_from_text(text, strlen(text), "snapshot", &error, &note);
	if (!layer->s) {
		what = ns_xasprintf("in this snapshot: %s", error);
		fail(r, what);
		free(what);
	}
	free(error);
	free(note);
}

static void take_block(struct reader *r, size_t fence)
{
	struct ns_report_layer *layer = layer_of(r);
	char *text = read_block(r, fence);

	if (!text || !layer || r->part == NS_PART_COUNT) {
		free(text);
	} else if (r->part == NS_PART_SNAPSHOT) {
		take_snapshot(r, layer, text);
		free(text);
	} else if (layer->part_count < PARTS_MAX) {
		ns_report_add_part(layer, r->part, r->from, text, r->why);
	} else {
		free(text);
		fail(r, "too many parts");
	}
	r->part = NS_PART_COUNT;
}

/* ---- lines ---- */

static void begin_part(struct reader *r, enum ns_part_id id)
{
	free(r->from);
	free(r->why);
	r->from = r->why = NULL;
	r->part = id;
}

static void take_uuid(struct reader *r, const char *value)
{
	const char *hash = strchr(value, ' ');

	if (r->uuid_count == UUIDS_MAX || strtoull(value, NULL, 10) != r->uuid_count + 1 || !hash) {
		fail(r, "the hashes of UUIDs are out of order");
		return;
	}
	r->uuids = ns_xreallocarray(r->uuids, r->uuid_count + 1, sizeof(*r->uuids));
	r->uuids[r->uuid_count++] = strlen(hash + 1) == 32 ? ns_xstrdup(hash + 1) : NULL;
}

/* "WORD VALUE" of a mark */
static void take_mark(struct reader *r, char *mark)
{
	char *value = strchr(mark, ' ');

	if (value)
		*value++ = '\0';
	if (!value || !strcmp(mark, "bugreport"))
		return;
	plain(value);
	if (!strcmp(mark, "layer") && r->report->count - r->first < LAYERS_MAX) {
		ns_report_add(r->report, r->name, NULL);
		begin_part(r, NS_PART_COUNT);
	} else if (!strcmp(mark, "layer")) {
		fail(r, "too many layers");
	} else if (!strcmp(mark, "part")) {
		begin_part(r, ns_part_find(value));
	} else if (!strcmp(mark, "uuid")) {
		take_uuid(r, value);
	}
}

/* "- **TITLE**: why it cannot be had" */
static void take_missing(struct reader *r, char *line)
{
	char *why = strstr(line, "**: ");
	struct ns_report_layer *layer = layer_of(r);

	if (!why || !layer)
		return;
	*why = '\0';
	plain(line);
	for (int id = 0; id < NS_PART_COUNT; id++) {
		if (strcmp(ns_parts[id].title, line) || layer->part_count >= PARTS_MAX)
			continue;
		ns_report_add_part(layer, id, NULL, NULL, plain(why + 4));
		return;
	}
}

static void take_line(struct reader *r, char *line)
{
	size_t n = without_blanks(line), fence = strspn(line, "`");

	line[n] = '\0';
	if (fence >= 3) {
		take_block(r, fence);
	} else if (n > strlen(MARK MARK_END) && !strncmp(line, MARK, strlen(MARK)) &&
		   ns_ends_in(line, MARK_END)) {
		line[n - strlen(MARK_END)] = '\0';
		take_mark(r, line + strlen(MARK));
	} else if (!strncmp(line, "From: ", 6) && r->part != NS_PART_COUNT) {
		free(r->from);
		r->from = ns_xstrdup(plain(line + 6));
	} else if (!strncmp(line, "Note: ", 6) && r->part != NS_PART_COUNT) {
		free(r->why);
		r->why = ns_xstrdup(plain(line + 6));
	} else if (!strncmp(line, "- **", 4) && r->part == NS_PART_COUNT) {
		take_missing(r, line + 4);
	}
}

/* Each layer gets the hashes: its tokens are those of the report. */
static void end_report(struct reader *r)
{
	if (!layer_of(r))
		fail(r, "the report has no layer");
	for (size_t i = r->first; i < r->report->count; i++) {
		struct ns_report_layer *layer = &r->report->layers[i];

		if (!layer->s)
			fail(r, "a layer has no snapshot: the report is incomplete");
		layer->redacted = r->redacted;
		layer->group = r->first + 1;
		layer->uuids = ns_xcalloc(r->uuid_count + 1, sizeof(*layer->uuids));
		layer->uuid_count = r->uuid_count;
		for (size_t j = 0; j < r->uuid_count; j++)
			layer->uuids[j] = r->uuids[j] ? ns_xstrdup(r->uuids[j]) : NULL;
	}
}

/* A mark of order of bytes is not on the lines that follow. */
static void begin_at(struct reader *r, const char *text, const char *begin)
{
	const char *line = memrchr(text, '\n', begin - text);

	r->quote = line ? line + 1 : text;
	r->quote += strspn(r->quote, "\xef\xbb\xbf");
	r->quote_size = begin - r->quote;
	r->redacted = !strncmp(begin + strlen(BEGINS), "redacted", 8);
	for (const char *s = text; s < begin; s++)
		r->line += *s == '\n';
	r->at = begin;
}

bool ns_report_read(struct ns_report *report, const char *text, size_t size, const char *name, char **error)
{
	struct reader r = { .report = report, .name = name, .end = text + size, .first = report->count,
			    .part = NS_PART_COUNT };

	begin_at(&r, text, begin_of(text, size));
	for (char *line; !r.error && (line = next_line(&r)); free(line))
		take_line(&r, line);
	end_report(&r);
	begin_part(&r, NS_PART_COUNT);
	for (size_t i = 0; i < r.uuid_count; i++)
		free(r.uuids[i]);
	free(r.uuids);
	*error = r.error;
	return !r.error;
}
