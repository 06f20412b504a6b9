// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Raw values, by name or number, or as a line or a listing has them, offline; two
 * of one register, or two listings, are compared.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "model/names.h"
#include "render/decode.h"
#include "sources/listing.h"
#include "util/alloc.h"
#include "util/json.h"
#include "util/number.h"
#include "util/text.h"

/*
 * What was given: the values of the command line are one group, those of each
 * listing another. Only what is of one group is of one machine.
 */
struct group {
	char *name;		/* NULL for the command line */
	struct ns_listing *listing;
	size_t first, count;	/* in the values */
};

struct values {
	struct ns_given *given;
	size_t count;
	struct group group[3];	/* two, and one too many */
	size_t group_count;
};

/* Say why @name cannot be decoded. */
static void complain(const char *name, const struct ns_reg_named *named, enum ns_reg_match match)
{
	if (match == NS_REG_UNKNOWN)
		ns_error("\"%s\" is not a register; see nestscope list registers", name);
	else if (named->kind == NS_KIND_CPUID)
		ns_error("\"%s\" is a CPUID register that says nothing about VMX or SVM; see nestscope list registers",
			 name);
	else
		ns_error("\"%s\" is the MSR 0x%" PRIx32 "%s%s, which is not about VMX or SVM; see nestscope list registers",
			 name, named->number, *named->name ? ", " : "", named->name);
}

/* The register that @name is, NS_REG_NONE after an error message */
static enum ns_reg need_register(const char *name)
{
	struct ns_reg_named named = { .reg = NS_REG_NONE };
	enum ns_reg_match match = ns_reg_resolve(name, &named);

	if (match != NS_REG_ROW)
		complain(name, &named, match);
	return match == NS_REG_ROW ? named.reg : NS_REG_NONE;
}

static struct group *new_group(struct values *v)
{
	if (v->group_count == 2) {
		ns_error("decode compares at most two listings (the values on the command line are one)");
		return NULL;
	}
	v->group[v->group_count].first = v->count;
	return &v->group[v->group_count++];
}

static void append(struct values *v, struct group *group, struct ns_given g)
{
	v->given = ns_xreallocarray(v->given, v->count + 1, sizeof(*v->given));
	v->given[v->count++] = g;
	group->count++;
}

/* More different values than this are too many to look at, and pairing them takes long. */
#define MAX_DIFFERENT 1024

/* The CPUs of a machine mostly say the same: that is one value. */
static bool append_listed(struct values *v, struct group *group, const struct ns_listed *row)
{
	for (size_t i = group->first; i < v->count; i++) {
		struct ns_given *g = &v->given[i];

		if (g->reg == row->reg && g->raw == row->num && g->faults == row->faults &&
		    g->how == row->how) {
			g->times++;
			return true;
		}
	}
	if (group->count == MAX_DIFFERENT) {
		ns_error("%s:%zu: more than %d different values: not a listing of one machine",
			 group->name, row->line, MAX_DIFFERENT);
		return false;
	}
	append(v, group, (struct ns_given){
		.reg = row->reg, .raw = row->num, .from = group->name, .line = row->line,
		.times = 1, .how = row->how, .faults = row->faults,
	});
	return true;
}

/* The rows of @text, called @name, which is freed with the values */
static bool add_text(struct values *v, const char *text, size_t size, char *name, enum ns_reg bare)
{
	struct group *group = new_group(v);
	char *error = NULL;
	bool good;

	if (!group) {
		free(name);
		return false;
	}
	group->name = name;
	group->listing = ns_listing_parse(text, size, name, bare, &error);
	if (error)
		ns_error("%s", error);
	free(error);
	good = group->listing;
	for (size_t i = 0; good && i < group->listing->count; i++)
		good = append_listed(v, group, &group->listing->rows[i]);
	return good;
}

static bool add_listing(struct values *v, const char *path, enum ns_reg bare)
{
	char *text;
	bool good;
	size_t size;

	text = ns_read_input(path, "listing", NS_LISTING_MAX_SIZE, &size);
	if (!text)
		return false;
	good = add_text(v, text, size, ns_visible(ns_input_name(path)), bare);
	free(text);
	return good;
}

/* "0x48d=5600000016": what rdmsr prints is hexadecimal without 0x */
static bool add_value(struct values *v, const char *name, const char *value)
{
	struct ns_given g = { .reg = need_register(name), .how = "" };
	struct group *group = NULL;
	bool cpuid;

	if (g.reg == NS_REG_NONE)
		return false;
	if (!strcmp(value, "-"))
		return add_listing(v, "-", g.reg);
	cpuid = ns_registers[g.reg].kind == NS_KIND_CPUID;
	if (!ns_parse_hex(value, &g.raw) || (cpuid && g.raw > UINT32_MAX)) {
		ns_error("\"%s\" is not a hexadecimal value of %u bits for %s", value, cpuid ? 32 : 64,
			 ns_registers[g.reg].name);
		return false;
	}
	/* All values of the command line are one group, whatever is between them. */
	if (v->group_count && !v->group[v->group_count - 1].name)
		group = &v->group[v->group_count - 1];
	else
		group = new_group(v);
	if (group)
		append(v, group, g);
	return group;
}

