/* SPDX-License-Identifier: MIT */
/*
 * Extractor: Word documents in Office Open XML (docx, docm, dotx, dotm), over libzip and libxml2.
 * Parts are read once, in the order of what they are needed for; only the text itself must be
 * whole, damage elsewhere costs what stood there.
 */
#include "docx.h"

#include <stdlib.h>
#include <string.h>

/* The name of the part that a relationship of the text points to, or the usual one. */
static const char *
part_name(const struct docx *d, const char *type, const char *usual)
{
	const struct ooxml_relation *relation = ooxml_relation_of_type(&d->relations, type);

	return relation && !relation->is_external ? relation->target : usual;
}

/* Counts a part that could not be read as a loss, not as the end. */
static pandect_status
forgive(struct docx *d, pandect_status status, const char *sentence, bool *ret_is_torn)
{
	if (status == PANDECT_OK || ooxml_is_fatal(status))
		return status;
	*ret_is_torn = true;
	return pandect_call_warn(d->call, "damaged", sentence);
}

static pandect_status
read_references(struct docx *d, bool *ret_is_torn)
{
	pandect_status status =
		styles_read(d->call, d->zip, part_name(d, "styles", "word/styles.xml"), &d->styles);

	status = forgive(d, status, "the styles are damaged: headings may be missing", ret_is_torn);
	if (status == PANDECT_OK)
		status = forgive(d,
			numbering_read(d->call, d->zip,
				part_name(d, "numbering", "word/numbering.xml"), &d->numbering),
			"the lists' definitions are damaged: marks may be missing", ret_is_torn);
	if (status == PANDECT_OK)
		status = forgive(d,
			comments_read(d->call, d->zip,
				part_name(d, "comments", "word/comments.xml"), &d->comments),
			"some comments are damaged and left out", ret_is_torn);
	return status;
}

/* Reads a part's text with the relationships of its own. */
static pandect_status
read_part(struct docx *d, const char *part, const char *what)
{
	uint64_t member;
	pandect_status status;

	if (!zipfile_find(d->zip, part, &member))
		return PANDECT_OK;
	ooxml_relations_clear(&d->part_relations);
	status = ooxml_relations_read(d->call, d->zip, part, &d->part_relations);
	if (status && ooxml_is_fatal(status))
		return status;
	d->current = &d->part_relations;
	status = body_read(d, member, what);
	d->current = &d->relations;
	return status;
}

static pandect_status
read_notes(struct docx *d, bool *ret_is_torn)
{
	pandect_status status = PANDECT_OK;

	if (d->footnotes.n) {
		d->notes = &d->footnotes;
		status = read_part(
			d, part_name(d, "footnotes", "word/footnotes.xml"), "the footnotes");
		status = forgive(d, status, "some footnotes are damaged and left out", ret_is_torn);
	}
	if (status == PANDECT_OK && d->endnotes.n) {
		d->notes = &d->endnotes;
		status =
			read_part(d, part_name(d, "endnotes", "word/endnotes.xml"), "the endnotes");
		status = forgive(d, status, "some endnotes are damaged and left out", ret_is_torn);
	}
	d->notes = NULL;
	return status;
}

/* Headers or footers, each part once. */
static pandect_status
read_margins(struct docx *d, const char *type, bool *ret_is_torn)
{
	pandect_status status = PANDECT_OK;

	for (size_t i = 0; i < d->relations.n && status == PANDECT_OK; i++) {
		const struct ooxml_relation *relation = &d->relations.items[i];

		if (strcmp(relation->type, type) != 0 || relation->is_external)
			continue;
		status = read_part(d, relation->target, "a header or footer");
		status = forgive(
			d, status, "a header or footer is damaged and left out", ret_is_torn);
	}
	return status;
}

static pandect_status
find_main(struct docx *d)
{
	const struct ooxml_relation *relation =
		ooxml_relation_of_type(&d->package, "officeDocument");

	d->main_part =
		strdup(relation && !relation->is_external ? relation->target : "word/document.xml");
	return d->main_part ? PANDECT_OK : PANDECT_NO_MEMORY;
}

static pandect_status
read_text(struct docx *d, bool *ret_is_torn)
{
	uint64_t member;

	if (!zipfile_find(d->zip, d->main_part, &member) &&
		!zipfile_find(d->zip, "word/document.xml", &member))
		return pandect_call_fail(d->call, PANDECT_MALFORMED,
			"the file has no text: it is a ZIP without the part that a Word document "
			"must have (word/document.xml)");
	d->current = &d->relations;
	pandect_status status = body_read(d, member, "the text");

	/* What was read before the damage is better than nothing, and is called partial. */
	if (status == PANDECT_MALFORMED && d->has_written) {
		*ret_is_torn = true;
		status = pandect_call_warn(d->call, "damaged",
			"the text is damaged: what comes after the damage is missing");
	}
	return status;
}

