// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reads sizes FILE...
 *
 * Reads each FILE at every offset and with every size. Prints for each how long
 * it is, how often it was read, and how often that was not what it says as a whole.
 *
 * reads watch PAUSE FILE...
 *
 * Reads each FILE over and over until it is told to end; between one time and the
 * next it pauses PAUSE times as long as that took. Prints for each how often that
 * was, how often it was not as the first time, between how many and how many lines
 * it had, how often its last one was torn, and each error with how often it came.
 * What may be missing at the beginning is compared from when it is there.
 */
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "text.h"

#define MAX_FILES 128
#define MAX_ERROR 134
/* Of longer files each offset is read, and each size, but not each pair. */
#define SHORT 512

/**
 * struct watched - what came of reading a file over and over
 * @path: the file
 * @first: what it said first
 * @known: it has said something
 * @reads: how often it was read whole
 * @differing: how often it said something else than first
 * @torn: how often it did not end with a newline
 * @least: the fewest lines
 * @most: the most lines
 * @errors: how often each errno came
 */
struct watched {
	const char *path;
	struct text *first;
	bool known;
	unsigned long reads;
	unsigned long differing;
	unsigned long torn;
	unsigned long least;
	unsigned long most;
	unsigned long errors[MAX_ERROR];
};

static struct watched watched[MAX_FILES];
static struct text now;
static volatile sig_atomic_t ended;

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

static unsigned long count_lines(const struct text *text)
{
	unsigned long lines = 0;
	size_t i;

	for (i = 0; i < text->length; i++)
		lines += text->data[i] == '\n';
	return lines;
}

static void note(struct watched *w)
{
	unsigned long lines = count_lines(&now);

	if (!w->known) {
		memcpy(w->first, &now, sizeof(now));
		w->known = true;
		w->least = lines;
		w->most = lines;
	}
	w->reads++;
	w->differing += !text_equal(w->first, &now);
	w->torn += !now.length || now.data[now.length - 1] != '\n';
	if (lines < w->least)
		w->least = lines;
	if (lines > w->most)
		w->most = lines;
}

static void print_watched(const struct watched *w)
{
	int error;

	printf("%s reads=%lu differing=%lu torn=%lu least=%lu most=%lu", w->path, w->reads,
	       w->differing, w->torn, w->least, w->most);
	for (error = 1; error < MAX_ERROR; error++)
		if (w->errors[error])
			printf(" %s=%lu", strerrorname_np(error), w->errors[error]);
	putchar('\n');
}

static long microseconds(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static void read_once(int count)
{
	int i, error;

	for (i = 0; i < count; i++) {
		error = text_read(watched[i].path, &now);
		if (error)
			watched[i].errors[error]++;
		else
			note(&watched[i]);
	}
}

static int watch(unsigned int pause, int count, char **paths)
{
	long began;
	int i;

	for (i = 0; i < count; i++) {
		watched[i].path = paths[i];
		watched[i].first = calloc(1, sizeof(struct text));
		if (!watched[i].first)
			return 1;
	}
	signal(SIGTERM, end);
	while (!ended) {
		began = microseconds();
		read_once(count);
		usleep(pause * (microseconds() - began));
	}
	for (i = 0; i < count; i++)
		print_watched(&watched[i]);
	return 0;
}

/* Is what is read there what the whole says? */
static bool reads_right(int fd, const struct text *whole, size_t offset, size_t size)
{
	size_t due = offset < whole->length ? whole->length - offset : 0;
	ssize_t got = pread(fd, now.data, size, offset);

	if (due > size)
		due = size;
	/* A file may give less than it was asked for, but not nothing. */
	return got >= 0 && (size_t)got <= due && (got > 0 || !due) &&
	       !memcmp(now.data, whole->data + offset, got);
}

/* From the beginning to the end in steps of a size */
static bool reads_through(int fd, const struct text *whole, size_t size, unsigned long *reads)
{
	size_t at = 0;
	ssize_t got;
	bool right = lseek(fd, 0, SEEK_SET) == 0;

	do {
		got = read(fd, now.data, size);
		++*reads;
		right = right && got >= 0 && at + got <= whole->length &&
			!memcmp(now.data, whole->data + at, got);
		if (got > 0)
			at += got;
	} while (got > 0 && right);
	return right && at == whole->length;
}

static int sizes(const char *path)
{
	static struct text whole;
	unsigned long reads = 0, wrong = 0;
	size_t offset, size, most;
	int error = text_read(path, &whole);
	int fd = open(path, O_RDONLY);

	if (error || fd < 0)
		return 1;
	most = whole.length > SHORT ? 1 : whole.length + 1;
	for (offset = 0; offset <= whole.length + 1; offset++) {
		for (size = 1; size <= most; size++, reads++)
			wrong += !reads_right(fd, &whole, offset, size);
		wrong += !reads_right(fd, &whole, offset, TEXT_SIZE);
		reads++;
	}
	for (size = 1; size <= whole.length + 1; size++)
		wrong += !reads_through(fd, &whole, size, &reads);
	wrong += pread(fd, now.data, 1, -1) != -1 || errno != EINVAL;
	wrong += pread(fd, now.data, 1, 1L << 40) != 0;
	wrong += pread(fd, now.data, 0, 0) != 0;
	close(fd);
	printf("%s length=%zu reads=%lu wrong=%lu\n", path, whole.length, reads + 3, wrong);
	return 0;
}

int main(int argc, char **argv)
{
	int i, status = 0;

	if (argc < 4 || argc - 2 > MAX_FILES)
		return 2;
	text_init(&now);
	if (!strcmp(argv[1], "watch"))
		return watch(atoi(argv[2]), argc - 3, argv + 3);
	for (i = 2; i < argc; i++)
		status |= sizes(argv[i]);
	return status;
}
