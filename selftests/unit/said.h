/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What findings say, word for word, with what they rest on and what is to be
 * done: each is a line of a file in said/, so that a test needs to tell only
 * what it is about. UPDATE=DIRECTORY adds the lines to a file there instead:
 * selftests/cli/update makes the files anew.
 */
#ifndef NESTSCOPE_TEST_SAID_H
#define NESTSCOPE_TEST_SAID_H

#include "common.h"
#include "harness.h"
#include "render/finding.h"
#include "util/alloc.h"

static inline char *said_line(const char *where, const struct ns_finding *f)
{
	char *line = ns_xasprintf("%s:", where);

	for (; f; f = f->cause) {
		char *text = ns_finding_text(f), *remedy = ns_finding_remedy(f), *longer;

		longer = ns_xasprintf("%s %s, %s, %s%s%s: %s%s%s", line, ns_finding_code(f), ns_severity_name(f->severity),
				      ns_component_name(f->component), f->layer ? ", on " : "", f->layer ?: "", text,
				      remedy ? " -> " : "", remedy ?: "");
		free(line);
		free(text);
		free(remedy);
		line = longer;
		for (size_t i = 0; i < f->ground_count; i++) {
			const struct ns_ground *g = &f->grounds[i];

			longer = ns_xasprintf("%s [%s %s]", line, g->what, g->value ?: ns_state_name(g->state));
			free(line);
			line = longer;
		}
		if (f->cause) {
			longer = ns_xasprintf("%s because:", line);
			free(line);
			line = longer;
		}
	}
	return line;
}

/* Is it a line of the file @name? */
static inline bool is_said(const char *name, const char *where, const struct ns_finding *f)
{
	const char *update = getenv("UPDATE");
	char *line = said_line(where, f), *path = ns_xasprintf("%s/%s.txt", update ?: UNIT "said", name), *read = NULL;
	FILE *file = fopen(path, update ? "a" : "r");
	bool found = file && update && fprintf(file, "%s\n", line) > 0;
	size_t size = 0;

	while (file && !found && !update && getline(&read, &size, file) > 0) {
		read[strcspn(read, "\n")] = '\0';
		found = !strcmp(read, line);
	}
	if (!found)
		printf("# not in said/%s.txt: %s\n", name, line);
	if (file)
		fclose(file);
	free(read);
	free(path);
	free(line);
	return found;
}

#endif
