// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/nearest.h"

#include <string.h>

/* More mistakes than this make another word, and so do as many as a third of its letters. */
#define MISTAKES 3
#define LONGEST 31

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters to insert, delete, replace or swap with the next one to make @b of @a */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][LONGEST + 1], len_a = strlen(a), len_b = strlen(b);
	size_t *above = rows[0], *before = rows[1], *row = rows[2], *swap;

	for (size_t j = 0; j <= len_b; j++)
		before[j] = j;
	for (size_t i = 1; i <= len_a; i++) {
		row[0] = i;
		for (size_t j = 1; j <= len_b; j++) {
			row[j] = least(before[j], row[j - 1]) + 1;
			row[j] = least(row[j], before[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], above[j - 2] + 1);
		}
		swap = above;
		above = before;
		before = row;
		row = swap;
	}
	return before[len_b];
}

void ns_nearest_try(struct ns_nearest *n, const char *name)
{
	size_t len = strlen(n->word), len_name = strlen(name), found;

	if (len > len_name + MISTAKES || len_name > LONGEST)
		return;
	if (len >= 3 && !strncmp(name, n->word, len))
		found = 1;
	else
		found = distance(n->word, name);
	if (found > least((len + 2) / 3, MISTAKES) || (n->name && found >= n->distance))
		return;
	n->name = name;
	n->distance = found;
}
