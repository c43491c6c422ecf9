/* SPDX-License-Identifier: MIT */
#include "support/suggest.h"

#include <stddef.h>
#include <string.h>

#define WORD_MOST 80 /* longer words are not compared */

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	unsigned two = a < b ? a : b;

	return two < c ? two : c;
}

/* Optimal string alignment distance (Boytsov 2011, 2.1), three rows at a time. */
static unsigned
distance(const char *a, size_t n, const char *b, size_t m)
{
	unsigned rows[3][WORD_MOST + 1];
	unsigned *before = rows[0], *last = rows[1], *row = rows[2];

	for (size_t j = 0; j <= m; j++)
		last[j] = (unsigned)j;
	for (size_t i = 1; i <= n; i++) {
		unsigned *oldest = before;

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= m; j++) {
			row[j] = least(
				last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
				before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		before = last;
		last = row;
		row = oldest;
	}
	return last[m];
}

void
suggestion_consider(struct suggestion *suggestion, const char *typed, const char *candidate)
{
	size_t n = strlen(typed), m = strlen(candidate);
	unsigned found;

	if (n > WORD_MOST || m > WORD_MOST || m == 0)
		return;
	found = distance(typed, n, candidate, m);
	if (found > (m + 2) / 3 || (suggestion->word && found >= suggestion->distance))
		return;
	suggestion->word = candidate;
	suggestion->distance = found;
}
