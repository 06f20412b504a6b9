/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The programs that run VMs, and what of their command lines may be told.
 *
 * A command line holds passwords, paths and names of people, and a process may
 * write into its own what it likes. Nothing of one gets any further than this:
 * the name of a program is one of the table, or a file name of plain
 * characters; a CPU model is plain characters too, and its features are those
 * of a table. The name and the UUID of a VM are told apart from all that, for
 * those who may see them.
 */
#ifndef NESTSCOPE_MODEL_VMM_H
#define NESTSCOPE_MODEL_VMM_H

#include <stdbool.h>
#include <stddef.h>

/* What the owner of a VM is called whose own name cannot be told from what it says of itself */
#define NS_VMM_UNNAMED "a program without a plain name"

struct ns_vmm {
	const char *program;	/* of the table; NULL if it is none of those */
	bool one_text;		/* no arguments to read: the process has rewritten its command line */
	char *name;		/* of the VM, or NULL */
	char *uuid;		/* as it is written, or NULL */
	char *cpu;		/* what may be told of QEMU's -cpu; NULL if there is none */
	const char *accel;	/* of ns_accel_known(); NULL if its command line does not tell */
};

/*
 * What runs the VM's CPU, of a fixed list: "kvm", "tcg", or "tcg-default", which
 * QEMU takes if it is asked for nothing. NULL if @text is none of them.
 */
const char *ns_accel_known(const char *text);

/* Read @size bytes at @cmdline, arguments that end in NUL each, and one more NUL behind them. */
void ns_vmm_read(struct ns_vmm *vmm, const char *cmdline, size_t size);
void ns_vmm_free(struct ns_vmm *vmm);

/*
 * What the program at @path may be called, to be freed: its name in the table,
 * else its file name if that is plain, else NULL.
 */
char *ns_vmm_program_at(const char *path);

/* Is @program, a name that this file gave, QEMU under one of its names? */
bool ns_vmm_is_qemu(const char *program);

/*
 * Of what follows QEMU's -cpu: the model and the features that nestscope knows,
 * "..." for what is left out; to be freed.
 */
char *ns_qemu_cpu_told(const char *option);

bool ns_qemu_cpu_model_is(const char *option, const char *model);

/* Does what follows -cpu switch @feature on (1) or off (0), or does it not say (-1)? */
int ns_qemu_cpu_feature(const char *option, const char *feature);

#endif
