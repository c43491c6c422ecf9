/* SPDX-License-Identifier: MIT */
/*
 * XML as events (libxml2's SAX2, pushed): no tree, no files, no network, no entities but the five
 * of XML and, where asked for, HTML's names. Depth is bounded. Namespaces are resolved.
 */
#ifndef SHARED_XML_H
#define SHARED_XML_H

#include <pandect/plugin.h>

#include <stdbool.h>

#include "zip.h"

/* An element with its attributes, valid during the callback. ns: "" when there is none. */
struct xml_element {
	const char *name, *ns;
	uint32_t depth; /* 1: the root */
	uint32_t n_attributes;
	const void *attributes; /* read with the functions below */
};

/* Any may be NULL. Another status than OK ends the parsing and is given back. text comes in pieces
 * of any size. */
struct xml_events {
	pandect_status (*start)(void *data, const struct xml_element *element);
	pandect_status (*end)(void *data, const struct xml_element *element);
	pandect_status (*text)(void *data, const char *text, size_t size);
};

#define XML_DOCTYPE  1u /* a DOCTYPE is skipped; else it ends the parsing as MALFORMED */
#define XML_ENTITIES 2u /* HTML's named references are known */
#define XML_RECOVER  4u /* goes on after errors as well as it can */

/* Once, from initialize: makes the library's tables while there is one thread. */
void xml_prepare(void);

/* Who hears the events. what: how sentences name the XML ("the text", "the styles"). flags: XML_…
 */
struct xml_listener {
	const struct xml_events *events;
	void *data;
	const char *what;
	uint32_t flags;
};

/*
 * Parses. Failures, with a sentence: MALFORMED (what came before has been told), LIMIT (nested too
 * deep), NO_MEMORY, TIMEOUT, CANCELLED; or what an event gave (without one).
 */
pandect_status xml_parse(struct pandect_call *call, const char *bytes, size_t size,
	const struct xml_listener *listener);

/* The same for a member of a ZIP. */
pandect_status xml_parse_member(struct pandect_call *call, struct zipfile *zip, uint64_t member,
	const struct xml_listener *listener);

/* An attribute by its local name, in the namespace ns; ns NULL: in any or none. NULL data when
 * there is none. Not NUL-terminated. */
struct pandect_text xml_attribute(
	const struct xml_element *element, const char *ns, const char *name);

/* The same as a whole number; absent when there is none or it is not one. */
int64_t xml_number(
	const struct xml_element *element, const char *ns, const char *name, int64_t absent);

/* Attribute number i, from 0; false past the last. */
bool xml_attribute_at(const struct xml_element *element, uint32_t i, const char **ret_name,
	const char **ret_ns, struct pandect_text *ret_value);

#endif
