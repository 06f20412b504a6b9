// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/value.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"
#include "model/limits.h"

static const char *const state_names[NS_STATE_COUNT] = {
	[NS_NOT_ASKED] = "not-asked",
	[NS_VALUE] = "value",
	[NS_ABSENT] = "absent",
	[NS_UNREADABLE] = "unreadable",
};

static const struct {
	const char *name;
	const char *title;
} sources[NS_SOURCE_COUNT] = {
#define NS_SOURCE(id, name, title) { name, title },
	NS_SOURCES
#undef NS_SOURCE
};

const char *ns_state_name(enum ns_state state)
{
	return state_names[state];
}

int ns_state_from_name(const char *name)
{
	for (int i = 0; i < NS_STATE_COUNT; i++)
		if (!strcmp(state_names[i], name))
			return i;
	return -1;
}

const char *ns_source_name(enum ns_source source)
{
	return source == NS_SOURCE_NONE ? NULL : sources[source].name;
}

const char *ns_source_title(enum ns_source source)
{
	return source == NS_SOURCE_NONE ? NULL : sources[source].title;
}

enum ns_source ns_source_from_name(const char *name)
{
	for (int i = 0; i < NS_SOURCE_COUNT; i++)
		if (!strcmp(sources[i].name, name))
			return i;
	return NS_SOURCE_NONE;
}

void ns_value_free(struct ns_value *v)
{
	free(v->text);
	free(v->why);
	*v = (struct ns_value)NS_VALUE_INIT;
}

void ns_value_num(struct ns_value *v, enum ns_source source, uint64_t num)
{
	ns_value_free(v);
	v->state = NS_VALUE;
	v->source = source;
	v->num = num;
}

void ns_value_text(struct ns_value *v, enum ns_source source, const char *text)
{
	char *copy;

	if (strnlen(text, NS_TEXT_MAX + 1) > NS_TEXT_MAX) {
		ns_value_not(v, source, NS_UNREADABLE, "longer than %d KiB", NS_TEXT_MAX >> 10);
		return;
	}
	copy = ns_xstrdup(text);
	ns_value_free(v);
	v->state = NS_VALUE;
	v->source = source;
	v->text = copy;
}

void ns_value_not(struct ns_value *v, enum ns_source source, enum ns_state state,
		  const char *why_fmt, ...)
{
	char *why = NULL;
	va_list ap;

	if (why_fmt) {
		va_start(ap, why_fmt);
		why = ns_xvasprintf(why_fmt, ap);
		va_end(ap);
	}
	ns_value_free(v);
	v->state = state;
	v->source = source;
	v->why = why;
}

void ns_value_bits(struct ns_value *v, enum ns_source source, uint64_t num, uint64_t known)
{
	if (ns_known(v))
		return;
	known &= ~v->known;
	v->num |= num & known;
	v->known |= known;
	if (v->source == NS_SOURCE_NONE)
		v->source = source;
}

void ns_value_copy(struct ns_value *to, const struct ns_value *from)
{
	ns_value_free(to);
	*to = *from;
	to->text = from->text ? ns_xstrdup(from->text) : NULL;
	to->why = from->why ? ns_xstrdup(from->why) : NULL;
}

bool ns_value_equal(const struct ns_value *a, const struct ns_value *b)
{
	if (a->state != b->state || !a->text != !b->text)
		return false;
	return a->text ? !strcmp(a->text, b->text) : a->num == b->num && a->known == b->known;
}

bool ns_value_has_word(const struct ns_value *list, const char *word)
{
	return ns_has(list) && ns_has_word(list->text, word);
}
