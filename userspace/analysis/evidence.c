// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Where evidence is looked for. Each function looks at one thing, says what it
 * found, and notes the signs; none of them draws a conclusion.
 */
#include "analysis/evidence.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct search {
	const struct ns_snapshot *s;
	struct ns_layer *layer;
	struct ns_signs *signs;
};

static void see(struct search *f, uint64_t signs)
{
	f->signs->seen |= signs;
}

static bool seen(const struct search *f, uint64_t signs)
{
	return f->signs->seen & signs;
}

/* ---- evidence ---- */

/* Firmware may hold any byte, and this goes to terminals. */
static char *printable(const char *text)
{
	char *buf = ns_xcalloc(strlen(text) * 4 + 1, 1), *p = buf;

	for (; *text; text++) {
		if (*text >= ' ' && *text < 0x7f)
			*p++ = *text;
		else
			p += sprintf(p, "\\x%02x", (unsigned char)*text);
	}
	return buf;
}

static struct ns_evidence *new_evidence(struct search *f, const char *what, const struct ns_value *v)
{
	struct ns_layer *l = f->layer;
	struct ns_evidence *e;

	l->evidence = ns_xreallocarray(l->evidence, l->evidence_count + 1, sizeof(*e));
	e = &l->evidence[l->evidence_count++];
	*e = (struct ns_evidence){ .what = ns_xstrdup(what), .state = v->state,
				   .source = v->source };
	return e;
}

static void say(struct ns_evidence *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void say(struct ns_evidence *e, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	e->meaning = ns_xvasprintf(fmt, ap);
	va_end(ap);
}

/* What was not read is evidence too: of what nobody knows. */
static void add_unread(struct search *f, const char *what, const struct ns_value *v)
{
	struct ns_evidence *e = new_evidence(f, what, v);
	char *why = printable(v->why ?: "nobody looked");

	say(e, v->state == NS_ABSENT ? "not there: %s" : "not known: %s", why);
	free(why);
}

/* @raw becomes the evidence's own */
static struct ns_evidence *add(struct search *f, const char *what, const struct ns_value *v,
			       enum ns_strength strength, char *raw)
{
	struct ns_evidence *e = new_evidence(f, what, v);

	e->raw = raw;
	e->strength = strength;
	return e;
}

/* ---- CPUID: the hypervisor bit and the stack of signatures ---- */

static bool has_flag(const struct search *f, const char *flag)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_CPU_FLAGS];

	return ns_has(v) && ns_has_word(v->text, flag);
}

static void note_bit(struct search *f, const struct ns_value *v, bool set, const char *what,
		     char *raw)
{
	see(f, set ? NS_SEEN(BIT) : NS_SEEN(NO_BIT));
	say(add(f, what, v, set ? NS_PROOF : NS_HINT, raw), "%s",
	    set ? "hypervisor bit set: a hypervisor runs below" :
		  "hypervisor bit clear (a hypervisor can hide it)");
}

/*
 * The SDM reserves the bit as 0, every hypervisor sets it by convention
 * (TLFS, hypervisor discovery). Whoever says so, it counts: the kernel may
 * see what CPUID faulting hides from a program, and the other way round.
 */
static void look_bit(struct search *f)
{
	const struct ns_value *fact = &f->s->fact[NS_FACT_HV_PRESENT];
	const struct ns_value *reg = &f->s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX];
	const struct ns_value *flags = &f->s->fact[NS_FACT_CPU_FLAGS];
	bool flag = has_flag(f, "hypervisor"), set = reg->num & NS_MASK(X86_FEATURE_HYPERVISOR);

	if (ns_has(fact))
		note_bit(f, fact, fact->num, "CPUID.1:ECX[31]", ns_xasprintf("%d", !!fact->num));
	if (ns_has(reg) && (!ns_has(fact) || fact->num != set))
		note_bit(f, reg, set, "CPUID.1:ECX[31]", ns_xasprintf("%d", set));
	if (!ns_has(fact) && !ns_has(reg))
		add_unread(f, "CPUID.1:ECX[31]", fact);
	if (ns_has(flags) && flag != seen(f, NS_SEEN(BIT)))
		note_bit(f, flags, flag, "flags, hypervisor", ns_xstrdup(flag ? "yes" : "no"));
	if (seen(f, NS_SEEN(BIT)))
		f->signs->seen &= ~NS_SEEN(NO_BIT);
}

