/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shared tables as C arrays, and the rules that come with them. */
#ifndef NESTSCOPE_MODEL_REGISTERS_H
#define NESTSCOPE_MODEL_REGISTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/value.h"
#include "nestscope/bits.h"

enum ns_reg {
	NS_REG_NONE = -1,
#define NS_MSR(id, ...) NS_REG_##id,
#define NS_CPUID(id, ...) NS_REG_##id,
#include "nestscope/registers.h"
	NS_REG_COUNT
};

enum ns_reg_kind { NS_KIND_MSR, NS_KIND_CPUID };
enum ns_reg_how { NS_HOW_VALUE, NS_HOW_STATE, NS_HOW_FLAG, NS_HOW_NEVER };
enum ns_cpuid_out { NS_OUT_EAX, NS_OUT_EBX, NS_OUT_ECX, NS_OUT_EDX };

/* (value of reg & any) != 0; no condition if reg is NS_REG_NONE */
struct ns_condition {
	enum ns_reg reg;
	uint64_t any;
};

/* One row of include/nestscope/registers.h */
struct ns_register {
	const char *name;
	enum ns_reg_kind kind;
	uint32_t number;	/* the MSR, or the CPUID leaf */
	uint32_t subleaf;
	enum ns_cpuid_out out;
	enum ns_reg_how how;
	uint64_t mask;
	const char *dir;	/* below /sys/kernel/nestscope */
	const char *file;	/* "" if it is never published */
	const char *kernel;
	struct ns_condition exists[2];
};

enum ns_bit_kind {
	NS_BIT_CTL,	/* allowed-0 in bit, allowed-1 in bit + 32 */
	NS_BIT_FLAG,
	NS_BIT_FIELD,
};

/* One row of include/nestscope/{vmx,svm}_bits.h */
struct ns_bit {
	enum ns_reg reg;
	enum ns_bit_kind kind;
	unsigned int low;	/* the bit, or a field's lowest */
	unsigned int width;	/* 1 but for a field */
	const char *name;
	const char *macro;
	const char *flag;
	const char *qemu;
	const char *good;
	const char *source;
};

/* One row of include/nestscope/true_ctls.h */
struct ns_true_pair {
	enum ns_reg plain;
	enum ns_reg true_reg;
	uint32_t default1;
};

extern const struct ns_register ns_registers[NS_REG_COUNT];
extern const struct ns_bit ns_bits[NS_BIT_COUNT];	/* by enum ns_bit_id */
extern const size_t ns_bit_count;
/* The row of the table with this id: ns_bit(NS_BIT_SECONDARY_EXEC_ENABLE_EPT) */
static inline const struct ns_bit *ns_bit(enum ns_bit_id id)
{
	return &ns_bits[id];
}

extern const struct ns_true_pair ns_true_pairs[];
extern const size_t ns_true_pair_count;

/*
 * By name or by the MSR's number ("0x48d", "1165"), as files have it; NS_REG_NONE
 * if there is none. What people write is for model/names.h.
 */
enum ns_reg ns_reg_find(const char *name_or_number);
enum ns_reg ns_reg_by_msr(uint32_t number);
enum ns_reg ns_reg_by_cpuid(uint32_t leaf, uint32_t subleaf, enum ns_cpuid_out out);

/* The bit in the whole register that tells whether the control may be 1 */
unsigned int ns_bit_position(const struct ns_bit *bit);

/* Has @reg controls, each with one bit in either half? */
bool ns_reg_has_controls(enum ns_reg reg);

/* The pair @reg belongs to, NULL if it has no twin */
const struct ns_true_pair *ns_true_pair_of(enum ns_reg reg);

/* "IA32_VMX_BASIC bit 55", "" for no condition; for people and JSON. @buf is returned. */
char *ns_exists_if(enum ns_reg reg, char *buf, size_t size);

enum ns_existence { NS_EXISTS_NO, NS_EXISTS_YES, NS_EXISTS_UNKNOWN };

/*
 * Does @reg exist, as far as @view (an array of NS_REG_COUNT values) tells?
 * @blocker, if not NULL, gets the register that says no or is not known.
 */
enum ns_existence ns_reg_exists(const struct ns_value *view, enum ns_reg reg,
				enum ns_reg *blocker);

/* What of a raw value is kept: the masked bits, or whether one of them is set */
uint64_t ns_reg_keep(enum ns_reg reg, uint64_t raw);

/* It says what is so now, and may be otherwise a moment later */
static inline bool ns_reg_changes(enum ns_reg reg)
{
	return ns_registers[reg].how == NS_HOW_STATE || ns_registers[reg].how == NS_HOW_FLAG;
}

/* Must every CPU have the same value of it? State and switches may differ. */
static inline bool ns_reg_must_agree(enum ns_reg reg)
{
	return ns_registers[reg].how == NS_HOW_VALUE;
}

/* Mark @reg absent or unreadable in @view if its rule says so; true if it is to be read. */
bool ns_reg_to_be_read(struct ns_value *view, enum ns_reg reg, enum ns_source source);

#endif
