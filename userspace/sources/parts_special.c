// SPDX-License-Identifier: GPL-2.0-or-later
/* Parts of a bug report that are neither a plain file nor a command. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>

#include "model/vmm.h"
#include "nestscope/names.h"
#include "sources/modprobe.h"
#include "sources/parts.h"
#include "util/alloc.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Why a file or directory cannot be read */
static const char *file_error(const struct ns_context *ctx, int err)
{
	return err == ENOENT && !ns_is_live(ctx) ? "not captured" : ns_strerror(err);
}

/* ---- taint ---- */

/* Linux 6.12 kernel/panic.c taint_flags[], include/linux/panic.h; Documentation/admin-guide/tainted-kernels.rst */
static const struct {
	char letter;
	const char *meaning;
} taints[] = {
	{ 'P', "a proprietary module was loaded" },
	{ 'F', "a module was loaded by force" },
	{ 'S', "a CPU out of its specification" },
	{ 'R', "a module was unloaded by force" },
	{ 'M', "a machine check exception" },
	{ 'B', "a bad page" },
	{ 'U', "user space requested it" },
	{ 'D', "the kernel died: an oops or a BUG" },
	{ 'A', "an ACPI table was overridden" },
	{ 'W', "a warning" },
	{ 'C', "a staging driver was loaded" },
	{ 'I', "a firmware bug was worked around" },
	{ 'O', "a module from outside the kernel's tree was loaded" },
	{ 'E', "an unsigned module was loaded" },
	{ 'L', "a soft lockup" },
	{ 'K', "a live patch" },
	{ 'X', "defined by the distribution" },
	{ 'T', "built with randomized structure layout" },
	{ 'N', "an in-kernel test was run" },
};

static char *taint_text(unsigned long long taint)
{
	char *text = ns_xasprintf("%llu%s\n", taint, taint ? "" : ": not tainted");

	for (size_t i = 0; i < 64; i++) {
		char *line;

		if (!(taint >> i & 1))
			continue;
		line = i < COUNT(taints) ? ns_xasprintf("%c: %s\n", taints[i].letter, taints[i].meaning) :
			ns_xasprintf("bit %zu: newer than Linux 6.12\n", i);
		text = ns_xjoin(text, "", line);
		free(line);
	}
	return text;
}

static void read_taint(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	const char *path = ns_parts[id].what;
	char *why, *text = ns_part_file(ctx, path, ' ', NS_PART_MAX, &why), *told = NULL;
	size_t digits = text ? strspn(text, "0123456789") : 0;

	if (text)
		text[strcspn(text, "\n")] = '\0';
	/* 64 bits have 20 digits at most. */
	if (digits && digits <= 20 && !text[digits]) {
		told = taint_text(strtoull(text, NULL, 10));
	} else if (text) {
		free(why);
		why = ns_xasprintf("%s: \"%.40s\" is not a number", path, text);
	}
	ns_report_add_part(layer, id, path, told, why);
	free(text);
	free(why);
}

/* ---- command lines ---- */

#define VMS_MAX 64

/* Arguments that end in NUL each, as lines; a newline in one would begin another. */
static char *lines_of(const char *arguments, size_t size)
{
	char *text = ns_xcalloc(size + 1, 1);

	for (size_t i = 0; i < size; i++)
		text[i] = !arguments[i] ? '\n' : arguments[i] == '\n' ? ' ' : arguments[i];
	return text;
}

struct arguments {
	const struct ns_context *ctx;
	struct ns_report_layer *layer;
	enum ns_part_id id;
	size_t vms;
	int err;	/* of the last process that could not be read, and has not ended */
};

/* The command line of a VM is a part, while there is room for one. */
static void take_arguments(void *to, const char *pid)
{
	struct arguments *a = to;
	char *path = ns_xasprintf("/proc/%s/cmdline", pid);
	size_t size;
	int err;
	char *text = ns_read_limited(a->ctx, path, NS_PART_MAX, &size, &err);
	struct ns_vmm vmm = { 0 };

	if (text)
		ns_vmm_read(&vmm, text, size);
	else if (!ns_process_ended(err))
		a->err = err;
	if (vmm.program && a->vms++ < VMS_MAX)
		ns_report_add_part(a->layer, a->id, path, lines_of(text, size), NULL);
	ns_vmm_free(&vmm);
	free(text);
	free(path);
}

static void read_arguments(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	struct arguments a = { .ctx = ctx, .layer = layer, .id = id };
	int err = ns_each_process(ctx, take_arguments, &a);

	if (a.vms > VMS_MAX)
		ns_report_add_left_out(layer, id, a.vms - VMS_MAX, "/proc");
	if (!a.vms)
		ns_report_add_part(layer, id, "/proc/PID/cmdline", NULL,
				   err || a.err ? ns_strerror(err ?: a.err) : "no running VM was found");
}

/* ---- /proc/cpuinfo ---- */

