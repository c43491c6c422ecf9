/* SPDX-License-Identifier: MIT */
/* pandect FILE…: reads documents and writes their text. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/destination.h"
#include "cli/escape.h"
#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/reading.h"

#define STDIN_NAME "stdin" /* what standard input is called under a directory */

/* How several documents share standard output. */
enum sharing { SHARING_ALONE, SHARING_HEADS, SHARING_LINES, SHARING_NONE };

struct extraction {
	char **paths; /* NULL: standard output */
	enum sharing sharing;
	bool has_written; /* something is on standard output */
};

static enum sharing
find_sharing(const struct session *session)
{
	const char *mime = session->form.mime;
	size_t size = strlen(mime);

	if (session->invocation->n_operands == 1)
		return SHARING_ALONE;
	if (strstr(mime, "json") && !strstr(mime, "json-seq"))
		return SHARING_LINES;
	if (strncmp(mime, "text/", 5) == 0 && strcmp(mime, "text/html") != 0 &&
		!(size > 4 && strcmp(mime + size - 4, "/xml") == 0))
		return SHARING_HEADS;
	return SHARING_NONE;
}

/* As head(1) does. */
static void
write_head(struct extraction *extraction, struct output *output, const char *label)
{
	char *name = escape_copy(label);

	output_format(
		output, "%s==> %s <==\n", extraction->has_written ? "\n" : "", name ? name : "?");
	free(name);
}

static pandect_status
write_standard(struct reading *reading, struct extraction *extraction)
{
	struct output *output = reading->session->invocation->output;
	pandect_status status;
	int error;

	if (extraction->sharing == SHARING_HEADS)
		write_head(extraction, output, reading->label);
	output_set_joined(output, extraction->sharing == SHARING_LINES);
	status = pandect_job_render(reading->job, reading->session->form.name, output_sink(output));
	output_set_joined(output, false);
	if (extraction->sharing != SHARING_ALONE)
		output_end_line(output);
	extraction->has_written = true;
	error = output_commit(output); /* so that what was read shows, and a failure is met now */
	if (error) {
		reading->is_over = true; /* main says so */
		return PANDECT_IO;
	}
	if (!PANDECT_GAVE(status) && !interrupt_happened()) {
		reading_report(reading, status);
		message_error(reading->label, "its text on standard output is incomplete");
	}
	return status;
}

static pandect_status
report_unwritten(struct reading *reading, const char *path, int error)
{
	message_progress_end();
	message_error(path, "cannot be written: %s", strerror(error));
	reading->has_lost = true;
	return PANDECT_IO;
}

static pandect_status
write_file(struct reading *reading, const char *path)
{
	struct output *output = output_open_file(path);
	pandect_status status;
	int error;

	if (!output)
		return report_unwritten(reading, path, errno);
	status = pandect_job_render(reading->job, reading->session->form.name, output_sink(output));
	error = output_error(output);
	if (!error && !interrupt_happened()) {
		if (PANDECT_GAVE(status))
			error = output_commit(output);
		else
			reading_report(reading, status);
	}
	output_free(output);
	if (error)
		return report_unwritten(reading, path, error);
	if (PANDECT_GAVE(status))
		message_step(reading->label, "written to %s", path);
	return status;
}

static pandect_status
extract(struct reading *reading, void *data)
{
	struct extraction *extraction = data;
	pandect_status written, status;

	message_step(reading->label, "reading");
	status = pandect_job_run(reading->job);
	message_progress_end();
	if (interrupt_happened())
		return PANDECT_CANCELLED;
	reading_show_steps(reading);
	if (!PANDECT_GAVE(status)) {
		reading_report(reading, status);
		return status;
	}
	reading_warn(reading, status);
	if (extraction->paths)
		written = write_file(reading, extraction->paths[reading->i]);
	else
		written = write_standard(reading, extraction);
	return PANDECT_GAVE(written) ? status : written;
}

static int
plan(const struct session *session, struct extraction *extraction)
{
	const struct invocation *invocation = session->invocation;
	const char *name = arguments_get(&invocation->arguments, OPTION_NAME);
	const struct destination_request request = {
		.output = arguments_get(&invocation->arguments, OPTION_OUTPUT),
		.suffix = session->form.suffix,
		.stdin_name = name && *name ? name : STDIN_NAME,
		.inputs = invocation->operands,
		.n_inputs = invocation->n_operands,
	};
	int code = destinations_plan(&request, &extraction->paths);

	extraction->sharing = find_sharing(session);
	if (code == 0 && !extraction->paths && extraction->sharing == SHARING_NONE) {
		message_error("--to", "several %s documents do not fit in one output; use -o DIR/",
			session->form.name);
		code = EXIT_USAGE;
	}
	return code;
}

static int
run(const struct invocation *invocation)
{
	struct session session;
	struct extraction extraction = {0};
	int code = session_open(&session, invocation);

	if (code != 0)
		return code;
	if (invocation->n_operands > 0)
		code = plan(&session, &extraction);
	if (code == 0)
		code = reading_all(&session, extract, &extraction);
	destinations_free(extraction.paths, invocation->n_operands);
	session_close(&session);
	return code;
}

const struct command command_extract = {
	.name = "extract",
	.synopsis = "FILE…",
	.summary = "read documents and write their text (what pandect FILE does)",
	.details =
		"Writes Markdown to standard output, or what --to or the suffix of -o asks for.\n"
		"Under -o DIR/ the text of a/report.pdf goes to DIR/a/report.pdf.md.",
	.options = OPTIONS_COMMON | OPTIONS_ENGINE | OPTIONS_INPUT | OPTIONS_READING |
		   OPTION_BIT(OPTION_OUTPUT),
	.run = run,
};
