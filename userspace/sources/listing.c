// SPDX-License-Identifier: GPL-2.0-or-later
#include "sources/listing.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "sources/import/cpuid_row.h"
#include "util/alloc.h"
#include "util/number.h"
#include "util/pasted.h"

/* Longer lines are no list's, and would take long. */
#define LINE_MAX_SIZE 1024

static const struct {
	const char *before;
	const char *between;
	const char *how;
	const char *faults;
} formats[] = {
#define NS_LISTING_ROW(before_, between_, how_, faults_, source_) \
	{ before_, between_, how_, faults_ },
#include "nestscope/listing_rows.h"
};

static bool fail(struct ns_listing_reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static bool fail(struct ns_listing_reader *r, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = ns_xvasprintf(fmt, ap);
	va_end(ap);
	r->error = ns_xasprintf("%s:%zu: %s", r->name, r->line, text);
	free(text);
	return false;
}

static const char *blanks(const char *s)
{
	return s + strspn(s, " \t");
}

static bool add(struct ns_listing_reader *r, struct ns_listed row)
{
	struct ns_listing *l = r->list;

	if (ns_registers[row.reg].kind == NS_KIND_CPUID && row.num > UINT32_MAX)
		return fail(r, "0x%llx is not a value of 32 bits for %s",
			    (unsigned long long)row.num, ns_registers[row.reg].name);
	if (l->count == NS_LISTING_MAX_ROWS)
		return fail(r, "more than %u values: not a listing of one machine", NS_LISTING_MAX_ROWS);
	row.line = r->line;
	if (!(l->count & (l->count - 1)))
		l->rows = ns_xreallocarray(l->rows, l->count ? l->count * 2 : 1, sizeof(*l->rows));
	l->rows[l->count++] = row;
	return true;
}

/* "00 00 00 00 00 00 00 05", the way libcpuid writes an MSR */
static bool take_bytes(const char **s, uint64_t *num)
{
	unsigned int byte;
	const char *p = *s;

	*num = 0;
	for (int i = 0; i < 8; i++) {
		if (i && *p++ != ' ')
			return false;
		if (!isxdigit((unsigned char)p[0]) || !isxdigit((unsigned char)p[1]) ||
		    isxdigit((unsigned char)p[2]) || sscanf(p, "%2x", &byte) != 1)
			return false;
		*num = *num << 8 | byte;
		p += 2;
	}
	*s = p;
	return true;
}

/*
 * Takes a value from *@s: 0x5, 5, 0000-0000-0000-0005, 00da0400`00000012. What
 * follows it has to be the end, a blank or one of @ends.
 */
static bool take_value(const char **s, const char *ends, uint64_t *num)
{
	size_t len = strcspn(*s, " \t,;)][|"), digits = 0;
	char text[40];

	if (take_bytes(s, num))
		return true;
	if (len >= sizeof(text) || ((*s)[len] && !isblank((unsigned char)(*s)[len]) &&
				    !strchr(ends, (*s)[len])))
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = (*s)[i];

		/* Groups of four or eight digits */
		if ((c == '-' || c == '`' || c == '_') && digits && digits % 4 == 0)
			continue;
		digits++;
		text[digits - 1] = c;
	}
	text[digits] = '\0';
	if (!ns_parse_hex(text, num))
		return false;
	*s += len;
	return true;
}

/*
 * The register that all of [@s, @s + @len) names. A number without 0x is no
 * decimal one here: nobody prints these.
 */
static enum ns_reg_match named(const char *s, size_t len, struct ns_reg_named *reg)
{
	char text[128];
	enum ns_reg_match match;
	uint64_t number;

	while (len && isblank((unsigned char)s[len - 1]))
		len--;
	if (!len || len >= sizeof(text))
		return NS_REG_UNKNOWN;
	memcpy(text, s, len);
	text[len] = '\0';
	match = ns_reg_resolve(text, reg);
	if (match == NS_REG_ROW && reg->kind == NS_KIND_MSR && ns_parse_hex(text, &number) &&
	    number != reg->number)
		return NS_REG_UNKNOWN;
	return match;
}

