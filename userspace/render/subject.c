// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/subject.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/offer.h"
#include "analysis/param.h"
#include "render/bit.h"
#include "render/check.h"
#include "render/cap.h"
#include "render/explain.h"
#include "render/finding.h"
#include "util/alloc.h"
#include "util/json.h"

static const char *or_none(const char *name)
{
	return *name ? name : "none";
}

/* ---- a bit ---- */

static enum ns_yesno in_cpuinfo(const struct ns_snapshot *s, const struct ns_bit *bit)
{
	bool vmx = strncmp(ns_registers[bit->reg].name, "CPUID", 5) != 0;
	const struct ns_value *flags = &s->fact[vmx ? NS_FACT_CPU_VMX_FLAGS : NS_FACT_CPU_FLAGS];

	if (!*bit->flag || !ns_has(flags))
		return NS_UNKNOWN;
	return ns_value_has_word(flags, bit->flag) ? NS_YES : NS_NO;
}

static void print_numbers(const struct ns_out *out, const struct ns_bit *bit)
{
	char place[96], number[32];

	ns_print(out, NS_TONE_BOLD, "%s\n", bit->name);
	ns_print_item(out, "place", NS_TONE_PLAIN, "%s (%s)", ns_bit_place(bit, place, sizeof(place)),
		      ns_reg_number(bit->reg, number, sizeof(number)));
	if (bit->kind == NS_BIT_CTL)
		ns_print_item(out, "", NS_TONE_PLAIN,
			      "of the whole register: bit %u says that it must be 1, bit %u that it may be",
			      bit->low, bit->low + 32);
}

static void print_names(const struct ns_out *out, const struct ns_bit *bit)
{
	char *macros = ns_xstrdup(or_none(bit->macro));

	/* The table separates them by a bar. */
	for (char *c = macros; *c; c++)
		if (*c == '|')
			*c = ' ';
	ns_print_item(out, "kernel", NS_TONE_PLAIN, "%s", macros);
	free(macros);
	ns_print_item(out, "cpuinfo", NS_TONE_PLAIN, "%s", or_none(bit->flag));
	ns_print_item(out, "QEMU", NS_TONE_PLAIN, "%s", or_none(bit->qemu));
	ns_print_item(out, "libvirt", NS_TONE_PLAIN, "%s", or_none(ns_libvirt_name(bit)));
}

static void print_bit(const struct ns_out *out, const struct ns_here *here, const struct ns_bit *bit)
{
	struct ns_cap cpu = ns_cap_in_view(here->s->view[NS_VIEW_CPU], bit);
	struct ns_cap kvm = ns_cap_in_view(here->s->view[NS_VIEW_KVM], bit);
	struct ns_offer offer = ns_offer_of(&here->machine, bit);
	struct ns_finding *treats = ns_kvm_treats(bit);
	char *why = offer.finding ? ns_finding_text(offer.finding) : NULL;
	char *how = treats ? ns_finding_text(treats) : NULL;
	char a[32], b[32];

	print_numbers(out, bit);
	print_names(out, bit);
	ns_print_item(out, "good for", NS_TONE_PLAIN, "%s", bit->good);
	if (ns_bit_costs(bit))
		ns_print_item(out, "without it", NS_TONE_PLAIN, "%s", ns_bit_costs(bit));
	ns_print_item(out, "for VMs", NS_TONE_PLAIN, "%s", how ?: "a state of this machine that KVM does not pass on to VMs");
	ns_print_item(out, "here", NS_TONE_PLAIN, "CPU: %s; KVM offers: %s%s%s%s; /proc/cpuinfo: %s",
		      ns_cap_text(&cpu, a, sizeof(a)), ns_cap_text(&kvm, b, sizeof(b)), why ? " (" : "",
		      why ?: "", why ? ")" : "", *bit->flag ? ns_yesno_name(in_cpuinfo(here->s, bit)) : "no name for it");
	free(why);
	free(how);
	ns_finding_free(treats);
	ns_offer_free(&offer);
}

