/* SPDX-License-Identifier: MIT */
#include "engine/options.h"

#include <assert.h>
#include <stdlib.h>

#include "support/buffer.h"
#include "support/error.h"
#include "support/suggest.h"

/* The engine's own, in the order in which they are shown. */
static const struct {
	const char *group;
	struct pandect_option option;
} own[] = {
#define OWN(group, name, type, fallback, range, help) \
	{ \
		group, \
		{ \
			name, help, fallback, range, PANDECT_OPTION_##type, PANDECT_OPTION_CALL \
		} \
	}
	OWN("extract", "extractor", TEXT, "", NULL, "use this extractor and no other"),
	OWN("extract", "fall-through", BOOL, "true", NULL, "ask the next candidate when one fails"),
	OWN("extract", "pages", TEXT, "", NULL, "pages to read, as in 1-5,9; empty: all"),
	OWN("extract", "timeout", NUMBER, "0", "0..",
		"seconds for a document with all in it; 0: no bound"),
	OWN("ocr", "mode", CHOICE, "auto", "auto|never|always",
		"when pages are recognised from pixels"),
	OWN("ocr", "backend", TEXT, "", NULL,
		"the OCR backend's name or type; empty: by language and priority"),
	OWN("ocr", "language", TEXT, "en", NULL,
		"languages to expect, BCP 47, separated by blanks or commas"),
	OWN("ocr", "dpi", INTEGER, "200", "72..600", "resolution that extractors are asked for"),
	OWN("ocr", "min-characters", INTEGER, "32", "0..",
		"a page with fewer letters and digits is recognised"),
	OWN("ocr", "max-garbage", NUMBER, "0.3", "0..1",
		"a page with a larger share of unreadable characters is recognised"),
	OWN("ocr", "min-confidence", NUMBER, "0.3", "0..1", "recognised words below are dropped"),
	OWN("ocr", "tables", BOOL, "false", NULL, "take only backends that find tables"),
	OWN("process", "chain", TEXT, "cleanup", NULL,
		"post-processors to run, separated by commas"),
	OWN("embed", "backend", TEXT, "", NULL, "the embedding backend; empty: no embeddings"),
	OWN("validate", "chain", TEXT, "", NULL, "validators to run, separated by commas"),
	OWN("validate", "on-failure", CHOICE, "refuse", "refuse|warn",
		"what a validator that fails does to the document"),
	OWN("limits", "depth", INTEGER, "8", "0..64", "documents inside documents"),
	OWN("limits", "members", INTEGER, "10000", "0..", "documents inside a document, in all"),
	OWN("limits", "bytes", INTEGER, "1073741824", "0..",
		"bytes of all documents inside a document"),
	OWN("limits", "nodes", INTEGER, "5000000", "1..", "nodes of a document with all in it"),
	OWN("limits", "cells", INTEGER, "1000000", "1..",
		"table cells of a document with all in it"),
	OWN("limits", "text", INTEGER, "268435456", "1..",
		"bytes of text of a document with all in it"),
	OWN("limits", "pixels", INTEGER, "100000000", "1..", "pixels of a page that is recognised"),
#undef OWN
};

#define N_OWN (sizeof own / sizeof own[0])

pandect_status
pandect_engine_option(uint32_t i, const char **ret_group, const struct pandect_option **ret_option)
{
	if (i >= N_OWN)
		return PANDECT_NOT_FOUND;
	*ret_group = own[i].group;
	*ret_option = &own[i].option;
	return PANDECT_OK;
}

static const struct pandect_option *
find_own(const char *group, const char *name)
{
	for (size_t i = 0; i < N_OWN; i++)
		if (strcmp(own[i].group, group) == 0 && strcmp(own[i].option.name, name) == 0)
			return &own[i].option;
	return NULL;
}

const struct pandect_option *
engine_option(const char *group, const char *name)
{
	const struct pandect_option *option = find_own(group, name);

	assert(option);
	return option;
}

/* ---- the settings ---- */

