/* SPDX-License-Identifier: MIT */
#include "cli/plugin-table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const void *
array_get(const struct pandect_array *array, uint32_t i)
{
	return i < array->n ? (const char *)array->items + (size_t)i * array->item_size : NULL;
}

bool
plugin_is_serving(const struct pandect_plugin_info *info)
{
	return info->table && (info->state == PANDECT_STATE_REGISTERED ||
				      info->state == PANDECT_STATE_INITIALIZING ||
				      info->state == PANDECT_STATE_ACTIVE);
}

const struct pandect_option *
plugin_find_option(const struct pandect_plugin *plugin, const char *name)
{
	const struct pandect_option *option;

	for (uint32_t i = 0; (option = array_get(&plugin->options, i)); i++)
		if (strcmp(option->name, name) == 0)
			return option;
	return NULL;
}

const char *
plugin_state_name(uint32_t state)
{
	static const char *const names[] = {"?", "registered", "initializing", "active", "failed",
		"shadowed", "masked", "refused"};

	return state < sizeof names / sizeof names[0] ? names[state] : "?";
}

/* A format is known by its suffixes, one without any by its MIME type. */
static void
write_formats(FILE *to, const struct pandect_array *formats)
{
	const struct pandect_format *format;

	for (uint32_t i = 0; (format = array_get(formats, i)); i++)
		fprintf(to, "%s%s", i ? " " : "",
			format->suffixes && *format->suffixes ? format->suffixes : format->mime);
}

static void
write_languages(FILE *to, const struct pandect_array *languages)
{
	const char *const *language;

	for (uint32_t i = 0; (language = array_get(languages, i)); i++)
		fprintf(to, "%s%s", i ? " " : "", *language);
}

static void
write_purpose(FILE *to, const struct pandect_plugin *plugin)
{
	static const char *const processor_stages[] = {"", "early", "middle", "late"};
	static const char *const validator_stages[] = {"", "extracted", "final"};
	uint32_t stage;

	switch (plugin->kind) {
	case PANDECT_DOCUMENT_EXTRACTOR:
		write_formats(to, &((const struct pandect_document_extractor *)plugin)->formats);
		break;
	case PANDECT_OCR_BACKEND:
		write_languages(to, &((const struct pandect_ocr_backend *)plugin)->languages);
		break;
	case PANDECT_EMBEDDING_BACKEND:
		stage = ((const struct pandect_embedding_backend *)plugin)->dimensions;
		if (stage)
			fprintf(to, "%u dimensions", stage);
		break;
	case PANDECT_POST_PROCESSOR:
		stage = ((const struct pandect_post_processor *)plugin)->stage;
		fputs(stage <= 3 ? processor_stages[stage] : "", to);
		break;
	case PANDECT_RENDERER:
		if (((const struct pandect_renderer *)plugin)->suffix)
			fputs(((const struct pandect_renderer *)plugin)->suffix, to);
		break;
	case PANDECT_VALIDATOR:
		stage = ((const struct pandect_validator *)plugin)->stage;
		fputs(stage <= 2 ? validator_stages[stage] : "", to);
		break;
	default:
		break;
	}
}

char *
plugin_purpose(const struct pandect_plugin *plugin)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		return NULL;
	write_purpose(to, plugin);
	if (fclose(to) != 0) {
		free(text);
		return NULL;
	}
	return text;
}
