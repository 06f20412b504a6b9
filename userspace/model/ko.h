/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nestscope.ko on one machine: what is loaded, and the file that would be. No part of a snapshot. */
#ifndef NESTSCOPE_MODEL_KO_H
#define NESTSCOPE_MODEL_KO_H

#include <stdbool.h>
#include <stddef.h>

/* Its parameters, as kmod/ declares them */
#define NS_KO_PARAMS(X) X(live_vmcs) X(vmread_timing)

enum ns_ko_param {
#define NS_KO_PARAM(name) NS_KO_##name,
	NS_KO_PARAMS(NS_KO_PARAM)
#undef NS_KO_PARAM
	NS_KO_PARAM_COUNT
};

extern const char *const ns_ko_params[NS_KO_PARAM_COUNT];

/* Where the file was found */
enum ns_ko_from {
	NS_KO_NOWHERE,
	NS_KO_GIVEN,	/* by the user */
	NS_KO_NEXT_TO,	/* in the directory of the program, as make leaves it */
	NS_KO_DEPMOD,	/* in modules.dep */
	NS_KO_DKMS,	/* in DKMS's tree, built and not installed */
};

struct ns_ko {
	/* The running kernel; NULL where it was not read */
	char *release;
	char *lockdown;		/* "none", "integrity", "confidentiality" */
	int sig_enforce;	/* 1: it takes signed modules only; 0, or -1 where it was not read */
	int disabled;		/* the same: it takes no more modules until it is booted again */
	bool no_modules;	/* it was built without CONFIG_MODULES, and takes none */
	/* What is loaded */
	bool loaded;
	bool told;		/* can it be told whether it is? */
	char *version;
	char *value[NS_KO_PARAM_COUNT];
	int refcount;		/* -1 where it was not read */
	char **holders;		/* "cat (process 12), /sys/kernel/debug/nestscope/live" */
	size_t holder_count;
	bool holders_unread;	/* there may be more: not every process could be looked at */
	/* What is there and could not be read: "/sys/module/nestscope/version: Input/output error" */
	char **unread;
	size_t unread_count;
	/* What would be loaded: all NULL if there is none, or if it was not looked for everywhere */
	char *unsearched;	/* what was not searched, and why: "/lib/modules/6.1.0/modules.dep: not captured"; or NULL */
	enum ns_ko_from from;
	char *file;
	char *file_version;
	char *vermagic;
	char *signer;		/* "" without a signature; NULL where libkmod could not be asked */
	/* Why libkmod cannot be used; NULL if it can, or was not asked */
	char *no_libkmod;
};

void ns_ko_clear(struct ns_ko *ko);

#endif
