// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the CPU of a VM has is decided twice. libvirt turns <cpu> into QEMU's
 * -cpu, and leaves a feature out of it that it takes for part of the model.
 * QEMU then applies its own defaults, which under KVM switch svm off in every
 * model (not in host and max), and drops what KVM does not offer. libvirt's
 * answer to "virsh domcapabilities" knows of the first step only.
 */
#include "analysis/domain.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/answers.h"
#include "analysis/decode.h"
#include "analysis/machine.h"
#include "model/arch.h"
#include "model/vmm.h"
#include "util/alloc.h"

/* What is asked of one VM on one machine */
struct question {
	const struct ns_domain *d;
	const struct ns_snapshot *host;
	struct ns_answers *answers;	/* of the host */
	enum ns_yesno offered;		/* VMX or SVM, by KVM of the host */
	bool svm;			/* SVM is asked for, else VMX */
	const char *feature;		/* libvirt's word for it */
	const struct ns_domain_feature *said;	/* what the XML says of it, or NULL */
	const struct ns_domain_model *model;	/* NULL if there is none, or it is not known */
	char *cpu;			/* what the CPU is, in words */
	struct ns_findings *all;
};

static struct ns_finding *add(struct question *q, enum ns_code code)
{
	struct ns_finding *f = ns_findings_add(q->all, ns_finding_new(code));

	ns_finding_set(f, "live", "%s", q->d->live ? "yes" : "");
	ns_finding_set(f, "isa", "%s", q->svm ? "SVM" : "VMX");
	ns_finding_set(f, "feature", "%s", q->feature);
	ns_finding_set(f, "cpu", "%s", q->cpu ?: "");
	return f;
}

static bool is(const char *text, const char *word)
{
	return text && !strcmp(text, word);
}

/* ---- what the XML says ---- */

static char *cpu_in_words(const struct ns_domain *d)
{
	char *told = d->qemu_cpu ? ns_qemu_cpu_told(d->qemu_cpu) : NULL, *words;

	if (told)
		words = ns_xasprintf("-cpu %s", told);
	else if (d->mode == NS_CPU_CUSTOM && d->model)
		words = ns_xasprintf("the model %s", d->model);
	else if (d->mode == NS_CPU_UNSAID || d->mode == NS_CPU_CUSTOM)
		words = ns_xstrdup("QEMU's default model");
	else
		words = ns_xasprintf("%s", d->mode_text && *d->mode_text ? d->mode_text : "a CPU without a mode");
	free(told);
	return words;
}

static bool switched_on(const struct ns_domain_feature *said)
{
	return said && (said->policy == NS_POLICY_REQUIRE || said->policy == NS_POLICY_FORCE);
}

static bool switched_off(const struct ns_domain_feature *said)
{
	return said && (said->policy == NS_POLICY_DISABLE || said->policy == NS_POLICY_FORBID);
}

/* libvirt gives such a VM the model of the host, with what the model lacks and the host has. */
static bool is_host_model(const struct ns_domain *d)
{
	return d->mode == NS_CPU_HOST_MODEL || (d->mode == NS_CPU_CUSTOM && is(d->match, "minimum"));
}

static bool gets_all(const struct ns_domain *d)
{
	return d->mode == NS_CPU_HOST_PASSTHROUGH || d->mode == NS_CPU_MAXIMUM;
}

/* libvirt's default: qemuDomainDefCPUPostParse() */
static enum ns_cpu_check check_of(const struct ns_domain *d)
{
	if (d->check != NS_CHECK_UNSAID)
		return d->check;
	return gets_all(d) || d->virt == NS_VIRT_TCG || d->mode == NS_CPU_UNSAID ? NS_CHECK_NONE : NS_CHECK_PARTIAL;
}

/* ---- answers ---- */

static void add_less(struct question *q)
{
	ns_findings_add(q->all, ns_domain_less(q->d, q->host, q->svm, q->cpu));
}

