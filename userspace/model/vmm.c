// SPDX-License-Identifier: GPL-2.0-or-later
#include "model/vmm.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/alloc.h"
#include "util/text.h"
#include "model/limits.h"
#include "model/registers.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Which options name a VM and its UUID */
enum style { STYLE_QEMU, STYLE_CLOUD_HYPERVISOR, STYLE_OTHER };

/*
 * The name that is told is the one here, never the one that was found: with
 * @more, a name may go on behind it, as "qemu-system-x86_64-microvm" does.
 */
static const struct {
	const char *name;
	bool more;
	enum style style;
} programs[] = {
	{ "qemu-system-x86_64", true, STYLE_QEMU },
	{ "qemu-system-i386", true, STYLE_QEMU },
	{ "qemu-system-aarch64", true, STYLE_QEMU },
	{ "qemu-system", true, STYLE_QEMU },	/* for the other machines that it emulates */
	{ "qemu-kvm", false, STYLE_QEMU },	/* Red Hat's name */
	{ "kvm", false, STYLE_QEMU },		/* Debian's and Proxmox's name */
	{ "cloud-hypervisor", false, STYLE_CLOUD_HYPERVISOR },
	{ "firecracker", false, STYLE_OTHER },
	{ "crosvm", false, STYLE_OTHER },
	{ "lkvm", false, STYLE_OTHER },
	{ "VBoxHeadless", false, STYLE_OTHER },
	{ "VirtualBoxVM", false, STYLE_OTHER },
	{ "vmware-vmx", false, STYLE_OTHER },
};

/*
 * Features beside those of our bits that may be told: what decides whether and
 * how a VM sees its hypervisor. QEMU 7.2 to 10.2 target/i386/cpu.c.
 */
static const char *const told_features[] = {
	"vmx", "svm", "hypervisor", "kvm", "x2apic", "migratable", "check", "enforce",
	"host-phys-bits", "host-cache-info", "pmu", "hv-passthrough", "hv-evmcs", "hv-emsr-bitmap",
	"hv-tlbflush-direct",
};

static const char *const on_words[] = { "on", "yes", "true" };
static const char *const off_words[] = { "off", "no", "false" };

/* Letters, digits and what stands in names of files and features */
#define PLAIN "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.+-"
#define MAX_NAME 40	/* longer ones are no names */

static const char *base_of(const char *path, size_t len)
{
	const char *slash = memrchr(path, '/', len);

	return slash ? slash + 1 : path;
}

/* Index in programs[] of the @len characters at @base, or COUNT(programs) */
static size_t find_program(const char *base, size_t len)
{
	size_t i;

	for (i = 0; i < COUNT(programs); i++) {
		size_t n = strlen(programs[i].name);

		if (len < n || strncmp(base, programs[i].name, n))
			continue;
		if (len == n || (programs[i].more && !isalnum((unsigned char)base[n]) && base[n] != '_'))
			break;
	}
	return i;
}

/*
 * The program whose first argument is @arg; *@whole if that is its path and
 * nothing else. A title, "qemu-system-x86_64: web", and a command line in one
 * text begin with it.
 */
static size_t find_first(const char *arg, bool *whole)
{
	size_t first = strcspn(arg, " \t\n:"), len = strlen(arg), program;
	const char *base = base_of(arg, first);

	*whole = first == len;
	program = find_program(base, arg + first - base);
	if (program < COUNT(programs) || *whole)
		return program;
	/* A directory may have a blank in its name; the program's own name has none. */
	base = base_of(arg, len);
	program = find_program(base, strlen(base));
	*whole = !strpbrk(base, " \t\n:");
	return *whole ? program : COUNT(programs);
}

/*
 * The value of @key in "first,key=value,...", to be freed; NULL if there is
 * none. With a @key of "" the first one without a key. A comma is written ",,".
 */
static char *suboption(const char *options, const char *key)
{
	size_t key_len = strlen(key);

	while (*options) {
		bool match = key_len ? !strncmp(options, key, key_len) && options[key_len] == '=' :
				       options[strcspn(options, "=,")] != '=';
		const char *from = options + (key_len ? key_len + 1 : 0);
		char *value = match ? ns_xcalloc(strlen(options) + 1, 1) : NULL, *to = value;

		if (!match)
			from = options;
		while (*from && (*from != ',' || from[1] == ',')) {
			from += *from == ',';
			if (match)
				*to++ = *from;
			from++;
		}
		if (match)
			return value;
		options = *from ? from + 1 : from;
	}
	return NULL;
}

