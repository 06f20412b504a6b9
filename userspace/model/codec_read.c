// SPDX-License-Identifier: GPL-2.0-or-later
/* Nothing that is read here is trusted. */
#include "model/codec.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/number.h"
#include "model/limits.h"

/* "live.vms[2].pid", to be freed */
static char *path_to(const struct ns_place *place)
{
	char *up, *path;

	if (!place)
		return ns_xstrdup("");
	up = path_to(place->up);
	path = place->key ? ns_xasprintf("%s%s%.64s", up, *up ? "." : "", place->key) :
		ns_xasprintf("%s[%zu]", up, place->index);
	free(up);
	return path;
}

bool ns_codec_fail(struct ns_reader *r, const struct ns_place *place, const char *fmt, ...)
{
	char *what, *path;
	va_list ap;

	if (r->error)
		return false;
	va_start(ap, fmt);
	what = ns_xvasprintf(fmt, ap);
	va_end(ap);
	path = path_to(place);
	r->error = ns_xasprintf("%s: %s%s", r->name, path, what);
	free(path);
	free(what);
	return false;
}

void ns_codec_unknown(struct ns_reader *r, const struct ns_place *place, const char *key)
{
	const struct ns_place at = { .up = place, .key = key };

	if (!r->unknown_count++)
		r->unknown = path_to(&at);
}

/*
 * Is @key one of those of @object that stand in its @section? Those of a value
 * that has no object of its own are too.
 */
static bool is_known(const struct ns_object *object, const char *section, const char *key)
{
	static const char *const value_keys[] = { "state", "value", "why", "source", "bits", "known" };

	for (size_t i = 0; i < object->count; i++) {
		const struct ns_member *m = &object->member[i];

		if (m->kind == NS_MEMBER_SELF && !section)
			for (size_t k = 0; k < (m->flags & NS_MEMBER_BITS ? 6 : 4); k++)
				if (!strcmp(value_keys[k], key))
					return true;
		if (m->key && !strcmp(m->key, key) &&
		    (section ? m->section && !strcmp(m->section, section) : !m->section))
			return true;
	}
	return false;
}

static bool is_section(const struct ns_object *object, const char *key)
{
	for (size_t i = 0; i < object->count; i++)
		if (object->member[i].section && !strcmp(object->member[i].section, key))
			return true;
	return false;
}

/* What a newer version may have added, in @object or in its sections */
static void note_unknown(struct ns_reader *r, const struct ns_place *place, const json_t *j,
			 const struct ns_object *object, const char *section)
{
	const char *key;
	json_t *member;

	json_object_foreach((json_t *)j, key, member) {
		const struct ns_place at = { .up = place, .key = key };

		if (!section && is_section(object, key))
			note_unknown(r, &at, member, object, key);
		else if (!is_known(object, section, key))
			ns_codec_unknown(r, place, key);
	}
}

/* *@text is what is at @key, NULL if nothing is */
static bool read_string(struct ns_reader *r, const struct ns_place *place, const json_t *j, const char *key,
			const char **text)
{
	const struct ns_place at = { .up = place, .key = key };
	const json_t *member = json_object_get(j, key);

	*text = json_string_value(member);
	if (member && !*text)
		return ns_codec_fail(r, &at, " is not a string");
	if (json_string_length(member) > NS_TEXT_MAX)
		return ns_codec_fail(r, &at, " is longer than %d KiB", NS_TEXT_MAX >> 10);
	return true;
}

/* As the schema has it: with 0x, always */
static bool parse_hex(const char *s, uint64_t max, uint64_t *num)
{
	return s && s[0] == '0' && s[1] == 'x' && ns_parse_hex(s, num) && *num <= max;
}

static bool read_content(struct ns_reader *r, const struct ns_place *place, const json_t *j,
			 enum ns_fact_type type, enum ns_source source, struct ns_value *v)
{
	const json_t *content = json_object_get(j, "value");
	const char *text = NULL;
	uint64_t num = 0;