/* "[    1.234567] ", "00:00:01.412350 HM: ", "# ": what logs and shells put before a line */
static const char *without_prefix(const char *s, bool *log)
{
	const char *p;

	s = blanks(s);
	if (*s == '[' && (p = strchr(s, ']')) && strspn(s + 1, " 0123456789.") == (size_t)(p - s - 1))
		s = blanks(p + 1);
	if (strspn(s, "0123456789:.") >= 8 && s[2] == ':')
		s = blanks(s + strspn(s, "0123456789:."));
	*log = !strncmp(s, "HM: ", 4);
	return *log ? blanks(s + 4) : s;
}

/*
 * Behind a register's name comes its number, or its name behind the number: "(0x480)", "[480h]", " | 0x480". Returns
 * where that ends, or @p if there is none or if it may be the value.
 */
static const char *twice(const char *p, bool by_number, const struct ns_reg_named *reg)
{
	const char *s = blanks(p + strspn(p, " \t|")), *end;
	bool enclosed = *s == '(' || *s == '[';
	struct ns_reg_named again;

	s += enclosed;
	end = s;
	if (ns_reg_take(&end, &again) == NS_REG_UNKNOWN || again.kind != reg->kind || again.number != reg->number ||
	    again.subleaf != reg->subleaf || again.out != reg->out)
		return p;
	if (enclosed)
		return *end == ')' || *end == ']' ? end + 1 : p;
	/* "IA32_FEATURE_CONTROL 0x3a" may be the value; then nothing follows. */
	return by_number != !!isdigit((unsigned char)*s) && *(end + strspn(end, " \t|:=")) ? end : p;
}

/* A line that begins with a register, "0x480: 00da0400...", "MSR 0000003A: 0000-...", "0x3a 5", "| 0x3a | 5 |" */
static bool list_line(struct ns_listing_reader *r, const char *s, bool *done)
{
	const char *p, *value;
	bool log;
	struct ns_reg_named reg;
	enum ns_reg_match match;
	uint64_t num;

	p = s = without_prefix(s, &log);
	if (!strncasecmp(s, "Host ", 5))
		p = s += 5;
	p = s += strspn(s, "| \t");
	match = ns_reg_take(&p, &reg);
	if (match == NS_REG_UNKNOWN || named(s, p - s, &reg) != match)
		return true;
	p = twice(p, isdigit((unsigned char)*s), &reg);
	value = blanks(p);
	if (*value == '=' || *value == ':' || *value == '|')
		value = blanks(value + 1);
	else if (value == p || (strncasecmp(s, "0x", 2) && strncasecmp(s, "MSR", 3) &&
				strncasecmp(value, "0x", 2)))
		return true;
	p = value;
	if (!take_value(&value, ",;[|", &num)) {
		/* Prose may follow a register's name; what begins with a digit is meant as a value. */
		if (match != NS_REG_ROW || !isdigit((unsigned char)*p))
			return true;
		return fail(r, "\"%.*s\" is not a hexadecimal value of %u bits for %s",
			    (int)strcspn(p, " \t"), p, reg.kind == NS_KIND_CPUID ? 32 : 64, reg.name);
	}
	*done = true;
	if (match == NS_REG_OTHER) {
		r->list->others++;
		return true;
	}
	return add(r, (struct ns_listed){
		.as = log ? NS_LISTED_LOG : NS_LISTED_LIST, .reg = reg.reg, .num = num, .how = "", .cpu = -1,
	});
}

/* A register in the middle of a message */
static bool message_line(struct ns_listing_reader *r, const char *s, bool *done)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		const char *p = strstr(s, formats[i].before);
		struct ns_listed row = { .as = NS_LISTED_MESSAGE, .how = formats[i].how, .cpu = -1 };
		struct ns_reg_named reg;
		enum ns_reg_match match;
		const char *start, *rest;

		if (!p)
			continue;
		start = p += strlen(formats[i].before);
		match = ns_reg_take(&p, &reg);
		if (match == NS_REG_UNKNOWN || named(start, p - start, &reg) != match)
			continue;
		row.faults = !*formats[i].between;
		if (strncmp(p, formats[i].between, strlen(formats[i].between)))
			continue;
		rest = p += strlen(formats[i].between);
		if (!row.faults && !take_value(&p, ",;)]", &row.num))
			continue;
		if (*formats[i].faults && strstr(rest, formats[i].faults))
			row.faults = true;
		*done = true;
		if (match == NS_REG_OTHER) {
			r->list->others++;
			return true;
		}
		row.reg = reg.reg;
		return add(r, row);
	}
	return true;
}

