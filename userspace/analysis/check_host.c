// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks of nesting, of speed and of devices */
#include <stdlib.h>
#include <string.h>

#include "analysis/arch.h"
#include "analysis/check_rules.h"
#include "analysis/decode.h"
#include "analysis/live.h"
#include "analysis/offer.h"
#include "analysis/param.h"
#include "analysis/subject.h"
#include "util/alloc.h"

/* ---- nesting ---- */

struct ns_finding *ns_check_nested(const struct ns_checker *c)
{
	return ns_finding_copy(c->answers->nest);
}

/* A capability that a parameter of KVM switches, one for each vendor; @amd may be 0 */
static struct ns_finding *check_param(const struct ns_checker *c, const char *intel, enum ns_bit_id intel_bit,
				      const char *amd, enum ns_bit_id amd_bit)
{
	bool is_intel = c->m->vmx == NS_YES;
	const char *module = is_intel ? "kvm_intel" : "kvm_amd", *param = is_intel ? intel : amd;
	const struct ns_bit *bit = ns_bit(is_intel ? intel_bit : amd_bit);
	enum ns_word word = param ? ns_cap_in_view(c->m->cpu, bit).word : NS_WORD_NO;
	struct ns_finding *f;

	if (c->m->vmx != NS_YES && c->m->svm != NS_YES)
		return ns_check_no_isa(c);
	if (!param)
		return ns_finding_new(NS_FOUND_CHECK_INTEL_ONLY);
	f = ns_check_switch(c, module, param);
	if (!f && ns_word_known(word) && !ns_word_there(word)) {
		f = ns_finding_new(NS_FOUND_CPU_HAS_NOT);
		ns_finding_set(f, "costs", "%s", ns_bit_costs(bit) ?: "");
		/* What KVM never offers its guests, such as AVIC, no CPU model gives them. */
		if (c->m->below == NS_YES && ns_offer_how(bit) != NS_OFFER_NEVER) {
			f->component = NS_COMPONENT_BELOW;
			f->remedy = NS_REMEDY_EXPOSE_FULL_CPU;
		} else if (c->m->below == NS_YES) {
			f->component = NS_COMPONENT_BELOW;
			ns_finding_set(f, "never", "yes");
		}
	} else if (!f) {
		f = ns_check_param_unread(c, module, param);
	}
	f->bit = bit;
	return f;
}

struct ns_finding *ns_check_unrestricted_guest(const struct ns_checker *c)
{
	return check_param(c, "unrestricted_guest", NS_BIT_SECONDARY_EXEC_UNRESTRICTED_GUEST, NULL, 0);
}

struct ns_finding *ns_check_shadow_vmcs(const struct ns_checker *c)
{
	return check_param(c, "enable_shadow_vmcs", NS_BIT_SECONDARY_EXEC_SHADOW_VMCS, NULL, 0);
}

struct ns_finding *ns_check_apicv(const struct ns_checker *c)
{
	return check_param(c, "enable_apicv", NS_BIT_SECONDARY_EXEC_VIRTUAL_INTR_DELIVERY, "avic",
			   NS_BIT_X86_FEATURE_AVIC);
}

struct ns_finding *ns_check_pml(const struct ns_checker *c)
{
	return check_param(c, "pml", NS_BIT_SECONDARY_EXEC_ENABLE_PML, NULL, 0);
}

struct ns_finding *ns_check_evmcs(const struct ns_checker *c)
{
	const char *who = c->m->layer->hypervisor;
	enum ns_yesno on = ns_param_on(c->s, "kvm_intel", "enlightened_vmcs"), below = ns_evmcs_below(c->m);
	struct ns_finding *f;

