// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * arm64: KVM is built in, and in no file says in which mode it has started; the
 * kernel's log does. The device tree names the hypervisor, as DMI may.
 */
#include "sources/arch/arch.h"

#include <linux/kvm.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/klog.h>

#include "sources/import/import.h"
#include "util/alloc.h"

#define LOG_READ_ALL 3		/* syslog(2): SYSLOG_ACTION_READ_ALL */
#define LOG_SIZE 10		/* SYSLOG_ACTION_SIZE_BUFFER */
#define LOG_MAX (16 << 20)
#define CAP_ARM_EL2 240		/* KVM_CAP_ARM_EL2, Linux 6.16; older headers have no name for it */

/* Where the log cannot be read, or goes back less far, these stay unread. */
static void read_log(struct ns_snapshot *s)
{
	int size = klogctl(LOG_SIZE, NULL, 0), n;
	char *text, *error = NULL, *note = NULL;

	if (size <= 0 || size > LOG_MAX)
		return;
	text = ns_xcalloc(size + 1, 1);
	n = klogctl(LOG_READ_ALL, text, size);
	if (n > 0)
		ns_import_into(s, text, n, "the kernel's log", &error, &note);
	free(error);
	free(note);
	free(text);
}

/* "0x41" of ARM, with the part's number: the kernel has no names for them. */
static void read_model(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char path[] = "/proc/cpuinfo";
	int err;
	char *text = ns_read_file(ctx, path, NULL, &err);
	char *maker = text ? ns_arch_line(text, "CPU implementer") : NULL;
	char *part = text ? ns_arch_line(text, "CPU part") : NULL, *model;

	ns_arch_line_fact(ctx, s, NS_FACT_CPU_FLAGS, path, text, "Features", err);
	ns_arch_line_fact(ctx, s, NS_FACT_CPU_VENDOR, path, text, "CPU implementer", err);
	if (maker && part) {
		model = ns_xasprintf("implementer %s, part %s", maker, part);
		ns_value_text(&s->fact[NS_FACT_CPU_MODEL], NS_SOURCE_PROCFS, model);
		free(model);
	}
	free(maker);
	free(part);
	free(text);
}

void ns_arm64_read(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const enum ns_fact_id logged[] = {
		NS_FACT_ARM_KVM_MODE, NS_FACT_ARM_BOOT_EL, NS_FACT_ARM_SMCCC_KVM,
	};

	read_model(ctx, s);
	ns_read_property(ctx, s, NS_FACT_DT_COMPATIBLE, "/proc/device-tree/compatible");
	ns_read_property(ctx, s, NS_FACT_DT_HYPERVISOR, "/proc/device-tree/hypervisor/compatible");
	if (ns_is_live(ctx))
		read_log(s);
	for (size_t i = 0; i < sizeof(logged) / sizeof(logged[0]); i++)
		if (!ns_has(&s->fact[logged[i]]))
			ns_value_not(&s->fact[logged[i]], NS_SOURCE_FILE, NS_NOT_ASKED, ns_is_live(ctx) ?
				     "the kernel's log does not say, or needs root" : "no log of the kernel was captured");
}

void ns_arm64_read_kvm(int fd, struct ns_snapshot *s)
{
	ns_kvm_number(s, NS_FACT_KVM_ARM_EL2, "KVM_CAP_ARM_EL2", ioctl(fd, KVM_CHECK_EXTENSION, CAP_ARM_EL2));
}
