// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/kernel/debug/nestscope/caps: what was read, decoded, for those who have
 * nothing but cat. The reporter decodes for itself.
 */

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include <nestscope/names.h>

#include "nestscope.h"

enum row_kind { ROW_CONTROL, ROW_FLAG, ROW_FIELD };

/**
 * struct row - a row of vmx_bits.h or svm_bits.h
 * @name: the SDM's or APM's
 * @reg: the register
 * @kind: a control with its "must be 1" in the low half, a bit, or a number
 * @low: the lowest bit; of a control, without the half
 * @width: how many bits
 */
struct row {
	const char *name;
	u8 reg;
	u8 kind;
	u8 low;
	u8 width;
};

#define NS_CTL(id, reg, bit, name, ...) { name, NS_REG_##reg, ROW_CONTROL, bit, 1 },
#define NS_FLAG(id, reg, bit, name, ...) { name, NS_REG_##reg, ROW_FLAG, bit, 1 },
#define NS_FIELD(id, reg, low, width, name, ...) { name, NS_REG_##reg, ROW_FIELD, low, width },
static const struct row rows[] = {
#include <nestscope/vmx_bits.h>
#define NS_FLAG(id, reg, bit, name, ...) { name, NS_REG_##reg, ROW_FLAG, bit, 1 },
#define NS_FIELD(id, reg, low, width, name, ...) { name, NS_REG_##reg, ROW_FIELD, low, width },
#include <nestscope/svm_bits.h>
};

/* The TRUE register beside a plain one; 0, which is neither, for none */
static const enum ns_reg true_registers[NS_REGISTERS] = {
#define NS_TRUE_PAIR(plain, true_, default1) \
	[NS_REG_##plain] = NS_REG_##true_,
#include <nestscope/true_ctls.h>
};

static bool is_true_register(enum ns_reg reg)
{
	int plain;

	if (!reg)
		return false;
	for (plain = 0; plain < NS_REGISTERS; plain++)
		if (true_registers[plain] == reg)
			return true;
	return false;
}

/*
 * The words of QEMU's vmxcap, and "contradictory". "default": the plain register
 * says "must be 1", the TRUE one that it may be 0 all the same.
 */
static const char *control_word(const struct ns_record *record, enum ns_reg reg, unsigned int bit)
{
	bool may_be_1 = record->value[reg] & BIT_ULL(bit + 32);
	bool may_be_0 = !(record->value[reg] & BIT_ULL(bit));
	enum ns_reg true_register = true_registers[reg];

	if (may_be_0)
		return may_be_1 ? "yes" : "no";
	if (!may_be_1)
		return "contradictory";
	if (true_register && record->state[true_register] == NS_VALUE &&
	    !(record->value[true_register] & BIT_ULL(bit)))
		return "default";
	return "forced";
}

static void print_row(struct seq_file *file, const struct ns_record *record, const struct row *row)
{
	const struct ns_register *reg = &ns_registers[row->reg];
	u64 value = record->value[row->reg];
	u64 bits = GENMASK_ULL(row->low + row->width - 1, row->low);

	if (row->kind != ROW_CONTROL && !(bits & reg->mask))
		return;
	seq_printf(file, "  %-60s ", row->name);
	if (row->kind == ROW_CONTROL)
		seq_puts(file, control_word(record, row->reg, row->low));
	else if (row->kind == ROW_FLAG)
		seq_puts(file, value & bits ? "yes" : "no");
	else if (row->width > 32)
		seq_printf(file, "0x%llx", (value & bits) >> row->low);
	else
		seq_printf(file, "%llu", (value & bits) >> row->low);
	seq_putc(file, '\n');
}

static void print_rows(struct seq_file *file, const struct ns_record *record, enum ns_reg reg)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		if (rows[i].reg == reg)
			print_row(file, record, &rows[i]);
}

static void print_register(struct seq_file *file, const struct ns_record *record, enum ns_reg reg)
{
	enum ns_state state = record->state[reg];

	seq_printf(file, "%s ", ns_registers[reg].name);
	ns_print_value(file, reg, state, record->value[reg]);
	seq_putc(file, '\n');
	/* The rows of a TRUE register were said with the plain one's. */
	if (state == NS_VALUE && !is_true_register(reg))
		print_rows(file, record, reg);
}

/* All of it is one record's, though the CPU may go and come back meanwhile. */
static int caps_show(struct seq_file *file, void *v)
{
	struct ns_kept *kept = kmalloc(sizeof(*kept), GFP_KERNEL);
	int reg, ret = -ENOMEM;

	if (!kept)
		goto out;
	ret = -ENXIO;
	if (!ns_get_kept(ns_reference_cpu(), kept))
		goto out;
	ret = 0;
	seq_printf(file, "format: %d\n", NS_FORMAT);
	seq_printf(file, "cpu%u\n", ns_reference_cpu());
	for (reg = 0; reg < NS_REGISTERS; reg++)
		if (ns_registers[reg].how == NS_HOW_VALUE)
			print_register(file, &kept->last, reg);
out:
	kfree(kept);
	return ret;
}
DEFINE_SHOW_ATTRIBUTE(caps);

/**
 * ns_caps_init - create the file
 * @dir: where
 */
void __init ns_caps_init(struct dentry *dir)
{
	debugfs_create_file(NS_DEBUGFS_CAPS, 0400, dir, NULL, &caps_fops);
}
