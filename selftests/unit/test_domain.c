// SPDX-License-Identifier: GPL-2.0-or-later
/* Which libvirt VMs see VMX or SVM, as measured with libvirt 9.0 and QEMU 7.2, and what follows from it */
#include "analysis/answers.h"
#include "analysis/domain.h"
#include "analysis/offer.h"
#include "common.h"
#include "harness.h"
#include "model/names.h"
#include "render/finding.h"
#include "said.h"
#include "sources/domain_xml.h"
#include "util/alloc.h"
#include "util/text.h"

enum host { AMD, AMD_OFF, AMD_MODULE_ONLY, INTEL, INTEL_OFF, NO_KVM, NOTHING, MAINFRAME };

static void set_kvm(struct ns_snapshot *s, const char *module, bool nested)
{
	char *modules = ns_xasprintf("kvm %s", module);

	set_text(s, NS_FACT_KVM_MODULES, modules);
	set_fact(s, NS_FACT_KVM_API, 12);
	set_param(s, module, "nested", nested ? "Y" : "N");
	free(modules);
}

static struct ns_snapshot *make_host(enum host host)
{
	bool amd = host <= AMD_MODULE_ONLY, on = host == AMD || host == INTEL;
	struct ns_snapshot *s = ns_snapshot_new();

	if (host == MAINFRAME)
		set_text(s, NS_FACT_ARCH, "s390x");
	if (host == NOTHING || host == MAINFRAME)
		return s;
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_1_ECX, amd ? 0 : 1 << 5);
	set_reg(s->view[NS_VIEW_CPU], NS_REG_CPUID_80000001_ECX, amd ? 1 << 2 : 0);
	set_fact(s, NS_FACT_HV_PRESENT, 0);
	if (host == NO_KVM) {
		set_text(s, NS_FACT_KVM_MODULES, "");
		ns_value_not(&s->fact[NS_FACT_KVM_API], NS_SOURCE_KVM, NS_ABSENT, NULL);
		return s;
	}
	set_kvm(s, amd ? "kvm_amd" : "kvm_intel", on);
	if (host == AMD_MODULE_ONLY)
		return s;
	set_reg(s->view[NS_VIEW_KVM], NS_REG_CPUID_1_ECX, !amd && on ? 1 << 5 : 0);
	set_reg(s->view[NS_VIEW_KVM], NS_REG_CPUID_80000001_ECX, amd && on ? 1 << 2 : 0);
	return s;
}

/* The codes of the findings about @xml, separated by blanks; to be freed */
static char *codes_of(const struct ns_snapshot *host, const char *xml, struct ns_findings *all)
{
	char *error, *codes = ns_xstrdup("");
	struct ns_domain *d = ns_domain_parse(xml, strlen(xml), "vm.xml", &error);

	if (!d)
		return error;
	ns_domain_find(d, host, all);
	for (size_t i = 0; i < all->count; i++) {
		char *more = ns_xasprintf("%s%s%s", codes, i ? " " : "", ns_finding_code(all->list[i]));

		free(codes);
		codes = more;
	}
	ns_domain_free(d);
	return codes;
}

FIXTURE(domain) { struct ns_findings all; char *codes; };

FIXTURE_VARIANT(domain) {
	enum host host;
	const char *xml, *codes;	/* the XML is within <domain> */
	const char *open;		/* <domain>, if it is not <domain type='kvm'> */
};

FIXTURE_SETUP(domain)
{
	struct ns_snapshot *host = make_host(variant->host);
	char *xml = ns_xasprintf("%s%s</domain>", variant->open ?: "<domain type='kvm'>", variant->xml);

	self->all = (struct ns_findings){ 0 };
	self->codes = codes_of(host, xml, &self->all);
	free(xml);
	ns_snapshot_free(host);
}

FIXTURE_TEARDOWN(domain)
{
	free(self->codes);
	ns_findings_clear(&self->all);
	EXPECT_NO_LEAK();
}

