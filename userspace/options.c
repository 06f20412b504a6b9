// SPDX-License-Identifier: GPL-2.0-or-later
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "help.h"
#include "util/alloc.h"
#include "util/nearest.h"

static struct {
	bool json, pretty, no_module, help, version;
	const char *sysroot, *color;
	const char *from[1 + NS_FROM_MAX];
	size_t from_count;
} common;

static bool take_from(const char *arg)
{
	if (common.from_count == sizeof(common.from) / sizeof(common.from[0])) {
		ns_error("--from takes %zu files of one machine, not more", common.from_count);
		return false;
	}
	common.from[common.from_count++] = arg;
	return true;
}

const struct ns_option ns_common_options[] = {
	{ "json", 'j', NULL, "print JSON, on one line", .flag = &common.json,
	  .takes = NS_TAKES_JSON },
	{ "pretty", 'p', NULL, "print JSON, indented", .flag = &common.pretty,
	  .takes = NS_TAKES_JSON },
	{ "sysroot", 0, "DIR", "read a captured file tree in DIR instead of this machine",
	  .text = &common.sysroot, .takes = NS_TAKES_MACHINE },
	{ "from", 0, "FILE", "read a snapshot or dumps of one machine; - is standard input", .take = take_from,
	  .takes = NS_TAKES_SNAPSHOT },
	{ "no-module", 0, NULL, "do not use nestscope.ko", .flag = &common.no_module,
	  .takes = NS_TAKES_MACHINE },
	{ "color", 0, "WHEN", "auto, always or never", .text = &common.color,
	  .takes = NS_TAKES_COLOR },
	{ "help", 'h', NULL, "print help, or the help of a command", .flag = &common.help },
	{ "version", 'V', NULL, "print the version", .flag = &common.version },
	{ NULL },
};

/* Values of getopt_long() for options without a letter */
#define FIRST_VALUE 256

/*
 * The options of all commands: before the command is known, each of them may
 * come. Two commands may have one of the same name, with the same argument.
 */
struct parser {
	int argc;
	char **argv;
	char letters[16];
	struct option *longs;		/* val is FIRST_VALUE and the index */
	const struct ns_option **rows;
	size_t count;
};

static const struct ns_option *find_row(const struct ns_option *rows, const char *name)
{
	for (; rows && rows->name; rows++)
		if (!strcmp(rows->name, name))
			return rows;
	return NULL;
}

static void add_rows(struct parser *p, const struct ns_option *rows)
{
	for (; rows && rows->name; rows++) {
		size_t i = 0;

		while (i < p->count && strcmp(p->rows[i]->name, rows->name))
			i++;
		if (i < p->count)
			continue;
		p->longs = ns_xreallocarray(p->longs, i + 2, sizeof(*p->longs));
		p->rows = ns_xreallocarray(p->rows, i + 1, sizeof(*p->rows));
		p->rows[i] = rows;
		p->longs[i] = (struct option){
			.name = rows->name, .has_arg = rows->arg ? required_argument : no_argument,
			.val = FIRST_VALUE + i,
		};
		p->longs[i + 1] = (struct option){ 0 };
		if (rows->letter)
			p->letters[strlen(p->letters)] = rows->letter;
		p->count++;
	}
}

/* NULL for a value that is no option's */
static const struct ns_option *row_of(const struct parser *p, int value)
{
	if (p->rows && value >= FIRST_VALUE)
		return p->rows[value - FIRST_VALUE];
	for (size_t i = 0; i < p->count; i++)
		if (value && p->rows[i]->letter == value)
			return p->rows[i];
	return NULL;
}

/* @arg, "--wrong" or "--wrong=x", is the beginning of no name, or of several. */
static void complain_unknown(const struct parser *p, const char *arg)
{
	size_t len = strcspn(arg + 2, "=");
	char *name = ns_xasprintf("%.*s", (int)len, arg + 2), *list = ns_xstrdup("");
	struct ns_nearest near = { .word = name };

	for (size_t i = 0; i < p->count; i++) {
		char *longer;

		ns_nearest_try(&near, p->rows[i]->name);
		if (strncmp(p->rows[i]->name, name, len))
			continue;
		longer = ns_xasprintf("%s%s--%s", list, *list ? ", " : "", p->rows[i]->name);
		free(list);
		list = longer;
	}
	if (*list)
		ns_error("--%s is ambiguous: %s", name, list);
	else if (near.name)
		ns_error("--%s is not an option; did you mean --%s?", name, near.name);
	else
		ns_error("--%s is not an option; see nestscope --help", name);
	free(list);
	free(name);
}

/* Say what getopt_long(), which returned @value, has found wrong. */
static void complain(const struct parser *p, int value)
{
	const struct ns_option *row = row_of(p, optopt);

	if (row && value == ':')
		ns_error("--%s needs an argument: %s", row->name, row->arg);
	else if (row)
		ns_error("--%s takes no argument", row->name);
	else if (optopt)
		ns_error("-%c is not an option; see nestscope --help", optopt);
	else
		complain_unknown(p, p->argv[optind - 1]);
}

