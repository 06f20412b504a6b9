// SPDX-License-Identifier: GPL-2.0-or-later
/* What makes VMs slow, or keeps devices from them: clocks, pages, mitigations, the IOMMU, cgroups. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sources/context.h"
#include "util/alloc.h"

/* The names in a directory, with a blank between each two; a directory that is not there is absent. */
static void read_names(const struct ns_context *ctx, struct ns_value *v, const char *path)
{
	char **names, *list = ns_xstrdup("");
	size_t count;
	int err = ns_list_dir(ctx, path, "", &names, &count);

	for (size_t i = 0; i < count && i < 64; i++)
		list = ns_xjoin(list, " ", names[i]);
	if (err)
		ns_value_file_error(ctx, v, NS_SOURCE_SYSFS, path, err);
	else
		ns_value_text(v, NS_SOURCE_SYSFS, list);
	free(list);
	ns_free_names(names, count);
}

static void read_iommu(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char groups[] = "/sys/kernel/iommu_groups";
	struct ns_value *v = &s->fact[NS_FACT_IOMMU_GROUPS];
	char **names;
	size_t count;
	int err = ns_list_dir(ctx, groups, "", &names, &count);

	/*
	 * A tree may have /sys/kernel for another reason, and without this directory, which is empty
	 * where there is no IOMMU: then it says nothing.
	 */
	if (err == ENOENT && !ns_is_live(ctx))
		ns_value_not(v, NS_SOURCE_SYSFS, NS_NOT_ASKED, "%s: not captured", groups);
	else if (err)
		ns_value_file_error(ctx, v, NS_SOURCE_SYSFS, groups, err);
	else
		ns_value_num(v, NS_SOURCE_SYSFS, count);
	ns_free_names(names, count);
	read_names(ctx, &s->fact[NS_FACT_IOMMUS], "/sys/class/iommu");
	ns_read_fact(ctx, s, NS_FACT_IOMMU_CAP, NS_SOURCE_SYSFS, "/sys/class/iommu/dmar0/intel-iommu/cap");
	ns_read_fact(ctx, s, NS_FACT_IOMMU_ECAP, NS_SOURCE_SYSFS, "/sys/class/iommu/dmar0/intel-iommu/ecap");
}

/* Version 2 lists them in a file; the first version has a directory for each. */
static void read_cgroups(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_CGROUPS];

	ns_read_fact(ctx, s, NS_FACT_CGROUPS, NS_SOURCE_SYSFS, "/sys/fs/cgroup/cgroup.controllers");
	if (v->state == NS_ABSENT)
		read_names(ctx, v, "/sys/fs/cgroup");
}

static void read_other_hypervisors(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char *const modules[] = { "vboxdrv", "vmmon", "evmm", "haxm", "nvmm" };

	ns_read_present(ctx, s, NS_FACT_OTHER_HYPERVISORS, NS_SOURCE_SYSFS, "/sys/module", modules,
			sizeof(modules) / sizeof(modules[0]));
}

/* The file is there in PREEMPT_RT kernels only: kernel/ksysfs.c */
static void read_realtime(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_REALTIME];

	ns_read_fact(ctx, s, NS_FACT_REALTIME, NS_SOURCE_SYSFS, "/sys/kernel/realtime");
	/* sysfs is there if this file of it is, also where it cannot be read. */
	if (v->state == NS_ABSENT && s->fact[NS_FACT_CPUS_ONLINE].state != NS_ABSENT &&
	    s->fact[NS_FACT_CPUS_ONLINE].state != NS_NOT_ASKED)
		ns_value_num(v, NS_SOURCE_SYSFS, 0);
}

/* Each is called after its file. */
static void read_vulnerabilities(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const enum ns_fact_id facts[] = {
		NS_FACT_L1TF, NS_FACT_ITLB_MULTIHIT, NS_FACT_MDS, NS_FACT_TAA, NS_FACT_MMIO_STALE_DATA, NS_FACT_RFDS,
		NS_FACT_TSA, NS_FACT_RETBLEED, NS_FACT_SRSO, NS_FACT_VMSCAPE,
	};

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		char *path = ns_xasprintf("/sys/devices/system/cpu/vulnerabilities/%s", ns_facts[facts[i]].name);

		ns_read_fact(ctx, s, facts[i], NS_SOURCE_SYSFS, path);
		free(path);
	}
}

void ns_read_host(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const struct {
		enum ns_fact_id id;
		enum ns_source source;
		const char *path;
	} files[] = {
		{ NS_FACT_CLOCKSOURCE, NS_SOURCE_SYSFS,
		  "/sys/devices/system/clocksource/clocksource0/current_clocksource" },
		{ NS_FACT_HUGEPAGES, NS_SOURCE_PROCFS, "/proc/sys/vm/nr_hugepages" },
		{ NS_FACT_SIG_ENFORCE, NS_SOURCE_SYSFS, "/sys/module/module/parameters/sig_enforce" },
	};

	read_realtime(ctx, s);
	read_other_hypervisors(ctx, s);
	if (ctx->depth >= NS_DEPTH_ANSWERS)
		return;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		ns_read_fact(ctx, s, files[i].id, files[i].source, files[i].path);
	read_vulnerabilities(ctx, s);
	ns_read_choice(ctx, s, NS_FACT_THP, "/sys/kernel/mm/transparent_hugepage/enabled");
	read_iommu(ctx, s);
	read_cgroups(ctx, s);
}
