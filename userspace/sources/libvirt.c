// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libvirt is loaded when it is asked for, since it and what it is linked with
 * take 20 ms and more. What is used of it has not changed since libvirt 4.5.
 */
#include "sources/libvirt.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sources/domain_xml.h"
#include "util/alloc.h"
#include "util/optional.h"

/*
 * From libvirt's public interface, which never changes (include/libvirt/): its
 * headers would take libvirt itself to build nestscope.
 */
struct virConnect;
struct virDomain;
#define VIR_DOMAIN_XML_INACTIVE 2
#define VIR_ERR_SYSTEM_ERROR 38
#define VIR_ERR_NO_DOMAIN 42

#define FUNCTIONS \
	FUNCTION(struct virConnect *, virConnectOpenReadOnly, (const char *uri)) \
	FUNCTION(int, virConnectClose, (struct virConnect *conn)) \
	FUNCTION(char *, virConnectGetURI, (struct virConnect *conn)) \
	FUNCTION(struct virDomain *, virDomainLookupByName, (struct virConnect *conn, const char *name)) \
	FUNCTION(struct virDomain *, virDomainLookupByUUIDString, (struct virConnect *conn, const char *uuid)) \
	FUNCTION(int, virDomainIsActive, (struct virDomain *dom)) \
	FUNCTION(int, virDomainIsPersistent, (struct virDomain *dom)) \
	FUNCTION(char *, virDomainGetXMLDesc, (struct virDomain *dom, unsigned int flags)) \
	FUNCTION(int, virDomainFree, (struct virDomain *dom)) \
	FUNCTION(int, virGetLastErrorCode, (void)) \
	FUNCTION(const char *, virGetLastErrorMessage, (void)) \
	FUNCTION(void, virSetErrorFunc, (void *arg, void (*handler)(void *arg, void *error)))

#define FUNCTION(type, name, arguments) type (*name) arguments;
static struct { FUNCTIONS } lib;
#undef FUNCTION
#define FUNCTION(type, name, arguments) #name,
static const char *const names[] = { FUNCTIONS NULL };
#undef FUNCTION

static struct ns_library library = { .files = { "libvirt.so.0" } };

/* libvirt's own handler prints. */
static void be_silent(void *arg, void *error)
{
	(void)arg;
	(void)error;
}

static bool load(char **error)
{
	char *why;
	bool loaded = ns_library_load(&library, names, &lib, &why);

	if (loaded) {
		lib.virSetErrorFunc(NULL, be_silent);
		/* A connection to a user's own daemon would start one. */
		setenv("LIBVIRT_AUTOSTART", "0", 0);
	} else {
		*error = ns_xasprintf("libvirt 4.5 or later is needed here: %s; elsewhere, virsh dumpxml NAME prints what --domain-xml reads",
				      why);
	}
	free(why);
	return loaded;
}

/* ---- the connection ---- */

/* What libvirt said last, in words that say what to do; to be freed */
static char *complaint(const char *uri)
{
	const char *message = lib.virGetLastErrorMessage();

	if (lib.virGetLastErrorCode() == VIR_ERR_SYSTEM_ERROR)
		return ns_xasprintf("no daemon of libvirt answers%s%s (%s); start libvirtd, or virtqemud",
				    uri ? " at " : "", uri ?: "", message);
	return ns_xasprintf("libvirt%s%s: %s", uri ? " at " : "", uri ?: "", message);
}

/* "qemu:///system" and "qemu+unix:///system?socket=..." name no other machine. */
static bool is_here(struct virConnect *conn)
{
	char *uri = lib.virConnectGetURI(conn);
	const char *authority = uri ? strstr(uri, "://") : NULL;
	bool here = !authority || authority[3] == '/';

	free(uri);
	return here;
}

static struct virConnect *connect_to(const char *uri, char **error)
{
	struct virConnect *conn = lib.virConnectOpenReadOnly(uri);

