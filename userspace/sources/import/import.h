/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: imports
 *
 * What people attach to reports instead of a snapshot: dumps and logs of other
 * programs, in any mixture, of one machine. model/import_forms.h has a row for each
 * form, and each has one file here. What a file does not tell stays "not asked".
 */
#ifndef NESTSCOPE_SOURCES_IMPORT_H
#define NESTSCOPE_SOURCES_IMPORT_H

#include "model/snapshot.h"

/*
 * The machine of @text, a snapshot or what is imported; @name is the file's in
 * messages. NULL with *@error, to be freed: what is wrong, and where. *@note, to
 * be freed, is one line that the user should see: of an import, what was
 * recognised and what was left out.
 */
struct ns_snapshot *ns_import_text(const char *text, size_t size, const char *name,
				   char **error, char **note);

/*
 * Add to @s what @text tells and @s does not know yet. False with *@error, to be
 * freed, if something in it is wrong or nothing in it is in a form that is
 * imported; else *@note, to be freed, tells what was recognised.
 */
bool ns_import_into(struct ns_snapshot *s, const char *text, size_t size, const char *name, char **error,
		    char **note);

#endif
