// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/json.h"

#include "model/vmm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exit.h"
#include "util/alloc.h"
#include "util/json.h"
#include "util/number.h"
#include "model/limits.h"
#include "model/pack.h"

static const char *const view_keys[NS_VIEW_COUNT] = {
	[NS_VIEW_CPU] = "cpu",
	[NS_VIEW_KVM] = "kvm_offer",
};

/* ---- writing ---- */

static void set_content(json_t *j, const struct ns_value *v, enum ns_fact_type type)
{
	switch (type) {
	case NS_TYPE_TEXT:
		ns_json_set_string(j, "value", v->text);
		break;
	case NS_TYPE_BOOL:
		ns_json_set_bool(j, "value", v->num);
		break;
	case NS_TYPE_NUM:
		ns_json_set_int(j, "value", v->num);
		break;
	case NS_TYPE_HEX:
		ns_json_set_hex(j, "value", v->num, 1);
		break;
	}
}

/* JSON's integers have a sign here: no fact comes near to where that matters, but a hostile file can. */
static json_t *beyond(const struct ns_value *v)
{
	struct ns_value none = NS_VALUE_INIT;
	json_t *j;

	ns_value_not(&none, v->source, NS_UNREADABLE, "a number of more than 63 bits");
	j = ns_value_to_json(&none, NS_TYPE_NUM);
	ns_value_free(&none);
	return j;
}

json_t *ns_value_to_json(const struct ns_value *v, enum ns_fact_type type)
{
	json_t *j;

	if (ns_has(v) && type == NS_TYPE_NUM && v->num > INT64_MAX)
		return beyond(v);
	j = ns_json_object();
	ns_json_set_string(j, "state", ns_state_name(v->state));
	if (ns_has(v))
		set_content(j, v, type);
	else if (v->why)
		ns_json_set_string(j, "why", v->why);
	if (v->source != NS_SOURCE_NONE)
		ns_json_set_string(j, "source", ns_source_name(v->source));
	return j;
}

static json_t *register_to_json(const struct ns_value *v, enum ns_reg reg)
{
	json_t *j = ns_value_to_json(v, NS_TYPE_HEX);

	if (ns_has(v))
		ns_json_set_hex(j, "value", v->num, ns_registers[reg].kind == NS_KIND_MSR ? 16 : 8);
	if (v->known) {
		ns_json_set_hex(j, "bits", v->num, 1);
		ns_json_set_hex(j, "known", v->known, 1);
	}
	return j;
}

static json_t *registers_to_json(const struct ns_value *view)
{
	json_t *j = ns_json_object();

	for (int i = 0; i < NS_REG_COUNT; i++)
		ns_json_set(j, ns_registers[i].name, register_to_json(&view[i], i));
	return j;
}

static void facts_to_json(const struct ns_snapshot *s, json_t *root)
{
	for (int i = 0; i < NS_FACT_COUNT; i++)
		ns_json_set(ns_json_child(root, ns_facts[i].section), ns_facts[i].name,
		    ns_value_to_json(&s->fact[i], ns_facts[i].type));
}

static json_t *params_to_json(const struct ns_snapshot *s)
{
	json_t *j = ns_json_object();

	for (size_t i = 0; i < s->param_count; i++)
		ns_json_set(ns_json_child(j, s->params[i].module), s->params[i].name,
		    ns_value_to_json(&s->params[i].value, NS_TYPE_TEXT));
	return j;
}

static json_t *differs_to_json(const struct ns_snapshot *s)
{
	json_t *j = ns_json_array();

	for (size_t i = 0; i < s->differ_count; i++) {
		json_t *d = register_to_json(&s->differs[i].value, s->differs[i].reg);

		ns_json_set_int(d, "cpu", s->differs[i].cpu);
		ns_json_set_string(d, "register", ns_registers[s->differs[i].reg].name);
		ns_json_append(j, d);
	}
	return j;
}

static json_t *leaves_to_json(const struct ns_snapshot *s)
{
	static const char *const out_names[] = { "eax", "ebx", "ecx", "edx" };
	json_t *j = ns_json_object();

	for (size_t i = 0; i < s->leaf_count; i++) {
		json_t *l = ns_json_object();
		char key[16];

		for (int o = 0; o < 4; o++)
			ns_json_set_hex(l, out_names[o], s->leaves[i].out[o], 8);
		snprintf(key, sizeof(key), "0x%08x", s->leaves[i].leaf);
		ns_json_set(j, key, l);
	}
	return j;
}

