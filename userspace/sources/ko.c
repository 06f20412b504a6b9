// SPDX-License-Identifier: GPL-2.0-or-later
#include "sources/ko.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libkmod.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "nestscope/names.h"
#include "util/alloc.h"
#include "util/optional.h"
#include "util/text.h"

#define SYS_MODULE "/sys/module/" NS_MODULE_NAME
#define KO_FILE NS_MODULE_NAME ".ko"
#define DEBUGFS "/sys/kernel/debug/" NS_DIR "/"

/* ---- what is loaded ---- */

static char *read_line(const struct ns_context *ctx, struct ns_ko *ko, const char *path)
{
	int err;
	char *text = ns_read_line(ctx, path, &err);

	if (text || err == ENOENT)
		return text;
	ko->unread = ns_xreallocarray(ko->unread, ko->unread_count + 1, sizeof(*ko->unread));
	ko->unread[ko->unread_count++] = ns_xasprintf("%s: %s", path, ns_strerror(err));
	return NULL;
}

/* "none [integrity] confidentiality": the word in brackets */
static char *chosen(const struct ns_context *ctx, struct ns_ko *ko, const char *path)
{
	char *text = read_line(ctx, ko, path), *begin = text ? strchr(text, '[') : NULL, *word = NULL;

	if (begin)
		word = ns_xasprintf("%.*s", (int)strcspn(begin + 1, "]"), begin + 1);
	free(text);
	return word;
}

/* Is the file's text one of a switch that is on, or off? -1 where that cannot be told */
static int is_on(const struct ns_context *ctx, struct ns_ko *ko, const char *path)
{
	char *text = read_line(ctx, ko, path);
	int on = !text || strlen(text) != 1 ? -1 : strchr("Yy1", *text) ? 1 : strchr("Nn0", *text) ? 0 : -1;

	free(text);
	return on;
}

/* Without CONFIG_MODULE_SIG there is no such parameter, and no signature is needed (kernel/module/signing.c). */
static int enforces_signatures(const struct ns_context *ctx, struct ns_ko *ko)
{
	static const char path[] = "/sys/module/module/parameters/sig_enforce";

	if (ns_is_live(ctx) && ns_exists(ctx, "/sys/module/kernel") && !ns_exists(ctx, path))
		return 0;
	return is_on(ctx, ko, path);
}

static void add_holder(struct ns_ko *ko, char *text)
{
	ko->holders = ns_xreallocarray(ko->holders, ko->holder_count + 1, sizeof(*ko->holders));
	ko->holders[ko->holder_count++] = text;
}

/* An open file of debugfs holds the module; one of sysfs does not. */
static void read_files_of(void *to, const char *pid)
{
	struct ns_ko *ko = to;
	char *dir = ns_xasprintf("/proc/%s/fd", pid), target[PATH_MAX];
	DIR *fds = opendir(dir);

	/* One that has ended holds nothing. */
	ko->holders_unread |= !fds && !ns_process_ended(errno);
	for (struct dirent *d; fds && (d = readdir(fds));) {
		ssize_t n = readlinkat(dirfd(fds), d->d_name, target, sizeof(target) - 1);
		char *path, *name;
		int err;

		if (n < 0)
			continue;
		target[n] = '\0';
		if (strncmp(target, DEBUGFS, strlen(DEBUGFS)))
			continue;
		path = ns_xasprintf("/proc/%s/comm", pid);
		name = ns_read_line(&(struct ns_context){ .root = "" }, path, &err);
		add_holder(ko, ns_xasprintf("%s (process %s), %s", name ?: "?", pid, target));
		free(name);
		free(path);
	}
	if (fds)
		closedir(fds);
	free(dir);
}

static void read_holders(const struct ns_context *ctx, struct ns_ko *ko)
{
	char **names;
	size_t count;

	ns_list_dir(ctx, SYS_MODULE "/holders", "", &names, &count);
	for (size_t i = 0; i < count; i++)
		add_holder(ko, ns_xasprintf("the module %s", names[i]));
	ns_free_names(names, count);
	if (ko->refcount <= 0)
		return;
	/* The processes of a captured tree are those of another machine. */
	if (!ns_is_live(ctx)) {
		ko->holders_unread = true;
		return;
	}
	if (ns_each_process(ctx, read_files_of, ko))
		ko->holders_unread = true;
}

/*
 * /sys/module has a directory of each module. A captured tree may hold just what
 * was asked for: there the list of modules, or a file of this one, says it.
 */
