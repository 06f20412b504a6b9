/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: the bug report
 *
 * Layers, each with its snapshot and its parts: text as a file has it or a
 * command prints it, or the reason why it cannot be had. Nothing is decided here;
 * what is private is taken out last (model/redact.h), in all layers at once.
 */
#ifndef NESTSCOPE_REPORT_H
#define NESTSCOPE_REPORT_H

#include "model/redact.h"
#include "model/snapshot.h"

enum ns_part_id {
#define NS_PART(id, name, title, how, what, captured, as, on) NS_PART_##id,
#include "model/part_rows.h"
	NS_PART_COUNT
};

enum ns_part_how { NS_PART_FILE, NS_PART_FILES, NS_PART_COMMAND, NS_PART_SPECIAL };

struct ns_part_info {
	const char *name;	/* of files and in JSON */
	const char *title;
	enum ns_part_how how;
	const char *what, *captured;
	enum ns_redact_as as;
	unsigned int on;	/* a bit for each ns_arch that has it */
};

extern const struct ns_part_info ns_parts[NS_PART_COUNT];

/* The part of that name; NS_PART_COUNT if there is none */
enum ns_part_id ns_part_find(const char *name);

/* Of a larger part the middle is left out, or, of what a command prints, the end. */
#define NS_PART_MAX (4u << 20)

struct ns_part {
	enum ns_part_id id;
	char *from;	/* "/proc/cpuinfo", "lscpu"; "" for none */
	char *text;	/* NULL: it cannot be had */
	char *why;	/* then the reason; otherwise what is to be said of it, or NULL */
};

struct ns_report_layer {
	char *name;		/* "L0"; NULL until the layers are put in order */
	char *origin;		/* of which file it is, or "this machine" */
	struct ns_snapshot *s;	/* owned */
	struct ns_part *parts;
	size_t part_count;
	bool redacted;		/* by who made it: it has tokens of its own */
	size_t group;		/* layers of one report have the same tokens; 0: of no report */
	char *prefix;		/* what its tokens get: the name of the first layer of its report */
	char **uuids;		/* then, of its "[uuid-1]" and so on, the hash, or NULL */
	size_t uuid_count;
};

struct ns_report {
	struct ns_report_layer *layers;
	size_t count;
};

struct ns_report *ns_report_new(void);
void ns_report_free(struct ns_report *report);

/* A layer without parts; @s is taken over. Valid until the next one is added. */
struct ns_report_layer *ns_report_add(struct ns_report *report, const char *origin, struct ns_snapshot *s);

/* @from may be NULL. @text is taken over; NULL if it cannot be had for the reason @why, which is copied */
void ns_report_add_part(struct ns_report_layer *layer, enum ns_part_id id, const char *from, char *text,
			const char *why);

/* @count more of that part in @where are not in the report. */
void ns_report_add_left_out(struct ns_report_layer *layer, enum ns_part_id id, size_t count, const char *where);

/*
 * Replace what is private in all of it. The layers have names by then. @r is for
 * counting afterwards.
 */
void ns_report_redact(struct ns_report *report, struct ns_redactor *r);

#endif
