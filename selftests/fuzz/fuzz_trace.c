// SPDX-License-Identifier: GPL-2.0-or-later
/* The kernel's histograms, which watch reads each second, and packed stamps */
#include <stdint.h>

#include "check.h"
#include "model/pack.h"
#include "model/trace.h"
#include "util/alloc.h"

#define UNPACKED_MAX (1u << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count(const char *text)
{
	struct ns_trace_counts counts = { 0 };

	for (int event = 0; event < NS_TRACE_EVENT_COUNT; event++) {
		size_t before = counts.n;
		unsigned int places;

		ns_trace_parse(&counts, event, text);
		for (size_t i = before; i < counts.n; i++)
			demand(counts.count[i].event == (enum ns_trace_event)event, "counted as another event");
		places = ns_trace_places(counts.n, counts.n, counts.dropped);
		demand(places >= 128 && places <= 131072, "a table that the kernel does not take");
	}
	for (size_t i = 0; i < counts.n; i++)
		ns_trace_hits(&counts, &counts.count[i]);
	ns_trace_counts_free(&counts);
}

static void unpack(const char *data, size_t size)
{
	const char *why = NULL;	/* only of use without a text */
	size_t length, again;
	char *text = ns_unpack(data, size, UNPACKED_MAX, &length, &why), *packed, *back;

	demand(text || why, "neither a text nor a reason");
	if (!text)
		return;
	demand(length <= UNPACKED_MAX && !text[length], "more than was asked for");
	packed = ns_pack(text, length, &again);
	demand(ns_is_packed(packed, again), "packed as nothing that can be unpacked");
	back = ns_unpack(packed, again, UNPACKED_MAX, &size, &why);
	demand(back && size == length && !memcmp(back, text, length), "came back as something else");
	free(back);
	free(packed);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = ns_xasprintf("%.*s", (int)size, (const char *)data);

	if (ns_is_packed((const char *)data, size))
		unpack((const char *)data, size);
	else
		count(text);
	free(text);
	return 0;
}