static void has(struct question *q)
{
	struct ns_finding *f = add(q, NS_FOUND_DOMAIN_HAS);
	bool own = !!q->d->qemu_cpu;

	if (!own && switched_on(q->said))
		ns_finding_set(f, "required", "yes");
	else if (!own && gets_all(q->d))
		ns_finding_set(f, "all", "yes");
	else if (!own && is_host_model(q->d))
		ns_finding_set(f, "model", "yes");
	add_less(q);
}

static void host_without(struct question *q)
{
	const struct ns_answers *a = q->answers;
	struct ns_finding *f = add(q, NS_FOUND_DOMAIN_HOST_WITHOUT);

	f->cause = ns_finding_copy(a->nest->code == NS_FOUND_NO_VMS ? a->run : a->nest);
	f->component = f->cause->component;
}

/* The cause, and what to run to learn more */
static void offer_unread(const struct question *q, struct ns_finding *f)
{
	f->cause = ns_finding_copy(q->answers->nest);
	if (f->cause->remedy == NS_REMEDY_NONE)
		f->remedy = NS_REMEDY_RUN_AS_ROOT;
	ns_finding_of(f, q->host);
}

/*
 * The VM gets what it asks for if KVM offers it. @why is the reason for which it
 * does not ask, NS_CODE_COUNT if it does; the reason in the host comes first.
 */
static void conclude(struct question *q, enum ns_code why)
{
	struct ns_finding *f;

	if (q->offered == NS_NO)
		host_without(q);
	if (why != NS_CODE_COUNT) {
		f = add(q, why);
		ns_finding_set(f, "off", "%s", switched_off(q->said) ? ns_policy_text(q->said->policy) : "");
		ns_finding_set(f, "qemu_cpu", "%s", q->d->qemu_cpu ? "yes" : "");
	} else if (q->offered == NS_YES) {
		has(q);
	} else if (q->offered == NS_UNKNOWN) {
		offer_unread(q, add(q, NS_FOUND_DOMAIN_OFFER_UNREAD));
	}
}

/* A model by its name, of which the XML says nothing more */
static enum ns_code by_model(const struct question *q)
{
	return q->svm && (!q->model || q->model->svm) ? NS_FOUND_DOMAIN_SVM_DEFAULT : NS_FOUND_DOMAIN_MODEL_WITHOUT;
}

/* -cpu in <qemu:commandline> comes after libvirt's, and the last one counts. */
static void by_qemu_cpu(struct question *q)
{
	const char *cpu = q->d->qemu_cpu;
	int set = ns_qemu_cpu_feature(cpu, q->feature);
	bool all = ns_qemu_cpu_model_is(cpu, "host") || ns_qemu_cpu_model_is(cpu, "max");

	conclude(q, set > 0 || (set < 0 && all) ? NS_CODE_COUNT : NS_FOUND_DOMAIN_QEMU_CPU_WITHOUT);
	add(q, NS_FOUND_DOMAIN_QEMU_CPU);
}

/* Is svm part of the model for libvirt, unless the XML says otherwise? */
static bool has_svm_in_model(const struct question *q)
{
	return q->model && q->model->svm && q->d->mode == NS_CPU_CUSTOM && !is_host_model(q->d);
}

/* May what libvirt asks for keep the VM from starting? */
static bool refused(struct question *q)
{
	enum ns_cpu_check check = check_of(q->d);
	bool part = q->svm && has_svm_in_model(q);
	bool wanted = switched_on(q->said) || (part && !q->said);
	struct ns_finding *f;

	if (q->d->live || check == NS_CHECK_NONE || gets_all(q->d))
		return false;
	if (q->said && q->said->policy == NS_POLICY_FORBID && q->offered == NS_YES) {
		add(q, NS_FOUND_DOMAIN_FORBIDDEN);
		return true;
	}
	if (wanted && q->offered == NS_NO && (!q->said || q->said->policy != NS_POLICY_FORCE)) {
		f = add(q, NS_FOUND_DOMAIN_NOT_STARTED);
		ns_finding_set(f, "listed", "%s", q->said ? "yes" : "");
		return true;
	}
	if (check == NS_CHECK_FULL && q->svm && !q->said && (part || is_host_model(q->d))) {
		add(q, NS_FOUND_DOMAIN_FULL_REFUSED);
		return true;
	}
	return false;
}

