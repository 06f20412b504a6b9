// SPDX-License-Identifier: GPL-2.0-or-later
/* What hands a stamp to a VM, quoted for the shell, for QEMU and for XML. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/json.h"
#include "render/stamp.h"
#include "util/alloc.h"
#include "util/json.h"

/* @s with @with in place of each @what, to be freed */
static char *replaced(const char *s, char what, const char *with)
{
	char *text = ns_xcalloc(strlen(s) * strlen(with) + strlen(s) + 1, 1), *p = text;

	for (; *s; s++)
		p += *s == what ? sprintf(p, "%s", with) : sprintf(p, "%c", *s);
	return text;
}

/* As a word for the shell, to be freed */
static char *shell_word(const char *s)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "-_=+,./:@%";
	char *inner, *word;

	if (strspn(s, plain) == strlen(s))
		return ns_xstrdup(s);
	inner = replaced(s, '\'', "'\\''");
	word = ns_xasprintf("'%s'", inner);
	free(inner);
	return word;
}

/* The argument behind -fw_cfg, to be freed; QEMU wants a comma doubled */
static char *fw_cfg(const char *path)
{
	char *file = replaced(path, ',', ",,");
	char *arg = ns_xasprintf("name=" NS_STAMP_NAME ",file=%s", file);

	free(file);
	return arg;
}

/* The element of the domain, to be freed */
static char *libvirt_xml(const char *path)
{
	char *amp = replaced(path, '&', "&amp;"), *less = replaced(amp, '<', "&lt;");
	char *file = replaced(less, '\'', "&apos;");
	char *xml = ns_xasprintf("<sysinfo type='fwcfg'>\n"
				 "  <entry name='" NS_STAMP_NAME "' file='%s'/>\n"
				 "</sysinfo>", file);

	free(amp);
	free(less);
	free(file);
	return xml;
}

void ns_handover_print(const struct ns_out *out, const char *path, enum ns_handover what)
{
	char *arg = fw_cfg(path), *word = shell_word(arg), *xml = libvirt_xml(path);

	if (out->format != NS_FORMAT_TEXT)
		ns_out_json(out, ns_json_pack("{s:s, s:[s, s], s:s}", "file", path,
					   "qemu", "-fw_cfg", arg, "libvirt", xml));
	else if (what == NS_HANDOVER_QEMU)
		ns_print(out, NS_TONE_PLAIN, "-fw_cfg %s\n", word);
	else if (what == NS_HANDOVER_LIBVIRT)
		ns_print(out, NS_TONE_PLAIN, "%s\n", xml);
	else
		ns_print(out, NS_TONE_PLAIN, "%s\n\nTo hand it to a VM, with QEMU:\n\n-fw_cfg %s\n\n"
			 "with libvirt, within <domain>:\n\n%s\n\nThe VM sees it after its next start; "
			 "nestscope in the VM, run as root, finds it.\n", path, word, xml);
	free(arg);
	free(word);
	free(xml);
}
