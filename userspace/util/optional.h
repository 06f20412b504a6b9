/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: libraries that nestscope may lack
 *
 * libarchive, libkmod, libtracefs, libvirt and libxml2 are for one command each,
 * and none of them has to be installed: who needs one says what is missing
 * without it. The functions that a file uses of a library are the list FUNCTIONS
 * there, from which it makes both their names and the pointers to them.
 */
#ifndef NESTSCOPE_UTIL_OPTIONAL_H
#define NESTSCOPE_UTIL_OPTIONAL_H

#include <stdbool.h>

#define NS_LIBRARY_FILES 2

struct ns_library {
	const char *files[NS_LIBRARY_FILES];	/* what it is called, the first one that is there is taken */
	void *handle;				/* NULL: not loaded yet */
};

/*
 * Puts what the functions @names, which end with NULL, are in @library into
 * @functions, a struct of as many pointers to functions. False if there is no
 * library, or it lacks one: *@why, to be freed, says it. It stays loaded.
 */
bool ns_library_load(struct ns_library *library, const char *const names[], void *functions, char **why);

#endif
