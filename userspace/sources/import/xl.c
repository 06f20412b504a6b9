// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xl info, which works in Xen's dom0 only (tools/xl/xl_info.c): "%-23s: value". hw_caps
 * is the CPU's, not dom0's; its words have had this order since virt_caps has "pv".
 */
#include <stdio.h>
#include <string.h>

#include "sources/import/reader.h"
#include "util/text.h"

#define KEY_WIDTH 23

/* Lines of it that tell nothing here */
static const char *const others[] = {
	"version", "machine", "nr_cpus", "max_cpu_id", "nr_nodes", "cores_per_socket", "threads_per_core", "cpu_mhz",
	"total_memory", "free_memory", "sharing_freed_memory", "sharing_used_memory", "outstanding_claims", "free_cpus",
	"xen_major", "xen_minor", "xen_extra", "xen_version", "xen_scheduler", "xen_pagesize",
	"platform_params", "xen_changeset", "xen_commandline", "cc_compiler", "cc_compile_by", "cc_compile_domain",
	"cc_compile_date", "build_id", "xend_config_format", "host", "arm_sve_vector_length",
};

static void take_caps(struct ns_import *im, const char *value)
{
	unsigned int word[4];

	if (sscanf(value, "%8x:%8x:%8x:%8x:", &word[0], &word[1], &word[2], &word[3]) != 4)
		return;
	im->xen_vmx = word[1] & NS_MASK(X86_FEATURE_VMX);
	im->xen_svm = word[3] & NS_MASK(X86_FEATURE_SVM);
}

static void take_virt_caps(struct ns_import *im, const char *value, enum ns_source source)
{
	bool hap = ns_has_word(value, "hap");

	if (!ns_has_word(value, "pv"))
		return;
	if (im->xen_vmx) {
		ns_import_bit(im, NS_BIT_X86_FEATURE_VMX, source, true);
		ns_import_bit(im, NS_BIT_SECONDARY_EXEC_ENABLE_EPT, source, hap);
	} else if (im->xen_svm) {
		ns_import_bit(im, NS_BIT_X86_FEATURE_SVM, source, true);
		ns_import_bit(im, NS_BIT_X86_FEATURE_NPT, source, hap);
	}
}

bool ns_take_xl(struct ns_import *im, const char *line, enum ns_source source)
{
	size_t len = strcspn(line, " :");
	const char *value = line + KEY_WIDTH + 2;
	char key[KEY_WIDTH + 1];

	if (!len || len > KEY_WIDTH || strspn(line + len, " ") != KEY_WIDTH - len || strncmp(line + KEY_WIDTH, ": ", 2))
		return false;
	memcpy(key, line, len);
	key[len] = '\0';
	if (!strcmp(key, "release")) {
		ns_import_text_fact(im, NS_FACT_KERNEL, source, value);
		return true;
	} else if (!strcmp(key, "hw_caps")) {
		take_caps(im, value);
		return true;
	} else if (!strcmp(key, "virt_caps")) {
		take_virt_caps(im, value, source);
		return true;
	} else if (!strcmp(key, "xen_caps")) {
		ns_import_text_fact(im, NS_FACT_HV_TYPE, source, "xen");
		ns_import_text_fact(im, NS_FACT_XEN_CAPABILITIES, source, "control_d");
		ns_import_text_fact(im, NS_FACT_XEN_GUESTS, source, value);
		return true;
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!strcmp(key, others[i]))
			return true;
	return false;
}
