// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /dev/kvm: what KVM of this layer would offer to its guests. Feature MSRs and
 * supported CPUID are asked of the device; no VM is made.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/alloc.h"
#include "sources/context.h"

#define MAX_ENTRIES 4096

static void read_number(struct ns_snapshot *s, enum ns_fact_id id, const char *what, int result)
{
	if (result < 0)
		ns_value_not(&s->fact[id], NS_SOURCE_KVM, NS_UNREADABLE, "%s: %s", what,
			     strerror(errno));
	else
		ns_value_num(&s->fact[id], NS_SOURCE_KVM,
			     ns_facts[id].type == NS_TYPE_BOOL ? !!result : result);
}

/* KVM_GET_SUPPORTED_CPUID, or NULL with errno set */
static struct kvm_cpuid2 *supported_cpuid(int fd)
{
	for (uint32_t n = 128; n <= MAX_ENTRIES; n *= 2) {
		struct kvm_cpuid2 *c = ns_xcalloc(1, sizeof(*c) + n * sizeof(c->entries[0]));

		c->nent = n;
		if (!ioctl(fd, KVM_GET_SUPPORTED_CPUID, c))
			return c;
		free(c);
		if (errno != E2BIG)
			return NULL;
	}
	return NULL;
}

static bool find_entry(const struct kvm_cpuid2 *c, const struct ns_register *r, uint32_t *out)
{
	for (uint32_t i = 0; i < c->nent; i++) {
		const struct kvm_cpuid_entry2 *e = &c->entries[i];
		const uint32_t regs[] = { e->eax, e->ebx, e->ecx, e->edx };

		if (e->function != r->number || e->index != r->subleaf)
			continue;
		*out = regs[r->out];
		return true;
	}
	return false;
}

static void read_cpuid(int fd, struct ns_value *view)
{
	struct kvm_cpuid2 *c = supported_cpuid(fd);
	int err = errno;
	uint32_t out;

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		if (ns_registers[reg].kind != NS_KIND_CPUID)
			continue;
		if (!c)
			ns_value_not(&view[reg], NS_SOURCE_KVM, NS_UNREADABLE,
				     "KVM_GET_SUPPORTED_CPUID: %s", strerror(err));
		else if (!ns_reg_to_be_read(view, reg, NS_SOURCE_KVM))
			continue;
		else if (find_entry(c, &ns_registers[reg], &out))
			ns_value_num(&view[reg], NS_SOURCE_KVM, out);
		else
			ns_value_not(&view[reg], NS_SOURCE_KVM, NS_ABSENT,
				     "KVM offers no CPUID leaf 0x%x", ns_registers[reg].number);
	}
	free(c);
}

/* KVM_GET_MSR_FEATURE_INDEX_LIST, or NULL with errno set */
static struct kvm_msr_list *feature_list(int fd)
{
	struct kvm_msr_list probe = { 0 }, *list;

	if (!ioctl(fd, KVM_GET_MSR_FEATURE_INDEX_LIST, &probe))
		return ns_xcalloc(1, sizeof(*list));
	if (errno != E2BIG || probe.nmsrs > MAX_ENTRIES)
		return NULL;
	list = ns_xcalloc(1, sizeof(*list) + probe.nmsrs * sizeof(list->indices[0]));
	list->nmsrs = probe.nmsrs;
	if (!ioctl(fd, KVM_GET_MSR_FEATURE_INDEX_LIST, list))
		return list;
	free(list);
	return NULL;
}

static bool listed(const struct kvm_msr_list *list, uint32_t msr)
{
	for (uint32_t i = 0; i < list->nmsrs; i++)
		if (list->indices[i] == msr)
			return true;
	return false;
}

static void read_feature_msr(int fd, enum ns_reg reg, struct ns_value *v)
{
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry;
	} m = { .head = { .nmsrs = 1 }, .entry = { .index = ns_registers[reg].number } };
	int n = ioctl(fd, KVM_GET_MSRS, &m);

	/* The ioctl returns how many it has read: 0 is a failure too. */
	if (n == 1)
		ns_value_num(v, NS_SOURCE_KVM, ns_reg_keep(reg, m.entry.data));
	else
		ns_value_not(v, NS_SOURCE_KVM, NS_UNREADABLE, "KVM_GET_MSRS: %s",
			     n < 0 ? strerror(errno) : "KVM lists it but does not give it");
}