/* ---- under KVM ---- */

/* The XML of a VM that runs, in which libvirt has written down what its CPU became */
static void by_exact(struct question *q)
{
	if (switched_on(q->said) || (q->svm && !q->said && q->model && q->model->svm))
		has(q);
	else if (q->said)
		add(q, NS_FOUND_DOMAIN_LEFT_OUT);
	else if (q->svm && !q->model)
		add(q, NS_FOUND_DOMAIN_CPU_UNKNOWN);
	else
		add(q, NS_FOUND_DOMAIN_MODEL_WITHOUT);
}

static void by_definition(struct question *q)
{
	enum ns_code why;

	if (q->said && q->said->policy == NS_POLICY_OTHER)
		why = NS_FOUND_DOMAIN_POLICY_UNKNOWN;
	else if (switched_off(q->said))
		why = NS_FOUND_DOMAIN_SWITCHED_OFF;
	else if (q->said || gets_all(q->d) || (is_host_model(q->d) && !q->svm))
		why = NS_CODE_COUNT;
	else if (is_host_model(q->d))
		why = NS_FOUND_DOMAIN_HOST_MODEL;
	else if (q->d->mode == NS_CPU_CUSTOM)
		why = by_model(q);
	else if (q->d->mode == NS_CPU_UNSAID)
		why = NS_FOUND_DOMAIN_NO_CPU;
	else
		why = NS_FOUND_DOMAIN_CPU_UNKNOWN;
	if (!refused(q))
		conclude(q, why);
	else if (q->offered == NS_NO)
		host_without(q);
}

/* Which of the two can a VM on this machine have? */
static enum ns_yesno host_has_svm(const struct ns_machine *m)
{
	const char *module = ns_wanted_module(m) ?: m->module;

	if (!is(module, "kvm_amd") && !is(module, "kvm_intel"))
		module = ns_cpu_module(m);
	return !module ? NS_UNKNOWN : is(module, "kvm_amd") ? NS_YES : NS_NO;
}

static void ask_for(struct question *q, bool svm)
{
	q->svm = svm;
	q->feature = svm ? "svm" : "vmx";
	q->said = ns_domain_feature(q->d, q->feature);
}

/* A required feature of the other vendor: libvirt refuses to start such a VM, or QEMU leaves the feature out. */
static struct ns_finding *other_vendor(const struct question *q)
{
	const struct ns_domain_feature *said = ns_domain_feature(q->d, q->svm ? "vmx" : "svm");
	bool part = !q->svm && !said && has_svm_in_model(q);
	bool checked = check_of(q->d) != NS_CHECK_NONE && !gets_all(q->d) && !(said && said->policy == NS_POLICY_FORCE);
	struct ns_finding *f;

	if (q->d->live || !(switched_on(said) || (part && checked)))
		return NULL;
	f = ns_finding_new(checked ? NS_FOUND_DOMAIN_NOT_STARTED : NS_FOUND_DOMAIN_OTHER_VENDOR);
	ns_finding_set(f, "isa", "%s", q->svm ? "SVM" : "VMX");
	ns_finding_set(f, "feature", "%s", q->svm ? "vmx" : "svm");
	ns_finding_set(f, "listed", "%s", said ? "yes" : "");
	ns_finding_set(f, "cpu", "%s", q->cpu);
	return f;
}

/* "AMD", "Intel"; NULL for a model of neither, like kvm64 */
static const char *maker_of(const struct ns_domain_model *model)
{
	static const char *const of_none[] = { "kvm64", "kvm32", "qemu64", "qemu32", "486", "pentium", "pentium2", "pentium3" };
	const char *maker = "Intel";

	for (size_t i = 0; i < sizeof(of_none) / sizeof(of_none[0]); i++)
		if (!strcmp(model->name, of_none[i]))
			maker = NULL;
	if (maker && (model->svm || !strcmp(model->name, "athlon") || !strncmp(model->name, "Opteron", 7)))
		maker = !strcmp(model->name, "Dhyana") ? "Hygon" : "AMD";
	return maker && !strcmp(model->name, "YongFeng") ? "Zhaoxin" : maker;
}

