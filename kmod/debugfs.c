// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/nestscope: the directory. Each file in it creates itself.
 */

#include <linux/debugfs.h>

#include <nestscope/names.h>

#include "nestscope.h"

static struct dentry *dir __ro_after_init;

/**
 * ns_debugfs_init - create the directory and its files; does nothing without debugfs
 */
void __init ns_debugfs_init(void)
{
	dir = debugfs_create_dir(NS_DIR, NULL);
	ns_cpus_init(dir);
	ns_caps_init(dir);
	ns_live_init(dir);
	ns_vmread_init(dir);
}

/**
 * ns_debugfs_exit - remove the directory, after waiting for its readers
 */
void ns_debugfs_exit(void)
{
	debugfs_remove_recursive(dir);
}
