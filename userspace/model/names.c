// SPDX-License-Identifier: GPL-2.0-or-later
/* What people call registers. */
#include "model/names.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* MSRs that are none of VMX or SVM */
static const struct {
	uint32_t number;
	const char *name;
	const char *kernel;
} others[] = {
#define NS_OTHER_MSR(number_, name_, kernel_) { number_, name_, kernel_ },
#include "nestscope/other_msrs.h"
};

static const char *const outs[] = { "eax", "ebx", "ecx", "edx" };

/* A piece of what somebody wrote: all letters, digits and _ that stand together */
struct token {
	const char *s;
	size_t len;
};

static const char *skip(const char *s, const char *set)
{
	return s + strspn(s, set);
}

/* The token at @s; with @more, "_" belongs to it. Its length may be 0. */
static struct token token_at(const char *s, bool more)
{
	struct token t = { s, 0 };

	while (isalnum((unsigned char)s[t.len]) || (more && s[t.len] == '_'))
		t.len++;
	return t;
}

static bool is(struct token t, const char *word)
{
	return t.len == strlen(word) && !strncasecmp(t.s, word, t.len);
}

static bool starts(struct token t, const char *word)
{
	return t.len >= strlen(word) && !strncasecmp(t.s, word, strlen(word));
}

static struct token without(struct token t, const char *prefix)
{
	if (starts(t, prefix)) {
		t.s += strlen(prefix);
		t.len -= strlen(prefix);
	}
	return t;
}

/* 0x48b, 48b, 48BH, C001_0114; false for a word in which no digit is, like "add" */
static bool number_of(struct token t, uint32_t *number)
{
	struct token digits = without(t, "0x");
	bool sure = digits.len < t.len;
	uint64_t n = 0;

	if (digits.len && tolower((unsigned char)digits.s[digits.len - 1]) == 'h') {
		digits.len--;
		sure = true;
	}
	for (size_t i = 0; i < digits.len; i++) {
		unsigned char c = digits.s[i];

		if (c == '_' && i == 4 && digits.len == 9)
			continue;
		if (!isxdigit(c))
			return false;
		n = n << 4 | (isdigit(c) ? c - '0' : tolower(c) - 'a' + 10);
		if (n > UINT32_MAX)
			return false;
		sure = sure || isdigit(c);
	}
	*number = n;
	return digits.len && sure;
}

/* What the many spellings of one register have in common */
static struct token core_of(struct token t)
{
	t = without(t, "MSR_");
	t = without(t, "IA32_");
	return without(t, "AMD64_");
}

static bool same_name(struct token t, const char *name)
{
	struct token core = core_of((struct token){ name, strlen(name) });

	t = core_of(t);
	return core.len && t.len == core.len && !strncasecmp(t.s, core.s, t.len);
}

static enum ns_reg_match set_row(enum ns_reg reg, struct ns_reg_named *named)
{
	const struct ns_register *r = &ns_registers[reg];

	*named = (struct ns_reg_named){
		.reg = reg, .kind = r->kind, .number = r->number, .subleaf = r->subleaf,
		.out = r->out, .name = r->name,
	};
	return NS_REG_ROW;
}

static enum ns_reg_match set_other(uint32_t number, struct ns_reg_named *named)
{
	*named = (struct ns_reg_named){
		.reg = NS_REG_NONE, .kind = NS_KIND_MSR, .number = number, .name = "",
	};
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i].number == number)
			named->name = others[i].name;
	return NS_REG_OTHER;
}

static enum ns_reg_match msr_by_name(struct token t, struct ns_reg_named *named)
{
	/* Most are numbers, and no manual's name begins with a digit. */
	bool digit = t.len && isdigit((unsigned char)*t.s);

	for (int i = 0; i < NS_REG_COUNT && t.len; i++) {
		const struct ns_register *r = &ns_registers[i];

		if ((!digit && (same_name(t, r->name) || same_name(t, r->kernel))) || is(t, r->file))
			return set_row(i, named);
	}
	for (size_t i = 0; !digit && i < sizeof(others) / sizeof(others[0]); i++)
		if (same_name(t, others[i].name) || same_name(t, others[i].kernel))
			return set_other(others[i].number, named);
	return NS_REG_UNKNOWN;
}

static bool decimal_of(struct token t, uint32_t *number)
{
	uint64_t n = 0;

	for (size_t i = 0; i < t.len; i++) {
		if (!isdigit((unsigned char)t.s[i]))
			return false;
		n = n * 10 + (t.s[i] - '0');
		if (n > UINT32_MAX)
			return false;
	}
	*number = n;
	return t.len;
}

/* The number is hexadecimal, and decimal only if no row has the hexadecimal one. */
static enum ns_reg_match msr_by_number(struct token t, struct ns_reg_named *named)
{
	enum ns_reg reg = NS_REG_NONE;
	uint32_t number, decimal;
	bool hex = number_of(t, &number);

