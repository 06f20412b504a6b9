// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/out.h"

#include <errno.h>
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "render/markup.h"
#include "util/alloc.h"
#include "util/text.h"
#include "util/json.h"

#define LABEL_WIDTH 12
#define DEFAULT_WIDTH 100
/* What a column that may be cut keeps: less tells nobody what it is about. A terminal breaks the lines that are longer. */
#define KEPT_WIDTH 24
#define SEPARATOR "  "
#define CUT "..."

static const char *const tones[] = {
	[NS_TONE_PLAIN] = "",
	[NS_TONE_GOOD] = "\033[32m",
	[NS_TONE_BAD] = "\033[31m",
	[NS_TONE_WARN] = "\033[33m",
	[NS_TONE_DIM] = "\033[2m",
	[NS_TONE_BOLD] = "\033[1m",
};

static const char *const table_colors[] = {
	[NS_TONE_GOOD] = "green",
	[NS_TONE_BAD] = "red",
	[NS_TONE_WARN] = "yellow",
	[NS_TONE_BOLD] = "bold",
};

bool ns_is_terminal(FILE *file)
{
	const char *term = getenv("TERM");

	return isatty(fileno(file)) && term && strcmp(term, "dumb");
}

/*
 * A stream that has failed knows no longer why: where stdbuf(1) has it write
 * each line at once, the rest was asked for since. One more line is tried: if
 * that can be written, the reason is not known any more.
 */
int ns_write_error(FILE *file)
{
	return fflush(file) || write(fileno(file), "\n", 1) != 1 ? errno : 0;
}

/* no-color.org: set and not empty; an explicit --color=always wins. */
int ns_color_wanted(const char *when, FILE *file)
{
	const char *no_color = getenv("NO_COLOR");

	if (!strcmp(when, "always"))
		return 1;
	if (!strcmp(when, "never"))
		return 0;
	if (strcmp(when, "auto"))
		return -1;
	return ns_is_terminal(file) && !(no_color && *no_color);
}

/* Of standard output asked for once: a file stays one, a terminal too. */
static bool is_tty(const struct ns_out *out)
{
	static int is = -1;

	if (out->file != stdout)
		return isatty(fileno(out->file));
	if (is < 0)
		is = isatty(STDOUT_FILENO);
	return is;
}

/* What a terminal shows, which may change, or a width that suits a file and a bug report */
static size_t width_of(const struct ns_out *out)
{
	struct winsize w;

	if (is_tty(out) && !ioctl(fileno(out->file), TIOCGWINSZ, &w) && w.ws_col > 40)
		return w.ws_col;
	return DEFAULT_WIDTH;
}

void ns_sanitize(char *text, bool lines)
{
	for (char *p = text, *end; *p; p = end) {
		size_t n = ns_utf8_length(p);

		end = p + (n ?: 1);
		if (*p == '\n' && lines)
			continue;
		if (*p == '\n' || *p == '\t')
			*p = ' ';
		else if (!n || ns_utf8_steers(p, n))
			memset(p, '.', end - p);
	}
}

void ns_print(const struct ns_out *out, enum ns_tone tone, const char *fmt, ...)
{
	bool colored = out->color && tone != NS_TONE_PLAIN;
	size_t line;
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = ns_xvasprintf(fmt, ap);
	va_end(ap);
	ns_sanitize(text, true);
	/* The colour ends with the line, before its newline: a pager looks at lines. */
	line = strcspn(text, "\n");
	fprintf(out->file, "%s%.*s%s%s", colored ? tones[tone] : "", (int)line, text, colored ? "\033[0m" : "", text + line);
	free(text);
}

static bool is_markdown(const struct ns_out *out)
{
	return out->format == NS_FORMAT_MARKDOWN;
}

#define LEVELS 6

/* "##", for the title of a report (1) or the head of a part (2) */
static void mark_level(const struct ns_out *out, unsigned int level)
{
	for (unsigned int i = 0; i < out->depth + level && i < LEVELS; i++)
		ns_markup(out, "#");
}

void ns_print_title(const struct ns_out *out, const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = ns_xvasprintf(fmt, ap);
	va_end(ap);
	ns_sanitize(text, false);
	if (is_markdown(out)) {
		if (out->depth)
			ns_markup(out, "\n");
		mark_level(out, 1);
		ns_markup(out, " %s\n\n", text);
	} else {
		ns_print(out, NS_TONE_BOLD, "%s\n", text);
	}
	free(text);
}

