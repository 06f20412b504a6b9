/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libvirt's XML of a domain, as virsh dumpxml prints it. It may come from
 * anybody: no entities, no network, no files, bounded memory and depth.
 */
#ifndef NESTSCOPE_DOMAIN_XML_H
#define NESTSCOPE_DOMAIN_XML_H

#include "model/domain.h"

/* The longest text that libvirt sends (src/remote/remote_protocol.x REMOTE_STRING_MAX) */
#define NS_DOMAIN_XML_MAX (4 << 20)

/*
 * Read @size bytes at @text, called @name in errors. NULL with *@error, to be
 * freed: it is no domain, or libxml2 is not installed.
 */
struct ns_domain *ns_domain_parse(const char *text, size_t size, const char *name, char **error);

#endif
