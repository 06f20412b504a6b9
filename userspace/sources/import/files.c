// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Files of /proc and /sys with their content: "PATH:VALUE", as grep prints it, and
 * "cat PATH" with the value on the next line. And the two commands that print what
 * such files hold: uname -a, lsmod.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/arch.h"
#include "sources/import/reader.h"
#include "util/alloc.h"

static const struct {
	const char *path;
	enum ns_fact_id id;
} files[] = {
	{ "/sys/class/dmi/id/sys_vendor", NS_FACT_DMI_SYS_VENDOR },
	{ "/sys/class/dmi/id/product_name", NS_FACT_DMI_PRODUCT },
	{ "/sys/class/dmi/id/product_uuid", NS_FACT_UUID_HASH },
	{ "/sys/class/dmi/id/product_version", NS_FACT_DMI_PRODUCT_VERSION },
	{ "/sys/class/dmi/id/board_vendor", NS_FACT_DMI_BOARD_VENDOR },
	{ "/sys/class/dmi/id/bios_vendor", NS_FACT_DMI_BIOS_VENDOR },
	{ "/sys/class/dmi/id/bios_version", NS_FACT_DMI_BIOS_VERSION },
	{ "/sys/class/dmi/id/chassis_asset_tag", NS_FACT_DMI_CHASSIS_TAG },
	{ "/sys/hypervisor/type", NS_FACT_HV_TYPE },
	{ "/sys/hypervisor/guest_type", NS_FACT_XEN_GUEST_TYPE },
	{ "/sys/hypervisor/properties/features", NS_FACT_XEN_FEATURES },
	{ "/sys/hypervisor/properties/capabilities", NS_FACT_XEN_GUESTS },
	{ "/proc/xen/capabilities", NS_FACT_XEN_CAPABILITIES },
	{ "/proc/sys/kernel/osrelease", NS_FACT_KERNEL },
	{ "/sys/devices/system/cpu/online", NS_FACT_CPUS_ONLINE },
};

#define PARAMETERS "/parameters/"

/* A module that a report names belongs to the list of those that are loaded. */
void ns_import_module(struct ns_import *im, const char *name, enum ns_source source)
{
	struct ns_value *v = &im->s->fact[NS_FACT_KVM_MODULES];
	char *text;

	if (ns_value_has_word(v, name))
		return;
	text = ns_has(v) ? ns_xasprintf("%s %s", v->text, name) : ns_xstrdup(name);
	ns_value_text(v, source, text);
	free(text);
}

/* A name of a module or a parameter */
static bool is_name(const char *name, size_t len)
{
	return len && strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") >= len;
}

static bool is_kvm(const char *name, size_t len)
{
	return is_name(name, len) && ((len == 3 && !strncmp(name, "kvm", 3)) ||
				      (len > 4 && len < 32 && !strncmp(name, "kvm_", 4)));
}

/* /sys/module/kvm_intel/parameters/nested */
static bool take_parameter(struct ns_import *im, const char *path, const char *value, enum ns_source source)
{
	static const char dir[] = "/sys/module/";
	const char *name = path + strlen(dir), *slash;
	struct ns_value v = NS_VALUE_INIT;
	char *module;

	if (strncmp(path, dir, strlen(dir)))
		return false;
	slash = strchr(name, '/');
	if (!slash || strncmp(slash, PARAMETERS, strlen(PARAMETERS)) || !is_kvm(name, slash - name))
		return false;
	module = ns_xasprintf("%.*s", (int)(slash - name), name);
	name = slash + strlen(PARAMETERS);
	if (is_name(name, strlen(name)) && !ns_snapshot_param(im->s, module, name) &&
	    im->s->param_count < NS_IMPORT_PARAMS_MAX) {
		ns_value_text(&v, source, value);
		ns_snapshot_add_param(im->s, module, name, &v);
		ns_value_free(&v);
	}
	ns_import_module(im, module, source);
	free(module);
	return true;
}

