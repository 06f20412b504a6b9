// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A listing from anybody: refused with a reason that names it, or values of
 * registers, each of which can be explained; and any text as the name of a
 * register or a bit.
 */
#include <stdint.h>
#include <stdio.h>

#include "check.h"
#include "model/names.h"
#include "render/decode.h"
#include "sources/listing.h"
#include "util/alloc.h"

#define NAME "name of the file"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void explain(const struct ns_listing *l)
{
	const struct ns_out out = { .file = nowhere() };
	struct ns_given last = { .reg = NS_REG_NONE };

	for (size_t i = 0; i < l->count; i++) {
		const struct ns_listed *row = &l->rows[i];
		struct ns_given g = {
			.reg = row->reg, .raw = row->num, .from = NAME, .line = row->line, .times = 1,
			.how = row->how, .faults = row->faults,
		};
		bool pair = last.reg == g.reg && !last.faults && !g.faults;

		demand(g.reg >= 0 && g.reg < NS_REG_COUNT, "a register that is none");
		demand(ns_registers[g.reg].kind == NS_KIND_MSR || g.raw <= UINT32_MAX, "a value that is too wide");
		demand(row->line > 0, "a line that is none");
		ns_given_print(&out, pair ? &last : &g, pair ? &g : NULL);
		json_decref(ns_given_to_json(pair ? &last : &g, pair ? &g : NULL));
		last = g;
	}
}

static void resolve(const char *words)
{
	struct ns_reg_named reg;
	struct ns_bit_named bit;
	const char *p = words;

	if (ns_reg_resolve(words, &reg) == NS_REG_ROW)
		demand(reg.reg >= 0 && reg.reg < NS_REG_COUNT, "a name of no register");
	if (ns_reg_take(&p, &reg) != NS_REG_UNKNOWN)
		demand(p > words && p <= words + strlen(words), "a register that is nowhere");
	if (!ns_bit_resolve(words, &bit))
		return;
	demand(bit.reg >= 0 && bit.reg < NS_REG_COUNT && bit.position < 64, "a bit of no register");
	demand(bit.count <= NS_SAME_NAME_MAX, "too many bits of one name");
	for (size_t i = 0; i < bit.count; i++)
		demand(bit.rows[i] >= ns_bits && bit.rows[i] < ns_bits + ns_bit_count, "a row that is none");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum ns_reg bare = size % 2 ? NS_REG_NONE : NS_REG_IA32_FEATURE_CONTROL;
	struct ns_listing *l;
	char *error, *words;

	l = ns_listing_parse((const char *)data, size, NAME, bare, &error);
	demand(!l == !!error, "neither a listing nor an error, or both");
	demand(!error || !strncmp(error, NAME ":", sizeof(NAME)), "an error that does not name the file");
	if (l)
		explain(l);
	ns_listing_free(l);
	free(error);
	words = ns_xasprintf("%.*s", (int)size, (const char *)data);
	resolve(words);
	free(words);
	return 0;
}
