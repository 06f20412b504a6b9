// SPDX-License-Identifier: GPL-2.0-or-later
/* KVM's modules: are they built in, on disk, signed, in use? What does the kernel's configuration say of them? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "model/kvm_module.h"
#include "model/pack.h"
#include "sources/context.h"
#include "util/alloc.h"
#include "util/text.h"

#define MAX_CONFIG (4u << 20)	/* a kernel's configuration has some 300 KiB */

/* The path of @file, NULL for none, in modules.dep, "kernel/arch/x86/kvm/kvm-amd.ko.xz"; to be freed, NULL if it is not there */
static char *path_in_index(const char *index, const char *file)
{
	size_t len = file ? strlen(file) : 0;
	const char *at = file ? strstr(index, file) : NULL, *start;

	while (at && at > index && at[-1] != '/')
		at = strstr(at + len, file);
	for (start = at; start && start > index && !strchr(": \n", start[-1]); start--)
		;
	return at ? ns_xasprintf("%.*s", (int)(at - start + strcspn(at, ": \n")), start) : NULL;
}

/* The release of the kernel, as it names directories; NULL with @facts set to why */
static const char *release_of(struct ns_snapshot *s, const enum ns_fact_id *facts, size_t count)
{
	const struct ns_value *release = &s->fact[NS_FACT_KERNEL];

	if (ns_has(release) && !strchr(release->text, '/'))
		return release->text;
	for (size_t i = 0; i < count; i++)
		ns_value_not(&s->fact[facts[i]], NS_SOURCE_FILE, NS_UNREADABLE, "the kernel's release was not read");
	return NULL;
}

/* @file of the modules' directory, to be freed; NULL with @facts, which come from it, set to why */
static char *read_index(const struct ns_context *ctx, struct ns_snapshot *s, const char *file,
			const enum ns_fact_id *facts, size_t count)
{
	const char *release = release_of(s, facts, count);
	char *path = release ? ns_xasprintf("/lib/modules/%s/%s", release, file) : NULL;
	int err;
	char *text = path ? ns_read_file(ctx, path, NULL, &err) : NULL;

	for (size_t i = 0; path && !text && i < count; i++)
		ns_value_file_error(ctx, &s->fact[facts[i]], NS_SOURCE_FILE, path, err);
	free(path);
	return text;
}

/* The KVM modules among the paths of @index */
static void set_names(struct ns_value *v, const char *index)
{
	char *list = ns_xstrdup("");

	/* In modules.dep a module is first on its line, and again where another needs it. */
	for (size_t i = 0; i < ns_kvm_module_count; i++) {
		char *module = path_in_index(index, ns_kvm_modules[i].file);

		if (module)
			list = ns_xjoin(list, " ", ns_kvm_modules[i].name);
		free(module);
	}
	ns_value_text(v, NS_SOURCE_FILE, list);
	free(list);
}

static char *read_config_file(const struct ns_context *ctx, struct ns_snapshot *s)
{
	const char *release = release_of(s, NULL, 0);
	char *paths[] = {
		release ? ns_xasprintf("/boot/config-%s", release) : NULL,
		release ? ns_xasprintf("/lib/modules/%s/config", release) : NULL,
	};
	char *text = NULL, *packed = NULL;
	const char *why;
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
		text = ns_unpack(packed, size, MAX_CONFIG, &size, &why);
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

/* Add "NAME=m" to @list, which is given up. */
static char *add_option(char *list, const char *config, const char *name)
{
	char *option = ns_xasprintf("%s=%c", name, option_of(config, name));

	list = ns_xjoin(list, " ", option);
	free(option);
	return list;
}

/* Those that say whether the kernel has KVM for this machine, to be freed */
static char *options_of(const struct ns_snapshot *s, const char *config)
{
	char *list = ns_xstrdup("");

	for (size_t i = 0; i < ns_kvm_module_count; i++)
		if (ns_kvm_modules[i].config &&
		    (ns_kvm_modules[i].arch == NS_ARCH_OTHER || ns_kvm_modules[i].arch == ns_arch_of(s)))
			list = add_option(list, config, ns_kvm_modules[i].config);
	return add_option(list, config, "CONFIG_PREEMPT_RT");
}

static void read_config(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_KVM_CONFIG];
	char *text = read_config_file(ctx, s), *list;

	if (text) {
		list = options_of(s, text);
		ns_value_text(v, NS_SOURCE_FILE, list);
		free(list);
		free(text);
	} else {
		ns_value_not(v, NS_SOURCE_FILE, NS_UNREADABLE,
			     "no configuration of the running kernel in /boot, /lib/modules or /proc/config.gz");
	}
}

