// SPDX-License-Identifier: GPL-2.0-or-later
/* What sources/domain_xml.c reads from libvirt's XML, and what it refuses */
#include "common.h"
#include "harness.h"
#include "sources/domain_xml.h"
#include "util/alloc.h"

static struct ns_domain *parse(const char *text, char **error)
{
	return ns_domain_parse(text, strlen(text), "vm.xml", error);
}

TEST(what_decides_about_the_cpu_is_read)
{
	static const char text[] =
		"<?xml version='1.0' encoding='ISO-8859-1'?>\n"
		"<!-- made by virsh -->\n"
		"<domain type='kvm' id='3'>\n"
		"  <name>web</name>\n"
		"  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type></os>\n"
		"  <cpu mode='custom' match='exact' check='full' migratable='on'>\n"
		"    <model fallback='forbid'>\n  EP<!-- parted --><![CDATA[YC]]> </model>\n"
		"    <vendor>AMD</vendor>\n"
		"    <feature policy='disable' name='svm'/>\n"
		"    <feature name='npt'/>\n"
		"    <feature name='monitor' policy='forbid'></feature>\n"
		"    <feature policy='strange' name='avx'/>\n"
		"  </cpu>\n"
		"  <devices><emulator>/usr/bin/qemu-system-x86_64</emulator>\n"
		"    <iommu model='intel'><driver intremap='on' caching_mode='off'/></iommu></devices>\n"
		"  <launchSecurity type='sev'><cbitpos>47</cbitpos></launchSecurity>\n"
		"</domain>\n";
	char *error;
	struct ns_domain *d = parse(text, &error);

	ASSERT_NE(NULL, d) TH_LOG("%s", error);
	EXPECT_STREQ("web", d->name);
	EXPECT_EQ(NS_VIRT_KVM, d->virt);
	EXPECT_TRUE(d->live);
	EXPECT_STREQ("x86_64", d->arch);
	EXPECT_STREQ("pc-q35-7.2", d->machine);
	EXPECT_STREQ("/usr/bin/qemu-system-x86_64", d->emulator);
	EXPECT_EQ(NS_CPU_CUSTOM, d->mode);
	EXPECT_STREQ("exact", d->match);
	EXPECT_EQ(NS_CHECK_FULL, d->check);
	EXPECT_STREQ("on", d->migratable);
	EXPECT_STREQ("EPYC", d->model);
	EXPECT_EQ(4, d->feature_count);
	EXPECT_EQ(NS_POLICY_DISABLE, ns_domain_feature(d, "svm")->policy);
	EXPECT_EQ(NS_POLICY_REQUIRE, ns_domain_feature(d, "npt")->policy);
	EXPECT_EQ(NS_POLICY_FORBID, ns_domain_feature(d, "monitor")->policy);
	EXPECT_EQ(NS_POLICY_OTHER, ns_domain_feature(d, "avx")->policy);
	EXPECT_EQ(NULL, ns_domain_feature(d, "vmx"));
	EXPECT_STREQ("intel", d->iommu);
	EXPECT_STREQ("on", d->iommu_intremap);
	EXPECT_STREQ("off", d->iommu_caching);
	EXPECT_STREQ("sev", d->launch_security);
	EXPECT_EQ(NULL, d->qemu_cpu);
	EXPECT_TRUE(ns_domain_is_exact(d));
	ns_domain_free(d);
	EXPECT_NO_LEAK();
}

TEST(a_domain_without_a_cpu_says_nothing_of_it)
{
	char *error;
	struct ns_domain *d = parse("<domain type='qemu'/>", &error);

	ASSERT_NE(NULL, d);
	EXPECT_EQ(NS_VIRT_TCG, d->virt);
	EXPECT_FALSE(d->live);
	EXPECT_EQ(NS_CPU_UNSAID, d->mode);
	EXPECT_EQ(NS_CHECK_UNSAID, d->check);
	EXPECT_EQ(NULL, d->model);
	EXPECT_EQ(NULL, d->name);
	ns_domain_free(d);
}

FIXTURE(cpu) { struct ns_domain *d; };
FIXTURE_VARIANT(cpu) { const char *xml; enum ns_cpu_mode mode; const char *model, *qemu_cpu; size_t features; };

FIXTURE_SETUP(cpu)
{
	char *text = ns_xasprintf("<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"
				  "%s</domain>", variant->xml);
	char *error;

	self->d = parse(text, &error);
	ASSERT_NE(NULL, self->d) TH_LOG("%s", error);
	free(text);
}

FIXTURE_TEARDOWN(cpu)
{
	ns_domain_free(self->d);
	EXPECT_NO_LEAK();
}

#define CPU(name, xml_, mode_, model_, qemu_cpu_, features_) \
	FIXTURE_VARIANT_ADD(cpu, name) { .xml = xml_, .mode = NS_CPU_##mode_, .model = model_, \
					 .qemu_cpu = qemu_cpu_, .features = features_ };