/* An Intel model where the CPU has SVM, or the reverse. A VM that runs has started with it. */
static void add_model_of_other(struct question *q)
{
	const char *theirs = q->model ? maker_of(q->model) : NULL;
	bool svm = theirs && (!strcmp(theirs, "AMD") || !strcmp(theirs, "Hygon"));
	struct ns_finding *f;

	if (!theirs || q->d->live || q->d->qemu_cpu || q->d->mode != NS_CPU_CUSTOM || svm == q->svm)
		return;
	f = ns_findings_add(q->all, ns_finding_new(NS_FOUND_DOMAIN_MODEL_OF_OTHER));
	ns_finding_set(f, "cpu", "%s", q->cpu);
	ns_finding_set(f, "theirs", "%s", theirs);
	ns_finding_set(f, "ours", "%s", q->svm ? "AMD" : "Intel");
	ns_finding_set(f, "unchecked", "%s", check_of(q->d) == NS_CHECK_NONE ? "yes" : "");
}

static void under_kvm(struct question *q)
{
	struct ns_machine m = ns_machine_look(q->host);
	enum ns_yesno svm = host_has_svm(&m);
	bool exact = ns_domain_is_exact(q->d) && !q->d->qemu_cpu;
	struct ns_finding *f;

	q->answers = ns_answer_machine(&m);
	q->offered = ns_answer_of(q->answers->nest);
	/* The XML of a running VM may tell itself which of the two it has. */
	if (svm == NS_UNKNOWN && exact && (ns_domain_feature(q->d, "svm") || (q->model && q->model->svm)))
		svm = NS_YES;
	else if (svm == NS_UNKNOWN && exact && ns_domain_feature(q->d, "vmx"))
		svm = NS_NO;
	ask_for(q, svm == NS_YES);
	if (svm == NS_UNKNOWN) {
		offer_unread(q, ns_findings_add(q->all, ns_finding_new(NS_FOUND_DOMAIN_OFFER_UNREAD)));
	} else if (q->d->qemu_cpu) {
		by_qemu_cpu(q);
	} else if (exact) {
		by_exact(q);
	} else {
		f = other_vendor(q);
		if (f && f->code == NS_FOUND_DOMAIN_NOT_STARTED)
			ns_findings_add(q->all, f);
		by_definition(q);
		if (f && f->code != NS_FOUND_DOMAIN_NOT_STARTED)
			ns_findings_add(q->all, f);
		add_model_of_other(q);
	}
	ns_answers_free(q->answers);
	ns_machine_done(&m);
}

/* ---- under TCG ---- */

/* Does the CPU of @q have svm where QEMU emulates it? */
static enum ns_yesno emulates_svm(const struct question *q)
{
	const struct ns_domain *d = q->d;
	int set = d->qemu_cpu ? ns_qemu_cpu_feature(d->qemu_cpu, "svm") : -1;

	if (d->qemu_cpu && set >= 0)
		return set ? NS_YES : NS_NO;
	if (d->qemu_cpu && (ns_qemu_cpu_model_is(d->qemu_cpu, "max") || ns_qemu_cpu_model_is(d->qemu_cpu, "host")))
		return NS_YES;
	if (!d->qemu_cpu && q->said)
		return q->said->policy == NS_POLICY_OTHER ? NS_UNKNOWN : switched_off(q->said) ? NS_NO : NS_YES;
	if (!d->qemu_cpu && (d->mode == NS_CPU_MAXIMUM || is_host_model(d)))
		return NS_YES;
	/* qemu64, and for a guest of 32 bits qemu32 */
	if (!d->qemu_cpu && d->mode == NS_CPU_UNSAID)
		return is(d->arch, "i686") ? NS_NO : NS_YES;
	return !q->model ? NS_UNKNOWN : q->model->svm ? NS_YES : NS_NO;
}

