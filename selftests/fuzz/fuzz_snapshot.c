// SPDX-License-Identifier: GPL-2.0-or-later
/* An untrusted snapshot or stamp: refused with a reason, or one with which every command works */
#include <stdint.h>

#include "check.h"

#define NAME "name of the file"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *error, *note;
	struct ns_snapshot *s = ns_snapshot_from_text((const char *)data, size, NAME, &error, &note);

	demand(!s == !!error, "neither a snapshot nor an error, or both");
	demand(!error || !note, "a remark on what was refused");
	demand(!error || !strncmp(error, NAME ":", sizeof(NAME)), "an error that does not name the file");
	if (s) {
		comes_back(s);
		draw_conclusions(s);
		draw_waterfall(s);
		check_redacted(s);
	}
	ns_snapshot_free(s);
	free(error);
	free(note);
	return 0;
}
