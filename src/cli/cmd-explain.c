/* SPDX-License-Identifier: MIT */
/* pandect explain FILE…: reads documents, and shows what was decided on the way in place of the
 * text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/escape.h"
#include "cli/message.h"
#include "cli/reading.h"
#include "cli/table.h"

/* Adds a cell of a text that has no NUL at its end. */
static void
add_text(struct table *table, struct pandect_text text)
{
	table_format(table, "%.*s", (int)text.size, text.data ? text.data : "");
}

/* The part of a path after its last slash. */
static const char *
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void
add_step(struct table *table, const struct pandect_step *step, const char *label)
{
	char elapsed[TIME_MOST] = "";
	bool is_own = step->document.size == 0 || pandect_text_is(step->document, label) ||
		      pandect_text_is(step->document, last_part(label));

	if (step->microseconds > 0)
		time_format(step->microseconds, elapsed);
	add_text(table, step->stage);
	if (step->plugin.size > 0)
		table_format(table, "%.*s %.*s", (int)step->plugin.size, step->plugin.data,
			(int)step->version.size, step->version.data ? step->version.data : "");
	else
		table_cell(table, "");
	table_cell(table, elapsed);
	table_cell(table, step->status ? pandect_status_name(step->status) : "");
	if (is_own)
		add_text(table, step->decision);
	else
		table_format(table, "%.*s: %.*s", (int)step->document.size, step->document.data,
			(int)step->decision.size, step->decision.data ? step->decision.data : "");
}

static void
write_steps(const struct reading *reading, struct output *output)
{
	struct pandect_step step = {.size = sizeof step};
	struct table table;

	table_open(&table,
		(const char *const[]){"STEP", "PLUGIN", "TIME", "RESULT", "DECISION", NULL});
	for (uint32_t i = 0; pandect_job_step(reading->job, i, &step) == PANDECT_OK; i++)
		add_step(&table, &step, reading->label);
	table_write(&table, output);
	table_clear(&table);
}

static void
write_findings(const struct pandect_document *document, struct output *output)
{
	static const char *const severities[] = {"", "note", "warning", "error"};
	struct pandect_finding finding;

	for (uint32_t i = 0; pandect_document_finding(document, i, &finding) == PANDECT_OK; i++) {
		char *text = strndup(finding.text.data ? finding.text.data : "", finding.text.size);
		char *safe = text ? escape_copy(text) : NULL;

		output_format(output, "%s: %s (%.*s, %.*s)\n",
			finding.severity <= PANDECT_ERROR ? severities[finding.severity] : "",
			safe ? safe : "?", (int)finding.code.size, finding.code.data,
			(int)finding.source.size, finding.source.data);
		free(safe);
		free(text);
	}
}

static uint32_t
count_pages(const struct pandect_document *document)
{
	struct pandect_page page;
	uint32_t n = 0;

	while (pandect_document_page(document, n, &page) == PANDECT_OK)
		n++;
	return n;
}

static void
write_result(const struct reading *reading, pandect_status status, struct output *output)
{
	const struct pandect_document *document = pandect_job_document(reading->job);
	const struct pandect_error *error = pandect_job_error(reading->job);
	struct pandect_node_info root;
	char *text = NULL;

	output_format(output, "result: %s, %s", pandect_status_name(status),
		pandect_status_phrase(status));
	if (PANDECT_GAVE(status) && document &&
		pandect_document_node(document, 1, &root) == PANDECT_OK)
		output_format(output, "; %u nodes, %u pages", root.last, count_pages(document));
	else if (error)
		text = escape_copy(error->text);
	output_format(output, "%s%s\n", text ? ": " : "", text ? text : "");
	free(text);
}

static pandect_status
explain(struct reading *reading, void *data)
{
	struct output *output = reading->session->invocation->output;
	struct output *nothing = output_open_nothing();
	pandect_status status = pandect_job_run(reading->job);
	pandect_status rendered = PANDECT_OK;
	char *name = escape_copy(reading->label);

	message_progress_end();
	if (PANDECT_GAVE(status) && nothing)
		rendered = pandect_job_render(
			reading->job, reading->session->form.name, output_sink(nothing));
	output_format(output, "%s%s\n", *(int *)data ? "\n" : "", name ? name : "?");
	*(int *)data = 1;
	write_steps(reading, output);
	if (PANDECT_GAVE(status))
		write_findings(pandect_job_document(reading->job), output);
	write_result(reading, PANDECT_GAVE(rendered) ? status : rendered, output);
	if (PANDECT_GAVE(status) && PANDECT_GAVE(rendered) && nothing)
		output_format(output, "%s: %llu bytes\n", reading->session->form.name,
			output_size(nothing));
	if (output_commit(output) != 0)
		reading->is_over = true;
	free(name);
	output_free(nothing);
	return PANDECT_GAVE(rendered) ? status : rendered;
}

static int
run(const struct invocation *invocation)
{
	struct session session;
	int has_former = 0, code = session_open(&session, invocation);

	if (code != 0)
		return code;
	code = reading_all(&session, explain, &has_former);
	session_close(&session);
	return code;
}

const struct command command_explain = {
	.name = "explain",
	.synopsis = "FILE…",
	.summary = "read documents and say what was decided on the way",
	.details =
		"Shows what was recognised and why, which plugins bid and which one won, the time\n"
		"and the outcome of each step, warnings, and options that had no effect.",
	.options = OPTIONS_COMMON | OPTIONS_ENGINE | OPTIONS_INPUT | OPTIONS_READING,
	.run = run,
};