static json_t *bit_json(const struct ns_here *here, const struct ns_bit *bit)
{
	struct ns_cap cpu = ns_cap_in_view(here->s->view[NS_VIEW_CPU], bit);
	struct ns_cap kvm = ns_cap_in_view(here->s->view[NS_VIEW_KVM], bit);
	struct ns_offer offer = ns_offer_of(&here->machine, bit);
	struct ns_finding *treats = ns_kvm_treats(bit);
	json_t *j = ns_json_object();

	ns_json_set_string(j, "kind", "bit");
	ns_json_set_bit(j, bit);
	ns_json_set(j, "names", ns_json_pack("{s:s, s:s, s:s, s:s, s:s}", "sdm", bit->name,
					     "kernel", bit->macro, "cpuinfo", bit->flag, "qemu", bit->qemu,
					     "libvirt", ns_libvirt_name(bit)));
	ns_json_set_string(j, "good_for", bit->good);
	if (ns_bit_costs(bit))
		ns_json_set_string(j, "costs", ns_bit_costs(bit));
	if (treats)
		ns_json_set(j, "kvm", ns_finding_to_json(treats));
	ns_json_set(j, "here", ns_json_pack("{s:o, s:o, s:s, s:o*}", "cpu", ns_cap_to_json(&cpu),
					    "kvm_offer", ns_cap_to_json(&kvm),
					    "cpuinfo", ns_yesno_name(in_cpuinfo(here->s, bit)), "why",
					    offer.finding ? ns_finding_to_json(offer.finding) : NULL));
	ns_finding_free(treats);
	ns_offer_free(&offer);
	return j;
}

/* ---- a register ---- */

/* "0x5", or what became of it; to be freed */
static char *value_text(const struct ns_value *v)
{
	return ns_has(v) ? ns_xasprintf("0x%" PRIx64, v->num) : ns_xstrdup(ns_state_name(v->state));
}

/* "0x48b" or "0x1.0.ecx", to be freed */
static char *number_text(const struct ns_reg_named *r)
{
	static const char *const outs[] = { "eax", "ebx", "ecx", "edx" };

	if (r->kind == NS_KIND_MSR)
		return ns_xasprintf("0x%" PRIx32, r->number);
	return ns_xasprintf("0x%" PRIx32 ".%" PRIu32 ".%s", r->number, r->subleaf, outs[r->out]);
}

static void print_register(const struct ns_out *out, const struct ns_here *here, const struct ns_reg_named *r)
{
	char *number = number_text(r), *cpu, *kvm, rule[96];

	if (r->reg == NS_REG_NONE) {
		ns_print(out, NS_TONE_BOLD, "%s %s\n", *r->name ? r->name : "MSR or CPUID register", number);
		ns_print_item(out, "about", NS_TONE_PLAIN, "not about VMX or SVM");
		free(number);
		return;
	}
	cpu = value_text(&here->s->view[NS_VIEW_CPU][r->reg]);
	kvm = value_text(&here->s->view[NS_VIEW_KVM][r->reg]);
	ns_print(out, NS_TONE_BOLD, "%s (%s)\n", ns_registers[r->reg].name, number);
	ns_print_item(out, "about", NS_TONE_PLAIN, "%s", ns_group_title(r->reg) ?: "");
	ns_print_item(out, "kernel", NS_TONE_PLAIN, "%s", or_none(ns_registers[r->reg].kernel));
	if (*ns_exists_if(r->reg, rule, sizeof(rule)))
		ns_print_item(out, "exists", NS_TONE_PLAIN, "only where %s is set", rule);
	ns_print_item(out, "here", NS_TONE_PLAIN, "CPU: %s; KVM offers: %s", cpu, kvm);
	if (ns_has(&here->s->view[NS_VIEW_CPU][r->reg]))
		ns_print_item(out, "", NS_TONE_DIM, "each bit: nestscope decode %s=%s", ns_registers[r->reg].name, cpu);
	free(number);
	free(cpu);
	free(kvm);
}

static json_t *value_json(const struct ns_value *v)
{
	json_t *j = ns_json_object();

	if (ns_has(v))
		ns_json_set_hex(j, "value", v->num, 16);
	else
		ns_json_set_string(j, "state", ns_state_name(v->state));
	return j;
}

static json_t *register_json(const struct ns_here *here, const struct ns_reg_named *r)
{
	char *number = number_text(r), rule[96];
	json_t *j = ns_json_object();

	ns_json_set_string(j, "kind", "register");
	ns_json_set_string(j, "name", r->reg == NS_REG_NONE ? r->name : ns_registers[r->reg].name);
	ns_json_set_string(j, "number", number);
	free(number);
	if (r->reg == NS_REG_NONE)
		return j;
	ns_json_set_string(j, "kernel", ns_registers[r->reg].kernel);
	ns_json_set_string(j, "exists_if", ns_exists_if(r->reg, rule, sizeof(rule)));
	ns_json_set(j, "here", ns_json_pack("{s:o, s:o}",
					    "cpu", value_json(&here->s->view[NS_VIEW_CPU][r->reg]),
					    "kvm_offer", value_json(&here->s->view[NS_VIEW_KVM][r->reg])));
	return j;
}

