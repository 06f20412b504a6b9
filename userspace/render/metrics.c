// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The text format of Prometheus, version 0.0.4: each metric once, with HELP and
 * TYPE before it and all its samples together. A sample of what was not read is
 * left out, since 0 would say that it is not so.
 *
 * Nothing that grows with what runs here becomes a label: VMs and CPUs are counted.
 */
#include "render/metrics.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/check.h"
#include "analysis/layers.h"
#include "analysis/live.h"
#include "analysis/offer.h"
#include "analysis/profile.h"
#include "model/names.h"
#include "util/alloc.h"
#include "util/text.h"

static const char *const views[NS_VIEW_COUNT] = { [NS_VIEW_CPU] = "cpu", [NS_VIEW_KVM] = "kvm" };

static void head(FILE *file, const char *name, const char *type, const char *help)
{
	fprintf(file, "# HELP nestscope_%s %s\n# TYPE nestscope_%s %s\n", name, help, name, type);
}

/* As the format has it: \\, \" and \n; what would steer a terminal, or is not UTF-8, becomes \xNN before that */
static void put_label(FILE *file, const char *value)
{
	char *copy = ns_xstrdup(value), *rest = copy, *line;

	while ((line = strsep(&rest, "\n"))) {
		char *text = ns_visible(line);

		for (const char *s = text; *s; s++) {
			if (*s == '\\' || *s == '"')
				putc('\\', file);
			putc(*s, file);
		}
		if (rest)
			fputs("\\n", file);
		free(text);
	}
	free(copy);
}

/* Names and values of labels follow, NULL at the end; one without a value, NULL or "", is left out. */
static void __attribute__((sentinel)) sample(FILE *file, const char *name, uint64_t num, ...)
{
	const char *label, *before = "{";
	va_list ap;

	fprintf(file, "nestscope_%s", name);
	va_start(ap, num);
	while ((label = va_arg(ap, const char *))) {
		const char *value = va_arg(ap, const char *);

		if (!value || !*value)
			continue;
		fprintf(file, "%s%s=\"", before, label);
		put_label(file, value);
		putc('"', file);
		before = ",";
	}
	va_end(ap);
	fprintf(file, "%s %" PRIu64 "\n", *before == ',' ? "}" : "", num);
}

static void single(FILE *file, const char *name, const char *type, const char *help, uint64_t num)
{
	head(file, name, type, help);
	sample(file, name, num, NULL);
}

static const char *text_of(const struct ns_value *v)
{
	return ns_has(v) ? v->text : NULL;
}

/* The module's word for it, also where only /proc/cpuinfo was read */
static const char *vendor_of(const struct ns_snapshot *s)
{
	static const char *const words[][2] = {
		{ "GenuineIntel", "intel" }, { "AuthenticAMD", "amd" }, { "HygonGenuine", "hygon" },
		{ "  Shanghai  ", "zhaoxin" }, { "Shanghai", "zhaoxin" }, { "CentaurHauls", "centaur" },
	};
	const char *module = text_of(&s->fact[NS_FACT_MODULE_VENDOR]);
	const char *id = text_of(&s->fact[NS_FACT_CPU_VENDOR]);

	for (size_t i = 0; !module && id && i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(id, words[i][0]))
			return words[i][1];
	return module ?: id;
}

static void print_machine(FILE *file, const struct ns_snapshot *s)
{
	struct ns_layer *layer = ns_layer_find(s);
	char level[16] = "";

	if (layer->level >= 0)
		snprintf(level, sizeof(level), "%d", layer->level);
	head(file, "build_info", "gauge", "The nestscope that wrote this.");
	sample(file, "build_info", 1, "version", NS_VERSION, NULL);
	head(file, "machine_info", "gauge", "The machine; level only where something says it.");
	sample(file, "machine_info", 1, "layer", ns_layer_kind_name(layer->kind), "level", level,
	       "kernel", text_of(&s->fact[NS_FACT_KERNEL]), "vendor", vendor_of(s),
	       "hypervisor", layer->hypervisor, NULL);
	if (layer->kind != NS_LAYER_UNKNOWN)
		single(file, "layer_at_least", "gauge", "How many layers are below this one, at least.",
		       layer->level >= 0 ? layer->level : layer->at_least);
	ns_layer_free(layer);
}

static void print_answer(FILE *file, const char *question, const struct ns_finding *f)
{
	if (ns_answer_of(f) != NS_UNKNOWN)
		sample(file, "answer", ns_answer_of(f) == NS_YES, "question", question, NULL);
}

