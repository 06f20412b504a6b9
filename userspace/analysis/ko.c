// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/ko.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"

/* A finding with what is known of the file and the kernel */
static struct ns_finding *found(const struct ns_ko *ko, enum ns_code code)
{
	struct ns_finding *f = ns_finding_new(code);

	ns_finding_set(f, "program", "%s", NS_VERSION);
	ns_finding_set(f, "version", "%s", ko->version ?: "");
	ns_finding_set(f, "file", "%s", ko->file ?: "");
	ns_finding_set(f, "release", "%s", ko->release ?: "");
	return f;
}

struct ns_finding *ns_ko_state(const struct ns_ko *ko)
{
	enum ns_code code = NS_FOUND_KO_NOT_LOADED;

	if (!ko->told)
		code = NS_FOUND_KO_UNTOLD;
	else if (ko->loaded)
		code = ko->version && strcmp(ko->version, NS_VERSION) ? NS_FOUND_KO_OTHER_VERSION :
									 NS_FOUND_KO_LOADED;
	return found(ko, code);
}

char *ns_ko_options(const struct ns_ko_wanted *wanted)
{
	char *options = ns_xstrdup("");

	for (size_t i = 0; i < NS_KO_PARAM_COUNT; i++) {
		char *one;

		if (wanted->param[i] == NS_UNKNOWN)
			continue;
		one = ns_xasprintf("%s=%d", ns_ko_params[i], wanted->param[i] == NS_YES);
		options = ns_xjoin(options, " ", one);
		free(one);
	}
	return options;
}

struct ns_finding *ns_ko_differs(const struct ns_ko *ko, const struct ns_ko_wanted *wanted)
{
	struct ns_finding *f = NULL;
	char *options = ns_ko_options(wanted);

	if (ko->loaded && ko->version && strcmp(ko->version, NS_VERSION))
		f = found(ko, NS_FOUND_KO_OTHER_VERSION);
	for (size_t i = 0; i < NS_KO_PARAM_COUNT && ko->loaded && !f; i++) {
		/* As the kernel prints a bool */
		const char *value = ko->value[i] ?: "?";

		if (wanted->param[i] == NS_UNKNOWN || *value == (wanted->param[i] == NS_YES ? 'Y' : 'N'))
			continue;
		f = found(ko, NS_FOUND_KO_LOADED_OTHERWISE);
		ns_finding_set(f, "param", "%s", ns_ko_params[i]);
		ns_finding_set(f, "value", "%s", value);
	}
	if (f)
		ns_finding_set(f, "options", "%s", options);
	free(options);
	return f;
}

/* Was the file built for the running kernel? Its vermagic begins with the release. */
static bool for_this_kernel(const struct ns_ko *ko)
{
	size_t len = ko->release ? strlen(ko->release) : 0;

	return !len || !ko->vermagic || (!strncmp(ko->vermagic, ko->release, len) && ko->vermagic[len] == ' ');
}

static bool is_locked_down(const struct ns_ko *ko)
{
	return ko->lockdown && strcmp(ko->lockdown, "none");
}

/* Was it seen that the file has no signature? */
static bool is_unsigned(const struct ns_ko *ko)
{
	return ko->signer && !*ko->signer;
}

/* The kernel rejects the file for its signature: for which reason? */
static struct ns_finding *signature(const struct ns_ko *ko)
{
	struct ns_finding *f;

	if (!is_unsigned(ko)) {
		f = found(ko, NS_FOUND_KO_KEY_UNTRUSTED);
		ns_finding_set(f, "signer", "%s", ko->signer && strcmp(ko->signer, "?") ? ko->signer : "");
	} else if (is_locked_down(ko)) {
		f = found(ko, NS_FOUND_KO_LOCKED_DOWN);
		ns_finding_set(f, "lockdown", "%s", ko->lockdown);
	} else {
		f = found(ko, NS_FOUND_KO_UNSIGNED);
	}
	return f;
}

struct ns_finding *ns_ko_cannot_load(const struct ns_ko *ko)
{
	struct ns_finding *f = NULL;

	if (ko->disabled > 0) {
		f = found(ko, NS_FOUND_KO_DISABLED);
	} else if (!ko->file && ko->no_modules) {
		f = found(ko, NS_FOUND_KO_NO_MODULES);
	} else if (!ko->file) {
		f = found(ko, ko->unsearched ? NS_FOUND_KO_NOT_SEARCHED : NS_FOUND_KO_NO_FILE);
		ns_finding_set(f, "why", "%s", ko->unsearched ?: "");
	} else if (ko->no_libkmod) {
		f = ns_ko_load_error(ko, ENOSYS);
	} else if (!ko->signer) {
		f = found(ko, NS_FOUND_KO_NOT_A_MODULE);
	} else if (!for_this_kernel(ko)) {
		f = found(ko, NS_FOUND_KO_OTHER_KERNEL);
		ns_finding_set(f, "vermagic", "%.*s", (int)strcspn(ko->vermagic, " "), ko->vermagic);
	} else if (is_unsigned(ko) && (is_locked_down(ko) || ko->sig_enforce > 0)) {
		f = signature(ko);
	}
	return f;
}

/* What loading and unloading have in common */
static struct ns_finding *failed(const struct ns_ko *ko, int err, const char *verb)
{
	struct ns_finding *f;

	if (ko->no_libkmod) {
		f = found(ko, NS_FOUND_KO_NO_LIBKMOD);
		ns_finding_set(f, "why", "%s", ko->no_libkmod);
	} else if (err == ENOSYS && ko->no_modules) {
		f = found(ko, NS_FOUND_KO_NO_MODULES);
	} else if (err == EPERM) {
		f = found(ko, ko->disabled > 0 ? NS_FOUND_KO_DISABLED : NS_FOUND_KO_NOT_PERMITTED);
	} else {
		f = found(ko, NS_FOUND_KO_FAILED);
		ns_finding_set(f, "error", "%s", strerror(err));
	}
	ns_finding_set(f, "verb", "%s", verb);
	return f;
}

struct ns_finding *ns_ko_load_error(const struct ns_ko *ko, int err)
{
	switch (err) {
	case EKEYREJECTED:
	case ENOKEY:
	case ENOPKG:
	case EBADMSG:
		return signature(ko);
	case ENOEXEC:
		return found(ko, NS_FOUND_KO_NOT_ACCEPTED);
	case EPERM:
		/* module_sig_check() ends with lockdown's answer. */
		if (is_locked_down(ko))
			return signature(ko);
	}
	return failed(ko, err, "load");
}

struct ns_finding *ns_ko_unload_error(const struct ns_ko *ko, int err)
{
	struct ns_finding *f;
	char *holders;

	if (err != EAGAIN && err != EBUSY)
		return failed(ko, err, "unload");
	f = found(ko, NS_FOUND_KO_IN_USE);
	holders = ns_xstrdup("");
	for (size_t i = 0; i < ko->holder_count; i++)
		holders = ns_xjoin(holders, "; ", ko->holders[i]);
	ns_finding_set(f, "holders", "%s", holders);
	free(holders);
	return f;
}
