/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From register values to capabilities. Pure: no I/O, no clock, no
 * environment: the output depends on the arguments only.
 */
#ifndef NESTSCOPE_DECODE_H
#define NESTSCOPE_DECODE_H

#include "model/snapshot.h"

/*
 * The words of QEMU's vmxcap for a control, so that the two can be compared:
 * no: may not be 1; yes: may be 0 or 1; forced: must be 1; default: the plain
 * register says must be 1, but the TRUE one lets it be 0. And one that vmxcap
 * lacks, contradictory: must be 1 and must be 0, which no processor says, but
 * an emulator or a damaged file may.
 */
enum ns_word {
	NS_WORD_NO,
	NS_WORD_YES,
	NS_WORD_FORCED,
	NS_WORD_DEFAULT,
	NS_WORD_CONTRADICTORY,
	NS_WORD_NUMBER,
	NS_WORD_ABSENT,
	NS_WORD_UNREADABLE,
	NS_WORD_NOT_ASKED,
	NS_WORD_COUNT
};

/* A capability in one view */
struct ns_cap {
	enum ns_word word;
	uint64_t num;			/* for NS_WORD_NUMBER */
	const struct ns_value *from;	/* the register value that decided */
};

const char *ns_word_name(enum ns_word word);

/* Can it be used: yes, forced or default? */
static inline bool ns_word_there(enum ns_word word)
{
	return word == NS_WORD_YES || word == NS_WORD_FORCED || word == NS_WORD_DEFAULT;
}

/* Was it read at all (a "no" or "absent" that somebody said)? */
static inline bool ns_word_known(enum ns_word word)
{
	return word != NS_WORD_UNREADABLE && word != NS_WORD_NOT_ASKED;
}

/* @bit in the raw value @raw of its own register, the twin not being known */
struct ns_cap ns_decode_raw(const struct ns_bit *bit, uint64_t raw);

/*
 * The same, with the raw value of the register's TRUE twin, or of the plain one
 * if @bit is of a TRUE register: only both together tell that a control is
 * NS_WORD_DEFAULT. @twin is NULL if it is not known.
 */
struct ns_cap ns_decode_pair(const struct ns_bit *bit, uint64_t raw, const uint64_t *twin);

/* @bit in a view; for a control with a TRUE twin, both registers together */
struct ns_cap ns_cap_in_view(const struct ns_value *view, const struct ns_bit *bit);

/* The row for (register, bit of the whole register or field's lowest bit), or NULL */
const struct ns_bit *ns_bit_find(enum ns_reg reg, unsigned int position);

/* Does @bit stand for a capability of its own (not the twin of another row)? */
bool ns_bit_is_cap(const struct ns_bit *bit);

/* Bits set in @raw that no row of @reg names; reserved, or newer than the tables */
uint64_t ns_unknown_bits(enum ns_reg reg, uint64_t raw);

/* Bits set in @raw that no row names because they are not about virtualization: SSE3, AVX, EFER.LME */
uint64_t ns_other_bits(enum ns_reg reg, uint64_t raw);

/* What a register's capabilities are about, for a heading */
const char *ns_group_title(enum ns_reg reg);

/*
 * The name that Linux uses: the flag in /proc/cpuinfo where there is one, else
 * the macro; "" where it has none.
 */
const char *ns_kernel_name(const struct ns_bit *bit);

#endif
