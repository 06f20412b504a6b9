// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libxml2's reader goes through the text once and keeps one branch of it, so a
 * hostile file takes little memory. A document type is refused before libxml2
 * sees the text, and with it every entity: libvirt writes none. The encoding is
 * said to be UTF-8 whatever the text claims, so that none can hide one.
 */
#include "sources/domain_xml.h"

#include <stdlib.h>
#include <string.h>
#include <libxml/xmlreader.h>

#include "util/alloc.h"
#include "util/optional.h"
#include "util/pasted.h"
#include "util/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What is needed of the library, with the types that its header declares */
#define FUNCTIONS \
	FUNCTION(xmlGetLastError) \
	FUNCTION(xmlSetGenericErrorFunc) \
	FUNCTION(xmlReaderForMemory) \
	FUNCTION(xmlFreeTextReader) \
	FUNCTION(xmlTextReaderSetErrorHandler) \
	FUNCTION(xmlTextReaderLocatorLineNumber) \
	FUNCTION(xmlTextReaderRead) \
	FUNCTION(xmlTextReaderNodeType) \
	FUNCTION(xmlTextReaderDepth) \
	FUNCTION(xmlTextReaderConstLocalName) \
	FUNCTION(xmlTextReaderConstNamespaceUri) \
	FUNCTION(xmlTextReaderConstValue) \
	FUNCTION(xmlTextReaderMoveToNextAttribute) \
	FUNCTION(xmlTextReaderMoveToElement)

#define FUNCTION(name) __typeof__(name) *name;
static struct { FUNCTIONS } lib;
#undef FUNCTION
#define FUNCTION(name) #name,
static const char *const names[] = { FUNCTIONS NULL };
#undef FUNCTION

/* Its name up to 2.13, and from 2.14 on; what is used of it is the same. */
static struct ns_library library = { .files = { "libxml2.so.2", "libxml2.so.16" } };

#define QEMU_NAMESPACE "http://libvirt.org/schemas/domain/qemu/1.0"
#define DEPTH 6			/* of the deepest element that is read, and one more */
#define WORD_MAX 256		/* the longest name or word that is taken */
#define CPU_MAX 4096		/* the longest argument of -cpu */
#define FEATURE_MAX 4096	/* libvirt knows some 500 */

struct reading {
	xmlTextReaderPtr xml;
	struct ns_domain *d;
	const char *file;
	const char *name[DEPTH];	/* of the open elements; "" for those of another namespace */
	int base;			/* depth of <domain>; -1 before it, -2 behind it */
	bool cpu_seen, cpu_first;	/* libvirt reads the first <cpu> */
	bool cpu_follows;		/* the last argument for QEMU was -cpu */
	char *error;
};

