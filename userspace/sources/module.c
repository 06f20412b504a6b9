// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The module's files: /sys/kernel/nestscope, and the CPUs that differ from
 * /sys/kernel/debug/nestscope/cpus. See Documentation/ABI/testing/.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/number.h"
#include "model/limits.h"
#include "nestscope/names.h"
#include "sources/context.h"

#define SYSFS "/sys/kernel/" NS_DIR "/"
#define DEBUGFS "/sys/kernel/debug/" NS_DIR "/"

/* What changes while the machine runs has no file; a module of format 1 had one, for what was true once. */
static void read_register(const struct ns_context *ctx, struct ns_value *view, enum ns_reg reg, bool part)
{
	const struct ns_register *r = &ns_registers[reg];
	struct ns_value *v = &view[reg];
	char *path, *text;
	uint64_t num;
	int err;

	if (r->how != NS_HOW_VALUE)
		return;
	path = ns_xasprintf(SYSFS "%s/%s", r->dir, r->file);
	text = ns_read_line(ctx, path, &err);
	if (text && ns_parse_hex(text, &num)) {
		ns_value_num(v, NS_SOURCE_MODULE, num);
	} else if (text) {
		ns_value_not(v, NS_SOURCE_MODULE, NS_UNREADABLE, "%s: \"%.40s\" is not a register",
			     path, text);
	} else if (err == ENOENT) {
		/* The module says that it does not exist; the rule says why. */
		if (ns_reg_to_be_read(view, reg, NS_SOURCE_MODULE))
			ns_value_not(v, NS_SOURCE_MODULE, part ? NS_NOT_ASKED : NS_ABSENT, "%s%s", path,
				     part ? ": not captured" : " is not there");
		else if (v->state == NS_ABSENT)
			v->source = NS_SOURCE_MODULE;
	} else if (err == EIO && r->kind == NS_KIND_MSR && ns_is_live(ctx)) {
		/* The module says that it faulted, if it is known to exist; else that is the reason. */
		if (ns_reg_to_be_read(view, reg, NS_SOURCE_MODULE))
			ns_value_not(v, NS_SOURCE_MODULE, NS_UNREADABLE, "RDMSR faulted");
	} else if (err == ENXIO) {
		ns_value_not(v, NS_SOURCE_MODULE, NS_ABSENT,
			     "no longer present (was present at module load)");
	} else {
		ns_value_errno(v, NS_SOURCE_MODULE, path, err);
	}
	free(text);
	free(path);
}

/*
 * The module publishes each register that exists. Is one missing that does by the rule, then only a part of
 * its files was captured, and what is not there says nothing.
 */
static bool is_part(const struct ns_value *view)
{
	bool part = view[NS_REG_CPUID_1_ECX].state == NS_ABSENT;

	for (int reg = 0; reg < NS_REG_COUNT && !part; reg++)
		part = ns_registers[reg].how == NS_HOW_VALUE && ns_registers[reg].exists[0].reg != NS_REG_NONE &&
		       view[reg].state == NS_ABSENT && ns_reg_exists(view, reg, NULL) == NS_EXISTS_YES;
	return part;
}

static void read_registers(const struct ns_context *ctx, struct ns_value *view)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		read_register(ctx, view, reg, false);
	if (ns_is_live(ctx) || !is_part(view))
		return;
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		if (view[reg].state == NS_ABSENT)
			ns_value_not(&view[reg], NS_SOURCE_MODULE, NS_NOT_ASKED, NULL);
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		read_register(ctx, view, reg, true);
}

/* What the module prints of a register: its value, or a word for why there is none */
static void set_printed(struct ns_value *v, const char *text)
{
	uint64_t num;

	if (ns_parse_hex(text, &num))
		ns_value_num(v, NS_SOURCE_MODULE, num);
	else
		ns_value_not(v, NS_SOURCE_MODULE, !strcmp(text, "absent") ? NS_ABSENT : NS_UNREADABLE, "%s", text);
}

/*
 * A line "  NAME NUMBER VALUE" of a CPU; what is different ends in " differs-from-cpuM". Of one that is offline
 * VALUE is "unreadable:offline last" and the value that it had: that is what differs, and nothing of now.
 */
