// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/nestscope: the registers, raw, one a file. Everything comes from
 * memory; no CPU is disturbed by a reader, who needs no privilege.
 */

#include <linux/ctype.h>
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include <asm/segment.h>

#include <nestscope/names.h>

#include "compat.h"
#include "nestscope.h"

struct register_attribute {
	struct kobj_attribute attr;
	enum ns_reg reg;
};

static struct kobject *root __ro_after_init;

static ssize_t format_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", NS_FORMAT);
}

static ssize_t vendor_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", ns_machine.vendor);
}

static ssize_t cpus_agree_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", ns_cpus_agree());
}

static ssize_t present_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", ns_machine.hypervisor);
}

/* The backslash is escaped as well, so that every text means one signature. */
static ssize_t signature_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	int i, length = 0;

	for (i = 0; i < sizeof(ns_machine.signature); i++) {
		u8 c = ns_machine.signature[i];

		if (isascii(c) && isprint(c) && c != '\\')
			length += sysfs_emit_at(buf, length, "%c", c);
		else
			length += sysfs_emit_at(buf, length, "\\x%02x", c);
	}
	return length + sysfs_emit_at(buf, length, "\n");
}

static ssize_t max_leaf_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "0x%08x\n", ns_machine.max_leaf);
}

/* A kernel that PVM or Xen PV runs without VMX or SVM is in user mode, as the hardware sees it. */
static ssize_t cpl_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	unsigned long cs;

	savesegment(cs, cs);
	return sysfs_emit(buf, "%lu\n", cs & 3);
}

static ssize_t vmx_supported_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", ns_get_bit(NS_REG_CPUID_1_ECX, 5));
}

static ssize_t svm_supported_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", ns_get_bit(NS_REG_CPUID_80000001_ECX, 2));
}

static ssize_t register_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	enum ns_reg reg = container_of(attr, struct register_attribute, attr)->reg;
	u64 value;

	switch (ns_get_value(reg, &value)) {
	case NS_VALUE:
		return sysfs_emit(buf, "0x%016llx\n", value);
	case NS_ABSENT:
		/* It was there at load, and went when its CPU came back online. */
		return -ENXIO;
	default:
		return -EIO;
	}
}

#define FILE_ATTRIBUTE(id, file)				\
	static struct kobj_attribute id##_attribute = {		\
		.attr = { .name = (file), .mode = 0444 },	\
		.show = id##_show,				\
	}

FILE_ATTRIBUTE(format, NS_SYSFS_FORMAT);
FILE_ATTRIBUTE(vendor, NS_SYSFS_VENDOR);
FILE_ATTRIBUTE(cpus_agree, NS_SYSFS_CPUS_AGREE);
FILE_ATTRIBUTE(present, NS_SYSFS_HV_PRESENT);
FILE_ATTRIBUTE(signature, NS_SYSFS_HV_SIGNATURE);
FILE_ATTRIBUTE(max_leaf, NS_SYSFS_HV_MAX_LEAF);
FILE_ATTRIBUTE(cpl, NS_SYSFS_HV_CPL);
FILE_ATTRIBUTE(vmx_supported, NS_SYSFS_SUPPORTED);
FILE_ATTRIBUTE(svm_supported, NS_SYSFS_SUPPORTED);

/* Binary, because a text file ends after a page: a list of thousands of CPUs can be longer. */
static ssize_t cpus_read(struct file *file, struct kobject *kobj,
			 NS_CONST_ATTRIBUTE struct bin_attribute *attr,
			 char *buf, loff_t offset, size_t size)
{
	char *list = ns_list_cpus();
	ssize_t length;

	if (!list)
		return -ENOMEM;
	length = memory_read_from_buffer(buf, size, &offset, list, strlen(list));
	kfree(list);
	return length;
}

static const struct bin_attribute cpus_attribute = {
	.attr = { .name = NS_SYSFS_CPUS, .mode = 0444 },
	.read = cpus_read,
};

static struct attribute *root_files[] = {
	&format_attribute.attr,
	&vendor_attribute.attr,
	&cpus_agree_attribute.attr,
	NULL
};

static struct attribute *hypervisor_files[] = {
	&present_attribute.attr,
	&signature_attribute.attr,
	&max_leaf_attribute.attr,
	&cpl_attribute.attr,
	NULL
};

