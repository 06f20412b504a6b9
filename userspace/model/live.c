// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/live.h"

#include <stdlib.h>

#include "util/alloc.h"

const char *const ns_live_stats[NS_STAT_COUNT] = {
#define NS_LIVE_STAT(id, name) name,
	NS_LIVE_STATS
#undef NS_LIVE_STAT
};

const char *const ns_vmread_nums[NS_VMREAD_NUM_COUNT] = {
#define NS_VMREAD_NUM(id, key) key,
	NS_VMREAD_NUMS
#undef NS_VMREAD_NUM
};

#define IS_BOOL false
#define IS_TEXT true

const struct ns_live_flag_info ns_live_flags[NS_LIVE_FLAG_COUNT] = {
#define NS_LIVE_FLAG(id, key, type) { key, IS_##type },
	NS_LIVE_FLAGS
#undef NS_LIVE_FLAG
};

static void init(struct ns_value *v, size_t n)
{
	while (n--)
		v[n] = (struct ns_value)NS_VALUE_INIT;
}

static void release(struct ns_value *v, size_t n)
{
	while (n--)
		ns_value_free(&v[n]);
}

struct ns_live *ns_live_new(void)
{
	struct ns_live *live = ns_xcalloc(1, sizeof(*live));

	init(&live->statistics, 1);
	init(&live->nested_run, 1);
	init(&live->module, 1);
	init(&live->live_vmcs, 1);
	init(&live->vmread_timing, 1);
	return live;
}

static void release_vm(struct ns_live_vm *vm)
{
	free(vm->program);
	free(vm->name);
	ns_value_free(&vm->cpu_option);
	release(vm->stat, NS_STAT_COUNT);
	for (size_t i = 0; i < vm->vcpu_count; i++) {
		ns_value_free(&vm->vcpus[i].thread);
		ns_value_free(&vm->vcpus[i].guest_mode);
	}
	free(vm->vcpus);
	free(vm->threads);
}

void ns_live_free(struct ns_live *live)
{
	if (!live)
		return;
	for (size_t i = 0; i < live->vm_count; i++)
		release_vm(&live->vms[i]);
	for (size_t i = 0; i < live->cpu_count; i++)
		release(live->cpus[i].flag, NS_LIVE_FLAG_COUNT);
	for (size_t i = 0; i < live->vmread_count; i++)
		release(live->vmread[i].num, NS_VMREAD_NUM_COUNT);
	free(live->vms);
	free(live->cpus);
	free(live->vmread);
	ns_value_free(&live->statistics);
	ns_value_free(&live->nested_run);
	ns_value_free(&live->module);
	ns_value_free(&live->live_vmcs);
	ns_value_free(&live->vmread_timing);
	free(live);
}

struct ns_live_vm *ns_live_add_vm(struct ns_live *live)
{
	struct ns_live_vm *vm;

	live->vms = ns_xreallocarray(live->vms, live->vm_count + 1, sizeof(*live->vms));
	vm = &live->vms[live->vm_count++];
	*vm = (struct ns_live_vm){ .cpu_option = NS_VALUE_INIT };
	init(vm->stat, NS_STAT_COUNT);
	return vm;
}

struct ns_live_vcpu *ns_live_add_vcpu(struct ns_live_vm *vm)
{
	struct ns_live_vcpu *vcpu;

	vm->vcpus = ns_xreallocarray(vm->vcpus, vm->vcpu_count + 1, sizeof(*vm->vcpus));
	vcpu = &vm->vcpus[vm->vcpu_count++];
	*vcpu = (struct ns_live_vcpu){ .thread = NS_VALUE_INIT, .guest_mode = NS_VALUE_INIT };
	return vcpu;
}

struct ns_live_cpu *ns_live_add_cpu(struct ns_live *live, unsigned int cpu)
{
	struct ns_live_cpu *c;

	live->cpus = ns_xreallocarray(live->cpus, live->cpu_count + 1, sizeof(*live->cpus));
	c = &live->cpus[live->cpu_count++];
	c->cpu = cpu;
	init(c->flag, NS_LIVE_FLAG_COUNT);
	return c;
}

struct ns_vmread_cpu *ns_live_add_vmread(struct ns_live *live, unsigned int cpu)
{
	struct ns_vmread_cpu *c;

	live->vmread = ns_xreallocarray(live->vmread, live->vmread_count + 1, sizeof(*live->vmread));
	c = &live->vmread[live->vmread_count++];
	c->cpu = cpu;
	init(c->num, NS_VMREAD_NUM_COUNT);
	return c;
}

void ns_live_redact(struct ns_live *live)
{
	for (size_t i = 0; i < live->vm_count; i++) {
		free(live->vms[i].name);
		live->vms[i].name = NULL;
	}
}

const struct ns_live_vm *ns_live_find_vm(const struct ns_live *live, const struct ns_live_vm *vm)
{
	for (size_t i = 0; i < live->vm_count; i++)
		if (live->vms[i].pid == vm->pid && live->vms[i].fd == vm->fd)
			return &live->vms[i];
	return NULL;
}

bool ns_live_vm_has_thread(const struct ns_live_vm *vm, unsigned int thread)
{
	for (size_t i = 0; i < vm->vcpu_count; i++)
		if (ns_has(&vm->vcpus[i].thread) && vm->vcpus[i].thread.num == thread)
			return true;
	for (size_t i = 0; i < vm->thread_count; i++)
		if (vm->threads[i] == thread)
			return true;
	return false;
}
