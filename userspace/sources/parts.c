// SPDX-License-Identifier: GPL-2.0-or-later
#include "sources/parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/arch.h"
#include "sources/command.h"
#include "util/alloc.h"
#include "util/text.h"

/* Of logs and of XML; each begins with how the VM was started, and ends with what it says now. */
#define FILES_MAX 64
#define FILE_MAX (256u << 10)

/* Words with @sep between them: the next one, to be freed, and *@list behind it; NULL at the end */
static char *next_word(const char **list, const char *sep)
{
	size_t n;
	char *word;

	*list += strspn(*list, sep);
	n = strcspn(*list, sep);
	if (!n)
		return NULL;
	word = ns_xasprintf("%.*s", (int)n, *list);
	*list += n;
	return word;
}

static void no_nuls(char *text, size_t size, char nul)
{
	for (size_t i = 0; i < size; i++)
		if (!text[i])
			text[i] = nul;
}

/*
 * Two ends of a file with a line between them that says so. Both are whole lines
 * where there are some, and the rest of a key of which the beginning is left out
 * is none that could be told from other text.
 */
static char *join_ends(const char *text, size_t size, size_t max, size_t left_out)
{
	const char *middle = text + max / 2, *end = text + size;
	const char *head = memrchr(text, '\n', middle - text), *tail = memchr(middle, '\n', end - middle);
	const char *key;

	head = head ? head + 1 : middle;
	tail = tail ? tail + 1 : middle;
	key = memmem(tail, end - tail, "-----END ", 9);
	if (key && !memmem(tail, key - tail, "-----BEGIN ", 11))
		tail = memchr(key, '\n', end - key) ?: end;
	return ns_xasprintf("%.*s%s... %zu bytes are left out here ...\n%.*s", (int)(head - text), text,
			    head > text && head[-1] != '\n' ? "\n" : "", left_out + (tail - head),
			    (int)(end - tail), tail);
}

char *ns_part_file(const struct ns_context *ctx, const char *path, char nul, size_t max, char **why)
{
	size_t size, left_out;
	int err;
	char *text = ns_read_ends(ctx, path, max, &size, &left_out, &err), *ends;

	*why = NULL;
	if (text)
		no_nuls(text, size, nul);
	else if (err == ENOENT && !ns_is_live(ctx))
		*why = ns_xasprintf("%s: not captured", path);
	else
		*why = ns_xasprintf("%s: %s", path, err == EFBIG ? "too large" : ns_strerror(err));
	if (text && left_out) {
		*why = ns_xasprintf("cut: the first and the last %zu KiB of %zu KiB", max >> 11, (size + left_out) >> 10);
		ends = join_ends(text, size, max, left_out);
		free(text);
		text = ends;
	}
	return text;
}

static void add_file(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id, const char *path)
{
	char *why, *text = ns_part_file(ctx, path, ' ', NS_PART_MAX, &why);

	ns_report_add_part(layer, id, path, text, why);
	free(why);
}

/* In a captured tree: the first of those files that is there. False if none is */
static bool add_captured(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	const char *list = ns_parts[id].captured;
	bool found = false;
	char *path;

	while (!found && (path = next_word(&list, "|"))) {
		found = ns_exists(ctx, path);
		if (found)
			add_file(ctx, layer, id, path);
		free(path);
	}
	return found;
}

/* ---- commands ---- */

#define WORDS_MAX 8

/* Run @line, words with blanks between them. False if its program is not installed */
static bool add_output(struct ns_report_layer *layer, enum ns_part_id id, const char *line)
{
	char *argv[WORDS_MAX + 1] = { 0 }, *path, *text, *why = NULL;
	const char *rest = line;

	for (size_t i = 0; i < WORDS_MAX; i++)
		argv[i] = next_word(&rest, " ");
	path = ns_command_path(argv[0]);
	if (path) {
		text = ns_command_run(path, argv, NS_COMMAND_SECONDS, NS_PART_MAX, &why);
		if (text)
			no_nuls(text, strlen(text), ' ');
		ns_report_add_part(layer, id, line, text, why);
	}
	for (size_t i = 0; i < WORDS_MAX; i++)
		free(argv[i]);
	free(why);
	free(path);
	return path != NULL;
}

static void add_command(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	const char *list = ns_parts[id].what;
	char *names = ns_xstrdup(""), *line, *why;
	bool found = false;

	if (!ns_is_live(ctx)) {
		if (!add_captured(ctx, layer, id))
			ns_report_add_part(layer, id, ns_parts[id].what, NULL, "not captured");
		free(names);
		return;
	}
	while (!found && (line = next_word(&list, "|"))) {
		found = add_output(layer, id, line);
		line[strcspn(line, " ")] = '\0';
		names = ns_xjoin(names, ", ", line);
		free(line);
	}
	if (!found) {
		why = ns_xasprintf("not installed (%s)", names);
		ns_report_add_part(layer, id, NULL, NULL, why);
		free(why);
	}
	free(names);
}

/* ---- files of directories ---- */

/* Files of @dir whose names end in @end; their number, or -errno */
static int add_files_of(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id,
			const char *dir, const char *end)
{
	size_t count;
	char **names;
	int found = 0, err = ns_list_dir(ctx, dir, "", &names, &count);

	for (size_t i = 0; i < count; i++) {
		char *path, *text, *why;

		if (!ns_ends_in(names[i], end) || found++ >= FILES_MAX)
			continue;
		path = ns_xasprintf("%s/%s", dir, names[i]);
		text = ns_part_file(ctx, path, ' ', FILE_MAX, &why);
		ns_report_add_part(layer, id, path, text, why);
		free(why);
		free(path);
	}
	ns_free_names(names, count);
	if (found > FILES_MAX)
		ns_report_add_left_out(layer, id, found - FILES_MAX, dir);
	return err && !found ? -err : found;
}

static void add_files(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	const char *list = ns_parts[id].what;
	char *reasons = ns_xstrdup(""), *dir, *end, *why;
	int found = 0;

	while ((dir = next_word(&list, " "))) {
		end = next_word(&list, " ");
		int n = add_files_of(ctx, layer, id, dir, end);

		found += n > 0 ? n : 0;
		why = n == -ENOENT && !ns_is_live(ctx) ? ns_xasprintf("%s: not captured", dir) :
			ns_xasprintf("%s: %s", dir, n < 0 ? strerror(-n) : "no matching file");
		if (n <= 0)
			reasons = ns_xjoin(reasons, "; ", why);
		free(why);
		free(dir);
		free(end);
	}
	if (!found)
		ns_report_add_part(layer, id, NULL, NULL, reasons);
	free(reasons);
}

void ns_read_parts(const struct ns_context *ctx, struct ns_report_layer *layer,
		   void (*progress)(const char *title))
{
	for (int id = 0; id < NS_PART_COUNT; id++) {
		if (!(ns_parts[id].on >> ns_arch_of(layer->s) & 1))
			continue;
		if (progress)
			progress(ns_parts[id].title);
		switch (ns_parts[id].how) {
		case NS_PART_FILE:
			if (ns_is_live(ctx) || ns_exists(ctx, ns_parts[id].what) || !add_captured(ctx, layer, id))
				add_file(ctx, layer, id, ns_parts[id].what);
			break;
		case NS_PART_FILES:
			add_files(ctx, layer, id);
			break;
		case NS_PART_COMMAND:
			add_command(ctx, layer, id);
			break;
		default:
			if (ns_is_live(ctx) || !add_captured(ctx, layer, id))
				ns_read_special(ctx, layer, id);
		}
	}
}
