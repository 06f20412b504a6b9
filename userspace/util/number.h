/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers as people and tools write them. */
#ifndef NESTSCOPE_UTIL_NUMBER_H
#define NESTSCOPE_UTIL_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The value of a register: hexadecimal with or without 0x, as rdmsr prints it
 * without. False, and *@num as it was, unless all of @s is one number of at
 * most 64 bits; blanks and signs are not taken.
 */
bool ns_parse_hex(const char *s, uint64_t *num);

#endif
