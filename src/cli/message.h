/* SPDX-License-Identifier: MIT */
/* What the command says to the person: one line a message, on standard error, never mixed with
 * text. */
#ifndef CLI_MESSAGE_H
#define CLI_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

/* Finds out whether standard error is a terminal and wants colour. Before any other call. */
void message_open(void);

/* level: 0 errors and warnings, -1 errors only, 1 steps too, 2 everything. */
void message_set_level(int level);
int message_level(void);

/* name: the file or option that it is about, as given, or NULL. Line breaks in the text become
 * blanks, other control characters are made visible. */
void message_error(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));
void message_warning(const char *name, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A hint, hidden as warnings are. */
void message_note(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Shown from level 1 (-v) on. */
void message_step(const char *name, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A line that is written over by the next, on a terminal only, and only for what takes longer than
 * half a second; total 0: not known. */
void message_progress(const char *name, uint64_t done, uint64_t total);

/* Begins a new measure for the progress line, and wipes the former one. */
void message_progress_end(void);

#endif
