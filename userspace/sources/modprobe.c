// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the kernel's configuration, modprobe's and the command line say of KVM's
 * modules: are they built in, on disk, forbidden, set to something, in use?
 *
 * libkmod knows most of this, too. It names neither file nor line, which is
 * what an administrator has to find, and it reads this system's command line
 * whatever root it is given, which a captured tree must not see.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "model/arch.h"
#include "sources/context.h"
#include "util/alloc.h"
#include "util/text.h"

#define MAX_CONFIG (4u << 20)	/* a kernel's configuration has some 300 KiB */
#define MAX_LINE 4096		/* what is longer is no line for people */

/* A list of text, with "; " between its parts */
static void add_part(char **list, char *part)
{
	*list = ns_xjoin(*list ?: ns_xstrdup(""), "; ", part);
	free(part);
}

/* "kvm-intel" is kvm_intel: modprobe and the kernel take both. */
static void normalize(char *name)
{
	for (; *name; name++)
		if (*name == '-')
			*name = '_';
}

/* kvm_arm is none that can be loaded; the kernel's command line has parameters of that name. */
static const char *const kvm_modules[] = { "kvm", "kvm_intel", "kvm_amd", "kvm_arm", "kvm_hv", "kvm_pr" };

static bool is_kvm(const char *module)
{
	for (size_t i = 0; i < sizeof(kvm_modules) / sizeof(kvm_modules[0]); i++)
		if (!strcmp(module, kvm_modules[i]))
			return true;
	return false;
}

struct modprobe {
	char *configured;
	char *blacklisted;
	bool read;	/* at least one directory could be read */
};

/* One line of modprobe.d, without its end; see modprobe.d(5) */
static void take_line(struct modprobe *m, char *line, const char *path, unsigned int number)
{
	char *rest = line, *command = strtok_r(line, " \t", &rest);
	char *module = command && *command != '#' ? strtok_r(NULL, " \t", &rest) : NULL, *option;

	if (!module)
		return;
	normalize(module);
	if (!is_kvm(module))
		return;
	if (!strcmp(command, "options"))
		while ((option = strtok_r(NULL, " \t", &rest)))
			add_part(&m->configured, ns_xasprintf("%s.%s (%s line %u)", module, option, path, number));
	else if (!strcmp(command, "blacklist") || !strcmp(command, "install"))
		add_part(&m->blacklisted, ns_xasprintf("%s (%s line %u: %s%s%s)", module, path, number,
						       command, rest && *rest ? " " : "", rest ?: ""));
}

/* Lines that end in a backslash go on in the next one. */
static void take_file(struct modprobe *m, char *text, const char *path)
{
	char line[MAX_LINE] = "", *rest = text, *part;
	unsigned int number = 0, first = 0;
	size_t used = 0;

	while ((part = strsep(&rest, "\n"))) {
		size_t len = strlen(part);
		bool more = len && part[len - 1] == '\\';

		number++;
		if (!used)
			first = number;
		len -= more;
		/* What does not fit is left out, but for the blank and the end. */
		if (len > sizeof(line) - 2 - used)
			len = sizeof(line) - 2 - used;
		memcpy(line + used, part, len);
		used += len;
		if (more) {
			if (used < sizeof(line) - 2)
				line[used++] = ' ';
			continue;
		}
		line[used] = '\0';
		take_line(m, line, path, first);
		used = 0;
	}
}

/* modprobe.d(5): of files with the same name the one in the first directory counts */
static const char *const directories[] = {
	"/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/usr/lib/modprobe.d",
	"/lib/modprobe.d",
};

#define DIRECTORIES (sizeof(directories) / sizeof(directories[0]))

