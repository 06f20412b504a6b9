// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/alloc.h"

#include <errno.h>
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

FILE *ns_xmemstream(char **text, size_t *size)
{
	return ns_check_alloc(open_memstream(text, size));
}

void ns_xclose(FILE *stream)
{
	/* A failed allocation shows when the stream is flushed. */
	ns_check_alloc(fflush(stream) ? NULL : stream);
	/* glibc shortens the text to what is used, gives NULL if it cannot, and reports success. */
	errno = 0;
	ns_check_alloc(fclose(stream) || errno == ENOMEM ? NULL : (void *)"");
}