	if (hex)
		reg = ns_reg_by_msr(number);
	if (reg == NS_REG_NONE && decimal_of(t, &decimal))
		reg = ns_reg_by_msr(decimal);
	if (reg != NS_REG_NONE)
		return set_row(reg, named);
	return hex ? set_other(number, named) : NS_REG_UNKNOWN;
}

/* Takes an MSR from *@s: MSR(48BH), msr 0x48b, MSRC001_0114, 48bh, a name. */
static enum ns_reg_match take_msr(const char **s, struct ns_reg_named *named)
{
	struct token t = token_at(*s, true);
	const char *p = t.s + t.len;
	enum ns_reg_match match = msr_by_name(t, named);
	bool bracket = false;

	if (match == NS_REG_UNKNOWN && is(t, "MSR")) {
		p = skip(p, " \t");
		bracket = *p == '(' || *p == '[';
		t = token_at(skip(p + bracket, " \t"), true);
		p = t.s + t.len;
		match = msr_by_name(t, named);
	}
	if (match == NS_REG_UNKNOWN)
		match = msr_by_number(without(t, "MSR"), named);
	if (bracket)
		p = skip(p, " \t");
	if (match == NS_REG_UNKNOWN || (bracket && *p != ')' && *p != ']'))
		return NS_REG_UNKNOWN;
	*s = p + bracket;
	return match;
}

/* Takes a number from *@p, which may be one in two halves: 8000_000A */
static bool take_number(const char **p, uint32_t *number)
{
	struct token t = without(token_at(*p, false), "fn"), wide = { t.s, 9 };

	if (t.len == 4 && token_at(t.s, true).len >= 9 && number_of(wide, number)) {
		*p = t.s + 9;
		if (tolower((unsigned char)**p) == 'h')
			++*p;
		return !isalnum((unsigned char)**p);
	}
	*p = t.s + t.len;
	return number_of(t, number);
}

static int out_of(struct token t)
{
	for (int i = 0; i < 4; i++)
		if (is(t, outs[i]))
			return i;
	return -1;
}

/* "EAX=7" and "leaf 7", "ECX=0" and "subleaf 0": a number is due, and which */
static bool names_input(const char **p, struct token t, size_t *which)
{
	const char *after = skip(t.s + t.len, " \t");
	bool assigned = *after == '=' && (is(t, "eax") || is(t, "ecx"));

	if (!assigned && !is(t, "leaf") && !is(t, "subleaf"))
		return false;
	*which = is(t, "ecx") || is(t, "subleaf");
	*p = after + assigned;
	return true;
}

static enum ns_reg_match cpuid_row(const uint32_t number[2], int out, struct ns_reg_named *named)
{
	enum ns_reg reg = ns_reg_by_cpuid(number[0], number[1], out);

	if (reg != NS_REG_NONE)
		return set_row(reg, named);
	*named = (struct ns_reg_named){
		.reg = NS_REG_NONE, .kind = NS_KIND_CPUID, .number = number[0],
		.subleaf = number[1], .out = out, .name = "",
	};
	return NS_REG_OTHER;
}

/* Takes from *@s: CPUID.01H:ECX, CPUID.(EAX=7,ECX=0):EBX, 0x1.0.ecx, 8000000a edx */
static enum ns_reg_match take_cpuid(const char **s, struct ns_reg_named *named)
{
	uint32_t number[2] = { 0, 0 };
	size_t given = 0, which;
	const char *p = *s;

	for (;;) {
		struct token t = token_at(p = skip(p, " \t._(),:[]/"), false);
		int out = out_of(t);

		if (!t.len)
			return NS_REG_UNKNOWN;
		if (p == *s && starts(t, "cpuid")) {
			p += 5;
			continue;
		}
		which = given;
		if (!names_input(&p, t, &which) && out >= 0) {
			*s = t.s + t.len;
			return given ? cpuid_row(number, out, named) : NS_REG_UNKNOWN;
		}
		p = skip(p, " \t");
		if (which > 1 || !take_number(&p, &number[which]))
			return NS_REG_UNKNOWN;
		given++;
	}
}

enum ns_reg_match ns_reg_take(const char **s, struct ns_reg_named *named)
{
	const char *start = skip(*s, " \t"), *p = start;
	enum ns_reg_match match = take_cpuid(&p, named);

	if (match == NS_REG_UNKNOWN) {
		p = start;
		match = take_msr(&p, named);
	}
	if (match != NS_REG_UNKNOWN)
		*s = p;
	return match;
}

enum ns_reg_match ns_reg_resolve(const char *words, struct ns_reg_named *named)
{
	struct ns_reg_named found;
	enum ns_reg_match match = ns_reg_take(&words, &found);

	if (match == NS_REG_UNKNOWN || *skip(words, " \t"))
		return NS_REG_UNKNOWN;
	*named = found;
	return match;
}

char *ns_reg_number(enum ns_reg reg, char *buf, size_t size)
{
	const struct ns_register *r = &ns_registers[reg];

	if (r->kind == NS_KIND_MSR)
		snprintf(buf, size, "0x%x", r->number);
	else
		snprintf(buf, size, "0x%x.%u.%s", r->number, r->subleaf, outs[r->out]);
	return buf;
}