/* The sentences are complete: each argument is set. */
TEST_F(domain, is_told)
{
	EXPECT_STREQ(variant->codes, self->codes);
	ASSERT_LT(0, self->all.count);
	for (size_t i = 0; i < self->all.count; i++) {
		char *text = ns_finding_text(self->all.list[i]), *steps = ns_finding_steps(self->all.list[i]);

		EXPECT_TRUE(is_said("domain", variant->xml, self->all.list[i]));
		EXPECT_EQ(NULL, strstr(text, "{")) TH_LOG("%s", text);
		EXPECT_EQ(NULL, strstr(text, "?")) TH_LOG("%s", text);
		if (steps)
			EXPECT_EQ(NULL, strstr(steps, "?")) TH_LOG("%s", steps);
		free(text);
		free(steps);
	}
}

#define VM(name, host_, xml_, codes_) \
	FIXTURE_VARIANT_ADD(domain, name) { .host = host_, .xml = xml_, .codes = codes_ };
#define VM_OF(name, host_, open_, xml_, codes_) \
	FIXTURE_VARIANT_ADD(domain, name) { .host = host_, .open = open_, .xml = xml_, .codes = codes_ };

#define LIVE "<domain type='kvm' id='1'>"
#define TCG "<domain type='qemu'>"
#define QEMU "<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"
#define QEMU_CPU(cpu) "<qemu:commandline><qemu:arg value='-cpu'/><qemu:arg value='" cpu "'/></qemu:commandline>"
#define FULL "<cpu mode='custom' match='exact' check='full'><model fallback='forbid'>EPYC</model>"
#define SVM(policy) "<feature policy='" policy "' name='svm'/>"
#define VMX(policy) "<feature policy='" policy "' name='vmx'/>"

/* The five that were measured: as defined, and as libvirt describes them while they run */
VM(a_model_without_a_check, AMD, "<cpu check='none'><model>EPYC</model></cpu>", "domain-svm-default")
VM(a_model_with_svm_required, AMD, "<cpu><model>EPYC</model>" SVM("require") "</cpu>", "domain-has")
VM(host_model, AMD, "<cpu mode='host-model'/>", "domain-host-model")
VM(host_passthrough, AMD, "<cpu mode='host-passthrough' check='none' migratable='on'/>", "domain-has")
VM(no_cpu, AMD, "", "domain-no-cpu")
VM_OF(a_model_that_runs, AMD, LIVE, FULL SVM("disable") "</cpu>", "domain-left-out")
VM_OF(a_model_with_svm_that_runs, AMD, LIVE, FULL SVM("require") "</cpu>", "domain-has")
VM_OF(host_model_that_runs, AMD, LIVE, FULL "<feature policy='require' name='npt'/>" SVM("disable") "</cpu>",
      "domain-left-out")
VM_OF(host_passthrough_that_runs, AMD, LIVE, "<cpu mode='host-passthrough' check='none' migratable='on'/>", "domain-has")
VM_OF(no_cpu_that_runs, AMD, LIVE, "<cpu mode='custom' match='exact' check='full'><model fallback='forbid'>qemu64</model>"
      SVM("disable") "</cpu>", "domain-left-out")

/* Policies */
VM(a_model_with_svm_forced, AMD, "<cpu><model>kvm64</model>" SVM("force") "</cpu>", "domain-has")
VM(a_model_with_svm_optional, AMD, "<cpu><model>kvm64</model>" SVM("optional") "</cpu>", "domain-has")
VM(a_model_with_svm_disabled, AMD, "<cpu><model>EPYC</model>" SVM("disable") "</cpu>", "domain-switched-off")
VM(a_model_with_svm_forbidden, AMD, "<cpu><model>EPYC</model>" SVM("forbid") "</cpu>", "domain-forbidden")
VM(forbidden_and_not_checked, AMD, "<cpu check='none'><model>EPYC</model>" SVM("forbid") "</cpu>", "domain-switched-off")
VM(forbidden_and_not_offered, AMD_OFF, "<cpu><model>EPYC</model>" SVM("forbid") "</cpu>",
   "domain-host-without domain-switched-off")
