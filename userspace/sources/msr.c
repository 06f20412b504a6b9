// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * /dev/cpu/N/msr: the registers without the module. The kernel's msr driver
 * answers EIO for a register that faults, and needs CAP_SYS_RAWIO; lockdown
 * stops writes only.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "sources/context.h"

static void read_one(int fd, enum ns_reg reg, struct ns_value *v)
{
	uint64_t raw;
	ssize_t n = pread(fd, &raw, sizeof(raw), ns_registers[reg].number);

	if (n == (ssize_t)sizeof(raw))
		ns_value_num(v, NS_SOURCE_MSR, ns_reg_keep(reg, raw));
	else if (n < 0 && errno == EIO)
		ns_value_not(v, NS_SOURCE_MSR, NS_UNREADABLE, "RDMSR faulted");
	else
		ns_value_not(v, NS_SOURCE_MSR, NS_UNREADABLE, "%s",
			     n < 0 ? strerror(errno) : "short read");
}

static int open_cpu(const struct ns_context *ctx, unsigned int cpu)
{
	char *path = ns_xasprintf("/dev/cpu/%u/msr", cpu);
	int fd = ns_open(ctx, path, O_RDONLY);

	free(path);
	return fd;
}

/*
 * The first CPU gives the values, the others are compared with them. Returns 0, or the errno for which this one was not
 * read: it may have gone offline.
 */
static int read_cpu(const struct ns_context *ctx, struct ns_snapshot *s, unsigned int cpu,
		     bool first)
{
	struct ns_value *view = s->view[NS_VIEW_CPU];
	int fd = open_cpu(ctx, cpu);

	if (fd < 0)
		return -fd;
	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		struct ns_value v = NS_VALUE_INIT;

		if (ns_registers[reg].kind != NS_KIND_MSR)
			continue;
		if (first) {
			if (ns_reg_to_be_read(view, reg, NS_SOURCE_MSR))
				read_one(fd, reg, &view[reg]);
			continue;
		}
		if (view[reg].source != NS_SOURCE_MSR || !ns_has(&view[reg]) ||
		    !ns_reg_must_agree(reg))
			continue;
		read_one(fd, reg, &v);
		if (!ns_value_equal(&view[reg], &v))
			ns_snapshot_add_differ(s, cpu, reg, &v);
		ns_value_free(&v);
	}
	close(fd);
	return 0;
}

/* What cannot be read is not absent: give every register its reason. */
static void give_reason(struct ns_snapshot *s, const char *why)
{
	struct ns_value *view = s->view[NS_VIEW_CPU];
	bool loaded = s->notes[NS_SOURCE_MODULE].state.state == NS_VALUE;
	char *whole = ns_xasprintf("no source: %s, %s", loaded ? "nestscope.ko keeps nothing that changes" :
				   "nestscope.ko is not loaded", why);

	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		if (ns_registers[reg].kind == NS_KIND_MSR && view[reg].state == NS_NOT_ASKED &&
		    ns_reg_to_be_read(view, reg, NS_SOURCE_MSR) && !view[reg].why)
			ns_value_not(&view[reg], NS_SOURCE_NONE, NS_UNREADABLE, "%s", whole);
	free(whole);
}

static void note_failure(struct ns_snapshot *s, unsigned int cpu, int err)
{
	const char *hint = "modprobe msr, and run nestscope as root";

	if (err == EACCES || err == EPERM)
		hint = "run nestscope as root";
	ns_snapshot_note(s, NS_SOURCE_MSR, err == ENOENT ? NS_ABSENT : NS_UNREADABLE, hint,
			 "/dev/cpu/%u/msr: %s", cpu, strerror(err));
}

void ns_read_msr(const struct ns_context *ctx, struct ns_snapshot *s)
{
	const struct ns_value *online = &s->fact[NS_FACT_CPUS_ONLINE];
	unsigned int *cpus = NULL;
	struct ns_cpu_set were = { 0 };
	size_t n, count = 0;
	int first_err = ENOENT;
	char *list;

	if (!ns_is_live(ctx)) {
		ns_snapshot_note(s, NS_SOURCE_MSR, NS_NOT_ASKED, NULL,
				 "a captured tree has no CPU to ask");
		give_reason(s, "a captured tree has no CPU to ask");
		return;
	}
	n = ns_parse_cpulist(ns_has(online) ? online->text : "0", &cpus);
	for (size_t i = 0; i < n; i++) {
		int err = read_cpu(ctx, s, cpus[i], !i);

		/* Where the first one cannot be opened, none can, and there may be thousands. */
		if (err && !i) {
			first_err = err;
			break;
		}
		if (err)
			continue;
		ns_cpu_set_add(&were, cpus[i]);
		count++;
	}
	list = ns_cpu_set_take_list(&were);
	if (!list) {
		note_failure(s, n ? cpus[0] : 0, first_err);
		give_reason(s, s->notes[NS_SOURCE_MSR].state.why);
		goto out;
	}
	ns_snapshot_note(s, NS_SOURCE_MSR, NS_VALUE, NULL, "%zu CPU%s", count, count == 1 ? "" : "s");
	if (!ns_has(&s->fact[NS_FACT_CPUS_READ])) {
		ns_value_text(&s->fact[NS_FACT_CPUS_READ], NS_SOURCE_MSR, list);
		ns_value_num(&s->fact[NS_FACT_CPUS_AGREE], NS_SOURCE_MSR, !s->difference_count);
	}
out:
	free(list);
	free(cpus);
}
