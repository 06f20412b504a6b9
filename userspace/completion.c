// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A script for each shell, with every command, option and word from the tables:
 * what a command adds is completed without a change here. Which words an
 * argument can be follows from what the help calls it.
 */
#include "completion.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/check.h"
#include "analysis/profile.h"
#include "model/ko.h"
#include "options.h"
#include "util/alloc.h"

/* What completes an argument: words, or names of files */
struct words {
	char *list;	/* "text markdown", to be freed; "" for none */
	bool files, dirs;
};

static void add_word(struct words *w, const char *word)
{
	w->list = ns_xjoin(w->list, " ", word);
}

static void add_checks(struct words *w)
{
	for (size_t i = 0; i < NS_CHECK_COUNT; i++)
		add_word(w, ns_checks[i].code);
}

static void add_hypervisors(struct words *w)
{
	for (size_t i = 0; i < NS_PROFILE_COUNT; i++)
		add_word(w, ns_profiles[i].code);
}

static void add_parameters(struct words *w)
{
	for (size_t i = 0; i < NS_KO_PARAM_COUNT; i++) {
		char *on = ns_xasprintf("%s=1", ns_ko_params[i]);

		add_word(w, on);
		free(on);
	}
}

static void add_commands(struct words *w)
{
	for (size_t i = 0; ns_commands[i]; i++)
		add_word(w, ns_commands[i]->name);
}

/* One word of an operand's or argument's name: "FILE", "CODE", or "status", which stands for itself */
static void take_name(struct words *w, const char *name)
{
	if (islower(*name))
		add_word(w, name);
	else if (!strcmp(name, "FILE") || !strcmp(name, "SNAPSHOT"))
		w->files = true;
	else if (!strcmp(name, "DIR"))
		w->dirs = true;
	else if (!strcmp(name, "CODE") || !strcmp(name, "LIST"))
		add_checks(w);
	else if (!strcmp(name, "COMMAND"))
		add_commands(w);
	else if (!strcmp(name, "HYPERVISOR"))
		add_hypervisors(w);
	else if (!strcmp(name, "PARAMETER"))
		add_parameters(w);
}

/* "status | load [FILE]" */
static struct words words_of(const char *names)
{
	struct words w = { .list = ns_xstrdup("") };
	char *copy = ns_xstrdup(names), *rest = copy, *name;

	while ((name = strtok_r(rest, "| []=.01", &rest)))
		take_name(&w, name);
	free(copy);
	return w;
}

/*
 * "text, markdown or html" at the end of a help: the words that the option takes.
 * Returns how many letters before the end of @text they begin; 0 if there are none.
 */
static size_t list_at_end(const char *text)
{
	size_t len = strlen(text), begin = len, or_at;

	while (begin && islower(text[begin - 1]))
		begin--;
	if (begin < 5 || begin == len || strncmp(text + begin - 4, " or ", 4))
		return 0;
	or_at = begin - 4;
	for (begin = or_at; begin && (islower(text[begin - 1]) ||
				      (text[begin - 1] == ' ' && begin > 1 && text[begin - 2] == ',') ||
				      (text[begin - 1] == ',' && text[begin] == ' ')); begin--)
		;
	return begin < or_at ? len - begin : 0;
}

/* What the argument is called, or the words that the help of the option ends with */
static struct words words_of_option(const struct ns_option *o)
{
	struct words w = words_of(o->arg);
	size_t n = list_at_end(o->help);
	char *copy = ns_xstrdup(o->help + strlen(o->help) - n), *rest = copy, *word;

	if (*w.list || w.files || w.dirs)
		*rest = '\0';
	while ((word = strtok_r(rest, ", ", &rest)))
		if (strcmp(word, "or"))
			add_word(&w, word);
	free(copy);
	return w;
}

/* A text in single quotes, also where the shell reads @special with a meaning of its own */
static void print_quoted(const char *text, const char *special)
{
	for (; *text; text++) {
		if (*text == '\'')
			fputs("'\\''", stdout);
		else
			printf("%s%c", strchr(special, *text) ? "\\" : "", *text);
	}
}

static bool takes(const struct ns_command *command, const struct ns_option *common)
{
	return !common->takes || !command || common->takes & command->takes;
}

