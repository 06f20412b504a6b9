// SPDX-License-Identifier: GPL-2.0-or-later
/* Messages of other programs: every row is found in text of its form, and the explanation is right. */
#include "analysis/causes.h"
#include "analysis/messages.h"
#include "common.h"
#include "harness.h"
#include "model/arch.h"
#include "render/explain.h"
#include "render/finding.h"
#include "util/alloc.h"

static const struct {
	enum ns_message_id id;
	const char *text;
} samples[] = {
#define SAMPLE(id, text) { NS_MESSAGE_##id, text },
#include "message_samples.h"
};

static const struct {
	enum ns_message_id id;
	const char *core;
	const char *text;
} pastes[] = {
#define PASTE(id, core, text) { NS_MESSAGE_##id, core, text },
#include "message_pastes.h"
};

static struct ns_messages find_in(const char *text, size_t size)
{
	char *plain = ns_plain_text(text, size);
	struct ns_messages all = ns_messages_find(plain);

	free(plain);
	return all;
}

static struct ns_messages find(const char *text)
{
	return find_in(text, strlen(text));
}

/* ---- the table ---- */

TEST(every_row_has_a_sample)
{
	bool seen[NS_MESSAGE_COUNT] = { 0 };

	for (size_t i = 0; i < COUNT(samples); i++)
		seen[samples[i].id] = true;
	for (size_t i = 0; i < COUNT(pastes); i++)
		seen[pastes[i].id] = true;
	for (int id = 0; id < NS_MESSAGE_COUNT; id++) {
		EXPECT_TRUE(seen[id]) {
			TH_LOG("%s has no sample in message_samples.h", ns_message_rows[id].code);
		}
	}
}

TEST(every_sample_is_found_as_its_row_and_as_no_other)
{
	for (size_t i = 0; i < COUNT(samples); i++) {
		struct ns_messages all = find(samples[i].text);

		EXPECT_TRUE(all.count == 1 && all.list[0].row == &ns_message_rows[samples[i].id]) {
			TH_LOG("%s: \"%s\" is %zu messages, the first is %s",
			       ns_message_rows[samples[i].id].code, samples[i].text, all.count,
			       all.count ? all.list[0].row->code : "none");
		}
		ns_messages_clear(&all);
	}
	EXPECT_NO_LEAK();
}

TEST(every_code_is_in_the_table_once_and_every_cause_is_a_cause)
{
	for (int i = 0; i < NS_MESSAGE_COUNT; i++) {
		const struct ns_message_row *row = &ns_message_rows[i];

		for (int k = 0; k < i; k++)
			EXPECT_STRNE(row->code, ns_message_rows[k].code);
		EXPECT_STRNE("", row->source);
		EXPECT_NE('.', row->meaning[strlen(row->meaning) - 1]);
		for (size_t k = 0; row->causes[k]; k++) {
			EXPECT_EQ(0, strncmp("cause-", ns_finding_rows[row->causes[k]].code, 6)) {
				TH_LOG("%s: %s", row->code, ns_finding_rows[row->causes[k]].code);
			}
		}
	}
	/* 0 ends a list of causes. */
	EXPECT_NE(0, strncmp("cause-", ns_finding_rows[0].code, 6));
}

TEST(text_within_json_html_and_strings_of_programs_is_read)
{
	static const struct {
		const char *text, *code;
	} quoted[] = {
		{ "\"context\": \"Could not access KVM kernel module: Permission denied\\nqemu-system-x86_64: bye\"", "qemu-kvm-denied" },
		{ "Message='internal error: Instance type \\\"virtual-machine\\\" is not supported on this server'", "lxd-no-vm" },
		{ "<pre>host doesn&#39;t support requested feature: CPUID.01H:ECX.vmx [bit&nbsp;5]</pre>", "qemu-host-no-feature" },
		{ "{\"msg\":\"Emulator \\u0027/usr/bin/qemu-kvm\\u0027 does not support virt type \\u0027kvm\\u0027\"}", "libvirt-virt-type" },
	};

	for (size_t i = 0; i < COUNT(quoted); i++) {
		struct ns_messages all = find(quoted[i].text);

		EXPECT_TRUE(all.count == 1 && !strcmp(quoted[i].code, all.list[0].row->code)) {
			TH_LOG("%s: %zu, %s", quoted[i].text, all.count, all.count ? all.list[0].row->code : "none");
		}
		ns_messages_clear(&all);
	}
	EXPECT_NO_LEAK();
}

