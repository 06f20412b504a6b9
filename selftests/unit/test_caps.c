// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module's file caps, while the CPU goes and comes back with other registers
 * between any two lines: what is shown is one record, and never half of another.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "harness.h"
#include "kernel.h"

#define GFP_KERNEL 0
#define GENMASK_ULL(high, low) ((~0ull >> (63 - (high))) & (~0ull << (low)))
#define DEFINE_SHOW_ATTRIBUTE(name) static const int name##_fops = sizeof(name##_show)
#define debugfs_create_file(name, mode, dir, data, ops) ((void)(dir), (void)(ops))

static unsigned int taken;	/* memory that is not freed */
static bool no_memory;

static void *kmalloc(size_t size, int flags)
{
	(void)flags;
	if (no_memory)
		return NULL;
	taken++;
	return malloc(size);
}

static void kfree(void *p)
{
	taken -= !!p;
	free(p);
}

struct seq_file {
	char text[1 << 20];
	size_t used;
};

/* Unchecked: the kernel's u64 is a long long, and the test's is not. */
static void seq_printf(struct seq_file *file, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	file->used += vsnprintf(file->text + file->used, sizeof(file->text) - file->used, fmt, ap);
	va_end(ap);
}

static void seq_puts(struct seq_file *file, const char *text)
{
	seq_printf(file, "%s", text);
}

static void seq_putc(struct seq_file *file, char c)
{
	seq_printf(file, "%c", c);
}

/* A file of the kernel may leave a parameter alone. */
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include "caps.c"

const struct ns_register ns_registers[NS_REGISTERS] = {
#define NS_MSR(id, ...) [NS_REG_##id] = { .name = #id, .how = NS_HOW_VALUE, .mask = ~0ull },
#define NS_CPUID(id, ...) [NS_REG_##id] = { .name = #id, .how = NS_HOW_VALUE, .mask = ~0ull },
#include <nestscope/registers.h>
};

/* What the module keeps of the CPU: read anew each time that it comes online */
static struct {
	struct ns_kept kept;
	bool read;
	unsigned int asked;
} cpu;

static void comes_online(u64 value)
{
	for (int reg = 0; reg < NS_REGISTERS; reg++) {
		cpu.kept.last.value[reg] = value;
		cpu.kept.last.state[reg] = NS_VALUE;
	}
	cpu.kept.times++;
}

bool ns_get_kept(unsigned int number, struct ns_kept *to)
{
	cpu.asked++;
	*to = cpu.kept;
	return !number && cpu.read;
}

unsigned int ns_reference_cpu(void)
{
	return 0;
}

/* A line of a register is printed, and the CPU has gone and come back before the next. */
void ns_print_value(struct seq_file *file, enum ns_reg reg, enum ns_state state, u64 value)
{
	(void)reg;
	seq_printf(file, "%d 0x%llx", state, (unsigned long long)value);
	comes_online(cpu.kept.times % 2 ? 0xffffffffffffffff : 0);
}

static struct seq_file shown;

FIXTURE(caps)
{
	int unused;
};

FIXTURE_SETUP(caps)
{
	memset(&cpu, 0, sizeof(cpu));
	memset(&shown, 0, sizeof(shown));
	taken = 0;
	no_memory = false;
	cpu.read = true;
	comes_online(0x5555555555555555);
}

FIXTURE_TEARDOWN(caps)
{
	EXPECT_EQ(0, taken);
}

TEST_F(caps, registers_are_of_one_record)
{
	size_t lines = 0;

	ASSERT_EQ(0, caps_show(&shown, NULL));
	EXPECT_EQ(1, cpu.asked);
	EXPECT_LT(1, cpu.kept.times);
	for (const char *at = shown.text; (at = strstr(at, " 0x")); at++) {
		/* A field over 32 bits is shown as one, too: a part of the same. */
		unsigned long long value = strtoull(at + 1, NULL, 16);

		lines += value == 0x5555555555555555;
		EXPECT_NE(0, value);
		EXPECT_NE(0xffffffffffffffff, value);
	}
	/* ... and a field of a whole register */
	EXPECT_LE(NS_REGISTERS, lines);
}

TEST_F(caps, rows_are_of_the_same_record)
{
	struct ns_record same = { 0 };
	static struct seq_file expected;

	same = cpu.kept.last;
	memset(&expected, 0, sizeof(expected));
	ASSERT_EQ(0, caps_show(&shown, NULL));
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (is_true_register(rows[i].reg))
			continue;
		expected.used = 0;
		memset(expected.text, 0, 256);
		print_row(&expected, &same, &rows[i]);
		EXPECT_NE(NULL, strstr(shown.text, expected.text)) TH_LOG("%s", expected.text);
	}
}

TEST_F(caps, without_a_record_or_memory_nothing_is_shown)
{
	cpu.read = false;
	EXPECT_EQ(-ENXIO, caps_show(&shown, NULL));
	no_memory = true;
	EXPECT_EQ(-ENOMEM, caps_show(&shown, NULL));
	EXPECT_EQ(0, shown.used);
}

TEST_HARNESS_MAIN
