// SPDX-License-Identifier: GPL-2.0-or-later
#include "sources/context.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util/alloc.h"
#include "util/text.h"

#define MAX_FILE (64u << 20)

/* glibc 2.36 has no wrapper of it. */
static int openat2(int dir, const char *path, uint64_t flags, uint64_t resolve)
{
	struct open_how how = { .flags = flags, .resolve = resolve };

	/*
	 * By the name below @dir: of some absolute ones, as /proc/cpuinfo, QEMU's
	 * emulation of another architecture's programs has contents of its own.
	 */
	path += strspn(path, "/");
	if (!*path)
		path = ".";
	return syscall(__NR_openat2, dir, path, &how, sizeof(how));
}

/* Takes note of @err on @path if it says nothing of the file, but that the system failed. */
static void note_lost(const struct ns_context *ctx, const char *path, int err)
{
	bool failed = err == EIO || err == EMFILE || err == ENFILE || err == ENOMEM;

	if (!failed || !ctx->lost || ctx->lost->err)
		return;
	ctx->lost->err = err;
	snprintf(ctx->lost->path, sizeof(ctx->lost->path), "%s", path);
}

static int type_error(int fd, bool directory)
{
	struct stat st;

	if (fstat(fd, &st))
		return errno;
	return directory || S_ISREG(st.st_mode) ? 0 : NS_ENOTREG;
}

/*
 * A captured tree is hostile: its links may lead out of it, and a FIFO or a
 * device in the place of a file may wait for ever or act when it is opened.
 * Links are therefore resolved as if the tree were the whole system, and what a
 * file is gets known before it is opened.
 */
static int open_in_tree(const char *root, const char *path, int flags)
{
	const uint64_t resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
	bool directory = flags & O_DIRECTORY;
	int dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd, err = dir < 0 ? errno : 0;

	fd = err ? -1 : openat2(dir, path, O_PATH | O_CLOEXEC, resolve);
	if (!err)
		err = fd < 0 ? errno : type_error(fd, directory);
	if (fd >= 0)
		close(fd);
	fd = err ? -1 : openat2(dir, path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, resolve);
	if (!err)
		err = fd < 0 ? errno : type_error(fd, directory);
	if (err && fd >= 0)
		close(fd);
	if (dir >= 0)
		close(dir);
	return err ? -err : fd;
}