void ns_print_head(const struct ns_out *out, const char *head, enum ns_tone tone, const char *answer)
{
	if (is_markdown(out)) {
		ns_markup(out, "\n");
		mark_level(out, 2);
		ns_markup(out, " %s", head);
		if (answer)
			ns_markup(out, " %s", answer);
		ns_markup(out, "\n\n");
	} else if (answer) {
		ns_print(out, NS_TONE_BOLD, "%s ", head);
		ns_print(out, tone, "%s\n", answer);
	} else {
		ns_print(out, NS_TONE_BOLD, "%s\n", head);
	}
}

void ns_print_line(const struct ns_out *out, enum ns_tone tone, const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = ns_xvasprintf(fmt, ap);
	va_end(ap);
	ns_sanitize(text, false);
	if (is_markdown(out))
		ns_markup(out, "- %s\n", text);
	else
		ns_print(out, tone, "  %s\n", text);
	free(text);
}

void ns_print_lines(const struct ns_out *out, const char *text)
{
	char *copy = ns_xstrdup(text), *rest;

	for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		ns_print_line(out, NS_TONE_PLAIN, "%s", line);
	free(copy);
}

void ns_print_gap(const struct ns_out *out)
{
	if (!is_markdown(out))
		putc('\n', out->file);
}

/* How much of @s fits into @room: up to a blank, or a word that is too long for any line */
static size_t fitting(const char *s, size_t room)
{
	size_t cut = room;

	if (strnlen(s, room + 1) <= room)
		return strlen(s);
	while (cut && s[cut] != ' ')
		cut--;
	return cut ? cut : strcspn(s, " ");
}

static void fill_item(const struct ns_out *out, const char *label, enum ns_tone tone, const char *text)
{
	size_t indent = 2 + LABEL_WIDTH + 1, room = width_of(out) - indent;
	char *clean = ns_xstrdup(label);
	const char *s;

	/* A file's name may be one. */
	ns_sanitize(clean, false);
	fprintf(out->file, "  %-*s ", LABEL_WIDTH, clean);
	free(clean);
	for (s = text; ; fprintf(out->file, "%*s", (int)indent, "")) {
		size_t n = fitting(s, room);

		ns_print(out, tone, "%.*s", (int)n, s);
		putc('\n', out->file);
		s += n + strspn(s + n, " ");
		if (!*s)
			break;
	}
}

void ns_print_item(const struct ns_out *out, const char *label, enum ns_tone tone,
		   const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = ns_xvasprintf(fmt, ap);
	va_end(ap);
	ns_sanitize(text, false);
	if (!is_markdown(out))
		fill_item(out, label, tone, text);
	else if (*label)
		ns_markup(out, "- **%s**: %s\n", label, text);
	else
		ns_markup(out, "  - %s\n", text);
	free(text);
}

bool ns_out_is_json(const struct ns_out *out)
{
	return out->format == NS_FORMAT_JSON || out->format == NS_FORMAT_PRETTY;
}

void ns_out_json(const struct ns_out *out, json_t *json)
{
	/* A failed write shows when the file is closed, like any other. */
	ns_json_write(out->file, json, out->format != NS_FORMAT_JSON);
	json_decref(json);
}

struct ns_table {
	const struct ns_out *out;
	struct libscols_table *scols;
	struct libscols_line *line;
	size_t rows, columns;
	bool *cut;	/* may a column be? */
};

struct ns_table *ns_table_new(const struct ns_out *out)
{
	struct ns_table *t = ns_xcalloc(1, sizeof(*t));

	t->out = out;
	t->scols = ns_check_alloc(scols_new_table());
	scols_table_enable_colors(t->scols, out->color);
	if (scols_table_set_column_separator(t->scols, SEPARATOR))
		ns_out_of_memory();
	scols_table_set_termforce(t->scols, SCOLS_TERMFORCE_NEVER);
	return t;
}

void ns_table_column(struct ns_table *t, const char *title, bool cut)
{
	ns_check_alloc(scols_table_new_column(t->scols, title, 0, 0));
	t->cut = ns_xreallocarray(t->cut, t->columns + 1, sizeof(*t->cut));
	t->cut[t->columns++] = cut;
}

void ns_table_row(struct ns_table *t)
{
	t->line = ns_check_alloc(scols_table_new_line(t->scols, NULL));
	t->rows++;
}

