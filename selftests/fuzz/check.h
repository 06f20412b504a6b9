/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What must hold for every snapshot from any source, and for all output made from it */
#ifndef NESTSCOPE_FUZZ_CHECK_H
#define NESTSCOPE_FUZZ_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/answers.h"
#include "analysis/cpuinfo.h"
#include "analysis/layers.h"
#include "analysis/waterfall.h"
#include "model/json.h"
#include "render/layers.h"
#include "render/live.h"
#include "render/waterfall.h"

static inline void demand(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "fuzz: %s\n", what);
	abort();
}

static inline char *to_text(const struct ns_snapshot *s)
{
	json_t *j = ns_snapshot_to_json(s);
	char *text = json_dumps(j, JSON_COMPACT);

	demand(!!text, "a snapshot cannot be written");
	json_decref(j);
	return text;
}

/* A written snapshot is read without a note, and written again as the same bytes. */
static inline void comes_back(const struct ns_snapshot *s)
{
	char *text = to_text(s), *again, *error, *note;
	struct ns_snapshot *back = ns_snapshot_from_text(text, strlen(text), "x", &error, &note);

	demand(back && !error, error ?: "refused without a reason");
	demand(!note, "unknown to who wrote it");
	again = to_text(back);
	demand(!strcmp(text, again), "came back as something else");
	ns_snapshot_free(back);
	free(again);
	free(text);
}

static inline FILE *nowhere(void)
{
	static FILE *f;

	if (!f)
		f = fopen("/dev/null", "w");
	return f;
}

static inline void draw_conclusions(const struct ns_snapshot *s)
{
	const struct ns_out out = { .file = nowhere() };
	const struct ns_out markdown = { .file = out.file, .format = NS_FORMAT_MARKDOWN };
	struct ns_layer *layer = ns_layer_find(s);
	struct ns_findings wrong = ns_cpuinfo_compare(s);

	ns_layer_print(&out, layer);
	ns_layer_print(&markdown, layer);
	json_decref(ns_layer_to_json(layer));
	ns_layer_free(layer);
	ns_live_print(&out, s, NULL, true);
	ns_live_print(&markdown, s, NULL, true);
	json_decref(ns_live_answers_to_json(s, NULL, true));
	ns_answers_free(ns_answer_all(s));
	ns_findings_clear(&wrong);
}

static inline void draw_waterfall(const struct ns_snapshot *s)
{
	const struct ns_out out = { .file = nowhere() };
	const struct ns_out markdown = { .file = out.file, .format = NS_FORMAT_MARKDOWN };
	const struct ns_waterfall_show show = { 0 };
	struct ns_input inputs[] = { { s, "a" }, { s, "b" } };
	struct ns_waterfall *w;

	w = ns_waterfall_of(inputs, s->parent ? 1 : 2);
	ns_waterfall_print(&out, w, &show);
	ns_waterfall_print(&markdown, w, &show);
	ns_waterfall_html(&out, w, &show);
	json_decref(ns_waterfall_to_json(w, &show));
	ns_waterfall_free(w);
}

static inline void check_redacted(struct ns_snapshot *s)
{
	const struct ns_snapshot **chain;
	size_t n = ns_snapshot_chain(s, &chain);

	demand(n && n <= NS_SNAPSHOT_MAX_LAYERS + 1 && chain[n - 1] == s, "a chain of another length");
	free(chain);
	ns_snapshot_redact(s);
	comes_back(s);
}

#endif