static void replace(char **old, char *new)
{
	if (!new)
		return;
	free(*old);
	*old = new;
}

const char *ns_accel_known(const char *text)
{
	static const char *const known[] = { "kvm", "tcg", "tcg-default" };

	for (size_t i = 0; i < COUNT(known); i++)
		if (!strcmp(text, known[i]))
			return known[i];
	return NULL;
}

/* What the options say of the accelerator: which is tried first, and whether that is all */
struct accels {
	char *first;	/* owned */
	bool more;	/* others are tried if it fails */
	bool machine;	/* the machine or a file of options may choose */
};

static void accel_option(struct accels *a, const char *opt, const char *arg)
{
	char *list = NULL;

	if (!strcmp(opt, "accel")) {
		a->more |= !!a->first;
		if (!a->first)
			a->first = suboption(arg, "accel") ?: suboption(arg, "");
	} else if (!strcmp(opt, "machine") || !strcmp(opt, "M")) {
		list = suboption(arg, "accel");
		a->machine |= !strncmp(arg, "xen", 3) || !strncmp(arg, "none", 4);
	} else if (!strcmp(opt, "enable-kvm")) {
		list = ns_xstrdup("kvm");
	} else if (!strcmp(opt, "no-kvm")) {
		list = ns_xstrdup("tcg");
	} else if (!strncmp(opt, "xen-", 4) || !strcmp(opt, "readconfig")) {
		a->machine = true;
	}
	if (list) {
		a->more = strchr(list, ':');
		list[strcspn(list, ":")] = '\0';
		replace(&a->first, list);
	}
}

/* QEMU system/vl.c configure_accelerators(); TCG never fails, and is in what distributions build. */
static const char *accel_of(const struct accels *a, const char *program)
{
	const char *last = program + strlen(program) - strlen("kvm");

	if (a->first)
		return !strcmp(a->first, "tcg") ? "tcg" : !strcmp(a->first, "kvm") && !a->more ? "kvm" : NULL;
	if (a->machine || (last >= program && !strcmp(last, "kvm")))
		return NULL;
	return !strcmp(program, "qemu-system-x86_64") || !strcmp(program, "qemu-system-i386") ?
		"tcg-default" : NULL;
}

struct reading {
	struct ns_vmm *vmm;
	const char *cpu;	/* what follows the last -cpu so far */
	struct accels accels;
};

/* QEMU takes -opt and --opt, and the last one counts; -smbios sets the UUID as -uuid does. @arg may be NULL. */
static void qemu_option(struct reading *r, const char *opt, const char *arg)
{
	struct ns_vmm *vmm = r->vmm;
	char *type, *name;

	opt += opt[1] == '-' ? 2 : 1;
	accel_option(&r->accels, opt, arg ?: "");
	if (!arg)
		return;
	if (!strcmp(opt, "uuid")) {
		replace(&vmm->uuid, ns_xstrdup(arg));
	} else if (!strcmp(opt, "smbios")) {
		type = suboption(arg, "type");
		if (type && !strcmp(type, "1"))
			replace(&vmm->uuid, suboption(arg, "uuid"));
		free(type);
	} else if (!strcmp(opt, "name")) {
		name = suboption(arg, "guest");
		replace(&vmm->name, name ?: suboption(arg, ""));
	} else if (!strcmp(opt, "cpu")) {
		r->cpu = arg;
	}
}

static void option(struct reading *r, enum style style, const char *opt, const char *arg)
{
	if (*opt != '-')
		return;
	if (style == STYLE_QEMU)
		qemu_option(r, opt, arg);
	else if (style == STYLE_CLOUD_HYPERVISOR && arg && !strcmp(opt, "--platform"))
		replace(&r->vmm->uuid, suboption(arg, "uuid"));
}

void ns_vmm_read(struct ns_vmm *vmm, const char *cmdline, size_t size)
{
	struct reading r = { .vmm = vmm };
	bool whole;
	size_t program = find_first(cmdline, &whole);

	*vmm = (struct ns_vmm){ .one_text = !whole };
	if (program == COUNT(programs))
		return;
	vmm->program = programs[program].name;
	if (!whole)
		return;
	for (const char *opt = cmdline, *arg; opt < cmdline + size; opt = arg) {
		arg = opt + strlen(opt) + 1;
		option(&r, programs[program].style, opt, arg < cmdline + size ? arg : NULL);
	}
	if (programs[program].style == STYLE_QEMU)
		vmm->accel = accel_of(&r.accels, vmm->program);
	free(r.accels.first);
	vmm->cpu = r.cpu ? ns_qemu_cpu_told(r.cpu) : NULL;
}

