/* SPDX-License-Identifier: MIT */
/* The command pandect: finds the command that is meant and runs it; says how it went. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <pandect/pandect.h>

#include "cli/command.h"
#include "cli/message.h"
#include "cli/suggest.h"

const struct command *const command_table[] = {
	&command_extract,
	&command_detect,
	&command_explain,
	&command_formats,
	&command_plugins,
	&command_help,
	NULL,
};

const struct command *
command_find(const char *name)
{
	for (size_t i = 0; command_table[i]; i++)
		if (strcmp(command_table[i]->name, name) == 0)
			return command_table[i];
	return NULL;
}

/* A descriptor that the caller closed would be given to the first file opened, which then gets the
 * messages or the text. */
static int
hold_standard_descriptors(void)
{
	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
		if (fcntl(i, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != i)
			return -1;
	return 0;
}

/* Takes the command's name from the operands, where there is one. */
static void
choose_command(struct invocation *invocation)
{
	const struct arguments *arguments = &invocation->arguments;

	invocation->command = &command_extract;
	invocation->operands = arguments->operands;
	invocation->n_operands = arguments->n_operands;
	if (arguments->n_before_dashes == 0 || !command_find(arguments->operands[0]))
		return;
	invocation->command = command_find(arguments->operands[0]);
	invocation->operands++;
	invocation->n_operands--;
}

/* A first word that is no file and nearly a command. */
static int
check_mistyped_command(const struct invocation *invocation)
{
	struct suggestion suggestion = {0};
	struct stat info;

	if (invocation->arguments.n_before_dashes == 0 ||
		invocation->n_operands != invocation->arguments.n_operands)
		return 0;
	suggestion.word = invocation->operands[0];
	if (strpbrk(suggestion.word, "./") || stat(suggestion.word, &info) == 0)
		return 0;
	for (size_t i = 0; command_table[i]; i++)
		suggest_consider(&suggestion, command_table[i]->name);
	if (!suggestion.best)
		return 0;
	message_error(suggestion.word, "neither a file nor a command; did you mean \"pandect %s\"?",
		suggestion.best);
	return EXIT_USAGE;
}

static int
check_options(const struct invocation *invocation)
{
	for (size_t i = 0; i < N_OPTIONS; i++)
		if (arguments_count(&invocation->arguments, i) > 0 &&
			!(invocation->command->options & OPTION_BIT(i))) {
			message_error(NULL, "pandect %s takes no --%s; see pandect %s --help",
				invocation->command->name, option_rows[i].name,
				invocation->command->name);
			return EXIT_USAGE;
		}
	return 0;
}

static int
run(const struct invocation *invocation)
{
	const struct arguments *arguments = &invocation->arguments;
	bool is_named = invocation->n_operands < arguments->n_operands;
	int code;

	message_set_level(arguments_count(arguments, OPTION_QUIET) > 0
				  ? -1
				  : (int)arguments_count(arguments, OPTION_VERBOSE));
	if (arguments_count(arguments, OPTION_HELP) > 0) {
		help_write(invocation->output, invocation->command, !is_named);
		return EXIT_SUCCESS;
	}
	if (arguments_count(arguments, OPTION_VERSION) > 0) {
		output_format(invocation->output, "pandect %s\n", pandect_version());
		return EXIT_SUCCESS;
	}
	code = check_options(invocation);
	if (code == 0)
		code = check_mistyped_command(invocation);
	return code ? code : invocation->command->run(invocation);
}

int
main(int argc, char **argv)
{
	struct invocation invocation = {0};
	int code, error;

	if (hold_standard_descriptors() != 0)
		return EXIT_HOST;
	signal(SIGPIPE, SIG_IGN); /* writing gives EPIPE instead */
	signal(SIGXFSZ, SIG_IGN); /* and EFBIG */
	message_open();
	if (arguments_parse(&invocation.arguments, argv + (argc > 0), option_rows, N_OPTIONS) != 0)
		return EXIT_USAGE;
	invocation.output = output_open_standard();
	if (!invocation.output) {
		message_error(NULL, "standard output cannot be used: %s", strerror(errno));
		arguments_clear(&invocation.arguments);
		return EXIT_HOST;
	}
	choose_command(&invocation);
	code = run(&invocation);
	error = output_commit(invocation.output);
	if (error == EPIPE) {
		code = EXIT_PIPE;
	} else if (error && code != EXIT_INTERRUPTED) {
		message_error(
			"standard output", "%s; the text there is incomplete", strerror(error));
		code = EXIT_HOST;
	}
	output_free(invocation.output);
	arguments_clear(&invocation.arguments);
	return code;
}
