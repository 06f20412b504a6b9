// SPDX-License-Identifier: GPL-2.0-or-later
#include "sources/import/xml.h"

#include <ctype.h>
#include <string.h>

static void copy(char to[NS_XML_MAX], const char *from, size_t size)
{
	if (size >= NS_XML_MAX)
		size = NS_XML_MAX - 1;
	memcpy(to, from, size);
	to[size] = '\0';
}

/* The ">" that ends the tag at @s; one within quotation marks does not. */
static const char *tag_end(const char *s, const char *end)
{
	char quote = '\0';

	for (; s < end; s++) {
		if (quote)
			quote = *s == quote ? '\0' : quote;
		else if (*s == '"' || *s == '\'')
			quote = *s;
		else if (*s == '>')
			return s;
	}
	return NULL;
}

bool ns_xml_next(const char **s, const char *end, struct ns_xml_tag *tag)
{
	const char *p = memchr(*s, '<', end - *s), *close, *name;

	close = p ? tag_end(p, end) : NULL;
	if (!close)
		return false;
	tag->closes = p[1] == '/';
	tag->empty = close[-1] == '/';
	name = p + 1 + tag->closes;
	for (p = name; p < close && !isspace((unsigned char)*p) && *p != '/'; p++)
		;
	copy(tag->name, name, p - name);
	tag->attributes = p;
	tag->attributes_size = close - p;
	tag->text = *s = close + 1;
	p = memchr(*s, '<', end - *s);
	tag->text_size = (p ?: end) - *s;
	return true;
}

const char *ns_xml_attribute(const struct ns_xml_tag *tag, const char *name, char value[NS_XML_MAX])
{
	const char *p = tag->attributes, *end = p + tag->attributes_size;
	size_t len = strlen(name);

	*value = '\0';
	while (p < end) {
		const char *equals = memchr(p, '=', end - p), *start, *close;

		if (!equals || equals + 1 >= end || (equals[1] != '"' && equals[1] != '\''))
			break;
		start = equals + 2;
		close = memchr(start, equals[1], end - start);
		if (!close)
			break;
		while (p < equals && isspace((unsigned char)*p))
			p++;
		if ((size_t)(equals - p) == len && !memcmp(p, name, len)) {
			copy(value, start, close - start);
			break;
		}
		p = close + 1;
	}
	return value;
}

const char *ns_xml_text(const struct ns_xml_tag *tag, char text[NS_XML_MAX])
{
	const char *p = tag->text, *end = p + tag->text_size;

	while (p < end && isspace((unsigned char)*p))
		p++;
	while (end > p && isspace((unsigned char)end[-1]))
		end--;
	copy(text, p, end - p);
	return text;
}
