// SPDX-License-Identifier: GPL-2.0-or-later
/* Untrusted text: messages and names in it are found and explained, or there are none */
#include <stdint.h>

#include "analysis/subject.h"
#include "check.h"
#include "render/explain.h"
#include "render/subject.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void explain_message(const struct ns_here *here, const struct ns_message *m)
{
	const struct ns_out out = { .file = nowhere() };
	struct ns_causes causes = ns_causes_of(here, m);
	struct ns_accept accept;
	bool value = ns_message_value(here->s, m, &accept);

	demand(m->line > 0 && m->times > 0, "a message that is nowhere");
	for (size_t i = 1; i < causes.count; i++)
		demand(causes.list[i].here != NS_YES || causes.list[i - 1].here == NS_YES,
		       "what is true here is not first");
	ns_message_print(&out, m, &causes, value ? &accept : NULL);
	json_decref(ns_message_to_json(m, &causes, value ? &accept : NULL));
	if (value)
		ns_accept_clear(&accept);
	ns_causes_clear(&causes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct ns_snapshot *s;
	char *plain = ns_plain_text((const char *)data, size);
	struct ns_messages messages = ns_messages_find(plain);
	struct ns_subjects subjects = ns_subjects_find(plain, size % 2);
	struct ns_here here;

	if (!s)
		s = ns_snapshot_new();
	here = ns_here_of(s);
	for (size_t i = 0; i < messages.count; i++)
		explain_message(&here, &messages.list[i]);
	for (size_t i = 0; i < subjects.count; i++) {
		const struct ns_out out = { .file = nowhere() };

		ns_subject_print(&out, &here, &subjects.list[i]);
		json_decref(ns_subject_to_json(&here, &subjects.list[i]));
	}
	ns_here_end(&here);
	ns_messages_clear(&messages);
	ns_subjects_clear(&subjects);
	free(plain);
	return 0;
}
