// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The tables that write and read a snapshot: they and the schema describe the
 * same members, and a key that neither has is noted in whatever object it is.
 */
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "harness.h"
#include "model/codec.h"
#include "util/alloc.h"

#define NAME "some.json"

/* ---- the schema ---- */

static json_t *schema;
static size_t compared;

/* What @node refers to, merged with the keys beside the reference */
static const json_t *resolved(const json_t *node)
{
	const char *ref = json_string_value(json_object_get(node, "$ref"));

	return ref && !strncmp(ref, "#/$defs/", 8) && strcmp(ref, "#/$defs/valued") ?
		json_object_get(json_object_get(schema, "$defs"), ref + 8) : node;
}

static const json_t *property(const json_t *node, const char *key)
{
	return json_object_get(json_object_get(node, "properties"), key);
}

static bool required(const json_t *node, const char *key)
{
	const json_t *list = json_object_get(node, "required");
	json_t *j;
	size_t i;

	json_array_foreach(list, i, j)
		if (!strcmp(json_string_value(j), key))
			return true;
	return false;
}

static bool type_is(const json_t *node, const char *type, bool or_null)
{
	const json_t *t = json_object_get(node, "type");

	if (!or_null)
		return json_is_string(t) && !strcmp(json_string_value(t), type);
	return json_array_size(t) == 2 && !strcmp(json_string_value(json_array_get(t, 0)), type) &&
	       !strcmp(json_string_value(json_array_get(t, 1)), "null");
}

/* Does the schema describe a value of that type so? */
static bool is_value(const json_t *node, const struct ns_member *m)
{
	static const char *const defs[] = {
		[NS_TYPE_TEXT] = "text", [NS_TYPE_NUM] = "number", [NS_TYPE_BOOL] = "boolean", [NS_TYPE_HEX] = "hex",
	};
	const char *ref = json_string_value(json_object_get(node, "$ref"));

	return ref && !strncmp(ref, "#/$defs/", 8) && !strcmp(ref + 8, defs[m->type]);
}

static const char *compare(const struct ns_object *object, const json_t *node);

static const char *compare_map(const struct ns_member *m, const json_t *node)
{
	for (const struct ns_member *key = m->of->member; ns_member_is_key(key); key++) {
		const json_t *patterns = json_object_get(node, "patternProperties");

		node = patterns ? json_object_iter_value(json_object_iter((json_t *)patterns)) :
			json_object_get(node, "additionalProperties");
	}
	return compare(m->of, resolved(node));
}

/* What is wrong with the schema's entry for @m, or NULL */
static const char *compare_member(const struct ns_member *m, const json_t *object, const json_t *node)
{
	const json_t *to = resolved(node);

	compared++;
	switch (m->kind) {
	case NS_MEMBER_VALUE:
		return is_value(node, m) ? NULL : "not a value of that type";
	case NS_MEMBER_UINT:
		return type_is(to, "integer", false) && required(object, m->key) &&
		       json_integer_value(json_object_get(to, "maximum")) >= m->max ? NULL : "not a needed number";
	case NS_MEMBER_HEX32:
		return to == json_object_get(json_object_get(schema, "$defs"), "cpuid") &&
		       required(object, m->key) ? NULL : "not a needed register of CPUID";
	case NS_MEMBER_TEXT:
		return type_is(to, "string", m->flags & NS_MEMBER_NULLABLE) &&
		       (!(m->flags & NS_MEMBER_NEEDED) || required(object, m->key)) ? NULL : "not such a text";
	case NS_MEMBER_WORD:
		return json_array_size(json_object_get(to, "enum")) ? NULL : "not one of some words";
	case NS_MEMBER_REG:
		return type_is(to, "string", false) && required(object, m->key) ? NULL : "not a needed name";
	case NS_MEMBER_OBJECT:
	case NS_MEMBER_POINTER:
		return compare(m->of, to);
	case NS_MEMBER_LIST:
		return type_is(to, "array", false) ? compare(m->of, resolved(json_object_get(to, "items"))) :
			"not an array";
	case NS_MEMBER_MAP:
		return compare_map(m, to);
	default:
		return NULL;
	}
}