VM(host_model_with_svm_required, AMD, "<cpu mode='host-model'>" SVM("require") "</cpu>", "domain-has")
VM(host_model_with_svm_optional, AMD, "<cpu mode='host-model'>" SVM("optional") "</cpu>", "domain-has")
VM(host_passthrough_without_svm, AMD, "<cpu mode='host-passthrough'>" SVM("disable") "</cpu>", "domain-switched-off")
VM(minimum_is_like_host_model, AMD, "<cpu match='minimum'><model>kvm64</model></cpu>", "domain-host-model")
VM(maximum, AMD, "<cpu mode='maximum'/>", "domain-has")
VM(no_migratable, AMD, "<cpu mode='host-passthrough' migratable='off'/>", "domain-has")

VM(a_policy_of_nobody, AMD, "<cpu mode='host-passthrough'>" SVM("bogus") "</cpu>", "domain-policy-unknown")
VM(a_policy_of_nobody_on_intel_is_no_matter, INTEL, "<cpu mode='host-passthrough'>" SVM("bogus") "</cpu>", "domain-has")
VM_OF(a_policy_of_nobody_under_tcg, AMD, "<domain type='qemu'>", "<cpu><model>EPYC</model>" SVM("bogus") "</cpu>",
      "domain-policy-unknown")
VM_OF(an_id_of_minus_one_does_not_run, AMD, "<domain type='kvm' id='-1'>", FULL SVM("disable") "</cpu>",
      "domain-switched-off")

/* Intel */
VM(host_model_on_intel, INTEL, "<cpu mode='host-model'/>", "domain-has")
VM(host_passthrough_on_intel, INTEL, "<cpu mode='host-passthrough'/>", "domain-has")
VM(a_model_on_intel, INTEL, "<cpu><model>Haswell</model></cpu>", "domain-model-without")
VM(a_model_on_intel_with_vmx, INTEL, "<cpu><model>Haswell</model>" VMX("require") "</cpu>", "domain-has")
VM(a_model_on_intel_with_vmx_disabled, INTEL, "<cpu mode='host-model'>" VMX("disable") "</cpu>", "domain-switched-off")
VM(no_cpu_on_intel, INTEL, "", "domain-no-cpu")
VM(a_newer_model_on_intel, INTEL, "<cpu><model>DiamondRapids</model></cpu>", "domain-model-without")
VM_OF(a_model_on_intel_that_runs, INTEL, LIVE, "<cpu check='full'><model>Haswell</model></cpu>", "domain-model-without")
VM_OF(vmx_that_runs, INTEL, LIVE, "<cpu check='full'><model>Haswell</model>" VMX("require") "</cpu>", "domain-has")
VM_OF(vmx_that_was_left_out, INTEL, LIVE, "<cpu check='full'><model>Haswell</model>" VMX("disable") "</cpu>",
      "domain-left-out")

/* What the check refuses */
VM(required_and_not_offered, INTEL_OFF, "<cpu><model>Haswell</model>" VMX("require") "</cpu>",
   "domain-not-started domain-host-without")
VM(required_and_not_offered_nor_checked, INTEL_OFF, "<cpu check='none'><model>Haswell</model>" VMX("require") "</cpu>",
   "domain-host-without")
VM(forced_and_not_offered, INTEL_OFF, "<cpu><model>Haswell</model>" VMX("force") "</cpu>", "domain-host-without")
VM(part_of_the_model_and_not_offered, AMD_OFF, "<cpu><model>EPYC</model></cpu>", "domain-not-started domain-host-without")
VM(optional_and_not_offered, AMD_OFF, "<cpu><model>EPYC</model>" SVM("optional") "</cpu>", "domain-host-without")
VM(full_with_what_qemu_leaves_out, AMD, "<cpu check='full'><model>EPYC</model></cpu>", "domain-full-refused")
VM(full_of_host_model, AMD, "<cpu mode='host-model' check='full'/>", "domain-full-refused")
VM(full_with_svm_required, AMD, "<cpu check='full'><model>EPYC</model>" SVM("require") "</cpu>", "domain-has")