/*
 * Is @arg a line of a log or a listing, several words of which the last may be a value? A path alone is that of a file
 * that does not exist.
 */
static bool is_line(const char *arg, const char *equals)
{
	char *name = ns_xasprintf("%.*s", (int)(equals ? equals - arg : 0), arg);
	bool path = strchr(arg, '/') && !equals && !strstr(arg, ": ");
	struct ns_reg_named named;
	bool is = strchr(arg, ' ') && !path && ns_reg_resolve(name, &named) == NS_REG_UNKNOWN;

	free(name);
	return is;
}

static bool add_operand(struct values *v, const char *arg)
{
	/* The last one: CPUID.(EAX=7,ECX=0):ECX=5 */
	const char *equals = strrchr(arg, '=');
	bool good;
	char *name;

	/* What is there and cannot be looked at is a file as well: reading it tells why. */
	if (!strcmp(arg, "-") || (!equals && (!access(arg, F_OK) || !ns_is_no_file(errno))))
		return add_listing(v, arg, NS_REG_NONE);
	if (is_line(arg, equals))
		return add_text(v, arg, strlen(arg), ns_visible(arg), NS_REG_NONE);
	if (!equals) {
		ns_error("\"%s\" is neither REGISTER=VALUE (for example 0x48d=0x5600000016) nor a line of a log nor a file", arg);
		return false;
	}
	name = ns_xasprintf("%.*s", (int)(equals - arg), arg);
	equals++;
	good = add_value(v, name, equals + strspn(equals, " "));
	free(name);
	return good;
}

/* How many values of @reg, without those that faulted, are among the @count at @g */
static size_t values_of(const struct ns_given *g, size_t count, enum ns_reg reg)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		n += g[i].reg == reg && !g[i].faults;
	return n;
}

/*
 * A plain register and its TRUE twin belong together: on the command line the
 * first value of one to the first of the other, and so on; in a listing only
 * where there is one of each, since nobody knows which CPU's the others are.
 */
static void join_twins(struct values *v, const struct group *group)
{
	struct ns_given *g = &v->given[group->first];

	for (size_t i = 0; i < group->count; i++) {
		const struct ns_true_pair *pair = ns_true_pair_of(g[i].reg);
		enum ns_reg twin;
		size_t before;

		if (!pair || g[i].faults)
			continue;
		twin = pair->plain == g[i].reg ? pair->true_reg : pair->plain;
		if (group->name && (values_of(g, group->count, g[i].reg) > 1 ||
				    values_of(g, group->count, twin) > 1))
			continue;
		before = values_of(g, i, g[i].reg);
		for (size_t k = 0; k < group->count && !g[i].twin; k++)
			if (g[k].reg == twin && !g[k].faults && !before--)
				g[i].twin = &g[k].raw;
	}
}

/* The next value of the same register, or NULL */
static const struct ns_given *partner(const struct ns_given *g, size_t count, size_t i)
{
	for (size_t k = i + 1; k < count; k++)
		if (g[k].reg == g[i].reg && !g[k].faults)
			return &g[k];
	return NULL;
}

static void show(struct ns_app *app, json_t *json, const struct ns_given *a, const struct ns_given *b)
{
	if (json)
		ns_json_append(json, ns_given_to_json(a, b));
	else
		ns_given_print(&app->out, a, b);
}

/* One group: each value by itself, or, if a register has several, with the one before it */
static int explain_group(struct ns_app *app, const struct values *v, json_t *json)
{
	int status = NS_EXIT_OK;

	for (size_t i = 0; i < v->count; i++) {
		const struct ns_given *g = v->given;
		const struct ns_given *other = g[i].faults ? NULL : partner(g, v->count, i);

		/* Each value after the first was compared with the one before it. */
		if (!g[i].faults && !other && values_of(g, i, g[i].reg))
			continue;
		if (other && other->raw != g[i].raw)
			status = NS_EXIT_FINDINGS;
		show(app, json, &g[i], other);
	}
	return status;
}

/* The first value of @reg in @group, or that reading it faulted; NULL for neither */
static const struct ns_given *first_of(const struct values *v, const struct group *group, enum ns_reg reg)
{
	const struct ns_given *fault = NULL;

	for (size_t i = group->first; i < group->first + group->count; i++) {
		if (v->given[i].reg != reg)
			continue;
		if (!v->given[i].faults)
			return &v->given[i];
		fault = fault ?: &v->given[i];
	}
	return fault;
}

