/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A finding as text and as JSON: the one place that turns its row into words. */
#ifndef NESTSCOPE_RENDER_FINDING_H
#define NESTSCOPE_RENDER_FINDING_H

#include <jansson.h>

#include "analysis/answers.h"
#include "analysis/finding.h"
#include "render/out.h"

/* "the firmware", "nothing" */
const char *ns_component_title(enum ns_component component);

/* A capability by the name that one can search for: "eptad" */
const char *ns_bit_searchable(const struct ns_bit *bit);

/*
 * The text of a row as one reads it where no finding fills it in: "<name>" stands
 * for an argument, brackets are around words that depend on one: "[by <name> | alone]".
 * To be freed.
 */
char *ns_template_text(const char *template);

/* The sentence; to be freed. An argument that is missing is shown as "?". */
char *ns_finding_text(const struct ns_finding *f);

/* The tone of an answer: green for yes, red for no, yellow for what is not known */
enum ns_tone ns_answer_tone(enum ns_yesno yes);

/* Can something be done about it? */
bool ns_finding_helps(const struct ns_finding *f);

/* What to do, its steps with "; " between them, or NULL if nothing can be done; to be freed */
char *ns_finding_remedy(const struct ns_finding *f);

/* The same with a newline between the steps */
char *ns_finding_steps(const struct ns_finding *f);

/* @steps, each on a line of its own: @label before the first line, @start before its text */
void ns_print_steps(const struct ns_out *out, const char *label, const char *start, const char *steps);
void ns_finding_print_remedy(const struct ns_out *out, const char *label, const char *start,
			     const struct ns_finding *f);

/*
 * An object:
 *   finding     the code
 *   severity    ok, note, warning, problem, unknown or not-here
 *   component   what has to change; missing if nothing does
 *   layer       where; missing if it is this layer
 *   register, bit, control_bit   the capability it is about, if there is one
 *   arguments   an object of strings; missing if there are none
 *   evidence    values it rests on: what, value or state, source; missing if there are none
 *   cause       the finding it follows from, if there is one
 *   text        the sentence
 *   remedy      code, text, and steps, an array of strings; missing if nothing can be done
 */
json_t *ns_finding_to_json(const struct ns_finding *f);
/* The arguments alone, an object of strings */
json_t *ns_arguments_to_json(const struct ns_finding *f);
json_t *ns_findings_to_json(const struct ns_findings *all);

#endif
