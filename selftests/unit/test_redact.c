// SPDX-License-Identifier: GPL-2.0-or-later
/* Private text, and text that only looks private */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness.h"
#include "model/redact.h"

#define TEXT NS_REDACT_TEXT
#define ARGS NS_REDACT_ARGUMENTS
#define XML NS_REDACT_FILES
#define CPU NS_REDACT_MACHINE

/* NULL: it stays as it is */
static const struct {
	enum ns_redact_as as;
	const char *text, *told;
} samples[] = {
	/* hardware addresses */
	{ TEXT, "at 52:54:00:AB:cd:ef.", "at [mac-1]." },
	{ TEXT, "52-54-00-ab-cd-ef", "[mac-1]" },
	{ TEXT, "own address 52:54:00:ab:cd:ef: 52:54:00:ab:cd:ef:eth0", "own address [mac-1]: [mac-1]:eth0" },
	{ TEXT, "20:10:0d:b8:11:22:3344:5566", "[ipv6-1]" },
	{ TEXT, "5254.00ab.cdef", "[mac-1]" },
	{ TEXT, "enx525400abcdef:", "enx[mac-1]:" },
	{ TEXT, "50:01:43:80:24:26:ba:f4", "[wwn-1]" },
	{ TEXT, "00:00:00:00:00:00 ff:ff:ff:ff:ff:ff", NULL },
	{ TEXT, "fe:54:00:12:34:56 00:00:00:00:00:01", "[mac-1] [mac-2]" },
	{ TEXT, "0000:00:1f.2 pci 12:34:56 10:20", NULL },
	{ TEXT, "ab:cd:ef:01:23:45:67:89:ab:cd:ef:01:23:45:67:89", "[key-1]" },
	/* addresses */
	{ TEXT, "10.1.2.3:22, 10.1.2.3", "[ipv4-1]:22, [ipv4-1]" },
	{ TEXT, "1.2.3.4 0.1.2.3 128.0.0.1", "[ipv4-1] 0.1.2.3 [ipv4-2]" },
	{ TEXT, "127.0.0.1 0.0.0.0 255.255.255.0 255.255.0.0 6.1.0-57 1.2.3 300.1.1.1", NULL },
	{ TEXT, "[2001:db8::1]:5900 fe80::1%eth0", "[[ipv6-1]]:5900 [ipv6-2]%eth0" },
	{ TEXT, "::1 :: std::string 12:34:56", NULL },
	{ TEXT, "::ffff:10.1.2.3", "[ipv6-1]" },
	/* UUIDs */
	{ TEXT, "8D1F4C2E-0b7a-4f3d-9c6e-2a5b7c9d1e3f = 8d1f4c2e0b7a4f3d9c6e2a5b7c9d1e3f", "[uuid-1] = [uuid-1]" },
	{ TEXT, "00000000-0000-0000-0000-000000000000", NULL },
	{ TEXT, "root=PARTUUID=deadbe11-02 UUID=12AB-34CD", "root=PARTUUID=[uuid-1] UUID=[uuid-2]" },
	/* names */
	{ TEXT, "systemd[1]: Hostname set to <web7>. web7 is up", "systemd[1]: Hostname set to <[host-1]>. [host-1] is up" },
	{ TEXT, "at db.corp.example.com, http://intra/x, https://www.kernel.org/doc", "at [domain-1], http://[host-1]/x, https://www.kernel.org/doc" },
	{ TEXT, "kvm.ko libvirt.so.0 kvm_intel.nested x.sh a.b.c qemu-system-x86_64.service", NULL },
	{ TEXT, "jo@web7 debian-kernel@lists.debian.org getty@tty1.service", "[email-1] debian-kernel@lists.debian.org getty@tty1.service" },
	{ TEXT, "jo@1.x a.b@16M", "[email-1] a.b@16M" },
	{ TEXT, "crashkernel=256M@16M memmap=4G@0x3000000", NULL },
	{ TEXT, "user=jo username=\"jo\" acct='jo'", "user=[user-1] username=\"[user-1]\" acct='[user-1]'" },
	{ TEXT, "user=root username=nobody hostname=localhost hostname=(none)", NULL },
	/* what stands before a word and what that word makes private */
	{ TEXT, "hostname=web7\nweb7 login: jim", "hostname=[host-1]\n[host-1] login: [user-1]" },
	{ TEXT, "c0ffee00-1234-4abc-8def-0123456789ab token: x1y2z3", "[uuid-1] token: [secret-1]" },
	{ XML, "<password host='a1.corp.example.com'>x1y2z3</password>", "<password host='[domain-1]'>[secret-1]</password>" },
	{ TEXT, "hostname=web7\nnaa.5000c500a1b2web7", "hostname=[host-1]\n[wwn-1][host-1]" },
	/* paths */
	{ TEXT, "/home/jo/x.img, '/home/jo/a b/c' /root/x", "/home/[path-1], '/home/[path-2]' /root/[path-3]" },
	{ TEXT, "/usr/share/x /srv/vm/x.img /var/log", NULL },
	{ ARGS, "-drive\nfile=/srv/vm/my disk,,1.img,if=virtio", "-drive\nfile=[path-1],if=virtio" },
	{ ARGS, "-device\nvirtio-blk-pci,drive=d0\n-cpu\nhost,+svm", NULL },
	{ XML, "<source file='/srv/vm/my disk.img'/>", "<source file='[path-1]'/>" },
	{ TEXT, "root=/dev/mapper/web7--vg-root /dev/vg0/root /dev/cpu/0/msr /dev/kvm /dev/vda1",
	  "root=/dev/mapper/[volume-1] /dev/[volume-2] /dev/cpu/0/msr /dev/kvm /dev/vda1" },
	{ TEXT, "/dev/disk/by-id/ata-Samsung_SSD_850_S2R5N", "/dev/disk/by-id/[serial-1]" },
	/* secrets */
	{ TEXT, "password=hunter2 Password: hunter2, \"passwd\": \"hunter2\"", "password=[secret-1] Password: [secret-1], \"passwd\": \"[secret-1]\"" },
	{ TEXT, "DB_PASSWORD='a b c' apiKey=x1y2z3 my-secret: s3c client_secret=s3d4", "DB_PASSWORD='[secret-1]' apiKey=[secret-2] my-secret: [secret-3] client_secret=[secret-4]" },
	{ TEXT, "--password hunter2 --token=abcd", "--password [secret-1] --token=[secret-2]" },
	{ TEXT, "Started Dispatch Password Requests to Console. password is protected", NULL },
	{ TEXT, "ftp://jo:pw@h.example.com/", "ftp://[secret-1]@[domain-1]/" },
	{ TEXT, "Authorization: Bearer abc.def-1", "Authorization: [secret-1]" },
	{ TEXT, "hunter2 came first, then password=hunter2", "[secret-1] came first, then password=[secret-1]" },
	{ TEXT, "ghp_aB3dE5fG7hI9jK1lM3nO5pQ7rS AKIAIOSFODNN7EXAMPLE", "[secret-1] [secret-2]" },
	{ TEXT, "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=", "[key-1]" },
	{ TEXT, "aGVsbG8gd29ybGQhIQ==", "[key-1]" },
	{ TEXT, "BOOT_IMAGE=/boot/vmlinuz-6.1.0-57-amd64 CONFIG_HAVE_KVM_IRQCHIP=y", NULL },
	{ TEXT, "0x00d83000000004 0xffffffff830000 deadbeefdeadbeef", NULL },
	{ TEXT, "0123456789abcdef0123456789abcdef0123456789abcdef", "[key-1]" },
	{ TEXT, "a\n-----BEGIN PRIVATE KEY-----\nAAAA\nBBBB\n-----END PRIVATE KEY-----\nb", "a\n[key-1]\nb" },
	{ TEXT, "-----BEGIN PRIVATE KEY-----\nAAAA\nBBBB=\n[    1.0] kvm: it goes on", "[key-1]\n[    1.0] kvm: it goes on" },
	{ TEXT, "ssh-rsa AAAAB3NzaC1 jo@web7", "ssh-rsa [key-1]" },
	{ ARGS, "-object\nsecret,id=s0,data=hun,,ter2\n-vnc\n:1,password=on", "-object\nsecret,id=s0,data=[secret-1]\n-vnc\n:1,password=on" },
	{ ARGS, "-fw_cfg\nname=opt/x,string=blob 1", "-fw_cfg\nname=opt/x,string=[secret-1]" },
	{ ARGS, "-incoming\ntcp:dst7:4444", "-incoming\ntcp:[host-1]:4444" },
	{ ARGS, "-netdev\nuser,id=n,hostfwd=tcp::2222-:22", NULL },
	/* VMs */
	{ ARGS, "-name\nweb\n-m\n2G", "-name\n[vm-1]\n-m\n2G" },
	{ ARGS, "-name\nguest=web,debug-threads=on", "-name\nguest=[vm-1],debug-threads=on" },
	{ XML, "<name>web</name><title>A b</title><model name='qemu64'/>", "<name>[vm-1]</name><title>[vm-2]</title><model name='qemu64'/>" },
	{ XML, "<graphics passwd='x1y'/><host name='mon1'/><source network='lan7'/>", "<graphics passwd='[secret-1]'/><host name='[host-1]'/><source network='[network-1]'/>" },
	{ XML, "<password></password><password/><serial>A1\n", NULL },
	{ XML, "<password>[secret-9]</password>", NULL },
	{ ARGS, "-name guest=web", "-name guest=[vm-1]" },
	/* machines */
	{ TEXT, "\tSerial Number: A1 B2\n\tAsset Tag: No Asset Tag", "\tSerial Number: [serial-1]\n\tAsset Tag: No Asset Tag" },
	{ TEXT, "usb 1-1: SerialNumber: 0123AB; New USB device strings: Mfr=1, Product=2, SerialNumber=3", "usb 1-1: SerialNumber: [serial-1]" },
	{ TEXT, "console=ttyS0 serial=none Serial Number: Not Specified", NULL },
	{ TEXT, "iqn.1993-08.org.debian:01:ab, naa.600508b1001c1234", "[iqn-1], [wwn-1]" },
	{ TEXT, "wlan0: ssid=Cafe SSID: The Cafe 5G", "wlan0: ssid=[network-1] SSID: [network-2]" },
	{ CPU, "flags\t\t: fpu svm npt\nmodel name\t: AMD EPYC 7313", NULL },
	{ TEXT, "/sys/class/dmi/id/product_serial: Permission denied", NULL },
};