	if (c->m->svm != NS_YES && c->m->layer->kind == NS_LAYER_UNKNOWN)
		return ns_check_no_guest(c);
	if (c->m->svm != NS_YES && c->m->layer->kind == NS_LAYER_GUEST && !who)
		return ns_finding_new(NS_FOUND_GUEST_OF_UNKNOWN);
	if (c->m->svm == NS_YES || c->m->layer->kind != NS_LAYER_GUEST || strcmp(who, "Hyper-V"))
		return ns_finding_new(NS_FOUND_CHECK_HYPERV_ONLY);
	if (on == NS_UNKNOWN)
		return ns_finding_new(NS_FOUND_EVMCS_UNREAD);
	if (on == NS_YES)
		return ns_finding_new(NS_FOUND_EVMCS_ON);
	f = ns_finding_new(below == NS_NO ? NS_FOUND_EVMCS_NOT_BELOW : NS_FOUND_EVMCS_OFF);
	ns_finding_set(f, "module", "kvm_intel");
	ns_finding_set(f, "param", "enlightened_vmcs");
	ns_finding_set(f, "offered", "%s", below == NS_YES ? "yes" : "");
	if (below != NS_NO)
		ns_param_remedy(f, c->s, "enlightened_vmcs=1");
	ns_finding_on_param(f, c->s, "kvm_intel", "enlightened_vmcs");
	return f;
}

struct ns_finding *ns_check_migration(const struct ns_checker *c)
{
	const struct ns_value *v = &c->s->fact[NS_FACT_KVM_NESTED_STATE];

	if (ns_answer_of(c->answers->nest) == NS_NO)
		return ns_finding_new(NS_FOUND_CHECK_NO_NESTING);
	if (!ns_has(v))
		return ns_check_unread(c, NS_FACT_KVM_NESTED_STATE);
	if (!v->num)
		return ns_check_on(c, NS_FOUND_NESTED_STATE_MISSING, NS_FACT_KVM_NESTED_STATE);
	return ns_check_on(c, c->m->svm == NS_YES ? NS_FOUND_NESTED_STATE_AMD : NS_FOUND_NESTED_STATE_INTEL,
			   NS_FACT_KVM_NESTED_STATE);
}

/* ---- speed ---- */

struct ns_finding *ns_check_clocksource(const struct ns_checker *c)
{
	static const char *const slow[] = { "hpet", "acpi_pm", "pit", "jiffies", "refined-jiffies" };
	const struct ns_value *v = &c->s->fact[NS_FACT_CLOCKSOURCE];
	enum ns_code code = NS_FOUND_CLOCKSOURCE_FAST;

	if (!ns_has(v))
		return ns_check_unread(c, NS_FACT_CLOCKSOURCE);
	for (size_t i = 0; i < sizeof(slow) / sizeof(slow[0]); i++)
		if (!strcmp(v->text, slow[i]))
			code = NS_FOUND_CLOCKSOURCE_SLOW;
	return ns_check_on(c, code, NS_FACT_CLOCKSOURCE);
}

struct ns_finding *ns_check_huge_pages(const struct ns_checker *c)
{
	const struct ns_value *thp = &c->s->fact[NS_FACT_THP], *set = &c->s->fact[NS_FACT_HUGEPAGES];

	if (c->m->arch == NS_ARCH_S390X)
		return ns_s390x_hpage(c->m);
	if (ns_has(thp) && strcmp(thp->text, "never"))
		return ns_check_on(c, NS_FOUND_HUGE_PAGES_THP, NS_FACT_THP);
	if (ns_has(set) && set->num)
		return ns_check_on(c, NS_FOUND_HUGE_PAGES_SET, NS_FACT_HUGEPAGES);
	if (!ns_has(set) || thp->state == NS_UNREADABLE || thp->state == NS_NOT_ASKED)
		return ns_check_unread(c, ns_has(set) ? NS_FACT_THP : NS_FACT_HUGEPAGES);
	return ns_check_on(c, NS_FOUND_HUGE_PAGES_NONE, NS_FACT_HUGEPAGES);
}

