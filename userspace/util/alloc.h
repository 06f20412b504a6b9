/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory allocation that never returns NULL. Without memory the program prints
 * one line and exits with NS_EXIT_UNKNOWN: a report with parts missing would
 * mislead.
 */
#ifndef NESTSCOPE_UTIL_ALLOC_H
#define NESTSCOPE_UTIL_ALLOC_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

/* Ends the program when memory runs out */
void ns_out_of_memory(void) __attribute__((noreturn, cold));

/* Return @p, what a library has allocated; NULL is out of memory. */
void *ns_check_alloc(void *p);

void *ns_xcalloc(size_t n, size_t size);
void *ns_xreallocarray(void *p, size_t n, size_t size);
char *ns_xstrdup(const char *s);
char *ns_xvasprintf(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));
char *ns_xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* @list, which is given up, with @more behind it, and @between in between unless @list is empty */
char *ns_xjoin(char *list, const char *between, const char *more);

/* A stream into memory: @text, to be freed, is whole when the stream has been closed. */
FILE *ns_xmemstream(char **text, size_t *size);
void ns_xclose(FILE *stream);

#endif