static bool named_in(char **names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

static void read_modprobe_d(const struct ns_context *ctx, struct modprobe *m)
{
	char **names[DIRECTORIES];
	size_t counts[DIRECTORIES];

	for (size_t d = 0; d < DIRECTORIES; d++) {
		m->read |= !ns_list_dir(ctx, directories[d], "", &names[d], &counts[d]);
		for (size_t i = 0; i < counts[d]; i++) {
			const char *dot = strrchr(names[d][i], '.');
			bool hidden = !dot || strcmp(dot, ".conf");
			char *path, *text;
			int err;

			for (size_t above = 0; above < d && !hidden; above++)
				hidden = named_in(names[above], counts[above], names[d][i]);
			if (hidden)
				continue;
			path = ns_xasprintf("%s/%s", directories[d], names[d][i]);
			text = ns_read_file(ctx, path, NULL, &err);
			if (text)
				take_file(m, text, path);
			free(text);
			free(path);
		}
	}
	for (size_t d = 0; d < DIRECTORIES; d++)
		ns_free_names(names[d], counts[d]);
}

/* kernel-parameters.txt module_blacklist=, kmod's modprobe.blacklist= */
static void take_blacklist(struct modprobe *m, const char *name, char *list)
{
	char *rest = list, *module;

	while ((module = strsep(&rest, ","))) {
		normalize(module);
		if (is_kvm(module))
			add_part(&m->blacklisted, ns_xasprintf("%s (the kernel's command line: %s)", module, name));
	}
}

static void read_command_line(const struct ns_context *ctx, struct modprobe *m)
{
	int err;
	char *text = ns_read_line(ctx, "/proc/cmdline", &err), *rest = text, *word;

	m->read |= !!text;
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
		if (is_kvm(word))
			add_part(&m->configured, ns_xasprintf("%s.%s=%s (the kernel's command line)", word,
							      dot + 1, value));
	}
	free(text);
}

static void set_list(struct ns_value *v, enum ns_source source, bool read, const char *list)
{
	if (read)
		ns_value_text(v, source, list ?: "");
	else
		ns_value_not(v, source, NS_UNREADABLE, "neither modprobe.d nor /proc/cmdline can be read");
}

/* The KVM modules among the paths of @file in the modules' directory */
static void read_index(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id fact,
		       const char *file)
{
	static const char *const modules[][2] = {
		{ "kvm", "/kvm.ko" }, { "kvm_intel", "/kvm-intel.ko" }, { "kvm_amd", "/kvm-amd.ko" },
		{ "kvm_hv", "/kvm-hv.ko" }, { "kvm_pr", "/kvm-pr.ko" },
	};
	const struct ns_value *release = &s->fact[NS_FACT_KERNEL];
	char *path, *text, *list = ns_xstrdup("");
	int err;

	if (!ns_has(release) || strchr(release->text, '/')) {
		ns_value_not(&s->fact[fact], NS_SOURCE_FILE, NS_UNREADABLE, "the kernel's release was not read");
		free(list);
		return;
	}
	path = ns_xasprintf("/lib/modules/%s/%s", release->text, file);
	text = ns_read_file(ctx, path, NULL, &err);
	/* In modules.dep a module is first on its line, and again where another needs it. */
	for (size_t i = 0; text && i < sizeof(modules) / sizeof(modules[0]); i++)
		if (strstr(text, modules[i][1]))
			list = ns_xjoin(list, " ", modules[i][0]);
	if (text)
		ns_value_text(&s->fact[fact], NS_SOURCE_FILE, list);
	else
		ns_value_errno(&s->fact[fact], NS_SOURCE_FILE, path, err);
	free(list);
	free(text);
	free(path);
}

/* gzip to text, to be freed; NULL if it is none, or longer than a configuration is */
static char *unpack(const char *data, size_t size)
{
	z_stream z = { .next_in = (Bytef *)data, .avail_in = size };
	char *text = ns_xcalloc(MAX_CONFIG + 1, 1);
	bool ok = inflateInit2(&z, 16 + MAX_WBITS) == Z_OK;

	z.next_out = (Bytef *)text;
	z.avail_out = MAX_CONFIG;
	ok = ok && inflate(&z, Z_FINISH) == Z_STREAM_END;
	inflateEnd(&z);
	if (!ok) {
		free(text);
		text = NULL;
	}
	return text;
}

