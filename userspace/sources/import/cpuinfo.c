// SPDX-License-Identifier: GPL-2.0-or-later
/* /proc/cpuinfo as text: the first CPU's paragraph counts, as in sources/system.c. */
#include <stdlib.h>
#include <string.h>

#include "sources/arch/arch.h"
#include "sources/import/reader.h"
#include "util/alloc.h"

static const struct {
	const char *key;
	enum ns_fact_id id;
} fields[] = {
	{ "vendor_id", NS_FACT_CPU_VENDOR },
	{ "model name", NS_FACT_CPU_MODEL },
	{ "microcode", NS_FACT_CPU_MICROCODE },
	{ "flags", NS_FACT_CPU_FLAGS },
	{ "vmx flags", NS_FACT_CPU_VMX_FLAGS },
	{ "features", NS_FACT_CPU_FLAGS },
	{ "Features", NS_FACT_CPU_FLAGS },
	{ "platform", NS_FACT_PPC_PLATFORM },
	{ "CPU implementer", NS_FACT_CPU_VENDOR },
};

/* The other lines of a paragraph, Linux 6.1 arch/x86/kernel/cpu/proc.c */
static const char *const others[] = {
	"cpu family", "model", "stepping", "cpu MHz", "cache size", "physical id",
	"siblings", "core id", "cpu cores", "apicid", "initial apicid", "fpu", "fpu_exception",
	"cpuid level", "wp", "bugs", "bogomips", "TLB size", "clflush size", "cache_alignment",
	"address sizes", "power management",
};

/* Flags alone, as a mail program has broken the line that they belong to */
static bool continues(const char *line)
{
	size_t len = strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789_ \t");

	return len && !line[len] && line[strspn(line, " \t")];
}

/* A value that is known only in part would be without the rest. */
static bool take_rest(struct ns_import *im, const char *line, enum ns_source source)
{
	struct ns_value *v = im->broken;
	char *text;

	if (!v || !ns_has(v) || !continues(line))
		return false;
	text = ns_xasprintf("%s %s", v->text, line + strspn(line, " \t"));
	ns_value_text(v, source, text);
	free(text);
	return true;
}

static void take_field(struct ns_import *im, size_t i, const char *value, enum ns_source source)
{
	struct ns_value *v = &im->s->fact[fields[i].id];

	if (im->cpuinfo_cpus > 1 || ns_has(v))
		return;
	ns_import_text_fact(im, fields[i].id, source, value);
	if (fields[i].id == NS_FACT_CPU_FLAGS || fields[i].id == NS_FACT_CPU_VMX_FLAGS)
		im->broken = v;
}

bool ns_take_cpuinfo(struct ns_import *im, const char *line, enum ns_source source)
{
	const char *colon = strchr(line, ':'), *value, *machine;
	size_t len;

	if (!colon && take_rest(im, line, source))
		return true;
	im->broken = NULL;
	line += strspn(line, " \t");
	len = colon ? colon - line : 0;
	while (len && (line[len - 1] == '\t' || line[len - 1] == ' '))
		len--;
	if (!len)
		return false;
	value = colon + 1 + strspn(colon + 1, " ");
	if (len == 9 && !strncmp(line, "processor", len) && strspn(value, "0123456789") &&
	    !value[strspn(value, "0123456789")]) {
		im->cpuinfo_cpus++;
		return true;
	}
	machine = ns_has(&im->s->fact[NS_FACT_ARCH]) ? NULL : ns_cpuinfo_machine(line, len, value);
	if (machine)
		ns_import_text_fact(im, NS_FACT_ARCH, source, machine);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (strlen(fields[i].key) != len || strncmp(line, fields[i].key, len))
			continue;
		take_field(im, i, value, source);
		return true;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (im->cpuinfo_cpus && strlen(others[i]) == len && !strncmp(line, others[i], len))
			return true;
	return false;
}
