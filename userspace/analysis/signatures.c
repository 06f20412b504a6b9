// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/signatures.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "util/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const struct ns_signature ns_signatures[] = {
#define NS_SIGNATURE(where_, bytes_, kind_, who_, source_) \
	{ .where = NS_WHERE_##where_, .bytes = bytes_, .kind = NS_SIG_##kind_, .who = who_, \
	  .source = source_ },
#include "nestscope/signatures.h"
};
const size_t ns_signature_count = COUNT(ns_signatures);

#define NS_SIGNATURE(where_, bytes_, ...) \
	static_assert(sizeof(bytes_) == 12 + 1, "a signature has 12 bytes: " #bytes_);
#include "nestscope/signatures.h"

const struct ns_mark ns_marks[] = {
#define NS_MARK(fact_, match_, text_, nature_, platform_, who_, source_) \
	{ .fact = NS_FACT_##fact_, .match = NS_MATCH_##match_, .text = text_, \
	  .nature = NS_NATURE_##nature_, .platform = platform_, .who = who_, .source = source_ },
#include "nestscope/signatures.h"
};
const size_t ns_mark_count = COUNT(ns_marks);

const struct ns_number ns_vmx_revisions[] = {
#define NS_VMX_REVISION(number_, who_, source_) \
	{ .number = number_, .platform = who_, .who = who_, .source = source_ },
#include "nestscope/signatures.h"
};
const size_t ns_vmx_revision_count = COUNT(ns_vmx_revisions);

const struct ns_number ns_svm_asids[] = {
#define NS_SVM_ASIDS(number_, silicon_, platform_, who_, source_) \
	{ .number = number_, .silicon = silicon_, .platform = platform_, .who = who_, .source = source_ },
#include "nestscope/signatures.h"
};
const size_t ns_svm_asid_count = COUNT(ns_svm_asids);

const struct ns_signature *ns_signature_find(enum ns_signature_where where, const char bytes[12])
{
	for (size_t i = 0; i < ns_signature_count; i++)
		if (ns_signatures[i].where == where && !memcmp(ns_signatures[i].bytes, bytes, 12))
			return &ns_signatures[i];
	return NULL;
}

/* Trailing blanks and NULs get lost in files: they do not count. */
static size_t significant(const char bytes[12])
{
	size_t n = 12;

	while (n && (!bytes[n - 1] || bytes[n - 1] == ' '))
		n--;
	return n;
}

/* Undo \xNN; what does not fit into 12 bytes is no signature */
static bool unescape(const char *text, char bytes[12])
{
	size_t n = 0;

	memset(bytes, 0, 12);
	for (; *text && n < 12; n++) {
		if (!strncmp(text, "\\x", 2) && isxdigit((unsigned char)text[2]) && isxdigit((unsigned char)text[3])) {
			bytes[n] = strtoul((char[]){ text[2], text[3], '\0' }, NULL, 16);
			text += 4;
		} else {
			bytes[n] = *text++;
		}
	}
	return !*text;
}

const struct ns_signature *ns_signature_find_text(enum ns_signature_where where, const char *text)
{
	char bytes[12];
	size_t n;

	if (!unescape(text, bytes))
		return NULL;
	n = significant(bytes);
	for (size_t i = 0; i < ns_signature_count; i++) {
		const struct ns_signature *s = &ns_signatures[i];

		if (s->where == where && significant(s->bytes) == n && !memcmp(s->bytes, bytes, n))
			return s;
	}
	return NULL;
}

bool ns_match(enum ns_mark_match match, const char *pattern, const char *text)
{
	switch (match) {
	case NS_MATCH_PREFIX:
		return !strncmp(text, pattern, strlen(pattern));
	case NS_MATCH_PART:
		return strstr(text, pattern);
	case NS_MATCH_WORD:
		return ns_has_word(text, pattern);
	}
	return false;
}

const struct ns_mark *ns_mark_find(const struct ns_snapshot *s, enum ns_fact_id fact)
{
	const struct ns_value *v = &s->fact[fact];

	for (size_t i = 0; i < ns_mark_count; i++)
		if (ns_marks[i].fact == fact && ns_has(v) &&
		    ns_match(ns_marks[i].match, ns_marks[i].text, v->text))
			return &ns_marks[i];
	return NULL;
}

const struct ns_number *ns_number_find(const struct ns_number *table, size_t count, uint32_t number)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].number == number)
			return &table[i];
	return NULL;
}