	if (!content)
		return ns_codec_fail(r, place, " has no value");
	if (type == NS_TYPE_BOOL && !json_is_boolean(content))
		return ns_codec_fail(r, place, ".value is not true or false");
	if (type == NS_TYPE_NUM && (!json_is_integer(content) || json_integer_value(content) < 0))
		return ns_codec_fail(r, place, ".value is not a number of 0 or more");
	if (type == NS_TYPE_HEX && !parse_hex(json_string_value(content), UINT64_MAX, &num))
		return ns_codec_fail(r, place, ".value is not a string \"0x...\" of up to 64 bits");
	if (type == NS_TYPE_TEXT && !read_string(r, place, j, "value", &text))
		return false;
	if (type == NS_TYPE_TEXT)
		ns_value_text(v, source, text);
	else
		ns_value_num(v, source, type == NS_TYPE_BOOL ? json_is_true(content) :
			     type == NS_TYPE_NUM ? (uint64_t)json_integer_value(content) : num);
	return true;
}

/* What is known of a register that was not read */
static bool read_bits(struct ns_reader *r, const struct ns_place *place, const json_t *j,
		      const struct ns_member *m, struct ns_value *v)
{
	uint64_t most = m->digits == 8 ? UINT32_MAX : UINT64_MAX, bits, known;
	const char *bits_text, *known_text;

	if (!read_string(r, place, j, "bits", &bits_text) || !read_string(r, place, j, "known", &known_text))
		return false;
	if (!bits_text && !known_text)
		return true;
	if (ns_known(v) || !bits_text || !known_text)
		return ns_codec_fail(r, place, ": bits and known go together, and with no value");
	if (!parse_hex(bits_text, most, &bits) || !parse_hex(known_text, most, &known) || !known || bits & ~known)
		return ns_codec_fail(r, place, ": bits \"%.20s\" of known \"%.20s\"", bits_text, known_text);
	ns_value_bits(v, v->source, bits, known);
	return true;
}

static bool read_value(struct ns_reader *r, const struct ns_place *place, const json_t *j,
		       const struct ns_member *m, struct ns_value *v)
{
	const char *state, *why, *source_name;
	enum ns_source source;
	int st;

	if (!json_is_object(j))
		return ns_codec_fail(r, place, " is not an object");
	if (!read_string(r, place, j, "state", &state) || !read_string(r, place, j, "why", &why) ||
	    !read_string(r, place, j, "source", &source_name))
		return false;
	if (!state)
		return ns_codec_fail(r, place, " has no state");
	st = ns_state_from_name(state);
	if (st < 0)
		return ns_codec_fail(r, place, ".state \"%.32s\" is not one of value, absent, unreadable, not-asked",
				     state);
	source = source_name ? ns_source_from_name(source_name) : NS_SOURCE_NONE;
	if (source_name && source == NS_SOURCE_NONE)
		ns_codec_unknown(r, place, source_name);
	if (st == NS_VALUE && !read_content(r, place, j, m->type, source, v))
		return false;
	if (st != NS_VALUE)
		ns_value_not(v, source, st, why ? "%s" : NULL, why);
	return !(m->flags & NS_MEMBER_BITS) || read_bits(r, place, j, m, v);
}

/* A value in an object of its own */
static bool read_whole_value(struct ns_reader *r, const struct ns_place *place, const json_t *j,
			     const struct ns_member *m, struct ns_value *v)
{
	const struct ns_member self = { .kind = NS_MEMBER_SELF, .flags = m->flags };
	const struct ns_object object = { &self, 1 };

	note_unknown(r, place, j, &object, NULL);
	return read_value(r, place, j, m, v);
}

static bool read_uint(struct ns_reader *r, const struct ns_place *place, const json_t *j,
		      const struct ns_member *m, unsigned int *num)
{
	if (!json_is_integer(j) || json_integer_value(j) < 0 || json_integer_value(j) > m->max)
		return ns_codec_fail(r, place, " is not a number from 0 to %lld", m->max);
	*num = json_integer_value(j);
	return true;
}

