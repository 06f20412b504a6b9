// SPDX-License-Identifier: GPL-2.0-or-later
/* Numbers as people and tools write them. */
#include "common.h"
#include "harness.h"
#include "util/number.h"

TEST(a_value_is_hexadecimal_with_or_without_0x)
{
	static const struct {
		const char *text;
		uint64_t num;
	} good[] = {
		{ "10", 0x10 }, { "0x10", 0x10 }, { "0X10", 0x10 }, { "010", 0x10 },
		{ "ff03", 0xff03 }, { "FF03", 0xff03 }, { "0", 0 },
		{ "0000005600000016", 0x5600000016 },
		{ "ffffffffffffffff", UINT64_MAX },
		{ "0x00000000000000000000005", 5 },
	};

	for (size_t i = 0; i < COUNT(good); i++) {
		uint64_t num = 0xdead;

		EXPECT_TRUE(ns_parse_hex(good[i].text, &num)) TH_LOG("%s", good[i].text);
		EXPECT_EQ(good[i].num, num) TH_LOG("%s", good[i].text);
	}
}

TEST(what_is_no_value_is_refused_and_changes_nothing)
{
	static const char *const bad[] = {
		"", "0x", "x1", "0x0x1", "-1", "+1", " 1", "1 ", "1z", "0x1g", "1_0", "1.0",
		"10000000000000000", "0x10000000000000000",
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		uint64_t num = 0xdead;

		EXPECT_FALSE(ns_parse_hex(bad[i], &num)) TH_LOG("%s", bad[i]);
		EXPECT_EQ(0xdead, num) TH_LOG("%s", bad[i]);
	}
}

TEST_HARNESS_MAIN
