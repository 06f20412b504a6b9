// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * QEMU's CPU models from anybody: refused with a reason that names the file, or models of which each has a name and
 * is found again; and the CPU that is made of them has no other name in it than those of the tables.
 */
#include <ctype.h>
#include <stdint.h>

#include "analysis/baseline.h"
#include "check.h"
#include "model/cpu_models.h"
#include "render/baseline.h"

#define NAME "name of the file"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct ns_snapshot *host(bool amd)
{
	static struct ns_snapshot *hosts[2];
	struct ns_snapshot *s = hosts[amd];

	if (s)
		return s;
	s = hosts[amd] = ns_snapshot_new();
	ns_value_num(&s->fact[NS_FACT_KVM_API], NS_SOURCE_KVM, 12);
	ns_value_text(&s->fact[NS_FACT_ARCH], NS_SOURCE_PROCFS, "x86_64");
	ns_value_text(&s->fact[NS_FACT_CPU_VENDOR], NS_SOURCE_PROCFS, amd ? "AuthenticAMD" : "GenuineIntel");
	ns_value_text(&s->fact[NS_FACT_CPU_FLAGS], NS_SOURCE_PROCFS, amd ? "fpu svm npt" : "fpu vmx");
	for (int reg = 0; reg < NS_REG_COUNT; reg++)
		ns_value_num(&s->view[NS_VIEW_KVM][reg], NS_SOURCE_KVM, ns_reg_keep(reg, UINT64_MAX));
	return s;
}

static void fit(const struct ns_cpu_models *models, size_t first, size_t count)
{
	const struct ns_out out = { .file = nowhere() };
	const struct ns_input hosts[] = { { host(false), "a" }, { host(true), "b" } };
	struct ns_baseline *b = ns_baseline_of(hosts + first, count, models);
	char *qemu = ns_baseline_qemu(b);

	for (const char *p = qemu; *p; p++)
		demand(isalnum((unsigned char)*p) || strchr("-_.,=", *p), "a name of a stranger in -cpu");
	free(qemu);
	ns_baseline_print(&out, b);
	json_decref(ns_baseline_to_json(b));
	ns_baseline_free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *error = NULL;
	struct ns_cpu_models *m = ns_cpu_models_read((const char *)data, size, NAME, &error);

	demand(!m == !!error, "neither models nor an error, or both");
	demand(!error || !strncmp(error, NAME ":", sizeof(NAME)), "an error that does not name the file");
	for (size_t i = 0; m && i < m->count; i++) {
		demand(*m->list[i].name, "a model without a name");
		demand(ns_cpu_model_version(&m->list[i]) < 1000, "a version that is none");
	}
	for (size_t first = 0; m && first < 2; first++)
		fit(m, first, 1);
	if (m)
		fit(m, 0, 2);
	ns_cpu_models_free(m);
	free(error);
	return 0;
}
