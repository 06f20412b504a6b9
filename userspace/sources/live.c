// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module's /sys/kernel/debug/nestscope/live, a line "cpuN key=value ..."
 * for each CPU; and the one look at all that runs now.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/alloc.h"
#include "model/limits.h"
#include "nestscope/names.h"
#include "sources/live.h"

#define LIVE "/sys/kernel/debug/" NS_DIR "/" NS_DEBUGFS_LIVE

static void set_flag(struct ns_value *v, bool text, const char *value)
{
	if (!strcmp(value, "absent"))
		ns_value_not(v, NS_SOURCE_MODULE, NS_ABSENT, NULL);
	else if (!strcmp(value, "0") || !strcmp(value, "1"))
		ns_value_num(v, NS_SOURCE_MODULE, *value == '1');
	else if (text && strcmp(value, "unreadable") && strcmp(value, "dropped"))
		ns_value_text(v, NS_SOURCE_MODULE, value);
	else
		ns_value_not(v, NS_SOURCE_MODULE, NS_UNREADABLE, "%.40s", value);
}

static void take_pair(struct ns_live_cpu *cpu, char *pair)
{
	char *value = strchr(pair, '=');

	if (!value)
		return;
	*value++ = '\0';
	for (int i = 0; i < NS_LIVE_FLAG_COUNT; i++)
		if (!strcmp(pair, ns_live_flags[i].key))
			set_flag(&cpu->flag[i], ns_live_flags[i].text, value);
}

static void parse_cpu(struct ns_live *live, char *line)
{
	struct ns_live_cpu *cpu;
	const char *digits = line + strlen("cpu");
	unsigned int number;
	char *rest, *word;

	if (strncmp(line, "cpu", strlen("cpu")) ||
	    !ns_parse_number(&digits, NS_CPU_MAX, &number) || *digits != ' ')
		return;
	cpu = ns_live_add_cpu(live, number);
	strtok_r(line, " ", &rest);
	while ((word = strtok_r(NULL, " ", &rest)))
		take_pair(cpu, word);
}

/* "live_vmcs: on", or a word for what it is instead, with the reason */
static void parse_live_vmcs(struct ns_value *v, const char *line)
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

static void parse_line(struct ns_live *live, char *line)
{
	static const char live_vmcs[] = "live_vmcs: ";

	if (!strncmp(line, live_vmcs, strlen(live_vmcs)))
		parse_live_vmcs(&live->live_vmcs, line + strlen(live_vmcs));
	else
		parse_cpu(live, line);
}

void ns_read_module_live(const struct ns_context *ctx, struct ns_live *live)
{
	char *text, *line, *rest;
	unsigned int format;
	int err;

	if (ctx->no_module) {
		ns_value_not(&live->module, NS_SOURCE_NONE, NS_NOT_ASKED, "--no-module");
		return;
	}
	text = ns_read_file(ctx, LIVE, NULL, &err);
	if (!text) {
		ns_value_errno(&live->module, NS_SOURCE_MODULE, LIVE, err);
		return;
	}
	line = strtok_r(text, "\n", &rest);
	if (!line || sscanf(line, "format: %u", &format) != 1 || format != NS_FORMAT) {
		ns_value_not(&live->module, NS_SOURCE_MODULE, NS_UNREADABLE,
			     LIVE ": \"%.40s\" is not format %d", line ?: "", NS_FORMAT);
	} else {
		ns_value_text(&live->module, NS_SOURCE_MODULE, LIVE);
		while ((line = strtok_r(NULL, "\n", &rest)))
			parse_line(live, line);
	}
	free(text);
}

struct ns_live *ns_live_read(const struct ns_context *ctx)
{
	struct ns_live *live = ns_live_new();

	ns_read_kvm_stats(ctx, live);
	ns_read_module_live(ctx, live);
	return live;
}

void ns_read_live(const struct ns_context *ctx, struct ns_snapshot *s)
{
	const struct ns_value *v;

	s->live = ns_live_read(ctx);
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
