/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The capabilities of one layer, by register, in the views there are. */
#ifndef NESTSCOPE_RENDER_CAPS_H
#define NESTSCOPE_RENDER_CAPS_H

#include "model/snapshot.h"
#include "render/out.h"

/* Which capabilities to show */
struct ns_caps_show {
	bool all;		/* also of registers that do not exist here */
	bool missing;		/* only those that are "no" */
	const char *view;	/* "cpu" or "kvm", NULL for both */
};

/* As text or Markdown */
void ns_caps_print(const struct ns_out *out, const struct ns_snapshot *s,
		   const struct ns_caps_show *show);
json_t *ns_caps_to_json(const struct ns_snapshot *s, const struct ns_caps_show *show);

#endif
