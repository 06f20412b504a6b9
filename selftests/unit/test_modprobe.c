// SPDX-License-Identifier: GPL-2.0-or-later
/* How sources/modprobe.c and sources/kvm_modules.c read modprobe.d, the command line and the modules' directory */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "harness.h"
#include "sources/context.h"
#include "tree.h"

#define MAX 5

FIXTURE(tree)
{
	char root[TREE_NAME];
	struct ns_snapshot *s;
};

FIXTURE_VARIANT(tree)
{
	struct file file[MAX];
	const char *link[MAX][2];	/* where, and to what */
	const char *loaded;		/* KVM's modules, NULL for none */
	const char *machine;		/* of uname(1), or NULL */
	enum ns_fact_id fact;
	enum ns_state state;
	const char *text;	/* of a value, or part of why there is none */
};

FIXTURE_SETUP(tree)
{
	struct ns_context ctx = { .root = self->root };

	make_tree(self->root, variant->file, MAX);
	for (int i = 0; i < MAX && variant->link[i][0]; i++) {
		char path[256];

		snprintf(path, sizeof(path), "%s%s", self->root, variant->link[i][0]);
		ASSERT_EQ(0, symlink(variant->link[i][1], path));
	}
	self->s = ns_snapshot_new();
	set_text(self->s, NS_FACT_KERNEL, "6.1.0");
	if (variant->machine)
		set_text(self->s, NS_FACT_ARCH, variant->machine);
	if (variant->loaded)
		set_text(self->s, NS_FACT_KVM_MODULES, variant->loaded);
	ns_read_kvm_modules(&ctx, self->s);
	ns_read_modprobe(&ctx, self->s);
}

FIXTURE_TEARDOWN(tree)
{
	ns_snapshot_free(self->s);
	EXPECT_EQ(0, remove_tree(self->root));
}

