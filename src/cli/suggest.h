/* SPDX-License-Identifier: MIT */
/* What a person who mistyped a name may have meant. */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

/* The best match so far; begin with {word, NULL, 0}. */
struct suggestion {
	const char *word, *best; /* best: NULL when nothing is near enough */
	unsigned distance;
};

/* Weighs one more name, which must stay valid; of equals the first wins. */
void suggest_consider(struct suggestion *suggestion, const char *name);

#endif
