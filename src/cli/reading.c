/* SPDX-License-Identifier: MIT */
#include "cli/reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "cli/message.h"
#include "cli/settings.h"

#define WARNINGS_SHOWN 10 /* a document; more are for -v and explain */
#define PLACE_MOST     256
#define NAME_SHOWN     200 /* bytes of a member's name */

const char *
reading_stdin_label(const struct invocation *invocation)
{
	const char *name = arguments_get(&invocation->arguments, OPTION_NAME);

	return name && *name ? name : "standard input";
}

static bool
is_stdin(const char *operand)
{
	return strcmp(operand, "-") == 0;
}

/* What the person can do about a failure, where the error can't know. */
static const char *
find_advice(pandect_status status)
{
	switch (status) {
	case PANDECT_ENCRYPTED:
		return "--password-file FILE gives one";
	case PANDECT_TIMEOUT:
		return "--timeout SECONDS allows more";
	case PANDECT_CRASHED:
	case PANDECT_PLUGIN:
		return "this is the plugin's fault; pandect explain shows what was tried";
	default:
		return NULL;
	}
}

void
reading_report(const struct reading *reading, pandect_status status)
{
	const struct pandect_error *error = pandect_job_error(reading->job);
	const char *text = error ? error->text : pandect_status_phrase(status);
	const char *advice = find_advice(status);
	bool has_plugin = error && error->plugin[0];

	message_progress_end();
	if (advice && strstr(text, "--"))
		advice = NULL;
	message_error(reading->label, "%s%s%s%s%s%s", text, has_plugin ? " (" : "",
		has_plugin ? error->plugin : "", has_plugin ? ")" : "", advice ? "; " : "",
		advice ? advice : "");
	if (error && error->context[0])
		message_step(reading->label, "%s", error->context);
}

/* Where a finding is: "inner.pdf: page 3: ", or "". */
static void
format_place(const struct pandect_document *document, pandect_node node, char ret_place[PLACE_MOST])
{
	struct pandect_node_info info;
	uint32_t page = 0;
	int n = 0;

	ret_place[0] = '\0';
	if (node == 0 || pandect_document_node(document, node, &info) != PANDECT_OK)
		return;
	page = info.page;
	while (info.kind != PANDECT_NODE_DOCUMENT) {
		node = info.parent;
		if (pandect_document_node(document, node, &info) != PANDECT_OK)
			return;
	}
	if (info.parent != 0) {
		struct pandect_text name =
			pandect_document_text(document, node, PANDECT_ATTRIBUTE_NAME);
		int size = name.size < NAME_SHOWN ? (int)name.size : NAME_SHOWN;

		n = snprintf(ret_place, PLACE_MOST, "%.*s: ", size, name.data ? name.data : "");
	}
	if (page > 0 && n >= 0 && n < PLACE_MOST)
		snprintf(ret_place + n, (size_t)(PLACE_MOST - n), "page %u: ", page);
}

void
reading_warn(const struct reading *reading, pandect_status status)
{
	const struct pandect_document *document = pandect_job_document(reading->job);
	struct pandect_finding finding;
	uint32_t n = 0, n_shown = 0;

	message_progress_end();
	while (document && pandect_document_finding(document, n, &finding) == PANDECT_OK) {
		char place[PLACE_MOST];

		n++;
		if (finding.severity == PANDECT_NOTE && message_level() < 1)
			continue;
		if (n_shown++ >= WARNINGS_SHOWN && message_level() < 1)
			continue;
		format_place(document, finding.node, place);
		message_warning(
			reading->label, "%s%.*s", place, (int)finding.text.size, finding.text.data);
	}
	if (n_shown > WARNINGS_SHOWN && message_level() < 1)
		message_note(reading->label, "%u more warnings; pandect explain shows them all",
			n_shown - WARNINGS_SHOWN);
	if (status == PANDECT_PARTIAL && n_shown == 0)
		message_warning(reading->label, "something of it could not be read");
}

void
time_format(uint64_t microseconds, char ret_time[TIME_MOST])
{
	if (microseconds < 1000)
		snprintf(ret_time, TIME_MOST, "%u µs", (unsigned)microseconds);
	else if (microseconds < 1000000)
		snprintf(ret_time, TIME_MOST, "%.1f ms", (double)microseconds / 1e3);
	else
		snprintf(ret_time, TIME_MOST, "%.2f s", (double)microseconds / 1e6);
}

void
reading_show_steps(const struct reading *reading)
{
	struct pandect_step step = {.size = sizeof step};

	for (uint32_t i = 0;
		message_level() > 0 && pandect_job_step(reading->job, i, &step) == PANDECT_OK;
		i++) {
		char elapsed[TIME_MOST];

		if (pandect_text_is(step.stage, "bid") && message_level() < 2)
			continue;
		time_format(step.microseconds, elapsed);
		message_step(reading->label, "%.*s%s%.*s, %s: %.*s", (int)step.stage.size,
			step.stage.data, step.plugin.size ? " by " : "", (int)step.plugin.size,
			step.plugin.data ? step.plugin.data : "", elapsed, (int)step.decision.size,
			step.decision.data ? step.decision.data : "");
	}
}