/* "No such file or directory." with its full stop is longer as "{why:t}". */
TEST(of_two_messages_at_one_place_the_one_that_says_more_counts)
{
	struct ns_messages all = find("Could not access KVM kernel module: No such file or directory. (see the log)\n"
				      "KVM: entry failed, hardware error 0x7\n");

	ASSERT_EQ(2, all.count);
	EXPECT_STREQ("qemu-kvm-absent", all.list[0].row->code);
	EXPECT_STREQ("qemu-entry-controls", all.list[1].row->code);
	ns_messages_clear(&all);
	EXPECT_NO_LEAK();
}

TEST(a_module_that_is_not_kvms_says_nothing_of_kvm)
{
	static const char *const others[] = {
		"modprobe: ERROR: could not insert 'vhost_vsock': Device or resource busy\n",
		"modprobe: ERROR: could not insert 'nouveau': No such device\n",
		"modprobe: ERROR: could not insert 'wl': Operation not supported\n",
		"modprobe: ERROR: could not insert 'ip_tables': Invalid argument\n",
		"modprobe: FATAL: Module vboxdrv not found in directory /lib/modules/6.1.0-57-amd64\n",
	};

	for (size_t i = 0; i < COUNT(others); i++) {
		struct ns_messages all = find(others[i]);

		EXPECT_EQ(0, all.count) {
			TH_LOG("%s: %s", others[i], all.list[0].row->code);
		}
		ns_messages_clear(&all);
	}
	EXPECT_NO_LEAK();
}

/* An argument at the beginning would match everywhere, and two of unlimited length would take too long. */
TEST(every_pattern_begins_with_text_and_has_arguments_of_known_types)
{
	for (int i = 0; i < NS_MESSAGE_COUNT; i++) {
		for (const char *const *p = ns_message_rows[i].patterns; *p; p++) {
			int texts = 0;

			EXPECT_TRUE(strcspn(*p, "{ ") >= 2);
			for (const char *brace = *p; (brace = strchr(brace, '{')); brace++) {
				size_t name = strspn(brace + 1, "abcdefghijklmnopqrstuvwxyz_");

				/* Nix prints braces of its own. */
				if (ns_message_rows[i].printer == NS_PRINTER_NIX)
					continue;
				EXPECT_TRUE(name && brace[name + 1] == ':' && strchr("xdwtkl", brace[name + 2]) &&
					    brace[name + 3] == '}') {
					TH_LOG("%s", *p);
				}
				texts += brace[name + 2] == 't';
			}
			EXPECT_TRUE(texts <= 1);
		}
	}
}

/* ---- as it is pasted ---- */

/* @text contains at least one message, and all of them belong to this row. */
static void expect_only(struct __test_metadata *_metadata, enum ns_message_id id, const char *how, const char *text, size_t size)
{
	struct ns_messages all = find_in(text, size);
	bool only = all.count > 0;

	for (size_t i = 0; i < all.count; i++)
		only = only && all.list[i].row == &ns_message_rows[id];
	EXPECT_TRUE(only) {
		TH_LOG("%s, %s: %zu messages in \"%.300s\", the first is %s", ns_message_rows[id].code, how, all.count,
		       text, all.count ? all.list[0].row->code : "none");
	}
	ns_messages_clear(&all);
}

/* Prefixes of programs and logs */
static const char *const prefixes[] = {
	"", "qemu-system-x86_64: ", "/usr/libexec/qemu-kvm: ", "2026-11-25T03:52:43.917798Z qemu-system-x86_64: ",
	"[    0.135737] ", "[Wed Nov 25 03:52:43 2026] ", "<3>[    7.1] ", "kern  :err   : [    7.123456] ",
	"Nov 25 03:52:43 lab-1 kernel: ", "Nov 25 03:52:43 lab-1 kernel: [    7.123456] ",
	"2026-11-25T03:52:43.000001+01:00 lab-1 kernel: ", "Nov 25 03:52:43 lab-1 libvirtd[812]: 812: error : qemuProcess:2147 : ",
	"error: internal error: qemu unexpectedly closed the monitor: ",
	"error: internal error: process exited while connecting to monitor: 2026-11-25T03:52:43.9Z qemu-kvm: ",
	"VBoxManage: error: ", "00:00:01.532117 ", "launch failed: ", "(XEN) ", "(XEN) [2026-11-25 03:52:43] ", "wsl: ", "$ ",
	"> ", "> > | ", "* ", "#1 12.3 ", "\033[1;31m", "\"", "\\u001b[31m", "\\x1B[0m", "\\033[1m", "\\e[1;31m", "^[[31m", "#033[31m", "\033(B\033[m",
};