#define TREE(name, fact_, state_, text_, ...) \
	FIXTURE_VARIANT_ADD(tree, name) { .file = { __VA_ARGS__ }, .fact = NS_FACT_##fact_, \
					  .state = NS_##state_, .text = text_ };

TREE(an_option_has_its_file_and_line, KVM_CONFIGURED, VALUE,
     "kvm_intel.nested=1 (/etc/modprobe.d/kvm.conf line 2)",
     { "/etc/modprobe.d/kvm.conf", "# options kvm_intel nested=0\noptions kvm-intel nested=1\n" })
TREE(several_options_of_one_line, KVM_CONFIGURED, VALUE,
     "kvm_amd.nested=1 (/etc/modprobe.d/kvm.conf line 1); kvm_amd.npt=0 (/etc/modprobe.d/kvm.conf line 1)",
     { "/etc/modprobe.d/kvm.conf", "options kvm_amd\tnested=1 npt=0\n" })
TREE(a_line_goes_on_after_a_backslash, KVM_CONFIGURED, VALUE,
     "kvm_intel.nested=1 (/etc/modprobe.d/kvm.conf line 1)",
     { "/etc/modprobe.d/kvm.conf", "options kvm_intel \\\n nested=1\n" })
TREE(other_modules_are_nobodys_business, KVM_CONFIGURED, VALUE, "",
     { "/etc/modprobe.d/a.conf", "options snd nested=1\noptions kvm_intelx nested=1\n" })
TREE(a_file_that_does_not_end_in_conf_is_not_read, KVM_CONFIGURED, VALUE, "",
     { "/etc/modprobe.d/kvm.conf.bak", "options kvm_intel nested=1\n" })
TREE(etc_hides_a_file_of_the_same_name, KVM_CONFIGURED, VALUE,
     "kvm_intel.nested=0 (/etc/modprobe.d/kvm.conf line 1)",
     { "/etc/modprobe.d/kvm.conf", "options kvm_intel nested=0\n" },
     { "/usr/lib/modprobe.d/kvm.conf", "options kvm_intel nested=1\n" })
/* kmod libkmod/libkmod-config.c conf_files_insert_sorted() */
TREE(files_count_by_name_whatever_their_directory, KVM_CONFIGURED, VALUE,
     "kvm_intel.nested=1 (/usr/lib/modprobe.d/10-kvm.conf line 1); "
     "kvm_intel.nested=0 (/etc/modprobe.d/50-kvm.conf line 1); "
     "kvm_intel.nested=1 (/run/modprobe.d/90-kvm.conf line 1)",
     { "/run/modprobe.d/90-kvm.conf", "options kvm_intel nested=1\n" },
     { "/etc/modprobe.d/50-kvm.conf", "options kvm_intel nested=0\n" },
     { "/usr/lib/modprobe.d/10-kvm.conf", "options kvm_intel nested=1\n" })
TREE(a_name_in_etc_hides_it_everywhere, KVM_CONFIGURED, VALUE, "kvm.ignore_msrs=1 (/lib/modprobe.d/z.conf line 1)",
     { "/etc/modprobe.d/kvm.conf", "" },
     { "/usr/local/lib/modprobe.d/kvm.conf", "options kvm_intel nested=1\n" },
     { "/lib/modprobe.d/kvm.conf", "options kvm_intel nested=0\n" },
     { "/lib/modprobe.d/z.conf", "options kvm ignore_msrs=1\n" })
TREE(a_directory_hides_no_file, KVM_CONFIGURED, VALUE, "kvm_amd.npt=0 (/run/modprobe.d/kvm.conf line 1)",
     { "/etc/modprobe.d/kvm.conf/README", "" },
     { "/run/modprobe.d/kvm.conf", "options kvm_amd npt=0\n" })
/* kmod shared/util.c freadline_wrapped() */
TREE(a_line_that_goes_on_has_no_blank_more, KVM_CONFIGURED, VALUE,
     "kvm_intel.nested=1 (/etc/modprobe.d/kvm.conf line 1)",
     { "/etc/modprobe.d/kvm.conf", "options kvm_intel nes\\\nted=1\n" })
TREE(a_backslash_before_a_backslash_goes_on_nowhere, KVM_CONFIGURED, VALUE,
     "kvm_intel.nested=1\\ (/etc/modprobe.d/kvm.conf line 1); kvm_amd.nested=0 (/etc/modprobe.d/kvm.conf line 2)",
     { "/etc/modprobe.d/kvm.conf", "options kvm_intel nested=1\\\\\noptions kvm_amd nest\\ed=0\n" })
TREE(the_end_of_the_file_ends_a_line, KVM_CONFIGURED, VALUE,
     "kvm_intel.nested=1 (/etc/modprobe.d/kvm.conf line 1)",
     { "/etc/modprobe.d/kvm.conf", "options kvm_intel nested=1\\" })
TREE(the_kernels_command_line_counts, KVM_CONFIGURED, VALUE,
     "kvm_intel.nested=1 (the kernel's command line)",
     { "/proc/cmdline", "root=/dev/vda1 kvm-intel.nested=1 quiet\n" })
TREE(nothing_read_is_not_nothing_set, KVM_CONFIGURED, NOT_ASKED, "/etc/modprobe.d: not captured")
TREE(the_command_line_is_not_all_of_it, KVM_CONFIGURED, NOT_ASKED, "/etc/modprobe.d: not captured",
     { "/proc/cmdline", "quiet\n" })
TREE(the_command_line_blacklists_not_all_of_it, KVM_BLACKLISTED, NOT_ASKED, "/etc/modprobe.d: not captured",
     { "/proc/cmdline", "quiet\n" })
TREE(what_is_set_is_told_whatever_was_not_read, KVM_CONFIGURED, VALUE, "kvm.ignore_msrs=1 (the kernel's command line)",
     { "/proc/cmdline", "kvm.ignore_msrs=1\n" })
TREE(a_directory_that_is_none, KVM_BLACKLISTED, UNREADABLE, "/run/modprobe.d: Not a directory",
     { "/etc/modprobe.d/a.conf", "\n" }, { "/run/modprobe.d", "\n" })

#define LINKS(name, fact_, state_, text_, where, to, ...) \
	FIXTURE_VARIANT_ADD(tree, name) { .file = { __VA_ARGS__ }, .link = { { where, to } }, .fact = NS_FACT_##fact_, \
					  .state = NS_##state_, .text = text_ };

LINKS(a_link_whose_target_was_not_captured, KVM_BLACKLISTED, NOT_ASKED, "/etc/modprobe.d/kvm.conf: not captured",
      "/etc/modprobe.d/kvm.conf", "/opt/kvm.conf", { "/etc/modprobe.d/a.conf", "\n" })
LINKS(a_link_hides_whatever_it_leads_to, KVM_CONFIGURED, NOT_ASKED, "/etc/modprobe.d/kvm.conf: not captured",
      "/etc/modprobe.d/kvm.conf", "/opt/kvm.conf", { "/etc/modprobe.d/a.conf", "\n" },
      { "/usr/lib/modprobe.d/kvm.conf", "options kvm_intel nested=0\n" })
LINKS(a_link_that_cannot_be_followed, KVM_CONFIGURED, UNREADABLE, "/etc/modprobe.d/kvm.conf: Too many levels of symbolic links",
      "/etc/modprobe.d/kvm.conf", "kvm.conf", { "/etc/modprobe.d/a.conf", "\n" })
LINKS(a_link_to_dev_null_hides, KVM_CONFIGURED, VALUE, "", "/etc/modprobe.d/kvm.conf", "/dev/null",
      { "/etc/modprobe.d/a.conf", "\n" }, { "/usr/lib/modprobe.d/kvm.conf", "options kvm_intel nested=0\n" })
LINKS(a_link_from_there_to_dev_null_hides, KVM_CONFIGURED, VALUE, "", "/etc/modprobe.d/kvm.conf", "../../dev/null",
      { "/etc/modprobe.d/a.conf", "\n" }, { "/usr/lib/modprobe.d/kvm.conf", "options kvm_intel nested=0\n" })

TREE(blacklist, KVM_BLACKLISTED, VALUE, "kvm_intel (/etc/modprobe.d/b.conf line 1: blacklist)",
     { "/etc/modprobe.d/b.conf", "blacklist kvm-intel\n" })
TREE(install_to_false, KVM_BLACKLISTED, VALUE, "kvm_amd (/etc/modprobe.d/b.conf line 1: install /bin/false)",
     { "/etc/modprobe.d/b.conf", "install kvm_amd /bin/false\n" })
TREE(an_install_line_may_load_the_module, KVM_BLACKLISTED, VALUE, "",
     { "/etc/modprobe.d/b.conf", "install kvm_intel /sbin/modprobe --ignore-install kvm_intel $CMDLINE_OPTS\n"
       "install kvm_amd /bin/sleep 1; modprobe -qi kvm-amd; echo done\n"
       "install kvm insmod /lib/modules/6.1.0/extra/kvm.ko\n" })
TREE(an_install_line_that_inserts_another_module, KVM_BLACKLISTED, VALUE,
     "kvm_intel (/etc/modprobe.d/b.conf line 1: install insmod /lib/modules/other.ko)",
     { "/etc/modprobe.d/b.conf", "install kvm_intel insmod /lib/modules/other.ko\n" })
TREE(an_install_line_may_quote_what_loads_the_module, KVM_BLACKLISTED, VALUE, "",
     { "/etc/modprobe.d/b.conf", "install kvm /bin/sh -c 'modprobe -i kvm'\n"
       "install kvm_intel sh -c \"/sbin/modprobe -i kvm-intel && echo done\"\n"
       "install kvm_amd { (\"modprobe\" -i 'kvm_amd') }\ninstall kvm_pvm `modprobe -i kvm_pvm`\n" })
TREE(an_install_line_that_quotes_another_module, KVM_BLACKLISTED, VALUE,
     "kvm (/etc/modprobe.d/b.conf line 1: install sh -c 'modprobe -i kvm_amd')",
     { "/etc/modprobe.d/b.conf", "install kvm sh -c 'modprobe -i kvm_amd'\n" })
TREE(an_install_line_that_loads_another_module, KVM_BLACKLISTED, VALUE,
     "kvm_intel (/etc/modprobe.d/b.conf line 1: install modprobe -i kvm_amd;modprobe kvm_intel); "
     "kvm_amd (/etc/modprobe.d/b.conf line 2: install modprobe -ri kvm_amd)",
     { "/etc/modprobe.d/b.conf", "install kvm_intel modprobe -i kvm_amd; modprobe kvm_intel\n"
       "install kvm_amd modprobe -ri kvm_amd\n" })
/* kmod libkmod/libkmod-module.c kmod_module_get_install_commands() */
TREE(the_first_install_line_counts, KVM_BLACKLISTED, VALUE,
     "kvm_amd (/etc/modprobe.d/b.conf line 1: install /bin/false)",
     { "/etc/modprobe.d/b.conf", "install kvm_amd /bin/false\n" },
     { "/run/modprobe.d/c.conf", "install kvm-amd modprobe -i kvm_amd\n" })
TREE(an_install_line_has_a_pattern, KVM_BLACKLISTED, VALUE,
     "kvm_intel (/etc/modprobe.d/b.conf line 1: install /bin/true); "
     "kvm_amd (/etc/modprobe.d/b.conf line 1: install /bin/true)",
     { "/etc/modprobe.d/b.conf", "install kvm_[a-i]* /bin/true\n" })
TREE(an_install_line_without_a_command_is_none, KVM_BLACKLISTED, VALUE, "",
     { "/etc/modprobe.d/b.conf", "install kvm_intel \n" })
TREE(module_blacklist, KVM_BLACKLISTED, VALUE, "kvm_intel (the kernel's command line: module_blacklist)",
     { "/proc/cmdline", "module_blacklist=nouveau,kvm_intel\n" })
TREE(modprobe_blacklist, KVM_BLACKLISTED, VALUE, "kvm (the kernel's command line: modprobe.blacklist)",
     { "/proc/cmdline", "modprobe.blacklist=kvm\n" })

TREE(built_in, KVM_BUILTIN, VALUE, "kvm kvm_intel",
     { "/lib/modules/6.1.0/modules.builtin", "kernel/arch/x86/kvm/kvm.ko\nkernel/arch/x86/kvm/kvm-intel.ko\n" })
TREE(on_disk, KVM_ON_DISK, VALUE, "kvm kvm_amd",
     { "/lib/modules/6.1.0/modules.dep", "kernel/arch/x86/kvm/kvm-amd.ko.xz: kernel/arch/x86/kvm/kvm.ko.xz\n" })
TREE(of_another_kernel_is_not_captured, KVM_ON_DISK, NOT_ASKED, "/lib/modules/6.1.0/modules.dep: not captured",
     { "/lib/modules/6.1.1/modules.dep", "kernel/arch/x86/kvm/kvm-amd.ko.xz:\n" })
TREE(of_another_kernel_is_not_captured_builtin, KVM_BUILTIN, NOT_ASKED, "/lib/modules/6.1.0/modules.builtin: not captured",
     { "/lib/modules/6.1.1/modules.builtin", "kernel/arch/x86/kvm/kvm-amd.ko\n" })
TREE(of_another_kernel_is_not_captured_signed, KVM_SIGNED, NOT_ASKED, "/lib/modules/6.1.0/modules.dep: not captured",
     { "/lib/modules/6.1.1/modules.dep", "kernel/arch/x86/kvm/kvm-amd.ko:\n" })
TREE(not_in_the_captured_directory, KVM_ON_DISK, ABSENT, "modules.dep",
     { "/lib/modules/6.1.0/modules.builtin", "\n" })
TREE(signed_is_what_ends_in_a_signature, KVM_SIGNED, VALUE, "kvm_amd",
     { "/lib/modules/6.1.0/modules.dep", "kernel/kvm-amd.ko: kernel/kvm.ko\nkernel/kvm-intel.ko:\n" },
     { "/lib/modules/6.1.0/kernel/kvm-amd.ko", "ELF~Module signature appended~\n" },
     { "/lib/modules/6.1.0/kernel/kvm-intel.ko", "ELF\n" })
TREE(a_module_that_was_not_captured, KVM_SIGNED, NOT_ASKED, "/lib/modules/6.1.0/kernel/kvm-amd.ko: not captured",
     { "/lib/modules/6.1.0/modules.dep", "kernel/kvm-amd.ko: kernel/kvm.ko\n" })
TREE(a_module_that_is_compressed, KVM_SIGNED, UNREADABLE, "/lib/modules/6.1.0/kernel/kvm-amd.ko.xz is compressed",
     { "/lib/modules/6.1.0/modules.dep", "kernel/kvm-amd.ko.xz: kernel/kvm.ko.xz\n" })
LINKS(an_index_that_leads_out_of_the_tree, KVM_BUILTIN, NOT_ASKED, "/lib/modules/6.1.0/modules.builtin: not captured",
      "/lib/modules/6.1.0/modules.builtin", "/opt/modules.builtin", { "/lib/modules/6.1.0/modules.dep", "\n" })
TREE(config, KVM_CONFIG, VALUE, "CONFIG_KVM=m CONFIG_KVM_INTEL=m CONFIG_KVM_AMD=n CONFIG_PREEMPT_RT=n",
     { "/boot/config-6.1.0", "CONFIG_HAVE_KVM=y\nCONFIG_KVM=m\nCONFIG_KVM_INTEL=m\n# CONFIG_KVM_AMD is not set\n" })
TREE(config_in_boot_is_enough, KVM_CONFIG, VALUE, "CONFIG_KVM=y CONFIG_KVM_INTEL=n CONFIG_KVM_AMD=y CONFIG_PREEMPT_RT=n",
     { "/boot/config-6.1.0", "CONFIG_KVM=y\nCONFIG_KVM_AMD=y\n" },
     { "/proc/config.gz", "not gzip" })
TREE(config_that_is_no_gzip, KVM_CONFIG, UNREADABLE, "no configuration", { "/proc/config.gz", "not gzip" })
TREE(no_module_is_another_one_with_the_same_end, KVM_ON_DISK, VALUE, "kvm",
     { "/lib/modules/6.1.0/modules.dep", "extra/my-kvm-amd.ko:\nkernel/arch/x86/kvm/kvm.ko:\n" })
TREE(users, KVM_USERS, VALUE, NULL, { "/sys/module/kvm_amd/refcnt", "3\n" })

FIXTURE_VARIANT_ADD(tree, a_loaded_module_needs_no_reason_for_not_being_there) {
	.file = { { "/lib/modules/6.1.0/modules.dep", "kernel/arch/x86/kvm/kvm-amd.ko:\n" } },
	.loaded = "kvm kvm_amd", .fact = NS_FACT_KVM_ON_DISK, .state = NS_NOT_ASKED, .text = "KVM is there",
};

/* KVM is built in, so only the command line sets its parameters. */
FIXTURE_VARIANT_ADD(tree, arm64_needs_the_command_line_alone) {
	.file = { { "/proc/cmdline", "quiet\n" } },
	.machine = "aarch64", .fact = NS_FACT_KVM_CONFIGURED, .state = NS_VALUE, .text = "",
};
FIXTURE_VARIANT_ADD(tree, arm64_needs_the_command_line) {
	.file = { { "/etc/modprobe.d/a.conf", "\n" } },
	.machine = "aarch64", .fact = NS_FACT_KVM_CONFIGURED, .state = NS_NOT_ASKED, .text = "/proc/cmdline: not captured",
};

TEST_F(tree, a_fact_is_what_the_tree_says)
{
	const struct ns_value *v = &self->s->fact[variant->fact];

	EXPECT_EQ(variant->state, v->state);
	if (v->state != NS_VALUE) {
		EXPECT_NE(NULL, strstr(v->why, variant->text)) { TH_LOG("%s", v->why); }
	} else if (variant->text) {
		EXPECT_STREQ(variant->text, v->text);
	}
}

/* On a running system everything is read: a file that does not exist sets nothing. */
static const struct {
	struct file file[MAX];
	const char *link[2];
	const char *configured, *blacklisted;	/* NULL: not read */
} systems[] = {
	{ .file = { { "/proc/cmdline", "quiet\n" } }, .configured = "", .blacklisted = "" },
	{ .file = { { "/etc/modprobe.d/a.conf", "\n" } } },
	{ .file = { { "/proc/cmdline", "quiet\n" }, { "/etc/modprobe.d/a.conf", "blacklist kvm\n" } },
	  .link = { "/etc/modprobe.d/kvm.conf", "kvm.conf" },
	  .blacklisted = "kvm (/etc/modprobe.d/a.conf line 1: blacklist)" },
	/* A directory and a link that leads nowhere hide no file. */
	{ .file = { { "/proc/cmdline", "quiet\n" }, { "/etc/modprobe.d/kvm.conf/README", "\n" },
		    { "/usr/lib/modprobe.d/kvm.conf", "options kvm_amd npt=0\n" } },
	  .configured = "kvm_amd.npt=0 (/usr/lib/modprobe.d/kvm.conf line 1)", .blacklisted = "" },
	{ .file = { { "/proc/cmdline", "quiet\n" }, { "/etc/modprobe.d/a.conf", "\n" },
		    { "/usr/lib/modprobe.d/kvm.conf", "options kvm_amd npt=0\n" } },
	  .link = { "/etc/modprobe.d/kvm.conf", "/opt/kvm.conf" },
	  .configured = "kvm_amd.npt=0 (/usr/lib/modprobe.d/kvm.conf line 1)", .blacklisted = "" },
};

static bool is(const struct ns_value *v, const char *text)
{
	bool same = text ? v->state == NS_VALUE && !strcmp(text, v->text) : v->state == NS_UNREADABLE;

	if (!same)
		fprintf(stderr, "# \"%s\", not \"%s\"\n", v->state == NS_VALUE ? v->text : v->why, text ?: "unreadable");
	return same;
}

static bool reads_system(const void *what)
{
	const typeof(systems[0]) *system = what;
	struct ns_context ctx = { .root = "" };
	struct ns_snapshot *s = ns_snapshot_new();
	bool same;

	ns_read_modprobe(&ctx, s);
	same = is(&s->fact[NS_FACT_KVM_CONFIGURED], system->configured);
	same &= is(&s->fact[NS_FACT_KVM_BLACKLISTED], system->blacklisted);
	ns_snapshot_free(s);
	return same;
}

TEST(a_running_system)
{
	for (size_t i = 0; i < COUNT(systems); i++) {
		char root[TREE_NAME], link[256];
		int ret;

		make_tree(root, systems[i].file, MAX);
		snprintf(link, sizeof(link), "%s%s", root, systems[i].link[0] ?: "");
		ASSERT_EQ(0, systems[i].link[0] ? symlink(systems[i].link[1], link) : 0);
		ret = in_root(root, reads_system, &systems[i]);
		EXPECT_EQ(0, remove_tree(root));
		if (ret < 0)
			SKIP(return, "chroot(2) is not permitted");
		EXPECT_EQ(1, ret) { TH_LOG("system %zu", i); }
	}
}

/* Extremely long lines, and bytes that are not text */
TEST(hostile_files_end)
{
	struct ns_context ctx = { .root = "" };
	char root[TREE_NAME], *big = malloc(1 << 20);
	struct file file = { "/etc/modprobe.d/a.conf", big, 1 << 20 };
	struct ns_snapshot *s = ns_snapshot_new();

	for (size_t i = 0; i < 1 << 20; i++)
		big[i] = "options kvm \\\n\xff"[i % 15];
	make_tree(root, &file, 1);
	ctx.root = root;
	ns_read_modprobe(&ctx, s);
	EXPECT_EQ(NS_VALUE, s->fact[NS_FACT_KVM_CONFIGURED].state);
	ns_snapshot_free(s);
	free(big);
	EXPECT_EQ(0, remove_tree(root));
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
