// SPDX-License-Identifier: GPL-2.0-or-later
/* Recorded answers of QEMU about its CPU models: several values of JSON in one text, from anybody. */
#include "common.h"
#include "harness.h"
#include "model/cpu_models.h"
#include "util/alloc.h"
#include "util/json.h"

static json_t *parse(const char *text, char **error)
{
	*error = NULL;
	return ns_json_parse_all(text, strlen(text), "file", error);
}

TEST(values_stand_one_behind_the_other)
{
	static const struct {
		const char *text;
		size_t count;
	} texts[] = {
		{ "", 0 }, { " \n\t\r\n", 0 }, { "{}", 1 }, { "{}\n{}\n", 2 }, { "{}{}[]", 3 },
		{ "\n[1, {\"a\": 2}]\r\n\r\n{\"b\": []} ", 2 },
	};
	char *error;

	for (size_t i = 0; i < COUNT(texts); i++) {
		json_t *all = parse(texts[i].text, &error);

		EXPECT_EQ(NULL, error);
		ASSERT_NE(NULL, all) TH_LOG("%s", texts[i].text);
		EXPECT_EQ(texts[i].count, json_array_size(all));
		json_decref(all);
	}
	EXPECT_NO_LEAK();
}

/* 2^64 - 1, which jansson's integers cannot hold */
TEST(a_number_may_need_64_bits)
{
	char *error;
	json_t *all = parse("[18446744073709551615, 3]", &error);

	ASSERT_NE(NULL, all);
	EXPECT_EQ(18446744073709551615.0, json_real_value(json_array_get(json_array_get(all, 0), 0)));
	EXPECT_EQ(3.0, json_real_value(json_array_get(json_array_get(all, 0), 1)));
	json_decref(all);
	EXPECT_NO_LEAK();
}

/* The first that is wrong is named, and nothing of those before it is kept. */
TEST(what_is_no_value_is_told)
{
	static const struct {
		const char *text, *begins;
	} texts[] = {
		{ "nonsense", "file: value 1: " },
		{ "{} nonsense", "file: value 2: " },
		{ "{}\n{}\n{\"a\": ", "file: value 3: " },
		{ "{\"a\": 1, \"a\": 2}", "file: value 1: " },
		{ "[] ]", "file: value 2: " },
		{ "7 {}", "file: value 1: " },
	};
	char *error;

	for (size_t i = 0; i < COUNT(texts); i++) {
		json_t *all = parse(texts[i].text, &error);

		EXPECT_EQ(NULL, all) TH_LOG("%s", texts[i].text);
		ASSERT_NE(NULL, error);
		EXPECT_EQ(0, strncmp(error, texts[i].begins, strlen(texts[i].begins))) TH_LOG("%s", error);
		free(error);
	}
	EXPECT_NO_LEAK();
}

/* The limits are those of all values together: a bomb is not to be spread over many. */
TEST(limits_hold_for_all_values_together)
{
	size_t n = NS_JSON_MAX_CONTAINERS + 1;
	char *text = malloc(2 * n + 1), *error;

	for (size_t i = 0; i < n; i++)
		memcpy(text + 2 * i, "[]", 2);
	text[2 * n] = '\0';
	EXPECT_EQ(NULL, parse(text, &error));
	EXPECT_STREQ("file: too many values", error);
	free(error);
	memset(text, '[', NS_JSON_MAX_DEPTH + 1);
	text[NS_JSON_MAX_DEPTH + 1] = '\0';
	EXPECT_EQ(NULL, parse(text, &error));
	EXPECT_STREQ("file: too many objects and arrays within each other", error);
	free(error);
	free(text);
	EXPECT_NO_LEAK();
}

#define MODEL(name, props) "{\"return\": {\"model\": {\"name\": " name ", \"props\": " props "}}}\n"
#define DEFINITION(name, more) "{\"return\": [{\"name\": " name ", " more "}]}\n"

static struct ns_cpu_models *read_models(const char *text, char **error)
{
	*error = NULL;
	return ns_cpu_models_read(text, strlen(text), "file", error);
}

