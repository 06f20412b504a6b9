// SPDX-License-Identifier: GPL-2.0-or-later
#include "render/ko.h"

#include <stdlib.h>
#include <string.h>

#include "render/finding.h"
#include "util/alloc.h"
#include "util/json.h"

static const char *from_words(enum ns_ko_from from)
{
	static const char *const words[] = {
		[NS_KO_NOWHERE] = "", [NS_KO_GIVEN] = "", [NS_KO_NEXT_TO] = " (next to this program)",
		[NS_KO_DEPMOD] = " (in modules.dep)", [NS_KO_DKMS] = " (built by DKMS, not installed)",
	};

	return words[from];
}

static const char *from_name(enum ns_ko_from from)
{
	static const char *const names[] = {
		[NS_KO_NOWHERE] = "nowhere", [NS_KO_GIVEN] = "given", [NS_KO_NEXT_TO] = "beside-program",
		[NS_KO_DEPMOD] = "modules.dep", [NS_KO_DKMS] = "dkms",
	};

	return names[from];
}

static enum ns_tone tone_of(const struct ns_finding *f)
{
	static const enum ns_tone tones[NS_SEVERITY_COUNT] = {
		[NS_SEVERITY_OK] = NS_TONE_GOOD, [NS_SEVERITY_WARNING] = NS_TONE_WARN,
		[NS_SEVERITY_PROBLEM] = NS_TONE_BAD, [NS_SEVERITY_UNKNOWN] = NS_TONE_WARN,
	};

	return tones[f->severity];
}

void ns_ko_print_finding(const struct ns_out *out, const struct ns_finding *f)
{
	char *text = ns_finding_text(f);

	ns_print_item(out, "nestscope.ko", tone_of(f), "%s", text);
	ns_finding_print_remedy(out, "", "-> ", f);
	free(text);
}

static void print_loaded(const struct ns_out *out, const struct ns_ko *ko)
{
	char *params = ns_xstrdup("");

	for (size_t i = 0; i < NS_KO_PARAM_COUNT; i++) {
		char *one = ns_xasprintf("%s=%s", ns_ko_params[i], ko->value[i] ?: "?");

		params = ns_xjoin(params, " ", one);
		free(one);
	}
	ns_print_item(out, "parameters", NS_TONE_PLAIN, "%s", params);
	free(params);
	if (ko->refcount > 0)
		ns_print_item(out, "in use", NS_TONE_PLAIN, "%d times", ko->refcount);
	else if (!ko->refcount)
		ns_print_item(out, "in use", NS_TONE_PLAIN, ko->disabled > 0 ? "no" : "no (it can be unloaded)");
	else
		ns_print_item(out, "in use", NS_TONE_PLAIN, "not read");
	for (size_t i = 0; i < ko->holder_count; i++)
		ns_print_item(out, "", NS_TONE_PLAIN, "%s", ko->holders[i]);
	if (ko->refcount > 0 && ko->holders_unread)
		ns_print_item(out, "", NS_TONE_PLAIN, "not every process could be looked at");
}

static void print_file(const struct ns_out *out, const struct ns_ko *ko)
{
	if (!ko->file && ko->unsearched)
		ns_print_item(out, "file", NS_TONE_PLAIN, "not known (%s)", ko->unsearched);
	else if (!ko->file)
		ns_print_item(out, "file", NS_TONE_PLAIN, "none for this kernel");
	if (!ko->file)
		return;
	ns_print_item(out, "file", NS_TONE_PLAIN, "%s%s", ko->file, from_words(ko->from));
	if (ko->file_version)
		ns_print_item(out, "", NS_TONE_PLAIN, "version %s", ko->file_version);
	if (ko->vermagic)
		ns_print_item(out, "built for", NS_TONE_PLAIN, "%.*s", (int)strcspn(ko->vermagic, " "), ko->vermagic);
	if (ko->signer)
		ns_print_item(out, "signed by", NS_TONE_PLAIN, "%s", *ko->signer ? ko->signer : "nobody");
}