void ns_vmm_free(struct ns_vmm *vmm)
{
	free(vmm->name);
	free(vmm->uuid);
	free(vmm->cpu);
	*vmm = (struct ns_vmm){ 0 };
}

char *ns_vmm_program_at(const char *path)
{
	/* The kernel's word for a file that was replaced, by an update for one, behind its name */
	static const char gone[] = " (deleted)";
	size_t len = strlen(path), program;
	const char *base;

	if (ns_ends_in(path, gone))
		len -= strlen(gone);
	base = base_of(path, len);
	len -= base - path;
	program = find_program(base, len);
	if (program < COUNT(programs))
		return ns_xstrdup(programs[program].name);
	return len && len <= MAX_NAME && strspn(base, PLAIN) >= len ? ns_xasprintf("%.*s", (int)len, base) :
		NULL;
}

bool ns_vmm_is_qemu(const char *program)
{
	size_t i = find_program(program, strlen(program));

	return i < COUNT(programs) && programs[i].style == STYLE_QEMU;
}

/* ---- what follows -cpu ---- */

/* One word of it: "+vmx", "vmx", "vmx=on" */
struct feature {
	const char *name;
	size_t len;
	char sign;		/* '+', '-' or 0 */
	int on;			/* 1, 0, or -1: has another value, "family=6" */
	const char *end;	/* what stands behind the word */
};

static bool one_of(const char *const *words, size_t count, const char *text, size_t len)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(words[i]) == len && !strncmp(words[i], text, len))
			return true;
	return false;
}

static struct feature read_feature(const char *word)
{
	struct feature f = { .end = word + strcspn(word, ",") };
	size_t value;

	f.sign = *word == '+' || *word == '-' ? *word++ : 0;
	f.name = word;
	f.len = strcspn(word, "=,");
	value = f.end - (word + f.len);
	f.on = f.sign != '-';
	if (!value)
		return f;
	word += f.len + 1;
	f.on = f.sign ? -1 : one_of(on_words, COUNT(on_words), word, value - 1) ? 1 :
	       one_of(off_words, COUNT(off_words), word, value - 1) ? 0 : -1;
	return f;
}

/* QEMU takes '_' for '-' */
static bool feature_is(const struct feature *f, const char *name)
{
	size_t i = 0;

	while (i < f->len && name[i] && (f->name[i] == '_' ? '-' : f->name[i]) == name[i])
		i++;
	return i == f->len && !name[i];
}

static bool may_be_told(const struct feature *f)
{
	for (size_t i = 0; i < COUNT(told_features); i++)
		if (feature_is(f, told_features[i]))
			return f->on >= 0;
	for (size_t i = 0; i < ns_bit_count; i++)
		if (*ns_bits[i].qemu && feature_is(f, ns_bits[i].qemu))
			return f->on >= 0;
	return false;
}

char *ns_qemu_cpu_told(const char *option)
{
	size_t model = strcspn(option, ",");
	bool plain = model && model <= MAX_NAME && strspn(option, PLAIN) >= model;
	char *told = ns_xcalloc(strlen(option) + sizeof("...,..."), 1), *to = told;
	const char *p = option + model;
	bool left_out = false, long_one = strnlen(p, NS_TEXT_MAX) == NS_TEXT_MAX;

	to += sprintf(to, "%.*s", plain ? (int)model : 3, plain ? option : "...");
	while (*p && !long_one) {
		struct feature f = read_feature(++p);

		if (may_be_told(&f))
			to += sprintf(to, ",%.*s", (int)(f.end - p), p);
		else
			left_out = true;
		p = f.end;
	}
	if (left_out || *p)
		sprintf(to, ",...");
	return told;
}

bool ns_qemu_cpu_model_is(const char *option, const char *model)
{
	size_t len = strlen(model);

	return !strncmp(option, model, len) && (!option[len] || option[len] == ',');
}

/*
 * QEMU sets what has a value first, in the order of the words, then all with
 * '+', then all with '-'.
 */
int ns_qemu_cpu_feature(const char *option, const char *feature)
{
	int set = -1, plus = -1, minus = -1;
	const char *p = option + strcspn(option, ",");

	while (*p) {
		struct feature f = read_feature(++p);

		p = f.end;
		if (!feature_is(&f, feature) || f.on < 0)
			continue;
		if (f.sign == '-')
			minus = 0;
		else if (f.sign == '+')
			plus = 1;
		else
			set = f.on;
	}
	return minus >= 0 ? minus : plus >= 0 ? plus : set;
}
