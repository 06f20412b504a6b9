// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/live.h"

#include <stdlib.h>
#include <string.h>

#include "model/arch.h"
#include "model/json.h"
#include "render/finding.h"
#include "util/alloc.h"
#include "util/json.h"

/* VMs that get a place in a report of one screen */
#define VMS_SHOWN 3

/* Does KVM hand VMX or SVM to its VMs, by its parameter and by its offer? */
static struct ns_live_answer nesting_enabled(const struct ns_snapshot *s)
{
	struct ns_finding *nest = ns_answer_nest(s);

	return (struct ns_live_answer){ ns_answer_of(nest), nest };
}

/* Frees what @a owns. */
static json_t *answer_to_json(struct ns_live_answer a)
{
	char *because = ns_finding_text(a.finding);
	json_t *j = ns_json_pack("{s:s, s:s, s:s}", "answer", ns_yesno_name(a.yes), "because", because,
				 "finding", ns_finding_code(a.finding));

	if (a.finding->argument_count)
		ns_json_set(j, "arguments", ns_arguments_to_json(a.finding));
	free(because);
	ns_finding_free(a.finding);
	return j;
}

char *ns_vm_title(const struct ns_live_vm *vm)
{
	bool unread = vm->cpu_option.state == NS_UNREADABLE;
	const char *program = vm->program ?: unread ? "a process that was not read" : "a process that was not found";

	return vm->name ? ns_xasprintf("%s (%s, pid %u)", vm->name, program, vm->pid) :
		ns_xasprintf("%s, pid %u", program, vm->pid);
}

json_t *ns_live_vm_to_json(const struct ns_live_vm *vm)
{
	return ns_json_pack("{s:i, s:i, s:o, s:o, s:i}", "pid", vm->pid, "fd", vm->fd,
			      "program", ns_json_string(vm->program),
			      "name", ns_json_string(vm->name),
			      "vcpus", (int)vm->vcpu_count);
}

/* Was VMREAD timed, and may it say something? */
static bool has_timing(const struct ns_live *live, bool guest)
{
	return live && guest && live->vmread_timing.state != NS_NOT_ASKED;
}

static json_t *emulated_to_json(const struct ns_snapshot *s)
{
	struct ns_findings all = ns_vms_emulated(s);
	json_t *j = ns_findings_to_json(&all);

	ns_findings_clear(&all);
	return j;
}

json_t *ns_live_answers_to_json(const struct ns_snapshot *s, const struct ns_live *before,
				bool guest)
{
	struct ns_live_answer enabled = nesting_enabled(s);
	const char *module = ns_vendor_module(s);
	const struct ns_live *live = s->live;
	json_t *vms = ns_json_array();

	for (size_t i = 0; live && i < live->vm_count; i++) {
		const struct ns_live_vm *vm = &live->vms[i];
		const struct ns_live_vm *old = before ? ns_live_find_vm(before, vm) : NULL;
		json_t *j = ns_live_vm_to_json(vm);

		ns_json_set(j, "offered", answer_to_json(ns_nesting_offered(vm, enabled.yes, module)));
		ns_json_set(j, "in_use", answer_to_json(ns_nesting_in_use(vm, old)));
		ns_json_append(vms, j);
	}
	return ns_json_pack("{s:o, s:o, s:o*, s:o*, s:o, s:o, s:o*}",
		"enabled", answer_to_json(enabled),
		"shadowing_enabled", answer_to_json(ns_shadowing_enabled(s)),
		"shadowing_in_use", live ? answer_to_json(ns_shadowing_in_use(s)) : NULL,
		"vmread_timing", has_timing(live, guest) ? answer_to_json(ns_vmread_says(live)) : NULL,
		"vms", vms, "emulated", emulated_to_json(s),
		"statistics", live ? ns_value_to_json(&live->statistics, NS_TYPE_TEXT) : NULL);
}

static enum ns_tone tone_of(enum ns_yesno yes)
{
	return yes == NS_YES ? NS_TONE_GOOD : NS_TONE_PLAIN;
}

static void print_answer(const struct ns_out *out, const char *label, const char *what,
			 const struct ns_live_answer *a)
{
	char *why = ns_finding_text(a->finding);

	ns_print_item(out, label, tone_of(a->yes), "%s%s: %s", what, ns_yesno_name(a->yes), why);
	free(why);
}

/* Three lines for a VM that runs VMs, or may; one for a VM that does not */
static void print_vm(const struct ns_out *out, const struct ns_live_vm *vm,
		     const struct ns_live_answer *offered, const struct ns_live_answer *used)
{
	char *title = ns_vm_title(vm);

	if (used->yes == NS_NO) {
		ns_print_item(out, "VM", NS_TONE_PLAIN, "%s; offered: %s; in use: no", title,
			      ns_yesno_name(offered->yes));
	} else {
		ns_print_item(out, "VM", NS_TONE_BOLD, "%s", title);
		print_answer(out, "", "offered: ", offered);
		print_answer(out, "", "in use: ", used);
	}
	free(title);
}