static void
show_progress(void *data, const char *document, uint64_t done, uint64_t total)
{
	const struct reading *reading = data;

	message_progress(document && *document ? document : reading->label, done, total);
}

static bool
is_refused_directory(const struct reading *reading, const char *operand)
{
	struct stat info;

	if (stat(operand, &info) != 0 || !S_ISDIR(info.st_mode))
		return false;
	message_error(reading->label, "a directory; name the files in it, as in: "
				      "find DIR -type f -exec pandect -o OUT/ {} +");
	return true;
}

/* Gives the job its input with the name and type that the person knows it by. */
static pandect_status
open_input(const struct reading *reading, const char *operand)
{
	const struct invocation *invocation = reading->session->invocation;
	const struct arguments *arguments = &invocation->arguments;
	const char *name = arguments_get(arguments, OPTION_NAME);
	const char *mime = arguments_get(arguments, OPTION_MIME);
	pandect_status status;

	if (!is_stdin(operand)) {
		status = pandect_job_input_path(reading->job, operand);
	} else {
		if (isatty(STDIN_FILENO))
			message_note(NULL, "reading from the terminal; Ctrl-D ends the input");
		status = pandect_job_input_descriptor(reading->job, STDIN_FILENO);
	}
	if (status != PANDECT_OK || !(is_stdin(operand) || invocation->n_operands == 1))
		return status;
	if (name)
		status = pandect_job_name(reading->job, name);
	if (status == PANDECT_OK && mime)
		status = pandect_job_mime(reading->job, mime);
	return status;
}

static pandect_status
read_one(struct reading *reading, reading_function *function, void *data)
{
	const char *operand = reading->session->invocation->operands[reading->i];
	pandect_status status;

	reading->label = is_stdin(operand) ? reading_stdin_label(reading->session->invocation)
			 : *operand        ? operand
					   : "\"\"";
	if (is_refused_directory(reading, operand))
		return PANDECT_INVALID;
	status = pandect_job_new(reading->session->engine, &reading->job);
	if (status != PANDECT_OK) {
		message_error(reading->label, "%s", pandect_status_phrase(status));
		reading->has_lost = true;
		return status;
	}
	settings_repeat(reading->session, reading->job);
	pandect_job_on_progress(reading->job, show_progress, reading);
	status = open_input(reading, operand);
	if (status == PANDECT_OK) {
		interrupt_watch(reading->job);
		status = function(reading, data);
		interrupt_watch(NULL);
	} else {
		reading_report(reading, status);
	}
	message_progress_end();
	pandect_job_free(reading->job);
	reading->job = NULL;
	return status;
}

/* What --name and --mime are for must be clear. 0 or the exit status. */
static int
check_operands(const struct invocation *invocation)
{
	const struct arguments *arguments = &invocation->arguments;
	bool is_named =
		arguments_get(arguments, OPTION_NAME) || arguments_get(arguments, OPTION_MIME);
	size_t n_stdin = 0;

	for (size_t i = 0; i < invocation->n_operands; i++)
		n_stdin += is_stdin(invocation->operands[i]);
	if (invocation->n_operands == 0)
		message_error(NULL, "no file is named; pandect FILE reads one, pandect - reads "
				    "standard input, pandect --help says more");
	else if (n_stdin > 1)
		message_error("-", "standard input can be read only once");
	else if (is_named && n_stdin == 0 && invocation->n_operands > 1)
		message_error(NULL, "--name and --mime are for standard input or a single file");
	else
		return 0;
	return EXIT_USAGE;
}

int
reading_all(const struct session *session, reading_function *function, void *data)
{
	const struct invocation *invocation = session->invocation;
	struct reading reading = {.session = session};
	pandect_status last = PANDECT_OK;
	size_t n_failed = 0;
	int error, code = check_operands(invocation);

	if (code != 0)
		return code;
	error = interrupt_open();
	if (error) {
		message_error(NULL, "signals cannot be listened for: %s", strerror(error));
		return EXIT_HOST;
	}
	while (reading.i < invocation->n_operands && !reading.is_over) {
		pandect_status status = read_one(&reading, function, data);

		if (interrupt_happened())
			return EXIT_INTERRUPTED;
		if (!PANDECT_GAVE(status)) {
			n_failed++;
			last = status;
		}
		reading.i++;
	}
	if (reading.has_lost || reading.is_over)
		return EXIT_HOST;
	if (n_failed == 0)
		return EXIT_SUCCESS;
	if (invocation->n_operands == 1)
		return EXIT_STATUS + last;
	return n_failed == invocation->n_operands ? EXIT_ALL : EXIT_SOME;
}
