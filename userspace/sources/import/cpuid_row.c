// SPDX-License-Identifier: GPL-2.0-or-later
#include "sources/import/cpuid_row.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { NONE, SECOND, LAST };

static const struct {
	const char *mark;
	const char *scan;
	int sub;
	uint32_t base;
} shapes[] = {
#define NS_CPUID_ROW(mark_, scan_, sub_, base_, source_) { mark_, scan_, sub_, base_ },
#include "sources/import/cpuid_rows.h"
};

/* The numbers of @line in their order; how many there are */
static int scan(const char *line, const char *format, unsigned int n[6])
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	return sscanf(line, format, &n[0], &n[1], &n[2], &n[3], &n[4], &n[5]);
#pragma GCC diagnostic pop
}

enum ns_row_match ns_cpuid_row(const char *line, struct ns_cpuid_row *row)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		unsigned int n[6] = { 0 };
		int found, needed = shapes[i].sub == SECOND ? 6 : 5;

		if (!strstr(line, shapes[i].mark))
			continue;
		found = scan(line, shapes[i].scan, n);
		if (found < 1)
			continue;
		if (found < needed)
			return NS_ROW_BROKEN;
		row->leaf = n[0] + shapes[i].base;
		row->subleaf = shapes[i].sub == SECOND ? n[1] : shapes[i].sub == LAST ? n[5] : 0;
		memcpy(row->out, &n[shapes[i].sub == SECOND ? 2 : 1], sizeof(row->out));
		return NS_ROW_WHOLE;
	}
	return NS_ROW_NONE;
}