static void take_line(struct ns_snapshot *s, unsigned int cpu, const char *line)
{
	struct ns_value v = NS_VALUE_INIT, *mine;
	char name[64], value[64];
	enum ns_reg reg;
	bool last;

	if (sscanf(line, "  %63s %*s %63s", name, value) != 2)
		return;
	reg = ns_reg_find(name);
	if (reg == NS_REG_NONE)
		return;
	last = sscanf(line, "  %*s %*s unreadable:offline last %63s", value) == 1;
	set_printed(&v, value);
	mine = &s->view[NS_VIEW_CPU][reg];
	if (strstr(line, " differs-from-cpu"))
		ns_snapshot_add_differ(s, cpu, reg, &v);
	else if (ns_reg_changes(reg) && ns_has(&v) && !last &&
		 ns_reg_to_be_read(s->view[NS_VIEW_CPU], reg, NS_SOURCE_MODULE))
		ns_value_copy(mine, &v);
	ns_value_free(&v);
}

/*
 * What is below a line "cpuN online" or "cpuN offline": of the CPUs that differ, what differs, and of the first
 * that is online, the registers that change.
 */
static void read_cpus(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *view = s->view[NS_VIEW_CPU];
	char *text, *line, *rest;
	unsigned int cpu = 0;
	bool known = false;
	int err;

	text = ns_read_file(ctx, DEBUGFS NS_DEBUGFS_CPUS, NULL, &err);
	for (int reg = 0; reg < NS_REG_COUNT && !text && err != ENOENT; reg++)
		if (ns_reg_changes(reg) && ns_reg_to_be_read(view, reg, NS_SOURCE_MODULE))
			ns_value_errno(&view[reg], NS_SOURCE_MODULE, DEBUGFS NS_DEBUGFS_CPUS, err);
	for (line = text ? strtok_r(text, "\n", &rest) : NULL; line;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (!strncmp(line, "cpu", strlen("cpu"))) {
			const char *digits = line + strlen("cpu");

			known = ns_parse_number(&digits, NS_CPU_MAX, &cpu);
			continue;
		}
		if (known)
			take_line(s, cpu, line);
	}
	free(text);
}

void ns_read_module(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const struct {
		enum ns_fact_id id;
		const char *file;
	} files[] = {
		{ NS_FACT_MODULE_VENDOR, NS_SYSFS_VENDOR },
		{ NS_FACT_CPUS_READ, NS_SYSFS_CPUS },
		{ NS_FACT_CPUS_AGREE, NS_SYSFS_CPUS_AGREE },
		{ NS_FACT_HV_PRESENT, NS_SYSFS_HYPERVISOR "/" NS_SYSFS_HV_PRESENT },
		{ NS_FACT_HV_SIGNATURE, NS_SYSFS_HYPERVISOR "/" NS_SYSFS_HV_SIGNATURE },
		{ NS_FACT_HV_MAX_LEAF, NS_SYSFS_HYPERVISOR "/" NS_SYSFS_HV_MAX_LEAF },
		{ NS_FACT_KERNEL_CPL, NS_SYSFS_HYPERVISOR "/" NS_SYSFS_HV_CPL },
	};
	static const char hint[] =
		"nestscope module load: every register of every CPU, fault-proof";
	unsigned long version;
	char *format;
	int err;

	if (ctx->no_module) {
		ns_snapshot_note(s, NS_SOURCE_MODULE, NS_NOT_ASKED, NULL, "--no-module");
		return;
	}
	format = ns_read_line(ctx, SYSFS NS_SYSFS_FORMAT, &err);
	if (!format) {
		ns_snapshot_note(s, NS_SOURCE_MODULE, err != ENOENT ? NS_UNREADABLE :
				 ns_is_live(ctx) ? NS_ABSENT : NS_NOT_ASKED, hint, SYSFS NS_SYSFS_FORMAT ": %s",
				 err == ENOENT && !ns_is_live(ctx) ? "not captured" : ns_strerror(err));
		return;
	}
	version = strtoul(format, NULL, 10);
	if (version < NS_FORMAT_OLDEST || version > NS_FORMAT) {
		ns_snapshot_note(s, NS_SOURCE_MODULE, NS_UNREADABLE,
				 "use a nestscope of the module's version",
				 "format %.20s is not %d", format, NS_FORMAT);
		free(format);
		return;
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *path = ns_xasprintf(SYSFS "%s", files[i].file);

		ns_read_fact(ctx, s, files[i].id, NS_SOURCE_MODULE, path);
		free(path);
	}
	read_registers(ctx, s->view[NS_VIEW_CPU]);
	/* It interrupts every CPU: on the live system the sources after this one have what changes. */
	if ((ns_has(&s->fact[NS_FACT_CPUS_AGREE]) && !s->fact[NS_FACT_CPUS_AGREE].num) || !ns_is_live(ctx))
		read_cpus(ctx, s);
	ns_snapshot_note(s, NS_SOURCE_MODULE, NS_VALUE, NULL, "format %s", format);
	free(format);
}