static void print_answers(FILE *file, const struct ns_snapshot *s)
{
	struct ns_answers *a = ns_answer_all(s);

	head(file, "answer", "gauge", "1 yes, 0 no.");
	print_answer(file, "can_run_vms", a->run);
	print_answer(file, "can_its_vms_run_vms", a->nest);
	head(file, "answer_finding", "gauge", "The code of what an answer rests on.");
	sample(file, "answer_finding", 1, "question", "can_run_vms", "finding", ns_finding_code(a->run), NULL);
	sample(file, "answer_finding", 1, "question", "can_its_vms_run_vms",
	       "finding", ns_finding_code(a->nest), NULL);
	head(file, "findings", "gauge", "How many things are missing or slow, by kind.");
	sample(file, "findings", a->missing.count, "kind", "missing", NULL);
	sample(file, "findings", a->parameters.count, "kind", "parameters", NULL);
	sample(file, "findings", a->notes.count, "kind", "notes", NULL);
	sample(file, "findings", a->unread, "kind", "not_read", NULL);
	ns_answers_free(a);
}

static void print_checks(FILE *file, const struct ns_snapshot *s)
{
	struct ns_results results = ns_check_all(s);

	head(file, "check", "gauge", "0 pass, 1 warn, 2 fail, 3 skipped: not known, or does not apply.");
	for (size_t i = 0; i < NS_CHECK_COUNT; i++)
		sample(file, "check", ns_verdict_of(results.finding[i]), "check", ns_checks[i].code,
		       "group", ns_group_name(ns_checks[i].group), NULL);
	head(file, "check_finding", "gauge", "The code of what a check found.");
	for (size_t i = 0; i < NS_CHECK_COUNT; i++)
		sample(file, "check_finding", 1, "check", ns_checks[i].code,
		       "finding", ns_finding_code(results.finding[i]), NULL);
	ns_results_clear(&results);
}

/*
 * What has no register is not there, if its kind of virtualization is there in
 * one of the views: then a layer, or KVM, does not have it. Else nobody asks for
 * it. A number that has no register is no number, not 0.
 */
static bool is_cap_known(const struct ns_snapshot *s, const struct ns_bit *bit, enum ns_word word)
{
	bool there = false;

	if (word != NS_WORD_ABSENT)
		return ns_word_known(word) && word != NS_WORD_CONTRADICTORY;
	for (int v = 0; bit->kind != NS_BIT_FIELD && v < NS_VIEW_COUNT; v++)
		there = there || ns_word_there(ns_cap_in_view(s->view[v], ns_bit_root(bit)).word);
	return there;
}

/* One metric of capabilities: numbers, or those that are there or not. A double holds numbers up to 2^53. */
static void print_caps(FILE *file, const struct ns_snapshot *s, const char *name, bool numbers)
{
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_bit *bit = &ns_bits[i];
		char place[64];

		if (!ns_bit_is_cap(bit))
			continue;
		ns_bit_place(bit, place, sizeof(place));
		for (int v = 0; v < NS_VIEW_COUNT; v++) {
			struct ns_cap cap = ns_cap_in_view(s->view[v], bit);
			bool number = cap.word == NS_WORD_NUMBER;

			if (!is_cap_known(s, bit, cap.word) || number != numbers || cap.num >> 53)
				continue;
			sample(file, name, number ? cap.num : ns_word_there(cap.word), "id", place,
			       "name", bit->name, "qemu", bit->qemu, "view", views[v], NULL);
		}
	}
}

static void print_sources(FILE *file, const struct ns_snapshot *s)
{
	head(file, "source_read", "gauge", "1 where a source was read, 0 where something was in the way.");
	for (size_t i = 0; i < NS_SOURCE_COUNT; i++) {
		enum ns_state state = s->notes[i].state.state;

		if (state == NS_VALUE || state == NS_UNREADABLE)
			sample(file, "source_read", state == NS_VALUE, "source", ns_source_name(i), NULL);
	}
}

/* The VM's vCPUs that run an L2: as KVM adds them up, or one by one; false if that is not told */
static bool inside_of(const struct ns_live_vm *vm, uint64_t *sum)
{
	const struct ns_value *of_vm = &vm->stat[NS_STAT_GUEST_MODE];
	bool known = ns_has(of_vm) || vm->vcpu_count;

	*sum = of_vm->num;
	for (size_t i = 0; !ns_has(of_vm) && i < vm->vcpu_count; i++) {
		known = known && ns_has(&vm->vcpus[i].guest_mode);
		*sum += vm->vcpus[i].guest_mode.num != 0;
	}
	return known;
}