/* What is another number for each CPU, or changes from one moment to the next */
static bool is_own(const char *line)
{
	static const char *const own[] = {
		"processor", "cpu MHz", "core id", "apicid", "initial apicid", "physical id", "siblings", "cpu cores",
		"bogomips", "cpu number", "version",
	};

	for (size_t i = 0; i < COUNT(own); i++) {
		size_t n = strlen(own[i]);

		if (!strncmp(line, own[i], n) && strchr(" \t:", line[n]) && line[n])
			return true;
	}
	return false;
}

/* What of the block at @s, up to an empty line, CPUs have in common; to be freed. *@end is behind it. */
static char *common_of(const char *s, const char **end)
{
	const char *stop = strstr(s, "\n\n");
	char *text, *to;

	*end = stop ? stop + 2 : s + strlen(s);
	to = text = ns_xcalloc(*end - s + 1, 1);
	while (s < *end) {
		size_t n = strcspn(s, "\n") + 1;

		if (s + n > *end)
			n = *end - s;
		if (!is_own(s))
			to = mempcpy(to, s, n);
		s += n;
	}
	return text;
}

/* Keep each block that is not like the one before; how many were left out */
static size_t drop_equal(char *text)
{
	const char *s = text, *end;
	char *last = NULL, *to = text;
	size_t dropped = 0;

	for (; *s; s = end) {
		char *common = common_of(s, &end);

		if (last && !strcmp(common, last)) {
			dropped++;
			free(common);
			continue;
		}
		free(last);
		last = common;
		memmove(to, s, end - s);
		to += end - s;
	}
	*to = '\0';
	free(last);
	return dropped;
}

/* Of 8192 CPUs, as many as a kernel of x86 has at most (arch/x86/Kconfig NR_CPUS_RANGE_END), 4 KiB each */
#define CPUINFO_MAX (32u << 20)

static void read_cpuinfo(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	char *why, *text = ns_part_file(ctx, ns_parts[id].what, ' ', CPUINFO_MAX, &why);
	size_t dropped = text && !why ? drop_equal(text) : 0;

	if (dropped)
		why = ns_xasprintf("%zu more CPUs are the same but for number, topology and frequency", dropped);
	ns_report_add_part(layer, id, ns_parts[id].what, text, why);
	free(why);
}

/* ---- small files of a directory, a line each ---- */

/* "name: text" for each file of @dir that can be read; binary and large ones are not text. 0, or the errno of @dir */
static int put_files(const struct ns_context *ctx, FILE *out, const char *dir, const char *prefix)
{
	size_t count;
	char **names;
	int err = ns_list_dir(ctx, dir, "", &names, &count);

	for (size_t i = 0; i < count; i++) {
		char *path = ns_xasprintf("%s/%s", dir, names[i]);
		size_t size;
		int failed;
		char *value = ns_read_limited(ctx, path, 4096, &size, &failed);

		if (value && strlen(value) == size)
			fprintf(out, "%s%s: %.*s\n", prefix, names[i], (int)strcspn(value, "\n"), value);
		else if (!value && failed != EISDIR && failed != NS_ENOTREG)
			fprintf(out, "%s%s (%s)\n", prefix, names[i], ns_strerror(failed));
		free(value);
		free(path);
	}
	/* Where nothing else is put, the caller tells why. */
	if (err && err != ENOENT && err != ENOTDIR && (*prefix || count))
		fprintf(out, "%s (%s)\n", dir, ns_strerror(err));
	ns_free_names(names, count);
	return err;
}

/* Add what was put together, or why there is nothing */
static void add_lines(struct ns_report_layer *layer, enum ns_part_id id, const char *from, char *text, const char *nothing)
{
	ns_report_add_part(layer, id, from, *text ? text : NULL, *text ? NULL : nothing);
	if (!*text)
		free(text);
}

static void read_dmi(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	size_t size;
	char *text;
	FILE *out = ns_xmemstream(&text, &size);
	int err = put_files(ctx, out, ns_parts[id].what, "");

	ns_xclose(out);
	add_lines(layer, id, ns_parts[id].what, text, err ? ns_strerror(err) : "no readable file");
}

static void read_parameters(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	char **names, *text;
	const char *nothing;
	size_t count, size;
	FILE *out = ns_xmemstream(&text, &size);
	int err = ns_list_dir(ctx, "/sys/module", "kvm", &names, &count);

	for (size_t i = 0; i < count; i++) {
		char *dir = ns_xasprintf("/sys/module/%s/parameters", names[i]);
		char *prefix = ns_xasprintf("%s.", names[i]);

		put_files(ctx, out, dir, prefix);
		free(prefix);
		free(dir);
	}
	ns_free_names(names, count);
	ns_xclose(out);
	/* What a captured tree has not may have been there. */
	nothing = err ? file_error(ctx, err) : !ns_is_live(ctx) ? "not captured" :
		count ? "no readable parameter" : "KVM is not loaded";
	add_lines(layer, id, ns_parts[id].what, text, nothing);
}

#define SYSFS "/sys/kernel/" NS_DIR
#define LIVE "/sys/kernel/debug/" NS_DIR "/" NS_DEBUGFS_LIVE

