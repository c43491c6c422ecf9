/* SPDX-License-Identifier: MIT */
/*
 * Embedding backend `static`: the weighted mean of word vectors. English ones lie beside the
 * module; vectors of other languages come as a file in the text form of GloVe, word2vec or
 * fastText: a line a word, the commonest first. Memory: one byte a number.
 *
 * english-30k.vec, made by make-vectors.py, is little-endian, without padding:
 *   8 bytes  "PNDCTVEC"
 *   uint32   version, 1; n, words; d, numbers a word; s, bytes of all words together
 *   uint32   n times: where the word ends in the text; it begins where the one before ends
 *   float    n times: the factor of the word's numbers, its weight in a mean included
 *   int8     n times d numbers
 *   bytes    s: the words in lower case, UTF-8, the commonest first
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include <pandect/plugin.h>

#include "../shared/words.h"

#define OWN_VECTORS "$ORIGIN/english-30k.vec"
#define MAGIC       "PNDCTVEC"
#define MAGIC_SIZE  8u
#define HEAD_SIZE   24u
#define VERSION     1u

/* No published set has more; they bound what a file can make us allocate. */
#define MOST_DIMENSIONS 4096u
#define MOST_WORDS      5000000u

/* Numbers of word vectors are around 1; sums of such as these stay finite. */
#define MOST_NUMBER 1e6

/* The longest way to write a number that anyone uses, amply. */
#define NUMBER_LONGEST 64u

/* Words weigh a / (a + share of all running words), after S. Arora, Y. Liang, T. Ma, A simple but
 * tough-to-beat baseline for sentence embeddings, 2017; shares by Zipf's law from ranks. */
#define SMOOTHING 1e-3
#define EULER     0.57721566

/* numbers and text point into the file when it has our own form, else into `owned`. Words are found
 * by hash: slots holds the word's number + 1 at the first free place from its hash on. */
struct vectors {
	uint32_t n, dimensions, slot_mask;
	uint32_t *ends, *slots;
	float *factors;
	const signed char *numbers;
	const char *text;
	void *owned_numbers, *owned_text;
};

static void
vectors_free(struct vectors *vectors)
{
	if (!vectors)
		return;
	free(vectors->ends);
	free(vectors->slots);
	free(vectors->factors);
	free(vectors->owned_numbers);
	free(vectors->owned_text);
	free(vectors);
}

/* ---- finding a word ---- */

static uint32_t
word_hash(const char *word, size_t size)
{
	uint32_t hash = 2166136261u; /* FNV-1a, 32 bits */

	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (unsigned char)word[i]) * 16777619u;
	return hash ^ hash >> 15;
}

static struct pandect_text
word_text(const struct vectors *vectors, uint32_t i)
{
	uint32_t start = i ? vectors->ends[i - 1] : 0;
	struct pandect_text text = {vectors->text + start, vectors->ends[i] - start};

	return text;
}

/* The slot that holds the word, or the free one where it belongs. */
static uint32_t *
word_slot(const struct vectors *vectors, const char *word, size_t size)
{
	uint32_t at = word_hash(word, size) & vectors->slot_mask;

	for (; vectors->slots[at]; at = (at + 1) & vectors->slot_mask) {
		struct pandect_text other = word_text(vectors, vectors->slots[at] - 1);

		if (other.size == size && memcmp(other.data, word, size) == 0)
			break;
	}
	return &vectors->slots[at];
}

/* Fills the hash table, at most half full. A word that occurs twice keeps its first vector. */
static pandect_status
words_index(struct vectors *vectors)
{
	uint32_t n_slots = 1;

	while (n_slots < 2 * vectors->n)
		n_slots *= 2;
	vectors->slots = calloc(n_slots, sizeof *vectors->slots);
	if (!vectors->slots)
		return PANDECT_NO_MEMORY;
	vectors->slot_mask = n_slots - 1;
	for (uint32_t i = 0; i < vectors->n; i++) {
		struct pandect_text word = word_text(vectors, i);
		uint32_t *slot = word_slot(vectors, word.data, word.size);

		if (!*slot)
			*slot = i + 1;
	}
	return PANDECT_OK;
}

