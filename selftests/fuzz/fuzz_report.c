// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A bug report or an archive with one, from anybody: refused with a reason, or layers that can be redacted and
 * written, and what is written is read again.
 */
#include <stdint.h>

#include "check.h"
#include "model/redact.h"
#include "model/report_read.h"
#include "render/bugreport.h"
#include "util/alloc.h"
#include "util/archive.h"

#define NAME "name of the file"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Names as the command gives them where there is no chain */
static void name_layers(struct ns_report *report)
{
	for (size_t i = 0; i < report->count; i++) {
		report->layers[i].name = ns_xasprintf("machine-%zu", i);
		report->layers[i].prefix = ns_xasprintf("machine-%zu", i);
	}
}

static struct ns_waterfall *waterfall_of(const struct ns_report *report)
{
	struct ns_input *inputs = ns_xcalloc(report->count, sizeof(*inputs));
	struct ns_waterfall *w;

	for (size_t i = 0; i < report->count; i++)
		inputs[i] = (struct ns_input){ report->layers[i].s, report->layers[i].name };
	w = ns_waterfall_of(inputs, report->count);
	free(inputs);
	return w;
}

static void write_again(const struct ns_report *report, const struct ns_redactor *r)
{
	struct ns_waterfall *w = waterfall_of(report);
	struct ns_report *again = ns_report_new();
	struct ns_out out = { .format = NS_FORMAT_MARKDOWN };
	const struct ns_out html = { .file = nowhere(), .format = NS_FORMAT_HTML };
	char *text, *error = NULL;
	size_t size;

	out.file = ns_xmemstream(&text, &size);
	ns_bugreport_print(&out, report, w, r);
	ns_xclose(out.file);
	ns_bugreport_print(&html, report, w, r);
	json_decref(ns_bugreport_to_json(report, w, r));
	ns_waterfall_free(w);
	demand(ns_is_report(text, size), "a report was written that is none");
	demand(ns_report_read(again, text, size, NAME, &error), error ?: "refused without a reason");
	demand(again->count == report->count, "another number of layers was written");
	ns_report_free(again);
	free(text);
}

static void read_report(const char *text, size_t size)
{
	struct ns_report *report = ns_report_new();
	char *error = NULL;
	bool ok = ns_report_read(report, text, size, NAME, &error);

	demand(ok == !error, "neither a report nor an error, or both");
	demand(!error || !strncmp(error, NAME ":", sizeof(NAME)), "an error that does not name the file");
	demand(!error || !strchr(error, '\n'), "an error of several lines");
	if (ok && report->count) {
		struct ns_redactor *r = ns_redactor_new();

		name_layers(report);
		ns_report_redact(report, r);
		write_again(report, r);
		ns_redactor_free(r);
	}
	ns_report_free(report);
	free(error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *error = NULL, *found;
	size_t length;

	if (!ns_is_archive((const char *)data, size)) {
		if (ns_is_report((const char *)data, size))
			read_report((const char *)data, size);
		return 0;
	}
	found = ns_archive_find((const char *)data, size, "/report.md", 1 << 20, &length, &error);
	demand(!found == !!error, "neither a file nor an error, or both");
	if (found && ns_is_report(found, length))
		read_report(found, length);
	free(found);
	free(error);
	return 0;
}
