// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/nestscope/vmread: how long does VMREAD take? An experiment,
 * only with vmread_timing=1; Documentation/live-vmcs.rst says what for, and why
 * it is safe.
 */

#include <linux/capability.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/seq_file.h>
#include <asm/processor-flags.h>
#include <asm/special_insns.h>

#include <nestscope/names.h>

#include "nestscope.h"

/*
 * However many read and however fast: a sample may take a quarter of a
 * millisecond with interrupts off, and is to take no more than a thousandth of
 * a CPU's time.
 */
#define INTERVAL	(250 * NSEC_PER_MSEC)

/**
 * struct timing - what one IPI finds out about a CPU
 * @taken: when, 0 for never
 * @vmcs: the current VMCS
 * @vmread: the times, if that is one of a guest
 */
struct timing {
	u64 taken;
	struct ns_vmcs vmcs;
	struct ns_vmread vmread;
};

/**
 * struct request - what that IPI brings
 * @known: what is known of the CPU
 * @timing: where to
 */
struct request {
	const struct ns_record *known;
	struct timing *timing;
};

static bool vmread_timing __ro_after_init;
module_param_unsafe(vmread_timing, bool, 0400);
MODULE_PARM_DESC(vmread_timing, "Experiment: have a debugfs file vmread that times VMREAD on each CPU's current VMCS (default 0)");

static const char *refusal __ro_after_init;	/* why that is not done */

static DEFINE_MUTEX(timings_lock);
static DEFINE_PER_CPU(struct timing, timings);

static void time_this_cpu(void *info)
{
	const struct request *request = info;
	struct timing *timing = request->timing;

	timing->vmcs.kind = NS_VMCS_NO_ROOT;
	timing->vmread.state = NS_ABSENT;
	if (!(__read_cr4() & X86_CR4_VMXE))
		return;
	ns_vmcs_sample(request->known, &timing->vmcs);
	if (timing->vmcs.kind == NS_VMCS_CURRENT)
		ns_vmcs_time(request->known, &timing->vmread);
}

static void print_times(struct seq_file *file, const struct ns_vmread *vmread)
{
	static const char * const names[] = {
		[NS_TIME_EMPTY] = "empty",
		[NS_TIME_SHADOWED] = "shadowed",
		[NS_TIME_UNSHADOWED] = "unshadowed",
	};
	int i;

	seq_printf(file, " rounds=%u", vmread->rounds);
	for (i = 0; i < NS_TIMES; i++)
		seq_printf(file, " %s_min=%u %s_median=%u", names[i], vmread->min[i],
			   names[i], vmread->median[i]);
}

static void print_timing(struct seq_file *file, unsigned int cpu, const struct timing *timing)
{
	seq_printf(file, "cpu%u ", cpu);
	ns_print_current(file, &timing->vmcs);
	if (timing->vmcs.kind == NS_VMCS_SHADOW)
		seq_puts(file, " rounds=dropped");
	else if (timing->vmread.state == NS_VALUE)
		print_times(file, &timing->vmread);
	else
		seq_printf(file, " rounds=%s",
			   timing->vmread.state == NS_ABSENT ? "absent" : "unreadable");
	seq_putc(file, '\n');
}

static int vmread_show(struct seq_file *file, void *v)
{
	struct ns_kept *kept = file->private;
	loff_t pos = *(loff_t *)v;
	unsigned int cpu = pos - 1;
	struct timing *timing;
	struct request request;

	if (pos == 0) {
		seq_printf(file, "format: %d\nvmread_timing: %s\n", NS_FORMAT, refusal ?: "on");
		return 0;
	}
	if (refusal || !ns_get_kept(cpu, kept))
		return 0;
	mutex_lock(&timings_lock);
	timing = per_cpu_ptr(&timings, cpu);
	request = (struct request){ &kept->last, timing };
	if (ns_ask_cpu(cpu, &timing->taken, INTERVAL, time_this_cpu, &request))
		print_timing(file, cpu, timing);
	mutex_unlock(&timings_lock);
	return 0;
}

static const struct seq_operations vmread_seq_ops = {
	.start = ns_cpu_start,
	.next = ns_cpu_next,
	.stop = ns_cpu_stop,
	.show = vmread_show,
};

static int vmread_open(struct inode *inode, struct file *file)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	return seq_open_private(file, &vmread_seq_ops, sizeof(struct ns_kept));
}

static const struct file_operations vmread_fops = {
	.owner = THIS_MODULE,
	.open = vmread_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = seq_release_private,
};

/**
 * ns_vmread_init - create the file, if the experiment was asked for
 * @dir: where
 */
void __init ns_vmread_init(struct dentry *dir)
{
	if (!vmread_timing)
		return;
	refusal = ns_vmcs_refusal();
	debugfs_create_file(NS_DEBUGFS_VMREAD, 0400, dir, NULL, &vmread_fops);
}
