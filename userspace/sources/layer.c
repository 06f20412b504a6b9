// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What tells one layer from another, beside the capabilities: devices, firmware,
 * containers. What instructions tell is in sources/arch/.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "sources/arch/arch.h"

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

/* "PNP0A08:00" is the first device of the kind PNP0A08; devices without a kind are ignored. */
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

void ns_read_layer(const struct ns_context *ctx, struct ns_snapshot *s)
{
	ns_read_fact(ctx, s, NS_FACT_XEN_GUEST_TYPE, NS_SOURCE_SYSFS, "/sys/hypervisor/guest_type");
	read_kernel_version(ctx, s);
	read_acpi_devices(ctx, s);
	read_acpi_oem(ctx, s);
	read_pci(ctx, s);
	read_container(ctx, s);
	ns_read_instructions(ctx, s);
}
