/* SPDX-License-Identifier: MIT */
#include "cli/inspection.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/escape.h"
#include "cli/plugin-table.h"
#include "cli/table.h"

#define FIELD_INDENT 13 /* column where values begin */
#define LINE_WIDTH   79
#define MAGIC_SHOWN  16 /* bytes of a pattern: enough to know it by */

/* "name  value", folded at blanks so that it fits on a terminal; left out without a value. */
static void
write_field(struct output *output, const char *name, const char *value)
{
	char *safe = value && *value ? escape_copy(value) : NULL;
	char *word = NULL, *rest = NULL;
	size_t column = FIELD_INDENT;

	if (!safe)
		return;
	output_format(output, "%-*s", FIELD_INDENT - 1, name);
	for (word = strtok_r(safe, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		size_t width = escape_width(word);

		if (column > FIELD_INDENT && column + 1 + width > LINE_WIDTH) {
			output_format(output, "\n%*s", FIELD_INDENT - 1, "");
			column = FIELD_INDENT;
		}
		output_format(output, " %s", word);
		column += 1 + width;
	}
	output_string(output, "\n");
	free(safe);
}

/* Bytes as a C string shows them. */
static void
write_bytes(FILE *to, const unsigned char *bytes, uint32_t size)
{
	fputc('"', to);
	for (uint32_t i = 0; i < size && i < MAGIC_SHOWN; i++)
		if (isprint(bytes[i]) && bytes[i] != '"' && bytes[i] != '\\')
			fputc(bytes[i], to);
		else
			fprintf(to, "\\x%02x", bytes[i]);
	fputs(size > MAGIC_SHOWN ? "\"…" : "\"", to);
}

static void
write_magic(FILE *to, const struct pandect_magic *magic)
{
	static const char *const holders[] = {
		"", "", "ZIP member ", "OLE stream ", "XML root ", "JSON key "};

	if (magic->type >= PANDECT_MAGIC_ZIP_MEMBER && magic->type <= PANDECT_MAGIC_JSON_KEY)
		fprintf(to, "%s%s", holders[magic->type], magic->name ? magic->name : "?");
	if (magic->size > 0 && magic->bytes) {
		fputs(magic->name ? " " : "", to);
		write_bytes(to, magic->bytes, magic->size);
	}
	if (magic->type == PANDECT_MAGIC_BYTES) {
		fprintf(to, " at %u", magic->offset);
		if (magic->range > 0)
			fprintf(to, "…%u", magic->offset + magic->range);
	}
	if (magic->mime)
		fprintf(to, " (%s)", magic->mime);
}

/* What a format is known by, as text that the caller frees. */
static char *
format_magics(const struct pandect_format *format)
{
	const struct pandect_magic *magic;
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		return NULL;
	for (uint32_t i = 0; (magic = array_get(&format->magics, i)); i++) {
		fputs(i ? ", " : "", to);
		write_magic(to, magic);
	}
	if (format->flags & PANDECT_FORMAT_TEXT)
		fprintf(to, "%sany text that it bids for", format->magics.n ? ", " : "");
	if (fclose(to) == 0)
		return text;
	free(text);
	return NULL;
}

static void
write_formats(const struct pandect_document_extractor *extractor, struct output *output)
{
	const struct pandect_format *format;

	for (uint32_t i = 0; (format = array_get(&extractor->formats, i)); i++) {
		char *magics = format_magics(format);

		output_string(output, "\n");
		write_field(output, "format", format->mime);
		write_field(output, "also called", format->names);
		write_field(output, "suffixes", format->suffixes);
		write_field(output, "known by", magics);
		free(magics);
	}
}

static void
write_options(const struct pandect_plugin *plugin, struct output *output)
{
	const struct pandect_option *option;
	struct table table;

	if (plugin->options.n == 0) {
		output_string(output, "\nno options\n");
		return;
	}
	table_open(&table, (const char *const[]){"OPTION", "VALUES", "DEFAULT", "MEANING", NULL});
	for (uint32_t i = 0; (option = array_get(&plugin->options, i)); i++) {
		table_format(&table, "%s.%s", plugin->name, option->name);
		table_option(&table, option);
	}
	output_string(output, "\n");
	table_write(&table, output);
	table_clear(&table);
}

/* What only some kinds have. */
static void
write_kind(const struct pandect_plugin *plugin, struct output *output)
{
	static const char *const names[] = {
		"", "", "languages", "vectors", "stage", "suffix", "stage"};
	const struct pandect_embedding_backend *embedding = (const void *)plugin;
	char *purpose = plugin_purpose(plugin);

	if (plugin->kind > PANDECT_DOCUMENT_EXTRACTOR && plugin->kind <= PANDECT_N_KINDS)
		write_field(output, names[plugin->kind], purpose);
	if (plugin->kind == PANDECT_OCR_BACKEND)
		write_field(output, "engine",
			((const struct pandect_ocr_backend *)plugin)->backend_type);
	if (plugin->kind == PANDECT_RENDERER)
		write_field(output, "writes", ((const struct pandect_renderer *)plugin)->mime);
	if (plugin->kind == PANDECT_EMBEDDING_BACKEND && embedding->token_limit)
		output_format(output, "%-12s %u\n", "token limit", embedding->token_limit);
	free(purpose);
}

void
inspection_write(const struct pandect_plugin_info *info, struct output *output)
{
	const struct pandect_plugin *plugin = info->table;
	const char *const *path;

	if (!plugin) {
		write_field(output, "refused", info->path);
		write_field(output, "why", info->reason);
		return;
	}
	output_format(output, "%s:%s %s\n", pandect_kind_name(plugin->kind), plugin->name,
		plugin->version);
	write_field(output, "is", plugin->description);
	write_field(output, "state", plugin_state_name(info->state));
	write_field(output, "why", info->reason);
	write_field(output, "from", info->path[0] ? info->path : "code of this program");
	write_field(output, "module", info->module);
	write_field(output, "licence", info->license);
	output_format(output, "%-12s %d\n", "priority", plugin->priority);
	write_field(output, "threads",
		plugin->flags & PANDECT_CONCURRENT ? "several at once" : "one at a time");
	write_kind(plugin, output);
	for (uint32_t i = 0; (path = array_get(&plugin->data_paths, i)); i++)
		write_field(output, "reads", *path);
	if (plugin->kind == PANDECT_DOCUMENT_EXTRACTOR)
		write_formats((const struct pandect_document_extractor *)plugin, output);
	write_options(plugin, output);
}
