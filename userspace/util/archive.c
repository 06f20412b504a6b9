// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/archive.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "util/alloc.h"
#include "util/optional.h"
#include "util/text.h"

/*
 * From libarchive's public interface, which its version 13 keeps (archive.h,
 * archive_entry.h): its headers would take libarchive itself to build nestscope.
 */
struct archive;
struct archive_entry;
#define ARCHIVE_OK 0
#define AE_IFREG 0100000

typedef ssize_t write_callback(struct archive *a, void *data, const void *bytes, size_t size);

#define FUNCTIONS \
	FUNCTION(struct archive *, archive_write_new, (void)) \
	FUNCTION(int, archive_write_set_format_pax_restricted, (struct archive *a)) \
	FUNCTION(int, archive_write_add_filter_zstd, (struct archive *a)) \
	FUNCTION(int, archive_write_set_bytes_in_last_block, (struct archive *a, int bytes)) \
	FUNCTION(int, archive_write_open, (struct archive *a, void *data, void *opener, write_callback *writer, void *closer)) \
	FUNCTION(int, archive_write_header, (struct archive *a, struct archive_entry *entry)) \
	FUNCTION(ssize_t, archive_write_data, (struct archive *a, const void *bytes, size_t size)) \
	FUNCTION(int, archive_write_close, (struct archive *a)) \
	FUNCTION(int, archive_write_free, (struct archive *a)) \
	FUNCTION(int, archive_errno, (struct archive *a)) \
	FUNCTION(const char *, archive_error_string, (struct archive *a)) \
	FUNCTION(struct archive_entry *, archive_entry_new, (void)) \
	FUNCTION(void, archive_entry_free, (struct archive_entry *entry)) \
	FUNCTION(void, archive_entry_set_pathname, (struct archive_entry *entry, const char *name)) \
	FUNCTION(void, archive_entry_set_size, (struct archive_entry *entry, long long size)) \
	FUNCTION(void, archive_entry_set_filetype, (struct archive_entry *entry, unsigned int type)) \
	FUNCTION(void, archive_entry_set_perm, (struct archive_entry *entry, mode_t mode)) \
	FUNCTION(const char *, archive_entry_pathname, (struct archive_entry *entry)) \
	FUNCTION(struct archive *, archive_read_new, (void)) \
	FUNCTION(int, archive_read_support_filter_zstd, (struct archive *a)) \
	FUNCTION(int, archive_read_support_format_tar, (struct archive *a)) \
	FUNCTION(int, archive_read_open_memory, (struct archive *a, const void *bytes, size_t size)) \
	FUNCTION(int, archive_read_next_header, (struct archive *a, struct archive_entry **entry)) \
	FUNCTION(ssize_t, archive_read_data, (struct archive *a, void *bytes, size_t size)) \
	FUNCTION(int, archive_read_free, (struct archive *a))

#define FUNCTION(type, name, arguments) type (*name) arguments;
static struct { FUNCTIONS } lib;
#undef FUNCTION
#define FUNCTION(type, name, arguments) #name,
static const char *const names[] = { FUNCTIONS NULL };
#undef FUNCTION

static struct ns_library library = { .files = { "libarchive.so.13" } };

static bool load(char **error)
{
	char *why;
	bool loaded = ns_library_load(&library, names, &lib, &why);

	*error = loaded ? NULL :
		ns_xasprintf("archives need libarchive with zstd (Debian: apt-get install libarchive13): %s", why);
	free(why);
	return loaded;
}

struct ns_archive {
	struct archive *a;
	FILE *file;
	char *data;
	size_t size;
	char *error;	/* the first one */
};

static char *complaint(struct archive *a)
{
	if (lib.archive_errno(a) == ENOMEM)
		ns_out_of_memory();
	/* It may run out of memory for its message, too. */
	return ns_xasprintf("libarchive: %s", lib.archive_error_string(a) ?: "it does not say why, memory may be short");
}

static ssize_t write_bytes(struct archive *a, void *data, const void *bytes, size_t size)
{
	struct ns_archive *to = data;

	(void)a;
	return fwrite(bytes, 1, size, to->file) == size ? (ssize_t)size : -1;
}

