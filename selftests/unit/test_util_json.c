// SPDX-License-Identifier: GPL-2.0-or-later
/* JSON output can contain any bytes; a value that cannot be made ends the program. */
#include <math.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common.h"
#include "exit.h"
#include "harness.h"
#include "util/json.h"
#include "util/text.h"

static const struct {
	const char *bytes, *text;
} not_utf8[] = {
	{ "", "" },
	{ "plain \\ \"quoted\"", "plain \\ \"quoted\"" },
	{ "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80", "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x98\x80" },
	{ "a\xff\xfe" "b\x01", "a\\xff\\xfe" "b\x01" },
	{ "\xc3\xa4\xff\xc3\xb6", "\xc3\xa4\\xff\xc3\xb6" },
	{ "cut \xe2\x82", "cut \\xe2\\x82" },
	{ "alone \x80\xbf", "alone \\x80\\xbf" },
	{ "overlong \xc0\xaf \xe0\x80\xaf \xf0\x80\x80\xaf",
	  "overlong \\xc0\\xaf \\xe0\\x80\\xaf \\xf0\\x80\\x80\\xaf" },
	{ "surrogate \xed\xa0\x80", "surrogate \\xed\\xa0\\x80" },
	{ "beyond \xf4\x90\x80\x80 \xf8\x88\x80\x80\x80", "beyond \\xf4\\x90\\x80\\x80 \\xf8\\x88\\x80\\x80\\x80" },
};

TEST(bytes_that_are_not_utf8_are_escaped)
{
	for (size_t i = 0; i < COUNT(not_utf8); i++) {
		json_t *j = ns_json_string(not_utf8[i].bytes);

		EXPECT_STREQ(not_utf8[i].text, json_string_value(j));
		json_decref(j);
	}
	EXPECT_NO_LEAK();
}

TEST(keys_that_are_not_utf8_are_escaped)
{
	json_t *o = ns_json_object();

	for (size_t i = 0; i < COUNT(not_utf8); i++) {
		ns_json_set_int(o, not_utf8[i].bytes, i);
		EXPECT_EQ(i, json_integer_value(json_object_get(o, not_utf8[i].text)));
	}
	json_decref(o);
	EXPECT_NO_LEAK();
}

/* Exactly what jansson accepts as UTF-8 is not escaped. */
TEST(jansson_agrees_on_what_is_utf8)
{
	for (unsigned int n = 1; n < 1 << 24; n += n < 0x10000 ? 1 : 251) {
		char s[4] = { n, n >> 8, n >> 16 };
		bool good = true;
		json_t *j = json_string(s);

		for (const char *p = s; *p && good; p += ns_utf8_length(p))
			good = ns_utf8_length(p);
		EXPECT_EQ(!!j, good) TH_LOG("%06x", n);
		json_decref(j);
	}
}

TEST(what_is_no_number_or_no_text_is_null)
{
	json_t *o = ns_json_object();
	char *text;

	ns_json_set_real(o, "nan", NAN);
	ns_json_set_real(o, "infinite", INFINITY);
	ns_json_set_real(o, "half", 0.5);
	ns_json_set_string(o, "none", NULL);
	ns_json_set_bool(ns_json_child(o, "child"), "yes", true);
	ns_json_set_hex(ns_json_child(o, "child"), "hex", 0x2a, 8);
	text = ns_json_text(o);
	EXPECT_STREQ("{\"nan\":null,\"infinite\":null,\"half\":0.5,\"none\":null,"
		     "\"child\":{\"yes\":true,\"hex\":\"0x0000002a\"}}", text);
	free(text);
	json_decref(o);
	EXPECT_NO_LEAK();
}

static int allowed;

static void *scarce(size_t size)
{
	return allowed-- > 0 ? malloc(size) : NULL;
}

static void make_all(void)
{
	json_t *o = ns_json_object(), *list = ns_json_array();
	char *text;

	ns_json_append(list, ns_json_string("a\xff"));
	ns_json_append(list, ns_json_real(0.5));
	ns_json_set(o, "list", list);
	for (int i = 0; i < 20; i++)
		ns_json_set_int(o, (char[]){ 'a' + i, '\0' }, i);
	text = ns_json_text(o);
	free(text);
	json_decref(o);
}

/* The exit status of a child with memory for @n of jansson's requests; -1 if a signal ended it. */
static int status_with(int n)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(126);
		allowed = n;
		json_set_alloc_funcs(scarce, free);
		make_all();
		_exit(allowed > 0 ? 0 : 125);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(a_format_makes_what_it_says)
{
	json_t *j = ns_json_pack("{s:s, s:s?, s:s*, s:[i, I, f, b], s:o, s:o*, s:{s:b}}", "text", "a\xff",
				 "null", NULL, "left out", NULL, "list", -1, 1ll << 40, 0.5, 1,
				 "value", ns_json_int(7), "no value", NULL, "object", "no", 0);
	char *text = ns_json_text(j);

	EXPECT_STREQ("{\"text\":\"a\\\\xff\",\"null\":null,\"list\":[-1,1099511627776,0.5,true],"
		     "\"value\":7,\"object\":{\"no\":false}}", text);
	free(text);
	json_decref(j);
	EXPECT_NO_LEAK();
}

TEST(out_of_memory_at_every_allocation_exits_with_3)
{
	int enough = 0;

	while (enough < 1000 && status_with(enough) == NS_EXIT_UNKNOWN)
		enough++;
	EXPECT_LT(20, enough);
	EXPECT_GT(1000, enough);
	EXPECT_EQ(0, status_with(enough + 1)) TH_LOG("after %d allocations", enough);
}

TEST(a_value_in_the_wrong_place_exits_with_3)
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		if (!freopen("/dev/null", "w", stderr))
			_exit(126);
		ns_json_set_int(ns_json_array(), "key", 1);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	EXPECT_EQ(NS_EXIT_UNKNOWN, WEXITSTATUS(status));
}

TEST(bad_text_is_refused_with_its_place)
{
	static const char text[] = "{\n\"a\":1,\n\"a\":2}";
	char *error = NULL;
	json_t *j = ns_json_parse(text, strlen(text), "file", &error);

	EXPECT_EQ(NULL, j);
	ASSERT_NE(NULL, error);
	EXPECT_EQ(error, strstr(error, "file:3:")) TH_LOG("%s", error);
	free(error);
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
