/* SPDX-License-Identifier: MIT */
/* pandect plugins list | inspect NAME: what is installed, what is not in use and why. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/inspection.h"
#include "cli/json.h"
#include "cli/message.h"
#include "cli/plugin-table.h"
#include "cli/session.h"
#include "cli/suggest.h"
#include "cli/table.h"

#define PURPOSE_MOST 32 /* characters of a long list of suffixes or languages that are shown */

/* Adds a cell, cut where it is too long for a table. */
static void
add_purpose(struct table *table, const struct pandect_plugin *plugin)
{
	char *text = plugin_purpose(plugin);
	size_t size = text ? strlen(text) : 0;

	if (size > PURPOSE_MOST) {
		size = PURPOSE_MOST;
		while (size > 0 && text[size] != ' ')
			size--;
		table_format(table, "%.*s …", (int)size, text);
	} else {
		table_cell(table, text ? text : "");
	}
	free(text);
}

static void
add_plugin(struct table *table, const struct pandect_plugin_info *info)
{
	table_format(table, "%s:%s", pandect_kind_name(info->table->kind), info->table->name);
	table_cell(table, info->table->version);
	table_format(table, "%d", info->table->priority);
	table_cell(table, plugin_state_name(info->state));
	add_purpose(table, info->table);
	table_cell(table, info->path[0] ? info->path : "(code)");
}

/* A reason often begins with the file's path, which the row has already. */
static const char *
short_reason(const struct pandect_plugin_info *info)
{
	size_t size = strlen(info->path);

	if (size > 0 && strncmp(info->reason, info->path, size) == 0 && info->reason[size] == ' ')
		return info->reason + size + 1;
	return info->reason;
}

/* What does not serve, with the reason. */
static void
write_unused(const struct pandect_list *list, struct output *output)
{
	const struct pandect_plugin_info *info;
	struct table table;
	uint32_t n = 0;

	table_open(&table, (const char *const[]){"NOT IN USE", "STATE", "WHY", NULL});
	for (uint32_t i = 0; (info = pandect_list_get(list, i)); i++) {
		if (plugin_is_serving(info))
			continue;
		n++;
		if (info->table)
			table_format(&table, "%s:%s of %s", pandect_kind_name(info->table->kind),
				info->table->name, info->path[0] ? info->path : "(code)");
		else
			table_cell(&table, info->path);
		table_cell(&table, plugin_state_name(info->state));
		table_cell(&table, short_reason(info));
	}
	if (n > 0) {
		output_string(output, "\n");
		table_write(&table, output);
	}
	table_clear(&table);
}

static void
write_table(const struct pandect_list *list, struct output *output)
{
	const struct pandect_plugin_info *info;
	struct table table;

	table_open(&table, (const char *const[]){"PLUGIN", "VERSION", "PRIORITY", "STATE",
				   "FORMATS", "FROM", NULL});
	for (uint32_t i = 0; (info = pandect_list_get(list, i)); i++)
		if (plugin_is_serving(info))
			add_plugin(&table, info);
	table_write(&table, output);
	table_clear(&table);
	write_unused(list, output);
}

static void
write_objects(const struct pandect_list *list, struct output *output)
{
	const struct pandect_plugin_info *info;

	for (uint32_t i = 0; (info = pandect_list_get(list, i)); i++) {
		char *purpose = info->table ? plugin_purpose(info->table) : NULL;
		struct json json;

		json_begin(&json, output);
		if (info->table) {
			json_text(&json, "kind", pandect_kind_name(info->table->kind));
			json_text(&json, "name", info->table->name);
			json_text(&json, "version", info->table->version);
			json_number(&json, "priority", info->table->priority);
			json_words(&json, "formats", purpose);
		}
		json_text(&json, "state", plugin_state_name(info->state));
		json_text(&json, "path", info->path);
		json_text(&json, "license", info->license);
		json_text(&json, "reason", info->reason);
		json_end(&json);
		free(purpose);
	}
}

static int
list(const struct session *session)
{
	const struct invocation *invocation = session->invocation;
	struct pandect_list *plugins = NULL;
	pandect_status status = pandect_registry_list(session->registry, 0, &plugins);

	if (status != PANDECT_OK)
		return session_fail(NULL, status, NULL);
	if (arguments_count(&invocation->arguments, OPTION_JSON) > 0)
		write_objects(plugins, invocation->output);
	else
		write_table(plugins, invocation->output);
	pandect_list_free(plugins);
	return EXIT_SUCCESS;
}

/* Two plugins of one name in different kinds are both shown. */
static int
inspect(const struct session *session, const char *name)
{
	struct pandect_error *error = NULL;
	struct pandect_list *found = NULL;
	const struct pandect_plugin_info *info;
	pandect_status status = pandect_registry_find(session->registry, 0, name, &found, &error);

	if (status != PANDECT_OK)
		return session_fail(name, status, error);
	for (uint32_t i = 0; (info = pandect_list_get(found, i)); i++) {
		if (i > 0)
			output_string(session->invocation->output, "\n");
		inspection_write(info, session->invocation->output);
	}
	pandect_list_free(found);
	return EXIT_SUCCESS;
}

static int
report_usage(const char *word)
{
	struct suggestion suggestion = {.word = word ? word : ""};

	suggest_consider(&suggestion, "list");
	suggest_consider(&suggestion, "inspect");
	if (suggestion.best)
		message_error(word, "did you mean pandect plugins %s?", suggestion.best);
	else
		message_error(word, "say pandect plugins list, or pandect plugins inspect NAME");
	return EXIT_USAGE;
}

static int
run(const struct invocation *invocation)
{
	const char *word = invocation->n_operands ? invocation->operands[0] : NULL;
	bool is_list = word && strcmp(word, "list") == 0 && invocation->n_operands == 1;
	bool is_inspect = word && strcmp(word, "inspect") == 0 && invocation->n_operands == 2;
	struct session session;
	int code;

	if (!is_list && !is_inspect)
		return report_usage(word);
	code = session_open(&session, invocation);
	if (code != 0)
		return code;
	code = is_list ? list(&session) : inspect(&session, invocation->operands[1]);
	session_close(&session);
	return code;
}

const struct command command_plugins = {
	.name = "plugins",
	.synopsis = "list | inspect NAME",
	.summary = "list the plugins, or show all about one of them",
	.details =
		"list also shows every file that was refused, with the reason. inspect NAME (or\n"
		"KIND:NAME) shows formats, and options with values, default and meaning.",
	.options = OPTIONS_COMMON | OPTIONS_ENGINE | OPTION_BIT(OPTION_JSON),
	.run = run,
};
