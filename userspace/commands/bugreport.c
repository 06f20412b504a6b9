// SPDX-License-Identifier: GPL-2.0-or-later
/* What a bug report needs of this layer, and of others whose reports or snapshots are given. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/waterfall.h"
#include "command.h"
#include "model/json.h"
#include "model/report_read.h"
#include "output.h"
#include "render/bugreport.h"
#include "sources/import/import.h"
#include "sources/parts.h"
#include "util/alloc.h"
#include "util/archive.h"

/* Of a file in an archive */
#define REPORT_NAME "/report.md"

static struct {
	const char *output;
	enum ns_format format;
	bool format_given, archive, dry_run, no_redact;
} opt;

static const struct {
	const char *name;
	const char *ends[2];	/* of the name of a file in that form */
	enum ns_format format;
	bool archive;
} formats[] = {
	{ "markdown", { ".md", ".markdown" }, NS_FORMAT_MARKDOWN, false },
	{ "html", { ".html", ".htm" }, NS_FORMAT_HTML, false },
	{ "archive", { ".tar.zst", ".tzst" }, NS_FORMAT_MARKDOWN, true },
	{ "json", { ".json", ".json" }, NS_FORMAT_JSON, false },
};

static bool take_format(const char *arg)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, arg))
			continue;
		opt.format = formats[i].format;
		opt.archive = formats[i].archive;
		opt.format_given = true;
		return true;
	}
	ns_error("--format takes markdown, html, archive or json, not \"%s\"", arg);
	return false;
}

static const struct ns_option options[] = {
	{ "output", 0, "FILE", "write to FILE (atomically); its extension selects the format", .text = &opt.output },
	{ "format", 0, "FORMAT", "markdown, html, archive or json", .take = take_format },
	{ "dry-run", 0, NULL, "only count what would be replaced, by kind; write no file", .flag = &opt.dry_run },
	{ "no-redact", 0, NULL, "do not replace names, addresses, serial numbers and secrets", .flag = &opt.no_redact },
	{ NULL },
};

/* ---- progress ---- */

static bool shows_progress(void)
{
	return ns_is_terminal(stderr);
}

static void progress(const char *title)
{
	if (shows_progress())
		fprintf(stderr, "\r\033[Knestscope: %s", title);
}

static void end_progress(void)
{
	if (shows_progress())
		fputs("\r\033[K", stderr);
}

/* ---- gathering ---- */

/* A name of a layer that is a word, to stand before a token */
static char *prefix_of(const char *name, size_t number)
{
	size_t n = strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-");

	return n && !name[n] && n <= 16 ? ns_xstrdup(name) : ns_xasprintf("layer%zu", number + 1);
}

static struct ns_waterfall *waterfall_of(const struct ns_report *report)
{
	struct ns_input *inputs = ns_xcalloc(report->count, sizeof(*inputs));
	struct ns_waterfall *w;

	for (size_t i = 0; i < report->count; i++)
		inputs[i] = (struct ns_input){ .s = report->layers[i].s, .name = report->layers[i].origin };
	w = ns_waterfall_begin(inputs, report->count);
	free(inputs);
	/* Where the layers have names already, those are its names, too. */
	for (size_t i = 0; i < report->count; i++)
		for (size_t j = 0; j < w->layer_count && report->layers[i].name; j++)
			if (w->layers[j].s == report->layers[i].s) {
				free(w->layers[j].name);
				w->layers[j].name = ns_xstrdup(report->layers[i].name);
			}
	ns_waterfall_fill(w);
	return w;
}

/*
 * The names of files are often those of hosts or VMs, which nothing in them need
 * tell: what is redacted has their numbers. Layers of one report are one file's.
 */
static void hide_files(struct ns_report *report, size_t first)
{
	size_t number = 0;

	for (size_t i = first; i < report->count; i++) {
		struct ns_report_layer *layer = &report->layers[i];

		number += i == first || !layer->group || layer->group != layer[-1].group;
		free(layer->origin);
		layer->origin = ns_xasprintf("file %zu", number);
	}
}

/*
 * The names that the waterfall has for the layers. Those of machines side by side
 * are names of files: only what is not redacted has them.
 */
static void name_layers(struct ns_report *report)
{
	struct ns_waterfall *w = waterfall_of(report);

	for (size_t i = 0; i < report->count; i++) {
		struct ns_report_layer *layer = &report->layers[i];

		for (size_t j = 0; j < w->layer_count && !layer->name; j++)
			if (w->layers[j].s == layer->s && (w->chain || opt.no_redact))
				layer->name = prefix_of(w->layers[j].name, i);
		if (!layer->name)
			layer->name = prefix_of("", i);
	}
	ns_waterfall_free(w);
	/* A report of several layers has one set of tokens. */
	for (size_t i = 0; i < report->count; i++) {
		size_t first = i;

		for (size_t j = 0; j < i && first == i; j++)
			if (report->layers[i].group && report->layers[j].group == report->layers[i].group)
				first = j;
		report->layers[i].prefix = ns_xstrdup(report->layers[first].name);
	}
}

