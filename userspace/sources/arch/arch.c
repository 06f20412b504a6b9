// SPDX-License-Identifier: GPL-2.0-or-later
#include "sources/arch/arch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "util/alloc.h"

#define PROPERTY_MAX 4096

/*
 * What /proc/cpuinfo of an architecture has at the beginning of a line, and no
 * other one: Linux arch/NAME/kernel/, show_cpuinfo() and c_show()
 */
static const struct {
	const char *key;
	enum ns_arch arch;
} shapes[] = {
	{ "vendor_id       : IBM/S390", NS_ARCH_S390X },
	{ "CPU implementer\t:", NS_ARCH_ARM64 },
	{ "platform\t: pSeries", NS_ARCH_PPC64 },
	{ "platform\t: PowerNV", NS_ARCH_PPC64 },
	{ "isa\t\t: rv64", NS_ARCH_RISCV64 },
	{ "flags\t\t:", NS_ARCH_X86 },
	{ "cpu family\t:", NS_ARCH_X86 },
};

static bool has_line(const char *text, const char *key)
{
	size_t len = strlen(key);

	for (const char *p = text; (p = strstr(p, key)); p += len)
		if (p == text || p[-1] == '\n')
			return true;
	return false;
}

/* A captured tree: the kernel's own word, or the shape of what it writes; files of x86 alone say x86. */
static void arch_of_tree(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_ARCH];
	int err;
	char *text = ns_read_line(ctx, "/proc/sys/kernel/arch", &err);

	if (text && *text) {
		ns_value_text(v, NS_SOURCE_PROCFS, text);
		free(text);
		return;
	}
	free(text);
	text = ns_read_file(ctx, "/proc/cpuinfo", NULL, &err);
	for (size_t i = 0; text && !ns_has(v) && i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (has_line(text, shapes[i].key))
			ns_value_text(v, NS_SOURCE_PROCFS, ns_arch_machine(shapes[i].arch));
	free(text);
	text = ns_has(v) ? NULL : ns_read_file(ctx, "/proc/sysinfo", NULL, &err);
	if (text)
		ns_value_text(v, NS_SOURCE_PROCFS, ns_arch_machine(NS_ARCH_S390X));
	free(text);
	if (!ns_has(v))
		ns_value_not(v, NS_SOURCE_PROCFS, NS_NOT_ASKED,
			     "neither /proc/sys/kernel/arch nor /proc/cpuinfo tells it");
}

void ns_read_arch(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct utsname name;

	if (!ns_live(ctx))
		arch_of_tree(ctx, s);
	else if (!uname(&name))
		ns_value_text(&s->fact[NS_FACT_ARCH], NS_SOURCE_PROCFS, name.machine);
}

char *ns_arch_line(const char *text, const char *key)
{
	size_t len = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
		const char *colon = line + len + (strncmp(line, key, len) ? 0 : strspn(line + len, " \t"));
		size_t value;

		if (strncmp(line, key, len) || *colon != ':')
			continue;
		colon += strspn(colon, ": \t");
		value = strcspn(colon, "\n");
		while (value && strchr(" \t", colon[value - 1]))
			value--;
		return ns_xasprintf("%.*s", (int)value, colon);
	}
	return NULL;
}

void ns_arch_line_fact(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id id, const char *path,
		       const char *text, const char *key, int err)
{
	char *value = text ? ns_arch_line(text, key) : NULL;

	if (value)
		ns_value_text(&s->fact[id], NS_SOURCE_PROCFS, value);
	else if (text)
		ns_value_not(&s->fact[id], NS_SOURCE_PROCFS, NS_ABSENT, "%s has no line \"%s\"", path, key);
	else
		ns_value_file_error(ctx, &s->fact[id], NS_SOURCE_PROCFS, path, err);
	free(value);
}

void ns_read_property(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id id, const char *path)
{
	struct ns_value *v = &s->fact[id];
	size_t size;
	int err;
	char *text = ns_read_limited(ctx, path, PROPERTY_MAX, &size, &err);

	if (!text) {
		ns_value_file_error(ctx, v, NS_SOURCE_PROCFS, path, err);
		return;
	}
	while (size && (!text[size - 1] || text[size - 1] == '\n'))
		text[--size] = '\0';
	for (size_t i = 0; i < size; i++)
		if (!text[i])
			text[i] = ' ';
	ns_value_text(v, NS_SOURCE_PROCFS, text);
	free(text);
}

/* What is read by the architecture that the snapshot is of, and asked by the one of this program */
static const struct {
	void (*files)(const struct ns_context *ctx, struct ns_snapshot *s);
	void (*kvm)(int fd, struct ns_snapshot *s);
} sources[NS_ARCH_COUNT] = {
#ifdef NS_BUILT_FOR_X86
	[NS_ARCH_X86] = { .kvm = ns_x86_read_kvm },
#endif
	[NS_ARCH_S390X] = { .files = ns_s390x_read },
	[NS_ARCH_ARM64] = { .files = ns_arm64_read, .kvm = ns_arm64_read_kvm },
	[NS_ARCH_PPC64] = { .files = ns_ppc64_read, .kvm = ns_ppc64_read_kvm },
};

void ns_read_arch_files(const struct ns_context *ctx, struct ns_snapshot *s)
{
	enum ns_arch arch = ns_arch_of(s);

	if (sources[arch].files)
		sources[arch].files(ctx, s);
}

void ns_arch_read_kvm(int fd, struct ns_snapshot *s)
{
	enum ns_arch arch = ns_arch_of(s);

	if (sources[arch].kvm)
		sources[arch].kvm(fd, s);
}

void ns_timing_unknown(struct ns_snapshot *s, enum ns_state state, const char *why)
{
	for (int i = NS_FACT_TIMING_SAMPLES; i <= NS_FACT_TIMING_BASE_MEDIAN; i++)
		ns_value_not(&s->fact[i], NS_SOURCE_CPUID, state, "%s", why);
}

static const char captured[] = "a captured tree has no CPU to ask";

#ifndef NS_BUILT_FOR_X86
static const char elsewhere[] = "CPUID is x86's, and this program was built for another architecture";
#endif

void ns_read_cpuid(const struct ns_context *ctx, struct ns_snapshot *s)
{
	if (!ns_live(ctx)) {
		ns_snapshot_note(s, NS_SOURCE_CPUID, NS_NOT_ASKED, NULL, captured);
		return;
	}
#ifdef NS_BUILT_FOR_X86
	ns_x86_read_cpuid(ctx, s);
#else
	ns_snapshot_note(s, NS_SOURCE_CPUID, NS_ABSENT, NULL, elsewhere);
#endif
}

void ns_read_instructions(const struct ns_context *ctx, struct ns_snapshot *s)
{
	const char *why = captured;

#ifdef NS_BUILT_FOR_X86
	if (ns_live(ctx)) {
		ns_x86_read_layer(ctx, s);
		return;
	}
#else
	if (ns_live(ctx))
		why = elsewhere;
#endif
	ns_value_not(&s->fact[NS_FACT_TDX_SIGNATURE], NS_SOURCE_CPUID, NS_NOT_ASKED, "%s", why);
	ns_timing_unknown(s, NS_NOT_ASKED, why);
}
