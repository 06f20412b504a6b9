// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/baseline.h"

#include <stdlib.h>
#include <string.h>

#include "model/arch.h"
#include "render/finding.h"
#include "render/hosts.h"
#include "util/alloc.h"
#include "util/json.h"

/* How many hosts are named of those that lack something; JSON has them all. */
#define HOSTS_NAMED 6

/* Is the feature in what is printed: switched on, or, of the model, off? QEMU may switch VMX and SVM off by itself. */
static bool written(const struct ns_feature *f)
{
	return f->common ? f->in_model != NS_YES || f->bit : f->in_model != NS_NO;
}

char *ns_baseline_qemu(const struct ns_baseline *b)
{
	size_t size;
	char *text;
	FILE *out = ns_xmemstream(&text, &size);

	if (ns_baseline_known(b))
		fputs(b->model, out);
	if (ns_baseline_known(b) && b->model_version)
		fprintf(out, "-v%u", b->model_version);
	for (size_t i = 0; i < b->feature_count; i++)
		if (written(&b->features[i]))
			fprintf(out, ",%s=%s", b->features[i].qemu, b->features[i].common ? "on" : "off");
	ns_xclose(out);
	return text;
}

char *ns_baseline_libvirt(const struct ns_baseline *b)
{
	size_t size;
	char *text;
	FILE *out = ns_xmemstream(&text, &size);

	if (ns_baseline_known(b))
		fprintf(out, "<cpu mode='custom' match='exact'>\n  <model fallback='forbid'>%s</model>\n", b->model);
	/* libvirt's models have less than QEMU's of that name (9.0: no lahf_lm in qemu64): what all have is required. */
	for (size_t i = 0; i < b->feature_count; i++)
		if ((b->features[i].common || written(&b->features[i])) && *b->features[i].libvirt)
			fprintf(out, "  <feature policy='%s' name='%s'/>\n",
				b->features[i].common ? "require" : "disable", b->features[i].libvirt);
	if (ns_baseline_known(b))
		fputs("</cpu>", out);
	ns_xclose(out);
	return text;
}

static void add_unfit(char **list, size_t count, const char *what)
{
	char *one = ns_xasprintf("%zu %s", count, what);

	if (count)
		*list = ns_xjoin(*list, ", ", one);
	free(one);
}

/* Why it is qemu64 and none of the models that were given, to be freed; NULL if it is one, or there are none, or no CPU */
static char *model_why(const struct ns_baseline *b)
{
	const struct ns_unfit *unfit = &b->unfit;
	char *list = ns_xstrdup(""), *text = NULL;

	add_unfit(&list, unfit->vendor, unfit->one_vendor ? "of another vendor than the hosts" :
		  "of one vendor, and the hosts are of several, or it was not read of which");
	add_unfit(&list, unfit->deprecated, "deprecated");
	add_unfit(&list, unfit->unknown, "of which libvirt has no model by that name");
	if (*list && ns_baseline_known(b))
		text = ns_xasprintf("%s, because none of the models that were given can be taken: %s", b->model, list);
	free(list);
	return text;
}

/* ---- text ---- */

static char *host_names(const struct ns_baseline *b, const size_t *hosts, size_t count)
{
	size_t named = ns_hosts_named(count, HOSTS_NAMED), size;
	char *text;
	FILE *out = ns_xmemstream(&text, &size);

	for (size_t i = 0; i < named; i++)
		fprintf(out, "%s%s%s", i ? ", " : "", b->hosts[hosts[i]].name,
			ns_arch_of(b->hosts[hosts[i]].s) == NS_ARCH_X86 ? "" : " (not x86)");
	ns_hosts_more(out, count, named);
	ns_xclose(out);
	return text;
}

/* What is held back: some host offers it, and not all do. */
static bool held_back(const struct ns_baseline *b, const struct ns_feature *f)
{
	return f->lack_count && f->lack_count + b->unread_count < b->host_count;
}

static bool same_hosts(const struct ns_feature *a, const struct ns_feature *b)
{
	return a->lack_count == b->lack_count && !memcmp(a->lack, b->lack, a->lack_count * sizeof(*a->lack)) &&
	       ns_finding_same(a->why, b->why);
}

/* Features that the same hosts lack for the same reason are one entry, where the first of them stands. */
static void print_held(const struct ns_out *out, const struct ns_baseline *b, size_t first, bool *done)
{
	const struct ns_feature *f = &b->features[first];
	char *hosts = host_names(b, f->lack, f->lack_count), *why = f->why ? ns_finding_text(f->why) : NULL;
	char *names = ns_xstrdup("");

	for (size_t i = first; i < b->feature_count; i++) {
		if (done[i] || !held_back(b, &b->features[i]) || !same_hosts(f, &b->features[i]))
			continue;
		done[i] = true;
		names = ns_xjoin(names, ", ", b->features[i].qemu);
	}
	ns_print_item(out, "missing on", NS_TONE_BAD, "%s (%zu of %zu)%s%s", hosts, f->lack_count,
		      b->host_count, why ? ": " : "", why ?: "");
	ns_print_item(out, "", NS_TONE_DIM, "%s", names);
	if (f->why)
		ns_finding_print_remedy(out, "", "-> ", f->why);
	free(hosts);
	free(why);
	free(names);
}

