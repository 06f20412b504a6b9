/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What links a VM to the layer that runs it without identifying the machine. */
#ifndef NESTSCOPE_IDENTITY_H
#define NESTSCOPE_IDENTITY_H

/*
 * 32 hex digits that are the same for the same UUID in whatever case, to be
 * freed; NULL for text that is no UUID, and for those that tell nothing since
 * many machines have them.
 *
 * It is keyed to nestscope, so that it cannot be matched with what other
 * programs derive from the same UUID. A random UUID cannot be had from it; one
 * that a manufacturer makes from a short serial number can be found by trying
 * them all.
 */
char *ns_uuid_hash(const char *uuid);

#endif