TEST(every_paste_is_found_behind_whatever_stands_before_it)
{
	for (size_t i = 0; i < COUNT(pastes); i++) {
		for (size_t k = 0; k < COUNT(prefixes); k++) {
			char *text = ns_xasprintf("%s%s\n", prefixes[k], pastes[i].text);

			expect_only(_metadata, pastes[i].id, prefixes[k], text, strlen(text));
			free(text);
		}
	}
	EXPECT_NO_LEAK();
}

/* @text with every @nth blank, from @first on, replaced by @instead; to be freed */
static char *with_blanks(const char *text, size_t first, size_t nth, const char *instead)
{
	char *out = ns_xcalloc(strlen(text) * (strlen(instead) + 1) + 1, 1), *p = out;
	size_t blank = 0;

	for (; *text; text++) {
		if (*text == ' ' && blank++ % nth == first)
			p = stpcpy(p, instead);
		else
			*p++ = *text;
	}
	return out;
}

TEST(every_paste_is_found_wrapped_anywhere)
{
	static const char *const ends[] = { "\n", "\r\n", "\n> ", " \n    ", "\n | ", "\t", "\302\240" };

	for (size_t i = 0; i < COUNT(pastes); i++) {
		for (size_t k = 0; k < COUNT(ends); k++) {
			for (size_t first = 0; first < 4; first++) {
				char *text = with_blanks(pastes[i].text, first, 4, ends[k]);

				expect_only(_metadata, pastes[i].id, "wrapped", text, strlen(text));
				free(text);
			}
		}
	}
	EXPECT_NO_LEAK();
}

TEST(every_paste_is_found_once_within_a_log_and_nothing_else_is)
{
	static const char quiet[] =
		"[    0.000000] Linux version 6.1.0-57-amd64 (x@y) (gcc 12.2) #1 SMP PREEMPT_DYNAMIC\n"
		"[    0.000000] Command line: BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro quiet kvm_intel.nested=1\n"
		"[    0.135737] smpboot: CPU0: Intel(R) Xeon(R) CPU (family: 0x6, model: 0x55, stepping: 0x7)\n"
		"[    0.204211] ACPI: \\_SB_.PCI0: docking state: not supported by CPU hotplug, VMX and KVM are words\n"
		"[    1.900000] systemd[1]: Detected virtualization kvm. Detected architecture x86-64.\n"
		"-cpu Skylake-Client,vmx=on,vmx-ept=on -accel kvm -machine q35,accel=kvm -m 4096\n";
	char *log = ns_xstrdup("");

	for (int i = 0; i < 20; i++) {
		char *longer = ns_xasprintf("%s%s", log, quiet);

		free(log);
		log = longer;
	}
	for (size_t i = 0; i < COUNT(pastes); i++) {
		char *text = ns_xasprintf("%s%s%s\n%s", log, "[    7.000001] ", pastes[i].text, log);
		struct ns_messages all = find(text);

		EXPECT_TRUE(all.count == 1 && all.list[0].times == 1 && all.list[0].line == 121) {
			TH_LOG("%s: %zu, %zu times, in line %zu", pastes[i].text, all.count,
			       all.count ? all.list[0].times : 0, all.count ? all.list[0].line : 0);
		}
		ns_messages_clear(&all);
		free(text);
	}
	free(log);
	EXPECT_NO_LEAK();
}

TEST(every_paste_is_found_in_other_quotation_marks_and_in_utf_16)
{
	for (size_t i = 0; i < COUNT(pastes); i++) {
		size_t len = strlen(pastes[i].text);
		char *quoted = ns_xcalloc(len * 3 + 1, 1), *wide = ns_xcalloc(len * 2 + 2, 1), *p = quoted;

		memcpy(wide, "\xff\xfe", 2);
		for (size_t k = 0; k < len; k++) {
			char c = pastes[i].text[k];

			wide[2 + k * 2] = c;
			if (c == '\'' || c == '`')
				p = stpcpy(p, "\u2019");
			else if (c == '"')
				p = stpcpy(p, "\u201c");
			else
				*p++ = c;
		}
		expect_only(_metadata, pastes[i].id, "in other quotation marks", quoted, strlen(quoted));
		expect_only(_metadata, pastes[i].id, "in UTF-16", wide, len * 2 + 2);
		free(quoted);
		free(wide);
	}
}