void ns_table_cell(struct ns_table *t, size_t column, enum ns_tone tone, const char *text)
{
	char *clean = ns_xstrdup(text);

	ns_sanitize(clean, false);
	if (scols_line_refer_data(t->line, column, clean))
		ns_out_of_memory();
	if (tone < sizeof(table_colors) / sizeof(table_colors[0]) && table_colors[tone] &&
	    scols_cell_set_color(scols_line_get_cell(t->line, column), table_colors[tone]))
		ns_out_of_memory();
}

/* libsmartcols pads lines and cannot indent: do both on what it made. */
static void print_indented(const struct ns_out *out, char *text, const char *indent)
{
	char *rest, *line;

	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		size_t n = strlen(line);

		while (n && line[n - 1] == ' ')
			n--;
		fprintf(out->file, "%s%.*s\n", indent, (int)n, line);
	}
}

/* scols_column_get_name() says the same, and is newer than Debian 11's smartcols. */
static const char *column_name(const struct ns_table *t, size_t i)
{
	return scols_cell_get_data(scols_column_get_header(scols_table_get_column(t->scols, i)));
}

static const char *cell_text(const struct ns_table *t, size_t row, size_t column)
{
	return scols_cell_get_data(scols_line_get_cell(scols_table_get_line(t->scols, row), column)) ?: "";
}

static void mark_table(const struct ns_table *t)
{
	ns_markup(t->out, "\n|");
	for (size_t i = 0; i < t->columns; i++)
		ns_markup(t->out, " %s |", column_name(t, i));
	ns_markup(t->out, "\n|");
	for (size_t i = 0; i < t->columns; i++)
		ns_markup(t->out, " --- |");
	ns_markup(t->out, "\n");
	for (size_t row = 0; row < t->rows; row++) {
		ns_markup(t->out, "|");
		for (size_t i = 0; i < t->columns; i++)
			ns_markup(t->out, " %s |", cell_text(t, row, i));
		ns_markup(t->out, "\n");
	}
}

static size_t column_width(const struct ns_table *t, size_t column)
{
	size_t width = strlen(column_name(t, column));

	for (size_t row = 0; row < t->rows; row++) {
		size_t n = strlen(cell_text(t, row, column));

		width = n > width ? n : width;
	}
	return width;
}

/* Each cell of a column ends after @width bytes, in a way that shows it. */
static void cut_column(struct ns_table *t, size_t column, size_t width)
{
	for (size_t row = 0; row < t->rows; row++) {
		const char *text = cell_text(t, row, column);
		size_t n = 0;

		if (strlen(text) <= width)
			continue;
		while (n + ns_utf8_length(text + n) <= width - strlen(CUT))
			n += ns_utf8_length(text + n);
		if (scols_line_refer_data(scols_table_get_line(t->scols, row), column, ns_xasprintf("%.*s" CUT, (int)n, text)))
			ns_out_of_memory();
	}
}

/* To @room, as far as columns may be cut; the first ones keep most. */
static void cut_table(struct ns_table *t, size_t room)
{
	size_t *width = ns_xcalloc(t->columns, sizeof(*width)), needed = (t->columns - 1) * strlen(SEPARATOR);

	for (size_t i = 0; i < t->columns; i++) {
		width[i] = column_width(t, i);
		needed += t->cut[i] && width[i] > KEPT_WIDTH ? KEPT_WIDTH : width[i];
	}
	for (size_t i = 0; i < t->columns; i++) {
		size_t left = room > needed ? room - needed : 0, wanted = width[i] - KEPT_WIDTH;

		if (!t->cut[i] || width[i] <= KEPT_WIDTH)
			continue;
		if (wanted > left)
			cut_column(t, i, KEPT_WIDTH + left);
		needed += wanted > left ? left : wanted;
	}
	free(width);
}

static void print_table(struct ns_table *t, const char *indent)
{
	char *text = NULL;

	/* A terminal gets what fits, a file gets everything. */
	if (is_tty(t->out))
		cut_table(t, width_of(t->out) - strlen(indent));
	/* Without memory libsmartcols leaves the cell empty and reports no error. */
	errno = 0;
	if (scols_print_table_to_string(t->scols, &text) || errno == ENOMEM)
		ns_out_of_memory();
	print_indented(t->out, text, indent);
	free(text);
}

void ns_table_print(struct ns_table *t, const char *indent)
{
	if (t->rows && is_markdown(t->out))
		mark_table(t);
	else if (t->rows)
		print_table(t, indent);
	scols_unref_table(t->scols);
	free(t->cut);
	free(t);
}
