/* SPDX-License-Identifier: MIT */
/* A set of page numbers, as in "1-5,9,12-". */
#ifndef ENGINE_PAGES_H
#define ENGINE_PAGES_H

#include <pandect/base.h>

/* 1 when the text names pages; an empty text is fine and means all. */
int pages_are_valid(const char *text);

/* 1 when the number is in it. */
int pages_have(const char *text, uint32_t number);

#endif
