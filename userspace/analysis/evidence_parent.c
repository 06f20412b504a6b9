// SPDX-License-Identifier: GPL-2.0-or-later
/* Evidence that hypervisors give about themselves: Hyper-V, Xen, ACRN, and what makes a guest confidential. */
#include <inttypes.h>
#include <string.h>

#include "analysis/answers.h"
#include "analysis/search.h"
#include "util/alloc.h"
#include "util/text.h"

/* ---- Hyper-V (TLFS; Linux arch/x86/kernel/cpu/mshyperv.c) ---- */

#define HV_CREATE_PARTITIONS (1u << 0)
#define HV_CPU_MANAGEMENT (1u << 12)
#define HV_ISOLATION (1u << 22)
#define HV_NESTED (1u << 12)

bool ns_leaf_is_base(const struct ns_leaf *l)
{
	uint32_t max = l->out[NS_OUT_EAX];

	if (l->leaf < 0x40000000 || l->leaf > 0x4000ff00 || l->leaf & 0xff)
		return false;
	if (!l->out[NS_OUT_EBX] && !l->out[NS_OUT_ECX] && !l->out[NS_OUT_EDX])
		return false;
	/* Old KVM gives 0 and means 0x40000001. */
	return max >= l->leaf || (!max && l->leaf == 0x40000000);
}

/* "Hv#1" (TLFS, feature discovery) */
bool ns_hyperv_interface(const struct ns_snapshot *s)
{
	const struct ns_leaf *l = ns_snapshot_leaf(s, 0x40000001);

	return l && l->out[NS_OUT_EAX] == 0x31237648;
}

static const struct ns_leaf *hyperv_leaf(const struct ns_search *f, uint32_t leaf)
{
	const struct ns_leaf *base = ns_snapshot_leaf(f->s, 0x40000000);

	if (!base || !ns_leaf_is_base(base) || leaf > base->out[NS_OUT_EAX])
		return NULL;
	return ns_snapshot_leaf(f->s, leaf);
}

static struct ns_finding *add_hyperv(struct ns_search *f, const char *what, uint32_t value,
				     enum ns_strength strength, enum ns_code means)
{
	return ns_evidence_add(f, what, &ns_from_cpuid, strength, ns_xasprintf("0x%08x", value), means);
}

/* hv_identify_partition_type(): a guest with isolation may have the bits of a root. */
static void look_hyperv_partition(struct ns_search *f, uint32_t priv)
{
	enum ns_code means = NS_FOUND_EVIDENCE_HV_GUEST;

	if (priv & HV_ISOLATION) {
		means = NS_FOUND_EVIDENCE_HV_ISOLATED;
	} else if (priv & HV_CREATE_PARTITIONS && priv & HV_CPU_MANAGEMENT) {
		ns_see(f, NS_SEEN(HV_ROOT));
		means = NS_FOUND_EVIDENCE_HV_ROOT;
	} else if (priv & HV_CREATE_PARTITIONS) {
		ns_see(f, NS_SEEN(HV_L1VH));
		means = NS_FOUND_EVIDENCE_HV_L1VH;
	}
	add_hyperv(f, "CPUID 0x40000003 EBX", priv, NS_PROOF, means);
}

static void look_hyperv_level(struct ns_search *f, uint32_t eax)
{
	uint32_t level = eax >> 10 & 0xf;
	struct ns_finding *means;

	means = add_hyperv(f, "CPUID 0x40000006 EAX[13:10]", level, level ? NS_PROOF : NS_HINT,
			   level ? NS_FOUND_EVIDENCE_HV_LEVEL : NS_FOUND_EVIDENCE_HV_NO_LEVEL);
	f->signs->hv_level = level;
	if (level) {
		ns_see(f, NS_SEEN(HV_LEVEL));
		ns_finding_set(means, "level", "%u", level);
	}
}