static pandect_status
read_all(struct docx *d, bool *ret_is_torn)
{
	pandect_status status = ooxml_relations_read(d->call, d->zip, "", &d->package);

	status = forgive(d, status, "the package's relationships are damaged", ret_is_torn);
	if (status == PANDECT_OK)
		status = find_main(d);
	if (status == PANDECT_OK)
		status = ooxml_properties(d->call, d->zip, &d->package, d->builder);
	if (status == PANDECT_OK)
		status = forgive(d,
			ooxml_relations_read(d->call, d->zip, d->main_part, &d->relations),
			"the relationships are damaged: links and images are missing", ret_is_torn);
	if (status == PANDECT_OK)
		status = read_references(d, ret_is_torn);
	if (status == PANDECT_OK && d->want_headers)
		status = read_margins(d, "header", ret_is_torn);
	if (status == PANDECT_OK)
		status = read_text(d, ret_is_torn);
	if (status == PANDECT_OK)
		status = read_notes(d, ret_is_torn);
	if (status == PANDECT_OK && d->want_headers)
		status = read_margins(d, "footer", ret_is_torn);
	return status;
}

static void
docx_clear(struct docx *d)
{
	ooxml_relations_clear(&d->package);
	ooxml_relations_clear(&d->relations);
	ooxml_relations_clear(&d->part_relations);
	styles_clear(&d->styles);
	numbering_free(d->numbering);
	notes_clear(&d->comments);
	notes_clear(&d->footnotes);
	notes_clear(&d->endnotes);
	paragraphs_free(d);
	math_free(d->math);
	free(d->merges.rows);
	free(d->main_part);
	free(d->alt);
	zipfile_free(d->zip);
}

static pandect_status
docx_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	struct docx *d;
	bool is_torn = false;
	pandect_status status = ooxml_refuse_encrypted(call, source);

	(void)self;
	if (status)
		return status;
	d = calloc(1, sizeof *d);
	if (!d)
		return pandect_call_fail(
			call, PANDECT_NO_MEMORY, "there is no memory left to read the document");
	d->call = call;
	d->builder = builder;
	pandect_call_bool(call, "changes", &d->want_changes);
	pandect_call_bool(call, "images", &d->want_images);
	pandect_call_bool(call, "embedded", &d->want_embedded);
	pandect_call_bool(call, "headers", &d->want_headers);
	pandect_call_bool(call, "heading-numbers", &d->want_numbers);
	status = zipfile_open(call, source, &d->zip);
	if (status == PANDECT_OK)
		status = read_all(d, &is_torn);
	docx_clear(d);
	free(d);
	if (status == PANDECT_NO_MEMORY)
		return pandect_call_fail(
			call, status, "there is no memory left to read the document");
	return status == PANDECT_OK && is_torn ? PANDECT_PARTIAL : status;
}

static pandect_status
docx_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	(void)call;
	(void)user_data;
	*ret_self = NULL;
	xml_prepare();
	return PANDECT_OK;
}

static const struct pandect_option docx_options[] = {
	{.name = "changes",
		.help = "show tracked changes: deleted text too, insertions marked",
		.fallback = "false",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
	{.name = "images",
		.help = "keep the bytes of images that stand alone",
		.fallback = "false",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
	{.name = "embedded",
		.help = "extract embedded documents",
		.fallback = "true",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
	{.name = "headers",
		.help = "write page headers before the text and footers after it",
		.fallback = "false",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
	{.name = "heading-numbers",
		.help = "write the numbers of numbered headings",
		.fallback = "true",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
};

static const struct pandect_magic docx_magics[] = {
	{.type = PANDECT_MAGIC_ZIP_MEMBER, .name = "word/document.xml"},
	{.type = PANDECT_MAGIC_ZIP_MEMBER, .name = "word/document2.xml"},
};

/* What a password makes of any Office document. */
static const struct pandect_magic encrypted_magics[] = {
	{.type = PANDECT_MAGIC_OLE_STREAM, .name = "EncryptedPackage"},
};

static const struct pandect_format docx_formats[] = {
	{.mime = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		.names = "application/vnd.ms-word.document.macroenabled.12 "
			 "application/vnd.openxmlformats-officedocument.wordprocessingml.template "
			 "application/vnd.ms-word.template.macroenabled.12",
		.suffixes = "docx docm dotx dotm",
		.magics = PANDECT_ARRAY(docx_magics)},
	{.mime = "application/x-ooxml-encrypted", .magics = PANDECT_ARRAY(encrypted_magics)},
};

static const struct pandect_document_extractor docx = {
	.base = {.size = sizeof docx,
		.kind = PANDECT_DOCUMENT_EXTRACTOR,
		.name = "docx",
		.version = "1.0.0",
		.description = "Word documents (docx, docm, dotx, dotm)",
		.flags = PANDECT_CONCURRENT,
		.options = PANDECT_ARRAY(docx_options),
		.initialize = docx_initialize},
	.formats = PANDECT_ARRAY(docx_formats),
	.extract = docx_extract,
};

static const struct pandect_plugin *const plugins[] = {&docx.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "extractor-docx",
	.version = "1.0.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = plugins,
};
