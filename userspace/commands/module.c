// SPDX-License-Identifier: GPL-2.0-or-later
/* nestscope.ko: is it loaded? load and unload are all in nestscope that changes the machine, and no VM. */
#include <stdlib.h>
#include <string.h>

#include "analysis/ko.h"
#include "command.h"
#include "render/ko.h"
#include "sources/ko.h"
#include "util/nearest.h"

static int finish(const struct ns_app *app, struct ns_ko *ko, struct ns_finding *f, bool whole)
{
	enum ns_severity severity = f->severity;

	if (app->out.format != NS_FORMAT_TEXT)
		ns_out_json(&app->out, ns_ko_to_json(ko, f));
	else if (whole)
		ns_ko_print(&app->out, ko, f);
	else
		ns_ko_print_finding(&app->out, f);
	ns_finding_free(f);
	ns_ko_clear(ko);
	return severity == NS_SEVERITY_OK ? NS_EXIT_OK : severity == NS_SEVERITY_UNKNOWN ? NS_EXIT_UNKNOWN :
							  NS_EXIT_FINDINGS;
}

static int show_status(const struct ns_app *app)
{
	struct ns_ko ko;

	ns_ko_read(&app->ctx, &ko);
	ns_ko_find(&app->ctx, &ko, NULL);
	return finish(app, &ko, ns_ko_state(&ko), true);
}

#define NS_KO_NAMED(name) " " #name

/* "live_vmcs=1"; false after an error message */
static bool take_param(struct ns_ko_wanted *wanted, const char *arg)
{
	size_t len = strcspn(arg, "="), i = 0;
	const char *value = arg + len + 1;
	struct ns_nearest near = { .word = arg };
	bool on = !strcmp(value, "1") || !strcmp(value, "Y") || !strcmp(value, "y");

	while (i < NS_KO_PARAM_COUNT && (strncmp(ns_ko_params[i], arg, len) || ns_ko_params[i][len]))
		ns_nearest_try(&near, ns_ko_params[i++]);
	if (i == NS_KO_PARAM_COUNT && near.name) {
		ns_error("%.*s is not a parameter of nestscope.ko; did you mean %s?", (int)len, arg, near.name);
	} else if (i == NS_KO_PARAM_COUNT) {
		ns_error("%.*s is not a parameter of nestscope.ko; its parameters:" NS_KO_PARAMS(NS_KO_NAMED), (int)len, arg);
	} else if (!on && strcmp(value, "0") && strcmp(value, "N") && strcmp(value, "n")) {
		ns_error("%s takes 0 or 1, not \"%s\"", ns_ko_params[i], value);
	} else {
		wanted->param[i] = on ? NS_YES : NS_NO;
		return true;
	}
	return false;
}

/* Operands after "load": at most one file, and parameters; false after an error message */
static bool take_operands(const struct ns_app *app, struct ns_ko_wanted *wanted, const char **file)
{
	for (size_t i = 0; i < NS_KO_PARAM_COUNT; i++)
		wanted->param[i] = NS_UNKNOWN;
	for (int i = 1; i < app->argc; i++) {
		const char *arg = app->argv[i];

		if (strchr(arg, '=') && !strchr(arg, '/')) {
			if (!take_param(wanted, arg))
				return false;
		} else if (*file) {
			ns_error("module load takes one file, not also \"%s\"", arg);
			return false;
		} else {
			*file = arg;
		}
	}
	return true;
}

static int load(const struct ns_app *app)
{
	struct ns_ko_wanted wanted;
	struct ns_ko ko;
	struct ns_finding *f;
	const char *file = NULL;
	char *options;
	int err;

	if (!take_operands(app, &wanted, &file))
		return NS_EXIT_ERROR;
	ns_ko_read(&app->ctx, &ko);
	f = ns_ko_differs(&ko, &wanted);
	if (f || ko.loaded)
		return finish(app, &ko, f ?: ns_ko_state(&ko), false);
	ns_ko_find(&app->ctx, &ko, file);
	f = ns_ko_cannot_load(&ko);
	if (f)
		return finish(app, &ko, f, false);
	options = ns_ko_options(&wanted);
	err = ns_ko_load(&ko, options);
	free(options);
	if (err)
		return finish(app, &ko, ns_ko_load_error(&ko, err), false);
	ns_ko_clear(&ko);
	return show_status(app);
}

static int unload(const struct ns_app *app)
{
	struct ns_ko ko;
	int err;

	ns_ko_read(&app->ctx, &ko);
	/* It is unloaded, as asked for. */
	err = ko.told && !ko.loaded ? 0 : ns_ko_unload(&ko);
	if (err)
		return finish(app, &ko, ns_ko_unload_error(&ko, err), false);
	ns_ko_clear(&ko);
	ns_ko_read(&app->ctx, &ko);
	finish(app, &ko, ns_ko_state(&ko), false);
	return NS_EXIT_OK;
}

static const struct {
	const char *name;
	bool changes, operands;
	int (*run)(const struct ns_app *app);
} verbs[] = {
	{ "status", false, false, show_status },
	{ "load", true, true, load },
	{ "unload", true, false, unload },
};

static int run(struct ns_app *app)
{
	const char *verb = app->argc ? app->argv[0] : "status";
	struct ns_nearest near = { .word = verb };
	size_t i = 0;

	while (i < sizeof(verbs) / sizeof(verbs[0]) && strcmp(verbs[i].name, verb))
		ns_nearest_try(&near, verbs[i++].name);
	if (i == sizeof(verbs) / sizeof(verbs[0]))
		ns_error("module takes status, load or unload, not \"%s\"", verb);
	else if (app->argc > 1 && !verbs[i].operands)
		ns_error("module %s takes no argument \"%s\"", verb, app->argv[1]);
	else if (verbs[i].changes && !ns_is_live(&app->ctx))
		ns_error("module %s changes this machine; it cannot be used with --sysroot", verb);
	else
		return verbs[i].run(app);
	return NS_EXIT_ERROR;
}

const struct ns_command ns_command_module = {
	.name = "module",
	.operands = "status | load [FILE] [PARAMETER=0|1 ...] | unload",
	.summary = "show whether nestscope.ko is loaded; load or unload it",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR | NS_TAKES_MACHINE,
	.options = NULL,
	.examples = {
		{ "nestscope module status", "whether it is loaded, its version, and the file that would be loaded" },
		{ "nestscope module load live_vmcs=1", "load it, and let it read VMCSs that are in use" },
	},
	.run = run,
};
