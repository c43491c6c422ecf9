/* SPDX-License-Identifier: MIT */
/* The word that was probably meant. */
#ifndef SUPPORT_SUGGEST_H
#define SUPPORT_SUGGEST_H

struct suggestion {
	const char *word; /* the nearest so far, NULL when none is near */
	unsigned distance;
};

#define SUGGESTION_INIT \
	{ \
		0, 0 \
	}

/* Considers a candidate, which must stay: near means at most a third of its letters wrong
 * (insertions, deletions, changes, swaps). */
void suggestion_consider(struct suggestion *suggestion, const char *typed, const char *candidate);

#endif