/* Its files, and those of its directories. 0, or the errno of the first one */
static int put_module(const struct ns_context *ctx, FILE *out)
{
	size_t count;
	char **names;
	int err = put_files(ctx, out, SYSFS, "");
	int again = ns_list_dir(ctx, SYSFS, "", &names, &count);

	/* Where both fail nothing is put, and the caller tells why. */
	if (!again != !err)
		fprintf(out, SYSFS " (%s)\n", ns_strerror(err ?: again));
	for (size_t i = 0; i < count; i++) {
		char *dir = ns_xasprintf(SYSFS "/%s", names[i]), *prefix = ns_xasprintf("%s/", names[i]);

		/* One that is a file has none in it. */
		put_files(ctx, out, dir, prefix);
		free(prefix);
		free(dir);
	}
	ns_free_names(names, count);
	return err;
}

static void read_module(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	const char *nothing;
	char *text, *why;
	size_t size;
	FILE *out;
	int err;

	if (ctx->no_module) {
		ns_report_add_part(layer, id, SYSFS, NULL, "--no-module");
		return;
	}
	out = ns_xmemstream(&text, &size);
	err = put_module(ctx, out);
	ns_xclose(out);
	nothing = err == ENOENT && ns_is_live(ctx) ? NS_MODULE_NAME ".ko is not loaded" :
		err ? file_error(ctx, err) : "no readable file";
	add_lines(layer, id, SYSFS, text, nothing);
	if (err == ENOENT)
		return;
	text = ns_part_file(ctx, LIVE, ' ', NS_PART_MAX, &why);
	ns_report_add_part(layer, id, LIVE, text, why);
	free(why);
}

/* ---- modprobe ---- */

/* Lines that set something, each with the file that it is of */
static void put_settings(const struct ns_context *ctx, FILE *out, const struct ns_modprobe_file *file)
{
	if (!file->text)
		fprintf(out, "(%s: %s)\n", file->path, file_error(ctx, file->err));
	for (char *s = file->text, *next; s && *s; s = next) {
		size_t n = strcspn(s, "\n");

		next = s[n] ? s + n + 1 : s + n;
		s[n] = '\0';
		s += strspn(s, " \t");
		if (*s && *s != '#')
			fprintf(out, "%s: %s\n", file->path, s);
	}
}

static void read_modprobe(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	struct ns_modprobe_files files = ns_modprobe_files_read(ctx);
	const char *why;
	size_t size;
	char *text;
	FILE *out = ns_xmemstream(&text, &size);

	for (size_t i = 0; i < files.count; i++)
		put_settings(ctx, out, &files.list[i]);
	ns_xclose(out);
	/* A file that was not read is in the text; a directory makes what is there not all of it. */
	why = *text && (!files.unread || strstr(text, files.unread)) ? NULL : files.unread ?: "no settings";
	ns_report_add_part(layer, id, ns_parts[id].what, *text ? text : NULL, why);
	if (!*text)
		free(text);
	ns_modprobe_files_free(&files);
}

/* ---- messages of the kernel ---- */

#define SYSLOG_ACTION_READ_ALL 3
#define SYSLOG_ACTION_SIZE_BUFFER 10

/* Each line begins with its level, "<6>". */
static void drop_levels(char *text)
{
	char *to = text;
	bool begins = true;

	for (const char *s = text; *s; s++) {
		size_t n = begins && *s == '<' ? strspn(s + 1, "0123456789") : 0;

		if (n && s[n + 1] == '>')
			s += n + 2;
		begins = *s == '\n';
		if (!*s)
			break;
		*to++ = *s;
	}
	*to = '\0';
}

static void read_dmesg(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	int size = ns_is_live(ctx) ? klogctl(SYSLOG_ACTION_SIZE_BUFFER, NULL, 0) : 0, n;
	char *text, *why;

	if (!ns_is_live(ctx)) {
		ns_report_add_part(layer, id, "dmesg", NULL, "not captured");
		return;
	}
	if (size <= 0 || size > (int)(16 * NS_PART_MAX))
		size = NS_PART_MAX;
	text = ns_xcalloc(size + 1, 1);
	n = klogctl(SYSLOG_ACTION_READ_ALL, text, size);
	why = n < 0 ? ns_xasprintf("%s%s", strerror(errno), errno == EPERM ?
				   ": only root may read them here (kernel.dmesg_restrict)" : "") : NULL;
	if (n < 0) {
		free(text);
		text = NULL;
	} else {
		drop_levels(text);
	}
	ns_report_add_part(layer, id, "syslog(2)", text, why);
	free(why);
}

void ns_read_special(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	static void (*const readers[NS_PART_COUNT])(const struct ns_context *ctx, struct ns_report_layer *layer,
						    enum ns_part_id id) = {
		[NS_PART_TAINT] = read_taint, [NS_PART_ARGUMENTS] = read_arguments, [NS_PART_CPUINFO] = read_cpuinfo,
		[NS_PART_DMI] = read_dmi, [NS_PART_PARAMETERS] = read_parameters,
		[NS_PART_MODPROBE] = read_modprobe, [NS_PART_MODULE] = read_module, [NS_PART_DMESG] = read_dmesg,
	};

	/* The snapshot is the layer's own: it is written last. */
	if (readers[id])
		readers[id](ctx, layer, id);
}
