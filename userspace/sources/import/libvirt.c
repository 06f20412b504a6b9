// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libvirt's XML: virsh capabilities and virsh domcapabilities, of the machine
 * that libvirtd runs on, and <cpudata>; and virt-host-validate. Which features libvirt lists is
 * its own list of models: what is not in it was not asked.
 */
#include <stdlib.h>
#include <string.h>

#include "sources/import/reader.h"
#include "sources/import/xml.h"
#include "util/number.h"

/* cpu_map/x86_vendors.xml */
static const struct {
	const char *name;
	const char *vendor;
} vendors[] = {
	{ "Intel", "GenuineIntel" },
	{ "AMD", "AuthenticAMD" },
	{ "Hygon", "HygonGenuine" },
};

static void take_vendor(struct ns_import *im, const char *name)
{
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		if (!strcmp(vendors[i].name, name))
			ns_import_text_fact(im, NS_FACT_CPU_VENDOR, NS_SOURCE_FILE, vendors[i].vendor);
}

/* A feature that the CPU of this machine has */
static void take_feature(struct ns_import *im, const char *name)
{
	if (!strcmp(name, "vmx"))
		ns_import_bit(im, NS_BIT_X86_FEATURE_VMX, NS_SOURCE_FILE, true);
	else if (!strcmp(name, "svm"))
		ns_import_bit(im, NS_BIT_X86_FEATURE_SVM, NS_SOURCE_FILE, true);
}

/* Which elements the tags are in */
struct place {
	bool host, cpu, model;	/* <host>, <cpu>, <mode name='host-model'> */
	bool kvm;		/* <domain>kvm</domain> */
	bool asks_qemu;		/* libvirt takes host-model from QEMU, which asked KVM */
};

static void capabilities_tag(struct ns_import *im, struct place *at, const struct ns_xml_tag *tag)
{
	char value[NS_XML_MAX];

	if (!strcmp(tag->name, "host"))
		at->host = !tag->closes;
	else if (!strcmp(tag->name, "cpu"))
		at->cpu = !tag->closes;
	else if (tag->closes)
		return;
	else if (at->host && at->cpu && !strcmp(tag->name, "vendor"))
		take_vendor(im, ns_xml_text(tag, value));
	else if (at->host && at->cpu && !strcmp(tag->name, "feature") &&
		 !strcmp(ns_xml_attribute(tag, "name", value), "hypervisor"))
		/* The CPU as CPUID shows it to libvirtd */
		ns_import_bit(im, NS_BIT_X86_FEATURE_HYPERVISOR, NS_SOURCE_FILE, true);
	else if (at->host && at->cpu && !strcmp(tag->name, "feature"))
		take_feature(im, ns_xml_attribute(tag, "name", value));
	else if (!at->host && !strcmp(tag->name, "domain") && !strcmp(ns_xml_attribute(tag, "type", value), "kvm"))
		ns_import_kvm_works(im);
}

/*
 * Is @machine, "pc-q35-8.2" or "pc-q35-rhel9.4.0", of a QEMU that libvirt asks what KVM offers, 2.9 or later (libvirt
 * 3.2, src/qemu/qemu_capabilities.c virQEMUCapsProbeQMPHostCPU())? Of 2.x and of other names that is not said.
 */
static bool asks_qemu(const char *machine)
{
	const char *version = strrchr(machine, '-');
	int oldest = 3;

	if (!version || strncmp(machine, "pc-", 3))
		return false;
	version++;
	if (!strncmp(version, "rhel", 4)) {
		version += 4;
		oldest = 8;
	}
	return atoi(version) >= oldest;
}

/*
 * A feature of host-model. One that is disabled is one that the model's name would give and the host does not. One that is
 * demanded is the CPU's with an old libvirt; but the features of VMX are known from QEMU alone.
 */
static void take_host_model(struct ns_import *im, const struct place *at, const char *policy, const char *name)
{
	bool vmx = !strncmp(name, "vmx-", 4);

	if (!strcmp(policy, "disable")) {
		ns_import_libvirt_offer(im, name, false);
	} else if (!strcmp(policy, "require")) {
		take_feature(im, name);
		if (vmx || at->asks_qemu)
			ns_import_libvirt_offer(im, name, true);
		if (vmx)
			ns_import_libvirt_offer(im, "vmx", true);
	}
}