/* Call @print with each option of a command; NULL for the options before one */
static void each_option(const struct ns_command *command,
			void (*print)(const struct ns_command *command, const struct ns_option *o))
{
	for (const struct ns_option *o = command ? command->options : NULL; o && o->name; o++)
		print(command, o);
	for (const struct ns_option *o = ns_common_options; o->name; o++)
		if (takes(command, o))
			print(command, o);
}

/* ---- bash ---- */

static void bash_name(const struct ns_command *command, const struct ns_option *o)
{
	(void)command;
	printf(" --%s", o->name);
	if (o->letter)
		printf(" -%c", o->letter);
}

static void bash_action(struct words w)
{
	if (*w.list)
		printf(" words='%s'", w.list);
	if (w.files || w.dirs)
		printf(" files=%s", w.files ? "-f" : "-d");
	puts(" ;;");
	free(w.list);
}

static void bash_argument(const struct ns_command *command, const struct ns_option *o)
{
	if (!o->arg)
		return;
	printf("\t\"%s --%s\")", command ? command->name : "", o->name);
	bash_action(words_of_option(o));
}

static void print_bash(void)
{
	struct words all = { .list = ns_xstrdup("") };

	add_commands(&all);
	puts("# Completion for bash, made by: nestscope completion bash\n"
	     "_nestscope()\n{\n\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} word command= words= files= i\n"
	     "\t# --option=argument comes as three words.\n"
	     "\tif [[ $cur == = ]]; then\n\t\tcur=\n"
	     "\telif [[ $prev == = ]]; then\n\t\tprev=${COMP_WORDS[COMP_CWORD - 2]}\n\tfi\n"
	     "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n\t\tword=${COMP_WORDS[i]}");
	printf("\t\tif [[ \" %s \" == *\" $word \"* ]]; then\n\t\t\tcommand=$word\n\t\t\tbreak\n\t\tfi\n\tdone\n", all.list);
	puts("\tcase \"$command $prev\" in");
	each_option(NULL, bash_argument);
	for (size_t i = 0; ns_commands[i]; i++)
		each_option(ns_commands[i], bash_argument);
	puts("\t*)\n\t\tcase \"$command:$cur\" in");
	printf("\t\t:-*) words='");
	each_option(NULL, bash_name);
	printf("' ;;\n\t\t:*) words='%s' ;;\n", all.list);
	for (size_t i = 0; ns_commands[i]; i++) {
		printf("\t\t%s:-*) words='", ns_commands[i]->name);
		each_option(ns_commands[i], bash_name);
		printf("' ;;\n\t\t%s:*)", ns_commands[i]->name);
		bash_action(words_of(ns_commands[i]->operands));
	}
	puts("\t\tesac ;;\n\tesac\n"
	     "\tCOMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
	     "\tif [[ $files ]]; then\n\t\tcompopt -o filenames 2>/dev/null\n"
	     "\t\twhile IFS= read -r word; do\n\t\t\tCOMPREPLY+=(\"$word\")\n\t\tdone < <(compgen \"$files\" -- \"$cur\")\n\tfi\n"
	     "}\ncomplete -F _nestscope nestscope");
	free(all.list);
}

/* ---- zsh ---- */

static void zsh_action(struct words w)
{
	if (w.files || w.dirs)
		printf(w.files ? "_files" : "_files -/");
	else if (*w.list)
		printf("(%s)", w.list);
	else
		putchar(' ');
	free(w.list);
}

static void zsh_option(const struct ns_command *command, const struct ns_option *o)
{
	(void)command;
	fputs(" \\\n\t\t\t", stdout);
	if (o->letter)
		printf("'(-%c --%s)'{-%c,--%s%s}'[", o->letter, o->name, o->letter, o->name, o->arg ? "=" : "");
	else
		printf("'*--%s%s[", o->name, o->arg ? "=" : "");
	print_quoted(o->help, "[]:\\");
	putchar(']');
	if (o->arg) {
		printf(":%s:", o->arg);
		zsh_action(words_of_option(o));
	}
	putchar('\'');
}

