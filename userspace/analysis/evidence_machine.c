// SPDX-License-Identifier: GPL-2.0-or-later
/* Evidence in capabilities, firmware, devices and the kernel. */
#include <inttypes.h>
#include <string.h>

#include "analysis/search.h"
#include "util/alloc.h"
#include "util/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* ---- what a hypervisor leaves in the capabilities ---- */

void ns_look_vmx(struct ns_search *f)
{
	const struct ns_value *view = f->s->view[NS_VIEW_CPU], *v = &view[NS_REG_IA32_VMX_BASIC];
	const char *what = "IA32_VMX_BASIC[30:0]";
	const struct ns_number *n;
	struct ns_finding *means;
	uint32_t revision;

	if (!ns_has(v)) {
		/* On a CPU with SVM nobody misses it. */
		if (v->state != NS_ABSENT || !ns_has(&view[NS_REG_CPUID_8000000A_EBX]))
			ns_evidence_add_unread(f, what, v);
		return;
	}
	revision = v->num & 0x7fffffff;
	n = ns_number_find(ns_vmx_revisions, ns_vmx_revision_count, revision);
	means = ns_evidence_add(f, what, v, n ? NS_PROOF : NS_HINT, ns_xasprintf("0x%x", revision),
				n ? NS_FOUND_EVIDENCE_VMX_EMULATED : NS_FOUND_EVIDENCE_VMX_OWN);
	f->signs->vmx = n;
	ns_see(f, n ? NS_SEEN(VMX) : NS_SEEN(VMX_OWN));
	if (n)
		ns_finding_set(means, "who", "%s", n->who);
}

/* A number of ASIDs that a hypervisor shows: somebody's, the CPU's own, or either */
static enum ns_code asids_code(const struct ns_search *f, const struct ns_number *n)
{
	const struct ns_value *features = &f->s->view[NS_VIEW_CPU][NS_REG_CPUID_8000000A_EDX];

	if (!n)
		return NS_FOUND_EVIDENCE_ASIDS_OWN;
	if (n->silicon && !ns_has(features))
		return NS_FOUND_EVIDENCE_ASIDS_EITHER;
	if (n->silicon && features->num & n->silicon)
		return NS_FOUND_EVIDENCE_ASIDS_CPU;
	return NS_FOUND_EVIDENCE_ASIDS;
}

void ns_look_svm(struct ns_search *f)
{
	const struct ns_value *v = &f->s->view[NS_VIEW_CPU][NS_REG_CPUID_8000000A_EBX];
	const struct ns_number *n;
	struct ns_finding *means;
	enum ns_code code;
	bool qemu;

	if (!ns_has(v)) {
		if (v->state != NS_ABSENT)
			ns_evidence_add_unread(f, "CPUID 8000_000A EBX", v);
		return;
	}
	n = ns_number_find(ns_svm_asids, ns_svm_asid_count, v->num);
	code = asids_code(f, n);
	means = ns_evidence_add(f, "CPUID 8000_000A EBX", v,
				code == NS_FOUND_EVIDENCE_ASIDS ? NS_STRONG : NS_HINT,
				ns_xasprintf("%" PRIu64, v->num), code);
	if (n)
		ns_finding_set(means, "platform", "%s", n->platform);
	if (code != NS_FOUND_EVIDENCE_ASIDS)
		return;
	f->signs->asids = n;
	qemu = !strcmp(n->platform, "QEMU");
	ns_see(f, qemu ? NS_SEEN(ASIDS_QEMU) : NS_SEEN(ASIDS));
	if (qemu)
		ns_finding_set(means, "both", "yes");
}

static bool amd(const struct ns_search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_CPU_VENDOR];

	return ns_has(v) && (!strcmp(v->text, "AuthenticAMD") || !strcmp(v->text, "HygonGenuine"));
}

/*
 * KVM gives every guest these, which AMD's CPUs do not have: "emulated in
 * software" (Linux arch/x86/kvm/cpuid.c). TCG gives none of them. Not
 * tsc_adjust, which KVM gives too: AMD's family 1Ah (Zen 5) has it.
 */
