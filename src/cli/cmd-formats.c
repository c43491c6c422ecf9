/* SPDX-License-Identifier: MIT */
/* pandect formats: what can be read, and by which plugin. */
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/json.h"
#include "cli/message.h"
#include "cli/plugin-table.h"
#include "cli/session.h"
#include "cli/table.h"

struct entry {
	const char *mime, *suffixes, *plugin;
	size_t order; /* in which the plugins are asked */
};

struct entries {
	struct entry *items;
	size_t n;
};

static int
compare_entries(const void *a, const void *b)
{
	const struct entry *left = a, *right = b;
	int order = strcmp(left->mime, right->mime);

	return order ? order : left->order < right->order ? -1 : 1;
}

static const struct pandect_array *
formats_of(const struct pandect_plugin_info *info)
{
	static const struct pandect_array none = PANDECT_NO_ARRAY;

	if (!plugin_is_serving(info))
		return &none;
	return &((const struct pandect_document_extractor *)info->table)->formats;
}

/* false without memory. */
static bool
collect(const struct pandect_list *list, struct entries *ret_entries)
{
	const struct pandect_plugin_info *info;
	const struct pandect_format *format;
	struct entries entries = {0};
	size_t n = 0;

	for (uint32_t i = 0; (info = pandect_list_get(list, i)); i++)
		n += formats_of(info)->n;
	entries.items = calloc(n + 1, sizeof *entries.items);
	if (!entries.items)
		return false;
	for (uint32_t i = 0; (info = pandect_list_get(list, i)); i++)
		for (uint32_t j = 0; (format = array_get(formats_of(info), j)); j++) {
			entries.items[entries.n] = (struct entry){.mime = format->mime,
				.suffixes = format->suffixes ? format->suffixes : "",
				.plugin = info->table->name,
				.order = entries.n};
			entries.n++;
		}
	qsort(entries.items, entries.n, sizeof *entries.items, compare_entries);
	*ret_entries = entries;
	return true;
}

static void
write_table(const struct entries *entries, struct output *output)
{
	struct table table;

	table_open(&table, (const char *const[]){"MIME TYPE", "PLUGIN", "SUFFIXES", NULL});
	for (size_t i = 0; i < entries->n; i++) {
		const struct entry *entry = &entries->items[i];
		bool is_other = i > 0 && strcmp(entry[-1].mime, entry->mime) == 0;

		table_cell(&table, is_other ? "" : entry->mime);
		table_cell(&table, entry->plugin);
		table_cell(&table, entry->suffixes);
	}
	table_write(&table, output);
	table_clear(&table);
}

static void
write_objects(const struct entries *entries, struct output *output)
{
	for (size_t i = 0; i < entries->n; i++) {
		struct json json;

		json_begin(&json, output);
		json_text(&json, "mime", entries->items[i].mime);
		json_words(&json, "suffixes", entries->items[i].suffixes);
		json_text(&json, "plugin", entries->items[i].plugin);
		json_end(&json);
	}
}

static int
run(const struct invocation *invocation)
{
	struct session session;
	struct pandect_list *list = NULL;
	struct entries entries = {0};
	pandect_status status;
	int code = invocation->n_operands > 0 ? EXIT_USAGE : 0;

	if (code != 0)
		message_error(invocation->operands[0], "pandect formats takes no operand");
	if (code == 0)
		code = session_open(&session, invocation);
	if (code != 0)
		return code;
	status = pandect_registry_list(session.registry, PANDECT_DOCUMENT_EXTRACTOR, &list);
	if (status == PANDECT_OK && !collect(list, &entries))
		status = PANDECT_NO_MEMORY;
	if (status != PANDECT_OK)
		code = session_fail(NULL, status, NULL);
	else if (arguments_count(&invocation->arguments, OPTION_JSON) > 0)
		write_objects(&entries, invocation->output);
	else
		write_table(&entries, invocation->output);
	if (status == PANDECT_OK && entries.n == 0)
		message_warning(NULL, "no extractor is installed; pandect plugins list says why");
	free(entries.items);
	pandect_list_free(list);
	session_close(&session);
	return code;
}

const struct command command_formats = {
	.name = "formats",
	.synopsis = "",
	.summary = "list the formats that can be read",
	.details = "Of several plugins for a type the one named first is asked first.",
	.options = OPTIONS_COMMON | OPTIONS_ENGINE | OPTION_BIT(OPTION_JSON),
	.run = run,
};
