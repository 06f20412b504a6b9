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
#include "sources/context.h"

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
};

#define PATH_COUNT (sizeof(paths) / sizeof(paths[0]))

static char root[64];
static char *full[PATH_COUNT];

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

/* Which of the files were created */
static uint64_t put_all(const uint8_t *data, size_t size)
{
	uint64_t made = 0;

	while (size) {
		const uint8_t *end = memchr(data, 0xff, size);
		size_t n = end ? (size_t)(end - data) : size;
		size_t i = n ? data[0] - 'A' : PATH_COUNT;

		if (i < PATH_COUNT) {
			put(i, data + 1, n - 1);
			made |= 1ull << i;
		}
		data += n + !!end;
		size -= n + !!end;
	}
	return made;
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	_Static_assert(PATH_COUNT < 64, "a bit for each");
	make_root();
	atexit(remove_root);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ns_context ctx = { .root = root, .identify = size & 1 };
	uint64_t made = put_all(data, size);
	struct ns_snapshot *s = ns_collect(&ctx);

	comes_back(s);
	draw_conclusions(s);
	ns_snapshot_free(s);
	for (size_t i = 0; i < PATH_COUNT; i++)
		if (made & 1ull << i)
			unlink(full[i]);
	return 0;
}