static bool read_hex32(struct ns_reader *r, const struct ns_place *place, const json_t *j, uint32_t *out)
{
	uint64_t num;

	if (!parse_hex(json_string_value(j), UINT32_MAX, &num))
		return ns_codec_fail(r, place, " is not a string \"0x...\" of 32 bits");
	*out = num;
	return true;
}

/* @place is that of the object whose member it is, @j the object. */
static bool read_text(struct ns_reader *r, const struct ns_place *place, const json_t *j,
		      const struct ns_member *m, char **out)
{
	const char *text = NULL;

	if (!((m->flags & NS_MEMBER_NULLABLE) && json_is_null(json_object_get(j, m->key))) &&
	    !read_string(r, place, j, m->key, &text))
		return false;
	if ((m->flags & NS_MEMBER_NEEDED) && !text)
		return ns_codec_fail(r, place, " has no %s", m->key);
	*out = text ? ns_xstrdup(text) : NULL;
	return true;
}

/* @place and @j as for read_text() */
static bool read_word(struct ns_reader *r, const struct ns_place *place, const json_t *j,
		      const struct ns_member *m, const char **out)
{
	const struct ns_place at = { .up = place, .key = m->key };
	const char *text;

	if (!read_string(r, place, j, m->key, &text))
		return false;
	*out = text ? m->word(text) : NULL;
	if (text && !*out)
		ns_codec_unknown(r, &at, text);
	return true;
}

static bool read_reg(struct ns_reader *r, const struct ns_place *place, const json_t *j, enum ns_reg *reg)
{
	*reg = json_is_string(j) ? ns_reg_find(json_string_value(j)) : NS_REG_NONE;
	return *reg != NS_REG_NONE || ns_codec_fail(r, place, " is not a register");
}

/* Values that nobody has read yet */
static void init_values(const struct ns_object *object, void *base)
{
	for (size_t i = 0; i < object->count; i++) {
		const struct ns_member *m = &object->member[i];

		if (m->kind == NS_MEMBER_VALUE || m->kind == NS_MEMBER_SELF)
			*(struct ns_value *)ns_member_of(m, base) = (struct ns_value)NS_VALUE_INIT;
		else if (m->kind == NS_MEMBER_OBJECT)
			init_values(m->of, ns_member_of(m, base));
	}
}

/* One more at the end; NULL, after an error, if there are too many. Room doubles with what is there. */
static void *add_element(struct ns_reader *r, const struct ns_place *place, const struct ns_member *m,
			 void *base)
{
	size_t *count = ns_member_count(m, base);
	char **array = ns_member_of(m, base), *element;

	if (m->max && *count >= (size_t)m->max) {
		ns_codec_fail(r, place, " has more than %lld entries", m->max);
		return NULL;
	}
	if (!(*count & (*count - 1)))
		*array = ns_xreallocarray(*array, *count ? *count * 2 : 1, m->size);
	element = *array + *count * m->size;
	memset(element, 0, m->size);
	init_values(m->of, element);
	(*count)++;
	return element;
}

static bool read_list(struct ns_reader *r, const struct ns_place *place, const json_t *j,
		      const struct ns_member *m, void *base)
{
	json_t *member;
	size_t i;

	if (!json_is_array(j))
		return ns_codec_fail(r, place, " is not an array");
	json_array_foreach(j, i, member) {
		const struct ns_place at = { .up = place, .index = i };
		void *element = add_element(r, place, m, base);

		if (!element || !ns_codec_read(r, &at, member, m->of, element))
			return false;
	}
	return true;
}

static bool set_key(struct ns_reader *r, const struct ns_place *place, const struct ns_member *m,
		    void *element)
{
	uint64_t num;

	if (m->kind == NS_MEMBER_KEY_TEXT) {
		*(char **)ns_member_of(m, element) = ns_xstrdup(place->key);
		return true;
	}
	if (!parse_hex(place->key, UINT32_MAX, &num))
		return ns_codec_fail(r, place, " is not a CPUID leaf");
	*(uint32_t *)ns_member_of(m, element) = num;
	return true;
}

