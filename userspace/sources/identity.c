// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which machine this is and which VMs it runs, told by keyed hashes alone, so
 * that a VM's snapshot can be tied to its host's. Names are for --identify.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/alloc.h"
#include "model/identity.h"
#include "sources/context.h"

/* The programs that run VMs, and the options that name a VM and its UUID */
enum style { STYLE_QEMU, STYLE_CLOUD_HYPERVISOR, STYLE_OTHER };

static const struct {
	const char *name;	/* of the program, or with the '*' how it begins */
	enum style style;
} programs[] = {
	{ "qemu-system-*", STYLE_QEMU },
	{ "qemu-kvm", STYLE_QEMU },	/* Red Hat's name */
	{ "kvm", STYLE_QEMU },		/* Debian's and Proxmox's name */
	{ "cloud-hypervisor", STYLE_CLOUD_HYPERVISOR },
	{ "firecracker", STYLE_OTHER },
	{ "crosvm", STYLE_OTHER },
	{ "lkvm", STYLE_OTHER },
	{ "VBoxHeadless", STYLE_OTHER },
	{ "VirtualBoxVM", STYLE_OTHER },
	{ "vmware-vmx", STYLE_OTHER },
};

#define PROGRAM_COUNT (sizeof(programs) / sizeof(programs[0]))

static bool is_program(const char *base, const char *name)
{
	size_t len = strcspn(name, "*");

	return name[len] ? !strncmp(base, name, len) : !strcmp(base, name);
}

/* Index in programs[], or PROGRAM_COUNT */
static size_t find_program(const char *base)
{
	size_t i = 0;

	while (i < PROGRAM_COUNT && !is_program(base, programs[i].name))
		i++;
	return i;
}

/*
 * The value of @key in "first,key=value,...", to be freed; NULL if there is
 * none. With a @key of "" the first one without a key. A comma is written ",,".
 */
static char *suboption(const char *options, const char *key)
{
	size_t key_len = strlen(key);

	while (*options) {
		bool match = key_len ? !strncmp(options, key, key_len) && options[key_len] == '=' :
				       options[strcspn(options, "=,")] != '=';
		const char *from = options + (key_len ? key_len + 1 : 0);
		char *value = match ? ns_xcalloc(strlen(options) + 1, 1) : NULL, *to = value;

		if (!match)
			from = options;
		while (*from && (*from != ',' || from[1] == ',')) {
			from += *from == ',';
			if (match)
				*to++ = *from;
			from++;
		}
		if (match)
			return value;
		options = *from ? from + 1 : from;
	}
	return NULL;
}

struct identity {
	char *uuid;
	char *name;
};

static void replace(char **old, char *new)
{
	if (!new)
		return;
	free(*old);
	*old = new;
}

/* QEMU takes -opt and --opt, and the last one counts; -smbios sets the UUID as -uuid does. */
static void qemu_option(struct identity *id, const char *opt, const char *arg)
{
	char *type, *name;

	opt += strspn(opt, "-");
	if (!strcmp(opt, "uuid")) {
		replace(&id->uuid, ns_xstrdup(arg));
	} else if (!strcmp(opt, "smbios")) {
		type = suboption(arg, "type");
		if (type && !strcmp(type, "1"))
			replace(&id->uuid, suboption(arg, "uuid"));
		free(type);
	} else if (!strcmp(opt, "name")) {
		name = suboption(arg, "guest");
		replace(&id->name, name ?: suboption(arg, ""));
	}
}

static void option(enum style style, struct identity *id, const char *opt, const char *arg)
{
	if (*opt != '-')
		return;
	if (style == STYLE_QEMU)
		qemu_option(id, opt, arg);
	else if (style == STYLE_CLOUD_HYPERVISOR && !strcmp(opt, "--platform"))
		replace(&id->uuid, suboption(arg, "uuid"));
}

/* @text: arguments that end in NUL each, @size bytes and one more NUL behind them */
static void add_if_vm(const struct ns_context *ctx, struct ns_snapshot *s, const char *text,
		      size_t size)
{
	const char *slash = strrchr(text, '/'), *base = slash ? slash + 1 : text;
	size_t program = find_program(base);
	struct identity id = { 0 };
	char *hash;

	if (program == PROGRAM_COUNT)
		return;
	for (const char *opt = text, *arg; ; opt = arg) {
		arg = opt + strlen(opt) + 1;
		if (arg >= text + size)
			break;
		option(programs[program].style, &id, opt, arg);
	}
	hash = id.uuid ? ns_uuid_hash(id.uuid) : NULL;
	ns_snapshot_add_vm(s, hash, base, ctx->identify ? id.name : NULL);
	free(hash);
	free(id.uuid);
	free(id.name);
}

static bool is_pid(const char *name)
{
	return *name && strspn(name, "0123456789") == strlen(name);
}

/* A process that is gone by now is no VM; one that may not be seen might be. */
static void read_processes(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_VM_PROGRAMS];
	size_t n, seen = 0, denied = 0;
	bool init = false;
	char **names;
	int listed = ns_list_dir(ctx, "/proc", "", &names, &n);

	for (size_t i = 0; i < n; i++) {
		char *path, *text;
		size_t size;
		int err;

		if (!is_pid(names[i]))
			continue;
		init |= !strcmp(names[i], "1");
		path = ns_xasprintf("/proc/%s/cmdline", names[i]);
		text = ns_read_file(ctx, path, &size, &err);
		if (text)
			add_if_vm(ctx, s, text, size);
		seen += !!text;
		denied += !text && (err == EACCES || err == EPERM);
		free(text);
		free(path);
	}
	ns_free_names(names, n);
	if (listed)
		ns_value_errno(v, NS_SOURCE_PROCFS, "/proc", listed);
	else if (denied || (seen && !init && ns_live(ctx)))
		ns_value_not(v, NS_SOURCE_PROCFS, NS_UNREADABLE,
			     "/proc hides the processes of others (hidepid); root sees them");
	else if (seen)
		ns_value_num(v, NS_SOURCE_PROCFS, s->vm_count);
	else
		ns_value_not(v, NS_SOURCE_PROCFS, NS_ABSENT, "/proc has no processes");
}

static void read_uuid(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char path[] = "/sys/class/dmi/id/product_uuid";
	struct ns_value *v = &s->fact[NS_FACT_UUID_HASH];
	char *uuid, *hash;
	int err;

	uuid = ns_read_line(ctx, path, &err);
	if (!uuid) {
		ns_value_errno(v, NS_SOURCE_DMI, path, err);
		return;
	}
	hash = ns_uuid_hash(uuid);
	if (hash)
		ns_value_text(v, NS_SOURCE_DMI, hash);
	else
		ns_value_not(v, NS_SOURCE_DMI, NS_ABSENT, "%s: not set, or not this machine's own", path);
	free(hash);
	free(uuid);
}

void ns_read_identity(const struct ns_context *ctx, struct ns_snapshot *s)
{
	read_uuid(ctx, s);
	read_processes(ctx, s);
	if (ctx->identify)
		ns_read_fact(ctx, s, NS_FACT_HOST_NAME, NS_SOURCE_PROCFS,
			     "/proc/sys/kernel/hostname");
	else
		ns_value_not(&s->fact[NS_FACT_HOST_NAME], NS_SOURCE_NONE, NS_NOT_ASKED,
			     "--identify was not given");
}