void ns_ko_print(const struct ns_out *out, const struct ns_ko *ko, const struct ns_finding *f)
{
	ns_ko_print_finding(out, f);
	if (ko->loaded)
		print_loaded(out, ko);
	print_file(out, ko);
	ns_print_item(out, "kernel", NS_TONE_PLAIN, "%s", ko->release ?: "not read");
	if (ko->lockdown)
		ns_print_item(out, "lockdown", NS_TONE_PLAIN, "%s", ko->lockdown);
	if (ko->sig_enforce)
		ns_print_item(out, "signature", NS_TONE_PLAIN, ko->sig_enforce > 0 ? "needed (module.sig_enforce)" : "not read");
	if (ko->no_modules)
		ns_print_item(out, "modules", NS_TONE_PLAIN, "not supported by this kernel (built without CONFIG_MODULES)");
	else if (ko->disabled)
		ns_print_item(out, "modules", NS_TONE_PLAIN, ko->disabled > 0 ?
			      "disabled until the next boot (kernel.modules_disabled)" : "not read (kernel.modules_disabled)");
	for (size_t i = 0; i < ko->unread_count; i++)
		ns_print_item(out, i ? "" : "not read", NS_TONE_WARN, "%s", ko->unread[i]);
	if (ko->no_libkmod)
		ns_print_item(out, "libkmod", NS_TONE_PLAIN, "%s", ko->no_libkmod);
}

static void set_text(json_t *json, const char *key, const char *text)
{
	if (text)
		ns_json_set_string(json, key, text);
}

/* What was not read is missing. */
static void set_known(json_t *json, const char *key, int value)
{
	if (value >= 0)
		ns_json_set(json, key, ns_json_pack("b", value));
}

static json_t *loaded_to_json(const struct ns_ko *ko)
{
	json_t *json = ns_json_object(), *params = ns_json_object(), *holders = ns_json_array();

	set_text(json, "version", ko->version);
	for (size_t i = 0; i < NS_KO_PARAM_COUNT; i++)
		set_text(params, ns_ko_params[i], ko->value[i]);
	for (size_t i = 0; i < ko->holder_count; i++)
		ns_json_append(holders, ns_json_pack("s", ko->holders[i]));
	ns_json_set(json, "parameters", params);
	if (ko->refcount >= 0)
		ns_json_set(json, "refcount", ns_json_pack("i", ko->refcount));
	ns_json_set(json, "holders", holders);
	return json;
}

static json_t *file_to_json(const struct ns_ko *ko)
{
	json_t *json = ns_json_object();

	set_text(json, "path", ko->file);
	ns_json_set_string(json, "from", from_name(ko->from));
	set_text(json, "version", ko->file_version);
	set_text(json, "vermagic", ko->vermagic);
	set_text(json, "signer", ko->signer);
	return json;
}

json_t *ns_ko_to_json(const struct ns_ko *ko, const struct ns_finding *f)
{
	json_t *json = ns_json_pack("{s:{s:s, s:i}, s:s, s:o}", "format", "name", "nestscope-module", "version", 1,
				    "nestscope", NS_VERSION, "found", ns_finding_to_json(f));
	json_t *kernel = ns_json_object(), *unread = ns_json_array();

	if (ko->told)
		ns_json_set(json, "loaded", ns_json_pack("b", ko->loaded));
	if (ko->loaded)
		ns_json_set(json, "module", loaded_to_json(ko));
	if (ko->file)
		ns_json_set(json, "file", file_to_json(ko));
	set_text(kernel, "release", ko->release);
	set_text(kernel, "lockdown", ko->lockdown);
	set_known(kernel, "signatures_enforced", ko->sig_enforce);
	set_known(kernel, "modules_disabled", ko->disabled);
	if (ko->no_modules)
		ns_json_set(kernel, "modules_supported", ns_json_pack("b", 0));
	ns_json_set(json, "kernel", kernel);
	for (size_t i = 0; i < ko->unread_count; i++)
		ns_json_append(unread, ns_json_pack("s", ko->unread[i]));
	ns_json_set(json, "unreadable", unread);
	return json;
}