static void say_registers(struct ns_app *app, const char *label, const bool set[NS_REG_COUNT])
{
	const char *comma = "";

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		if (!set[reg])
			continue;
		ns_print(&app->out, NS_TONE_PLAIN, "%s%s", *comma ? comma : label, ns_registers[reg].name);
		comma = ", ";
	}
	if (*comma)
		ns_print(&app->out, NS_TONE_PLAIN, "\n");
}

static void say_only_in(struct ns_app *app, const struct group *group, const bool set[NS_REG_COUNT])
{
	char *label = ns_xasprintf("Only in %s: ", group->name ?: "the command line");

	say_registers(app, label, set);
	free(label);
}

/* Two groups: the registers that differ, and by name those that are the same or only in one */
static int compare_groups(struct ns_app *app, const struct values *v, json_t *json)
{
	const struct group *a = &v->group[0], *b = &v->group[1];
	bool same[NS_REG_COUNT] = { false }, only[2][NS_REG_COUNT] = { 0 }, several[NS_REG_COUNT] = { false };
	int status = NS_EXIT_OK;

	for (int reg = 0; reg < NS_REG_COUNT; reg++) {
		const struct ns_given *one = first_of(v, a, reg), *two = first_of(v, b, reg);

		several[reg] = values_of(&v->given[a->first], a->count, reg) > 1 ||
			       values_of(&v->given[b->first], b->count, reg) > 1;
		if (!one || !two) {
			only[!one][reg] = one || two;
			if (json && (one || two))
				show(app, json, one ?: two, NULL);
			continue;
		}
		if (one->faults || two->faults) {
			if (one->faults != two->faults)
				status = NS_EXIT_FINDINGS;
			show(app, json, one, NULL);
			show(app, json, two, NULL);
			continue;
		}
		same[reg] = one->raw == two->raw;
		if (!same[reg])
			status = NS_EXIT_FINDINGS;
		if (json || !same[reg])
			show(app, json, one, two);
	}
	if (json)
		return status;
	say_registers(app, "The same in both: ", same);
	say_only_in(app, a, only[0]);
	say_only_in(app, b, only[1]);
	say_registers(app, "Several values in one listing, of which the first was compared: ", several);
	return status;
}

static void say_left_out(struct ns_app *app, const struct values *v)
{
	for (size_t i = 0; i < v->group_count; i++) {
		const struct group *group = &v->group[i];

		if (group->listing && group->listing->others)
			ns_print(&app->out, NS_TONE_DIM, "%s: left out %zu value%s of registers that are not about VMX or SVM\n",
				 group->name, group->listing->others,
				 group->listing->others == 1 ? "" : "s");
	}
}

/* Values alone: true, but of what is not known */
static int explain_nameless(struct ns_app *app, const struct values *v)
{
	int status = NS_EXIT_OK;

	for (size_t i = 0; i < v->group_count; i++) {
		const struct ns_listing *l = v->group[i].listing;

		if (!l || !l->nameless_count)
			continue;
		status = NS_EXIT_UNKNOWN;
		if (app->out.format == NS_FORMAT_TEXT)
			ns_nameless_print(&app->out, v->group[i].name, l->nameless, l->nameless_count);
		else
			ns_error("%s: no line names the register of these %zu values", v->group[i].name,
				 l->nameless_count);
	}
	return status;
}

static int run(struct ns_app *app)
{
	json_t *json = app->out.format == NS_FORMAT_TEXT ? NULL : ns_json_array();
	struct values v = { .count = 0 };
	int status = NS_EXIT_OK;

	if (!app->argc) {
		ns_error("decode needs REGISTER=VALUE (for example 0x48d=0x5600000016) or a file with a listing");
		status = NS_EXIT_ERROR;
	}
	for (int i = 0; i < app->argc && status == NS_EXIT_OK; i++)
		if (!add_operand(&v, app->argv[i]))
			status = NS_EXIT_ERROR;
	if (status == NS_EXIT_OK) {
		for (size_t i = 0; i < v.group_count; i++)
			join_twins(&v, &v.group[i]);
		status = v.group_count == 2 ? compare_groups(app, &v, json) : explain_group(app, &v, json);
		status = explain_nameless(app, &v) ?: status;
		if (json)
			ns_out_json(&app->out, json_incref(json));
		else
			say_left_out(app, &v);
	}
	json_decref(json);
	for (size_t i = 0; i < v.group_count; i++) {
		ns_listing_free(v.group[i].listing);
		free(v.group[i].name);
	}
	free(v.given);
	return status;
}

const struct ns_command ns_command_decode = {
	.name = "decode",
	.operands = "REGISTER=VALUE...|LINE|FILE [FILE]",
	.summary = "decode raw register values, or compare two of one register",
	.takes = NS_TAKES_JSON | NS_TAKES_COLOR,
	.examples = {
		{ "nestscope decode 0x48b=7f00000000 0x48b=3f00000000",
		  "show only the bits that differ" },
		{ "nestscope decode VBox.log",
		  "the values in a log; - is standard input, two files are compared" },
	},
	.run = run,
};