/* The host */
VM(nested_off, AMD_OFF, "<cpu mode='host-passthrough'/>", "domain-host-without")
VM(nested_off_and_a_model, INTEL_OFF, "<cpu><model>Haswell</model></cpu>", "domain-host-without domain-model-without")
VM(the_module_alone_tells_of_nested, AMD_MODULE_ONLY, "<cpu mode='host-passthrough'/>", "domain-host-without")
VM(no_kvm, NO_KVM, "<cpu mode='host-passthrough'/>", "domain-host-without")
VM(nothing_known_of_the_host, NOTHING, "<cpu mode='host-passthrough'/>", "domain-offer-unread")
VM_OF(a_vm_that_runs_tells_by_itself, NOTHING, LIVE, FULL SVM("require") "</cpu>", "domain-has")
VM_OF(a_vm_that_runs_tells_of_vmx, NOTHING, LIVE, "<cpu check='full'><model>Haswell</model>" VMX("require") "</cpu>",
      "domain-has")
VM(vmx_required_on_amd, AMD, "<cpu mode='host-passthrough'>" VMX("require") "</cpu>", "domain-has domain-other-vendor")
VM(svm_required_on_intel, INTEL, "<cpu><model>Haswell</model>" SVM("require") "</cpu>",
   "domain-not-started domain-model-without")
VM(svm_required_and_not_checked_on_intel, INTEL, "<cpu check='none'><model>Haswell</model>" SVM("require") "</cpu>",
   "domain-model-without domain-other-vendor")
VM(svm_in_the_model_on_intel, INTEL, "<cpu><model>qemu64</model></cpu>", "domain-not-started domain-model-without")
VM(svm_in_the_model_and_not_checked_on_intel, INTEL, "<cpu check='none'><model>qemu64</model></cpu>",
   "domain-model-without")
VM(svm_in_the_model_and_optional_on_intel, INTEL, "<cpu><model>qemu64</model>" SVM("optional") "</cpu>",
   "domain-model-without")
VM(epyc_with_vmx_and_without_svm_on_intel, INTEL, "<cpu><model>EPYC</model>" SVM("disable") VMX("require") "</cpu>",
   "domain-has domain-model-of-other-vendor")
VM(haswell_on_amd, AMD, "<cpu><model>Haswell</model>" SVM("require") "</cpu>", "domain-has domain-model-of-other-vendor")
VM(haswell_on_amd_not_checked, AMD, "<cpu check='none'><model>Haswell-v4</model></cpu>",
   "domain-model-without domain-model-of-other-vendor")
VM(yongfeng_on_intel_is_of_a_maker_with_vmx, INTEL, "<cpu><model>YongFeng</model>" VMX("require") "</cpu>", "domain-has")
VM(dhyana_on_amd_is_of_a_maker_with_svm, AMD, "<cpu><model>Dhyana</model>" SVM("require") "</cpu>", "domain-has")
VM(kvm64_is_of_nobody, AMD, "<cpu><model>kvm64</model>" SVM("require") "</cpu>", "domain-has")
VM(athlon_on_intel, INTEL, "<cpu><model>athlon</model></cpu>", "domain-model-without domain-model-of-other-vendor")
VM_OF(haswell_that_runs_on_amd, AMD, LIVE, "<cpu check='full'><model>Haswell</model>" SVM("require") "</cpu>", "domain-has")

/* Devices for the VM's own VMs */
#define Q35 "<os><type machine='pc-q35-7.2'>hvm</type></os><cpu mode='host-passthrough'/>"
#define IOAPIC "<features><ioapic driver='qemu'/></features>"
#define IOMMU(driver) "<devices><iommu model='intel'><driver " driver "/></iommu></devices>"

VM(iommu_with_all, AMD, Q35 IOAPIC IOMMU("intremap='on' caching_mode='on'"), "domain-has domain-iommu-complete")
VM(iommu_without_caching, AMD, Q35 IOAPIC IOMMU("intremap='on'"), "domain-has domain-iommu-caches-not")
VM(iommu_with_caching_off, AMD, Q35 IOAPIC IOMMU("intremap='on' caching_mode='off'"), "domain-has domain-iommu-caches-not")
VM(iommu_without_remapping, AMD, Q35 IOMMU("caching_mode='on'"), "domain-has domain-iommu-remaps-not")
VM(iommu_with_nothing, INTEL, Q35 "<devices><iommu model='intel'/></devices>",
   "domain-has domain-iommu-caches-not domain-iommu-remaps-not")