static json_t *vms_to_json(const struct ns_snapshot *s)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < s->vm_count; i++) {
		json_t *vm = ns_json_object();

		ns_json_set_string(vm, "program", s->vms[i].program);
		ns_json_set_string(vm, "uuid_hash", s->vms[i].uuid_hash);
		if (s->vms[i].name)
			ns_json_set_string(vm, "name", s->vms[i].name);
		if (s->vms[i].accel)
			ns_json_set_string(vm, "accelerator", s->vms[i].accel);
		ns_json_append(list, vm);
	}
	return list;
}

/* How the parts of one look at what runs are called, and where they are kept */
static const struct {
	const char *key;
	size_t offset;
	enum ns_fact_type type;
} live_values[] = {
	{ "statistics", offsetof(struct ns_live, statistics), NS_TYPE_TEXT },
	{ "nested_run", offsetof(struct ns_live, nested_run), NS_TYPE_NUM },
	{ "module", offsetof(struct ns_live, module), NS_TYPE_TEXT },
	{ "live_vmcs", offsetof(struct ns_live, live_vmcs), NS_TYPE_BOOL },
};

#define LIVE_VALUE_COUNT (sizeof(live_values) / sizeof(live_values[0]))

static enum ns_fact_type live_flag_type(int flag)
{
	return ns_live_flags[flag].text ? NS_TYPE_TEXT : NS_TYPE_BOOL;
}

static json_t *live_vcpus_to_json(const struct ns_live_vm *vm)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < vm->vcpu_count; i++) {
		json_t *j = ns_json_object();

		ns_json_set_int(j, "id", vm->vcpus[i].id);
		ns_json_set(j, "thread", ns_value_to_json(&vm->vcpus[i].thread, NS_TYPE_NUM));
		ns_json_set(j, "guest_mode", ns_value_to_json(&vm->vcpus[i].guest_mode, NS_TYPE_NUM));
		ns_json_append(list, j);
	}
	return list;
}

static json_t *live_vm_to_json(const struct ns_live_vm *vm)
{
	json_t *j = ns_json_object();

	ns_json_set_int(j, "pid", vm->pid);
	ns_json_set_int(j, "fd", vm->fd);
	ns_json_set_string(j, "program", vm->program);
	if (vm->name)
		ns_json_set_string(j, "name", vm->name);
	ns_json_set(j, "cpu_option", ns_value_to_json(&vm->cpu_option, NS_TYPE_TEXT));
	for (int i = 0; i < NS_STAT_COUNT; i++)
		ns_json_set(ns_json_child(j, "statistics"), ns_live_stats[i], ns_value_to_json(&vm->stat[i], NS_TYPE_NUM));
	ns_json_set(j, "vcpus", live_vcpus_to_json(vm));
	return j;
}

/* Only of a module that was told to do the experiment */
static json_t *vmread_to_json(const struct ns_live *live)
{
	json_t *j = ns_json_object(), *cpus = ns_json_array();

	ns_json_set(j, "on", ns_value_to_json(&live->vmread_timing, NS_TYPE_BOOL));
	for (size_t i = 0; i < live->vmread_count; i++) {
		json_t *cpu = ns_json_object();

		ns_json_set_int(cpu, "cpu", live->vmread[i].cpu);
		for (int n = 0; n < NS_VMREAD_NUM_COUNT; n++)
			ns_json_set(cpu, ns_vmread_nums[n],
			    ns_value_to_json(&live->vmread[i].num[n], NS_TYPE_NUM));
		ns_json_append(cpus, cpu);
	}
	ns_json_set(j, "cpus", cpus);
	return j;
}

static json_t *live_to_json(const struct ns_live *live)
{
	json_t *j = ns_json_object(), *vms = ns_json_array(), *cpus = ns_json_array();

	for (size_t i = 0; i < LIVE_VALUE_COUNT; i++)
		ns_json_set(j, live_values[i].key,
		    ns_value_to_json((const void *)((const char *)live + live_values[i].offset),
				     live_values[i].type));
	for (size_t i = 0; i < live->vm_count; i++)
		ns_json_append(vms, live_vm_to_json(&live->vms[i]));
	for (size_t i = 0; i < live->cpu_count; i++) {
		json_t *cpu = ns_json_object();

		ns_json_set_int(cpu, "cpu", live->cpus[i].cpu);
		for (int f = 0; f < NS_LIVE_FLAG_COUNT; f++)
			ns_json_set(cpu, ns_live_flags[f].key,
			    ns_value_to_json(&live->cpus[i].flag[f], live_flag_type(f)));
		ns_json_append(cpus, cpu);
	}
	ns_json_set(j, "vms", vms);
	ns_json_set(j, "cpus", cpus);
	if (live->vmread_timing.state != NS_NOT_ASKED)
		ns_json_set(j, "vmread_timing", vmread_to_json(live));
	return j;
}

