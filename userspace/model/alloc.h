/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Allocation that cannot fail: out of memory prints one line and exits with
 * NS_EXIT_UNKNOWN, since a report that left something out would be a lie.
 */
#ifndef NESTSCOPE_ALLOC_H
#define NESTSCOPE_ALLOC_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

void *ns_xcalloc(size_t n, size_t size);
void *ns_xreallocarray(void *p, size_t n, size_t size);
char *ns_xstrdup(const char *s);
char *ns_xvasprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));
char *ns_xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A stream into memory: @text, to be freed, is whole when the stream has been closed. */
FILE *ns_xmemstream(char **text, size_t *size);
void ns_xclose(FILE *stream);

#endif
