// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Answers of QEMU, and its version: query-cpu-model-expansion, whose properties are what a guest
 * with this model gets, and query-kvm; "info kvm" and "info cpus" of its monitor.
 */
#include <stdlib.h>
#include <string.h>

#include "model/names.h"
#include "sources/import/reader.h"
#include "util/alloc.h"

#define VERSION_MAX 20	/* "10.0.13" */

/* The end of the JSON object at @text, behind its brace, or NULL if it has none */
static const char *object_end(const char *text, const char *end)
{
	bool quoted = false;
	size_t depth = 0;

	for (; text < end; text++) {
		if (quoted && *text == '\\' && text + 1 < end)
			text++;
		else if (*text == '"')
			quoted = !quoted;
		else if (!quoted && *text == '{')
			depth++;
		else if (!quoted && *text == '}' && !--depth)
			return text + 1;
	}
	return NULL;
}

/*
 * kvm_init() refuses any other version of the API than 12 (accel/kvm/kvm-all.c),
 * so QEMU that runs with KVM has opened the device and asked.
 */
void ns_import_kvm_works(struct ns_import *im)
{
	if (!ns_has(&im->s->fact[NS_FACT_KVM_DEVICE]))
		ns_import_text_fact(im, NS_FACT_KVM_DEVICE, NS_SOURCE_FILE, "usable");
	ns_import_num_fact(im, NS_FACT_KVM_API, NS_SOURCE_FILE, 12);
}

/* The only bit that @name_of calls so, or NULL: QEMU has one name for two bits of INVEPT and INVVPID. */
static const struct ns_bit *bit_of(const char *name, size_t size, const char *(*name_of)(const struct ns_bit *bit))
{
	const struct ns_bit *found = NULL;

	if (!size)
		return NULL;
	for (size_t i = 0; i < ns_bit_count; i++) {
		const struct ns_true_pair *pair = ns_true_pair_of(ns_bits[i].reg);
		const char *called = name_of(&ns_bits[i]);

		if (strlen(called) != size || memcmp(called, name, size) || (pair && pair->true_reg == ns_bits[i].reg))
			continue;
		if (found)
			return NULL;
		found = &ns_bits[i];
	}
	return found;
}

static const char *qemu_name(const struct ns_bit *bit)
{
	return bit->qemu;
}

static void take_offer(struct ns_import *im, const struct ns_bit *bit, bool on)
{
	uint64_t one = bit ? 1ull << ns_bit_position(bit) : 0;

	if (bit)
		ns_value_bits(&im->s->view[NS_VIEW_KVM][bit->reg], NS_SOURCE_FILE, on ? one : 0, one);
}

void ns_import_libvirt_offer(struct ns_import *im, const char *name, bool on)
{
	take_offer(im, bit_of(name, strlen(name), ns_libvirt_name), on);
}

/*
 * A member of an object: numbers of QEMU's need 64 bits without a sign, which
 * jansson has not, and only names and booleans are looked at here.
 */
struct member {
	const char *key;
	size_t key_size;
	const char *value;	/* its first character */
};

/* The end of the string that begins at @s, its closing quotation mark */
static const char *string_end(const char *s, const char *end)
{
	for (s++; s < end && *s != '"'; s++)
		s += *s == '\\';
	return s < end ? s : NULL;
}

static const char *blanks(const char *s, const char *end)
{
	while (s < end && strchr(" \t\r\n", *s) && *s)
		s++;
	return s;
}

/* The next member at or behind *@s, however deep; *@s is moved to its value. */
static bool next_member(const char **s, const char *end, struct member *m)
{
	const char *p = *s, *close, *colon;

	while (p < end && (p = memchr(p, '"', end - p))) {
		close = string_end(p, end);
		if (!close)
			return false;
		colon = blanks(close + 1, end);
		if (colon < end && *colon == ':') {
			*m = (struct member){ p + 1, close - p - 1, blanks(colon + 1, end) };
			*s = m->value;
			return m->value < end;
		}
		p = close + 1;
	}
	return false;
}

static bool is_key(const struct member *m, const char *key)
{
	return strlen(key) == m->key_size && !memcmp(m->key, key, m->key_size);
}

static bool is_value(const struct member *m, const char *end, const char *word)
{
	return (size_t)(end - m->value) >= strlen(word) && !memcmp(m->value, word, strlen(word));
}