static json_t *notes_to_json(const struct ns_snapshot *s)
{
	json_t *j = ns_json_object();

	for (int i = 0; i < NS_SOURCE_COUNT; i++) {
		const struct ns_source_note *note = &s->notes[i];
		json_t *n = ns_value_to_json(&note->state, NS_TYPE_TEXT);

		ns_json_remove(n, "source");
		if (note->hint)
			ns_json_set_string(n, "hint", note->hint);
		ns_json_set(j, ns_source_name(i), n);
	}
	return j;
}

json_t *ns_snapshot_to_json(const struct ns_snapshot *s)
{
	json_t *root = ns_json_object();

	ns_json_set_string(ns_json_child(root, "format"), "name", "nestscope-snapshot");
	ns_json_set_int(ns_json_child(root, "format"), "version", NS_SNAPSHOT_FORMAT);
	ns_json_set(root, "sources", notes_to_json(s));
	facts_to_json(s, root);
	ns_json_set(root, "hypervisor_leaves", leaves_to_json(s));
	ns_json_set(root, "parameters", params_to_json(s));
	ns_json_set(root, "vms", vms_to_json(s));
	for (int i = 0; i < NS_VIEW_COUNT; i++)
		ns_json_set(ns_json_child(root, view_keys[i]), "registers", registers_to_json(s->view[i]));
	ns_json_set(ns_json_child(root, "cpu"), "differ", differs_to_json(s));
	if (s->live)
		ns_json_set(root, "live", live_to_json(s->live));
	if (s->parent)
		ns_json_set(root, "parent", ns_snapshot_to_json(s->parent));
	return root;
}

/* ---- reading: nothing in it is trusted ---- */

struct reader {
	const char *name;
	char *error;		/* the first one; reading stops there */
	char *unknown;		/* the first key that was not known */
	size_t unknown_count;
	int depth;		/* layers within layers */
};

/* Where a place is, in a stamp in a stamp ... */
#define P "parent."
static const char *const below[NS_SNAPSHOT_MAX_LAYERS + 1] = {
	"", P, P P, P P P, P P P P, P P P P P, P P P P P P, P P P P P P P, P P P P P P P P,
};
#undef P

