// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/nestscope: the directory, and its file "cpus".
 */

#include <linux/cpumask.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/smp.h>

#include <nestscope/names.h>

#include "nestscope.h"

/**
 * DOC: cpus
 *
 * Every register on every CPU, read while the file is read. Each CPU is asked
 * when its turn comes, and once even if its text does not fit and is made
 * again; the reference CPU is asked first, to compare with. So reading costs
 * one IPI a CPU and the memory for a few records, however many CPUs there are.
 * Going back to the start of the file reads afresh.
 */

/* The CPU whose turn it is, and what it is compared with */
struct cpus_reader {
	unsigned int cpu;
	bool online;
	bool known;
	struct ns_record fresh;
	struct ns_kept kept;
	struct ns_record reference;
};

static struct dentry *dir;

/* Position 0 is the header, position n + 1 is CPU n. */
static void *cpu_position(loff_t *pos)
{
	if (*pos > 0)
		*pos = cpumask_next(*pos - 2, cpu_possible_mask) + 1;
	return *pos <= nr_cpu_ids ? pos : NULL;
}

/**
 * ns_cpu_start - seq_operations.start of a file with a part for each CPU
 * @file: the file
 * @pos: 0 for the header, else 1 more than the CPU
 *
 * Return: @pos, NULL at the end.
 */
void *ns_cpu_start(struct seq_file *file, loff_t *pos)
{
	return cpu_position(pos);
}

/**
 * ns_cpu_next - seq_operations.next of a file with a part for each CPU
 * @file: the file
 * @v: what the last call returned
 * @pos: the position, made that of the next possible CPU
 *
 * Return: @pos, NULL at the end.
 */
void *ns_cpu_next(struct seq_file *file, void *v, loff_t *pos)
{
	++*pos;
	return cpu_position(pos);
}

/**
 * ns_cpu_stop - seq_operations.stop of a file with a part for each CPU
 * @file: the file
 * @v: not used
 */
void ns_cpu_stop(struct seq_file *file, void *v)
{
}

static void read_cpu(struct cpus_reader *reader, unsigned int cpu)
{
	reader->known = ns_get_kept(cpu, &reader->kept);
	reader->online = !ns_read_cpu(cpu, &reader->fresh);
	reader->cpu = cpu;
	/* A CPU on its way up, whose callback has not run: nothing to compare. */
	if (reader->online && !reader->known) {
		reader->kept.first = reader->fresh;
		reader->known = true;
	}
}

static void read_reference(struct cpus_reader *reader)
{
	read_cpu(reader, ns_reference_cpu());
	reader->reference = reader->online ? reader->fresh : reader->kept.last;
}

static void print_name(struct seq_file *file, const struct ns_register *reg)
{
	static const char * const outs[] = {
		[NS_OUT_EAX] = "eax",
		[NS_OUT_EBX] = "ebx",
		[NS_OUT_ECX] = "ecx",
		[NS_OUT_EDX] = "edx",
	};

	seq_printf(file, "  %s 0x%x", reg->name, reg->number);
	if (reg->kind == NS_KIND_CPUID)
		seq_printf(file, ".%u:%s", reg->subleaf, outs[reg->out]);
}

/**
 * ns_print_value - print what is known of a register
 * @file: where to
 * @reg: the register
 * @state: its state
 * @value: its value, if the state says that there is one
 */
void ns_print_value(struct seq_file *file, enum ns_reg reg, enum ns_state state, u64 value)
{
	static const char * const words[] = {
		[NS_NEVER_READ] = "unreadable:never-read",
		[NS_ABSENT] = "absent",
		[NS_FAULT] = "unreadable:fault",
		[NS_UNDECIDED] = "unreadable:undecided",
	};

	if (state != NS_VALUE)
		seq_puts(file, words[state]);
	else if (ns_registers[reg].how == NS_HOW_FLAG)
		seq_printf(file, "%llu", value);
	else
		seq_printf(file, "0x%016llx", value);
}

static void print_recorded(struct seq_file *file, enum ns_reg reg, const struct ns_record *record)
{
	ns_print_value(file, reg, record->state[reg], record->value[reg]);
}

static void print_register(struct seq_file *file, const struct cpus_reader *reader, enum ns_reg reg)
{
	const struct ns_record *now = reader->online ? &reader->fresh : &reader->kept.last;

	print_name(file, &ns_registers[reg]);
	if (!reader->online)
		seq_puts(file, " unreadable:offline last");
	seq_putc(file, ' ');
	print_recorded(file, reg, now);
	if (ns_differs(reg, now, &reader->reference))
		seq_printf(file, " differs-from-cpu%u", ns_reference_cpu());
	if (ns_changed(reg, now, &reader->kept.first)) {
		seq_puts(file, " was ");
		print_recorded(file, reg, &reader->kept.first);
	}
	seq_putc(file, '\n');
}

static void print_cpu(struct seq_file *file, const struct cpus_reader *reader)
{
	int reg;

	if (!reader->known) {
		seq_printf(file, "cpu%u offline never-read\n", reader->cpu);
		return;
	}
	seq_printf(file, "cpu%u %s\n", reader->cpu, reader->online ? "online" : "offline");
	for (reg = 0; reg < NS_REGISTERS; reg++)
		if (ns_registers[reg].how != NS_HOW_NEVER)
			print_register(file, reader, reg);
}

static int cpus_show(struct seq_file *file, void *v)
{
	struct cpus_reader *reader = file->private;
	loff_t pos = *(loff_t *)v;

	if (pos == 0) {
		seq_printf(file, "format: %d\n", NS_FORMAT);
		read_reference(reader);
		return 0;
	}
	if (reader->cpu != pos - 1)
		read_cpu(reader, pos - 1);
	print_cpu(file, reader);
	return 0;
}

static const struct seq_operations cpus_seq_ops = {
	.start = ns_cpu_start,
	.next = ns_cpu_next,
	.stop = ns_cpu_stop,
	.show = cpus_show,
};

static int cpus_open(struct inode *inode, struct file *file)
{
	return seq_open_private(file, &cpus_seq_ops, sizeof(struct cpus_reader));
}

static const struct file_operations cpus_fops = {
	.owner = THIS_MODULE,
	.open = cpus_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = seq_release_private,
};

/**
 * ns_ask_cpu - have a function run on a CPU, with interrupts off, now and then
 * @cpu: the CPU
 * @asked: when it was last asked, 0 for never; kept here, so the caller has a lock
 * @interval: how often it may be, in nanoseconds
 * @func: what to ask
 * @info: what that is given
 *
 * Return: true if it was asked, now or so short a time ago that the answer of
 * then has to do.
 */
bool ns_ask_cpu(unsigned int cpu, u64 *asked, u64 interval, smp_call_func_t func, void *info)
{
	u64 now = ktime_get_ns();

	if (!cpu_online(cpu))
		return false;
	if (*asked && now - *asked < interval)
		return true;
	if (smp_call_function_single(cpu, func, info, 1))
		return false;
	*asked = now;
	return true;
}

/**
 * ns_debugfs_init - create the directory; without debugfs nothing happens
 */
void ns_debugfs_init(void)
{
	dir = debugfs_create_dir(NS_DIR, NULL);
	debugfs_create_file(NS_DEBUGFS_CPUS, 0400, dir, NULL, &cpus_fops);
	ns_caps_init(dir);
	ns_live_init(dir);
	ns_vmread_init(dir);
}

/**
 * ns_debugfs_exit - remove the directory; waits for those that are reading
 */
void ns_debugfs_exit(void)
{
	debugfs_remove_recursive(dir);
}
