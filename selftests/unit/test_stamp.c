// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The host's stamp: what is made of a good one, and that one which is cut off,
 * huge, hostile or newer gets its message and changes nothing else.
 */
#include <stdio.h>

#include "analysis/layers.h"
#include "common.h"
#include "harness.h"
#include "render/layers.h"
#include "model/pack.h"
#include "sources/context.h"
#include "tree.h"

#define FW_CFG "/sys/firmware/qemu_fw_cfg"
#define STAMP_DIR FW_CFG "/by_name/" NS_STAMP_NAME
#define STAMP STAMP_DIR "/raw"

FIXTURE(vm)
{
	char root[TREE_NAME];
	struct ns_snapshot *s;
};

FIXTURE_SETUP(vm)
{
	make_tree(self->root, NULL, 0);
	self->s = NULL;
}

FIXTURE_TEARDOWN(vm)
{
	ns_snapshot_free(self->s);
	EXPECT_EQ(0, remove_tree(self->root));
}

static const struct ns_value *read_stamp(FIXTURE_DATA(vm) *self, bool identify)
{
	struct ns_context ctx = { .root = self->root, .identify = identify };

	ns_snapshot_free(self->s);
	self->s = ns_snapshot_new();
	ns_read_stamp(&ctx, self->s);
	return &self->s->notes[NS_SOURCE_STAMP].state;
}

static const struct ns_value *read_text(FIXTURE_DATA(vm) *self, const char *text, size_t size)
{
	put_file(self->root, STAMP, text, size);
	return read_stamp(self, false);
}

static const struct ns_value *read_packed(FIXTURE_DATA(vm) *self, const char *text)
{
	size_t size;
	char *packed = ns_pack(text, strlen(text), &size);

	put_file(self->root, STAMP, packed, size);
	free(packed);
	return read_stamp(self, false);
}

/* Only the note shows that there was a stamp. */
static bool nothing_else(const struct ns_snapshot *s)
{
	struct ns_snapshot *empty = ns_snapshot_new();
	char *a, *b;
	bool same;

	ns_value_copy(&empty->notes[NS_SOURCE_STAMP].state, &s->notes[NS_SOURCE_STAMP].state);
	if (s->notes[NS_SOURCE_STAMP].hint)
		empty->notes[NS_SOURCE_STAMP].hint = strdup(s->notes[NS_SOURCE_STAMP].hint);
	a = to_text(empty);
	b = to_text(s);
	same = !strcmp(a, b);
	free(a);
	free(b);
	ns_snapshot_free(empty);
	return same;
}

#define EXPECT_REFUSED(note, word) do { \
	const struct ns_value *note_ = (note); \
	EXPECT_EQ(NS_UNREADABLE, note_->state); \
	ASSERT_NE(NULL, note_->why); \
	EXPECT_NE(NULL, strstr(note_->why, word)) TH_LOG("%s", note_->why); \
	EXPECT_TRUE(nothing_else(self->s)); \
} while (0)

/* A host on bare metal, or a guest of KVM on it */
static struct ns_snapshot *layer(int bit, struct ns_snapshot *parent)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_leaf kvm = { 0x40000000, { 0x40000001, 0x4b4d564b, 0x564b4d56, 0x4d } };

	set_fact(s, NS_FACT_HV_PRESENT, bit);
	ns_snapshot_note(s, NS_SOURCE_CPUID, NS_VALUE, NULL, "as this program sees it");
	if (bit)
		ns_snapshot_add_leaf(s, &kvm);
	s->parent = parent;
	return s;
}

static struct ns_snapshot *layers(int n)
{
	struct ns_snapshot *s = NULL;

	for (int i = 0; i < n; i++)
		s = layer(i > 0, s);
	return s;
}

/* The stamp before it is compressed, to be freed; takes over @s */
static char *stamp_of(struct ns_snapshot *s)
{
	char *text = to_text(s);

	ns_snapshot_free(s);
	return text;
}