void ns_look_kvm_flags(struct ns_search *f)
{
	static const char *const flags[] = { "tsc_deadline_timer", "arch_capabilities" };

	for (size_t i = 0; amd(f) && i < COUNT(flags); i++) {
		if (!ns_search_flag(f, flags[i]))
			continue;
		ns_see(f, NS_SEEN(KVM_FLAGS));
		ns_evidence_add(f, "flags of an AMD CPU", &f->s->fact[NS_FACT_CPU_FLAGS], NS_HINT,
				ns_xstrdup(flags[i]), NS_FOUND_EVIDENCE_KVM_FLAG);
		return;
	}
}

/* CPUID 8000_0008 EBX[25]: the interface is for hypervisors to offer (asm/cpufeatures.h). */
void ns_look_virt_ssbd(struct ns_search *f)
{
	const struct ns_value *v = &f->s->view[NS_VIEW_CPU][NS_REG_CPUID_80000008_EBX];

	if (!ns_has(v) || !(v->num & 1u << 25))
		return;
	ns_see(f, NS_SEEN(HV_FLAGS));
	ns_evidence_add(f, "CPUID 8000_0008 EBX[25]", v, NS_STRONG, ns_xstrdup("1"),
			NS_FOUND_EVIDENCE_VIRT_SSBD);
}

/* ---- firmware, devices, kernel ---- */

static const enum ns_code nature_codes[NS_NATURE_COUNT] = {
	[NS_NATURE_VM] = NS_FOUND_EVIDENCE_MARK_VM,
	[NS_NATURE_EMULATED] = NS_FOUND_EVIDENCE_MARK_EMULATED,
	[NS_NATURE_CLOUD] = NS_FOUND_EVIDENCE_MARK_CLOUD,
	[NS_NATURE_HYPERV] = NS_FOUND_EVIDENCE_MARK_HYPERV,
	[NS_NATURE_WSL1] = NS_FOUND_EVIDENCE_MARK_WSL1,
	[NS_NATURE_WSL2] = NS_FOUND_EVIDENCE_MARK_WSL2,
	[NS_NATURE_UML] = NS_FOUND_EVIDENCE_MARK_UML,
	[NS_NATURE_GVISOR] = NS_FOUND_EVIDENCE_MARK_GVISOR,
	[NS_NATURE_PVM] = NS_FOUND_EVIDENCE_MARK_PVM,
};

/*
 * The product counts more than the vendor: Red Hat's RHEL 5 made Xen's
 * "HVM domU" before it sold KVM.
 */
static bool product_says_more(const struct ns_mark *vendor, const struct ns_mark *product)
{
	return vendor->fact == NS_FACT_DMI_SYS_VENDOR && product->fact == NS_FACT_DMI_PRODUCT && *vendor->who &&
	       *product->who && strcmp(vendor->who, product->who);
}

/* The most specific mark comes first in the table; only a rented machine leaves it open. */
static void note_machine(struct ns_search *f, const struct ns_mark *m)
{
	if (!f->signs->machine || f->signs->machine->nature == NS_NATURE_CLOUD ||
	    product_says_more(f->signs->machine, m))
		f->signs->machine = m;
}

static enum ns_strength note_mark(struct ns_search *f, const struct ns_mark *m)
{
	switch (m->nature) {
	case NS_NATURE_HYPERV:
		ns_see(f, NS_SEEN(HV_REAL));
		/* fallthrough */
	case NS_NATURE_VM:
	case NS_NATURE_EMULATED:
		note_machine(f, m);
		return NS_STRONG;
	case NS_NATURE_CLOUD:
		note_machine(f, m);
		return NS_HINT;
	case NS_NATURE_WSL2:
		ns_see(f, NS_SEEN(HV_REAL));
		ns_search_environment(f, m->platform);
		return NS_STRONG;
	case NS_NATURE_WSL1:
	case NS_NATURE_GVISOR:
		ns_search_environment(f, m->platform);
		return NS_STRONG;
	case NS_NATURE_UML:
		ns_see(f, NS_SEEN(UML));
		return NS_PROOF;
	case NS_NATURE_PVM:
	case NS_NATURE_COUNT:
		break;
	}
	return NS_STRONG;
}

/*
 * always: shown with nothing found, too, and when it was not read. What is absent is
 * reported once, for the first.
 */
