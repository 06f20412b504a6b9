// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Writes what this layer knows of itself for a VM to read, and prints what
 * hands it to the VM. sources/stamp.c is the other end.
 */
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "command.h"
#include "model/arch.h"
#include "output.h"
#include "util/alloc.h"
#include "util/json.h"
#include "util/text.h"
#include "model/json.h"
#include "model/pack.h"
#include "render/stamp.h"

#define DEFAULT_DIR "/var/lib/nestscope"
#define DEFAULT_FILE DEFAULT_DIR "/host.json.gz"

static struct {
	bool identify, qemu, libvirt;
	const char *output;
} opt;

static const struct ns_option options[] = {
	{ "identify", 0, NULL, "include the host name of this machine", .flag = &opt.identify },
	{ "qemu", 0, NULL, "print only the arguments for QEMU", .flag = &opt.qemu },
	{ "libvirt", 0, NULL, "print only the element for libvirt's domain XML",
	  .flag = &opt.libvirt },
	{ "output", 0, "FILE", "where to write it (default: " DEFAULT_FILE ")", .text = &opt.output },
	{ NULL },
};

/*
 * A VM is told nothing of its neighbours, whatever was asked for, and a name
 * only of the machine below it. It reads the stamp later, when other things run.
 */
static void leave_out(struct ns_snapshot *s)
{
	static const char why[] = "a stamp does not tell a VM of its neighbours";

	if (!opt.identify)
		ns_snapshot_redact(s);
	for (; s; s = s->parent) {
		ns_snapshot_forget_vms(s);
		ns_value_not(&s->fact[NS_FACT_VM_PROGRAMS], NS_SOURCE_NONE, NS_NOT_ASKED, "%s", why);
		ns_live_free(s->live);
		s->live = NULL;
	}
}

/*
 * The whole path of the file to write, since the VM may be started from anywhere;
 * NULL after an error message. @given is NULL for the default file.
 */
static char *whole_path(const char *given)
{
	const char *path = given ?: DEFAULT_FILE;
	char *copy = ns_xstrdup(path), *name = ns_xstrdup(path), *dir = NULL, *whole = NULL;

	if (!given && mkdir(DEFAULT_DIR, 0755) && errno != EEXIST) {
		ns_error("cannot make " DEFAULT_DIR ": %s; --output FILE writes elsewhere",
			 strerror(errno));
		goto out;
	}
	if (!ns_output_is_file(path))
		goto out;
	dir = realpath(dirname(copy), NULL);
	if (!dir)
		ns_error("cannot write %s: %s", path, strerror(errno));
	else
		whole = ns_xasprintf("%s/%s", strcmp(dir, "/") ? dir : "", basename(name));
	if (whole && !ns_is_visible(whole)) {
		ns_error("%s: the path has bytes that cannot be printed, so it could not be copied to start the VM",
			 whole);
		free(whole);
		whole = NULL;
	}
out:
	free(copy);
	free(name);
	free(dir);
	return whole;
}

static bool write_stamp(const struct ns_snapshot *s, const char *path)
{
	json_t *json = ns_snapshot_to_json(s);
	char *text = ns_json_text(json), *packed;
	size_t size = 0;
	bool ok = false;

	json_decref(json);
	packed = ns_pack(text, strlen(text), &size);
	if (size > NS_STAMP_MAX_SIZE)
		ns_error("the stamp would be larger than %d KiB, and a VM would refuse it",
			 NS_STAMP_MAX_SIZE >> 10);
	else
		ok = ns_output_write(path, packed, size, true);
	free(packed);
	free(text);
	return ok;
}

static int run(struct ns_app *app)
{
	char *path;
	struct ns_snapshot *s;
	bool ok;

	if (opt.qemu && opt.libvirt) {
		ns_error("--qemu or --libvirt, not both");
		return NS_EXIT_ERROR;
	}
	path = whole_path(opt.output);
	app->ctx.timing = true;
	app->ctx.identify = opt.identify;
	s = path ? ns_app_snapshot(app) : NULL;
	if (!s) {
		free(path);
		return NS_EXIT_ERROR;
	}
	/* Its VMs are of its architecture. */
	ok = ns_arch_has_fw_cfg(ns_arch_of(s));
	if (!ok)
		ns_error("no VM of %s reads a stamp, for Linux has no fw_cfg there: take a snapshot in each layer, and nestscope diff compares them",
			 ns_arch_title(s));
	leave_out(s);
	ok = ok && write_stamp(s, path);
	if (ok)
		ns_handover_print(&app->out, path, opt.qemu ? NS_HANDOVER_QEMU :
				  opt.libvirt ? NS_HANDOVER_LIBVIRT : NS_HANDOVER_ALL);
	ns_snapshot_free(s);
	free(path);
	return ok ? NS_EXIT_OK : NS_EXIT_ERROR;
}

const struct ns_command ns_command_stamp = {
	.name = "stamp",
	.operands = "",
	.summary = "write a snapshot for a VM to read, and print how to pass it to the VM",
	.takes = NS_TAKES_JSON | NS_TAKES_MACHINE | NS_TAKES_SNAPSHOT,
	.options = options,
	.examples = {
		{ "nestscope stamp",
		  "write it to /var/lib/nestscope, and print the arguments for QEMU and libvirt" },
		{ "qemu-system-x86_64 $(nestscope stamp --qemu) ...",
		  "a VM that can read the snapshot of its host" },
	},
	.run = run,
};