TEST_F(vm, good)
{
	char *text = stamp_of(layers(2)), *got;
	const struct ns_value *note = read_packed(self, text);

	ASSERT_TRUE(ns_has(note)) TH_LOG("%s", note->why);
	EXPECT_STREQ("2 layers", note->text);
	ASSERT_NE(NULL, self->s->parent);
	got = to_text(self->s->parent);
	EXPECT_STREQ(text, got);
	free(got);
	free(text);
}

TEST_F(vm, none)
{
	const struct ns_value *note = read_stamp(self, false);

	/* A tree without it can still be of a QEMU guest. */
	EXPECT_EQ(NS_NOT_ASKED, note->state);
	EXPECT_STREQ(FW_CFG ": not captured", note->why);
	EXPECT_TRUE(nothing_else(self->s));
}

TEST_F(vm, fw_cfg_without_stamp)
{
	const struct ns_value *note;

	put_file(self->root, FW_CFG "/rev", "3\n", 2);
	note = read_stamp(self, false);
	EXPECT_EQ(NS_ABSENT, note->state);
	EXPECT_NE(NULL, strstr(note->why, "no stamp"));
}

TEST_F(vm, fw_cfg_without_module)
{
	put_file(self->root, "/sys/bus/acpi/devices/QEMU0002:00/hid", "QEMU0002\n", 9);
	EXPECT_REFUSED(read_stamp(self, false), "qemu_fw_cfg");
	EXPECT_STREQ("modprobe qemu_fw_cfg", self->s->notes[NS_SOURCE_STAMP].hint);
}

TEST_F_TIMEOUT(vm, cut_off_anywhere, 120)
{
	char *text = stamp_of(layers(2));
	size_t size = strlen(text);

	for (size_t n = 0; n < size; n += n < 400 || n > size - 400 ? 1 : 97)
		EXPECT_REFUSED(read_text(self, text, n), n ? "cut off" : "damaged");
	free(text);
}

TEST_F_TIMEOUT(vm, packed_and_cut_off_anywhere, 120)
{
	char *text = stamp_of(layers(2)), *packed;
	size_t size;

	packed = ns_pack(text, strlen(text), &size);
	for (size_t n = 0; n < size; n++)
		EXPECT_REFUSED(read_text(self, packed, n), n > 1 ? "cut off" : "damaged");
	EXPECT_TRUE(ns_has(read_text(self, packed, size)));
	free(packed);
	free(text);
}

/* Any single byte; some bytes of the header have no meaning */
TEST_F_TIMEOUT(vm, packed_and_damaged, 120)
{
	char *text = stamp_of(layers(1)), *packed;
	size_t size;

	packed = ns_pack(text, strlen(text), &size);
	for (size_t n = 10; n < size; n++) {
		packed[n] ^= 0x55;
		EXPECT_REFUSED(read_text(self, packed, size), "damaged");
		packed[n] ^= 0x55;
	}
	free(packed);
	free(text);
}

TEST_F(vm, bomb)
{
	size_t size = 40 << 20, packed_size, unpacked_size;
	const char *why;
	char *text = calloc(size, 1), *packed = ns_pack(text, size, &packed_size);

	ASSERT_LT(packed_size, NS_STAMP_MAX_SIZE);
	EXPECT_REFUSED(read_text(self, packed, packed_size), "too large");

	/* Unpacking stops long before its full size. */
	EXPECT_EQ(NULL, ns_unpack(packed, packed_size, 1 << 20, &unpacked_size, &why));
	EXPECT_LE(unpacked_size, 4 << 20);
	free(packed);
	free(text);
}

TEST_F(vm, something_behind)
{
	char *text = stamp_of(layers(1)), *packed;
	size_t size;

	packed = ns_pack(text, strlen(text), &size);
	packed = realloc(packed, size + 1);
	packed[size] = '{';
	EXPECT_REFUSED(read_text(self, packed, size + 1), "follows");
	free(packed);
	free(text);
}

