// SPDX-License-Identifier: GPL-2.0-or-later
/* What the kernel says of itself, its CPUs, its modules and its parent, in /proc and /sys. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/kvm_module.h"
#include "sources/arch/arch.h"
#include "sources/context.h"
#include "util/alloc.h"

static void read_cpuinfo(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const struct {
		enum ns_fact_id id;
		const char *key;
	} fields[] = {
		{ NS_FACT_CPU_VENDOR, "vendor_id" },
		{ NS_FACT_CPU_MODEL, "model name" },
		{ NS_FACT_CPU_MICROCODE, "microcode" },
		{ NS_FACT_CPU_FLAGS, "flags" },
		{ NS_FACT_CPU_VMX_FLAGS, "vmx flags" },
	};
	int err;
	char *text = ns_read_file(ctx, "/proc/cpuinfo", NULL, &err);

	/* Only the first CPU's paragraph counts. */
	if (text && strstr(text, "\n\n"))
		*strstr(text, "\n\n") = '\0';
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		ns_arch_line_fact(ctx, s, fields[i].id, "/proc/cpuinfo", text, fields[i].key, err);
	ns_read_fact(ctx, s, NS_FACT_KERNEL, NS_SOURCE_PROCFS, "/proc/sys/kernel/osrelease");
	ns_read_fact(ctx, s, NS_FACT_XEN_CAPABILITIES, NS_SOURCE_PROCFS, "/proc/xen/capabilities");
	if (text)
		ns_snapshot_note(s, NS_SOURCE_PROCFS, NS_VALUE, NULL, "/proc/cpuinfo");
	else
		ns_snapshot_note(s, NS_SOURCE_PROCFS, NS_UNREADABLE, "mount -t proc proc /proc",
				 "/proc/cpuinfo: %s", ns_strerror(err));
	free(text);
}

static void read_boot_time(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_value *v = &s->fact[NS_FACT_BOOT_TIME];
	char *text, *line;
	int err;

	text = ns_read_file(ctx, "/proc/stat", NULL, &err);
	line = text ? strstr(text, "\nbtime ") : NULL;
	if (line)
		ns_value_num(v, NS_SOURCE_PROCFS, strtoull(line + 7, NULL, 10));
	else if (text)
		ns_value_not(v, NS_SOURCE_PROCFS, NS_ABSENT, "/proc/stat has no btime");
	else
		ns_value_file_error(ctx, v, NS_SOURCE_PROCFS, "/proc/stat", err);
	free(text);
}

static void read_parameter(const struct ns_context *ctx, struct ns_snapshot *s, const char *module,
			   const char *name, bool listed)
{
	char *path = ns_xasprintf("/sys/module/%s/parameters/%s", module, name);
	struct ns_value v = NS_VALUE_INIT;
	int err;
	char *text = ns_read_line(ctx, path, &err);

	if (text)
		ns_value_text(&v, NS_SOURCE_SYSFS, text);
	else
		ns_value_errno(&v, NS_SOURCE_SYSFS, path, err);
	if (text || listed || err != ENOENT)
		ns_snapshot_add_param(s, module, name, &v);
	ns_value_free(&v);
	free(text);
	free(path);
}

/* 0, or the errno */
static int read_parameters(const struct ns_context *ctx, struct ns_snapshot *s, const char *module)
{
	char *dir = ns_xasprintf("/sys/module/%s/parameters", module), **names;
	size_t n;
	/* A parameter that was not seen counts as not read, whatever the reason. */
	int err = ns_list_dir(ctx, dir, "", &names, &n);

	for (size_t i = 0; i < n; i++)
		read_parameter(ctx, s, module, names[i], true);
	ns_free_names(names, n);
	free(dir);
	return err == ENOENT ? 0 : err;
}

/* Of the thirty of kvm itself; the vendor's module is what the answers are about. */
static int read_kvm_parameters(const struct ns_context *ctx, struct ns_snapshot *s, const char *module)
{
	if (ctx->depth < NS_DEPTH_ANSWERS || strcmp(module, "kvm"))
		return read_parameters(ctx, s, module);
	for (size_t i = 0; i < ns_kvm_answer_param_count; i++)
		read_parameter(ctx, s, module, ns_kvm_answer_params[i], false);
	return 0;
}