static void fail(struct reading *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The first error is the cause of those that follow. */
static void fail(struct reading *r, const char *fmt, ...)
{
	va_list ap;
	char *text;

	if (r->error)
		return;
	va_start(ap, fmt);
	text = ns_xvasprintf(fmt, ap);
	va_end(ap);
	r->error = ns_xasprintf("%s: %s", r->file, text);
	free(text);
}

/* What it reports to nobody in particular: it has no memory, which it also says to those who ask. */
static void say_nothing(void *arg, const char *msg, ...)
{
	(void)arg;
	(void)msg;
}

static bool load(struct reading *r)
{
	char *why;
	bool loaded = ns_library_load(&library, names, &lib, &why);

	if (loaded)
		lib.xmlSetGenericErrorFunc(NULL, say_nothing);
	else
		fail(r, "libxml2 is needed to read XML (Debian: apt-get install libxml2): %s", why);
	free(why);
	return loaded;
}

static void check_memory(void)
{
	const xmlError *last = lib.xmlGetLastError();

	if (last && last->code == XML_ERR_NO_MEMORY)
		ns_out_of_memory();
}

static void take_error(void *arg, const char *msg, xmlParserSeverities severity, xmlTextReaderLocatorPtr where)
{
	struct reading *r = arg;
	int line = lib.xmlTextReaderLocatorLineNumber(where);

	if (severity != XML_PARSER_SEVERITY_ERROR && severity != XML_PARSER_SEVERITY_VALIDITY_ERROR)
		return;
	fail(r, "line %d: %.*s", line > 0 ? line : 1, (int)strcspn(msg, "\n"), msg);
}

/* ---- one value ---- */

/* Is the open element the one at @path below <domain>, "/cpu/model"? */
static bool at(const struct reading *r, int depth, const char *path)
{
	for (int i = r->base + 1; i <= depth; i++) {
		size_t len = i < DEPTH ? strlen(r->name[i]) : 0;

		if (!len || *path++ != '/' || strncmp(path, r->name[i], len))
			return false;
		path += len;
	}
	return !*path;
}

static void take(struct reading *r, char **to, const char *what, const char *value, size_t max)
{
	size_t len = strnlen(value, max + 1);

	if (len > max) {
		fail(r, "%s is longer than %zu bytes", what, max);
	} else {
		free(*to);
		*to = ns_xstrdup(value);
	}
}

/* Text comes in pieces: a comment or a CDATA section parts it. Blanks around it do not count. */
static void take_text(struct reading *r, char **to, const char *what, const char *piece)
{
	static const char blank[] = " \t\r\n";
	char *whole;
	size_t len;

	if (!*to)
		piece += strspn(piece, blank);
	whole = ns_xasprintf("%s%.*s", *to ?: "", WORD_MAX + 1, piece);
	len = strlen(whole);
	while (len && strchr(blank, whole[len - 1]))
		whole[--len] = '\0';
	if (len)
		take(r, to, what, whole, WORD_MAX);
	free(whole);
}

static void on_text(struct reading *r, int depth)
{
	const char *piece = (const char *)lib.xmlTextReaderConstValue(r->xml);
	struct ns_domain *d = r->d;
	const struct {
		const char *path;
		char **to;
	} texts[] = {
		{ "/name", &d->name },
		{ "/devices/emulator", &d->emulator },
		{ "/cpu/model", r->cpu_first ? &d->model : NULL },
	};

	for (size_t i = 0; piece && i < COUNT(texts); i++)
		if (texts[i].to && at(r, depth - 1, texts[i].path))
			take_text(r, texts[i].to, texts[i].path + 1, piece);
}

/* ---- attributes ---- */

struct attribute {
	const char *path;	/* of its element */
	const char *name;
	char **to;
};

static void take_mode(struct reading *r, const char *value)
{
	take(r, &r->d->mode_text, "cpu mode", value, WORD_MAX);
	r->d->mode = ns_cpu_mode_from_text(value);
}

/* An attribute of the VM's CPU; a feature's two come in either order and are kept until its end. */
static void cpu_attribute(struct reading *r, int depth, const char *name, const char *value,
			  char **feature, enum ns_policy *policy)
{
	if (at(r, depth, "/cpu") && !strcmp(name, "mode"))
		take_mode(r, value);
	else if (at(r, depth, "/cpu") && !strcmp(name, "check"))
		r->d->check = ns_cpu_check_from_text(value);
	else if (at(r, depth, "/cpu/feature") && !strcmp(name, "name"))
		take(r, feature, "the name of a CPU feature", value, WORD_MAX);
	else if (at(r, depth, "/cpu/feature") && !strcmp(name, "policy"))
		*policy = ns_policy_from_text(value);
}

static void qemu_argument(struct reading *r, const char *value)
{
	if (r->cpu_follows)
		take(r, &r->d->qemu_cpu, "the argument of -cpu", value, CPU_MAX);
	r->cpu_follows = !r->cpu_follows && (!strcmp(value, "-cpu") || !strcmp(value, "--cpu"));
}

static void other_attribute(struct reading *r, int depth, const char *name, const char *value)
{
	struct ns_domain *d = r->d;
	const struct attribute attributes[] = {
		{ "", "type", &d->type },
		{ "/os/type", "arch", &d->arch },
		{ "/os/type", "machine", &d->machine },
		{ "/cpu", "match", r->cpu_first ? &d->match : NULL },
		{ "/cpu", "migratable", r->cpu_first ? &d->migratable : NULL },
		{ "/launchSecurity", "type", &d->launch_security },
		{ "/devices/iommu", "model", &d->iommu },
		{ "/features/ioapic", "driver", &d->ioapic },
		{ "/devices/iommu/driver", "intremap", &d->iommu_intremap },
		{ "/devices/iommu/driver", "caching_mode", &d->iommu_caching },
	};

	for (size_t i = 0; i < COUNT(attributes); i++)
		if (attributes[i].to && !strcmp(name, attributes[i].name) && at(r, depth, attributes[i].path))
			take(r, attributes[i].to, name, value, WORD_MAX);
	/* -1 is libvirt's word for a VM that does not run. */
	if (depth == r->base && !strcmp(name, "id") && *value != '-')
		d->live = true;
	if (at(r, depth, "/devices/hostdev") && !strcmp(name, "type") && !strcmp(value, "pci"))
		d->hostdev = true;
	if (at(r, depth, "/qemu:commandline/qemu:arg") && !strcmp(name, "value"))
		qemu_argument(r, value);
}

static void on_attributes(struct reading *r, int depth)
{
	enum ns_policy policy = NS_POLICY_REQUIRE;
	char *feature = NULL;

	while (!r->error && lib.xmlTextReaderMoveToNextAttribute(r->xml) == 1) {
		const char *name = (const char *)lib.xmlTextReaderConstLocalName(r->xml);
		const char *value = (const char *)lib.xmlTextReaderConstValue(r->xml);

		if (!name || !value || lib.xmlTextReaderConstNamespaceUri(r->xml))
			continue;
		if (r->cpu_first)
			cpu_attribute(r, depth, name, value, &feature, &policy);
		other_attribute(r, depth, name, value);
	}
	lib.xmlTextReaderMoveToElement(r->xml);
	if (feature && r->d->feature_count == FEATURE_MAX)
		fail(r, "more than %d CPU features", FEATURE_MAX);
	else if (feature)
		ns_domain_add_feature(r->d, feature, policy);
	free(feature);
}

/* ---- elements ---- */

/* What stands for an element's name in a path */
static const char *element_name(struct reading *r)
{
	const char *name = (const char *)lib.xmlTextReaderConstLocalName(r->xml);
	const char *space = (const char *)lib.xmlTextReaderConstNamespaceUri(r->xml);

	if (!name)
		return "";
	if (!space)
		return name;
	if (strcmp(space, QEMU_NAMESPACE))
		return "";
	return !strcmp(name, "commandline") ? "qemu:commandline" : !strcmp(name, "arg") ? "qemu:arg" : "";
}

/* A domain stands alone, or in what libvirt keeps of a running one or of a snapshot. */
static bool may_hold_domain(const char *root)
{
	return !strcmp(root, "domstatus") || !strcmp(root, "domainsnapshot");
}

static void on_element(struct reading *r, int depth)
{
	const char *name = element_name(r);

	if (depth < DEPTH)
		r->name[depth] = name;
	if (r->base >= 0 && depth <= r->base)
		r->base = -2;	/* behind a <domain/> */
	else if (r->base == -1 && depth <= 1 && !strcmp(name, "domain"))
		r->base = depth;
	else if (r->base == -1 && !depth && !*name)
		fail(r, "no libvirt domain: its root element is in a namespace, and libvirt's is in none");
	else if (r->base == -1 && !depth && !may_hold_domain(name))
		fail(r, "no libvirt domain: its root element is <%.*s>, not <domain>%s", WORD_MAX, name,
		     strcmp(name, "domainCapabilities") && strcmp(name, "capabilities") ? "" :
		     "; virsh dumpxml NAME prints one");
	if (r->base < 0 || depth < r->base)
		return;
	if (at(r, depth, "/cpu")) {
		r->cpu_first = !r->cpu_seen;
		r->cpu_seen = true;
	}
	on_attributes(r, depth);
}

static void on_node(struct reading *r)
{
	int depth = lib.xmlTextReaderDepth(r->xml);

	switch (lib.xmlTextReaderNodeType(r->xml)) {
	case XML_READER_TYPE_ELEMENT:
		on_element(r, depth);
		break;
	case XML_READER_TYPE_TEXT:
	case XML_READER_TYPE_CDATA:
		if (r->base >= 0)
			on_text(r, depth);
		break;
	case XML_READER_TYPE_END_ELEMENT:
		if (depth == r->base)
			r->base = -2;
		break;
	case XML_READER_TYPE_DOCUMENT_TYPE:
	case XML_READER_TYPE_ENTITY_REFERENCE:
		fail(r, "it has a document type or entities, which no domain has");
		break;
	default:
		break;
	}
}

/* ---- the whole ---- */

static bool all_utf8(const char *text, size_t size)
{
	const char *end = text + size;

	while (text < end) {
		size_t n = ns_utf8_length(text);

		if (!n)
			return false;
		text += n;
	}
	return true;
}

/* What can be told before libxml2 sees it; @text ends in NUL */
static bool may_be_read(struct reading *r, const char *text, size_t size)
{
	if (!size)
		fail(r, "empty");
	else if (size > NS_DOMAIN_XML_MAX)
		fail(r, "larger than %d MiB: not a libvirt domain", NS_DOMAIN_XML_MAX >> 20);
	else if (!all_utf8(text, size))
		fail(r, "not UTF-8 text: not a libvirt domain");
	else if (text[strspn(text, " \t\r\n")] != '<')
		fail(r, "no XML: not a libvirt domain");
	else if (strstr(text, "<!DOCTYPE") || strstr(text, "<!ENTITY"))
		fail(r, "it has a document type or entities, which no domain has");
	return !r->error;
}

/* What libxml2 says of half a file is hard to understand. */
static void add_hint(struct reading *r)
{
	char *error = r->error;

	r->error = NULL;
	fail(r, "its end is missing, there is no </domain>%s%s", error ? ": " : "",
	     error ? error + strlen(r->file) + 2 : "");
	free(error);
}

static void finish(struct reading *r)
{
	struct ns_domain *d = r->d;

	if (r->base == -1)
		fail(r, "no libvirt domain: there is no <domain> in it");
	else if (!d->type || !*d->type)
		fail(r, "no libvirt domain: <domain> has no type");
	else
		d->virt = ns_virt_from_text(d->type);
	/* libvirt's default where there is a model (src/conf/cpu_conf.c) */
	if (d->model && d->mode == NS_CPU_UNSAID)
		d->mode = NS_CPU_CUSTOM;
}

/* A terminal's text has a prompt before the domain, and another one behind it: the domain alone is left. */
static void cut_prompts(char *text, size_t *size)
{
	static const char *const begins[] = { "<domstatus", "<domain" }, *const ends[] = { "</domstatus>", "</domain>" };
	char *begin = NULL, *end = NULL;
	size_t which = 0;

	if (*size != strlen(text) || text[strspn(text, " \t\r\n")] == '<')
		return;
	while (which < 2 && !(begin = strstr(text, begins[which])))
		which++;
	for (char *next = begin; next && (next = strstr(next, ends[which])); next++)
		end = next + strlen(ends[which]);
	if (!end)
		return;
	*size = end - begin;
	memmove(text, begin, *size);
	text[*size] = '\0';
}

struct ns_domain *ns_domain_parse(const char *text, size_t size, const char *name, char **error)
{
	struct reading r = { .file = name, .base = -1, .d = ns_domain_new() };
	char *copy = ns_pasted_text(text, &size);
	int read;

	cut_prompts(copy, &size);
	if (may_be_read(&r, copy, size) && load(&r)) {
		r.xml = ns_check_alloc(lib.xmlReaderForMemory(copy, (int)size, NULL, "UTF-8", XML_PARSE_NONET));
		lib.xmlTextReaderSetErrorHandler(r.xml, take_error, &r);
		while ((read = lib.xmlTextReaderRead(r.xml)) == 1 && !r.error)
			on_node(&r);
		check_memory();
		if (read < 0 && r.base >= 0 && !strstr(copy, "</domain>"))
			add_hint(&r);
		else if (read < 0)
			fail(&r, "libxml2 does not say why it cannot be read: memory may be short");
		if (!r.error)
			finish(&r);
		lib.xmlFreeTextReader(r.xml);
	}
	if (r.error) {
		ns_domain_free(r.d);
		r.d = NULL;
	}
	free(copy);
	*error = r.error;
	return r.d;
}
