// SPDX-License-Identifier: GPL-2.0-or-later
/* What sources/kvm.c says where /dev/kvm is not KVM's, is not there, or is not for this user */
#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common.h"
#include "harness.h"
#include "sources/arch/arch.h"
#include "sources/context.h"
#include "tree.h"

static const struct row {
	struct file file[2];
	bool nobody;		/* is the user nobody? */
	uid_t uid, gid;		/* whose /dev/kvm is */
	mode_t mode;
	enum ns_state state;
	const char *why, *hint, *shown;
} rows[] = {
	{ { { "/dev/null", "x" } }, false, 0, 0, 0, NS_ABSENT, "/dev/kvm: No such file or directory", NULL, NULL },
	{ { { "/dev/kvm", "x" } }, false, 0, 0, 0600, NS_ABSENT,
	  "/dev/kvm is not KVM's device (it knows no KVM_GET_API_VERSION)", NULL, NULL },
	{ { { "/dev/kvm/x", "x" } }, false, 0, 0, 0755, NS_ABSENT, "/dev/kvm is not KVM's device (a directory)", NULL, NULL },
	{ { { "/dev/kvm", "x" } }, true, 0, 0, 0600, NS_UNREADABLE, "/dev/kvm: Permission denied",
	  "join the group that owns /dev/kvm (often kvm), or run nestscope as root", "root:root 0600" },
	{ { { "/dev/kvm", "x" }, { "/etc/group", "root:x:0:\nkvm:x:104:somebody\n" } }, true, 0, 104, 0660, NS_UNREADABLE,
	  "/dev/kvm: Permission denied", "join the group that owns /dev/kvm (often kvm), or run nestscope as root",
	  "root:kvm 0660" },
	/* A group of another name is somebody's, and told by its number; so is a user. */
	{ { { "/dev/kvm", "x" }, { "/etc/group", "root:x:0:\nsecret:x:104:\nkvm:x:105:\n" } }, true, 1000, 104, 0640, NS_UNREADABLE,
	  "/dev/kvm: Permission denied", "join the group that owns /dev/kvm (often kvm), or run nestscope as root",
	  "1000:104 0640" },
	{ { { "/dev/kvm", "x" } }, true, 0, 104, 04660, NS_UNREADABLE, "/dev/kvm: Permission denied",
	  "join the group that owns /dev/kvm (often kvm), or run nestscope as root", "root:104 4660" },
};

static bool reads(const void *what)
{
	const struct row *row = what;
	struct ns_context ctx = { .root = "" };
	struct ns_snapshot *s = ns_snapshot_new();
	const struct ns_value *device = &s->fact[NS_FACT_KVM_DEVICE];
	const struct ns_source_note *note = &s->notes[NS_SOURCE_KVM];
	const struct ns_value *offer = &s->view[NS_VIEW_KVM][NS_REG_IA32_VMX_BASIC];
	bool good;

	if (row->mode && (chown("/dev/kvm", row->uid, row->gid) || chmod("/dev/kvm", row->mode)))
		return false;
	if (row->nobody && (setgroups(0, NULL) || setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534)))
		return false;
	ns_read_kvm(&ctx, s);
	good = same("why", row->why, device->why) && same("hint", row->hint, note->hint) &&
	       same("note", row->why, note->state.why) && same("offer", row->why, offer->why) &&
	       same("mode", row->shown, s->fact[NS_FACT_KVM_DEVICE_MODE].text);
	good = good && device->state == row->state && note->state.state == row->state && offer->state == row->state &&
	       !ns_has(&s->fact[NS_FACT_KVM_API]);
	ns_snapshot_free(s);
	return good;
}

TEST(a_device_that_cannot_be_used)
{
	/* Only root can give a file away. */
	if (geteuid())
		SKIP(return, "chown(2) is not permitted");
	for (size_t i = 0; i < COUNT(rows); i++) {
		char root[TREE_NAME];
		int is;

		make_tree(root, rows[i].file, COUNT(rows[i].file));
		/* Nobody has to get through it. */
		ASSERT_EQ(0, chmod(root, 0755));
		is = in_root(root, reads, &rows[i]);
		EXPECT_EQ(0, remove_tree(root));
		if (is < 0)
			SKIP(return, "chroot(2) is not permitted");
		EXPECT_EQ(1, is) TH_LOG("row %zu", i);
	}
}

TEST(a_captured_tree_has_no_kvm)
{
	struct ns_context ctx = { .root = "/nonexistent" };
	struct ns_snapshot *s = ns_snapshot_new();

	ns_read_kvm(&ctx, s);
	EXPECT_EQ(NS_NOT_ASKED, s->notes[NS_SOURCE_KVM].state.state);
	EXPECT_EQ(NS_NOT_ASKED, s->view[NS_VIEW_KVM][NS_REG_EFER].state);
	EXPECT_STREQ("a captured tree has no KVM to ask", s->view[NS_VIEW_KVM][NS_REG_EFER].why);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

/* What KVM answers to KVM_CHECK_EXTENSION: a truth value, a number, or an error */
TEST(a_number_of_kvm)
{
	struct ns_snapshot *s = ns_snapshot_new();

	ns_kvm_number(s, NS_FACT_KVM_NESTED_STATE, "KVM_CAP_NESTED_STATE", 4224);
	EXPECT_EQ(ns_facts[NS_FACT_KVM_NESTED_STATE].type == NS_TYPE_BOOL ? 1 : 4224, s->fact[NS_FACT_KVM_NESTED_STATE].num);
	ns_kvm_number(s, NS_FACT_KVM_ARM_EL2, "KVM_CAP_ARM_EL2", 2);
	EXPECT_EQ(NS_TYPE_BOOL, ns_facts[NS_FACT_KVM_ARM_EL2].type);
	EXPECT_EQ(1, s->fact[NS_FACT_KVM_ARM_EL2].num);
	ns_kvm_number(s, NS_FACT_KVM_ARM_EL2, "KVM_CAP_ARM_EL2", 0);
	EXPECT_TRUE(ns_has(&s->fact[NS_FACT_KVM_ARM_EL2]));
	EXPECT_EQ(0, s->fact[NS_FACT_KVM_ARM_EL2].num);
	errno = EIO;
	ns_kvm_number(s, NS_FACT_KVM_ARM_EL2, "KVM_CAP_ARM_EL2", -1);
	EXPECT_EQ(NS_UNREADABLE, s->fact[NS_FACT_KVM_ARM_EL2].state);
	EXPECT_STREQ("KVM_CAP_ARM_EL2: Input/output error", s->fact[NS_FACT_KVM_ARM_EL2].why);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
