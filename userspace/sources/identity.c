// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which machine this is and which VMs it runs, told by keyed hashes alone, so
 * that a VM's snapshot can be tied to its host's. Names are for --identify.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "model/identity.h"
#include "model/vmm.h"
#include "sources/context.h"

/* @text: arguments that end in NUL each, @size bytes and one more NUL behind them */
static void add_if_vm(const struct ns_context *ctx, struct ns_snapshot *s, const char *text,
		      size_t size)
{
	struct ns_vmm vmm;
	char *hash;

	ns_vmm_read(&vmm, text, size);
	if (vmm.program) {
		hash = vmm.uuid ? ns_uuid_hash(vmm.uuid) : NULL;
		ns_snapshot_add_vm(s, hash, vmm.program, ctx->identify ? vmm.name : NULL)->accel = vmm.accel;
		free(hash);
	}
	ns_vmm_free(&vmm);
}

static bool is_pid(const char *name)
{
	return *name && strspn(name, "0123456789") == strlen(name);
}

/*
 * Of a hundred processes most are threads of the kernel, which have no command line, and no process group
 * either. Where kthreadd is not process 2, groups may be out of sight as well, as in a container; where init
 * has none itself, as a script that is started by the kernel, what it starts has none.
 */
static bool tells_kernel_threads(const struct ns_context *ctx)
{
	int err;
	char *comm = ns_live(ctx) ? ns_read_file(ctx, "/proc/2/comm", NULL, &err) : NULL;
	bool tells = comm && !strcmp(comm, "kthreadd\n") && getpgid(1) > 0;

	free(comm);
	return tells;
}

/* A process that is gone by now is no VM; one that may not be seen might be. */
static void read_processes(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_VM_PROGRAMS];
	size_t n, seen = 0, denied = 0;
	bool init = false, tells = tells_kernel_threads(ctx);
	char **names;
	int listed = ns_list_dir(ctx, "/proc", "", &names, &n);

	for (size_t i = 0; i < n; i++) {
		char *path, *text;
		size_t size;
		int err;

		if (!is_pid(names[i]))
			continue;
		init |= !strcmp(names[i], "1");
		if (tells && !getpgid(atoi(names[i])))
			continue;
		path = ns_xasprintf("/proc/%s/cmdline", names[i]);
		text = ns_read_file(ctx, path, &size, &err);
		if (text)
			add_if_vm(ctx, s, text, size);
		seen += !!text;
		denied += !text && (err == EACCES || err == EPERM);
		free(text);
		free(path);
	}
	ns_free_names(names, n);
	if (listed)
		ns_value_errno(v, NS_SOURCE_PROCFS, "/proc", listed);
	else if (denied || (seen && !init && ns_live(ctx)))
		ns_value_not(v, NS_SOURCE_PROCFS, NS_UNREADABLE,
			     "/proc hides the processes of others (hidepid); root sees them");
	else if (seen)
		ns_value_num(v, NS_SOURCE_PROCFS, s->vm_count);
	else
		ns_value_not(v, NS_SOURCE_PROCFS, NS_ABSENT, "/proc has no processes");
}

static void read_uuid(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char path[] = "/sys/class/dmi/id/product_uuid";
	struct ns_value *v = &s->fact[NS_FACT_UUID_HASH];
	char *uuid, *hash;
	int err;

	uuid = ns_read_line(ctx, path, &err);
	if (!uuid) {
		ns_value_file_error(ctx, v, NS_SOURCE_DMI, path, err);
		return;
	}
	hash = ns_uuid_hash(uuid);
	if (hash)
		ns_value_text(v, NS_SOURCE_DMI, hash);
	else
		ns_value_not(v, NS_SOURCE_DMI, NS_ABSENT, "%s: not set, or not this machine's own", path);
	free(hash);
	free(uuid);
}

void ns_read_identity(const struct ns_context *ctx, struct ns_snapshot *s)
{
	read_uuid(ctx, s);
	read_processes(ctx, s);
	if (ctx->identify)
		ns_read_fact(ctx, s, NS_FACT_HOST_NAME, NS_SOURCE_PROCFS,
			     "/proc/sys/kernel/hostname");
	else
		ns_value_not(&s->fact[NS_FACT_HOST_NAME], NS_SOURCE_NONE, NS_NOT_ASKED,
			     "--identify was not given");
}
