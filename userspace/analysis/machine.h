/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What most questions turn on, drawn from a snapshot once. Pure. */
#ifndef NESTSCOPE_MACHINE_H
#define NESTSCOPE_MACHINE_H

#include "analysis/layers.h"
#include "model/arch.h"

enum ns_yesno { NS_NO, NS_YES, NS_UNKNOWN };

const char *ns_yesno_name(enum ns_yesno yes);

static inline enum ns_yesno ns_not(enum ns_yesno a)
{
	return a == NS_UNKNOWN ? NS_UNKNOWN : a == NS_YES ? NS_NO : NS_YES;
}

static inline enum ns_yesno ns_both(enum ns_yesno a, enum ns_yesno b)
{
	if (a == NS_NO || b == NS_NO)
		return NS_NO;
	return a == NS_UNKNOWN || b == NS_UNKNOWN ? NS_UNKNOWN : NS_YES;
}

static inline enum ns_yesno ns_either(enum ns_yesno a, enum ns_yesno b)
{
	return ns_not(ns_both(ns_not(a), ns_not(b)));
}

/* Is a bit of @mask set? What does not exist has none set. */
enum ns_yesno ns_bit_of(const struct ns_value *v, uint64_t mask);

/*
 * What the kernel takes @text for where it wants a switch: "Y", "1" and "on"
 * are the same, and "N", "0" and "off"; NS_UNKNOWN for anything else.
 */
enum ns_yesno ns_switch_of(const char *text);

/* A parameter as a switch, whether it prints Y or 1; NS_UNKNOWN if it was not read. */
enum ns_yesno ns_param_on(const struct ns_snapshot *s, const char *module, const char *name);

/* Is @flag among the CPU's flags in /proc/cpuinfo? NS_UNKNOWN if they were not read. */
enum ns_yesno ns_cpu_flag(const struct ns_snapshot *s, const char *flag);

/* "kvm_intel", "kvm_amd", another kvm_* module, or NULL if none is loaded; not to be freed */
const char *ns_vendor_module(const struct ns_snapshot *s);

/* The version of the kernel, "6.1.0-56-amd64" as 6001; 0 if it was not read */
int ns_kernel_of(const struct ns_snapshot *s);

struct ns_machine {
	const struct ns_snapshot *s;
	enum ns_arch arch;
	const struct ns_value *cpu;	/* the registers of its CPU */
	struct ns_layer *layer;
	enum ns_yesno below;		/* CPUID's hypervisor bit */
	enum ns_yesno vmx;
	enum ns_yesno svm;
	enum ns_yesno virt;		/* has the CPU what KVM needs: VMX or SVM, or what another architecture has */
	const char *module;		/* ns_vendor_module() */
};

/* To be ended with ns_machine_done(); @s has to outlive it. */
struct ns_machine ns_machine_look(const struct ns_snapshot *s);

/* The same where the verdict on the layer is there already: @layer stays the caller's, nothing is to be ended. */
struct ns_machine ns_machine_of(const struct ns_snapshot *s, struct ns_layer *layer);
void ns_machine_done(struct ns_machine *m);

/* "TDX", "SEV" or the like: a confidential VM of x86, in which no VM runs. NULL on s390x: there the CPU tells. */
const char *ns_machine_confidential(const struct ns_machine *m);

/* The module that would drive this CPU, loaded or not; NULL if the CPU cannot run VMs, or does not tell */
const char *ns_wanted_module(const struct ns_machine *m);

/* The same, by the CPU's vendor where VMX and SVM are off, hidden or not read */
const char *ns_cpu_module(const struct ns_machine *m);

/* That one, if @module is the one of the other vendor's CPUs and has no effect here; else NULL */
const char *ns_module_instead(const struct ns_machine *m, const char *module);

#endif
