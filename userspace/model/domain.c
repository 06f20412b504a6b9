// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/domain.h"

#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const policies[] = {
	[NS_POLICY_FORCE] = "force",
	[NS_POLICY_REQUIRE] = "require",
	[NS_POLICY_OPTIONAL] = "optional",
	[NS_POLICY_DISABLE] = "disable",
	[NS_POLICY_FORBID] = "forbid",
	[NS_POLICY_OTHER] = "?",
};

struct ns_domain *ns_domain_new(void)
{
	return ns_xcalloc(1, sizeof(struct ns_domain));
}

void ns_domain_free(struct ns_domain *d)
{
	if (!d)
		return;
	for (size_t i = 0; i < d->feature_count; i++)
		free(d->features[i].name);
	free(d->features);
	free(d->name);
	free(d->type);
	free(d->arch);
	free(d->machine);
	free(d->emulator);
	free(d->mode_text);
	free(d->match);
	free(d->migratable);
	free(d->model);
	free(d->qemu_cpu);
	free(d->launch_security);
	free(d->iommu);
	free(d->iommu_intremap);
	free(d->iommu_caching);
	free(d->ioapic);
	free(d);
}

/* A word and its number; @otherwise for what is none of them */
struct word {
	const char *text;
	int value;
};

static int value_of(const struct word *words, size_t count, const char *text, int otherwise)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(words[i].text, text))
			return words[i].value;
	return otherwise;
}

enum ns_virt ns_virt_from_text(const char *text)
{
	static const struct word words[] = { { "kvm", NS_VIRT_KVM }, { "qemu", NS_VIRT_TCG } };

	return value_of(words, COUNT(words), text, NS_VIRT_OTHER);
}

enum ns_cpu_mode ns_cpu_mode_from_text(const char *text)
{
	static const struct word words[] = {
		{ "custom", NS_CPU_CUSTOM }, { "host-model", NS_CPU_HOST_MODEL },
		{ "host-passthrough", NS_CPU_HOST_PASSTHROUGH }, { "maximum", NS_CPU_MAXIMUM },
	};

	return value_of(words, COUNT(words), text, NS_CPU_OTHER);
}

enum ns_cpu_check ns_cpu_check_from_text(const char *text)
{
	static const struct word words[] = {
		{ "none", NS_CHECK_NONE }, { "partial", NS_CHECK_PARTIAL }, { "full", NS_CHECK_FULL },
	};

	return value_of(words, COUNT(words), text, NS_CHECK_OTHER);
}

enum ns_policy ns_policy_from_text(const char *text)
{
	for (size_t i = 0; i < NS_POLICY_OTHER; i++)
		if (!strcmp(policies[i], text))
			return i;
	return NS_POLICY_OTHER;
}

const char *ns_policy_text(enum ns_policy policy)
{
	return policies[policy];
}

const struct ns_domain_feature *ns_domain_feature(const struct ns_domain *d, const char *name)
{
	for (size_t i = 0; i < d->feature_count; i++)
		if (!strcmp(d->features[i].name, name))
			return &d->features[i];
	return NULL;
}

void ns_domain_add_feature(struct ns_domain *d, const char *name, enum ns_policy policy)
{
	d->features = ns_xreallocarray(d->features, d->feature_count + 1, sizeof(*d->features));
	d->features[d->feature_count++] =
		(struct ns_domain_feature){ .name = ns_xstrdup(name), .policy = policy };
}

/*
 * libvirt asks QEMU for the CPU it made and writes it down with check='full'
 * (src/qemu/qemu_process.c qemuProcessUpdateLiveGuestCPU()); an inactive
 * definition with check='full' is what somebody asks for.
 */
bool ns_domain_is_exact(const struct ns_domain *d)
{
	return d->live && d->mode == NS_CPU_CUSTOM && d->check == NS_CHECK_FULL;
}