VM(iommu_without_ioapic, AMD, Q35 IOMMU("intremap='on' caching_mode='on'"), "domain-has domain-iommu-without-ioapic")
VM(iommu_with_kvms_ioapic, AMD, Q35 "<features><ioapic driver='kvm'/></features>" IOMMU("intremap='on' caching_mode='on'"),
   "domain-has domain-iommu-kvm-ioapic")
VM(iommu_of_pc, AMD, "<os><type machine='pc-i440fx-7.2'>hvm</type></os><cpu mode='host-passthrough'/>" IOAPIC
   IOMMU("intremap='on' caching_mode='on'"), "domain-has domain-iommu-machine")
VM(iommu_of_no_machine, AMD, "<cpu mode='host-passthrough'/>" IOAPIC IOMMU("intremap='on' caching_mode='on'"),
   "domain-has domain-iommu-machine")
VM(iommu_of_another_model, AMD, Q35 "<devices><iommu model='virtio'/></devices>", "domain-has domain-iommu-other")
VM(a_device_and_no_iommu, AMD, Q35 "<devices><hostdev mode='subsystem' type='pci'/></devices>", "domain-has domain-no-iommu")
VM(a_usb_device_and_no_iommu, AMD, Q35 "<devices><hostdev mode='subsystem' type='usb'/></devices>", "domain-has")
VM_OF(iommu_under_tcg, AMD, TCG, Q35 IOAPIC IOMMU("intremap='on' caching_mode='on'"),
      "domain-tcg-passthrough domain-iommu-complete")

/* TCG, as it was measured with libvirt 9.0 */
VM_OF(tcg_without_a_cpu, AMD_OFF, TCG, "", "domain-emulated")
VM_OF(tcg_without_a_cpu_of_32_bits, AMD, TCG, "<os><type arch='i686'>hvm</type></os>", "domain-tcg-without")
VM_OF(tcg_with_epyc, INTEL, TCG, "<cpu><model>EPYC</model></cpu>", "domain-emulated")
VM_OF(tcg_with_a_version, INTEL, TCG, "<cpu><model>EPYC-Rome-v9</model></cpu>", "domain-emulated")
VM_OF(tcg_with_epyc_without_svm, AMD, TCG, "<cpu><model>EPYC</model>" SVM("disable") "</cpu>", "domain-tcg-without")
VM_OF(tcg_with_haswell, INTEL, TCG, "<cpu><model>Haswell</model></cpu>", "domain-tcg-without")
VM_OF(tcg_with_haswell_and_svm, INTEL, TCG, "<cpu><model>Haswell</model>" SVM("require") "</cpu>", "domain-emulated")
VM_OF(tcg_with_svm_optional, INTEL, TCG, "<cpu><model>kvm64</model>" SVM("optional") "</cpu>", "domain-emulated")
VM_OF(tcg_with_vmx, INTEL, TCG, "<cpu><model>Haswell</model>" VMX("require") "</cpu>",
      "domain-tcg-without domain-tcg-vmx")
VM_OF(tcg_with_host_model, INTEL, TCG, "<cpu mode='host-model'/>", "domain-emulated")
VM_OF(tcg_with_maximum, NOTHING, TCG, "<cpu mode='maximum'/>", "domain-emulated")
VM_OF(tcg_with_host_passthrough, AMD, TCG, "<cpu mode='host-passthrough'/>", "domain-tcg-passthrough")
VM_OF(tcg_with_an_unknown_model, AMD, TCG, "<cpu><model>Unheard-of</model></cpu>", "domain-cpu-unknown")
VM_OF(tcg_that_runs, AMD, "<domain type='qemu' id='2'>", FULL "<feature policy='require' name='npt'/></cpu>",
      "domain-emulated")
VM_OF(tcg_that_runs_without_vmx, AMD, "<domain type='qemu' id='2'>", "<cpu check='full'><model>Haswell</model>"
      VMX("disable") "</cpu>", "domain-tcg-without")

