// SPDX-License-Identifier: GPL-2.0-or-later
/* zlib: needed for stamps, and for /proc/config.gz. */
#include <zlib.h>

#include "util/late.h"

static struct ns_late zlib = { .file = "libz.so.1" };

NS_LATE(&zlib, return, int, deflateInit2_,
	(z_streamp z, int level, int method, int bits, int memory, int strategy, const char *version, int size),
	(z, level, method, bits, memory, strategy, version, size))
NS_LATE(&zlib, return, uLong, deflateBound, (z_streamp z, uLong size), (z, size))
NS_LATE(&zlib, return, int, deflate, (z_streamp z, int flush), (z, flush))
NS_LATE(&zlib, return, int, deflateEnd, (z_streamp z), (z))
NS_LATE(&zlib, return, int, inflateInit2_, (z_streamp z, int bits, const char *version, int size), (z, bits, version, size))
NS_LATE(&zlib, return, int, inflate, (z_streamp z, int flush), (z, flush))
NS_LATE(&zlib, return, int, inflateReset, (z_streamp z), (z))
NS_LATE(&zlib, return, int, inflateEnd, (z_streamp z), (z))
