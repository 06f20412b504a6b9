/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DOC: QEMU's CPU models
 *
 * Recorded answers of QMP: query-cpu-model-expansion of type "full", one a model,
 * and query-cpu-definitions. The first has the features that a VM gets, which are
 * those of the model less what QEMU's machine cannot give; the second names these.
 */
#ifndef NESTSCOPE_CPU_MODELS_H
#define NESTSCOPE_CPU_MODELS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* 132 models of QEMU 7.2 take 1.2 MB. */
#define NS_CPU_MODELS_MAX_SIZE (8 << 20)

struct ns_cpu_model {
	const char *name;
	const char *vendor;	/* "" if it is not known */
	const json_t *props;	/* of the expansion */
	const json_t *definition;	/* NULL if there is none: what it has besides @props is not known */
};

struct ns_cpu_models {
	json_t *answers;	/* owned: all that was read */
	struct ns_cpu_model *list;
	size_t count;
};

/* NULL with *@error, to be freed: @text is not JSON, or no model is in it. */
struct ns_cpu_models *ns_cpu_models_read(const char *text, size_t size, const char *name, char **error);
void ns_cpu_models_free(struct ns_cpu_models *m);

/*
 * The version that the name stands for ("EPYC" for EPYC-v1), or 0: with some
 * machines, microvm for one, QEMU takes another if there is only the name.
 */
unsigned int ns_cpu_model_version(const struct ns_cpu_model *m);

/* Does this QEMU know a feature of that name? */
bool ns_cpu_model_knows(const struct ns_cpu_model *m, const char *feature);

/* Has the model the feature, be it that QEMU's machine took it away? If not, see @definition. */
bool ns_cpu_model_has(const struct ns_cpu_model *m, const char *feature);

#endif