/* ---- a parameter ---- */

static const char *param_here(const struct ns_here *here, const struct ns_param_row *p)
{
	const struct ns_value *v = ns_snapshot_param(here->s, p->module, p->name);

	return v && ns_has(v) ? v->text : NULL;
}

/* Why it has its value. Can another value change that? Not if KVM's setup clears it. */
static bool print_param_why(const struct ns_out *out, const struct ns_finding *why)
{
	char *text = why ? ns_finding_text(why) : NULL;

	if (text)
		ns_print_item(out, "because", NS_TONE_PLAIN, "%s", text);
	free(text);
	return !why || (why->code != NS_FOUND_PARAMETER_CLEARED && why->code != NS_FOUND_PARAMETER_CLEARED_BY_EVMCS &&
			why->code != NS_FOUND_PARAMETER_MADE && !ns_finding_get(why, "lacks"));
}

static void print_param_change(const struct ns_out *out, const struct ns_param_row *p, bool changes)
{
	if (!changes)
		ns_print_item(out, "to change", NS_TONE_PLAIN, "no value of the parameter changes that");
	else if (p->live)
		ns_print_item(out, "to change", NS_TONE_PLAIN, "echo VALUE > /sys/module/%s/parameters/%s",
			      p->module, p->name);
	else
		ns_print_item(out, "to change", NS_TONE_PLAIN,
			      "modprobe -r %s && modprobe %s %s=VALUE, or \"options %s %s=VALUE\" in /etc/modprobe.d/",
			      p->module, p->module, p->name, p->module, p->name);
}

static void print_param_value(const struct ns_out *out, const struct ns_here *here, const struct ns_param_row *p)
{
	const struct ns_value *v = ns_snapshot_param(here->s, p->module, p->name);
	const char *why = v && v->why ? v->why : "", *text = param_here(here, p);

	if (!text && ns_param_is_missing(here->s, p->module, p->name))
		text = "the module is not loaded, or has no such parameter";
	if (text)
		ns_print_item(out, "here", NS_TONE_PLAIN, "%s", text);
	else
		ns_print_item(out, "here", NS_TONE_PLAIN, "not read%s%s", *why ? ": " : "", why);
}

static void print_param(const struct ns_out *out, const struct ns_here *here, const struct ns_param_row *p)
{
	const char *value = param_here(here, p), *other = ns_module_instead(&here->machine, p->module);
	struct ns_finding *why = ns_param_find(&here->machine, p->module, p->name);
	struct ns_bits bits = ns_param_bits(p);
	bool changes;

	ns_print(out, NS_TONE_BOLD, "%s.%s\n", p->module, p->name);
	ns_print_item(out, "means", NS_TONE_PLAIN, "%s", p->meaning);
	for (size_t i = 0; i < bits.count; i++)
		ns_print_item(out, i ? "" : "needed for", NS_TONE_PLAIN, "%s (%s)", bits.list[i]->name,
			      ns_bit_searchable(bits.list[i]));
	if (other && !value)
		ns_print_item(out, "here", NS_TONE_PLAIN, "no effect: the module for this CPU is %s", other);
	else
		print_param_value(out, here, p);
	changes = print_param_why(out, why);
	/* A parameter without effect here needs no change. */
	if (!other || value)
		print_param_change(out, p, changes);
	ns_finding_free(why);
	ns_bits_clear(&bits);
}

static json_t *param_json(const struct ns_here *here, const struct ns_param_row *p)
{
	const char *value = param_here(here, p), *other = ns_module_instead(&here->machine, p->module);
	struct ns_finding *why = ns_param_find(&here->machine, p->module, p->name);
	struct ns_bits bits = ns_param_bits(p);
	json_t *all = ns_json_array(), *here_json = ns_json_object();

	for (size_t i = 0; i < bits.count; i++) {
		json_t *one = ns_json_object();

		ns_json_set_bit(one, bits.list[i]);
		ns_json_set_string(one, "sdm", bits.list[i]->name);
		ns_json_append(all, one);
	}
	ns_bits_clear(&bits);
	if (value)
		ns_json_set_string(here_json, "value", value);
	if (why)
		ns_json_set(here_json, "finding", ns_finding_to_json(why));
	ns_finding_free(why);
	if (!value && other)
		ns_json_set_string(here_json, "module", other);
	return ns_json_pack("{s:s, s:s, s:s, s:s, s:b, s:o, s:o}", "kind", "parameter", "module", p->module,
			    "name", p->name, "meaning", p->meaning, "live", p->live, "capabilities", all,
			    "here", here_json);
}