static void read_msrs(int fd, struct ns_value *view)
{
	struct kvm_msr_list *list = feature_list(fd);
	int err = errno;

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		if (ns_registers[reg].kind != NS_KIND_MSR)
			continue;
		if (!list)
			ns_value_not(&view[reg], NS_SOURCE_KVM, NS_UNREADABLE,
				     "KVM_GET_MSR_FEATURE_INDEX_LIST: %s", strerror(err));
		else if (!ns_reg_to_be_read(view, reg, NS_SOURCE_KVM))
			continue;
		else if (listed(list, ns_registers[reg].number))
			read_feature_msr(fd, reg, &view[reg]);
		else
			ns_value_not(&view[reg], NS_SOURCE_KVM, NS_NOT_ASKED,
				     "not a feature MSR of KVM: each VM has its own");
	}
	free(list);
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
	char *groups, *is_kvm = NULL, *text;
	char user[16] = "root", group[16] = "root";
	struct stat st;

	if (fd < 0)
		return;
	if (!fstat(fd, &st)) {
		groups = st.st_gid ? ns_read_file(ctx, "/etc/group", NULL, &err) : NULL;
		text = ns_xasprintf(":%u:", st.st_gid);
		is_kvm = groups ? strstr(groups, "kvm:") : NULL;
		if (is_kvm && (is_kvm == groups || is_kvm[-1] == '\n') &&
		    !strncmp(is_kvm + strcspn(is_kvm + 4, ":") + 4, text, strlen(text)))
			snprintf(group, sizeof(group), "kvm");
		else if (st.st_gid)
			snprintf(group, sizeof(group), "%u", st.st_gid);
		if (st.st_uid)
			snprintf(user, sizeof(user), "%u", st.st_uid);
		free(text);
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

	if (err == EACCES || err == EPERM)
		hint = "join the group that owns /dev/kvm (often kvm), or run nestscope as root";
	if (hint)
		read_mode(ctx, s);
	ns_value_errno(device, NS_SOURCE_KVM, "/dev/kvm", err);
	ns_snapshot_note(s, NS_SOURCE_KVM, device->state, hint, "/dev/kvm: %s", strerror(err));
	offer_unknown(s, device->state, device->why);
}

void ns_read_kvm(const struct ns_context *ctx, struct ns_snapshot *s)
{
	int fd;

	if (!ns_live(ctx)) {
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
	ns_value_text(&s->fact[NS_FACT_KVM_DEVICE], NS_SOURCE_KVM, "usable");
	read_number(s, NS_FACT_KVM_API, "KVM_GET_API_VERSION", ioctl(fd, KVM_GET_API_VERSION, 0));
	read_number(s, NS_FACT_KVM_NESTED_STATE, "KVM_CAP_NESTED_STATE",
		    ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_NESTED_STATE));
	read_number(s, NS_FACT_KVM_MSR_FEATURES, "KVM_CAP_GET_MSR_FEATURES",
		    ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_GET_MSR_FEATURES));
	read_number(s, NS_FACT_KVM_EVMCS, "KVM_CAP_HYPERV_ENLIGHTENED_VMCS",
		    ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_HYPERV_ENLIGHTENED_VMCS));
	read_cpuid(fd, s->view[NS_VIEW_KVM]);
	read_msrs(fd, s->view[NS_VIEW_KVM]);
	close(fd);
	if (ns_has(&s->fact[NS_FACT_KVM_API]))
		ns_snapshot_note(s, NS_SOURCE_KVM, NS_VALUE, NULL, "API version %llu",
				 (unsigned long long)s->fact[NS_FACT_KVM_API].num);
	else
		ns_snapshot_note(s, NS_SOURCE_KVM, NS_UNREADABLE, NULL, "/dev/kvm: %s",
				 s->fact[NS_FACT_KVM_API].why);
}