static bool is_base(const struct ns_leaf *l)
{
	uint32_t max = l->out[NS_OUT_EAX];

	if (l->leaf < 0x40000000 || l->leaf > 0x4000ff00 || l->leaf & 0xff)
		return false;
	if (!l->out[NS_OUT_EBX] && !l->out[NS_OUT_ECX] && !l->out[NS_OUT_EDX])
		return false;
	/* Old KVM gives 0 and means 0x40000001. */
	return max >= l->leaf || (!max && l->leaf == 0x40000000);
}

/* The most specific signature owns the stack; of two such, the higher, as Linux has it. */
static void own(struct search *f, const struct ns_signature *sig)
{
	struct ns_signs *s = f->signs;

	if (sig && (!s->owner || sig->kind >= s->owner->kind))
		s->owner = sig;
}

static const char *kind_meaning(enum ns_signature_kind kind)
{
	switch (kind) {
	case NS_SIG_TRANSLATOR:
		return "translates instructions, no hypervisor";
	case NS_SIG_WORN:
		return "Hyper-V, or its interface, which KVM, Xen and others show too";
	case NS_SIG_SHARED:
		return "its interface is shown by a few others too";
	case NS_SIG_OWN:
		return "its own signature";
	case NS_SIG_EMULATOR:
		return "the CPU is software";
	}
	return "";
}

static void add_signature(struct search *f, const char *what, const struct ns_value *v,
			  const struct ns_signature *sig, char *raw)
{
	struct ns_evidence *e;

	own(f, sig);
	if (!sig) {
		e = add(f, what, v, NS_HINT, raw);
		say(e, "unknown signature (some VMMs let the user set it)");
		return;
	}
	e = add(f, what, v, sig->kind == NS_SIG_WORN ? NS_STRONG : NS_PROOF, raw);
	if (sig->kind == NS_SIG_WORN)
		say(e, "%s", kind_meaning(sig->kind));
	else
		say(e, "%s: %s", sig->who, kind_meaning(sig->kind));
}

/* Where the registers of CPUID came from, for evidence made of leaves */
static const struct ns_value from_cpuid = { .state = NS_VALUE, .source = NS_SOURCE_CPUID };

static char *leaf_signature(const struct ns_leaf *l, char bytes[12])
{
	char text[12 * 4 + 1];

	memcpy(bytes, &l->out[NS_OUT_EBX], 4);
	memcpy(bytes + 4, &l->out[NS_OUT_ECX], 4);
	memcpy(bytes + 8, &l->out[NS_OUT_EDX], 4);
	return ns_xstrdup(ns_escape(text, bytes, 12));
}

static size_t add_leaves(struct search *f)
{
	size_t n = 0;

	for (size_t i = 0; i < f->s->leaf_count; i++) {
		const struct ns_leaf *l = &f->s->leaves[i];
		char what[32], bytes[12], *raw;

		if (!is_base(l))
			continue;
		raw = leaf_signature(l, bytes);
		snprintf(what, sizeof(what), "CPUID 0x%08x", l->leaf);
		add_signature(f, what, &from_cpuid, ns_signature_find(NS_WHERE_HV, bytes), raw);
		n++;
	}
	return n;
}

/* NULs alone, or nothing: the leaf is there and names nobody */
static bool empty_signature(const char *text)
{
	while (!strncmp(text, "\\x00", 4))
		text += 4;
	return !*text;
}

/* The kernel's view of 0x40000000, where a program saw no leaf; only the first is known then. */
static size_t add_signature_fact(struct search *f)
{
	static const struct ns_value unread = { .state = NS_NOT_ASKED, .source = NS_SOURCE_CPUID };
	const struct ns_value *v = &f->s->fact[NS_FACT_HV_SIGNATURE];

	if (!ns_has(v) || empty_signature(v->text))
		return 0;
	add_signature(f, "CPUID 0x40000000", v, ns_signature_find_text(NS_WHERE_HV, v->text),
		      printable(v->text));
	say(new_evidence(f, "CPUID 0x40000100 and up", &unread),
	    "not known: no program saw it; the owner of the stack may be there");
	return 1;
}

