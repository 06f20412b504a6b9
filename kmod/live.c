// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/nestscope/live: is virtualization switched on, now, and
 * with live_vmcs=1 is VMCS shadowing in use?
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
 * A CPU is asked no more often than a timer tick would interrupt it, however
 * many read and however fast.
 */
#define INTERVAL	(4 * NSEC_PER_MSEC)

/**
 * struct sample - what one IPI finds out about a CPU
 * @taken: when, 0 for never
 * @vmxe: CR4.VMXE
 * @svme: EFER.SVME
 * @hsave: is a VM_HSAVE_PA set?
 * @vmcs: the current VMCS, if it is looked at
 */
struct sample {
	u64 taken;
	struct ns_flag vmxe;
	struct ns_flag svme;
	struct ns_flag hsave;
	struct ns_vmcs vmcs;
};

/**
 * struct request - what that IPI brings
 * @known: what is known of the CPU, so that only what changes need be read
 * @sample: where to
 */
struct request {
	const struct ns_record *known;
	struct sample *sample;
};

static bool live_vmcs __ro_after_init;
module_param(live_vmcs, bool, 0400);
MODULE_PARM_DESC(live_vmcs, "Let the debugfs file live look at each CPU's current VMCS (default 0)");

static const char *refusal __ro_after_init;	/* why that is not done */

static DEFINE_MUTEX(samples_lock);
static DEFINE_PER_CPU(struct sample, samples);

static struct ns_flag read_flag(enum ns_reg reg, const struct ns_record *known)
{
	struct ns_flag flag;
	u64 value = 0;

	flag.state = ns_read_msr(reg, known, &value);
	flag.on = value;
	return flag;
}

/* CR4 itself, not the kernel's shadow of it: KVM is not alone in setting VMXE. */
static struct ns_flag read_vmxe(const struct ns_record *known)
{
	struct ns_flag flag = { NS_ABSENT, false };

	if (known->value[NS_REG_CPUID_1_ECX] & NS_MASK(X86_FEATURE_VMX)) {
		flag.state = NS_VALUE;
		flag.on = __read_cr4() & X86_CR4_VMXE;
	}
	return flag;
}

static void sample_this_cpu(void *info)
{
	const struct request *request = info;
	struct sample *sample = request->sample;

	sample->vmxe = read_vmxe(request->known);
	sample->svme = read_flag(NS_REG_EFER, request->known);
	sample->hsave = read_flag(NS_REG_VM_HSAVE_PA, request->known);
	/* Without VMXE there is no VMX operation, and VMXE cannot be cleared in it. */
	sample->vmcs.kind = NS_VMCS_NO_ROOT;
	if (!refusal && sample->vmxe.on)
		ns_vmcs_sample(request->known, &sample->vmcs);
}

static bool take_sample(unsigned int cpu, const struct ns_record *known)
{
	struct request request = { known, per_cpu_ptr(&samples, cpu) };

	lockdep_assert_held(&samples_lock);
	return ns_ask_cpu(cpu, &request.sample->taken, INTERVAL, sample_this_cpu, &request);
}

static void print_flag(struct seq_file *file, const char *name, struct ns_flag flag)
{
	if (flag.state == NS_VALUE)
		seq_printf(file, " %s=%d", name, flag.on);
	else
		seq_printf(file, " %s=%s", name, flag.state == NS_ABSENT ? "absent" : "unreadable");
}

static void print_fields(struct seq_file *file, const struct ns_vmcs *vmcs)
{
	print_flag(file, "shadowing", vmcs->shadowing);
	if (vmcs->link.state == NS_VALUE)
		seq_printf(file, " link=%s", vmcs->link.on ? "set" : "none");
	else
		seq_puts(file, " link=unreadable");
	print_flag(file, "guest_vmxe", vmcs->guest_vmxe);
	seq_printf(file, " vmcs=%08x", vmcs->id);
	if (!vmcs->header_read)
		seq_puts(file, " header=unread");
}

static void print_vmcs(struct seq_file *file, const struct ns_vmcs *vmcs)
{
	const char *word = vmcs->kind == NS_VMCS_SHADOW ? "dropped" : "absent";

	seq_putc(file, ' ');
	ns_print_current(file, vmcs);
	if (vmcs->kind == NS_VMCS_CURRENT)
		print_fields(file, vmcs);
	else
		seq_printf(file, " shadowing=%s link=%s guest_vmxe=%s vmcs=%s",
			   word, word, word, word);
}

static void print_sample(struct seq_file *file, unsigned int cpu, const struct sample *sample)
{
	seq_printf(file, "cpu%u", cpu);
	print_flag(file, "vmxe", sample->vmxe);
	print_flag(file, "svme", sample->svme);
	print_flag(file, "hsave_pa_set", sample->hsave);
	if (!refusal)
		print_vmcs(file, &sample->vmcs);
	seq_putc(file, '\n');
}

static int live_show(struct seq_file *file, void *v)
{
	struct ns_kept *kept = file->private;
	loff_t pos = *(loff_t *)v;
	unsigned int cpu = pos - 1;

	if (pos == 0) {
		seq_printf(file, "format: %d\nlive_vmcs: %s\n", NS_FORMAT, refusal ?: "on");
		return 0;
	}
	if (!ns_get_kept(cpu, kept))
		return 0;
	mutex_lock(&samples_lock);
	if (take_sample(cpu, &kept->last))
		print_sample(file, cpu, per_cpu_ptr(&samples, cpu));
	mutex_unlock(&samples_lock);
	return 0;
}

static const struct seq_operations live_seq_ops = {
	.start = ns_cpu_start,
	.next = ns_cpu_next,
	.stop = ns_cpu_stop,
	.show = live_show,
};

/* Whoever was handed the descriptor was trusted by one who may look. */
static int live_open(struct inode *inode, struct file *file)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	return seq_open_private(file, &live_seq_ops, sizeof(struct ns_kept));
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
void __init ns_live_init(struct dentry *dir)
{
	refusal = ns_vmcs_refusal();
	if (!refusal && !live_vmcs)
		refusal = "off: the module was loaded without live_vmcs=1";
	ns_vmcs_init();
	debugfs_create_file(NS_DEBUGFS_LIVE, 0400, dir, NULL, &live_fops);
}
