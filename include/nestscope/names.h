/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the module publishes and the reporter reads: names, once. The values
 * behind them are described in Documentation/ABI/testing/.
 */
#ifndef NESTSCOPE_NAMES_H
#define NESTSCOPE_NAMES_H

#define NS_MODULE_NAME		"nestscope"

/*
 * The version of the sysfs and debugfs layout, in their "format", and the oldest
 * that the reporter reads: 1 had files of registers that change.
 */
#define NS_FORMAT		2
#define NS_FORMAT_OLDEST	1

/* Below /sys/kernel/ and /sys/kernel/debug/ alike */
#define NS_DIR			"nestscope"

#define NS_SYSFS_FORMAT		"format"
#define NS_SYSFS_VENDOR		"vendor"
#define NS_SYSFS_CPUS		"cpus"
#define NS_SYSFS_CPUS_AGREE	"cpus_agree"
#define NS_SYSFS_HYPERVISOR	"hypervisor"
#define NS_SYSFS_HV_PRESENT	"present"
#define NS_SYSFS_HV_SIGNATURE	"signature"
#define NS_SYSFS_HV_MAX_LEAF	"max_leaf"
#define NS_SYSFS_HV_CPL		"kernel_cpl"
#define NS_SYSFS_CPUID		"cpuid"
#define NS_SYSFS_VMX		"vmx"
#define NS_SYSFS_SVM		"svm"
#define NS_SYSFS_SUPPORTED	"supported"

#define NS_DEBUGFS_CPUS		"cpus"
#define NS_DEBUGFS_CAPS		"caps"
#define NS_DEBUGFS_LIVE		"live"
#define NS_DEBUGFS_VMREAD	"vmread"

#endif
