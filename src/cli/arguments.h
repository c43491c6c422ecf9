/* SPDX-License-Identifier: MIT */
/* Parsing a command line by a table of options: --long, --long=VALUE, --long VALUE, -x, -xVALUE,
 * -x VALUE, -xy; options and operands in any order; -- ends the options. */
#ifndef CLI_ARGUMENTS_H
#define CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>

/* argument: what stands for the value in the help, NULL when it takes none. key: the engine's
 * option that the value goes to as it is, or NULL. */
struct option_row {
	const char *name;
	char letter; /* 0: none */
	bool is_repeatable;
	const char *argument, *help, *key;
};

struct argument {
	size_t option; /* index of the row */
	const char *value;
};

struct arguments {
	struct argument *given; /* in the order given */
	size_t n_given;
	const char **operands;
	size_t n_operands;
	size_t n_before_dashes; /* operands before "--": only these can name a command */
};

/* 0; or -1 when the line is wrong or memory is out, after a message. The strings stay argv's. */
int arguments_parse(
	struct arguments *ret_arguments, char **argv, const struct option_row *rows, size_t n_rows);
void arguments_clear(struct arguments *arguments);

/* The value given last, NULL when the option was not given; for one without value: "". */
const char *arguments_get(const struct arguments *arguments, size_t option);

/* How often it was given. */
size_t arguments_count(const struct arguments *arguments, size_t option);

/* The values of a repeatable option one by one: *at begins as 0; NULL after the last. */
const char *arguments_next(const struct arguments *arguments, size_t option, size_t *at);

#endif
