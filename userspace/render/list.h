/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tables of registers, bits, signatures and messages, as they are. */
#ifndef NESTSCOPE_RENDER_LIST_H
#define NESTSCOPE_RENDER_LIST_H

#include "render/out.h"

#define NS_LIST_COUNT 5

/* The number of the table "registers", "bits", "signatures", "messages" or "formats"; NS_LIST_COUNT for any other name */
size_t ns_list_find(const char *name);

/* @list is from ns_list_find(). */
void ns_list_print(const struct ns_out *out, size_t list);
json_t *ns_list_to_json(size_t list);

#endif