/* A -cpu besides libvirt's */
VM_OF(qemus_cpu_is_host, AMD, QEMU, QEMU_CPU("host,migratable=on"), "domain-has domain-qemu-cpu")
VM_OF(qemus_cpu_is_host_without_svm, AMD, QEMU, QEMU_CPU("host,-svm"), "domain-qemu-cpu-without domain-qemu-cpu")
VM_OF(qemus_cpu_is_a_model, AMD, QEMU, "<cpu mode='host-passthrough'/>" QEMU_CPU("EPYC"),
      "domain-qemu-cpu-without domain-qemu-cpu")
VM_OF(qemus_cpu_has_svm, AMD, QEMU, QEMU_CPU("EPYC,svm=on"), "domain-has domain-qemu-cpu")
VM_OF(qemus_cpu_on_intel, INTEL, QEMU, QEMU_CPU("Haswell,+vmx"), "domain-has domain-qemu-cpu")
VM_OF(qemus_cpu_under_tcg, INTEL, "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>",
      QEMU_CPU("phenom"), "domain-emulated domain-qemu-cpu")
VM_OF(qemus_cpu_under_tcg_without_svm, INTEL, "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>",
      QEMU_CPU("EPYC,-svm"), "domain-tcg-without domain-qemu-cpu")
VM_OF(qemus_cpu_under_tcg_with_svm, INTEL, "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>",
      QEMU_CPU("Haswell,+svm"), "domain-emulated domain-qemu-cpu")

/* What decides before the CPU */
VM_OF(xen, AMD, "<domain type='xen'>", "", "domain-other-type")
VM(arm, AMD, "<os><type arch='aarch64'>hvm</type></os><cpu mode='host-passthrough'/>", "domain-other-arch")
VM(x86_on_s390x, MAINFRAME, "<os><type arch='x86_64'>hvm</type></os><cpu mode='host-passthrough'/>",
   "domain-host-other-arch")
VM(s390x_on_s390x, MAINFRAME, "<os><type arch='s390x'>hvm</type></os><cpu mode='host-passthrough'/>",
   "domain-architecture-not-known")
VM(no_architecture_on_s390x, MAINFRAME, "<cpu mode='host-passthrough'/>", "domain-architecture-not-known")
VM_OF(x86_by_tcg_on_s390x, MAINFRAME, "<domain type='qemu'>", "<os><type arch='x86_64'>hvm</type></os>", "domain-emulated")
VM(confidential, AMD, "<cpu mode='host-passthrough'/><launchSecurity type='sev-snp'/>", "domain-confidential")
VM(an_unknown_mode, AMD, "<cpu mode='quantum'/>", "domain-cpu-unknown")
VM_OF(an_unknown_model_that_runs, AMD, LIVE, "<cpu check='full'><model>Unheard-of</model></cpu>", "domain-cpu-unknown")
VM(an_unknown_model, AMD, "<cpu><model>Unheard-of</model></cpu>", "domain-svm-default")

TEST(the_answer_is_the_first_finding)
{
	static const struct { enum host host; const char *xml; enum ns_yesno answer; } rows[] = {
		{ AMD, "<domain type='kvm'><cpu mode='host-passthrough'/></domain>", NS_YES },
		{ AMD, "<domain type='kvm'><cpu mode='host-model'/></domain>", NS_NO },
		{ NOTHING, "<domain type='kvm'><cpu mode='host-model'/></domain>", NS_UNKNOWN },
		{ AMD, "<domain type='qemu'/>", NS_YES },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct ns_snapshot *host = make_host(rows[i].host);
		struct ns_findings all = { 0 };

		free(codes_of(host, rows[i].xml, &all));
		EXPECT_EQ(rows[i].answer, ns_answer_of(all.list[0])) TH_LOG("%zu", i);
		ns_findings_clear(&all);
		ns_snapshot_free(host);
	}
}