/* gzip's format is a series of members, each of which may end anywhere in the text. */
TEST_F(vm, packed_in_parts)
{
	char *text = stamp_of(layers(2)), *packed = NULL;
	size_t all = strlen(text), size = 0;

	for (size_t at = 0; at < all; at += 1000) {
		size_t part;
		char *one = ns_pack(text + at, all - at < 1000 ? all - at : 1000, &part);

		packed = realloc(packed, size + part);
		memcpy(packed + size, one, part);
		size += part;
		free(one);
	}
	EXPECT_TRUE(ns_has(read_text(self, packed, size)));
	EXPECT_REFUSED(read_text(self, packed, size - 1), "cut off");
	free(packed);
	free(text);
}

/* The driver tells the length: a file that is too long is not read, and no more than the length is read. */
TEST_F(vm, size)
{
	char *text = stamp_of(layers(1));
	size_t size = strlen(text);
	char says[32];

	put_file(self->root, STAMP_DIR "/size", "99999999\n", 9);
	EXPECT_REFUSED(read_text(self, text, size), "too large and left out: over 64 KiB");
	put_file(self->root, STAMP_DIR "/size", "70\n", 3);
	EXPECT_REFUSED(read_text(self, text, size), "cut off");
	put_file(self->root, STAMP_DIR "/size", "-1\n", 3);
	EXPECT_TRUE(ns_has(read_text(self, text, size)));
	put_file(self->root, STAMP_DIR "/size", "0x\n", 3);
	EXPECT_TRUE(ns_has(read_text(self, text, size)));
	put_file(self->root, STAMP_DIR "/size", says, sprintf(says, "%zu\n", size));
	EXPECT_TRUE(ns_has(read_text(self, text, size)));
	put_file(self->root, STAMP_DIR "/size", says, sprintf(says, "%zu\n", size + 10));
	EXPECT_TRUE(ns_has(read_text(self, text, size)));
	free(text);
}

TEST_F(vm, huge)
{
	size_t size = NS_STAMP_MAX_SIZE + 1;
	char *text = calloc(size, 1);

	memset(text, ' ', size);
	EXPECT_REFUSED(read_text(self, text, size), "too large and left out: over 64 KiB");
	free(text);
}

TEST_F(vm, hostile)
{
	static const char zeros[100], nul[] = "{\"format\":\0{}}", deep[] = "[[[[[[[[[[[[[[[[[[[[[[";
	static const char type[] = "{\"format\":{\"name\":\"nestscope-snapshot\",\"version\":1},\"host\":[]}";
	static const char twice[] = "{\"format\":{\"name\":\"nestscope-snapshot\",\"version\":1,\"version\":1}}";

	EXPECT_REFUSED(read_text(self, zeros, sizeof(zeros)), "damaged");
	EXPECT_REFUSED(read_text(self, nul, sizeof(nul)), "damaged");
	EXPECT_REFUSED(read_text(self, deep, sizeof(deep)), "damaged");
	EXPECT_REFUSED(read_text(self, type, sizeof(type) - 1), "host is not an object");
	EXPECT_REFUSED(read_text(self, twice, sizeof(twice) - 1), "duplicate");
	EXPECT_REFUSED(read_text(self, "{}", 2), "not a nestscope snapshot");
	EXPECT_REFUSED(read_text(self, "7", 1), "damaged");
}

#define FORMAT_1 "{\"format\":{\"name\":\"nestscope-snapshot\",\"version\":1}"
#define FORMAT_2 "{\"format\":{\"name\":\"nestscope-snapshot\",\"version\":2},\"host\":{}"

TEST_F(vm, newer)
{
	static const char below[] = FORMAT_1 ",\"parent\":" FORMAT_2 "}}";

	EXPECT_REFUSED(read_text(self, FORMAT_2 "}", sizeof(FORMAT_2)), "newer");
	EXPECT_REFUSED(read_text(self, below, sizeof(below) - 1), "newer");
}