/* A whole leaf of CPUID */
static bool cpuid_line(struct ns_listing_reader *r, const char *s, bool *done)
{
	struct ns_cpuid_row row;

	if (ns_cpuid_row(s, &row) != NS_ROW_WHOLE)
		return true;
	*done = true;
	for (int i = 0; i < 4; i++) {
		enum ns_reg reg = ns_reg_by_cpuid(row.leaf, row.subleaf, i);

		if (reg != NS_REG_NONE &&
		    !add(r, (struct ns_listed){
			.as = NS_LISTED_CPUID, .reg = reg, .num = row.out[i], .how = "", .cpu = -1,
		}))
			return false;
	}
	return true;
}

/* Does the option at @s, up to its blank, take the next word as its argument? */
static bool takes_word(const char *s, size_t len)
{
	if (!strncmp(s, "--", 2))
		return (len == 11 && !strncmp(s, "--processor", 11)) ||
		       (len == 10 && !strncmp(s, "--bitfield", 10));
	return s[len - 1] == 'p' || s[len - 1] == 'f';
}

/* In which base rdmsr prints with this option, 0 if it does not print whole values; else @base */
static int base_of(const char *s, size_t len, int base)
{
	bool is_long = !strncmp(s, "--", 2);
	const char letter = is_long ? s[2] : '\0';

	if (is_long)
		return letter == 'd' || letter == 'u' ? 10 : letter == 'o' ? 8 :
		       letter == 'r' || letter == 'b' ? 0 : base;
	for (size_t i = 1; i < len; i++) {
		if (strchr("du", s[i]))
			base = 10;
		else if (s[i] == 'o')
			base = 8;
		else if (strchr("rf", s[i]))
			return 0;
	}
	return base;
}

/* Does the option ask for the values of all CPUs? */
static bool all_cpus(const char *s, size_t len)
{
	return strncmp(s, "--", 2) ? !!memchr(s, 'a', len) : len == 5 && !strncmp(s, "--all", 5);
}

/* The number that a CPU has in an option's argument, -1 if that is none */
static int cpu_of(const char *s)
{
	size_t len = strspn(s, "0123456789");

	return len && len < 6 ? atoi(s) : -1;
}

/* "$ sudo rdmsr -a 0x48b": the values that follow are of this register. */
static bool command_line(struct ns_listing_reader *r, const char *s, bool *done)
{
	const char *p = strstr(s, "rdmsr ");
	struct ns_reg_named reg;
	int base = 16;

	/* At the beginning, or behind a prompt or sudo */
	if (!p || (p > s && !strchr(" \t/", p[-1])) ||
	    (p > s && !strpbrk(s, "#$%>") && !strstr(s, "sudo") && blanks(s) != p))
		return true;
	*done = true;
	/* The first CPU's, if nothing else is said */
	r->cpu = 0;
	r->every_cpu = false;
	for (p = blanks(p + 6); *p == '-'; p = blanks(p)) {
		size_t len = strcspn(p, " \t");

		base = base_of(p, len, base);
		if (all_cpus(p, len))
			r->every_cpu = true;
		if (takes_word(p, len)) {
			const char *word = blanks(p + len);

			if (p[len - 1] != 'f' && p[len - 1] != 'd')
				r->cpu = cpu_of(word);
			len = word + strcspn(word, " \t") - p;
		}
		p += len;
	}
	r->base = base;
	r->bare = NS_REG_NONE;
	/* In a loop the register is a variable; what it prints has to name it. */
	r->bare_other = true;
	if (named(p, strcspn(p, " \t;|&>"), &reg) == NS_REG_ROW && base) {
		r->bare = reg.reg;
		r->bare_other = false;
	}
	return true;
}

/* A value alone that nothing says the register of */
static bool add_nameless(struct ns_listing_reader *r, const char *s, bool *done)
{
	struct ns_listing *l = r->list;
	uint64_t num;

	/* A word of letters may be hexadecimal by chance. */
	if (!strpbrk(s, "0123456789") || !ns_parse_hex(s, &num))
		return true;
	if (l->nameless_count == NS_LISTING_MAX_ROWS)
		return fail(r, "more than %u values: not a listing of one machine", NS_LISTING_MAX_ROWS);
	if (!(l->nameless_count & (l->nameless_count - 1)))
		l->nameless = ns_xreallocarray(l->nameless, l->nameless_count ? l->nameless_count * 2 : 1,
					       sizeof(*l->nameless));
	l->nameless[l->nameless_count++] = num;
	return *done = true;
}

