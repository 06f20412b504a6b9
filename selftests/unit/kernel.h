/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every file of the module uses of the kernel, for tests that include such a file */
#ifndef NESTSCOPE_TEST_KERNEL_H
#define NESTSCOPE_TEST_KERNEL_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef u64 phys_addr_t;
typedef void (*smp_call_func_t)(void *info);

#define CONFIG_X86_64 1
#define __init
#define __maybe_unused __attribute__((unused))
#define __ro_after_init
#define BIT(n) (1ul << (n))
#define BIT_ULL(n) (1ull << (n))
#define U32_MAX UINT32_MAX
#define BUILD_BUG_ON_ZERO(condition) ((int)sizeof(struct { int unused : (condition) ? -1 : 8; }) * 0)
#define min_t(type, a, b) ((type)(a) < (type)(b) ? (type)(a) : (type)(b))

/* The test defines what this header would. */
#define NESTSCOPE_COMPAT_H

#endif
