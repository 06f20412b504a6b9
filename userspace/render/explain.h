/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a pasted text is about, as text and as JSON. */
#ifndef NESTSCOPE_RENDER_EXPLAIN_H
#define NESTSCOPE_RENDER_EXPLAIN_H

#include "analysis/causes.h"
#include "render/out.h"

/* @accept is the value that the message names, or NULL */
void ns_message_print(const struct ns_out *out, const struct ns_message *m, const struct ns_causes *causes,
		      const struct ns_accept *accept);

/*
 * An object:
 *   kind        "message"
 *   message     the code of the row
 *   text        the words that were recognised
 *   line, times where in the text, and how often there
 *   printed_by  who printed it: code and name
 *   about       which machine it is about: code and text
 *   meaning     one sentence
 *   arguments   an object of strings: what the text says for them
 *   value       of a register, that KVM was to take: register, value, whether it
 *               would be accepted, why, what else follows; missing if it names none
 *   causes      findings, each with "here": yes, no or unknown
 *   source      where the text is
 */
json_t *ns_message_to_json(const struct ns_message *m, const struct ns_causes *causes,
			   const struct ns_accept *accept);

/* A row of the table */
json_t *ns_message_row_to_json(const struct ns_message_row *row);
void ns_message_row_print(const struct ns_out *out, const struct ns_message_row *row);

/* The rows of the table, for nestscope list messages */
json_t *ns_message_rows_to_json(void);
void ns_message_rows_print(const struct ns_out *out);

#endif