/* EAX of the leaf after the base says what the leaves mean: "Hv#1" (TLFS, feature discovery). */
static bool hyperv_interface(const struct search *f)
{
	const struct ns_leaf *l = ns_snapshot_leaf(f->s, 0x40000001);

	return l && l->out[NS_OUT_EAX] == 0x31237648;
}

static void conclude_stack(struct search *f)
{
	const struct ns_signature *o = f->signs->owner;

	if (o && o->kind == NS_SIG_TRANSLATOR)
		see(f, NS_SEEN(TRANSLATOR));
	else if (o && o->kind >= NS_SIG_SHARED)
		see(f, NS_SEEN(NAMED) | (o->kind == NS_SIG_SHARED ? NS_SEEN(SHARED) : 0));
	else if (o || hyperv_interface(f))
		see(f, NS_SEEN(WORN));
	if (o && !strcmp(o->who, "Xen"))
		see(f, NS_SEEN(XEN_LEAF));
}

static void look_stack(struct search *f)
{
	static const struct ns_value unused = { .state = NS_NOT_ASKED, .source = NS_SOURCE_NONE };
	const struct ns_value *v = &f->s->fact[NS_FACT_HV_SIGNATURE];
	size_t n;

	if (!seen(f, NS_SEEN(BIT))) {
		/* Intel CPUs answer an unknown leaf with the data of another one. */
		say(new_evidence(f, "CPUID 0x40000000", &unused),
		    "not used: it means something only if CPUID.1:ECX[31] is set");
		return;
	}
	n = add_leaves(f) ?: add_signature_fact(f);
	if (!n && (ns_has(&f->s->notes[NS_SOURCE_CPUID].state) || ns_has(v)))
		say(add(f, "CPUID 0x40000000", ns_has(v) ? v : &from_cpuid, NS_HINT,
			ns_xstrdup("none")), "the hypervisor hides its name");
	else if (!n)
		add_unread(f, "CPUID 0x40000000", v);
	conclude_stack(f);
	if (n > 1 && f->signs->owner)
		say(add(f, "signatures", &from_cpuid, NS_STRONG, ns_xasprintf("%zu", n)),
		    "%zu interfaces of one hypervisor (%s), not %zu layers", n, f->signs->owner->who,
		    n);
}

/* kvmtool and translators put their name where the CPU maker's belongs. */
static void look_vendor(struct search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_CPU_VENDOR];
	const struct ns_signature *sig;

	sig = ns_has(v) ? ns_signature_find_text(NS_WHERE_VENDOR, v->text) : NULL;
	if (!sig)
		return;
	say(add(f, "CPUID 0, vendor", v, NS_PROOF, printable(v->text)), "%s: %s", sig->who,
	    kind_meaning(sig->kind));
	if (sig->kind == NS_SIG_TRANSLATOR)
		see(f, NS_SEEN(TRANSLATOR));
	else if (!f->signs->owner)
		see(f, NS_SEEN(NAMED));
	if (!f->signs->owner || sig->kind == NS_SIG_TRANSLATOR)
		f->signs->owner = sig;
}

/* ---- Hyper-V: what it says of itself (TLFS; Linux arch/x86/kernel/cpu/mshyperv.c) ---- */

#define HV_CREATE_PARTITIONS (1u << 0)
#define HV_CPU_MANAGEMENT (1u << 12)
#define HV_ISOLATION (1u << 22)
#define HV_NESTED (1u << 12)

static const struct ns_leaf *hyperv_leaf(const struct search *f, uint32_t leaf)
{
	const struct ns_leaf *base = ns_snapshot_leaf(f->s, 0x40000000);

	if (!base || !is_base(base) || leaf > base->out[NS_OUT_EAX])
		return NULL;
	return ns_snapshot_leaf(f->s, leaf);
}

static struct ns_evidence *add_hyperv(struct search *f, const char *what, uint32_t value)
{
	return add(f, what, &from_cpuid, NS_PROOF, ns_xasprintf("0x%08x", value));
}

