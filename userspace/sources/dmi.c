// SPDX-License-Identifier: GPL-2.0-or-later
/* What firmware calls the machine. Serial numbers and UUIDs are left alone. */
#include <stdlib.h>
#include <string.h>

#include "model/arch.h"
#include "sources/context.h"

#define DMI "/sys/class/dmi/id/"

/* What is known of hypervisors and clouds */
static const struct {
	enum ns_fact_id fact;
	const char *text;
} marks[] = {
#define NS_MARK(fact_, match, text_, ...) { NS_FACT_##fact_, text_ },
#include "nestscope/signatures.h"
};

/* Elsewhere the tag is the number that an owner gave the machine: it is not kept. */
void ns_keep_marked(struct ns_value *v, enum ns_fact_id id)
{
	bool keep = !ns_has(v) || (id != NS_FACT_DMI_CHASSIS_TAG && id != NS_FACT_DMI_PRODUCT_VERSION);

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]) && !keep; i++)
		keep = marks[i].fact == id && !strncmp(v->text, marks[i].text, strlen(marks[i].text)) &&
		       (id != NS_FACT_DMI_CHASSIS_TAG || !v->text[strlen(marks[i].text)]);
	if (!keep)
		ns_value_not(v, NS_SOURCE_DMI, NS_ABSENT, "%s", id == NS_FACT_DMI_CHASSIS_TAG ?
			     "not the tag of a known cloud" : "not that of a known hypervisor");
}

/* SMBIOS 3.x, type 0, BIOS characteristics extension byte 2 */
#define SMBIOS_BIOS 0
#define SMBIOS_BIOS_EXT2 0x13
#define SMBIOS_IS_VM (1 << 4)

static void read_smbios_vm(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char path[] = "/sys/firmware/dmi/entries/0-0/raw";
	struct ns_value *v = &s->fact[NS_FACT_DMI_VM];
	size_t size;
	char *raw;
	int err;

	raw = ns_read_file(ctx, path, &size, &err);
	if (!raw)
		ns_value_file_error(ctx, v, NS_SOURCE_DMI, path, err);
	else if (size <= SMBIOS_BIOS_EXT2 || raw[0] != SMBIOS_BIOS ||
		 (unsigned char)raw[1] <= SMBIOS_BIOS_EXT2)
		ns_value_not(v, NS_SOURCE_DMI, NS_ABSENT, "%s: too old to say so", path);
	else
		ns_value_num(v, NS_SOURCE_DMI, !!(raw[SMBIOS_BIOS_EXT2] & SMBIOS_IS_VM));
	free(raw);
}

void ns_read_dmi(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const struct {
		enum ns_fact_id id;
		const char *path;
	} files[] = {
		{ NS_FACT_DMI_SYS_VENDOR, DMI "sys_vendor" },
		{ NS_FACT_DMI_PRODUCT, DMI "product_name" },
		{ NS_FACT_DMI_PRODUCT_VERSION, DMI "product_version" },
		{ NS_FACT_DMI_BOARD_VENDOR, DMI "board_vendor" },
		{ NS_FACT_DMI_BIOS_VENDOR, DMI "bios_vendor" },
		{ NS_FACT_DMI_BIOS_VERSION, DMI "bios_version" },
		{ NS_FACT_DMI_CHASSIS_TAG, DMI "chassis_asset_tag" },
	};
	bool any = false;

	if (NS_ARCHES_WITHOUT_DMI >> ns_arch_of(s) & 1) {
		for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
			ns_value_not(&s->fact[files[i].id], NS_SOURCE_DMI, NS_ABSENT, "%s has no DMI", ns_arch_title(s));
		ns_value_not(&s->fact[NS_FACT_DMI_VM], NS_SOURCE_DMI, NS_ABSENT, "%s has no DMI", ns_arch_title(s));
		ns_snapshot_note(s, NS_SOURCE_DMI, NS_ABSENT, NULL, "%s has no DMI", ns_arch_title(s));
		return;
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		ns_read_fact(ctx, s, files[i].id, NS_SOURCE_DMI, files[i].path);
		any |= ns_has(&s->fact[files[i].id]);
		ns_keep_marked(&s->fact[files[i].id], files[i].id);
	}
	read_smbios_vm(ctx, s);
	if (any)
		ns_snapshot_note(s, NS_SOURCE_DMI, NS_VALUE, NULL, "/sys/class/dmi/id");
	else
		ns_snapshot_note(s, NS_SOURCE_DMI, s->fact[NS_FACT_DMI_SYS_VENDOR].state, NULL,
				 "%s", s->fact[NS_FACT_DMI_SYS_VENDOR].why);
}
