/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: where facts come from
 *
 * Nothing outside sources/ opens a file of the system, and everything here
 * opens it through the context, so that --sysroot runs the whole of nestscope
 * on a captured tree. What executes an instruction or an ioctl asks the
 * context whether it is live first. Sources read; they decode nothing.
 */
#ifndef NESTSCOPE_CONTEXT_H
#define NESTSCOPE_CONTEXT_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>

#include "model/snapshot.h"

/*
 * The first file or directory of which it could not be told whether it is there,
 * because the system failed: no absence may be concluded from that.
 */
struct ns_lost {
	int err;		/* 0: there is none */
	char path[256];
};

/* How much is read. What is left out is not asked then, and no answer may need it. */
enum ns_depth {
	NS_DEPTH_ALL,		/* all that a snapshot holds */
	NS_DEPTH_CHECKS,	/* hypervisors' leaves of CPUID up to the first gap, and no version of QEMU */
	NS_DEPTH_ANSWERS,	/* also without what makes VMs slow beside KVM, and what links this machine to others */
	NS_DEPTH_LAYER,		/* what shows which layer this is: every leaf of CPUID, and nothing of this layer's own VMs */
};

struct ns_context {
	const char *root;	/* of a captured tree, "" for the running system */
	bool no_module;		/* leave the module's files alone */
	bool identify;		/* names of this machine and its VMs may be told */
	enum ns_depth depth;
	bool timing;		/* CPUID may be timed, which takes up to a second */
	struct ns_lost *lost;	/* or NULL */
};

static inline bool ns_is_live(const struct ns_context *ctx)
{
	return !*ctx->root;
}

/*
 * What ns_open() and what is built on it say of a file in a captured tree that
 * is a FIFO, a socket or a device: no errno of the kernel's.
 */
#define NS_ENOTREG 4096

/* What ns_read_ends() says of a file that has become shorter under it */
#define NS_ECHANGED 4097

/*
 * open(2): a descriptor, or -errno. In a captured tree no link leads out of it,
 * and nothing but directories and regular files is opened.
 */
int ns_open(const struct ns_context *ctx, const char *path, int flags);

/*
 * Is there anything of that name, whatever it is? Nothing is opened, a link is
 * not followed, and in a captured tree none on the way to it leads out. False
 * also if that cannot be told; the context then has it as lost.
 */
bool ns_exists(const struct ns_context *ctx, const char *path);

/* Can @root be read as a captured tree? 0, or the errno: ENOSYS before Linux 5.6 */
int ns_check_root(const char *root);

/* strerror(), which knows NS_ENOTREG and NS_ECHANGED too */
const char *ns_strerror(int err);

/*
 * A whole file, to be freed, with its size in *@size if that is not NULL; NULL
 * with *@err set to the errno. A file of over 64 MiB is EFBIG.
 */
char *ns_read_file(const struct ns_context *ctx, const char *path, size_t *size, int *err);

/* The same of a file that may be hostile: more than @max bytes is EFBIG. */
char *ns_read_limited(const struct ns_context *ctx, const char *path, size_t max, size_t *size,
		      int *err);

/*
 * The same, but more than @max bytes is cut: it has the first and the last half
 * of so many then, and *@left_out is how many are not in between.
 */
char *ns_read_ends(const struct ns_context *ctx, const char *path, size_t max, size_t *size, size_t *left_out,
		   int *err);

/*
 * What is left to read of @fd, whatever it is: a pipe, a socket, a file at an
 * offset. More than @max bytes is EFBIG.
 */
char *ns_read_fd(int fd, size_t max, size_t *size, int *err);

/* What the symbolic link at @path says, to be freed; NULL if it cannot be read. Nothing follows it. */
char *ns_read_link(const struct ns_context *ctx, const char *path);

/* ns_read_file() without the newline at its end */
char *ns_read_line(const struct ns_context *ctx, const char *path, int *err);

/* Fill a fact from a file like "always [madvise] never": the word in brackets. */
void ns_read_choice(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id id,
		    const char *path);

/* Fill a fact with those of @names that are in the directory @path, a blank between each two. */
void ns_read_present(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id id,
		     enum ns_source source, const char *path, const char *const *names, size_t count);

/* Fill a fact from a file that holds it; a file that is not there makes it absent. */
void ns_read_fact(const struct ns_context *ctx, struct ns_snapshot *s, enum ns_fact_id id,
		  enum ns_source source, const char *path);

/* Mark @v unread because of @err on @path, in the words the user needs */
void ns_value_errno(struct ns_value *v, enum ns_source source, const char *path, int err);

/*
 * The same, but in a captured tree that has not even the directory, or has a link
 * without what it leads to, nobody can tell: then it was not asked.
 */
void ns_value_file_error(const struct ns_context *ctx, struct ns_value *v, enum ns_source source,
			 const char *path, int err);

/*
 * Names in a directory that begin with @prefix, sorted; freed with
 * ns_free_names() in any case. Returns 0, or the errno for which some or all are
 * missing, which the context has as lost if the system failed.
 */
int ns_list_dir(const struct ns_context *ctx, const char *path, const char *prefix,
		char ***names, size_t *count);
void ns_free_names(char **names, size_t count);

/* Does the errno @err of reading a file of a process say that it has ended meanwhile? */
static inline bool ns_process_ended(int err)
{
	return err == ENOENT || err == ESRCH;
}

/* Each process of /proc, in the order of the numbers on the running system; 0 or the errno, as above */
int ns_each_process(const struct ns_context *ctx, void (*take)(void *to, const char *pid), void *to);

/*
 * The decimal number that *@s begins with, and *@s behind it. False if there is
 * none, or one above @max, which no snapshot could hold (model/limits.h).
 */
bool ns_parse_number(const char **s, unsigned int max, unsigned int *number);

/* "0-3,5" as numbers; returns how many, *@cpus to be freed. A list that is none gives 0. */
size_t ns_parse_cpulist(const char *list, unsigned int **cpus);

/* CPUs by number; {} is none. */
struct ns_cpu_set {
	unsigned char *bytes;	/* a bit for each; owned */
	size_t size;
};

/* @cpu is NS_CPU_MAX at most. */
void ns_cpu_set_add(struct ns_cpu_set *set, unsigned int cpu);

/* "0-3,5", to be freed; the set is empty then. NULL if it was. */
char *ns_cpu_set_take_list(struct ns_cpu_set *set);

/*
 * A chassis' asset tag is kept only if it is the same for all machines of a
 * cloud, a product's version only if a hypervisor writes it. Other facts stay.
 */
void ns_keep_marked(struct ns_value *v, enum ns_fact_id id);

/* The sources, in the order in which they are asked; each notes what became of it. */
void ns_read_system(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_read_module(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_read_cpuid(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_read_msr(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_read_kvm(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_read_dmi(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_read_kvm_modules(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_read_modprobe(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_read_host(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_read_qemu(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_read_layer(const struct ns_context *ctx, struct ns_snapshot *s);

void ns_read_identity(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_read_stamp(const struct ns_context *ctx, struct ns_snapshot *s);
void ns_read_live(const struct ns_context *ctx, struct ns_snapshot *s);

/* In a captured tree, what commands have printed into files, as a report of sos has them */
void ns_read_reports(const struct ns_context *ctx, struct ns_snapshot *s);

/*
 * Hint what would tell more than a captured tree or a file can: all that it
 * takes on a running machine would be done on this one, in vain.
 */
void ns_hint_elsewhere(struct ns_snapshot *s);

/* All of them: one layer, as it can be seen from here */
struct ns_snapshot *ns_collect(const struct ns_context *ctx);

#endif