/* ---- our own form ---- */

static uint32_t
uint32_at(const unsigned char *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
	       (uint32_t)bytes[3] << 24;
}

static pandect_status
own_check(struct vectors *vectors, uint32_t n_text)
{
	uint32_t end = 0;

	for (uint32_t i = 0; i < vectors->n; i++) {
		if (vectors->ends[i] < end || vectors->ends[i] > n_text ||
			!(fabsf(vectors->factors[i]) <= MOST_NUMBER))
			return PANDECT_MALFORMED;
		end = vectors->ends[i];
	}
	return PANDECT_OK;
}

/* Takes the file as it is; only what needs alignment is copied. */
static pandect_status
own_read(struct vectors *vectors, const unsigned char *data, size_t size)
{
	const unsigned char *at = data + HEAD_SIZE;
	uint32_t n = uint32_at(data + 12), d = uint32_at(data + 16), n_text = uint32_at(data + 20);

	if (uint32_at(data + MAGIC_SIZE) != VERSION || n == 0 || n > MOST_WORDS || d == 0 ||
		d > MOST_DIMENSIONS ||
		size != HEAD_SIZE + (uint64_t)n * 8 + (uint64_t)n * d + n_text)
		return PANDECT_MALFORMED;
	vectors->n = n;
	vectors->dimensions = d;
	vectors->ends = malloc(n * sizeof *vectors->ends);
	vectors->factors = malloc(n * sizeof *vectors->factors);
	if (!vectors->ends || !vectors->factors)
		return PANDECT_NO_MEMORY;
	for (uint32_t i = 0; i < n; i++, at += 4)
		vectors->ends[i] = uint32_at(at);
	for (uint32_t i = 0; i < n; i++, at += 4) {
		uint32_t bits = uint32_at(at);

		memcpy(&vectors->factors[i], &bits, sizeof bits);
	}
	vectors->numbers = (const signed char *)at;
	vectors->text = (const char *)at + (size_t)n * d;
	return own_check(vectors, n_text);
}

/* ---- the text form ---- */

/* A place in the file. line: for messages, from 1. */
struct reader {
	const char *at, *end;
	uint32_t line, most_words, room;
	size_t text_size, text_room;
};

static struct pandect_text
line_next(struct reader *reader)
{
	size_t left = (size_t)(reader->end - reader->at);
	const char *stop = left ? memchr(reader->at, '\n', left) : NULL;
	struct pandect_text line = {reader->at, stop ? (size_t)(stop - reader->at) : left};

	reader->at = stop ? stop + 1 : reader->end;
	reader->line++;
	while (line.size && strchr(" \t\r", line.data[line.size - 1]))
		line.size--;
	return line;
}

/* Cuts the last field off the line: blank and word before, or the word alone. */
static struct pandect_text
field_last(struct pandect_text *line)
{
	size_t start = line->size;
	struct pandect_text field;

	while (start && line->data[start - 1] != ' ' && line->data[start - 1] != '\t')
		start--;
	field = (struct pandect_text){line->data + start, line->size - start};
	line->size = start ? start - 1 : 0;
	return field;
}

