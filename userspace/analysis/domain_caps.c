// SPDX-License-Identifier: GPL-2.0-or-later
/* Which capabilities of VMX or SVM a CPU model leaves out. */
#include <stdlib.h>
#include <string.h>

#include "analysis/decode.h"
#include "analysis/domain.h"
#include "analysis/offer.h"
#include "model/names.h"
#include "util/alloc.h"
#include "util/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct ns_domain_model models[] = {
#define NS_DOMAIN_MODEL(name_, versions_, svm_, svm_has_, vmx_has_) { name_, versions_, svm_, svm_has_, vmx_has_ },
#include "analysis/domain_models.h"
};

static const enum ns_bit_id notables[] = {
#define NS_NOTABLE(id, costs) NS_BIT_##id,
#include "analysis/notable.h"
};

/* The number behind "-v" at the end of @name, and how long the name is without; 0 if there is none */
static int version_of(const char *name, size_t *len)
{
	const char *dash = strrchr(name, '-');
	size_t digits = dash && dash[1] == 'v' ? strspn(dash + 2, "0123456789") : 0;
	bool version = digits && digits < 4 && !dash[2 + digits];

	*len = version ? (size_t)(dash - name) : strlen(name);
	return version ? atoi(dash + 2) : 0;
}

const struct ns_domain_model *ns_domain_model_find(const char *name, bool *newer)
{
	const struct ns_domain_model *found = NULL;
	size_t len;
	int version = version_of(name, &len);

	for (size_t i = 0; i < COUNT(models); i++)
		if (strlen(models[i].name) == len && !strncmp(models[i].name, name, len))
			found = &models[i];
	if (newer)
		*newer = found && version > found->versions;
	return found;
}

/* Does the VM's CPU have @bit, if @has is what its model has? */
static bool has_bit(const struct ns_domain *d, const struct ns_bit *bit, const char *has)
{
	const struct ns_domain_feature *said = ns_domain_feature(d, bit->qemu);

	if (!said && *ns_libvirt_name(bit))
		said = ns_domain_feature(d, ns_libvirt_name(bit));
	if (said)
		return said->policy != NS_POLICY_DISABLE && said->policy != NS_POLICY_FORBID;
	return ns_has_word(has, bit->qemu);
}

/* What the CPU of @d has by its model or mode, without the features that the XML names; NULL if not known */
static const char *model_has(const struct ns_domain *d, bool svm)
{
	const struct ns_domain_model *model;
	bool newer;

	if (d->qemu_cpu || d->mode != NS_CPU_CUSTOM || !d->model || (d->match && !strcmp(d->match, "minimum")))
		return NULL;
	model = ns_domain_model_find(d->model, &newer);
	if (!model || newer)
		return NULL;
	return svm ? model->svm_has : model->vmx_has;
}

struct ns_finding *ns_domain_less(const struct ns_domain *d, const struct ns_snapshot *host, bool svm,
				  const char *cpu)
{
	const char *has = model_has(d, svm);
	char *names = NULL, *lines = NULL;
	struct ns_finding *f = NULL;
	size_t size;
	FILE *all = has ? ns_xmemstream(&names, &size) : NULL;
	FILE *xml = has ? ns_xmemstream(&lines, &size) : NULL;
	bool any = false;

	for (size_t i = 0; has && i < COUNT(notables); i++) {
		const struct ns_bit *bit = ns_bit(notables[i]);

		if (ns_bit_is_svm(bit) != svm || !*bit->qemu || !*ns_libvirt_name(bit) || has_bit(d, bit, has) ||
		    !ns_word_there(ns_cap_in_view(host->view[NS_VIEW_KVM], bit).word))
			continue;
		fprintf(all, "%s%s", any ? ", " : "", bit->name);
		fprintf(xml, "%s<feature policy='require' name='%s'/>", any ? " " : "", ns_libvirt_name(bit));
		any = true;
	}
	if (has) {
		ns_xclose(all);
		ns_xclose(xml);
	}
	if (any) {
		f = ns_finding_new(NS_FOUND_DOMAIN_MODEL_LESS);
		ns_finding_set(f, "cpu", "%s", cpu);
		ns_finding_set(f, "names", "%s", names);
		ns_finding_set(f, "lines", "%s", lines);
	}
	free(names);
	free(lines);
	return f;
}
