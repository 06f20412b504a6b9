// SPDX-License-Identifier: GPL-2.0-or-later
/* The tables: what nestscope knows, with its sources. */
#include <inttypes.h>
#include <string.h>

#include "analysis/decode.h"
#include "analysis/signatures.h"
#include "model/names.h"
#include "render/bit.h"
#include "render/explain.h"
#include "render/list.h"
#include "util/text.h"
#include "util/json.h"

static json_t *registers_json(void)
{
	static const char *const how[] = {
		[NS_HOW_VALUE] = "value", [NS_HOW_STATE] = "state",
		[NS_HOW_FLAG] = "flag", [NS_HOW_NEVER] = "never",
	};
	json_t *list = ns_json_array();

	for (int i = 0; i < NS_REG_COUNT; i++) {
		const struct ns_register *r = &ns_registers[i];
		char number[32], rule[96];

		ns_reg_number(i, number, sizeof(number));
		ns_json_append(list, ns_json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}",
			"register", r->name, "number", number,
			"kind", r->kind == NS_KIND_MSR ? "msr" : "cpuid",
			"read", how[r->how], "kernel", r->kernel,
			"exists_if", ns_exists_if(i, rule, sizeof(rule)),
			"file", r->file, "directory", r->dir));
	}
	return list;
}

static void registers_text(const struct ns_out *out)
{
	struct ns_table *t = ns_table_new(out);

	ns_table_column(t, "REGISTER", false);
	ns_table_column(t, "NUMBER", false);
	ns_table_column(t, "EXISTS IF", false);
	ns_table_column(t, "BELOW /sys/kernel/nestscope", false);
	for (int i = 0; i < NS_REG_COUNT; i++) {
		const struct ns_register *r = &ns_registers[i];
		char number[32], rule[96], file[64];

		ns_reg_number(i, number, sizeof(number));
		snprintf(file, sizeof(file), *r->file ? "%s/%s" : "%s", *r->file ? r->dir :
			 r->how == NS_HOW_NEVER ? "never read" : "none: it changes", r->file);
		ns_table_row(t);
		ns_table_cell(t, 0, NS_TONE_PLAIN, r->name);
		ns_table_cell(t, 1, NS_TONE_PLAIN, number);
		ns_table_cell(t, 2, NS_TONE_PLAIN, ns_exists_if(i, rule, sizeof(rule)));
		ns_table_cell(t, 3, NS_TONE_PLAIN, file);
	}
	ns_table_print(t, "");
}

static json_t *bit_json(const struct ns_bit *b)
{
	const char *const names[][2] = {
		{ "sdm", b->name }, { "kernel", ns_kernel_name(b) }, { "macro", b->macro },
		{ "flag", b->flag }, { "qemu", b->qemu }, { "libvirt", ns_libvirt_name(b) },
	};
	char number[32], rule[96];
	json_t *o = ns_json_object();

	ns_json_set_bit(o, b);
	ns_json_set_int(o, "width", b->width);
	ns_json_set_string(o, "number", ns_reg_number(b->reg, number, sizeof(number)));
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ns_json_set_string(o, names[i][0], names[i][1]);
	ns_json_set_string(o, "exists_if", ns_exists_if(b->reg, rule, sizeof(rule)));
	ns_json_set_string(o, "good_for", b->good);
	ns_json_set_string(o, "source", b->source);
	return o;
}

static json_t *bits_json(void)
{
	json_t *list = ns_json_array();

	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		for (size_t i = 0; i < ns_bit_count; i++)
			if ((int)ns_bits[i].reg == reg)
				ns_json_append(list, bit_json(&ns_bits[i]));
	return list;
}

static void bits_of_text(struct ns_table *t, enum ns_reg reg)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *b = &ns_bits[i];
		char bit[16], names[128];

		if (b->reg != reg)
			continue;
		ns_table_row(t);
		ns_table_cell(t, 0, NS_TONE_PLAIN, ns_registers[reg].name);
		ns_table_cell(t, 1, NS_TONE_PLAIN, ns_bit_number(b, bit, sizeof(bit)));
		ns_table_cell(t, 2, NS_TONE_PLAIN, b->name);
		ns_table_cell(t, 3, NS_TONE_PLAIN, ns_kernel_name(b));
		ns_table_cell(t, 4, NS_TONE_PLAIN, ns_vmm_names(b, names, sizeof(names)));
	}
}

