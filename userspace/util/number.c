// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/number.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool ns_parse_hex(const char *s, uint64_t *num)
{
	unsigned long long n;

	if (s[0] == '0' && (s[1] == 'x' || s[1] == 'X'))
		s += 2;
	if (!*s || s[strspn(s, "0123456789abcdefABCDEF")])
		return false;
	errno = 0;
	n = strtoull(s, NULL, 16);
	if (errno)
		return false;
	*num = n;
	return true;
}
