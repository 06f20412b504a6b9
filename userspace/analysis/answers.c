// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/answers.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/cpuinfo.h"
#include "analysis/decode.h"
#include "util/alloc.h"

static const char *const blockers[] = {
	[NS_BLOCK_NOBODY] = "nobody",
	[NS_BLOCK_CPU] = "the CPU",
	[NS_BLOCK_FIRMWARE] = "the firmware",
	[NS_BLOCK_KERNEL] = "the kernel",
	[NS_BLOCK_PERMISSION] = "the permissions of /dev/kvm",
	[NS_BLOCK_BELOW] = "the layer below",
	[NS_BLOCK_UNKNOWN] = "unknown",
};

const char *ns_yesno_name(enum ns_yesno yes)
{
	return yes == NS_YES ? "yes" : yes == NS_NO ? "no" : "unknown";
}

const char *ns_blocker_name(enum ns_blocker who)
{
	return blockers[who];
}

static enum ns_yesno bit_of(const struct ns_value *v, uint64_t mask)
{
	if (ns_has(v))
		return v->num & mask ? NS_YES : NS_NO;
	return v->state == NS_ABSENT ? NS_NO : NS_UNKNOWN;
}

enum ns_yesno ns_param_on(const struct ns_snapshot *s, const char *module, const char *name)
{
	const struct ns_value *v = ns_snapshot_param(s, module, name);

	if (!v || !ns_has(v))
		return NS_UNKNOWN;
	/* bool prints Y or N, int a number: kvm_intel.nested is Y, kvm_amd.nested 1 */
	if (!strcmp(v->text, "N") || !strcmp(v->text, "0"))
		return NS_NO;
	return *v->text ? NS_YES : NS_UNKNOWN;
}

const char *ns_vendor_module(const struct ns_snapshot *s)
{
	static const char *const known[] = { "kvm_intel", "kvm_amd", "kvm_pvm" };
	const struct ns_value *modules = &s->fact[NS_FACT_KVM_MODULES];
	const char *other = ns_has(modules) ? strstr(modules->text, "kvm_") : NULL;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (ns_value_has_word(modules, known[i]))
			return known[i];
	return other;
}

static void say(struct ns_answer *a, enum ns_yesno yes, enum ns_blocker who, const char *reason,
		const char *fix, const char *fmt, ...) __attribute__((format(printf, 6, 7)));

static void say(struct ns_answer *a, enum ns_yesno yes, enum ns_blocker who, const char *reason,
		const char *fix, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	a->because = ns_xvasprintf(fmt, ap);
	va_end(ap);
	a->yes = yes;
	a->who = who;
	a->reason = reason;
	a->fix = fix ? ns_xstrdup(fix) : NULL;
}

/* What the questions turn on, read once */
struct facts {
	const struct ns_snapshot *s;
	const struct ns_value *cpu;
	enum ns_yesno below;	/* a hypervisor is below */
	enum ns_yesno vmx;
	enum ns_yesno svm;
	const char *module;
};

static bool kvm_answers(const struct ns_snapshot *s)
{
	return ns_has(&s->fact[NS_FACT_KVM_API]);
}

/* Firmware's switch as a guest sees it belongs to its VM, not to a BIOS. */
static enum ns_blocker firmware(const struct facts *f)
{
	return f->below == NS_YES ? NS_BLOCK_BELOW : NS_BLOCK_FIRMWARE;
}

static const char *firmware_fix(const struct facts *f)
{
	if (f->below == NS_YES)
		return "on the layer below: let the VM's firmware set it (QEMU: remove any override of etc/msr_feature_control), then power the VM off and on";
	return "switch virtualization (VT-x, SVM Mode) on in the firmware's setup, then power the machine off and on";
}