static bool fail(struct reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static bool fail(struct reader *r, const char *fmt, ...)
{
	char *what;
	va_list ap;

	if (r->error)
		return false;
	va_start(ap, fmt);
	what = ns_xvasprintf(fmt, ap);
	va_end(ap);
	r->error = ns_xasprintf("%s: %s%s", r->name, below[r->depth], what);
	free(what);
	return false;
}

static void unknown_key(struct reader *r, const char *where, const char *key)
{
	if (!r->unknown_count++)
		r->unknown = ns_xasprintf("%s%s%s%.64s", below[r->depth], where, *where ? "." : "", key);
}

/* @known: the keys that are read, the last one NULL */
static void note_unknown(struct reader *r, const json_t *object, const char *where,
			 const char *const *known)
{
	const char *key;
	json_t *j;

	json_object_foreach((json_t *)object, key, j) {
		size_t i = 0;

		while (known[i] && strcmp(known[i], key))
			i++;
		if (!known[i])
			unknown_key(r, where, key);
	}
}

/* A number from 0 to @max, or -1 after an error */
static long long get_number(struct reader *r, const json_t *o, const char *where, const char *key,
			    long long max)
{
	const json_t *j = json_object_get(o, key);

	if (json_is_integer(j) && json_integer_value(j) >= 0 && json_integer_value(j) <= max)
		return json_integer_value(j);
	fail(r, "%s.%s is not a number from 0 to %lld", where, key, max);
	return -1;
}

/* The text at @key, NULL if there is none; a wrong type is an error. */
static const char *get_string(struct reader *r, const json_t *o, const char *where, const char *key)
{
	const json_t *j = json_object_get(o, key);

	if (!j)
		return NULL;
	if (!json_is_string(j)) {
		fail(r, "%s.%s is not a string", where, key);
		return NULL;
	}
	return json_string_value(j);
}

/* As the schema has it: with 0x, always */
static bool parse_hex(const char *s, uint64_t *num)
{
	return s[0] == '0' && s[1] == 'x' && ns_parse_hex(s, num);
}

static bool read_content(struct reader *r, const json_t *j, const char *where,
			 enum ns_fact_type type, enum ns_source source, struct ns_value *v)
{
	uint64_t num;

	switch (type) {
	case NS_TYPE_TEXT:
		if (!json_is_string(j))
			return fail(r, "%s.value is not a string", where);
		if (json_string_length(j) > NS_TEXT_MAX)
			return fail(r, "%s.value is longer than %d KiB", where, NS_TEXT_MAX >> 10);
		ns_value_text(v, source, json_string_value(j));
		return true;
	case NS_TYPE_BOOL:
		if (!json_is_boolean(j))
			return fail(r, "%s.value is not true or false", where);
		ns_value_num(v, source, json_is_true(j));
		return true;
	case NS_TYPE_NUM:
		if (!json_is_integer(j) || json_integer_value(j) < 0)
			return fail(r, "%s.value is not a number of 0 or more", where);
		ns_value_num(v, source, json_integer_value(j));
		return true;
	case NS_TYPE_HEX:
		break;
	}
	if (!json_is_string(j) || !parse_hex(json_string_value(j), &num))
		return fail(r, "%s.value is not a string \"0x...\" of up to 64 bits", where);
	ns_value_num(v, source, num);
	return true;
}

static const char *const value_keys[] = { "state", "value", "why", "source", NULL };
static const char *const register_keys[] = { "state", "value", "why", "source", "bits", "known", NULL };
/* Those of a note and of a register that differs are values too. */
static const char *const note_keys[] = { "state", "value", "why", "source", "hint", NULL };
static const char *const differ_keys[] = { "state", "value", "why", "source", "cpu", "register", NULL };

static bool read_value(struct reader *r, const json_t *j, const char *where,
		       enum ns_fact_type type, struct ns_value *v)
{
	const char *state, *why, *source_name;
	enum ns_source source = NS_SOURCE_NONE;
	int st;

	if (!json_is_object(j))
		return fail(r, "%s is not an object", where);
	state = get_string(r, j, where, "state");
	why = get_string(r, j, where, "why");
	source_name = get_string(r, j, where, "source");
	if (r->error)
		return false;
	if (!state)
		return fail(r, "%s has no state", where);
	st = ns_state_from_name(state);
	if (st < 0)
		return fail(r, "%s.state \"%.32s\" is not one of value, absent, unreadable, not-asked",
			    where, state);
	if (source_name) {
		source = ns_source_from_name(source_name);
		if (source == NS_SOURCE_NONE)
			unknown_key(r, where, source_name);
	}
	if (st != NS_VALUE) {
		if (why)
			ns_value_not(v, source, st, "%s", why);
		else
			ns_value_not(v, source, st, NULL);
		return true;
	}
	j = json_object_get(j, "value");
	return j ? read_content(r, j, where, type, source, v) : fail(r, "%s has no value", where);
}

/* What is known of a register that was not read */
static bool read_bits(struct reader *r, const json_t *j, const char *where, enum ns_reg reg, struct ns_value *v)
{
	uint64_t most = ns_registers[reg].kind == NS_KIND_CPUID ? UINT32_MAX : UINT64_MAX, bits, known;
	const char *bits_text = get_string(r, j, where, "bits"), *known_text = get_string(r, j, where, "known");

	if (r->error)
		return false;
	if (!bits_text && !known_text)
		return true;
	if (ns_has(v) || v->state == NS_ABSENT || !bits_text || !known_text)
		return fail(r, "%s: bits and known go together, and with no value", where);
	if (!parse_hex(bits_text, &bits) || !parse_hex(known_text, &known) || known > most || !known || bits & ~known)
		return fail(r, "%s: bits \"%.20s\" of known \"%.20s\"", where, bits_text, known_text);
	ns_value_bits(v, v->source, bits, known);
	return true;
}

static bool read_registers(struct reader *r, const json_t *root, enum ns_view view,
			   struct ns_snapshot *s)
{
	const json_t *section = json_object_get(root, view_keys[view]);
	json_t *regs = json_object_get(section, "registers");
	const char *key;
	char where[96];
	json_t *j;

	if (section && !json_is_object(section))
		return fail(r, "%s is not an object", view_keys[view]);
	if (!regs)
		return true;
	if (!json_is_object(regs))
		return fail(r, "%s.registers is not an object", view_keys[view]);
	json_object_foreach(regs, key, j) {
		enum ns_reg reg = ns_reg_find(key);

		snprintf(where, sizeof(where), "%s.registers.%.48s", view_keys[view], key);
		if (reg == NS_REG_NONE)
			unknown_key(r, view_keys[view], key);
		else if (!read_value(r, j, where, NS_TYPE_HEX, &s->view[view][reg]) ||
			 !read_bits(r, j, where, reg, &s->view[view][reg]))
			return false;
		else
			note_unknown(r, j, where, register_keys);
	}
	return true;
}

/* Keys of a section of facts that are no facts */
static bool is_other_key(const char *section, const char *key)
{
	return (!strcmp(section, "cpu") && (!strcmp(key, "registers") || !strcmp(key, "differ"))) ||
	       (!strcmp(section, "kvm_offer") && !strcmp(key, "registers"));
}

static bool is_fact(const char *section, const char *key)
{
	for (int i = 0; i < NS_FACT_COUNT; i++)
		if (!strcmp(ns_facts[i].section, section) && !strcmp(ns_facts[i].name, key))
			return true;
	return false;
}

/* A newer version's facts and sections */
static void note_unknown_facts(struct reader *r, const json_t *root)
{
	static const char *const others[] = { "format", "sources", "hypervisor_leaves", "parameters",
					      "vms", "live", "parent", NULL };
	const char *section, *key;
	json_t *s, *j;

	json_object_foreach((json_t *)root, section, s) {
		bool known = !strcmp(section, view_keys[NS_VIEW_KVM]);
		bool other = false;

		for (size_t i = 0; others[i]; i++)
			other |= !strcmp(others[i], section);
		if (other)
			continue;
		for (int i = 0; i < NS_FACT_COUNT; i++)
			known |= !strcmp(ns_facts[i].section, section);
		if (!known) {
			unknown_key(r, "", section);
			continue;
		}
		json_object_foreach(s, key, j)
			if (!is_fact(section, key) && !is_other_key(section, key))
				unknown_key(r, section, key);
	}
}

static bool read_facts(struct reader *r, const json_t *root, struct ns_snapshot *s)
{
	char where[96];

	for (int i = 0; i < NS_FACT_COUNT; i++) {
		const struct ns_fact_info *f = &ns_facts[i];
		const json_t *section = json_object_get(root, f->section);
		const json_t *j = json_object_get(section, f->name);

		if (section && !json_is_object(section))
			return fail(r, "%s is not an object", f->section);
		snprintf(where, sizeof(where), "%s.%s", f->section, f->name);
		if (j && !read_value(r, j, where, f->type, &s->fact[i]))
			return false;
		note_unknown(r, j, where, value_keys);
	}
	note_unknown_facts(r, root);
	return true;
}

static bool read_params(struct reader *r, const json_t *root, struct ns_snapshot *s)
{
	json_t *params = json_object_get(root, "parameters"), *module, *j;
	const char *module_name, *name;
	char where[160];

	if (!params)
		return true;
	if (!json_is_object(params))
		return fail(r, "parameters is not an object");
	json_object_foreach(params, module_name, module) {
		if (!json_is_object(module))
			return fail(r, "parameters.%.48s is not an object", module_name);
		json_object_foreach(module, name, j) {
			struct ns_value v = NS_VALUE_INIT;
			bool ok;

			snprintf(where, sizeof(where), "parameters.%.48s.%.48s", module_name, name);
			ok = read_value(r, j, where, NS_TYPE_TEXT, &v);
			if (ok)
				ns_snapshot_add_param(s, module_name, name, &v);
			note_unknown(r, j, where, value_keys);
			ns_value_free(&v);
			if (!ok)
				return false;
		}
	}
	return true;
}

static bool read_differs(struct reader *r, const json_t *root, struct ns_snapshot *s)
{
	const json_t *list = json_object_get(json_object_get(root, "cpu"), "differ");
	char where[48];
	size_t i;
	json_t *j;

	if (list && !json_is_array(list))
		return fail(r, "cpu.differ is not an array");
	json_array_foreach(list, i, j) {
		struct ns_value v = NS_VALUE_INIT;
		long long cpu;
		const char *name;
		enum ns_reg reg;
		bool ok;

		snprintf(where, sizeof(where), "cpu.differ[%zu]", i);
		name = get_string(r, j, where, "register");
		reg = name ? ns_reg_find(name) : NS_REG_NONE;
		cpu = get_number(r, j, where, "cpu", NS_CPU_MAX);
		if (r->error)
			return false;
		if (reg == NS_REG_NONE)
			return fail(r, "%s.register is not a register", where);
		ok = read_value(r, j, where, NS_TYPE_HEX, &v);
		if (ok)
			ns_snapshot_add_differ(s, cpu, reg, &v);
		note_unknown(r, j, where, differ_keys);
		ns_value_free(&v);
		if (!ok)
			return false;
	}
	return true;
}

static bool read_leaves(struct reader *r, const json_t *root, struct ns_snapshot *s)
{
	static const char *const out_names[] = { "eax", "ebx", "ecx", "edx" };
	json_t *leaves = json_object_get(root, "hypervisor_leaves"), *j;
	const char *key;

	if (!leaves)
		return true;
	if (!json_is_object(leaves))
		return fail(r, "hypervisor_leaves is not an object");
	json_object_foreach(leaves, key, j) {
		struct ns_leaf leaf = { 0 };
		uint64_t num;

		if (!parse_hex(key, &num) || num > UINT32_MAX)
			return fail(r, "hypervisor_leaves.%.32s is not a CPUID leaf", key);
		leaf.leaf = num;
		for (int o = 0; o < 4; o++) {
			const char *v = get_string(r, j, key, out_names[o]);

			if (!v || !parse_hex(v, &num) || num > UINT32_MAX)
				return fail(r, "hypervisor_leaves.%.32s.%s is not a string \"0x...\" of 32 bits",
					    key, out_names[o]);
			leaf.out[o] = num;
		}
		ns_snapshot_add_leaf(s, &leaf);
	}
	return true;
}

static bool read_notes(struct reader *r, const json_t *root, struct ns_snapshot *s)
{
	json_t *notes = json_object_get(root, "sources"), *j;
	const char *key;
	char where[64];

	if (!notes)
		return true;
	if (!json_is_object(notes))
		return fail(r, "sources is not an object");
	json_object_foreach(notes, key, j) {
		enum ns_source source = ns_source_from_name(key);
		const char *hint;

		snprintf(where, sizeof(where), "sources.%.32s", key);
		if (source == NS_SOURCE_NONE) {
			unknown_key(r, "sources", key);
			continue;
		}
		hint = get_string(r, j, where, "hint");
		if (!read_value(r, j, where, NS_TYPE_TEXT, &s->notes[source].state))
			return false;
		note_unknown(r, j, where, note_keys);
		free(s->notes[source].hint);
		s->notes[source].hint = hint ? ns_xstrdup(hint) : NULL;
		s->notes[source].state.source = source;
	}
	return true;
}

static bool read_vms(struct reader *r, const json_t *root, struct ns_snapshot *s)
{
	static const char *const vm_keys[] = { "program", "uuid_hash", "name", "accelerator", NULL };
	const json_t *list = json_object_get(root, "vms");
	char where[32];
	size_t i;
	json_t *j;

	if (list && !json_is_array(list))
		return fail(r, "vms is not an array");
	json_array_foreach(list, i, j) {
		const char *program, *name, *hash, *accel;

		snprintf(where, sizeof(where), "vms[%zu]", i);
		program = get_string(r, j, where, "program");
		name = get_string(r, j, where, "name");
		accel = get_string(r, j, where, "accelerator");
		hash = json_is_null(json_object_get(j, "uuid_hash")) ? NULL :
			get_string(r, j, where, "uuid_hash");
		if (r->error)
			return false;
		if (!program)
			return fail(r, "%s has no program", where);
		note_unknown(r, j, where, vm_keys);
		ns_snapshot_add_vm(s, hash, program, name)->accel = accel ? ns_accel_known(accel) : NULL;
	}
	return true;
}

/* The value at @key, which may be missing */
static bool read_member(struct reader *r, const json_t *o, const char *where, const char *key,
			enum ns_fact_type type, struct ns_value *v)
{
	const json_t *j = json_object_get(o, key);
	char place[128];

	snprintf(place, sizeof(place), "%s.%s", where, key);
	if (j)
		note_unknown(r, j, place, value_keys);
	return !j || read_value(r, j, place, type, v);
}

/* The array at @key; an empty one, and true, if it is missing */
static bool get_array(struct reader *r, const json_t *o, const char *where, const char *key,
		      const json_t **list)
{
	*list = json_object_get(o, key);
	if (*list && !json_is_array(*list))
		return fail(r, "%s.%s is not an array", where, key);
	return json_array_size(*list) <= NS_LIST_MAX ||
	       fail(r, "%s.%s has more than %d entries", where, key, NS_LIST_MAX);
}

static bool read_live_vcpus(struct reader *r, const json_t *vm_json, const char *vm_where,
			    struct ns_live_vm *vm)
{
	static const char *const keys[] = { "id", "thread", "guest_mode", NULL };
	const json_t *list;
	char where[80];
	size_t i;
	json_t *j;

	if (!get_array(r, vm_json, vm_where, "vcpus", &list))
		return false;
	json_array_foreach(list, i, j) {
		struct ns_live_vcpu *vcpu = ns_live_add_vcpu(vm);

		snprintf(where, sizeof(where), "%s.vcpus[%zu]", vm_where, i);
		vcpu->id = get_number(r, j, where, "id", NS_VCPU_MAX);
		note_unknown(r, j, where, keys);
		if (r->error || !read_member(r, j, where, "thread", NS_TYPE_NUM, &vcpu->thread) ||
		    !read_member(r, j, where, "guest_mode", NS_TYPE_NUM, &vcpu->guest_mode))
			return false;
	}
	return true;
}

static bool read_live_vm(struct reader *r, const json_t *j, const char *where, struct ns_live_vm *vm)
{
	static const char *const keys[] = { "pid", "fd", "program", "name", "cpu_option", "statistics",
					    "vcpus", NULL };
	const json_t *stats = json_object_get(j, "statistics");
	const char *program = NULL, *name;

	vm->pid = get_number(r, j, where, "pid", NS_PID_MAX);
	vm->fd = get_number(r, j, where, "fd", NS_FD_MAX);
	if (!json_is_null(json_object_get(j, "program")))
		program = get_string(r, j, where, "program");
	name = get_string(r, j, where, "name");
	note_unknown(r, j, where, keys);
	if (r->error)
		return false;
	vm->program = program ? ns_xstrdup(program) : NULL;
	vm->name = name ? ns_xstrdup(name) : NULL;
	for (int i = 0; i < NS_STAT_COUNT; i++)
		if (!read_member(r, stats, where, ns_live_stats[i], NS_TYPE_NUM, &vm->stat[i]))
			return false;
	return read_member(r, j, where, "cpu_option", NS_TYPE_TEXT, &vm->cpu_option) &&
	       read_live_vcpus(r, j, where, vm);
}

static bool read_live_cpu(struct reader *r, const json_t *j, const char *where, struct ns_live *live)
{
	long long number = get_number(r, j, where, "cpu", NS_CPU_MAX);
	struct ns_live_cpu *cpu;

	if (r->error)
		return false;
	cpu = ns_live_add_cpu(live, number);
	for (int f = 0; f < NS_LIVE_FLAG_COUNT; f++)
		if (!read_member(r, j, where, ns_live_flags[f].key, live_flag_type(f), &cpu->flag[f]))
			return false;
	return true;
}

static bool read_vmread(struct reader *r, const json_t *live_json, struct ns_live *live)
{
	const json_t *vmread = json_object_get(live_json, "vmread_timing"), *list;
	char where[48];
	size_t i;
	json_t *j;

	if (!vmread)
		return true;
	if (!json_is_object(vmread))
		return fail(r, "live.vmread_timing is not an object");
	if (!read_member(r, vmread, "live.vmread_timing", "on", NS_TYPE_BOOL, &live->vmread_timing) ||
	    !get_array(r, vmread, "live.vmread_timing", "cpus", &list))
		return false;
	json_array_foreach(list, i, j) {
		struct ns_vmread_cpu *cpu;
		long long number;

		snprintf(where, sizeof(where), "live.vmread_timing.cpus[%zu]", i);
		number = get_number(r, j, where, "cpu", NS_CPU_MAX);
		if (r->error)
			return false;
		cpu = ns_live_add_vmread(live, number);
		for (int n = 0; n < NS_VMREAD_NUM_COUNT; n++)
			if (!read_member(r, j, where, ns_vmread_nums[n], NS_TYPE_NUM, &cpu->num[n]))
				return false;
	}
	return true;
}

static bool read_live(struct reader *r, const json_t *root, struct ns_snapshot *s)
{
	const json_t *live = json_object_get(root, "live"), *list;
	char where[48];
	size_t i;
	json_t *j;

	if (!live)
		return true;
	if (!json_is_object(live))
		return fail(r, "live is not an object");
	s->live = ns_live_new();
	for (i = 0; i < LIVE_VALUE_COUNT; i++)
		if (!read_member(r, live, "live", live_values[i].key, live_values[i].type,
				 (void *)((char *)s->live + live_values[i].offset)))
			return false;
	if (!get_array(r, live, "live", "vms", &list))
		return false;
	json_array_foreach(list, i, j) {
		snprintf(where, sizeof(where), "live.vms[%zu]", i);
		if (!read_live_vm(r, j, where, ns_live_add_vm(s->live)))
			return false;
	}
	if (!get_array(r, live, "live", "cpus", &list))
		return false;
	json_array_foreach(list, i, j) {
		snprintf(where, sizeof(where), "live.cpus[%zu]", i);
		if (!read_live_cpu(r, j, where, s->live))
			return false;
	}
	return read_vmread(r, live, s->live);
}

/* Is this a snapshot at all, and of a format that can be read? */
static bool read_format(struct reader *r, const json_t *root, struct ns_snapshot *s, char **note)
{
	const json_t *format = json_object_get(root, "format");
	const json_t *version = json_object_get(format, "version");
	const char *name = get_string(r, format, "format", "name");

	if (r->error)
		return false;
	if (!name || strcmp(name, "nestscope-snapshot"))
		return fail(r, "not a nestscope snapshot (format.name is not \"nestscope-snapshot\")");
	if (!json_is_integer(version) || json_integer_value(version) < 1)
		return fail(r, "format.version is not a number of 1 or more");
	s->format = json_integer_value(version);
	if (json_integer_value(version) > NS_SNAPSHOT_FORMAT && !*note)
		*note = ns_xasprintf("%s: format %" JSON_INTEGER_FORMAT
				     " is newer than this nestscope (%d): what it does not know is left out",
				     r->name, json_integer_value(version), NS_SNAPSHOT_FORMAT);
	return true;
}

static bool read_all(struct reader *r, const json_t *root, struct ns_snapshot *s, char **note);

/* Layers below layers: jansson stops at 2048 levels of nesting, this far earlier. */
static bool read_parent(struct reader *r, const json_t *root, struct ns_snapshot *s, char **note)
{
	const json_t *parent = json_object_get(root, "parent");

	if (!parent)
		return true;
	if (r->depth == NS_SNAPSHOT_MAX_LAYERS)
		return fail(r, "parent: more than %d layers, one within the other",
			    NS_SNAPSHOT_MAX_LAYERS);
	r->depth++;
	s->parent = ns_snapshot_new();
	return read_all(r, parent, s->parent, note);
}

static bool read_all(struct reader *r, const json_t *root, struct ns_snapshot *s, char **note)
{
	if (!json_is_object(root))
		return fail(r, "not a nestscope snapshot (not a JSON object)");
	return read_format(r, root, s, note) && read_notes(r, root, s) && read_facts(r, root, s) &&
	       read_leaves(r, root, s) && read_params(r, root, s) && read_vms(r, root, s) &&
	       read_live(r, root, s) &&
	       read_registers(r, root, NS_VIEW_CPU, s) && read_registers(r, root, NS_VIEW_KVM, s) &&
	       read_differs(r, root, s) && read_parent(r, root, s, note);
}

static struct ns_snapshot *from_plain_text(const char *text, size_t size, const char *name,
					   char **error, char **note)
{
	struct reader r = { .name = name };
	struct ns_snapshot *s;
	json_t *root = ns_json_parse(text, size, name, error);

	if (!root)
		return NULL;
	s = ns_snapshot_new();
	if (!read_all(&r, root, s, note)) {
		ns_snapshot_free(s);
		s = NULL;
		/* What a newer format may have changed is no damage. */
		*error = *note ? ns_xasprintf("%s; %s", r.error, *note) : ns_xstrdup(r.error);
		free(*note);
		*note = NULL;
	} else if (r.unknown && !*note) {
		*note = ns_xasprintf("%s: %zu key%s not known to this nestscope, left out (first: %s)",
				     name, r.unknown_count, r.unknown_count == 1 ? "" : "s", r.unknown);
	}
	free(r.error);
	free(r.unknown);
	json_decref(root);
	return s;
}

struct ns_snapshot *ns_snapshot_from_text(const char *text, size_t size, const char *name,
					  char **error, char **note)
{
	struct ns_snapshot *s = NULL;
	char *unpacked = NULL;
	const char *why;

	*error = *note = NULL;
	if (size > NS_SNAPSHOT_MAX_SIZE) {
		*error = ns_xasprintf("%s: too large: over %d MiB, which no snapshot is", name,
				      NS_SNAPSHOT_MAX_SIZE >> 20);
		return NULL;
	}
	if (ns_is_packed(text, size)) {
		text = unpacked = ns_unpack(text, size, NS_SNAPSHOT_MAX_SIZE, &size, &why);
		if (!text)
			*error = ns_xasprintf("%s: not readable as gzip: %s", name, why);
	}
	if (text)
		s = from_plain_text(text, size, name, error, note);
	free(unpacked);
	return s;
}