/* strtod would follow the host's locale, and wants a NUL. False: not a number. */
static bool
number_parse(struct pandect_text text, double *ret_number)
{
	const char *at = text.data, *end = at + text.size;
	bool is_negative = at < end && *at == '-', is_small;
	double number = 0;
	int n_digits = 0, n_after = 0, power = 0;

	if (text.size > NUMBER_LONGEST)
		return false;
	if (at < end && (*at == '-' || *at == '+'))
		at++;
	for (; at < end && *at >= '0' && *at <= '9'; at++, n_digits++)
		number = number * 10 + (*at - '0');
	if (at < end && *at == '.')
		for (at++; at < end && *at >= '0' && *at <= '9'; at++, n_after++)
			number = number * 10 + (*at - '0');
	if (at < end && (*at == 'e' || *at == 'E') && n_digits + n_after > 0) {
		is_small = ++at < end && *at == '-';
		if (at < end && (*at == '-' || *at == '+'))
			at++;
		for (; at < end && *at >= '0' && *at <= '9' && power < 1000; at++)
			power = power * 10 + (*at - '0');
		power = is_small ? -power : power;
	}
	if (at != end || n_digits + n_after == 0)
		return false;
	number *= pow(10, power - n_after);
	*ret_number = is_negative ? -number : number;
	return fabs(number) <= MOST_NUMBER;
}

/* Makes room for one more word of that size. */
static pandect_status
text_grow(struct vectors *vectors, struct reader *reader, size_t word_size)
{
	if (vectors->n == reader->room) {
		uint32_t room = reader->room ? reader->room * 2 : 4096;
		void *ends = realloc(vectors->ends, room * sizeof *vectors->ends);
		void *factors, *numbers;

		if (ends)
			vectors->ends = ends;
		factors = realloc(vectors->factors, room * sizeof *vectors->factors);
		if (factors)
			vectors->factors = factors;
		numbers = realloc(vectors->owned_numbers, (size_t)room * vectors->dimensions);
		if (numbers)
			vectors->owned_numbers = numbers;
		if (!ends || !factors || !numbers)
			return PANDECT_NO_MEMORY;
		reader->room = room;
	}
	if (reader->text_room - reader->text_size < word_size) {
		size_t room = reader->text_room * 2 + word_size + 4096;
		void *text = realloc(vectors->owned_text, room);

		if (!text)
			return PANDECT_NO_MEMORY;
		vectors->owned_text = text;
		reader->text_room = room;
	}
	return PANDECT_OK;
}

/* One line: a word, which may hold blanks, and its numbers. They are read from the end, each at
 * full size into `numbers`, then rounded by the largest. */
static pandect_status
text_word(struct vectors *vectors, struct reader *reader, struct pandect_text line, double *numbers)
{
	signed char *to;
	double most = 0;
	pandect_status status;

	for (uint32_t i = vectors->dimensions; i-- > 0;) {
		if (!number_parse(field_last(&line), &numbers[i]))
			return PANDECT_MALFORMED;
		most = fmax(most, fabs(numbers[i]));
	}
	if (line.size == 0 || line.size >= WORDS_LONGEST)
		return PANDECT_OK; /* words_next gives no such word */
	status = text_grow(vectors, reader, line.size);
	if (status != PANDECT_OK)
		return status;
	to = (signed char *)vectors->owned_numbers + (size_t)vectors->n * vectors->dimensions;
	for (uint32_t i = 0; i < vectors->dimensions; i++)
		to[i] = (signed char)(most > 0 ? lrint(numbers[i] / most * 127) : 0);
	memcpy((char *)vectors->owned_text + reader->text_size, line.data, line.size);
	reader->text_size += line.size;
	vectors->ends[vectors->n] = (uint32_t)reader->text_size;
	vectors->factors[vectors->n++] = (float)(most / 127);
	return PANDECT_OK;
}

/* The first line tells the form: two whole numbers count words and dimensions (word2vec, fastText);
 * else (GloVe) it is a word already, and its fields count the dimensions. */