/* A parameter's text; NULL if it was not read */
static const char *param_text(const struct ns_checker *c, const char *module, const char *name)
{
	const struct ns_value *v = ns_snapshot_param(c->s, module, name);

	return v && ns_has(v) ? v->text : NULL;
}

static struct ns_finding *on_param(const struct ns_checker *c, enum ns_code code, const char *module,
				   const char *name)
{
	const char *text = param_text(c, module, name);
	struct ns_finding *f;

	if (!text)
		return ns_check_param_unread(c, module, name);
	f = ns_finding_new(code);
	ns_finding_set(f, "module", "%s", module);
	ns_finding_set(f, "param", "%s", name);
	ns_finding_set(f, "value", "%s", text);
	ns_finding_on_param(f, c->s, module, name);
	return f;
}

struct ns_finding *ns_check_nx_huge_pages(const struct ns_checker *c)
{
	const struct ns_value *hit = &c->s->fact[NS_FACT_ITLB_MULTIHIT];
	const char *text = param_text(c, "kvm", "nx_huge_pages");
	bool split = text && (!strcmp(text, "Y") || !strcmp(text, "force"));
	bool needed = ns_has(hit) && strncmp(hit->text, "Not affected", 12);

	if (split && !ns_has(hit))
		return ns_check_unread(c, NS_FACT_ITLB_MULTIHIT);
	return on_param(c, !split ? NS_FOUND_NX_HUGE_PAGES_OFF : needed ? NS_FOUND_NX_HUGE_PAGES_NEEDED :
									  NS_FOUND_NX_HUGE_PAGES_FORCED,
			"kvm", "nx_huge_pages");
}

struct ns_finding *ns_check_l1d_flush(const struct ns_checker *c)
{
	const char *text = param_text(c, "kvm_intel", "vmentry_l1d_flush");

	if (c->m->svm == NS_YES)
		return ns_finding_new(NS_FOUND_CHECK_INTEL_ONLY);
	return on_param(c, text && !strcmp(text, "always") ? NS_FOUND_L1D_FLUSH_ALWAYS :
			text && !strcmp(text, "cond") ? NS_FOUND_L1D_FLUSH_SOMETIMES : NS_FOUND_L1D_FLUSH_OFF,
			"kvm_intel", "vmentry_l1d_flush");
}

enum flush { BUFFERS, PREDICTORS, SOME, FLUSHES };

static const struct {
	enum ns_fact_id fact;
	const char *says, *unless;
	enum flush kind;
	const char *cheaper;
} flushes[] = {
#define NS_FLUSH(fact_, says_, unless_, kind_, cheaper_) { NS_FACT_##fact_, says_, unless_, kind_, cheaper_ },
#include "analysis/flush_rows.h"
};

static bool says_flush(const struct ns_value *v, size_t i)
{
	const char *at = ns_has(v) ? strstr(v->text, flushes[i].says) : NULL;

	return at && !(*flushes[i].unless &&
		       !strncmp(at + strlen(flushes[i].says), flushes[i].unless, strlen(flushes[i].unless)));
}

struct ns_finding *ns_check_entry_flush(const struct ns_checker *c)
{
	static const enum ns_code codes[FLUSHES] = {
		[BUFFERS] = NS_FOUND_FLUSH_BUFFERS, [SOME] = NS_FOUND_FLUSH_BUFFERS,
		[PREDICTORS] = NS_FOUND_FLUSH_PREDICTORS,
	};
	char *names[FLUSHES] = { ns_xstrdup(""), ns_xstrdup(""), ns_xstrdup("") }, *set = ns_xstrdup("");
	enum ns_code code = NS_FOUND_FLUSH_NONE;
	struct ns_finding *f;
	enum ns_fact_id unread = NS_FACT_COUNT;
	bool read = false;

