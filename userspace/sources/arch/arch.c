// SPDX-License-Identifier: GPL-2.0-or-later
#include "sources/arch/arch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "util/alloc.h"
#include "util/text.h"

#define PROPERTY_MAX 4096

/*
 * Lines of /proc/cpuinfo that only one architecture writes: the key, how the
 * value begins, and a word of it, or "" (Linux arch/NAME/kernel, show_cpuinfo()
 * and c_show()). The first row that fits counts.
 *
 * Keys are shared: ia64 and openrisc write features, LoongArch and 32-bit ARM
 * Features, xtensa flags, parisc and sh cpu family. An arm64 kernel shows the
 * words of 32-bit ARM to a 32-bit program, but always architecture 8, which no
 * 32-bit kernel writes (arch/arm/kernel/setup.c proc_arch[]). A PowerMac, or any
 * other platform of powerpc, may have 32 or 64 bits.
 */
static const struct {
	const char *key, *begins, *word, *machine;
} shapes[] = {
	{ "vendor_id", "IBM/S390", "", "s390x" },
	{ "vendor_id", "Tensilica", "", "xtensa" },
	{ "features", "", "zarch", "s390x" },
	{ "arch", "IA-64", "", "ia64" },
	{ "cpu family", "PA-RISC", "", "parisc" },
	{ "cpu family", "sh", "", "sh" },
	{ "cpu family", "", "", "x86_64" },
	{ "flags", "", "", "x86_64" },
	{ "Features", "", "fp", "aarch64" },
	{ "Features", "", "asimd", "aarch64" },
	{ "CPU architecture", "8", "", "aarch64" },
	{ "CPU architecture", "AArch64", "", "aarch64" },
	{ "CPU architecture", "", "", "arm" },
	{ "ISA", "", "loongarch64", "loongarch64" },
	{ "platform", "", "PowerNV", "ppc64" },
	{ "platform", "", "pSeries", "ppc64" },
	{ "platform", "", "", "powerpc" },
	{ "isa", "rv64", "", "riscv64" },
	{ "isa", "mips", "", "mips" },
};

const char *ns_cpuinfo_machine(const char *key, size_t len, const char *value)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (strlen(shapes[i].key) == len && !strncmp(key, shapes[i].key, len) &&
		    !strncmp(value, shapes[i].begins, strlen(shapes[i].begins)) &&
		    (!*shapes[i].word || ns_has_word(value, shapes[i].word)))
			return shapes[i].machine;
	return NULL;
}

/* The machine that a whole /proc/cpuinfo is of, or NULL; @text is cut into lines. */
static const char *machine_of(char *text)
{
	const char *machine = NULL;
	char *rest, *line = strtok_r(text, "\n", &rest);

	for (; line && !machine; line = strtok_r(NULL, "\n", &rest)) {
		const char *colon = strchr(line, ':');
		size_t len = colon ? colon - line : 0;

		while (len && strchr(" \t", line[len - 1]))
			len--;
		if (len)
			machine = ns_cpuinfo_machine(line, len, colon + 1 + strspn(colon + 1, " \t"));
	}
	return machine;
}

/* A captured tree: the kernel's own word, or the shape of what it writes; files of x86 alone say x86. */
static void arch_of_tree(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_ARCH];
	const char *machine;
	int err, cpuinfo_err;
	char *text = ns_read_line(ctx, "/proc/sys/kernel/arch", &err);

	if (text && *text) {
		ns_value_text(v, NS_SOURCE_PROCFS, text);
		free(text);
		return;
	}
	free(text);
	text = ns_read_file(ctx, "/proc/cpuinfo", NULL, &cpuinfo_err);
	machine = text ? machine_of(text) : NULL;
	if (machine)
		ns_value_text(v, NS_SOURCE_PROCFS, machine);
	free(text);
	text = ns_has(v) ? NULL : ns_read_file(ctx, "/proc/sysinfo", NULL, &err);
	if (text)
		ns_value_text(v, NS_SOURCE_PROCFS, ns_arch_machine(NS_ARCH_S390X));
	free(text);
	if (!ns_has(v) && cpuinfo_err && cpuinfo_err != ENOENT)
		ns_value_errno(v, NS_SOURCE_PROCFS, "/proc/cpuinfo", cpuinfo_err);
	else if (!ns_has(v))
		ns_value_not(v, NS_SOURCE_PROCFS, NS_NOT_ASKED,
			     "neither /proc/sys/kernel/arch nor /proc/cpuinfo tells it");
}

void ns_read_arch(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct utsname name;

	if (!ns_is_live(ctx))
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
	if (!ns_is_live(ctx)) {
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
	if (ns_is_live(ctx)) {
		ns_x86_read_layer(ctx, s);
		return;
	}
#else
	if (ns_is_live(ctx))
		why = elsewhere;
#endif
	ns_value_not(&s->fact[NS_FACT_TDX_SIGNATURE], NS_SOURCE_CPUID, NS_NOT_ASKED, "%s", why);
	ns_timing_unknown(s, NS_NOT_ASKED, why);
}