/* Nothing behind the end of zstd's data, which zstd would not understand. */
#define UNPADDED 1

/* A library without zstd in it would start a program of that name: that is refused. */
static bool begin(struct ns_archive *to)
{
	return lib.archive_write_set_format_pax_restricted(to->a) == ARCHIVE_OK &&
		lib.archive_write_add_filter_zstd(to->a) == ARCHIVE_OK &&
		lib.archive_write_set_bytes_in_last_block(to->a, UNPADDED) == ARCHIVE_OK &&
		lib.archive_write_open(to->a, to, NULL, write_bytes, NULL) == ARCHIVE_OK;
}

struct ns_archive *ns_archive_new(char **error)
{
	struct ns_archive *to;

	if (!load(error))
		return NULL;
	to = ns_xcalloc(1, sizeof(*to));
	to->a = ns_check_alloc(lib.archive_write_new());
	to->file = ns_xmemstream(&to->data, &to->size);
	if (begin(to))
		return to;
	to->error = complaint(to->a);
	ns_archive_end(to, &to->size, error);
	return NULL;
}

void ns_archive_add(struct ns_archive *to, const char *name, const char *text, size_t size)
{
	struct archive_entry *entry = ns_check_alloc(lib.archive_entry_new());

	lib.archive_entry_set_pathname(entry, name);
	lib.archive_entry_set_size(entry, size);
	lib.archive_entry_set_filetype(entry, AE_IFREG);
	lib.archive_entry_set_perm(entry, 0644);
	if (!to->error && (lib.archive_write_header(to->a, entry) != ARCHIVE_OK ||
			   lib.archive_write_data(to->a, text, size) != (ssize_t)size))
		to->error = complaint(to->a);
	lib.archive_entry_free(entry);
}

char *ns_archive_end(struct ns_archive *to, size_t *size, char **error)
{
	char *data;

	/* An error of packing may be reported here only. */
	if (!to->error && lib.archive_write_close(to->a) != ARCHIVE_OK)
		to->error = complaint(to->a);
	lib.archive_write_free(to->a);
	ns_xclose(to->file);
	*error = to->error;
	*size = to->size;
	data = to->data;
	if (*error) {
		free(data);
		data = NULL;
	}
	free(to);
	return data;
}

bool ns_is_archive(const char *data, size_t size)
{
	return size >= strlen(NS_ZSTD_MAGIC) && !memcmp(data, NS_ZSTD_MAGIC, strlen(NS_ZSTD_MAGIC));
}

/* The content of the entry that was found last, or NULL with *@error */
static char *content(struct archive *a, size_t max, size_t *size, char **error)
{
	/* One more tells that there is more. */
	char *text = ns_xcalloc(max + 2, 1);
	ssize_t n = 0;

	*size = 0;
	while (*size <= max && (n = lib.archive_read_data(a, text + *size, max + 1 - *size)) > 0)
		*size += n;
	if (*size <= max && !n)
		return text;
	*error = *size > max ? ns_xasprintf("a file in the archive is larger than %zu MiB", max >> 20) : complaint(a);
	free(text);
	return NULL;
}

/* A tar has no end of names: so many are looked at. */
#define ENTRIES_MAX 10000

char *ns_archive_find(const char *data, size_t size, const char *name, size_t max, size_t *found, char **error)
{
	struct archive_entry *entry;
	struct archive *a;
	char *text = NULL;
	int err;

	if (!load(error))
		return NULL;
	a = ns_check_alloc(lib.archive_read_new());
	/* Below 0 is what went wrong, above it the end. */
	err = lib.archive_read_support_filter_zstd(a) ?: lib.archive_read_support_format_tar(a) ?:
		lib.archive_read_open_memory(a, data, size);
	for (size_t i = 0; !err && !text && !*error && i < ENTRIES_MAX; i++) {
		const char *path;

		err = lib.archive_read_next_header(a, &entry);
		path = err ? NULL : lib.archive_entry_pathname(entry);
		if (path && ns_ends_in(path, name))
			text = content(a, max, found, error);
	}
	if (!text && !*error)
		*error = err < 0 ? complaint(a) : ns_xasprintf("the archive has no %s", name);
	lib.archive_read_free(a);
	return text;
}
