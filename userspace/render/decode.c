// SPDX-License-Identifier: GPL-2.0-or-later
/* One raw value, bit by bit, or two of the same register side by side. */
#include <inttypes.h>
#include <stdlib.h>

#include "analysis/decode.h"
#include "model/names.h"
#include "render/bit.h"
#include "render/decode.h"
#include "util/alloc.h"
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

static struct ns_cap cap_of(const struct ns_bit *bit, const struct ns_given *g)
{
	return ns_decode_pair(bit, g->raw, g->twin);
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
	char text[32], names[128];
	size_t column = 0;

	ns_table_row(t);
	ns_table_cell(t, column++, NS_TONE_PLAIN, ns_bit_number(b, text, sizeof(text)));
	ns_table_cell(t, column++, NS_TONE_PLAIN, b->name);
	for (size_t i = 0; i < count; i++) {
		struct ns_cap cap = cap_of(b, g[i]);

		cap_text(cap, text, sizeof(text));
		ns_table_cell(t, column++, tone_of(cap.word), text);
	}
	ns_table_cell(t, column++, NS_TONE_PLAIN, ns_kernel_name(b));
	ns_table_cell(t, column++, NS_TONE_PLAIN, ns_vmm_names(b, names, sizeof(names)));
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
	ns_table_column(t, "QEMU, LIBVIRT", false);
	ns_table_column(t, "GOOD FOR", true);
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];

		if (b->reg != g[0]->reg)
			continue;
		if (count > 1 && same(cap_of(b, g[0]), cap_of(b, g[1])))
			continue;
		bit_row(t, b, g, count);
		differ++;
	}
	ns_table_print(t, "  ");
	return differ;
}

/* " (control bits 21, 29)"; of too many bits "", and @buf is returned */
static char *numbers_of(enum ns_reg reg, uint64_t bits, char buf[64])
{
	bool controls = ns_reg_has_controls(reg);
	uint32_t own = bits | bits >> 32;
	uint64_t rest = controls ? own : bits;
	size_t used;

	buf[0] = '\0';
	if (__builtin_popcountll(rest) > 8)
		return buf;
	used = snprintf(buf, 64, " (%sbit%s", controls ? "control " : "",
			rest & (rest - 1) ? "s" : "");
	for (const char *comma = ""; rest; rest &= rest - 1, comma = ",")
		used += snprintf(buf + used, 64 - used, "%s %d", comma, __builtin_ctzll(rest));
	snprintf(buf + used, 64 - used, ")");
	return buf;
}

/* What of @bits no row names; @set says how they are: "Set" or "Different" */
static void print_unnamed(const struct ns_out *out, enum ns_reg reg, uint64_t bits, const char *set)
{
	uint64_t unknown = ns_unknown_bits(reg, bits), other = ns_other_bits(reg, bits);
	char numbers[64];

	if (unknown)
		ns_print(out, NS_TONE_WARN, "  %s, but unknown to nestscope (reserved, or new): 0x%" PRIx64 "%s\n",
			 set, unknown, numbers_of(reg, unknown, numbers));
	if (other)
		ns_print(out, NS_TONE_DIM, "  %s, but not about virtualization: 0x%" PRIx64 "\n",
			 set, other);
}

/* Only the TRUE register tells which controls of the default1 class may be 0. */
static void print_twin(const struct ns_out *out, const struct ns_given *g)
{
	const struct ns_true_pair *pair = ns_true_pair_of(g->reg);
	char number[32];

	if (pair && pair->plain == g->reg && !g->twin)
		ns_print(out, NS_TONE_DIM, "  Some of the forced controls may still be 0: %s (%s) says which.\n",
			 ns_registers[pair->true_reg].name, ns_reg_number(pair->true_reg, number, sizeof(number)));
}

/* "vbox.log:12 (4 times), read by a guest"; to be freed */
static char *place_of(const struct ns_given *g)
{
	char times[48] = "";

	if (g->times > 1)
		snprintf(times, sizeof(times), " (%zu times)", g->times);
	return ns_xasprintf("%s:%zu%s%s%s", g->from, g->line, times, *g->how ? ", " : "", g->how);
}

