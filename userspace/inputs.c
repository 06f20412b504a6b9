// SPDX-License-Identifier: GPL-2.0-or-later
#include "inputs.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/alloc.h"

/* Directories in directories: DIR/SITE/HOST/snapshot.json is as deep as collections of hosts are. */
#define DEPTH_MAX 4

/* How many snapshots are taken: a snapshot takes some 100 KB of memory. */
#define INPUTS_MAX 20000

static void add(struct ns_inputs *all, struct ns_snapshot *s, const char *name)
{
	size_t i = all->count++;

	/* Doubled at powers of two, so that a thousand do not move a thousand times */
	if (!(i & (i - 1))) {
		size_t room = i ? 2 * i : 1;

		all->list = ns_xreallocarray(all->list, room, sizeof(*all->list));
		all->owned = ns_xreallocarray(all->owned, room, sizeof(*all->owned));
		all->names = ns_xreallocarray(all->names, room, sizeof(*all->names));
	}
	all->owned[i] = s;
	all->names[i] = ns_xstrdup(name);
	all->list[i] = (struct ns_input){ .s = s, .name = all->names[i] };
}

static int visible(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static bool add_directory(struct ns_inputs *all, const char *path, int depth);

/* What lies in a directory: neither a link out of it nor a pipe that would wait. False only if it is too much. */
static bool add_entry(struct ns_inputs *all, const char *path, int depth)
{
	struct ns_snapshot *s;
	struct stat st;

	if (lstat(path, &st)) {
		ns_error("%s: %s", path, strerror(errno));
		all->refused++;
		return true;
	}
	if (S_ISDIR(st.st_mode))
		return add_directory(all, path, depth + 1);
	if (!S_ISREG(st.st_mode))
		return true;
	if (all->count == INPUTS_MAX) {
		ns_error("more than %d snapshots", INPUTS_MAX);
		return false;
	}
	s = ns_load_snapshot(path);
	if (s)
		add(all, s, path);
	else
		all->refused++;
	return true;
}

static bool add_directory(struct ns_inputs *all, const char *path, int depth)
{
	size_t len = strlen(path);
	struct dirent **entries;
	bool ok = true;
	int count;

	if (depth > DEPTH_MAX) {
		ns_error("%s: more than %d directories deep", path, DEPTH_MAX);
		all->refused++;
		return true;
	}
	count = scandir(path, &entries, visible, alphasort);
	if (count < 0) {
		ns_error("%s: %s", path, strerror(errno));
		all->refused++;
		return true;
	}
	for (int i = 0; i < count; i++) {
		char *name = ns_xasprintf("%s%s%s", path, len && path[len - 1] == '/' ? "" : "/",
					  entries[i]->d_name);

		ok = ok && add_entry(all, name, depth);
		free(name);
		free(entries[i]);
	}
	free(entries);
	return ok;
}

/* *@directory says whether it is one; false after an error message */
static bool look_at(const char *path, bool *directory)
{
	struct stat st;

	*directory = false;
	if (!strcmp(path, "-"))
		return true;
	if (stat(path, &st)) {
		ns_error("cannot read the snapshot %s: %s", path, strerror(errno));
		return false;
	}
	*directory = S_ISDIR(st.st_mode);
	return true;
}

static bool add_operand(struct ns_inputs *all, const char *path)
{
	size_t before = all->count, refused = all->refused;
	struct ns_snapshot *s;
	bool directory;

	if (!look_at(path, &directory))
		return false;
	if (directory) {
		all->directory = true;
		if (!add_directory(all, path, 0))
			return false;
		/* What was refused has been said. */
		if (all->count == before && all->refused == refused)
			ns_error("%s: no snapshots in this directory", path);
		return all->count != before;
	}
	s = ns_load_snapshot(path);
	if (s)
		add(all, s, ns_input_name(path));
	return s;
}

bool ns_inputs_load(const struct ns_app *app, struct ns_inputs *all)
{
	struct ns_snapshot *s;
	bool ok = true;

	*all = (struct ns_inputs){ 0 };
	if (!app->argc) {
		s = ns_app_snapshot(app);
		if (s)
			add(all, s, ns_input_name(app->from ?: "this machine"));
		return s;
	}
	for (int i = 0; i < app->argc && ok; i++)
		ok = add_operand(all, app->argv[i]);
	return ok;
}

void ns_inputs_free(struct ns_inputs *all)
{
	for (size_t i = 0; i < all->count; i++) {
		ns_snapshot_free(all->owned[i]);
		free(all->names[i]);
	}
	free(all->list);
	free(all->owned);
	free(all->names);
	*all = (struct ns_inputs){ 0 };
}