TEST(of_a_translated_paste_the_rest_is_enough)
{
	for (size_t i = 0; i < COUNT(pastes); i++) {
		char *text = ns_xasprintf("Fehler: das ist nicht verf\u00fcgbar (%s). \u4e0d\u652f\u6301\n", pastes[i].core);

		if (*pastes[i].core)
			expect_only(_metadata, pastes[i].id, "translated", text, strlen(text));
		free(text);
	}
}

TEST(a_message_is_found_although_it_is_wrapped_quoted_and_in_other_quotation_marks)
{
	struct ns_messages all = find("> qemu-system-x86_64: warning: host doesn\u2019t support\r\n"
				      "> > requested   feature:\n> MSR(48BH).vmx-ept [bit\n> 1]\n");

	ASSERT_EQ(1, all.count);
	EXPECT_EQ(&ns_message_rows[NS_MESSAGE_QEMU_NO_FEATURE], all.list[0].row);
	EXPECT_STREQ("host doesn't support requested feature: MSR(48BH).vmx-ept [bit 1]", all.list[0].text);
	EXPECT_STREQ("MSR(48BH).vmx-ept", ns_message_get(&all.list[0], "feature"));
	EXPECT_STREQ("1", ns_message_get(&all.list[0], "bit"));
	ns_messages_clear(&all);
}

/* A list ends where no name follows the comma; a blank may be behind it. */
TEST(a_list_of_names)
{
	static const struct { const char *names, *behind; } rows[] = {
		{ "vmx-ept, vmx-vpid,svm", "" }, { "vmx-ept", "," }, { "vmx-ept,svm", ", \n" }, { "svm, npt", ", (on web7)" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *text = ns_xasprintf("Host CPU does not provide required features: %s%s", rows[i].names, rows[i].behind);
		struct ns_messages all = find(text);

		ASSERT_EQ(1, all.count);
		EXPECT_STREQ(rows[i].names, ns_message_get(&all.list[0], "missing"));
		ns_messages_clear(&all);
		free(text);
	}
	EXPECT_NO_LEAK();
}

TEST(a_translated_message_is_found_by_the_name_of_its_error)
{
	struct ns_messages all = find("VT-x ist nicht verf\u00fcgbar (VERR_VMX_NO_VMX).\n"
				      "WslRegisterDistribution \u5931\u8d25 0x80370102\n");

	ASSERT_EQ(2, all.count);
	EXPECT_STREQ("virtualbox-no-vmx", all.list[0].row->code);
	EXPECT_EQ(1, all.list[0].line);
	EXPECT_STREQ("wsl-no-virtualization", all.list[1].row->code);
	EXPECT_EQ(2, all.list[1].line);
	ns_messages_clear(&all);
}

TEST(a_file_of_windows_and_a_coloured_log_are_read)
{
	static const char utf16[] = "\xff\xfe" "V\0E\0R\0R\0_\0S\0V\0M\0_\0D\0I\0S\0A\0B\0L\0E\0D\0\r\0\n";
	char *plain = ns_plain_text(utf16, sizeof(utf16));
	struct ns_messages all = ns_messages_find(plain);

	ASSERT_EQ(1, all.count);
	EXPECT_STREQ("virtualbox-svm-disabled", all.list[0].row->code);
	ns_messages_clear(&all);
	free(plain);
	/* The other order, with a quotation mark that is not ASCII's */
	plain = ns_plain_text("\xfe\xff\0h\0o\0s\0t\0 \0d\0o\0e\0s\0n\x20\x19\0t\xd8\x3d\xde\0", 30);
	EXPECT_STREQ("host doesn't\U0001f600", plain);
	free(plain);
	all = find("\033[31merror: kvm run\033[0m failed Bad address\n");
	ASSERT_EQ(1, all.count);
	EXPECT_STREQ("Bad address", ns_message_get(&all.list[0], "why"));
	ns_messages_clear(&all);
}

TEST(the_same_line_once_a_vcpu_is_one_message)
{
	struct ns_messages all = find("x\nfailed to set MSR 0x48b to 0x1\nfailed to set MSR 0x48b to 0x1\n"
				      "failed to set MSR 0x48b to 0x2\n");

	ASSERT_EQ(2, all.count);
	EXPECT_EQ(2, all.list[0].times);
	EXPECT_EQ(2, all.list[0].line);
	EXPECT_EQ(1, all.list[1].times);
	ns_messages_clear(&all);
}

TEST(the_longer_of_two_readings_counts)
{
	struct ns_messages all = find("KVM: entry failed, hardware error 0x80000021\n");

	ASSERT_EQ(1, all.count);
	EXPECT_STREQ("qemu-entry-guest-state", all.list[0].row->code);
	ns_messages_clear(&all);
	all = find("KVM: entry failed, hardware error 0x70\n");
	ASSERT_EQ(1, all.count);
	EXPECT_STREQ("qemu-entry", all.list[0].row->code);
	ns_messages_clear(&all);
}

TEST(text_without_a_message_has_none)
{
	struct ns_messages all = find("vmxoff supported features: KVMKVM, unsuberror 1, xVERR_VMX_NO_VMXx\n{}%s\xff\xfe");

	EXPECT_EQ(0, all.count);
	ns_messages_clear(&all);
}

/* ---- what is true here ---- */

static enum ns_yesno here(struct ns_snapshot *s, const char *text, enum ns_code cause)
{
	struct ns_messages all = find(text);
	struct ns_here machine = ns_here_of(s);
	struct ns_causes causes = ns_causes_of(&machine, &all.list[0]);
	int found = -1;

	for (size_t i = 0; i < causes.count; i++)
		if (causes.list[i].finding->code == cause)
			found = causes.list[i].here;
	ns_causes_clear(&causes);
	ns_here_end(&machine);
	ns_messages_clear(&all);
	return found;
}

TEST(the_firmware_is_the_cause_where_its_register_says_so)
{
	static const char text[] = "kvm: disabled by bios";
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_value *cpu = s->view[NS_VIEW_CPU];

	EXPECT_EQ(NS_UNKNOWN, here(s, text, NS_FOUND_CAUSE_FIRMWARE_OFF));
	set_reg(cpu, NS_REG_CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX));
	EXPECT_EQ(NS_UNKNOWN, here(s, text, NS_FOUND_CAUSE_FIRMWARE_OFF));
	set_reg(cpu, NS_REG_IA32_FEATURE_CONTROL, 0x1);
	EXPECT_EQ(NS_YES, here(s, text, NS_FOUND_CAUSE_FIRMWARE_OFF));
	set_reg(cpu, NS_REG_IA32_FEATURE_CONTROL, 0x5);
	EXPECT_EQ(NS_NO, here(s, text, NS_FOUND_CAUSE_FIRMWARE_OFF));
	set_reg(cpu, NS_REG_CPUID_1_ECX, 0);
	set_reg(cpu, NS_REG_CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM));
	set_reg(cpu, NS_REG_VM_CR, NS_MASK(SVM_VM_CR_SVM_DIS_MASK));
	EXPECT_EQ(NS_YES, here(s, text, NS_FOUND_CAUSE_FIRMWARE_OFF));
	ns_snapshot_free(s);
}