static void bits_text(const struct ns_out *out)
{
	struct ns_table *t = ns_table_new(out);

	ns_table_column(t, "REGISTER", false);
	ns_table_column(t, "BIT", false);
	ns_table_column(t, "NAME", false);
	ns_table_column(t, "LINUX", false);
	ns_table_column(t, "QEMU, LIBVIRT", false);
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		bits_of_text(t, reg);
	ns_table_print(t, "");
}

static const char *const where_names[] = {
	[NS_WHERE_HV] = "0x40000000",
	[NS_WHERE_VENDOR] = "0x0",
	[NS_WHERE_TDX] = "0x21",
};

static json_t *signatures_json(void)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < ns_signature_count; i++) {
		const struct ns_signature *s = &ns_signatures[i];
		char text[12 * 4 + 1];

		ns_json_append(list, ns_json_pack("{s:s, s:s, s:s, s:s}", "leaf",
			where_names[s->where], "signature", ns_escape(text, s->bytes, 12),
			"who", s->who, "source", s->source));
	}
	return list;
}

/* A dot for a byte that does not print: tables would escape the escapes. */
static char *dotted(char *buf, const char bytes[12])
{
	for (int i = 0; i < 12; i++)
		buf[i] = bytes[i] >= ' ' && bytes[i] < 0x7f ? bytes[i] : '.';
	buf[12] = '\0';
	return buf;
}

static void signatures_text(const struct ns_out *out)
{
	struct ns_table *t = ns_table_new(out);

	ns_table_column(t, "CPUID LEAF", false);
	ns_table_column(t, "SIGNATURE", false);
	ns_table_column(t, "WHO", false);
	ns_table_column(t, "SOURCE", true);
	for (size_t i = 0; i < ns_signature_count; i++) {
		const struct ns_signature *s = &ns_signatures[i];
		char text[12 + 1];

		ns_table_row(t);
		ns_table_cell(t, 0, NS_TONE_PLAIN, where_names[s->where]);
		ns_table_cell(t, 1, NS_TONE_PLAIN, dotted(text, s->bytes));
		ns_table_cell(t, 2, NS_TONE_PLAIN, s->who);
		ns_table_cell(t, 3, NS_TONE_DIM, s->source);
	}
	ns_table_print(t, "");
}

static const struct {
	const char *title;
	const char *what;
} forms[] = {
#define NS_IMPORT_FORM(id, title_, source_, take_, what_) { title_, what_ },
#include "model/import_forms.h"
};

static json_t *forms_json(void)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		ns_json_append(list, ns_json_pack("{s:s, s:s}", "form", forms[i].title, "what", forms[i].what));
	return list;
}

static void forms_text(const struct ns_out *out)
{
	struct ns_table *t = ns_table_new(out);

	ns_table_column(t, "FORM", false);
	ns_table_column(t, "WHAT IS READ", true);
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		ns_table_row(t);
		ns_table_cell(t, 0, NS_TONE_PLAIN, forms[i].title);
		ns_table_cell(t, 1, NS_TONE_PLAIN, forms[i].what);
	}
	ns_table_print(t, "");
}

static const struct {
	const char *name;
	json_t *(*json)(void);
	void (*text)(const struct ns_out *out);
} lists[NS_LIST_COUNT] = {
	{ "registers", registers_json, registers_text },
	{ "bits", bits_json, bits_text },
	{ "signatures", signatures_json, signatures_text },
	{ "messages", ns_message_rows_to_json, ns_message_rows_print },
	{ "formats", forms_json, forms_text },
};

size_t ns_list_find(const char *name)
{
	for (size_t i = 0; i < NS_LIST_COUNT; i++)
		if (!strcmp(name, lists[i].name))
			return i;
	return NS_LIST_COUNT;
}

void ns_list_print(const struct ns_out *out, size_t list)
{
	lists[list].text(out);
}

json_t *ns_list_to_json(size_t list)
{
	return lists[list].json();
}
