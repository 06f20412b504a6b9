// SPDX-License-Identifier: GPL-2.0-or-later
/* MSRs: rdmsr, VBox.log, trace events of KVM, and lists of registers. */
#include <string.h>

#include "sources/import/reader.h"

/* What a guest of this machine read or wrote is of another machine: its guest. */
static void take_guests(struct ns_import *im, const struct ns_listed *row)
{
	struct ns_value *v = &im->guest[row->reg];

	im->guest_values++;
	if (row->faults)
		ns_value_not(v, NS_SOURCE_FILE, NS_UNREADABLE, "RDMSR faulted");
	else
		ns_value_num(v, NS_SOURCE_FILE, ns_reg_keep(row->reg, row->num));
}

static void take_row(struct ns_import *im, const struct ns_listed *row, enum ns_source source)
{
	int cpu = im->cpu;

	im->cpu = row->cpu;
	if (!strcmp(row->how, "read by a guest") || !strcmp(row->how, "written by a guest"))
		take_guests(im, row);
	else if (row->as == NS_LISTED_MESSAGE && !row->faults)
		im->not_values++;
	else if (row->faults)
		ns_import_fault(im, row->reg, source);
	else
		ns_import_register(im, row->reg, source, row->num);
	im->cpu = cpu;
}

bool ns_take_listing(struct ns_import *im, const char *line, enum ns_source source)
{
	struct ns_listing_reader *r = &im->listing;
	bool done;

	r->line = im->line;
	if (!ns_listing_line(r, line, &done)) {
		im->error = r->error;
		r->error = NULL;
		return true;
	}
	for (; im->rows_seen < r->list->count; im->rows_seen++)
		take_row(im, &r->list->rows[im->rows_seen], source);
	return done;
}

/* Is anything known of the machine itself? */
static bool machine_known(const struct ns_import *im)
{
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		if (im->s->view[NS_VIEW_CPU][reg].state != NS_NOT_ASKED)
			return true;
	for (int i = 0; i < NS_FACT_COUNT; i++)
		if (ns_has(&im->s->fact[i]))
			return true;
	return false;
}

/* If what guests read is all there is, the machine is the guest. */
void ns_finish_listing(struct ns_import *im)
{
	bool known = machine_known(im);

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		if (!known && im->guest[reg].state != NS_NOT_ASKED)
			ns_value_copy(&im->s->view[NS_VIEW_CPU][reg], &im->guest[reg]);
		ns_value_free(&im->guest[reg]);
	}
	if (!known)
		im->guest_values = 0;
}
