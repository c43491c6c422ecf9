/* SPDX-License-Identifier: MIT */
/* Character references of HTML (WHATWG HTML, 13.2.5.72), which Markdown has too. */
#ifndef SHARED_ENTITIES_H
#define SHARED_ENTITIES_H

#include <stddef.h>

/* Room for what one reference stands for: two characters in UTF-8 at most. */
#define ENTITY_ROOM 9

/*
 * Reads the reference that begins at text[0], which is '&'. Gives the bytes that it takes, with its
 * semicolon if it has one, and writes what it stands for, with a NUL, to ret_text; 0 when it is
 * none and the '&' is just that. [any thread]
 */
size_t entity_decode(const char *text, size_t size, char ret_text[ENTITY_ROOM]);

/* The same for a name alone ("nbsp"); NULL when there is none. The string is a constant. */
const char *entity_find(const char *name, size_t size);

#endif
