/* SPDX-License-Identifier: MIT */
/* Which file each input is written to, settled before anything is read. */
#ifndef CLI_DESTINATION_H
#define CLI_DESTINATION_H

#include <stddef.h>

/* output: the value of -o, or NULL. inputs: as given, "-" for standard input, which goes by
 * stdin_name. suffix: of the form, without dot. */
struct destination_request {
	const char *output, *suffix, *stdin_name;
	const char *const *inputs;
	size_t n_inputs;
};

/* paths: one an input, to be freed with destinations_free; NULL when all goes to standard output.
 * 0, or the exit status after a message. */
int destinations_plan(const struct destination_request *request, char ***ret_paths);
void destinations_free(char **paths, size_t n);

/* The path under a directory for an input: as given, without leading "/", "." and "..", plus the
 * suffix. The caller frees; NULL without memory. */
char *destination_under(const char *directory, const char *input, const char *suffix);

#endif