static const struct ns_member *find(const struct ns_object *object, const char *section, const char *key)
{
	for (size_t i = 0; i < object->count; i++) {
		const struct ns_member *m = &object->member[i];

		if (m->key && !strcmp(m->key, key) &&
		    (section ? m->section && !strcmp(m->section, section) : !m->section))
			return m;
	}
	return NULL;
}

static bool has_self(const struct ns_object *object)
{
	for (size_t i = 0; i < object->count; i++)
		if (object->member[i].kind == NS_MEMBER_SELF)
			return true;
	return false;
}

static bool is_section(const struct ns_object *object, const char *key)
{
	for (size_t i = 0; i < object->count; i++)
		if (object->member[i].section && !strcmp(object->member[i].section, key))
			return true;
	return false;
}

/* Does the schema have a key that @object lacks? */
static const char *find_more(const struct ns_object *object, const json_t *node, const char *section)
{
	static const char *const value_keys[] = { "state", "value", "why", "source", "bits", "known" };
	const char *key, *more;
	json_t *j;

	if (json_object_get(node, "additionalProperties") && !json_is_false(json_object_get(node, "additionalProperties")))
		return NULL;
	if (!json_is_false(json_object_get(node, "additionalProperties")))
		return "anything may be there";
	json_object_foreach(json_object_get(node, "properties"), key, j) {
		bool known = find(object, section, key);

		if (!section && is_section(object, key)) {
			more = find_more(object, resolved(j), key);
			if (more)
				return more;
			continue;
		}
		for (size_t k = 0; !section && has_self(object) && k < COUNT(value_keys); k++)
			known |= !strcmp(value_keys[k], key);
		if (!known)
			return key;
	}
	return NULL;
}

static const char *compare(const struct ns_object *object, const json_t *node)
{
	for (size_t i = 0; i < object->count; i++) {
		const struct ns_member *m = &object->member[i];
		const json_t *in = m->section ? resolved(property(node, m->section)) : node;
		const char *wrong;

		if (!m->key)
			continue;
		if (!property(in, m->key))
			return m->key;
		wrong = compare_member(m, in, property(in, m->key));
		if (wrong)
			return fprintf(stderr, "# %s: %s\n", m->key, wrong), m->key;
	}
	return has_self(object) && object->count == 1 ? NULL : find_more(object, node, NULL);
}

TEST(the_schema_has_the_same_members)
{
	const char *wrong;

	schema = json_load_file(UNIT "../../Documentation/schema/snapshot.schema.json", 0, NULL);
	ASSERT_NE(NULL, schema);
	wrong = compare(&ns_snapshot_object, json_object_get(json_object_get(schema, "$defs"), "snapshot"));
	EXPECT_EQ(NULL, wrong) TH_LOG("%s", wrong);
	EXPECT_LT(NS_FACT_COUNT + 2 * NS_REG_COUNT + NS_SOURCE_COUNT, compared);
	json_decref(schema);
}

/* ---- unknown keys ---- */

#define V "\"state\":\"value\",\"source\":\"module\",\"value\":"
#define LAYER "\"format\":{\"name\":\"nestscope-snapshot\",\"version\":1}," \
	"\"sources\":{\"kvm\":{\"state\":\"absent\",\"hint\":\"x\"}}," \
	"\"host\":{\"kernel\":{" V "\"6.1\"}},\"kvm\":{\"api_version\":{" V "12}}," \
	"\"cpu\":{\"registers\":{\"VM_CR\":{" V "\"0x10\"},\"EFER\":{\"state\":\"not-asked\",\"bits\":\"0x1\",\"known\":\"0x1\"}}," \
	"\"differ\":[{\"cpu\":1,\"register\":\"VM_CR\"," V "\"0x0\"}]}," \
	"\"kvm_offer\":{\"registers\":{\"VM_CR\":{" V "\"0x10\"}}}," \
	"\"hypervisor_leaves\":{\"0x40000000\":{\"eax\":\"0x1\",\"ebx\":\"0x1\",\"ecx\":\"0x1\",\"edx\":\"0x1\"}}," \
	"\"parameters\":{\"kvm\":{\"nested\":{" V "\"Y\"}}}," \
	"\"vms\":[{\"program\":\"kvm\",\"uuid_hash\":null}]," \
	"\"live\":{\"statistics\":{" V "\"x\"},\"vms\":[{\"pid\":1,\"fd\":2,\"program\":null," \
		"\"cpu_option\":{" V "\"host\"},\"statistics\":{\"exits\":{" V "1}}," \
		"\"vcpus\":[{\"id\":0,\"thread\":{" V "1}}]}]," \
		"\"cpus\":[{\"cpu\":0,\"vmxe\":{" V "true}}]," \
		"\"vmread_timing\":{\"on\":{" V "true},\"cpus\":[{\"cpu\":0,\"rounds\":{" V "4}}]}}"

