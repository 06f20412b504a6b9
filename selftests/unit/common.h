/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the tests: snapshots made by hand, and a check for leaks */
#ifndef NESTSCOPE_TEST_COMMON_H
#define NESTSCOPE_TEST_COMMON_H

#include <sanitizer/lsan_interface.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/json.h"
#include "model/snapshot.h"

/* Each test runs in a process that ends without LeakSanitizer's own check. */
/* It does not exist without AddressSanitizer, such as in coverage builds. */
#pragma weak __lsan_do_recoverable_leak_check
#define EXPECT_NO_LEAK() \
	EXPECT_EQ(0, __lsan_do_recoverable_leak_check ? __lsan_do_recoverable_leak_check() : 0)

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static inline void set_reg(struct ns_value *view, enum ns_reg reg, uint64_t num)
{
	ns_value_num(&view[reg], NS_SOURCE_MODULE, num);
}

static inline void set_fact(struct ns_snapshot *s, enum ns_fact_id id, uint64_t num)
{
	ns_value_num(&s->fact[id], NS_SOURCE_CPUID, num);
}

static inline void set_text(struct ns_snapshot *s, enum ns_fact_id id, const char *text)
{
	ns_value_text(&s->fact[id], NS_SOURCE_PROCFS, text);
}

static inline void set_param(struct ns_snapshot *s, const char *module, const char *name,
			     const char *text)
{
	struct ns_value v = NS_VALUE_INIT;

	ns_value_text(&v, NS_SOURCE_SYSFS, text);
	ns_snapshot_add_param(s, module, name, &v);
	ns_value_free(&v);
}

/* Compact JSON, to be freed */
static inline char *to_text(const struct ns_snapshot *s)
{
	json_t *j = ns_snapshot_to_json(s);
	char *text = json_dumps(j, JSON_COMPACT);

	json_decref(j);
	return text;
}

/* A snapshot from a JSON file; NULL if it is not one */
static inline struct ns_snapshot *load_snapshot(const char *path)
{
	char *text = NULL, *error = NULL, *note = NULL;
	struct ns_snapshot *s = NULL;
	size_t size = 0;
	FILE *f = fopen(path, "r");

	if (f && getdelim(&text, &size, '\0', f) > 0)
		s = ns_snapshot_from_text(text, strlen(text), path, &error, &note);
	if (f)
		fclose(f);
	free(error);
	free(note);
	free(text);
	return s;
}

#endif