/* A value alone */
static bool bare_line(struct ns_listing_reader *r, const char *s, bool *done)
{
	size_t len;
	uint64_t num;
	char *end;
	int cpu;

	s = blanks(s);
	len = strcspn(s, " \t");
	if (!len || *blanks(s + len) || strspn(s, "0123456789abcdefABCDEFxX") != len || !isxdigit((unsigned char)*s))
		return true;
	if (r->bare_other) {
		r->list->others++;
		return *done = true;
	}
	if (r->bare == NS_REG_NONE)
		return add_nameless(r, s, done);
	errno = 0;
	if (r->base == 16 ? !ns_parse_hex(s, &num) : (num = strtoull(s, &end, r->base), *end || errno))
		return fail(r, "\"%.40s\" is not a value of 64 bits for %s", s, ns_registers[r->bare].name);
	*done = true;
	cpu = r->cpu;
	r->cpu = r->every_cpu && cpu >= 0 ? cpu + 1 : -1;
	return add(r, (struct ns_listed){
		.as = NS_LISTED_RDMSR, .reg = r->bare, .num = num, .how = "", .cpu = cpu,
	});
}

bool ns_listing_line(struct ns_listing_reader *r, const char *line, bool *done)
{
	static bool (*const kinds[])(struct ns_listing_reader *r, const char *s, bool *done) = {
		cpuid_line, message_line, command_line, list_line, bare_line,
	};

	*done = false;
	/* Every line that is about a register has a digit of a number. */
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]) && !*done &&
	     strpbrk(line, "0123456789abcdefABCDEF"); i++)
		if (!kinds[i](r, line, done))
			return false;
	return true;
}

void ns_listing_begin(struct ns_listing_reader *r, const char *name, enum ns_reg bare)
{
	*r = (struct ns_listing_reader){
		.list = ns_xcalloc(1, sizeof(*r->list)), .name = name, .bare = bare, .base = 16,
		.cpu = bare == NS_REG_NONE ? -1 : 0, .every_cpu = bare != NS_REG_NONE,
	};
}

/* The rest of the error that a listing is: no values, or some that nobody knows whose they are */
static void judge(struct ns_listing_reader *r, size_t first_nameless, char *nameless)
{
	const struct ns_listing *l = r->list;

	if (nameless && l->count)
		r->error = ns_xasprintf("%s:%zu: \"%.40s\" belongs to no register: write 0x48b: before it, or, if all values are of one, give it to decode as 0x48b=-",
					r->name, first_nameless, nameless);
	else if (!l->count && !nameless)
		r->error = ns_xasprintf("%s: no value of a register of VMX or SVM in %zu line%s%s", r->name,
					r->line, r->line == 1 ? "" : "s",
					l->others ? ", only of other registers" : "");
}

struct ns_listing *ns_listing_parse(const char *text, size_t size, const char *name,
				    enum ns_reg bare, char **error)
{
	struct ns_listing_reader r;
	char *plain = ns_pasted_text(text, &size), *nameless = NULL;
	size_t first_nameless = 0;
	bool good = true, done;

	ns_listing_begin(&r, name, bare);
	for (char *line = plain, *next; good && line < plain + size; line = next) {
		next = rawmemchr(line, '\n');
		*next++ = '\0';
		r.line++;
		if (strlen(line) >= LINE_MAX_SIZE)
			continue;
		good = ns_listing_line(&r, line, &done);
		if (r.list->nameless_count && !nameless) {
			nameless = ns_xstrdup(blanks(line));
			first_nameless = r.line;
		}
	}
	free(plain);
	if (good)
		judge(&r, first_nameless, nameless);
	free(nameless);
	*error = r.error;
	if (!r.error)
		return r.list;
	ns_listing_free(r.list);
	return NULL;
}

void ns_listing_free(struct ns_listing *l)
{
	if (l) {
		free(l->rows);
		free(l->nameless);
	}
	free(l);
}
