/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What there is to say of nestscope.ko: its state, why it is not loaded or unloaded, what became of it. */
#ifndef NESTSCOPE_ANALYSIS_KO_H
#define NESTSCOPE_ANALYSIS_KO_H

#include "analysis/finding.h"
#include "analysis/machine.h"
#include "model/ko.h"

/* Is it loaded, in this program's version? Never NULL */
struct ns_finding *ns_ko_state(const struct ns_ko *ko);

/* Parameters that are asked for: NS_UNKNOWN for what is not */
struct ns_ko_wanted {
	enum ns_yesno param[NS_KO_PARAM_COUNT];
};

/* "live_vmcs=1 ...", to be freed */
char *ns_ko_options(const struct ns_ko_wanted *wanted);

/* Loaded already: is it what is asked for? NULL if it is, or if it is not loaded */
struct ns_finding *ns_ko_differs(const struct ns_ko *ko, const struct ns_ko_wanted *wanted);

/* Why it is not even tried to load ko->file; NULL if it is */
struct ns_finding *ns_ko_cannot_load(const struct ns_ko *ko);

/* Why loading, or unloading, failed with @err, which is not 0. */
struct ns_finding *ns_ko_load_error(const struct ns_ko *ko, int err);
struct ns_finding *ns_ko_unload_error(const struct ns_ko *ko, int err);

#endif
