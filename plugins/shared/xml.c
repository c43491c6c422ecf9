/* SPDX-License-Identifier: MIT */
/*
 * XML as events over libxml2. The library's own entities are never declared to it (no entityDecl
 * handler), so there is nothing to expand; its options that lift limits are never set.
 */
#include "xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entities.h"

/* Office files stay below 60; the library itself stops at 256 where it builds a tree. */
#define DEPTH_MOST 512

#define STOP_EVERY 256

struct xml_parsing {
	struct pandect_call *call;
	const struct xml_listener *listener;
	xmlParserCtxtPtr context;
	pandect_status status;
	uint32_t depth, until_stop;
	bool is_told; /* the status has its sentence, or is the caller's own */
};

/* The five of XML itself. */
static xmlEntityPtr
on_entity(void *data, const xmlChar *name)
{
	(void)data;
	return xmlGetPredefinedEntity(name);
}

static pandect_status
stop(struct xml_parsing *p, pandect_status status, const char *why)
{
	char sentence[256];

	if (p->status == PANDECT_OK) {
		p->status = status;
		p->is_told = true;
		if (why) {
			snprintf(sentence, sizeof sentence, "%s: %s", p->listener->what, why);
			pandect_call_fail(p->call, status, sentence);
		}
	}
	xmlStopParser(p->context);
	return p->status;
}

static bool
goes_on(struct xml_parsing *p)
{
	if (p->status)
		return false;
	if (p->until_stop-- == 0) {
		p->until_stop = STOP_EVERY;
		pandect_status status = pandect_call_should_stop(p->call);

		if (status)
			stop(p, status, NULL);
	}
	return p->status == PANDECT_OK;
}

static void
on_start(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns, int n_spaces,
	const xmlChar **spaces, int n_attributes, int n_defaulted, const xmlChar **attributes)
{
	struct xml_parsing *p = data;
	struct xml_element element = {
		.name = (const char *)name,
		.ns = ns ? (const char *)ns : "",
		.depth = p->depth + 1,
		.n_attributes = (uint32_t)n_attributes,
		.attributes = attributes,
	};

	(void)prefix;
	(void)n_spaces;
	(void)spaces;
	(void)n_defaulted;
	if (!goes_on(p))
		return;
	if (++p->depth > DEPTH_MOST) {
		stop(p, PANDECT_LIMIT, "elements are nested more than 512 deep");
		return;
	}
	pandect_status status = p->listener->events->start
					? p->listener->events->start(p->listener->data, &element)
					: PANDECT_OK;

	if (status)
		stop(p, status, NULL);
}

static void
on_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *ns)
{
	struct xml_parsing *p = data;
	struct xml_element element = {
		.name = (const char *)name,
		.ns = ns ? (const char *)ns : "",
		.depth = p->depth,
	};

	(void)prefix;
	if (!goes_on(p))
		return;
	if (p->depth)
		p->depth--;
	pandect_status status = p->listener->events->end
					? p->listener->events->end(p->listener->data, &element)
					: PANDECT_OK;

	if (status)
		stop(p, status, NULL);
}

static void
give_text(struct xml_parsing *p, const char *text, size_t size)
{
	if (!goes_on(p) || !p->listener->events->text || size == 0)
		return;
	pandect_status status = p->listener->events->text(p->listener->data, text, size);

	if (status)
		stop(p, status, NULL);
}

static void
on_text(void *data, const xmlChar *text, int size)
{
	give_text(data, (const char *)text, size > 0 ? (size_t)size : 0);
}

/* A reference that nobody declared. */
static void
on_reference(void *data, const xmlChar *name)
{
	struct xml_parsing *p = data;
	const char *text = NULL;

	if (p->listener->flags & XML_ENTITIES)
		text = entity_find((const char *)name, strlen((const char *)name));
	if (text)
		give_text(p, text, strlen(text));
}

static void
on_doctype(void *data, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
	struct xml_parsing *p = data;

	(void)name;
	(void)public_id;
	(void)system_id;
	if (!(p->listener->flags & XML_DOCTYPE))
		stop(p, PANDECT_MALFORMED, "it has a DOCTYPE, which this format forbids");
	/* References that nobody declared are told then, rather than errors. */
	p->context->hasPErefs = 1;
}

static void
on_error(void *data, xmlErrorPtr error)
{
	struct xml_parsing *p = data;
	char why[200];

	if (error->level < XML_ERR_ERROR || p->status)
		return;
	if (error->code == XML_ERR_NO_MEMORY) {
		stop(p, PANDECT_NO_MEMORY, "there is no memory left to read it");
		return;
	}
	/* A prefix that is not bound harms nobody. */
	if (error->domain == XML_FROM_NAMESPACE || error->level < XML_ERR_FATAL ||
		(p->listener->flags & XML_RECOVER)) {
		goes_on(p);
		return;
	}
	size_t n = error->message ? strcspn(error->message, "\r\n") : 0;

	snprintf(why, sizeof why, "the XML is damaged at line %d (%.*s)", error->line,
		(int)(n < 120 ? n : 120), error->message ? error->message : "");
	stop(p, PANDECT_MALFORMED, why);
}

