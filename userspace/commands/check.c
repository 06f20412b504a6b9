// SPDX-License-Identifier: GPL-2.0-or-later
/* Questions of an operator, each with its answer and what to do. */
#include <stdlib.h>
#include <string.h>

#include "analysis/check.h"
#include "format.h"
#include "render/check.h"
#include "render/domain.h"
#include "render/profile.h"
#include "sources/domain_xml.h"
#include "sources/libvirt.h"
#include "util/alloc.h"
#include "util/nearest.h"

static struct {
	const char *require, *explain, *domain, *domain_xml, *profile;
	bool list, quiet, here;
} opt;

static const struct ns_option options[] = {
	{ "require", 0, "LIST", "exit 0 only if all of these checks pass (run-vms,nested,slat)",
	  .text = &opt.require },
	{ "explain", 0, "CODE", "explain a check and why it matters", .text = &opt.explain },
	{ "domain", 0, "NAME", "instead: will this libvirt VM see VMX or SVM, and if not, why", .text = &opt.domain },
	{ "domain-xml", 0, "FILE", "the same for the output of virsh dumpxml; - is standard input",
	  .text = &opt.domain_xml },
	{ "for", 0, "HYPERVISOR", "instead: would this hypervisor run in a VM (kvm, esxi, hyperv, xen, ...)",
	  .text = &opt.profile },
	{ "here", 0, NULL, "with --for: on this machine instead of in a VM", .flag = &opt.here },
	{ "list", 0, NULL, "list the checks", .flag = &opt.list },
	{ "quiet", 'q', NULL, "print only checks that warn or fail", .flag = &opt.quiet },
	{ "format", 0, "FORMAT", NS_FORMAT_HELP, .take = ns_format_take },
	{ 0 }
};

static bool is_finding(const char *code)
{
	bool found = false;

	for (size_t i = 0; i < NS_CODE_COUNT && !found; i++)
		found = !strcmp(ns_finding_rows[i].code, code);
	return found;
}

/* NS_CHECK_COUNT after an error message, which names the nearest check */
static enum ns_check_id need_check(const char *code)
{
	enum ns_check_id id = ns_check_find(code);
	struct ns_nearest near = { .word = code };

	if (id != NS_CHECK_COUNT)
		return id;
	for (size_t i = 0; i < NS_CHECK_COUNT; i++)
		ns_nearest_try(&near, ns_checks[i].code);
	if (is_finding(code))
		ns_error("\"%s\" is a finding, not a check; nestscope explain %s says what it means", code, code);
	else if (near.name)
		ns_error("\"%s\" is not a check; did you mean %s?", code, near.name);
	else
		ns_error("\"%s\" is not a check; nestscope check --list lists them", code);
	return id;
}

/* false after an error message */
static bool want(struct ns_wanted *wanted, const char *code)
{
	enum ns_check_id id = need_check(code);

	if (id == NS_CHECK_COUNT)
		return false;
	wanted->any = true;
	wanted->check[id] = true;
	return true;
}

/* "nested,slat" */
static bool want_list(struct ns_wanted *wanted, const char *list)
{
	char *copy = ns_xstrdup(list), *rest = copy, *code;
	bool ok = true;

	while (ok && (code = strsep(&rest, ",")))
		ok = want(wanted, code);
	free(copy);
	return ok;
}

/* With --require: does each of them hold? A refuted one outweighs one that could not be told. */
static int status_of_required(const struct ns_results *results, const struct ns_wanted *required)
{
	int status = NS_EXIT_OK;

	for (size_t i = 0; i < NS_CHECK_COUNT; i++) {
		enum ns_yesno holds = required->check[i] ? ns_check_holds(results->finding[i]) : NS_YES;

		if (holds == NS_NO)
			status = NS_EXIT_FINDINGS;
		else if (holds == NS_UNKNOWN && status == NS_EXIT_OK)
			status = NS_EXIT_UNKNOWN;
	}
	return status;
}

/* Else a failure counts, and that one of the checks that were named could not be told */
static int status_of(const struct ns_results *results, const struct ns_wanted *wanted)
{
	int status = NS_EXIT_OK;

	for (size_t i = 0; i < NS_CHECK_COUNT; i++) {
		const struct ns_finding *f = results->finding[i];
		bool named = wanted->any ? wanted->check[i] : i == NS_CHECK_run_vms;

		if (wanted->any && !named)
			continue;
		if (ns_verdict_of(f) == NS_FAIL)
			status = NS_EXIT_FINDINGS;
		else if (named && f->severity == NS_SEVERITY_UNKNOWN && status == NS_EXIT_OK)
			status = NS_EXIT_UNKNOWN;
	}
	return status;
}

