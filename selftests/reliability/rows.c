// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which rows of the tables the tests use: linked into every program of a build
 * for coverage.py, with the linker's --wrap for the functions below. A file of
 * a byte a row, in the directory of GCOV_PREFIX, gets an 'x' for each row that
 * is used, at once: what ends by a signal has left its rows. The program "rows"
 * prints the names of the rows, in the same order.
 *
 *   findings, remedies  a finding was made with it
 *   checks              one said more than that something was not read, or is not there
 *   messages            one was found in a text
 *   platforms, signatures, marks, numbers   it was looked up, and found
 *   facts, registers    a snapshot had it; of bits, with the bit set
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analysis/check.h"
#include "analysis/messages.h"
#include "analysis/platform.h"

#define MOST_ROWS 4096

/* The tables in the order of the file, each with where it begins */
enum table {
	FINDINGS, REMEDIES, CHECKS, MESSAGES, PLATFORMS, SIGNATURES, MARKS, REVISIONS, ASIDS, FACTS, REGISTERS, BITS, TABLES
};

static size_t rows_of(enum table table)
{
	const size_t rows[TABLES] = {
		[FINDINGS] = NS_CODE_COUNT, [REMEDIES] = NS_REMEDY_COUNT, [CHECKS] = NS_CHECK_COUNT,
		[MESSAGES] = NS_MESSAGE_COUNT, [PLATFORMS] = NS_PLATFORM_COUNT, [SIGNATURES] = ns_signature_count,
		[MARKS] = ns_mark_count, [REVISIONS] = ns_vmx_revision_count, [ASIDS] = ns_svm_asid_count,
		[FACTS] = NS_FACT_COUNT, [REGISTERS] = NS_REG_COUNT, [BITS] = ns_bit_count,
	};

	return rows[table];
}

#ifdef ROWS_LIST

static void print_row(enum table table, size_t i)
{
	const struct ns_bit *b = &ns_bits[i];

	switch (table) {
	case FINDINGS:
		printf("findings\t%s\n", ns_finding_rows[i].code);
		break;
	case REMEDIES:
		printf("remedies\t%s\n", *ns_remedy_rows[i].code ? ns_remedy_rows[i].code : "none");
		break;
	case CHECKS:
		printf("checks\t%s\n", ns_checks[i].code);
		break;
	case MESSAGES:
		printf("messages\t%s\n", ns_message_rows[i].code);
		break;
	case PLATFORMS:
		printf("platforms\t%s\n", ns_platforms[i].code);
		break;
	case SIGNATURES:
		printf("signatures\t%d:%.12s\n", ns_signatures[i].where, ns_signatures[i].bytes);
		break;
	case MARKS:
		printf("marks\t%s:%s\n", ns_facts[ns_marks[i].fact].name, ns_marks[i].text);
		break;
	case REVISIONS:
		printf("VMX revisions\t%s\n", ns_vmx_revisions[i].who);
		break;
	case ASIDS:
		printf("numbers of ASIDs\t%s\n", ns_svm_asids[i].platform);
		break;
	case FACTS:
		printf("facts\t%s.%s\n", ns_facts[i].section, ns_facts[i].name);
		break;
	case REGISTERS:
		printf("registers\t%s\n", ns_registers[i].name);
		break;
	case BITS:
		printf("bits\t%s[%u]\n", ns_registers[b->reg].name, ns_bit_position(b));
		break;
	case TABLES:
		break;
	}
}

int main(void)
{
	for (int table = 0; table < TABLES; table++)
		for (size_t i = 0; i < rows_of(table); i++)
			print_row(table, i);
	return 0;
}

#else

static char *used;

