// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/cap.h"

#include <inttypes.h>
#include <stdio.h>

const char *ns_cap_text(const struct ns_cap *cap, char *buf, size_t size)
{
	if (cap->word != NS_WORD_NUMBER)
		return ns_word_name(cap->word);
	if (cap->num < 4096)
		snprintf(buf, size, "%" PRIu64, cap->num);
	else
		snprintf(buf, size, "0x%" PRIx64, cap->num);
	return buf;
}

json_t *ns_cap_to_json(const struct ns_cap *cap)
{
	json_t *j = ns_json_pack("{s:s}", "is", ns_word_name(cap->word));

	if (cap->word == NS_WORD_NUMBER)
		ns_json_set_hex(j, "value", cap->num, 1);
	return j;
}
