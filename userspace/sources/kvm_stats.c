// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * KVM's statistics of each VM and vCPU, /sys/kernel/debug/kvm/PID-FD/, and the
 * process that the VM belongs to. PID is the number of the thread that created
 * the VM, as the initial PID namespace counts.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "model/limits.h"
#include "model/vmm.h"
#include "sources/arch/arch.h"
#include "sources/live.h"

#define DEBUGFS "/sys/kernel/debug"
#define STATS DEBUGFS "/kvm"

static void read_number(const struct ns_context *ctx, struct ns_value *v, const char *dir,
			const char *name)
{
	char *path = ns_xasprintf("%s/%s", dir, name), *text, *end;
	unsigned long long num;
	int err;

	text = ns_read_line(ctx, path, &err);
	errno = 0;
	num = text ? strtoull(text, &end, 0) : 0;
	if (!text)
		ns_value_errno(v, NS_SOURCE_DEBUGFS, path, err);
	else if (end == text || *end || errno)
		ns_value_not(v, NS_SOURCE_DEBUGFS, NS_UNREADABLE, "%s: \"%.40s\" is not a number",
			     path, text);
	else
		ns_value_num(v, NS_SOURCE_DEBUGFS, num);
	/* Root may not open it: under lockdown that is so for what could also be written to. */
	if (err == EPERM)
		ns_value_not(v, NS_SOURCE_DEBUGFS, NS_UNREADABLE, "%s: %s (kernel lockdown)", path,
			     ns_strerror(err));
	free(text);
	free(path);
}

/*
 * Who runs the VM: what the process calls itself, or else the file that it is
 * an instance of, which it cannot choose.
 */
static char *program_of(const struct ns_context *ctx, const struct ns_live_vm *vm,
			const struct ns_vmm *vmm, const char *cmdline)
{
	char *path = ns_xasprintf("/proc/%u/exe", vm->pid), *file, *program = NULL;

	file = vmm->program ? NULL : ns_read_link(ctx, path);
	if (vmm->program)
		program = ns_xstrdup(vmm->program);
	else if (file)
		program = ns_vmm_program_at(file);
	else if (!vmm->one_text)
		program = ns_vmm_program_at(cmdline);
	free(file);
	free(path);
	return program ?: ns_xstrdup(NS_VMM_UNNAMED);
}

static void read_process(const struct ns_context *ctx, struct ns_live_vm *vm)
{
	char *path = ns_xasprintf("/proc/%u/cmdline", vm->pid), *cmdline;
	struct ns_vmm vmm = { 0 };
	size_t size;
	int err;

	cmdline = ns_read_file(ctx, path, &size, &err);
	if (!cmdline || !size) {
		ns_value_errno(&vm->cpu_option, NS_SOURCE_PROCFS, path, cmdline ? ENOENT : err);
		goto out;
	}
	ns_vmm_read(&vmm, cmdline, size);
	vm->program = program_of(ctx, vm, &vmm, cmdline);
	vm->name = vmm.name;
	vmm.name = NULL;
	if (vmm.cpu)
		ns_value_text(&vm->cpu_option, NS_SOURCE_PROCFS, vmm.cpu);
	else if (vmm.one_text)
		ns_value_not(&vm->cpu_option, NS_SOURCE_PROCFS, NS_UNREADABLE,
			     "%s is one text, not a list of arguments", path);
	else
		ns_value_not(&vm->cpu_option, NS_SOURCE_PROCFS, NS_ABSENT, "%s has no -cpu", path);
out:
	ns_vmm_free(&vmm);
	free(cmdline);
	free(path);
}

static void read_threads(const struct ns_context *ctx, struct ns_live_vm *vm)
{
	char *path = ns_xasprintf("/proc/%u/task", vm->pid), **names;
	size_t n;

	/* A process that has ended has no threads, and its VM is gone too. */
	ns_list_dir(ctx, path, "", &names, &n);
	vm->threads = ns_xcalloc(n + 1, sizeof(*vm->threads));
	vm->thread_count = n;
	for (size_t i = 0; i < n; i++)
		vm->threads[i] = strtoul(names[i], NULL, 10);
	ns_free_names(names, n);
	free(path);
}

