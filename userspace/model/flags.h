/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the flags of /proc/cpuinfo tell of registers that nobody read. */
#ifndef NESTSCOPE_MODEL_FLAGS_H
#define NESTSCOPE_MODEL_FLAGS_H

#include "model/snapshot.h"

/*
 * Fill in the bits that the lines "flags" and "vmx flags" of @s tell, where the
 * registers were not read. A flag that is there is a bit that is set. One that is
 * missing is a bit that is clear only where Linux shows it whenever the CPU has
 * it: Linux clears what firmware has locked off and what it cannot use, and old
 * kernels have no name for what is new.
 */
void ns_flags_fill(struct ns_snapshot *s);

/* Are the flags of a kernel that would show the hypervisor bit? If not, that it is missing says nothing. */
bool ns_flags_name_hypervisor(const struct ns_snapshot *s);

#define NS_LINUX_FLAG_BITS_MAX 4

/* A row of nestscope/linux_flags.h: a flag that stands for several bits, or for one in another line */
struct ns_linux_flag {
	enum ns_fact_id line;	/* NS_FACT_CPU_FLAGS or NS_FACT_CPU_VMX_FLAGS */
	const char *flag;
	size_t count;		/* of bits */
	enum ns_bit_id bits[NS_LINUX_FLAG_BITS_MAX];
};

extern const struct ns_linux_flag ns_linux_flags[];
extern const size_t ns_linux_flag_count;

#endif
