// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QEMU's version, as libvirt noted it when it last asked that QEMU: a file for
 * each emulator, libvirt src/qemu/qemu_capabilities.c virQEMUCapsFormatCache().
 * No program is run for it. Where QEMU can emulate thirty architectures it is a
 * dozen MiB, so who does not show it does without.
 */
#include <stdlib.h>
#include <string.h>

#include "model/arch.h"
#include "sources/context.h"
#include "sources/import/xml.h"
#include "util/alloc.h"
#include "util/text.h"

#define CACHE "/var/cache/libvirt/qemu/capabilities"
#define MAX_FILES 64		/* QEMU has some 30 emulators */
#define MAX_SIZE (4u << 20)	/* they have up to 1 MiB */

/* "7.2.19" of 7002019, if the emulator is one of @arch; to be freed, NULL if not */
static char *version_in(const char *text, size_t size, enum ns_arch arch)
{
	const char *end = text + size;
	struct ns_xml_tag tag;
	unsigned long number = 0;
	bool mine = false;

	while ((!number || !mine) && ns_xml_next(&text, end, &tag)) {
		char value[NS_XML_MAX];

		if (tag.closes)
			continue;
		if (!strcmp(tag.name, "version"))
			number = strtoul(ns_xml_text(&tag, value), NULL, 10);
		else if (!strcmp(tag.name, "arch"))
			mine = ns_arch_of_machine(ns_xml_text(&tag, value)) == arch;
	}
	return mine && number && number < 1000 * 1000000ul ?
		ns_xasprintf("%lu.%lu.%lu", number / 1000000, number / 1000 % 1000, number % 1000) : NULL;
}

void ns_read_qemu(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_QEMU];
	char **names, *list, *path;
	size_t count;
	int err;

	if (ctx->depth != NS_DEPTH_ALL)
		return;
	list = ns_xstrdup("");
	path = ns_xstrdup(CACHE);
	err = ns_list_dir(ctx, CACHE, "", &names, &count);
	for (size_t i = 0; i < count && i < MAX_FILES && !err; i++) {
		char *text = NULL, *version;
		size_t size;

		free(path);
		path = ns_xasprintf("%s/%s", CACHE, names[i]);
		if (ns_ends_in(path, ".xml"))
			text = ns_read_limited(ctx, path, MAX_SIZE, &size, &err);
		version = text ? version_in(text, size, ns_arch_of(s)) : NULL;
		if (version && !ns_has_word(list, version))
			list = ns_xjoin(list, " ", version);
		free(version);
		free(text);
	}
	/* Of what was not read there may be another version. */
	if (err)
		ns_value_file_error(ctx, v, NS_SOURCE_FILE, path, err);
	else if (*list)
		ns_value_text(v, NS_SOURCE_FILE, list);
	else
		ns_value_not(v, NS_SOURCE_FILE, NS_ABSENT, "%s: no emulator of this architecture", CACHE);
	free(path);
	ns_free_names(names, count);
	free(list);
}
