// SPDX-License-Identifier: GPL-2.0-or-later
/* A captured tree may be a report of sos: beside files of /proc and /sys, what commands have printed. */
#include <stdlib.h>

#include "sources/context.h"
#include "sources/import/import.h"
#include "model/json.h"

/*
 * sos names such a file by its command, without the directories of programs and
 * with "_" for what is no letter (sos/report/plugins/__init__.py,
 * mangle_command()); some have a link at the top.
 */
static const char *const reports[] = {
	"/sos_commands/processor/cpuid_-r",
	"/sos_commands/processor/cpuid",
	"/sos_commands/processor/x86info_-a",
	"/sos_commands/processor/lscpu",
	"/sos_commands/hardware/dmidecode",
	"/dmidecode",
	"/sos_commands/kernel/dmesg",
	"/sos_commands/kernel/dmesg_-T",
	"/var/log/dmesg",
	"/sos_commands/kernel/uname_-a",
	"/sos_commands/host/uname_-a",
	"/uname",
	"/sos_commands/kernel/lsmod",
	"/lsmod",
	"/proc/modules",
	"/sos_commands/virsh/virsh_-r_capabilities",
	"/sos_commands/virsh/virsh_-r_domcapabilities",
};

static void read_report(const struct ns_context *ctx, struct ns_snapshot *s, const char *path)
{
	size_t size;
	int err;
	char *text = ns_read_limited(ctx, path, NS_SNAPSHOT_MAX_SIZE, &size, &err), *error = NULL, *note = NULL;

	/* /proc/modules is empty where none is loaded: that is no form that is not known. */
	if (text && size)
		ns_import_into(s, text, size, path, &error, &note);
	if (error)
		ns_snapshot_note(s, NS_SOURCE_FILE, NS_UNREADABLE, NULL, "%s", error);
	free(error);
	free(note);
	free(text);
}

void ns_read_reports(const struct ns_context *ctx, struct ns_snapshot *s)
{
	for (size_t i = 0; i < sizeof(reports) / sizeof(reports[0]); i++)
		read_report(ctx, s, reports[i]);
}
