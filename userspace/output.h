/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Files that a command writes: whole, or not at all. */
#ifndef NESTSCOPE_OUTPUT_H
#define NESTSCOPE_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* May a file be written to that name? False, after an error message, for "", a directory or a device. */
bool ns_output_is_file(const char *path);

/*
 * Write @size bytes to a temporary file next to @path, and rename it to @path: a
 * reader finds the whole old file or the whole new one. False after an error
 * message; then the old file is as it was. @for_all: programs of other users, such
 * as QEMU, are to read it, whatever the umask.
 */
bool ns_output_write(const char *path, const char *text, size_t size, bool for_all);

#endif
