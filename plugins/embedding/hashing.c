/* SPDX-License-Identifier: MIT */
/*
 * Embedding backend `hashing`: words and pieces of words, each hashed to one number of the vector
 * and a sign. It knows no meaning: texts are near when they share words or parts of words. For
 * every language, without data.
 */
#include <math.h>
#include <stdlib.h>

#include <pandect/plugin.h>

#include "../shared/words.h"

/* Of a word as a whole, and of all its trigrams together: a word that is the same counts more than
 * one that is alike. */
#define WORD_WEIGHT  1.0
#define PIECE_WEIGHT 0.5

/* Texts have stop words, which say nothing: they are short, in most languages. */
#define SHORT_WORD        3u
#define SHORT_WORD_WEIGHT 0.3

/* From here on the scripts of East Asia, where a run is a clause and pairs of characters are words
 * (Unicode 15, CJK radicals and all that follows). */
#define EAST_ASIA 0x2e80

#define FNV_START UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

struct hashing {
	uint32_t dimensions;
};

static pandect_status
hashing_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	struct hashing *hashing;
	int64_t dimensions;
	pandect_status status = pandect_call_integer(call, "dimensions", &dimensions);

	(void)user_data;
	if (status != PANDECT_OK)
		return status;
	hashing = malloc(sizeof *hashing);
	if (!hashing)
		return PANDECT_NO_MEMORY;
	hashing->dimensions = (uint32_t)dimensions;
	*ret_self = hashing;
	return PANDECT_OK;
}

static void
hashing_shutdown(void *self)
{
	free(self);
}

static pandect_status
hashing_dimensions_of(void *self, struct pandect_call *call, uint32_t *ret_dimensions)
{
	const struct hashing *hashing = self;

	(void)call;
	*ret_dimensions = hashing->dimensions;
	return PANDECT_OK;
}

/* kind keeps a word apart from a piece that reads the same. */
static void
feature_add(const struct hashing *hashing, float *vector, const struct pandect_text *feature,
	unsigned char kind, double weight)
{
	uint64_t hash = (FNV_START ^ kind) * FNV_PRIME;
	float *number;

	for (size_t i = 0; i < feature->size; i++)
		hash = (hash ^ (unsigned char)feature->data[i]) * FNV_PRIME;
	/* The low bits of this hash are its worst: mix the high ones in. */
	hash ^= hash >> 32;
	number = &vector[(hash >> 1) % hashing->dimensions];
	*number += (float)(hash & 1 ? weight : -weight);
}

/* Every n characters that follow each other in the word. starts: of its n_characters, and its end.
 */
static void
pieces_add(const struct hashing *hashing, float *vector, const struct words *word,
	const uint16_t *starts, size_t n)
{
	size_t n_pieces = word->n - n + 1;

	for (size_t i = 0; i < n_pieces; i++) {
		struct pandect_text piece = {word->lower + starts[i], starts[i + n] - starts[i]};

		feature_add(hashing, vector, &piece, (unsigned char)n,
			PIECE_WEIGHT / sqrt((double)n_pieces));
	}
}

static void
word_add(const struct hashing *hashing, float *vector, const struct words *word)
{
	struct pandect_text whole = {word->lower, word->size};
	uint16_t starts[WORDS_LONGEST + 1];
	size_t n = 0;
	bool is_spaced = true;

	for (size_t at = 0; at < word->size;) {
		utf8proc_int32_t character;
		utf8proc_ssize_t length =
			utf8proc_iterate((const utf8proc_uint8_t *)word->lower + at,
				(utf8proc_ssize_t)(word->size - at), &character);

		starts[n++] = (uint16_t)at;
		if (character >= EAST_ASIA)
			is_spaced = false;
		at += length > 0 ? (size_t)length : 1;
	}
	starts[n] = (uint16_t)word->size;
	feature_add(hashing, vector, &whole, 1,
		n <= SHORT_WORD && is_spaced ? SHORT_WORD_WEIGHT : WORD_WEIGHT);
	if (n > SHORT_WORD)
		pieces_add(hashing, vector, word, starts, 3);
	if (n > 2 && !is_spaced)
		pieces_add(hashing, vector, word, starts, 2);
}

static void
text_embed(const struct hashing *hashing, const struct pandect_text *text, float *ret_vector)
{
	struct words word = {.text = *text};
	double length = 0;

	memset(ret_vector, 0, hashing->dimensions * sizeof *ret_vector);
	while (words_next(&word))
		word_add(hashing, ret_vector, &word);
	for (uint32_t i = 0; i < hashing->dimensions; i++)
		length += (double)ret_vector[i] * ret_vector[i];
	length = sqrt(length);
	for (uint32_t i = 0; length > 0 && i < hashing->dimensions; i++)
		ret_vector[i] = (float)(ret_vector[i] / length);
}

static pandect_status
hashing_embed(void *self, struct pandect_call *call, const struct pandect_text *texts, uint32_t n,
	float *ret_vectors, size_t n_floats)
{
	const struct hashing *hashing = self;

	if (n_floats / hashing->dimensions < n)
		return pandect_call_fail(
			call, PANDECT_INVALID, "there is no room for that many vectors");
	for (uint32_t i = 0; i < n; i++) {
		pandect_status status = pandect_call_should_stop(call);

		if (status != PANDECT_OK)
			return status;
		text_embed(hashing, &texts[i], ret_vectors + (size_t)i * hashing->dimensions);
	}
	return PANDECT_OK;
}

static const struct pandect_option hashing_options[] = {
	{
		.name = "dimensions",
		.help = "numbers a vector; more tell more words apart",
		.fallback = "256",
		.range = "16..4096",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_INSTANCE,
	},
};

static const struct pandect_embedding_backend hashing_embedding = {
	.base =
		{
			.size = sizeof hashing_embedding,
			.kind = PANDECT_EMBEDDING_BACKEND,
			.name = "hashing",
			.version = "1.0",
			.description = "hashed words and parts of words: finds shared words, "
				       "knows no meaning; every language",
			.priority = -10,
			.flags = PANDECT_CONCURRENT,
			.options = PANDECT_ARRAY(hashing_options),
			.initialize = hashing_initialize,
			.shutdown = hashing_shutdown,
		},
	.dimensions_of = hashing_dimensions_of,
	.embed = hashing_embed,
};

static const struct pandect_plugin *const hashing_plugins[] = {&hashing_embedding.base};

PANDECT_EXPORT const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "hashing",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = hashing_plugins,
};
