// SPDX-License-Identifier: GPL-2.0-or-later
/* The four answers and the layer, in one screen. */
#include <stdlib.h>
#include <string.h>

#include "analysis/cpuinfo.h"
#include "analysis/decode.h"
#include "model/arch.h"
#include "model/json.h"
#include "render/finding.h"
#include "render/layers.h"
#include "render/live.h"
#include "render/status.h"
#include "render/waterfall.h"
#include "util/alloc.h"
#include "util/json.h"

/* How many differing registers get a place in a report of one screen; the snapshot has them all */
#define DIFFERENCES_SHOWN 3

static bool several_cpus(const struct ns_snapshot *s)
{
	const struct ns_value *cpus = &s->fact[NS_FACT_CPUS_READ];

	return ns_has(cpus) && strpbrk(cpus->text, "-,");
}

/* ", all alike", or ", NOT all alike: CPU 2 differs in CPUID_8000000A_EDX"; to be freed */
static char *alike(const struct ns_snapshot *s)
{
	const struct ns_value *agree = &s->fact[NS_FACT_CPUS_AGREE];
	bool asked = ns_has(agree) && several_cpus(s);
	size_t shown = s->difference_count < DIFFERENCES_SHOWN ? s->difference_count : DIFFERENCES_SHOWN;
	bool unread = agree->state == NS_UNREADABLE && several_cpus(s);
	char *text = ns_xstrdup(unread ? ", whether all alike was not read" : !asked ? "" : agree->num ? ", all alike" : ", NOT all alike");

	for (size_t i = 0; i < shown; i++) {
		char *longer = ns_xasprintf("%s%s CPU %u differs in %s", text, i ? "," : ":",
					    s->differences[i].cpu, ns_registers[s->differences[i].reg].name);

		free(text);
		text = longer;
	}
	if (shown < s->difference_count) {
		char *longer = ns_xasprintf("%s, and %zu more", text, s->difference_count - shown);

		free(text);
		text = longer;
	}
	return text;
}

static bool has_msrs(const struct ns_snapshot *s)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		if (ns_registers[reg].kind == NS_KIND_MSR && ns_has(&s->view[NS_VIEW_CPU][reg]))
			return true;
	return false;
}

/* "; MSRs of CPU 0-3": what was read of the CPUs, of which the list follows */
static const char *what_of_cpus(const struct ns_snapshot *s)
{
	bool msrs = has_msrs(s), cpus = ns_has(&s->fact[NS_FACT_CPUS_READ]);

	if (ns_arch_of(s) != NS_ARCH_X86)
		return "";
	/* The module has read all there is, also where there is no MSR. */
	if (cpus && !msrs && !ns_has(&s->notes[NS_SOURCE_MODULE].state))
		return "; CPUID of CPU ";
	if (cpus)
		return "; MSRs of CPU ";
	if (msrs && s->fact[NS_FACT_CPUS_READ].state == NS_UNREADABLE)
		return "; MSRs, not known of which CPUs";
	return msrs ? "; MSRs of one CPU" : "; its MSRs were not read";
}

/* To be freed */
static char *cpu_name(const struct ns_snapshot *s)
{
	const struct ns_value *model = &s->fact[NS_FACT_CPU_MODEL], *vendor = &s->fact[NS_FACT_CPU_VENDOR];

	if (ns_has(model))
		return ns_xstrdup(model->text);
	if (ns_arch_of(s) != NS_ARCH_X86)
		return ns_xstrdup(ns_arch_title(s));
	return ns_has(vendor) ? ns_xasprintf("%s, model unknown", vendor->text) : ns_xstrdup(model->why ?: "unknown");
}

