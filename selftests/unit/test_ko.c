// SPDX-License-Identifier: GPL-2.0-or-later
/* How sources/ko.c reads the files of a system and of a captured tree, and what analysis/ko.c says of them */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/ko.h"
#include "common.h"
#include "harness.h"
#include "render/finding.h"
#include "sources/ko.h"
#include "tree.h"

static const struct system {
	bool live;
	struct file file[3];
	bool unread;
	const char *unsearched;
	bool no_modules;
} systems[] = {
	/* The users of the module are known only if all processes were looked at. */
	{ true, { { "/sys/module/nestscope/refcnt", "1\n" } }, true, "the kernel's release was not read" },
	{ true, { { "/sys/module/nestscope/refcnt", "0\n" } }, false, "the kernel's release was not read" },
	{ true, { { "/sys/module/nestscope/refcnt", "1\n" }, { "/proc/sys/kernel/osrelease", "6.1.0\n" } }, false, NULL, true },
	{ true, { { "/proc/modules", "" }, { "/proc/sys/kernel/osrelease", "6.1.0\n" } }, false, NULL },
	{ false, { { "/sys/module/nestscope/refcnt", "1\n" }, { "/proc/sys/kernel/osrelease", "6.1.0\n" } }, true,
	  "/lib/modules/6.1.0/modules.dep: not captured" },
	{ false, { { "/sys/module/nestscope/refcnt", "0\n" } }, false, "the kernel's release was not read" },
	{ false, { { "/sys/module/nestscope/refcnt", "0\n" }, { "/proc/sys/kernel/osrelease", "../6.1.0\n" } }, false,
	  "the kernel's release was not read" },
};

static bool reads(const struct system *system, const char *root)
{
	struct ns_context ctx = { .root = root };
	struct ns_ko ko;
	bool same;

	ns_ko_read(&ctx, &ko);
	ns_ko_find(&ctx, &ko, NULL);
	same = ko.holders_unread == system->unread && ko.no_modules == system->no_modules && !strcmp(ko.unsearched ?: "", system->unsearched ?: "");
	if (!same)
		fprintf(stderr, "# %d, %d, \"%s\"\n", ko.holders_unread, ko.no_modules, ko.unsearched ?: "");
	ns_ko_clear(&ko);
	return same;
}

static bool reads_live(const void *system)
{
	return reads(system, "");
}

TEST(what_was_not_looked_at)
{
	for (size_t i = 0; i < COUNT(systems); i++) {
		char root[TREE_NAME];
		int ret;

		make_tree(root, systems[i].file, COUNT(systems[i].file));
		ret = systems[i].live ? in_root(root, reads_live, &systems[i]) : reads(&systems[i], root);
		EXPECT_EQ(0, remove_tree(root));
		if (ret < 0)
			SKIP(return, "chroot(2) is not permitted");
		EXPECT_EQ(1, ret) { TH_LOG("system %zu", i); }
	}
	EXPECT_NO_LEAK();
}

/* What is said of a module, and what it rests on */
struct say {
	struct ns_ko ko;
	enum { STATE, DIFFERS, CANNOT_LOAD, LOAD, UNLOAD } of;
	int err;
	enum ns_code code;	/* 0: nothing */
	const char *text;
};

#define FILE_HERE .file = "/lib/nestscope.ko", .release = "6.1.0"
#define GOOD_FILE FILE_HERE, .vermagic = "6.1.0 SMP preempt", .signer = "Debian"

