// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sets CR4.VMXE on every CPU, without VMXON, for as long as it is loaded: what
 * nestscope.ko does then is what it does between KVM's MOV to CR4 and VMXON.
 */

#include <linux/module.h>
#include <linux/smp.h>
#include <asm/tlbflush.h>

static void set(void *unused)
{
	cr4_set_bits(X86_CR4_VMXE);
}

static void clear(void *unused)
{
	cr4_clear_bits(X86_CR4_VMXE);
}

static int __init vmxe_init(void)
{
	on_each_cpu(set, NULL, 1);
	return 0;
}

static void __exit vmxe_exit(void)
{
	on_each_cpu(clear, NULL, 1);
}

module_init(vmxe_init);
module_exit(vmxe_exit);
MODULE_DESCRIPTION("CR4.VMXE without VMX operation");
MODULE_LICENSE("GPL");
