/* SPDX-License-Identifier: MIT */
/* Tokens, sentences and places where a text may be cut. Needs libutf8proc. */
#ifndef CHUNKS_SENTENCES_H
#define CHUNKS_SENTENCES_H

#include <pandect/base.h>

/*
 * How many tokens a model is likely to make of a text, without any model's vocabulary: a word
 * counts one for each 8 characters begun, a mark of punctuation or a symbol one, and so does each
 * character of a script without blanks between words.
 */
uint32_t count_tokens(struct pandect_text text);

/* Where the sentence that begins at `at` ends, the blanks after it included: after . ! ? … and what
 * closes, before something that may begin a sentence; after their CJK forms; after a line's end.
 * Abbreviations, initials and numbers end none. */
size_t sentence_end(struct pandect_text text, size_t at);

/* `end` if there are at most `most` tokens from `at` to it, else the last place before so many
 * where the text may be cut: after a blank, or else between graphemes; always beyond `at`. */
size_t cut_after(struct pandect_text text, size_t at, size_t end, uint32_t most);

#endif
