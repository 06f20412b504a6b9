// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/cpu_models.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/json.h"

/* The text at @key, "" if there is none */
static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key)) ?: "";
}

static void add_model(struct ns_cpu_models *m, const json_t *model)
{
	const char *name = text_of(model, "name");
	const json_t *props = json_object_get(model, "props");

	/* An expansion of type "static" is of "base", whatever it was made of. */
	if (!*name || !strcmp(name, "base") || !json_is_object(props))
		return;
	for (size_t i = 0; i < m->count; i++)
		if (!strcmp(m->list[i].name, name))
			return;
	m->list = ns_xreallocarray(m->list, m->count + 1, sizeof(*m->list));
	m->list[m->count++] = (struct ns_cpu_model){
		.name = name, .vendor = text_of(props, "vendor"), .props = props,
	};
}

static void add_definition(struct ns_cpu_models *m, const json_t *definition)
{
	const char *name = text_of(definition, "name");

	/* Whether a model has a feature that is not listed is not known. */
	if (!json_is_array(json_object_get(definition, "unavailable-features")))
		return;
	for (size_t i = 0; i < m->count; i++)
		if (!strcmp(m->list[i].name, name))
			m->list[i].definition = definition;
}

/* Models first, as a definition belongs to one */
static void take_all(struct ns_cpu_models *m)
{
	const json_t *answer, *definition;
	size_t i, j;

	json_array_foreach(m->answers, i, answer)
		add_model(m, json_object_get(json_object_get(answer, "return"), "model"));
	json_array_foreach(m->answers, i, answer)
		json_array_foreach(json_object_get(answer, "return"), j, definition)
			add_definition(m, definition);
}

struct ns_cpu_models *ns_cpu_models_read(const char *text, size_t size, const char *name, char **error)
{
	struct ns_cpu_models *m = ns_xcalloc(1, sizeof(*m));

	m->answers = ns_json_parse_all(text, size, name, error);
	if (m->answers)
		take_all(m);
	if (m->answers && !m->count)
		*error = ns_xasprintf("%s: no answer to query-cpu-model-expansion of type \"full\"", name);
	if (!m->count) {
		ns_cpu_models_free(m);
		m = NULL;
	}
	return m;
}

void ns_cpu_models_free(struct ns_cpu_models *m)
{
	if (m) {
		json_decref(m->answers);
		free(m->list);
	}
	free(m);
}

static bool is_unavailable(const struct ns_cpu_model *m, const char *feature)
{
	const json_t *name;
	size_t i;

	json_array_foreach(json_object_get(m->definition, "unavailable-features"), i, name)
		if (json_is_string(name) && !strcmp(json_string_value(name), feature))
			return true;
	return false;
}

unsigned int ns_cpu_model_version(const struct ns_cpu_model *m)
{
	const char *alias = text_of(m->definition, "alias-of");
	size_t len = strlen(m->name), digits;

	if (strncmp(alias, m->name, len) || strncmp(alias + len, "-v", 2))
		return 0;
	digits = strspn(alias + len + 2, "0123456789");
	return digits && digits < 4 && !alias[len + 2 + digits] ? atoi(alias + len + 2) : 0;
}

bool ns_cpu_model_knows(const struct ns_cpu_model *m, const char *feature)
{
	return json_is_boolean(json_object_get(m->props, feature));
}

bool ns_cpu_model_has(const struct ns_cpu_model *m, const char *feature)
{
	return json_is_true(json_object_get(m->props, feature)) || is_unavailable(m, feature);
}
