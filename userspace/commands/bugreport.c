// SPDX-License-Identifier: GPL-2.0-or-later
/* What a bug report needs of this layer, and of others whose reports or snapshots are given. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/waterfall.h"
#include "command.h"
#include "output.h"
#include "render/bugreport.h"
#include "sources/parts.h"
#include "util/alloc.h"

static struct {
	const char *output;
	enum ns_format format;
	bool format_given, dry_run, no_redact;
} opt;

static const struct {
	const char *name;
	const char *end;	/* of the name of a file in that form */
	enum ns_format format;
} formats[] = {
	{ "markdown", ".md", NS_FORMAT_MARKDOWN },
	{ "html", ".html", NS_FORMAT_HTML },
};

static bool take_format(const char *arg)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, arg))
			continue;
		opt.format = formats[i].format;
		opt.format_given = true;
		return true;
	}
	ns_error("--format takes markdown or html, not \"%s\"", arg);
	return false;
}

static const struct ns_option options[] = {
	{ "output", 0, "FILE", "write it there, whole; the name's end chooses the format", .text = &opt.output },
	{ "format", 0, "FORMAT", "markdown or html", .take = take_format },
	{ "dry-run", 0, NULL, "print only what would be replaced, by kind and count", .flag = &opt.dry_run },
	{ "no-redact", 0, NULL, "leave names, addresses, serial numbers and secrets in", .flag = &opt.no_redact },
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

	return n && n <= 16 && !name[n] ? ns_xstrdup(name) : ns_xasprintf("layer%zu", number + 1);
}

static struct ns_waterfall *waterfall_of(const struct ns_report *report)
{
	struct ns_input *inputs = ns_xcalloc(report->count, sizeof(*inputs));
	struct ns_waterfall *w;

	for (size_t i = 0; i < report->count; i++)
		inputs[i] = (struct ns_input){ .s = report->layers[i].s, .name = report->layers[i].origin };
	w = ns_waterfall_of(inputs, report->count);
	free(inputs);
	return w;
}

/* The names that the waterfall has for the layers */
static void name_layers(struct ns_report *report)
{
	struct ns_waterfall *w = waterfall_of(report);

	for (size_t i = 0; i < report->count; i++) {
		struct ns_report_layer *layer = &report->layers[i];

		for (size_t j = 0; j < w->layer_count && !layer->name; j++)
			if (w->layers[j].s == layer->s)
				layer->name = prefix_of(w->layers[j].name, i);
		if (!layer->name)
			layer->name = prefix_of("", i);
	}
	ns_waterfall_free(w);
}

/* False after an error message */
static bool add_here(const struct ns_app *app, struct ns_report *report)
{
	struct ns_snapshot *s;
	struct ns_report_layer *layer;

	progress("capabilities");
	s = ns_app_snapshot(app);
	if (!s) {
		end_progress();
		return false;
	}
	layer = ns_report_add(report, app->from ? ns_input_name(app->from) : ns_live(&app->ctx) ? "this machine" :
			      "a captured tree", s);
	if (!app->from)
		ns_read_parts(&app->ctx, layer, progress);
	end_progress();
	return true;
}

static bool add_files(const struct ns_app *app, struct ns_report *report)
{
	for (int i = 0; i < app->argc; i++) {
		struct ns_snapshot *s = ns_load_snapshot(app->argv[i]);

		if (!s)
			return false;
		ns_report_add(report, ns_input_name(app->argv[i]), s);
	}
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
		ns_out_json(out, ns_bugreport_to_json(report, w, r));
	else
		ns_bugreport_print(out, report, w, r);
	ns_waterfall_free(w);
}

static bool write_file(const struct ns_app *app, const struct ns_report *report, const struct ns_redactor *r)
{
	struct ns_out out = { .format = app->out.format };
	size_t size;
	char *text;
	bool ok;

	out.file = ns_xmemstream(&text, &size);
	print(&out, report, r);
	ns_xclose(out.file);
	ok = ns_output_write(opt.output, text, size);
	free(text);
	return ok;
}

/* --json and --pretty, --format, or the end of the file's name; false after an error message */
static bool choose_format(struct ns_app *app)
{
	if (app->out.format != NS_FORMAT_TEXT) {
		if (opt.format_given)
			ns_error("--format cannot be used with --json or --pretty");
		return !opt.format_given;
	}
	app->out.format = opt.format_given ? opt.format : NS_FORMAT_MARKDOWN;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]) && opt.output && !opt.format_given; i++) {
		const char *end = strrchr(opt.output, '.');

		if (end && !strcmp(end, formats[i].end))
			app->out.format = formats[i].format;
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
		ns_error("--dry-run shows what is replaced, and with --no-redact nothing is");
		return NS_EXIT_ERROR;
	}
	report = ns_report_new();
	app->ctx.identify = opt.no_redact;
	ok = add_here(app, report) && add_files(app, report);
	if (ok) {
		name_layers(report);
		if (!opt.no_redact) {
			r = ns_redactor_new();
			if (!app->from)
				ns_read_private(&app->ctx, r);
			ns_report_redact(report, r);
		}
		if (opt.output)
			ok = write_file(app, report, r);
		else
			print(&app->out, report, r);
	}
	ns_redactor_free(r);
	ns_report_free(report);
	return ok ? NS_EXIT_OK : NS_EXIT_ERROR;
}

const struct ns_command ns_command_bugreport = {
	.name = "bugreport",
	.operands = "[SNAPSHOT...]",
	.summary = "what a bug report about nested virtualization needs, without what is private",
	.takes = NS_TAKES_JSON | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.options = options,
	.examples = {
		{ "nestscope bugreport --output report.md",
		  "of this machine, to read and to attach" },
		{ "nestscope bugreport guest.json --output report.html",
		  "with that of a VM of it" },
	},
	.run = run,
};
