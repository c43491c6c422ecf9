/* SPDX-License-Identifier: MIT */
/* Tokens and sentences; see sentences.h. */
#include <string.h>
#include <strings.h>

#include <utf8proc.h>

#include "../../shared/characters.h"
#include "sentences.h"

#define WORD_PIECE 8 /* characters a token */

/* Counts along a text, so that it can stop anywhere. */
struct counter {
	uint32_t tokens;
	uint32_t in_word; /* characters of the word so far */
};

static void
count_character(struct counter *counter, uint32_t character)
{
	if (character_is_unspaced(character)) {
		counter->tokens++;
		counter->in_word = 0;
	} else if (character_is_word(character)) {
		counter->tokens += counter->in_word % WORD_PIECE == 0;
		counter->in_word++;
	} else {
		counter->tokens += !character_is_blank(character);
		counter->in_word = 0;
	}
}

/* The same for ASCII, which is most of the text of most documents. */
static void
count_ascii(struct counter *counter, unsigned char byte)
{
	if ((unsigned char)((byte | 0x20) - 'a') < 26 || (unsigned char)(byte - '0') < 10) {
		counter->tokens += counter->in_word++ % WORD_PIECE == 0;
		return;
	}
	counter->tokens += byte > ' ' && byte < 0x7F;
	counter->in_word = 0;
}

/* Tokens of a text; more than `most` is not told apart. */
static uint32_t
count_up_to(struct pandect_text text, uint32_t most)
{
	struct counter counter = {.tokens = 0};
	size_t length;

	for (size_t at = 0; at < text.size && counter.tokens <= most; at += length) {
		unsigned char byte = (unsigned char)text.data[at];

		length = 1;
		if (byte >= 0x80)
			count_character(&counter, character_at(text.data, text.size, at, &length));
		else
			count_ascii(&counter, byte);
	}
	return counter.tokens;
}

uint32_t
count_tokens(struct pandect_text text)
{
	return count_up_to(text, UINT32_MAX);
}

/* ---- sentences ---- */

static int
is_end_mark(uint32_t c)
{
	return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == 0x061F || c == 0x06D4 ||
	       c == 0x0964 || c == 0x0965;
}

/* Ends a sentence without a blank after it. */
static int
is_wide_end_mark(uint32_t c)
{
	return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0xFF61;
}

static int
is_closing(uint32_t c)
{
	return c == '"' || c == '\'' || c == ')' || c == ']' || c == 0xBB || c == 0x2019 ||
	       c == 0x201D || c == 0x300D || c == 0x300F || c == 0xFF09 || c == 0x3011;
}

/* Whether the word before a full stop is one that is shortened, not ended. */
static int
is_abbreviation(const char *word, size_t n)
{
	static const char *const known[] = {"mr", "mrs", "ms", "dr", "prof", "sr", "jr", "st", "vs",
		"etc", "inc", "ltd", "co", "corp", "no", "nos", "fig", "figs", "eq", "eqs", "sec",
		"ch", "vol", "pp", "ed", "eds", "al", "cf", "approx", "dept", "est", "gen", "gov",
		"hon", "rev", "sen", "rep", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
		"sept", "oct", "nov", "dec", "abb", "abs", "art", "bzw", "ca", "evtl", "ggf", "nr",
		"str", "usw", "vgl", "bd", "hrsg", "av", "env", "ex", "mme", "mlle", "art"};

	if (n <= 1)
		return 1; /* an initial, or the end of "e.g." */
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strlen(known[i]) == n && strncasecmp(known[i], word, n) == 0)
			return 1;
	}
	return 0;
}

/* Whether the full stop at `at` ends nothing, by the word before it. */
static int
is_inner_stop(struct pandect_text text, size_t begin, size_t at)
{
	size_t start = at;

	while (start > begin && (unsigned char)text.data[start - 1] < 0x80 &&
		character_is_word((unsigned char)text.data[start - 1]))
		start--;
	if (start == at)
		return 0;
	/* "1." at the beginning numbers the sentence. */
	if (text.data[start] >= '0' && text.data[start] <= '9')
		return start == begin && at - start <= 3;
	if (start > begin && (unsigned char)text.data[start - 1] >= 0x80)
		return 0; /* the end of a longer word */
	return is_abbreviation(text.data + start, at - start);
}

/* Past blanks; a line's end among them is always an end. */
static size_t
skip_blanks(struct pandect_text text, size_t at, int *ret_has_line)
{
	size_t length;

	*ret_has_line = 0;
	while (at < text.size &&
		character_is_blank(character_at(text.data, text.size, at, &length))) {
		*ret_has_line |= text.data[at] == '\n';
		at += length;
	}
	return at;
}

static size_t
skip_closing(struct pandect_text text, size_t at)
{
	size_t length;
	uint32_t character;

	while (at < text.size) {
		character = character_at(text.data, text.size, at, &length);
		if (!is_end_mark(character) && !is_wide_end_mark(character) &&
			!is_closing(character))
			break;
		at += length;
	}
	return at;
}

size_t
sentence_end(struct pandect_text text, size_t at)
{
	size_t begin = at, length;
	int has_line;

	for (; at < text.size; at += length) {
		unsigned char byte = (unsigned char)text.data[at];
		size_t end, next;
		uint32_t c;

		length = 1;
		if (byte < 0x80 && byte != '.' && byte != '!' && byte != '?' && byte != '\n')
			continue;
		c = character_at(text.data, text.size, at, &length);
		if (c == '\n')
			return skip_blanks(text, at, &has_line);
		if (!is_end_mark(c) && !is_wide_end_mark(c))
			continue;
		end = skip_closing(text, at);
		next = skip_blanks(text, end, &has_line);
		if (next == text.size || has_line || is_wide_end_mark(c))
			return next;
		if (next == end || (c == '.' && is_inner_stop(text, begin, at)))
			continue;
		/* A small letter goes on with the sentence. */
		if (utf8proc_islower(
			    (utf8proc_int32_t)character_at(text.data, text.size, next, &length))) {
			length = end - at;
			continue;
		}
		return next;
	}
	return text.size;
}

size_t
cut_after(struct pandect_text text, size_t at, size_t end, uint32_t most)
{
	struct counter counter = {.tokens = 0};
	utf8proc_int32_t state = 0;
	uint32_t before = 0;
	size_t begin = at, blank = at, grapheme = at, length;

	/* The rule first, the cut only where it is needed. */
	if (count_up_to((struct pandect_text){text.data + at, end - at}, most) <= most)
		return end;
	for (; at < end; at += length) {
		uint32_t c = character_at(text.data, end, at, &length);

		if (at > begin) {
			if (character_is_blank(before) && !character_is_blank(c))
				blank = at;
			if (utf8proc_grapheme_break_stateful(
				    (utf8proc_int32_t)before, (utf8proc_int32_t)c, &state))
				grapheme = at;
		}
		count_character(&counter, c);
		/* A text may be one grapheme that never ends: it is cut all the same. */
		if (counter.tokens > most && (grapheme > begin || counter.tokens > 2 * most))
			break;
		before = c;
	}
	if (at >= end)
		return end;
	if (blank > begin)
		return blank;
	return grapheme > begin ? grapheme : at > begin ? at : begin + length;
}