static void print(const struct ns_app *app, const struct ns_results *results, const struct ns_wanted *wanted)
{
	if (ns_out_is_json(&app->out))
		ns_out_json(&app->out, ns_results_to_json(results, wanted, opt.quiet));
	else if (app->out.format == NS_FORMAT_MARKDOWN)
		ns_results_print_markdown(&app->out, results, wanted, opt.quiet);
	else
		ns_results_print(&app->out, results, wanted, opt.quiet);
}

static int check(struct ns_app *app)
{
	struct ns_wanted wanted = { 0 }, required = { 0 };
	struct ns_results results;
	struct ns_snapshot *s;
	int status;

	for (int i = 0; i < app->argc; i++)
		if (!want(&wanted, app->argv[i]))
			return NS_EXIT_ERROR;
	if (opt.require && !want_list(&required, opt.require))
		return NS_EXIT_ERROR;
	app->ctx.depth = NS_DEPTH_CHECKS;
	s = ns_app_snapshot(app);
	if (!s)
		return NS_EXIT_ERROR;
	results = ns_check_all(s);
	print(app, &results, wanted.any || !required.any ? &wanted : &required);
	status = required.any ? status_of_required(&results, &required) : status_of(&results, &wanted);
	ns_results_clear(&results);
	ns_snapshot_free(s);
	return status;
}

/* ---- a VM of libvirt ---- */

/* False after an error message */
static bool read_domain(const struct ns_app *app, struct ns_libvirt_vm *vm)
{
	char *error = NULL, *text = NULL;
	struct ns_domain *d;
	size_t size;

	*vm = (struct ns_libvirt_vm){ 0 };
	if (opt.domain) {
		ns_libvirt_find(&app->ctx, opt.domain, vm, &error);
	} else {
		text = ns_read_input(opt.domain_xml, "libvirt domain", NS_DOMAIN_XML_MAX, &size);
		d = text ? ns_domain_parse(text, size, ns_input_name(opt.domain_xml), &error) : NULL;
		if (d)
			*(d->live ? &vm->live : &vm->config) = d;
	}
	if (error)
		ns_error("%s", error);
	free(error);
	free(text);
	return vm->live || vm->config;
}

static void print_domains(const struct ns_app *app, const struct ns_domain_found *found, size_t count)
{
	const char *name = opt.domain ?: ns_input_name(opt.domain_xml);

	if (ns_out_is_json(&app->out)) {
		ns_out_json(&app->out, ns_domains_to_json(found, count));
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (app->out.format == NS_FORMAT_MARKDOWN)
			ns_domain_print_markdown(&app->out, name, &found[i], opt.quiet);
		else
			ns_domain_print(&app->out, name, &found[i], opt.quiet);
	}
}

/* A VM that does not see it, or does not start, outweighs one of which it could not be told. */
static int status_of_domains(const struct ns_domain_found *found, size_t count)
{
	int status = NS_EXIT_OK;

	for (size_t i = 0; i < count; i++) {
		enum ns_yesno answer = ns_answer_of(found[i].all.list[0]);

		for (size_t k = 0; k < found[i].all.count; k++)
			if (ns_verdict_of(found[i].all.list[k]) == NS_FAIL)
				answer = NS_NO;
		if (answer == NS_NO)
			status = NS_EXIT_FINDINGS;
		else if (answer == NS_UNKNOWN && status == NS_EXIT_OK)
			status = NS_EXIT_UNKNOWN;
	}
	return status;
}

static int check_domain(const struct ns_app *app)
{
	struct ns_domain_found found[2] = { 0 };
	int status = NS_EXIT_ERROR;
	struct ns_snapshot *s = NULL;
	struct ns_libvirt_vm vm;
	size_t count = 0;

	if (app->argc || opt.require || opt.list || opt.explain || (opt.domain && opt.domain_xml)) {
		ns_error("--domain and --domain-xml stand alone");
		return status;
	}
	if (opt.domain && app->from) {
		ns_error("--domain asks libvirt of this machine; with --from, --domain-xml reads the VM's XML");
		return status;
	}
	if (read_domain(app, &vm))
		s = ns_app_snapshot(app);
	if (s) {
		if (vm.live)
			found[count++].domain = vm.live;
		if (vm.config)
			found[count++].domain = vm.config;
		for (size_t i = 0; i < count; i++)
			ns_domain_find(found[i].domain, s, &found[i].all);
		print_domains(app, found, count);
		status = status_of_domains(found, count);
	}
	for (size_t i = 0; i < count; i++)
		ns_findings_clear(&found[i].all);
	ns_libvirt_vm_free(&vm);
	ns_snapshot_free(s);
	return status;
}