/* hv_identify_partition_type(): a guest with isolation may have the bits of a root. */
static void look_hyperv_partition(struct search *f, uint32_t priv)
{
	struct ns_evidence *e = add_hyperv(f, "CPUID 0x40000003 EBX", priv);

	if (!(priv & HV_CREATE_PARTITIONS) || priv & HV_ISOLATION) {
		say(e, priv & HV_ISOLATION ? "a partition that is isolated from its host" :
					     "makes no partitions: a guest");
	} else if (priv & HV_CPU_MANAGEMENT) {
		see(f, NS_SEEN(HV_ROOT));
		say(e, "makes partitions and manages CPUs: the root partition");
	} else {
		see(f, NS_SEEN(HV_L1VH));
		say(e, "makes partitions, manages no CPUs: a guest that is a host (L1VH)");
	}
}

static void look_hyperv_level(struct search *f, uint32_t eax)
{
	struct ns_evidence *e = add_hyperv(f, "CPUID 0x40000006 EAX[13:10]", eax >> 10 & 0xf);

	f->signs->hv_level = eax >> 10 & 0xf;
	if (f->signs->hv_level) {
		see(f, NS_SEEN(HV_LEVEL));
		say(e, "this Hyper-V is at level %u itself", f->signs->hv_level);
	} else {
		e->strength = NS_HINT;
		say(e, "this Hyper-V knows of no layer below it, or is too old to say");
	}
}

static void look_hyperv_isolation(struct search *f, uint32_t ebx)
{
	struct ns_evidence *e = add_hyperv(f, "CPUID 0x4000000c EBX", ebx);

	/* What systemd looks for in Azure's TDX guests, whose leaf 0x21 is hidden */
	if (ebx == 0xbe3 || (ebx & 0xf) == 3)
		f->signs->confidential = "TDX";
	else if ((ebx & 0xf) == 2)
		f->signs->confidential = "SEV-SNP";
	if (f->signs->confidential)
		see(f, NS_SEEN(CONFIDENTIAL));
	say(e, f->signs->confidential ? "isolated by %s" : "isolated by no hardware%s",
	    f->signs->confidential ?: "");
}

static void look_hyperv(struct search *f)
{
	const struct ns_leaf *features = hyperv_leaf(f, 0x40000003);
	const struct ns_leaf *hints = hyperv_leaf(f, 0x40000004);
	const struct ns_leaf *hardware = hyperv_leaf(f, 0x40000006);
	const struct ns_leaf *isolation = hyperv_leaf(f, 0x4000000c);

	/* What another hypervisor's imitation says of partitions is not Hyper-V's word. */
	if (!seen(f, NS_SEEN(WORN)) || !hyperv_interface(f))
		return;
	if (features)
		look_hyperv_partition(f, features->out[NS_OUT_EBX]);
	if (hints && hints->out[NS_OUT_EAX] & HV_NESTED) {
		see(f, NS_SEEN(HV_NESTED));
		say(add_hyperv(f, "CPUID 0x40000004 EAX[12]", 1),
		    "this Hyper-V runs in a partition of another Hyper-V");
	}
	if (hardware)
		look_hyperv_level(f, hardware->out[NS_OUT_EAX]);
	if (isolation && features && features->out[NS_OUT_EBX] & HV_ISOLATION)
		look_hyperv_isolation(f, isolation->out[NS_OUT_EBX]);
}

/* ---- Xen and ACRN ---- */

#define XENFEAT_DOM0 (1u << 11)

static void look_xen_dom0(struct search *f)
{
	const struct ns_value *features = &f->s->fact[NS_FACT_XEN_FEATURES];
	const struct ns_value *caps = &f->s->fact[NS_FACT_XEN_CAPABILITIES];

	if (ns_has(features) && features->num & XENFEAT_DOM0) {
		see(f, NS_SEEN(XEN) | NS_SEEN(XEN_DOM0));
		say(add(f, "Xen features", features, NS_PROOF,
			ns_xasprintf("0x%08" PRIx64, features->num)), "dom0");
	}
	if (ns_has(caps) && strstr(caps->text, "control_d")) {
		see(f, NS_SEEN(XEN) | NS_SEEN(XEN_DOM0));
		say(add(f, "/proc/xen/capabilities", caps, NS_PROOF, printable(caps->text)), "dom0");
	}
}