static const struct {
	enum ns_fact_id fact;
	const char *what;
	bool always;
} marked[] = {
	{ NS_FACT_DMI_SYS_VENDOR, "DMI sys_vendor", true },
	{ NS_FACT_DMI_PRODUCT, "DMI product_name", true },
	{ NS_FACT_DMI_PRODUCT_VERSION, "DMI product_version", false },
	{ NS_FACT_DMI_BOARD_VENDOR, "DMI board_vendor", false },
	{ NS_FACT_DMI_BIOS_VENDOR, "DMI bios_vendor", true },
	{ NS_FACT_DMI_CHASSIS_TAG, "DMI chassis_asset_tag", false },
	{ NS_FACT_ACPI_OEM, "ACPI DSDT", true },
	{ NS_FACT_ACPI_DEVICES, "ACPI devices", false },
	{ NS_FACT_PCI_VENDORS, "PCI vendors", false },
	{ NS_FACT_CPU_MODEL, "model name", false },
	{ NS_FACT_CPU_VENDOR, "vendor_id", false },
	{ NS_FACT_KERNEL, "kernel release", false },
	{ NS_FACT_KERNEL_VERSION, "kernel version", false },
	{ NS_FACT_KVM_MODULES, "KVM modules", false },
};

/* Show the part of the list that matched, not the whole list. */
static char *marked_raw(const struct ns_value *v, const struct ns_mark *m)
{
	bool list = m && (m->match == NS_MATCH_WORD || m->fact == NS_FACT_ACPI_DEVICES);

	return ns_visible(list ? m->text : v->text);
}

static void conclude_machine(struct ns_search *f)
{
	const struct ns_value *maker = &f->s->fact[NS_FACT_DMI_SYS_VENDOR];
	const struct ns_mark *m = f->signs->machine;

	if (ns_has(maker) && *maker->text && (!m || m->nature == NS_NATURE_CLOUD))
		ns_see(f, NS_SEEN(MACHINE_MAKER));
	if (!m)
		return;
	if (m->nature == NS_NATURE_VM)
		ns_see(f, NS_SEEN(MACHINE_VM));
	if (m->nature == NS_NATURE_EMULATED)
		ns_see(f, NS_SEEN(MACHINE_EMULATED));
	if (*m->who)
		ns_see(f, NS_SEEN(MACHINE_WHO));
	if (*m->who && f->signs->owner && strcmp(m->who, f->signs->owner->who))
		ns_see(f, NS_SEEN(MACHINE_DIFFERS));
}

/* QEMU sets the bit whether KVM or TCG runs the machine. */
static void look_smbios(struct ns_search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_DMI_VM];

	if (!ns_has(v))
		return;
	if (v->num && !ns_seen(f, NS_SEEN(MACHINE_VM)))
		ns_see(f, NS_SEEN(MACHINE_EMULATED));
	ns_evidence_add(f, "SMBIOS type 0", v, v->num ? NS_STRONG : NS_HINT, ns_xstrdup(v->num ? "1" : "0"),
			v->num ? NS_FOUND_EVIDENCE_SMBIOS_VM : NS_FOUND_EVIDENCE_SMBIOS_NO_VM);
}

void ns_look_marks(struct ns_search *f)
{
	for (size_t i = 0; i < COUNT(marked); i++) {
		const struct ns_value *v = &f->s->fact[marked[i].fact];
		const struct ns_mark *m = ns_mark_find(f->s, marked[i].fact);
		const char *what = marked[i].what;

		if (m && m->nature < NS_NATURE_COUNT)
			ns_finding_set(ns_evidence_add(f, what, v, note_mark(f, m), marked_raw(v, m),
						       nature_codes[m->nature]),
				       "platform", "%s", m->platform);
		else if (ns_has(v) && marked[i].always)
			ns_evidence_add(f, what, v, NS_HINT, marked_raw(v, NULL),
					NS_FOUND_EVIDENCE_UNMARKED);
		else if (!ns_has(v) && marked[i].always && (v->state != NS_ABSENT || !i))
			ns_evidence_add_unread(f, what, v);
	}
	conclude_machine(f);
	look_smbios(f);
}