static void expect_told(struct __test_metadata *_metadata, struct ns_redactor *r, const char *text,
			enum ns_redact_as as, const char *layer, const char *expected)
{
	char *told = ns_redact(r, text, as, layer);

	EXPECT_STREQ(expected, told);
	free(told);
}

TEST(what_is_private)
{
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		struct ns_redactor *r = ns_redactor_new();

		ns_redactor_learn(r, samples[i].text, samples[i].as);
		expect_told(_metadata, r, samples[i].text, samples[i].as, NULL, samples[i].told ?: samples[i].text);
		ns_redactor_free(r);
	}
}

TEST(tokens_of_another_run_keep_its_name)
{
	struct ns_redactor *r = ns_redactor_new();
	const char uuid[] = "uuid 8d1f4c2e-0b7a-4f3d-9c6e-2a5b7c9d1e3f";

	ns_redactor_learn(r, uuid, TEXT);
	expect_told(_metadata, r, uuid, TEXT, NULL, "uuid [uuid-1]");
	ns_redactor_know_uuid(r, "[L1:uuid-5]", ns_redacted_uuid(r, 1));
	/* What only begins and ends like a token hides nothing. */
	expect_told(_metadata, r, "[c0ffee00-1234-4abc-8def-0123456789ab:host-1] [10.1.2.3:host-1] [L:host-1] [layer2:host-1]", TEXT, "L1",
		    "[[uuid-2]:host-1] [[ipv4-1]:host-1] [L:host-1] [L1:layer2:host-1]");
	expect_told(_metadata, r, "[uuid-5] [uuid-6] [host-1] [L2:mac-3] [x-1] [host-] [host-1x] [host", TEXT, "L1",
		    "[uuid-1] [L1:uuid-6] [L1:host-1] [L1:L2:mac-3] [x-1] [host-] [host-1x] [host");
	expect_told(_metadata, r, "[host-1]", TEXT, NULL, "[host-1]");
	/* Nor is it private because of what stands before it. */
	expect_told(_metadata, r, "/home/[path-1] root=/dev/mapper/[volume-2] '/root/[path-3]'", TEXT, "L1",
		    "/home/[L1:path-1] root=/dev/mapper/[L1:volume-2] '/root/[L1:path-3]'");
	ns_redactor_free(r);
}