/* Linux drivers/xen/sys-hypervisor.c, include/xen/interface/features.h; systemd virt.c */
static void look_xen(struct search *f)
{
	const struct ns_value *type = &f->s->fact[NS_FACT_HV_TYPE];
	const struct ns_value *guest = &f->s->fact[NS_FACT_XEN_GUEST_TYPE];

	if (ns_has(type)) {
		bool xen = !strcmp(type->text, "xen");

		if (xen)
			see(f, NS_SEEN(XEN));
		say(add(f, "/sys/hypervisor/type", type, NS_PROOF, printable(type->text)), "%s",
		    xen ? "the kernel runs on Xen" : "the kernel names its hypervisor");
	} else if (type->state != NS_ABSENT) {
		add_unread(f, "/sys/hypervisor/type", type);
	}
	if (ns_has(guest))
		say(add(f, "/sys/hypervisor/guest_type", guest, NS_PROOF, printable(guest->text)),
		    "how the kernel runs on Xen");
	look_xen_dom0(f);
}

/* Linux arch/x86/include/asm/acrn.h: ACRN_FEATURE_PRIVILEGED_VM */
static void look_acrn(struct search *f)
{
	const struct ns_leaf *l = ns_snapshot_leaf(f->s, 0x40000001);

	if (!seen(f, NS_SEEN(NAMED)) || strcmp(f->signs->owner->who, "ACRN") || !l)
		return;
	if (l->out[NS_OUT_EAX] & 1)
		see(f, NS_SEEN(ACRN_SERVICE));
	say(add(f, "CPUID 0x40000001 EAX[0]", &from_cpuid, NS_PROOF,
		ns_xasprintf("%u", l->out[NS_OUT_EAX] & 1)), "%s",
	    l->out[NS_OUT_EAX] & 1 ? "the service VM, ACRN's parent" : "a VM that is not privileged");
}

/* ---- confidential guests ---- */

static void confidential(struct search *f, const char *what)
{
	see(f, NS_SEEN(CONFIDENTIAL));
	f->signs->confidential = what;
}

/* Linux arch/x86/coco/tdx/tdx.c; the kernel's own flag where the leaf was not read */
static void look_tdx(struct search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_TDX_SIGNATURE];

	if (ns_has(v) && ns_signature_find_text(NS_WHERE_TDX, v->text)) {
		confidential(f, "TDX");
		say(add(f, "CPUID 0x21", v, NS_PROOF, printable(v->text)), "a TDX guest");
	} else if (v->state == NS_UNREADABLE) {
		add_unread(f, "CPUID 0x21", v);
	}
	if (!has_flag(f, "tdx_guest"))
		return;
	confidential(f, "TDX");
	say(add(f, "flags, tdx_guest", &f->s->fact[NS_FACT_CPU_FLAGS], NS_PROOF,
		ns_xstrdup("yes")), "a TDX guest");
}