static const struct say sayings[] = {
	{ { .told = false }, STATE, 0, NS_FOUND_KO_UNTOLD, "neither /sys/module nor /proc/modules can be read" },
	{ { .told = true }, STATE, 0, NS_FOUND_KO_NOT_LOADED, "not loaded" },
	{ { .told = true, .loaded = true }, STATE, 0, NS_FOUND_KO_LOADED, "loaded" },
	{ { .told = true, .loaded = true, .version = NS_VERSION }, STATE, 0, NS_FOUND_KO_LOADED, "version " NS_VERSION ", as this program" },
	{ { .told = true, .loaded = true, .version = "0.0.1" }, STATE, 0, NS_FOUND_KO_OTHER_VERSION,
	  "version 0.0.1; this program is " NS_VERSION },

	/* live_vmcs=1 is asked for, and nothing is of vmread_timing. */
	{ { .told = true }, DIFFERS, 0, 0, NULL },
	{ { .loaded = true, .value = { "Y", "N" } }, DIFFERS, 0, 0, NULL },
	{ { .loaded = true, .value = { "N", "Y" } }, DIFFERS, 0, NS_FOUND_KO_LOADED_OTHERWISE, "live_vmcs=N" },
	{ { .loaded = true }, DIFFERS, 0, NS_FOUND_KO_LOADED_OTHERWISE, "live_vmcs=?" },
	{ { .loaded = true, .version = "0.0.1", .value = { "Y", "N" } }, DIFFERS, 0, NS_FOUND_KO_OTHER_VERSION, "version 0.0.1" },

	{ { GOOD_FILE }, CANNOT_LOAD, 0, 0, NULL },
	{ { GOOD_FILE, .disabled = 1 }, CANNOT_LOAD, 0, NS_FOUND_KO_DISABLED, "kernel.modules_disabled is 1" },
	{ { GOOD_FILE, .disabled = -1, .sig_enforce = -1 }, CANNOT_LOAD, 0, 0, NULL },
	{ { .release = "6.1.0" }, CANNOT_LOAD, 0, NS_FOUND_KO_NO_FILE, "no nestscope.ko for 6.1.0" },
	{ { .release = "6.1.0", .no_modules = true }, CANNOT_LOAD, 0, NS_FOUND_KO_NO_MODULES, "no support for modules" },
	{ { .unsearched = "/x: Permission denied" }, CANNOT_LOAD, 0, NS_FOUND_KO_NOT_SEARCHED, "(/x: Permission denied)" },
	{ { GOOD_FILE, .no_libkmod = "libkmod.so.2: no such file" }, CANNOT_LOAD, 0, NS_FOUND_KO_NO_LIBKMOD,
	  "it cannot be loaded: libkmod.so.2: no such file" },
	{ { FILE_HERE }, CANNOT_LOAD, 0, NS_FOUND_KO_NOT_A_MODULE, "/lib/nestscope.ko cannot be read" },
	{ { FILE_HERE, .signer = "Debian" }, CANNOT_LOAD, 0, 0, NULL },
	{ { .file = "/x", .vermagic = "6.1.0 SMP", .signer = "" }, CANNOT_LOAD, 0, 0, NULL },
	{ { FILE_HERE, .vermagic = "6.1.0-50 SMP", .signer = "" }, CANNOT_LOAD, 0, NS_FOUND_KO_OTHER_KERNEL,
	  "was built for 6.1.0-50, and this kernel is 6.1.0" },
	{ { FILE_HERE, .signer = "", .lockdown = "none" }, CANNOT_LOAD, 0, 0, NULL },
	{ { FILE_HERE, .signer = "", .lockdown = "integrity" }, CANNOT_LOAD, 0, NS_FOUND_KO_LOCKED_DOWN, "locked down (integrity)" },
	{ { FILE_HERE, .signer = "", .sig_enforce = 1 }, CANNOT_LOAD, 0, NS_FOUND_KO_UNSIGNED, "module.sig_enforce" },
	{ { GOOD_FILE, .lockdown = "integrity", .sig_enforce = 1 }, CANNOT_LOAD, 0, 0, NULL },

	{ { GOOD_FILE }, LOAD, EKEYREJECTED, NS_FOUND_KO_KEY_UNTRUSTED, "(signed by Debian)" },
	{ { FILE_HERE, .signer = "?" }, LOAD, ENOKEY, NS_FOUND_KO_KEY_UNTRUSTED, "the key of /lib/nestscope.ko" },
	{ { FILE_HERE, .signer = "" }, LOAD, ENOPKG, NS_FOUND_KO_UNSIGNED, "accepts only signed modules" },
	{ { FILE_HERE, .signer = "", .lockdown = "confidentiality" }, LOAD, EBADMSG, NS_FOUND_KO_LOCKED_DOWN, "(confidentiality)" },
	{ { FILE_HERE, .signer = "", .lockdown = "integrity" }, LOAD, EPERM, NS_FOUND_KO_LOCKED_DOWN, "(integrity)" },
	{ { FILE_HERE, .signer = "", .lockdown = "none" }, LOAD, EPERM, NS_FOUND_KO_NOT_PERMITTED, "only root can load a module" },
	{ { GOOD_FILE, .disabled = 1 }, LOAD, EPERM, NS_FOUND_KO_DISABLED, "neither loads nor unloads" },
	{ { GOOD_FILE }, LOAD, ENOEXEC, NS_FOUND_KO_NOT_ACCEPTED, "rejects /lib/nestscope.ko" },
	{ { GOOD_FILE, .no_modules = true }, LOAD, ENOSYS, NS_FOUND_KO_NO_MODULES, "no support for modules" },
	{ { GOOD_FILE }, LOAD, ENOSYS, NS_FOUND_KO_FAILED, "could not be loaded: Function not implemented" },
	{ { GOOD_FILE }, LOAD, ENOMEM, NS_FOUND_KO_FAILED, "could not be loaded: Cannot allocate memory" },

	{ { .loaded = true }, UNLOAD, EPERM, NS_FOUND_KO_NOT_PERMITTED, "only root can unload a module" },
	{ { .loaded = true }, UNLOAD, EIO, NS_FOUND_KO_FAILED, "could not be unloaded: Input/output error" },
	{ { .loaded = true, .no_libkmod = "it is not there" }, UNLOAD, EPERM, NS_FOUND_KO_NO_LIBKMOD, "it cannot be unloaded: it is not there" },
	{ { .loaded = true }, UNLOAD, EAGAIN, NS_FOUND_KO_IN_USE, "in use" },
	{ { .loaded = true, .holder_count = 2, .holders = (char *[]){ "cat (process 12)", "a file" } }, UNLOAD, EBUSY,
	  NS_FOUND_KO_IN_USE, "in use" },
};

