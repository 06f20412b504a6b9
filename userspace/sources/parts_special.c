// SPDX-License-Identifier: GPL-2.0-or-later
/* Parts of a bug report that are neither a plain file nor a command. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>

#include "model/vmm.h"
#include "sources/parts.h"
#include "util/alloc.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

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
	{ 'U', "user space asked for it" },
	{ 'D', "the kernel died: an oops or a BUG" },
	{ 'A', "an ACPI table was overridden" },
	{ 'W', "a warning" },
	{ 'C', "a staging driver was loaded" },
	{ 'I', "a workaround for firmware" },
	{ 'O', "a module from outside the kernel's tree was loaded" },
	{ 'E', "an unsigned module was loaded" },
	{ 'L', "a soft lockup" },
	{ 'K', "a live patch" },
	{ 'X', "a distribution's own" },
	{ 'T', "structures in random order" },
	{ 'N', "an in-kernel test was run" },
};

static char *taint_text(const char *number)
{
	unsigned long long taint = strtoull(number, NULL, 10);
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
	char *why, *number = ns_part_file(ctx, path, ' ', &why);

	ns_report_add_part(layer, id, path, number ? taint_text(number) : NULL, why);
	free(number);
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

static void add_if_vm(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id, const char *path)
{
	size_t size;
	int err;
	char *arguments = ns_read_limited(ctx, path, NS_PART_MAX, &size, &err);
	struct ns_vmm vmm = { 0 };

	if (!arguments)
		return;
	ns_vmm_read(&vmm, arguments, size);
	if (vmm.program)
		ns_report_add_part(layer, id, path, lines_of(arguments, size), NULL);
	ns_vmm_free(&vmm);
	free(arguments);
}

static void read_arguments(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	size_t count, before = layer->part_count;
	char **names;
	int err = ns_list_dir(ctx, "/proc", "", &names, &count);

	for (size_t i = 0; i < count && layer->part_count - before < VMS_MAX; i++) {
		char *path = ns_xasprintf("/proc/%s/cmdline", names[i]);

		if (strspn(names[i], "0123456789") == strlen(names[i]))
			add_if_vm(ctx, layer, id, path);
		free(path);
	}
	ns_free_names(names, count);
	if (layer->part_count == before)
		ns_report_add_part(layer, id, "/proc/PID/cmdline", NULL,
				   err ? ns_strerror(err) : "no program that runs VMs is running, or may be seen");
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

static void read_cpuinfo(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	char *why, *text = ns_part_file(ctx, ns_parts[id].what, ' ', &why);
	size_t dropped = text ? drop_equal(text) : 0;

	if (dropped)
		why = ns_xasprintf("%zu more CPUs like the one before, but for numbers, topology and frequency", dropped);
	ns_report_add_part(layer, id, ns_parts[id].what, text, why);
	free(why);
}

/* Of s390x alone */
static void read_sysinfo(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	char *why, *text;

	if (!ns_exists(ctx, ns_parts[id].what)) {
		ns_report_add_part(layer, id, ns_parts[id].what, NULL, "only s390x has it");
		return;
	}
	text = ns_part_file(ctx, ns_parts[id].what, ' ', &why);
	ns_report_add_part(layer, id, ns_parts[id].what, text, why);
	free(why);
}

/* ---- small files of a directory, a line each ---- */

/* "name: text" for each file of @dir that can be read, behind @text, which is given up; binary and large ones are not text */
static char *join_files(const struct ns_context *ctx, char *text, const char *dir, const char *prefix, int *err)
{
	size_t count;
	char **names;

	*err = ns_list_dir(ctx, dir, "", &names, &count);
	for (size_t i = 0; i < count; i++) {
		char *path = ns_xasprintf("%s/%s", dir, names[i]), *line;
		size_t size;
		int failed;
		char *value = ns_read_limited(ctx, path, 4096, &size, &failed);

		if (value && strlen(value) == size) {
			value[strcspn(value, "\n")] = '\0';
			line = ns_xasprintf("%s%s: %s\n", prefix, names[i], value);
			text = ns_xjoin(text, "", line);
			free(line);
		} else if (!value && failed != EISDIR && failed != NS_ENOTREG) {
			line = ns_xasprintf("%s%s (%s)\n", prefix, names[i], ns_strerror(failed));
			text = ns_xjoin(text, "", line);
			free(line);
		}
		free(value);
		free(path);
	}
	ns_free_names(names, count);
	return text;
}

/* Add what was joined, or why there is nothing */
static void add_joined(struct ns_report_layer *layer, enum ns_part_id id, char *text, int err)
{
	const char *why = err ? ns_strerror(err) : "there is nothing of it";

	ns_report_add_part(layer, id, ns_parts[id].what, *text ? text : NULL, *text ? NULL : why);
	if (!*text)
		free(text);
}