CPU(a_model_without_a_mode_is_custom, "<cpu><model>Haswell</model></cpu>", CUSTOM, "Haswell", NULL, 0)
CPU(a_cpu_may_have_no_more_than_a_topology, "<cpu><topology sockets='1'/></cpu>", UNSAID, NULL, NULL, 0)
CPU(host_model, "<cpu mode='host-model'/>", HOST_MODEL, NULL, NULL, 0)
CPU(host_passthrough, "<cpu mode='host-passthrough' check='none' migratable='on'/>", HOST_PASSTHROUGH, NULL, NULL, 0)
CPU(maximum, "<cpu mode='maximum'/>", MAXIMUM, NULL, NULL, 0)
CPU(an_unknown_mode, "<cpu mode='quantum'/>", OTHER, NULL, NULL, 0)
CPU(the_first_cpu_counts, "<cpu><model>A</model><feature name='x'/></cpu>"
    "<cpu mode='maximum'><model>B</model><feature name='y'/></cpu>", CUSTOM, "A", NULL, 1)
CPU(a_cpu_elsewhere_is_none, "<metadata><cpu mode='maximum'/></metadata>"
    "<x:cpu xmlns:x='urn:x' mode='maximum'/>", UNSAID, NULL, NULL, 0)
CPU(an_attribute_of_another_namespace_is_none, "<cpu x:mode='maximum' xmlns:x='urn:x'/>", UNSAID, NULL, NULL, 0)
CPU(qemu_gets_a_cpu_of_its_own, "<qemu:commandline><qemu:arg value='-name'/><qemu:arg value='-cpu'/>"
    "<qemu:arg value='host,-svm'/><qemu:arg value='-cpu'/></qemu:commandline>", UNSAID, NULL, "host,-svm", 0)
CPU(the_last_cpu_of_qemu_counts, "<qemu:commandline><qemu:arg value='-cpu'/><qemu:arg value='-cpu'/>"
    "<qemu:arg value='--cpu'/><qemu:arg value='max'/></qemu:commandline>", UNSAID, NULL, "max", 0)
CPU(a_commandline_of_another_namespace_is_none, "<commandline><arg value='-cpu'/><arg value='max'/></commandline>",
    UNSAID, NULL, NULL, 0)

TEST_F(cpu, is_read)
{
	EXPECT_EQ(variant->mode, self->d->mode);
	EXPECT_STREQ(variant->model ?: "none", self->d->model ?: "none");
	EXPECT_STREQ(variant->qemu_cpu ?: "none", self->d->qemu_cpu ?: "none");
	EXPECT_EQ(variant->features, self->d->feature_count);
}

TEST(the_status_that_libvirt_keeps_holds_a_domain)
{
	char *error;
	struct ns_domain *d = parse("<domstatus state='running'><cpu mode='maximum'/><domain type='kvm' id='1'>"
				    "<cpu mode='host-model'/></domain><domain type='qemu'/></domstatus>", &error);

	ASSERT_NE(NULL, d) TH_LOG("%s", error);
	EXPECT_EQ(NS_VIRT_KVM, d->virt);
	EXPECT_EQ(NS_CPU_HOST_MODEL, d->mode);
	EXPECT_TRUE(d->live);
	ns_domain_free(d);
}

TEST(a_domain_is_read_as_it_is_pasted)
{
	static const char *const texts[] = {
		"$ virsh dumpxml web\n<domain type='kvm'><name>web</name></domain>\n\n$ exit\n",
		"Hello:\n> ```xml\n> <domain type='kvm'>\n>   <name>web</name>\n> </domain>\n> ```\n",
		"\033[34m<domain\033[0m type=\033[32m'kvm'\033[0m><name>web</name></domain>\n",
		"&lt;domain type='kvm'&gt;&lt;name&gt;web&lt;/name&gt;&lt;/domain&gt;",
	};

	for (size_t i = 0; i < COUNT(texts); i++) {
		char *error;
		struct ns_domain *d = parse(texts[i], &error);

		ASSERT_NE(NULL, d) TH_LOG("%s", error);
		EXPECT_STREQ("web", d->name);
		ns_domain_free(d);
	}
	EXPECT_NO_LEAK();
}

/* ---- what is refused ---- */

FIXTURE(refused) { char *error; };
FIXTURE_VARIANT(refused) { const char *text; size_t size; const char *why; };
FIXTURE_SETUP(refused) { self->error = NULL; }

FIXTURE_TEARDOWN(refused)
{
	free(self->error);
	EXPECT_NO_LEAK();
}

#define REFUSED(name, text_, why_) \
	FIXTURE_VARIANT_ADD(refused, name) { .text = text_, .size = sizeof(text_) - 1, .why = why_ };

