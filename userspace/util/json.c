// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/json.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "exit.h"
#include "util/alloc.h"
#include "util/text.h"

static void misused(const char *what, const char *key) __attribute__((noreturn, cold));

/* A mistake in nestscope, not of the machine it runs on */
static void misused(const char *what, const char *key)
{
	fprintf(stderr, "nestscope: internal error in JSON output: %s%s\n", what, key);
	exit(NS_EXIT_UNKNOWN);
}

json_t *ns_json_object(void)
{
	return ns_check_alloc(json_object());
}

json_t *ns_json_array(void)
{
	return ns_check_alloc(json_array());
}

json_t *ns_json_string(const char *s)
{
	json_t *j = s ? json_string(s) : json_null();
	char *plain;

	if (j)
		return j;
	/* NULL is bad UTF-8, or out of memory: then this fails too. */
	plain = ns_to_utf8(s);
	j = ns_check_alloc(json_string(plain));
	free(plain);
	return j;
}

json_t *ns_json_int(long long num)
{
	return ns_check_alloc(json_integer(num));
}

json_t *ns_json_real(double num)
{
	return ns_check_alloc(isfinite(num) ? json_real(num) : json_null());
}

json_t *ns_json_bool(bool b)
{
	return json_boolean(b);
}

void ns_json_set(json_t *object, const char *key, json_t *value)
{
	char *plain = ns_to_utf8(key);

	if (!json_is_object(object) || !value || value == object)
		misused("cannot set ", plain);
	if (json_object_set_new(object, plain, value))
		ns_out_of_memory();
	free(plain);
}

void ns_json_set_string(json_t *object, const char *key, const char *s)
{
	ns_json_set(object, key, ns_json_string(s));
}

void ns_json_set_int(json_t *object, const char *key, long long num)
{
	ns_json_set(object, key, ns_json_int(num));
}

void ns_json_set_real(json_t *object, const char *key, double num)
{
	ns_json_set(object, key, ns_json_real(num));
}

void ns_json_set_bool(json_t *object, const char *key, bool b)
{
	ns_json_set(object, key, ns_json_bool(b));
}

void ns_json_set_hex(json_t *object, const char *key, unsigned long long num, int digits)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%0*llx", digits, num);
	ns_json_set_string(object, key, text);
}

json_t *ns_json_child(json_t *object, const char *key)
{
	char *plain = ns_to_utf8(key);
	json_t *child;

	if (!json_object_get(object, plain))
		ns_json_set(object, plain, ns_json_object());
	child = json_object_get(object, plain);
	free(plain);
	return child;
}

void ns_json_remove(json_t *object, const char *key)
{
	json_object_del(object, key);
}

void ns_json_append(json_t *array, json_t *value)
{
	if (!json_is_array(array) || !value || value == array)
		misused("cannot append to an array", "");
	if (json_array_append_new(array, value))
		ns_out_of_memory();
}

static json_t *pack(const char **format, va_list *args);

static void skip_marks(const char **format)
{
	*format += strspn(*format, " ,:");
}

/* Up to and with @end: into @into, with keys if that is an object */
static json_t *pack_members(const char **format, va_list *args, json_t *into, char end)
{
	for (skip_marks(format); **format != end; skip_marks(format)) {
		const char *key = NULL;
		json_t *value;

		if (json_is_object(into)) {
			if (**format != 's')
				misused("no key in a format: ", *format);
			(*format)++;
			key = va_arg(*args, const char *);
			skip_marks(format);
		}
		value = pack(format, args);
		if (value && key)
			ns_json_set(into, key, value);
		else if (value)
			ns_json_append(into, value);
	}
	(*format)++;
	return into;
}

/* A text or a value that may be missing: NULL if it is, and nothing stands for it */
static json_t *pack_pointer(const char **format, va_list *args, bool text)
{
	void *p = text ? (void *)va_arg(*args, const char *) : va_arg(*args, json_t *);
	char mark = **format == '?' || **format == '*' ? *(*format)++ : 0;

	if (!p && (!mark || (mark == '?' && !text)))
		misused("nothing where there must be something: ", *format);
	if (!p && mark == '*')
		return NULL;
	return text ? ns_json_string(p) : p;
}

static json_t *pack(const char **format, va_list *args)
{
	switch (*(*format)++) {
	case '{':
		return pack_members(format, args, ns_json_object(), '}');
	case '[':
		return pack_members(format, args, ns_json_array(), ']');
	case 's':
		return pack_pointer(format, args, true);
	case 'o':
		return pack_pointer(format, args, false);
	case 'i':
		return ns_json_int(va_arg(*args, int));
	case 'I':
		return ns_json_int(va_arg(*args, long long));
	case 'f':
		return ns_json_real(va_arg(*args, double));
	case 'b':
		return ns_json_bool(va_arg(*args, int));
	default:
		misused("an unknown format: ", *format - 1);
	}
}

