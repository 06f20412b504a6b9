// SPDX-License-Identifier: GPL-2.0-or-later
/* Which VM belongs to which host, without identifying them */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness.h"
#include "model/identity.h"
#include "model/json.h"
#include "sources/context.h"
#include "tree.h"

#define UUID "c0ffee00-1234-4abc-8def-0123456789ab"
#define UUID_UPPER "C0FFEE00-1234-4ABC-8DEF-0123456789AB"
/* The first half of HMAC-SHA256, as computed by Python's hmac */
#define HASH "30d8354eda4437a81e23a3b69b6bcb4e"
#define OTHER "4c4c4544-0042-3510-8051-b7c04f4a3233"

FIXTURE(hash) {};
FIXTURE_SETUP(hash) {}
FIXTURE_TEARDOWN(hash) {}
FIXTURE_VARIANT(hash)
{
	const char *uuid;
	const char *hash;
};

#define HASH_CASE(name, text, result) \
	FIXTURE_VARIANT_ADD(hash, name) { .uuid = text, .hash = result }

HASH_CASE(lower, UUID, HASH);
HASH_CASE(upper, UUID_UPPER, HASH);
HASH_CASE(zeros, "00000000-0000-0000-0000-000000000000", NULL);
HASH_CASE(ones, "ffffffff-ffff-ffff-ffff-ffffffffffff", NULL);
HASH_CASE(ones_upper, "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", NULL);
HASH_CASE(ami, "03000200-0400-0500-0006-000700080009", NULL);
HASH_CASE(empty, "", NULL);
HASH_CASE(no_dashes, "c0ffee0012344abc8def0123456789ab", NULL);
HASH_CASE(short_one, "c0ffee00-1234-4abc-8def-0123456789a", NULL);
HASH_CASE(long_one, UUID "0", NULL);
HASH_CASE(blank, " " UUID, NULL);
HASH_CASE(no_hex, "c0ffee00-1234-4abc-8def-0123456789ag", NULL);
HASH_CASE(dash_moved, "c0ffee0-01234-4abc-8def-0123456789ab", NULL);
HASH_CASE(words, "Not Settable", NULL);

TEST_F(hash, is)
{
	char *hash = ns_uuid_hash(variant->uuid);

	if (variant->hash) {
		ASSERT_NE(NULL, hash);
		EXPECT_STREQ(variant->hash, hash);
	} else {
		EXPECT_EQ(NULL, hash);
	}
	free(hash);
}

TEST(another_uuid_has_another_hash)
{
	char *a = ns_uuid_hash(UUID), *b = ns_uuid_hash(OTHER);

	ASSERT_NE(NULL, a);
	ASSERT_NE(NULL, b);
	EXPECT_STRNE(a, b);
	free(a);
	free(b);
}

/* A captured tree with one process, and the snapshot of it */
FIXTURE(tree)
{
	char root[TREE_NAME];
	struct ns_snapshot *s;
};

FIXTURE_SETUP(tree)
{
	make_tree(self->root, NULL, 0);
	self->s = NULL;
}

FIXTURE_TEARDOWN(tree)
{
	ns_snapshot_free(self->s);
	EXPECT_EQ(0, remove_tree(self->root));
}

static void collect(FIXTURE_DATA(tree) *self, bool identify)
{
	struct ns_context ctx = { .root = self->root, .identify = identify };

	ns_snapshot_free(self->s);
	self->s = ns_snapshot_new();
	ns_read_identity(&ctx, self->s);
}

#define CMDLINE(words) put_file(self->root, "/proc/77/cmdline", words, sizeof(words))

TEST_F(tree, machine)
{
	put_file(self->root, "/sys/class/dmi/id/product_uuid", UUID_UPPER "\n", 37);
	collect(self, false);
	ASSERT_TRUE(ns_has(&self->s->fact[NS_FACT_UUID_HASH]));
	EXPECT_STREQ(HASH, self->s->fact[NS_FACT_UUID_HASH].text);
	EXPECT_EQ(NS_NOT_ASKED, self->s->fact[NS_FACT_HOST_NAME].state);
}

TEST_F(tree, machine_without_uuid)
{
	put_file(self->root, "/sys/class/dmi/id/product_uuid", "Not Settable\n", 13);
	collect(self, false);
	EXPECT_EQ(NS_ABSENT, self->s->fact[NS_FACT_UUID_HASH].state);
	EXPECT_EQ(NS_ABSENT, self->s->fact[NS_FACT_VM_PROGRAMS].state);
}

TEST_F(tree, host_name_if_asked)
{
	put_file(self->root, "/proc/sys/kernel/hostname", "pandora\n", 8);
	collect(self, true);
	ASSERT_TRUE(ns_has(&self->s->fact[NS_FACT_HOST_NAME]));
	EXPECT_STREQ("pandora", self->s->fact[NS_FACT_HOST_NAME].text);
}