/* Where the values stand, if not on the command line */
static void print_places(const struct ns_out *out, const struct ns_given *const *g, size_t count)
{
	char *first = g[0]->from ? place_of(g[0]) : ns_xstrdup("the command line");
	char *second = count < 2 ? NULL :
		       g[1]->from ? place_of(g[1]) : ns_xstrdup("the command line");

	if (g[0]->from || (second && g[1]->from))
		ns_print(out, NS_TONE_DIM, "  From %s%s%s\n", first, second ? " and " : "",
			 second ?: "");
	free(first);
	free(second);
}

static void print_fault(const struct ns_out *out, const struct ns_given *g)
{
	char number[32];

	ns_print(out, NS_TONE_BOLD, "%s (%s): no value, reading it faulted\n",
		 ns_registers[g->reg].name, ns_reg_number(g->reg, number, sizeof(number)));
	print_places(out, &g, 1);
}

static void print_one(const struct ns_out *out, const struct ns_given *g)
{
	char rule[96], number[32];

	ns_print(out, NS_TONE_BOLD, "%s (%s) = 0x%016" PRIx64 "\n",
		 ns_registers[g->reg].name, ns_reg_number(g->reg, number, sizeof(number)), g->raw);
	print_places(out, &g, 1);
	if (*ns_exists_if(g->reg, rule, sizeof(rule)))
		ns_print(out, NS_TONE_DIM, "  Exists only where %s is set.\n", rule);
	print_bits(out, &g, 1);
	print_twin(out, g);
	print_unnamed(out, g->reg, g->raw, "Set");
}

static void print_pair(const struct ns_out *out, const struct ns_given *a, const struct ns_given *b)
{
	const struct ns_given *const pair[] = { a, b };
	char number[32];

	ns_print(out, NS_TONE_BOLD, "%s (%s): 0x%016" PRIx64 " and 0x%016" PRIx64 "\n",
		 ns_registers[a->reg].name, ns_reg_number(a->reg, number, sizeof(number)), a->raw,
		 b->raw);
	print_places(out, pair, 2);
	if (a->raw == b->raw) {
		ns_print(out, NS_TONE_PLAIN, "  The two are the same.\n");
		return;
	}
	if (!print_bits(out, pair, 2))
		ns_print(out, NS_TONE_PLAIN, "  No capability differs.\n");
	print_unnamed(out, a->reg, a->raw ^ b->raw, "Different");
}

void ns_given_print(const struct ns_out *out, const struct ns_given *a, const struct ns_given *b)
{
	if (a->faults)
		print_fault(out, a);
	else if (b)
		print_pair(out, a, b);
	else
		print_one(out, a);
}

/* How many different values are shown of a list */
#define NAMELESS_SHOWN 8

/* "0x5 (3 times), 0x1"; how many different ones there are, or NAMELESS_SHOWN + 1 */
static size_t say_nameless(const struct ns_out *out, const uint64_t *values, size_t count, uint64_t *other)
{
	uint64_t seen[NAMELESS_SHOWN] = { 0 };
	size_t different = 0;

	for (size_t i = 0; i < count; i++) {
		size_t k = 0, times = 0;

		while (k < different && seen[k] != values[i])
			k++;
		if (k < different)
			continue;
		if (different == NAMELESS_SHOWN) {
			ns_print(out, NS_TONE_PLAIN, ", and others");
			return different + 1;
		}
		seen[different++] = values[i];
		for (size_t n = i; n < count; n++)
			times += values[n] == values[i];
		ns_print(out, NS_TONE_PLAIN, "%s0x%" PRIx64, different > 1 ? ", " : "", values[i]);
		if (times > 1)
			ns_print(out, NS_TONE_PLAIN, " (%zu times)", times);
	}
	*other = different > 1 ? seen[1] : seen[0];
	return different;
}

