// SPDX-License-Identifier: GPL-2.0-or-later
/* jansson: needed for what is read or written as JSON. */
#include <jansson.h>
#include <stdlib.h>

#include "util/alloc.h"
#include "util/late.h"

static struct ns_late library = { .file = "libjansson.so.4" };

static void *allocate(size_t size)
{
	return ns_check_alloc(malloc(size));
}

/*
 * jansson's parser takes a failed allocation for damage of the text, and says
 * so: it is never told of one.
 */
static struct ns_late *jansson(void)
{
	void (*set)(json_malloc_t, json_free_t);

	if (!library.handle) {
		*(void **)&set = ns_late(&library, "json_set_alloc_funcs");
		set(allocate, free);
	}
	return &library;
}

#define FUNCTION(type, name, parameters, arguments) NS_LATE(jansson(), return, type, name, parameters, arguments)
#define VOID_FUNCTION(name, parameters, arguments) NS_LATE(jansson(), , void, name, parameters, arguments)

VOID_FUNCTION(json_set_alloc_funcs, (json_malloc_t get, json_free_t give), (get, give))
FUNCTION(json_t *, json_object, (void), ())
FUNCTION(json_t *, json_array, (void), ())
FUNCTION(json_t *, json_string, (const char *text), (text))
FUNCTION(json_t *, json_integer, (json_int_t number), (number))
FUNCTION(json_t *, json_real, (double number), (number))
FUNCTION(json_t *, json_true, (void), ())
FUNCTION(json_t *, json_false, (void), ())
FUNCTION(json_t *, json_null, (void), ())
VOID_FUNCTION(json_delete, (json_t *value), (value))
FUNCTION(json_t *, json_object_get, (const json_t *object, const char *key), (object, key))
FUNCTION(int, json_object_set_new, (json_t *object, const char *key, json_t *value), (object, key, value))
FUNCTION(int, json_object_del, (json_t *object, const char *key), (object, key))
FUNCTION(void *, json_object_iter, (json_t *object), (object))
FUNCTION(void *, json_object_key_to_iter, (const char *key), (key))
FUNCTION(void *, json_object_iter_next, (json_t *object, void *iter), (object, iter))
FUNCTION(const char *, json_object_iter_key, (void *iter), (iter))
FUNCTION(json_t *, json_object_iter_value, (void *iter), (iter))
FUNCTION(size_t, json_array_size, (const json_t *array), (array))
FUNCTION(json_t *, json_array_get, (const json_t *array, size_t index), (array, index))
FUNCTION(int, json_array_append_new, (json_t *array, json_t *value), (array, value))
FUNCTION(const char *, json_string_value, (const json_t *string), (string))
FUNCTION(size_t, json_string_length, (const json_t *string), (string))
FUNCTION(json_int_t, json_integer_value, (const json_t *integer), (integer))
FUNCTION(json_t *, json_loadb, (const char *text, size_t size, size_t flags, json_error_t *error),
	 (text, size, flags, error))
FUNCTION(char *, json_dumps, (const json_t *value, size_t flags), (value, flags))