static void under_tcg(struct question *q)
{
	const struct ns_domain_feature *vmx = ns_domain_feature(q->d, "vmx");
	enum ns_yesno svm;
	struct ns_finding *f;
	bool off;

	ask_for(q, true);
	svm = emulates_svm(q);
	if (!q->d->qemu_cpu && q->d->mode == NS_CPU_HOST_PASSTHROUGH) {
		add(q, NS_FOUND_DOMAIN_TCG_PASSTHROUGH);
	} else if (svm == NS_YES) {
		f = add(q, NS_FOUND_DOMAIN_EMULATED);
		ns_finding_set(f, "required", "%s", !q->d->qemu_cpu && switched_on(q->said) ? "yes" : "");
	} else if (svm == NS_UNKNOWN) {
		add(q, q->said && !q->d->qemu_cpu ? NS_FOUND_DOMAIN_POLICY_UNKNOWN : NS_FOUND_DOMAIN_CPU_UNKNOWN);
	} else {
		f = add(q, NS_FOUND_DOMAIN_TCG_WITHOUT);
		off = !q->d->qemu_cpu && switched_off(q->said);
		ns_finding_set(f, "off", "%s", off ? ns_policy_text(q->said->policy) : "");
	}
	if (!q->d->live && switched_on(vmx))
		add(q, NS_FOUND_DOMAIN_TCG_VMX);
	if (q->d->qemu_cpu)
		add(q, NS_FOUND_DOMAIN_QEMU_CPU);
}

/* ---- all of it ---- */

/*
 * VMX and SVM are of x86, and only there is what a VM gets known. KVM runs VMs of
 * its own architecture; of that is a VM whose XML names none.
 */
static struct ns_finding *of_other_arch(const struct question *q)
{
	bool host_x86 = ns_arch_of(q->host) == NS_ARCH_X86;
	const char *arch = q->d->arch ?: host_x86 ? "x86_64" : ns_arch_title(q->host);
	bool vm_x86 = is(arch, "x86_64") || is(arch, "i686");
	struct ns_finding *f = NULL;

	if (!vm_x86)
		f = ns_finding_new(host_x86 ? NS_FOUND_DOMAIN_OTHER_ARCH : NS_FOUND_DOMAIN_ARCH_NOT_KNOWN);
	else if (!host_x86 && q->d->virt == NS_VIRT_KVM)
		f = ns_finding_new(NS_FOUND_DOMAIN_HOST_OTHER_ARCH);
	if (f) {
		ns_finding_set(f, "arch", "%s", arch);
		ns_finding_set(f, "host", "%s", ns_arch_title(q->host));
	}
	return f;
}

/* Does something other than the CPU decide? */
static bool decided(struct question *q)
{
	const struct ns_domain *d = q->d;
	struct ns_finding *f = NULL;

	if (d->virt == NS_VIRT_OTHER) {
		f = ns_finding_new(NS_FOUND_DOMAIN_OTHER_TYPE);
		ns_finding_set(f, "type", "%s", d->type ?: "?");
	} else if ((f = of_other_arch(q))) {
		;
	} else if (d->launch_security) {
		f = ns_finding_new(NS_FOUND_DOMAIN_CONFIDENTIAL);
		ns_finding_set(f, "type", "%s", d->launch_security);
	}
	return ns_findings_add(q->all, f);
}

/* The model that a word after -cpu names */
static const struct ns_domain_model *qemu_model(const char *cpu)
{
	char *name = ns_xasprintf("%.*s", (int)strcspn(cpu, ","), cpu);
	const struct ns_domain_model *model = ns_domain_model_find(name, NULL);

	free(name);
	return model;
}

void ns_domain_find(const struct ns_domain *d, const struct ns_snapshot *host, struct ns_findings *all)
{
	struct question q = { .d = d, .host = host, .all = all };

	if (decided(&q))
		return;
	q.cpu = cpu_in_words(d);
	if (d->qemu_cpu)
		q.model = qemu_model(d->qemu_cpu);
	else if (d->model)
		q.model = ns_domain_model_find(d->model, NULL);
	if (d->virt == NS_VIRT_KVM)
		under_kvm(&q);
	else
		under_tcg(&q);
	ns_domain_iommu(d, all);
	free(q.cpu);
}
