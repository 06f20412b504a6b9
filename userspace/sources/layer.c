// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What tells one layer from another, beside the capabilities: devices, firmware,
 * containers, TDX's leaf, and how long CPUID takes.
 */
#include <cpuid.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include "util/alloc.h"
#include "util/text.h"
#include "sources/context.h"

/* ---- a sorted list of words, each once ---- */

struct words {
	char **word;		/* as they came; sorted, and each once, in the end */
	size_t count, room;
};

static void add_word(struct words *w, const char *word)
{
	if (w->count == w->room) {
		w->room = w->room ? w->room * 2 : 16;
		w->word = ns_xreallocarray(w->word, w->room, sizeof(*w->word));
	}
	w->word[w->count++] = ns_xstrdup(word);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void set_words(struct ns_value *v, enum ns_source source, struct words *w)
{
	size_t size = 1;
	char *text, *to;

	for (size_t i = 0; i < w->count; i++)
		size += strlen(w->word[i]) + 1;
	text = to = ns_xcalloc(size, 1);
	if (w->count)
		qsort(w->word, w->count, sizeof(*w->word), by_name);
	for (size_t i = 0; i < w->count; i++) {
		if (i && !strcmp(w->word[i], w->word[i - 1]))
			continue;
		if (to != text)
			*to++ = ' ';
		to = stpcpy(to, w->word[i]);
	}
	ns_value_text(v, source, text);
	free(text);
	ns_free_names(w->word, w->count);
}

/* ---- devices and firmware ---- */

/* "PNP0A08:00" is the first device of the kind PNP0A08; devices without a kind are no news. */
static void read_acpi_devices(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char path[] = "/sys/bus/acpi/devices";
	struct ns_value *v = &s->fact[NS_FACT_ACPI_DEVICES];
	struct words kinds = { 0 };
	char **names;
	size_t n;
	int err = ns_list_dir(ctx, path, "", &names, &n);

	for (size_t i = 0; i < n; i++) {
		names[i][strcspn(names[i], ":")] = '\0';
		if (strcmp(names[i], "device") && strncmp(names[i], "LNX", 3))
			add_word(&kinds, names[i]);
	}
	ns_free_names(names, n);
	set_words(v, NS_SOURCE_SYSFS, &kinds);
	if (err)
		ns_value_file_error(ctx, v, NS_SOURCE_SYSFS, path, err);
	else if (!n)
		ns_value_not(v, NS_SOURCE_SYSFS, NS_ABSENT, "%s is empty", path);
}

#define ACPI_OEM_ID 10
#define ACPI_OEM_LEN 14	/* 6 of the OEM, 8 of the table */

static void read_acpi_oem(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char path[] = "/sys/firmware/acpi/tables/DSDT";
	struct ns_value *v = &s->fact[NS_FACT_ACPI_OEM];
	char oem[ACPI_OEM_LEN + 1] = "", *table;
	size_t size, n = ACPI_OEM_LEN;
	int err;

	table = ns_read_file(ctx, path, &size, &err);
	if (!table) {
		ns_value_file_error(ctx, v, NS_SOURCE_SYSFS, path, err);
		return;
	}
	if (size < ACPI_OEM_ID + ACPI_OEM_LEN) {
		ns_value_not(v, NS_SOURCE_SYSFS, NS_UNREADABLE, "%s: too short", path);
	} else {
		for (size_t i = 0; i < n; i++)
			oem[i] = table[ACPI_OEM_ID + i] ?: ' ';
		while (n && oem[n - 1] == ' ')
			oem[--n] = '\0';
		ns_value_text(v, NS_SOURCE_SYSFS, oem);
	}
	free(table);
}

/*
 * Every line of /proc/bus/pci/devices has vendor and device in its second
 * word. A VMM that mimics real chips has its own number in the subsystem.
 */
static void read_pci(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char path[] = "/proc/bus/pci/devices";
	struct ns_value *v = &s->fact[NS_FACT_PCI_VENDORS];
	struct words vendors = { 0 };
	char *text, *line, *rest, *bridge;
	int err;

	text = ns_read_file(ctx, path, NULL, &err);
	if (!text) {
		ns_value_file_error(ctx, v, NS_SOURCE_PROCFS, path, err);
		return;
	}
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		unsigned int id;
		char word[8];

		if (sscanf(line, "%*x %8x", &id) != 1)
			continue;
		snprintf(word, sizeof(word), "0x%04x", id >> 16);
		add_word(&vendors, word);
	}
	bridge = ns_read_line(ctx, "/sys/bus/pci/devices/0000:00:00.0/subsystem_vendor", &err);
	if (bridge && strcmp(bridge, "0x0000"))
		add_word(&vendors, bridge);
	set_words(v, NS_SOURCE_PROCFS, &vendors);
	free(bridge);
	free(text);
}

