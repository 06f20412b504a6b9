/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VMs of libvirt on this machine: asked of its daemon by a read-only
 * connection, which starts nothing, changes nothing, and never reaches a VM's
 * monitor.
 */
#ifndef NESTSCOPE_LIBVIRT_H
#define NESTSCOPE_LIBVIRT_H

#include "model/domain.h"
#include "sources/context.h"

/* A VM as it runs, and as it is defined for its next start; each may be NULL. */
struct ns_libvirt_vm {
	struct ns_domain *live;
	struct ns_domain *config;
};

/*
 * The VM that libvirt knows by @name, which may be its UUID too. False with
 * *@error, to be freed; then *@vm is empty.
 */
bool ns_libvirt_find(const struct ns_context *ctx, const char *name, struct ns_libvirt_vm *vm, char **error);
void ns_libvirt_vm_free(struct ns_libvirt_vm *vm);

#endif
