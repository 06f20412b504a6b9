/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parameters of KVM's modules: why one is off, and how it is changed here. Pure. */
#ifndef NESTSCOPE_PARAM_H
#define NESTSCOPE_PARAM_H

#include "analysis/finding.h"
#include "analysis/machine.h"

/*
 * A finding for a parameter that is off: switched off, cleared by KVM for want
 * of something, or one of the two; and for one whose value KVM has set itself.
 * NULL if it is on, was not read, or has no row in param_rules.h. To be freed.
 */
struct ns_finding *ns_param_find(const struct ns_machine *m, const char *module, const char *name);

/* The same for each parameter of the modules that are loaded, added to @all */
void ns_param_find_all(const struct ns_machine *m, struct ns_findings *all);

/* Would Hyper-V below let KVM use an enlightened VMCS? */
enum ns_yesno ns_evmcs_below(const struct ns_machine *m);

/*
 * Give @f, whose argument "module" is set, the remedy that sets @set there
 * ("nested=1", or several with blanks between them): where it is configured,
 * whether the module is built in, how many use it.
 */
void ns_param_remedy(struct ns_finding *f, const struct ns_snapshot *s, const char *set);

/*
 * The part behind @part of @list, the first one if @part is NULL, in *@len bytes;
 * NULL behind the last one. "kvm_intel.nested=1 (/etc/modprobe.d/kvm.conf line 1)"
 * is one, and "; " stands between them.
 */
const char *ns_param_next_part(const char *list, const char *part, size_t *len);

/*
 * Where "nested=1" of kvm_intel is set for the next load, "/etc/modprobe.d/kvm.conf
 * line 1", and its value in *@value; to be freed both. NULL if nothing sets it.
 */
char *ns_param_configured(const struct ns_snapshot *s, const char *module, const char *name, char **value);

/*
 * Is it known that @s has no such parameter: is the module not loaded, or were
 * others of its parameters read?
 */
bool ns_param_is_missing(const struct ns_snapshot *s, const char *module, const char *name);

/* Where @module is kept from being loaded; to be freed. NULL if it is not, or was not read */
char *ns_module_blacklisted(const struct ns_snapshot *s, const char *module);

#endif