static void read_loaded(const struct ns_context *ctx, struct ns_ko *ko)
{
	int err;
	char *modules = ns_read_file(ctx, "/proc/modules", NULL, &err), *rest = modules, *line;

	ko->loaded = ns_exists(ctx, SYS_MODULE) || ns_exists(ctx, "/sys/kernel/" NS_DIR);
	while (!ko->loaded && rest && (line = strsep(&rest, "\n")))
		ko->loaded = !strncmp(line, NS_MODULE_NAME " ", strlen(NS_MODULE_NAME " "));
	/* Linux kernel/module/procfs.c makes the list, also of no module; the release shows that /proc is mounted. */
	ko->no_modules = !modules && err == ENOENT && ns_is_live(ctx) && ko->release;
	ko->told = ko->loaded || modules || (ns_is_live(ctx) && ns_exists(ctx, "/sys/module"));
	free(modules);
}

void ns_ko_read(const struct ns_context *ctx, struct ns_ko *ko)
{
	char *text;

	*ko = (struct ns_ko){ .refcount = -1, .sig_enforce = -1, .disabled = -1 };
	ko->release = read_line(ctx, ko, "/proc/sys/kernel/osrelease");
	ko->lockdown = chosen(ctx, ko, "/sys/kernel/security/lockdown");
	ko->sig_enforce = enforces_signatures(ctx, ko);
	ko->disabled = is_on(ctx, ko, "/proc/sys/kernel/modules_disabled");
	read_loaded(ctx, ko);
	if (!ko->loaded)
		return;
	ko->version = read_line(ctx, ko, SYS_MODULE "/version");
	for (size_t i = 0; i < NS_KO_PARAM_COUNT; i++) {
		char *path = ns_xasprintf(SYS_MODULE "/parameters/%s", ns_ko_params[i]);

		ko->value[i] = read_line(ctx, ko, path);
		free(path);
	}
	text = read_line(ctx, ko, SYS_MODULE "/refcnt");
	if (text && strlen(text) < 10 && ns_is_number(text))
		ko->refcount = atoi(text);
	free(text);
	read_holders(ctx, ko);
}

/* ---- libkmod ---- */

#define FUNCTIONS \
	FUNCTION(kmod_new) FUNCTION(kmod_unref) FUNCTION(kmod_set_log_priority) \
	FUNCTION(kmod_module_new_from_path) FUNCTION(kmod_module_new_from_name) FUNCTION(kmod_module_unref) \
	FUNCTION(kmod_module_get_info) FUNCTION(kmod_list_next) FUNCTION(kmod_module_info_get_key) \
	FUNCTION(kmod_module_info_get_value) FUNCTION(kmod_module_info_free_list) \
	FUNCTION(kmod_module_get_options) FUNCTION(kmod_module_insert_module) FUNCTION(kmod_module_remove_module)

#define FUNCTION(name) __typeof__(&name) name;
static struct { FUNCTIONS } lib;
#undef FUNCTION
#define FUNCTION(name) #name,
static const char *const names[] = { FUNCTIONS NULL };
#undef FUNCTION

static struct ns_library library = { .files = { "libkmod.so.2" } };
static struct kmod_ctx *kmod;	/* made when it is first needed */

/* False with ko->no_libkmod: why */
static bool load_library(struct ns_ko *ko)
{
	char *why = NULL;

	if (!kmod && ns_library_load(&library, names, &lib, &why))
		kmod = lib.kmod_new(NULL, NULL);
	if (kmod)
		/* What goes wrong is said here, once. */
		lib.kmod_set_log_priority(kmod, 0);
	else
		ko->no_libkmod = ko->no_libkmod ?: ns_xasprintf("%s", why && *why ? why : "kmod_new() fails");
	free(why);
	return kmod;
}

static void keep(char **where, const char *value)
{
	free(*where);
	*where = ns_xstrdup(value);
}

static void read_info(struct ns_ko *ko)
{
	struct kmod_module *mod = NULL;
	struct kmod_list *list = NULL;

	if (!load_library(ko) || lib.kmod_module_new_from_path(kmod, ko->file, &mod) < 0)
		return;
	if (lib.kmod_module_get_info(mod, &list) >= 0) {
		keep(&ko->signer, "");
		for (const struct kmod_list *l = list; l; l = lib.kmod_list_next(list, l)) {
			const char *key = lib.kmod_module_info_get_key(l);
			const char *value = lib.kmod_module_info_get_value(l);

			if (!strcmp(key, "version"))
				keep(&ko->file_version, value);
			else if (!strcmp(key, "vermagic"))
				keep(&ko->vermagic, value);
			else if (!strcmp(key, "signer"))
				keep(&ko->signer, value);
			else if (!strcmp(key, "sig_id") && !*ko->signer)
				keep(&ko->signer, "?");
		}
		lib.kmod_module_info_free_list(list);
	}
	lib.kmod_module_unref(mod);
}

/* ---- the file ---- */

/* A file or directory was to be looked into for the module, and @err was in the way. */
static void not_searched(const struct ns_context *ctx, struct ns_ko *ko, const char *path, int err)
{
	/* On a live system what is not there has nothing in it. */
	if (!err || ko->unsearched || (err == ENOENT && ns_is_live(ctx)))
		return;
	ko->unsearched = ns_xasprintf("%s: %s", path, err == ENOENT ? "not captured" : ns_strerror(err));
}