/* Is @raw what IA32_FEATURE_CONTROL holds when firmware has locked it, and no value of any other register? */
static bool like_feature_control(uint64_t raw)
{
	return raw & NS_MASK(FEAT_CTL_LOCKED) && !ns_unknown_bits(NS_REG_IA32_FEATURE_CONTROL, raw);
}

void ns_nameless_print(const struct ns_out *out, const char *name, const uint64_t *values, size_t count)
{
	struct ns_given a = { .reg = NS_REG_IA32_FEATURE_CONTROL, .raw = values[0], .how = "" }, b = a;
	bool like = true;
	size_t different;

	ns_print(out, NS_TONE_PLAIN, "%s: %zu value%s of a register that no line names: ", name, count,
		 count == 1 ? "" : "s");
	different = say_nameless(out, values, count, &b.raw);
	ns_print(out, NS_TONE_PLAIN, "\n");
	if (different > 1)
		ns_print(out, NS_TONE_WARN, "If each is of another CPU, as rdmsr -a prints them, the CPUs are not alike.\n");
	ns_print(out, NS_TONE_PLAIN, "If they are of 0x48b, for example: nestscope decode 0x48b=- <FILE\n");
	for (size_t i = 0; i < count; i++)
		like = like && like_feature_control(values[i]);
	if (!like || different > 2)
		return;
	ns_print(out, NS_TONE_PLAIN, "They look like IA32_FEATURE_CONTROL. If they are:\n");
	ns_given_print(out, &a, different == 2 ? &b : NULL);
}

/* Where the values stand; nothing for those of the command line */
static void set_from(json_t *o, const struct ns_given *const *g, size_t count)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < count; i++) {
		json_t *place = ns_json_object();

		if (g[i]->from) {
			ns_json_set_string(place, "file", g[i]->from);
			ns_json_set_int(place, "line", g[i]->line);
			ns_json_set_int(place, "times", g[i]->times);
			if (*g[i]->how)
				ns_json_set_string(place, "how", g[i]->how);
		}
		ns_json_append(list, place);
	}
	if (g[0]->from || g[count - 1]->from)
		ns_json_set(o, "from", list);
	else
		json_decref(list);
}

json_t *ns_given_to_json(const struct ns_given *a, const struct ns_given *b)
{
	const struct ns_given *const both[] = { a, b };
	json_t *o = ns_json_object(), *bits;

	ns_json_set_string(o, "register", ns_registers[a->reg].name);
	if (a->faults) {
		ns_json_set(o, "value", ns_json_pack("s?", NULL));
		set_from(o, both, 1);
		return o;
	}
	bits = ns_json_array();
	ns_json_set_hex(o, "value", a->raw, 16);
	if (b)
		ns_json_set_hex(o, "second", b->raw, 16);
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];
		struct ns_cap first = cap_of(bit, a);
		json_t *j;

		if (bit->reg != a->reg)
			continue;
		j = ns_json_object();
		ns_json_set_bit(j, bit);
		ns_json_set_int(j, "width", bit->width);
		ns_json_set_string(j, "sdm", bit->name);
		ns_json_set_string(j, "kernel", ns_kernel_name(bit));
		ns_json_set_string(j, "qemu", bit->qemu);
		ns_json_set_string(j, "libvirt", ns_libvirt_name(bit));
		ns_json_set(j, "is", cap_json(first));
		if (b) {
			struct ns_cap second = cap_of(bit, b);

			ns_json_set(j, "second", cap_json(second));
			ns_json_set_bool(j, "differs", !same(first, second));
		}
		ns_json_append(bits, j);
	}
	ns_json_set(o, "bits", bits);
	set_from(o, both, b ? 2 : 1);
	ns_json_set_hex(o, "unknown_bits",
			ns_unknown_bits(a->reg, b ? a->raw ^ b->raw : a->raw), 16);
	ns_json_set_hex(o, "other_bits",
			ns_other_bits(a->reg, b ? a->raw ^ b->raw : a->raw), 16);
	return o;
}
