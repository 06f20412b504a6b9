/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A CPU that every host can give, for QEMU and for libvirt, and which host lacks what. */
#ifndef NESTSCOPE_RENDER_BASELINE_H
#define NESTSCOPE_RENDER_BASELINE_H

#include "analysis/baseline.h"
#include "render/out.h"

/* "qemu64,vmx=on,...", and a <cpu> element; to be freed */
char *ns_baseline_qemu(const struct ns_baseline *b);
char *ns_baseline_libvirt(const struct ns_baseline *b);

void ns_baseline_print(const struct ns_out *out, const struct ns_baseline *b);
json_t *ns_baseline_to_json(const struct ns_baseline *b);

#endif
