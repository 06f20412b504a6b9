// SPDX-License-Identifier: GPL-2.0-or-later
/* What firmware calls the machine. Serial numbers and UUIDs are left alone. */
#include "sources/context.h"

#define DMI "/sys/class/dmi/id/"

void ns_read_dmi(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const struct {
		enum ns_fact_id id;
		const char *path;
	} files[] = {
		{ NS_FACT_DMI_SYS_VENDOR, DMI "sys_vendor" },
		{ NS_FACT_DMI_PRODUCT, DMI "product_name" },
		{ NS_FACT_DMI_BOARD_VENDOR, DMI "board_vendor" },
		{ NS_FACT_DMI_BIOS_VENDOR, DMI "bios_vendor" },
		{ NS_FACT_DMI_BIOS_VERSION, DMI "bios_version" },
	};
	bool any = false;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		ns_read_fact(ctx, s, files[i].id, NS_SOURCE_DMI, files[i].path);
		any |= ns_has(&s->fact[files[i].id]);
	}
	if (any)
		ns_snapshot_note(s, NS_SOURCE_DMI, NS_VALUE, NULL, "/sys/class/dmi/id");
	else
		ns_snapshot_note(s, NS_SOURCE_DMI, s->fact[NS_FACT_DMI_SYS_VENDOR].state, NULL,
				 "%s", s->fact[NS_FACT_DMI_SYS_VENDOR].why);
}