static int by_id(const void *a, const void *b)
{
	const struct ns_live_vcpu *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* 0, or the errno for which not all vCPUs could be seen */
static int read_vcpus(const struct ns_context *ctx, struct ns_live_vm *vm, const char *dir)
{
	bool threads = true;
	char **names;
	size_t n;
	int err = ns_list_dir(ctx, dir, "vcpu", &names, &n);

	for (size_t i = 0; i < n; i++) {
		const char *digits = names[i] + strlen("vcpu");
		struct ns_live_vcpu *vcpu;
		unsigned int id;
		char *path;

		if (!ns_parse_number(&digits, NS_VCPU_MAX, &id))
			continue;
		path = ns_xasprintf("%s/%s", dir, names[i]);
		vcpu = ns_live_add_vcpu(vm);
		vcpu->id = id;
		read_number(ctx, &vcpu->thread, path, "pid");
		read_number(ctx, &vcpu->guest_mode, path, "guest_mode");
		threads &= ns_has(&vcpu->thread);
		free(path);
	}
	if (vm->vcpu_count)
		qsort(vm->vcpus, vm->vcpu_count, sizeof(*vm->vcpus), by_id);
	ns_free_names(names, n);
	if (!threads)
		read_threads(ctx, vm);
	return err;
}

static void read_vm(const struct ns_context *ctx, struct ns_live *live, unsigned int pid,
		    unsigned int fd)
{
	char *dir = ns_xasprintf(STATS "/%u-%u", pid, fd);
	struct ns_live_vm *vm = ns_live_add_vm(live);
	int err;

	vm->pid = pid;
	vm->fd = fd;
	read_process(ctx, vm);
	for (int i = 0; i < NS_STAT_COUNT; i++)
		read_number(ctx, &vm->stat[i], dir, ns_live_stats[i]);
	err = read_vcpus(ctx, vm, dir);
	/* A VM may end while it is read. */
	if (err && err != ENOENT)
		ns_value_errno(&live->statistics, NS_SOURCE_DEBUGFS, dir, err);
	free(dir);
}

/* On x86 and ppc64 it takes a vendor's module beside kvm.ko, on the others there is none. */
static bool kvm_is_alone(const struct ns_context *ctx)
{
	struct ns_snapshot *s = ns_snapshot_new();
	enum ns_arch arch;

	ns_read_arch(ctx, s);
	arch = ns_arch_of(s);
	ns_snapshot_free(s);
	return arch != NS_ARCH_X86 && arch != NS_ARCH_PPC64;
}

/* kvm makes its directory when the vendor's module comes. */
static bool kvm_is_missing(const struct ns_context *ctx)
{
	char **names;
	size_t n;
	int err;

	/* The two that most machines have; where they are not, another may be. */
	if (ns_exists(ctx, "/sys/module/kvm_intel") || ns_exists(ctx, "/sys/module/kvm_amd"))
		return false;
	err = ns_list_dir(ctx, "/sys/module", "kvm_", &names, &n);
	ns_free_names(names, n);
	return !err && !n && !(kvm_is_alone(ctx) && ns_exists(ctx, "/sys/module/kvm"));
}

/* Can the directory be listed? Why not, if it cannot */
static bool statistics_there(const struct ns_context *ctx, struct ns_value *v)
{
	int fd = ns_open(ctx, STATS, O_RDONLY | O_DIRECTORY);

	if (fd >= 0) {
		close(fd);
		ns_value_text(v, NS_SOURCE_DEBUGFS, STATS);
		return true;
	}
	if (fd == -ENOENT && kvm_is_missing(ctx))
		ns_value_not(v, NS_SOURCE_DEBUGFS, NS_ABSENT, "KVM is not loaded");
	else if (fd == -ENOENT && !ns_is_live(ctx))
		ns_value_not(v, NS_SOURCE_DEBUGFS, NS_NOT_ASKED, STATS ": not captured");
	else if (fd == -ENOENT)
		ns_value_not(v, NS_SOURCE_DEBUGFS, NS_UNREADABLE,
			     STATS " is not there: is debugfs mounted?");
	else
		ns_value_errno(v, NS_SOURCE_DEBUGFS, STATS, -fd);
	return false;
}

void ns_read_kvm_stats(const struct ns_context *ctx, struct ns_live *live)
{
	char **names;
	size_t n;
	int err;

	if (!statistics_there(ctx, &live->statistics))
		return;
	read_number(ctx, &live->nested_run, STATS, ns_live_stats[NS_STAT_NESTED_RUN]);
	err = ns_list_dir(ctx, STATS, "", &names, &n);
	if (err)
		ns_value_errno(&live->statistics, NS_SOURCE_DEBUGFS, STATS, err);
	for (size_t i = 0; i < n; i++) {
		const char *p = names[i];
		unsigned int pid, fd;

		if (ns_parse_number(&p, NS_PID_MAX, &pid) && *p++ == '-' &&
		    ns_parse_number(&p, NS_FD_MAX, &fd) && !*p)
			read_vm(ctx, live, pid, fd);
	}
	ns_free_names(names, n);
}
