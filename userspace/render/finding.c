// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/finding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "render/bit.h"
#include "util/alloc.h"
#include "util/json.h"

enum ns_tone ns_answer_tone(enum ns_yesno yes)
{
	return yes == NS_YES ? NS_TONE_GOOD : yes == NS_NO ? NS_TONE_BAD : NS_TONE_WARN;
}

const char *ns_component_title(enum ns_component component)
{
	static const char *const titles[NS_COMPONENT_COUNT] = {
		[NS_COMPONENT_NONE] = "nothing",
		[NS_COMPONENT_CPU] = "the CPU",
		[NS_COMPONENT_FIRMWARE] = "the firmware",
		[NS_COMPONENT_KERNEL] = "the kernel",
		[NS_COMPONENT_KVM] = "KVM",
		[NS_COMPONENT_PERMISSION] = "the permissions of /dev/kvm",
		[NS_COMPONENT_CPU_MODEL] = "the VM's CPU model",
		[NS_COMPONENT_KVM_OR_CPU_MODEL] = "KVM or the VM's CPU model",
		[NS_COMPONENT_BELOW] = "the layer below",
		[NS_COMPONENT_UNKNOWN] = "unknown",
	};

	return titles[component];
}

const char *ns_bit_searchable(const struct ns_bit *bit)
{
	return *bit->flag ? bit->flag : *bit->qemu ? bit->qemu : bit->name;
}

/* "IA32_VMX_MISC bit 5"; to be freed */
static char *place(const struct ns_bit *bit)
{
	char text[64];

	return ns_xstrdup(ns_bit_place(bit, text, sizeof(text)));
}

/* The text of "{name}", NULL if it is not set; to be freed */
static char *value_of(const struct ns_finding *f, const char *name, size_t len)
{
	static const struct {
		const char *name;
		const char *(*get)(const struct ns_bit *bit);
	} names[] = {
		{ "bit.short", ns_bit_searchable },
		{ "bit.linux", ns_kernel_name },
	};
	const struct ns_bit *bit = f->bit;
	char *text = NULL, *key = ns_xasprintf("%.*s", (int)len, name);
	const char *found = ns_finding_get(f, key);

	if (found)
		text = ns_xstrdup(found);
	else if (!strcmp(key, "cause") && f->cause)
		text = ns_finding_text(f->cause);
	else if (!strcmp(key, "layer") && f->layer)
		text = ns_xstrdup(f->layer);
	else if (bit && !strcmp(key, "bit"))
		text = ns_xstrdup(bit->name);
	else if (bit && !strcmp(key, "bit.place"))
		text = place(bit);
	else if (bit && !strcmp(key, "bit.qemu") && *bit->qemu)
		text = ns_xstrdup(bit->qemu);
	else if (bit && !strcmp(key, "bit.libvirt") && *ns_libvirt_name(bit))
		text = ns_xstrdup(ns_libvirt_name(bit));
	for (size_t i = 0; bit && !text && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(key, names[i].name) && *names[i].get(bit))
			text = ns_xstrdup(names[i].get(bit));
	free(key);
	return text;
}

static const char *fill(FILE *out, const struct ns_finding *f, const char *text, bool shown);

/*
 * What is between braces, @text behind the opening one; returns where the text
 * goes on. A condition that does not hold is read and not shown.
 */
static const char *fill_braces(FILE *out, const struct ns_finding *f, const char *text, bool shown)
{
	bool condition = *text == '?' || *text == '!', wanted = *text == '?';
	const char *name = text + condition;
	size_t len = strcspn(name, condition ? ":" : "}");
	char *value = value_of(f, name, len);

	text = name + len + 1;
	if (condition)
		text = fill(out, f, text, shown && wanted == !!value);
	else if (shown)
		fputs(value ?: "?", out);
	free(value);
	return text;
}

/* Up to the end, or to the brace that closes a condition; returns what is behind */
static const char *fill(FILE *out, const struct ns_finding *f, const char *text, bool shown)
{
	while (*text && *text != '}') {
		if (*text == '{')
			text = fill_braces(out, f, text + 1, shown);
		else if (shown)
			fputc(*text++, out);
		else
			text++;
	}
	return *text ? text + 1 : text;
}

static char *filled(const struct ns_finding *f, const char *template)
{
	char *text = NULL;
	size_t size;
	FILE *out = ns_xmemstream(&text, &size);

	fill(out, f, template, true);
	ns_xclose(out);
	return text;
}

static const char *outline(FILE *out, const char *text);

/* What is between braces, @text behind the opening one; returns where the text goes on. */
static const char *outline_braces(FILE *out, const char *text)
{
	bool condition = *text == '?' || *text == '!';
	const char *name = text + condition;
	size_t len = strcspn(name, condition ? ":" : "}");

	if (!condition) {
		fprintf(out, "<%.*s>", (int)strcspn(name, ".}"), name);
		return name + len + 1;
	}
	fputc('[', out);
	text = outline(out, name + len + 1);
	/* "{?name:...}{!name:...}" are alternatives. */
	while (text[0] == '{' && (text[1] == '?' || text[1] == '!') && !strncmp(text + 2, name, len + 1)) {
		fputs(" | ", out);
		text = outline(out, text + 2 + len + 1);
	}
	fputc(']', out);
	return text;
}

