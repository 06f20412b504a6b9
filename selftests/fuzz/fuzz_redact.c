// SPDX-License-Identifier: GPL-2.0-or-later
/* Any text of a machine: what is known to be private is not in it afterwards, however often it is replaced. */
#include <ctype.h>
#include <stdint.h>

#include "check.h"
#include "model/redact.h"
#include "util/alloc.h"

#define HOST "zqhostgeheim"
#define UUID "c0ffee00-1234-4abc-8def-0123456789ab"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Does @word stand in @text by itself? */
static bool says(const char *text, const char *word)
{
	const char *p = text;

	while ((p = strstr(p, word))) {
		if ((p == text || !isalnum((unsigned char)p[-1])) && !isalnum((unsigned char)p[strlen(word)]))
			return true;
		p++;
	}
	return false;
}

static void tells_nothing(const char *text)
{
	demand(!says(text, HOST), "the host's name is told");
	demand(!says(text, UUID), "the machine's UUID is told");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ns_redactor *r = ns_redactor_new();
	enum ns_redact_as as = size ? (uint8_t)(data[0] - 'A') % (NS_REDACT_MACHINE + 1) : NS_REDACT_TEXT;
	char *text = ns_xasprintf("%.*s\nNode " HOST " " UUID "\n", size ? (int)size - 1 : 0,
				  size ? (const char *)data + 1 : "");
	char *once, *again;

	ns_redactor_know(r, NS_PRIVATE_HOST, HOST);
	ns_redactor_learn(r, text, as);
	once = ns_redact(r, text, as, NULL);
	tells_nothing(once);
	/* What was found only while something was replaced is known now, and replaced as well. */
	again = ns_redact(r, text, as, NULL);
	tells_nothing(again);
	free(again);
	/* As a part of another machine's report: what tokens leave between them may look like something else that is private. */
	again = ns_redact(r, once, as, "L1");
	tells_nothing(again);
	free(again);
	free(once);
	free(text);
	ns_redactor_free(r);
	return 0;
}
