// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/platform.h"

#include <string.h>

const struct ns_platform ns_platforms[NS_PLATFORM_COUNT] = {
#define NS_PLATFORM(id, code_, name_, kind_, how_, stop_, needs_, source_) \
	[NS_PLATFORM_##id] = { .code = code_, .name = name_, .kind = NS_PLATFORM_##kind_, \
			       .how = how_, .stop = stop_, .needs = needs_, .source = source_ },
#include "analysis/platform_rows.h"
};

const struct ns_platform_sign ns_platform_signs[] = {
#define HAS(fact_, match_, text_) \
	{ .fact = NS_FACT_##fact_, .match = NS_MATCH_##match_, .text = text_ }
#define NS_PLATFORM_IS(id_, who_, ...) \
	{ .id = NS_PLATFORM_##id_, .who = who_, .tests = { __VA_ARGS__ } },
#include "analysis/platform_rows.h"
#undef HAS
};
const size_t ns_platform_sign_count = sizeof(ns_platform_signs) / sizeof(ns_platform_signs[0]);

static bool fits(const struct ns_machine *m, const struct ns_platform_sign *sign)
{
	const char *who = m->layer->hypervisor ?: "";

	if (*sign->who && strcmp(sign->who, who))
		return false;
	for (size_t i = 0; i < NS_PLATFORM_TESTS_MAX && sign->tests[i].text; i++) {
		const struct ns_value *v = &m->s->fact[sign->tests[i].fact];

		if (!ns_has(v) || !ns_match(sign->tests[i].match, sign->tests[i].text, v->text))
			return false;
	}
	return true;
}

const struct ns_platform *ns_platform_find(const struct ns_machine *m)
{
	const struct ns_layer *layer = m->layer;

	if (layer->kind == NS_LAYER_BARE_METAL || layer->kind == NS_LAYER_PARENT)
		return NULL;
	if (layer->kind == NS_LAYER_UNKNOWN && m->below != NS_YES)
		return NULL;
	if (ns_machine_confidential(m))
		return &ns_platforms[strcmp(layer->confidential, "TDX") ? NS_PLATFORM_SEV :
				     NS_PLATFORM_TDX];
	for (size_t i = 0; i < ns_platform_sign_count; i++)
		if (fits(m, &ns_platform_signs[i]))
			return &ns_platforms[ns_platform_signs[i].id];
	return layer->hypervisor ? &ns_platforms[NS_PLATFORM_OTHER] : NULL;
}

const struct ns_platform *ns_platform_instead_of_kernel(const struct ns_machine *m)
{
	for (size_t i = 0; i < ns_platform_sign_count; i++) {
		enum ns_platform_id id = ns_platform_signs[i].id;

		if ((id == NS_PLATFORM_GVISOR || id == NS_PLATFORM_WSL1 || id == NS_PLATFORM_UML) &&
		    fits(m, &ns_platform_signs[i]))
			return &ns_platforms[id];
	}
	return NULL;
}

void ns_platform_set(struct ns_finding *f, const struct ns_machine *m, const struct ns_platform *p)
{
	static const enum ns_remedy_code remedies[] = {
		[NS_PLATFORM_SWITCH] = NS_REMEDY_EXPOSE,
		[NS_PLATFORM_CANNOT] = NS_REMEDY_CANNOT_EXPOSE,
		[NS_PLATFORM_UNKNOWN] = NS_REMEDY_EXPOSE_UNKNOWN,
	};

	f->remedy = remedies[p->kind];
	ns_finding_set(f, "platform", "%s", *p->name ? p->name : m->layer->hypervisor);
	ns_finding_set(f, "how", "%s", p->how);
	ns_finding_set(f, "stop", "%s", p->stop);
	ns_finding_set(f, "needs", "%s", p->needs);
}

void ns_platform_remedy(struct ns_finding *f, const struct ns_machine *m)
{
	const struct ns_platform *p = ns_platform_find(m);

	if (p)
		ns_platform_set(f, m, p);
}
