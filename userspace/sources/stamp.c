// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the host says of itself: the snapshot that "nestscope stamp" made there
 * and QEMU's fw_cfg hands to this VM. Anybody can have written it, so it is
 * read like any file from outside, and becomes the layer below, nothing else.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "model/arch.h"
#include "model/json.h"
#include "sources/context.h"

#define FW_CFG "/sys/firmware/qemu_fw_cfg"
#define STAMP_DIR FW_CFG "/by_name/" NS_STAMP_NAME
#define STAMP STAMP_DIR "/raw"

static void note(struct ns_snapshot *s, enum ns_state state, const char *hint, const char *why)
{
	ns_snapshot_note(s, NS_SOURCE_STAMP, state, hint, "%s", why);
}

/* 0 if there is such a directory, else the errno */
static int find_dir(const struct ns_context *ctx, const char *path)
{
	int fd = ns_open(ctx, path, O_RDONLY | O_DIRECTORY);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? -fd : 0;
}

/* Has QEMU given this machine a fw_cfg, by ACPI or by the device tree? Then the module shows it. */
static bool has_fw_cfg(const struct ns_context *ctx)
{
	size_t count = 0;
	char **names;

	ns_list_dir(ctx, "/proc/device-tree", "fw-cfg@", &names, &count);
	ns_free_names(names, count);
	return count || !find_dir(ctx, "/sys/bus/acpi/devices/QEMU0002:00");
}

/* Why there is no file to read: no stamp, no fw_cfg, or no driver that shows it */
static void note_missing(const struct ns_context *ctx, struct ns_snapshot *s)
{
	int err = find_dir(ctx, FW_CFG);

	if (!ns_arch_has_fw_cfg(ns_arch_of(s)))
		ns_snapshot_note(s, NS_SOURCE_STAMP, NS_ABSENT, NULL,
				 "no host can hand one to a VM of %s: Linux has no fw_cfg there", ns_arch_title(s));
	else if (!err)
		note(s, NS_ABSENT, NULL, "the host handed no stamp to this VM");
	else if (err != ENOENT && err != ENOTDIR)
		ns_snapshot_note(s, NS_SOURCE_STAMP, NS_UNREADABLE, NULL, "%s: %s", FW_CFG,
				 ns_strerror(err));
	else if (has_fw_cfg(ctx))
		note(s, NS_UNREADABLE, "modprobe qemu_fw_cfg",
		     "QEMU's fw_cfg is there, the module qemu_fw_cfg is not loaded");
	else if (!ns_is_live(ctx))
		note(s, NS_NOT_ASKED, NULL, FW_CFG ": not captured");
	else
		note(s, NS_ABSENT, NULL, FW_CFG " is not there: not a QEMU guest");
}

static void note_errno(const struct ns_context *ctx, struct ns_snapshot *s, int err)
{
	if (err == EACCES || err == EPERM)
		note(s, NS_UNREADABLE, "run nestscope as root", "only root can read the host's stamp");
	else if (err == EFBIG)
		ns_snapshot_note(s, NS_SOURCE_STAMP, NS_UNREADABLE, NULL,
				 "the host's stamp is too large and left out: over %d KiB, which no stamp is",
				 NS_STAMP_MAX_SIZE >> 10);
	else if (err == ENOENT)
		note_missing(ctx, s);
	else
		ns_snapshot_note(s, NS_SOURCE_STAMP, NS_UNREADABLE, NULL, "%s: %s", STAMP, ns_strerror(err));
}

/* Half of a newer format would mislead. */
static bool is_newer(const struct ns_snapshot *stamp)
{
	for (; stamp; stamp = stamp->parent)
		if (stamp->format > NS_SNAPSHOT_FORMAT)
			return true;
	return false;
}

static size_t layers(const struct ns_snapshot *stamp)
{
	size_t n = 0;

	for (; stamp; stamp = stamp->parent)
		n++;
	return n;
}

/* Takes @stamp; @remark may be NULL. */
static void take(const struct ns_context *ctx, struct ns_snapshot *s, struct ns_snapshot *stamp,
		 const char *remark)
{
	size_t n = layers(stamp);

	if (is_newer(stamp)) {
		note(s, NS_UNREADABLE, "use a nestscope as new as the host's",
		     "the host's stamp has a newer format than this nestscope knows: left out");
	} else if (n > NS_SNAPSHOT_MAX_LAYERS) {
		ns_snapshot_note(s, NS_SOURCE_STAMP, NS_UNREADABLE, NULL,
				 "the host's stamp is of more than %d layers: left out",
				 NS_SNAPSHOT_MAX_LAYERS);
	} else {
		if (!ctx->identify)
			ns_snapshot_redact(stamp);
		s->parent = stamp;
		stamp = NULL;
		ns_snapshot_note(s, NS_SOURCE_STAMP, NS_VALUE, NULL, "%zu layer%s%s%s", n,
				 n == 1 ? "" : "s", remark ? "; " : "", remark ?: "");
	}
	ns_snapshot_free(stamp);
}

/* How long the file says that it is, -1 if it does not */
static long size_of_stamp(const struct ns_context *ctx)
{
	char *text, *end;
	long size = -1;
	int err;

	text = ns_read_line(ctx, STAMP_DIR "/size", &err);
	if (text) {
		size = strtol(text, &end, 10);
		if (end == text || *end || size < 0)
			size = -1;
	}
	free(text);
	return size;
}

/*
 * Not one read more than it takes: to find the end of the file the driver
 * would read it all again, byte by byte (fw_cfg_read_blob()).
 */
static char *read_exactly(const struct ns_context *ctx, size_t size, size_t *got, int *err)
{
	int fd = ns_open(ctx, STAMP, O_RDONLY);
	char *buf;
	ssize_t n = 0;

	if (fd < 0) {
		*err = -fd;
		return NULL;
	}
	buf = ns_xcalloc(size + 1, 1);
	*got = 0;
	while (*got < size && (n = TEMP_FAILURE_RETRY(read(fd, buf + *got, size - *got))) > 0)
		*got += n;
	*err = n < 0 ? errno : 0;
	close(fd);
	if (*err) {
		free(buf);
		return NULL;
	}
	return buf;
}

static char *read_raw(const struct ns_context *ctx, size_t *size, int *err)
{
	long says = size_of_stamp(ctx);

	if (says > NS_STAMP_MAX_SIZE) {
		*err = EFBIG;
		return NULL;
	}
	if (says >= 0)
		return read_exactly(ctx, says, size, err);
	return ns_read_limited(ctx, STAMP, NS_STAMP_MAX_SIZE, size, err);
}

void ns_read_stamp(const struct ns_context *ctx, struct ns_snapshot *s)
{
	char *text, *error, *remark;
	struct ns_snapshot *stamp;
	size_t size;
	int err;

	text = read_raw(ctx, &size, &err);
	if (!text) {
		note_errno(ctx, s, err);
		return;
	}
	stamp = ns_snapshot_from_text(text, size, "stamp", &error, &remark);
	if (stamp)
		take(ctx, s, stamp, remark);
	else
		ns_snapshot_note(s, NS_SOURCE_STAMP, NS_UNREADABLE,
				 "on the host: nestscope stamp, and start the VM again",
				 "the host's stamp is damaged and left out: %s", error);
	free(error);
	free(remark);
	free(text);
}