/* ---- a finding's code ---- */

static void print_code(const struct ns_out *out, const struct ns_here *here, enum ns_code code)
{
	const struct ns_finding_row *row = &ns_finding_rows[code];
	const struct ns_finding *f = ns_here_has(here, code);
	char *text = f ? ns_finding_text(f) : NULL, *fix = f ? ns_finding_steps(f) : NULL;
	char *general = ns_template_text(row->text);

	if (!fix && row->remedy != NS_REMEDY_NONE)
		fix = ns_template_text(ns_remedy_rows[row->remedy].text);
	ns_print(out, NS_TONE_BOLD, "%s\n", row->code);
	ns_print_item(out, "is", NS_TONE_PLAIN, "a finding of nestscope: %s", ns_severity_name(row->severity));
	ns_print_item(out, "says", NS_TONE_PLAIN, "%s", general);
	ns_print_item(out, "concerns", NS_TONE_PLAIN, "%s", ns_component_title(row->component));
	if (fix)
		ns_print_steps(out, "to change", "", fix);
	if (text || !ns_code_asked_by(code))
		ns_print_item(out, "here", NS_TONE_PLAIN, "%s", text ?: "not found");
	else
		ns_print_item(out, "here", NS_TONE_PLAIN, "not checked here; to check it: %s", ns_code_asked_by(code));
	ns_print_item(out, "source", NS_TONE_DIM, "%s", row->source);
	free(general);
	free(text);
	free(fix);
}

static json_t *code_json(const struct ns_here *here, enum ns_code code)
{
	const struct ns_finding_row *row = &ns_finding_rows[code];
	const struct ns_finding *f = ns_here_has(here, code);
	const char *asked_by = f ? NULL : ns_code_asked_by(code);
	char *text = ns_template_text(row->text), *remedy = ns_template_text(ns_remedy_rows[row->remedy].text);
	json_t *j;

	j = ns_json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s*, s:o*}", "kind", "finding", "finding", row->code,
			    "severity", ns_severity_name(row->severity),
			    "component", ns_component_name(row->component), "text", text,
			    "remedy", remedy, "source", row->source,
			    "asked_by", asked_by, "here", f ? ns_finding_to_json(f) : NULL);
	free(text);
	free(remedy);
	return j;
}

/* ---- any ---- */

void ns_subject_print(const struct ns_out *out, const struct ns_here *here, const struct ns_subject *subject)
{
	switch (subject->kind) {
	case NS_SUBJECT_BIT:
		print_bit(out, here, subject->bit);
		break;
	case NS_SUBJECT_REGISTER:
		print_register(out, here, &subject->reg);
		break;
	case NS_SUBJECT_PARAM:
		print_param(out, here, subject->param);
		break;
	case NS_SUBJECT_FINDING:
		print_code(out, here, subject->code);
		break;
	case NS_SUBJECT_CHECK:
		ns_check_print(out, subject->check);
		break;
	case NS_SUBJECT_MESSAGE:
		ns_message_row_print(out, subject->message);
	}
}

json_t *ns_subject_to_json(const struct ns_here *here, const struct ns_subject *subject)
{
	json_t *j = NULL;

	switch (subject->kind) {
	case NS_SUBJECT_BIT:
		j = bit_json(here, subject->bit);
		break;
	case NS_SUBJECT_REGISTER:
		j = register_json(here, &subject->reg);
		break;
	case NS_SUBJECT_PARAM:
		j = param_json(here, subject->param);
		break;
	case NS_SUBJECT_FINDING:
		j = code_json(here, subject->code);
		break;
	case NS_SUBJECT_CHECK:
		j = ns_check_to_json(subject->check);
		ns_json_set_string(j, "kind", "check");
		break;
	case NS_SUBJECT_MESSAGE:
		j = ns_message_row_to_json(subject->message);
		ns_json_set_string(j, "kind", "message-row");
	}
	return j;
}
