/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tags of XML as libvirt writes it: no more than is needed to find elements
 * and their attributes. Entities, namespaces and CDATA stay as they are.
 */
#ifndef NESTSCOPE_IMPORT_XML_H
#define NESTSCOPE_IMPORT_XML_H

#include <stdbool.h>
#include <stddef.h>

#define NS_XML_MAX 64	/* longer names and values are cut off */

struct ns_xml_tag {
	char name[NS_XML_MAX];
	bool closes;			/* </name> */
	bool empty;			/* <name/> */
	const char *attributes;		/* what follows the name */
	size_t attributes_size;
	const char *text;		/* what follows the tag, up to the next */
	size_t text_size;
};

/* The next tag at or behind *@s, which is moved behind it; false if there is none. */
bool ns_xml_next(const char **s, const char *end, struct ns_xml_tag *tag);

/* The value of an attribute, "" if @tag has none of that name. @value is returned. */
const char *ns_xml_attribute(const struct ns_xml_tag *tag, const char *name, char value[NS_XML_MAX]);

/* The text behind @tag, without blanks around it. @text is returned. */
const char *ns_xml_text(const struct ns_xml_tag *tag, char text[NS_XML_MAX]);

#endif