/* Up to the end, or to the brace that closes a condition; returns what is behind */
static const char *outline(FILE *out, const char *text)
{
	while (*text && *text != '}') {
		if (*text == '{')
			text = outline_braces(out, text + 1);
		else
			fputc(*text++, out);
	}
	return *text ? text + 1 : text;
}

char *ns_template_text(const char *template)
{
	char *text = NULL;
	size_t size;
	FILE *out = ns_xmemstream(&text, &size);

	outline(out, template);
	ns_xclose(out);
	return text;
}

char *ns_finding_text(const struct ns_finding *f)
{
	return filled(f, ns_finding_rows[f->code].text);
}

/* The finding whose remedy helps against @f */
static const struct ns_finding *remedied(const struct ns_finding *f)
{
	while (f->remedy == NS_REMEDY_CAUSE && f->cause)
		f = f->cause;
	return f;
}

bool ns_finding_helps(const struct ns_finding *f)
{
	return remedied(f)->remedy != NS_REMEDY_NONE;
}

char *ns_finding_steps(const struct ns_finding *f)
{
	f = remedied(f);
	return f->remedy == NS_REMEDY_NONE ? NULL : filled(f, ns_remedy_rows[f->remedy].text);
}

/* The text with "; " for each end of a step that announces no other; frees @steps */
static char *joined(char *steps)
{
	char *text = ns_xstrdup(""), *rest = steps, *step;

	while ((step = strsep(&rest, "\n"))) {
		size_t n = strlen(text);
		char *longer = ns_xasprintf("%s%s%s", text, !n ? "" : text[n - 1] == ':' ? " " : "; ", step);

		free(text);
		text = longer;
	}
	free(steps);
	return text;
}

char *ns_finding_remedy(const struct ns_finding *f)
{
	char *steps = ns_finding_steps(f);

	return steps ? joined(steps) : NULL;
}

void ns_print_steps(const struct ns_out *out, const char *label, const char *start, const char *steps)
{
	char *copy = ns_xstrdup(steps), *rest = copy, *step;

	while ((step = strsep(&rest, "\n"))) {
		ns_print_item(out, label, NS_TONE_PLAIN, "%s%s", start, step);
		label = start = "";
	}
	free(copy);
}

void ns_finding_print_remedy(const struct ns_out *out, const char *label, const char *start,
			     const struct ns_finding *f)
{
	char *steps = ns_finding_steps(f);

	if (steps)
		ns_print_steps(out, label, start, steps);
	free(steps);
}

static json_t *steps_json(const struct ns_finding *f)
{
	char *steps = ns_finding_steps(f), *rest = steps, *step;
	json_t *all = ns_json_array();

	while ((step = strsep(&rest, "\n")))
		ns_json_append(all, ns_json_string(step));
	free(steps);
	return all;
}

json_t *ns_arguments_to_json(const struct ns_finding *f)
{
	json_t *all = ns_json_object();

	for (size_t i = 0; i < f->argument_count; i++)
		ns_json_set_string(all, f->arguments[i].name, f->arguments[i].text);
	return all;
}

static json_t *evidence_json(const struct ns_finding *f)
{
	json_t *all = ns_json_array();

	for (size_t i = 0; i < f->ground_count; i++) {
		const struct ns_ground *g = &f->grounds[i];
		json_t *one = ns_json_object();

		ns_json_set_string(one, "what", g->what);
		if (g->value)
			ns_json_set_string(one, "value", g->value);
		else
			ns_json_set_string(one, "state", ns_state_name(g->state));
		if (g->source != NS_SOURCE_NONE)
			ns_json_set_string(one, "source", ns_source_name(g->source));
		ns_json_append(all, one);
	}
	return all;
}

static void set_text(json_t *j, const char *key, char *text)
{
	if (text)
		ns_json_set_string(j, key, text);
	free(text);
}

json_t *ns_finding_to_json(const struct ns_finding *f)
{
	json_t *j = ns_json_object(), *remedy;

	ns_json_set_string(j, "finding", ns_finding_code(f));
	ns_json_set_string(j, "severity", ns_severity_name(f->severity));
	if (f->component != NS_COMPONENT_NONE)
		ns_json_set_string(j, "component", ns_component_name(f->component));
	if (f->layer)
		ns_json_set_string(j, "layer", f->layer);
	if (f->bit)
		ns_json_set_bit(j, f->bit);
	if (f->argument_count)
		ns_json_set(j, "arguments", ns_arguments_to_json(f));
	if (f->ground_count)
		ns_json_set(j, "evidence", evidence_json(f));
	set_text(j, "text", ns_finding_text(f));
	if (f->cause)
		ns_json_set(j, "cause", ns_finding_to_json(f->cause));
	if (remedied(f)->remedy != NS_REMEDY_NONE) {
		remedy = ns_json_object();
		ns_json_set_string(remedy, "code", ns_remedy_rows[remedied(f)->remedy].code);
		set_text(remedy, "text", ns_finding_remedy(f));
		ns_json_set(remedy, "steps", steps_json(f));
		ns_json_set(j, "remedy", remedy);
	}
	return j;
}

json_t *ns_findings_to_json(const struct ns_findings *all)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < all->count; i++)
		ns_json_append(list, ns_finding_to_json(all->list[i]));
	return list;
}