	for (size_t i = 0; i < sizeof(flushes) / sizeof(flushes[0]); i++) {
		const struct ns_value *v = &c->s->fact[flushes[i].fact];

		read |= ns_has(v);
		if (v->state == NS_UNREADABLE)
			unread = flushes[i].fact;
		if (!says_flush(v, i))
			continue;
		names[flushes[i].kind] = ns_xjoin(names[flushes[i].kind], ", ", ns_facts[flushes[i].fact].name);
		if (flushes[i].kind == PREDICTORS && *flushes[i].cheaper)
			set = ns_xjoin(set, " ", flushes[i].cheaper);
		if (code != NS_FOUND_FLUSH_PREDICTORS)
			code = codes[flushes[i].kind];
	}
	/* Only if all of them were read is it known that nothing flushes. */
	read = read && (code != NS_FOUND_FLUSH_NONE || unread == NS_FACT_COUNT);
	f = read ? ns_finding_new(code) : ns_check_unread(c, unread == NS_FACT_COUNT ? NS_FACT_MDS : unread);
	if (read) {
		ns_finding_set(f, "buffers", "%s", names[BUFFERS]);
		ns_finding_set(f, "predictors", "%s", names[PREDICTORS]);
		ns_finding_set(f, "some", "%s", names[SOME]);
		ns_finding_set(f, "both", "%s", *names[BUFFERS] && *names[SOME] ? "yes" : "");
		ns_finding_set(f, "set", "%s", set);
	}
	for (size_t i = 0; i < FLUSHES; i++)
		free(names[i]);
	free(set);
	return f;
}

struct ns_finding *ns_check_halt_poll(const struct ns_checker *c)
{
	bool on = ns_param_on(c->s, "kvm", "halt_poll_ns") == NS_YES;
	bool guest = c->m->layer->kind == NS_LAYER_GUEST;

	return on_param(c, !on ? NS_FOUND_HALT_POLL_OFF : guest ? NS_FOUND_HALT_POLL_IN_GUEST :
								  NS_FOUND_HALT_POLL_ON,
			"kvm", "halt_poll_ns");
}

struct ns_finding *ns_check_tcg_vms(const struct ns_checker *c)
{
	struct ns_findings all = ns_vms_emulated(c->s);
	struct ns_finding *f = all.count ? ns_finding_copy(all.list[0]) : NULL;

	ns_findings_clear(&all);
	if (!f && !ns_has(&c->s->fact[NS_FACT_VM_PROGRAMS]))
		return ns_check_unread(c, NS_FACT_VM_PROGRAMS);
	return f ?: ns_check_on(c, NS_FOUND_NO_EMULATED_VM, NS_FACT_VM_PROGRAMS);
}

/* ---- devices ---- */

static struct ns_finding *check_device(const struct ns_checker *c, const char *name, const char *module)
{
	const struct ns_value *v = &c->s->fact[NS_FACT_DEVICES];
	struct ns_finding *f;

	if (!ns_has(v))
		return ns_check_unread(c, NS_FACT_DEVICES);
	f = ns_finding_new(ns_value_has_word(v, name) ? NS_FOUND_DEVICE_THERE : NS_FOUND_DEVICE_MISSING);
	ns_finding_set(f, "device", "/dev/%s", name);
	ns_finding_set(f, "module", "%s", module);
	ns_finding_on_fact(f, c->s, NS_FACT_DEVICES);
	return f;
}

struct ns_finding *ns_check_vhost_net(const struct ns_checker *c)
{
	return check_device(c, "vhost-net", "vhost_net");
}

struct ns_finding *ns_check_tun(const struct ns_checker *c)
{
	return check_device(c, "net/tun", "tun");
}

struct ns_finding *ns_check_cgroups(const struct ns_checker *c)
{
	static const char *const wanted[][2] = {
		{ "cpu", "cpu,cpuacct" }, { "cpuset", "" }, { "memory", "" }, { "io", "blkio" },
	};
	const struct ns_value *v = &c->s->fact[NS_FACT_CGROUPS];
	struct ns_finding *f = NULL;