/* A file of the vendor module that is loaded; one that is built in has neither of them. */
static void read_loaded(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id fact, const char *file)
{
	/* refcnt: kvm itself counts the modules that need it, but for s390x, where it is the only one. */
	const struct ns_kvm_module *module = NULL;
	char *path;

	for (size_t i = 0; i < ns_kvm_module_count; i++) {
		bool loaded;

		if (!ns_kvm_module_runs(&ns_kvm_modules[i], ns_arch_of(s)))
			continue;
		path = ns_xasprintf("/sys/module/%s", ns_kvm_modules[i].name);
		loaded = ns_exists(ctx, path);
		free(path);
		/* Of none that is loaded the first one tells why. */
		if (loaded || !module)
			module = &ns_kvm_modules[i];
		if (loaded)
			break;
	}
	if (!module)
		return;
	path = ns_xasprintf("/sys/module/%s/%s", module->name, file);
	ns_read_fact(ctx, s, fact, NS_SOURCE_SYSFS, path);
	free(path);
}

/* What the kernel's scripts/sign-file.c leaves behind a module that is signed */
static const char signature_mark[] = "~Module signature appended~\n";

/* Is the module signed? 1 or 0; -1 with @v set to why that cannot be read */
static int is_signed(const struct ns_context *ctx, const char *path, struct ns_value *v)
{
	const size_t len = sizeof(signature_mark) - 1;
	size_t size;
	char *data;
	int err, found = -1;

	if (!ns_ends_in(path, ".ko")) {
		ns_value_not(v, NS_SOURCE_FILE, NS_UNREADABLE, "%s is compressed (modinfo -F signer tells)", path);
		return found;
	}
	data = ns_read_file(ctx, path, &size, &err);
	if (data)
		found = size >= len && !memcmp(data + size - len, signature_mark, len);
	else if (err == ENOENT && !ns_is_live(ctx))
		ns_value_not(v, NS_SOURCE_FILE, NS_NOT_ASKED, "%s: not captured", path);
	else
		ns_value_not(v, NS_SOURCE_FILE, NS_UNREADABLE, "%s: %s", path, ns_strerror(err));
	free(data);
	return found;
}

/* Those of the KVM modules in @index that are signed */
static void set_signed(const struct ns_context *ctx, struct ns_snapshot *s, const char *index)
{
	struct ns_value *v = &s->fact[NS_FACT_KVM_SIGNED];
	char *list = ns_xstrdup("");
	int found = 0;

	for (size_t i = 0; found >= 0 && i < ns_kvm_module_count; i++) {
		const struct ns_kvm_module *module = &ns_kvm_modules[i];
		char *path = ns_kvm_module_runs(module, ns_arch_of(s)) ? path_in_index(index, module->file) : NULL, *whole;

		whole = !path ? NULL : *path == '/' ? ns_xstrdup(path) :
			ns_xasprintf("/lib/modules/%s/%s", s->fact[NS_FACT_KERNEL].text, path);
		found = whole ? is_signed(ctx, whole, v) : 0;
		if (found == 1)
			list = ns_xjoin(list, " ", module->name);
		free(whole);
		free(path);
	}
	if (found >= 0)
		ns_value_text(v, NS_SOURCE_FILE, list);
	free(list);
}

/* Only where no module is loaded: then one may be missing, or its signature. */
static void read_dep(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const enum ns_fact_id facts[] = { NS_FACT_KVM_ON_DISK, NS_FACT_KVM_SIGNED };
	char *index = read_index(ctx, s, "modules.dep", facts, 2);

	if (index) {
		set_names(&s->fact[NS_FACT_KVM_ON_DISK], index);
		set_signed(ctx, s, index);
	}
	free(index);
}

static void read_builtin(const struct ns_context *ctx, struct ns_snapshot *s)
{
	const enum ns_fact_id fact = NS_FACT_KVM_BUILTIN;
	char *index = read_index(ctx, s, "modules.builtin", &fact, 1);

	if (index)
		set_names(&s->fact[fact], index);
	free(index);
}

/* The largest files tell why a module is not there, and are read if it is not. */
static void read_why_missing(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const enum ns_fact_id facts[] = { NS_FACT_KVM_ON_DISK, NS_FACT_KVM_SIGNED, NS_FACT_KVM_CONFIG };
	const struct ns_value *modules = &s->fact[NS_FACT_KVM_MODULES];
	bool loaded = ns_has(&s->fact[NS_FACT_KVM_API]);

	for (size_t i = 0; i < ns_kvm_module_count && ns_has(modules) && !loaded; i++)
		loaded = ns_kvm_module_runs(&ns_kvm_modules[i], ns_arch_of(s)) &&
			 ns_has_word(modules->text, ns_kvm_modules[i].name);
	if (!loaded) {
		read_dep(ctx, s);
		read_config(ctx, s);
	}
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]) && loaded; i++)
		ns_value_not(&s->fact[facts[i]], NS_SOURCE_NONE, NS_NOT_ASKED, "KVM is there");
}

void ns_read_kvm_modules(const struct ns_context *ctx, struct ns_snapshot *s)
{
	read_builtin(ctx, s);
	read_why_missing(ctx, s);
	read_loaded(ctx, s, NS_FACT_KVM_USERS, "refcnt");
	if (ctx->depth < NS_DEPTH_ANSWERS)
		read_loaded(ctx, s, NS_FACT_KVM_TAINT, "taint");
}
