// SPDX-License-Identifier: GPL-2.0-or-later
/* What people call bits. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "model/flags.h"
#include "model/names.h"

static const char *skip(const char *s, const char *set)
{
	return s + strspn(s, set);
}

/* Where libvirt's name is not QEMU's */
static const struct {
	enum ns_bit_id id;
	const char *name;
} libvirt_names[] = {
#define NS_LIBVIRT(id_, name_) { NS_BIT_##id_, name_ },
#include "nestscope/libvirt_names.h"
};

static bool at_end(const char *s)
{
	return !*skip(s, " \t");
}

/* QEMU takes "_" for "-" in the names of features. */
static bool same_word(const char *a, size_t len, const char *b)
{
	for (size_t i = 0; i < len; i++) {
		int x = tolower((unsigned char)a[i]), y = tolower((unsigned char)b[i]);

		if ((x == '_' ? '-' : x) != (y == '_' ? '-' : y))
			return false;
	}
	return len && !b[len];
}

/* What vendors, firmware setups and other hypervisors call it */
static const struct {
	enum ns_bit_id id;
	const char *name;
} trade_names[] = {
	{ NS_BIT_X86_FEATURE_VMX, "VT-x" }, { NS_BIT_X86_FEATURE_VMX, "Intel VT-x" },
	{ NS_BIT_X86_FEATURE_SVM, "AMD-V" }, { NS_BIT_X86_FEATURE_SVM, "SVM Mode" },
	{ NS_BIT_X86_FEATURE_NPT, "RVI" }, { NS_BIT_X86_FEATURE_NPT, "nested paging" },
};

static bool is_trade_name(const struct ns_bit *bit, const char *s, size_t len)
{
	bool is = false;

	for (size_t i = 0; i < sizeof(trade_names) / sizeof(trade_names[0]); i++)
		is = is || (ns_bit(trade_names[i].id) == bit && same_word(s, len, trade_names[i].name));
	return is;
}

static bool in_macros(const char *macros, const char *s, size_t len)
{
	while (*macros) {
		size_t one = strcspn(macros, "|");

		if (one == len && !strncasecmp(macros, s, len))
			return true;
		macros += one + !!macros[one];
	}
	return false;
}

static bool bit_is_called(const struct ns_bit *bit, const char *s, size_t len)
{
	return same_word(s, len, bit->qemu) || same_word(s, len, bit->flag) ||
	       same_word(s, len, ns_libvirt_name(bit)) ||
	       (strlen(bit->name) == len && !strncasecmp(bit->name, s, len)) ||
	       in_macros(bit->macro, s, len) || is_trade_name(bit, s, len);
}

/* The rows with the name at @s, of @reg or with NS_REG_NONE of all that are no twin */
static size_t rows_called(const char *s, size_t len, enum ns_reg reg,
			  const struct ns_bit *rows[NS_SAME_NAME_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < ns_bit_count && n < NS_SAME_NAME_MAX; i++) {
		const struct ns_bit *bit = &ns_bits[i];
		const struct ns_true_pair *pair = ns_true_pair_of(bit->reg);

		if (reg == NS_REG_NONE ? pair && pair->true_reg == bit->reg : bit->reg != reg)
			continue;
		if (bit_is_called(bit, s, len))
			rows[n++] = bit;
	}
	return n;
}

static size_t trimmed(const char *s)
{
	size_t len = strlen(s);

	while (len && (s[len - 1] == ' ' || s[len - 1] == '\t'))
		len--;
	return len;
}

/* What Linux makes a flag of: "apicv" */
static size_t rows_of_flag(const char *s, size_t len, const struct ns_bit *rows[NS_SAME_NAME_MAX])
{
	for (size_t i = 0; i < ns_linux_flag_count; i++) {
		if (!same_word(s, len, ns_linux_flags[i].flag))
			continue;
		for (size_t k = 0; k < ns_linux_flags[i].count; k++)
			rows[k] = ns_bit(ns_linux_flags[i].bits[k]);
		return ns_linux_flags[i].count;
	}
	return 0;
}

static bool resolve_name(const char *words, struct ns_bit_named *named)
{
	const char *s = skip(words, " \t");
	struct ns_bit_named found;

	found.count = rows_called(s, trimmed(s), NS_REG_NONE, found.rows);
	/* As it stands after -cpu: +vmx-ple */
	if (!found.count && (*s == '+' || *s == '-'))
		found.count = rows_called(s + 1, trimmed(s + 1), NS_REG_NONE, found.rows);
	if (!found.count)
		found.count = rows_of_flag(s, trimmed(s), found.rows);
	if (!found.count)
		return false;
	found.reg = found.rows[0]->reg;
	found.position = ns_bit_position(found.rows[0]);
	*named = found;
	return true;
}