	if (!ns_has(v))
		return ns_check_unread(c, NS_FACT_CGROUPS);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]) && !f; i++) {
		if (ns_value_has_word(v, wanted[i][0]) || (*wanted[i][1] && ns_value_has_word(v, wanted[i][1])))
			continue;
		f = ns_check_on(c, NS_FOUND_CGROUP_MISSING, NS_FACT_CGROUPS);
		ns_finding_set(f, "controller", "%s", wanted[i][0]);
	}
	return f ?: ns_check_on(c, NS_FOUND_CGROUPS_THERE, NS_FACT_CGROUPS);
}

struct ns_finding *ns_check_iommu(const struct ns_checker *c)
{
	const struct ns_value *v = &c->s->fact[NS_FACT_IOMMU_GROUPS];
	bool guest = c->m->layer->kind == NS_LAYER_GUEST;
	struct ns_finding *f;

	if (!ns_known(v))
		return ns_check_unread(c, NS_FACT_IOMMU_GROUPS);
	f = ns_check_on(c, v->num ? NS_FOUND_IOMMU_ON : guest ? NS_FOUND_IOMMU_NOT_VIRTUAL : NS_FOUND_IOMMU_OFF,
			NS_FACT_IOMMU_GROUPS);
	ns_finding_set(f, "one", "%s", v->num == 1 ? "yes" : "");
	return f;
}

/* VT-d's extended capability register, bit 3; AMD's IOMMUs show no such register */
struct ns_finding *ns_check_iommu_interrupts(const struct ns_checker *c)
{
	const struct ns_value *v = &c->s->fact[NS_FACT_IOMMU_ECAP];
	bool guest = c->m->layer->kind == NS_LAYER_GUEST;

	if (!ns_has(v))
		return v->state == NS_ABSENT ? ns_finding_new(NS_FOUND_CHECK_NO_VTD) :
					       ns_check_unread(c, NS_FACT_IOMMU_ECAP);
	return ns_check_on(c, v->num & 1 << 3 ? NS_FOUND_IOMMU_REMAPS : guest ? NS_FOUND_IOMMU_REMAPS_NOT_GUEST :
										NS_FOUND_IOMMU_REMAPS_NOT,
			   NS_FACT_IOMMU_ECAP);
}

struct ns_finding *ns_check_iommu_caching(const struct ns_checker *c)
{
	const struct ns_value *v = &c->s->fact[NS_FACT_IOMMU_CAP];

	if (c->m->layer->kind != NS_LAYER_GUEST)
		return ns_check_no_guest(c);
	if (!ns_has(v))
		return v->state == NS_ABSENT ? ns_finding_new(NS_FOUND_CHECK_NO_VTD) :
					       ns_check_unread(c, NS_FACT_IOMMU_CAP);
	return ns_check_on(c, v->num & 1 << 7 ? NS_FOUND_IOMMU_CACHES : NS_FOUND_IOMMU_CACHES_NOT,
			   NS_FACT_IOMMU_CAP);
}

struct ns_finding *ns_check_secure_guest(const struct ns_checker *c)
{
	const struct ns_value *v = &c->s->fact[NS_FACT_DEVICES];

	if (c->m->arch == NS_ARCH_S390X)
		return ns_s390x_secure(c->m) ?: ns_check_unread(c, NS_FACT_Z_SECURE_HOST);
	if (c->m->arch != NS_ARCH_X86)
		return ns_arch_finding(c->m, NS_FOUND_CHECK_SECURE_NOT_KNOWN);
	if (!ns_has(v))
		return ns_check_unread(c, NS_FACT_DEVICES);
	return ns_finding_new(ns_value_has_word(v, "sev") ? NS_FOUND_SECURE_GUESTS : NS_FOUND_CHECK_NO_SECURE_GUEST);
}
