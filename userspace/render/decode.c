// SPDX-License-Identifier: GPL-2.0-or-later
/* One raw value, bit by bit, or two of the same register beside each other. */
#include <inttypes.h>

#include "analysis/decode.h"
#include "model/names.h"
#include "render/bit.h"
#include "render/decode.h"
#include "util/json.h"

static void cap_text(struct ns_cap cap, char *buf, size_t size)
{
	if (cap.word == NS_WORD_NUMBER)
		snprintf(buf, size, "0x%" PRIx64, cap.num);
	else
		snprintf(buf, size, "%s", ns_word_name(cap.word));
}

static json_t *cap_json(struct ns_cap cap)
{
	char text[32];

	cap_text(cap, text, sizeof(text));
	return ns_json_string(text);
}

static bool same(struct ns_cap a, struct ns_cap b)
{
	return a.word == b.word && a.num == b.num;
}

static enum ns_tone tone_of(enum ns_word word)
{
	if (word == NS_WORD_CONTRADICTORY)
		return NS_TONE_WARN;
	return word == NS_WORD_NO ? NS_TONE_DIM : NS_TONE_GOOD;
}

/* One row of @count values (1 or 2) of the same register */
static void bit_row(struct ns_table *t, const struct ns_bit *b, const struct ns_given *const *g,
		    size_t count)
{
	char text[32];
	size_t column = 0;

	ns_table_row(t);
	ns_table_cell(t, column++, NS_TONE_PLAIN, ns_bit_number(b, text, sizeof(text)));
	ns_table_cell(t, column++, NS_TONE_PLAIN, b->name);
	for (size_t i = 0; i < count; i++) {
		struct ns_cap cap = ns_decode_raw(b, g[i]->raw);

		cap_text(cap, text, sizeof(text));
		ns_table_cell(t, column++, tone_of(cap.word), text);
	}
	ns_table_cell(t, column++, NS_TONE_PLAIN, ns_kernel_name(b));
	ns_table_cell(t, column++, NS_TONE_PLAIN, b->qemu);
	ns_table_cell(t, column, NS_TONE_DIM, b->good);
}

static size_t print_bits(const struct ns_out *out, const struct ns_given *const *g, size_t count)
{
	struct ns_table *t = ns_table_new(out);
	size_t differ = 0;

	ns_table_column(t, "BIT", false);
	ns_table_column(t, "NAME", false);
	ns_table_column(t, count > 1 ? "FIRST" : "IS", false);
	if (count > 1)
		ns_table_column(t, "SECOND", false);
	ns_table_column(t, "LINUX", false);
	ns_table_column(t, "QEMU", false);
	ns_table_column(t, "GOOD FOR", true);
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];

		if (b->reg != g[0]->reg)
			continue;
		if (count > 1 && same(ns_decode_raw(b, g[0]->raw), ns_decode_raw(b, g[1]->raw)))
			continue;
		bit_row(t, b, g, count);
		differ++;
	}
	ns_table_print(t, "  ");
	return differ;
}

static void print_unknown(const struct ns_out *out, enum ns_reg reg, uint64_t raw)
{
	uint64_t unknown = ns_unknown_bits(reg, raw);

	if (unknown)
		ns_print(out, NS_TONE_WARN, "  Set, but not in the tables (reserved, or new): 0x%" PRIx64 "\n",
			 unknown);
}

static void print_one(const struct ns_out *out, const struct ns_given *g)
{
	char rule[96], number[32];

	ns_print(out, NS_TONE_BOLD, "%s (%s) = 0x%016" PRIx64 "\n",
		 ns_registers[g->reg].name, ns_reg_number(g->reg, number, sizeof(number)), g->raw);
	if (*ns_exists_if(g->reg, rule, sizeof(rule)))
		ns_print(out, NS_TONE_DIM, "  Exists only where %s is set.\n", rule);
	print_bits(out, &g, 1);
	print_unknown(out, g->reg, g->raw);
}

static void print_pair(const struct ns_out *out, const struct ns_given *a, const struct ns_given *b)
{
	const struct ns_given *const pair[] = { a, b };
	uint64_t unknown = ns_unknown_bits(a->reg, a->raw ^ b->raw);
	char number[32];

	ns_print(out, NS_TONE_BOLD, "%s (%s): 0x%016" PRIx64 " and 0x%016" PRIx64 "\n",
		 ns_registers[a->reg].name, ns_reg_number(a->reg, number, sizeof(number)), a->raw,
		 b->raw);
	if (a->raw == b->raw) {
		ns_print(out, NS_TONE_PLAIN, "  The two are the same.\n");
		return;
	}
	if (!print_bits(out, pair, 2))
		ns_print(out, NS_TONE_PLAIN, "  No capability differs.\n");
	if (unknown)
		ns_print(out, NS_TONE_WARN, "  Different, but not in the tables: 0x%" PRIx64 "\n", unknown);
}

void ns_given_print(const struct ns_out *out, const struct ns_given *a, const struct ns_given *b)
{
	if (b)
		print_pair(out, a, b);
	else
		print_one(out, a);
}

json_t *ns_given_to_json(const struct ns_given *a, const struct ns_given *b)
{
	json_t *o = ns_json_object(), *bits = ns_json_array();

	ns_json_set_string(o, "register", ns_registers[a->reg].name);
	ns_json_set_hex(o, "value", a->raw, 16);
	if (b)
		ns_json_set_hex(o, "second", b->raw, 16);
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];
		struct ns_cap first = ns_decode_raw(bit, a->raw);
		json_t *j;

		if (bit->reg != a->reg)
			continue;
		j = ns_json_object();
		ns_json_set_bit(j, bit);
		ns_json_set_int(j, "width", bit->width);
		ns_json_set_string(j, "sdm", bit->name);
		ns_json_set_string(j, "kernel", ns_kernel_name(bit));
		ns_json_set_string(j, "qemu", bit->qemu);
		ns_json_set(j, "is", cap_json(first));
		if (b) {
			struct ns_cap second = ns_decode_raw(bit, b->raw);

			ns_json_set(j, "second", cap_json(second));
			ns_json_set_bool(j, "differs", !same(first, second));
		}
		ns_json_append(bits, j);
	}
	ns_json_set(o, "bits", bits);
	ns_json_set_hex(o, "unknown_bits",
			ns_unknown_bits(a->reg, b ? a->raw ^ b->raw : a->raw), 16);
	return o;
}
