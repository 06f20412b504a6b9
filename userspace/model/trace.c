// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

void ns_trace_counts_free(struct ns_trace_counts *counts)
{
	free(counts->count);
	*counts = (struct ns_trace_counts){ 0 };
}

/* The number behind "key:", up to the end of the line; false if it has none */
static bool number(const char *line, const char *key, unsigned long long *num)
{
	const char *eol = strchrnul(line, '\n'), *p = strstr(line, key);
	char *end;

	if (!p || p >= eol)
		return false;
	p += strlen(key);
	*num = strtoull(p, &end, 10);
	return end != p && end <= eol;
}

static void add(struct ns_trace_counts *counts, const struct ns_trace_count *count)
{
	counts->count = ns_xreallocarray(counts->count, counts->n + 1, sizeof(*count));
	counts->count[counts->n++] = *count;
}

/* "{ common_pid:        142, isa:          2, exit_code:       1024 } hitcount:         44" */
static void parse_bucket(struct ns_trace_counts *counts, enum ns_trace_event event,
			 const char *line)
{
	unsigned long long thread, isa = 0, reason = 0, hits;

	if (!number(line, " common_pid:", &thread) || !number(line, "} hitcount:", &hits))
		return;
	if (event != NS_TRACE_ENTRY &&
	    (!number(line, " isa:", &isa) || (!number(line, " exit_reason:", &reason) &&
					      !number(line, " exit_code:", &reason))))
		return;
	add(counts, &(struct ns_trace_count){ event, thread, isa, reason, hits });
}

bool ns_trace_parse(struct ns_trace_counts *counts, enum ns_trace_event event, const char *text)
{
	bool totals = false;
	const char *line;

	for (line = text; line; line = strchr(line, '\n')) {
		unsigned long long dropped;

		line += *line == '\n';
		if (*line == '{')
			parse_bucket(counts, event, line);
		totals |= !strncmp(line, "Totals:", 7);
		if (totals && number(line, "    Dropped:", &dropped) && !strncmp(line, "    Dropped:", 12))
			counts->dropped += dropped;
	}
	return totals;
}

/* 1 << TRACING_MAP_BITS_MIN and _MAX in the kernel */
#define PLACES_MIN 128u
#define PLACES_MAX 131072u

unsigned int ns_trace_places(unsigned int places, size_t used, bool dropped)
{
	size_t wanted = dropped ? 2 * (size_t)places : 4 * used;

	return wanted < PLACES_MIN ? PLACES_MIN : wanted > PLACES_MAX ? PLACES_MAX : wanted;
}

uint64_t ns_trace_hits(const struct ns_trace_counts *counts, const struct ns_trace_count *key)
{
	for (size_t i = 0; i < counts->n; i++) {
		const struct ns_trace_count *c = &counts->count[i];

		if (c->event == key->event && c->thread == key->thread && c->isa == key->isa &&
		    c->reason == key->reason)
			return c->hits;
	}
	return 0;
}
