// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * modprobe's configuration and the kernel's command line: what is KVM set to at
 * its next load, and is it kept from being loaded? Read as kmod does:
 * libkmod/libkmod-config.c, libkmod/libkmod-module.c and shared/util.c
 * freadline_wrapped() of kmod 34.
 *
 * libkmod itself names neither file nor line, which is what an administrator
 * has to find, and it reads this system's command line whatever root it is
 * given, which a captured tree must not see.
 */
#include "sources/modprobe.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "model/kvm_module.h"
#include "util/alloc.h"
#include "util/text.h"

#define MAX_LINE 4096		/* what is longer is no line for people */
#define MAX_FILE (4u << 20)

/* modprobe.d(5), the one that counts first */
static const char *const directories[] = {
	"/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d",
	"/lib/modprobe.d",
};

static bool has_name(const struct ns_modprobe_files *files, const char *name)
{
	for (size_t i = 0; i < files->count; i++)
		if (!strcmp(files->list[i].name, name))
			return true;
	return false;
}

/*
 * kmod passes over a directory, and over a link that leads nowhere: they hide no
 * other file. One that cannot be opened does hide. In a captured tree nobody can
 * tell a link that leads nowhere from one whose target was not captured.
 */
static bool passed_over(const struct ns_context *ctx, const char *path, int err)
{
	char **names;
	size_t count;
	bool over = err == EISDIR || (err == ENOENT && ns_is_live(ctx));

	if (err == NS_ENOTREG) {
		over = !ns_list_dir(ctx, path, "", &names, &count);
		ns_free_names(names, count);
	}
	return over;
}

/* In a captured tree: a link to /dev/null, a device that no tree has. Such a file has nothing in it. */
static bool is_masked(const struct ns_context *ctx, const char *path)
{
	char *link = ns_is_live(ctx) ? NULL : ns_read_link(ctx, path);
	bool masked = link && ns_ends_in(link, "/dev/null");

	free(link);
	return masked;
}

/* What cannot be read may have any setting in it; the first such one is told. */
static void note_unread(const struct ns_context *ctx, struct ns_modprobe_files *files, const char *path, int err)
{
	if (files->unread)
		return;
	files->unread_err = err;
	files->unread = err == ENOENT && !ns_is_live(ctx) ? ns_xasprintf("%s: not captured", path) :
		ns_xasprintf("%s: %s", path, ns_strerror(err));
}

static void add_file(const struct ns_context *ctx, struct ns_modprobe_files *files, const char *dir, const char *name)
{
	struct ns_modprobe_file file = { .path = ns_xasprintf("%s/%s", dir, name) };
	size_t size = 0;

	file.text = ns_read_limited(ctx, file.path, MAX_FILE, &size, &file.err);
	if (!file.text && is_masked(ctx, file.path))
		file.text = ns_xstrdup("");
	if (!file.text && passed_over(ctx, file.path, file.err)) {
		free(file.path);
		return;
	}
	if (!file.text)
		note_unread(ctx, files, file.path, file.err);
	for (size_t i = 0; i < size; i++)
		if (!file.text[i])
			file.text[i] = ' ';
	file.name = ns_xstrdup(name);
	files->list = ns_xreallocarray(files->list, files->count + 1, sizeof(*files->list));
	files->list[files->count++] = file;
}

static int by_name(const void *a, const void *b)
{
	const struct ns_modprobe_file *one = a, *other = b;

	return strcmp(one->name, other->name);
}

struct ns_modprobe_files ns_modprobe_files_read(const struct ns_context *ctx)
{
	struct ns_modprobe_files files = { 0 };
	bool read = ns_is_live(ctx);

	for (size_t d = 0; d < sizeof(directories) / sizeof(directories[0]); d++) {
		char **names;
		size_t count;
		int err = ns_list_dir(ctx, directories[d], "", &names, &count);

		read |= !err;
		/* Most systems have not all of them. */
		if (err && err != ENOENT)
			note_unread(ctx, &files, directories[d], err);
		for (size_t i = 0; i < count; i++) {
			const char *dot = strrchr(names[i], '.');

			if (dot && !strcmp(dot, ".conf") && !has_name(&files, names[i]))
				add_file(ctx, &files, directories[d], names[i]);
		}
		ns_free_names(names, count);
	}
	/* A tree that has none of them was captured without them. */
	if (!read)
		note_unread(ctx, &files, directories[0], ENOENT);
	if (files.count)
		qsort(files.list, files.count, sizeof(*files.list), by_name);
	return files;
}