/* One line for what is wrong with a file */
static bool say(char *error)
{
	if (error)
		ns_error("%s", error);
	free(error);
	return !error;
}

/* A report of nestscope's, or an archive with one in it; false after an error message */
static bool add_report(struct ns_report *report, const char *text, size_t size, const char *name)
{
	char *unpacked, *error = NULL, *why;
	bool ok;

	if (!ns_is_archive(text, size)) {
		ns_report_read(report, text, size, name, &error);
		return say(error);
	}
	unpacked = ns_archive_find(text, size, REPORT_NAME, NS_REPORT_MAX_SIZE, &size, &error);
	ok = unpacked && ns_is_report(unpacked, size);
	why = ok ? NULL : ns_xasprintf("%s: %s", name, error ?: "it contains no nestscope report");
	free(error);
	error = NULL;
	if (ok)
		ns_report_read(report, unpacked, size, name, &error);
	free(unpacked);
	return say(why) && say(error);
}

/* What this command prints and does not read; NULL for anything else */
static const char *unread_form(const char *text, size_t size)
{
	static const char html[] = "<!DOCTYPE html>";

	if (size >= strlen(html) && !strncasecmp(text, html, strlen(html)))
		return "HTML";
	return *text == '{' && memmem(text, size < 256 ? size : 256, "\"nestscope-bugreport\"", 21) ? "JSON" : NULL;
}

static bool add_file(struct ns_report *report, const char *path)
{
	const char *name = ns_input_name(path);
	size_t size;
	char *text = ns_read_package(path, "report", NS_REPORT_MAX_SIZE, &size), *error = NULL, *note = NULL;
	struct ns_snapshot *s = NULL;
	bool ok = text != NULL;

	if (ok && (ns_is_archive(text, size) || ns_is_report(text, size))) {
		ok = add_report(report, text, size, name);
	} else if (ok && unread_form(text, size)) {
		ns_error("%s: reports are read from Markdown and archives, not from %s", name, unread_form(text, size));
		ok = false;
	} else if (ok && size > NS_SNAPSHOT_MAX_SIZE) {
		ns_error("%s: not a report, and too large for a snapshot", name);
		ok = false;
	} else if (ok) {
		s = ns_import_text(text, size, name, &error, &note);
		say(note);
		ok = say(error) && s;
		if (s)
			ns_report_add(report, name, s);
	}
	free(text);
	return ok;
}

/* False after an error message */
static bool add_here(const struct ns_app *app, struct ns_report *report)
{
	struct ns_snapshot *s;
	struct ns_report_layer *layer;

	/* One file may be a report of its layer; several are dumps of one machine. */
	if (app->from && !app->more_count)
		return add_file(report, app->from);
	progress("capabilities");
	s = ns_app_snapshot(app);
	if (!s) {
		end_progress();
		return false;
	}
	layer = ns_report_add(report, app->from ? ns_input_name(app->from) : ns_is_live(&app->ctx) ? "this machine" :
			      "a captured tree", s);
	if (!app->from)
		ns_read_parts(&app->ctx, layer, progress);
	end_progress();
	return true;
}

static bool add_files(const struct ns_app *app, struct ns_report *report)
{
	for (int i = 0; i < app->argc; i++)
		if (!add_file(report, app->argv[i]))
			return false;
	return true;
}

/* ---- printing ---- */

static void print(const struct ns_out *out, const struct ns_report *report, const struct ns_redactor *r)
{
	struct ns_waterfall *w = waterfall_of(report);
	bool json = out->format == NS_FORMAT_JSON || out->format == NS_FORMAT_PRETTY;

	if (opt.dry_run && !json)
		ns_replaced_print(out, r);
	else if (json)
		ns_out_json(out, ns_bugreport_to_json(opt.dry_run ? NULL : report, w, r));
	else
		ns_bugreport_print(out, report, w, r);
	ns_waterfall_free(w);
}

/* The report in one form, to be freed */
static char *text_of(const struct ns_report *report, const struct ns_redactor *r, enum ns_format format, size_t *size)
{
	struct ns_out out = { .format = format };
	char *text;

	out.file = ns_xmemstream(&text, size);
	print(&out, report, r);
	ns_xclose(out.file);
	return text;
}

/* Each part of a layer as a file of its own */
static void pack_layer(struct ns_archive *a, const struct ns_report_layer *layer)
{
	char *name = ns_xasprintf("nestscope-bugreport/%s/snapshot.json", layer->name), *text = ns_snapshot_text(layer->s);

	ns_archive_add(a, name, text, strlen(text));
	free(text);
	free(name);
	for (size_t i = 0; i < layer->part_count; i++) {
		const struct ns_part *part = &layer->parts[i];

		name = ns_xasprintf("nestscope-bugreport/%s/%03zu-%s.txt", layer->name, i, ns_parts[part->id].name);
		text = ns_xasprintf("Not available: %s\n", part->why ?: "");
		ns_archive_add(a, name, part->text ?: text, strlen(part->text ?: text));
		free(text);
		free(name);
	}
}

