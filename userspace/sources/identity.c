// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which machine this is and which VMs it runs, told by keyed hashes alone, so
 * that a VM's snapshot can be linked to its host's. Names are for --identify.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/alloc.h"
#include "model/identity.h"
#include "model/limits.h"
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
		hash = vmm.uuid && ctx->depth < NS_DEPTH_ANSWERS ? ns_uuid_hash(vmm.uuid) : NULL;
		ns_snapshot_add_vm(s, hash, vmm.program, ctx->identify ? vmm.name : NULL)->accel = vmm.accel;
		free(hash);
	}
	ns_vmm_free(&vmm);
}

/* Sorted, to be looked up in */
struct pids {
	unsigned int *pid;
	size_t count;
};

static int by_number(const void *a, const void *b)
{
	const unsigned int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/*
 * Of a hundred processes most are threads of the kernel: the children of kthreadd, where that is process 2, as it
 * is not in a container. None where the kernel does not tell of children (CONFIG_PROC_CHILDREN).
 */
static struct pids kernel_threads(const struct ns_context *ctx)
{
	int err;
	char *comm = ns_is_live(ctx) ? ns_read_file(ctx, "/proc/2/comm", NULL, &err) : NULL;
	bool kernel = comm && !strcmp(comm, "kthreadd\n");
	char *list = kernel ? ns_read_file(ctx, "/proc/2/task/2/children", NULL, &err) : NULL;
	struct pids pids = { .pid = ns_xcalloc(list ? strlen(list) / 2 + 1 : 1, sizeof(*pids.pid)) };
	const char *at = list ?: "";

	while (ns_parse_number(&at, NS_PID_MAX, &pids.pid[pids.count])) {
		pids.count++;
		at += *at == ' ';
	}
	if (pids.count)
		qsort(pids.pid, pids.count, sizeof(*pids.pid), by_number);
	free(list);
	free(comm);
	return pids;
}

static bool is_among(const struct pids *pids, const char *name)
{
	unsigned int pid = strtoul(name, NULL, 10);

	return pids->count && bsearch(&pid, pids->pid, pids->count, sizeof(pid), by_number);
}

/*
 * A VMM has a thread for each CPU of its VM beside that which made them: a process of one thread is none, and its
 * command line need not be read. A directory has two links, and this one another for each thread
 * (proc_task_getattr() in the kernel).
 */
static bool has_one_thread(const struct ns_context *ctx, const char *pid)
{
	char path[sizeof("/proc//task") + NAME_MAX];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%s/task", pid);
	return ns_is_live(ctx) && !stat(path, &st) && st.st_nlink == 3;
}

/* May the process be seen? 0, or the errno; what VM it runs, if any, is added. */
static int read_process(const struct ns_context *ctx, struct ns_snapshot *s, const char *pid)
{
	char *path, *text;
	size_t size;
	int err = 0;

	if (has_one_thread(ctx, pid))
		return 0;
	path = ns_xasprintf("/proc/%s/cmdline", pid);
	text = ns_read_file(ctx, path, &size, &err);
	if (text)
		add_if_vm(ctx, s, text, size);
	free(text);
	free(path);
	return text ? 0 : err;
}

struct processes {
	const struct ns_context *ctx;
	struct ns_snapshot *s;
	struct pids kernel;
	size_t seen, denied;
	bool init;
	int err;	/* of one that is there and could not be read for another reason */
};

/* A process that is gone by now is no VM; one that may not be seen might be. */
static void take_process(void *to, const char *pid)
{
	struct processes *p = to;
	int err;

	if (is_among(&p->kernel, pid))
		return;
	p->init |= !strcmp(pid, "1");
	err = read_process(p->ctx, p->s, pid);
	p->seen += !err;
	if (err == EACCES || err == EPERM)
		p->denied++;
	else if (err && !ns_process_ended(err))
		p->err = err;
}

static void read_processes(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_VM_PROGRAMS];
	struct processes p = { .ctx = ctx, .s = s, .kernel = kernel_threads(ctx) };
	int err = ns_each_process(ctx, take_process, &p);

	free(p.kernel.pid);
	if (err)
		ns_value_errno(v, NS_SOURCE_PROCFS, "/proc", err);
	else if (p.err)
		ns_value_not(v, NS_SOURCE_PROCFS, NS_UNREADABLE, "the command line of a process: %s", ns_strerror(p.err));
	else if (p.denied || (p.seen && !p.init && ns_is_live(ctx)))
		ns_value_not(v, NS_SOURCE_PROCFS, NS_UNREADABLE,
			     "/proc hides the processes of others (hidepid); root sees them");
	else if (p.seen)
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
	read_processes(ctx, s);
	if (ctx->depth >= NS_DEPTH_ANSWERS)
		return;
	read_uuid(ctx, s);
	if (ctx->identify)
		ns_read_fact(ctx, s, NS_FACT_HOST_NAME, NS_SOURCE_PROCFS,
			     "/proc/sys/kernel/hostname");
	else
		ns_value_not(&s->fact[NS_FACT_HOST_NAME], NS_SOURCE_NONE, NS_NOT_ASKED,
			     "--identify was not given");
}
