// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/optional.h"

#include <dlfcn.h>
#include <string.h>

#include "util/alloc.h"

static bool open_library(struct ns_library *library, char **why)
{
	char *text = ns_xstrdup("");

	for (size_t i = 0; !library->handle && i < NS_LIBRARY_FILES && library->files[i]; i++) {
		library->handle = dlopen(library->files[i], RTLD_NOW | RTLD_LOCAL);
		if (!library->handle)
			text = ns_xjoin(text, "; ", dlerror());
	}
	*why = text;
	return library->handle != NULL;
}

bool ns_library_load(struct ns_library *library, const char *const names[], void *functions, char **why)
{
	bool complete = open_library(library, why);

	for (size_t i = 0; complete && names[i]; i++) {
		void *function = dlsym(library->handle, names[i]);

		/* POSIX has both kinds of pointers alike. */
		memcpy((char *)functions + i * sizeof(function), &function, sizeof(function));
		complete = function != NULL;
		if (!complete)
			*why = ns_xjoin(*why, "", dlerror());
	}
	return complete;
}
