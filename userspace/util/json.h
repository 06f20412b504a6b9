/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: JSON
 *
 * jansson without its ways to fail. Every function here succeeds or ends the
 * program with one line on stderr and NS_EXIT_UNKNOWN: output with parts
 * missing would mislead. Text may be any bytes, also that of keys: what is not
 * UTF-8 is written as \xNN. Of what is, nothing that steers a terminal gets out raw
 * (ns_utf8_steers()): it is written as \uNNNN.
 *
 * Nothing else makes, changes or writes JSON. Reading a parsed value by
 * jansson's own functions (json_object_get(), json_is_string() ...) is fine:
 * they do not fail.
 */
#ifndef NESTSCOPE_UTIL_JSON_H
#define NESTSCOPE_UTIL_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A new reference each. NULL as text gives null, as does a number that is not finite. */
json_t *ns_json_object(void);
json_t *ns_json_array(void);
json_t *ns_json_string(const char *s);
json_t *ns_json_int(long long num);
json_t *ns_json_real(double num);
json_t *ns_json_bool(bool b);

/* Set @key of @object to @value, which is taken over; an older one is replaced. */
void ns_json_set(json_t *object, const char *key, json_t *value);
void ns_json_set_string(json_t *object, const char *key, const char *s);
void ns_json_set_int(json_t *object, const char *key, long long num);
void ns_json_set_real(json_t *object, const char *key, double num);
void ns_json_set_bool(json_t *object, const char *key, bool b);

/* A number as the string "0x...", of at least @digits digits */
void ns_json_set_hex(json_t *object, const char *key, unsigned long long num, int digits);

/* The object at @key of @object, made if there is none; borrowed */
json_t *ns_json_child(json_t *object, const char *key);

/* Take @key out of @object, if it is there. */
void ns_json_remove(json_t *object, const char *key);

/* @value is taken over. */
void ns_json_append(json_t *array, json_t *value);

/*
 * A value by a format:
 *   {s:X, ...}   an object, each key before its value
 *   [X, ...]     an array
 *   s            text; NULL gives null as s?, and no member at all as s*
 *   o            a json_t, which is taken over; NULL only as o*: no member
 *   i, I, f, b   int, long long, double, int as a boolean
 */
json_t *ns_json_pack(const char *format, ...);

/* Compact text, to be freed */
char *ns_json_text(const json_t *json);

/*
 * Write @json and a newline. A write that fails is remembered by @file
 * (ferror()), as with printf(); who closes the file reports it.
 */
void ns_json_write(FILE *file, const json_t *json, bool indented);

/*
 * What of a text is parsed at most: a snapshot of 8192 CPUs, Linux's limit, with
 * all that it can tell of each has a third of these values; one of one CPU has a
 * thousandth. A text of these limits takes some 100 MiB.
 */
#define NS_JSON_MAX_CONTAINERS (1 << 18)	/* objects and arrays */
#define NS_JSON_MAX_VALUES (1 << 19)		/* with these */
#define NS_JSON_MAX_DEPTH 64			/* eight layers with stamps reach 14 */

/*
 * @text, which is not trusted, as JSON; NULL with *@error set, to be freed:
 * "@name:LINE:COLUMN: what is wrong". A key that comes twice in one object is
 * an error, as is a text beyond the limits above.
 */
json_t *ns_json_parse(const char *text, size_t size, const char *name, char **error);

/*
 * The same of a text of several values, one behind the other with blanks between
 * them at most: an array of them. Every number in it is a real, as one of QEMU's
 * may need 64 bits without a sign.
 */
json_t *ns_json_parse_all(const char *text, size_t size, const char *name, char **error);

#endif
