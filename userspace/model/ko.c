// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/ko.h"

#include <stdlib.h>

const char *const ns_ko_params[NS_KO_PARAM_COUNT] = {
#define NS_KO_PARAM(name) #name,
	NS_KO_PARAMS(NS_KO_PARAM)
#undef NS_KO_PARAM
};

void ns_ko_clear(struct ns_ko *ko)
{
	for (size_t i = 0; i < NS_KO_PARAM_COUNT; i++)
		free(ko->value[i]);
	for (size_t i = 0; i < ko->holder_count; i++)
		free(ko->holders[i]);
	for (size_t i = 0; i < ko->unread_count; i++)
		free(ko->unread[i]);
	free(ko->unread);
	free(ko->holders);
	free(ko->release);
	free(ko->lockdown);
	free(ko->version);
	free(ko->unsearched);
	free(ko->file);
	free(ko->file_version);
	free(ko->vermagic);
	free(ko->signer);
	free(ko->no_libkmod);
	*ko = (struct ns_ko){ .refcount = -1, .sig_enforce = -1, .disabled = -1 };
}
