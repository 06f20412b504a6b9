// SPDX-License-Identifier: GPL-2.0-or-later
/* For Prometheus: what a machine can do, as numbers. */
#include <stdlib.h>

#include "command.h"
#include "output.h"
#include "render/metrics.h"
#include "util/alloc.h"

static struct {
	const char *output;
} opt;

static const struct ns_option options[] = {
	{ "output", 0, "FILE", "write to FILE (atomically) instead of standard output", .text = &opt.output },
	{ 0 }
};

static bool write_metrics(const struct ns_snapshot *s, const char *path)
{
	char *text;
	size_t size;
	FILE *file = ns_xmemstream(&text, &size);
	bool ok;

	ns_metrics_print(file, s);
	ns_xclose(file);
	ok = ns_output_write(path, text, size, true);
	free(text);
	return ok;
}

static int run(struct ns_app *app)
{
	struct ns_snapshot *s;
	bool ok = true;

	if (app->out.format != NS_FORMAT_TEXT) {
		ns_error("metrics prints only its own format; status, check and caps print JSON");
		return NS_EXIT_ERROR;
	}
	/* A name that cannot be written to is known before the work. */
	if (opt.output && !ns_output_is_file(opt.output))
		return NS_EXIT_ERROR;
	s = ns_app_snapshot(app);
	if (!s)
		return NS_EXIT_ERROR;
	if (opt.output)
		ok = write_metrics(s, opt.output);
	else
		ns_metrics_print(app->out.file, s);
	ns_snapshot_free(s);
	return ok ? NS_EXIT_OK : NS_EXIT_ERROR;
}

const struct ns_command ns_command_metrics = {
	.name = "metrics",
	.operands = "",
	.summary = "print answers, checks and capabilities as Prometheus metrics",
	.takes = NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.refuses = NS_TAKES_JSON,
	.options = options,
	.examples = {
		{ "nestscope metrics",
		  "the text format of Prometheus" },
		{ "nestscope metrics --output nestscope.prom",
		  "for node_exporter's textfile directory" },
	},
	.run = run,
};
