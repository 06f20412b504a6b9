/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What has to be cleaned up if a signal ends the program. */
#ifndef NESTSCOPE_UTIL_ENDING_H
#define NESTSCOPE_UTIL_ENDING_H

/*
 * From here on SIGHUP, SIGINT and SIGTERM call @cleanup, which may do what a
 * handler of signals may, and then end the program as they would have. One that
 * is ignored stays so. Not to be nested.
 */
void ns_ending_begin(void (*cleanup)(void));

/* Nothing is left to clean up. */
void ns_ending_end(void);

#endif