/* A later version's key within format 1 does no harm, and is named. */
TEST_F(vm, unknown_key)
{
	static const char text[] = FORMAT_1 ",\"tomorrow\":1}";
	const struct ns_value *note = read_text(self, text, sizeof(text) - 1);

	ASSERT_TRUE(ns_has(note));
	EXPECT_NE(NULL, strstr(note->text, "tomorrow"));
	EXPECT_NE(NULL, self->s->parent);
}

TEST_F(vm, too_many_layers)
{
	char *text = stamp_of(layers(NS_SNAPSHOT_MAX_LAYERS)), *error, *note;
	struct ns_snapshot *back;

	EXPECT_TRUE(ns_has(read_packed(self, text)));
	free(text);

	/* With this layer added it can still be read. */
	text = to_text(self->s);
	back = ns_snapshot_from_text(text, strlen(text), "x", &error, &note);
	EXPECT_NE(NULL, back) TH_LOG("%s", error);
	ns_snapshot_free(back);
	free(text);

	for (int more = 1; more < 4; more++) {
		text = stamp_of(layers(NS_SNAPSHOT_MAX_LAYERS + more));
		EXPECT_REFUSED(read_packed(self, text), "more than 8 layers");
		free(text);
	}
}

TEST_F(vm, names_only_if_asked)
{
	struct ns_snapshot *host = layers(1);
	char *text;

	set_text(host, NS_FACT_HOST_NAME, "pandora");
	ns_snapshot_add_vm(host, NULL, "kvm", "web");
	text = stamp_of(host);
	put_file(self->root, STAMP, text, strlen(text));
	free(text);

	read_stamp(self, true);
	ASSERT_NE(NULL, self->s->parent);
	EXPECT_STREQ("pandora", self->s->parent->fact[NS_FACT_HOST_NAME].text);
	EXPECT_STREQ("web", self->s->parent->vms[0].name);

	read_stamp(self, false);
	ASSERT_NE(NULL, self->s->parent);
	EXPECT_EQ(NS_NOT_ASKED, self->s->parent->fact[NS_FACT_HOST_NAME].state);
	EXPECT_EQ(NULL, self->s->parent->vms[0].name);
}

