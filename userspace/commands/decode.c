// SPDX-License-Identifier: GPL-2.0-or-later
/* Raw values, by name or number, offline; two of one register are compared. */
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "render/decode.h"
#include "util/alloc.h"
#include "util/json.h"
#include "util/number.h"

/* "0x48d=5600000016": what rdmsr prints is hexadecimal without 0x */
static bool parse_one(const char *arg, struct ns_given *g)
{
	const char *equals = strchr(arg, '=');
	const char *value = equals ? equals + 1 : "";
	char *name;

	if (!equals) {
		ns_error("\"%s\" is not REGISTER=VALUE (for example 0x48d=0x5600000016)", arg);
		return false;
	}
	name = ns_xstrdup(arg);
	name[equals - arg] = '\0';
	g->reg = ns_reg_find(name);
	if (g->reg == NS_REG_NONE) {
		ns_error("\"%s\" is not a register; see nestscope list registers", name);
		free(name);
		return false;
	}
	free(name);
	if (!ns_parse_hex(value, &g->raw) ||
	    (ns_registers[g->reg].kind == NS_KIND_CPUID && g->raw > UINT32_MAX)) {
		ns_error("\"%s\" is not a hexadecimal value of %u bits for %s", value,
			 ns_registers[g->reg].kind == NS_KIND_CPUID ? 32 : 64,
			 ns_registers[g->reg].name);
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