/* Does a switch of firmware stand in the way? */
static bool firmware_says_no(const struct facts *f, struct ns_answer *a)
{
	const struct ns_value *feat = &f->cpu[NS_REG_IA32_FEATURE_CONTROL];
	const struct ns_value *vm_cr = &f->cpu[NS_REG_VM_CR];

	if (f->vmx == NS_YES && ns_has(feat) && (feat->num & NS_MASK(FEAT_CTL_LOCKED)) &&
	    !(feat->num & NS_MASK(FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX))) {
		say(a, NS_NO, firmware(f), "vmx-locked-off", firmware_fix(f),
		    "IA32_FEATURE_CONTROL is 0x%llx: locked, VMX outside SMX off",
		    (unsigned long long)feat->num);
		return true;
	}
	if (f->svm == NS_YES && ns_has(vm_cr) && (vm_cr->num & NS_MASK(SVM_VM_CR_SVM_DIS_MASK))) {
		say(a, NS_NO, firmware(f), "svm-disabled", firmware_fix(f),
		    "VM_CR is 0x%llx: SVMDIS set%s", (unsigned long long)vm_cr->num,
		    vm_cr->num & NS_MASK(SVM_VM_CR_SVM_LOCK_MASK) ? ", locked" : ", not locked");
		return true;
	}
	/*
	 * Unread, but Linux clears the flag only if it is locked off, or (AMD,
	 * from 6.12 on) disabled: feat_ctl.c, cpu/amd.c
	 */
	if (f->vmx == NS_YES && !ns_has(feat) && ns_has(&f->s->fact[NS_FACT_CPU_FLAGS]) &&
	    !ns_value_has_word(&f->s->fact[NS_FACT_CPU_FLAGS], "vmx")) {
		say(a, NS_NO, firmware(f), "vmx-flag-cleared", firmware_fix(f),
		    "CPUID has VMX, but Linux has cleared it from /proc/cpuinfo, which it does when IA32_FEATURE_CONTROL is locked off (not read here)");
		return true;
	}
	if (f->svm == NS_YES && !ns_has(vm_cr) && ns_has(&f->s->fact[NS_FACT_CPU_FLAGS]) &&
	    !ns_value_has_word(&f->s->fact[NS_FACT_CPU_FLAGS], "svm")) {
		say(a, NS_NO, firmware(f), "svm-flag-cleared", firmware_fix(f),
		    "CPUID has SVM, but Linux has cleared it from /proc/cpuinfo, which it does when VM_CR.SVMDIS is set (not read here)");
		return true;
	}
	return false;
}

static void no_hardware(const struct facts *f, struct ns_answer *a)
{
	if (f->below == NS_YES)
		say(a, NS_NO, NS_BLOCK_BELOW, "not-exposed",
		    "on the layer below: give the VM a CPU with VMX or SVM (QEMU -cpu host, libvirt host-passthrough, Hyper-V ExposeVirtualizationExtensions, VMware vhv.enable, VirtualBox --nested-hw-virt on)",
		    "this is a guest, and its CPU shows neither VMX (CPUID.1:ECX[5]) nor SVM (CPUID.80000001:ECX[2])");
	else if (f->below == NS_NO)
		say(a, NS_NO, NS_BLOCK_CPU, "no-hardware", NULL,
		    "it has neither VMX (CPUID.1:ECX[5]) nor SVM (CPUID.80000001:ECX[2]), and no hypervisor says that it is there");
	else
		say(a, NS_NO, NS_BLOCK_UNKNOWN, "no-hardware", NULL,
		    "the CPU shows neither VMX nor SVM; whether a hypervisor hides them was not read");
}

static void no_module(const struct facts *f, struct ns_answer *a)
{
	const char *module = f->vmx == NS_YES ? "kvm_intel" : "kvm_amd";
	const char *can = f->vmx == NS_YES ? "VMX" : "SVM";
	const struct ns_value *modules = &f->s->fact[NS_FACT_KVM_MODULES];
	char *fix = ns_xasprintf("modprobe %s, and read the kernel's log if that fails", module);

	if (modules->state == NS_VALUE || modules->state == NS_ABSENT)
		say(a, NS_NO, NS_BLOCK_KERNEL, "kvm-not-loaded", fix,
		    "the CPU can (%s), but %s is not loaded", can, module);
	else if (f->s->fact[NS_FACT_KVM_DEVICE].state == NS_ABSENT)
		say(a, NS_NO, NS_BLOCK_KERNEL, "kvm-no-device", fix, "the CPU can (%s), but %s", can,
		    f->s->fact[NS_FACT_KVM_DEVICE].why);
	else
		say(a, NS_UNKNOWN, NS_BLOCK_UNKNOWN, "unknown", "run nestscope with /sys mounted",
		    "the CPU can (%s), but whether %s is loaded was not read", can, module);
	free(fix);
}

static void not_permitted(const struct facts *f, struct ns_answer *a)
{
	const struct ns_value *device = &f->s->fact[NS_FACT_KVM_DEVICE];

	say(a, NS_NO, NS_BLOCK_PERMISSION, "kvm-not-permitted",
	    "join the group that owns /dev/kvm (often kvm), or run VMs as root",
	    "KVM is there%s%s, but %s", f->module ? ", with " : "", f->module ?: "", device->why);
}

