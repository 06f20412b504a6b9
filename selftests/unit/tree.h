/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A captured tree that a test makes below /tmp */
#ifndef NESTSCOPE_TEST_TREE_H
#define NESTSCOPE_TEST_TREE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct file {
	const char *path;
	const char *text;
	size_t size;	/* 0: up to the NUL */
};

static inline void make_file(const char *root, const struct file *file)
{
	char path[256], *p;
	FILE *f;

	snprintf(path, sizeof(path), "%s%s", root, file->path);
	for (p = path + strlen(root) + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = '\0';
		mkdir(path, 0755);
	}
	f = fopen(path, "w");
	if (!f || fwrite(file->text, 1, file->size ?: strlen(file->text), f) != (file->size ?: strlen(file->text)) ||
	    fclose(f))
		abort();
}

static inline int remove_tree(const char *root)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command);
}

#endif