TEST(chain)
{
	struct ns_snapshot *s = layers(3);
	const struct ns_snapshot **chain;

	ASSERT_EQ(3, ns_snapshot_chain(s, &chain));
	EXPECT_EQ(s->parent->parent, chain[0]);
	EXPECT_EQ(s->parent, chain[1]);
	EXPECT_EQ(s, chain[2]);
	free(chain);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

/* ---- the number of the layer ---- */

static void check_level(struct __test_metadata *_metadata, struct ns_snapshot *s, int level,
			int at_least, const char *summary)
{
	struct ns_layer *l = ns_layer_find(s);
	char *text = ns_layer_text(l, true);

	EXPECT_EQ(level, l->level);
	EXPECT_EQ(at_least, l->at_least);
	EXPECT_NE(NULL, strstr(text, summary)) TH_LOG("%s", text);
	free(text);
	ns_layer_free(l);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

#define CHECK_LEVEL(s, level, at_least, summary) \
	check_level(_metadata, s, level, at_least, summary)

TEST(unstamped_vm)
{
	CHECK_LEVEL(layer(1, NULL), -1, 1, "guest of KVM, at least L1");
}

TEST(stamped_by_bare_metal)
{
	CHECK_LEVEL(layers(2), 1, 1, "guest of KVM, L1 as its host says");
}

TEST(stamps_nest)
{
	CHECK_LEVEL(layers(3), 2, 2, "L2 as its host says");
	CHECK_LEVEL(layers(9), 8, 8, "L8 as its host says");
}

/* The host does not know its own level: no more than one above that. */
TEST(stamped_by_a_vm_without_stamp)
{
	CHECK_LEVEL(layer(1, layer(1, NULL)), -1, 2, "guest of KVM, at least L2");
}

/* If the host does not know its level, there is no number. */
TEST(stamped_by_who_knows_nothing)
{
	CHECK_LEVEL(layer(1, ns_snapshot_new()), -1, 1, "guest of KVM, at least L1");
}

/* No registers of a guest: the claim is shown and not used. */
TEST(stamp_on_bare_metal)
{
	struct ns_snapshot *with = layer(0, layers(1)), *without = layer(0, NULL);
	struct ns_layer *a = ns_layer_find(with), *b = ns_layer_find(without);

	EXPECT_EQ(b->kind, a->kind);
	EXPECT_EQ(0, a->level);
	EXPECT_FALSE(a->level_claimed);
	EXPECT_TRUE(ns_finding_same(a->verdict, b->verdict));
	EXPECT_EQ(b->at_least, a->at_least);
	ASSERT_EQ(b->evidence_count + 1, a->evidence_count);
	EXPECT_STREQ("the host's stamp", a->evidence[b->evidence_count].what);
	EXPECT_NE(NULL, ns_finding_get(a->evidence[b->evidence_count].means, "contradicted"));
	ns_layer_free(a);
	ns_layer_free(b);
	ns_snapshot_free(with);
	ns_snapshot_free(without);
}

/* The root partition of Hyper-V on hardware: neither level 0 nor L1 */
TEST(stamp_on_a_root_partition)
{
	static const struct ns_leaf leaves[] = {
		{ 0x40000000, { 0x4000000a, 0x7263694d, 0x666f736f, 0x76482074 } },
		{ 0x40000001, { 0x31237648, 0, 0, 0 } },
		{ 0x40000003, { 0, 1u | 1u << 12, 0, 0 } },
	};
	struct ns_snapshot *s = layer(0, NULL);
	struct ns_layer *l;

	set_fact(s, NS_FACT_HV_PRESENT, 1);
	for (size_t i = 0; i < COUNT(leaves); i++)
		ns_snapshot_add_leaf(s, &leaves[i]);
	s->parent = layers(1);
	l = ns_layer_find(s);
	EXPECT_EQ(NS_LAYER_PARENT, l->kind);
	EXPECT_EQ(-1, l->level);
	EXPECT_EQ(0, l->at_least);
	EXPECT_NE(NULL, ns_finding_get(l->evidence[l->evidence_count - 1].means, "contradicted"));
	ns_layer_free(l);
	ns_snapshot_free(s);
}

/* Hyper-V in Hyper-V, which the CPU shows: at least L2, whatever a stamp says */
TEST(stamp_says_less_than_the_cpu)
{
	static const struct ns_leaf leaves[] = {
		{ 0x40000000, { 0x4000000a, 0x7263694d, 0x666f736f, 0x76482074 } },
		{ 0x40000001, { 0x31237648, 0, 0, 0 } },
		{ 0x40000004, { 1u << 12, 0, 0, 0 } },
	};
	struct ns_snapshot *s = layer(0, NULL);
	struct ns_layer *l;
	int at_least;

	set_fact(s, NS_FACT_HV_PRESENT, 1);
	for (size_t i = 0; i < COUNT(leaves); i++)
		ns_snapshot_add_leaf(s, &leaves[i]);
	l = ns_layer_find(s);
	at_least = l->at_least;
	EXPECT_EQ(2, at_least);
	ns_layer_free(l);
	s->parent = layers(1);
	l = ns_layer_find(s);
	EXPECT_EQ(-1, l->level);
	EXPECT_EQ(at_least, l->at_least);
	EXPECT_NE(NULL, ns_finding_get(l->evidence[l->evidence_count - 1].means, "contradicted"));
	ns_layer_free(l);
	ns_snapshot_free(s);
}

TEST_HARNESS_MAIN
