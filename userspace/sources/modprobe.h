/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of modprobe.d that count, as kmod reads them */
#ifndef NESTSCOPE_SOURCES_MODPROBE_H
#define NESTSCOPE_SOURCES_MODPROBE_H

#include "sources/context.h"

/* All members owned */
struct ns_modprobe_file {
	char *name;	/* "kvm.conf" */
	char *path;	/* "/etc/modprobe.d/kvm.conf" */
	char *text;	/* NULL if it cannot be read, because of @err */
	int err;
};

struct ns_modprobe_files {
	struct ns_modprobe_file *list;
	size_t count;
	char *unread;	/* the first file or directory that was not read, and why: "/etc/modprobe.d: not captured", or NULL */
	int unread_err;
};

/*
 * The files in the order in which they count, which is that of their names
 * whatever their directory: of an option that is set twice the last one holds.
 * Of files with the same name only the one in the first directory is here. To be
 * freed with ns_modprobe_files_free().
 */
struct ns_modprobe_files ns_modprobe_files_read(const struct ns_context *ctx);
void ns_modprobe_files_free(struct ns_modprobe_files *files);

#endif