static void print_unread(const struct ns_out *out, const struct ns_baseline *b, const size_t *hosts, size_t count,
			 const char *what)
{
	char *names = host_names(b, hosts, count);

	if (count)
		ns_print_item(out, "not read", NS_TONE_WARN, "%s of %s: not part of the baseline", what, names);
	free(names);
}

/* What is off because nobody knows whether the hosts have it */
static void print_untold(const struct ns_out *out, const struct ns_baseline *b)
{
	char *names = ns_xstrdup("");

	for (size_t i = 0; i < b->feature_count; i++)
		if (b->features[i].untold)
			names = ns_xjoin(names, ", ", b->features[i].qemu);
	if (*names)
		ns_print_item(out, "off", NS_TONE_PLAIN,
			      "features of which a snapshot does not tell whether the host has them: %s", names);
	free(names);
}

static void print_cpu(const struct ns_out *out, const struct ns_baseline *b)
{
	char *qemu = ns_baseline_qemu(b), *libvirt = ns_baseline_libvirt(b);

	ns_print_gap(out);
	ns_print_head(out, "QEMU", NS_TONE_PLAIN, NULL);
	ns_print_line(out, NS_TONE_PLAIN, "-cpu %s", qemu);
	ns_print_gap(out);
	ns_print_head(out, "libvirt", NS_TONE_PLAIN, NULL);
	ns_print_lines(out, libvirt);
	free(qemu);
	free(libvirt);
}

void ns_baseline_print(const struct ns_out *out, const struct ns_baseline *b)
{
	bool *done = ns_xcalloc(b->feature_count + 1, sizeof(*done));
	char *hosts = ns_hosts_count_text(b->host_count), *why = model_why(b);

	ns_print_title(out, "A CPU that %s can give a VM: %s", hosts,
		       b->unread_count == b->host_count ? "what KVM offers was not read" :
		       b->vmx ? "with VMX" : b->svm ? "with SVM" : "with neither VMX nor SVM");
	print_unread(out, b, b->unread, b->unread_count, "what KVM offers");
	print_unread(out, b, b->flags_unread, b->flags_unread_count, "the CPU flags");
	if (why)
		ns_print_item(out, "model", NS_TONE_WARN, "%s", why);
	if (ns_baseline_known(b))
		print_untold(out, b);
	if (ns_baseline_known(b))
		print_cpu(out, b);
	if (b->host_count > 1 && ns_baseline_known(b)) {
		ns_print_gap(out);
		ns_print_head(out, "What limits it", NS_TONE_PLAIN, NULL);
	}
	for (size_t i = 0; i < b->feature_count; i++)
		if (!done[i] && held_back(b, &b->features[i]))
			print_held(out, b, i, done);
	free(done);
	free(hosts);
	free(why);
}

/* ---- JSON ---- */

static json_t *hosts_json(const struct ns_baseline *b, const size_t *hosts, size_t count)
{
	json_t *list = ns_json_array();

	for (size_t i = 0; i < count; i++)
		ns_json_append(list, ns_json_string(b->hosts[hosts ? hosts[i] : i].name));
	return list;
}

static const char *const in_model[] = { [NS_NO] = "no", [NS_YES] = "yes", [NS_UNKNOWN] = "unknown" };

static json_t *feature_json(const struct ns_baseline *b, const struct ns_feature *f)
{
	json_t *j = ns_json_pack("{s:s, s:s, s:b, s:s, s:b, s:b, s:o}", "qemu", f->qemu, "libvirt", f->libvirt,
				 "in_qemu64", f->base, "in_model", in_model[f->in_model], "told", !f->untold,
				 "common", f->common, "lacking", hosts_json(b, f->lack, f->lack_count));

	if (f->why)
		ns_json_set(j, "why", ns_finding_to_json(f->why));
	return j;
}

json_t *ns_baseline_to_json(const struct ns_baseline *b)
{
	char *qemu = ns_baseline_qemu(b), *libvirt = ns_baseline_libvirt(b), *why = model_why(b);
	json_t *features = ns_json_array(), *j;

	for (size_t i = 0; i < b->feature_count; i++)
		ns_json_append(features, feature_json(b, &b->features[i]));
	j = ns_json_pack("{s:{s:s, s:i}, s:s, s:o, s:b, s:b, s:o, s:o, s:s, s:s?, s:o, s:o, s:o}",
		"format", "name", "nestscope-baseline", "version", 1, "nestscope", NS_VERSION,
		"hosts", hosts_json(b, NULL, b->host_count), "vmx", b->vmx, "svm", b->svm,
		"offer_not_read", hosts_json(b, b->unread, b->unread_count),
		"flags_not_read", hosts_json(b, b->flags_unread, b->flags_unread_count),
		"model", b->model, "model_why", why, "qemu", ns_json_string(qemu), "libvirt", ns_json_string(libvirt), "features", features);
	free(qemu);
	free(libvirt);
	free(why);
	return j;
}
