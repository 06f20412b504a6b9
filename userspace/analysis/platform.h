/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What runs this VM, and its switch for nested virtualization: platform_rows.h. Pure. */
#ifndef NESTSCOPE_PLATFORM_H
#define NESTSCOPE_PLATFORM_H

#include "analysis/finding.h"
#include "analysis/machine.h"
#include "analysis/signatures.h"

enum ns_platform_id {
#define NS_PLATFORM(id, code, name, kind, how, stop, needs, source) NS_PLATFORM_##id,
#include "analysis/platform_rows.h"
	NS_PLATFORM_COUNT
};

enum ns_platform_kind { NS_PLATFORM_SWITCH, NS_PLATFORM_CANNOT, NS_PLATFORM_UNKNOWN };

struct ns_platform {
	const char *code;
	const char *name;
	enum ns_platform_kind kind;
	const char *how;
	const char *stop;
	const char *needs;
	const char *source;
};

#define NS_PLATFORM_TESTS_MAX 2

/* How a platform is known */
struct ns_platform_sign {
	enum ns_platform_id id;
	const char *who;
	struct {
		const char *text;	/* NULL: no test */
		enum ns_fact_id fact;
		enum ns_mark_match match;
	} tests[NS_PLATFORM_TESTS_MAX];
};

extern const struct ns_platform ns_platforms[NS_PLATFORM_COUNT];
extern const struct ns_platform_sign ns_platform_signs[];
extern const size_t ns_platform_sign_count;

/* What runs the VM that @m is; NULL if that is not known, or if it is none */
const struct ns_platform *ns_platform_find(const struct ns_machine *m);

/* gVisor, WSL 1 and the like: what stands in for a kernel here; NULL if nothing does */
const struct ns_platform *ns_platform_instead_of_kernel(const struct ns_machine *m);

/* Give @f the remedy of @p, and its name as an argument. */
void ns_platform_set(struct ns_finding *f, const struct ns_machine *m, const struct ns_platform *p);

/*
 * Give @f, which says that the layer below shows neither VMX nor SVM, the remedy
 * of the platform, and the platform's name as an argument. Where no platform is
 * known the remedy stays as it is.
 */
void ns_platform_remedy(struct ns_finding *f, const struct ns_machine *m);

#endif
