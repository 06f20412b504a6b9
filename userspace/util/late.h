/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: libraries that are loaded late
 *
 * Of what a library needs at the start of a program, its files, its pages and
 * the search for its symbols, a command that never calls it has nothing. The
 * files util/late_*.c define functions of a library under their own names: each
 * loads the library when it is first called, and passes the call on.
 */
#ifndef NESTSCOPE_UTIL_LATE_H
#define NESTSCOPE_UTIL_LATE_H

struct ns_late {
	const char *file;
	void *handle;		/* NULL: not loaded yet */
};

/*
 * The function @name of @library. Ends the program, as want of memory does, if
 * the library is not there or has no such function: nestscope's packages depend
 * on these.
 */
void *ns_late(struct ns_late *library, const char *name);

/* Defines @name, with @parameters and the @arguments that pass them on; @give is "return", or nothing for void. */
#define NS_LATE(library, give, type, name, parameters, arguments) \
	type name parameters \
	{ \
		static type (*real) parameters; \
		\
		if (!real) \
			*(void **)&real = ns_late(library, #name); \
		give real arguments; \
	}

#endif