TEST(the_cause_in_the_host_has_its_switch)
{
	struct ns_snapshot *host = make_host(AMD_OFF);
	struct ns_findings all = { 0 };
	char *text, *steps;

	free(codes_of(host, "<domain type='kvm'><cpu mode='host-passthrough'/></domain>", &all));
	text = ns_finding_text(all.list[0]);
	steps = ns_finding_steps(all.list[0]);
	EXPECT_STREQ("the VM will have neither VMX nor SVM, whatever its CPU: kvm_amd.nested is N", text);
	EXPECT_NE(NULL, strstr(steps, "modprobe kvm_amd nested=1"));
	EXPECT_EQ(NS_COMPONENT_KVM, all.list[0]->component);
	free(text);
	free(steps);
	ns_findings_clear(&all);
	ns_snapshot_free(host);
	EXPECT_NO_LEAK();
}

/* What KVM offers and the model lacks: the finding's argument, to be freed, or "" without a finding */
static char *left_out(enum host which, uint64_t edx, const char *xml, const char *argument)
{
	struct ns_snapshot *host = make_host(which);
	struct ns_findings all = { 0 };
	const char *text = NULL;
	char *copy;

	if (which == AMD)
		set_reg(host->view[NS_VIEW_KVM], NS_REG_CPUID_8000000A_EDX, edx);
	else
		set_reg(host->view[NS_VIEW_KVM], NS_REG_IA32_VMX_PROCBASED_CTLS2, edx << 32);
	free(codes_of(host, xml, &all));
	for (size_t i = 0; i < all.count; i++)
		if (all.list[i]->code == NS_FOUND_DOMAIN_MODEL_LESS)
			text = ns_finding_get(all.list[i], argument);
	copy = ns_xstrdup(text ?: "");
	ns_findings_clear(&all);
	ns_snapshot_free(host);
	return copy;
}

#define EXPECT_LEFT_OUT(expected, ...) \
	do { \
		char *text = left_out(__VA_ARGS__); \
		EXPECT_STREQ(expected, text); \
		free(text); \
	} while (0)

#define NPT (1 << 0)
#define NRIPS (1 << 3)
#define VGIF (1 << 16)

TEST(a_model_leaves_out_what_kvm_offers)
{
	EXPECT_LEFT_OUT("VGIF", AMD, NPT | NRIPS | VGIF,
			"<domain type='kvm'><cpu><model>EPYC</model>" SVM("require") "</cpu></domain>", "names");
	EXPECT_LEFT_OUT("<feature policy='require' name='vgif'/>", AMD, NPT | NRIPS | VGIF,
			"<domain type='kvm'><cpu><model>EPYC</model>" SVM("require") "</cpu></domain>", "lines");
	EXPECT_LEFT_OUT("", AMD, NPT | NRIPS,
			"<domain type='kvm'><cpu><model>EPYC</model>" SVM("require") "</cpu></domain>", "names");
	EXPECT_LEFT_OUT("NP", AMD, NPT, "<domain type='kvm'><cpu><model>qemu64</model>" SVM("require") "</cpu></domain>",
			"names");
	EXPECT_LEFT_OUT("", AMD, NPT, "<domain type='kvm'><cpu><model>qemu64</model>" SVM("require")
			"<feature policy='require' name='npt'/></cpu></domain>", "names");
	EXPECT_LEFT_OUT("NRIPS", AMD, NPT | NRIPS, "<domain type='kvm' id='1'>" FULL SVM("require")
			"<feature policy='disable' name='nrip-save'/></cpu></domain>", "names");
	/* A newer version than in the table, a mode without a model, one of QEMU's own CPUs: unknown */
	EXPECT_LEFT_OUT("", AMD, NPT | VGIF,
			"<domain type='kvm'><cpu><model>EPYC-v9</model>" SVM("require") "</cpu></domain>", "names");
	EXPECT_LEFT_OUT("", AMD, VGIF, "<domain type='kvm'><cpu mode='host-passthrough'/></domain>", "names");
	EXPECT_LEFT_OUT("", AMD, VGIF, "<domain type='kvm'><cpu mode='host-model'>" SVM("require") "</cpu></domain>",
			"names");
	EXPECT_LEFT_OUT("Enable PML", INTEL, 1 << 1 | 1 << 14 | 1 << 17,
			"<domain type='kvm'><cpu><model>Haswell</model>" VMX("require") "</cpu></domain>", "names");
	EXPECT_LEFT_OUT("Unrestricted guest, VMCS shadowing", INTEL, 1 << 1 | 1 << 7 | 1 << 14,
			"<domain type='kvm'><cpu><model>Nehalem-v2</model>" VMX("require") "</cpu></domain>", "names");
	EXPECT_NO_LEAK();
}