/*
 * VMX is nothing that TCG emulates, and the model "host" is KVM's
 * (target/i386/kvm/kvm-cpu.c).
 */
static bool under_kvm(const char *text, const char *end, bool *host)
{
	bool vmx = false;
	struct member m;

	*host = false;
	while (next_member(&text, end, &m)) {
		if (is_key(&m, "name") && is_value(&m, end, "\"host\""))
			*host = true;
		if (m.key_size >= 3 && !memcmp(m.key, "vmx", 3) && is_value(&m, end, "true"))
			vmx = true;
	}
	return vmx || *host;
}

/*
 * A property that is on: KVM offers it, else QEMU would have taken it away. One
 * that is off says something only of "host", which has all that KVM offers.
 */
static void take_model(struct ns_import *im, const char *text, const char *end)
{
	struct member m;
	bool host;

	if (!under_kvm(text, end, &host)) {
		im->other_models++;
		return;
	}
	ns_import_kvm_works(im);
	while (next_member(&text, end, &m)) {
		bool on = is_value(&m, end, "true");

		if (on || (host && is_value(&m, end, "false")))
			take_offer(im, bit_of(m.key, m.key_size, qemu_name), on);
	}
}

static void take_answer(struct ns_import *im, const char *text, const char *end)
{
	bool props = false, enabled = false, present = false;
	const char *s = text;
	struct member m;

	while (next_member(&s, end, &m)) {
		props = props || is_key(&m, "props");
		enabled = enabled || (is_key(&m, "enabled") && is_value(&m, end, "true"));
		present = present || (is_key(&m, "present") && is_value(&m, end, "true"));
	}
	if (props)
		take_model(im, text, end);
	else if (enabled && present)
		ns_import_kvm_works(im);
}

/* Is the object what QMP sends or gets, by its first member? */
static bool is_qmp(const char *text, const char *end)
{
	static const char *const keys[] = { "QMP", "return", "execute", "event", "error", "timestamp" };
	struct member m;

	if (!next_member(&text, end, &m))
		return false;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (is_key(&m, keys[i]))
			return true;
	return false;
}

size_t ns_block_qmp(struct ns_import *im, const char *text, const char *end)
{
	const char *last;

	/*
	 * To look for the ends of many objects, one within the other or without an
	 * end, would take for ever.
	 */
	if (text < im->no_object || text == end || *text != '{')
		return 0;
	last = object_end(text, end);
	im->no_object = last ?: end;
	if (!last)
		return 0;
	if (!is_qmp(text, last))
		return 0;
	take_answer(im, text, last);
	return last - text;
}

/* What follows @words at the beginning of @line, or NULL */
static const char *behind(const char *line, const char *words)
{
	size_t len = strlen(words);

	return strncmp(line, words, len) ? NULL : line + len;
}

/* Where @line has QEMU's version: --version, virsh version, what libvirt writes into a VM's log; or NULL */
static const char *version_on(const char *line)
{
	static const char words[] = ", qemu version: ";
	const char *start = behind(line, "QEMU emulator version ") ?: behind(line, "Running hypervisor: QEMU ");

	if (!start && strstr(line, "starting up libvirt version: ")) {
		start = strstr(line, words);
		start = start ? start + strlen(words) : NULL;
	}
	return start;
}

static bool take_version(struct ns_import *im, const char *line, enum ns_source source)
{
	const char *start = version_on(line);
	size_t len = start ? strspn(start, "0123456789.") : 0;
	char *version;

	/* What else virsh version tells is about libvirt. */
	if (!start)
		return behind(line, "Using library: libvirt ") || behind(line, "Using API: QEMU ") ||
		       behind(line, "Compiled against library: libvirt ");
	if (!len || len > VERSION_MAX)
		return false;
	version = ns_xasprintf("%.*s", (int)len, start);
	ns_import_text_fact(im, NS_FACT_QEMU, source, version);
	free(version);
	return true;
}

bool ns_take_qmp(struct ns_import *im, const char *line, enum ns_source source)
{
	if (take_version(im, line, source))
		return true;
	if (!strncmp(line, "kvm support: enabled", 20)) {
		ns_import_kvm_works(im);
		return true;
	}
	return !strncmp(line, "kvm support: ", 13) || !strncmp(line, "(qemu) ", 7) ||
	       (strstr(line, "CPU #") && strstr(line, "thread_id="));
}