static char *read_config_file(const struct ns_context *ctx, const struct ns_snapshot *s)
{
	const struct ns_value *release = &s->fact[NS_FACT_KERNEL];
	bool named = ns_has(release) && !strchr(release->text, '/');
	char *paths[] = {
		named ? ns_xasprintf("/boot/config-%s", release->text) : NULL,
		named ? ns_xasprintf("/lib/modules/%s/config", release->text) : NULL,
	};
	char *text = NULL, *packed = NULL;
	size_t size;
	int err;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (paths[i] && !text)
			text = ns_read_limited(ctx, paths[i], MAX_CONFIG, NULL, &err);
		free(paths[i]);
	}
	if (!text)
		packed = ns_read_limited(ctx, "/proc/config.gz", MAX_CONFIG, &size, &err);
	if (packed)
		text = unpack(packed, size);
	free(packed);
	return text;
}

/* "m", "y", or "n": not set, or not there because what it depends on is not set */
static char option_of(const char *config, const char *name)
{
	size_t len = strlen(name);

	for (const char *p = config; (p = strstr(p, name)); p += len)
		if ((p == config || p[-1] == '\n') && p[len] == '=')
			return p[len + 1];
	return 'n';
}

static void read_config(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char *const names[] = {
		"CONFIG_KVM", "CONFIG_KVM_INTEL", "CONFIG_KVM_AMD", "CONFIG_PREEMPT_RT",
	};
	struct ns_value *v = &s->fact[NS_FACT_KVM_CONFIG];
	char *text = read_config_file(ctx, s), *list = ns_xstrdup("");

	for (size_t i = 0; text && i < sizeof(names) / sizeof(names[0]); i++) {
		char *longer = ns_xasprintf("%s%s%s=%c", list, *list ? " " : "", names[i],
					    option_of(text, names[i]));

		free(list);
		list = longer;
	}
	if (text)
		ns_value_text(v, NS_SOURCE_FILE, list);
	else
		ns_value_not(v, NS_SOURCE_FILE, NS_UNREADABLE,
			     "no configuration of the running kernel in /boot, /lib/modules or /proc/config.gz");
	free(list);
	free(text);
}

/* A file of the vendor module that is loaded; one that is built in has neither of them. */
static void read_loaded(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id fact, const char *file)
{
	/* refcnt: kvm itself counts the modules that need it, but for s390x, where it is the only one. */
	static const char *const modules[NS_ARCH_COUNT][2] = {
		[NS_ARCH_X86] = { "kvm_intel", "kvm_amd" },
		[NS_ARCH_S390X] = { "kvm" },
		[NS_ARCH_PPC64] = { "kvm_hv" },
	};
	const char *const *of = modules[ns_arch_of(s)];

	for (size_t i = 0; i < 2 && of[i] && !ns_has(&s->fact[fact]); i++) {
		char *path = ns_xasprintf("/sys/module/%s/%s", of[i], file);

		ns_read_fact(ctx, s, fact, NS_SOURCE_SYSFS, path);
		free(path);
	}
}

/* What the kernel's scripts/sign-file.c leaves behind a module that is signed */
static const char signature_mark[] = "~Module signature appended~\n";

/* The path of a module in modules.dep, "kernel/arch/x86/kvm/kvm-amd.ko"; to be freed, NULL if it is not there */
static char *path_in_index(const char *index, const char *file)
{
	const char *at = strstr(index, file), *start = at;

	while (start && start > index && !strchr(": \n", start[-1]))
		start--;
	return at ? ns_xasprintf("%.*s", (int)(at - start + strcspn(at, ": \n")), start) : NULL;
}

