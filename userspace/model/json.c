// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/json.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/json.h"
#include "util/text.h"
#include "model/codec.h"
#include "model/limits.h"
#include "model/pack.h"
#include "model/vmm.h"

#define OBJECT(rows) { rows, sizeof(rows) / sizeof((rows)[0]) }

/* Rows of a struct: the key is the name of the member. */
#define VALUE(struct_, member_, type_) \
	{ .key = #member_, .kind = NS_MEMBER_VALUE, .type = NS_TYPE_##type_, \
	  .offset = offsetof(struct struct_, member_) }
#define TEXT(struct_, member_, flags_) \
	{ .key = #member_, .kind = NS_MEMBER_TEXT, .flags = flags_, .offset = offsetof(struct struct_, member_) }
#define UINT(struct_, member_, max_) \
	{ .key = #member_, .kind = NS_MEMBER_UINT, .max = max_, .offset = offsetof(struct struct_, member_) }
/* An array, its count and what an element is */
#define ELEMENTS(struct_, array_, count_, element_, max_, of_) \
	.offset = offsetof(struct struct_, array_), .count = offsetof(struct struct_, count_), \
	.size = sizeof(struct element_), .max = max_, .of = &(of_)

/* ---- a layer's registers, sources and CPUID leaves ---- */

static const struct ns_member register_rows[] = {
#define REGISTER(id, digits_) \
	{ .key = #id, .kind = NS_MEMBER_VALUE, .flags = NS_MEMBER_BITS, .type = NS_TYPE_HEX, \
	  .digits = digits_, .offset = NS_REG_##id * sizeof(struct ns_value) },
#define NS_MSR(id, ...) REGISTER(id, 16)
#define NS_CPUID(id, ...) REGISTER(id, 8)
#include "nestscope/registers.h"
};

static const struct ns_object registers_object = OBJECT(register_rows);

static const struct ns_member note_rows[] = {
	{ .kind = NS_MEMBER_SELF, .flags = NS_MEMBER_NO_SOURCE, .type = NS_TYPE_TEXT,
	  .offset = offsetof(struct ns_source_note, state) },
	TEXT(ns_source_note, hint, 0),
};

static const struct ns_object note_object = OBJECT(note_rows);

static const struct ns_member source_rows[] = {
#define NS_SOURCE(id, name, title) \
	{ .key = name, .kind = NS_MEMBER_OBJECT, .of = &note_object, \
	  .offset = NS_SOURCE_##id * sizeof(struct ns_source_note) },
	NS_SOURCES
#undef NS_SOURCE
};

static const struct ns_object sources_object = OBJECT(source_rows);

static const struct ns_member difference_rows[] = {
	{ .kind = NS_MEMBER_SELF, .flags = NS_MEMBER_OF_REG, .type = NS_TYPE_HEX,
	  .offset = offsetof(struct ns_difference, value), .reg = offsetof(struct ns_difference, reg) },
	UINT(ns_difference, cpu, NS_CPU_MAX),
	{ .key = "register", .kind = NS_MEMBER_REG, .offset = offsetof(struct ns_difference, reg) },
};

static const struct ns_object difference_object = OBJECT(difference_rows);

static const struct ns_member leaf_rows[] = {
	{ .kind = NS_MEMBER_KEY_HEX, .offset = offsetof(struct ns_leaf, leaf) },
#define OUT(key_, out_) \
	{ .key = key_, .kind = NS_MEMBER_HEX32, .offset = offsetof(struct ns_leaf, out[NS_OUT_##out_]) }
	OUT("eax", EAX), OUT("ebx", EBX), OUT("ecx", ECX), OUT("edx", EDX),
};

static const struct ns_object leaf_object = OBJECT(leaf_rows);

static const struct ns_member param_rows[] = {
	{ .kind = NS_MEMBER_KEY_TEXT, .offset = offsetof(struct ns_param, module) },
	{ .kind = NS_MEMBER_KEY_TEXT, .offset = offsetof(struct ns_param, name) },
	{ .kind = NS_MEMBER_SELF, .type = NS_TYPE_TEXT, .offset = offsetof(struct ns_param, value) },
};

static const struct ns_object param_object = OBJECT(param_rows);

static const struct ns_member vm_rows[] = {
	TEXT(ns_vm, program, NS_MEMBER_NEEDED),
	TEXT(ns_vm, uuid_hash, NS_MEMBER_NULLABLE),
	TEXT(ns_vm, name, 0),
	{ .key = "accelerator", .kind = NS_MEMBER_WORD, .word = ns_accel_known,
	  .offset = offsetof(struct ns_vm, accel) },
};

static const struct ns_object vm_object = OBJECT(vm_rows);

/* ---- what ran when it was taken ---- */

static const struct ns_member statistics_rows[] = {
#define NS_LIVE_STAT(id, name) \
	{ .key = name, .kind = NS_MEMBER_VALUE, .type = NS_TYPE_NUM, \
	  .offset = NS_STAT_##id * sizeof(struct ns_value) },
	NS_LIVE_STATS
#undef NS_LIVE_STAT
};

static const struct ns_object statistics_object = OBJECT(statistics_rows);

static const struct ns_member vcpu_rows[] = {
	UINT(ns_live_vcpu, id, NS_VCPU_MAX),
	VALUE(ns_live_vcpu, thread, NUM),
	VALUE(ns_live_vcpu, guest_mode, NUM),
};

static const struct ns_object vcpu_object = OBJECT(vcpu_rows);

static const struct ns_member live_vm_rows[] = {
	UINT(ns_live_vm, pid, NS_PID_MAX),
	UINT(ns_live_vm, fd, NS_FD_MAX),
	TEXT(ns_live_vm, program, NS_MEMBER_NULLABLE),
	TEXT(ns_live_vm, name, 0),
	VALUE(ns_live_vm, cpu_option, TEXT),
	{ .key = "statistics", .kind = NS_MEMBER_OBJECT, .of = &statistics_object,
	  .offset = offsetof(struct ns_live_vm, stat) },
	{ .key = "vcpus", .kind = NS_MEMBER_LIST,
	  ELEMENTS(ns_live_vm, vcpus, vcpu_count, ns_live_vcpu, NS_LIST_MAX, vcpu_object) },
};

static const struct ns_object live_vm_object = OBJECT(live_vm_rows);

static const struct ns_member live_cpu_rows[] = {
	UINT(ns_live_cpu, cpu, NS_CPU_MAX),
#define NS_LIVE_FLAG(id, key_, type_) \
	{ .key = key_, .kind = NS_MEMBER_VALUE, .type = NS_TYPE_##type_, \
	  .offset = offsetof(struct ns_live_cpu, flag[NS_LIVE_##id]) },
	NS_LIVE_FLAGS
#undef NS_LIVE_FLAG
};

static const struct ns_object live_cpu_object = OBJECT(live_cpu_rows);

static const struct ns_member vmread_cpu_rows[] = {
	UINT(ns_vmread_cpu, cpu, NS_CPU_MAX),
#define NS_VMREAD_NUM(id, key_) \
	{ .key = key_, .kind = NS_MEMBER_VALUE, .type = NS_TYPE_NUM, \
	  .offset = offsetof(struct ns_vmread_cpu, num[NS_VMREAD_##id]) },
	NS_VMREAD_NUMS
#undef NS_VMREAD_NUM
};

static const struct ns_object vmread_cpu_object = OBJECT(vmread_cpu_rows);

/* Only of a module that was told to do the experiment */
static const struct ns_member vmread_rows[] = {
	{ .key = "on", .kind = NS_MEMBER_VALUE, .type = NS_TYPE_BOOL,
	  .offset = offsetof(struct ns_live, vmread_timing) },
	{ .key = "cpus", .kind = NS_MEMBER_LIST,
	  ELEMENTS(ns_live, vmread, vmread_count, ns_vmread_cpu, NS_LIST_MAX, vmread_cpu_object) },
};

static const struct ns_object vmread_object = OBJECT(vmread_rows);

static const struct ns_member live_rows[] = {
	VALUE(ns_live, statistics, TEXT),
	VALUE(ns_live, nested_run, NUM),
	VALUE(ns_live, module, TEXT),
	VALUE(ns_live, live_vmcs, BOOL),
	{ .key = "vms", .kind = NS_MEMBER_LIST,
	  ELEMENTS(ns_live, vms, vm_count, ns_live_vm, NS_LIST_MAX, live_vm_object) },
	{ .key = "cpus", .kind = NS_MEMBER_LIST,
	  ELEMENTS(ns_live, cpus, cpu_count, ns_live_cpu, NS_LIST_MAX, live_cpu_object) },
	{ .key = "vmread_timing", .kind = NS_MEMBER_OBJECT, .flags = NS_MEMBER_IF_ASKED, .of = &vmread_object },
};

static const struct ns_object live_object = OBJECT(live_rows);

/* ---- a layer ---- */

static const char format_name[] = "nestscope-snapshot";

static json_t *write_format(const void *base)
{
	(void)base;
	return ns_json_pack("{s:s, s:i}", "name", format_name, "version", NS_SNAPSHOT_FORMAT);
}

/* Is this a snapshot at all, and of a format that can be read? */
static bool read_format(struct ns_reader *r, const struct ns_place *place, const json_t *j, void *base)
{
	const json_t *name = json_object_get(j, "name"), *version = json_object_get(j, "version");
	struct ns_snapshot *s = base;
	const char *key;
	json_t *member;

	if (name && !json_is_string(name))
		return ns_codec_fail(r, place, ".name is not a string");
	if (!name || strcmp(json_string_value(name), format_name))
		return ns_codec_fail(r, place->up, "%snot a nestscope snapshot (format.name is not \"%s\")",
				     place->up ? ": " : "", format_name);
	if (!json_is_integer(version) || json_integer_value(version) < 1)
		return ns_codec_fail(r, place, ".version is not a number of 1 or more");
	json_object_foreach((json_t *)j, key, member)
		if (member != name && member != version)
			ns_codec_unknown(r, place, key);
	s->format = json_integer_value(version);
	if (s->format > NS_SNAPSHOT_FORMAT && !r->newer)
		r->newer = ns_xasprintf("%s: format %lld is newer than this nestscope (%d): what it does not know is left out",
					r->name, s->format, NS_SNAPSHOT_FORMAT);
	return true;
}

static json_t *write_parent(const void *base)
{
	const struct ns_snapshot *s = base;

	return s->parent ? ns_snapshot_to_json(s->parent) : NULL;
}

static bool read_layer(struct ns_reader *r, const struct ns_place *place, const json_t *j,
		       struct ns_snapshot *s)
{
	if (!json_is_object(j))
		return ns_codec_fail(r, place, "%snot a nestscope snapshot (not a JSON object)",
				     place ? ": " : "");
	if (!ns_codec_read(r, place, j, &ns_snapshot_object, s))
		return false;
	for (int i = 0; i < NS_SOURCE_COUNT; i++)
		s->notes[i].state.source = i;
	return true;
}

/* Layers below layers, as stamps nest */
static bool read_parent(struct ns_reader *r, const struct ns_place *place, const json_t *j, void *base)
{
	struct ns_snapshot *s = base;

	if (r->depth == NS_SNAPSHOT_MAX_LAYERS)
		return ns_codec_fail(r, place, ": more than %d layers, one within the other",
				     NS_SNAPSHOT_MAX_LAYERS);
	r->depth++;
	s->parent = ns_snapshot_new();
	return read_layer(r, place, j, s->parent);
}

/* A part of the snapshot with an object of its own */
#define PART(section_, key_, kind_, member_, of_) \
	{ .section = section_, .key = key_, .kind = NS_MEMBER_##kind_, .of = &(of_), \
	  .offset = offsetof(struct ns_snapshot, member_) }
#define PARTS(section_, key_, kind_, array_, count_, element_, max_, of_) \
	{ .section = section_, .key = key_, .kind = NS_MEMBER_##kind_, \
	  ELEMENTS(ns_snapshot, array_, count_, element_, max_, of_) }

static const struct ns_member snapshot_rows[] = {
	{ .key = "format", .kind = NS_MEMBER_CUSTOM, .flags = NS_MEMBER_NEEDED, .write = write_format,
	  .read = read_format },
	PART(NULL, "sources", OBJECT, notes, sources_object),
#define NS_FACT(id, section_, name_, type_, meaning_, from_) \
	{ .section = section_, .key = name_, .kind = NS_MEMBER_VALUE, .type = NS_TYPE_##type_, \
	  .offset = offsetof(struct ns_snapshot, fact[NS_FACT_##id]) },
#define NS_ARCH_FACT(id, section_, name_, type_, meaning_, from_) \
	{ .section = section_, .key = name_, .kind = NS_MEMBER_VALUE, .type = NS_TYPE_##type_, \
	  .flags = NS_MEMBER_IF_ASKED, .offset = offsetof(struct ns_snapshot, fact[NS_FACT_##id]) },
#include "model/facts.h"
	PARTS(NULL, "hypervisor_leaves", MAP, leaves, leaf_count, ns_leaf, NS_LIST_MAX, leaf_object),
	PARTS(NULL, "parameters", MAP, params, param_count, ns_param, NS_LIST_MAX, param_object),
	PARTS(NULL, "vms", LIST, vms, vm_count, ns_vm, NS_LIST_MAX, vm_object),
	PART("cpu", "registers", OBJECT, view[NS_VIEW_CPU], registers_object),
	PART("kvm_offer", "registers", OBJECT, view[NS_VIEW_KVM], registers_object),
	PARTS("cpu", "differ", LIST, differences, difference_count, ns_difference, 0, difference_object),
	{ .key = "live", .kind = NS_MEMBER_POINTER, .of = &live_object, .size = sizeof(struct ns_live),
	  .offset = offsetof(struct ns_snapshot, live) },
	{ .key = "parent", .kind = NS_MEMBER_CUSTOM, .write = write_parent, .read = read_parent },
};

const struct ns_object ns_snapshot_object = OBJECT(snapshot_rows);

json_t *ns_snapshot_to_json(const struct ns_snapshot *s)
{
	return ns_codec_write(&ns_snapshot_object, s);
}

static struct ns_snapshot *from_plain_text(const char *text, size_t size, const char *name,
					   char **error, char **note)
{
	size_t mark = ns_utf8_mark(text, size);
	struct ns_reader r = { .name = name };
	struct ns_snapshot *s;
	json_t *root = ns_json_parse(text + mark, size - mark, name, error);

	if (!root)
		return NULL;
	s = ns_snapshot_new();
	if (!read_layer(&r, NULL, root, s)) {
		ns_snapshot_free(s);
		s = NULL;
		/* What a newer format may have changed is no damage. */
		*error = r.newer ? ns_xasprintf("%s; %s", r.error, r.newer) : ns_xstrdup(r.error);
		free(r.newer);
	} else if (r.newer) {
		*note = r.newer;
	} else if (r.unknown) {
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