int ns_open(const struct ns_context *ctx, const char *path, int flags)
{
	int fd;

	if (*ctx->root)
		return open_in_tree(ctx->root, path, flags);
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* The file itself, a link as such: a descriptor that names it and reads nothing, or -errno */
static int open_name(const struct ns_context *ctx, const char *path)
{
	const int flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
	int dir, fd, err;

	if (ns_is_live(ctx)) {
		fd = open(path, flags);
		return fd < 0 ? -errno : fd;
	}
	dir = open(ctx->root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	fd = dir < 0 ? -1 : openat2(dir, path, flags, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
	err = fd < 0 ? errno : 0;
	if (dir >= 0)
		close(dir);
	return err ? -err : fd;
}

bool ns_exists(const struct ns_context *ctx, const char *path)
{
	struct stat st;
	int fd, err = 0;

	if (ns_is_live(ctx)) {
		err = lstat(path, &st) ? errno : 0;
	} else {
		fd = open_name(ctx, path);
		err = fd < 0 ? -fd : 0;
		if (!err)
			close(fd);
	}
	note_lost(ctx, path, err);
	return !err;
}

int ns_check_root(const char *root)
{
	int fd = open_in_tree(root, "/", O_RDONLY | O_DIRECTORY);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? -fd : 0;
}

const char *ns_strerror(int err)
{
	return err == NS_ENOTREG ? "not a regular file" :
		err == NS_ECHANGED ? "the file changed while it was read" : strerror(err);
}

/* Wait until @fd can be read; read() reports what is wrong with it. */
static bool wait_for(int fd)
{
	struct pollfd one = { .fd = fd, .events = POLLIN };

	return poll(&one, 1, -1) >= 0 || errno == EINTR;
}

/* What one read() of a file of /sys has at most, if that is binary: a page, and this is the smallest (fs/kernfs/file.c) */
#define SYSFS_PAGE 4096

/* Files of /proc and /sys have no size: read until there is no more, which with @whole a short read() says. */
static char *read_all(int fd, bool wait, bool whole, size_t max, size_t *size, int *err)
{
	size_t used = 0, room = 4096;
	char *buf = ns_xreallocarray(NULL, room, 1);

	for (;;) {
		ssize_t n = read(fd, buf + used, room - used - 1);

		/* Standard input may be a socket that does not wait by itself. */
		if (n < 0 && (errno == EINTR || (errno == EAGAIN && wait && wait_for(fd))))
			continue;
		if (n < 0 || used + n > max) {
			*err = n < 0 ? errno : EFBIG;
			free(buf);
			return NULL;
		}
		used += n;
		if (!n || (whole && n < SYSFS_PAGE && used < room - 1))
			break;
		if (room - used < 2048) {
			room *= 2;
			buf = ns_xreallocarray(buf, room, 1);
		}
	}
	buf[used] = '\0';
	if (size)
		*size = used;
	return buf;
}

/* Attributes of sysfs, up to a page, and command lines come in one read() as far as there is room. */
static bool comes_whole(const struct ns_context *ctx, const char *path)
{
	const char *name = strrchr(path, '/');

	return ns_is_live(ctx) && ((!strncmp(path, "/sys/", strlen("/sys/")) &&
				    strncmp(path, "/sys/kernel/debug/", strlen("/sys/kernel/debug/"))) ||
				   (name && !strcmp(name, "/cmdline")));
}

/* @size bytes from @offset on, or fewer at the end of the file; -errno */
static ssize_t read_at(int fd, char *to, size_t size, off_t offset)
{
	size_t used = 0;
	ssize_t n = 1;

	while (n && used < size) {
		n = pread(fd, to + used, size - used, offset + used);
		if (n < 0 && errno != EINTR)
			return -errno;
		used += n > 0 ? n : 0;
	}
	return used;
}

/* The first and the last half of @max bytes of a file of @total; NS_ECHANGED if it has become shorter since. */
static char *read_ends(int fd, size_t max, size_t total, size_t *size, int *err)
{
	const size_t half = max / 2;
	char *buf = ns_xcalloc(2 * half + 1, 1);
	ssize_t head = read_at(fd, buf, half, 0), tail = 0;

	if (head == (ssize_t)half)
		tail = read_at(fd, buf + head, half, total - half);
	*err = head < 0 ? -head : tail < 0 ? -tail : head + tail < (ssize_t)(2 * half) ? NS_ECHANGED : 0;
	*size = 2 * half;
	if (!*err)
		return buf;
	free(buf);
	return NULL;
}

/* Of more than @max bytes the ends, with *@left_out in between; EFBIG if that is NULL */
static char *read_path(const struct ns_context *ctx, const char *path, size_t max, size_t *size, size_t *left_out,
		       int *err)
{
	int fd = ns_open(ctx, path, O_RDONLY);
	struct stat st;
	char *buf;

	*err = fd < 0 ? -fd : 0;
	if (fd < 0)
		return NULL;
	if (left_out && !fstat(fd, &st) && S_ISREG(st.st_mode) && (uintmax_t)st.st_size > max) {
		buf = read_ends(fd, max, st.st_size, size, err);
		*left_out = buf ? st.st_size - *size : 0;
	} else {
		buf = read_all(fd, false, comes_whole(ctx, path), max, size, err);
	}
	close(fd);
	return buf;
}

char *ns_read_limited(const struct ns_context *ctx, const char *path, size_t max, size_t *size,
		      int *err)
{
	return read_path(ctx, path, max, size, NULL, err);
}

char *ns_read_ends(const struct ns_context *ctx, const char *path, size_t max, size_t *size, size_t *left_out,
		   int *err)
{
	*left_out = 0;
	return read_path(ctx, path, max, size, left_out, err);
}

char *ns_read_fd(int fd, size_t max, size_t *size, int *err)
{
	*err = 0;
	return read_all(fd, true, false, max, size, err);
}

char *ns_read_file(const struct ns_context *ctx, const char *path, size_t *size, int *err)
{
	return ns_read_limited(ctx, path, MAX_FILE, size, err);
}

char *ns_read_line(const struct ns_context *ctx, const char *path, int *err)
{
	size_t size;
	char *s = ns_read_file(ctx, path, &size, err);

	if (s && size && s[size - 1] == '\n')
		s[size - 1] = '\0';
	return s;
}

char *ns_read_link(const struct ns_context *ctx, const char *path)
{
	char target[PATH_MAX], *text = NULL;
	int fd = open_name(ctx, path);
	ssize_t n = fd < 0 ? -1 : readlinkat(fd, "", target, sizeof(target));

	note_lost(ctx, path, fd < 0 ? -fd : n < 0 ? errno : 0);
	if (n > 0 && n < (ssize_t)sizeof(target))
		text = ns_xasprintf("%.*s", (int)n, target);
	if (fd >= 0)
		close(fd);
	return text;
}

void ns_value_errno(struct ns_value *v, enum ns_source source, const char *path, int err)
{
	bool missing = err == ENOENT || err == ENXIO || err == ENODEV || err == ENOTDIR;

	ns_value_not(v, source, missing ? NS_ABSENT : NS_UNREADABLE, "%s: %s", path,
		     ns_strerror(err));
}

static bool captured(const struct ns_context *ctx, const char *path)
{
	char *dir = ns_xasprintf("%.*s", (int)(strrchr(path, '/') - path), path);
	int fd = ns_open(ctx, dir, O_RDONLY | O_DIRECTORY);

	note_lost(ctx, dir, fd < 0 ? -fd : 0);
	free(dir);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

void ns_value_file_error(const struct ns_context *ctx, struct ns_value *v, enum ns_source source,
			 const char *path, int err)
{
	/* A link was captured without what it leads to. */
	if (ns_is_live(ctx) || err != ENOENT || (captured(ctx, path) && !ns_exists(ctx, path)))
		ns_value_errno(v, source, path, err);
	else
		ns_value_not(v, source, NS_NOT_ASKED, "%s: not captured", path);
}

void ns_read_fact(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id id,
		  enum ns_source source, const char *path)
{
	struct ns_value *v = &s->fact[id];
	enum ns_fact_type type = ns_facts[id].type;
	unsigned long long num;
	char *text, *end;
	int err;

	text = ns_read_line(ctx, path, &err);
	if (!text) {
		ns_value_file_error(ctx, v, source, path, err);
		return;
	}
	if (type == NS_TYPE_TEXT) {
		ns_value_text(v, source, text);
	} else {
		errno = 0;
		num = strtoull(text, &end, type == NS_TYPE_HEX ? 16 : 0);
		if (end == text || *end || errno)
			ns_value_not(v, source, NS_UNREADABLE, "%s: \"%.40s\" is not a number",
				     path, text);
		else
			ns_value_num(v, source, type == NS_TYPE_BOOL ? !!num : num);
	}
	free(text);
}

void ns_read_choice(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id id,
		    const char *path)
{
	struct ns_value *v = &s->fact[id];
	char *text, *open, *close;
	int err;

	text = ns_read_line(ctx, path, &err);
	open = text ? strchr(text, '[') : NULL;
	close = open ? strchr(open, ']') : NULL;
	if (close) {
		*close = '\0';
		ns_value_text(v, NS_SOURCE_SYSFS, open + 1);
	} else if (text) {
		ns_value_not(v, NS_SOURCE_SYSFS, NS_UNREADABLE, "%s: \"%.40s\"", path, text);
	} else {
		ns_value_file_error(ctx, v, NS_SOURCE_SYSFS, path, err);
	}
	free(text);
}

void ns_read_present(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id id,
		     enum ns_source source, const char *path, const char *const *names, size_t count)
{
	struct ns_value *v = &s->fact[id];
	int dir = ns_open(ctx, path, O_RDONLY | O_DIRECTORY);
	char *list = ns_xstrdup("");

	for (size_t i = 0; i < count && dir >= 0; i++) {
		char *file = ns_xasprintf("%s/%s", path, names[i]);

		if (ns_exists(ctx, file))
			list = ns_xjoin(list, " ", names[i]);
		free(file);
	}
	if (dir >= 0) {
		ns_value_text(v, source, list);
		close(dir);
	} else {
		ns_value_not(v, source, NS_UNREADABLE, "%s: %s", path, ns_strerror(-dir));
	}
	free(list);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* opendir(3); NULL, with *@err the errno */
static DIR *open_dir(const struct ns_context *ctx, const char *path, int *err)
{
	int fd = ns_is_live(ctx) ? -1 : ns_open(ctx, path, O_RDONLY | O_DIRECTORY);
	DIR *dir = ns_is_live(ctx) ? opendir(path) : fd >= 0 ? fdopendir(fd) : NULL;

	*err = dir ? 0 : !ns_is_live(ctx) && fd < 0 ? -fd : errno;
	if (!dir && fd >= 0)
		close(fd);
	return dir;
}

/* Each name of a directory, but for those that begin with a dot, as the kernel lists them; 0 or the errno */
static int each_name(const struct ns_context *ctx, const char *path, void (*take)(void *to, const char *name), void *to)
{
	struct dirent *e;
	int err;
	DIR *dir = open_dir(ctx, path, &err);

	while (dir && (errno = 0, e = readdir(dir)))
		if (e->d_name[0] != '.')
			take(to, e->d_name);
	if (dir) {
		err = errno;
		closedir(dir);
	}
	note_lost(ctx, path, err);
	return err;
}

struct list {
	const char *prefix;
	char **names;
	size_t count;
};

static void add_name(void *to, const char *name)
{
	struct list *list = to;

	if (strncmp(name, list->prefix, strlen(list->prefix)))
		return;
	list->names = ns_xreallocarray(list->names, list->count + 1, sizeof(*list->names));
	list->names[list->count++] = ns_xstrdup(name);
}

int ns_list_dir(const struct ns_context *ctx, const char *path, const char *prefix,
		char ***names, size_t *count)
{
	struct list list = { .prefix = prefix };
	int err = each_name(ctx, path, add_name, &list);

	if (list.count)
		qsort(list.names, list.count, sizeof(*list.names), by_name);
	*names = list.names;
	*count = list.count;
	return err;
}

struct process_taker {
	void (*take)(void *to, const char *pid);
	void *to;
};

static void take_if_process(void *to, const char *name)
{
	struct process_taker *taker = to;

	if (ns_is_number(name))
		taker->take(taker->to, name);
}

int ns_each_process(const struct ns_context *ctx, void (*take)(void *to, const char *pid), void *to)
{
	struct process_taker taker = { take, to };
	char **names;
	size_t count;
	int err;

	/* The kernel lists them by number, and they need not be kept. */
	if (ns_is_live(ctx))
		return each_name(ctx, "/proc", take_if_process, &taker);
	err = ns_list_dir(ctx, "/proc", "", &names, &count);
	for (size_t i = 0; i < count; i++)
		take_if_process(&taker, names[i]);
	ns_free_names(names, count);
	return err;
}

void ns_free_names(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}
