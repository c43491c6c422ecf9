/* SPDX-License-Identifier: MIT */
/*
 * Validator: is there content worth keeping? It judges the final document, since clean-up may take
 * away what only looked like text, and since that is what the user gets.
 */
#include <stdio.h>

#include "../shared/characters.h"

#include <pandect/plugin.h>

struct tally {
	uint64_t characters; /* without blanks */
	uint64_t words;
	uint64_t letters; /* letters and digits */
	uint64_t replaced;
};

/* Words are runs of letters and digits; where a script has no blanks, each character is one. */
static void
count_text(struct tally *tally, struct pandect_text text)
{
	int is_inside = 0;
	size_t length;

	for (size_t at = 0; at < text.size; at += length) {
		uint32_t character = (unsigned char)text.data[at];
		int is_word;

		length = 1;
		if (character >= 0x80)
			character = character_at(text.data, text.size, at, &length);
		is_word = character_is_word(character);
		tally->characters += is_word || !character_is_blank(character);
		tally->replaced += character == 0xFFFD;
		tally->letters += is_word;
		tally->words += is_word && (!is_inside || character_is_unspaced(character));
		is_inside = is_word;
	}
}

static pandect_status
count(struct pandect_call *call, const struct pandect_document *document, struct tally *tally)
{
	struct pandect_node_info info;
	pandect_status status = PANDECT_OK;

	for (pandect_node node = 1; status == PANDECT_OK; node++) {
		if (pandect_document_node(document, node, &info) != PANDECT_OK)
			break;
		count_text(tally, info.text);
		if (node % 256 == 0)
			status = pandect_call_should_stop(call);
	}
	return status;
}

static pandect_status
add_finding(struct pandect_findings *findings, const char *code, const char *sentence)
{
	return pandect_findings_add(findings, PANDECT_ERROR, code, 0, pandect_text(sentence));
}

/* Adds a finding when a share of all characters is on the wrong side of its bound. */
static pandect_status
judge_share(struct pandect_findings *findings, const char *code, const char *what, double share,
	double bound)
{
	char sentence[160];

	snprintf(sentence, sizeof sentence, "%d in 1000 characters are %s; %d is the bound.",
		(int)(share * 1000 + 0.5), what, (int)(bound * 1000 + 0.5));
	return add_finding(findings, code, sentence);
}

static pandect_status
content_validate(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_findings *findings)
{
	struct tally tally = {.characters = 0};
	int64_t least_characters = 1, least_words = 0;
	double most_replaced = 0.05, least_letters = 0, all;
	pandect_status status = count(call, document, &tally);
	char sentence[160];

	(void)self;
	if (status != PANDECT_OK)
		return status;
	pandect_call_integer(call, "min-chars", &least_characters);
	pandect_call_integer(call, "min-words", &least_words);
	pandect_call_number(call, "max-replacement-ratio", &most_replaced);
	pandect_call_number(call, "min-letter-ratio", &least_letters);
	all = (double)(tally.characters ? tally.characters : 1);
	if (least_characters > 0 && tally.characters < (uint64_t)least_characters) {
		snprintf(sentence, sizeof sentence,
			"The document has %llu characters beside blanks; at least %lld are asked "
			"for.",
			(unsigned long long)tally.characters, (long long)least_characters);
		status = add_finding(findings, "too-few-characters", sentence);
	}
	if (status == PANDECT_OK && least_words > 0 && tally.words < (uint64_t)least_words) {
		snprintf(sentence, sizeof sentence,
			"The document has %llu words; at least %lld are asked for.",
			(unsigned long long)tally.words, (long long)least_words);
		status = add_finding(findings, "too-few-words", sentence);
	}
	if (status == PANDECT_OK && (double)tally.replaced > most_replaced * all)
		status = judge_share(findings, "replacement-characters",
			"U+FFFD, which stands for bytes that could not be read",
			(double)tally.replaced / all, most_replaced);
	if (status == PANDECT_OK && (double)tally.letters < least_letters * all)
		status = judge_share(findings, "few-letters", "letters or digits",
			(double)tally.letters / all, least_letters);
	return status;
}

static const struct pandect_option content_options[] = {
	{.name = "min-chars",
		.help = "refuse fewer characters, not counting blanks",
		.fallback = "1",
		.range = "0..",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_CALL},
	{.name = "min-words",
		.help = "refuse fewer words",
		.fallback = "0",
		.range = "0..",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_CALL},
	{.name = "max-replacement-ratio",
		.help = "refuse a larger share of unreadable characters (U+FFFD)",
		.fallback = "0.05",
		.range = "0..1",
		.type = PANDECT_OPTION_NUMBER,
		.flags = PANDECT_OPTION_CALL},
	{.name = "min-letter-ratio",
		.help = "refuse a smaller share of letters and digits",
		.fallback = "0",
		.range = "0..1",
		.type = PANDECT_OPTION_NUMBER,
		.flags = PANDECT_OPTION_CALL},
};

static const struct pandect_validator content = {
	.base = {.size = sizeof content,
		.kind = PANDECT_VALIDATOR,
		.name = "content",
		.version = "1.0",
		.description = "Refuses documents with too little or unreadable text",
		.flags = PANDECT_CONCURRENT,
		.options = PANDECT_ARRAY(content_options)},
	.stage = PANDECT_STAGE_FINAL,
	.validate = content_validate,
};

static const struct pandect_plugin *const plugins[] = {&content.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "validator-content",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = plugins,
};