TEST(a_definition_belongs_to_its_model_wherever_it_stands)
{
	char *error;
	struct ns_cpu_models *m = read_models(
		DEFINITION("\"EPYC\"", "\"unavailable-features\": [\"npt\", 7, {}], \"alias-of\": \"EPYC-v3\"")
		MODEL("\"EPYC\"", "{\"vendor\": \"AuthenticAMD\", \"svm\": true, \"npt\": false, \"xlevel\": 7}")
		MODEL("\"kvm64\"", "{\"svm\": false}"), &error);

	ASSERT_NE(NULL, m) TH_LOG("%s", error);
	ASSERT_EQ(2, m->count);
	EXPECT_STREQ("EPYC", m->list[0].name);
	EXPECT_STREQ("AuthenticAMD", m->list[0].vendor);
	EXPECT_STREQ("", m->list[1].vendor);
	EXPECT_TRUE(ns_cpu_model_has(&m->list[0], "svm"));
	/* The machine took it away, the model has it. */
	EXPECT_TRUE(ns_cpu_model_has(&m->list[0], "npt"));
	EXPECT_FALSE(ns_cpu_model_has(&m->list[1], "svm"));
	EXPECT_TRUE(ns_cpu_model_knows(&m->list[1], "svm"));
	EXPECT_FALSE(ns_cpu_model_knows(&m->list[0], "xlevel"));
	EXPECT_FALSE(ns_cpu_model_knows(&m->list[1], "npt"));
	EXPECT_EQ(3, ns_cpu_model_version(&m->list[0]));
	EXPECT_EQ(0, ns_cpu_model_version(&m->list[1]));
	ns_cpu_models_free(m);
	EXPECT_NO_LEAK();
}

TEST(a_version_is_a_small_number_behind_the_name)
{
	static const struct {
		const char *alias;
		unsigned int version;
	} aliases[] = {
		{ "\"EPYC-v1\"", 1 }, { "\"EPYC-v12\"", 12 }, { "\"EPYC-v\"", 0 }, { "\"EPYC-v1,-smp\"", 0 },
		{ "\"EPYC-v1234\"", 0 }, { "\"EPYC-Rome-v1\"", 0 }, { "\"EPY\"", 0 }, { "7", 0 }, { "null", 0 },
	};
	char *error;

	for (size_t i = 0; i < COUNT(aliases); i++) {
		char *text = ns_xasprintf(MODEL("\"EPYC\"", "{}")
					  DEFINITION("\"EPYC\"", "\"unavailable-features\": [], \"alias-of\": %s"),
					  aliases[i].alias);
		struct ns_cpu_models *m = read_models(text, &error);

		ASSERT_NE(NULL, m) TH_LOG("%s", error);
		EXPECT_EQ(aliases[i].version, ns_cpu_model_version(&m->list[0])) TH_LOG("%s", aliases[i].alias);
		ns_cpu_models_free(m);
		free(text);
	}
	EXPECT_NO_LEAK();
}

/* An expansion of type "static" is no model, nor is what has no name or no features; the first of a name counts. */
TEST(what_is_no_model_is_passed_over)
{
	char *error;
	struct ns_cpu_models *m = read_models(
		"[]\n{\"return\": 7}\n{\"return\": {\"model\": []}}\n{\"return\": [null, [], 7]}\n"
		MODEL("\"base\"", "{}") MODEL("\"\"", "{}") MODEL("7", "{}") MODEL("\"nameless\"", "[]")
		MODEL("\"EPYC\"", "{\"svm\": true}") MODEL("\"EPYC\"", "{\"svm\": false}")
		DEFINITION("\"EPYC\"", "\"deprecated\": true"), &error);

	ASSERT_NE(NULL, m) TH_LOG("%s", error);
	ASSERT_EQ(1, m->count);
	EXPECT_TRUE(ns_cpu_model_has(&m->list[0], "svm"));
	/* Without the list of what the machine took away nothing is known of it. */
	EXPECT_EQ(NULL, m->list[0].definition);
	ns_cpu_models_free(m);
	EXPECT_EQ(NULL, read_models("{}", &error));
	EXPECT_STREQ("file: no answer to query-cpu-model-expansion of type \"full\"", error);
	free(error);
	EXPECT_EQ(NULL, read_models("", &error));
	ASSERT_NE(NULL, error);
	free(error);
	EXPECT_EQ(NULL, read_models(MODEL("\"EPYC\"", "{}") "nonsense", &error));
	EXPECT_EQ(0, strncmp(error, "file: value 2: ", 15)) TH_LOG("%s", error);
	free(error);
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