REFUSED(an_empty_file, "", "vm.xml: empty")
REFUSED(words, "no XML", "no XML")
REFUSED(another_root, "<network><domain type='kvm'/></network>", "root element is <network>, not <domain>")
REFUSED(a_root_in_a_namespace, "<domain type='kvm' xmlns='urn:x'/>", "root element is in a namespace")
REFUSED(a_root_with_a_prefix, "<d:domain type='kvm' xmlns:d='urn:x'/>", "root element is in a namespace")
REFUSED(a_prefix_of_no_namespace, "<d:domain type='kvm'/>", "prefix d on domain is not defined")
REFUSED(an_empty_type, "<domain type=''/>", "<domain> has no type")
REFUSED(half_a_tag, "<domain type='kvm'>\n<cp", "its end is missing")
REFUSED(capabilities, "<domainCapabilities/>", "virsh dumpxml NAME prints one")
REFUSED(a_status_without_a_domain, "<domstatus/>", "there is no <domain> in it")
REFUSED(a_domain_without_a_type, "<domain/>", "<domain> has no type")
REFUSED(half_of_it, "<domain type='kvm'>\n<cpu>\n", "its end is missing, there is no </domain>")
REFUSED(a_tag_that_is_not_closed, "<domain type='kvm'>\n<cpu></domain>", "line 2: Opening and ending tag mismatch")
REFUSED(two_of_them, "<domain type='kvm'/>\n<domain type='kvm'/>", "line 2: Extra content")
REFUSED(billion_laughs, "<!DOCTYPE d [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><domain type='&b;'/>",
	"document type or entities")
REFUSED(an_external_entity, "<!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><domain type='kvm'>"
	"<name>&x;</name></domain>", "document type or entities")
REFUSED(an_external_document_type, "<!DOCTYPE domain SYSTEM 'http://127.0.0.1:1/x.dtd'><domain type='kvm'/>",
	"document type or entities")
REFUSED(an_entity_of_nobody, "<domain type='kvm'><name>&x;</name></domain>", "line 1: Entity 'x' not defined")
REFUSED(a_document_type_in_utf_16, "\xff\xfe<\0!\0D\0O\0C\0T\0Y\0P\0E\0 \0d\0>\0", "document type or entities")
REFUSED(a_document_type_in_utf_16_without_a_mark, "<\0!\0D\0O\0C\0T\0Y\0P\0E\0 \0d\0>\0", "document type or entities")
REFUSED(ebcdic, "\x4c\x6f\xa7\x94\x93", "not UTF-8 text")
REFUSED(a_byte_of_latin_1, "<domain type='kvm'><name>f\xfc</name></domain>", "not UTF-8 text")
REFUSED(a_nul, "<domain type='kvm'/>\0", "not UTF-8 text")
REFUSED(a_control_character, "<domain type='kvm'><name>\x1b</name></domain>", "line 1: ")

TEST_F(refused, with_the_reason)
{
	struct ns_domain *d = ns_domain_parse(variant->text, variant->size, "vm.xml", &self->error);

	ASSERT_EQ(NULL, d);
	ASSERT_NE(NULL, self->error);
	EXPECT_NE(NULL, strstr(self->error, variant->why)) TH_LOG("%s", self->error);
	EXPECT_EQ(self->error, strstr(self->error, "vm.xml: "));
	EXPECT_EQ(NULL, strchr(self->error, '\n'));
}

/* @count times @piece between @before and @behind, to be freed */
static char *many(const char *before, const char *piece, size_t count, const char *behind)
{
	char *text;
	size_t size;
	FILE *f = ns_xmemstream(&text, &size);

	fputs(before, f);
	for (size_t i = 0; i < count; i++)
		fputs(piece, f);
	fputs(behind, f);
	ns_xclose(f);
	return text;
}

/* Is the output of many() refused with @why? */
static bool many_refused(const char *before, const char *piece, size_t count, const char *behind, const char *why)
{
	char *text = many(before, piece, count, behind), *error;
	struct ns_domain *d = parse(text, &error);
	bool refused = !d && strstr(error, why);

	if (!refused)
		printf("# %s\n", d ? "taken" : error);
	ns_domain_free(d);
	free(error);
	free(text);
	return refused;
}

TEST(what_would_take_memory_or_time_is_refused)
{
	EXPECT_TRUE(many_refused("<domain type='kvm'>", "<a>", 100000, "", "depth"));
	EXPECT_TRUE(many_refused("<domain type='kvm'>", "<a/>", 2000000, "</domain>", "larger than 4 MiB"));
	EXPECT_TRUE(many_refused("<domain type='kvm'><cpu>", "<feature name='a'/>", 100000, "</cpu></domain>",
				 "more than 4096 CPU features"));
	EXPECT_TRUE(many_refused("<domain type='kvm'><cpu><model>", "model", 100000, "</model></cpu></domain>",
				 "cpu/model is longer than 256 bytes"));
	EXPECT_TRUE(many_refused("<domain type='", "kvm", 100, "'/>", "type is longer than 256 bytes"));
	EXPECT_NO_LEAK();
}

TEST(many_pieces_of_text_stay_one_short_text)
{
	EXPECT_TRUE(many_refused("<domain type='kvm'><name>", "x<!---->", 100000, "</name></domain>",
				 "name is longer than 256 bytes"));
}

TEST_HARNESS_MAIN
