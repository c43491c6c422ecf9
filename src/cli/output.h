/* SPDX-License-Identifier: MIT */
/* Where text goes: standard output, or a file that appears under its name only when it is whole. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <pandect/plugin.h>

struct output;

/* Keeps standard output for text alone: what a plugin's library prints goes to standard error from
 * here on. NULL without memory. */
struct output *output_open_standard(void);

/* A file, made beside its final name; directories on the way are made. NULL with errno. */
struct output *output_open_file(const char *path);

/* Nothing is kept; counts only. NULL without memory. */
struct output *output_open_nothing(void);

/* Frees; a file that was not committed leaves nothing behind. NULL is allowed. */
void output_free(struct output *output);

/* The first failure stays; see output_error. */
void output_write(struct output *output, const void *data, size_t size);
void output_string(struct output *output, const char *string);
void output_format(struct output *output, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* On: line breaks are left out, which makes one line of any JSON, whose strings hold none. */
void output_set_joined(struct output *output, bool is_joined);

/* Ends the last line if it has no line break. */
void output_end_line(struct output *output);

/* Sends what is buffered; for a file, gives it its name. 0, or the errno of the first failure. */
int output_commit(struct output *output);

/* errno of the first failure, 0 when there was none. */
int output_error(const struct output *output);

/* Bytes written in all. */
unsigned long long output_size(const struct output *output);

/* A sink for pandect_job_render; the output's. */
struct pandect_sink *output_sink(struct output *output);

/* Removes the file that is being written, from another thread, when the process is about to end. */
void output_abandon(void);

/* mkdir -p. 0 or an errno. */
int output_make_directory(const char *path);

#endif