/* ---- a hypervisor ---- */

/* NS_PROFILE_COUNT after an error message, which names the nearest, and else all of them */
static enum ns_profile_id need_profile(const char *code)
{
	enum ns_profile_id id = ns_profile_find(code);
	struct ns_nearest near = { .word = code };
	char *all = ns_xstrdup("");

	for (size_t i = 0; i < NS_PROFILE_COUNT; i++) {
		ns_nearest_try(&near, ns_profiles[i].code);
		all = ns_xjoin(all, ", ", ns_profiles[i].code);
	}
	if (id == NS_PROFILE_COUNT && near.name)
		ns_error("--for does not know the hypervisor \"%s\"; did you mean %s?", code, near.name);
	else if (id == NS_PROFILE_COUNT)
		ns_error("--for does not know the hypervisor \"%s\"; it takes %s", code, all);
	free(all);
	return id;
}

static int check_profile(const struct ns_app *app)
{
	enum ns_profile_id id = need_profile(opt.profile);
	const struct ns_out *out = &app->out;
	int status = NS_EXIT_UNKNOWN;
	struct ns_fitness *f;
	struct ns_snapshot *s;

	if (id == NS_PROFILE_COUNT)
		return NS_EXIT_ERROR;
	s = ns_app_snapshot(app);
	if (!s)
		return NS_EXIT_ERROR;
	f = ns_fitness_of(s, id, opt.here ? NS_VIEW_CPU : NS_VIEW_KVM);
	if (out->format == NS_FORMAT_MARKDOWN)
		ns_fitness_print_markdown(out, f, opt.quiet);
	else if (out->format == NS_FORMAT_TEXT)
		ns_fitness_print(out, f, opt.quiet);
	else
		ns_out_json(out, ns_fitness_to_json(f, opt.quiet));
	if (ns_answer_of(f->verdict) != NS_UNKNOWN)
		status = ns_answer_of(f->verdict) == NS_YES ? NS_EXIT_OK : NS_EXIT_FINDINGS;
	ns_fitness_free(f);
	ns_snapshot_free(s);
	return status;
}

static int run(struct ns_app *app)
{
	enum ns_check_id id;

	if (!ns_format_choose(&app->out))
		return NS_EXIT_ERROR;
	if (opt.here && !opt.profile) {
		ns_error("--here needs --for");
		return NS_EXIT_ERROR;
	}
	if (opt.profile && (app->argc || opt.require || opt.list || opt.explain || opt.domain || opt.domain_xml)) {
		ns_error("--for cannot be used with other options of check, except --here");
		return NS_EXIT_ERROR;
	}
	if (opt.profile)
		return check_profile(app);
	if (opt.domain || opt.domain_xml)
		return check_domain(app);
	if (!opt.list && !opt.explain)
		return check(app);
	if (app->argc || opt.require || (opt.list && opt.explain)) {
		ns_error("--list and --explain stand alone");
		return NS_EXIT_ERROR;
	}
	id = opt.explain ? need_check(opt.explain) : 0;
	if (id == NS_CHECK_COUNT)
		return NS_EXIT_ERROR;
	if (ns_out_is_json(&app->out))
		ns_out_json(&app->out, opt.explain ? ns_check_to_json(id) : ns_checks_to_json());
	else if (opt.explain)
		ns_check_print(&app->out, id);
	else
		ns_checks_print(&app->out);
	return NS_EXIT_OK;
}

const struct ns_command ns_command_check = {
	.name = "check",
	.operands = "[CODE...]",
	.summary = "check this host for running VMs: pass, warn or fail, and what to do",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.options = options,
	.examples = {
		{ "nestscope check",
		  "all checks, with a remedy for each that does not pass" },
		{ "nestscope check --require run-vms,nested,slat --quiet",
		  "for a CI job: exit status 0 only if the VMs of this machine can run VMs" },
	},
	.run = run,
};