/* Those first that run VMs, and not so many that the report leaves the screen */
static void print_vms(const struct ns_out *out, const struct ns_snapshot *s,
		      const struct ns_live *before, enum ns_yesno enabled)
{
	static const enum ns_yesno order[] = { NS_YES, NS_UNKNOWN, NS_NO };
	const struct ns_live *live = s->live;
	const char *module = ns_vendor_module(s);
	size_t shown = 0;

	for (size_t pass = 0; pass < sizeof(order) / sizeof(order[0]); pass++) {
		for (size_t i = 0; i < live->vm_count; i++) {
			const struct ns_live_vm *vm = &live->vms[i];
			const struct ns_live_vm *old = before ? ns_live_find_vm(before, vm) : NULL;
			struct ns_live_answer used = ns_nesting_in_use(vm, old);
			struct ns_live_answer offered = ns_nesting_offered(vm, enabled, module);

			if (used.yes == order[pass] && shown++ < VMS_SHOWN)
				print_vm(out, vm, &offered, &used);
			ns_finding_free(used.finding);
			ns_finding_free(offered.finding);
		}
	}
	if (shown > VMS_SHOWN)
		ns_print_item(out, "", NS_TONE_DIM, "%zu more: nestscope watch", shown - VMS_SHOWN);
}

/* How many of @all have the same text as the one at @at? 0 if an earlier one has it */
static size_t count_alike(const struct ns_findings *all, size_t at)
{
	char *text = ns_finding_text(all->list[at]);
	size_t alike = 1;

	for (size_t i = 0; i < all->count && alike; i++) {
		char *other = ns_finding_text(all->list[i]);

		if (i != at && !strcmp(text, other))
			alike = i < at ? 0 : alike + 1;
		free(other);
	}
	free(text);
	return alike;
}

/* Nesting in such a VM tests QEMU's emulation, not KVM. All have the same remedy. */
static void print_emulated(const struct ns_out *out, const struct ns_snapshot *s)
{
	struct ns_findings all = ns_vms_emulated(s);
	const struct ns_value *programs = &s->fact[NS_FACT_VM_PROGRAMS];
	size_t lines = 0, told = 0;

	if (programs->state == NS_UNREADABLE)
		ns_print_item(out, "VM", NS_TONE_WARN, "whether one runs under TCG was not read: %s", programs->why);
	for (size_t i = 0; i < all.count && lines < VMS_SHOWN; i++) {
		size_t alike = count_alike(&all, i);
		char *text = ns_finding_text(all.list[i]);

		if (alike > 1)
			ns_print_item(out, "VM", NS_TONE_WARN, "%s (%zu such VMs)", text, alike);
		else if (alike)
			ns_print_item(out, "VM", NS_TONE_WARN, "%s", text);
		lines += !!alike;
		told += alike;
		free(text);
	}
	if (all.count > told)
		ns_print_item(out, "VM", NS_TONE_WARN, "%zu more under TCG", all.count - told);
	if (all.count)
		ns_finding_print_remedy(out, "", "to change: ", all.list[0]);
	ns_findings_clear(&all);
}

static void print_shadowing(const struct ns_out *out, const struct ns_snapshot *s)
{
	struct ns_live_answer enabled = ns_shadowing_enabled(s);

	print_answer(out, "shadowing", "enabled: ", &enabled);
	if (s->live && enabled.yes != NS_NO) {
		struct ns_live_answer used = ns_shadowing_in_use(s);

		print_answer(out, "", "in use: ", &used);
		ns_finding_free(used.finding);
	}
	ns_finding_free(enabled.finding);
}

static void print_timing(const struct ns_out *out, const struct ns_live *live)
{
	struct ns_live_answer timing = ns_vmread_says(live);
	char *text = ns_finding_text(timing.finding);

	ns_print_item(out, "VMREAD", NS_TONE_DIM, "timing (experiment, unproven on silicon): %s", text);
	free(text);
	ns_finding_free(timing.finding);
}

/* Two lines on a machine that runs nothing nested, so that a report stays one screen */
void ns_live_print(const struct ns_out *out, const struct ns_snapshot *s,
		   const struct ns_live *before, bool guest)
{
	struct ns_live_answer enabled = nesting_enabled(s);
	const struct ns_live *live = s->live;

	ns_print_head(out, "Nested now", NS_TONE_PLAIN, NULL);
	if (!live)
		ns_print_item(out, "VMs", NS_TONE_DIM, "not in this snapshot");
	else if (!ns_has(&live->statistics))
		ns_print_item(out, "VMs", NS_TONE_DIM, "%s", live->statistics.why);
	else if (!live->vm_count)
		ns_print_item(out, "VMs", NS_TONE_PLAIN, "KVM runs none");
	if (live)
		print_vms(out, s, before, enabled.yes);
	print_emulated(out, s);
	if (ns_arch_of(s) == NS_ARCH_X86)
		print_shadowing(out, s);
	if (has_timing(live, guest))
		print_timing(out, live);
	ns_finding_free(enabled.finding);
}