/* "Linux version 6.1.0 (who@where) (compiler) #1 SMP date": who and where stay out. */
static void read_kernel_version(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_KERNEL_VERSION];
	char *text, *build;
	int err;

	text = ns_read_line(ctx, "/proc/version", &err);
	build = text ? strstr(text, " #") : NULL;
	if (build)
		ns_value_text(v, NS_SOURCE_PROCFS, build + 1);
	else if (text)
		ns_value_not(v, NS_SOURCE_PROCFS, NS_ABSENT, "/proc/version has no build number");
	else
		ns_value_file_error(ctx, v, NS_SOURCE_PROCFS, "/proc/version", err);
	free(text);
}

/* ---- containers ---- */

/* Whoever made the container left this for programs to see; "": the file holds the kind */
static const struct {
	const char *path;
	const char *kind;
} container_files[] = {
	{ "/run/systemd/container", "" },	/* systemd's container interface */
	{ "/run/host/container-manager", "" },	/* the same */
	{ "/run/.containerenv", "podman" },
	{ "/.dockerenv", "docker" },
	{ "/.flatpak-info", "flatpak" },
};

/* Part of a path in /proc/1/cgroup, with cgroups of the first version */
static const struct {
	const char *part;
	const char *kind;
} container_cgroups[] = {
	{ "/docker/", "docker" },
	{ "/kubepods", "Kubernetes" },
	{ "/lxc/", "lxc" },
	{ "/lxc.payload", "lxc" },
	{ "/libpod", "podman" },
	{ "/machine.slice/machine-", "systemd-nspawn" },
};

/* The kind, to be freed; NULL if no file tells */
static char *container_by_file(const struct ns_context *ctx)
{
	for (size_t i = 0; i < sizeof(container_files) / sizeof(container_files[0]); i++) {
		int err;
		char *text = ns_read_line(ctx, container_files[i].path, &err);

		if (text && *container_files[i].kind) {
			free(text);
			text = ns_xstrdup(container_files[i].kind);
		}
		if (text && *text)
			return text;
		free(text);
	}
	return NULL;
}

/* container= in the environment of the first process; @err if root alone may know */
static char *container_by_environ(const struct ns_context *ctx, int *err)
{
	char *text, *kind = NULL;
	size_t size;

	text = ns_read_file(ctx, "/proc/1/environ", &size, err);
	for (size_t i = 0; text && i < size && !kind; i += strlen(text + i) + 1)
		if (!strncmp(text + i, "container=", 10) && text[i + 10])
			kind = ns_xstrdup(text + i + 10);
	free(text);
	return kind;
}

static char *container_by_cgroup(const struct ns_context *ctx)
{
	char *text, *kind = NULL;
	int err;

	text = ns_read_file(ctx, "/proc/1/cgroup", NULL, &err);
	for (size_t i = 0; text && !kind &&
	     i < sizeof(container_cgroups) / sizeof(container_cgroups[0]); i++)
		if (strstr(text, container_cgroups[i].part))
			kind = ns_xstrdup(container_cgroups[i].kind);
	free(text);
	return kind;
}

static void read_container(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_CONTAINER];
	char *kind = container_by_file(ctx);
	int err = 0;

	if (!kind)
		kind = container_by_environ(ctx, &err);
	if (!kind)
		kind = container_by_cgroup(ctx);
	if (kind)
		ns_value_text(v, NS_SOURCE_FILE, kind);
	else if (err == EACCES || err == EPERM)
		ns_value_not(v, NS_SOURCE_PROCFS, NS_UNREADABLE,
			     "no file tells of one, and /proc/1/environ needs root");
	else
		ns_value_text(v, NS_SOURCE_FILE, "");
	free(kind);
}

/* ---- instructions ---- */

static void read_tdx(struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_TDX_SIGNATURE];
	unsigned int a, b, c, d;
	char text[12 * 4 + 1], sig[12];

	if (__get_cpuid_max(0, NULL) < 0x21) {
		ns_value_not(v, NS_SOURCE_CPUID, NS_ABSENT, "CPUID has no leaf 0x21");
		return;
	}
	__cpuid_count(0x21, 0, a, b, c, d);
	memcpy(sig, &b, 4);
	memcpy(sig + 4, &d, 4);
	memcpy(sig + 8, &c, 4);
	ns_value_text(v, NS_SOURCE_CPUID, ns_escape(text, sig, 12));
}

#define SAMPLES 2000
#define WARM_UP 64
#define BUDGET_NS 500000000LL
/* Reading the clock may be as slow as what is measured. */
#define CLOCK_EVERY 32

struct timing {
	uint64_t cycles[SAMPLES];
	size_t count;
};

/* Nothing of what stands between the two may begin earlier or end later. */
static inline uint64_t start_cycles(void)
{
	uint32_t low, high;

	__asm__ volatile("lfence; rdtsc; lfence" : "=a"(low), "=d"(high) : : "memory");
	return (uint64_t)high << 32 | low;
}

static inline uint64_t end_cycles(void)
{
	uint32_t low, high, cpu;

	__asm__ volatile("rdtscp; lfence" : "=a"(low), "=d"(high), "=c"(cpu) : : "memory");
	return (uint64_t)high << 32 | low;
}

