// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/codec.h"

#include <inttypes.h>
#include <stdio.h>

#include "util/json.h"
#include "model/json.h"

/* JSON's integers have a sign here: no fact comes near to where that matters, but a hostile file can. */
static bool too_large(const struct ns_value *v, enum ns_fact_type type)
{
	return ns_has(v) && type == NS_TYPE_NUM && v->num > INT64_MAX;
}

static void write_content(json_t *j, const struct ns_value *v, enum ns_fact_type type, int digits)
{
	switch (type) {
	case NS_TYPE_TEXT:
		ns_json_set_string(j, "value", v->text);
		break;
	case NS_TYPE_BOOL:
		ns_json_set_bool(j, "value", v->num);
		break;
	case NS_TYPE_NUM:
		ns_json_set_int(j, "value", v->num);
		break;
	case NS_TYPE_HEX:
		ns_json_set_hex(j, "value", v->num, digits ?: 1);
		break;
	}
}

static void write_value(json_t *j, const struct ns_value *v, const struct ns_member *m, int digits)
{
	const char *why = too_large(v, m->type) ? "a number of more than 63 bits" : v->why;

	ns_json_set_string(j, "state", ns_state_name(too_large(v, m->type) ? NS_UNREADABLE : v->state));
	if (ns_has(v) && !too_large(v, m->type))
		write_content(j, v, m->type, digits);
	else if (why)
		ns_json_set_string(j, "why", why);
	if (v->source != NS_SOURCE_NONE && !(m->flags & NS_MEMBER_NO_SOURCE))
		ns_json_set_string(j, "source", ns_source_name(v->source));
	if ((m->flags & NS_MEMBER_BITS) && v->known) {
		ns_json_set_hex(j, "bits", v->num, 1);
		ns_json_set_hex(j, "known", v->known, 1);
	}
}

json_t *ns_value_to_json(const struct ns_value *v, enum ns_fact_type type)
{
	const struct ns_member m = { .kind = NS_MEMBER_SELF, .type = type };
	json_t *j = ns_json_object();

	write_value(j, v, &m, 0);
	return j;
}

static void write_members(json_t *j, const struct ns_object *object, const void *base);

static json_t *write_list(const struct ns_member *m, const void *base)
{
	const char *element = *(char *const *)ns_member_of(m, base);
	json_t *list = ns_json_array();

	for (size_t n = *ns_member_count(m, base); n; n--, element += m->size)
		ns_json_append(list, ns_codec_write(m->of, element));
	return list;
}

static json_t *write_map(const struct ns_member *m, const void *base)
{
	const char *element = *(char *const *)ns_member_of(m, base);
	json_t *map = ns_json_object();

	for (size_t n = *ns_member_count(m, base); n; n--, element += m->size) {
		const struct ns_member *key = m->of->member;
		json_t *j = map;

		for (; ns_member_is_key(key); key++) {
			const void *at = ns_member_of(key, element);
			char hex[16];

			if (key->kind == NS_MEMBER_KEY_HEX)
				snprintf(hex, sizeof(hex), "0x%08" PRIx32, *(const uint32_t *)at);
			j = ns_json_child(j, key->kind == NS_MEMBER_KEY_HEX ? hex : *(char *const *)at);
		}
		write_members(j, m->of, element);
	}
	return map;
}

/* NULL if it is left out */
static json_t *write_object(const struct ns_member *m, const void *at)
{
	const struct ns_value *first = ns_member_of(&m->of->member[0], at);

	return (m->flags & NS_MEMBER_IF_ASKED) && first->state == NS_NOT_ASKED ? NULL :
		ns_codec_write(m->of, at);
}

/* Why something was not asked is worth a place. */
static bool was_asked(const struct ns_value *v)
{
	return v->state != NS_NOT_ASKED || v->why;
}

/* What stands at the member's key, NULL for nothing */
static json_t *write_member(const struct ns_member *m, const void *base)
{
	const void *at = ns_member_of(m, base);
	json_t *j = NULL;
	char hex[16];

	switch (m->kind) {
	case NS_MEMBER_VALUE:
		if ((m->flags & NS_MEMBER_IF_ASKED) && !was_asked(at))
			return NULL;
		j = ns_json_object();
		write_value(j, at, m, m->digits);
		return j;
	case NS_MEMBER_UINT:
		return ns_json_int(*(const unsigned int *)at);
	case NS_MEMBER_HEX32:
		snprintf(hex, sizeof(hex), "0x%08" PRIx32, *(const uint32_t *)at);
		return ns_json_string(hex);
	case NS_MEMBER_TEXT:
	case NS_MEMBER_WORD:
		return *(char *const *)at || (m->flags & NS_MEMBER_NULLABLE) ?
			ns_json_string(*(char *const *)at) : NULL;
	case NS_MEMBER_REG:
		return ns_json_string(ns_registers[*(const enum ns_reg *)at].name);
	case NS_MEMBER_OBJECT:
		return write_object(m, at);
	case NS_MEMBER_POINTER:
		return *(void *const *)at ? ns_codec_write(m->of, *(void *const *)at) : NULL;
	case NS_MEMBER_LIST:
		return write_list(m, base);
	case NS_MEMBER_MAP:
		return write_map(m, base);
	case NS_MEMBER_CUSTOM:
		return m->write(base);
	case NS_MEMBER_SELF:
	case NS_MEMBER_KEY_TEXT:
	case NS_MEMBER_KEY_HEX:
		break;
	}
	return NULL;
}

/* A register that stands in a list says beside its value which one it is. */
static int digits_of(const struct ns_member *m, const void *base)
{
	enum ns_reg reg = NS_REG_NONE;

	if (m->flags & NS_MEMBER_OF_REG)
		reg = *(const enum ns_reg *)((const char *)base + m->reg);
	return reg == NS_REG_NONE ? m->digits : ns_registers[reg].kind == NS_KIND_MSR ? 16 : 8;
}

static void write_members(json_t *j, const struct ns_object *object, const void *base)
{
	for (size_t i = 0; i < object->count; i++) {
		const struct ns_member *m = &object->member[i];
		json_t *member = write_member(m, base);

		if (m->kind == NS_MEMBER_SELF)
			write_value(j, ns_member_of(m, base), m, digits_of(m, base));
		if (member)
			ns_json_set(m->section ? ns_json_child(j, m->section) : j, m->key, member);
	}
}

json_t *ns_codec_write(const struct ns_object *object, const void *base)
{
	json_t *j = ns_json_object();

	write_members(j, object, base);
	return j;
}
