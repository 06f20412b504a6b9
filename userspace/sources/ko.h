/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nestscope.ko: is it loaded, which file would be, and, alone in nestscope, what
 * changes the machine. libkmod is loaded when it is needed.
 */
#ifndef NESTSCOPE_SOURCES_KO_H
#define NESTSCOPE_SOURCES_KO_H

#include "model/ko.h"
#include "sources/context.h"

/* What is loaded, and what the kernel takes; *@ko is to be ns_ko_clear()ed. */
void ns_ko_read(const struct ns_context *ctx, struct ns_ko *ko);

/*
 * The file that would be loaded: @given, or NULL for the first of that in the
 * directory of this program, that of modules.dep, and that in DKMS's tree.
 */
void ns_ko_find(const struct ns_context *ctx, struct ns_ko *ko, const char *given);

/* Load ko->file on this machine, with "live_vmcs=1 ..." besides what modprobe.d has; 0 or an errno */
int ns_ko_load(struct ns_ko *ko, const char *options);

/* Unload it; 0 or an errno */
int ns_ko_unload(struct ns_ko *ko);

#endif
