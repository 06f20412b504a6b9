// SPDX-License-Identifier: GPL-2.0-or-later
#include "sources/import/import.h"
#include "sources/context.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "model/arch.h"
#include "model/flags.h"
#include "model/json.h"
#include "sources/import/reader.h"
#include "util/alloc.h"
#include "util/pasted.h"
#include "util/text.h"

/* /proc/cpuinfo's flags are 2 KiB; a longer line is in no form that is read by lines. */
#define LINE_MAX_SIZE (16u << 10)

/* The log of a year has fewer; each line is tried in every form. */
#define LINES_MAX 500000u

static const struct {
	const char *title;
	enum ns_source source;
	ns_take_line *take;
} forms[NS_IMPORT_COUNT] = {
#define NS_IMPORT_FORM(id, title_, source_, take_, what_) \
	[NS_IMPORT_##id] = { title_, NS_SOURCE_##source_, ns_take_##take_ },
#include "model/import_forms.h"
};

bool ns_import_fail(struct ns_import *im, const char *fmt, ...)
{
	va_list ap;
	char *text;

	if (im->error)
		return true;
	va_start(ap, fmt);
	text = ns_xvasprintf(fmt, ap);
	va_end(ap);
	im->error = ns_xasprintf("%s:%zu: %s", im->name, im->line, text);
	free(text);
	return true;
}

void ns_import_text_fact(struct ns_import *im, enum ns_fact_id id, enum ns_source source, const char *text)
{
	char *visible = ns_visible(text);

	if (!ns_has(&im->s->fact[id]))
		ns_value_text(&im->s->fact[id], source, visible);
	else if (strcmp(im->s->fact[id].text, visible))
		im->contradicting++;
	free(visible);
}

void ns_import_num_fact(struct ns_import *im, enum ns_fact_id id, enum ns_source source, uint64_t num)
{
	if (!ns_has(&im->s->fact[id]))
		ns_value_num(&im->s->fact[id], source, num);
	else if (im->s->fact[id].num != num)
		im->contradicting++;
}

/* ---- registers ---- */

/* Is what comes now of the CPU whose values are the machine's? */
static bool of_first_cpu(struct ns_import *im)
{
	if (im->cpu < 0)
		return true;
	if (im->first_cpu < 0)
		im->first_cpu = im->cpu;
	ns_cpu_set_add(&im->cpus, im->cpu);
	return im->cpu == im->first_cpu;
}

static void compare_cpu(struct ns_import *im, enum ns_reg reg, enum ns_source source, uint64_t num)
{
	const struct ns_value *first = &im->s->view[NS_VIEW_CPU][reg];
	struct ns_value v = NS_VALUE_INIT;

	im->per_cpu = true;
	if (!ns_has(first) || first->num == num || !ns_reg_must_agree(reg))
		return;
	ns_value_num(&v, source, num);
	ns_snapshot_add_differ(im->s, im->cpu, reg, &v);
	ns_value_free(&v);
}

void ns_import_register(struct ns_import *im, enum ns_reg reg, enum ns_source source, uint64_t raw)
{
	struct ns_value *v = &im->s->view[NS_VIEW_CPU][reg];
	uint64_t num = ns_reg_keep(reg, raw);

	if (ns_registers[reg].how == NS_HOW_NEVER)
		return;
	if (!of_first_cpu(im))
		compare_cpu(im, reg, source, num);
	else if (!ns_has(v))
		ns_value_num(v, source, num);
	else if (v->num != num && ns_reg_must_agree(reg))
		im->contradicting++;
}

void ns_import_bit(struct ns_import *im, enum ns_bit_id id, enum ns_source source, bool on)
{
	const struct ns_bit *bit = ns_bit(id);
	uint64_t one = 1ull << ns_bit_position(bit);

	if (of_first_cpu(im))
		ns_value_bits(&im->s->view[NS_VIEW_CPU][bit->reg], source, on ? one : 0, one);
}

void ns_import_fault(struct ns_import *im, enum ns_reg reg, enum ns_source source)
{
	struct ns_value *v = &im->s->view[NS_VIEW_CPU][reg];

	if (of_first_cpu(im) && v->state == NS_NOT_ASKED)
		ns_value_not(v, source, NS_UNREADABLE, "RDMSR faulted");
}

/* What is known of some bits of it stays. */
static void say_not_in_file(struct ns_value *v)
{
	struct ns_value bits = { .source = v->source, .num = v->num, .known = v->known };

	ns_value_not(v, NS_SOURCE_NONE, NS_NOT_ASKED, "not in the file");
	ns_value_bits(v, bits.source, bits.num, bits.known);
}

static void say_rest_not_in_file(struct ns_import *im)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		if (im->s->view[NS_VIEW_CPU][reg].state == NS_NOT_ASKED)
			say_not_in_file(&im->s->view[NS_VIEW_CPU][reg]);
}

