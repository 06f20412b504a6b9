/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a hypervisor would run: text, Markdown and JSON, and the VM for it. */
#ifndef NESTSCOPE_RENDER_PROFILE_H
#define NESTSCOPE_RENDER_PROFILE_H

#include <jansson.h>

#include "analysis/profile.h"
#include "render/out.h"

/* @quiet leaves out demands that are met, and the VM */
void ns_fitness_print(const struct ns_out *out, const struct ns_fitness *f, bool quiet);
void ns_fitness_print_markdown(const struct ns_out *out, const struct ns_fitness *f, bool quiet);
json_t *ns_fitness_to_json(const struct ns_fitness *f, bool quiet);

/* A command line for QEMU, and a domain for libvirt, with a VM in which it would run; to be freed */
char *ns_profile_qemu(const struct ns_fitness *f);
char *ns_profile_domain(const struct ns_fitness *f);

#endif