static void kvm_usable(const struct facts *f, struct ns_answer *a)
{
	unsigned long long api = f->s->fact[NS_FACT_KVM_API].num;

	if (api != 12)
		say(a, NS_UNKNOWN, NS_BLOCK_KERNEL, "kvm-api",
		    "update the kernel", "/dev/kvm has API version %llu, not 12", api);
	else if (f->vmx == NS_YES || f->svm == NS_YES)
		say(a, NS_YES, NS_BLOCK_NOBODY, "kvm-usable", NULL,
		    "/dev/kvm answers (API version 12), by %s with %s",
		    f->module ?: "a module that is not known", f->vmx == NS_YES ? "VMX" : "SVM");
	else
		say(a, NS_YES, NS_BLOCK_NOBODY, "kvm-without-hardware", NULL,
		    "/dev/kvm answers (API version 12), by %s; the CPU shows neither VMX nor SVM, and this KVM needs neither%s",
		    f->module ?: "a module that is not known",
		    f->module && !strcmp(f->module, "kvm_pvm") ? " (PVM)" : "");
}

/* Nothing asked /dev/kvm: what do the rest of the facts make likely? */
static void kvm_not_asked(const struct facts *f, struct ns_answer *a)
{
	const struct ns_value *device = &f->s->fact[NS_FACT_KVM_DEVICE];

	if (f->module)
		say(a, NS_YES, NS_BLOCK_NOBODY, "kvm-loaded", NULL,
		    "%s is loaded (/dev/kvm was not asked%s%s)", f->module,
		    device->why ? ": " : "", device->why ?: "");
	else if (f->vmx == NS_YES || f->svm == NS_YES)
		no_module(f, a);
	else
		say(a, NS_UNKNOWN, NS_BLOCK_UNKNOWN, "unknown", "run nestscope as root, with nestscope.ko",
		    "neither /dev/kvm nor the CPU could be asked");
}

/*
 * udev makes /dev/kvm whether KVM is loaded or not: one that may not be opened
 * counts if there is a module behind it.
 */
static bool device_denied(const struct facts *f)
{
	return f->s->fact[NS_FACT_KVM_DEVICE].state == NS_UNREADABLE &&
	       f->s->fact[NS_FACT_KVM_MODULES].state != NS_ABSENT;
}

static void answer_run(const struct facts *f, struct ns_answer *a)
{
	const struct ns_value *device = &f->s->fact[NS_FACT_KVM_DEVICE];

	if (kvm_answers(f->s))
		kvm_usable(f, a);
	else if (device_denied(f))
		not_permitted(f, a);
	else if (firmware_says_no(f, a))
		return;
	else if (f->vmx == NS_NO && f->svm == NS_NO && !f->module)
		no_hardware(f, a);
	else if (device->state != NS_NOT_ASKED && !f->module && (f->vmx == NS_YES || f->svm == NS_YES))
		no_module(f, a);
	else if (device->state == NS_ABSENT && f->module)
		say(a, NS_NO, NS_BLOCK_KERNEL, "kvm-no-device",
		    "read the kernel's log, and in a container pass the device /dev/kvm in",
		    "%s is loaded, but %s", f->module, device->why);
	else
		kvm_not_asked(f, a);
}

static const char *nested_fix(const char *module)
{
	if (!strcmp(module, "kvm_intel"))
		return "modprobe -r kvm_intel && modprobe kvm_intel nested=1, or \"options kvm_intel nested=1\" in /etc/modprobe.d/";
	return "modprobe -r kvm_amd && modprobe kvm_amd nested=1, or \"options kvm_amd nested=1\" in /etc/modprobe.d/";
}

static void say_nested(const struct facts *f, struct ns_answer *a, const char *what)
{
	const struct ns_value *state = &f->s->fact[NS_FACT_KVM_NESTED_STATE];
	const struct ns_value *nested = f->module ? ns_snapshot_param(f->s, f->module, "nested") : NULL;

	say(a, NS_YES, NS_BLOCK_NOBODY, "nested-offered",
	    NULL, "KVM offers %s to its guests%s%s%s%s", what,
	    nested && ns_has(nested) ? ", nested=" : "", nested && ns_has(nested) ? nested->text : "",
	    ns_has(state) && state->num ? "; a VM that runs VMs can be saved and migrated" : "",
	    ns_has(state) && !state->num ? "; a VM that runs VMs cannot be saved (no KVM_CAP_NESTED_STATE)" : "");
}