/* Markdown and HTML in one archive, with the parts; NULL after an error message */
static char *pack(const struct ns_report *report, const struct ns_redactor *r, size_t *size)
{
	static const struct {
		const char *name;
		enum ns_format format;
	} files[] = { { REPORT_NAME, NS_FORMAT_MARKDOWN }, { "/report.html", NS_FORMAT_HTML } };
	char *error = NULL, *data = NULL;
	struct ns_archive *a = ns_archive_new(&error);

	for (size_t i = 0; a && i < 2; i++) {
		char *name = ns_xasprintf("nestscope-bugreport%s", files[i].name);
		char *text = text_of(report, r, files[i].format, size);

		ns_archive_add(a, name, text, *size);
		free(text);
		free(name);
	}
	for (size_t i = 0; a && i < report->count; i++)
		pack_layer(a, &report->layers[i]);
	if (a)
		data = ns_archive_end(a, size, &error);
	say(error);
	return data;
}

/* To the file of --output, whole, or to standard output */
static bool put_report(const struct ns_app *app, const struct ns_report *report, const struct ns_redactor *r)
{
	size_t size;
	char *text = opt.archive && !opt.dry_run ? pack(report, r, &size) : text_of(report, r, app->out.format, &size);
	bool ok = text != NULL;

	if (ok && opt.output && !opt.dry_run)
		ok = ns_output_write(opt.output, text, size, false);
	else if (ok)
		fwrite(text, 1, size, app->out.file);
	free(text);
	return ok;
}

static bool ends_in(const char *name, const char *end)
{
	size_t n = strlen(name), length = strlen(end);

	return n > length && !strcasecmp(name + n - length, end);
}

/* What the end of the name of opt.output chooses; nothing where it says nothing. False after an error message */
static bool take_name(void)
{
	/* Markdown is not written into files of these kinds. */
	static const char *const others[] = {
		".zst", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".txz", ".lz4", ".zip", ".7z", ".pdf", ".xml", ".yaml", ".yml",
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (!ends_in(opt.output, formats[i].ends[0]) && !ends_in(opt.output, formats[i].ends[1]))
			continue;
		opt.format = formats[i].format;
		opt.archive = formats[i].archive;
		return true;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (!ends_in(opt.output, others[i]))
			continue;
		ns_error("--output %s: a name ends in .md, .html, .json or .tar.zst; other names need --format", opt.output);
		return false;
	}
	return true;
}

/* --json and --pretty, --format, or the end of the file's name; false after an error message */
static bool choose_format(struct ns_app *app)
{
	if (app->out.format != NS_FORMAT_TEXT) {
		bool other = opt.format_given && opt.format != NS_FORMAT_JSON;

		if (other)
			ns_error("--format cannot be used with --json or --pretty");
		return !other;
	}
	if (!opt.format_given)
		opt.format = NS_FORMAT_MARKDOWN;
	if (!opt.format_given && opt.output && !opt.dry_run && !take_name())
		return false;
	app->out.format = opt.format;
	if (opt.archive && !opt.dry_run && !opt.output && isatty(STDOUT_FILENO)) {
		ns_error("an archive is not printed to a terminal; use --output FILE");
		return false;
	}
	return true;
}

static int run(struct ns_app *app)
{
	struct ns_redactor *r = NULL;
	struct ns_report *report;
	bool ok;

	if (!choose_format(app) || (opt.output && !ns_output_is_file(opt.output)))
		return NS_EXIT_ERROR;
	if (opt.dry_run && opt.no_redact) {
		ns_error("--dry-run shows what is replaced; --no-redact replaces nothing");
		return NS_EXIT_ERROR;
	}
	report = ns_report_new();
	app->ctx.identify = opt.no_redact;
	ok = add_here(app, report) && add_files(app, report);
	if (ok) {
		if (!opt.no_redact)
			hide_files(report, app->from ? 0 : 1);
		name_layers(report);
		if (!opt.no_redact) {
			r = ns_redactor_new();
			if (!app->from)
				ns_read_private(&app->ctx, r);
			ns_report_redact(report, r);
		}
		ok = put_report(app, report, r);
	}
	ns_redactor_free(r);
	ns_report_free(report);
	return ok ? NS_EXIT_OK : NS_EXIT_ERROR;
}

const struct ns_command ns_command_bugreport = {
	.name = "bugreport",
	.operands = "[REPORT|SNAPSHOT...]",
	.summary = "collect what a bug report about nested virtualization needs, redacted",
	.takes = NS_TAKES_JSON | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.options = options,
	.examples = {
		{ "nestscope bugreport --output report.md",
		  "a report about this machine" },
		{ "nestscope bugreport guest.json --output report.tar.zst",
		  "the same, with the snapshot or report of one of its VMs" },
	},
	.run = run,
};
