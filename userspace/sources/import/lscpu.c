// SPDX-License-Identifier: GPL-2.0-or-later
/* lscpu's text, in English: it is /proc/cpuinfo without "vmx flags". */
#include <string.h>

#include "sources/import/reader.h"

static const struct {
	const char *key;
	enum ns_fact_id id;
} fields[] = {
	{ "Vendor ID", NS_FACT_CPU_VENDOR },
	{ "Model name", NS_FACT_CPU_MODEL },
	{ "Flags", NS_FACT_CPU_FLAGS },
	{ "On-line CPU(s) list", NS_FACT_CPUS_ONLINE },
};

/* Other lines of it (util-linux 2.38) */
static const char *const others[] = {
	"Architecture", "CPU op-mode(s)", "Address sizes", "Byte Order", "CPU(s)", "Off-line CPU(s) list",
	"BIOS Vendor ID", "BIOS Model name", "CPU family", "Model", "Thread(s) per core",
	"Core(s) per socket", "Socket(s)", "Stepping", "CPU max MHz", "CPU min MHz", "BogoMIPS",
	"CPU(s) scaling MHz", "Frequency boost", "Virtualization type", "L1d cache", "L1i cache", "L2 cache",
	"L3 cache", "NUMA node(s)", "NUMA node0 CPU(s)", "Virtualization features", "Caches (sum of all)",
	"NUMA", "Vulnerabilities", "L1d", "L1i", "L2", "L3", "CPU MHz",
};

/* Linux hides it from lscpu as it hides the flag; "Virtualization: VT-x" is the flag vmx, in other words. */
static bool take_virtualization(struct ns_import *im, const char *key, const char *value, enum ns_source source)
{
	if (strcmp(key, "Virtualization"))
		return false;
	if (!strcmp(value, "VT-x"))
		ns_import_bit(im, NS_BIT_X86_FEATURE_VMX, source, true);
	else if (!strcmp(value, "AMD-V"))
		ns_import_bit(im, NS_BIT_X86_FEATURE_SVM, source, true);
	return true;
}

bool ns_take_lscpu(struct ns_import *im, const char *line, enum ns_source source)
{
	const char *colon = strchr(line, ':'), *value;
	char key[40];
	size_t len;

	line += strspn(line, " ");
	len = colon > line ? colon - line : 0;
	if (!len || len >= sizeof(key))
		return false;
	memcpy(key, line, len);
	key[len] = '\0';
	value = colon + 1 + strspn(colon + 1, " ");
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (strcmp(key, fields[i].key))
			continue;
		if (*value)
			ns_import_text_fact(im, fields[i].id, source, value);
		return true;
	}
	if (take_virtualization(im, key, value, source))
		return true;
	if (!strcmp(key, "Hypervisor vendor")) {
		ns_import_hypervisor(im, value, source);
		return true;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!strcmp(key, others[i]))
			return true;
	return !strncmp(key, "Vulnerability ", 14) || (!strncmp(key, "NUMA node", 9) && strstr(key, " CPU(s)"));
}
