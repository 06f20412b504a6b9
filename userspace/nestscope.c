// SPDX-License-Identifier: GPL-2.0-or-later
/* The table that dispatches the commands, the options, and the one way out. */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app.h"
#include "util/alloc.h"
#include "model/json.h"

struct command {
	const char *name;
	int (*run)(struct ns_app *app);
	const char *operands;	/* as the usage shows them, "" for none */
	const char *summary;
};

static const struct command commands[] = {
	{ "status", ns_cmd_status, "", "the four answers, the layer, and what to do next (the default)" },
	{ "caps", ns_cmd_caps, "", "every capability: what the CPU has, what KVM offers" },
	{ "layers", ns_cmd_layers, "", "which layer this is, and the evidence" },
	{ "decode", ns_cmd_decode, "REGISTER=VALUE...", "raw values by name or number; the same one twice is compared" },
	{ "snapshot", ns_cmd_snapshot, "", "everything, as JSON" },
	{ "diff", ns_cmd_diff, "SNAPSHOT...", "layer upon layer, where each capability gets lost; or machines side by side" },
	{ "stamp", ns_cmd_stamp, "", "a snapshot for a VM to read, and how to hand it over" },
	{ "watch", ns_cmd_watch, "", "what nested guests do, as it happens" },
	{ "list", ns_cmd_list, "registers|bits|signatures", "the tables nestscope stands on" },
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

enum {
	OPT_SYSROOT = 256, OPT_FROM, OPT_NO_MODULE, OPT_COLOR, OPT_ALL, OPT_MISSING, OPT_VIEW,
	OPT_ONLY_LOST, OPT_ONLY_DIFFERENT, OPT_FORMAT,
	OPT_IDENTIFY, OPT_QEMU, OPT_LIBVIRT, OPT_OUTPUT,
	OPT_INTERVAL, OPT_COUNT, OPT_FULL,
};

/* only: the commands an option belongs to, NULL for all of them */
static const struct {
	struct option opt;
	const char *arg;
	const char *only;
	const char *help;
} options[] = {
	{ { "json", no_argument, NULL, 'j' }, NULL, NULL, "output for programs" },
	{ { "pretty", no_argument, NULL, 'p' }, NULL, NULL, "the same, indented" },
	{ { "sysroot", required_argument, NULL, OPT_SYSROOT }, "DIR", NULL,
	  "read the tree captured below DIR, not this machine" },
	{ { "from", required_argument, NULL, OPT_FROM }, "FILE", NULL,
	  "read a snapshot, - for standard input" },
	{ { "no-module", no_argument, NULL, OPT_NO_MODULE }, NULL, NULL,
	  "do without nestscope.ko" },
	{ { "color", required_argument, NULL, OPT_COLOR }, "WHEN", NULL,
	  "auto, always or never" },
	{ { "help", no_argument, NULL, 'h' }, NULL, NULL, "print this help" },
	{ { "version", no_argument, NULL, 'V' }, NULL, NULL, "print the version" },
	{ { "all", no_argument, NULL, OPT_ALL }, NULL, "caps",
	  "registers that do not exist here, too" },
	{ { "missing", no_argument, NULL, OPT_MISSING }, NULL, "caps",
	  "only what is not there" },
	{ { "view", required_argument, NULL, OPT_VIEW }, "VIEW", "caps",
	  "only the view cpu or kvm" },
	{ { "only-lost", no_argument, NULL, OPT_ONLY_LOST }, NULL, "diff",
	  "only what gets lost" },
	{ { "only-different", no_argument, NULL, OPT_ONLY_DIFFERENT }, NULL, "diff",
	  "only what is not the same everywhere" },
	{ { "format", required_argument, NULL, OPT_FORMAT }, "FORMAT", "diff",
	  "text, markdown, html or json" },
	{ { "identify", no_argument, NULL, OPT_IDENTIFY }, NULL, "snapshot and stamp",
	  "also tell the names of this machine and its VMs" },
	{ { "qemu", no_argument, NULL, OPT_QEMU }, NULL, "stamp",
	  "print only the arguments for QEMU" },
	{ { "libvirt", no_argument, NULL, OPT_LIBVIRT }, NULL, "stamp",
	  "print only the element for libvirt's domain XML" },
	{ { "output", required_argument, NULL, OPT_OUTPUT }, "FILE", "stamp",
	  "where to write it (/var/lib/nestscope/host.json.gz)" },
	{ { "interval", required_argument, NULL, OPT_INTERVAL }, "SECONDS", "watch",
	  "from one look to the next (1)" },
	{ { "count", required_argument, NULL, OPT_COUNT }, "N", "watch",
	  "end after N looks" },
	{ { "full", no_argument, NULL, OPT_FULL }, NULL, "watch",
	  "count exits all the time, not a twentieth of it" },
};

#define OPTION_COUNT (sizeof(options) / sizeof(options[0]))

void ns_error(const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	text = ns_xvasprintf(fmt, ap);
	va_end(ap);
	ns_tame(text, false);
	fprintf(stderr, "nestscope: %s\n", text);
	free(text);
}

/* Is @word one of the words of @list? */
static bool has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = list; (p = strstr(p, word)); p += len)
		if ((p == list || p[-1] == ' ') && (!p[len] || p[len] == ' '))
			return true;
	return false;
}

