// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module's files live and vmread below /sys/kernel/debug/nestscope, a line
 * "cpuN key=value ..." for each CPU; and the one look at all that runs now.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "model/limits.h"
#include "nestscope/names.h"
#include "sources/live.h"

#define LIVE "/sys/kernel/debug/" NS_DIR "/" NS_DEBUGFS_LIVE
#define VMREAD "/sys/kernel/debug/" NS_DIR "/" NS_DEBUGFS_VMREAD

static void set_flag(struct ns_value *v, bool text, const char *value)
{
	if (!strcmp(value, "absent"))
		ns_value_not(v, NS_SOURCE_MODULE, NS_ABSENT, NULL);
	else if (!text && (!strcmp(value, "0") || !strcmp(value, "1")))
		ns_value_num(v, NS_SOURCE_MODULE, *value == '1');
	else if (text && strcmp(value, "unreadable") && strcmp(value, "dropped"))
		ns_value_text(v, NS_SOURCE_MODULE, value);
	else
		ns_value_not(v, NS_SOURCE_MODULE, NS_UNREADABLE, "%.40s", value);
}

/* What stands behind the "=", which ends the key; NULL if there is none */
static char *split_pair(char *pair)
{
	char *value = strchr(pair, '=');

	if (value)
		*value++ = '\0';
	return value;
}

static void take_pair(struct ns_live_cpu *cpu, char *pair)
{
	const char *value = split_pair(pair);

	if (!value)
		return;
	for (int i = 0; i < NS_LIVE_FLAG_COUNT; i++)
		if (!strcmp(pair, ns_live_flags[i].key))
			set_flag(&cpu->flag[i], ns_live_flags[i].text, value);
}

static void take_time(struct ns_vmread_cpu *cpu, char *pair)
{
	const char *value = split_pair(pair), *digits = value;
	unsigned int number;

	for (int i = 0; value && i < NS_VMREAD_NUM_COUNT; i++) {
		if (strcmp(pair, ns_vmread_nums[i]))
			continue;
		if (ns_parse_number(&digits, UINT32_MAX, &number) && !*digits)
			ns_value_num(&cpu->num[i], NS_SOURCE_MODULE, number);
		else
			set_flag(&cpu->num[i], false, value);
	}
}

/* The number of "cpuN ...", and what follows it; NULL if it is no such line */
static char *cpu_of(char *line, unsigned int *number)
{
	const char *digits = line + strlen("cpu");

	if (strncmp(line, "cpu", strlen("cpu")) ||
	    !ns_parse_number(&digits, NS_CPU_MAX, number) || *digits != ' ')
		return NULL;
	return line + (digits - line);
}

