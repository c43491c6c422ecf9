/* SPDX-License-Identifier: MIT */
/*
 * The words of a text, for embedding: runs of letters, digits and marks of any script. In lower
 * case by Unicode's simple mapping, which keeps one character one: full folding would turn ß into
 * ss and miss the vectors of half of German. Needs libutf8proc.
 */
#ifndef PANDECT_SHARED_WORDS_H
#define PANDECT_SHARED_WORDS_H

#include <stdbool.h>

#include <utf8proc.h>

#include <pandect/base.h>

/* Longer runs are cut: they are no words but data, and a reader's buffer is this long. */
#define WORDS_LONGEST 256u

/* Set text, then call words_next until it gives false. lower: size bytes of the word in lower case;
 * n characters. start, end: the bytes of text where it stands. */
struct words {
	struct pandect_text text;
	size_t start, end;
	size_t size, n;
	char lower[WORDS_LONGEST];
};

static inline bool
words_is_letter(utf8proc_int32_t character)
{
	switch (utf8proc_category(character)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
		return true;
	default:
		return false;
	}
}

/* Goes on to the next word; false when there is none. */
static inline bool
words_next(struct words *words)
{
	const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)words->text.data;
	size_t at = words->end;

	words->size = words->n = 0;
	while (at < words->text.size) {
		utf8proc_int32_t character;
		utf8proc_ssize_t left = (utf8proc_ssize_t)(words->text.size - at);
		utf8proc_ssize_t length = utf8proc_iterate(text + at, left, &character);

		if (length < 1) {
			length = 1;
			character = ' ';
		}
		if (words_is_letter(character)) {
			/* A character has up to four bytes, in lower case too. */
			if (words->size + 4 > WORDS_LONGEST)
				break;
			if (words->n++ == 0)
				words->start = at;
			words->size += (size_t)utf8proc_encode_char(utf8proc_tolower(character),
				(utf8proc_uint8_t *)words->lower + words->size);
		} else if (words->n > 0) {
			break;
		}
		at += (size_t)length;
	}
	words->end = at;
	return words->n > 0;
}

#endif
