/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of nestscope.ko share. main.c calls sysfs.c and debugfs.c; debugfs.c
 * calls the files in debugfs (caps.c, cpus.c, live.c, vmread.c); these call show.c
 * and vmcs.c; all may call kept.c, and all read.c.
 */
#ifndef NESTSCOPE_H
#define NESTSCOPE_H

#ifndef CONFIG_X86_64
#error "nestscope is for kernels of x86-64"
#endif

#include <linux/cache.h>
#include <linux/init.h>
#include <linux/smp.h>
#include <linux/types.h>

#include <nestscope/bits.h>

struct dentry;
struct seq_file;

/* One number a row of registers.h, NS_REG_NONE for "no condition". */
enum ns_reg {
	NS_REG_NONE = -1,
#define NS_MSR(id, ...) NS_REG_##id,
#define NS_CPUID(id, ...) NS_REG_##id,
#include <nestscope/registers.h>
	NS_REGISTERS
};

enum ns_kind { NS_KIND_MSR, NS_KIND_CPUID };
enum ns_how { NS_HOW_VALUE, NS_HOW_STATE, NS_HOW_FLAG, NS_HOW_NEVER };
enum ns_dir { NS_DIR_CPUID, NS_DIR_VMX, NS_DIR_SVM };
enum ns_out { NS_OUT_EAX, NS_OUT_EBX, NS_OUT_ECX, NS_OUT_EDX };

/**
 * struct ns_register - a row of registers.h
 * @name: the SDM's or APM's name
 * @file: the name of its sysfs file, "" for none
 * @number: the MSR's index or the CPUID leaf
 * @subleaf: of a CPUID leaf
 * @out: which of a CPUID leaf's four registers
 * @kind: an MSR or a CPUID register
 * @how: what is kept of it
 * @dir: where it is published
 * @if_reg: with @if_any, the first condition of its existence
 * @and_reg: with @and_any, the second condition
 * @mask: the bits that are kept, or that count
 * @if_any: one of these bits of @if_reg must be set
 * @and_any: one of these bits of @and_reg must be set
 */
struct ns_register {
	const char *name;
	const char *file;
	u32 number;
	u32 subleaf;
	enum ns_out out;
	enum ns_kind kind;
	enum ns_how how;
	enum ns_dir dir;
	enum ns_reg if_reg;
	enum ns_reg and_reg;
	u64 mask;
	u64 if_any;
	u64 and_any;
};

extern const struct ns_register ns_registers[NS_REGISTERS];

/**
 * enum ns_state - what is known of a register on a CPU
 * @NS_NEVER_READ: nothing, it has not been read
 * @NS_VALUE: its value
 * @NS_ABSENT: that the architecture says it does not exist here
 * @NS_FAULT: that it should exist, but reading it faults
 * @NS_UNDECIDED: nothing, because the register that says whether it exists
 *	cannot be read
 */
enum ns_state { NS_NEVER_READ, NS_VALUE, NS_ABSENT, NS_FAULT, NS_UNDECIDED };

/**
 * struct ns_record - every register of one CPU, as read in one go
 * @value: the value where @state is NS_VALUE, else 0
 * @state: an enum ns_state
 */
struct ns_record {
	u64 value[NS_REGISTERS];
	u8 state[NS_REGISTERS];
};

/**
 * struct ns_kept - what is kept of a CPU
 * @first: as read at load, or when the CPU first came online
 * @last: as read when the CPU last came online
 * @times: how often that was
 */
struct ns_kept {
	struct ns_record first;
	struct ns_record last;
	unsigned int times;
};

/**
 * struct ns_machine - what is the same on every CPU and at any time
 * @vendor: a word for the vendor string of CPUID leaf 0
 * @hypervisor: CPUID.1:ECX[31]; without it the rest is not read
 * @max_leaf: highest hypervisor leaf of CPUID, EAX of leaf 0x40000000
 * @signature: EBX, ECX and EDX of that leaf
 */
struct ns_machine {
	const char *vendor;
	bool hypervisor;
	u32 max_leaf;
	char signature[12];
};

extern struct ns_machine ns_machine;