void ns_machine_print_items(const struct ns_out *out, const struct ns_snapshot *s)
{
	const struct ns_value *cpus = &s->fact[NS_FACT_CPUS_READ];
	const struct ns_value *kernel = &s->fact[NS_FACT_KERNEL];
	char *how_alike = alike(s), *name = cpu_name(s);

	ns_print_item(out, "CPU", NS_TONE_PLAIN, "%s%s%s%s", name, what_of_cpus(s), ns_has(cpus) ? cpus->text : "",
		      how_alike);
	free(how_alike);
	free(name);
	ns_print_item(out, "Kernel", NS_TONE_PLAIN, "%s%s%s%s",
		      kernel->state == NS_UNREADABLE ? "not read: " : "",
		      ns_has(kernel) ? kernel->text : kernel->state == NS_UNREADABLE ? kernel->why : "unknown",
		      ns_has(&s->fact[NS_FACT_LOCKDOWN]) ? ", lockdown " : "",
		      ns_has(&s->fact[NS_FACT_LOCKDOWN]) ? s->fact[NS_FACT_LOCKDOWN].text : "");
}

static void print_answer(const struct ns_out *out, const char *question, const struct ns_finding *f)
{
	char *because = ns_finding_text(f);
	enum ns_yesno yes = ns_answer_of(f);

	ns_print_head(out, question, ns_answer_tone(yes), ns_yesno_name(yes));
	ns_print_item(out, "because", NS_TONE_PLAIN, "%s", because);
	ns_finding_print_remedy(out, "to change", "", f);
	free(because);
}

/* The names of what is missing for this reason; to be freed */
static char *join_missing(const struct ns_answers *a, enum ns_code code)
{
	char *list = ns_xstrdup("");

	for (size_t i = 0; i < a->missing.count; i++) {
		const struct ns_finding *f = a->missing.list[i];
		char *longer;

		if (f->code != code)
			continue;
		longer = ns_xasprintf("%s%s%s", list, *list ? ", " : "", ns_bit_searchable(f->bit));
		free(list);
		list = longer;
	}
	return list;
}

/* All that is switched off by somebody has one remedy: the module is reloaded once. */
static void print_parameters(const struct ns_out *out, const struct ns_answers *a)
{
	const struct ns_finding *first = NULL;
	char *set = ns_xstrdup("");
	size_t told = 0;

	for (size_t i = 0; i < a->parameters.count; i++) {
		const struct ns_finding *f = a->parameters.list[i];
		bool can_be_set = f->severity == NS_SEVERITY_WARNING;
		char *text;

		/* What the CPU lacks is said of the CPU; what Hyper-V takes away is said nowhere else. */
		if (!can_be_set && f->code != NS_FOUND_PARAMETER_CLEARED_BY_EVMCS)
			continue;
		text = ns_finding_text(f);
		ns_print_item(out, told++ ? "" : "off", NS_TONE_WARN, "%s", text);
		free(text);
		if (!can_be_set)
			continue;
		first = first ?: f;
		set = ns_xjoin(set, " ", ns_finding_get(f, "set"));
	}
	if (first && !strchr(set, ' '))
		ns_finding_print_remedy(out, "to change", "", first);
	else if (first)
		ns_print_item(out, "to change", NS_TONE_PLAIN, "while no VM runs: modprobe -r %s && modprobe %s %s",
			      ns_finding_get(first, "module"), ns_finding_get(first, "module"), set);
	free(set);
}

#define MISSING_IN_FULL 4

