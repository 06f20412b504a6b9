// SPDX-License-Identifier: GPL-2.0-or-later
#include "format.h"

#include <string.h>

static const char *const names[] = {
	[NS_FORMAT_TEXT] = "text",
	[NS_FORMAT_JSON] = "json",
	[NS_FORMAT_MARKDOWN] = "markdown",
	[NS_FORMAT_HTML] = "html",
};

static struct {
	bool given;
	enum ns_format format;
} taken;

static bool take(const char *arg, bool html)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!names[i] || strcmp(names[i], arg) || (i == NS_FORMAT_HTML && !html))
			continue;
		taken.given = true;
		taken.format = i;
		return true;
	}
	ns_error("--format takes text, markdown%s or json, not \"%s\"", html ? ", html" : "", arg);
	return false;
}

bool ns_format_take(const char *arg)
{
	return take(arg, false);
}

bool ns_format_take_any(const char *arg)
{
	return take(arg, true);
}

bool ns_format_choose(struct ns_out *out)
{
	bool json = out->format == NS_FORMAT_JSON || out->format == NS_FORMAT_PRETTY;

	if (taken.given && json && taken.format != NS_FORMAT_JSON) {
		ns_error("--format %s cannot be used with --json or --pretty", names[taken.format]);
		return false;
	}
	if (taken.given && !json)
		out->format = taken.format;
	return true;
}
