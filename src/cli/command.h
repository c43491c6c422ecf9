/* SPDX-License-Identifier: MIT */
/* A command is one file, cmd-NAME.c, that exports one of these; the table of them is in main.c. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdint.h>

#include "cli/options.h"
#include "cli/output.h"

/* What the command ends with. */
#define EXIT_SOME        1  /* some of several files failed */
#define EXIT_USAGE       2  /* wrong use, or an unknown name */
#define EXIT_ALL         3  /* all of several files failed */
#define EXIT_HOST        4  /* pandect itself failed, or the output cannot be written */
#define EXIT_STATUS      10 /* one file, which failed: this plus its status */
#define EXIT_INTERRUPTED 130
#define EXIT_PIPE        141 /* the reader of the output went away */

struct invocation;

/* synopsis: what follows the name in "usage: pandect NAME …". summary: for the list of commands.
 * details: a paragraph for the command's own help. options: OPTION_BITs that it takes. run: gives
 * the exit status; standard output is committed after it. */
struct command {
	const char *name, *synopsis, *summary, *details;
	uint64_t options;
	int (*run)(const struct invocation *invocation);
};

/* One run of the program. operands: without the command's name. */
struct invocation {
	const struct command *command;
	struct arguments arguments;
	const char *const *operands;
	size_t n_operands;
	struct output *output; /* standard output */
};

/* All commands, the default one first, NULL at the end. */
extern const struct command *const command_table[];

const struct command *command_find(const char *name);

extern const struct command command_extract, command_detect, command_formats, command_explain,
	command_plugins, command_help;

/* Writes the help of a command; of all, for command_extract when is_overview. */
void help_write(struct output *output, const struct command *command, bool is_overview);

#endif
