// SPDX-License-Identifier: GPL-2.0-or-later
/* What sources/modprobe.c and sources/kvm_modules.c make of modprobe.d, the kernel's command line and the modules' directory. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"
#include "harness.h"
#include "sources/context.h"
#include "tree.h"

#define MAX 4

FIXTURE(tree)
{
	char root[32];
	struct ns_snapshot *s;
};

FIXTURE_VARIANT(tree)
{
	struct file file[MAX];
	const char *loaded;		/* KVM's modules, NULL for none */
	enum ns_fact_id fact;
	enum ns_state state;
	const char *text;	/* of a value, or part of why there is none */
};

FIXTURE_SETUP(tree)
{
	struct ns_context ctx = { .root = self->root };

	strcpy(self->root, "/tmp/nestscope-XXXXXX");
	ASSERT_NE(NULL, mkdtemp(self->root));
	for (int i = 0; i < MAX && variant->file[i].path; i++)
		make_file(self->root, &variant->file[i]);
	self->s = ns_snapshot_new();
	set_text(self->s, NS_FACT_KERNEL, "6.1.0");
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
TREE(the_end_of_the_file_ends_a_line, KVM_CONFIGURED, VALUE,
     "kvm_intel.nested=1 (/etc/modprobe.d/kvm.conf line 1)",
     { "/etc/modprobe.d/kvm.conf", "options kvm_intel nested=1\\" })
TREE(the_kernels_command_line_counts, KVM_CONFIGURED, VALUE,
     "kvm_intel.nested=1 (the kernel's command line)",
     { "/proc/cmdline", "root=/dev/vda1 kvm-intel.nested=1 quiet\n" })
TREE(nothing_read_is_not_nothing_set, KVM_CONFIGURED, UNREADABLE, "modprobe.d")

TREE(blacklist, KVM_BLACKLISTED, VALUE, "kvm_intel (/etc/modprobe.d/b.conf line 1: blacklist)",
     { "/etc/modprobe.d/b.conf", "blacklist kvm-intel\n" })
TREE(install_to_false, KVM_BLACKLISTED, VALUE, "kvm_amd (/etc/modprobe.d/b.conf line 1: install /bin/false)",
     { "/etc/modprobe.d/b.conf", "install kvm_amd /bin/false\n" })
TREE(an_install_line_may_load_the_module, KVM_BLACKLISTED, VALUE, "",
     { "/etc/modprobe.d/b.conf", "install kvm_intel /sbin/modprobe --ignore-install kvm_intel $CMDLINE_OPTS\n"
       "install kvm_amd /bin/sleep 1; modprobe -qi kvm-amd; echo done\n"
       "install kvm insmod /lib/modules/6.1.0/extra/kvm.ko\n" })
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
TREE(of_another_kernel_is_not_on_disk, KVM_ON_DISK, ABSENT, "modules.dep",
     { "/lib/modules/6.1.1/modules.dep", "kernel/arch/x86/kvm/kvm-amd.ko.xz:\n" })
TREE(config, KVM_CONFIG, VALUE, "CONFIG_KVM=m CONFIG_KVM_INTEL=m CONFIG_KVM_AMD=n CONFIG_PREEMPT_RT=n",
     { "/boot/config-6.1.0", "CONFIG_HAVE_KVM=y\nCONFIG_KVM=m\nCONFIG_KVM_INTEL=m\n# CONFIG_KVM_AMD is not set\n" })
TREE(config_that_is_no_gzip, KVM_CONFIG, UNREADABLE, "no configuration", { "/proc/config.gz", "not gzip" })
TREE(no_module_is_another_one_with_the_same_end, KVM_ON_DISK, VALUE, "kvm",
     { "/lib/modules/6.1.0/modules.dep", "extra/my-kvm-amd.ko:\nkernel/arch/x86/kvm/kvm.ko:\n" })
TREE(users, KVM_USERS, VALUE, NULL, { "/sys/module/kvm_amd/refcnt", "3\n" })

FIXTURE_VARIANT_ADD(tree, a_loaded_module_needs_no_reason_for_not_being_there) {
	.file = { { "/lib/modules/6.1.0/modules.dep", "kernel/arch/x86/kvm/kvm-amd.ko:\n" } },
	.loaded = "kvm kvm_amd", .fact = NS_FACT_KVM_ON_DISK, .state = NS_NOT_ASKED, .text = "KVM is there",
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

/* Lines that are longer than any that a person writes, and bytes that are no text */
TEST(hostile_files_end)
{
	struct ns_context ctx = { .root = "" };
	char root[32] = "/tmp/nestscope-XXXXXX", *big = malloc(1 << 20);
	struct file file = { "/etc/modprobe.d/a.conf", big, 1 << 20 };
	struct ns_snapshot *s = ns_snapshot_new();

	ASSERT_NE(NULL, mkdtemp(root));
	for (size_t i = 0; i < 1 << 20; i++)
		big[i] = "options kvm \\\n\xff"[i % 15];
	make_file(root, &file);
	ctx.root = root;
	ns_read_modprobe(&ctx, s);
	EXPECT_EQ(NS_VALUE, s->fact[NS_FACT_KVM_CONFIGURED].state);
	ns_snapshot_free(s);
	free(big);
	EXPECT_EQ(0, remove_tree(root));
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