TEST(nothing_of_vmx_is_behind_an_msr_of_something_else)
{
	static const char other[] = "failed to set MSR 0xe1 to 0x0", vmx[] = "failed to set MSR 0x48d to 0x5600000016";
	struct ns_snapshot *s = ns_snapshot_new();

	EXPECT_EQ(NS_UNKNOWN, here(s, vmx, NS_FOUND_CAUSE_NESTED_OFF));
	EXPECT_EQ(NS_UNKNOWN, here(s, vmx, NS_FOUND_CAUSE_KVM_BEFORE_6_1));
	EXPECT_EQ(-1, (int)here(s, vmx, NS_FOUND_CAUSE_MSR_UNKNOWN));
	EXPECT_EQ(-1, (int)here(s, other, NS_FOUND_CAUSE_NESTED_OFF));
	EXPECT_EQ(-1, (int)here(s, other, NS_FOUND_CAUSE_KVM_BEFORE_6_1));
	EXPECT_EQ(-1, (int)here(s, other, NS_FOUND_CAUSE_VCPU_WITHOUT_VMX));
	EXPECT_EQ(NS_UNKNOWN, here(s, other, NS_FOUND_CAUSE_MSR_UNKNOWN));
	ns_snapshot_free(s);
}

TEST(what_the_other_vendor_has_is_said_to_be_so)
{
	static const char text[] = "Host CPU does not provide required features: svm";
	struct ns_snapshot *s = ns_snapshot_new();

	EXPECT_EQ(-1, (int)here(s, text, NS_FOUND_CAUSE_OTHER_VENDOR));
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX));
	EXPECT_EQ(NS_YES, here(s, text, NS_FOUND_CAUSE_OTHER_VENDOR));
	EXPECT_EQ(-1, (int)here(s, "Host CPU does not provide required features: vmx", NS_FOUND_CAUSE_OTHER_VENDOR));
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, 0);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_80000001_ECX, NS_MASK(X86_FEATURE_SVM));
	EXPECT_EQ(-1, (int)here(s, text, NS_FOUND_CAUSE_OTHER_VENDOR));
	ns_snapshot_free(s);
}

