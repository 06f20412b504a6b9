// SPDX-License-Identifier: GPL-2.0-or-later
/* What names this machine and its users: read to be taken out of a bug report, and for nothing else. */
#include <stdlib.h>
#include <string.h>

#include "sources/parts.h"
#include "util/alloc.h"

#define SIZE_MAX_READ (1u << 20)

static char *read_text(const struct ns_context *ctx, const char *path)
{
	size_t size;
	int err;

	return ns_read_limited(ctx, path, SIZE_MAX_READ, &size, &err);
}

static void know_words(struct ns_redactor *r, enum ns_private kind, char *text)
{
	char *rest = NULL;

	for (char *word = strtok_r(text, " \t\n", &rest); word; word = strtok_r(NULL, " \t\n", &rest))
		ns_redactor_know(r, kind, word);
}

/* "web.example.com" is "web" too. */
static void know_host(struct ns_redactor *r, const char *name)
{
	char *first = ns_xasprintf("%.*s", (int)strcspn(name, "."), name), *mapped = ns_xstrdup("");

	ns_redactor_know(r, NS_PRIVATE_HOST, name);
	ns_redactor_know(r, NS_PRIVATE_HOST, first);
	/* The device mapper doubles a "-" in the name of a volume group, which installers call after the host. */
	for (const char *s = first; *s; s++) {
		char one[3] = { *s, *s == '-' ? '-' : '\0' };

		mapped = ns_xjoin(mapped, "", one);
	}
	ns_redactor_know(r, NS_PRIVATE_HOST, mapped);
	free(mapped);
	free(first);
}

/* name:x:uid:gid:full name,room,...:home:shell, of people: others have the same names everywhere */
static void know_user(struct ns_redactor *r, char *line)
{
	char *fields[7], *home;
	unsigned long uid;
	size_t n = 0;

	for (char *s = line; s && n < 7; n++) {
		fields[n] = s;
		s = strchr(s, ':');
		if (s)
			*s++ = '\0';
	}
	if (n < 6)
		return;
	uid = strtoul(fields[2], NULL, 10);
	home = strrchr(fields[5], '/');
	if ((uid < 1000 || uid >= 65534) && strncmp(fields[5], "/home/", 6))
		return;
	ns_redactor_know(r, NS_PRIVATE_USER, fields[0]);
	if (home && !strncmp(fields[5], "/home/", 6))
		ns_redactor_know(r, NS_PRIVATE_USER, home + 1);
	fields[4][strcspn(fields[4], ",")] = '\0';
	if (strlen(fields[4]) >= 4)
		ns_redactor_know(r, NS_PRIVATE_USER, fields[4]);
}

static void read_users(const struct ns_context *ctx, struct ns_redactor *r)
{
	char *text = read_text(ctx, "/etc/passwd"), *rest = NULL;

	for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line; line = strtok_r(NULL, "\n", &rest))
		know_user(r, line);
	free(text);
	if (ns_is_live(ctx) && getenv("SUDO_USER"))
		ns_redactor_know(r, NS_PRIVATE_USER, getenv("SUDO_USER"));
}

static void read_resolver(const struct ns_context *ctx, struct ns_redactor *r)
{
	char *text = read_text(ctx, "/etc/resolv.conf"), *rest = NULL;

	for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line; line = strtok_r(NULL, "\n", &rest))
		if (!strncmp(line, "search ", 7) || !strncmp(line, "domain ", 7))
			know_words(r, NS_PRIVATE_DOMAIN, line + 7);
	free(text);
}

/* ADDRESS NAME...; those of this machine alone are in it everywhere */
static void read_hosts(const struct ns_context *ctx, struct ns_redactor *r)
{
	char *text = read_text(ctx, "/etc/hosts"), *rest = NULL, *words;

	for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line; line = strtok_r(NULL, "\n", &rest)) {
		line[strcspn(line, "#")] = '\0';
		line += strcspn(line, " \t");
		for (char *name = strtok_r(line, " \t", &words); name; name = strtok_r(NULL, " \t", &words))
			if (strncmp(name, "ip6-", 4))
				ns_redactor_know(r, NS_PRIVATE_HOST, name);
	}
	free(text);
}

static void read_disks(const struct ns_context *ctx, struct ns_redactor *r)
{
	static const char *const files[] = { "device/serial", "serial", "device/wwid", "wwid" };
	char **names;
	size_t count;

	ns_list_dir(ctx, "/sys/block", "", &names, &count);
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < sizeof(files) / sizeof(files[0]); j++) {
			char *path = ns_xasprintf("/sys/block/%s/%s", names[i], files[j]), *text = read_text(ctx, path);

			if (text)
				know_words(r, NS_PRIVATE_SERIAL, text);
			free(text);
			free(path);
		}
	}
	ns_free_names(names, count);
}

void ns_read_private(const struct ns_context *ctx, struct ns_redactor *r)
{
	static const struct {
		enum ns_private kind;
		const char *path;
	} files[] = {
		{ NS_PRIVATE_HOST, "/proc/sys/kernel/hostname" },
		{ NS_PRIVATE_HOST, "/etc/hostname" },
		{ NS_PRIVATE_DOMAIN, "/proc/sys/kernel/domainname" },
		{ NS_PRIVATE_UUID, "/etc/machine-id" },
		{ NS_PRIVATE_UUID, "/proc/sys/kernel/random/boot_id" },
		{ NS_PRIVATE_UUID, "/sys/class/dmi/id/product_uuid" },
		{ NS_PRIVATE_SERIAL, "/sys/class/dmi/id/product_serial" },
		{ NS_PRIVATE_SERIAL, "/sys/class/dmi/id/board_serial" },
		{ NS_PRIVATE_SERIAL, "/sys/class/dmi/id/chassis_serial" },
		{ NS_PRIVATE_ASSET, "/sys/class/dmi/id/board_asset_tag" },
		{ NS_PRIVATE_ASSET, "/sys/class/dmi/id/chassis_asset_tag" },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *text = read_text(ctx, files[i].path);

		if (text) {
			text[strcspn(text, "\n")] = '\0';
			while (*text && text[strlen(text) - 1] == ' ')
				text[strlen(text) - 1] = '\0';
			if (files[i].kind == NS_PRIVATE_HOST)
				know_host(r, text);
			else
				ns_redactor_know(r, files[i].kind, text);
		}
		free(text);
	}
	read_users(ctx, r);
	read_resolver(ctx, r);
	read_hosts(ctx, r);
	read_disks(ctx, r);
}