/* 8000_001F says what the CPU can, SEV_STATUS what is on: APM vol. 2 15.34.10. */
static void look_sev(struct search *f)
{
	const struct ns_value *v = &f->s->view[NS_VIEW_CPU][NS_REG_SEV_STATUS];
	const char *what = NULL;

	if (!ns_has(v)) {
		if (v->state == NS_UNREADABLE)
			add_unread(f, "SEV_STATUS", v);
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
	say(add(f, "SEV_STATUS", v, what ? NS_PROOF : NS_HINT, ns_xasprintf("0x%" PRIx64, v->num)),
	    what ? "a guest with %s" : "SEV is not on%s", what ?: "");
}

/* ---- what a hypervisor leaves in the capabilities ---- */

static void look_vmx(struct search *f)
{
	const struct ns_value *view = f->s->view[NS_VIEW_CPU], *v = &view[NS_REG_IA32_VMX_BASIC];
	const char *what = "IA32_VMX_BASIC[30:0]";
	const struct ns_number *n;
	struct ns_evidence *e;
	uint32_t revision;

	if (!ns_has(v)) {
		/* On a CPU with SVM nobody misses it. */
		if (v->state != NS_ABSENT || !ns_has(&view[NS_REG_CPUID_8000000A_EBX]))
			add_unread(f, what, v);
		return;
	}
	revision = v->num & 0x7fffffff;
	n = ns_number_find(ns_vmx_revisions, ns_vmx_revision_count, revision);
	e = add(f, what, v, n ? NS_PROOF : NS_HINT, ns_xasprintf("0x%x", revision));
	f->signs->vmx = n;
	see(f, n ? NS_SEEN(VMX) : NS_SEEN(VMX_OWN));
	if (n)
		say(e, "%s emulates this VMX, whatever else it hides", n->who);
	else
		say(e, "no hypervisor that is known; Xen passes on the CPU's");
}

/* A number of ASIDs that a hypervisor shows and some CPUs have: the CPU's own, or NULL if unsaid */
static const char *asids_of_cpu(const struct search *f, const struct ns_number *n)
{
	const struct ns_value *features = &f->s->view[NS_VIEW_CPU][NS_REG_CPUID_8000000A_EDX];

	if (!n->silicon)
		return NULL;
	if (!ns_has(features))
		return "address-space tags: the number of %s, and of some CPUs (families 14h and 16h)";
	if (features->num & n->silicon)
		return "address-space tags: the CPU's own number, which %s shows too, but not with this EDX";
	return NULL;
}

static void look_svm(struct search *f)
{
	const struct ns_value *v = &f->s->view[NS_VIEW_CPU][NS_REG_CPUID_8000000A_EBX];
	const struct ns_number *n;
	const char *own;

	if (!ns_has(v)) {
		if (v->state != NS_ABSENT)
			add_unread(f, "CPUID 8000_000A EBX", v);
		return;
	}
	n = ns_number_find(ns_svm_asids, ns_svm_asid_count, v->num);
	own = n ? asids_of_cpu(f, n) : NULL;
	if (own) {
		say(add(f, "CPUID 8000_000A EBX", v, NS_HINT, ns_xasprintf("%" PRIu64, v->num)),
		    own, n->platform);
		return;
	}
	f->signs->asids = n;
	if (!n) {
		say(add(f, "CPUID 8000_000A EBX", v, NS_HINT, ns_xasprintf("%" PRIu64, v->num)),
		    "address-space tags: a number of no hypervisor that is known");
		return;
	}
	see(f, strcmp(n->platform, "QEMU") ? NS_SEEN(ASIDS) : NS_SEEN(ASIDS_QEMU));
	say(add(f, "CPUID 8000_000A EBX", v, NS_STRONG, ns_xasprintf("%" PRIu64, v->num)),
	    "address-space tags: the number of %s%s", n->platform,
	    strcmp(n->platform, "QEMU") ? "" : ", with KVM and with TCG");
}

static bool amd(const struct search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_CPU_VENDOR];

	return ns_has(v) && (!strcmp(v->text, "AuthenticAMD") || !strcmp(v->text, "HygonGenuine"));
}

/*
 * KVM gives every guest these, which AMD's CPUs do not have: "emulated in
 * software" (Linux arch/x86/kvm/cpuid.c). TCG gives none of them. Not
 * tsc_adjust, which KVM gives too: AMD's family 1Ah (Zen 5) has it.
 */
static void look_kvm_flags(struct search *f)
{
	static const char *const flags[] = { "tsc_deadline_timer", "arch_capabilities" };

	for (size_t i = 0; amd(f) && i < COUNT(flags); i++) {
		if (!has_flag(f, flags[i]))
			continue;
		see(f, NS_SEEN(KVM_FLAGS));
		say(add(f, "flags of an AMD CPU", &f->s->fact[NS_FACT_CPU_FLAGS], NS_HINT,
			ns_xstrdup(flags[i])), "Intel's; KVM makes it up for its guests");
		return;
	}
}

/* CPUID 8000_0008 EBX[25]: the interface is for hypervisors to offer (asm/cpufeatures.h). */
static void look_virt_ssbd(struct search *f)
{
	const struct ns_value *v = &f->s->view[NS_VIEW_CPU][NS_REG_CPUID_80000008_EBX];

	if (!ns_has(v) || !(v->num & 1u << 25))
		return;
	see(f, NS_SEEN(HV_FLAGS));
	say(add(f, "CPUID 8000_0008 EBX[25]", v, NS_STRONG, ns_xstrdup("1")),
	    "VIRT_SSBD, which only a hypervisor offers");
}

/* ---- firmware, devices, kernel ---- */

