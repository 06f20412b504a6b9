/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Many hosts as groups of equal ones: text, JSON, Markdown and one HTML file. */
#ifndef NESTSCOPE_RENDER_FLEET_H
#define NESTSCOPE_RENDER_FLEET_H

#include "analysis/fleet.h"
#include "render/waterfall.h"

/* As text or Markdown */
void ns_fleet_print(const struct ns_out *out, const struct ns_fleet *f,
		    const struct ns_waterfall_show *show);
json_t *ns_fleet_to_json(const struct ns_fleet *f, const struct ns_waterfall_show *show);
void ns_fleet_html(const struct ns_out *out, const struct ns_fleet *f,
		   const struct ns_waterfall_show *show);

/* ---- what the formats share; each text is to be freed ---- */

/* "1000 hosts in 4 groups of equal ones, 57 differences" */
char *ns_fleet_headline(const struct ns_fleet *f);

/* How many hosts of a group are named in a line of text; JSON has them all, and HTML folds the others away */
#define NS_HOSTS_NAMED 12

/* "a, b, c and 5 more"; @max of 0 names all */
char *ns_group_hosts_text(const struct ns_fleet *f, const struct ns_group *g, size_t max);

/* "Intel Xeon (3), Intel Core (1)"; without the numbers if there is one value */
char *ns_tallies_text(const struct ns_tally *list, size_t count);

/* Rows that differ in the same way: the same values on the same groups */
struct ns_pattern {
	const struct ns_row **rows;
	size_t count;
};

/* Those of the rows that are shown, in the order of the rows */
struct ns_pattern *ns_patterns_of(const struct ns_fleet *f, const struct ns_waterfall_show *show,
				  size_t *count);
void ns_patterns_free(struct ns_pattern *list, size_t count);

/* "yes on A, C (14 hosts); no on B (2 hosts)", NULL if no difference in this view is known */
char *ns_pattern_text(const struct ns_fleet *f, const struct ns_pattern *p, enum ns_view view);
/* Is it known that this view does not differ? */
bool ns_pattern_is_same(const struct ns_fleet *f, const struct ns_pattern *p, enum ns_view view);
char *ns_pattern_names(const struct ns_pattern *p);

/* What a group lacks, and where its VMs can go; NULL for nothing to say */
char *ns_group_missing_text(const struct ns_fleet *f, const struct ns_group *g);
char *ns_group_homes_text(const struct ns_fleet *f, const struct ns_group *g);

#endif
