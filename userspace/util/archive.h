/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Archives in memory: tar packed with zstd, by libarchive, which is loaded when it is needed. */
#ifndef NESTSCOPE_UTIL_ARCHIVE_H
#define NESTSCOPE_UTIL_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>

struct ns_archive;

/* A new one; NULL with *@error, to be freed: libarchive is not installed, or cannot write this form. */
struct ns_archive *ns_archive_new(char **error);

/* A file in it; what fails is said at the end. */
void ns_archive_add(struct ns_archive *a, const char *name, const char *text, size_t size);

/* The whole of it, to be freed; NULL with *@error, to be freed. @a is gone in any case. */
char *ns_archive_end(struct ns_archive *a, size_t *size, char **error);

#define NS_ZSTD_MAGIC "\x28\xb5\x2f\xfd"	/* RFC 8878, 3.1.1 */

/* Does it begin as zstd does? */
bool ns_is_archive(const char *data, size_t size);

/*
 * The first file of at most @max bytes in it whose name ends in @name, to be
 * freed. NULL with *@error, to be freed.
 */
char *ns_archive_find(const char *data, size_t size, const char *name, size_t max, size_t *found, char **error);

#endif
