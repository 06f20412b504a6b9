// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/alloc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exit.h"

static void *check(void *p)
{
	if (!p) {
		fputs("nestscope: out of memory\n", stderr);
		exit(NS_EXIT_UNKNOWN);
	}
	return p;
}

void *ns_xcalloc(size_t n, size_t size)
{
	return check(calloc(n, size));
}

void *ns_xreallocarray(void *p, size_t n, size_t size)
{
	return check(reallocarray(p, n, size));
}

char *ns_xstrdup(const char *s)
{
	return check(strdup(s));
}

char *ns_xvasprintf(const char *fmt, va_list ap)
{
	char *s;

	if (vasprintf(&s, fmt, ap) < 0)
		s = NULL;
	return check(s);
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

FILE *ns_xmemstream(char **text, size_t *size)
{
	return check(open_memstream(text, size));
}

void ns_xclose(FILE *stream)
{
	/* What did not fit is known when the stream is flushed. */
	check(fflush(stream) ? NULL : stream);
	check(fclose(stream) ? NULL : (void *)"");
}