/* "caps", "snapshot and stamp": whose option it is; to be freed */
static char *owners(const char *option)
{
	char *list = ns_xstrdup("");

	for (size_t i = 0; ns_commands[i]; i++) {
		char *longer;

		if (!find_row(ns_commands[i]->options, option))
			continue;
		longer = ns_xasprintf("%s%s%s", list, *list ? " and " : "", ns_commands[i]->name);
		free(list);
		list = longer;
	}
	return list;
}

static bool take(const struct ns_command *command, const char *name, const char *arg)
{
	const struct ns_option *row = find_row(command->options, name);
	char *of;

	if (!row)
		row = find_row(ns_common_options, name);
	if (row && row->takes & ~(command->takes | command->refuses | NS_TAKES_COLOR)) {
		ns_error("--%s is not an option of %s; see nestscope help %s", name, command->name, command->name);
		return false;
	}
	if (!row) {
		of = owners(name);
		ns_error("--%s is an option of %s, not of %s", name, of, command->name);
		free(of);
		return false;
	}
	if (row->flag)
		*row->flag = true;
	if (row->text)
		*row->text = arg;
	return !row->take || row->take(arg);
}

/*
 * One pass over the options: for a command, or with NULL to find what is no
 * option at all. False after an error message. What follows --help or --version
 * is not looked at.
 */
static bool pass(const struct parser *p, const struct ns_command *command)
{
	int value;

	optind = 0;
	while ((value = getopt_long(p->argc, p->argv, p->letters, p->longs, NULL)) != -1) {
		const struct ns_option *row = row_of(p, value);

		if (value == '?' || value == ':') {
			complain(p, value);
			return false;
		}
		if (row->flag == &common.help || row->flag == &common.version)
			return *row->flag = true;
		if (command && !take(command, row->name, optarg))
			return false;
	}
	return true;
}

/* Help, of the command if there is one among the arguments */
static void print_help(const struct parser *p)
{
	const struct ns_command *command;

	while (getopt_long(p->argc, p->argv, p->letters, p->longs, NULL) != -1)
		;
	command = optind < p->argc ? ns_command_find(p->argv[optind]) : NULL;
	if (command)
		ns_help_command(command);
	else
		ns_help();
}

static bool take_sysroot(struct ns_app *app)
{
	/* "/" is this machine, like in other tools */
	bool here = !strcmp(common.sysroot, "/");
	int err = here ? 0 : ns_check_root(common.sysroot);

	if (err == ENOSYS)
		ns_error("--sysroot needs openat2(2), which Linux has from 5.6 on");
	else if (err)
		ns_error("--sysroot %s: %s", common.sysroot, strerror(err));
	app->ctx.root = here ? "" : common.sysroot;
	return !err;
}

static bool take_common(struct ns_app *app)
{
	int color = ns_color_wanted(common.color ?: "auto", stdout);

	if (color < 0) {
		ns_error("--color takes auto, always or never, not \"%s\"", common.color);
		return false;
	}
	app->out.color = color;
	if (common.json || common.pretty)
		app->out.format = common.pretty ? NS_FORMAT_PRETTY : NS_FORMAT_JSON;
	app->ctx.no_module = common.no_module;
	app->from = common.from[0];
	app->more_count = common.from_count ? common.from_count - 1 : 0;
	for (size_t i = 0; i < app->more_count; i++)
		app->more[i] = common.from[i + 1];
	if (common.sysroot && !take_sysroot(app))
		return false;
	if (app->from && *app->ctx.root) {
		ns_error("--from is a snapshot, --sysroot a tree: only one can be read");
		return false;
	}
	return true;
}

static const struct ns_command *parse(struct parser *p, struct ns_app *app, int *status)
{
	const struct ns_command *command;

	*status = NS_EXIT_ERROR;
	if (!pass(p, NULL))
		return NULL;
	if (common.help || common.version) {
		*status = NS_EXIT_OK;
		if (common.help)
			print_help(p);
		else
			puts("nestscope " NS_VERSION);
		return NULL;
	}
	command = optind < p->argc ? ns_command_need(p->argv[optind]) : ns_commands[0];
	if (!command || !pass(p, command) || !take_common(app))
		return NULL;
	app->argc = optind < p->argc ? p->argc - optind - 1 : 0;
	app->argv = p->argv + optind + 1;
	if (app->argc && !*command->operands) {
		ns_error("%s takes no argument \"%s\"", command->name, app->argv[0]);
		return NULL;
	}
	return command;
}

const struct ns_command *ns_options_parse(struct ns_app *app, int argc, char **argv, int *status)
{
	/* The colon: a missing argument is told from an unknown option. */
	struct parser p = { .argc = argc, .argv = argv, .letters = ":" };
	const struct ns_command *command;

	opterr = 0;
	add_rows(&p, ns_common_options);
	for (size_t i = 0; ns_commands[i]; i++)
		add_rows(&p, ns_commands[i]->options);
	command = parse(&p, app, status);
	free(p.longs);
	free(p.rows);
	return command;
}
