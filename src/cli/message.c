/* SPDX-License-Identifier: MIT */
/* Each message leaves in one write, so that lines of several commands in a pipeline stay whole. */
#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/escape.h"

#define PROGRESS_AFTER_MS 500 /* shorter work would only flicker */
#define PROGRESS_EVERY_MS 100
#define PROGRESS_NAME     40 /* characters of the name that fit beside the rest in 80 columns */

#define RED    "\033[1;31m"
#define YELLOW "\033[1;33m"
#define DIM    "\033[2m"
#define PLAIN  "\033[0m"
#define WIPE   "\r\033[K"

static struct {
	int level;
	bool is_terminal, has_colour, has_line; /* has_line: a progress line stands there */
	int64_t began_ms, shown_ms;             /* of the progress line; 0: not begun */
} state;

static int64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A message that can't be written has nowhere else to go. */
static void
put(const char *data, size_t size)
{
	while (size > 0) {
		ssize_t n = write(STDERR_FILENO, data, size);

		if (n <= 0)
			return;
		data += n;
		size -= (size_t)n;
	}
}

void
message_open(void)
{
	const char *none = secure_getenv("NO_COLOR"); /* https://no-color.org */
	const char *terminal = secure_getenv("TERM");

	state.is_terminal = isatty(STDERR_FILENO) == 1 && terminal && strcmp(terminal, "dumb") != 0;
	state.has_colour = state.is_terminal && !(none && *none);
}

void
message_set_level(int level)
{
	state.level = level;
}

int
message_level(void)
{
	return state.level;
}

static void
write_line(FILE *to, const char *name, const char *label, const char *colour, char *text)
{
	if (state.has_line)
		fputs(WIPE, to);
	fprintf(to, "%spandect:%s ", state.has_colour ? colour : "", state.has_colour ? PLAIN : "");
	if (name) {
		escape_write(to, name, strlen(name));
		fputs(": ", to);
	}
	fputs(label, to);
	for (char *at = text; *at; at++)
		if (*at == '\n')
			*at = ' ';
	escape_write(to, text, strlen(text));
	fputc('\n', to);
}

static void say(const char *name, const char *label, const char *colour, const char *format,
	va_list arguments) __attribute__((format(printf, 4, 0)));

static void
say(const char *name, const char *label, const char *colour, const char *format, va_list arguments)
{
	char *text = NULL, *line = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&line, &size);

	if (vasprintf(&text, format, arguments) < 0)
		text = NULL;
	if (to && text)
		write_line(to, name, label, colour, text);
	if (to && fclose(to) == 0 && text)
		put(line, size);
	else
		put("pandect: out of memory\n", 23);
	state.has_line = false;
	free(line);
	free(text);
}

void
message_error(const char *name, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(name, "", RED, format, arguments);
	va_end(arguments);
}

void
message_warning(const char *name, const char *format, ...)
{
	va_list arguments;

	if (state.level < 0)
		return;
	va_start(arguments, format);
	say(name, "warning: ", YELLOW, format, arguments);
	va_end(arguments);
}

void
message_note(const char *name, const char *format, ...)
{
	va_list arguments;

	if (state.level < 0)
		return;
	va_start(arguments, format);
	say(name, "", DIM, format, arguments);
	va_end(arguments);
}

void
message_step(const char *name, const char *format, ...)
{
	va_list arguments;

	if (state.level < 1)
		return;
	va_start(arguments, format);
	say(name, "", DIM, format, arguments);
	va_end(arguments);
}

/* The last characters of a name, which tell files apart better than the first. */
static const char *
tail(const char *name)
{
	size_t width = escape_width(name);

	while (width > PROGRESS_NAME) {
		do
			name++;
		while (((unsigned char)*name & 0xc0) == 0x80);
		width--;
	}
	return name;
}

void
message_progress(const char *name, uint64_t done, uint64_t total)
{
	char line[512];
	int64_t now;
	char *shown;

	if (!state.is_terminal || state.level < 0)
		return;
	now = now_ms();
	if (state.began_ms == 0)
		state.began_ms = now;
	if (now - state.began_ms < PROGRESS_AFTER_MS || now - state.shown_ms < PROGRESS_EVERY_MS)
		return;
	shown = escape_copy(tail(name));
	if (!shown)
		return;
	if (total > 0)
		snprintf(line, sizeof line, WIPE "%s  %llu of %llu", shown,
			(unsigned long long)done, (unsigned long long)total);
	else
		snprintf(line, sizeof line, WIPE "%s  %llu", shown, (unsigned long long)done);
	put(line, strlen(line));
	free(shown);
	state.has_line = true;
	state.shown_ms = now;
}

void
message_progress_end(void)
{
	if (state.has_line)
		put(WIPE, strlen(WIPE));
	state.has_line = false;
	state.began_ms = state.shown_ms = 0;
}