static void
setting_free(struct setting *setting)
{
	if (!setting)
		return;
	free(setting->plugin);
	free(setting->name);
	free(setting->value);
	free(setting);
}

void
options_clear(struct options *options)
{
	while (options->first) {
		struct setting *next = options->first->next;

		setting_free(options->first);
		options->first = next;
	}
}

struct setting *
options_find(const struct options *options, uint32_t kind, const char *plugin, const char *name)
{
	struct setting *at = options->first;

	while (at && (at->kind != kind || strcmp(at->plugin, plugin) != 0 ||
			     strcmp(at->name, name) != 0))
		at = at->next;
	return at;
}

void
options_unset(struct options *options, struct setting *setting)
{
	struct setting **at = &options->first;

	while (*at && *at != setting)
		at = &(*at)->next;
	if (*at) {
		*at = setting->next;
		setting_free(setting);
	}
}

/* ---- keys ---- */

/* A key taken apart; the strings are parts of `copy`. */
struct key {
	char *copy, *plugin, *name;
	uint32_t kind;
};

static pandect_status
key_parse(struct key *key, const char *text, struct pandect_error **ret_error)
{
	char *colon, *dot;

	key->copy = strdup(text);
	if (!key->copy)
		return error_set(ret_error, PANDECT_NO_MEMORY, "no memory to set %s", text);
	key->plugin = key->copy;
	colon = strchr(key->copy, ':');
	if (colon) {
		*colon = '\0';
		key->plugin = colon + 1;
		key->kind = kind_by_name(key->copy, strlen(key->copy));
		if (!key->kind)
			return error_set(ret_error, PANDECT_INVALID,
				"\"%s\" in the option %s is not a kind of plugin", key->copy, text);
	}
	dot = strchr(key->plugin, '.');
	if (!dot || dot == key->plugin || !dot[1])
		return error_set(ret_error, PANDECT_INVALID,
			"\"%s\" is not an option's name: they look like plugin.option", text);
	*dot = '\0';
	key->name = dot + 1;
	return PANDECT_OK;
}

static const struct pandect_option *
find_in_table(const struct pandect_plugin *table, const char *name)
{
	const struct pandect_option *options = table->options.items;

	for (uint32_t i = 0; i < table->options.n; i++)
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}

/* The nearest key to what was typed; its text is in `word`. */
struct nearest {
	const char *typed;
	struct suggestion suggestion;
	struct buffer word;
};

static void
consider(struct nearest *nearest, const char *group, const char *name)
{
	struct buffer candidate = BUFFER_INIT;

	buffer_format(&candidate, "%s.%s", group, name);
	if (!candidate.failed)
		suggestion_consider(&nearest->suggestion, nearest->typed, candidate.data);
	if (candidate.data && nearest->suggestion.word == candidate.data) {
		buffer_clear(&nearest->word);
		nearest->word = candidate; /* owned from here */
		return;
	}
	buffer_clear(&candidate);
}

static void
consider_all(struct nearest *nearest, const struct pandect_list *list)
{
	const struct pandect_plugin_info *info;

	for (size_t i = 0; i < N_OWN; i++)
		consider(nearest, own[i].group, own[i].option.name);
	for (uint32_t k = 0; (info = pandect_list_get(list, k)); k++)
		for (uint32_t i = 0; info->table && i < info->table->options.n; i++)
			consider(nearest, info->table->name,
				((const struct pandect_option *)info->table->options.items)[i]
					.name);
}

static pandect_status
unknown_key(struct pandect_list *list, const char *text, struct pandect_error **ret_error)
{
	struct nearest nearest = {text, SUGGESTION_INIT, BUFFER_INIT};

	if (strchr(text, ':'))
		nearest.typed = strchr(text, ':') + 1;
	consider_all(&nearest, list);
	if (nearest.suggestion.word)
		error_set(ret_error, PANDECT_INVALID, "there is no option %s; did you mean %s?",
			text, nearest.word.data);
	else
		error_set(ret_error, PANDECT_INVALID,
			"there is no option %s; `plugins inspect` shows those of a plugin", text);
	buffer_clear(&nearest.word);
	return PANDECT_INVALID;
}

