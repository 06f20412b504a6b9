// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes calls of a kernel function by nestscope.ko fail, from the nth on, for
 * the lab: so what nestscope does then is executed on a kernel without fault
 * injection. Not the nth alone, because who has failed tries again: insmod with
 * another system call, and cat.
 */

#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>

static char *function;
module_param(function, charp, 0400);
MODULE_PARM_DESC(function, "The function");

static unsigned int nth = 1;
module_param(nth, uint, 0400);
MODULE_PARM_DESC(nth, "The first of its calls that fails");

static long error;
module_param(error, long, 0400);
MODULE_PARM_DESC(error, "What it returns then, without having done anything");

static bool cat;
module_param(cat, bool, 0400);
MODULE_PARM_DESC(cat, "Calls by the program cat instead: whose caller is not on the stack");

static unsigned int calls;
module_param(calls, uint, 0400);
MODULE_PARM_DESC(calls, "How often it was called");

static unsigned int failed;
module_param(failed, uint, 0400);
MODULE_PARM_DESC(failed, "How often it failed");

/* Only uses the return address into the function's caller. */
static noinline notrace void just_return(void)
{
	barrier();
}

static bool is_meant(const struct pt_regs *regs)
{
	char caller[KSYM_SYMBOL_LEN];

	if (cat)
		return !strcmp(current->comm, "cat");
	sprint_symbol(caller, *(unsigned long *)regs->sp);
	return strstr(caller, "[nestscope]");
}

static int before(struct kprobe *probe, struct pt_regs *regs)
{
	if (!is_meant(regs) || ++calls < nth)
		return 0;
	failed++;
	regs->ax = error;
	regs->ip = (unsigned long)just_return;
	return 1;
}

/*
 * That there is one keeps the probe from being optimized: then the function
 * would be called all the same.
 */
static void after(struct kprobe *probe, struct pt_regs *regs, unsigned long flags)
{
}

static struct kprobe probe = { .pre_handler = before, .post_handler = after };

static int __init fail_init(void)
{
	probe.symbol_name = function;
	return register_kprobe(&probe);
}

static void __exit fail_exit(void)
{
	unregister_kprobe(&probe);
}

module_init(fail_init);
module_exit(fail_exit);

MODULE_DESCRIPTION("Makes calls by nestscope.ko fail");
MODULE_LICENSE("GPL");