void ns_modprobe_files_free(struct ns_modprobe_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->list[i].name);
		free(files->list[i].path);
		free(files->list[i].text);
	}
	free(files->list);
	free(files->unread);
	*files = (struct ns_modprobe_files){ 0 };
}

/* A list of text, with "; " between its parts */
static void add_part(char **list, char *part)
{
	*list = ns_xjoin(*list ?: ns_xstrdup(""), "; ", part);
	free(part);
}

/* "kvm-intel" is kvm_intel: modprobe and the kernel take both; not what is in the brackets of a pattern. */
static void normalize(char *name)
{
	bool brackets = false;

	for (; *name; name++) {
		brackets = *name == '[' || (brackets && *name != ']');
		if (*name == '-' && !brackets)
			*name = '_';
	}
}

enum {
#define NS_KVM_MODULE(name, arch, file, config, runs) + 1
	MODULES = 0 NS_KVM_MODULES
#undef NS_KVM_MODULE
};

struct modprobe {
	enum ns_arch arch;
	char *configured;
	char *blacklisted;
	bool installed[MODULES];	/* whose first install line was seen */
};

static const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "-i", "-qi", "--ignore-install" */
static bool is_option(const char *word, char letter, const char *name)
{
	return !strcmp(word, name) || (word[0] == '-' && word[1] != '-' && strchr(word, letter));
}

/* Does a command of an install line load @module after all, "modprobe -i kvm" or "insmod FILE"? */
static bool command_loads(const char *command, const struct ns_kvm_module *module)
{
	char *copy = ns_xstrdup(command), *rest = copy, *word;
	bool modprobe = false, insmod = false, ignores = false, removes = false, named = false, loads = false;

	/* sh -c 'modprobe -i kvm', or $(modprobe -i kvm): what quotes or groups belongs to no word. */
	while ((word = strtok_r(rest, " \t'\"`(){}", &rest))) {
		/* Another command begins: there is no need to know more of the shell's language. */
		bool ends = strpbrk(word, ";&|");
		char *name = ns_xstrdup(file_name(word));

		name[strcspn(name, ";&|")] = '\0';
		modprobe = modprobe || !strcmp(name, "modprobe");
		insmod = insmod || !strcmp(name, "insmod");
		ignores = ignores || is_option(name, 'i', "--ignore-install");
		removes = removes || is_option(name, 'r', "--remove");
		loads = loads || (insmod && !strncmp(name, module->file, strlen(module->file)));
		normalize(name);
		named = named || !strcmp(name, module->name);
		loads = loads || (modprobe && ignores && named && !removes);
		if (ends)
			modprobe = insmod = ignores = removes = named = false;
		free(name);
	}
	free(copy);
	return loads;
}

/* The first install line counts, whose module may be a pattern, and takes the place of loading the module. */
static void take_install(struct modprobe *m, const char *pattern, const char *command, const char *path,
			 unsigned int number)
{
	for (size_t i = 0; i < ns_kvm_module_count; i++) {
		const struct ns_kvm_module *module = &ns_kvm_modules[i];
		char *part;

		if (!module->file || (module->arch != NS_ARCH_OTHER && module->arch != m->arch) || m->installed[i] ||
		    fnmatch(pattern, module->name, 0))
			continue;
		m->installed[i] = true;
		if (command_loads(command, module))
			continue;
		part = ns_xasprintf("%s (%s line %u: install %s)", module->name, path, number, command);
		/* Parts of the list have "; " between them, and no part may have it. */
		for (char *s = part; (s = strstr(s, "; ")); s++)
			memmove(s + 1, s + 2, strlen(s + 2) + 1);
		add_part(&m->blacklisted, part);
	}
}