static uint64_t one_sample(bool with_cpuid)
{
	uint32_t a = 0, b, c = 0, d;
	uint64_t start = start_cycles();

	if (with_cpuid)
		__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d) : : "memory");
	return end_cycles() - start;
}

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Where CPUID is very slow, nobody waits for it. */
static bool measure(struct timing *t, bool with_cpuid)
{
	long long end = now() + BUDGET_NS;

	for (int i = 0; i < WARM_UP; i++)
		one_sample(with_cpuid);
	for (t->count = 0; t->count < SAMPLES; t->count++) {
		if (!(t->count % CLOCK_EVERY) && now() > end)
			break;
		t->cycles[t->count] = one_sample(with_cpuid);
	}
	qsort(t->cycles, t->count, sizeof(t->cycles[0]), by_value);
	return t->count == SAMPLES;
}

static void timing_unknown(struct ns_snapshot *s, enum ns_state state, const char *why)
{
	for (int i = NS_FACT_TIMING_SAMPLES; i <= NS_FACT_TIMING_BASE_MEDIAN; i++)
		ns_value_not(&s->fact[i], NS_SOURCE_CPUID, state, "%s", why);
}

/* Why not to measure, or NULL */
static const char *no_timing(const struct ns_snapshot *s)
{
	const struct ns_value *sig = &s->fact[NS_FACT_HV_SIGNATURE];
	unsigned int a, b, c, d;
	int tsc;

	if (ns_has(sig) && !strcmp(sig->text, "TCGTCGTCGTCG"))
		return "an emulated CPU's cycles mean nothing";
	if (!prctl(PR_GET_TSC, &tsc) && tsc == PR_TSC_SIGSEGV)
		return "this process may not read the TSC";
	if (!__get_cpuid(0x80000001, &a, &b, &c, &d) || !(d & 1u << 27))
		return "this CPU has no RDTSCP";
	return NULL;
}

static void take_timing(struct ns_snapshot *s)
{
	struct timing *base = ns_xcalloc(2, sizeof(*base)), *cpuid = base + 1;
	char why[80];

	if (measure(base, false) && measure(cpuid, true)) {
		ns_value_num(&s->fact[NS_FACT_TIMING_SAMPLES], NS_SOURCE_CPUID, SAMPLES);
		ns_value_num(&s->fact[NS_FACT_TIMING_CPUID_MIN], NS_SOURCE_CPUID, cpuid->cycles[0]);
		ns_value_num(&s->fact[NS_FACT_TIMING_CPUID_MEDIAN], NS_SOURCE_CPUID,
			     cpuid->cycles[SAMPLES / 2]);
		ns_value_num(&s->fact[NS_FACT_TIMING_BASE_MIN], NS_SOURCE_CPUID, base->cycles[0]);
		ns_value_num(&s->fact[NS_FACT_TIMING_BASE_MEDIAN], NS_SOURCE_CPUID,
			     base->cycles[SAMPLES / 2]);
	} else {
		snprintf(why, sizeof(why), "%zu of %d samples in %g s", base->count + cpuid->count,
			 2 * SAMPLES, BUDGET_NS / 1e9);
		timing_unknown(s, NS_UNREADABLE, why);
	}
	free(base);
}

/* On one CPU, since the TSCs of two may differ */
static void read_timing(struct ns_snapshot *s)
{
	size_t size = CPU_ALLOC_SIZE(CPU_SETSIZE * 8);
	cpu_set_t *all = CPU_ALLOC(CPU_SETSIZE * 8), *one = CPU_ALLOC(CPU_SETSIZE * 8);
	const char *why = no_timing(s);
	int cpu = sched_getcpu();

	if (why) {
		timing_unknown(s, NS_NOT_ASKED, why);
	} else if (!all || !one || cpu < 0 || sched_getaffinity(0, size, all)) {
		timing_unknown(s, NS_UNREADABLE, "this process cannot be kept on one CPU");
	} else {
		CPU_ZERO_S(size, one);
		CPU_SET_S(cpu, size, one);
		if (sched_setaffinity(0, size, one))
			timing_unknown(s, NS_UNREADABLE, "this process cannot be kept on one CPU");
		else
			take_timing(s);
		sched_setaffinity(0, size, all);
	}
	CPU_FREE(all);
	CPU_FREE(one);
}

void ns_read_layer(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char captured[] = "a captured tree has no CPU to ask";

	ns_read_fact(ctx, s, NS_FACT_XEN_GUEST_TYPE, NS_SOURCE_SYSFS, "/sys/hypervisor/guest_type");
	read_kernel_version(ctx, s);
	read_acpi_devices(ctx, s);
	read_acpi_oem(ctx, s);
	read_pci(ctx, s);
	read_container(ctx, s);
	if (ns_live(ctx)) {
		read_tdx(s);
		if (ctx->timing)
			read_timing(s);
		else
			timing_unknown(s, NS_NOT_ASKED, "only layers, snapshot and stamp take the time");
		return;
	}
	ns_value_not(&s->fact[NS_FACT_TDX_SIGNATURE], NS_SOURCE_CPUID, NS_NOT_ASKED, captured);
	timing_unknown(s, NS_NOT_ASKED, captured);
}