/* "updates/dkms/nestscope.ko.xz:" on a line of modules.dep; as a whole path, or NULL */
static char *depmod_path(const struct ns_context *ctx, struct ns_ko *ko, const char *release)
{
	char *index = ns_xasprintf("/lib/modules/%s/modules.dep", release), *found = NULL, *rest, *line;
	int err;
	char *text = ns_read_file(ctx, index, NULL, &err);

	not_searched(ctx, ko, index, err);
	rest = text;
	while (!found && rest && (line = strsep(&rest, "\n"))) {
		char *end = strchr(line, ':'), *name;

		if (!end)
			continue;
		*end = '\0';
		name = strrchr(line, '/') ? strrchr(line, '/') + 1 : line;
		if (strncmp(name, KO_FILE, strlen(KO_FILE)))
			continue;
		found = *line == '/' ? ns_xstrdup(line) : ns_xasprintf("/lib/modules/%s/%s", release, line);
	}
	free(text);
	free(index);
	return found;
}

/* /var/lib/dkms/nestscope/VERSION/RELEASE/ARCH/module/nestscope.ko, packed or not */
static char *dkms_path(const struct ns_context *ctx, struct ns_ko *ko, const char *release)
{
	char *dir = ns_xasprintf("/var/lib/dkms/" NS_MODULE_NAME "/" NS_VERSION "/%s", release), *found = NULL;
	char **names, **files;
	size_t count, file_count;
	int err = ns_list_dir(ctx, dir, "", &names, &count);

	/* A tree with modules.dep may have no DKMS: what is built and not installed is seldom all there is. */
	not_searched(ctx, ko, dir, err == ENOENT ? 0 : err);
	for (size_t i = 0; i < count && !found; i++) {
		char *module = ns_xasprintf("%s/%s/module", dir, names[i]);

		ns_list_dir(ctx, module, KO_FILE, &files, &file_count);
		if (file_count)
			found = ns_xasprintf("%s/%s", module, files[0]);
		ns_free_names(files, file_count);
		free(module);
	}
	ns_free_names(names, count);
	free(dir);
	return found;
}

/* Beside the program, which is as trusted as the file then is */
static char *next_to_path(void)
{
	char self[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	char *slash, *path;

	if (n <= 0)
		return NULL;
	self[n] = '\0';
	slash = strrchr(self, '/');
	path = ns_xasprintf("%.*s/" KO_FILE, (int)(slash - self), self);
	if (!access(path, F_OK))
		return path;
	free(path);
	return NULL;
}

static bool take_file(struct ns_ko *ko, enum ns_ko_from from, char *path)
{
	ko->file = path;
	ko->from = path ? from : NS_KO_NOWHERE;
	return path;
}

void ns_ko_find(const struct ns_context *ctx, struct ns_ko *ko, const char *given)
{
	bool named = ko->release && !strchr(ko->release, '/');

	if (given)
		take_file(ko, NS_KO_GIVEN, ns_xstrdup(given));
	else if (ns_is_live(ctx) && take_file(ko, NS_KO_NEXT_TO, next_to_path()))
		;
	else if (named && !take_file(ko, NS_KO_DEPMOD, depmod_path(ctx, ko, ko->release)))
		take_file(ko, NS_KO_DKMS, dkms_path(ctx, ko, ko->release));
	if (!ko->file && !named && !ko->unsearched)
		ko->unsearched = ns_xstrdup("the kernel's release was not read");
	/* libkmod reads this machine's files, so of a captured tree it is not asked. */
	if (ko->file && ns_is_live(ctx))
		read_info(ko);
}

/* ---- what changes the machine ---- */

int ns_ko_load(struct ns_ko *ko, const char *options)
{
	struct kmod_module *mod = NULL;
	const char *configured;
	char *all;
	int err;

	if (!load_library(ko))
		return ENOSYS;
	err = lib.kmod_module_new_from_path(kmod, ko->file, &mod);
	if (err < 0)
		return -err;
	configured = lib.kmod_module_get_options(mod);
	/* Of two values of a parameter the last one counts. */
	all = ns_xasprintf("%s%s%s", configured ?: "", configured && *options ? " " : "", options);
	err = lib.kmod_module_insert_module(mod, 0, all);
	free(all);
	lib.kmod_module_unref(mod);
	return -err;
}

int ns_ko_unload(struct ns_ko *ko)
{
	struct kmod_module *mod = NULL;
	int err;

	if (!load_library(ko))
		return ENOSYS;
	err = lib.kmod_module_new_from_name(kmod, NS_MODULE_NAME, &mod);
	if (err < 0)
		return -err;
	err = lib.kmod_module_remove_module(mod, 0);
	lib.kmod_module_unref(mod);
	return -err;
}