TEST(a_vm_without_vmx_is_told_from_a_cpu_without)
{
	static const char text[] = "kvm: no hardware support";
	struct ns_snapshot *s = ns_snapshot_new();

	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, 0);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_80000001_ECX, 0);
	EXPECT_EQ(NS_UNKNOWN, here(s, text, NS_FOUND_CAUSE_NOT_EXPOSED));
	set_fact(s, NS_FACT_HV_PRESENT, 1);
	EXPECT_EQ(NS_YES, here(s, text, NS_FOUND_CAUSE_NOT_EXPOSED));
	EXPECT_EQ(NS_NO, here(s, text, NS_FOUND_CAUSE_NO_HARDWARE));
	set_fact(s, NS_FACT_HV_PRESENT, 0);
	EXPECT_EQ(NS_NO, here(s, text, NS_FOUND_CAUSE_NOT_EXPOSED));
	EXPECT_EQ(NS_YES, here(s, text, NS_FOUND_CAUSE_NO_HARDWARE));
	ns_snapshot_free(s);
}

TEST(a_capability_is_looked_up_by_register_and_bit)
{
	/* QEMU has one name for bit 25 and bit 41. */
	static const char text[] = "host doesn't support requested feature: MSR(48CH).vmx-invept-single-context [bit 41]";
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_messages all = find(text);
	struct ns_bits bits = ns_message_bits(&all.list[0]);

	ASSERT_EQ(1, bits.count);
	EXPECT_EQ(41, bits.list[0]->low);
	set_reg(s->view[NS_VIEW_KVM], NS_REG_IA32_VMX_EPT_VPID_CAP, 1ull << 25);
	EXPECT_EQ(NS_YES, here(s, text, NS_FOUND_CAUSE_OFFER_LACKS));
	set_reg(s->view[NS_VIEW_KVM], NS_REG_IA32_VMX_EPT_VPID_CAP, 1ull << 41);
	EXPECT_EQ(NS_NO, here(s, text, NS_FOUND_CAUSE_OFFER_LACKS));
	ns_bits_clear(&bits);
	ns_messages_clear(&all);
	ns_snapshot_free(s);
}

TEST(a_control_that_kvm_intel_needs_is_named)
{
	static const char text[] = "could not insert 'kvm_intel': Input/output error";
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_value *cpu = s->view[NS_VIEW_CPU];

	set_reg(cpu, NS_REG_CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX));
	EXPECT_EQ(NS_UNKNOWN, here(s, text, NS_FOUND_CAUSE_CONTROL_MISSING));
	set_reg(cpu, NS_REG_IA32_VMX_PINBASED_CTLS, 0x7f00000016);
	set_reg(cpu, NS_REG_IA32_VMX_PROCBASED_CTLS, 0xfff9fffe0401e172);
	set_reg(cpu, NS_REG_IA32_VMX_EXIT_CTLS, 0x7fffff00036dff);
	set_reg(cpu, NS_REG_IA32_VMX_ENTRY_CTLS, 0xffff000011ff);
	EXPECT_EQ(NS_NO, here(s, text, NS_FOUND_CAUSE_CONTROL_MISSING));
	set_reg(cpu, NS_REG_IA32_VMX_PINBASED_CTLS, 0x7e00000016);
	EXPECT_EQ(NS_YES, here(s, text, NS_FOUND_CAUSE_CONTROL_MISSING));
	ns_snapshot_free(s);
}

