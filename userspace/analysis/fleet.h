/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: many hosts
 *
 * Machines side by side, when they are too many for a column each. Hosts are
 * equal if all their capabilities are, in both views, and the answers to the
 * first questions; equal hosts are a group, and what differs, differs between
 * groups. Time and what is said grow with the hosts, not with pairs of them: of
 * moving VMs is told what each group lacks of what another one offers. Pure.
 */
#ifndef NESTSCOPE_FLEET_H
#define NESTSCOPE_FLEET_H

#include "analysis/answers.h"
#include "analysis/waterfall.h"

struct ns_host {
	const struct ns_snapshot *s;
	char *name, *file;
	size_t group;
};

/* A value, and on how many hosts of a group it was found */
struct ns_tally {
	const char *text;
	size_t count;
};

struct ns_group {
	size_t *hosts;			/* of the fleet's, in their order */
	size_t count;
	struct ns_answers *answers;	/* which all of them have in common */
	struct ns_tally *models, *kernels;	/* the commonest first */
	size_t model_count, kernel_count;
	const struct ns_bit **missing;	/* what KVM of another group offers, and KVM here does not */
	size_t missing_count;
	size_t *homes;			/* groups whose KVM offers all that KVM here does, itself one of them */
	size_t home_count;
	size_t home_hosts;		/* in them */
	bool offer_read;
};

struct ns_fleet {
	struct ns_waterfall *w;		/* one machine of each group, named after its group */
	struct ns_host *hosts;
	size_t host_count;
	struct ns_group *groups;	/* the largest first; as many as w has layers */
	size_t group_count;
	bool homes_known;		/* where a VM can go was found; not for very many groups */
};

/* Takes @w, of ns_waterfall_begin(), which is no chain and has no rows. */
struct ns_fleet *ns_fleet_of(struct ns_waterfall *w);
void ns_fleet_free(struct ns_fleet *f);

/*
 * The values of a row in a view, each with the groups that have it: the one of
 * the most hosts first. Array of *count, to be freed with ns_spread_free().
 */
struct ns_spread {
	struct ns_cap cap;
	size_t *groups;
	size_t group_count;
	size_t hosts;
};

struct ns_spread *ns_spread_of(const struct ns_fleet *f, const struct ns_row *row, enum ns_view view,
			       size_t *count);
void ns_spread_free(struct ns_spread *spread, size_t count);

#endif
