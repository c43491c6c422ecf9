/* SPDX-License-Identifier: MIT */
#include "cli/arguments.h"

#include <stdlib.h>
#include <string.h>

#include "cli/message.h"
#include "cli/suggest.h"

struct parser {
	struct arguments *arguments;
	char **argv; /* the next one to look at */
	const struct option_row *rows;
	size_t n_rows;
};

static void
add_given(struct parser *parser, size_t option, const char *value)
{
	struct arguments *arguments = parser->arguments;

	arguments->given[arguments->n_given++] =
		(struct argument){.option = option, .value = value};
}

static int
report_unknown(const struct parser *parser, const char *word, size_t size)
{
	char *name = strndup(word, size);
	struct suggestion suggestion = {.word = name};

	for (size_t i = 0; name && i < parser->n_rows; i++)
		suggest_consider(&suggestion, parser->rows[i].name);
	if (name && suggestion.best)
		message_error(
			NULL, "there is no option --%s; did you mean --%s?", name, suggestion.best);
	else if (name)
		message_error(NULL, "there is no option --%s; pandect --help lists them", name);
	free(name);
	return -1;
}

static int
parse_long(struct parser *parser, const char *word)
{
	size_t size = strcspn(word, "=");
	const char *value = word[size] ? word + size + 1 : NULL;
	const struct option_row *row = parser->rows;

	while (row < parser->rows + parser->n_rows &&
		(strlen(row->name) != size || memcmp(row->name, word, size) != 0))
		row++;
	if (row == parser->rows + parser->n_rows)
		return report_unknown(parser, word, size);
	if (!row->argument && value) {
		message_error(NULL, "--%s takes no value", row->name);
		return -1;
	}
	if (row->argument && !value)
		value = *parser->argv ? *parser->argv++ : NULL;
	if (row->argument && !value) {
		message_error(
			NULL, "--%s needs a value: --%s %s", row->name, row->name, row->argument);
		return -1;
	}
	add_given(parser, (size_t)(row - parser->rows), value ? value : "");
	return 0;
}

/* Letters are ASCII: a byte of another character is shown escaped. */
static int
parse_letters(struct parser *parser, const char *letters)
{
	while (*letters) {
		const struct option_row *row = parser->rows;
		const char letter = *letters++;
		const char *value = "";

		while (row < parser->rows + parser->n_rows && row->letter != letter)
			row++;
		if (row == parser->rows + parser->n_rows) {
			message_error(
				NULL, "there is no option -%c; pandect --help lists them", letter);
			return -1;
		}
		if (row->argument) {
			value = *letters ? letters : *parser->argv ? *parser->argv++ : NULL;
			letters = "";
		}
		if (!value) {
			message_error(
				NULL, "-%c needs a value: -%c %s", letter, letter, row->argument);
			return -1;
		}
		add_given(parser, (size_t)(row - parser->rows), value);
	}
	return 0;
}

static int
parse_words(struct parser *parser)
{
	struct arguments *arguments = parser->arguments;
	bool has_dashes = false;

	while (*parser->argv) {
		const char *word = *parser->argv++;
		int result = 0;

		if (has_dashes || word[0] != '-' || word[1] == '\0') {
			arguments->operands[arguments->n_operands++] = word;
			arguments->n_before_dashes += !has_dashes;
		} else if (strcmp(word, "--") == 0) {
			has_dashes = true;
		} else if (word[1] == '-') {
			result = parse_long(parser, word + 2);
		} else {
			result = parse_letters(parser, word + 1);
		}
		if (result != 0)
			return result;
	}
	return 0;
}

int
arguments_parse(
	struct arguments *ret_arguments, char **argv, const struct option_row *rows, size_t n_rows)
{
	struct arguments arguments = {0};
	struct parser parser = {&arguments, argv, rows, n_rows};
	size_t n = 1, n_letters = 1;

	for (char **word = argv; *word; word++) {
		n++;
		n_letters += strlen(*word); /* -qqq gives three in one word */
	}
	arguments.given = calloc(n_letters, sizeof *arguments.given);
	arguments.operands = calloc(n, sizeof *arguments.operands);
	if (!arguments.given || !arguments.operands) {
		message_error(NULL, "out of memory");
	} else if (parse_words(&parser) == 0) {
		*ret_arguments = arguments;
		return 0;
	}
	arguments_clear(&arguments);
	return -1;
}

void
arguments_clear(struct arguments *arguments)
{
	free(arguments->given);
	free(arguments->operands);
	*arguments = (struct arguments){0};
}

const char *
arguments_get(const struct arguments *arguments, size_t option)
{
	const char *value = NULL;

	for (size_t i = 0; i < arguments->n_given; i++)
		if (arguments->given[i].option == option)
			value = arguments->given[i].value;
	return value;
}

size_t
arguments_count(const struct arguments *arguments, size_t option)
{
	size_t n = 0;

	for (size_t i = 0; i < arguments->n_given; i++)
		n += arguments->given[i].option == option;
	return n;
}

const char *
arguments_next(const struct arguments *arguments, size_t option, size_t *at)
{
	while (*at < arguments->n_given) {
		const struct argument *argument = &arguments->given[(*at)++];

		if (argument->option == option)
			return argument->value;
	}
	return NULL;
}