static struct ns_finding *said(const struct say *say)
{
	const struct ns_ko_wanted wanted = { .param = { [NS_KO_live_vmcs] = NS_YES, [NS_KO_vmread_timing] = NS_UNKNOWN } };

	switch (say->of) {
	case STATE:
		return ns_ko_state(&say->ko);
	case DIFFERS:
		return ns_ko_differs(&say->ko, &wanted);
	case CANNOT_LOAD:
		return ns_ko_cannot_load(&say->ko);
	case LOAD:
		return ns_ko_load_error(&say->ko, say->err);
	case UNLOAD:
		return ns_ko_unload_error(&say->ko, say->err);
	}
	return NULL;
}

TEST(what_is_said_of_a_module)
{
	for (size_t i = 0; i < COUNT(sayings); i++) {
		struct ns_finding *f = said(&sayings[i]);
		char *text = f ? ns_finding_text(f) : NULL, *remedy = f ? ns_finding_remedy(f) : NULL;

		ASSERT_EQ(!sayings[i].code, !f) TH_LOG("saying %zu", i);
		if (f) {
			EXPECT_STREQ(ns_finding_rows[sayings[i].code].code, ns_finding_code(f)) TH_LOG("saying %zu", i);
			EXPECT_NE(NULL, strstr(text, sayings[i].text)) TH_LOG("saying %zu: %s", i, text);
			EXPECT_TRUE(!remedy || !strchr(remedy, '?')) TH_LOG("saying %zu: %s", i, remedy);
		}
		free(text);
		free(remedy);
		ns_finding_free(f);
	}
	EXPECT_NO_LEAK();
}

TEST(what_is_asked_for)
{
	const struct {
		struct ns_ko_wanted wanted;
		const char *options;
	} rows[] = {
		{ { { NS_UNKNOWN, NS_UNKNOWN } }, "" },
		{ { { NS_YES, NS_UNKNOWN } }, "live_vmcs=1" },
		{ { { NS_NO, NS_YES } }, "live_vmcs=0 vmread_timing=1" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *options = ns_ko_options(&rows[i].wanted);

		EXPECT_STREQ(rows[i].options, options);
		free(options);
	}
	/* What to end, and what to load it with, are in the remedy. */
	struct say say = { { .loaded = true, .holder_count = 2, .holders = (char *[]){ "cat (process 12)", "a file" } },
			   UNLOAD, EBUSY, 0, NULL };
	struct ns_finding *f = said(&say);
	char *remedy = ns_finding_remedy(f);

	EXPECT_STREQ("end what uses it: cat (process 12); a file, then nestscope module unload", remedy);
	free(remedy);
	ns_finding_free(f);
	say = (struct say){ { .loaded = true, .value = { "N", "N" } }, DIFFERS, 0, 0, NULL };
	f = said(&say);
	remedy = ns_finding_remedy(f);
	EXPECT_STREQ("nestscope module unload, then nestscope module load live_vmcs=1", remedy);
	free(remedy);
	ns_finding_free(f);
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
