// SPDX-License-Identifier: GPL-2.0-or-later
/* ppc64: /proc/cpuinfo has the platform, the device tree the hypervisor. */
#include "sources/arch/arch.h"

#include <linux/kvm.h>
#include <stdlib.h>
#include <sys/ioctl.h>

/* PowerVM has no node of a hypervisor; the partition's name itself stays out. */
static void read_powervm(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_DT_POWERVM];

	if (ns_exists(ctx, "/proc/device-tree/compatible"))
		ns_value_num(v, NS_SOURCE_PROCFS, ns_exists(ctx, "/proc/device-tree/ibm,partition-name") &&
			     ns_exists(ctx, "/proc/device-tree/hmc-managed?") &&
			     !ns_exists(ctx, "/proc/device-tree/chosen/qemu,graphic-width"));
	else
		ns_value_not(v, NS_SOURCE_PROCFS, NS_NOT_ASKED, "/proc/device-tree: not captured, or none");
}

void ns_ppc64_read(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char path[] = "/proc/cpuinfo";
	int err;
	char *text = ns_read_file(ctx, path, NULL, &err);

	ns_arch_line_fact(ctx, s, NS_FACT_CPU_MODEL, path, text, "cpu", err);
	ns_arch_line_fact(ctx, s, NS_FACT_PPC_PLATFORM, path, text, "platform", err);
	ns_arch_line_fact(ctx, s, NS_FACT_PPC_MACHINE, path, text, "machine", err);
	free(text);
	ns_read_property(ctx, s, NS_FACT_DT_COMPATIBLE, "/proc/device-tree/compatible");
	ns_read_property(ctx, s, NS_FACT_DT_HYPERVISOR, "/proc/device-tree/hypervisor/compatible");
	read_powervm(ctx, s);
}

void ns_ppc64_read_kvm(int fd, struct ns_snapshot *s)
{
	ns_kvm_number(s, NS_FACT_KVM_PPC_NESTED, "KVM_CAP_PPC_NESTED_HV",
		      ioctl(fd, KVM_CHECK_EXTENSION, KVM_CAP_PPC_NESTED_HV));
}
