// SPDX-License-Identifier: GPL-2.0-or-later
/* Text of any origin stays text in HTML and Markdown. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "harness.h"
#include "render/markup.h"
#include "util/alloc.h"
#include "util/text.h"

/* The output for @s between "<" and ">"; to be freed */
static char *marked(enum ns_format format, const char *s)
{
	struct ns_out out = { .format = format };
	char *text;
	size_t size;

	out.file = ns_xmemstream(&text, &size);
	ns_markup(&out, "<%s>", s);
	ns_xclose(out.file);
	return text;
}

#define EXPECT_MARKED(format, s, expected) do { \
	char *text_ = marked(format, s); \
	EXPECT_STREQ(text_, "<" expected ">"); \
	free(text_); \
} while (0)

TEST(the_format_is_written_as_it_is)
{
	struct ns_out out = { .format = NS_FORMAT_HTML };
	char *text;
	size_t size;

	out.file = ns_xmemstream(&text, &size);
	ns_markup(&out, "<b>100%%</b>");
	ns_markup(&out, "%s|%zu|%s", "a", (size_t)42, "b");
	ns_xclose(out.file);
	EXPECT_STREQ(text, "<b>100%</b>a|42|b");
	free(text);
}

TEST(html_escapes_what_is_markup)
{
	EXPECT_MARKED(NS_FORMAT_HTML, "a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;");
	EXPECT_MARKED(NS_FORMAT_HTML, "%s%n", "%s%n");
}

TEST(markdown_escapes_what_is_markup)
{
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "<b>&", "&lt;b&gt;&amp;");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "a|b*c_d`e[f]\\", "a\\|b\\*c\\_d\\`e\\[f\\]\\\\");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "#1 @user !x ~y $z", "\\#<!-- -->1 @<!-- -->user \\!x \\~y \\$z");
}

TEST(markdown_makes_no_links_of_bare_urls)
{
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "https://x.org", "https&#58;//x.org");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "see WWW.x.org", "see WWW&#46;x.org");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "mailto:a@x.org", "mailto:a@<!-- -->x.org");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "a: b. 1.2", "a: b. 1.2");
}

TEST(markdown_makes_no_links_of_numbers_and_names)
{
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "a #12, #GP, GH-3, gh-x, 1-2", "a \\#<!-- -->12, \\#GP, GH-<!-- -->3, gh-x, 1-2");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "52:54:a:01", "52:<!-- -->54:<!-- -->a:01");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "a: b:c, :x y:", "a: b:c, :x y:");
}

TEST(markdown_begins_no_block)
{
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "- a - b", "\\- a - b");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "+ a + b", "\\+ a + b");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "=== 1", "\\=== 1");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "12. a 3. b", "12\\. a 3. b");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "1) a", "1\\) a");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "12.", "12\\.");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "6.1.0 @ 3 GHz", "6.1.0 @ 3 GHz");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "     a", "&#32;    a");
}

/* In both formats: a line break becomes a blank, the others become dots. */
TEST(nothing_steers_what_shows_it)
{
	static const char *const bad[] = {
		"\x1b", "\x7f", "\b", "\xc2\x85", "\xc2\x9b", "\xe2\x80\xa8", "\xe2\x80\xa9", "\xe2\x80\xaa",
		"\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xd8\x9c", "\xe2\x80\x8e", "\xe2\x80\x8f", "\x9b", "\xc3",
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		for (int format = NS_FORMAT_MARKDOWN; format <= NS_FORMAT_HTML; format++) {
			char *text = marked(format, bad[i]);

			EXPECT_EQ(strspn(text + 1, "."), strlen(bad[i]));
			EXPECT_EQ(strlen(text), strlen(bad[i]) + 2);
			free(text);
		}
	}
	EXPECT_MARKED(NS_FORMAT_HTML, "a\r\nb\tc", "a. b c");
	EXPECT_MARKED(NS_FORMAT_MARKDOWN, "a\nb", "a b");
}

TEST(letters_of_all_scripts_stay)
{
	EXPECT_MARKED(NS_FORMAT_HTML, "\xc3\xa9\xc2\xa0\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5\xf0\x9f\x90\xa7",
		      "\xc3\xa9\xc2\xa0\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\xa5\xf0\x9f\x90\xa7");
}

TEST(errors_show_such_bytes_as_numbers)
{
	char *text = ns_visible("a\x1b\xc2\x9b\xe2\x80\xae\xff\xc3\xa9");

	EXPECT_STREQ(text, "a\\x1b\\xc2\\x9b\\xe2\\x80\\xae\\xff\xc3\xa9");
	free(text);
}

TEST(a_group_is_found_by_its_line)
{
	EXPECT_TRUE(ns_group_is("root:x:0:\nkvm:x:104:qemu\n", "kvm", 104));
	EXPECT_TRUE(ns_group_is("kvm::36:", "kvm", 36));
	/* Another group whose name ends like that, or a member */
	EXPECT_TRUE(ns_group_is("noxkvm:x:103:\nusers:x:100:kvm\nkvm:x:104:", "kvm", 104));
	EXPECT_FALSE(ns_group_is("noxkvm:x:104:\n", "kvm", 104));
	EXPECT_FALSE(ns_group_is("kvm:x:4294967400:\n", "kvm", 104));
	EXPECT_TRUE(ns_group_is("kvm:x:4294967294:\n", "kvm", 4294967294u));
	EXPECT_FALSE(ns_group_is("kvm2:x:104:\n", "kvm", 104));
	EXPECT_FALSE(ns_group_is("kvm:x:1045:\n", "kvm", 104));
	EXPECT_FALSE(ns_group_is("kvm:\nx:104:\n", "kvm", 104));
	EXPECT_FALSE(ns_group_is("", "kvm", 104));
}

TEST_HARNESS_MAIN
