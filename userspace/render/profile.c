// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/profile.h"

#include <stdlib.h>
#include <string.h>

#include "analysis/check.h"
#include "render/check.h"
#include "render/finding.h"
#include "render/markup.h"
#include "util/alloc.h"
#include "util/json.h"

/* ---- the VM ---- */

static const struct ns_profile *profile_of(const struct ns_fitness *f)
{
	return &ns_profiles[f->profile];
}

static void write_cpu(FILE *out, const struct ns_fitness *f)
{
	fputs("host", out);
	for (const struct ns_without *w = ns_without_next(f->profile, NULL); w; w = ns_without_next(f->profile, w))
		fprintf(out, ",%s=off", w->feature);
	for (const struct ns_enlightenment *e = ns_enlightenment_next(f->profile, f->isa, NULL); e;
	     e = ns_enlightenment_next(f->profile, f->isa, e))
		fprintf(out, ",%s", e->qemu);
}

char *ns_profile_qemu(const struct ns_fitness *f)
{
	const struct ns_profile *p = profile_of(f);
	size_t size;
	char *text;
	FILE *out = ns_xmemstream(&text, &size);

	fprintf(out, "qemu-system-x86_64 -machine %s,accel=kvm -cpu ", p->machine);
	write_cpu(out, f);
	fprintf(out, " -smp %u -m %u -drive file=disk.qcow2,if=%s -nic user,model=%s", p->cpus, p->memory,
		/* On q35 QEMU's if=ide is its SATA. */
		strcmp(p->disk, "virtio") ? "ide" : "virtio", p->nic);
	ns_xclose(out);
	return text;
}

static void write_features(FILE *out, const struct ns_fitness *f)
{
	const struct ns_enlightenment *e = ns_enlightenment_next(f->profile, f->isa, NULL);

	fputs("  <features>\n    <acpi/>\n    <apic/>\n", out);
	if (e)
		fputs("    <hyperv mode='custom'>\n", out);
	for (const struct ns_enlightenment *i = e; i; i = ns_enlightenment_next(f->profile, f->isa, i))
		if (*i->libvirt)
			fprintf(out, "      %s\n", i->libvirt);
	if (e)
		fputs("    </hyperv>\n", out);
	fputs("  </features>\n", out);
	fputs("  <cpu mode='host-passthrough' migratable='off'>\n", out);
	for (const struct ns_without *w = ns_without_next(f->profile, NULL); w; w = ns_without_next(f->profile, w))
		fprintf(out, "    <feature policy='disable' name='%s'/>\n", w->feature);
	fputs("  </cpu>\n", out);
	if (e)
		fputs("  <clock offset='localtime'>\n    <timer name='hypervclock' present='yes'/>\n  </clock>\n", out);
}

/* What libvirt calls QEMU's network devices */
static const char *libvirt_nic(const char *nic)
{
	return strcmp(nic, "virtio-net-pci") ? nic : "virtio";
}

char *ns_profile_domain(const struct ns_fitness *f)
{
	static const struct {
		const char *bus, *name;
	} targets[] = { { "virtio", "vda" }, { "sata", "sda" }, { "ide", "hda" } };
	const struct ns_profile *p = profile_of(f);
	const char *name = targets[0].name;
	size_t size;
	char *text;
	FILE *out = ns_xmemstream(&text, &size);

	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (!strcmp(targets[i].bus, p->disk))
			name = targets[i].name;
	fprintf(out, "<domain type='kvm'>\n  <name>%s</name>\n  <memory unit='MiB'>%u</memory>\n  <vcpu>%u</vcpu>\n",
		p->code, p->memory, p->cpus);
	fprintf(out, "  <os>\n    <type arch='x86_64' machine='%s'>hvm</type>\n  </os>\n", p->machine);
	write_features(out, f);
	fprintf(out, "  <devices>\n    <disk type='file' device='disk'>\n      <driver name='qemu' type='qcow2'/>\n"
		"      <source file='/var/lib/libvirt/images/%s.qcow2'/>\n      <target dev='%s' bus='%s'/>\n    </disk>\n",
		p->code, name, p->disk);
	fprintf(out, "    <interface type='user'>\n      <model type='%s'/>\n    </interface>\n"
		"    <graphics type='vnc' autoport='yes'/>\n  </devices>\n</domain>", libvirt_nic(p->nic));
	ns_xclose(out);
	return text;
}

/* ---- text ---- */

static bool shown(const struct ns_finding *f, bool quiet)
{
	return !quiet || ns_verdict_of(f) != NS_PASS;
}

/* The verdict is not one of a check: a hypervisor that is not fully known never passes. */
static const char *verdict_word(const struct ns_fitness *f)
{
	return f->verdict->code == NS_FOUND_PROFILE_RUNS ? "PASS" :
	       f->verdict->code == NS_FOUND_PROFILE_RUNS_NOT ? "FAIL" :
	       f->verdict->code == NS_FOUND_PROFILE_NOT_KNOWN ? "not fully known" :
	       f->verdict->code == NS_FOUND_PROFILE_OTHER_ARCH ? "cannot tell" : "not read";
}

static void print_demand(const struct ns_out *out, const struct ns_demand *d)
{
	enum ns_verdict verdict = ns_verdict_of(d->finding);
	char *text = ns_finding_text(d->finding);

	ns_print_item(out, ns_verdict_name(verdict), ns_verdict_tone(verdict), "%s", text);
	if (verdict != NS_PASS)
		ns_finding_print_remedy(out, "", "-> ", d->finding);
	free(text);
}