static void parse_cpu(struct ns_live *live, char *line)
{
	struct ns_live_cpu *cpu;
	unsigned int number;
	char *rest, *word;

	line = cpu_of(line, &number);
	if (!line || live->cpu_count == NS_LIST_MAX)
		return;
	cpu = ns_live_add_cpu(live, number);
	for (word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		take_pair(cpu, word);
}

static void parse_times(struct ns_live *live, char *line)
{
	struct ns_vmread_cpu *cpu;
	unsigned int number;
	char *rest, *word;

	line = cpu_of(line, &number);
	if (!line || live->vmread_count == NS_LIST_MAX)
		return;
	cpu = ns_live_add_vmread(live, number);
	for (word = strtok_r(line, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		take_time(cpu, word);
}

/* "live_vmcs: on", or a word for what it is instead, with the reason */
static void parse_switch(struct ns_value *v, const char *line)
{
	static const struct {
		const char *word;
		enum ns_state state;
	} words[] = {
		{ "off: ", NS_NOT_ASKED }, { "absent: ", NS_ABSENT }, { "refused: ", NS_UNREADABLE },
	};

	if (!strcmp(line, "on")) {
		ns_value_num(v, NS_SOURCE_MODULE, 1);
		return;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strncmp(line, words[i].word, strlen(words[i].word)))
			ns_value_not(v, NS_SOURCE_MODULE, words[i].state, "%s",
				     line + strlen(words[i].word));
}

/*
 * The lines of @path below the first, if that says the format, each given to
 * one of the two: the one that begins with @name to @v. *@state is made that of
 * the file. False if it cannot be read.
 */
static bool parse_file(const struct ns_context *ctx, const char *path, struct ns_live *live,
		       struct ns_value *state, const char *name, struct ns_value *v,
		       void (*parse_cpu_line)(struct ns_live *, char *))
{
	char *text, *line, *rest;
	unsigned int format;
	int err;

	text = ns_read_file(ctx, path, NULL, &err);
	if (!text) {
		ns_value_errno(state, NS_SOURCE_MODULE, path, err);
		return false;
	}
	line = strtok_r(text, "\n", &rest);
	if (!line || sscanf(line, "format: %9u", &format) != 1 || format < NS_FORMAT_OLDEST ||
	    format > NS_FORMAT) {
		ns_value_not(state, NS_SOURCE_MODULE, NS_UNREADABLE,
			     "%s: \"%.40s\" is not format %d", path, line ?: "", NS_FORMAT);
		free(text);
		return false;
	}
	ns_value_text(state, NS_SOURCE_MODULE, path);
	while ((line = strtok_r(NULL, "\n", &rest))) {
		if (!strncmp(line, name, strlen(name)))
			parse_switch(v, line + strlen(name));
		else
			parse_cpu_line(live, line);
	}
	free(text);
	return true;
}

void ns_read_module_live(const struct ns_context *ctx, struct ns_live *live)
{
	if (ctx->no_module) {
		ns_value_not(&live->module, NS_SOURCE_NONE, NS_NOT_ASKED, "--no-module");
		return;
	}
	parse_file(ctx, LIVE, live, &live->module, "live_vmcs: ", &live->live_vmcs, parse_cpu);
}

void ns_read_vmread(const struct ns_context *ctx, struct ns_live *live)
{
	struct ns_value file = NS_VALUE_INIT;

	/* If the first file could not be read, its reason counts; a module without the parameter lacks the second. */
	if (!ns_has(&live->module))
		return;
	if (!parse_file(ctx, VMREAD, live, &file, "vmread_timing: ", &live->vmread_timing, parse_times) &&
	    file.state != NS_ABSENT)
		ns_value_copy(&live->vmread_timing, &file);
	ns_value_free(&file);
}

struct ns_live *ns_live_read(const struct ns_context *ctx)
{
	struct ns_live *live = ns_live_new();

	ns_read_kvm_stats(ctx, live);
	ns_read_module_live(ctx, live);
	return live;
}

/* Registers that change, if nothing else could read them: those of the first CPU, as everywhere */
static void take_registers(struct ns_snapshot *s)
{
	static const struct {
		enum ns_reg reg;
		enum ns_live_flag flag;
	} pairs[] = {
		{ NS_REG_EFER, NS_LIVE_SVME }, { NS_REG_VM_HSAVE_PA, NS_LIVE_HSAVE },
	};
	struct ns_value *view = s->view[NS_VIEW_CPU];

	if (!s->live->cpu_count)
		return;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		const struct ns_value *flag = &s->live->cpus[0].flag[pairs[i].flag];

		if (ns_has(flag) && ns_reg_to_be_read(view, pairs[i].reg, NS_SOURCE_MODULE))
			ns_value_num(&view[pairs[i].reg], NS_SOURCE_MODULE, flag->num);
	}
}

void ns_read_live(const struct ns_context *ctx, struct ns_snapshot *s)
{
	const struct ns_value *v;

	s->live = ns_live_read(ctx);
	take_registers(s);
	ns_read_vmread(ctx, s->live);
	if (!ctx->identify)
		ns_live_redact(s->live);
	v = &s->live->statistics;
	if (ns_has(v))
		ns_snapshot_note(s, NS_SOURCE_DEBUGFS, NS_VALUE, NULL, "%s", v->text);
	else
		ns_snapshot_note(s, NS_SOURCE_DEBUGFS, v->state, v->state == NS_ABSENT ? NULL :
				 "run nestscope as root, with debugfs mounted (mount -t debugfs debugfs /sys/kernel/debug)",
				 "%s", v->why);
}
