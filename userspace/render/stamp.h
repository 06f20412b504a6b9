/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a stamp is handed to a VM. */
#ifndef NESTSCOPE_RENDER_STAMP_H
#define NESTSCOPE_RENDER_STAMP_H

#include "render/out.h"

enum ns_handover { NS_HANDOVER_ALL, NS_HANDOVER_QEMU, NS_HANDOVER_LIBVIRT };

/* Says how to hand the stamp in the file @path to a VM. JSON says all of it, whatever @what is. */
void ns_handover_print(const struct ns_out *out, const char *path, enum ns_handover what);

#endif