/* Takes "bit 9", "[9]", "[bit 9]", "[20:14]", ":9" from *@s; of two numbers the last. */
static bool take_bit(const char **s, unsigned int *number)
{
	const char *p = skip(*s, " \t"), *close = *p == '[' ? strchr(p, ']') : NULL;
	size_t digits, word;

	if (close)
		p++;
	else if (*p == ':' || *p == '.')
		p++;
	else if (strncasecmp(p, "bit", 3))
		return false;
	p = skip(p, " \t");
	word = strncasecmp(p, "bits", 4) ? strncasecmp(p, "bit", 3) ? 0 : 3 : 4;
	p = skip(p + word, " \t");
	for (;;) {
		digits = strspn(p, "0123456789");
		if (!digits || digits > 2)
			return false;
		*number = strtoul(p, NULL, 10);
		p += digits;
		if (*p != ':')
			break;
		p++;
	}
	*s = close ? close + 1 : p;
	return !close || skip(p, " \t") == close;
}

/* The row of @reg whose bit, or of whose field a bit, is @position of the register */
static const struct ns_bit *row_at(enum ns_reg reg, unsigned int position)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		unsigned int low = ns_bit_position(&ns_bits[i]);

		if (ns_bits[i].reg == reg && position >= low &&
		    position < low + ns_bits[i].width)
			return &ns_bits[i];
	}
	return NULL;
}

/* What follows a register: a number, or a name and perhaps a number */
static bool resolve_in_register(const char *s, enum ns_reg reg, struct ns_bit_named *found)
{
	const char *p = s, *name;
	size_t len;

	if (take_bit(&p, &found->position) && at_end(p)) {
		if (ns_reg_has_controls(reg) && found->position < 32)
			found->position += 32;
		found->count = 0;
		found->rows[0] = row_at(reg, found->position);
		found->count = !!found->rows[0];
		return found->position < 64;
	}
	if (*s != '.' && *s != '[')
		return false;
	name = s + 1;
	len = strcspn(name, " \t]");
	p = skip(name + len, "] \t");
	found->count = rows_called(name, len, reg, found->rows);
	if (*p) {
		struct ns_bit_named numbered = { .reg = reg };

		/* QEMU calls two bits vmx-invept-single-context: the number decides. */
		if (!resolve_in_register(p, reg, &numbered))
			return false;
		*found = numbered;
	} else if (found->count) {
		found->position = ns_bit_position(found->rows[0]);
	}
	return *p || found->count;
}

/* "bit 9 of 0x48b" */
static bool resolve_reversed(const char *words, struct ns_bit_named *found)
{
	struct ns_reg_named reg;
	char bit[32];
	unsigned int number;
	const char *p = words;

	if (!take_bit(&p, &number))
		return false;
	p = skip(p, " \t");
	if (strncasecmp(p, "of ", 3) && strncasecmp(p, "in ", 3))
		return false;
	if (ns_reg_resolve(p + 3, &reg) != NS_REG_ROW)
		return false;
	found->reg = reg.reg;
	snprintf(bit, sizeof(bit), "bit %u", number);
	return resolve_in_register(bit, reg.reg, found);
}

bool ns_bit_resolve(const char *words, struct ns_bit_named *named)
{
	struct ns_bit_named found = { .reg = NS_REG_NONE };
	struct ns_reg_named reg;
	const char *p = words;

	if (resolve_name(words, named))
		return true;
	if (!resolve_reversed(words, &found)) {
		if (ns_reg_take(&p, &reg) != NS_REG_ROW)
			return false;
		found.reg = reg.reg;
		if (!resolve_in_register(p, reg.reg, &found))
			return false;
	}
	*named = found;
	return true;
}

char *ns_bit_number(const struct ns_bit *bit, char *buf, size_t size)
{
	if (bit->width > 1)
		snprintf(buf, size, "%u:%u", bit->low + bit->width - 1, bit->low);
	else
		snprintf(buf, size, "%u", bit->low);
	return buf;
}

char *ns_bit_place(const struct ns_bit *bit, char *buf, size_t size)
{
	char number[16];

	snprintf(buf, size, "%s bit%s %s", ns_registers[bit->reg].name, bit->width > 1 ? "s" : "",
		 ns_bit_number(bit, number, sizeof(number)));
	return buf;
}

const char *ns_libvirt_name(const struct ns_bit *bit)
{
	for (size_t i = 0; i < sizeof(libvirt_names) / sizeof(libvirt_names[0]); i++)
		if (ns_bit(libvirt_names[i].id) == bit)
			return libvirt_names[i].name;
	return bit->qemu;
}

char *ns_vmm_names(const struct ns_bit *bit, char *buf, size_t size)
{
	const char *libvirt = ns_libvirt_name(bit);
	bool differs = *libvirt && strcmp(libvirt, bit->qemu);

	snprintf(buf, size, "%s%s%s%s", bit->qemu, differs && *bit->qemu ? ", " : "",
		 differs ? "libvirt: " : "", differs ? libvirt : "");
	return buf;
}
