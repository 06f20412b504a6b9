// SPDX-License-Identifier: GPL-2.0-or-later
/* What cpuid(1) prints without -r: a heading names the register, a line below it a bit of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sources/import/reader.h"
#include "util/alloc.h"

static const struct {
	const char *label;
	enum ns_bit_id bit;
} rows[] = {
#define NS_CPUID_TEXT(label_, bit_) { label_, NS_BIT_##bit_ },
#include "sources/import/cpuid_text_rows.h"
};

/* "   feature information (1/ecx):", "   SVM Secure Virtual Machine (0x8000000a/edx):" */
static bool take_heading(struct ns_import *im, const char *line)
{
	static const char *const outs[] = { "eax", "ebx", "ecx", "edx" };
	const char *open = strrchr(line, '(');
	unsigned int leaf;
	char out[4];

	im->text_reg = NS_REG_NONE;
	if (!open)
		return false;
	if (sscanf(open, "(0x%8x/%3[a-dex])", &leaf, out) != 2 && sscanf(open, "(%2u/%3[a-dex])", &leaf, out) != 2)
		return false;
	for (int i = 0; i < 4; i++)
		if (!strcmp(outs[i], out))
			im->text_reg = ns_reg_by_cpuid(leaf, 0, i);
	return true;
}

/* The text in quotes, with cpuid's \0 as everything else here writes a NUL; to be freed */
static char *quoted(const char *s)
{
	size_t len = strcspn(s, "\"");
	char *text = ns_xcalloc(len * 4 + 1, 1), *p = text;

	for (size_t i = 0; i < len; i++) {
		if (s[i] == '\\' && s[i + 1] == '0')
			p = stpcpy(p, "\\x00"), i++;
		else
			*p++ = s[i];
	}
	return text;
}

static bool take_name(struct ns_import *im, const char *line, enum ns_source source)
{
	static const struct {
		const char *before;
		enum ns_fact_id id;
	} names[] = {
		{ "vendor_id = \"", NS_FACT_CPU_VENDOR },
		{ "brand = \"", NS_FACT_CPU_MODEL },
		{ "hypervisor_id (0x40000000) = \"", NS_FACT_HV_SIGNATURE },
		{ "hypervisor_id = \"", NS_FACT_HV_SIGNATURE },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t len = strlen(names[i].before);
		char *text;

		if (strncmp(line, names[i].before, len))
			continue;
		text = quoted(line + len);
		if (im->cpu < 0 || im->cpu == im->first_cpu || im->first_cpu < 0)
			ns_import_text_fact(im, names[i].id, source, text);
		free(text);
		return im->text = true;
	}
	return false;
}

static void take_bit(struct ns_import *im, const char *line, enum ns_source source)
{
	const char *equals = strstr(line, " = ");
	size_t len = equals ? equals - line : 0;
	bool on = equals && !strncmp(equals + 3, "true", 4);

	while (len && line[len - 1] == ' ')
		len--;
	if (!len || (!on && strncmp(equals + 3, "false", 5)))
		return;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (ns_bit(rows[i].bit)->reg == im->text_reg && strlen(rows[i].label) == len &&
		    !strncmp(rows[i].label, line, len))
			ns_import_bit(im, rows[i].bit, source, on);
}

bool ns_take_cpuid_text(struct ns_import *im, const char *line, enum ns_source source)
{
	size_t indent = strspn(line, " ");
	unsigned int asids;

	if (indent < 3)
		return im->text = false;
	line += indent;
	if (take_name(im, line, source))
		return true;
	if (indent == 3 && take_heading(im, line))
		return im->text = true;
	/* Of the text, but nothing that is read */
	if (!im->text)
		return false;
	if (sscanf(line, "NASID: number of address space identifiers = 0x%8x", &asids) == 1)
		ns_import_register(im, NS_REG_CPUID_8000000A_EBX, source, asids);
	if (im->text_reg != NS_REG_NONE)
		take_bit(im, line, source);
	return true;
}
