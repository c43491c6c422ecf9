/* SPDX-License-Identifier: MIT */
/*
 * Validator: is the document small enough for who asked? It looks as soon as the text is extracted,
 * so that nothing more is spent on one that is too large.
 */
#include <stdio.h>

#include <pandect/plugin.h>

struct size_rule {
	const char *option, *code, *what;
};

enum size_count { SIZE_PAGES, SIZE_CHARACTERS, SIZE_IMAGES, SIZE_CHILDREN, N_SIZE_COUNTS };

static const struct size_rule size_rules[N_SIZE_COUNTS] = {
	[SIZE_PAGES] = {"max-pages", "too-many-pages", "pages"},
	[SIZE_CHARACTERS] = {"max-chars", "too-many-characters", "characters"},
	[SIZE_IMAGES] = {"max-images", "too-many-images", "images"},
	[SIZE_CHILDREN] = {"max-children", "too-many-children", "documents inside it"},
};

static uint64_t
count_characters(struct pandect_text text)
{
	uint64_t n = 0;

	for (size_t i = 0; i < text.size; i++)
		n += ((unsigned char)text.data[i] & 0xC0) != 0x80;
	return n;
}

static void
count_images(const struct pandect_document *document, pandect_node node,
	const struct pandect_node_info *info, uint64_t *counts)
{
	struct pandect_span span;

	counts[SIZE_IMAGES] += info->kind == PANDECT_NODE_IMAGE;
	for (uint32_t i = 0; i < info->n_spans; i++) {
		if (pandect_document_span(document, node, i, &span) != PANDECT_OK)
			break;
		counts[SIZE_IMAGES] += span.kind == PANDECT_SPAN_IMAGE;
	}
}

static pandect_status
count(struct pandect_call *call, const struct pandect_document *document, uint64_t *counts)
{
	pandect_status status = PANDECT_OK;
	struct pandect_node_info info;
	struct pandect_page page;
	uint64_t n_pages = 0;

	for (pandect_node node = 1; status == PANDECT_OK; node++) {
		if (pandect_document_node(document, node, &info) != PANDECT_OK)
			break;
		counts[SIZE_CHARACTERS] += count_characters(info.text);
		counts[SIZE_CHILDREN] += info.kind == PANDECT_NODE_DOCUMENT && node > 1;
		if (info.page > counts[SIZE_PAGES])
			counts[SIZE_PAGES] = info.page;
		count_images(document, node, &info, counts);
		if (node % 256 == 0)
			status = pandect_call_should_stop(call);
	}
	/* Pages without text have no node, and a chosen range of pages keeps its numbers: the list
	 * of pages says how many there are. */
	while (pandect_document_page(document, (uint32_t)n_pages, &page) == PANDECT_OK)
		n_pages++;
	if (n_pages)
		counts[SIZE_PAGES] = n_pages;
	return status;
}

static pandect_status
size_validate(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_findings *findings)
{
	uint64_t counts[N_SIZE_COUNTS] = {0};
	pandect_status status = count(call, document, counts);
	char sentence[160];

	(void)self;
	for (int i = 0; i < N_SIZE_COUNTS && status == PANDECT_OK; i++) {
		const struct size_rule *rule = &size_rules[i];
		int64_t most = 0;

		pandect_call_integer(call, rule->option, &most);
		if (most <= 0 || counts[i] <= (uint64_t)most)
			continue;
		snprintf(sentence, sizeof sentence, "The document has %llu %s; %lld are allowed.",
			(unsigned long long)counts[i], rule->what, (long long)most);
		status = pandect_findings_add(
			findings, PANDECT_ERROR, rule->code, 0, pandect_text(sentence));
	}
	return status;
}

static const struct pandect_option size_options[] = {
	{.name = "max-pages",
		.help = "refuse more pages, 0 for no limit",
		.fallback = "0",
		.range = "0..",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_CALL},
	{.name = "max-chars",
		.help = "refuse more characters, 0 for no limit",
		.fallback = "0",
		.range = "0..",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_CALL},
	{.name = "max-images",
		.help = "refuse more images, 0 for no limit",
		.fallback = "0",
		.range = "0..",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_CALL},
	{.name = "max-children",
		.help = "refuse more documents inside, 0 for no limit",
		.fallback = "0",
		.range = "0..",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_CALL},
};

static const struct pandect_validator size_validator = {
	.base = {.size = sizeof size_validator,
		.kind = PANDECT_VALIDATOR,
		.name = "size",
		.version = "1.0",
		.description = "Refuses documents beyond a number of pages, characters, images",
		.flags = PANDECT_CONCURRENT,
		.options = PANDECT_ARRAY(size_options)},
	.stage = PANDECT_STAGE_EXTRACTED,
	.validate = size_validate,
};

static const struct pandect_plugin *const plugins[] = {&size_validator.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "validator-size",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = plugins,
};