static void print_missing(const struct ns_out *out, const struct ns_snapshot *s, const struct ns_answers *a,
			  const struct ns_layer *layer)
{
	char *cpu = join_missing(a, NS_FOUND_MISSING_IN_CPU);
	char *kvm = join_missing(a, NS_FOUND_MISSING_IN_OFFER);
	size_t shown = 0;

	ns_print_head(out, "4. What is missing or slow?", NS_TONE_PLAIN, NULL);
	if (*cpu)
		ns_print_item(out, "not in CPU", NS_TONE_WARN, "%s", cpu);
	if (*kvm)
		ns_print_item(out, "not for VMs", NS_TONE_WARN, "%s (the CPU has it, KVM does not offer it)", kvm);
	for (; shown < a->missing.count && shown < MISSING_IN_FULL; shown++)
		ns_print_item(out, "", NS_TONE_PLAIN, "%s: %s",
			      ns_bit_searchable(a->missing.list[shown]->bit),
			      ns_finding_get(a->missing.list[shown], "costs"));
	if (shown < a->missing.count)
		ns_print_item(out, "", NS_TONE_DIM, "%zu more: nestscope caps --missing",
			      a->missing.count - shown);
	print_parameters(out, a);
	if (a->unread)
		ns_print_item(out, "not read", NS_TONE_WARN,
			      "%zu notable capabilit%s could not be read: nestscope caps says why", a->unread,
			      a->unread == 1 ? "y" : "ies");
	else if (a->no_virtualization && layer->kind == NS_LAYER_PARENT)
		ns_print_item(out, "not read", NS_TONE_PLAIN, "%s hides VMX and SVM from Linux, so their capabilities are unknown",
			      layer->hypervisor ?: "the hypervisor");
	else if (a->no_virtualization)
		ns_print_item(out, "everything", NS_TONE_WARN, "the CPU has neither VMX nor SVM");
	else if (ns_arch_of(s) != NS_ARCH_X86 && a->run->code == NS_FOUND_ARCH_NOT_KNOWN)
		ns_print_item(out, "unknown", NS_TONE_WARN, "nestscope does not know %s", ns_arch_title(s));
	else if (!a->missing.count && !a->parameters.count)
		ns_print_item(out, "nothing", NS_TONE_GOOD, "of what nestscope checks%s%s",
			      ns_arch_of(s) == NS_ARCH_X86 ? "" : " on ",
			      ns_arch_of(s) == NS_ARCH_X86 ? "" : ns_arch_title(s));
	free(cpu);
	free(kvm);
}

/* Switches that do not mean what they say, and text of the kernel that is wrong */
static void print_remarks(const struct ns_out *out, const struct ns_snapshot *s,
			  const struct ns_answers *a)
{
	struct ns_findings wrong = ns_cpuinfo_compare(s);
	char *first = wrong.count == 1 ? ns_finding_text(wrong.list[0]) : NULL;

	for (size_t i = 0; i < a->notes.count; i++) {
		char *text = ns_finding_text(a->notes.list[i]);

		ns_print_item(out, "note", a->notes.list[i]->severity == NS_SEVERITY_NOTE ?
			      NS_TONE_PLAIN : NS_TONE_WARN, "%s", text);
		free(text);
	}
	if (first)
		ns_print_item(out, "note", NS_TONE_PLAIN, "/proc/cpuinfo: %s", first);
	else if (wrong.count)
		ns_print_item(out, "note", NS_TONE_PLAIN,
			      "%zu mismatches with /proc/cpuinfo (see nestscope caps)", wrong.count);
	free(first);
	ns_findings_clear(&wrong);
}

static void print_sources(const struct ns_out *out, const struct ns_snapshot *s)
{
	char *read = ns_xstrdup("");

	for (int i = 0; i < NS_SOURCE_COUNT; i++) {
		char *longer;

		if (!ns_has(&s->notes[i].state))
			continue;
		longer = ns_xasprintf("%s%s%s (%s)", read, *read ? ", " : "", ns_source_name(i),
				      s->notes[i].state.text);
		free(read);
		read = longer;
	}
	ns_print_head(out, "Sources", NS_TONE_PLAIN, NULL);
	ns_print_item(out, "read", NS_TONE_PLAIN, "%s", *read ? read : "none");
	for (int i = 0; i < NS_SOURCE_COUNT; i++)
		if (!ns_has(&s->notes[i].state) && s->notes[i].state.why)
			ns_print_item(out, ns_source_name(i), NS_TONE_DIM, "%s%s%s", s->notes[i].state.why,
				      s->notes[i].hint ? "; to have it: " : "", s->notes[i].hint ?: "");
	free(read);
}

/* What the layers below say of themselves in the stamp: this one as the top of a chain */
static struct ns_waterfall *waterfall(const struct ns_snapshot *s)
{
	struct ns_input input = { .s = s, .name = "this machine" };

	return s->parent ? ns_waterfall_of(&input, 1) : NULL;
}