/* Unexpected text must take time proportional to its length and not be read beyond its end. */
TEST(any_text_is_read_to_its_end)
{
	static const char *const pieces[] = {
		"a", "[", "a.", "a:", "a-", "/a", "//a@", "-----BEGIN ", "password ", "password=\"", "<title", "\"password'", "Serial ",
		"aB3/", "1.", "::", "ab:", "[host-1", "x@", "--", "=", "~/", "/home/", "eyJ", "iqn.1", "secret=\\", "'", "enx", ",,",
	};

	for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		struct ns_redactor *r = ns_redactor_new();
		size_t n = strlen(pieces[i]);
		char *text = malloc(n * 3000 + 1), *told;

		for (size_t j = 0; j < 3000; j++)
			memcpy(text + j * n, pieces[i], n);
		text[n * 3000] = '\0';
		for (int as = TEXT; as <= CPU; as++) {
			ns_redactor_learn(r, text, as);
			told = ns_redact(r, text, as, "L1");
			EXPECT_NE(NULL, told);
			free(told);
		}
		free(text);
		ns_redactor_free(r);
	}
}

/* A match inside known text counts, too: the order of the texts does not matter. */
TEST(what_is_known_hides_nothing_from_learning)
{
	struct ns_redactor *r = ns_redactor_new();

	ns_redactor_know(r, NS_PRIVATE_VM, "my vm");
	ns_redactor_learn(r, "my vm-password=hunter2", TEXT);
	expect_told(_metadata, r, "hunter2 is here", TEXT, NULL, "[secret-1] is here");
	ns_redactor_free(r);
}