/* The description that a key means; its kind is filled in. The description lives as long as the
 * list. */
static pandect_status
key_resolve(struct key *key, struct pandect_list *list, const char *text,
	const struct pandect_option **ret_option, struct pandect_error **ret_error)
{
	const struct pandect_option *found = key->kind ? NULL : find_own(key->plugin, key->name);
	const struct pandect_plugin_info *info;
	uint32_t kind = 0;

	for (uint32_t i = 0; !found && (info = pandect_list_get(list, i)); i++) {
		const struct pandect_option *option;

		if (!info->table || info->state == PANDECT_STATE_SHADOWED ||
			strcmp(info->table->name, key->plugin) != 0 ||
			(key->kind && info->table->kind != key->kind))
			continue;
		option = find_in_table(info->table, key->name);
		if (!option)
			continue;
		if (kind && kind != info->table->kind)
			return error_set(ret_error, PANDECT_INVALID,
				"%s is an option of both %s:%s and %s:%s; say which", text,
				kind_name(kind), key->plugin, kind_name(info->table->kind),
				key->plugin);
		kind = info->table->kind;
		*ret_option = option;
	}
	if (found)
		*ret_option = found;
	else if (!kind)
		return unknown_key(list, text, ret_error);
	key->kind = kind;
	return PANDECT_OK;
}

static pandect_status
store(struct options *options, const struct key *key, const struct pandect_option *option,
	const char *value, struct setting **ret_setting, struct pandect_error **ret_error)
{
	struct setting *setting = options_find(options, key->kind, key->plugin, key->name);
	char *copy = strdup(value);

	if (!setting && copy) {
		setting = calloc(1, sizeof *setting);
		if (setting) {
			setting->plugin = strdup(key->plugin);
			setting->name = strdup(key->name);
		}
		if (!setting || !setting->plugin || !setting->name) {
			setting_free(setting);
			free(copy);
			return error_set(
				ret_error, PANDECT_NO_MEMORY, "no memory to set an option");
		}
		setting->next = options->first;
		options->first = setting;
	}
	if (!copy)
		return error_set(ret_error, PANDECT_NO_MEMORY, "no memory to set an option");
	free(setting->value);
	setting->value = copy; /* owned by the setting from here */
	setting->kind = key->kind;
	setting->flags = option->flags;
	setting->type = option->type;
	if (ret_setting)
		*ret_setting = setting;
	return PANDECT_OK;
}

pandect_status
options_set(struct options *options, struct pandect_registry *registry, const char *text,
	const char *value, struct setting **ret_setting, struct pandect_error **ret_error)
{
	struct key key = {NULL, NULL, NULL, 0};
	struct pandect_list *list = NULL;
	const struct pandect_option *option = NULL;
	struct option_value parsed;
	pandect_status status = key_parse(&key, text, ret_error);

	if (status == PANDECT_OK && pandect_registry_list(registry, 0, &list) != PANDECT_OK)
		status = error_set(ret_error, PANDECT_NO_MEMORY, "no memory to set %s", text);
	if (status == PANDECT_OK)
		status = key_resolve(&key, list, text, &option, ret_error);
	if (status == PANDECT_OK)
		status = option_parse(option, text, value, &parsed, ret_error);
	if (status == PANDECT_OK)
		status = store(options, &key, option, value, ret_setting, ret_error);
	pandect_list_free(list);
	free(key.copy);
	return status;
}

pandect_status
options_merge(struct options *options, const struct options *more, int is_of_job)
{
	for (const struct setting *at = more->first; at; at = at->next) {
		struct key key = {NULL, at->plugin, at->name, at->kind};
		struct pandect_option option = {.type = at->type, .flags = at->flags};
		struct setting *setting;
		pandect_status status = store(options, &key, &option, at->value, &setting, NULL);

		if (status != PANDECT_OK)
			return status;
		setting->is_of_job = is_of_job;
	}
	return PANDECT_OK;
}
