// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/registers.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "nestscope/names.h"

/* The dir column of the table: where the module publishes it */
#define DIR_CPUID NS_SYSFS_CPUID
#define DIR_VMX NS_SYSFS_VMX
#define DIR_SVM NS_SYSFS_SVM

const struct ns_register ns_registers[NS_REG_COUNT] = {
#define NS_MSR(id, num, how_, mask_, dir_, file_, kernel_, r1, m1, r2, m2) \
	[NS_REG_##id] = { \
		.name = #id, .kind = NS_KIND_MSR, .number = num, .how = NS_HOW_##how_, \
		.mask = mask_, .dir = DIR_##dir_, .file = file_, .kernel = kernel_, \
		.exists = { { NS_REG_##r1, m1 }, { NS_REG_##r2, m2 } }, \
	},
#define NS_CPUID(id, leaf_, subleaf_, out_, dir_, file_, r1, m1, r2, m2) \
	[NS_REG_##id] = { \
		.name = #id, .kind = NS_KIND_CPUID, .number = leaf_, .subleaf = subleaf_, \
		.out = NS_OUT_##out_, .mask = 0xffffffff, .dir = DIR_##dir_, .file = file_, \
		.kernel = "", .exists = { { NS_REG_##r1, m1 }, { NS_REG_##r2, m2 } }, \
	},
#include "nestscope/registers.h"
};

const struct ns_bit ns_bits[NS_BIT_COUNT] = {
#define NS_CTL(id, reg_, bit_, name_, macro_, flag_, qemu_, good_, source_) \
	{ .reg = NS_REG_##reg_, .kind = NS_BIT_CTL, .low = bit_, .width = 1, .name = name_, \
	  .macro = macro_, .flag = flag_, .qemu = qemu_, .good = good_, .source = source_ },
#define NS_FLAG(id, reg_, bit_, name_, macro_, flag_, qemu_, good_, source_) \
	{ .reg = NS_REG_##reg_, .kind = NS_BIT_FLAG, .low = bit_, .width = 1, .name = name_, \
	  .macro = macro_, .flag = flag_, .qemu = qemu_, .good = good_, .source = source_ },
#define NS_FIELD(id, reg_, low_, width_, name_, macro_, good_, source_) \
	{ .reg = NS_REG_##reg_, .kind = NS_BIT_FIELD, .low = low_, .width = width_, \
	  .name = name_, .macro = macro_, .flag = "", .qemu = "", .good = good_, \
	  .source = source_ },
#include "nestscope/vmx_bits.h"
#define NS_FLAG(id, reg_, bit_, name_, macro_, flag_, qemu_, good_, source_) \
	{ .reg = NS_REG_##reg_, .kind = NS_BIT_FLAG, .low = bit_, .width = 1, .name = name_, \
	  .macro = macro_, .flag = flag_, .qemu = qemu_, .good = good_, .source = source_ },
#define NS_FIELD(id, reg_, low_, width_, name_, macro_, good_, source_) \
	{ .reg = NS_REG_##reg_, .kind = NS_BIT_FIELD, .low = low_, .width = width_, \
	  .name = name_, .macro = macro_, .flag = "", .qemu = "", .good = good_, \
	  .source = source_ },
#include "nestscope/svm_bits.h"
};

const size_t ns_bit_count = sizeof(ns_bits) / sizeof(ns_bits[0]);

const struct ns_true_pair ns_true_pairs[] = {
#define NS_TRUE_PAIR(plain_, true_, default1_) \
	{ NS_REG_##plain_, NS_REG_##true_, default1_ },
#include "nestscope/true_ctls.h"
};

const size_t ns_true_pair_count = sizeof(ns_true_pairs) / sizeof(ns_true_pairs[0]);

/* A rule names registers above it only, so that one pass decides everything. */
#define NS_MSR(id, num, how_, mask_, dir_, file_, kernel_, r1, m1, r2, m2) \
	static_assert((int)NS_REG_##r1 < (int)NS_REG_##id && \
		      (int)NS_REG_##r2 < (int)NS_REG_##id, #id " depends on a later row");
#define NS_CPUID(id, leaf_, subleaf_, out_, dir_, file_, r1, m1, r2, m2) \
	static_assert((int)NS_REG_##r1 < (int)NS_REG_##id && \
		      (int)NS_REG_##r2 < (int)NS_REG_##id, #id " depends on a later row");
#include "nestscope/registers.h"

#define NS_CTL(id, reg_, bit_, ...) \
	static_assert((bit_) < 32, #reg_ ": a control has bits 0 to 31");
#define NS_FLAG(id, reg_, bit_, ...) static_assert((bit_) < 64, #reg_ ": no such bit");
#define NS_FIELD(id, reg_, low_, width_, ...) \
	static_assert((width_) > 1 && (low_) + (width_) <= 64, #reg_ ": no such field");
#include "nestscope/vmx_bits.h"

enum ns_reg ns_reg_by_msr(uint32_t number)
{
	for (int i = 0; i < NS_REG_COUNT; i++)
		if (ns_registers[i].kind == NS_KIND_MSR && ns_registers[i].number == number)
			return i;
	return NS_REG_NONE;
}

enum ns_reg ns_reg_by_cpuid(uint32_t leaf, uint32_t subleaf, enum ns_cpuid_out out)
{
	for (int i = 0; i < NS_REG_COUNT; i++) {
		const struct ns_register *r = &ns_registers[i];

		if (r->kind == NS_KIND_CPUID && r->number == leaf && r->subleaf == subleaf &&
		    r->out == out)
			return i;
	}
	return NS_REG_NONE;
}

/* The kernel's names too: MSR_IA32_VMX_BASIC, and FEAT_CTL for FEATURE_CONTROL */
static bool named(const struct ns_register *r, const char *name)
{
	return !strcasecmp(r->name, name) || (*r->kernel && !strcasecmp(r->kernel, name)) ||
	       (*r->file && !strcasecmp(r->file, name));
}

enum ns_reg ns_reg_find(const char *s)
{
	unsigned long number;
	char *end;

	for (int i = 0; i < NS_REG_COUNT; i++)
		if (named(&ns_registers[i], s))
			return i;
	if (*s < '0' || *s > '9')
		return NS_REG_NONE;
	errno = 0;
	number = strtoul(s, &end, 0);
	if (errno || *end || number > UINT32_MAX)
		return NS_REG_NONE;
	return ns_reg_by_msr(number);
}

uint64_t ns_reg_keep(enum ns_reg reg, uint64_t raw)
{
	const struct ns_register *r = &ns_registers[reg];

	return r->how == NS_HOW_FLAG ? !!(raw & r->mask) : raw & r->mask;
}

unsigned int ns_bit_position(const struct ns_bit *bit)
{
	return bit->kind == NS_BIT_CTL ? bit->low + 32 : bit->low;
}

bool ns_reg_has_controls(enum ns_reg reg)
{
	for (size_t i = 0; i < ns_bit_count; i++)
		if (ns_bits[i].reg == reg && ns_bits[i].kind == NS_BIT_CTL)
			return true;
	return false;
}

const struct ns_true_pair *ns_true_pair_of(enum ns_reg reg)
{
	for (size_t i = 0; i < ns_true_pair_count; i++)
		if (ns_true_pairs[i].plain == reg || ns_true_pairs[i].true_reg == reg)
			return &ns_true_pairs[i];
	return NULL;
}

static size_t put_condition(const struct ns_condition *c, char *buf, size_t size)
{
	unsigned int low, high;
	uint64_t any;

	if (c->reg == NS_REG_NONE)
		return 0;
	/* Of a control, its own bit, not the one of the high half, in which alone a condition on it is */
	any = !(uint32_t)c->any && ns_reg_has_controls(c->reg) ? c->any >> 32 : c->any;
	low = __builtin_ctzll(any);
	high = 63 - __builtin_clzll(any);
	if (low == high)
		return snprintf(buf, size, "%s bit %u", ns_registers[c->reg].name, low);
	/* Two bits of which one is enough, or a field that is not 0 */
	if (__builtin_popcountll(any) == 2)
		return snprintf(buf, size, "%s bit %u or %u", ns_registers[c->reg].name, low, high);
	return snprintf(buf, size, "%s bits %u:%u", ns_registers[c->reg].name, high, low);
}

char *ns_exists_if(enum ns_reg reg, char *buf, size_t size)
{
	const struct ns_condition *c = ns_registers[reg].exists;
	size_t used;

	buf[0] = '\0';
	used = put_condition(&c[0], buf, size);
	if (c[1].reg != NS_REG_NONE && used + 5 < size) {
		memcpy(buf + used, " and ", 6);
		put_condition(&c[1], buf + used + 5, size - used - 5);
	}
	return buf;
}

enum ns_existence ns_reg_exists(const struct ns_value *view, enum ns_reg reg,
				enum ns_reg *blocker)
{
	enum ns_existence result = NS_EXISTS_YES;

	for (int i = 0; i < 2; i++) {
		const struct ns_condition *c = &ns_registers[reg].exists[i];
		const struct ns_value *v;

		if (c->reg == NS_REG_NONE)
			continue;
		v = &view[c->reg];
		if (ns_has(v) && (v->num & c->any))
			continue;
		if (v->num & v->known & c->any)
			continue;
		if (blocker)
			*blocker = c->reg;
		if (ns_known(v) || (v->known & c->any) == c->any)
			return NS_EXISTS_NO;
		result = NS_EXISTS_UNKNOWN;
	}
	return result;
}

bool ns_reg_to_be_read(struct ns_value *view, enum ns_reg reg, enum ns_source source)
{
	enum ns_reg by = NS_REG_NONE;
	char rule[96];

	if (ns_has(&view[reg]))
		return false;
	switch (ns_reg_exists(view, reg, &by)) {
	case NS_EXISTS_NO:
		ns_value_not(&view[reg], view[by].source, NS_ABSENT, "needs %s",
			     ns_exists_if(reg, rule, sizeof(rule)));
		return false;
	case NS_EXISTS_UNKNOWN:
		/* Another source may have had more to say than this one */
		if (view[reg].state == NS_NOT_ASKED)
			ns_value_not(&view[reg], source, NS_UNREADABLE,
				     "whether it exists is not known: %s could not be read",
				     ns_registers[by].name);
		return false;
	case NS_EXISTS_YES:
		break;
	}
	if (ns_registers[reg].how == NS_HOW_NEVER) {
		ns_value_not(&view[reg], NS_SOURCE_NONE, NS_NOT_ASKED, "never read");
		return false;
	}
	return true;
}