static void print_option(size_t i)
{
	char text[40];

	snprintf(text, sizeof(text), "--%s%s%s", options[i].opt.name, options[i].arg ? " " : "",
		 options[i].arg ?: "");
	if (options[i].opt.val < 256)
		printf("  -%c, %-18s %s\n", options[i].opt.val, text, options[i].help);
	else
		printf("      %-18s %s\n", text, options[i].help);
}

static void print_help(void)
{
	fputs("Usage: nestscope [COMMAND] [OPTION...]\n\n"
	      "Says whether this machine can run VMs, who says no if it cannot, whether its VMs\n"
	      "can run VMs, and what is missing or slow.\n\nCommands:\n", stdout);
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		printf("  %-10s %s\n", commands[i].name, commands[i].summary);
	fputs("\nOptions:\n", stdout);
	for (size_t i = 0; i < OPTION_COUNT; i++)
		if (!options[i].only)
			print_option(i);
	for (size_t c = 0; c < COMMAND_COUNT; c++) {
		bool titled = false;

		for (size_t i = 0; i < OPTION_COUNT; i++) {
			if (!options[i].only || !has_word(options[i].only, commands[c].name))
				continue;
			if (!titled)
				printf("\nOptions of %s:\n", commands[c].name);
			titled = true;
			print_option(i);
		}
	}
	fputs("\nExit status: 0 fine, 1 findings or differences, 2 bad arguments or input, or the\n"
	      "output could not be written, 3 could not be determined. See nestscope(8).\n", stdout);
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

static bool is_directory(const char *dir)
{
	int err = ns_check_root(dir);

	if (err == ENOSYS)
		ns_error("--sysroot needs openat2(2), which Linux has from 5.6 on");
	else if (err)
		ns_error("--sysroot %s: %s", dir, strerror(err));
	return !err;
}

static bool take_interval(struct ns_app *app, const char *arg)
{
	char *end;

	app->interval = strtod(arg, &end);
	/* Written so that a NaN fails */
	if (end != arg && !*end && app->interval >= 0.01 && app->interval <= 86400)
		return true;
	ns_error("--interval takes 0.01 to 86400 seconds, not \"%s\"", arg);
	return false;
}

static bool take_count(struct ns_app *app, const char *arg)
{
	char *end;

	errno = 0;
	app->count = strtoul(arg, &end, 10);
	if (*arg >= '0' && *arg <= '9' && !*end && !errno && app->count)
		return true;
	ns_error("--count takes a number of 1 or more, not \"%s\"", arg);
	return false;
}

static bool take_format(struct ns_app *app, const char *arg)
{
	static const struct {
		const char *name;
		enum ns_format format;
	} formats[] = {
		{ "text", NS_FORMAT_TEXT }, { "markdown", NS_FORMAT_MARKDOWN },
		{ "html", NS_FORMAT_HTML }, { "json", NS_FORMAT_JSON },
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		if (strcmp(formats[i].name, arg))
			continue;
		app->out.format = formats[i].format;
		return true;
	}
	ns_error("--format takes text, markdown, html or json, not \"%s\"", arg);
	return false;
}

/* Take one option; false after an error message. */
static bool take_option(struct ns_app *app, int opt, const char *arg)
{
	int color;

	switch (opt) {
	case 'j':
		if (app->out.format == NS_FORMAT_TEXT)
			app->out.format = NS_FORMAT_JSON;
		return true;
	case 'p':
		app->out.format = NS_FORMAT_PRETTY;
		return true;
	case OPT_SYSROOT:
		/* "/" is this machine, like in other tools */
		app->ctx.root = strcmp(arg, "/") ? arg : "";
		return is_directory(arg);
	case OPT_FROM:
		app->from = arg;
		return true;
	case OPT_NO_MODULE:
		app->ctx.no_module = true;
		return true;
	case OPT_COLOR:
		color = ns_color_wanted(arg, stdout);
		app->out.color = color > 0;
		if (color < 0)
			ns_error("--color takes auto, always or never, not \"%s\"", arg);
		return color >= 0;
	case OPT_ALL:
		app->all = true;
		return true;
	case OPT_MISSING:
		app->missing = true;
		return true;
	case OPT_VIEW:
		app->view = arg;
		if (strcmp(arg, "cpu") && strcmp(arg, "kvm")) {
			ns_error("--view takes cpu or kvm, not \"%s\"", arg);
			return false;
		}
		return true;
	case OPT_ONLY_LOST:
		app->only_lost = true;
		return true;
	case OPT_ONLY_DIFFERENT:
		app->only_different = true;
		return true;
	case OPT_FORMAT:
		return take_format(app, arg);
	case OPT_IDENTIFY:
		app->ctx.identify = true;
		return true;
	case OPT_QEMU:
		app->qemu = true;
		return true;
	case OPT_LIBVIRT:
		app->libvirt = true;
		return true;
	case OPT_OUTPUT:
		app->output = arg;
		return true;
	case OPT_INTERVAL:
		return take_interval(app, arg);
	case OPT_COUNT:
		return take_count(app, arg);
	case OPT_FULL:
		app->full = true;
		return true;
	}
	return false;	/* getopt_long() has said what is wrong */
}

static bool belongs(int opt, const struct command *command)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (options[i].opt.val != opt || !options[i].only ||
		    has_word(options[i].only, command->name))
			continue;
		ns_error("--%s is an option of %s, not of %s", options[i].opt.name,
			 options[i].only, command->name);
		return false;
	}
	return true;
}

