/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A captured tree that a test makes below /tmp */
#ifndef NESTSCOPE_TEST_TREE_H
#define NESTSCOPE_TEST_TREE_H

#include <limits.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define TREE_NAME 32

struct file {
	const char *path;
	const char *text;
	size_t size;	/* 0: up to the NUL */
};

static inline void put_file(const char *root, const char *path, const void *bytes, size_t size)
{
	char full[PATH_MAX], *p;
	FILE *f;

	snprintf(full, sizeof(full), "%s%s", root, path);
	for (p = full + strlen(root) + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = '\0';
		mkdir(full, 0755);
	}
	f = fopen(full, "w");
	if (!f || fwrite(bytes, 1, size, f) != size || fclose(f)) {
		perror(full);
		abort();
	}
}

static inline void make_file(const char *root, const struct file *file)
{
	put_file(root, file->path, file->text, file->size ?: strlen(file->text));
}

/* A new tree, whose name is put into @root, with @file up to the first without a path, at the most @max of them */
static inline void make_tree(char root[TREE_NAME], const struct file *file, size_t max)
{
	strcpy(root, "/tmp/nestscope-XXXXXX");
	if (!mkdtemp(root))
		abort();
	for (size_t i = 0; i < max && file[i].path; i++)
		make_file(root, &file[i]);
}

static inline int remove_tree(const char *root)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

/* The result of @is for the running system, as if that were @root: 0 or 1, or -1 if that cannot be done */
static inline int in_root(const char *root, bool (*is)(const void *what), const void *what)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		/* Users other than root need a user namespace, in which they are root. */
		if (chroot(root) && (unshare(CLONE_NEWUSER) || chroot(root)))
			_exit(2);
		_exit(chdir("/") || !is(what));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 0;
	return WEXITSTATUS(status) == 2 ? -1 : !WEXITSTATUS(status);
}

/* For what runs in_root(), which has no assertions of the harness: is @is the text, NULL as ""? Tells of another one. */
static inline bool same(const char *what, const char *expected, const char *is)
{
	bool yes = !strcmp(expected ?: "", is ?: "");

	if (!yes)
		fprintf(stderr, "# %s: \"%s\", not \"%s\"\n", what, is ?: "", expected ?: "");
	return yes;
}

#endif
