// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/pack.h"

#include <stdlib.h>

#include <zlib.h>

#include "util/alloc.h"

#define GZIP 16	/* zlib: add it to the window's bits for gzip's format */

bool ns_is_packed(const char *data, size_t size)
{
	return size >= 2 && data[0] == '\x1f' && data[1] == '\x8b';
}

/* These calls of zlib fail only for want of memory here. */
static void need(int result, int wanted)
{
	if (result != wanted)
		ns_out_of_memory();
}

char *ns_pack(const char *data, size_t size, size_t *out_size)
{
	z_stream z = { .next_in = (unsigned char *)data, .avail_in = size };
	size_t room;
	char *out;

	need(deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + GZIP, 9,
			  Z_DEFAULT_STRATEGY), Z_OK);
	room = deflateBound(&z, size);
	out = ns_xcalloc(room, 1);
	z.next_out = (unsigned char *)out;
	z.avail_out = room;
	need(deflate(&z, Z_FINISH), Z_STREAM_END);
	*out_size = z.total_out;
	deflateEnd(&z);
	return out;
}

/*
 * Room grows with what comes out, so a small bomb takes little; true at the end of the data. A file may be several
 * packed ones in a row (RFC 1952), as cat and programs that pack in parallel make it.
 */
static bool inflate_all(z_stream *z, char **out, size_t *size, size_t max)
{
	size_t room = 0;
	int result = Z_OK;

	while (result == Z_OK && *size <= max) {
		if (*size == room) {
			room = room ? room * 2 : 16384;
			*out = ns_xreallocarray(*out, room + 1, 1);
		}
		z->next_out = (unsigned char *)*out + *size;
		z->avail_out = room - *size;
		result = inflate(z, Z_NO_FLUSH);
		*size = room - z->avail_out;
		if (result == Z_STREAM_END && ns_is_packed((const char *)z->next_in, z->avail_in))
			result = inflateReset(z);
	}
	if (result == Z_MEM_ERROR)
		ns_out_of_memory();
	return result == Z_STREAM_END && *size <= max;
}

char *ns_unpack(const char *data, size_t size, size_t max, size_t *out_size, const char **why)
{
	z_stream z = { .next_in = (unsigned char *)data, .avail_in = size };
	char *out = NULL;
	bool ok;

	*out_size = 0;
	need(inflateInit2(&z, MAX_WBITS + GZIP), Z_OK);
	ok = inflate_all(&z, &out, out_size, max);
	*why = *out_size > max ? "too large once unpacked" :
	       ok && z.avail_in ? "something follows its end" :
	       ok || z.avail_in ? "damaged" : "its end is cut off";
	ok = ok && !z.avail_in;
	inflateEnd(&z);
	if (!ok || !out) {
		free(out);
		return NULL;
	}
	out[*out_size] = '\0';
	return out;
}
