// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/alloc.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exit.h"

void ns_out_of_memory(void)
{
	fputs("nestscope: out of memory\n", stderr);
	exit(NS_EXIT_UNKNOWN);
}

void *ns_check_alloc(void *p)
{
	if (!p)
		ns_out_of_memory();
	return p;
}

void *ns_xcalloc(size_t n, size_t size)
{
	return ns_check_alloc(calloc(n, size));
}

void *ns_xreallocarray(void *p, size_t n, size_t size)
{
	return ns_check_alloc(reallocarray(p, n, size));
}

char *ns_xstrdup(const char *s)
{
	return ns_check_alloc(strdup(s));
}

char *ns_xvasprintf(const char *fmt, va_list ap)
{
	char *s;

	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	return ns_check_alloc(s);
}

char *ns_xasprintf(const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = ns_xvasprintf(fmt, ap);
	va_end(ap);
	return s;
}

char *ns_xjoin(char *list, const char *between, const char *more)
{
	size_t have = strlen(list), gap = have ? strlen(between) : 0, size = strlen(more) + 1;

	list = ns_xreallocarray(list, have + gap + size, 1);
	memcpy(list + have, between, gap);
	memcpy(list + have + gap, more, size);
	return list;
}

/* What a stream puts its text into */
struct memory {
	char **text;
	size_t *size;	/* only told: two streams may have one place for it */
	size_t used, room;
	bool failed;	/* for good: what would come now is not what was meant */
};

/* The text may move. */
static bool make_room(struct memory *m, size_t size)
{
	char *larger = realloc(*m->text, (m->room + size) * 2);

	if (larger) {
		*m->text = larger;
		m->room = (m->room + size) * 2;
	}
	return larger;
}

static ssize_t put(void *cookie, const char *from, size_t size)
{
	struct memory *m = cookie;

	if (!m->failed && m->room - m->used <= size)
		m->failed = !make_room(m, size);
	if (m->failed)
		return 0;
	memcpy(*m->text + m->used, from, size);
	m->used += size;
	(*m->text)[m->used] = '\0';
	*m->size = m->used;
	return size;
}

static int end(void *cookie)
{
	struct memory *m = cookie;
	bool failed = m->failed;

	free(m);
	return failed ? EOF : 0;
}

/*
 * Not open_memstream(): where it cannot enlarge its text, glibc leaves out what
 * comes then, and neither ferror() nor fclose() tells. Nor does the stream end
 * the program by itself, as that would put what it has into it once more.
 */
FILE *ns_xmemstream(char **text, size_t *size)
{
	static const cookie_io_functions_t functions = { .write = put, .close = end };
	struct memory *m = ns_xcalloc(1, sizeof(*m));

	*m = (struct memory){ .text = text, .size = size, .room = 1 };
	*text = ns_xcalloc(1, 1);
	*size = 0;
	return ns_check_alloc(fopencookie(m, "w", functions));
}

void ns_xclose(FILE *stream)
{
	if (fclose(stream))
		ns_out_of_memory();
}
