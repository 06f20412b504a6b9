// SPDX-License-Identifier: GPL-2.0-or-later
/* The versions of QEMU that libvirt noted: sources/qemu.c, with the files of a captured tree */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "harness.h"
#include "sources/context.h"
#include "tree.h"

#define CACHE "/var/cache/libvirt/qemu/capabilities/"

/* As virQEMUCapsFormatCache() writes it, without what is not read */
#define CAPS(arch, version) \
	"<qemuCaps>\n  <emulator>/usr/bin/qemu-system-" arch "</emulator>\n  <qemuctime>1700000000</qemuctime>\n" \
	"  <flag name='kvm'/>\n  <version>" version "</version>\n  <kvmVersion>0</kvmVersion>\n" \
	"  <package>Debian 1:7.2+dfsg-7</package>\n  <arch>" arch "</arch>\n  <cpudata type='tcg'/>\n</qemuCaps>\n"

static const struct row {
	const char *arch;
	enum ns_depth depth;
	struct file file[4];
	enum ns_state state;
	const char *versions, *why;
} rows[] = {
	{ "x86_64", NS_DEPTH_ALL, { { CACHE "a.xml", CAPS("x86_64", "7002019") } }, NS_VALUE, "7.2.19", NULL },
	{ "i686", NS_DEPTH_ALL, { { CACHE "a.xml", CAPS("x86_64", "10000002") } }, NS_VALUE, "10.0.2", NULL },
	{ "aarch64", NS_DEPTH_ALL, { { CACHE "a.xml", CAPS("x86_64", "7002019") }, { CACHE "b.xml", CAPS("aarch64", "8001000") } },
	  NS_VALUE, "8.1.0", NULL },
	/* Two emulators of one version, and one of another */
	{ "x86_64", NS_DEPTH_ALL, { { CACHE "a.xml", CAPS("x86_64", "7002019") }, { CACHE "b.xml", CAPS("i686", "7002019") },
				    { CACHE "c.xml", CAPS("x86_64", "9002001") } }, NS_VALUE, "7.2.19 9.2.1", NULL },
	/* The file's name tells what it is. */
	{ "x86_64", NS_DEPTH_ALL, { { CACHE "a.xml.new", CAPS("x86_64", "7002019") } }, NS_ABSENT, NULL, "no emulator of this architecture" },
	{ "x86_64", NS_DEPTH_ALL, { { CACHE "a.xml", CAPS("aarch64", "7002019") } }, NS_ABSENT, NULL, "no emulator of this architecture" },
	{ "x86_64", NS_DEPTH_ALL, { { CACHE "a.xml", "<qemuCaps><arch>x86_64</arch></qemuCaps>" } }, NS_ABSENT, NULL, "no emulator" },
	/* Numbers that are no version */
	{ "x86_64", NS_DEPTH_ALL, { { CACHE "a.xml", CAPS("x86_64", "0") } }, NS_ABSENT, NULL, "no emulator" },
	{ "x86_64", NS_DEPTH_ALL, { { CACHE "a.xml", CAPS("x86_64", "999999999") } }, NS_VALUE, "999.999.999", NULL },
	{ "x86_64", NS_DEPTH_ALL, { { CACHE "a.xml", CAPS("x86_64", "1000000000") } }, NS_ABSENT, NULL, "no emulator" },
	{ "x86_64", NS_DEPTH_ALL, { { CACHE "a.xml", "<qemuCaps><version>7002019</version><arch>x86_64" } }, NS_VALUE, "7.2.19", NULL },
	{ "x86_64", NS_DEPTH_CHECKS, { { CACHE "a.xml", CAPS("x86_64", "7002019") } }, NS_NOT_ASKED, NULL, NULL },
	{ "x86_64", NS_DEPTH_ALL, { { "/var/other", "x" } }, NS_NOT_ASKED, NULL, "capabilities: not captured" },
};

TEST(what_libvirt_noted)
{
	for (size_t i = 0; i < COUNT(rows); i++) {
		char root[TREE_NAME];
		struct ns_context ctx = { .root = root, .depth = rows[i].depth };
		struct ns_snapshot *s = ns_snapshot_new();
		const struct ns_value *v = &s->fact[NS_FACT_QEMU];

		make_tree(root, rows[i].file, COUNT(rows[i].file));
		set_text(s, NS_FACT_ARCH, rows[i].arch);
		ns_read_qemu(&ctx, s);
		EXPECT_EQ(0, remove_tree(root));
		EXPECT_EQ(rows[i].state, v->state) TH_LOG("row %zu: %s", i, v->why ?: "");
		EXPECT_STREQ(rows[i].versions ?: "none", v->text ?: "none") TH_LOG("row %zu", i);
		if (rows[i].why)
			EXPECT_NE(NULL, strstr(v->why ?: "", rows[i].why)) TH_LOG("row %zu: %s", i, v->why ?: "");
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
