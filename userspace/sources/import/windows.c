// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Windows: Sysinternals' Coreinfo, and systeminfo in English, as public reports quote
 * them. Where a hypervisor runs, Windows's own is the likeliest one, and then neither
 * tells what the CPU has: a "-" or "No" counts only where no hypervisor was seen.
 */
#include <stdio.h>
#include <string.h>

#include "sources/import/reader.h"

/* Coreinfo's "NAME  *  TEXT": what comes after the mark is in no other listing. */
static const struct {
	const char *name, *text;
	enum ns_bit_id bit;
} capabilities[] = {
	{ "HYPERVISOR", "Hypervisor is present", NS_BIT_X86_FEATURE_HYPERVISOR },
	{ "VMX", "Supports Intel hardware-assisted virtualization", NS_BIT_X86_FEATURE_VMX },
	{ "EPT", "Supports Intel extended page tables (SLAT)", NS_BIT_SECONDARY_EXEC_ENABLE_EPT },
	{ "URG", "Supports Intel unrestricted guest", NS_BIT_SECONDARY_EXEC_UNRESTRICTED_GUEST },
	{ "SVM", "Supports AMD hardware-assisted virtualization", NS_BIT_X86_FEATURE_SVM },
	{ "NP", "Supports AMD nested page tables (SLAT)", NS_BIT_X86_FEATURE_NPT },
};

static void take_bit(struct ns_import *im, enum ns_bit_id bit, bool on, enum ns_source source)
{
	/* Windows over its own hypervisor is no guest. */
	if (bit == NS_BIT_X86_FEATURE_HYPERVISOR && on)
		im->windows_hypervisor = true;
	else if (on || !im->windows_hypervisor)
		ns_import_bit(im, bit, source, on);
}

static bool take_coreinfo(struct ns_import *im, const char *line, enum ns_source source)
{
	char name[16], mark, text[64];

	if (sscanf(line, "%15[A-Z0-9-] %c %63[^\r]", name, &mark, text) != 3 || (mark != '*' && mark != '-'))
		return false;
	for (size_t i = 0; i < sizeof(capabilities) / sizeof(capabilities[0]); i++) {
		if (strcmp(name, capabilities[i].name) || strcmp(text, capabilities[i].text))
			continue;
		take_bit(im, capabilities[i].bit, mark == '*', source);
		return true;
	}
	return false;
}

/* "Intel64 Family 6 Model 142 Stepping 9, GenuineIntel"; systeminfo has "[01]: " before, and no comma */
static bool take_vendor(struct ns_import *im, const char *line, enum ns_source source)
{
	static const char *const vendors[] = { "GenuineIntel", "AuthenticAMD", "HygonGenuine" };
	const char *text = line + strspn(line, " ");

	if (!strncmp(text, "[01]: ", 6))
		text += 6;
	if ((strncmp(text, "Intel64 Family ", 15) && strncmp(text, "AMD64 Family ", 13)) || !strstr(text, " Stepping "))
		return false;
	for (size_t i = 0; i < sizeof(vendors) / sizeof(vendors[0]); i++)
		if (strstr(text, vendors[i]) && !ns_has(&im->s->fact[NS_FACT_CPU_VENDOR]))
			ns_import_text_fact(im, NS_FACT_CPU_VENDOR, source, vendors[i]);
	return true;
}

enum requirement { MONITOR, FIRMWARE, SLAT, NX };

static void take_requirement(struct ns_import *im, enum requirement what, bool yes, enum ns_source source)
{
	const struct ns_value *vendor = &im->s->fact[NS_FACT_CPU_VENDOR];
	bool intel = ns_has(vendor) && !strcmp(vendor->text, "GenuineIntel");

	/* It names no vendor's feature: whose it is follows from the processor's line above. */
	if (!ns_has(vendor) || what == NX)
		return;
	if (what == MONITOR) {
		take_bit(im, intel ? NS_BIT_X86_FEATURE_VMX : NS_BIT_X86_FEATURE_SVM, yes, source);
	} else if (what == SLAT) {
		take_bit(im, intel ? NS_BIT_SECONDARY_EXEC_ENABLE_EPT : NS_BIT_X86_FEATURE_NPT, yes, source);
	} else if (intel) {
		/* Unlocked is "No" for Windows; Linux works there. */
		ns_import_bit(im, NS_BIT_FEAT_CTL_VMX_ENABLED_OUTSIDE_SMX, source, yes);
		if (yes)
			ns_import_bit(im, NS_BIT_FEAT_CTL_LOCKED, source, true);
	} else {
		ns_import_bit(im, NS_BIT_SVM_VM_CR_SVM_DIS_MASK, source, !yes);
	}
}

static bool take_systeminfo(struct ns_import *im, const char *line, enum ns_source source)
{
	static const struct {
		const char *text;
		enum requirement what;
	} requirements[] = {
		{ "VM Monitor Mode Extensions: ", MONITOR },
		{ "Virtualization Enabled In Firmware: ", FIRMWARE },
		{ "Second Level Address Translation: ", SLAT },
		{ "Data Execution Prevention Available: ", NX },
	};
	static const char title[] = "Hyper-V Requirements:";
	const char *text = line;

	if (!strncmp(text, title, strlen(title)))
		text += strlen(title);
	text += strspn(text, " ");
	if (!strncmp(text, "A hypervisor has been detected.", 31)) {
		im->windows_hypervisor = true;
		return true;
	}
	for (size_t i = 0; i < sizeof(requirements) / sizeof(requirements[0]); i++) {
		size_t len = strlen(requirements[i].text);
		bool yes;

		if (strncmp(text, requirements[i].text, len))
			continue;
		yes = !strncmp(text + len, "Yes", 3);
		if (yes || !strncmp(text + len, "No", 2))
			take_requirement(im, requirements[i].what, yes, source);
		return true;
	}
	return false;
}

/* The machine's vendor and model */
static bool take_system(struct ns_import *im, const char *line, enum ns_source source)
{
	static const struct {
		const char *key;
		enum ns_fact_id id;
	} keys[] = {
		{ "System Manufacturer: ", NS_FACT_DMI_SYS_VENDOR },
		{ "System Model: ", NS_FACT_DMI_PRODUCT },
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *value = line + strlen(keys[i].key);

		if (strncmp(line, keys[i].key, strlen(keys[i].key)))
			continue;
		ns_import_dmi(im, keys[i].id, source, value + strspn(value, " "));
		return true;
	}
	return false;
}

bool ns_take_windows(struct ns_import *im, const char *line, enum ns_source source)
{
	return take_coreinfo(im, line, source) || take_vendor(im, line, source) ||
	       take_systeminfo(im, line, source) || take_system(im, line, source);
}