static void print_zsh(void)
{
	struct words all = { .list = ns_xstrdup("") };

	add_commands(&all);
	puts("#compdef nestscope\n# Completion for zsh, made by: nestscope completion zsh\n_nestscope()\n{\n"
	     "\tlocal word command=\n\tlocal -a commands\n\tcommands=(");
	for (size_t i = 0; ns_commands[i]; i++) {
		printf("\t\t'%s:", ns_commands[i]->name);
		print_quoted(ns_commands[i]->summary, ":\\");
		puts("'");
	}
	printf("\t)\n\tfor word in ${words[2,CURRENT-1]}; do\n"
	       "\t\tif [[ \" %s \" == *\" $word \"* ]]; then\n\t\t\tcommand=$word\n\t\t\tbreak\n\t\tfi\n\tdone\n"
	       "\tcase $command in\n", all.list);
	for (size_t i = 0; ns_commands[i]; i++) {
		printf("\t%s)\n\t\t_arguments -s", ns_commands[i]->name);
		each_option(ns_commands[i], zsh_option);
		printf(" \\\n\t\t\t'1: : '");
		if (*ns_commands[i]->operands) {
			struct words w = words_of(ns_commands[i]->operands);
			bool both = *w.list && (w.files || w.dirs);

			printf(" \\\n\t\t\t'*:operand:");
			if (both)
				printf("{_alternative \"words:word:(%s)\" \"files:file:_files\"}", w.list);
			else
				zsh_action((struct words){ .list = ns_xstrdup(w.list), .files = w.files, .dirs = w.dirs });
			putchar('\'');
			free(w.list);
		}
		puts(" ;;");
	}
	printf("\t*)\n\t\t_arguments -s");
	each_option(NULL, zsh_option);
	puts(" \\\n\t\t\t'1:command:{_describe command commands}' ;;\n\tesac\n}\n"
	     "if [ \"$funcstack[1]\" = _nestscope ]; then\n\t_nestscope \"$@\"\nelse\n\tcompdef _nestscope nestscope\nfi");
	free(all.list);
}

/* ---- fish ---- */

static void fish_condition(const struct ns_command *command, const char *all)
{
	printf("complete -c nestscope -n '%s__fish_seen_subcommand_from %s'", command ? "" : "not ",
	       command ? command->name : all);
}

/* @only: of an option's argument, which is nothing else; of operands files are always possible */
static void fish_words(struct words w, bool only)
{
	if (w.files)
		printf(only ? " -r -F" : " -F");
	else if (only)
		printf(" -x");
	if (w.dirs && !w.files)
		printf(" -a '(__fish_complete_directories (commandline -ct))'");
	if (*w.list)
		printf(" -a '%s'", w.list);
	free(w.list);
}

static void fish_option(const struct ns_command *command, const struct ns_option *o)
{
	struct words all = { .list = ns_xstrdup("") };

	add_commands(&all);
	fish_condition(command, all.list);
	printf(" -l %s", o->name);
	if (o->letter)
		printf(" -s %c", o->letter);
	if (o->arg)
		fish_words(words_of_option(o), true);
	printf(" -d '");
	/* In fish's single quotes a backslash stands before a quote. */
	for (const char *p = o->help; *p; p++)
		printf("%s%c", *p == '\'' || *p == '\\' ? "\\" : "", *p);
	puts("'");
	free(all.list);
}

static void print_fish(void)
{
	struct words all = { .list = ns_xstrdup("") };

	add_commands(&all);
	puts("# Completion for fish, made by: nestscope completion fish\ncomplete -c nestscope -f");
	each_option(NULL, fish_option);
	for (size_t i = 0; ns_commands[i]; i++) {
		struct words w = words_of(ns_commands[i]->operands);

		fish_condition(NULL, all.list);
		printf(" -a %s -d '", ns_commands[i]->name);
		for (const char *p = ns_commands[i]->summary; *p; p++)
			printf("%s%c", *p == '\'' || *p == '\\' ? "\\" : "", *p);
		puts("'");
		each_option(ns_commands[i], fish_option);
		if (*w.list || w.files || w.dirs) {
			fish_condition(ns_commands[i], NULL);
			fish_words(w, false);
			putchar('\n');
		} else {
			free(w.list);
		}
	}
	free(all.list);
}

bool ns_completion_print(const char *shell)
{
	static const struct {
		const char *name;
		void (*print)(void);
	} shells[] = { { "bash", print_bash }, { "zsh", print_zsh }, { "fish", print_fish } };

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		if (!strcmp(shells[i].name, shell)) {
			shells[i].print();
			return true;
		}
	}
	return false;
}
