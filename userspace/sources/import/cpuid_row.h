/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One leaf of CPUID on a line, as dumps have it. */
#ifndef NESTSCOPE_IMPORT_CPUID_ROW_H
#define NESTSCOPE_IMPORT_CPUID_ROW_H

#include <stdbool.h>
#include <stdint.h>

struct ns_cpuid_row {
	uint32_t leaf, subleaf;
	uint32_t out[4];	/* indexed by enum ns_cpuid_out */
};

enum ns_row_match {
	NS_ROW_NONE,	/* no leaf of CPUID */
	NS_ROW_BROKEN,	/* the beginning of one, cut off or with something that is no number */
	NS_ROW_WHOLE,
};

enum ns_row_match ns_cpuid_row(const char *line, struct ns_cpuid_row *row);

#endif
