// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/nestscope/live: is virtualization switched on, now?
 */

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/smp.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>

#include <nestscope/names.h>

#include "nestscope.h"

/**
 * struct sample - what one IPI finds out about a CPU
 * @kept: what is known of the CPU, so that only what changes need be read
 * @vmxe: CR4.VMXE
 * @svme_state: whether @svme was read
 * @svme: EFER.SVME
 * @hsave_state: whether @hsave was read
 * @hsave: is a VM_HSAVE_PA set?
 */
struct sample {
	struct ns_kept kept;
	bool vmxe;
	enum ns_state svme_state;
	u64 svme;
	enum ns_state hsave_state;
	u64 hsave;
};

/* CR4 itself, not the kernel's shadow of it: KVM is not alone in setting VMXE. */
static void sample_this_cpu(void *info)
{
	struct sample *sample = info;
	const struct ns_record *known = &sample->kept.last;

	sample->vmxe = __read_cr4() & X86_CR4_VMXE;
	sample->svme_state = ns_read_register(NS_REG_EFER, known, &sample->svme);
	sample->hsave_state = ns_read_register(NS_REG_VM_HSAVE_PA, known, &sample->hsave);
}

static void print_flag(struct seq_file *file, const char *name, enum ns_state state, bool flag)
{
	if (state == NS_VALUE)
		seq_printf(file, " %s=%d", name, flag);
	else
		seq_printf(file, " %s=%s", name, state == NS_ABSENT ? "absent" : "unreadable");
}

static void print_sample(struct seq_file *file, unsigned int cpu, const struct sample *sample)
{
	bool vmx = sample->kept.last.value[NS_REG_CPUID_1_ECX] & BIT(5);

	seq_printf(file, "cpu%u", cpu);
	print_flag(file, "vmxe", vmx ? NS_VALUE : NS_ABSENT, sample->vmxe);
	print_flag(file, "svme", sample->svme_state, sample->svme);
	print_flag(file, "hsave_pa_set", sample->hsave_state, sample->hsave);
	seq_putc(file, '\n');
}

static int live_show(struct seq_file *file, void *v)
{
	struct sample *sample = file->private;
	loff_t pos = *(loff_t *)v;
	unsigned int cpu = pos - 1;

	if (pos == 0)
		seq_printf(file, "format: %d\n", NS_FORMAT);
	else if (ns_get_kept(cpu, &sample->kept) &&
		 !smp_call_function_single(cpu, sample_this_cpu, sample, 1))
		print_sample(file, cpu, sample);
	return 0;
}

static const struct seq_operations live_seq_ops = {
	.start = ns_cpu_start,
	.next = ns_cpu_next,
	.stop = ns_cpu_stop,
	.show = live_show,
};

static int live_open(struct inode *inode, struct file *file)
{
	return seq_open_private(file, &live_seq_ops, sizeof(struct sample));
}

static const struct file_operations live_fops = {
	.owner = THIS_MODULE,
	.open = live_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = seq_release_private,
};

/**
 * ns_live_init - create the file
 * @dir: where
 */
void ns_live_init(struct dentry *dir)
{
	debugfs_create_file(NS_DEBUGFS_LIVE, 0400, dir, NULL, &live_fops);
}
