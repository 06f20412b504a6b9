/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The ids of vmx_bits.h and svm_bits.h as constants.
 *
 *   NS_BIT_<id>  the number of the row: vmx_bits.h first, in table order
 *   NS_AT_<id>   the bit of the whole register: of a control, the one in the
 *                allowed-1 half; of a field, its lowest
 *   NS_MASK(id)  a 64-bit value with this bit set
 *
 * For the TRUE twin of a control: NS_BIT_TRUE_<id>, NS_AT_TRUE_<id>.
 *
 * Many ids are macros in the kernel's own headers. So an id may only be an
 * operand of ##, and NS_PAIR() is defined here: one that passes the id on to
 * NS_CTL() would expand it.
 */
#ifndef NESTSCOPE_BITS_H
#define NESTSCOPE_BITS_H

enum ns_bit_id {
#define NS_PAIR(id, ...) NS_BIT_##id, NS_BIT_TRUE_##id,
#define NS_CTL(id, ...) NS_BIT_##id,
#define NS_FLAG(id, ...) NS_BIT_##id,
#define NS_FIELD(id, ...) NS_BIT_##id,
#include "vmx_bits.h"
#define NS_FLAG(id, ...) NS_BIT_##id,
#define NS_FIELD(id, ...) NS_BIT_##id,
#include "svm_bits.h"
	NS_BIT_COUNT
};

enum ns_bit_at {
#define NS_PAIR(id, ctls, bit, ...) NS_AT_##id = (bit) + 32, NS_AT_TRUE_##id = NS_AT_##id,
#define NS_CTL(id, reg, bit, ...) NS_AT_##id = (bit) + 32,
#define NS_FLAG(id, reg, bit, ...) NS_AT_##id = (bit),
#define NS_FIELD(id, reg, low, ...) NS_AT_##id = (low),
#include "vmx_bits.h"
#define NS_FLAG(id, reg, bit, ...) NS_AT_##id = (bit),
#define NS_FIELD(id, reg, low, ...) NS_AT_##id = (low),
#include "svm_bits.h"
};

#define NS_MASK(id) (1ull << NS_AT_##id)

#endif
