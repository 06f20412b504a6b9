/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What kernel_names.sh extracts from a kernel's source */
#ifndef NESTSCOPE_KERNEL_NAMES_H
#define NESTSCOPE_KERNEL_NAMES_H

/* The macros of this kernel that the tables name; the last one has no name. */
struct kernel_value {
	const char *name;
	unsigned long long value;
};

extern const struct kernel_value kernel_values[];

/* A parameter of a module of KVM, and the mode of its file; the last one has no name. */
struct kernel_param {
	const char *module, *name;
	unsigned int mode;
};

extern const struct kernel_param kernel_params[];

/* The flag of each bit of Linux's feature words, NULL if it shows none */
extern const char *const x86_cap_flags[];
extern const char *const x86_vmx_flags[];
extern const unsigned int kernel_vmx_flags;	/* how many x86_vmx_flags has */

#endif