json_t *ns_json_pack(const char *format, ...)
{
	json_t *j;
	va_list args;

	va_start(args, format);
	j = pack(&format, &args);
	va_end(args);
	return j;
}

/*
 * jansson escapes the controls of ASCII alone. What else would steer a terminal
 * that shows JSON can stand in its strings only, where \uNNNN means the same.
 */
static char *escaped(const char *text)
{
	char *copy = ns_xcalloc(strlen(text) * 6 + 1, 1), *p = copy;

	while (*text) {
		size_t n = ns_utf8_length(text) ?: 1;

		if (*text != '\n' && ns_utf8_steers(text, n))
			p += sprintf(p, "\\u%04X", ns_utf8_code(text, n));
		else
			p = mempcpy(p, text, n);
		text += n;
	}
	return copy;
}

static char *dump(const json_t *json, size_t flags)
{
	char *text = ns_check_alloc(json_dumps(json, flags)), *copy = escaped(text);

	free(text);
	return copy;
}

char *ns_json_text(const json_t *json)
{
	return dump(json, JSON_COMPACT);
}

void ns_json_write(FILE *file, const json_t *json, bool indented)
{
	char *text = dump(json, indented ? JSON_INDENT(2) : JSON_COMPACT);

	fputs(text, file);
	putc('\n', file);
	free(text);
}

/* What stands in @text, as far as it can be told without taking it apart */
struct extent {
	size_t containers, commas, depth, deepest;
};

/* The end of the string that begins at @i */
static size_t skip_string(const char *text, size_t size, size_t i)
{
	for (i++; i < size && text[i] != '"'; i++)
		i += text[i] == '\\';
	return i;
}

static struct extent measure(const char *text, size_t size)
{
	struct extent e = { 0 };

	for (size_t i = 0; i < size; i++) {
		switch (text[i]) {
		case '"':
			i = skip_string(text, size, i);
			break;
		case '{':
		case '[':
			e.containers++;
			e.depth++;
			if (e.depth > e.deepest)
				e.deepest = e.depth;
			break;
		case '}':
		case ']':
			e.depth -= !!e.depth;
			break;
		case ',':
			e.commas++;
			break;
		}
	}
	return e;
}

/*
 * A value takes up to a hundred times its text in jansson, which has no limits
 * of its own but for the depth. NULL, or why @text is not to be parsed.
 */
static const char *too_much(const char *text, size_t size)
{
	struct extent e = measure(text, size);

	if (e.deepest > NS_JSON_MAX_DEPTH)
		return "too many objects and arrays within each other";
	if (e.containers > NS_JSON_MAX_CONTAINERS || e.containers + e.commas > NS_JSON_MAX_VALUES)
		return "too many values";
	return NULL;
}

static size_t skip_blanks(const char *text, size_t size, size_t at)
{
	while (at < size && text[at] && strchr(" \t\r\n", text[at]))
		at++;
	return at;
}

static char *parse_error(const json_error_t *e, const char *name)
{
	const char *likely = "";

	if (json_error_code(e) == json_error_premature_end_of_input)
		likely = " (is the end cut off?)";
	else if (json_error_code(e) == json_error_end_of_input_expected)
		likely = " (are there several in one file? Give each its own)";
	return ns_xasprintf("%s:%d:%d: %s%s", name, e->line, e->column, e->text, likely);
}

json_t *ns_json_parse(const char *text, size_t size, const char *name, char **error)
{
	const char *why = too_much(text, size);
	json_error_t e;
	json_t *json;

	if (why) {
		*error = ns_xasprintf("%s: %s", name, why);
		return NULL;
	}
	json = json_loadb(text, size, JSON_REJECT_DUPLICATES, &e);
	if (!json)
		*error = skip_blanks(text, size, 0) < size ? parse_error(&e, name) : ns_xasprintf("%s: the file is empty", name);
	return json;
}

json_t *ns_json_parse_all(const char *text, size_t size, const char *name, char **error)
{
	const char *why = too_much(text, size);
	json_t *all, *json;
	json_error_t e;

	if (why) {
		*error = ns_xasprintf("%s: %s", name, why);
		return NULL;
	}
	all = ns_json_array();
	for (size_t at = skip_blanks(text, size, 0); at < size; at = skip_blanks(text, size, at + e.position)) {
		json = json_loadb(text + at, size - at,
				  JSON_REJECT_DUPLICATES | JSON_DECODE_INT_AS_REAL | JSON_DISABLE_EOF_CHECK, &e);
		if (!json) {
			/* Its line and column are counted from the value's begin. */
			*error = ns_xasprintf("%s: value %zu: %s", name, json_array_size(all) + 1, e.text);
			json_decref(all);
			return NULL;
		}
		ns_json_append(all, json);
	}
	return all;
}