/* Returns a status to leave with, or -1 to go on. */
static int parse(struct ns_app *app, int argc, char **argv, const struct command **command)
{
	struct option longs[OPTION_COUNT + 1] = { 0 };
	int seen[64], count = 0, opt;

	for (size_t i = 0; i < OPTION_COUNT; i++)
		longs[i] = options[i].opt;
	while ((opt = getopt_long(argc, argv, "jphV", longs, NULL)) != -1) {
		if (opt == 'h') {
			print_help();
			return NS_EXIT_OK;
		}
		if (opt == 'V') {
			puts("nestscope " NS_VERSION);
			return NS_EXIT_OK;
		}
		if (!take_option(app, opt, optarg))
			return NS_EXIT_ERROR;
		if (count < 64)
			seen[count++] = opt;
	}
	*command = optind < argc ? find_command(argv[optind]) : &commands[0];
	if (!*command) {
		ns_error("\"%s\" is not a command; see nestscope --help", argv[optind]);
		return NS_EXIT_ERROR;
	}
	for (int i = 0; i < count; i++)
		if (!belongs(seen[i], *command))
			return NS_EXIT_ERROR;
	if (app->from && *app->ctx.root) {
		ns_error("--from is a snapshot, --sysroot a tree: only one can be read");
		return NS_EXIT_ERROR;
	}
	app->argc = optind < argc ? argc - optind - 1 : 0;
	app->argv = argv + optind + 1;
	if (app->argc && !*(*command)->operands) {
		ns_error("%s takes no argument \"%s\"", (*command)->name, app->argv[0]);
		return NS_EXIT_ERROR;
	}
	return -1;
}

struct ns_snapshot *ns_load_snapshot(const char *path)
{
	/* A file that the user names is never below the sysroot. */
	static const struct ns_context here = { .root = "" };
	bool in = !strcmp(path, "-");
	const char *name = in ? "standard input" : path;
	char *text, *error, *note;
	struct ns_snapshot *s;
	size_t size;
	int err;

	text = ns_read_limited(&here, in ? "/dev/stdin" : path, NS_SNAPSHOT_MAX_SIZE, &size, &err);
	if (!text && err == EFBIG)
		ns_error("%s: too large: over %d MiB, which no snapshot is", name, NS_SNAPSHOT_MAX_SIZE >> 20);
	else if (!text)
		ns_error("cannot read the snapshot %s: %s", name, strerror(err));
	if (!text)
		return NULL;
	s = ns_snapshot_from_text(text, size, name, &error, &note);
	if (error)
		ns_error("%s", error);
	if (note)
		ns_error("%s", note);
	free(error);
	free(note);
	free(text);
	return s;
}

struct ns_snapshot *ns_app_snapshot(const struct ns_app *app)
{
	return app->from ? ns_load_snapshot(app->from) : ns_collect(&app->ctx);
}

/* A report that did not arrive is no report. */
static int close_output(int status)
{
	bool failed = ferror(stdout);

	if (fclose(stdout) || failed) {
		ns_error("cannot write the output: %s", strerror(errno));
		return NS_EXIT_ERROR;
	}
	return status;
}

int main(int argc, char **argv)
{
	struct ns_app app = {
		.interval = 1,
		.ctx = { .root = "" },
		.out = { .file = stdout, .color = ns_color_wanted("auto", stdout) },
	};
	const struct command *command;
	int status = parse(&app, argc, argv, &command);

	if (status < 0)
		status = command->run(&app);
	return close_output(status);
}
