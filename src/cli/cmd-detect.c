/* SPDX-License-Identifier: MIT */
/* pandect detect FILE…: says what documents are, without reading them. */
#include <stdlib.h>

#include "cli/command.h"
#include "cli/escape.h"
#include "cli/json.h"
#include "cli/reading.h"

static void
write_line(struct output *output, const char *label, const char *mime, const char *why)
{
	char *name = escape_copy(label), *reason = escape_copy(why);

	output_format(output, "%s: %s", name ? name : "?", *mime ? mime : "not recognised");
	if (reason && *reason)
		output_format(output, " (%s)", reason);
	output_string(output, "\n");
	free(reason);
	free(name);
}

static void
write_object(struct output *output, const char *label, const char *mime, const char *why)
{
	struct json json;

	json_begin(&json, output);
	json_text(&json, "file", label);
	json_text(&json, "mime", mime);
	json_text(&json, "why", why);
	json_end(&json);
}

static pandect_status
detect(struct reading *reading, void *data)
{
	const struct invocation *invocation = reading->session->invocation;
	const char *mime, *why;
	pandect_status status = pandect_job_identify(reading->job, &mime, &why);

	(void)data;
	if (status != PANDECT_OK) {
		reading_report(reading, status);
		return status;
	}
	if (arguments_count(&invocation->arguments, OPTION_JSON) > 0)
		write_object(invocation->output, reading->label, mime, why);
	else
		write_line(invocation->output, reading->label, mime, why);
	reading->is_over = output_error(invocation->output) != 0;
	return *mime ? PANDECT_OK : PANDECT_UNSUPPORTED;
}

static int
run(const struct invocation *invocation)
{
	struct session session;
	int code = session_open(&session, invocation);

	if (code != 0)
		return code;
	code = reading_all(&session, detect, NULL);
	session_close(&session);
	return code;
}

const struct command command_detect = {
	.name = "detect",
	.synopsis = "FILE…",
	.summary = "say what kind of document each file is, and why",
	.details = "A file that is not recognised counts as failed (status 5, UNSUPPORTED).",
	.options = OPTIONS_COMMON | OPTIONS_ENGINE | OPTIONS_INPUT | OPTION_BIT(OPTION_JSON),
	.run = run,
};
