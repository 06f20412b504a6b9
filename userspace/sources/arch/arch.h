/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: what only one architecture has
 *
 * Files are read by the architecture of the machine that they tell of, which in
 * a captured tree may be another than this program's. What executes an
 * instruction, or asks KVM for what one architecture alone knows, is in the
 * program only where it was built for that architecture.
 */
#ifndef NESTSCOPE_SOURCES_ARCH_H
#define NESTSCOPE_SOURCES_ARCH_H

#include "model/arch.h"
#include "sources/context.h"

#if defined(__x86_64__) || defined(__i386__)
#define NS_BUILT_FOR_X86
#endif

/* Of which architecture is this machine? By uname, or by what the files of a captured tree are like. */
void ns_read_arch(const struct ns_context *ctx, struct ns_snapshot *s);

/*
 * uname's word for the architecture that alone writes such a line in
 * /proc/cpuinfo, with a key of @len bytes; NULL if several do, or none.
 */
const char *ns_cpuinfo_machine(const char *key, size_t len, const char *value);

/* Files that only that architecture has */
void ns_read_arch_files(const struct ns_context *ctx, struct ns_snapshot *s);

/* What the CPU's instructions tell of the layer */
void ns_read_instructions(const struct ns_context *ctx, struct ns_snapshot *s);

/* What KVM tells of this architecture alone; @fd is /dev/kvm. */
void ns_arch_read_kvm(int fd, struct ns_snapshot *s);

/* A fact of KVM, from the result of an ioctl: a negative one is a failure, with errno set. */
void ns_kvm_number(struct ns_snapshot *s, enum ns_fact_id id, const char *what, int result);

void ns_timing_unknown(struct ns_snapshot *s, enum ns_state state, const char *why);

/* What is after "KEY : " on the first line of @text that begins so, wherever it is, to be freed; NULL if none */
char *ns_arch_line(const char *text, const char *key);

/* Fill a fact from such a line of @path, whose @text may be NULL because of @err. */
void ns_arch_line_fact(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id id, const char *path,
		       const char *text, const char *key, int err);

/* What only one architecture has: its files, and what its KVM tells, for which @fd is /dev/kvm */
void ns_s390x_read(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_arm64_read(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_arm64_read_kvm(int fd, struct ns_snapshot *s);
void ns_ppc64_read(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_ppc64_read_kvm(int fd, struct ns_snapshot *s);

/* Fill a fact from a property of the device tree: strings, with a blank between each two. */
void ns_read_property(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id id, const char *path);

/* sources/arch/x86_*.c, where the program was built for it */
void ns_x86_read_cpuid(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_x86_read_layer(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_x86_read_kvm(int fd, struct ns_snapshot *s);

#endif
