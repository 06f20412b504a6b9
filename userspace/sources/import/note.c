// SPDX-License-Identifier: GPL-2.0-or-later
/* What was recognised in what is imported, and what was left out, on one line */
#include <stdarg.h>
#include <stdlib.h>

#include "sources/import/reader.h"
#include "util/alloc.h"

static const char *const titles[NS_IMPORT_COUNT] = {
#define NS_IMPORT_FORM(id, title, source, take, what) [NS_IMPORT_##id] = title,
#include "model/import_forms.h"
};

static char *append(char *text, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static char *append(char *text, const char *fmt, ...)
{
	char *more, *longer;
	va_list ap;

	va_start(ap, fmt);
	more = ns_xvasprintf(fmt, ap);
	va_end(ap);
	longer = ns_xasprintf("%s%s", text, more);
	free(text);
	free(more);
	return longer;
}

/* "a raw CPUID dump (24 lines), MSR values (2 lines)"; to be freed */
static char *recognised(const struct ns_import *im)
{
	char *text = ns_xstrdup("");

	for (int i = 0; i < NS_IMPORT_COUNT; i++)
		if (im->taken[i])
			text = append(text, "%s%s (%zu line%s)", *text ? ", " : "", titles[i], im->taken[i],
				      im->taken[i] == 1 ? "" : "s");
	return text;
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static char *left_out(const struct ns_import *im, char *text)
{
	size_t nameless = im->listing.list->nameless_count, others = im->listing.list->others;

	if (im->ignored)
		text = append(text, "; %zu other line%s ignored", im->ignored, plural(im->ignored));
	if (others)
		text = append(text, "; %zu value%s of registers that are none of VMX or SVM", others, plural(others));
	if (nameless)
		text = append(text, "; %zu value%s without a register", nameless, plural(nameless));
	if (im->not_values)
		text = append(text, "; %zu value%s that KVM or the CPU did not take", im->not_values,
			      plural(im->not_values));
	if (im->guest_values)
		text = append(text, "; %zu value%s of a guest, another machine", im->guest_values,
			      plural(im->guest_values));
	if (im->other_models)
		text = append(text, "; %zu CPU model%s of QEMU, which may be TCG's", im->other_models,
			      plural(im->other_models));
	if (im->contradicting)
		text = append(text, "; %zu value%s that contradict an earlier one: is this one machine?",
			      im->contradicting, plural(im->contradicting));
	return text;
}

char *ns_import_note(const struct ns_import *im)
{
	char *what = recognised(im), *note = left_out(im, ns_xasprintf("%s: read as %s", im->name, what));

	free(what);
	return note;
}