/* Demands of one source stand below it. */
static void print_demands(const struct ns_out *out, const struct ns_fitness *f, bool quiet)
{
	const char *source = NULL;

	for (size_t i = 0; i < f->count; i++) {
		const struct ns_demand *d = &f->demands[i];

		if (!shown(d->finding, quiet))
			continue;
		if (!source || strcmp(source, d->source))
			ns_print(out, NS_TONE_DIM, "by %s\n", d->source);
		source = d->source;
		print_demand(out, d);
	}
}

static void print_vm(const struct ns_out *out, const struct ns_fitness *f)
{
	char *qemu = ns_profile_qemu(f), *domain = ns_profile_domain(f);
	char *title = ns_xasprintf("A VM for %s", profile_of(f)->guest);

	ns_print_gap(out);
	ns_print_head(out, title, NS_TONE_PLAIN, NULL);
	for (const struct ns_besides *b = ns_besides_next(f->profile, NULL); b; b = ns_besides_next(f->profile, b))
		ns_print_item(out, "besides", NS_TONE_PLAIN, "%s (%s)", b->text, b->source);
	ns_print_gap(out);
	ns_print_head(out, "QEMU", NS_TONE_PLAIN, NULL);
	ns_print_lines(out, qemu);
	ns_print_gap(out);
	ns_print_head(out, "libvirt", NS_TONE_PLAIN, NULL);
	ns_print_lines(out, domain);
	free(title);
	free(qemu);
	free(domain);
}

void ns_fitness_print(const struct ns_out *out, const struct ns_fitness *f, bool quiet)
{
	char *verdict = ns_finding_text(f->verdict);

	if (!quiet || f->verdict->code != NS_FOUND_PROFILE_RUNS)
		ns_print_title(out, "%s: %s", verdict_word(f), verdict);
	print_demands(out, f, quiet);
	if (!quiet && ns_fitness_has_vm(f))
		print_vm(out, f);
	free(verdict);
}

void ns_fitness_print_markdown(const struct ns_out *out, const struct ns_fitness *f, bool quiet)
{
	char *verdict = ns_finding_text(f->verdict), *domain = ns_profile_domain(f), *qemu = ns_profile_qemu(f);

	ns_markup(out, "**%s**: %s\n\n| | demanded | to change | by |\n|---|---|---|---|\n", verdict_word(f), verdict);
	for (size_t i = 0; i < f->count; i++) {
		const struct ns_finding *d = f->demands[i].finding;
		char *text, *remedy;

		if (!shown(d, quiet))
			continue;
		text = ns_finding_text(d);
		remedy = ns_verdict_of(d) == NS_PASS ? NULL : ns_finding_remedy(d);
		ns_markup(out, "| %s | %s | %s | %s |\n", ns_verdict_name(ns_verdict_of(d)), text, remedy ?: "",
			  f->demands[i].source);
		free(text);
		free(remedy);
	}
	if (!quiet && ns_fitness_has_vm(f)) {
		ns_markup(out, "\nA VM for %s\n\n", profile_of(f)->guest);
		for (const struct ns_besides *b = ns_besides_next(f->profile, NULL); b; b = ns_besides_next(f->profile, b))
			ns_markup(out, "- %s (%s)\n", b->text, b->source);
		ns_markup(out, "- %s\n", qemu);
		ns_print_lines(out, domain);
	}
	free(verdict);
	free(domain);
	free(qemu);
}

/* ---- JSON ---- */

static json_t *demands_json(const struct ns_fitness *f, bool quiet)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < f->count; i++) {
		const struct ns_demand *d = &f->demands[i];

		if (shown(d->finding, quiet))
			ns_json_append(list, ns_json_pack("{s:s, s:s, s:o}", "verdict",
				ns_verdict_name(ns_verdict_of(d->finding)), "source", d->source,
				"found", ns_finding_to_json(d->finding)));
	}
	return list;
}

static json_t *vm_json(const struct ns_fitness *f)
{
	char *qemu = ns_profile_qemu(f), *domain = ns_profile_domain(f);
	json_t *besides = ns_json_array(), *j;

	for (const struct ns_besides *b = ns_besides_next(f->profile, NULL); b; b = ns_besides_next(f->profile, b))
		ns_json_append(besides, ns_json_pack("{s:s, s:s}", "text", b->text, "source", b->source));
	j = ns_json_pack("{s:s, s:o, s:o, s:o}", "guest", profile_of(f)->guest, "besides", besides,
			 "qemu", ns_json_string(qemu), "libvirt", ns_json_string(domain));
	free(qemu);
	free(domain);
	return j;
}

json_t *ns_fitness_to_json(const struct ns_fitness *f, bool quiet)
{
	const struct ns_profile *p = profile_of(f);
	json_t *j = ns_json_pack("{s:{s:s, s:i}, s:s, s:s, s:s, s:s, s:b, s:s, s:o, s:o}",
		"format", "name", "nestscope-check", "version", 1, "nestscope", NS_VERSION,
		"for", p->code, "title", p->title, "where", f->view == NS_VIEW_KVM ? "vm" : "here",
		"fully_known", p->fully_known, "source", p->source,
		"verdict", ns_finding_to_json(f->verdict), "demands", demands_json(f, quiet));

	if (ns_fitness_has_vm(f))
		ns_json_set(j, "vm", vm_json(f));
	return j;
}