/* A path is private in messages if XML or a command line names it as a file of a VM; other paths are not. */
TEST(files_of_vms_are_known_everywhere)
{
	struct ns_redactor *r = ns_redactor_new();

	ns_redactor_learn(r, "<source file='/srv/vm/my disk.img'/><source file='/a/b'/>", XML);
	expect_told(_metadata, r, "loop0: /srv/vm/my disk.img is not /srv/vm/my disk.imgs; /a/b /srv/log", TEXT, NULL,
		    "loop0: [path-1] is not /srv/vm/my disk.imgs; /a/b /srv/log");
	ns_redactor_free(r);
}

TEST(the_longest_name_wins)
{
	struct ns_redactor *r = ns_redactor_new();

	for (int i = 0; i < 300; i++) {
		char name[16];

		sprintf(name, "Web%d", i);
		ns_redactor_know(r, i % 2 ? NS_PRIVATE_VM : NS_PRIVATE_HOST, name);
	}
	ns_redactor_know(r, NS_PRIVATE_HOST, "web1 of mine");
	ns_redactor_know(r, NS_PRIVATE_SECRET, "web1 OF");
	expect_told(_metadata, r, "Web1 web1 WEB2 web1 of mine web1 OF web1 ofx web29 web299x Web299 web1 of", TEXT, NULL,
		    "[vm-1] web1 [host-1] [host-2] [secret-1] web1 ofx web29 web299x [vm-2] web1 of");
	ns_redactor_free(r);
}

