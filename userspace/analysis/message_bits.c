// SPDX-License-Identifier: GPL-2.0-or-later
/* The capabilities that a message names */
#include <stdlib.h>
#include <string.h>

#include "analysis/messages.h"
#include "model/names.h"
#include "util/alloc.h"

void ns_bits_add(struct ns_bits *bits, const struct ns_bit *bit)
{
	for (size_t i = 0; i < bits->count; i++)
		if (bits->list[i] == bit)
			return;
	bits->list = ns_xreallocarray(bits->list, bits->count + 1, sizeof(const struct ns_bit *));
	bits->list[bits->count++] = bit;
}

static void add_named(struct ns_bits *bits, const char *words)
{
	struct ns_bit_named named;

	if (!ns_bit_resolve(words, &named))
		return;
	/* One of QEMU's names stands for two bits. */
	for (size_t i = 0; i < named.count; i++)
		ns_bits_add(bits, named.rows[i]);
}

/* "vmx-ept,vmx-vpid", "vmx-ept, vmx-vpid" */
static void add_list(struct ns_bits *bits, const char *names)
{
	while (names && *names) {
		size_t len = strcspn(names, ",");
		char *name = ns_xasprintf("%.*s", (int)len, names);

		add_named(bits, name);
		free(name);
		names += len + (names[len] == ',');
		names += *names == ' ';
	}
}

struct ns_bits ns_message_bits(const struct ns_message *m)
{
	const char *feature = ns_message_get(m, "feature"), *number = ns_message_get(m, "bit");
	struct ns_bits bits = { 0 };

	if (feature && number) {
		char *words = ns_xasprintf("%s [bit %s]", feature, number);

		add_named(&bits, words);
		free(words);
	} else if (feature) {
		add_list(&bits, feature);
	}
	add_list(&bits, ns_message_get(m, "missing"));
	add_list(&bits, ns_message_get(m, "extra"));
	return bits;
}

/* One of QEMU's names stands for two bits. */
static bool is_named_before(const struct ns_bits *bits, size_t i)
{
	for (size_t n = 0; n < i; n++)
		if (!strcmp(bits->list[n]->qemu, bits->list[i]->qemu))
			return true;
	return false;
}

void ns_bits_set_off(struct ns_finding *f, const struct ns_bits *bits)
{
	char *off = ns_xstrdup(""), *libvirt = ns_xstrdup(""), *unnamed = ns_xstrdup("");

	for (size_t i = 0; i < bits->count; i++) {
		const char *qemu = bits->list[i]->qemu, *name = ns_libvirt_name(bits->list[i]);
		char *switched = ns_xasprintf("%s=off", qemu), *element = ns_xasprintf("<feature policy='disable' name='%s'/>", name);

		if (*qemu && !is_named_before(bits, i)) {
			off = ns_xjoin(off, ",", switched);
			if (*name)
				libvirt = ns_xjoin(libvirt, " ", element);
			else
				unnamed = ns_xjoin(unnamed, ", ", qemu);
		}
		free(switched);
		free(element);
	}
	ns_finding_set(f, "off", "%s", off);
	ns_finding_set(f, "libvirt", "%s", libvirt);
	ns_finding_set(f, "unnamed", "%s", unnamed);
	if (*unnamed)
		ns_finding_set(f, "unknown", "%s", NS_LIBVIRT_NAMED);
	free(off);
	free(libvirt);
	free(unnamed);
}

void ns_bits_clear(struct ns_bits *bits)
{
	free(bits->list);
	*bits = (struct ns_bits){ 0 };
}