/*
 * That an MSR was printed does not prove that it exists: what reads it may get
 * 0.
 */
static void apply_rules(struct ns_import *im)
{
	struct ns_value *view = im->s->view[NS_VIEW_CPU];

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		enum ns_reg by = NS_REG_NONE;
		char rule[96];

		if (ns_reg_exists(view, reg, &by) == NS_EXISTS_NO)
			ns_value_not(&view[reg], view[by].source, NS_ABSENT, "needs %s",
				     ns_exists_if(reg, rule, sizeof(rule)));
	}
}

static void note_cpus(struct ns_import *im)
{
	char *list = ns_cpu_set_take_list(&im->cpus);

	if (!im->per_cpu) {
		free(list);
		return;
	}
	ns_import_text_fact(im, NS_FACT_CPUS_READ, NS_SOURCE_FILE, list);
	ns_import_num_fact(im, NS_FACT_CPUS_AGREE, NS_SOURCE_FILE, !im->s->difference_count);
	free(list);
}

/* ---- lines ---- */

static bool blank(const char *line)
{
	return !line[strspn(line, " \t\r")];
}

static void take_line(struct ns_import *im, const char *line)
{
	for (int i = 0; i < NS_IMPORT_COUNT; i++) {
		bool heading = im->heading;

		if (!forms[i].take(im, line, forms[i].source))
			continue;
		/* What names a CPU is of the form of the line below it. */
		if (im->heading && !heading)
			return;
		im->heading = false;
		im->taken[i] += 1 + heading;
		return;
	}
	im->ignored++;
}

/* How many bytes at @text are a form of several lines; up to the end of its last line */
static size_t take_block(struct ns_import *im, const char *text, const char *end)
{
	static const struct {
		enum ns_import_form form;
		ns_take_block *take;
	} blocks[] = {
		{ NS_IMPORT_QMP, ns_block_qmp }, { NS_IMPORT_LIBVIRT, ns_block_libvirt },
	};
	const char *start = text, *newline;
	size_t size = 0, lines = 0;

	while (start < end && (*start == ' ' || *start == '\t'))
		start++;
	for (size_t i = 0; i < sizeof(blocks) / sizeof(blocks[0]) && !size && !im->error; i++) {
		size = blocks[i].take(im, start, end);
		if (!size)
			continue;
		newline = memchr(start + size, '\n', end - start - size);
		size = (newline ? newline + 1 : end) - text;
		for (const char *p = text; p < text + size && (p = memchr(p, '\n', text + size - p)); p++)
			lines++;
		lines += !newline;
		im->line += lines;
		im->taken[blocks[i].form] += lines;
	}
	return size;
}

static void read_lines(struct ns_import *im, const char *text, size_t size)
{
	char *line = ns_xcalloc(LINE_MAX_SIZE, 1);
	const char *end = text + size, *next;

	for (; text < end && !im->error; text = next) {
		const char *newline = memchr(text, '\n', end - text);
		size_t len = (newline ?: end) - text, block;

		if (++im->line > LINES_MAX) {
			ns_import_fail(im, "more than %u lines: not of one machine", LINES_MAX);
			break;
		}
		block = take_block(im, text, end);
		next = block ? text + block : newline ? newline + 1 : end;
		if (block || im->error) {
			im->line -= !!block;
			continue;
		}
		if (memchr(text, '\0', len)) {
			ns_import_fail(im, "a NUL byte: this is no text");
		} else if (len >= LINE_MAX_SIZE) {
			im->ignored++;
		} else {
			memcpy(line, text, len);
			line[len] = '\0';
			if (blank(line))
				im->broken = NULL;
			else
				take_line(im, line);
		}
	}
	free(line);
}

