// SPDX-License-Identifier: GPL-2.0-or-later
#include "app.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/json.h"
#include "model/pack.h"
#include "sources/import/import.h"
#include "util/alloc.h"
#include "util/archive.h"
#include "util/text.h"

void ns_error(const char *fmt, ...)
{
	char *text, *visible;
	va_list ap;

	va_start(ap, fmt);
	text = ns_xvasprintf(fmt, ap);
	va_end(ap);
	visible = ns_visible(text);
	fprintf(stderr, "nestscope: %s\n", visible);
	free(visible);
	free(text);
}

const char *ns_input_name(const char *path)
{
	return strcmp(path, "-") ? path : "standard input";
}

/* @text, which is freed or returned, without the mark of Windows at its beginning, and as UTF-8 */
static char *without_mark(char *text, size_t *size)
{
	char *utf8 = ns_utf16_to_utf8(text, size);
	size_t mark = utf8 ? 0 : ns_utf8_mark(text, *size);

	if (utf8) {
		free(text);
		return utf8;
	}
	*size -= mark;
	memmove(text, text + mark, *size + 1);
	return text;
}

bool ns_is_no_file(int err)
{
	return err == ENOENT || err == ENOTDIR || err == ENAMETOOLONG;
}

/* @text unpacked, if it is packed by gzip, as logrotate leaves the logs of a kernel; NULL after an error message */
static char *unpacked(char *text, size_t max, size_t *size, const char *name)
{
	const char *why;
	char *plain = text;

	if (ns_is_packed(text, *size)) {
		plain = ns_unpack(text, *size, max, size, &why);
		if (!plain)
			ns_error("%s: not readable as gzip: %s", name, why);
		free(text);
	}
	return plain;
}

/* What is no text, by how it begins (from file's magic), and the command that makes texts of it */
static const struct {
	size_t at, size;
	const char *begins;
	const char *what;
	const char *command;
} packages[] = {
	{ 0, 6, "\xfd" "7zXZ\0", "compressed by xz", "xz -dc" },
	{ 0, 4, NS_ZSTD_MAGIC, "compressed by zstd", "zstd -dc" },
	{ 0, 3, "BZh", "compressed by bzip2", "bzip2 -dc" },
	{ 0, 4, "PK\3\4", "a zip archive", "unzip -p" },
	{ 257, 5, "ustar", "a tar archive", "tar -xOf" },
};

static bool is_package(const char *text, size_t size, const char *name)
{
	for (size_t i = 0; i < sizeof(packages) / sizeof(packages[0]); i++) {
		if (size < packages[i].at + packages[i].size ||
		    memcmp(text + packages[i].at, packages[i].begins, packages[i].size))
			continue;
		ns_error("%s: %s, which nestscope does not read: give it what %s prints of it", name, packages[i].what,
			 packages[i].command);
		return true;
	}
	return false;
}

char *ns_read_input(const char *path, const char *what, size_t max, size_t *size)
{
	char *text = ns_read_package(path, what, max, size);

	if (text && is_package(text, *size, ns_input_name(path))) {
		free(text);
		text = NULL;
	}
	return text;
}

char *ns_read_package(const char *path, const char *what, size_t max, size_t *size)
{
	/* A file that the user names is never below the sysroot. */
	static const struct ns_context here = { .root = "" };
	char *text;
	int err;

	/*
	 * Not /dev/stdin: a socket cannot be opened again, nor a pipe of another
	 * user, and a file would be read from its beginning.
	 */
	if (!strcmp(path, "-"))
		text = ns_read_fd(STDIN_FILENO, max, size, &err);
	else
		text = ns_read_limited(&here, path, max, size, &err);
	if (!text && err == EFBIG)
		ns_error("%s: larger than %zu MiB: not a %s", ns_input_name(path), max >> 20, what);
	else if (!text)
		ns_error("cannot read the %s %s: %s", what, ns_input_name(path), strerror(err));
	if (text)
		text = unpacked(text, max, size, ns_input_name(path));
	return text ? without_mark(text, size) : NULL;
}

struct ns_snapshot *ns_load_snapshot(const char *path)
{
	const char *name = ns_input_name(path);
	char *text, *error, *note;
	struct ns_snapshot *s;
	size_t size;

	text = ns_read_input(path, "snapshot", NS_SNAPSHOT_MAX_SIZE, &size);
	if (!text)
		return NULL;
	s = ns_import_text(text, size, name, &error, &note);
	if (error)
		ns_error("%s", error);
	if (note)
		ns_error("%s", note);
	free(error);
	free(note);
	free(text);
	return s;
}

/* What @path tells of the machine of @s; false after an error message */
static bool add_file(struct ns_snapshot *s, const char *path)
{
	char *text, *error = NULL, *note = NULL;
	size_t size;

	text = ns_read_input(path, "dump", NS_SNAPSHOT_MAX_SIZE, &size);
	if (!text)
		return false;
	ns_import_into(s, text, size, ns_input_name(path), &error, &note);
	if (error || note)
		ns_error("%s", error ?: note);
	free(note);
	free(text);
	if (!error)
		return true;
	free(error);
	return false;
}

/* This machine, or a captured tree */
static struct ns_snapshot *collect(const struct ns_app *app)
{
	struct ns_lost lost = { 0 };
	struct ns_context ctx = app->ctx;
	struct ns_snapshot *s;

	ctx.lost = &lost;
	s = ns_collect(&ctx);
	if (!lost.err)
		return s;
	ns_error("cannot tell whether %s%s is there: %s; what depends on it would be wrong, so nothing is said",
		 ctx.root, lost.path, strerror(lost.err));
	/* As without memory: neither the arguments nor the input are wrong. */
	exit(NS_EXIT_UNKNOWN);
}

struct ns_snapshot *ns_app_snapshot(const struct ns_app *app)
{
	struct ns_snapshot *s = app->from ? ns_load_snapshot(app->from) : collect(app);

	for (size_t i = 0; s && i < app->more_count; i++) {
		if (add_file(s, app->more[i]))
			continue;
		ns_snapshot_free(s);
		s = NULL;
	}
	return s;
}
