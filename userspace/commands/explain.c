// SPDX-License-Identifier: GPL-2.0-or-later
/* What somebody pasted: an error message, a log. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/causes.h"
#include "command.h"
#include "render/explain.h"
#include "util/alloc.h"
#include "util/json.h"

/* A log of a boot fits; what is larger is not something that one pastes. */
#define TEXT_MAX_SIZE (4 << 20)

static bool is_file(const char *name)
{
	struct stat st;

	return !stat(name, &st) && S_ISREG(st.st_mode);
}

/* NULL after an error message; to be freed */
static char *read_text(const char *path, size_t *size)
{
	/* A file that the user names is never below the sysroot. */
	static const struct ns_context here = { .root = "" };
	bool in = !strcmp(path, "-");
	int err;
	char *text = ns_read_limited(&here, in ? "/dev/stdin" : path, TEXT_MAX_SIZE, size, &err);

	if (!text && err == EFBIG)
		ns_error("%s: larger than %d MiB; paste the lines with the error", in ? "standard input" : path,
			 TEXT_MAX_SIZE >> 20);
	else if (!text)
		ns_error("cannot read %s: %s", in ? "standard input" : path, strerror(err));
	return text;
}

/* The operands as one line; to be freed */
static char *join_words(const struct ns_app *app, size_t *size)
{
	char *text = ns_xstrdup("");

	for (int i = 0; i < app->argc; i++) {
		char *longer = ns_xasprintf("%s%s%s", text, i ? " " : "", app->argv[i]);

		free(text);
		text = longer;
	}
	*size = strlen(text);
	return text;
}

/* The text to explain, plain; NULL after an error message; to be freed */
static char *given_text(const struct ns_app *app)
{
	char *text = NULL, *plain = NULL;
	size_t size;

	if (!app->argc && isatty(STDIN_FILENO))
		ns_error("explain needs an error message: as words, in a file, or on standard input");
	else if (!app->argc)
		text = read_text("-", &size);
	else if (app->argc == 1 && (!strcmp(app->argv[0], "-") || is_file(app->argv[0])))
		text = read_text(app->argv[0], &size);
	else
		text = join_words(app, &size);
	if (text)
		plain = ns_plain_text(text, size);
	free(text);
	return plain;
}

/* A path that leads nowhere was meant as a file. */
static int say_unknown(const struct ns_app *app)
{
	struct stat st;

	if (app->argc == 1 && strchr(app->argv[0], '/') && stat(app->argv[0], &st)) {
		ns_error("cannot read %s: %s", app->argv[0], strerror(errno));
		return NS_EXIT_ERROR;
	}
	ns_error("nothing here is known to nestscope; nestscope list messages lists what is");
	return NS_EXIT_UNKNOWN;
}

static bool true_here(const struct ns_causes *causes)
{
	return causes->count && causes->list[0].here == NS_YES;
}

/* Text, or one more of @items; returns whether one of the causes is true here. */
static bool explain_one(const struct ns_app *app, const struct ns_here *here, const struct ns_message *m,
			json_t *items)
{
	struct ns_causes causes = ns_causes_of(here, m);
	struct ns_accept accept;
	bool value = ns_message_value(here->s, m, &accept), found = true_here(&causes);

	if (items)
		ns_json_append(items, ns_message_to_json(m, &causes, value ? &accept : NULL));
	else
		ns_message_print(&app->out, m, &causes, value ? &accept : NULL);
	if (value)
		ns_accept_clear(&accept);
	ns_causes_clear(&causes);
	return found;
}

static int explain(struct ns_app *app, const struct ns_messages *messages, const struct ns_snapshot *s)
{
	json_t *items = app->out.format == NS_FORMAT_TEXT ? NULL : ns_json_array();
	struct ns_here here = ns_here_of(s);
	int status = NS_EXIT_OK;

	if (!items)
		ns_print(&app->out, NS_TONE_DIM, "Compared with %s: %s\n",
			 app->from ? app->from : *app->ctx.root ? app->ctx.root : "this machine",
			 here.layer->summary);
	for (size_t i = 0; i < messages->count; i++) {
		if (explain_one(app, &here, &messages->list[i], items))
			status = NS_EXIT_FINDINGS;
	}
	if (items)
		ns_out_json(&app->out, ns_json_pack("{s:{s:s, s:i}, s:s, s:o}", "format",
						    "name", "nestscope-explain", "version", 1,
						    "compared_with", here.layer->summary, "items", items));
	ns_here_end(&here);
	return status;
}

static int run(struct ns_app *app)
{
	char *plain = given_text(app);
	struct ns_messages messages = { 0 };
	struct ns_snapshot *s = NULL;
	int status = NS_EXIT_ERROR;

	if (!plain)
		goto out;
	messages = ns_messages_find(plain);
	if (!messages.count) {
		status = say_unknown(app);
		goto out;
	}
	s = ns_app_snapshot(app);
	if (s)
		status = explain(app, &messages, s);
out:
	ns_snapshot_free(s);
	ns_messages_clear(&messages);
	free(plain);
	return status;
}

const struct ns_command ns_command_explain = {
	.name = "explain",
	.operands = "[WORDS|FILE|-]",
	.summary = "what an error message means, and which of its causes are true here",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.examples = {
		{ "nestscope explain 'KVM: entry failed, hardware error 0x7'",
		  "a message, as the words of the command" },
		{ "dmesg | nestscope explain - --from host.json",
		  "every message that it knows, compared with the machine of a snapshot" },
	},
	.run = run,
};
