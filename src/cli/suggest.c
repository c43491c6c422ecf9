/* SPDX-License-Identifier: MIT */
/* Damerau-Levenshtein distance, in the form where no part is edited twice (optimal string
 * alignment): a letter too many, too few, wrong, or two swapped count one each. */
#include "cli/suggest.h"

#include <stdbool.h>
#include <string.h>

#define WORD_MOST 63 /* bytes; names of plugins and options are no longer */

static unsigned
least(unsigned a, unsigned b, unsigned c)
{
	unsigned smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

static unsigned
distance(const char *a, size_t n_a, const char *b, size_t n_b)
{
	unsigned rows[3][WORD_MOST + 1] = {{0}};

	for (unsigned j = 0; j <= n_b; j++)
		rows[0][j] = j;
	for (unsigned i = 1; i <= n_a; i++) {
		unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3],
			 *second = rows[(i + 1) % 3];

		row[0] = i;
		for (unsigned j = 1; j <= n_b; j++) {
			bool is_same = a[i - 1] == b[j - 1];

			row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + !is_same);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
				second[j - 2] + 1 < row[j])
				row[j] = second[j - 2] + 1;
		}
	}
	return rows[n_a % 3][n_b];
}

void
suggest_consider(struct suggestion *suggestion, const char *name)
{
	size_t n_word = strlen(suggestion->word), n_name = strlen(name);
	unsigned far, most;

	if (n_word == 0 || n_word > WORD_MOST || n_name > WORD_MOST)
		return;
	most = n_word < 4 ? 1 : n_word < 8 ? 2 : 3;
	if (n_word > 1 && strncmp(suggestion->word, name, n_word) == 0)
		far = 1; /* an abbreviation is as good as one slip */
	else
		far = distance(suggestion->word, n_word, name, n_name);
	if (far > most || far >= n_word || (suggestion->best && far >= suggestion->distance))
		return;
	suggestion->best = name;
	suggestion->distance = far;
}