/* host-model is QEMU's CPU model "host" under KVM, as libvirt can write it. */
static void domain_tag(struct ns_import *im, struct place *at, const struct ns_xml_tag *tag)
{
	char name[NS_XML_MAX], value[NS_XML_MAX];

	if (!strcmp(tag->name, "mode")) {
		ns_xml_attribute(tag, "name", name);
		at->model = !tag->closes && !tag->empty && !strcmp(name, "host-model");
		if (!strcmp(name, "host-passthrough") && at->kvm &&
		    !strcmp(ns_xml_attribute(tag, "supported", value), "yes"))
			ns_import_kvm_works(im);
	} else if (tag->closes) {
		return;
	} else if (!strcmp(tag->name, "domain")) {
		at->kvm = !strcmp(ns_xml_text(tag, value), "kvm");
	} else if (at->model && at->kvm && !strcmp(tag->name, "vendor")) {
		take_vendor(im, ns_xml_text(tag, value));
	} else if (!strcmp(tag->name, "machine")) {
		at->asks_qemu = asks_qemu(ns_xml_text(tag, value));
	} else if (at->model && at->kvm && !strcmp(tag->name, "feature")) {
		take_host_model(im, at, ns_xml_attribute(tag, "policy", value), ns_xml_attribute(tag, "name", name));
	}
}

/* "0x0000048b"; 0 if @tag has no such attribute, and an error if it is no number of 32 bits */
static uint32_t number(struct ns_import *im, const struct ns_xml_tag *tag, const char *name)
{
	char value[NS_XML_MAX];
	uint64_t num = 0;

	ns_xml_attribute(tag, name, value);
	if (*value && (!ns_parse_hex(value, &num) || num > UINT32_MAX))
		ns_import_fail(im, "%s=\"%s\" of <%s> is not a hexadecimal number of 32 bits", name, value, tag->name);
	return num;
}

/* What libvirt read of the CPU: the data of its own tests, and of its log */
static void cpudata_tag(struct ns_import *im, struct place *at, const struct ns_xml_tag *tag)
{
	(void)at;
	if (im->error || tag->closes)
		return;
	if (!strcmp(tag->name, "cpuid")) {
		struct ns_cpuid_row row = {
			.leaf = number(im, tag, "eax_in"), .subleaf = number(im, tag, "ecx_in"),
			.out = { [NS_OUT_EAX] = number(im, tag, "eax"), [NS_OUT_EBX] = number(im, tag, "ebx"),
				 [NS_OUT_ECX] = number(im, tag, "ecx"), [NS_OUT_EDX] = number(im, tag, "edx") },
		};

		if (!im->error)
			ns_import_leaf(im, &row, NS_SOURCE_CPUID);
	} else if (!strcmp(tag->name, "msr")) {
		uint64_t high = number(im, tag, "edx"), low = number(im, tag, "eax");
		enum ns_reg reg = ns_reg_by_msr(number(im, tag, "index"));

		if (!im->error && reg != NS_REG_NONE)
			ns_import_register(im, reg, NS_SOURCE_MSR, high << 32 | low);
	}
}

static const struct {
	const char *name, *begin, *end;
	void (*take)(struct ns_import *im, struct place *at, const struct ns_xml_tag *tag);
} documents[] = {
	{ "capabilities", "<capabilities>", "</capabilities>", capabilities_tag },
	{ "domainCapabilities", "<domainCapabilities>", "</domainCapabilities>", domain_tag },
	{ "cpudata", "<cpudata ", "</cpudata>", cpudata_tag },
};

size_t ns_block_libvirt(struct ns_import *im, const char *text, const char *end)
{
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		size_t len = strlen(documents[i].begin);
		struct ns_xml_tag tag;
		struct place at = { 0 };
		const char *last;

		if ((size_t)(end - text) < len || strncmp(text, documents[i].begin, len))
			continue;
		last = memmem(text, end - text, documents[i].end, strlen(documents[i].end));
		if (!last) {
			ns_import_fail(im, "<%s> has no end: the text is cut off", documents[i].name);
			return 0;
		}
		last += strlen(documents[i].end);
		for (const char *p = text; ns_xml_next(&p, last, &tag);)
			documents[i].take(im, &at, &tag);
		return im->error ? 0 : last - text;
	}
	return 0;
}

/* "  QEMU: Checking if device /dev/kvm exists    : PASS" (tools/virt-host-validate-qemu.c) */
bool ns_take_libvirt(struct ns_import *im, const char *line, enum ns_source source)
{
	struct ns_value *device = &im->s->fact[NS_FACT_KVM_DEVICE];
	const char *text = strstr(line, ": Checking "), *verdict = text ? strstr(text + 2, ": ") : NULL;
	bool pass;

	if (!verdict || strspn(line, " ") > 4 || (strncmp(verdict, ": PASS", 6) && strncmp(verdict, ": FAIL", 6) &&
						   strncmp(verdict, ": WARN", 6) && strncmp(verdict, ": NOTE", 6)))
		return false;
	pass = !strncmp(verdict, ": PASS", 6);
	if (device->state != NS_NOT_ASKED)
		return true;
	if (strstr(text, "device /dev/kvm exists") && !pass)
		ns_value_not(device, source, NS_ABSENT, "/dev/kvm: not there, says virt-host-validate");
	else if (strstr(text, "device /dev/kvm is accessible") && !pass)
		ns_value_not(device, source, NS_UNREADABLE, "/dev/kvm: not accessible, says virt-host-validate");
	else if (strstr(text, "device /dev/kvm is accessible"))
		ns_value_text(device, source, "usable");
	return true;
}
