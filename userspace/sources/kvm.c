// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /dev/kvm: what KVM of this layer would offer to its guests. No VM is made.
 * What only one architecture has is asked in sources/arch/.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sources/arch/arch.h"
#include "util/alloc.h"
#include "util/text.h"

void ns_kvm_number(struct ns_snapshot *s, enum ns_fact_id id, const char *what, int result)
{
	if (result < 0)
		ns_value_not(&s->fact[id], NS_SOURCE_KVM, NS_UNREADABLE, "%s: %s", what,
			     strerror(errno));
	else
		ns_value_num(&s->fact[id], NS_SOURCE_KVM,
			     ns_facts[id].type == NS_TYPE_BOOL ? !!result : result);
}

static void offer_unknown(struct ns_snapshot *s, enum ns_state state, const char *why)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		ns_value_not(&s->view[NS_VIEW_KVM][reg], NS_SOURCE_KVM, state, "%s", why);
}

/* Who may open it: names that are no person's, numbers of all others */
static void read_mode(const struct ns_context *ctx, struct ns_snapshot *s)
{
	int fd = ns_open(ctx, "/dev/kvm", O_PATH), err;
	char *groups, *text;
	char user[16] = "root", group[16] = "root";
	struct stat st;

	if (fd < 0)
		return;
	if (!fstat(fd, &st)) {
		groups = st.st_gid ? ns_read_file(ctx, "/etc/group", NULL, &err) : NULL;
		if (groups && ns_group_is(groups, "kvm", st.st_gid))
			snprintf(group, sizeof(group), "kvm");
		else if (st.st_gid)
			snprintf(group, sizeof(group), "%u", st.st_gid);
		if (st.st_uid)
			snprintf(user, sizeof(user), "%u", st.st_uid);
		free(groups);
		text = ns_xasprintf("%s:%s %04o", user, group, st.st_mode & 07777);
		ns_value_text(&s->fact[NS_FACT_KVM_DEVICE_MODE], NS_SOURCE_KVM, text);
		free(text);
	}
	close(fd);
}

static void note_failure(const struct ns_context *ctx, struct ns_snapshot *s, int err)
{
	struct ns_value *device = &s->fact[NS_FACT_KVM_DEVICE];
	const char *hint = NULL;

	/* The mode of the file forbids it, or the control group of this process (security/device_cgroup.c). */
	if (err == EACCES)
		hint = "join the group that owns /dev/kvm (often kvm), or run nestscope as root";
	else if (err == EPERM)
		hint = "let the container or the systemd service have the device (DeviceAllow=)";
	if (hint)
		read_mode(ctx, s);
	/* What is there is not what the kernel's KVM makes: for KVM, that is as good as nothing. */
	if (err == ENOTTY || err == EISDIR)
		ns_value_not(device, NS_SOURCE_KVM, NS_ABSENT, "/dev/kvm is not KVM's device (%s)",
			     err == EISDIR ? "a directory" : "it knows no KVM_GET_API_VERSION");
	else
		ns_value_errno(device, NS_SOURCE_KVM, "/dev/kvm", err);
	ns_snapshot_note(s, NS_SOURCE_KVM, device->state, hint, "%s", device->why);
	offer_unknown(s, device->state, device->why);
}

void ns_read_kvm(const struct ns_context *ctx, struct ns_snapshot *s)
{
	int fd, api;

	if (!ns_is_live(ctx)) {
		static const char why[] = "a captured tree has no KVM to ask";

		ns_snapshot_note(s, NS_SOURCE_KVM, NS_NOT_ASKED, NULL, why);
		offer_unknown(s, NS_NOT_ASKED, why);
		return;
	}
	fd = ns_open(ctx, "/dev/kvm", O_RDWR);
	if (fd < 0) {
		note_failure(ctx, s, -fd);
		return;
	}
	api = ioctl(fd, KVM_GET_API_VERSION, 0);
	if (api < 0) {
		note_failure(ctx, s, errno);
	} else {
		ns_value_text(&s->fact[NS_FACT_KVM_DEVICE], NS_SOURCE_KVM, "usable");
		ns_value_num(&s->fact[NS_FACT_KVM_API], NS_SOURCE_KVM, api);
		ns_arch_read_kvm(fd, s);
		ns_snapshot_note(s, NS_SOURCE_KVM, NS_VALUE, NULL, "API version %d", api);
	}
	close(fd);
}
