/* SPDX-License-Identifier: MIT */
/* pandect help [COMMAND | settings], and what --help prints. */
#include <stdlib.h>
#include <string.h>

#include <pandect/pandect.h>

#include "cli/command.h"
#include "cli/message.h"
#include "cli/suggest.h"
#include "cli/table.h"

#define OPTION_COLUMN 30 /* where the help of an option begins */

static void
write_option(struct output *output, const struct option_row *row)
{
	char letter[] = "    ";
	size_t width = strlen("  -x, --") + strlen(row->name);

	if (row->letter)
		memcpy(letter, (char[]){'-', row->letter, ',', ' '}, 4);
	output_format(output, "  %s--%s", letter, row->name);
	if (row->argument) {
		output_format(output, " %s", row->argument);
		width += 1 + strlen(row->argument);
	}
	if (width + 2 > OPTION_COLUMN) {
		output_string(output, "\n");
		width = 0;
	}
	output_format(output, "%*s%s\n", (int)(OPTION_COLUMN - width), "", row->help);
}

void
help_write(struct output *output, const struct command *command, bool is_overview)
{
	if (is_overview)
		output_string(output,
			"Reads documents and writes their text, clean and in order.\n\n"
			"usage: pandect [OPTION…] FILE…     - is standard input\n"
			"       pandect COMMAND [OPTION…] …\n\ncommands:\n");
	else
		output_format(output, "%s\n\nusage: pandect %s [OPTION…] %s\n", command->summary,
			command->name, command->synopsis);
	for (size_t i = 0; is_overview && command_table[i]; i++)
		output_format(
			output, "  %-9s %s\n", command_table[i]->name, command_table[i]->summary);
	if (!is_overview && command->details)
		output_format(output, "\n%s\n", command->details);
	output_string(output, "\noptions:\n");
	for (size_t i = 0; i < N_OPTIONS; i++)
		if (command->options & OPTION_BIT(i))
			write_option(output, &option_rows[i]);
	if (is_overview)
		output_string(output,
			"\nPlugins run in this process: a library that crashes on a file ends the\n"
			"run. pandect COMMAND --help says more of a command, pandect help "
			"settings\n"
			"lists the engine's own options for --set, man pandect says all.\n");
}

/* The engine's own options. */
static int
write_settings(struct output *output)
{
	struct table table;
	const struct pandect_option *option;
	const char *group;

	table_open(&table, (const char *const[]){"OPTION", "VALUES", "DEFAULT", "MEANING", NULL});
	for (uint32_t i = 0; pandect_engine_option(i, &group, &option) == PANDECT_OK; i++) {
		table_format(&table, "%s.%s", group, option->name);
		table_option(&table, option);
	}
	table_write(&table, output);
	table_clear(&table);
	return EXIT_SUCCESS;
}

static int
run(const struct invocation *invocation)
{
	const char *name = invocation->n_operands ? invocation->operands[0] : NULL;
	struct suggestion suggestion = {.word = name};
	const struct command *command;

	if (!name) {
		help_write(invocation->output, &command_extract, true);
		return EXIT_SUCCESS;
	}
	if (strcmp(name, "settings") == 0)
		return write_settings(invocation->output);
	command = command_find(name);
	if (command) {
		help_write(invocation->output, command, false);
		return EXIT_SUCCESS;
	}
	for (size_t i = 0; command_table[i]; i++)
		suggest_consider(&suggestion, command_table[i]->name);
	suggest_consider(&suggestion, "settings");
	if (suggestion.best)
		message_error(name, "no such command; did you mean %s?", suggestion.best);
	else
		message_error(name, "no such command; pandect --help lists them");
	return EXIT_USAGE;
}

const struct command command_help = {
	.name = "help",
	.synopsis = "[COMMAND | settings]",
	.summary = "say how a command is used, or list the engine's settings",
	.options = OPTIONS_COMMON | OPTIONS_ENGINE,
	.run = run,
};
