/* SPDX-License-Identifier: MIT */
/* Writing JSON objects, one a line, for machines that read lists of the command. */
#ifndef CLI_JSON_H
#define CLI_JSON_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/output.h"

struct json {
	struct output *output;
	bool has_member;
};

void json_begin(struct json *json, struct output *output);
void json_text(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, int64_t value);
void json_words(struct json *json, const char *key, const char *words); /* split at blanks */
void json_end(struct json *json);

#endif
