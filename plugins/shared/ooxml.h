/* SPDX-License-Identifier: MIT */
/*
 * What all files of Office Open XML have (ECMA-376, part 2): a package of parts in a ZIP,
 * relationships between them, content types and properties. [one call at a time]
 */
#ifndef SHARED_OOXML_H
#define SHARED_OOXML_H

#include <pandect/plugin.h>

#include <stdbool.h>

#include "zip.h"

/* type: the last word of the relationship's type ("image", "hyperlink"). target: the part's name
 * without a leading "/", or, when it is external, the address as it stands there. */
struct ooxml_relation {
	char *id, *type, *target;
	bool is_external;
};

/* Begin with zeroes. */
struct ooxml_relations {
	struct ooxml_relation *items;
	size_t n, capacity;
};

/* Reads the relationships of a part ("word/document.xml"), or of the package (""). That there are
 * none is OK. Failures as xml_parse_member. */
pandect_status ooxml_relations_read(struct pandect_call *call, struct zipfile *zip,
	const char *part, struct ooxml_relations *ret_relations);
void ooxml_relations_clear(struct ooxml_relations *relations);

/* NULL when there is none. */
const struct ooxml_relation *ooxml_relation_find(
	const struct ooxml_relations *relations, struct pandect_text id);
const struct ooxml_relation *ooxml_relation_of_type(
	const struct ooxml_relations *relations, const char *type);

/* The content type of a part by the end of its name, of those that come up inside documents; the
 * empty text for others. A constant. */
struct pandect_text ooxml_type_of_name(const char *name);

/* Writes the properties (docProps/core.xml, app.xml, custom.xml) as metadata. What is damaged is
 * left out with a warning; only NO_MEMORY, LIMIT, TIMEOUT and CANCELLED fail. */
pandect_status ooxml_properties(struct pandect_call *call, struct zipfile *zip,
	const struct ooxml_relations *package, struct pandect_builder *builder);

/* Writes a part as a child document named as the end of its path; DECLINED by the host is OK. A
 * part that is not there or damaged is a warning. */
pandect_status ooxml_child(struct pandect_call *call, struct zipfile *zip, const char *part,
	struct pandect_builder *builder);

/* True for a failure that ends the document; others cost a part, and a warning says so. */
bool ooxml_is_fatal(pandect_status status);

/* ENCRYPTED with a sentence when the source is a compound file, which is how a document with a
 * password is kept ([MS-OFFCRYPTO] 2.3.4); else OK. */
pandect_status ooxml_refuse_encrypted(struct pandect_call *call, struct pandect_source *source);

#endif
