// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QEMU's scripts/kvm/vmxcap: a section for each register, with a line for each
 * bit. What it could not read it shows as 0: everything in the section is "no".
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sources/import/reader.h"

static const struct {
	const char *title;
	enum ns_reg reg;
} sections[] = {
#define NS_VMXCAP_SECTION(title_, reg_) { title_, NS_REG_##reg_ },
#include "sources/import/vmxcap_rows.h"
};

static const struct {
	const char *label;
	enum ns_bit_id bit;
} labels[] = {
#define NS_VMXCAP(label_, bit_) { label_, NS_BIT_##bit_ },
#include "sources/import/vmxcap_rows.h"
};

/* What vmxcap says of a control: may it be 1, must it be, and by the TRUE register too? */
static const struct word {
	const char *word;
	bool one, must, must_truly;
} words[] = {
	{ "default", true, true, false },
	{ "forced", true, true, true },
	{ "yes", true, false, false },
	{ "no", false, false, false },
	{ "?", false, true, true },
	{ NULL },
}, no = { "no", false, false, false };

static const struct ns_bit *bit_of(enum ns_reg reg, const char *label, size_t len)
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (ns_bit(labels[i].bit)->reg == reg && strlen(labels[i].label) == len &&
		    !strncmp(labels[i].label, label, len))
			return ns_bit(labels[i].bit);
	for (size_t i = 0; i < ns_bit_count; i++)
		if (ns_bits[i].reg == reg && strlen(ns_bits[i].name) == len && !strncasecmp(ns_bits[i].name, label, len))
			return &ns_bits[i];
	return NULL;
}

/* The controls at @known, their places in the high half: may they be 1, and must they be? */
static void set_bits(struct ns_import *im, enum ns_reg reg, uint64_t known, bool one, bool must, enum ns_source source)
{
	uint64_t low = ns_reg_has_controls(reg) ? known >> 32 : 0;

	ns_value_bits(&im->s->view[NS_VIEW_CPU][reg], source, (one ? known : 0) | (must ? low : 0), known | low);
}

static void take_control(struct ns_import *im, uint64_t known, const struct word *w, enum ns_source source)
{
	enum ns_reg reg = sections[im->vmxcap - 1].reg;
	const struct ns_true_pair *pair = ns_true_pair_of(reg);

	set_bits(im, reg, known, w->one, w->must, source);
	if (pair)
		set_bits(im, pair->true_reg, known, w->one, w->must_truly, source);
}

/* Until something of the section is set, it may be a register that was not read. */
static void take_word(struct ns_import *im, const struct ns_bit *bit, const char *text, enum ns_source source)
{
	uint64_t known = 1ull << ns_bit_position(bit);
	const struct word *w = words;

	while (w->word && strcmp(w->word, text))
		w++;
	if (!w->word)
		return;
	if (!w->one && !w->must && !im->vmxcap_read) {
		im->vmxcap_no |= known;
		return;
	}
	im->vmxcap_read = true;
	take_control(im, im->vmxcap_no, &no, source);
	im->vmxcap_no = 0;
	take_control(im, known, w, source);
}

static bool take_title(struct ns_import *im, const char *line)
{
	im->vmxcap = 0;
	im->vmxcap_no = 0;
	im->vmxcap_read = false;
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (!strcmp(line, sections[i].title))
			im->vmxcap = i + 1;
	return im->vmxcap;
}

bool ns_take_vmxcap(struct ns_import *im, const char *line, enum ns_source source)
{
	const char *value = strrchr(line, ' ');
	unsigned long long hex;
	const struct ns_bit *bit;
	enum ns_reg reg;
	size_t len;

	if (strncmp(line, "  ", 2))
		return take_title(im, line);
	if (!im->vmxcap || strspn(line, " ") != 2)
		return false;
	reg = sections[im->vmxcap - 1].reg;
	if (sscanf(line, "  Hex: 0x%16llx", &hex) == 1) {
		/* 0 is what it prints of a register that it could not read. */
		if (hex)
			ns_import_register(im, reg, source, hex);
		return true;
	}
	/* A label without a value */
	if (value < line + 3)
		return false;
	for (len = value - line - 2; len && line[len + 1] == ' '; len--)
		;
	bit = bit_of(reg, line + 2, len);
	if (bit)
		take_word(im, bit, value + 1, source);
	return true;
}