/* ---- time ---- */

static const char uuid_form[] = "%08x-1111-4222-8333-444455556666 ";

/* Text of @count pieces, of which each has its number where the piece says so; to be freed */
static char *text_of(const char *piece, size_t count)
{
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	for (size_t i = 0; i < count; i++)
		fprintf(out, piece, (int)(i * 2654435761u));
	fclose(out);
	return text;
}

/* CPU seconds of this process to learn from and redact text of @count pieces */
static double seconds_for(const char *piece, size_t count, enum ns_redact_as as)
{
	struct ns_redactor *r = ns_redactor_new();
	char *text = text_of(piece, count);
	struct timespec from, to;
	size_t times;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (size_t i = 0; piece == uuid_form && i < count; i++) {
		char token[32];

		sprintf(token, "[L1:uuid-%zu]", i + 1);
		ns_redactor_know_uuid(r, token, token);
	}
	ns_redactor_learn(r, text, as);
	free(ns_redact(r, text, as, NULL));
	if (piece == uuid_form) {
		free(text);
		text = malloc(count * 16 + 1);
		*text = '\0';
		for (size_t i = 0, n = 0; i < count; i++)
			n += sprintf(text + n, "[uuid-%zu] ", i + 1);
		free(ns_redact(r, text, as, "L1"));
	}
	for (int kind = 0; kind < NS_PRIVATE_COUNT; kind++)
		ns_redacted(r, kind, &times);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	free(text);
	ns_redactor_free(r);
	return to.tv_sec - from.tv_sec + (to.tv_nsec - from.tv_nsec) / 1e9;
}

/* A hostile log of megabytes must not take hours: 8 times as much takes 8 times as long, and not 64 times. */
TEST(time_grows_with_length)
{
	static const struct {
		enum ns_redact_as as;
		const char *piece;
	} rows[] = {
		{ TEXT, "a" }, { TEXT, "a " }, { TEXT, "a." }, { TEXT, "abc." }, { TEXT, "iqn." }, { TEXT, "[host-1" }, { TEXT, "a@" },
		{ TEXT, "-----BEGIN " }, { TEXT, "-----BEGIN A-----\n" }, { TEXT, "-----BEGIN A-----\n-----END" }, { TEXT, "//a" },
		{ TEXT, "password=[" }, { TEXT, "password='[" }, { TEXT, "Serial Number: [" }, { TEXT, "Serial Number: " },
		{ TEXT, "\"/home/x" }, { TEXT, "'/root/" }, { TEXT, "a: " }, { TEXT, "aB3/" }, { TEXT, "ghp_" }, { TEXT, "1.1.1.1" },
		{ TEXT, "tcp:[" }, { TEXT, "ab:cd-" }, { TEXT, "ssh-rsa " }, { TEXT, "password=\\\"" }, { TEXT, "a=" }, { TEXT, "::" },
		{ ARGS, "-name\n" }, { ARGS, "/srv,," }, { ARGS, "password=[,," }, { ARGS, "\"/srv/x'" },
		{ XML, "<title>" }, { XML, "<title x" }, { XML, "<host name='" }, { XML, "name='" }, { XML, "'/srv/\"" },
		{ TEXT, uuid_form }, { TEXT, "host=a%08x " }, { TEXT, "Serial Number: a b c d e f g %08x\n" }, { TEXT, "10.%hhu.3.4 " },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		double one, more;
		int tries = 0;

		do {
			one = seconds_for(rows[i].piece, 1000, rows[i].as);
			more = seconds_for(rows[i].piece, 8000, rows[i].as);
		} while (more > 0.05 && more > 24 * one && ++tries < 3);
		ASSERT_GT(3, tries) {
			TH_LOG("%s: %g s, and %g s for 8 times as much", rows[i].piece, one, more);
		}
	}
}

TEST_HARNESS_MAIN