/* Is the module signed? 1 or 0; -1 with *@why, to be freed, if that cannot be read */
static int is_signed(const struct ns_context *ctx, const char *path, char **why)
{
	const size_t len = sizeof(signature_mark) - 1;
	size_t size, end = strlen(path);
	char *data;
	int err, found = -1;

	if (end < 3 || strcmp(path + end - 3, ".ko")) {
		*why = ns_xasprintf("%s is compressed (modinfo -F signer tells)", path);
		return found;
	}
	data = ns_read_file(ctx, path, &size, &err);
	if (data)
		found = size >= len && !memcmp(data + size - len, signature_mark, len);
	else
		*why = ns_xasprintf("%s: %s", path, ns_strerror(err));
	free(data);
	return found;
}

/* Only where no module is loaded: then it may be its signature that is missed. */
static void read_signed(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char *const modules[][2] = {
		{ "kvm_intel", "/kvm-intel.ko" }, { "kvm_amd", "/kvm-amd.ko" },
	};
	const struct ns_value *release = &s->fact[NS_FACT_KERNEL];
	bool named = ns_has(release) && !strchr(release->text, '/');
	char *index = NULL, *list = ns_xstrdup(""), *why = NULL;
	char *dep = named ? ns_xasprintf("/lib/modules/%s/modules.dep", release->text) : NULL;
	int err;

	if (named)
		index = ns_read_file(ctx, dep, NULL, &err);
	for (size_t i = 0; index && !why && i < sizeof(modules) / sizeof(modules[0]); i++) {
		char *path = path_in_index(index, modules[i][1]), *whole;

		whole = !path ? NULL : *path == '/' ? ns_xstrdup(path) :
			ns_xasprintf("/lib/modules/%s/%s", release->text, path);
		if (whole && is_signed(ctx, whole, &why) == 1)
			list = ns_xjoin(list, " ", modules[i][0]);
		free(whole);
		free(path);
	}
	if (index && !why)
		ns_value_text(&s->fact[NS_FACT_KVM_SIGNED], NS_SOURCE_FILE, list);
	else if (named && !index)
		ns_value_file_error(ctx, &s->fact[NS_FACT_KVM_SIGNED], NS_SOURCE_FILE, dep, err);
	else
		ns_value_not(&s->fact[NS_FACT_KVM_SIGNED], NS_SOURCE_FILE, NS_UNREADABLE, "%s",
			     why ?: "the kernel's release was not read");
	free(index);
	free(list);
	free(why);
	free(dep);
}

/* The largest files tell why a module is not there, and are read if it is not. */
static void read_why_missing(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const enum ns_fact_id facts[] = { NS_FACT_KVM_ON_DISK, NS_FACT_KVM_SIGNED, NS_FACT_KVM_CONFIG };
	const struct ns_value *modules = &s->fact[NS_FACT_KVM_MODULES];
	bool loaded = ns_has(&s->fact[NS_FACT_KVM_API]) ||
		      (ns_has(modules) && (ns_has_word(modules->text, "kvm_intel") ||
					   ns_has_word(modules->text, "kvm_amd")));

	if (!loaded) {
		read_index(ctx, s, NS_FACT_KVM_ON_DISK, "modules.dep");
		read_signed(ctx, s);
		read_config(ctx, s);
	}
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]) && loaded; i++)
		ns_value_not(&s->fact[facts[i]], NS_SOURCE_NONE, NS_NOT_ASKED, "KVM is there");
}

void ns_read_modprobe(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct modprobe m = { 0 };

	read_index(ctx, s, NS_FACT_KVM_BUILTIN, "modules.builtin");
	read_why_missing(ctx, s);
	read_loaded(ctx, s, NS_FACT_KVM_USERS, "refcnt");
	read_loaded(ctx, s, NS_FACT_KVM_TAINT, "taint");
	read_modprobe_d(ctx, &m);
	read_command_line(ctx, &m);
	set_list(&s->fact[NS_FACT_KVM_CONFIGURED], NS_SOURCE_FILE, m.read, m.configured);
	set_list(&s->fact[NS_FACT_KVM_BLACKLISTED], NS_SOURCE_FILE, m.read, m.blacklisted);
	free(m.configured);
	free(m.blacklisted);
}
