// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/late.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include "exit.h"

void *ns_late(struct ns_late *library, const char *name)
{
	void *function = NULL;

	if (!library->handle)
		library->handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
	if (library->handle)
		function = dlsym(library->handle, name);
	if (function)
		return function;
	fprintf(stderr, "nestscope: a library that it needs cannot be used: %s\n", dlerror());
	exit(NS_EXIT_UNKNOWN);
}
