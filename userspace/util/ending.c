// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/ending.h"

#include <signal.h>
#include <stddef.h>

static const int signals[] = { SIGHUP, SIGINT, SIGTERM };
#define COUNT (sizeof(signals) / sizeof(signals[0]))

static void (*volatile to_do)(void);
static struct sigaction before[COUNT];

/* SA_RESETHAND: the second time it ends the program. */
static void end(int sig)
{
	if (to_do)
		to_do();
	raise(sig);
}

void ns_ending_begin(void (*cleanup)(void))
{
	struct sigaction action = { .sa_handler = end, .sa_flags = SA_RESETHAND };

	to_do = cleanup;
	for (size_t i = 0; i < COUNT; i++) {
		sigaction(signals[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &action, NULL);
	}
}

void ns_ending_end(void)
{
	to_do = NULL;
	for (size_t i = 0; i < COUNT; i++)
		sigaction(signals[i], &before[i], NULL);
}