static pandect_status
text_head(struct vectors *vectors, struct reader *reader, double *ret_n_words)
{
	struct reader ahead = *reader;
	struct pandect_text line = line_next(&ahead), first = line;
	double dimensions = 0, n_words = 0;
	uint32_t n_fields = 0;

	while (first.size) {
		field_last(&first);
		n_fields++;
	}
	if (n_fields == 2) {
		if (!number_parse(field_last(&line), &dimensions) || !number_parse(line, &n_words))
			return PANDECT_MALFORMED;
		*reader = ahead;
	} else {
		dimensions = n_fields - 1.0;
	}
	if (!(dimensions >= 1 && dimensions <= MOST_DIMENSIONS))
		return PANDECT_MALFORMED;
	vectors->dimensions = (uint32_t)dimensions;
	*ret_n_words = n_words;
	return PANDECT_OK;
}

static void
text_weigh(struct vectors *vectors, double n_words)
{
	double harmonic = log(fmax(n_words, vectors->n)) + EULER;

	for (uint32_t i = 0; i < vectors->n; i++) {
		double share = 1 / ((i + 1) * harmonic);

		vectors->factors[i] *= (float)(SMOOTHING / (SMOOTHING + share));
	}
}

static pandect_status
text_read(struct pandect_call *call, struct vectors *vectors, struct reader *reader)
{
	double numbers[MOST_DIMENSIONS], n_words;
	pandect_status status = text_head(vectors, reader, &n_words);

	while (status == PANDECT_OK && reader->at < reader->end &&
		vectors->n < reader->most_words && reader->text_size < UINT32_MAX / 2) {
		struct pandect_text line = line_next(reader);

		if (line.size)
			status = text_word(vectors, reader, line, numbers);
		if (status == PANDECT_OK && reader->line % 1024 == 0)
			status = pandect_call_should_stop(call);
	}
	if (status == PANDECT_OK && vectors->n == 0)
		status = PANDECT_MALFORMED;
	if (status != PANDECT_OK)
		return status;
	vectors->numbers = vectors->owned_numbers;
	vectors->text = vectors->owned_text;
	text_weigh(vectors, n_words);
	return PANDECT_OK;
}

/* ---- the slots ---- */

static pandect_status
vectors_fail(struct pandect_call *call, pandect_status status, const struct reader *reader)
{
	char text[160];

	if (status != PANDECT_MALFORMED)
		return status;
	if (!reader->at)
		return pandect_call_fail(call, status,
			"the vectors are damaged, or of another version: install them anew");
	snprintf(text, sizeof text,
		"line %u of the vectors is not a word and its numbers, as GloVe, word2vec (text) "
		"and fastText (.vec) write them",
		reader->line ? (unsigned)reader->line : 1u);
	return pandect_call_fail(call, status, text);
}

static pandect_status
vectors_read(struct pandect_call *call, struct pandect_source *source, struct vectors *vectors)
{
	struct reader reader = {.line = 0};
	int64_t most_words;
	const void *data;
	size_t size;
	pandect_status status = pandect_call_integer(call, "words", &most_words);

	if (status == PANDECT_OK)
		status = pandect_source_bytes(source, &data, &size);
	if (status != PANDECT_OK)
		return status;
	if (size >= HEAD_SIZE && memcmp(data, MAGIC, MAGIC_SIZE) == 0) {
		status = own_read(vectors, data, size);
	} else {
		reader.at = data;
		reader.end = reader.at + size;
		reader.most_words = (uint32_t)most_words;
		status = text_read(call, vectors, &reader);
	}
	if (status == PANDECT_OK)
		status = words_index(vectors);
	return vectors_fail(call, status, &reader);
}

static pandect_status
static_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	struct vectors *vectors = NULL;
	struct pandect_source *source;
	pandect_status status = pandect_call_data(call, "vectors", &source);

	(void)user_data;
	if (status == PANDECT_NOT_FOUND) {
		status = pandect_call_data(call, OWN_VECTORS, &source);
		if (status == PANDECT_NOT_FOUND)
			status = pandect_call_fail(call, PANDECT_UNSUPPORTED,
				"english-30k.vec is not beside the module: install it, or name "
				"vectors by the option vectors");
	}
	if (status != PANDECT_OK)
		goto out;
	vectors = calloc(1, sizeof *vectors);
	status = vectors ? vectors_read(call, source, vectors) : PANDECT_NO_MEMORY;
	if (status != PANDECT_OK)
		goto out;
	*ret_self = vectors; /* the host has it from here */
	vectors = NULL;
