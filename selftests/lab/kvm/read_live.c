// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * read_live FILE ENOUGH TEXT
 *
 * Reads FILE as fast as it can until it is told to end, and then says how often
 * it did, how often it could not, and each line that it was given with how often
 * that was. ENOUGH is made once it has read often, and has seen a line with TEXT.
 * In the lab the file is the module's live.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_LINES 1024
#define OFTEN 10

static struct {
	char *text;
	unsigned long count;
} lines[MAX_LINES];
static int n_lines;
static volatile sig_atomic_t ended;

static void end(int signal)
{
	(void)signal;
	ended = 1;
}

static bool has_seen(const char *text)
{
	int i;

	for (i = 0; i < n_lines; i++) {
		if (strstr(lines[i].text, text))
			return true;
	}
	return false;
}

static void count_line(const char *text)
{
	int i = 0;

	while (i < n_lines && strcmp(lines[i].text, text))
		i++;
	if (i == n_lines) {
		if (n_lines == MAX_LINES)
			exit(3);
		lines[n_lines++].text = strdup(text);
	}
	lines[i].count++;
}

static int read_once(const char *path)
{
	char text[4096], *rest = text, *line;
	ssize_t got, size = 0;
	int fd = open(path, O_RDONLY);

	if (fd < 0)
		return 0;
	while ((got = read(fd, text + size, sizeof(text) - 1 - size)) > 0)
		size += got;
	close(fd);
	if (got < 0 || !size)
		return 0;
	text[size] = '\0';
	while ((line = strsep(&rest, "\n")))
		if (*line)
			count_line(line);
	return 1;
}

int main(int argc, char **argv)
{
	unsigned long reads = 0, failed = 0;
	bool enough = false;
	int i;

	if (argc != 4)
		return 2;
	signal(SIGTERM, end);
	while (!ended) {
		failed += !read_once(argv[1]);
		reads++;
		if (!enough && reads >= OFTEN && has_seen(argv[3])) {
			enough = true;
			close(open(argv[2], O_WRONLY | O_CREAT, 0600));
		}
	}
	printf("reads %lu failed %lu\n", reads, failed);
	for (i = 0; i < n_lines; i++)
		printf("%lu %s\n", lines[i].count, lines[i].text);
	return 0;
}
