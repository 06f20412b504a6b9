/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers as people and tools write them. */
#ifndef NESTSCOPE_UTIL_NUMBER_H
#define NESTSCOPE_UTIL_NUMBER_H

#include <endian.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * The value of a register: hexadecimal with or without 0x, as rdmsr prints it
 * without. False, and *@num as it was, unless all of @s is one number of at
 * most 64 bits; blanks and signs are not taken.
 */
bool ns_parse_hex(const char *s, uint64_t *num);

/* The four bytes of a register of CPUID in x86's order, which is that of text in it, whatever this CPU's is */
static inline void ns_x86_bytes(char *to, uint32_t value)
{
	value = htole32(value);
	memcpy(to, &value, sizeof(value));
}

#endif
