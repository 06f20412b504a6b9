// SPDX-License-Identifier: GPL-2.0-or-later
#include "output.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app.h"
#include "util/alloc.h"
#include "util/ending.h"

bool ns_output_is_file(const char *path)
{
	struct stat st;

	if (!*path || path[strlen(path) - 1] == '/')
		ns_error("--output %s: not the name of a file", *path ? path : "\"\"");
	else if (!stat(path, &st) && !S_ISREG(st.st_mode))
		ns_error("--output %s: not a file", path);
	else
		return true;
	return false;
}

/* What open(2) would give a new file: mkstemp() gives nobody but its owner anything. */
static mode_t usual_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return 0666 & ~mask;
}

static bool put_text(int fd, const char *text, size_t size, mode_t mode)
{
	while (size) {
		ssize_t n = write(fd, text, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		text += n;
		size -= n;
	}
	return !fchmod(fd, mode) && !fsync(fd);
}

/* The file that is not whole yet */
static char *unfinished;

static void drop_unfinished(void)
{
	unlink(unfinished);
}

bool ns_output_write(const char *path, const char *text, size_t size, bool for_all)
{
	char *tmp = ns_xasprintf("%s.XXXXXX", path);
	int fd, err = 0;

	unfinished = tmp;
	ns_ending_begin(drop_unfinished);
	fd = mkstemp(tmp);

	if (fd < 0 || !put_text(fd, text, size, for_all ? 0644 : usual_mode()))
		err = errno;
	if (fd >= 0 && close(fd) && !err)
		err = errno;
	if (!err && rename(tmp, path))
		err = errno;
	if (err) {
		ns_error("cannot write %s: %s", path, strerror(err));
		if (fd >= 0)
			unlink(tmp);
	}
	ns_ending_end();
	free(tmp);
	return !err;
}