static const char *const nature_meaning[NS_NATURE_COUNT] = {
	[NS_NATURE_VM] = "virtual machines only",
	[NS_NATURE_EMULATED] = "a virtual machine, or a machine whose CPU is emulated",
	[NS_NATURE_CLOUD] = "virtual machines mostly; whole machines have it too",
	[NS_NATURE_HYPERV] = "Hyper-V itself",
	[NS_NATURE_WSL1] = "Linux programs on the kernel of Windows: no layer",
	[NS_NATURE_WSL2] = "a VM of Hyper-V on Windows",
	[NS_NATURE_UML] = "a kernel that runs as a process",
	[NS_NATURE_GVISOR] = "a kernel in user space around this program: no layer",
	[NS_NATURE_PVM] = "this layer's KVM runs VMs without VMX or SVM",
};

static void add_beside(struct search *f, const char *what)
{
	char *old = f->layer->beside;

	if (old && strstr(old, what))
		return;
	f->layer->beside = old ? ns_xasprintf("%s, %s", old, what) : ns_xstrdup(what);
	free(old);
}

/* What gives most away comes first in the table; only a rented machine leaves it open. */
static void note_machine(struct search *f, const struct ns_mark *m)
{
	if (!f->signs->machine || f->signs->machine->nature == NS_NATURE_CLOUD)
		f->signs->machine = m;
}

static enum ns_strength note_mark(struct search *f, const struct ns_mark *m)
{
	switch (m->nature) {
	case NS_NATURE_HYPERV:
		see(f, NS_SEEN(HV_REAL));
		/* fallthrough */
	case NS_NATURE_VM:
	case NS_NATURE_EMULATED:
		note_machine(f, m);
		return NS_STRONG;
	case NS_NATURE_CLOUD:
		note_machine(f, m);
		return NS_HINT;
	case NS_NATURE_WSL2:
		see(f, NS_SEEN(HV_REAL));
		add_beside(f, m->platform);
		return NS_STRONG;
	case NS_NATURE_WSL1:
	case NS_NATURE_GVISOR:
		add_beside(f, m->platform);
		return NS_STRONG;
	case NS_NATURE_UML:
		see(f, NS_SEEN(UML));
		return NS_PROOF;
	case NS_NATURE_PVM:
	case NS_NATURE_COUNT:
		break;
	}
	return NS_STRONG;
}

/*
 * always: shown with nothing found, too, and when it was not read. What is not
 * there is said once, for the first.
 */