/* Of all VMs: how many run VMs at this moment, on how many vCPUs; false if one of them does not tell */
static bool add_up(const struct ns_live *live, uint64_t *nesting, uint64_t *inside)
{
	bool known = ns_has(&live->statistics);

	*nesting = *inside = 0;
	for (size_t i = 0; i < live->vm_count; i++) {
		uint64_t of_vm = 0;

		known = inside_of(&live->vms[i], &of_vm) && known;
		*nesting += of_vm != 0;
		*inside += of_vm;
	}
	return known;
}

static size_t vcpus_of(const struct ns_live *live)
{
	size_t n = 0;

	for (size_t i = 0; i < live->vm_count; i++)
		n += live->vms[i].vcpu_count;
	return n;
}

/* Takes what @a owns. */
static void print_live_answer(FILE *file, const char *name, const char *help, struct ns_live_answer a)
{
	if (a.yes != NS_UNKNOWN)
		single(file, name, "gauge", help, a.yes == NS_YES);
	ns_finding_free(a.finding);
}

static void print_live(FILE *file, const struct ns_snapshot *s)
{
	const struct ns_live *live = s->live;
	uint64_t nesting, inside;

	print_live_answer(file, "vmcs_shadowing_enabled", "KVM would use VMCS shadowing of the hardware.",
			  ns_shadowing_enabled(s));
	if (!live)
		return;
	print_live_answer(file, "vmcs_shadowing_in_use", "VMCS shadowing is seen on a CPU.",
			  ns_shadowing_in_use(s));
	if (ns_has(&live->statistics)) {
		single(file, "vms", "gauge", "VMs of KVM that run.", live->vm_count);
		single(file, "vcpus", "gauge", "vCPUs of these VMs.", vcpus_of(live));
	}
	if (add_up(live, &nesting, &inside)) {
		single(file, "vms_nesting", "gauge", "VMs that run a VM of their own at this moment.",
		       nesting);
		single(file, "vcpus_in_l2", "gauge", "vCPUs that run a VM of their VM's at this moment.", inside);
	}
	if (ns_has(&live->nested_run))
		single(file, "nested_entries_total", "counter", "Entries into VMs of VMs since KVM was loaded.",
		       live->nested_run.num);
}

static void print_emulated(FILE *file, const struct ns_snapshot *s)
{
	struct ns_findings all = ns_vms_emulated(s);

	if (ns_has(&s->fact[NS_FACT_VM_PROGRAMS]))
		single(file, "vms_emulated", "gauge", "VMs whose CPU is emulated by TCG.", all.count);
	ns_findings_clear(&all);
}

/* If its requirements are not fully known, 1 means that no known one is missing. */
static void print_hypervisors(FILE *file, const struct ns_snapshot *s)
{
	head(file, "hypervisor_fits", "gauge",
	     "1 nothing that the hypervisor is known to demand is missing in a VM of this host, 0 something is.");
	for (size_t i = 0; i < NS_PROFILE_COUNT; i++) {
		struct ns_fitness *f = ns_fitness_of(s, i, NS_VIEW_KVM);
		enum ns_yesno fits = ns_fitness_known(f);

		if (fits != NS_UNKNOWN)
			sample(file, "hypervisor_fits", fits == NS_YES, "hypervisor", ns_profiles[i].code,
			       "fully_known", ns_profiles[i].fully_known ? "yes" : "no", NULL);
		ns_fitness_free(f);
	}
}

/* A series that is missing for it cannot be told from one that does not apply. */
static void print_unreadable(FILE *file, const struct ns_snapshot *s)
{
	single(file, "unreadable", "gauge", "Facts, parameters, registers and counts of KVM that are there and could not be read.",
	       ns_snapshot_unreadable(s));
}

void ns_metrics_print(FILE *file, const struct ns_snapshot *s)
{
	print_machine(file, s);
	print_answers(file, s);
	print_checks(file, s);
	head(file, "capability", "gauge", "1 there, 0 not there, by view; what was not read is left out.");
	print_caps(file, s, "capability", false);
	head(file, "capability_number", "gauge", "The same for those that are numbers.");
	print_caps(file, s, "capability_number", true);
	print_hypervisors(file, s);
	print_sources(file, s);
	print_unreadable(file, s);
	print_live(file, s);
	print_emulated(file, s);
}
