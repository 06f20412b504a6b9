// SPDX-License-Identifier: GPL-2.0-or-later
/* Findings: the table is complete, and rows become the right sentences. */
#include "analysis/finding.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"

/* ---- the table ---- */

static bool is_code(const char *code)
{
	size_t len = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return len > 2 && !code[len] && code[0] != '-' && code[len - 1] != '-';
}

TEST(every_code_is_in_the_table_once)
{
	for (int i = 0; i < NS_CODE_COUNT; i++) {
		EXPECT_TRUE(is_code(ns_finding_rows[i].code)) {
			TH_LOG("\"%s\"", ns_finding_rows[i].code);
		}
		for (int j = 0; j < i; j++)
			EXPECT_STRNE(ns_finding_rows[i].code, ns_finding_rows[j].code);
	}
	for (int i = 1; i < NS_REMEDY_COUNT; i++) {
		EXPECT_TRUE(is_code(ns_remedy_rows[i].code)) {
			TH_LOG("\"%s\"", ns_remedy_rows[i].code);
		}
		for (int j = 1; j < i; j++)
			EXPECT_STRNE(ns_remedy_rows[i].code, ns_remedy_rows[j].code);
	}
}

/* Balanced braces, each with a name that code can set */
static bool is_template(const char *text)
{
	int depth = 0;

	for (const char *p = text; *p; p++) {
		if (*p == '{') {
			p += p[1] == '?' || p[1] == '!';
			if (!strspn(p + 1, "abcdefghijklmnopqrstuvwxyz0123456789_."))
				return false;
			depth++;
		} else if (*p == '}' && --depth < 0) {
			return false;
		}
	}
	return !depth && *text;
}

TEST(every_sentence_can_be_filled_in)
{
	for (int i = 0; i < NS_CODE_COUNT; i++) {
		const char *text = ns_finding_rows[i].text;

		EXPECT_TRUE(is_template(text) && text[strlen(text) - 1] != '.') {
			TH_LOG("%s: \"%s\"", ns_finding_rows[i].code, text);
		}
		EXPECT_STRNE("", ns_finding_rows[i].source);
	}
	for (int i = 1; i < NS_REMEDY_COUNT; i++) {
		EXPECT_TRUE(is_template(ns_remedy_rows[i].text)) {
			TH_LOG("%s: \"%s\"", ns_remedy_rows[i].code, ns_remedy_rows[i].text);
		}
	}
}

static void expect_outline(struct __test_metadata *_metadata, const char *template, const char *expected)
{
	char *text = ns_template_text(template);

	EXPECT_STREQ(expected, text);
	free(text);
}

TEST(a_sentence_without_arguments_can_be_read)
{
	expect_outline(_metadata, "no braces", "no braces");
	expect_outline(_metadata, "{module}.{param} is {value}", "<module>.<param> is <value>");
	expect_outline(_metadata, "the CPU has no {bit.short}", "the CPU has no <bit>");
	expect_outline(_metadata, "KVM{?module: ({module})} is loaded", "KVM[ (<module>)] is loaded");
	expect_outline(_metadata, "it {?live:has}{!live:will have} VMX", "it [has | will have] VMX");
	expect_outline(_metadata, "{?a:x{?b:y}{!b:z}}{?c:w}", "[x[y | z]][w]");
	for (int i = 0; i < NS_CODE_COUNT; i++) {
		char *text = ns_template_text(ns_finding_rows[i].text);

		EXPECT_EQ(NULL, strpbrk(text, "{}")) {
			TH_LOG("%s: %s", ns_finding_rows[i].code, text);
		}
		free(text);
	}
}

/* ---- a finding ---- */

static void expect_text(struct __test_metadata *_metadata, const struct ns_finding *f,
			const char *expected)
{
	char *text = ns_finding_text(f);

	EXPECT_STREQ(expected, text);
	free(text);
}

TEST(words_follow_which_arguments_are_set)
{
	struct ns_finding *f = ns_finding_new(NS_FOUND_KVM_USABLE), *copy;

	ns_finding_set(f, "api", "%d", 12);
	ns_finding_set(f, "isa", "VMX");
	expect_text(_metadata, f, "/dev/kvm works (API version 12), provided by an unknown module with VMX");
	ns_finding_set(f, "module", "%s", "kvm_{intel}");
	copy = ns_finding_copy(f);
	ns_finding_free(f);
	expect_text(_metadata, copy, "/dev/kvm works (API version 12), provided by kvm_{intel} with VMX");
	EXPECT_EQ(NULL, ns_finding_remedy(copy));
	ns_finding_free(copy);
}

TEST(a_missing_argument_is_shown_as_a_question_mark)
{
	struct ns_finding *f = ns_finding_new(NS_FOUND_KVM_USABLE);

	ns_finding_set(f, "isa", "%s", "");
	expect_text(_metadata, f, "/dev/kvm works (API version ?), provided by an unknown module");
	ns_finding_free(f);
}

TEST(json_has_the_code_and_the_values_that_it_rests_on)
{
	struct ns_finding *f = ns_finding_new(NS_FOUND_KVM_USABLE);
	struct ns_snapshot *s = ns_snapshot_new();
	json_t *j, *ground;

	ns_value_num(&s->view[NS_VIEW_CPU][NS_REG_VM_CR], NS_SOURCE_MSR, 0x18);
	ns_finding_set(f, "api", "%d", 12);
	ns_finding_on_register(f, s, NS_VIEW_CPU, NS_REG_VM_CR);
	ns_finding_on_fact(f, s, NS_FACT_KVM_DEVICE);
	f->remedy = NS_REMEDY_LOAD_MODULE;
	f->layer = strdup("L0");
	j = ns_finding_to_json(f);
	EXPECT_STREQ("kvm-usable", json_string_value(json_object_get(j, "finding")));
	EXPECT_STREQ("ok", json_string_value(json_object_get(j, "severity")));
	EXPECT_STREQ("L0", json_string_value(json_object_get(j, "layer")));
	EXPECT_STREQ("12", json_string_value(json_object_get(json_object_get(j, "arguments"), "api")));
	ground = json_array_get(json_object_get(j, "evidence"), 0);
	EXPECT_STREQ("VM_CR", json_string_value(json_object_get(ground, "what")));
	EXPECT_STREQ("0x18", json_string_value(json_object_get(ground, "value")));
	EXPECT_STREQ("msr", json_string_value(json_object_get(ground, "source")));
	ground = json_array_get(json_object_get(j, "evidence"), 1);
	EXPECT_STREQ("not-asked", json_string_value(json_object_get(ground, "state")));
	EXPECT_STREQ("load-module",
		     json_string_value(json_object_get(json_object_get(j, "remedy"), "code")));
	json_decref(j);
	ns_snapshot_free(s);
	ns_finding_free(f);
}

TEST_HARNESS_MAIN
