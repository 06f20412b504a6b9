// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A machine whose files hold anything. The input is a list of files: a letter,
 * what is in the file, and a byte 0xff between two.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "model/ko.h"
#include "model/redact.h"
#include "model/report.h"
#include "sources/context.h"
#include "sources/ko.h"
#include "sources/parts.h"
#include "util/alloc.h"

#define DBG "/sys/kernel/debug/"
#define MOD "/sys/kernel/nestscope/"
#define FW_CFG "/sys/firmware/qemu_fw_cfg/by_name/" NS_STAMP_NAME

/* Letters from 'A' on. Add new ones at the end: the corpus depends on the order. */
static const char *const paths[] = {
	"/proc/cpuinfo",
	"/proc/stat",
	"/proc/version",
	"/proc/77/cmdline",
	"/proc/1/environ",
	"/proc/1/cgroup",
	"/proc/bus/pci/devices",
	"/proc/sys/kernel/osrelease",
	"/proc/xen/capabilities",
	"/sys/kernel/security/lockdown",
	"/sys/devices/system/cpu/online",
	"/sys/firmware/acpi/tables/DSDT",
	"/sys/class/dmi/id/product_uuid",
	"/sys/class/dmi/id/sys_vendor",
	"/sys/hypervisor/properties/features",
	"/sys/hypervisor/type",
	"/sys/bus/pci/devices/0000:00:00.0/subsystem_vendor",
	"/run/host/container-manager",
	"/sys/module/kvm_intel/parameters/nested",
	MOD "format",
	MOD "cpus",
	MOD "cpus_agree",
	MOD "vendor",
	MOD "hypervisor/present",
	MOD "hypervisor/signature",
	MOD "cpuid/1_ecx",
	MOD "vmx/ia32_vmx_basic",
	MOD "vmx/ia32_vmx_procbased_ctls",
	DBG "nestscope/cpus",
	DBG "nestscope/live",
	DBG "kvm/nested_run",
	DBG "kvm/77-12/nested_run",
	FW_CFG "/raw",
	FW_CFG "/size",
	DBG "kvm/77-12/vcpu0/guest_mode",
	DBG "kvm/77-12/vcpu0/pid",
	DBG "nestscope/vmread",
	"/proc/sys/kernel/arch",
	"/proc/sysinfo",
	"/proc/device-tree/compatible",
	"/proc/device-tree/hypervisor/compatible",
	"/proc/device-tree/ibm,partition-name",
	"/proc/cmdline",
	"/proc/modules",
	"/proc/config.gz",
	"/proc/sys/kernel/tainted",
	"/etc/modprobe.d/a.conf",
	"/etc/passwd",
	"/etc/hosts",
	"/etc/resolv.conf",
	"/lib/modules/6.1.0/modules.dep",
	"/lib/modules/6.1.0/modules.builtin",
	"/lib/modules/6.1.0/config",
	"/boot/config-6.1.0",
	"/var/cache/libvirt/qemu/capabilities/a.xml",
	"/var/log/dmesg",
	"/var/log/libvirt/qemu/a.log",
	"/etc/libvirt/qemu/a.xml",
	"/sos_commands/virsh/virsh_-r_domcapabilities",
	"/sys/class/dmi/id/product_version",
	"/sys/class/iommu/dmar0/intel-iommu/ecap",
	"/sys/devices/system/cpu/vulnerabilities/l1tf",
	"/sys/firmware/dmi/entries/0-0/raw",
	"/sys/hypervisor/guest_type",
	"/sys/kernel/mm/transparent_hugepage/enabled",
	"/sys/module/kvm_intel/refcnt",
	"/sys/module/kvm_intel/taint",
	"/sys/module/nestscope/version",
};

#define PATH_COUNT (sizeof(paths) / sizeof(paths[0]))

static char root[64];
static char *full[PATH_COUNT];
static bool made[PATH_COUNT];

/* The files are created for each input, their directories once. */
static void make_root(void)
{
	snprintf(root, sizeof(root), "%s/nestscope-fuzz.XXXXXX",
		 access("/dev/shm", W_OK) ? "/tmp" : "/dev/shm");
	demand(!!mkdtemp(root), "no directory to work in");
	for (size_t i = 0; i < PATH_COUNT; i++) {
		demand(asprintf(&full[i], "%s%s", root, paths[i]) > 0, "out of memory");
		for (char *p = full[i] + strlen(root) + 1; (p = strchr(p, '/')); p++) {
			*p = '\0';
			demand(!mkdir(full[i], 0755) || errno == EEXIST, "a directory cannot be made");
			*p = '/';
		}
	}
}

static void remove_tree(const char *path)
{
	char name[PATH_MAX];
	DIR *d = opendir(path);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, e->d_name);
		if (unlink(name))
			remove_tree(name);
	}
	if (d)
		closedir(d);
	rmdir(path);
}

static void remove_root(void)
{
	remove_tree(root);
}

static void put(size_t i, const uint8_t *data, size_t size)
{
	int fd = open(full[i], O_WRONLY | O_CREAT | O_TRUNC, 0644);

	demand(fd >= 0 && write(fd, data, size) == (ssize_t)size, "a file cannot be written");
	close(fd);
}

static void put_all(const uint8_t *data, size_t size)
{
	while (size) {
		const uint8_t *end = memchr(data, 0xff, size);
		size_t n = end ? (size_t)(end - data) : size;
		size_t i = n ? data[0] - 'A' : PATH_COUNT;

		if (i < PATH_COUNT) {
			put(i, data + 1, n - 1);
			made[i] = true;
		}
		data += n + !!end;
		size -= n + !!end;
	}
}

/* What a bug report takes of the machine besides, and how it hides what is private */
static void report(const struct ns_context *ctx, struct ns_snapshot *s)
{
	struct ns_report *all = ns_report_new();
	struct ns_redactor *r = ns_redactor_new();
	struct ns_report_layer *layer = ns_report_add(all, "a captured tree", s);

	layer->name = ns_xstrdup("machine");
	layer->prefix = ns_xstrdup("machine");
	ns_read_parts(ctx, layer, NULL);
	ns_read_private(ctx, r);
	ns_report_redact(all, r);
	for (size_t i = 0; i < all->layers[0].part_count; i++)
		demand(all->layers[0].parts[i].text || all->layers[0].parts[i].why, "a part without a text or a reason");
	ns_report_free(all);
	ns_redactor_free(r);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	_Static_assert('A' + PATH_COUNT < 0xff, "0xff ends a file");
	make_root();
	atexit(remove_root);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ns_context ctx = { .root = root, .identify = size & 1 };
	struct ns_ko ko;
	struct ns_snapshot *s;

	put_all(data, size);
	s = ns_collect(&ctx);
	comes_back(s);
	draw_conclusions(s);
	ns_ko_read(&ctx, &ko);
	ns_ko_find(&ctx, &ko, NULL);
	ns_ko_clear(&ko);
	/* Not of each, since it takes as long as all the rest. It has the snapshot then. */
	if (size % 4)
		ns_snapshot_free(s);
	else
		report(&ctx, s);
	for (size_t i = 0; i < PATH_COUNT; i++) {
		if (made[i])
			unlink(full[i]);
		made[i] = false;
	}
	return 0;
}
