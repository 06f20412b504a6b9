// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/nestscope/cpus: every register on every CPU, read afresh.
 */

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>

#include <nestscope/names.h>

#include "nestscope.h"

/**
 * DOC: cpus
 *
 * Every register on every CPU, read while the file is read. Each CPU is asked
 * when its turn comes, and once, even if its text does not fit into the buffer
 * and is printed again. The reference CPU is asked first, to compare the others
 * with. A CPU is asked in slices, between which it takes interrupts, and for all
 * registers no more than once in INTERVAL: whoever reads sooner is given what
 * was read, unless the CPU has gone and come back since.
 */

/* Some milliseconds of exits are the most that it costs a nested guest. */
#define INTERVAL	NSEC_PER_SEC

/**
 * struct fresh - what a CPU was asked for last
 * @taken: when, 0 for never
 * @times: how often the CPU had come online then
 * @record: what it said
 */
struct fresh {
	u64 taken;
	unsigned int times;
	struct ns_record record;
};

static DEFINE_MUTEX(fresh_lock);
static DEFINE_PER_CPU(struct fresh, fresh_records);

/* The CPU being printed, and the records it is compared with */
struct cpus_reader {
	unsigned int cpu;
	bool online;
	bool known;
	struct ns_record fresh;
	struct ns_kept kept;
	struct ns_record reference;
};

static bool read_fresh(unsigned int cpu, unsigned int times, struct ns_record *copy)
{
	struct fresh *fresh = per_cpu_ptr(&fresh_records, cpu);
	bool read = cpu_online(cpu);

	mutex_lock(&fresh_lock);
	if (read && (fresh->times != times || !ns_is_recent(fresh->taken, INTERVAL))) {
		read = !ns_read_cpu(cpu, &fresh->record);
		fresh->taken = read ? ktime_get_ns() : 0;
		fresh->times = times;
	}
	if (read)
		*copy = fresh->record;
	mutex_unlock(&fresh_lock);
	return read;
}

static void read_cpu(struct cpus_reader *reader, unsigned int cpu)
{
	reader->known = ns_get_kept(cpu, &reader->kept);
	reader->online = read_fresh(cpu, reader->known ? reader->kept.times : 0, &reader->fresh);
	reader->cpu = cpu;
	/* The CPU is coming up and its callback has not run: compare with itself. */
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
	if (ns_differs(reg, now, &reader->kept.first)) {
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
 * ns_cpus_init - create the file
 * @dir: the directory
 */
void __init ns_cpus_init(struct dentry *dir)
{
	debugfs_create_file(NS_DEBUGFS_CPUS, 0400, dir, NULL, &cpus_fops);
}