/* "supported" where there is one, then the rows of registers.h, then NULL */
static struct register_attribute register_attributes[NS_REGISTERS] __ro_after_init;
static struct attribute *cpuid_files[NS_REGISTERS + 1] __ro_after_init;
static struct attribute *vmx_files[NS_REGISTERS + 2] __ro_after_init = {
	&vmx_supported_attribute.attr,
};

static struct attribute *svm_files[NS_REGISTERS + 2] __ro_after_init = {
	&svm_supported_attribute.attr,
};

static umode_t hypervisor_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	bool always = attr == &present_attribute.attr || attr == &cpl_attribute.attr;

	return always || ns_machine.hypervisor ? attr->mode : 0;
}

/* A register that is not known to be absent has a file, so that faults are seen. */
static umode_t register_visible(struct kobject *kobj, struct attribute *attr, int n)
{
	enum ns_reg reg;
	u64 value;

	if (attr == &vmx_supported_attribute.attr || attr == &svm_supported_attribute.attr)
		return attr->mode;
	reg = container_of(attr, struct register_attribute, attr.attr)->reg;
	return ns_get_value(reg, &value) == NS_ABSENT ? 0 : attr->mode;
}

static const struct attribute_group root_group = {
	.attrs = root_files,
};

static const struct attribute_group hypervisor_group = {
	.name = NS_SYSFS_HYPERVISOR,
	.is_visible = hypervisor_visible,
	.attrs = hypervisor_files,
};

static const struct attribute_group cpuid_group = {
	.name = NS_SYSFS_CPUID,
	.is_visible = register_visible,
	.attrs = cpuid_files,
};

static const struct attribute_group vmx_group = {
	.name = NS_SYSFS_VMX,
	.is_visible = register_visible,
	.attrs = vmx_files,
};

static const struct attribute_group svm_group = {
	.name = NS_SYSFS_SVM,
	.is_visible = register_visible,
	.attrs = svm_files,
};

static const struct attribute_group *groups[] = {
	&root_group,
	&hypervisor_group,
	&cpuid_group,
	&vmx_group,
	&svm_group,
	NULL
};

static void __init fill_register_attribute(enum ns_reg reg)
{
	struct register_attribute *mine = &register_attributes[reg];

	mine->reg = reg;
	mine->attr.attr.name = ns_registers[reg].file;
	mine->attr.attr.mode = 0444;
	mine->attr.show = register_show;
}

static void __init fill_files(struct attribute **files, enum ns_dir dir)
{
	int reg;

	for (reg = 0; reg < NS_REGISTERS; reg++) {
		if (ns_registers[reg].dir != dir || ns_registers[reg].how != NS_HOW_VALUE)
			continue;
		fill_register_attribute(reg);
		*files++ = &register_attributes[reg].attr.attr;
	}
}

/**
 * ns_sysfs_init - create the directory; what was read decides what is in it
 *
 * Return: 0 or a negative error.
 */
int __init ns_sysfs_init(void)
{
	int ret;

	fill_files(cpuid_files, NS_DIR_CPUID);
	fill_files(vmx_files + 1, NS_DIR_VMX);
	fill_files(svm_files + 1, NS_DIR_SVM);

	root = kobject_create_and_add(NS_DIR, kernel_kobj);
	if (!root)
		return -ENOMEM;
	ret = sysfs_create_groups(root, groups);
	if (ret)
		goto err_groups;
	ret = sysfs_create_bin_file(root, &cpus_attribute);
	if (ret)
		goto err_cpus;
	return 0;

err_cpus:
	sysfs_remove_groups(root, groups);
err_groups:
	kobject_del(root);
	kobject_put(root);
	return ret;
}

/**
 * ns_sysfs_exit - remove the directory; waits for those that are reading
 *
 * kobject_put() alone leaves the directory until the kobject is freed, which
 * may be later: with CONFIG_DEBUG_KOBJECT_RELEASE seconds later, and the next
 * load then finds the name taken.
 */
void ns_sysfs_exit(void)
{
	sysfs_remove_bin_file(root, &cpus_attribute);
	sysfs_remove_groups(root, groups);
	kobject_del(root);
	kobject_put(root);
}