/* ---- the sources ---- */

/* Of a source that failed the reason stays: what it would have told may be more. */
static void note_forms(struct ns_import *im)
{
	for (int i = 0; i < NS_IMPORT_COUNT; i++)
		if (im->taken[i] && !ns_has(&im->s->notes[forms[i].source].state) &&
		    im->s->notes[forms[i].source].state.state != NS_UNREADABLE)
			ns_snapshot_note(im->s, forms[i].source, NS_VALUE, NULL, "%s", forms[i].title);
}

static void note_rest(struct ns_import *im)
{
	static const enum ns_source asked[] = {
		NS_SOURCE_MODULE, NS_SOURCE_MSR, NS_SOURCE_KVM, NS_SOURCE_CPUID, NS_SOURCE_PROCFS,
		NS_SOURCE_SYSFS, NS_SOURCE_DMI,
	};

	for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++)
		if (!ns_has(&im->s->notes[asked[i]].state))
			ns_snapshot_note(im->s, asked[i], NS_NOT_ASKED, NULL, "not in the file");
	ns_hint_elsewhere(im->s);
}

/* ---- */

static void begin(struct ns_import *im, struct ns_snapshot *s, const char *name)
{
	*im = (struct ns_import){ .s = s, .name = name, .cpu = -1, .first_cpu = -1, .text_reg = NS_REG_NONE };
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		im->guest[reg] = (struct ns_value)NS_VALUE_INIT;
	ns_listing_begin(&im->listing, name, NS_REG_NONE);
}

static void read_all(struct ns_import *im, const char *text, size_t size)
{
	read_lines(im, text, size);
	ns_finish_cpuid(im);
	ns_finish_listing(im);
	ns_flags_fill(im->s);
	ns_arch_settle(im->s);
	apply_rules(im);
	note_cpus(im);
}

static bool anything(const struct ns_import *im)
{
	for (int i = 0; i < NS_IMPORT_COUNT; i++)
		if (im->taken[i])
			return true;
	return false;
}

static char *not_imported(const char *name)
{
	return ns_xasprintf("%s: neither a snapshot nor in a form that is imported (nestscope list formats)", name);
}

/* NULL with *@error, or without one if no line is in a form that is read */
static struct ns_snapshot *import(const char *text, size_t size, const char *name, char **error, char **note)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_import im;

	begin(&im, s, name);
	read_all(&im, text, size);
	*error = im.error;
	if (!im.error && anything(&im)) {
		say_rest_not_in_file(&im);
		note_forms(&im);
		note_rest(&im);
		*note = ns_import_note(&im);
	} else {
		ns_snapshot_free(s);
		s = NULL;
	}
	ns_listing_free(im.listing.list);
	return s;
}

/* Is @first the first character of @text that is no blank, or is there none? */
static bool begins(const char *text, size_t size, char first)
{
	size_t i = 0;

	while (i < size && strchr(" \t\r\n", text[i]) && text[i])
		i++;
	return i == size || text[i] == first;
}

/* What a snapshot calls itself */
#define SNAPSHOT "nestscope-snapshot"

/*
 * Where a snapshot begins in @plain, a terminal's or a mail's text, with its length; NULL if there is none. The
 * brace on the line that is next before its name is its own.
 */
static char *snapshot_in(char *plain, size_t size, size_t *length)
{
	char *begin = memmem(plain, size, SNAPSHOT, strlen(SNAPSHOT)), *end = memrchr(plain, '}', size);

	while (begin && (*begin != '{' || (begin > plain && begin[-1] != '\n')))
		begin = begin > plain ? begin - 1 : NULL;
	if (!begin || !end || end < begin)
		return NULL;
	*length = end + 1 - begin;
	return begin;
}