static void answer_nest(const struct facts *f, const struct ns_answer *run, struct ns_answer *a)
{
	const struct ns_value *offer = f->s->view[NS_VIEW_KVM];
	enum ns_yesno vmx = bit_of(&offer[NS_REG_CPUID_1_ECX], NS_MASK(X86_FEATURE_VMX));
	enum ns_yesno svm = bit_of(&offer[NS_REG_CPUID_80000001_ECX], NS_MASK(X86_FEATURE_SVM));
	enum ns_yesno nested = f->module ? ns_param_on(f->s, f->module, "nested") : NS_UNKNOWN;

	if (run->yes == NS_NO && run->who != NS_BLOCK_PERMISSION)
		say(a, NS_NO, run->who, "no-vms", NULL, "this machine cannot run VMs to begin with");
	else if (vmx == NS_YES || svm == NS_YES)
		say_nested(f, a, vmx == NS_YES ? "VMX" : "SVM");
	else if (nested == NS_NO)
		say(a, NS_NO, NS_BLOCK_KERNEL, "nested-off", nested_fix(f->module),
		    "%s.nested is off", f->module);
	else if (vmx == NS_NO && svm == NS_NO && kvm_answers(f->s))
		say(a, NS_NO, NS_BLOCK_KERNEL, "nested-not-offered", NULL,
		    "KVM's supported CPUID has neither VMX nor SVM%s%s%s",
		    f->module ? " (" : "", f->module ?: "", f->module ? ")" : "");
	else if (nested == NS_YES)
		say(a, NS_YES, NS_BLOCK_NOBODY, "nested-on", NULL,
		    "%s.nested is on (what KVM offers was not read)", f->module);
	else
		say(a, NS_UNKNOWN, NS_BLOCK_UNKNOWN, "unknown", NULL,
		    "neither what KVM offers nor the parameter nested could be read");
}

static const struct notable {
	enum ns_bit_id bit;
	const char *costs;
} notables[] = {
#define NS_NOTABLE(id, costs_) { NS_BIT_##id, costs_ },
#include "analysis/notable.h"
};

static void add_lack(struct ns_answers *a, const struct ns_bit *bit, const char *costs, bool in_cpu)
{
	a->lacks = ns_xreallocarray(a->lacks, a->lack_count + 1, sizeof(*a->lacks));
	a->lacks[a->lack_count++] = (struct ns_lack){ .bit = bit, .costs = costs, .in_cpu = in_cpu };
}

/* Missing in the CPU comes first, then what only KVM's guests have to do without. */
static void find_lacks(const struct facts *f, struct ns_answers *a)
{
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < sizeof(notables) / sizeof(notables[0]); i++) {
			const struct notable *n = &notables[i];
			const struct ns_bit *bit = ns_bit(n->bit);
			struct ns_cap cpu = ns_cap_in_view(f->cpu, bit);
			struct ns_cap kvm = ns_cap_in_view(f->s->view[NS_VIEW_KVM], bit);

			if (!pass && !ns_word_known(cpu.word))
				a->unread++;
			else if (!pass && cpu.word == NS_WORD_NO)
				add_lack(a, bit, n->costs, true);
			else if (pass && ns_word_there(cpu.word) && kvm.word == NS_WORD_NO)
				add_lack(a, bit, n->costs, false);
		}
	}
}

struct ns_answers *ns_answer_all(const struct ns_snapshot *s)
{
	struct ns_answers *a = ns_xcalloc(1, sizeof(*a));
	struct facts f = { .s = s, .cpu = s->view[NS_VIEW_CPU], .module = ns_vendor_module(s) };

	f.below = bit_of(&s->fact[NS_FACT_HV_PRESENT], 1);
	f.vmx = bit_of(&f.cpu[NS_REG_CPUID_1_ECX], NS_MASK(X86_FEATURE_VMX));
	f.svm = bit_of(&f.cpu[NS_REG_CPUID_80000001_ECX], NS_MASK(X86_FEATURE_SVM));
	answer_run(&f, &a->run);
	answer_nest(&f, &a->run, &a->nest);
	find_lacks(&f, a);
	a->nothing_to_look_at = f.vmx == NS_NO && f.svm == NS_NO;
	return a;
}

void ns_answers_free(struct ns_answers *a)
{
	if (!a)
		return;
	free(a->run.because);
	free(a->run.fix);
	free(a->nest.because);
	free(a->nest.fix);
	free(a->lacks);
	free(a);
}
