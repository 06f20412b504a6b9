// SPDX-License-Identifier: GPL-2.0-or-later
/* What KVM of x86 offers: feature MSRs and supported CPUID, asked of /dev/kvm. */
#include "sources/arch/arch.h"

#ifdef NS_BUILT_FOR_X86

#include <errno.h>
#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "util/alloc.h"

#define MAX_ENTRIES 4096

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

void ns_x86_read_kvm(int fd, struct ns_snapshot *s)
{
	ns_kvm_number(s, NS_FACT_KVM_NESTED_STATE, "KVM_CAP_NESTED_STATE",
		      ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_NESTED_STATE));
	ns_kvm_number(s, NS_FACT_KVM_MSR_FEATURES, "KVM_CAP_GET_MSR_FEATURES",
		      ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_GET_MSR_FEATURES));
	ns_kvm_number(s, NS_FACT_KVM_EVMCS, "KVM_CAP_HYPERV_ENLIGHTENED_VMCS",
		      ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_HYPERV_ENLIGHTENED_VMCS));
	read_cpuid(fd, s->view[NS_VIEW_KVM]);
	read_msrs(fd, s->view[NS_VIEW_KVM]);
}

#endif
