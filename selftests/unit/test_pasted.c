// SPDX-License-Identifier: GPL-2.0-or-later
/* Text as it is pasted, made plain */
#include "common.h"
#include "harness.h"
#include "util/pasted.h"

static const struct {
	const char *pasted, *plain;
} texts[] = {
	{ "", "" },
	{ "a\nb", "a\nb\n" },
	/* What terminals add */
	{ "\033[01;31m\033[Ka\033[m b\033[0m\n", "a b\n" },
	{ "\033[38:2::1:2:3ma\033[m\n\033[?2004l\ra\033(B\n", "a\na\n" },
	{ "\033]0;root@host: ~\a# a\n\033]8;;file:///x\033\\a\033]8;;\033\\\n\033=a\n", "# a\na\na\n" },
	{ "\033]0;no end\na\033[1\na\033\n", "\na\na\033\n" },
	{ "^[[1ma^[[0m\\e[mb#033[1mc\n", "abc\n" },
	{ "a  \t\r\n\ra\v\n", "a\na\n" },
	{ "a\rb\r", "a\nb\n" },
	/* Marks of mail */
	{ "> a\n>   b\n> > c\n>>d\n | e\n>\n", "a\n  b\nc\nd\ne\n\n" },
	{ "<a\n  >b\n", "<a\n  >b\n" },
	/* Fences, and code that is indented */
	{ "a\n```xml\n <b>\n```\nc\n", "a\n\n <b>\n\nc\n" },
	{ "1. a\n   ~~~\n    b\n   c\n   ~~~\n   d\n", "1. a\n\n b\nc\n\n   d\n" },
	{ "```a b\nc```\n", "a b\nc\n" },
	{ "```<a>\n</a>\n```\n", "<a>\n</a>\n\n" },
	{ "<pre>a\nb</pre>\n[code]\n  c\n[/CODE]\n", "a\nb\n\n  c\n\n" },
	{ "`a`\n    `b`\n", "a\nb\n" },
	{ "    a\n      b\n\n    c\n", "a\n  b\n\nc\n" },
	{ "\ta\n\t\tb\n", "a\n\tb\n" },
	{ "  a\n b\n", " a\nb\n" },
	{ "   a (1/ecx):\n      b\n", "   a (1/ecx):\n      b\n" },
	{ "       a (1/ecx):\n          b\n", "   a (1/ecx):\n      b\n" },
	{ "Hello\n\n    a\n      b\n\n    c\n d\n\tf\n", "Hello\n\na\n  b\n\nc\n d\n\tf\n" },
	{ "a\n    b\n", "a\n    b\n" },
	{ "a\n\n\tb\n\nc\n\n\td\n", "a\n\n\tb\n\nc\n\n\td\n" },
	/* Numbers of lines */
	{ "     1\ta\n     2\t  b\n     3\n", "a\n  b\n\n" },
	{ "1:a\n2: b\n3:c\n", "a\n b\nc\n" },
	{ "1\n2\n3\n", "1\n2\n3\n" },
	{ "1 a\n2 b\n", "1 a\n2 b\n" },
	{ "1 a\n2 b\n4 c\n", "1 a\n2 b\n4 c\n" },
	{ "2 a\n3 b\n4 c\n", "2 a\n3 b\n4 c\n" },
	/* Characters */
	{ "\xef\xbb\xbf" "a\u00a0b\u200b\n\ufeffc\u2028d\n", "a b\nc\nd\n" },
	{ "\u201ca\u201d \u2018b\u2019\n", "\"a\" 'b'\n" },
	{ "\u201ca\u201d \"\u2018b\u2019'\n", "\u201ca\u201d \"\u2018b\u2019'\n" },
	{ "&lt;a b=&quot;&amp;lt;&quot;/&gt;&nbsp;&#39;\n", "<a b=\"&lt;\"/> '\n" },
	{ "<a>&lt;</a>\n", "<a>&lt;</a>\n" },
};

TEST(what_pasting_adds_is_taken_away)
{
	for (size_t i = 0; i < COUNT(texts); i++) {
		size_t size = strlen(texts[i].pasted);
		char *plain = ns_pasted_text(texts[i].pasted, &size);

		EXPECT_STREQ(texts[i].plain, plain) TH_LOG("%s", texts[i].pasted);
		EXPECT_EQ(strlen(texts[i].plain), size);
		free(plain);
	}
	EXPECT_NO_LEAK();
}

/* With a mark or without one; a NUL of any other text stays, for whom it is an error. */
TEST(utf16_becomes_utf8)
{
	static const struct {
		const char *pasted;
		size_t size;
		const char *plain;
	} wide[] = {
		{ "\xff\xfe" "a\0\r\0\n\0", 8, "a\n" }, { "\xfe\xff\0a\0\n", 6, "a\n" },
		{ "a\0b\0c\0d\0\n\0", 10, "abcd\n" }, { "\0a\0b\0c\0d\0\n", 10, "abcd\n" },
	};
	size_t size = 4;
	char *plain = ns_pasted_text("a\0b\n", &size);

	EXPECT_TRUE(size == 4 && !memcmp(plain, "a\0b\n", 4));
	free(plain);
	for (size_t i = 0; i < COUNT(wide); i++) {
		size = wide[i].size;
		plain = ns_pasted_text(wide[i].pasted, &size);
		EXPECT_STREQ(wide[i].plain, plain);
		free(plain);
	}
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