static void read_dmi(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	int err;
	char *text = join_files(ctx, ns_xstrdup(""), ns_parts[id].what, "", &err);

	add_joined(layer, id, text, err);
}

static void read_parameters(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	char **names, *text = ns_xstrdup("");
	size_t count;
	int err = ns_list_dir(ctx, "/sys/module", "kvm", &names, &count), none;

	for (size_t i = 0; i < count; i++) {
		char *dir = ns_xasprintf("/sys/module/%s/parameters", names[i]);
		char *prefix = ns_xasprintf("%s.", names[i]);

		text = join_files(ctx, text, dir, prefix, &none);
		free(prefix);
		free(dir);
	}
	ns_free_names(names, count);
	if (!*text && !err) {
		free(text);
		ns_report_add_part(layer, id, "/sys/module/kvm*", NULL, "KVM is not loaded");
		return;
	}
	add_joined(layer, id, text, err);
}

static void read_module(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	static const char *const dirs[] = { "", "vmx/", "svm/", "hypervisor/" };
	char *text = ns_xstrdup(""), *why;
	int err = 0, first = 0;

	for (size_t i = 0; i < COUNT(dirs); i++) {
		char *dir = ns_xasprintf("/sys/kernel/nestscope/%s", dirs[i]);

		text = join_files(ctx, text, dir, dirs[i], &err);
		first = i ? first : err;
		free(dir);
	}
	if (!*text && first == ENOENT) {
		free(text);
		ns_report_add_part(layer, id, ns_parts[id].what, NULL, ns_live(ctx) ?
				   "nestscope.ko is not loaded" : "not captured");
		return;
	}
	add_joined(layer, id, text, first);
	text = ns_part_file(ctx, "/sys/kernel/debug/nestscope/live", ' ', &why);
	ns_report_add_part(layer, id, "/sys/kernel/debug/nestscope/live", text, why);
	free(why);
}

/* ---- modprobe ---- */

/* Lines that set something, each with the file that it is of */
static char *settings_of(const struct ns_context *ctx, char *text, const char *path)
{
	char *why, *file = ns_part_file(ctx, path, ' ', &why), *line;

	if (!file) {
		line = ns_xasprintf("(%s)\n", why);
		text = ns_xjoin(text, "", line);
		free(line);
	}
	for (char *s = file, *next; s && *s; s = next) {
		size_t n = strcspn(s, "\n");

		next = s[n] ? s + n + 1 : s + n;
		s[n] = '\0';
		s += strspn(s, " \t");
		if (!*s || *s == '#')
			continue;
		line = ns_xasprintf("%s: %s\n", path, s);
		text = ns_xjoin(text, "", line);
		free(line);
	}
	free(file);
	free(why);
	return text;
}

static void read_modprobe(const struct ns_context *ctx, struct ns_report_layer *layer, enum ns_part_id id)
{
	/* modprobe.d(5) */
	static const char *const dirs[] = {
		"/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d", "/lib/modprobe.d",
	};
	char *text = ns_xstrdup("");

	for (size_t i = 0; i < COUNT(dirs); i++) {
		char **names;
		size_t count;

		ns_list_dir(ctx, dirs[i], "", &names, &count);
		/* /lib is a link to /usr/lib nearly everywhere. */
		for (size_t j = 0; j < count && !(i == 4 && strstr(text, "/usr/lib/modprobe.d/")); j++) {
			char *path = ns_xasprintf("%s/%s", dirs[i], names[j]);
			size_t n = strlen(names[j]);

			if (n > 5 && !strcmp(names[j] + n - 5, ".conf"))
				text = settings_of(ctx, text, path);
			free(path);
		}
		ns_free_names(names, count);
	}
	ns_report_add_part(layer, id, "modprobe.d", *text ? text : NULL, *text ? NULL : "no line of it sets anything");
	if (!*text)
		free(text);
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
	int size = ns_live(ctx) ? klogctl(SYSLOG_ACTION_SIZE_BUFFER, NULL, 0) : 0, n;
	char *text, *why;

	if (!ns_live(ctx)) {
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
		[NS_PART_SYSINFO] = read_sysinfo, [NS_PART_DMI] = read_dmi, [NS_PART_PARAMETERS] = read_parameters,
		[NS_PART_MODPROBE] = read_modprobe, [NS_PART_MODULE] = read_module, [NS_PART_DMESG] = read_dmesg,
	};

	/* The snapshot is the layer's own: it is written last. */
	if (readers[id])
		readers[id](ctx, layer, id);
}
