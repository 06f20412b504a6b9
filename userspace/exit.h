/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The exit status of every command, as nestscope(8) documents it. */
#ifndef NESTSCOPE_EXIT_H
#define NESTSCOPE_EXIT_H

enum ns_exit {
	NS_EXIT_OK = 0,		/* success */
	NS_EXIT_FINDINGS = 1,	/* findings, or differences */
	NS_EXIT_ERROR = 2,	/* bad arguments, bad input, or the output could not be written */
	NS_EXIT_UNKNOWN = 3,	/* it could not be determined */
};

#endif
