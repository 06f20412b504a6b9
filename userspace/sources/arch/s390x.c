// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * s390x: /proc/sysinfo tells what runs below, level by level (STSI); /proc/cpuinfo has no flags but features;
 * /sys/firmware/uv tells of the ultravisor.
 */
#include "sources/arch/arch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

#define LEVELS_MAX 8	/* of VMs that STSI tells of: Linux arch/s390/include/asm/sysinfo.h, struct sysinfo_3_2_2 */

/* "z/VM    7.3.0" has a place for each part. */
static void squeeze(char *text)
{
	char *to = text;

	for (const char *p = text; *p; p++)
		if (*p != ' ' || p[1] != ' ')
			*to++ = *p;
	*to = '\0';
}

/* Names of partitions and VMs, UUIDs and serial numbers stay out. */
static void read_levels(struct ns_snapshot *s, const char *text)
{
	char *programs = ns_xstrdup("");
	unsigned int levels = 0;

	while (levels < LEVELS_MAX) {
		char key[32], *program;

		snprintf(key, sizeof(key), "VM%02u Control Program", levels);
		program = ns_arch_line(text, key);
		if (!program)
			break;
		squeeze(program);
		programs = ns_xjoin(programs, "; ", program);
		free(program);
		levels++;
	}
	ns_value_num(&s->fact[NS_FACT_Z_LEVELS], NS_SOURCE_PROCFS, levels);
	ns_value_text(&s->fact[NS_FACT_Z_PROGRAMS], NS_SOURCE_PROCFS, programs);
	free(programs);
}

static void read_sysinfo(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const enum ns_fact_id counted[] = { NS_FACT_Z_LPAR, NS_FACT_Z_LEVELS, NS_FACT_Z_PROGRAMS };
	static const char path[] = "/proc/sysinfo";
	int err;
	char *text = ns_read_file(ctx, path, NULL, &err), *lpar;

	ns_arch_line_fact(ctx, s, NS_FACT_Z_MANUFACTURER, path, text, "Manufacturer", err);
	ns_arch_line_fact(ctx, s, NS_FACT_Z_TYPE, path, text, "Type", err);
	if (!text) {
		for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]); i++)
			ns_value_file_error(ctx, &s->fact[counted[i]], NS_SOURCE_PROCFS, path, err);
		return;
	}
	lpar = ns_arch_line(text, "LPAR Number");
	ns_value_num(&s->fact[NS_FACT_Z_LPAR], NS_SOURCE_PROCFS, !!lpar);
	read_levels(s, text);
	free(lpar);
	free(text);
}

/* The directory is there where the machine has an ultravisor: Linux arch/s390/kernel/uv.c uv_info_init(). */
static void read_secure(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id id, const char *path)
{
	int err;
	char *text = ns_read_line(ctx, path, &err);

	if (!text)
		ns_value_file_error(ctx, &s->fact[id], NS_SOURCE_SYSFS, path, err);
	else if (!strcmp(text, "0") || !strcmp(text, "1"))
		ns_value_num(&s->fact[id], NS_SOURCE_SYSFS, *text == '1');
	else
		ns_value_not(&s->fact[id], NS_SOURCE_SYSFS, NS_UNREADABLE, "%s: neither 0 nor 1", path);
	free(text);
}

/* "processor 0: version = 00,  identification = 0D1B48,  machine = 3906"; the identification stays out. */
static void read_model(struct ns_snapshot *s, const char *text)
{
	struct ns_value *v = &s->fact[NS_FACT_CPU_MODEL];
	const char *machine = strstr(text, "machine = ");
	char number[16], *model;

	if (!machine || sscanf(machine, "machine = %15[0-9A-Za-z]", number) != 1)
		return;
	model = ns_xasprintf("machine type %s", number);
	ns_value_text(v, NS_SOURCE_PROCFS, model);
	free(model);
}

void ns_s390x_read(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char path[] = "/proc/cpuinfo";
	int err;
	char *text = ns_read_file(ctx, path, NULL, &err);

	ns_arch_line_fact(ctx, s, NS_FACT_CPU_FLAGS, path, text, "features", err);
	if (text)
		read_model(s, text);
	free(text);
	read_sysinfo(ctx, s);
	read_secure(ctx, s, NS_FACT_Z_SECURE_GUEST, "/sys/firmware/uv/prot_virt_guest");
	read_secure(ctx, s, NS_FACT_Z_SECURE_HOST, "/sys/firmware/uv/prot_virt_host");
}