/* One line of modprobe.d, without its end; see modprobe.d(5) */
static void take_line(struct modprobe *m, char *line, const char *path, unsigned int number)
{
	char *rest = line, *command = strtok_r(line, " \t", &rest);
	char *module = command && *command != '#' ? strtok_r(NULL, " \t", &rest) : NULL, *option;

	if (!module)
		return;
	normalize(module);
	rest = rest ? rest + strspn(rest, " \t") : "";
	if (!strcmp(command, "install") && *rest)
		take_install(m, module, rest, path, number);
	else if (!ns_kvm_module_of(module))
		return;
	else if (!strcmp(command, "options"))
		while ((option = strtok_r(NULL, " \t", &rest)))
			add_part(&m->configured, ns_xasprintf("%s.%s (%s line %u)", module, option, path, number));
	else if (!strcmp(command, "blacklist"))
		add_part(&m->blacklisted, ns_xasprintf("%s (%s line %u: blacklist)", module, path, number));
}

/* A backslash takes from the next character what it means: a newline then ends no line. The end of the file does. */
static void take_file(struct modprobe *m, const char *text, const char *path)
{
	char line[MAX_LINE];
	unsigned int number = 1, first = 1;
	size_t used = 0;
	bool ended = false;

	for (const char *s = text; !ended; s += !ended) {
		bool escaped = *s == '\\' && s[1];

		s += escaped;
		ended = !*s;
		number += *s == '\n';
		if (ended || (*s == '\n' && !escaped)) {
			line[used] = '\0';
			take_line(m, line, path, first);
			first = number;
			used = 0;
		} else if (*s != '\n' && (escaped || *s != '\\') && used < sizeof(line) - 1) {
			/* What does not fit is left out. */
			line[used++] = *s;
		}
	}
}

/* kernel-parameters.txt module_blacklist=, kmod's modprobe.blacklist= */
static void take_blacklist(struct modprobe *m, const char *name, char *list)
{
	char *rest = list, *module;

	while ((module = strsep(&rest, ","))) {
		normalize(module);
		if (ns_kvm_module_of(module))
			add_part(&m->blacklisted, ns_xasprintf("%s (the kernel's command line: %s)", module, name));
	}
}

static void read_command_line(const struct ns_context *ctx, struct modprobe *m, struct ns_modprobe_files *files)
{
	int err;
	char *text = ns_read_line(ctx, "/proc/cmdline", &err), *rest = text, *word;

	/* KVM of arm64 is built in: nothing but the command line sets it. */
	if (m->arch == NS_ARCH_ARM64) {
		free(files->unread);
		files->unread = NULL;
	}
	if (!text && (err != ENOENT || ns_is_live(ctx) || m->arch == NS_ARCH_ARM64))
		note_unread(ctx, files, "/proc/cmdline", err);

	while ((word = text ? strsep(&rest, " \n") : NULL)) {
		char *value = strchr(word, '='), *dot;

		if (!value)
			continue;
		*value++ = '\0';
		if (!strcmp(word, "module_blacklist") || !strcmp(word, "modprobe.blacklist")) {
			take_blacklist(m, word, value);
			continue;
		}
		dot = strchr(word, '.');
		if (!dot)
			continue;
		*dot = '\0';
		normalize(word);
		if (ns_kvm_module_of(word))
			add_part(&m->configured, ns_xasprintf("%s.%s=%s (the kernel's command line)", word,
							      dot + 1, value));
	}
	free(text);
}

/* Nothing was set only if all of it was read. */
static void set_list(const struct ns_context *ctx, struct ns_value *v, const char *list,
		     const struct ns_modprobe_files *files)
{
	if (list || !files->unread)
		ns_value_text(v, NS_SOURCE_FILE, list ?: "");
	else
		ns_value_not(v, NS_SOURCE_FILE, files->unread_err == ENOENT && !ns_is_live(ctx) ? NS_NOT_ASKED : NS_UNREADABLE,
			     "%s", files->unread);
}

void ns_read_modprobe(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_modprobe_files files = ns_modprobe_files_read(ctx);
	struct modprobe m = { .arch = ns_arch_of(s) };

	for (size_t i = 0; i < files.count; i++)
		if (files.list[i].text)
			take_file(&m, files.list[i].text, files.list[i].path);
	read_command_line(ctx, &m, &files);
	set_list(ctx, &s->fact[NS_FACT_KVM_CONFIGURED], m.configured, &files);
	set_list(ctx, &s->fact[NS_FACT_KVM_BLACKLISTED], m.blacklisted, &files);
	ns_modprobe_files_free(&files);
	free(m.configured);
	free(m.blacklisted);
}