static bool take_fact(struct ns_import *im, enum ns_fact_id id, const char *value, enum ns_source source)
{
	unsigned long long num;
	char *end;

	if (id >= NS_FACT_DMI_SYS_VENDOR && id <= NS_FACT_DMI_CHASSIS_TAG) {
		ns_import_dmi(im, id, source, value);
	} else if (id == NS_FACT_UUID_HASH) {
		ns_import_dmi(im, id, source, value);
	} else if (ns_facts[id].type == NS_TYPE_TEXT) {
		ns_import_text_fact(im, id, source, value);
	} else {
		errno = 0;
		num = strtoull(value, &end, 16);
		if (end == value || *end || errno)
			return ns_import_fail(im, "\"%.40s\" is not a hexadecimal number", value);
		ns_import_num_fact(im, id, source, num);
	}
	return true;
}

/* The file at @path holds @value; false if it is none that is read. */
static bool take_file(struct ns_import *im, const char *path, const char *value, enum ns_source source)
{
	static const char same[] = "/sys/devices/virtual/dmi/id/", dmi[] = "/sys/class/dmi/id/";
	char *class_path = NULL;
	bool taken = false;

	if (!strncmp(path, same, strlen(same)))
		path = class_path = ns_xasprintf("%s%s", dmi, path + strlen(same));
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]) && !taken; i++)
		if (!strcmp(files[i].path, path))
			taken = take_fact(im, files[i].id, value, source);
	taken = taken || take_parameter(im, path, value, source);
	free(class_path);
	return taken;
}

/* "$ cat /sys/module/kvm_intel/parameters/nested": the value is on the next line. */
static bool take_cat(struct ns_import *im, const char *line)
{
	const char *cat = strstr(line, "cat /");

	if (!cat || (cat > line && !strchr(" \t", cat[-1])) || (cat > line && !strpbrk(line, "#$%>") && line[0] != ' '))
		return false;
	cat += 4;
	snprintf(im->cat, sizeof(im->cat), "%.*s", (int)strcspn(cat, " \t|;&>"), cat);
	return true;
}

/* The machine is among the last words: "... 2026 x86_64 GNU/Linux", "... s390x s390x s390x GNU/Linux" */
static void take_machine(struct ns_import *im, char *version)
{
	char *rest = version, *word;

	while (!ns_has(&im->s->fact[NS_FACT_ARCH]) && (word = strsep(&rest, " ")))
		if (*word && ns_arch_of_machine(word) != NS_ARCH_OTHER)
			ns_import_text_fact(im, NS_FACT_ARCH, NS_SOURCE_PROCFS, word);
}

static bool take_uname(struct ns_import *im, const char *line)
{
	char release[128], version[200];

	/* "Linux HOST RELEASE #1 SMP ...": the name of the host is left out. */
	if (*line != 'L' || sscanf(line, "Linux %*s %127s #%199[^\n]", release, version) != 2 || !strpbrk(release, "0123456789"))
		return false;
	ns_import_text_fact(im, NS_FACT_KERNEL, NS_SOURCE_PROCFS, release);
	take_machine(im, version);
	return true;
}

/* "kvm_intel  380928  0", "kvm  1146880  1 kvm_intel", also /proc/modules */
static bool take_lsmod(struct ns_import *im, const char *line, enum ns_source source)
{
	size_t len = strcspn(line, " \t");
	char name[64];
	unsigned long size, users;

	if (!strncmp(line, "Module ", 7) && strstr(line, "Size") && strstr(line, "Used by"))
		return im->lsmod = true;
	if (!len || len >= sizeof(name) || !line[len] || !strchr("0123456789", line[len + strspn(line + len, " \t")]) ||
	    sscanf(line, "%63s %18lu %18lu", name, &size, &users) != 3 || size < 4096 ||
	    (!im->lsmod && !strstr(line, " Live 0x") && !is_kvm(name, len)))
		return im->lsmod = false;
	if (is_kvm(name, len))
		ns_import_module(im, name, source);
	return true;
}

bool ns_take_files(struct ns_import *im, const char *line, enum ns_source source)
{
	const char *start = line + strspn(line, " \t"), *colon = *start == '/' ? strchr(start, ':') : NULL;
	char *path = im->cat[0] ? ns_xstrdup(im->cat) : NULL;
	bool taken;

	im->cat[0] = '\0';
	if (path)
		taken = take_file(im, path, start, source);
	else
		taken = false;
	free(path);
	if (!taken && colon && colon - start < 200) {
		path = ns_xasprintf("%.*s", (int)(colon - start), start);
		taken = take_file(im, path, colon + 1, source);
		free(path);
	}
	return taken || take_cat(im, line) || take_uname(im, start) || take_lsmod(im, start, source);
}