TEST(models_are_found_with_and_without_a_version)
{
	bool newer;

	ASSERT_NE(NULL, ns_domain_model_find("EPYC", &newer));
	EXPECT_FALSE(newer);
	EXPECT_STREQ("EPYC-Rome", ns_domain_model_find("EPYC-Rome-v2", &newer)->name);
	EXPECT_FALSE(newer);
	EXPECT_STREQ("EPYC-Rome", ns_domain_model_find("EPYC-Rome-v3", &newer)->name);
	EXPECT_TRUE(newer);
	EXPECT_EQ(NULL, ns_domain_model_find("EPYC-v", NULL));
	EXPECT_EQ(NULL, ns_domain_model_find("EPYC-v1x", NULL));
	EXPECT_EQ(NULL, ns_domain_model_find("epyc", NULL));
	EXPECT_EQ(NULL, ns_domain_model_find("", NULL));
	EXPECT_EQ(NULL, ns_domain_model_find("-v1", NULL));
}

/* A name in the table that no bit has would never be compared. */
TEST(the_models_name_features_of_the_tables)
{
	static const struct ns_domain_model rows[] = {
#define NS_DOMAIN_MODEL(name_, versions_, svm_, svm_has_, vmx_has_) { name_, versions_, svm_, svm_has_, vmx_has_ },
#include "analysis/domain_models.h"
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		char *all = ns_xasprintf("%s %s", rows[i].svm_has, rows[i].vmx_has ?: ""), *rest = all, *word;

		while ((word = strsep(&rest, " "))) {
			bool known = !*word;

			for (size_t k = 0; !known && k < ns_bit_count; k++)
				known = !strcmp(ns_bits[k].qemu, word);
			EXPECT_TRUE(known) TH_LOG("%s: \"%s\"", rows[i].name, word);
		}
		free(all);
		EXPECT_TRUE(!*rows[i].svm_has || rows[i].svm);
		for (size_t k = 0; k < i; k++)
			EXPECT_STRNE(rows[k].name, rows[i].name);
	}
}

/* In the words of the XML, or of QEMU's command line where that is what counts */
TEST(the_cpu_is_called_what_the_domain_calls_it)
{
	static const struct {
		const char *open, *xml, *cpu;
	} cases[] = {
		{ "<domain type='kvm'>", "<cpu mode='host-passthrough'><model>EPYC</model></cpu>", "its CPU is host-passthrough" },
		{ "<domain type='kvm'>", "<cpu mode='host-passthrough'/>", "its CPU is host-passthrough" },
		{ "<domain type='kvm'>", "<cpu mode='maximum'/>", "its CPU is maximum" },
		{ "<domain type='kvm'>", "<cpu><model>EPYC</model></cpu>", "its CPU is the model EPYC" },
		{ QEMU, "<cpu mode='host-passthrough'/>" QEMU_CPU("EPYC"), "-cpu EPYC" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct ns_snapshot *host = make_host(AMD);
		char *xml = ns_xasprintf("%s%s</domain>", cases[i].open, cases[i].xml), *codes;
		struct ns_findings all = { 0 };
		bool told = false;

		codes = codes_of(host, xml, &all);
		for (size_t k = 0; k < all.count; k++) {
			char *text = ns_finding_text(all.list[k]);

			told |= !!strstr(text, cases[i].cpu);
			free(text);
		}
		EXPECT_TRUE(told) TH_LOG("%s: %s", cases[i].cpu, codes);
		free(codes);
		free(xml);
		ns_findings_clear(&all);
		ns_snapshot_free(host);
	}
	EXPECT_NO_LEAK();
}

TEST_HARNESS_MAIN
