/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The snapshot as JSON, format 1, both ways. Documentation/schema/snapshot.schema.json
 * describes it.
 */
#ifndef NESTSCOPE_MODEL_JSON_H
#define NESTSCOPE_MODEL_JSON_H

#include <jansson.h>

#include "model/snapshot.h"

#define NS_SNAPSHOT_FORMAT 1

/* Longer text is not looked at: it takes many times its length in memory. */
#define NS_SNAPSHOT_MAX_SIZE (8 << 20)

/* Of a stamp as it lies in fw_cfg, which is slow; that of one layer takes 3 KiB */
#define NS_STAMP_MAX_SIZE (64 << 10)

/* What a stamp is called among the files that QEMU's fw_cfg hands to a VM */
#define NS_STAMP_NAME "opt/org.nestscope/host"

/* Stamps within stamps: deeper than any hypervisor runs */
#define NS_SNAPSHOT_MAX_LAYERS 8

json_t *ns_value_to_json(const struct ns_value *v, enum ns_fact_type type);

/* A new reference; never NULL (out of memory ends the program). */
json_t *ns_snapshot_to_json(const struct ns_snapshot *s);

/*
 * The snapshot in @text, or NULL with *@error (to be freed) saying what is
 * wrong and where in @name. *@note (to be freed) is set if there is something
 * the user should know: a newer format, keys this version does not know. The
 * text may be packed (model/pack.h).
 */
struct ns_snapshot *ns_snapshot_from_text(const char *text, size_t size, const char *name,
					  char **error, char **note);

#endif
