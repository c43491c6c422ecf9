/* SPDX-License-Identifier: MIT */
#include "cli/destination.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/command.h"
#include "cli/message.h"
#include "cli/output.h"

#define NAMELESS "document"

char *
destination_under(const char *directory, const char *input, const char *suffix)
{
	size_t n_directory = strlen(directory);
	size_t most = n_directory + strlen("/") + strlen(NAMELESS) + strlen(input) + strlen(".") +
		      strlen(suffix) + 1;
	char *path = malloc(most), *end = path;

	if (!path)
		return NULL;
	memcpy(end, directory, n_directory);
	end += n_directory;
	while (*input) {
		size_t size = strcspn(input, "/");
		bool is_dots = size <= 2 && strncmp(input, "..", size) == 0; /* "", "." or ".." */

		if (!is_dots) {
			if (end > path && end[-1] != '/')
				*end++ = '/';
			memcpy(end, input, size);
			end += size;
		}
		input += size + (input[size] == '/');
	}
	if (end == path + n_directory) { /* nothing but dots */
		*end++ = '/';
		memcpy(end, NAMELESS, strlen(NAMELESS));
		end += strlen(NAMELESS);
	}
	*end++ = '.';
	memcpy(end, suffix, strlen(suffix) + 1);
	return path;
}

static bool
is_directory(const char *path)
{
	size_t size = strlen(path);
	struct stat info;

	return size > 0 &&
	       (path[size - 1] == '/' || (stat(path, &info) == 0 && S_ISDIR(info.st_mode)));
}

struct target {
	const char *path;
	size_t input;
};

static int
compare_targets(const void *a, const void *b)
{
	const struct target *left = a, *right = b;
	int order = strcmp(left->path, right->path);

	return order ? order : left->input < right->input ? -1 : 1;
}

static int
check_distinct(const struct destination_request *request, char *const *paths)
{
	struct target *targets = calloc(request->n_inputs + 1, sizeof *targets);
	int code = targets ? 0 : EXIT_HOST;

	for (size_t i = 0; targets && i < request->n_inputs; i++)
		targets[i] = (struct target){paths[i], i};
	if (targets)
		qsort(targets, request->n_inputs, sizeof *targets, compare_targets);
	for (size_t i = 1; code == 0 && i < request->n_inputs; i++)
		if (strcmp(targets[i - 1].path, targets[i].path) == 0) {
			message_error(request->inputs[targets[i].input],
				"would be written to %s, as %s would; give each a run of its own",
				targets[i].path, request->inputs[targets[i - 1].input]);
			code = EXIT_USAGE;
		}
	free(targets);
	return code;
}

/* No output may take the place of an input. */
static int
check_inputs_kept(const struct destination_request *request, char *const *paths)
{
	for (size_t i = 0; i < request->n_inputs; i++) {
		struct stat output, input;

		if (stat(paths[i], &output) != 0 || !S_ISREG(output.st_mode))
			continue;
		for (size_t j = 0; j < request->n_inputs; j++)
			if (stat(request->inputs[j], &input) == 0 &&
				input.st_dev == output.st_dev && input.st_ino == output.st_ino) {
				message_error(request->inputs[j], "would be overwritten by its own "
								  "text; name another output");
				return EXIT_USAGE;
			}
	}
	return 0;
}

static int
fill_paths(const struct destination_request *request, bool is_under, char **paths)
{
	for (size_t i = 0; i < request->n_inputs; i++) {
		const char *input = request->inputs[i];

		if (strcmp(input, "-") == 0)
			input = request->stdin_name;
		paths[i] = is_under ? destination_under(request->output, input, request->suffix)
				    : strdup(request->output);
		if (!paths[i]) {
			message_error(NULL, "out of memory");
			return EXIT_HOST;
		}
	}
	return 0;
}

int
destinations_plan(const struct destination_request *request, char ***ret_paths)
{
	bool is_under;
	char **paths;
	int code, error;

	*ret_paths = NULL;
	if (!request->output || strcmp(request->output, "-") == 0)
		return 0;
	is_under = is_directory(request->output);
	if (!*request->output || (!is_under && request->n_inputs > 1)) {
		message_error("-o", "several files need a directory: -o %s/",
			*request->output ? request->output : "DIR");
		return EXIT_USAGE;
	}
	paths = calloc(request->n_inputs + 1, sizeof *paths);
	code = paths ? fill_paths(request, is_under, paths) : EXIT_HOST;
	if (code == 0)
		code = check_distinct(request, paths);
	if (code == 0)
		code = check_inputs_kept(request, paths);
	error = code == 0 && is_under ? output_make_directory(request->output) : 0;
	if (error) {
		message_error(request->output, "the directory cannot be made: %s", strerror(error));
		code = EXIT_HOST;
	}
	if (code == 0)
		*ret_paths = paths;
	else
		destinations_free(paths, request->n_inputs);
	return code;
}

void
destinations_free(char **paths, size_t n)
{
	for (size_t i = 0; paths && i < n; i++)
		free(paths[i]);
	free(paths);
}