static void look_hyperv_isolation(struct ns_search *f, uint32_t ebx)
{
	struct ns_finding *means = add_hyperv(f, "CPUID 0x4000000c EBX", ebx, NS_PROOF,
					      NS_FOUND_EVIDENCE_HV_CONFIDENTIAL);

	/* What systemd looks for in Azure's TDX guests, whose leaf 0x21 is hidden */
	if (ebx == 0xbe3 || (ebx & 0xf) == 3)
		f->signs->confidential = "TDX";
	else if ((ebx & 0xf) == 2)
		f->signs->confidential = "SEV-SNP";
	if (f->signs->confidential)
		ns_see(f, NS_SEEN(CONFIDENTIAL));
	ns_finding_set(means, "what", "%s", f->signs->confidential ?: "");
}

void ns_look_hyperv(struct ns_search *f)
{
	const struct ns_leaf *features = hyperv_leaf(f, 0x40000003);
	const struct ns_leaf *hints = hyperv_leaf(f, 0x40000004);
	const struct ns_leaf *hardware = hyperv_leaf(f, 0x40000006);
	const struct ns_leaf *isolation = hyperv_leaf(f, 0x4000000c);

	/* What another hypervisor's imitation says of partitions does not count as Hyper-V's. */
	if (!ns_seen(f, NS_SEEN(SPOOFABLE)) || !ns_hyperv_interface(f->s))
		return;
	if (features)
		look_hyperv_partition(f, features->out[NS_OUT_EBX]);
	if (hints && hints->out[NS_OUT_EAX] & HV_NESTED) {
		ns_see(f, NS_SEEN(HV_NESTED));
		add_hyperv(f, "CPUID 0x40000004 EAX[12]", 1, NS_PROOF, NS_FOUND_EVIDENCE_HV_NESTED);
	}
	if (hardware)
		look_hyperv_level(f, hardware->out[NS_OUT_EAX]);
	if (isolation && features && features->out[NS_OUT_EBX] & HV_ISOLATION)
		look_hyperv_isolation(f, isolation->out[NS_OUT_EBX]);
}

/*
 * kvm_intel clears this parameter when it is loaded, unless the kernel runs on
 * Hyper-V or on what shows its interface. Where signatures were read they say more.
 */
void ns_look_evmcs(struct ns_search *f)
{
	const struct ns_value *v = ns_snapshot_param(f->s, "kvm_intel", "enlightened_vmcs");

	if (ns_param_on(f->s, "kvm_intel", "enlightened_vmcs") != NS_YES)
		return;
	ns_evidence_add(f, "kvm_intel.enlightened_vmcs", v, NS_STRONG, ns_visible(v->text),
			NS_FOUND_EVIDENCE_EVMCS);
	if (ns_seen(f, NS_SEEN(NO_BIT) | NS_SEEN(NAMED) | NS_SEEN(TRANSLATOR)))
		return;
	ns_see(f, NS_SEEN(BIT) | NS_SEEN(SPOOFABLE));
}

/* ---- Xen and ACRN ---- */

#define XENFEAT_DOM0 (1u << 11)

static void look_xen_dom0(struct ns_search *f)
{
	const struct ns_value *features = &f->s->fact[NS_FACT_XEN_FEATURES];
	const struct ns_value *caps = &f->s->fact[NS_FACT_XEN_CAPABILITIES];

	if (ns_has(features) && features->num & XENFEAT_DOM0) {
		ns_see(f, NS_SEEN(XEN) | NS_SEEN(XEN_DOM0));
		ns_evidence_add(f, "Xen features", features, NS_PROOF,
				ns_xasprintf("0x%08" PRIx64, features->num), NS_FOUND_EVIDENCE_DOM0);
	}
	if (ns_has(caps) && strstr(caps->text, "control_d")) {
		ns_see(f, NS_SEEN(XEN) | NS_SEEN(XEN_DOM0));
		ns_evidence_add(f, "/proc/xen/capabilities", caps, NS_PROOF, ns_visible(caps->text),
				NS_FOUND_EVIDENCE_DOM0);
	}
}