static bool is_kvm_module(const char *name)
{
	return !strcmp(name, "kvm") || !strncmp(name, "kvm_", 4);
}

/* What became of the parameters, NULL if they were read; to be freed */
static char *read_modules(const struct ns_context *ctx, struct ns_snapshot *s)
{
	char **names, *list = ns_xstrdup(""), *why = NULL;
	size_t n;
	int unread, err = ns_list_dir(ctx, "/sys/module", "kvm", &names, &n);

	for (size_t i = 0; i < n; i++) {
		if (!is_kvm_module(names[i]))
			continue;
		list = ns_xjoin(list, " ", names[i]);
		unread = read_kvm_parameters(ctx, s, names[i]);
		if (unread && !why)
			why = ns_xasprintf("/sys/module/%s/parameters: %s", names[i], ns_strerror(unread));
	}
	/* Without it there is nothing to tell of the parameters either. */
	if (err && err != ENOENT && !why)
		why = ns_xasprintf("/sys/module: %s", ns_strerror(err));
	if (err)
		ns_value_not(&s->fact[NS_FACT_KVM_MODULES], NS_SOURCE_SYSFS, NS_UNREADABLE,
			     "/sys/module: %s", ns_strerror(err));
	else if (*list)
		ns_value_text(&s->fact[NS_FACT_KVM_MODULES], NS_SOURCE_SYSFS, list);
	else
		ns_value_not(&s->fact[NS_FACT_KVM_MODULES], NS_SOURCE_SYSFS, NS_ABSENT,
			     "/sys/module has no kvm module");
	free(list);
	ns_free_names(names, n);
	return why;
}

static void read_sysfs(const struct ns_context *ctx, struct ns_snapshot *s)
{
	char *unread;

	ns_read_fact(ctx, s, NS_FACT_CPUS_ONLINE, NS_SOURCE_SYSFS, "/sys/devices/system/cpu/online");
	ns_read_fact(ctx, s, NS_FACT_HV_TYPE, NS_SOURCE_SYSFS, "/sys/hypervisor/type");
	ns_read_fact(ctx, s, NS_FACT_XEN_FEATURES, NS_SOURCE_SYSFS,
		     "/sys/hypervisor/properties/features");
	ns_read_fact(ctx, s, NS_FACT_XEN_GUESTS, NS_SOURCE_SYSFS,
		     "/sys/hypervisor/properties/capabilities");
	ns_read_choice(ctx, s, NS_FACT_LOCKDOWN, "/sys/kernel/security/lockdown");
	unread = read_modules(ctx, s);
	if (unread)
		ns_snapshot_note(s, NS_SOURCE_SYSFS, NS_UNREADABLE, NULL, "%s", unread);
	else if (ns_has(&s->fact[NS_FACT_CPUS_ONLINE]))
		ns_snapshot_note(s, NS_SOURCE_SYSFS, NS_VALUE, NULL, "/sys/module");
	else
		ns_snapshot_note(s, NS_SOURCE_SYSFS, NS_UNREADABLE, "mount -t sysfs sysfs /sys", "%s",
				 s->fact[NS_FACT_CPUS_ONLINE].why);
	free(unread);
}

/* Nothing is opened: whether a node can be used is another question. */
static void read_devices(const struct ns_context *ctx, struct ns_snapshot *s)
{
	static const char *const names[] = {
		"acrn_hsm", "iommu", "kvm", "mshv", "net/tun", "sev", "sgx_vepc", "vfio/vfio",
		"vhost-net", "vhost-vsock", "xen/privcmd",
	};

	ns_read_present(ctx, s, NS_FACT_DEVICES, NS_SOURCE_FILE, "/dev", names, sizeof(names) / sizeof(names[0]));
}

void ns_read_system(const struct ns_context *ctx, struct ns_snapshot *s)
{
	if (ns_is_live(ctx))
		ns_value_num(&s->fact[NS_FACT_PRIVILEGED], NS_SOURCE_PROCFS, !geteuid());
	else
		ns_value_not(&s->fact[NS_FACT_PRIVILEGED], NS_SOURCE_NONE, NS_NOT_ASKED,
			     "a captured tree");
	read_cpuinfo(ctx, s);
	if (ctx->depth < NS_DEPTH_ANSWERS)
		read_boot_time(ctx, s);
	read_sysfs(ctx, s);
	read_devices(ctx, s);
}