/* UTF-8 of @text without a mark; it may be what *@owned, which is to be freed, becomes. */
static const char *utf8(const char *text, size_t *size, char **owned)
{
	size_t mark;

	*owned = ns_utf16_to_utf8(text, size);
	text = *owned ?: text;
	mark = ns_utf8_mark(text, *size);
	*size -= mark;
	return text + mark;
}

static bool add_plain(struct ns_snapshot *s, const char *text, size_t size, const char *name, char **error,
		      char **note)
{
	struct ns_import im;

	begin(&im, s, name);
	read_all(&im, text, size);
	*error = im.error;
	if (!*error && !anything(&im)) {
		*error = not_imported(name);
	} else if (!*error) {
		note_forms(&im);
		*note = ns_import_note(&im);
	}
	ns_listing_free(im.listing.list);
	return !*error;
}

bool ns_import_into(struct ns_snapshot *s, const char *text, size_t size, const char *name, char **error,
		    char **note)
{
	char *plain = ns_pasted_text(text, &size);
	size_t length;

	*error = *note = NULL;
	if (snapshot_in(plain, size, &length))
		*error = ns_xasprintf("%s: a snapshot: --from takes one, and before all else; two are compared by nestscope diff",
				      name);
	else
		add_plain(s, plain, size, name, error, note);
	free(plain);
	return !*error;
}

/*
 * The snapshot in @plain, from @begin on; what is around it has to be words alone. Blanks instead of what comes before
 * it leave its lines their numbers.
 */
static struct ns_snapshot *from_within(char *plain, size_t size, char *begin, size_t length, const char *name,
				       char **error, char **note)
{
	size_t before = begin - plain;
	char *text = ns_xcalloc(before + length + 1, 1), *more = NULL, *what = NULL;
	struct ns_snapshot *s, *other = NULL;

	for (size_t i = 0; i < before; i++)
		text[i] = plain[i] == '\n' ? '\n' : ' ';
	memcpy(text + before, begin, length);
	s = ns_snapshot_from_text(text, before + length, name, error, note);
	free(text);
	memset(begin, ' ', length);
	if (s)
		other = import(plain, size, name, &more, &what);
	if (other || more) {
		*error = ns_xasprintf("%s: a snapshot, and with it what is imported: give each in a file of its own, --from SNAPSHOT --from FILE",
				      name);
		free(*note);
		*note = NULL;
		ns_snapshot_free(s);
		s = NULL;
	}
	ns_snapshot_free(other);
	free(more);
	free(what);
	return s;
}

static struct ns_snapshot *from_pasted(const char *text, size_t size, const char *name, char **error, char **note)
{
	struct ns_snapshot *s;
	char *plain = ns_pasted_text(text, &size), *begin;
	size_t length;

	*error = *note = NULL;
	begin = snapshot_in(plain, size, &length);
	if (begin)
		s = from_within(plain, size, begin, length, name, error, note);
	else
		s = import(plain, size, name, error, note);
	if (!s && !*error && !begins(plain, size, '{') && !begins(plain, size, '['))
		*error = not_imported(name);
	else if (!s && !*error)
		s = ns_snapshot_from_text(plain, size, name, error, note);
	free(plain);
	return s;
}

struct ns_snapshot *ns_import_text(const char *text, size_t size, const char *name, char **error,
				   char **note)
{
	struct ns_snapshot *s = NULL;
	char *owned, *damage = NULL;

	*error = *note = NULL;
	text = utf8(text, &size, &owned);
	/* What a snapshot quotes of other programs is as they wrote it: it is made plain only if it is none otherwise. */
	if (begins(text, size, '{') && memmem(text, size, SNAPSHOT, strlen(SNAPSHOT)))
		s = ns_snapshot_from_text(text, size, name, &damage, note);
	if (!s)
		s = from_pasted(text, size, name, error, note);
	free(damage);
	free(owned);
	return s;
}