/**
 * struct ns_flag - a bit that may not be there
 * @state: whether it was read
 * @on: the bit, where @state is NS_VALUE
 */
struct ns_flag {
	enum ns_state state;
	bool on;
};

/**
 * enum ns_vmcs_kind - which VMCS is a CPU's current one
 * @NS_VMCS_NO_ROOT: the CPU is not in VMX root operation
 * @NS_VMCS_NONE: it has none
 * @NS_VMCS_SHADOW: a shadow VMCS, which runs no guest: KVM copies to or from it
 * @NS_VMCS_CURRENT: that of the guest that ran last
 */
enum ns_vmcs_kind { NS_VMCS_NO_ROOT, NS_VMCS_NONE, NS_VMCS_SHADOW, NS_VMCS_CURRENT };

/**
 * struct ns_vmcs - what is seen of a CPU's current VMCS
 * @kind: which it is; what follows is set only for NS_VMCS_CURRENT
 * @header_read: its shadow-VMCS indicator was read, not concluded from @link
 * @shadowing: VMCS shadowing is enabled in it
 * @link: its link pointer is set
 * @guest_vmxe: CR4.VMXE as the guest sees it
 * @id: tells it from others, until the module is unloaded
 */
struct ns_vmcs {
	enum ns_vmcs_kind kind;
	bool header_read;
	struct ns_flag shadowing;
	struct ns_flag link;
	struct ns_flag guest_vmxe;
	u32 id;
};

/* What ns_vmcs_time() times: nothing, a field that KVM shadows, one that it does not */
enum ns_time { NS_TIME_EMPTY, NS_TIME_SHADOWED, NS_TIME_UNSHADOWED, NS_TIMES };

/**
 * struct ns_vmread - how long VMREAD takes
 * @state: NS_VALUE for what follows; NS_ABSENT if there is nothing to read
 * @rounds: how often each was timed
 * @min: the shortest times, in cycles of the TSC
 * @median: those in the middle
 */
struct ns_vmread {
	enum ns_state state;
	unsigned int rounds;
	u32 min[NS_TIMES];
	u32 median[NS_TIMES];
};

enum ns_state ns_read_msr(enum ns_reg reg, const struct ns_record *known, u64 *value);
void ns_read_machine(void);
void ns_read_this_cpu(struct ns_record *record);
int ns_read_cpu(unsigned int cpu, struct ns_record *record);

int ns_kept_init(void);
void ns_kept_exit(void);
bool ns_differs(enum ns_reg reg, const struct ns_record *a, const struct ns_record *b);
bool ns_get_kept(unsigned int cpu, struct ns_kept *copy);
enum ns_state ns_get_value(enum ns_reg reg, u64 *value);
bool ns_get_bit(enum ns_reg reg, unsigned int bit);
unsigned int ns_reference_cpu(void);
bool ns_cpus_agree(void);
char *ns_list_cpus(void);

int ns_sysfs_init(void);
void ns_sysfs_exit(void);

void ns_debugfs_init(void);
void ns_debugfs_exit(void);

void ns_cpus_init(struct dentry *dir);
void ns_caps_init(struct dentry *dir);
void ns_live_init(struct dentry *dir);
void ns_vmread_init(struct dentry *dir);

void ns_print_value(struct seq_file *file, enum ns_reg reg, enum ns_state state, u64 value);
void *ns_cpu_start(struct seq_file *file, loff_t *pos);
void *ns_cpu_next(struct seq_file *file, void *v, loff_t *pos);
void ns_cpu_stop(struct seq_file *file, void *v);
bool ns_is_recent(u64 asked, u64 interval);
bool ns_ask_cpu(unsigned int cpu, u64 *asked, u64 interval, smp_call_func_t func, void *info);
void ns_print_current(struct seq_file *file, const struct ns_vmcs *vmcs);

void ns_vmcs_init(void);
const char *ns_vmcs_refusal(void);
void ns_vmcs_sample(const struct ns_record *known, struct ns_vmcs *sample);
void ns_vmcs_time(const struct ns_record *known, struct ns_vmread *result);

#endif