/* PVM has no such parameter, so there is no advice to set it. */
TEST(nested_is_a_parameter_of_kvm_intel_and_kvm_amd_only)
{
	static const char text[] = "host doesn't support requested feature: CPUID.01H:ECX.vmx [bit 5]";
	struct ns_snapshot *s = ns_snapshot_new();

	set_text(s, NS_FACT_KVM_MODULES, "kvm kvm_pvm");
	EXPECT_EQ(NS_NO, here(s, text, NS_FOUND_CAUSE_NESTED_OFF));
	set_text(s, NS_FACT_KVM_MODULES, "kvm kvm_intel");
	EXPECT_EQ(NS_UNKNOWN, here(s, text, NS_FOUND_CAUSE_NESTED_OFF));
	set_param(s, "kvm_intel", "nested", "N");
	EXPECT_EQ(NS_YES, here(s, text, NS_FOUND_CAUSE_NESTED_OFF));
	ns_snapshot_free(s);
}

TEST(what_is_true_here_comes_first)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_messages all = find("could not insert 'kvm_intel': Operation not supported");
	struct ns_here machine;
	struct ns_causes causes;

	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, NS_MASK(X86_FEATURE_VMX));
	set_reg(s->view[NS_VIEW_CPU], NS_REG_IA32_FEATURE_CONTROL, 0x1);
	machine = ns_here_of(s);
	causes = ns_causes_of(&machine, &all.list[0]);
	EXPECT_EQ(NS_FOUND_CAUSE_FIRMWARE_OFF, causes.list[0].finding->code);
	for (size_t i = 1; i < causes.count; i++)
		EXPECT_NE(NS_YES, causes.list[i].here);
	EXPECT_EQ(NS_NO, causes.list[causes.count - 1].here);
	ns_causes_clear(&causes);
	ns_here_end(&machine);
	ns_messages_clear(&all);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

/* ---- other architectures ---- */

static const char *const machines[] = { "s390x", "aarch64", "ppc64le", "riscv64" };

static bool of_x86(const char *text)
{
	static const char *const words[] = {
		"VMX", "vmx", "SVM", "svm", "CPUID", "MSR", "EPT", "kvm_intel", "kvm_amd", "Hyper-V", "VMware", "VT-x",
	};
	bool is = false;

	for (size_t i = 0; text && i < COUNT(words); i++)
		is = is || strstr(text, words[i]);
	return is;
}

/* Does the explanation mention anything of x86? */
static bool says_x86(const struct ns_message *m, const struct ns_causes *causes)
{
	bool says = !causes->elsewhere && of_x86(m->row->meaning);

	for (size_t i = 0; i < causes->count; i++) {
		char *text = ns_finding_text(causes->list[i].finding), *steps = ns_finding_steps(causes->list[i].finding);

		says = says || of_x86(text) || of_x86(steps);
		free(text);
		free(steps);
	}
	return says;
}