__attribute__((constructor)) static void open_rows(void)
{
	const char *where = getenv("GCOV_PREFIX");
	char path[4096];
	int fd;

	if (!where)
		return;
	snprintf(path, sizeof(path), "%s/rows", where);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		return;
	if (!ftruncate(fd, MOST_ROWS))
		used = mmap(NULL, MOST_ROWS, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (used == MAP_FAILED)
		used = NULL;
	close(fd);
}

static void use(enum table table, size_t i)
{
	for (int before = 0; before < (int)table; before++)
		i += rows_of(before);
	if (used && i < MOST_ROWS)
		used[i] = 'x';
}

struct ns_finding *__real_ns_finding_new(enum ns_code code);
struct ns_finding *__wrap_ns_finding_new(enum ns_code code);
void __real_ns_finding_free(struct ns_finding *f);
void __wrap_ns_finding_free(struct ns_finding *f);
void __real_ns_findings_clear(struct ns_findings *all);
void __wrap_ns_findings_clear(struct ns_findings *all);
struct ns_results __real_ns_check_all(const struct ns_snapshot *s);
struct ns_results __wrap_ns_check_all(const struct ns_snapshot *s);
struct ns_results __real_ns_check_machine(const struct ns_machine *m, const struct ns_answers *answers);
struct ns_results __wrap_ns_check_machine(const struct ns_machine *m, const struct ns_answers *answers);
struct ns_messages __real_ns_messages_find(const char *plain);
struct ns_messages __wrap_ns_messages_find(const char *plain);
const struct ns_platform *__real_ns_platform_find(const struct ns_machine *m);
const struct ns_platform *__wrap_ns_platform_find(const struct ns_machine *m);
void __real_ns_platform_remedy(struct ns_finding *f, const struct ns_machine *m);
void __wrap_ns_platform_remedy(struct ns_finding *f, const struct ns_machine *m);
const struct ns_signature *__real_ns_signature_find(enum ns_signature_where where, const char bytes[12]);
const struct ns_signature *__wrap_ns_signature_find(enum ns_signature_where where, const char bytes[12]);
const struct ns_signature *__real_ns_signature_find_text(enum ns_signature_where where, const char *text);
const struct ns_signature *__wrap_ns_signature_find_text(enum ns_signature_where where, const char *text);
const struct ns_mark *__real_ns_mark_find(const struct ns_snapshot *s, enum ns_fact_id fact);
const struct ns_mark *__wrap_ns_mark_find(const struct ns_snapshot *s, enum ns_fact_id fact);
const struct ns_number *__real_ns_number_find(const struct ns_number *table, size_t count, uint32_t number);
const struct ns_number *__wrap_ns_number_find(const struct ns_number *table, size_t count, uint32_t number);
void __real_ns_snapshot_free(struct ns_snapshot *s);
void __wrap_ns_snapshot_free(struct ns_snapshot *s);

struct ns_finding *__wrap_ns_finding_new(enum ns_code code)
{
	use(FINDINGS, code);
	return __real_ns_finding_new(code);
}

/* A rule may give a finding another remedy than its row's. */
static void use_remedies(const struct ns_finding *f)
{
	for (; f; f = f->cause)
		use(REMEDIES, f->remedy);
}

void __wrap_ns_finding_free(struct ns_finding *f)
{
	use_remedies(f);
	__real_ns_finding_free(f);
}

/* In a file of its own the linker replaces nothing: a list calls the real one for each. */
void __wrap_ns_findings_clear(struct ns_findings *all)
{
	for (size_t i = 0; i < all->count; i++)
		use_remedies(all->list[i]);
	__real_ns_findings_clear(all);
}

static struct ns_results use_checks(struct ns_results results)
{
	for (int i = 0; i < NS_CHECK_COUNT; i++)
		if (ns_verdict_of(results.finding[i]) != NS_SKIP)
			use(CHECKS, i);
	return results;
}

struct ns_results __wrap_ns_check_all(const struct ns_snapshot *s)
{
	return use_checks(__real_ns_check_all(s));
}

struct ns_results __wrap_ns_check_machine(const struct ns_machine *m, const struct ns_answers *answers)
{
	return use_checks(__real_ns_check_machine(m, answers));
}

struct ns_messages __wrap_ns_messages_find(const char *plain)
{
	struct ns_messages all = __real_ns_messages_find(plain);

	for (size_t i = 0; i < all.count; i++)
		use(MESSAGES, all.list[i].row - ns_message_rows);
	return all;
}

const struct ns_platform *__wrap_ns_platform_find(const struct ns_machine *m)
{
	const struct ns_platform *p = __real_ns_platform_find(m);

	if (p)
		use(PLATFORMS, p - ns_platforms);
	return p;
}

/* It calls the one above in its own file, too. */
void __wrap_ns_platform_remedy(struct ns_finding *f, const struct ns_machine *m)
{
	__wrap_ns_platform_find(m);
	__real_ns_platform_remedy(f, m);
}

static const struct ns_signature *use_signature(const struct ns_signature *s)
{
	if (s)
		use(SIGNATURES, s - ns_signatures);
	return s;
}

const struct ns_signature *__wrap_ns_signature_find(enum ns_signature_where where, const char bytes[12])
{
	return use_signature(__real_ns_signature_find(where, bytes));
}

const struct ns_signature *__wrap_ns_signature_find_text(enum ns_signature_where where, const char *text)
{
	return use_signature(__real_ns_signature_find_text(where, text));
}

const struct ns_mark *__wrap_ns_mark_find(const struct ns_snapshot *s, enum ns_fact_id fact)
{
	const struct ns_mark *mark = __real_ns_mark_find(s, fact);

	if (mark)
		use(MARKS, mark - ns_marks);
	return mark;
}

const struct ns_number *__wrap_ns_number_find(const struct ns_number *table, size_t count, uint32_t number)
{
	const struct ns_number *row = __real_ns_number_find(table, count, number);

	if (row)
		use(table == ns_vmx_revisions ? REVISIONS : ASIDS, row - table);
	return row;
}

void __wrap_ns_snapshot_free(struct ns_snapshot *s)
{
	for (size_t i = 0; s && i < NS_FACT_COUNT; i++)
		if (ns_has(&s->fact[i]))
			use(FACTS, i);
	for (int view = 0; s && view < NS_VIEW_COUNT; view++) {
		for (int reg = 0; reg < NS_REG_COUNT; reg++)
			if (ns_has(&s->view[view][reg]))
				use(REGISTERS, reg);
		for (size_t i = 0; i < ns_bit_count; i++) {
			const struct ns_bit *b = &ns_bits[i];
			const struct ns_value *v = &s->view[view][b->reg];

			if (ns_has(v) && v->num >> ns_bit_position(b) << (64 - b->width))
				use(BITS, i);
		}
	}
	__real_ns_snapshot_free(s);
}

#endif