out:
	vectors_free(vectors);
	return status;
}

static void
static_shutdown(void *self)
{
	vectors_free(self);
}

static pandect_status
static_dimensions_of(void *self, struct pandect_call *call, uint32_t *ret_dimensions)
{
	const struct vectors *vectors = self;

	(void)call;
	*ret_dimensions = vectors->dimensions;
	return PANDECT_OK;
}

/* The word's number + 1, in lower case or as it is written: some sets tell "us" from "US"; 0: not
 * known. */
static uint32_t
word_find(const struct vectors *vectors, const struct words *word)
{
	uint32_t found = *word_slot(vectors, word->lower, word->size);

	if (!found)
		found = *word_slot(vectors, word->text.data + word->start, word->end - word->start);
	return found;
}

/* A text without a known word gets zeros: it is near to nothing. */
static void
text_embed(const struct vectors *vectors, const struct pandect_text *text, float *ret_vector)
{
	struct words word = {.text = *text};
	uint32_t d = vectors->dimensions;
	double length = 0;

	memset(ret_vector, 0, d * sizeof *ret_vector);
	while (words_next(&word)) {
		uint32_t found = word_find(vectors, &word);
		const signed char *numbers = vectors->numbers + (size_t)(found - 1) * d;

		for (uint32_t i = 0; found && i < d; i++)
			ret_vector[i] += vectors->factors[found - 1] * numbers[i];
	}
	for (uint32_t i = 0; i < d; i++)
		length += (double)ret_vector[i] * ret_vector[i];
	length = sqrt(length);
	for (uint32_t i = 0; i < d; i++)
		ret_vector[i] = length > 0 ? (float)(ret_vector[i] / length) : 0;
}

static pandect_status
static_embed(void *self, struct pandect_call *call, const struct pandect_text *texts, uint32_t n,
	float *ret_vectors, size_t n_floats)
{
	const struct vectors *vectors = self;

	if (n_floats / vectors->dimensions < n)
		return pandect_call_fail(
			call, PANDECT_INVALID, "there is no room for that many vectors");
	for (uint32_t i = 0; i < n; i++) {
		pandect_status status = pandect_call_should_stop(call);

		if (status != PANDECT_OK)
			return status;
		text_embed(vectors, &texts[i], ret_vectors + (size_t)i * vectors->dimensions);
	}
	return PANDECT_OK;
}

static const struct pandect_option static_options[] = {
	{
		.name = "vectors",
		.help = "word vectors to use: text form of GloVe, word2vec or fastText; unset: "
			"30,000 English words",
		.type = PANDECT_OPTION_FILE,
		.flags = PANDECT_OPTION_INSTANCE,
	},
	{
		.name = "words",
		.help = "how many words of such a file to keep, the commonest first",
		.fallback = "200000",
		.range = "1..5000000",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_INSTANCE,
	},
};

static const char *const static_data_paths[] = {OWN_VECTORS};

static const struct pandect_embedding_backend static_embedding = {
	.base =
		{
			.size = sizeof static_embedding,
			.kind = PANDECT_EMBEDDING_BACKEND,
			.name = "static",
			.version = "1.0",
			.description = "weighted mean of word vectors: English, or those of a file",
			.flags = PANDECT_CONCURRENT,
			.options = PANDECT_ARRAY(static_options),
			.data_paths = PANDECT_ARRAY(static_data_paths),
			.initialize = static_initialize,
			.shutdown = static_shutdown,
		},
	.dimensions_of = static_dimensions_of,
	.embed = static_embed,
};

static const struct pandect_plugin *const static_plugins[] = {&static_embedding.base};

PANDECT_EXPORT const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "static",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = static_plugins,
};
