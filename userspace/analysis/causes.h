/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which causes of a message are true of a machine. Pure. */
#ifndef NESTSCOPE_CAUSES_H
#define NESTSCOPE_CAUSES_H

#include "analysis/accept.h"
#include "analysis/check.h"
#include "analysis/machine.h"
#include "analysis/messages.h"

/* A machine, and what follows from its snapshot; to be ended with ns_here_end() */
struct ns_here {
	const struct ns_snapshot *s;
	struct ns_answers *answers;
	struct ns_results results;	/* of all checks */
	struct ns_machine machine;
};

struct ns_here ns_here_of(const struct ns_snapshot *s);
void ns_here_end(struct ns_here *here);

/*
 * The value that a message says was written to a VMX register, compared with
 * what KVM of @s takes; false if it says none. To be freed with ns_accept_clear()
 */
bool ns_message_value(const struct ns_snapshot *s, const struct ns_message *m, struct ns_accept *accept);

struct ns_cause {
	struct ns_finding *finding;	/* owned; rests on what was looked at */
	enum ns_yesno here;
};

struct ns_causes {
	struct ns_cause list[NS_MESSAGE_CAUSES_MAX];
	size_t count;
	/* Owned: the message is of another architecture than the machine, so nothing was looked for; or NULL */
	struct ns_finding *elsewhere;
};

/*
 * The causes of @m: first those that are true of this machine, then those that
 * are not known, last those that are not true; each in the order of the row. In
 * place of a cause that is x86's another architecture has its own answer.
 */
struct ns_causes ns_causes_of(const struct ns_here *here, const struct ns_message *m);
void ns_causes_clear(struct ns_causes *causes);

#endif
