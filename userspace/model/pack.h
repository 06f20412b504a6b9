/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gzip, for stamps: Linux reads a file of fw_cfg in pages and skips to each of
 * them byte by byte, and every byte is an exit to the VMM, through all layers.
 */
#ifndef NESTSCOPE_PACK_H
#define NESTSCOPE_PACK_H

#include <stdbool.h>
#include <stddef.h>

bool ns_is_packed(const char *data, size_t size);

/* Both give a buffer to be freed, and its size in *@out_size. */
char *ns_pack(const char *data, size_t size, size_t *out_size);

/*
 * With a NUL behind it; NULL with *@why set (not to be freed) if the data is
 * damaged or would become longer than @max.
 */
char *ns_unpack(const char *data, size_t size, size_t max, size_t *out_size, const char **why);

#endif