/* Linux drivers/xen/sys-hypervisor.c, include/xen/interface/features.h; systemd virt.c */
void ns_look_xen(struct ns_search *f)
{
	const struct ns_value *type = &f->s->fact[NS_FACT_HV_TYPE];
	const struct ns_value *guest = &f->s->fact[NS_FACT_XEN_GUEST_TYPE];

	if (ns_has(type)) {
		bool xen = !strcmp(type->text, "xen");

		if (xen)
			ns_see(f, NS_SEEN(XEN));
		ns_evidence_add(f, "/sys/hypervisor/type", type, NS_PROOF, ns_visible(type->text),
				xen ? NS_FOUND_EVIDENCE_ON_XEN : NS_FOUND_EVIDENCE_KERNEL_NAMES);
	} else if (type->state != NS_ABSENT) {
		ns_evidence_add_unread(f, "/sys/hypervisor/type", type);
	}
	if (ns_has(guest))
		ns_evidence_add(f, "/sys/hypervisor/guest_type", guest, NS_PROOF,
				ns_visible(guest->text), NS_FOUND_EVIDENCE_XEN_MODE);
	look_xen_dom0(f);
}

/* Linux arch/x86/include/asm/acrn.h: ACRN_FEATURE_PRIVILEGED_VM */
void ns_look_acrn(struct ns_search *f)
{
	const struct ns_leaf *l = ns_snapshot_leaf(f->s, 0x40000001);
	bool service;

	if (!ns_seen(f, NS_SEEN(NAMED)) || strcmp(f->signs->owner->who, "ACRN") || !l)
		return;
	service = l->out[NS_OUT_EAX] & 1;
	if (service)
		ns_see(f, NS_SEEN(ACRN_SERVICE));
	ns_evidence_add(f, "CPUID 0x40000001 EAX[0]", &ns_from_cpuid, NS_PROOF,
			ns_xstrdup(service ? "1" : "0"),
			service ? NS_FOUND_EVIDENCE_ACRN_SERVICE : NS_FOUND_EVIDENCE_ACRN_GUEST);
}

/* ---- confidential guests ---- */

static void confidential(struct ns_search *f, const char *what)
{
	ns_see(f, NS_SEEN(CONFIDENTIAL));
	f->signs->confidential = what;
}

/* Linux arch/x86/coco/tdx/tdx.c; the kernel's own flag where the leaf was not read */
void ns_look_tdx(struct ns_search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_TDX_SIGNATURE];

	if (ns_has(v) && ns_signature_find_text(NS_WHERE_TDX, v->text)) {
		confidential(f, "TDX");
		ns_evidence_add(f, "CPUID 0x21", v, NS_PROOF, ns_visible(v->text),
				NS_FOUND_EVIDENCE_TDX);
	} else if (v->state == NS_UNREADABLE) {
		ns_evidence_add_unread(f, "CPUID 0x21", v);
	}
	if (!ns_search_flag(f, "tdx_guest"))
		return;
	confidential(f, "TDX");
	ns_evidence_add(f, "flags, tdx_guest", &f->s->fact[NS_FACT_CPU_FLAGS], NS_PROOF,
			ns_xstrdup("yes"), NS_FOUND_EVIDENCE_TDX);
}

/* 8000_001F says what the CPU can, SEV_STATUS what is on: APM vol. 2 15.34.10. */
void ns_look_sev(struct ns_search *f)
{
	const struct ns_value *v = &f->s->view[NS_VIEW_CPU][NS_REG_SEV_STATUS];
	const char *what = NULL;
	struct ns_finding *means;

	/* The kernel's log tells of some bits. */
	if (!ns_has(v) && !(v->known & NS_MASK(MSR_AMD64_SEV_ENABLED))) {
		if (v->state == NS_UNREADABLE)
			ns_evidence_add_unread(f, "SEV_STATUS", v);
		return;
	}
	if (v->num & NS_MASK(MSR_AMD64_SEV_SNP_ENABLED))
		what = "SEV-SNP";
	else if (v->num & NS_MASK(MSR_AMD64_SEV_ES_ENABLED))
		what = "SEV-ES";
	else if (v->num & NS_MASK(MSR_AMD64_SEV_ENABLED))
		what = "SEV";
	if (what)
		confidential(f, what);
	means = ns_evidence_add(f, "SEV_STATUS", v, what ? NS_PROOF : NS_HINT,
				ns_xasprintf("0x%" PRIx64, v->num),
				what ? NS_FOUND_EVIDENCE_SEV : NS_FOUND_EVIDENCE_NO_SEV);
	if (what)
		ns_finding_set(means, "what", "%s", what);
}