TEST(what_is_behind_a_message_is_told_in_the_terms_of_the_architecture)
{
	for (size_t k = 0; k < COUNT(machines); k++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_here machine;

		set_text(s, NS_FACT_ARCH, machines[k]);
		machine = ns_here_of(s);
		for (size_t i = 0; i < COUNT(samples); i++) {
			struct ns_messages all = find(samples[i].text);
			struct ns_causes causes = ns_causes_of(&machine, &all.list[0]);
			enum ns_arch of = ns_message_arch(all.list[0].row);

			EXPECT_EQ(of != NS_ARCH_COUNT && of != ns_arch_of(s), !!causes.elsewhere);
			/* "could not insert 'kvm_intel'" has a module of x86 in it. */
			EXPECT_TRUE(of_x86(all.list[0].text) || !says_x86(&all.list[0], &causes)) {
				TH_LOG("%s: %s", machines[k], all.list[0].row->code);
			}
			ns_causes_clear(&causes);
			ns_messages_clear(&all);
		}
		ns_here_end(&machine);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

/* What programs and KVM of several architectures print is nobody's alone. */
TEST(a_message_of_several_architectures_is_not_of_x86)
{
	static const struct {
		const char *arch, *text;
	} rows[] = {
		{ "aarch64", "unknown CPU feature: sve1024" },
		{ "aarch64", "Received KVM_EXIT_FAIL_ENTRY signal: 1 on cpu 0" },
		{ "ppc64le", "KVM internal error. Suberror: 1" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ns_snapshot *s = ns_snapshot_new();
		struct ns_messages all = find(rows[i].text);
		struct ns_here machine;
		struct ns_causes causes;

		set_text(s, NS_FACT_ARCH, rows[i].arch);
		machine = ns_here_of(s);
		ASSERT_EQ(1, all.count);
		causes = ns_causes_of(&machine, &all.list[0]);
		EXPECT_EQ(NULL, causes.elsewhere);
		ns_causes_clear(&causes);
		ns_here_end(&machine);
		ns_messages_clear(&all);
		ns_snapshot_free(s);
	}
	EXPECT_NO_LEAK();
}

TEST(the_answers_of_another_architecture_are_the_causes_there)
{
	struct ns_snapshot *s = ns_snapshot_new();

	set_text(s, NS_FACT_ARCH, "aarch64");
	set_text(s, NS_FACT_ARM_KVM_MODE, "disabled");
	EXPECT_EQ(NS_YES, here(s, "Could not access KVM kernel module: No such file or directory", NS_FOUND_CAUSE_ARCH_RUN));
	EXPECT_EQ(NS_YES, here(s, "kvm_create_vcpu failed (22)", NS_FOUND_CAUSE_ARCH_NEST));
	set_text(s, NS_FACT_ARM_KVM_MODE, "VHE with nested virtualization");
	EXPECT_EQ(NS_NO, here(s, "Could not access KVM kernel module: No such file or directory", NS_FOUND_CAUSE_ARCH_RUN));
	EXPECT_EQ(NS_NO, here(s, "kvm_create_vcpu failed (22)", NS_FOUND_CAUSE_ARCH_NEST));
	ns_snapshot_free(s);
	s = ns_snapshot_new();
	set_text(s, NS_FACT_ARCH, "s390x");
	EXPECT_EQ(NS_UNKNOWN, here(s, "Memory backing with 1M pages was specified, but KVM does not support this memory backing",
				   NS_FOUND_CAUSE_S390X_NO_HPAGE));
	set_param(s, "kvm", "hpage", "0");
	EXPECT_EQ(NS_YES, here(s, "Memory backing with 1M pages was specified, but KVM does not support this memory backing",
			       NS_FOUND_CAUSE_S390X_NO_HPAGE));
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

/* ---- what is printed ---- */

/* Without what wrapping changes; to be freed */
static char *squeezed(const char *text)
{
	char *copy = ns_xstrdup(text), *to = copy;

	for (const char *p = text; *p; p++)
		if (!strchr(" \n", *p))
			*to++ = *p;
	*to = '\0';
	return copy;
}

static size_t times(const char *text, const char *what)
{
	size_t n = 0;

	for (const char *p = text; (p = strstr(p, what)); p += strlen(what))
		n++;
	return n;
}

/* How often a remedy is said under the message in @text; that of most occurrences */
static size_t most_repeated(const struct ns_here *here, const struct ns_message *m, size_t *shared)
{
	struct ns_causes causes = ns_causes_of(here, m);
	char *text, *plain;
	size_t size, most = 0;
	struct ns_out out = { .file = ns_xmemstream(&text, &size) };

	ns_message_print(&out, m, &causes, NULL);
	ns_xclose(out.file);
	plain = squeezed(text);
	for (size_t i = 0; i < causes.count; i++) {
		char *steps = causes.list[i].here == NS_NO ? NULL : ns_finding_steps(causes.list[i].finding);
		char *first = ns_xasprintf("->%s", steps ?: ""), *said = squeezed(first);
		size_t n = steps ? times(plain, said) : 0;

		for (size_t k = 0; k < causes.count && steps; k++) {
			char *other = causes.list[k].here == NS_NO ? NULL : ns_finding_steps(causes.list[k].finding);

			*shared += other && k < i && !strcmp(other, steps);
			/* Another remedy may begin as this one: "update the kernel or hypervisor". */
			n -= other && strcmp(other, steps) && !strncmp(other, steps, strlen(steps));
			free(other);
		}
		most = n > most ? n : most;
		free(said);
		free(first);
		free(steps);
	}
	free(plain);
	free(text);
	ns_causes_clear(&causes);
	return most;
}

TEST(a_remedy_of_two_causes_is_said_once)
{
	struct ns_snapshot *s = ns_snapshot_new();
	struct ns_here here = ns_here_of(s);
	size_t shared = 0;

	for (size_t i = 0; i < COUNT(samples); i++) {
		struct ns_messages all = find(samples[i].text);

		for (size_t k = 0; k < all.count; k++) {
			EXPECT_GE(1, most_repeated(&here, &all.list[k], &shared)) {
				TH_LOG("%s: a remedy is there more than once", all.list[k].row->code);
			}
		}
		ns_messages_clear(&all);
	}
	/* There are such messages: otherwise nothing was tested. */
	EXPECT_LE(1, shared);
	ns_here_end(&here);
	ns_snapshot_free(s);
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
