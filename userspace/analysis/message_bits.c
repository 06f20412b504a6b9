// SPDX-License-Identifier: GPL-2.0-or-later
/* The capabilities that a message names */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/decode.h"
#include "analysis/messages.h"
#include "util/alloc.h"

void ns_bits_add(struct ns_bits *bits, const struct ns_bit *bit)
{
	for (size_t i = 0; i < bits->count; i++)
		if (bits->list[i] == bit)
			return;
	bits->list = ns_xreallocarray(bits->list, bits->count + 1, sizeof(const struct ns_bit *));
	bits->list[bits->count++] = bit;
}

/* Every capability that QEMU calls @name: one of its names stands for two. */
static void add_named(struct ns_bits *bits, const char *name, size_t len)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];

		if (len && ns_bit_is_cap(bit) && strlen(bit->qemu) == len && !strncmp(bit->qemu, name, len))
			ns_bits_add(bits, bit);
	}
}

/* "vmx-ept,vmx-vpid" */
static void add_list(struct ns_bits *bits, const char *names)
{
	while (names && *names) {
		size_t len = strcspn(names, ",");

		add_named(bits, names, len);
		names += len + (names[len] == ',');
	}
}

/* The register of "MSR(48BH)..." or "CPUID.01H:ECX...", as QEMU writes it */
static enum ns_reg register_of(const char *feature)
{
	enum ns_reg reg = NS_REG_NONE;
	unsigned int number;
	char out;

	if (sscanf(feature, "MSR(%xH)", &number) == 1)
		return ns_reg_by_msr(number);
	if (sscanf(feature, "CPUID.%xH:E%cX", &number, &out) == 2)
		for (int i = 0; i < NS_REG_COUNT; i++)
			if (ns_registers[i].kind == NS_KIND_CPUID && ns_registers[i].number == number &&
			    "ABCD"[ns_registers[i].out] == out)
				reg = i;
	return reg;
}

/* QEMU counts a control's bits from 0 to 31, whatever half of the register they are in. */
static void add_numbered(struct ns_bits *bits, enum ns_reg reg, unsigned long number)
{
	for (size_t i = 0; reg != NS_REG_NONE && i < ns_bit_count; i++)
		if (ns_bits[i].reg == reg && ns_bits[i].low == number && ns_bits[i].width == 1)
			ns_bits_add(bits, &ns_bits[i]);
}

struct ns_bits ns_message_bits(const struct ns_message *m)
{
	const char *feature = ns_message_get(m, "feature"), *number = ns_message_get(m, "bit");
	const char *dot = feature ? strrchr(feature, '.') : NULL;
	struct ns_bits bits = { 0 };

	if (feature && number)
		add_numbered(&bits, register_of(feature), strtoul(number, NULL, 10));
	if (feature && !bits.count)
		add_list(&bits, dot ? dot + 1 : feature);
	add_list(&bits, ns_message_get(m, "missing"));
	add_list(&bits, ns_message_get(m, "extra"));
	return bits;
}

void ns_bits_clear(struct ns_bits *bits)
{
	free(bits->list);
	*bits = (struct ns_bits){ 0 };
}