static const struct {
	enum ns_fact_id fact;
	const char *what;
	bool always;
} marked[] = {
	{ NS_FACT_DMI_SYS_VENDOR, "DMI sys_vendor", true },
	{ NS_FACT_DMI_PRODUCT, "DMI product_name", true },
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

/* A list of everything is no evidence: show the part that gave it away. */
static char *marked_raw(const struct ns_value *v, const struct ns_mark *m)
{
	bool list = m && (m->match == NS_MATCH_WORD || m->fact == NS_FACT_ACPI_DEVICES);

	return printable(list ? m->text : v->text);
}

static void look_marks(struct search *f)
{
	for (size_t i = 0; i < COUNT(marked); i++) {
		const struct ns_value *v = &f->s->fact[marked[i].fact];
		const struct ns_mark *m = ns_mark_find(f->s, marked[i].fact);
		const char *what = marked[i].what;

		if (m)
			say(add(f, what, v, note_mark(f, m), marked_raw(v, m)), "%s: %s",
			    m->platform, nature_meaning[m->nature]);
		else if (ns_has(v) && marked[i].always)
			say(add(f, what, v, NS_HINT, marked_raw(v, NULL)),
			    "nothing that is known for virtual machines");
		else if (!ns_has(v) && marked[i].always && (v->state != NS_ABSENT || !i))
			add_unread(f, what, v);
	}
}

static void conclude_machine(struct search *f)
{
	const struct ns_value *maker = &f->s->fact[NS_FACT_DMI_SYS_VENDOR];
	const struct ns_mark *m = f->signs->machine;

	if (ns_has(maker) && *maker->text && (!m || m->nature == NS_NATURE_CLOUD))
		see(f, NS_SEEN(MACHINE_MAKER));
	if (!m)
		return;
	if (m->nature == NS_NATURE_VM)
		see(f, NS_SEEN(MACHINE_VM));
	if (m->nature == NS_NATURE_EMULATED)
		see(f, NS_SEEN(MACHINE_EMULATED));
	if (*m->who)
		see(f, NS_SEEN(MACHINE_WHO));
	if (*m->who && f->signs->owner && strcmp(m->who, f->signs->owner->who))
		see(f, NS_SEEN(MACHINE_DIFFERS));
}

/* KVM that works on a CPU with neither VMX nor SVM needs neither: PVM, or one that is not known. */
static void look_pvm(struct search *f)
{
	const struct ns_value *vmx = &f->s->view[NS_VIEW_CPU][NS_REG_CPUID_1_ECX];
	const struct ns_value *svm = &f->s->view[NS_VIEW_CPU][NS_REG_CPUID_80000001_ECX];
	const struct ns_value *kvm = &f->s->fact[NS_FACT_KVM_API];

	if (!ns_has(kvm) || !ns_has(vmx) || !ns_has(svm) ||
	    vmx->num & NS_MASK(X86_FEATURE_VMX) || svm->num & NS_MASK(X86_FEATURE_SVM))
		return;
	say(add(f, "KVM without VMX or SVM", kvm, NS_STRONG, ns_xstrdup("works")),
	    "needs no nested virtualization from the layer below");
}

static void look_container(struct search *f)
{
	const struct ns_value *v = &f->s->fact[NS_FACT_CONTAINER];

	if (!ns_has(v)) {
		add_unread(f, "container", v);
	} else if (!*v->text) {
		say(add(f, "container", v, NS_HINT, ns_xstrdup("none")), "no sign of one");
	} else {
		char *text = printable(v->text);

		add_beside(f, text);
		say(add(f, "container", v, NS_STRONG, text), "beside the layer, not a layer");
	}
}

/*
 * Bands of the median, in cycles: measured and published values overlap, so
 * they are wide and say "like".
 */
static const char *timing_meaning(const struct search *f, uint64_t median)
{
	static const struct {
		uint64_t below;
		const char *meaning;
	} bands[] = {
		{ 500, "like a CPU that does not leave to a hypervisor" },
		{ 700, "between a CPU alone and one hypervisor" },
		{ 5000, "like one hypervisor below" },
		{ 12000, "like one slow hypervisor below, or two" },
		{ UINT64_MAX, "like two or more hypervisors below, or a slow one" },
	};

	if (seen(f, NS_SEEN(NO_BIT)) && seen(f, NS_SEEN(MACHINE_EMULATED)))
		return "says nothing if this CPU is emulated";
	for (size_t i = 0; i < COUNT(bands) - 1; i++)
		if (median < bands[i].below)
			return bands[i].meaning;
	return bands[COUNT(bands) - 1].meaning;
}

static void look_timing(struct search *f)
{
	const struct ns_value *median = &f->s->fact[NS_FACT_TIMING_CPUID_MEDIAN];
	const struct ns_value *min = &f->s->fact[NS_FACT_TIMING_CPUID_MIN];
	const struct ns_value *base = &f->s->fact[NS_FACT_TIMING_BASE_MEDIAN];

	if (!ns_has(median) || !ns_has(min) || !ns_has(base)) {
		add_unread(f, "CPUID timing", median);
		return;
	}
	say(add(f, "CPUID timing", median, NS_HINT,
		ns_xasprintf("%" PRIu64 ", %" PRIu64, min->num, median->num)),
	    "cycles, minimum and median, %" PRIu64 " without CPUID: %s (informational)", base->num,
	    timing_meaning(f, median->num));
}

/* The bit decides whether the stack counts, the stack's owner how Hyper-V's leaves are read. */
static void (*const looks[])(struct search *) = {
	look_bit,
	look_stack,
	look_vendor,
	look_hyperv,
	look_xen,
	look_acrn,
	look_tdx,
	look_sev,
	look_vmx,
	look_svm,
	look_kvm_flags,
	look_virt_ssbd,
	look_marks,
	conclude_machine,
	look_pvm,
	look_container,
	look_timing,
};

void ns_find_evidence(const struct ns_snapshot *s, struct ns_layer *layer, struct ns_signs *signs)
{
	struct search f = { .s = s, .layer = layer, .signs = signs };

	for (size_t i = 0; i < COUNT(looks); i++)
		looks[i](&f);
}