/* The keys that lead to an element: the one at @place is the last, those above it come before. */
static bool set_keys(struct ns_reader *r, const struct ns_place *place, const struct ns_object *object,
		     size_t level, void *element)
{
	return (!level || set_keys(r, place->up, object, level - 1, element)) &&
	       set_key(r, place, &object->member[level], element);
}

static bool read_map(struct ns_reader *r, const struct ns_place *place, const json_t *j,
		     const struct ns_member *m, size_t level, void *base)
{
	const char *key;
	json_t *member;

	if (!json_is_object(j))
		return ns_codec_fail(r, place, " is not an object");
	json_object_foreach((json_t *)j, key, member) {
		const struct ns_place at = { .up = place, .key = key };
		void *element;

		if (ns_member_is_key(&m->of->member[level + 1])) {
			if (!read_map(r, &at, member, m, level + 1, base))
				return false;
			continue;
		}
		element = add_element(r, place, m, base);
		if (!element || !set_keys(r, &at, m->of, level, element) ||
		    !ns_codec_read(r, &at, member, m->of, element))
			return false;
	}
	return true;
}

static bool read_pointer(struct ns_reader *r, const struct ns_place *place, const json_t *j,
			 const struct ns_member *m, void **pointer)
{
	*pointer = ns_xcalloc(1, m->size);
	init_values(m->of, *pointer);
	return ns_codec_read(r, place, j, m->of, *pointer);
}

/* @j is what is at the member's key in @object, or NULL. */
static bool read_member(struct ns_reader *r, const struct ns_place *place, const json_t *j,
			const json_t *object, const struct ns_member *m, void *base)
{
	const struct ns_place at = { .up = place, .key = m->key };
	void *to = ns_member_of(m, base);

	switch (m->kind) {
	case NS_MEMBER_SELF:
		return read_value(r, place, object, m, to);
	case NS_MEMBER_UINT:
		return read_uint(r, &at, j, m, to);
	case NS_MEMBER_HEX32:
		return read_hex32(r, &at, j, to);
	case NS_MEMBER_TEXT:
		return read_text(r, place, object, m, to);
	case NS_MEMBER_WORD:
		return read_word(r, place, object, m, to);
	case NS_MEMBER_REG:
		return read_reg(r, &at, j, to);
	case NS_MEMBER_VALUE:
		return !j || read_whole_value(r, &at, j, m, to);
	case NS_MEMBER_OBJECT:
		return !j || ns_codec_read(r, &at, j, m->of, to);
	case NS_MEMBER_POINTER:
		return !j || read_pointer(r, &at, j, m, to);
	case NS_MEMBER_LIST:
		return !j || read_list(r, &at, j, m, base);
	case NS_MEMBER_MAP:
		return !j || read_map(r, &at, j, m, 0, base);
	case NS_MEMBER_CUSTOM:
		return (!j && !(m->flags & NS_MEMBER_NEEDED)) || m->read(r, &at, j, base);
	case NS_MEMBER_KEY_TEXT:
	case NS_MEMBER_KEY_HEX:
		break;
	}
	return true;
}

bool ns_codec_read(struct ns_reader *r, const struct ns_place *place, const json_t *j,
		   const struct ns_object *object, void *base)
{
	if (!json_is_object(j))
		return ns_codec_fail(r, place, " is not an object");
	note_unknown(r, place, j, object, NULL);
	for (size_t i = 0; i < object->count; i++) {
		const struct ns_member *m = &object->member[i];
		const struct ns_place section = { .up = place, .key = m->section };
		const json_t *in = m->section ? json_object_get(j, m->section) : j;

		if (in && !json_is_object(in))
			return ns_codec_fail(r, &section, " is not an object");
		if (!read_member(r, m->section ? &section : place, m->key ? json_object_get(in, m->key) : NULL,
				 in, m, base))
			return false;
	}
	return true;
}
