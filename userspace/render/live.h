/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef NESTSCOPE_RENDER_LIVE_H
#define NESTSCOPE_RENDER_LIVE_H

#include "analysis/live.h"
#include "render/out.h"

/*
 * The section "Nested now" of a report. @before: a look at the same a moment
 * before @s->live, or NULL. @guest: there is a layer below this one, of which
 * the time of VMREAD may tell something.
 */
void ns_live_print(const struct ns_out *out, const struct ns_snapshot *s,
		   const struct ns_live *before, bool guest);
json_t *ns_live_answers_to_json(const struct ns_snapshot *s, const struct ns_live *before,
				bool guest);

/* "web (qemu-system-x86_64, pid 142)", the way a VM is called everywhere; to be freed */
char *ns_vm_title(const struct ns_live_vm *vm);

/* Which VM it is */
json_t *ns_live_vm_to_json(const struct ns_live_vm *vm);

#endif