TEST_F(tree, qemu)
{
	CMDLINE("/usr/bin/qemu-system-x86_64\0-name\0guest=web,debug-threads=on\0-uuid\0" UUID);
	collect(self, false);
	ASSERT_EQ(1, self->s->vm_count);
	EXPECT_STREQ("qemu-system-x86_64", self->s->vms[0].program);
	EXPECT_STREQ(HASH, self->s->vms[0].uuid_hash);
	EXPECT_EQ(NULL, self->s->vms[0].name);
	EXPECT_EQ(1, self->s->fact[NS_FACT_VM_PROGRAMS].num);

	collect(self, true);
	ASSERT_EQ(1, self->s->vm_count);
	EXPECT_STREQ("web", self->s->vms[0].name);
}

TEST_F(tree, qemu_name_without_key)
{
	CMDLINE("kvm\0-name\0process=x,a,,b\0--uuid\0" UUID_UPPER);
	collect(self, true);
	ASSERT_EQ(1, self->s->vm_count);
	EXPECT_STREQ("kvm", self->s->vms[0].program);
	EXPECT_STREQ("a,b", self->s->vms[0].name);
	EXPECT_STREQ(HASH, self->s->vms[0].uuid_hash);
}

/* The last one applies to the VM. */
TEST_F(tree, qemu_smbios)
{
	CMDLINE("/opt/x/qemu-kvm\0-uuid\0" OTHER
		"\0-smbios\0type=0,vendor=x\0-smbios\0type=1,manufacturer=a,,uuid=" OTHER ",uuid=" UUID
		"\0-smbios\0type=3,uuid=" OTHER);
	collect(self, false);
	ASSERT_EQ(1, self->s->vm_count);
	EXPECT_STREQ(HASH, self->s->vms[0].uuid_hash);
}

TEST_F(tree, cloud_hypervisor)
{
	CMDLINE("cloud-hypervisor\0--platform\0num_pci_segments=1,uuid=" UUID);
	collect(self, false);
	ASSERT_EQ(1, self->s->vm_count);
	EXPECT_STREQ(HASH, self->s->vms[0].uuid_hash);
}

TEST_F(tree, vm_without_uuid)
{
	CMDLINE("qemu-system-x86_64\0-append\0x\0-uuid");
	collect(self, false);
	ASSERT_EQ(1, self->s->vm_count);
	EXPECT_EQ(NULL, self->s->vms[0].uuid_hash);
}

/* From a title, or a command line in one string, only the program's name is used. */
TEST_F(tree, one_text)
{
	CMDLINE("/opt/x/qemu-system-x86_64 -name secret -uuid " UUID " -drive file=/secret/kvm");
	collect(self, true);
	ASSERT_EQ(1, self->s->vm_count);
	EXPECT_STREQ("qemu-system-x86_64", self->s->vms[0].program);
	EXPECT_EQ(NULL, self->s->vms[0].name);
	EXPECT_EQ(NULL, self->s->vms[0].uuid_hash);
}

/* Programs whose arguments only mention one */
TEST_F(tree, no_vm)
{
	CMDLINE("vi\0qemu-system-x86_64\0-uuid\0" UUID);
	put_file(self->root, "/proc/78/cmdline", "", 0);
	put_file(self->root, "/proc/79/cmdline", "kvm-helper", 11);
	put_file(self->root, "/proc/self/cmdline", "kvm", 4);
	collect(self, true);
	EXPECT_EQ(0, self->s->vm_count);
	EXPECT_TRUE(ns_has(&self->s->fact[NS_FACT_VM_PROGRAMS]));
	EXPECT_EQ(0, self->s->fact[NS_FACT_VM_PROGRAMS].num);
}

/* Cut off anywhere, since a process can overwrite it */
TEST_F(tree, half_a_command_line)
{
	static const char whole[] = "qemu-system-x86_64\0-name\0a,,\0-smbios\0type=1,uuid=" UUID;

	for (size_t n = 0; n < sizeof(whole); n++) {
		put_file(self->root, "/proc/77/cmdline", whole, n);
		collect(self, true);
		EXPECT_EQ(n >= 11, self->s->vm_count);
	}
}

TEST(redacted_in_every_layer)
{
	struct ns_snapshot *s = ns_snapshot_new(), *p = ns_snapshot_new();
	char *text;
	json_t *j;

	s->parent = p;
	for (struct ns_snapshot *l = s; l; l = l->parent) {
		ns_value_text(&l->fact[NS_FACT_HOST_NAME], NS_SOURCE_PROCFS, "pandora");
		ns_snapshot_add_vm(l, HASH, "kvm", "pandora");
	}
	ns_snapshot_redact(s);
	j = ns_snapshot_to_json(s);
	text = json_dumps(j, 0);
	EXPECT_EQ(NULL, strstr(text, "pandora"));
	EXPECT_NE(NULL, strstr(text, HASH));
	free(text);
	json_decref(j);
	ns_snapshot_free(s);
}

TEST_HARNESS_MAIN