static void print_waterfall(const struct ns_out *out, const struct ns_snapshot *s)
{
	struct ns_waterfall *w = waterfall(s);

	if (w)
		ns_waterfall_print_brief(out, w);
	ns_waterfall_free(w);
}

void ns_status_print(const struct ns_out *out, const struct ns_snapshot *s,
		     const struct ns_answers *a, const struct ns_layer *layer,
		     const struct ns_live *before)
{
	ns_print_title(out, "nestscope " NS_VERSION);
	ns_layer_print_item(out, layer);
	ns_machine_print_items(out, s);
	print_answer(out, "1. Can this machine run VMs?", a->run);
	ns_print_head(out, "2. What prevents it?", NS_TONE_PLAIN, ns_component_title(a->run->component));
	print_answer(out, "3. Can its VMs run VMs?", a->nest);
	print_missing(out, s, a, layer);
	ns_live_print(out, s, before, layer->at_least > 0);
	print_remarks(out, s, a);
	print_waterfall(out, s);
	print_sources(out, s);
}

static json_t *answer_json(const struct ns_finding *f)
{
	json_t *j = ns_finding_to_json(f);

	ns_json_set_string(j, "answer", ns_yesno_name(ns_answer_of(f)));
	ns_json_set_string(j, "prevented_by", ns_component_name(f->component));
	return j;
}

static json_t *sources_json(const struct ns_snapshot *s)
{
	json_t *snapshot = ns_snapshot_to_json(s);
	json_t *sources = json_incref(json_object_get(snapshot, "sources"));

	json_decref(snapshot);
	return sources;
}

static void add_unreadable(json_t *list, char *what, const struct ns_value *v)
{
	if (v->state == NS_UNREADABLE)
		ns_json_append(list, ns_json_pack("{s:s, s:s}", "what", what, "why", v->why ?: ""));
	free(what);
}

/* What could have been in the answers: facts, parameters and registers that are there and could not be read */
static json_t *unreadable_json(const struct ns_snapshot *s)
{
	json_t *list = ns_json_array();

	for (int id = 0; id < NS_FACT_COUNT; id++)
		add_unreadable(list, ns_xasprintf("%s.%s", ns_facts[id].section, ns_facts[id].name), &s->fact[id]);
	for (size_t i = 0; i < s->param_count; i++)
		add_unreadable(list, ns_xasprintf("%s.%s", s->params[i].module, s->params[i].name),
			       &s->params[i].value);
	for (int view = 0; view < NS_VIEW_COUNT; view++)
		for (int reg = 0; reg < NS_REG_COUNT; reg++)
			add_unreadable(list, ns_xasprintf("%s.%s", view == NS_VIEW_CPU ? "cpu" : "kvm_offer",
							  ns_registers[reg].name), &s->view[view][reg]);
	return list;
}

static json_t *waterfall_json(const struct ns_snapshot *s)
{
	struct ns_waterfall *w = waterfall(s);
	json_t *j = w ? ns_json_pack("{s:s, s:i, s:i}", "kind", w->chain ? "chain" : "machines",
				  "layers", (int)w->layer_count, "lost", (int)w->lost) : NULL;

	ns_waterfall_free(w);
	return j;
}

json_t *ns_status_to_json(const struct ns_snapshot *s, const struct ns_answers *a,
			  const struct ns_layer *layer, const struct ns_live *before)
{
	return ns_json_pack("{s:{s:s, s:i}, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:i, s:o, s:o, s:o, s:o*}",
			 "format", "name", "nestscope-status", "version", 2,
			 "nestscope", NS_VERSION,
			 "layer", ns_layer_to_json(layer),
			 "can_run_vms", answer_json(a->run),
			 "can_its_vms_run_vms", answer_json(a->nest),
			 "missing", ns_findings_to_json(&a->missing),
			 "parameters", ns_findings_to_json(&a->parameters),
			 "notes", ns_findings_to_json(&a->notes), "not_read", (int)a->unread,
			 "unreadable", unreadable_json(s),
			 "nested_now", ns_live_answers_to_json(s, before, layer->at_least > 0),
			 "sources", sources_json(s), "waterfall", waterfall_json(s));
}
