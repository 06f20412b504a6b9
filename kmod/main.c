// SPDX-License-Identifier: GPL-2.0-only
/*
 * nestscope: what this layer's CPUs can do for virtualization, and whether
 * they are doing it. Read only: no MSR is written, no VMX state is changed, and
 * no symbol of KVM is used, so that KVM may come and go.
 */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/init.h>
#include <linux/module.h>

#include "nestscope.h"

static const char * __init supported(enum ns_reg reg, unsigned int bit)
{
	return ns_get_bit(reg, bit) ? "supported" : "absent";
}

static int __init nestscope_init(void)
{
	int ret;

	ret = ns_kept_init();
	if (ret)
		return ret;
	ret = ns_sysfs_init();
	if (ret)
		goto err_sysfs;
	ns_debugfs_init();

	pr_info("%s CPU: VMX %s, SVM %s%s\n", ns_machine.vendor,
		supported(NS_REG_CPUID_1_ECX, 5), supported(NS_REG_CPUID_80000001_ECX, 2),
		ns_cpus_agree() ? "" : ", CPUs disagree");
	return 0;

err_sysfs:
	ns_kept_exit();
	return ret;
}

static void __exit nestscope_exit(void)
{
	ns_debugfs_exit();
	ns_sysfs_exit();
	ns_kept_exit();
}

module_init(nestscope_init);
module_exit(nestscope_exit);

MODULE_DESCRIPTION("VMX and SVM capabilities and nesting state, read only");
MODULE_AUTHOR("The nestscope authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(NS_VERSION);
