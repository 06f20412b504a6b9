/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Register values in text that some program has printed and somebody has pasted:
 * rdmsr with its command lines, loops around it, VBox.log, KVM's trace events,
 * messages of the kernel and of QEMU, raw CPUID dumps, in any mixture.
 */
#ifndef NESTSCOPE_SOURCES_LISTING_H
#define NESTSCOPE_SOURCES_LISTING_H

#include "model/registers.h"

/* Larger input is refused; a VBox.log has some 100 KiB. */
#define NS_LISTING_MAX_SIZE (8u << 20)

/* So is one with more values: a thousand CPUs with 40 registers have 40,000. */
#define NS_LISTING_MAX_ROWS (1u << 17)

/* One line of it that is about a register of VMX or SVM */
struct ns_listed {
	enum ns_reg reg;
	uint64_t num;
	bool faults;		/* reading it faulted: there is no value */
	size_t line;		/* from 1 on */
	const char *how;	/* "read by a guest"; "" for a plain list */
};

struct ns_listing {
	struct ns_listed *rows;	/* in the order of the text */
	size_t count;
	size_t others;		/* values of registers that are none of VMX or SVM */
};

/*
 * What @text, called @name in errors, lists. @bare is the register whose values
 * stand alone on their lines, or NS_REG_NONE: then a value alone needs rdmsr's
 * command line before it. Lines that are about no register are left out.
 *
 * NULL with *@error, to be freed, which names the file and the line: a value
 * that is none or is wider than its register, one that belongs to no register,
 * and a text without any.
 */
struct ns_listing *ns_listing_parse(const char *text, size_t size, const char *name,
				    enum ns_reg bare, char **error);
void ns_listing_free(struct ns_listing *l);

#endif
