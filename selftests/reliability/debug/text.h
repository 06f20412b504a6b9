/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What fail.c and reads.c share: reading a file whole, into memory that is there. */
#ifndef NESTSCOPE_DEBUG_TEXT_H
#define NESTSCOPE_DEBUG_TEXT_H

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

/* More than the longest file of the module on the lab's CPUs */
#define TEXT_SIZE (256 * 1024)

/**
 * struct text - what a file said
 * @length: how many bytes
 * @data: the bytes
 */
struct text {
	size_t length;
	char data[TEXT_SIZE];
};

/* The memory is used, so that no page of it has to be allocated later. */
static inline void text_init(struct text *text)
{
	memset(text, 1, sizeof(*text));
	text->length = 0;
}

/* 0 or the errno of what failed; @text has what was read until then */
static inline int text_read(const char *path, struct text *text)
{
	int fd = open(path, O_RDONLY);
	int error = fd < 0 ? errno : 0;
	ssize_t got = 1;

	text->length = 0;
	while (!error && got > 0 && text->length < TEXT_SIZE) {
		got = read(fd, text->data + text->length, TEXT_SIZE - text->length);
		if (got < 0)
			error = errno;
		else
			text->length += got;
	}
	if (fd >= 0)
		close(fd);
	return error;
}

static inline int text_equal(const struct text *a, const struct text *b)
{
	return a->length == b->length && !memcmp(a->data, b->data, a->length);
}

#endif
