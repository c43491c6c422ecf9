/* SPDX-License-Identifier: MIT */
/* Errors own their strings; a string that could not be had is "", so that readers never meet NULL.
 */
#include "support/error.h"

#include <stdlib.h>

#include "support/buffer.h"

static char nothing[] = "";

static const struct {
	const char *name, *phrase;
} statuses[PANDECT_N_STATUS] = {
	[PANDECT_OK] = {"OK", "done"},
	[PANDECT_PARTIAL] = {"PARTIAL", "something is missing"},
	[PANDECT_DECLINED] = {"DECLINED", "not for this plugin"},
	[PANDECT_MALFORMED] = {"MALFORMED", "damaged document"},
	[PANDECT_ENCRYPTED] = {"ENCRYPTED", "a password is needed"},
	[PANDECT_UNSUPPORTED] = {"UNSUPPORTED", "cannot be read here"},
	[PANDECT_REFUSED] = {"REFUSED", "refused by a validator"},
	[PANDECT_LIMIT] = {"LIMIT", "over a limit"},
	[PANDECT_TIMEOUT] = {"TIMEOUT", "out of time"},
	[PANDECT_CANCELLED] = {"CANCELLED", "cancelled"},
	[PANDECT_NO_MEMORY] = {"NO_MEMORY", "out of memory"},
	[PANDECT_IO] = {"IO", "reading or writing failed"},
	[PANDECT_PLUGIN] = {"PLUGIN", "a plugin broke its contract"},
	[PANDECT_CRASHED] = {"CRASHED", "a plugin crashed"},
	[PANDECT_INVALID] = {"INVALID", "wrong use"},
	[PANDECT_EXISTS] = {"EXISTS", "exists already"},
	[PANDECT_NOT_FOUND] = {"NOT_FOUND", "not found"},
};

const char *
status_name(pandect_status status)
{
	return status >= 0 && status < PANDECT_N_STATUS ? statuses[status].name : "?";
}

const char *
status_phrase(pandect_status status)
{
	return status >= 0 && status < PANDECT_N_STATUS ? statuses[status].phrase : "?";
}

static void
string_free(const char *string)
{
	if (string != nothing)
		free((char *)string);
}

static const char *
string_or_nothing(char *string)
{
	return string ? string : nothing;
}

static struct pandect_error *
error_new(pandect_status status, char *text)
{
	struct pandect_error *error = malloc(sizeof *error);

	if (!error) {
		free(text);
		return NULL;
	}
	*error = (struct pandect_error){
		.size = sizeof *error,
		.status = status,
		.text = string_or_nothing(text), /* error owns text from here */
		.where = nothing,
		.plugin = nothing,
		.context = nothing,
	};
	return error;
}

pandect_status
error_set(struct pandect_error **ret_error, pandect_status status, const char *format, ...)
{
	struct buffer text = BUFFER_INIT;
	va_list args;

	if (!ret_error || *ret_error)
		return status;
	va_start(args, format);
	buffer_vformat(&text, format, args);
	va_end(args);
	*ret_error = error_new(status, buffer_take(&text));
	return status;
}

static void
set_once(const char **field, const char *value)
{
	if (**field == '\0' && value && *value) {
		string_free(*field);
		*field = string_or_nothing(strdup(value));
	}
}

void
error_set_plugin(struct pandect_error *error, const char *plugin)
{
	if (error)
		set_once(&error->plugin, plugin);
}

void
error_set_where(struct pandect_error *error, const char *where)
{
	if (error)
		set_once(&error->where, where);
}

void
error_add_context(struct pandect_error *error, const char *format, ...)
{
	struct buffer text = BUFFER_INIT;
	va_list args;
	char *joined;

	if (!error)
		return;
	if (*error->context)
		buffer_format(&text, "%s\n", error->context);
	va_start(args, format);
	buffer_vformat(&text, format, args);
	va_end(args);
	joined = buffer_take(&text);
	if (joined) {
		string_free(error->context);
		error->context = joined;
	}
}

struct pandect_error *
error_copy(const struct pandect_error *error)
{
	struct pandect_error *copy = NULL;

	if (!error)
		return NULL;
	copy = error_new(error->status, strdup(error->text));
	if (copy) {
		set_once(&copy->where, error->where);
		set_once(&copy->plugin, error->plugin);
		set_once(&copy->context, error->context);
	}
	return copy;
}

void
error_free(struct pandect_error *error)
{
	if (!error)
		return;
	string_free(error->text);
	string_free(error->where);
	string_free(error->plugin);
	string_free(error->context);
	free(error);
}
