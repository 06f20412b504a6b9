/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whether a VM of libvirt sees VMX or SVM, as text and JSON. */
#ifndef NESTSCOPE_RENDER_DOMAIN_H
#define NESTSCOPE_RENDER_DOMAIN_H

#include <jansson.h>

#include "analysis/domain.h"
#include "render/out.h"

/* A VM in one state, and what was found of it */
struct ns_domain_found {
	const struct ns_domain *domain;
	struct ns_findings all;		/* owned; the first is the answer */
};

/* @name is what the user called the VM, or the file; @quiet leaves out what passes or is skipped. */
void ns_domain_print(const struct ns_out *out, const char *name, const struct ns_domain_found *found, bool quiet);
void ns_domain_print_markdown(const struct ns_out *out, const char *name, const struct ns_domain_found *found,
			      bool quiet);

/* check.schema.json says what is in it. */
json_t *ns_domains_to_json(const struct ns_domain_found *found, size_t count);

#endif