/* Objects whose keys are names of things, not of members */
static const char *const maps[] = { "parameters", "parameters.kvm", "hypervisor_leaves" };

static size_t objects, unnoticed;

static void expect_noted(json_t *root, const char *where)
{
	char *text = json_dumps(root, JSON_COMPACT), *error, *note;
	struct ns_snapshot *s = ns_snapshot_from_text(text, strlen(text), NAME, &error, &note);
	char *expected = ns_xasprintf(NAME ": 1 key not known to this nestscope, left out (first: %s%snovelty)",
				      where, *where ? "." : "");

	objects++;
	if (!s || !note || strcmp(note, expected)) {
		printf("# expected %s\n# got %s\n", expected, note ?: error ?: "no note");
		unnoticed++;
	}
	free(expected);
	free(text);
	free(error);
	free(note);
	ns_snapshot_free(s);
}

/* Put a key into @j and into each object inside it, one at a time. */
static void add_everywhere(json_t *root, json_t *j, const char *where)
{
	const char *name;
	json_t *member;
	size_t i;
	char *path;

	if (json_is_object(j)) {
		bool map = false;

		for (size_t m = 0; m < COUNT(maps); m++)
			map |= !strcmp(where, maps[m]) ||
			       (!strncmp(where, "parent.", 7) && !strcmp(where + 7, maps[m]));
		if (!map) {
			json_object_set_new(j, "novelty", json_integer(1));
			expect_noted(root, where);
			json_object_del(j, "novelty");
		}
		json_object_foreach(j, name, member) {
			path = ns_xasprintf("%s%s%s", where, *where ? "." : "", name);
			add_everywhere(root, member, path);
			free(path);
		}
	}
	json_array_foreach(j, i, member) {
		path = ns_xasprintf("%s[%zu]", where, i);
		add_everywhere(root, member, path);
		free(path);
	}
}

TEST(a_new_key_is_noted_in_every_object)
{
	json_t *root = json_loads("{" LAYER ",\"parent\":{" LAYER "}}", 0, NULL);

	ASSERT_NE(NULL, root);
	add_everywhere(root, root, "");
	EXPECT_EQ(0, unnoticed);
	EXPECT_EQ(2 * 33, objects);
	json_decref(root);
	EXPECT_NO_LEAK();
}

/* ---- notes about a layer below name its place ---- */

TEST(places_in_a_parent)
{
	static const struct {
		const char *parent, *says;
	} cases[] = {
		{ "null", NAME ": parent: not a nestscope snapshot (not a JSON object)" },
		{ "[]", NAME ": parent: not a nestscope snapshot (not a JSON object)" },
		{ "{}", NAME ": parent: not a nestscope snapshot (format.name is not \"nestscope-snapshot\")" },
		{ "{\"format\":{\"name\":\"nestscope-snapshot\",\"version\":0}}",
		  NAME ": parent.format.version is not a number of 1 or more" },
		{ "{" LAYER ",\"live\":{\"vms\":[{\"pid\":1}]}}", NULL },
		{ "{\"format\":{\"name\":\"nestscope-snapshot\",\"version\":1},\"live\":{\"vms\":[{\"pid\":1}]}}",
		  NAME ": parent.live.vms[0].fd is not a number from 0 to 2147483647" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = ns_xasprintf("{" LAYER ",\"parent\":%s}", cases[i].parent), *error, *note;
		struct ns_snapshot *s = ns_snapshot_from_text(text, strlen(text), NAME, &error, &note);

		EXPECT_EQ(NULL, s);
		if (cases[i].says)
			EXPECT_STREQ(cases[i].says, error);
		ns_snapshot_free(s);
		free(error);
		free(note);
		free(text);
	}
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
