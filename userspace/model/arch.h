/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: architectures
 *
 * Of which architecture a machine is, is a fact of its snapshot: what is known
 * of it follows from that, and never from where this program runs. A snapshot
 * without that fact is of a version that knew x86 alone, or of a tree that does
 * not tell; both are taken for x86.
 */
#ifndef NESTSCOPE_ARCH_H
#define NESTSCOPE_ARCH_H

#include "model/snapshot.h"

/*
 * NS_ARCH(id, title, machine): machine is the word of uname -m, or what it
 * begins with; of several for one architecture the first is its name. OTHER is
 * every one that is not known, and the last.
 */
#define NS_ARCHES \
	NS_ARCH(X86, "x86", "x86_64") \
	NS_ARCH(S390X, "s390x", "s390x") \
	NS_ARCH(ARM64, "arm64", "aarch64") \
	NS_ARCH(PPC64, "ppc64", "ppc64") \
	NS_ARCH(RISCV64, "riscv64", "riscv64") \
	NS_ARCH(OTHER, "another architecture", "")

enum ns_arch {
#define NS_ARCH(id, title, machine) NS_ARCH_##id,
	NS_ARCHES
#undef NS_ARCH
	NS_ARCH_COUNT
};

/* How a table keeps the one architecture of a row, so that what is not set is NS_ARCH_COUNT: all of them */
#define NS_ARCH_KEEP(arch) (NS_ARCH_##arch + 1)

static inline enum ns_arch ns_arch_kept(unsigned char kept)
{
	return kept ? (enum ns_arch)(kept - 1) : NS_ARCH_COUNT;
}

enum ns_arch ns_arch_of(const struct ns_snapshot *s);

/* "ppc64le" as NS_ARCH_PPC64 */
enum ns_arch ns_arch_of_machine(const char *machine);

/* "s390x"; of one that is not known the word that the machine itself has for it. Valid as long as @s. */
const char *ns_arch_title(const struct ns_snapshot *s);

/* "s390x", "x86" */
const char *ns_arch_name(enum ns_arch arch);

/* uname's word for @arch, "" for OTHER */
const char *ns_arch_machine(enum ns_arch arch);

/* Those without config DMI in Linux arch/.../Kconfig, a bit for each */
#define NS_ARCHES_WITHOUT_DMI (1u << NS_ARCH_S390X | 1u << NS_ARCH_PPC64)

/* Has Linux QEMU's fw_cfg there? drivers/firmware/Kconfig FW_CFG_SYSFS */
bool ns_arch_has_fw_cfg(enum ns_arch arch);

/*
 * What the machine of @s cannot have: the registers and the flags that are x86's
 * do not exist on another architecture.
 */
void ns_arch_settle(struct ns_snapshot *s);

#endif
