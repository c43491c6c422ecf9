/* SPDX-License-Identifier: MIT */
/* Reading UTF-8 character by character, and the few classes of characters that renderers and
 * processors ask for. Without tables of Unicode: the classes are safe sides, not definitions. */
#ifndef SHARED_CHARACTERS_H
#define SHARED_CHARACTERS_H

#include <stddef.h>
#include <stdint.h>

/* The character that begins at byte `at` (below size) and how many bytes it has. A byte that begins
 * none is U+FFFD of one byte. */
uint32_t character_at(const char *text, size_t size, size_t at, size_t *ret_length);

/* The character that ends before byte `at` (above 0). */
uint32_t character_before(const char *text, size_t at, size_t *ret_length);

/* Blank of any width, or a line's end. */
int character_is_blank(uint32_t character);

/* Surely a letter, a digit or a mark on one: neither blank, punctuation nor symbol. */
int character_is_word(uint32_t character);

/* Surely punctuation, in every version of Unicode and of CommonMark. */
int character_is_punctuation(uint32_t character);

/* Written without blanks between words: ideographs, kana, and the scripts of Thailand, Laos,
 * Myanmar and Cambodia. */
int character_is_unspaced(uint32_t character);

#endif
