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

/* What kind of line has a value */
enum ns_listed_as {
	NS_LISTED_LIST,		/* the register and the value */
	NS_LISTED_LOG,		/* the same in VirtualBox's log */
	NS_LISTED_RDMSR,	/* a value alone, below rdmsr's command line */
	NS_LISTED_MESSAGE,	/* a message of a program, or an event of a trace */
	NS_LISTED_CPUID,	/* a leaf of CPUID */
};

/* One line of it that is about a register of VMX or SVM */
struct ns_listed {
	enum ns_listed_as as;
	enum ns_reg reg;
	uint64_t num;
	bool faults;		/* reading it faulted: there is no value */
	size_t line;		/* from 1 on */
	int cpu;		/* on which it was read, -1 if that is not said */
	const char *how;	/* "read by a guest"; "" for a plain list */
};

struct ns_listing {
	struct ns_listed *rows;	/* in the order of the text */
	size_t count;
	size_t others;		/* values of registers that are none of VMX or SVM */
	uint64_t *nameless;	/* values that belong to no register, as rdmsr prints them */
	size_t nameless_count;
};

/*
 * What @text, called @name in errors, lists. @bare is the register whose values
 * stand alone on their lines, or NS_REG_NONE: then a value alone needs rdmsr's
 * command line before it. Lines that are about no register are left out. A text
 * of nothing but values alone is a listing without rows; such values beside
 * others are an error.
 *
 * NULL with *@error, to be freed, which names the file and the line: a value
 * that is none or is wider than its register, one that belongs to no register,
 * and a text without any.
 */
struct ns_listing *ns_listing_parse(const char *text, size_t size, const char *name,
				    enum ns_reg bare, char **error);
void ns_listing_free(struct ns_listing *l);

/*
 * The same line by line, for who reads more than listings. Errors of lines end
 * it. A value alone that belongs to no register is one of @list->nameless.
 */
struct ns_listing_reader {
	struct ns_listing *list;
	const char *name;
	size_t line;		/* set by who hands in the line */
	enum ns_reg bare;	/* whose values stand alone on a line */
	bool bare_other;	/* those of a register that no table has */
	int base;		/* of such values */
	int cpu;		/* of the next such value, -1 if that is not known */
	bool every_cpu;		/* the one after it is of the next CPU */
	char *error;		/* owned by who reads */
};

void ns_listing_begin(struct ns_listing_reader *r, const char *name, enum ns_reg bare);

/* False with r->error set, which names the file and the line; @done: the line is about a register. */
bool ns_listing_line(struct ns_listing_reader *r, const char *line, bool *done);

#endif
