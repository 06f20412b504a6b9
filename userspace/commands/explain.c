// SPDX-License-Identifier: GPL-2.0-or-later
/* Explains pasted text: an error message, a log, a name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analysis/causes.h"
#include "command.h"
#include "render/explain.h"
#include "render/layers.h"
#include "render/subject.h"
#include "util/alloc.h"
#include "util/json.h"

/* A log of a boot fits; what is larger is not something that one pastes. */
#define TEXT_MAX_SIZE (4 << 20)

/* The errno for which it is not known whether the operand is a file, or 0 */
static int unseen;

/*
 * Is it a file? So is the pipe that a shell makes of <(command), and a path
 * that cannot be looked at or is a directory's, as reading it tells why.
 */
static bool is_file(const char *name)
{
	struct stat st;

	if (!stat(name, &st))
		return S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode) || (S_ISDIR(st.st_mode) && strchr(name, '/'));
	if (!ns_is_no_file(errno))
		unseen = errno;
	return unseen && strchr(name, '/');
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
		ns_error("explain needs an error message or a name: as words, in a file, or on standard input");
	else if (!app->argc)
		text = ns_read_input("-", "log", TEXT_MAX_SIZE, &size);
	else if (app->argc == 1 && (!strcmp(app->argv[0], "-") || is_file(app->argv[0])))
		text = ns_read_input(app->argv[0], "log", TEXT_MAX_SIZE, &size);
	else
		text = join_words(app, &size);
	if (text)
		plain = ns_plain_text(text, size);
	free(text);
	return plain;
}

/* Are the operands words, and not the name of a text? */
static bool names_given(const struct ns_app *app)
{
	return app->argc && strcmp(app->argv[0], "-") && !is_file(app->argv[0]);
}

/* A path that does not exist was meant as a file; text with a path in it was not. */
static int say_unknown(const struct ns_app *app)
{
	struct stat st;

	if (app->argc == 1 && !unseen && strchr(app->argv[0], '/') && !strstr(app->argv[0], ": ") && stat(app->argv[0], &st))
		unseen = errno;
	if (app->argc == 1 && unseen) {
		ns_error("cannot read %s: %s", app->argv[0], strerror(unseen));
		return NS_EXIT_ERROR;
	}
	if (app->argc > 1 && is_file(app->argv[0]) && is_file(app->argv[app->argc - 1])) {
		ns_error("explain reads one file; of several it reads what cat prints of them: cat FILE... | nestscope explain");
		return NS_EXIT_ERROR;
	}
	ns_error("nestscope knows nothing in this text; nestscope list messages lists what it knows, and nestscope decode reads register values");
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

/* What was found in the text: messages, and names that no message has */
struct found {
	struct ns_messages messages;
	struct ns_subjects subjects;
};

static int explain(const struct ns_app *app, const struct found *found, const struct ns_snapshot *s)
{
	json_t *items = app->out.format == NS_FORMAT_TEXT ? NULL : ns_json_array();
	struct ns_here here = ns_here_of(s);
	char *layer = ns_layer_text(here.machine.layer, true);
	int status = NS_EXIT_OK;

	if (!items)
		ns_print(&app->out, NS_TONE_DIM, "Compared with %s: %s\n",
			 app->from ? app->from : *app->ctx.root ? app->ctx.root : "this machine",
			 layer);
	for (size_t i = 0; i < found->messages.count; i++)
		if (explain_one(app, &here, &found->messages.list[i], items))
			status = NS_EXIT_FINDINGS;
	for (size_t i = 0; i < found->subjects.count; i++) {
		if (items)
			ns_json_append(items, ns_subject_to_json(&here, &found->subjects.list[i]));
		else
			ns_subject_print(&app->out, &here, &found->subjects.list[i]);
	}
	if (items)
		ns_out_json(&app->out, ns_json_pack("{s:{s:s, s:i}, s:s, s:o}", "format",
						    "name", "nestscope-explain", "version", 1,
						    "compared_with", layer, "items", items));
	ns_here_end(&here);
	free(layer);
	return status;
}

static int run(struct ns_app *app)
{
	char *plain = given_text(app);
	struct found found = { 0 };
	struct ns_snapshot *s = NULL;
	int status = NS_EXIT_ERROR;

	if (!plain)
		goto out;
	found.messages = ns_messages_find(plain);
	/* What a message names is said with the message; who looked at a parameter wants to know what it means. */
	found.subjects = found.messages.count ? ns_subjects_of_paths(plain) : ns_subjects_find(plain, names_given(app));
	if (!found.messages.count && !found.subjects.count) {
		status = say_unknown(app);
		goto out;
	}
	s = ns_app_snapshot(app);
	if (s)
		status = explain(app, &found, s);
out:
	ns_snapshot_free(s);
	ns_messages_clear(&found.messages);
	ns_subjects_clear(&found.subjects);
	free(plain);
	return status;
}

const struct ns_command ns_command_explain = {
	.name = "explain",
	.operands = "[WORDS|FILE|-]",
	.summary = "explain an error message or a name, and what applies to this machine",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.examples = {
		{ "nestscope explain vmx-ple",
		  "the name of a bit, a register, a parameter or a finding" },
		{ "nestscope explain 'failed to set MSR 0x48d to 0x5600000016' --from host.json",
		  "an error message, checked against the machine of a snapshot" },
	},
	.run = run,
};
