// SPDX-License-Identifier: GPL-2.0-or-later
/* Can a VM assign a device that it was given to a VM of its own? */
#include <string.h>

#include "analysis/domain.h"

static bool is(const char *text, const char *word)
{
	return text && !strcmp(text, word);
}

/* "q35", and what libvirt makes of it, "pc-q35-7.2"; without a word it is what QEMU takes, which is "pc" */
static bool is_q35(const struct ns_domain *d)
{
	return d->machine && strstr(d->machine, "q35");
}

static void add(const struct ns_domain *d, enum ns_code code, struct ns_findings *all)
{
	struct ns_finding *f = ns_findings_add(all, ns_finding_new(code));

	ns_finding_set(f, "model", "%s", d->iommu ?: "");
	ns_finding_set(f, "ioapic", "%s", d->ioapic ?: "");
	ns_finding_set(f, "machine", "%s", is_q35(d) ? "" : d->machine ?: "pc");
}

void ns_domain_iommu(const struct ns_domain *d, struct ns_findings *all)
{
	bool remaps = is(d->iommu_intremap, "on"), caches = is(d->iommu_caching, "on");

	if (!d->iommu) {
		if (d->hostdev)
			add(d, NS_FOUND_DOMAIN_NO_IOMMU, all);
		return;
	}
	if (!is(d->iommu, "intel")) {
		add(d, NS_FOUND_DOMAIN_IOMMU_OTHER, all);
		return;
	}
	if (!is_q35(d))
		add(d, NS_FOUND_DOMAIN_IOMMU_MACHINE, all);
	else if (remaps && d->ioapic && !is(d->ioapic, "qemu") && !d->live)
		add(d, NS_FOUND_DOMAIN_IOMMU_IOAPIC_KVM, all);
	else if (remaps && !d->ioapic && !d->live)
		add(d, NS_FOUND_DOMAIN_IOMMU_IOAPIC, all);
	else if (remaps && caches)
		add(d, NS_FOUND_DOMAIN_IOMMU_COMPLETE, all);
	if (!caches)
		add(d, NS_FOUND_DOMAIN_IOMMU_CACHES_NOT, all);
	if (!remaps)
		add(d, NS_FOUND_DOMAIN_IOMMU_REMAPS_NOT, all);
}
