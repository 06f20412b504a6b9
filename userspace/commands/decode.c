// SPDX-License-Identifier: GPL-2.0-or-later
/* Raw values, by name or number, offline; two of one register are compared. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "model/names.h"
#include "render/decode.h"
#include "util/alloc.h"
#include "util/json.h"
#include "util/number.h"

/* Say why @name cannot be decoded. */
static void complain(const char *name, const struct ns_reg_named *named, enum ns_reg_match match)
{
	if (match == NS_REG_UNKNOWN)
		ns_error("\"%s\" is not a register; see nestscope list registers", name);
	else if (named->kind == NS_KIND_CPUID)
		ns_error("\"%s\" is a register of CPUID, but nothing of VMX or SVM is in it; see nestscope list registers",
			 name);
	else
		ns_error("\"%s\" is the MSR 0x%" PRIx32 "%s%s, but that is none of VMX or SVM; see nestscope list registers",
			 name, named->number, *named->name ? ", " : "", named->name);
}

/* "0x48d=5600000016": what rdmsr prints is hexadecimal without 0x */
static bool parse_one(const char *arg, struct ns_given *g)
{
	/* The one before the value: CPUID.(EAX=7,ECX=0):ECX=5 */
	const char *equals = strrchr(arg, '=');
	const char *value = equals ? equals + 1 : "";
	struct ns_reg_named named;
	enum ns_reg_match match;
	char *name;

	if (!equals) {
		ns_error("\"%s\" is not REGISTER=VALUE (for example 0x48d=0x5600000016)", arg);
		return false;
	}
	name = ns_xasprintf("%.*s", (int)(equals - arg), arg);
	match = ns_reg_resolve(name, &named);
	if (match != NS_REG_ROW)
		complain(name, &named, match);
	free(name);
	if (match != NS_REG_ROW)
		return false;
	g->reg = named.reg;
	if (!ns_parse_hex(value, &g->raw) ||
	    (named.kind == NS_KIND_CPUID && g->raw > UINT32_MAX)) {
		ns_error("\"%s\" is not a hexadecimal value of %u bits for %s", value,
			 named.kind == NS_KIND_CPUID ? 32 : 64, named.name);
		return false;
	}
	return true;
}

/* The next value of the same register, or NULL */
static const struct ns_given *partner(const struct ns_given *g, size_t count, size_t i)
{
	for (size_t k = i + 1; k < count; k++)
		if (g[k].reg == g[i].reg)
			return &g[k];
	return NULL;
}

/*
 * A plain register and its TRUE twin belong together: the first value of one to
 * the first of the other, and so on.
 */
static void join_twins(struct ns_given *g, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct ns_true_pair *pair = ns_true_pair_of(g[i].reg);
		size_t before = 0;
		enum ns_reg twin;

		if (!pair)
			continue;
		twin = pair->plain == g[i].reg ? pair->tru : pair->plain;
		for (size_t k = 0; k < i; k++)
			before += g[k].reg == g[i].reg;
		for (size_t k = 0; k < count && !g[i].twin; k++)
			if (g[k].reg == twin && !before--)
				g[i].twin = &g[k].raw;
	}
}

static bool has_earlier(const struct ns_given *g, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (g[k].reg == g[i].reg)
			return true;
	return false;
}

static int run(struct ns_app *app)
{
	size_t count = app->argc;
	struct ns_given *g;
	json_t *json = app->out.format == NS_FORMAT_TEXT ? NULL : ns_json_array();
	int status = NS_EXIT_OK;

	if (!count) {
		ns_error("decode needs REGISTER=VALUE (for example 0x48d=0x5600000016)");
		json_decref(json);
		return NS_EXIT_ERROR;
	}
	g = ns_xcalloc(count, sizeof(*g));
	for (size_t i = 0; i < count; i++) {
		if (!parse_one(app->argv[i], &g[i])) {
			status = NS_EXIT_ERROR;
			goto out;
		}
	}
	join_twins(g, count);
	for (size_t i = 0; i < count; i++) {
		const struct ns_given *other = partner(g, count, i);

		/* Each value after the first was compared with the one before it. */
		if (!other && has_earlier(g, i))
			continue;
		if (other && other->raw != g[i].raw)
			status = NS_EXIT_FINDINGS;
		if (json)
			ns_json_append(json, ns_given_to_json(&g[i], other));
		else
			ns_given_print(&app->out, &g[i], other);
	}
	if (json) {
		ns_out_json(&app->out, json);
		json = NULL;
	}
out:
	json_decref(json);
	free(g);
	return status;
}

const struct ns_command ns_command_decode = {
	.name = "decode",
	.operands = "REGISTER=VALUE...",
	.summary = "decode raw register values, or compare two of one register",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR,
	.examples = {
		{ "nestscope decode 0x48d=0x5600000016",
		  "each bit of an MSR" },
		{ "nestscope decode 0x48b=0x7f00000000 0x48b=0x3f00000000",
		  "only the bits in which the two values differ" },
	},
	.run = run,
};