static bool
xml_begin(struct xml_parsing *p, const char *head, size_t size)
{
	xmlSAXHandler sax = {
		.initialized = XML_SAX2_MAGIC,
		.startElementNs = on_start,
		.endElementNs = on_end,
		.characters = on_text,
		.cdataBlock = on_text,
		.ignorableWhitespace = on_text,
		.reference = on_reference,
		.getEntity = on_entity,
		.internalSubset = on_doctype,
		.serror = on_error,
	};

	p->context = xmlCreatePushParserCtxt(&sax, p, head, (int)size, NULL);
	if (!p->context)
		return false;
	/* Nothing but the five can be meant by a reference here, so to replace them is safe. */
	xmlCtxtUseOptions(
		p->context, XML_PARSE_NOENT | XML_PARSE_NONET |
				    (p->listener->flags & XML_RECOVER ? XML_PARSE_RECOVER : 0));
	return true;
}

static pandect_status
xml_push(void *data, const void *bytes, size_t size)
{
	struct xml_parsing *p = data;

	/* The library takes int; pieces of our own keep time limits exact, too. */
	for (size_t at = 0; at < size && p->status == PANDECT_OK;) {
		size_t n = size - at < 65536 ? size - at : 65536;

		xmlParseChunk(p->context, (const char *)bytes + at, (int)n, 0);
		at += n;
	}
	return p->status;
}

static pandect_status
xml_finish(struct xml_parsing *p)
{
	if (p->status == PANDECT_OK)
		xmlParseChunk(p->context, NULL, 0, 1);
	xmlFreeParserCtxt(p->context);
	return p->status;
}

void
xml_prepare(void)
{
	xmlInitParser();
}

static pandect_status
no_memory(struct pandect_call *call)
{
	return pandect_call_fail(
		call, PANDECT_NO_MEMORY, "there is no memory left to read the file's XML");
}

pandect_status
xml_parse(struct pandect_call *call, const char *bytes, size_t size,
	const struct xml_listener *listener)
{
	struct xml_parsing parsing = {.call = call, .listener = listener};

	if (!xml_begin(&parsing, NULL, 0))
		return no_memory(call);
	xml_push(&parsing, bytes, size);
	return xml_finish(&parsing);
}

pandect_status
xml_parse_member(struct pandect_call *call, struct zipfile *zip, uint64_t member,
	const struct xml_listener *listener)
{
	struct xml_parsing parsing = {.call = call, .listener = listener};

	if (!xml_begin(&parsing, NULL, 0))
		return no_memory(call);
	pandect_status status = zipfile_read(zip, member, xml_push, &parsing);

	/* Where the ZIP failed its word counts, not that of the parser about a torn end. */
	if (status && parsing.status == PANDECT_OK)
		parsing.status = status;
	return xml_finish(&parsing);
}

/* ---- attributes: libxml2 gives five pointers for each ---- */

enum { LOCAL, PREFIX, SPACE, START, END, N_POINTERS };

bool
xml_attribute_at(const struct xml_element *element, uint32_t i, const char **ret_name,
	const char **ret_ns, struct pandect_text *ret_value)
{
	const char *const *at = (const char *const *)element->attributes + (size_t)i * N_POINTERS;

	if (i >= element->n_attributes)
		return false;
	*ret_name = at[LOCAL];
	*ret_ns = at[SPACE] ? at[SPACE] : "";
	*ret_value = (struct pandect_text){at[START], (size_t)(at[END] - at[START])};
	return true;
}

struct pandect_text
xml_attribute(const struct xml_element *element, const char *ns, const char *name)
{
	const char *other, *space;
	struct pandect_text value;

	for (uint32_t i = 0; xml_attribute_at(element, i, &other, &space, &value); i++) {
		if (strcmp(other, name) == 0 && (!ns || strcmp(space, ns) == 0))
			return value;
	}
	return (struct pandect_text){NULL, 0};
}

int64_t
xml_number(const struct xml_element *element, const char *ns, const char *name, int64_t absent)
{
	struct pandect_text text = xml_attribute(element, ns, name);
	bool is_negative = text.size && text.data[0] == '-';
	int64_t value = 0;
	size_t i = is_negative;

	for (; i < text.size && text.data[i] >= '0' && text.data[i] <= '9'; i++) {
		if (value > INT64_MAX / 10 - 1)
			return absent;
		value = value * 10 + (text.data[i] - '0');
	}
	if (i == (size_t)is_negative || (i < text.size && text.data[i] != '.'))
		return absent;
	return is_negative ? -value : value;
}
