// SPDX-License-Identifier: GPL-2.0-or-later
/* What firmware calls the machine. Serial numbers and UUIDs are left alone. */
#include <string.h>

#include "sources/context.h"

#define DMI "/sys/class/dmi/id/"

/* Tags that all machines of a cloud have */
static const struct {
	enum ns_fact_id fact;
	const char *text;
} marks[] = {
#define NS_MARK(fact_, match, text_, ...) { NS_FACT_##fact_, text_ },
#include "nestscope/signatures.h"
};

/* Elsewhere the tag is the number that an owner gave the machine: it is not kept. */
void ns_keep_clouds_tag(struct ns_value *v)
{
	bool keep = !ns_has(v);

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]) && !keep; i++)
		keep = marks[i].fact == NS_FACT_DMI_CHASSIS_TAG &&
		       !strncmp(v->text, marks[i].text, strlen(marks[i].text));
	if (!keep)
		ns_value_not(v, NS_SOURCE_DMI, NS_ABSENT, "not the tag of a known cloud");
}

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
		{ NS_FACT_DMI_CHASSIS_TAG, DMI "chassis_asset_tag" },
	};
	bool any = false;

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		ns_read_fact(ctx, s, files[i].id, NS_SOURCE_DMI, files[i].path);
		any |= ns_has(&s->fact[files[i].id]);
	}
	ns_keep_clouds_tag(&s->fact[NS_FACT_DMI_CHASSIS_TAG]);
	if (any)
		ns_snapshot_note(s, NS_SOURCE_DMI, NS_VALUE, NULL, "/sys/class/dmi/id");
	else
		ns_snapshot_note(s, NS_SOURCE_DMI, s->fact[NS_FACT_DMI_SYS_VENDOR].state, NULL,
				 "%s", s->fact[NS_FACT_DMI_SYS_VENDOR].why);
}
