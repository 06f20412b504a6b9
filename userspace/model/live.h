/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: what runs now
 *
 * One look at the virtual machines of this layer's KVM and at its CPUs: what
 * KVM's statistics say of each VM, and what the module sees on each CPU. That
 * nesting is enabled, that a VM is offered VMX or SVM, and that one uses it
 * are three things; this holds what is needed to keep them apart.
 */
#ifndef NESTSCOPE_LIVE_H
#define NESTSCOPE_LIVE_H

#include <stddef.h>

#include "model/value.h"

/* NS_LIVE_STAT(id, name): KVM's statistics of a VM, sums over its vCPUs, in /sys/kernel/debug/kvm */
#define NS_LIVE_STATS \
	NS_LIVE_STAT(EXITS, "exits") \
	NS_LIVE_STAT(NESTED_RUN, "nested_run") \
	NS_LIVE_STAT(GUEST_MODE, "guest_mode")

enum ns_live_stat {
#define NS_LIVE_STAT(id, name) NS_STAT_##id,
	NS_LIVE_STATS
#undef NS_LIVE_STAT
	NS_STAT_COUNT
};

/*
 * NS_LIVE_FLAG(id, key, type): what the module's live file says of a CPU, as
 * Documentation/ABI/testing/debugfs-nestscope has it. All but the first three
 * take live_vmcs=1.
 */
#define NS_LIVE_FLAGS \
	NS_LIVE_FLAG(VMXE, "vmxe", BOOL) \
	NS_LIVE_FLAG(SVME, "svme", BOOL) \
	NS_LIVE_FLAG(HSAVE, "hsave_pa_set", BOOL) \
	NS_LIVE_FLAG(ROOT, "root", BOOL) \
	NS_LIVE_FLAG(CURRENT, "current", BOOL) \
	NS_LIVE_FLAG(SHADOWING, "shadowing", BOOL) \
	NS_LIVE_FLAG(LINK, "link", TEXT) \
	NS_LIVE_FLAG(GUEST_VMXE, "guest_vmxe", BOOL) \
	NS_LIVE_FLAG(VMCS, "vmcs", TEXT)

enum ns_live_flag {
#define NS_LIVE_FLAG(id, key, type) NS_LIVE_##id,
	NS_LIVE_FLAGS
#undef NS_LIVE_FLAG
	NS_LIVE_FLAG_COUNT
};

/*
 * NS_VMREAD_NUM(id, key): what the module's file vmread says of a CPU: how
 * often VMREAD was timed, and how many cycles it took, of nothing, of a field
 * that KVM shadows and of one that it does not
 */
#define NS_VMREAD_NUMS \
	NS_VMREAD_NUM(ROUNDS, "rounds") \
	NS_VMREAD_NUM(EMPTY_MIN, "empty_min") \
	NS_VMREAD_NUM(EMPTY_MEDIAN, "empty_median") \
	NS_VMREAD_NUM(SHADOWED_MIN, "shadowed_min") \
	NS_VMREAD_NUM(SHADOWED_MEDIAN, "shadowed_median") \
	NS_VMREAD_NUM(UNSHADOWED_MIN, "unshadowed_min") \
	NS_VMREAD_NUM(UNSHADOWED_MEDIAN, "unshadowed_median")

enum ns_vmread_num {
#define NS_VMREAD_NUM(id, key) NS_VMREAD_##id,
	NS_VMREAD_NUMS
#undef NS_VMREAD_NUM
	NS_VMREAD_NUM_COUNT
};

struct ns_live_vcpu {
	unsigned int id;
	struct ns_value thread;		/* the thread that runs it; kernels before 5.13 do not tell */
	struct ns_value guest_mode;	/* it runs a guest of the VM's own */
};

struct ns_live_vm {
	unsigned int pid;	/* that created it */
	unsigned int fd;	/* of that process; a process may have several VMs */
	char *program;		/* "qemu-system-x86_64", NULL if the process was not found */
	char *name;		/* from its command line, NULL if it has none; identifies */
	struct ns_value cpu_option;	/* what follows QEMU's -cpu */
	struct ns_value stat[NS_STAT_COUNT];
	struct ns_live_vcpu *vcpus;
	size_t vcpu_count;
	unsigned int *threads;	/* all of the process, where the vCPUs' own are not known */
	size_t thread_count;
};

struct ns_live_cpu {
	unsigned int cpu;
	struct ns_value flag[NS_LIVE_FLAG_COUNT];
};

struct ns_vmread_cpu {
	unsigned int cpu;
	struct ns_value num[NS_VMREAD_NUM_COUNT];
};

struct ns_live {
	struct ns_value statistics;	/* text: the directory of KVM's statistics */
	struct ns_value nested_run;	/* over all VMs that there are and were since KVM was loaded */
	struct ns_value module;		/* text: the module's file */
	struct ns_value live_vmcs;	/* 1: the module looks at each CPU's current VMCS, too */
	struct ns_live_vm *vms;
	size_t vm_count;
	struct ns_live_cpu *cpus;
	size_t cpu_count;
	struct ns_value vmread_timing;	/* 1: it is done; not asked for without the parameter */
	struct ns_vmread_cpu *vmread;
	size_t vmread_count;
};

extern const char *const ns_live_stats[NS_STAT_COUNT];
extern const char *const ns_vmread_nums[NS_VMREAD_NUM_COUNT];

extern const struct ns_live_flag_info {
	const char *key;
	bool text;
} ns_live_flags[NS_LIVE_FLAG_COUNT];

struct ns_live *ns_live_new(void);
void ns_live_free(struct ns_live *live);

/* One more, empty, at the end; valid until the next one is added */
struct ns_live_vm *ns_live_add_vm(struct ns_live *live);
struct ns_live_vcpu *ns_live_add_vcpu(struct ns_live_vm *vm);
struct ns_live_cpu *ns_live_add_cpu(struct ns_live *live, unsigned int cpu);
struct ns_vmread_cpu *ns_live_add_vmread(struct ns_live *live, unsigned int cpu);

/* Take out what identifies. */
void ns_live_redact(struct ns_live *live);

/* The same VM in @live, or NULL */
const struct ns_live_vm *ns_live_find_vm(const struct ns_live *live, const struct ns_live_vm *vm);

/* Does a thread of that number belong to the VM? */
bool ns_live_vm_has_thread(const struct ns_live_vm *vm, unsigned int thread);

#endif