	if (!conn) {
		*error = complaint(uri);
	} else if (!is_here(conn)) {
		*error = ns_xstrdup("libvirt's default connection leads to another machine (LIBVIRT_DEFAULT_URI); run nestscope there");
		lib.virConnectClose(conn);
		conn = NULL;
	}
	return conn;
}

/* ---- the VM ---- */

/* Another error than "no such VM" of the first question stays. */
static struct virDomain *look_up(struct virConnect *conn, const char *name)
{
	struct virDomain *dom = lib.virDomainLookupByName(conn, name);
	bool uuid = strlen(name) == 36 && strspn(name, "0123456789abcdefABCDEF-") == 36;

	if (!dom && uuid && lib.virGetLastErrorCode() == VIR_ERR_NO_DOMAIN)
		dom = lib.virDomainLookupByUUIDString(conn, name);
	return dom;
}

static struct ns_domain *read_xml(struct virDomain *dom, unsigned int flags, const char *name, char **error)
{
	char *xml = lib.virDomainGetXMLDesc(dom, flags);
	struct ns_domain *d = NULL;

	if (xml)
		d = ns_domain_parse(xml, strlen(xml), name, error);
	else
		*error = complaint(NULL);
	free(xml);
	return d;
}

/* A VM may stop between two questions: what is read says itself whether it runs. */
static bool read_vm(struct virDomain *dom, const char *name, struct ns_libvirt_vm *vm, char **error)
{
	if (lib.virDomainIsActive(dom) == 1)
		vm->live = read_xml(dom, 0, name, error);
	if (!*error && (!vm->live || lib.virDomainIsPersistent(dom) == 1))
		vm->config = read_xml(dom, VIR_DOMAIN_XML_INACTIVE, name, error);
	if (vm->live && !vm->live->live) {
		ns_domain_free(vm->live);
		vm->live = NULL;
	}
	return !*error;
}

/* False with *@error: @uri, NULL for libvirt's default, does not have it */
static bool find_at(const char *uri, const char *name, struct ns_libvirt_vm *vm, char **error)
{
	struct virConnect *conn = connect_to(uri, error);
	struct virDomain *dom = conn ? look_up(conn, name) : NULL;
	bool found = false;

	if (dom) {
		found = read_vm(dom, name, vm, error);
		lib.virDomainFree(dom);
	} else if (conn && lib.virGetLastErrorCode() != VIR_ERR_NO_DOMAIN) {
		*error = complaint(uri);
	} else if (conn) {
		*error = ns_xasprintf("libvirt%s%s has no VM \"%s\"; virsh list --all shows what it has",
				      uri ? " at " : "", uri ?: "", name);
	}
	if (conn)
		lib.virConnectClose(conn);
	return found;
}

/* After *@error, which stays if that fails, too */
static bool find_at_system(const char *name, struct ns_libvirt_vm *vm, char **error)
{
	char *first = *error, *second = NULL;
	bool found;

	ns_libvirt_vm_free(vm);
	found = find_at("qemu:///system", name, vm, &second);
	*error = found ? NULL : ns_xasprintf("%s; %s", first, second);
	free(first);
	free(second);
	return found;
}

bool ns_libvirt_find(const struct ns_context *ctx, const char *name, struct ns_libvirt_vm *vm, char **error)
{
	bool found = false;

	*vm = (struct ns_libvirt_vm){ 0 };
	*error = NULL;
	if (!ns_is_live(ctx)) {
		*error = ns_xstrdup("the libvirt of a captured tree cannot be asked; --domain-xml reads what virsh dumpxml NAME printed there");
	} else if (load(error)) {
		found = find_at(NULL, name, vm, error);
		/* An ordinary user's default is a daemon of his own; the machine's lets anybody read. */
		if (!found && geteuid() && !getenv("LIBVIRT_DEFAULT_URI"))
			found = find_at_system(name, vm, error);
	}
	if (!found)
		ns_libvirt_vm_free(vm);
	return found;
}

void ns_libvirt_vm_free(struct ns_libvirt_vm *vm)
{
	ns_domain_free(vm->live);
	ns_domain_free(vm->config);
	*vm = (struct ns_libvirt_vm){ 0 };
}
