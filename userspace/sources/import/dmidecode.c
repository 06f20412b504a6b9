// SPDX-License-Identifier: GPL-2.0-or-later
/* dmidecode's text. Serial numbers are left alone; of the UUID only the keyed hash is kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/identity.h"
#include "sources/context.h"
#include "sources/import/reader.h"

static const struct {
	const char *title;
	enum ns_dmi_section section;
} sections[] = {
	{ "BIOS Information", NS_DMI_BIOS },
	{ "System Information", NS_DMI_SYSTEM },
	{ "Base Board Information", NS_DMI_BOARD },
	{ "Chassis Information", NS_DMI_CHASSIS },
};

/* What Linux has below /sys/class/dmi/id, drivers/firmware/dmi_scan.c */
static const struct {
	enum ns_dmi_section section;
	const char *key;
	enum ns_fact_id id;
} fields[] = {
	{ NS_DMI_BIOS, "Vendor", NS_FACT_DMI_BIOS_VENDOR },
	{ NS_DMI_BIOS, "Version", NS_FACT_DMI_BIOS_VERSION },
	{ NS_DMI_SYSTEM, "Manufacturer", NS_FACT_DMI_SYS_VENDOR },
	{ NS_DMI_SYSTEM, "Product Name", NS_FACT_DMI_PRODUCT },
	{ NS_DMI_SYSTEM, "UUID", NS_FACT_UUID_HASH },
	{ NS_DMI_SYSTEM, "Version", NS_FACT_DMI_PRODUCT_VERSION },
	{ NS_DMI_BOARD, "Manufacturer", NS_FACT_DMI_BOARD_VENDOR },
	{ NS_DMI_CHASSIS, "Asset Tag", NS_FACT_DMI_CHASSIS_TAG },
};

/* dmidecode.c, dmi_string(): what it prints where there is no string */
static bool no_string(const char *value)
{
	return !*value || *value == '<' || !strcmp(value, "Not Specified") || !strcmp(value, "Not Settable") ||
	       !strcmp(value, "Not Present");
}

void ns_import_dmi(struct ns_import *im, enum ns_fact_id id, enum ns_source source, const char *value)
{
	struct ns_value *v = &im->s->fact[id];
	char *hash;

	/* A machine may have several boards: the first one counts, as in Linux. */
	if (ns_has(v) || no_string(value))
		return;
	if (id == NS_FACT_UUID_HASH) {
		hash = ns_uuid_hash(value);
		if (hash)
			ns_import_text_fact(im, id, source, hash);
		free(hash);
		return;
	}
	ns_import_text_fact(im, id, source, value);
	ns_keep_marked(v, id);
}

/* One of BIOS's characteristics, a line without a value: dmidecode.c, dmi_bios_characteristics_x2() */
static void take_vm(struct ns_import *im, const char *line, enum ns_source source)
{
	if (im->dmi_section == NS_DMI_BIOS && !strcmp(line, "System is a virtual machine"))
		ns_value_num(&im->s->fact[NS_FACT_DMI_VM], source, 1);
}

static void take_field(struct ns_import *im, const char *line, enum ns_source source)
{
	take_vm(im, line, source);
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		size_t len = strlen(fields[i].key);

		if (fields[i].section == im->dmi_section && !strncmp(line, fields[i].key, len) &&
		    !strncmp(line + len, ": ", 2))
			ns_import_dmi(im, fields[i].id, source, line + len + 2);
	}
}

bool ns_take_dmidecode(struct ns_import *im, const char *line, enum ns_source source)
{
	unsigned int handle, type;
	bool titled = im->dmi_section == NS_DMI_TITLE;

	if (*line == 'H' && sscanf(line, "Handle 0x%4x, DMI type %3u,", &handle, &type) == 2) {
		im->dmi_section = NS_DMI_TITLE;
		return true;
	}
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++) {
		if (strcmp(line, sections[i].title))
			continue;
		im->dmi_section = sections[i].section;
		return true;
	}
	if (titled) {
		im->dmi_section = NS_DMI_OTHER;
		return true;
	}
	if (!strncmp(line, "# dmidecode ", 12) || !strncmp(line, "SMBIOS ", 7))
		return true;
	if (im->dmi_section == NS_DMI_NONE || (*line != '\t' && *line != ' ')) {
		im->dmi_section = NS_DMI_NONE;
		return false;
	}
	take_field(im, line + strspn(line, " \t"), source);
	return true;
}
