// SPDX-License-Identifier: GPL-2.0-or-later
#include "app.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "model/json.h"
#include "util/alloc.h"
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

struct ns_snapshot *ns_load_snapshot(const char *path)
{
	/* A file that the user names is never below the sysroot. */
	static const struct ns_context here = { .root = "" };
	bool in = !strcmp(path, "-");
	const char *name = in ? "standard input" : path;
	char *text, *error, *note;
	struct ns_snapshot *s;
	size_t size;
	int err;

	text = ns_read_limited(&here, in ? "/dev/stdin" : path, NS_SNAPSHOT_MAX_SIZE, &size, &err);
	if (!text && err == EFBIG)
		ns_error("%s: larger than %d MiB: not a snapshot", name, NS_SNAPSHOT_MAX_SIZE >> 20);
	else if (!text)
		ns_error("cannot read the snapshot %s: %s", name, strerror(err));
	if (!text)
		return NULL;
	s = ns_snapshot_from_text(text, size, name, &error, &note);
	if (error)
		ns_error("%s", error);
	if (note)
		ns_error("%s", note);
	free(error);
	free(note);
	free(text);
	return s;
}

struct ns_snapshot *ns_app_snapshot(const struct ns_app *app)
{
	return app->from ? ns_load_snapshot(app->from) : ns_collect(&app->ctx);
}
