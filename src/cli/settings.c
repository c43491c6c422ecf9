/* SPDX-License-Identifier: MIT */
#include "cli/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/language.h"
#include "cli/message.h"
#include "cli/plugin-table.h"

#define LIST_MOST 4096 /* bytes of a list that goes into one setting */
#define PASSWORD_MOST \
	1024 /* PDF allows 127 bytes, OOXML 255 characters; the rest is a wrong file */

static int
set(const struct session *session, const char *option, const char *key, const char *value)
{
	struct pandect_error *error = NULL;
	pandect_status status = pandect_engine_set(session->engine, key, value, &error);

	if (status != PANDECT_OK)
		return session_fail(option, status, error);
	/* What --set gives may be a password too. */
	if (message_level() > 1 && strcmp(option, "--password-file") != 0 &&
		strcmp(option, "--set") != 0)
		message_step(option, "%s is \"%s\"", key, value);
	return 0;
}

/* Options whose row names the engine's key. */
static int
set_by_rows(const struct session *session)
{
	for (size_t i = 0; i < N_OPTIONS; i++) {
		const char *value = arguments_get(&session->invocation->arguments, i);
		char option[64];
		int code;

		if (!value || !option_rows[i].key)
			continue;
		snprintf(option, sizeof option, "--%s", option_rows[i].name);
		code = set(session, option, option_rows[i].key, value);
		if (code != 0)
			return code;
	}
	return 0;
}

/* Appends a word to a list; false when the list is too long. */
static bool
append(char list[LIST_MOST], const char *separator, const char *word, size_t size)
{
	size_t n = strlen(list);
	int more = snprintf(list + n, LIST_MOST - n, "%s%.*s", n ? separator : "", (int)size, word);

	return more >= 0 && (size_t)more < LIST_MOST - n;
}

static int
set_validators(const struct session *session)
{
	const struct arguments *arguments = &session->invocation->arguments;
	char list[LIST_MOST] = "";
	const char *name;
	size_t at = 0;

	while ((name = arguments_next(arguments, OPTION_VALIDATE, &at))) {
		int code = session_need(session, "--validate", PANDECT_VALIDATOR, name);

		if (code != 0)
			return code;
		if (!append(list, ",", name, strlen(name))) {
			message_error("--validate", "too many validators");
			return EXIT_USAGE;
		}
	}
	return list[0] ? set(session, "--validate", "validate.chain", list) : 0;
}

static bool
has_processor(const struct session *session, const char *name)
{
	struct pandect_list *list = NULL;
	bool is_there = pandect_registry_find(session->registry, PANDECT_POST_PROCESSOR, name,
				&list, NULL) == PANDECT_OK;

	pandect_list_free(list);
	return is_there;
}

/* What the chain is when nobody says anything: the engine's own default, as far as it is there. */
static void
default_chain(const struct session *session, char ret_list[LIST_MOST])
{
	const struct pandect_option *option;
	const char *group, *at = "";

	for (uint32_t i = 0; pandect_engine_option(i, &group, &option) == PANDECT_OK; i++)
		if (strcmp(group, "process") == 0 && strcmp(option->name, "chain") == 0)
			at = option->fallback ? option->fallback : "";
	while (*at) {
		size_t size = strcspn(at, ", ");
		char *name = strndup(at, size);

		if (name && size > 0 && has_processor(session, name))
			append(ret_list, ",", name, size);
		free(name);
		at += size + (at[size] != '\0');
	}
}

/* The chain of processors: the default, and what options ask for. Set always, for a default that is
 * not installed must not fail every document. */
static int
set_chain(const struct session *session)
{
	const struct arguments *arguments = &session->invocation->arguments;
	bool wants_language = arguments_count(arguments, OPTION_LANGUAGE) > 0;
	bool is_embedding = arguments_count(arguments, OPTION_EMBED) > 0;
	bool wants_chunks = is_embedding || arguments_count(arguments, OPTION_CHUNKS) > 0;
	char list[LIST_MOST] = "";
	int code = 0;

	if (wants_language)
		code = session_need(session, "--language", PANDECT_POST_PROCESSOR, "language");
	else if (session->form.name && strcmp(session->form.name, "json") == 0)
		wants_language = has_processor(session, "language");
	if (code == 0 && wants_chunks)
		code = session_need(session, is_embedding ? "--embed" : "--chunks",
			PANDECT_POST_PROCESSOR, "chunks");
	if (code != 0)
		return code;
	default_chain(session, list);
	if (wants_language)
		append(list, ",", "language", strlen("language"));
	if (wants_chunks)
		append(list, ",", "chunks", strlen("chunks"));
	return set(session, wants_chunks ? "--chunks" : "--language", "process.chain", list);
}

/* The value for ocr.language: --lang de,en; else the person's language and English. false when the
 * list is too long. */
static bool
format_languages(const struct session *session, char ret_list[LIST_MOST])
{
	const char *at = arguments_get(&session->invocation->arguments, OPTION_LANG);

	ret_list[0] = '\0';
	if (!at)
		language_of_user(ret_list, LIST_MOST);
	while (at && *at) {
		size_t size = strcspn(at, ",+ ");

		if (size > 0 && !append(ret_list, " ", at, size))
			return false;
		at += size + (at[size] != '\0');
	}
	return true;
}

static int
set_languages(const struct session *session)
{
	char list[LIST_MOST];

	if (format_languages(session, list))
		return set(session, "--lang", "ocr.language", list);
	message_error("--lang", "too many languages");
	return EXIT_USAGE;
}

/* Reads the first line of a file without its line break. */
static int
read_password(const char *path, char ret_password[PASSWORD_MOST])
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t n = -1;
	size_t size = 0;

	if (descriptor < 0) {
		message_error(path, "the password file cannot be read: %s", strerror(errno));
		return EXIT_USAGE;
	}
	if (isatty(descriptor)) {
		message_error(
			path, "a password file cannot be a terminal: what is typed would show");
		close(descriptor);
		return EXIT_USAGE;
	}
	while (size < PASSWORD_MOST &&
		(n = read(descriptor, ret_password + size, PASSWORD_MOST - size)) > 0)
		size += (size_t)n;
	close(descriptor);
	if (n < 0) {
		message_error(path, "the password file cannot be read: %s", strerror(errno));
		return EXIT_USAGE;
	}
	for (n = 0; (size_t)n < size && ret_password[n] && !strchr("\r\n", ret_password[n]);)
		n++;
	if (n == 0 || n == PASSWORD_MOST) {
		message_error(path, n ? "the first line is too long for a password"
				      : "the password file's first line is empty");
		return EXIT_USAGE;
	}
	ret_password[n] = '\0';
	return 0;
}

/* Gives the password to every extractor that has an option for one. */
static int
give_password(const struct session *session, const char *password)
{
	struct pandect_list *list = NULL;
	const struct pandect_plugin_info *info;
	pandect_status status =
		pandect_registry_list(session->registry, PANDECT_DOCUMENT_EXTRACTOR, &list);
	size_t n = 0;
	int code = status == PANDECT_OK ? 0 : session_fail(NULL, status, NULL);

	for (uint32_t i = 0; code == 0 && (info = pandect_list_get(list, i)); i++) {
		char key[128];

		if (!plugin_is_serving(info) || !plugin_find_option(info->table, "password"))
			continue;
		snprintf(key, sizeof key, "extractor:%s.password", info->table->name);
		code = set(session, "--password-file", key, password);
		n++;
	}
	pandect_list_free(list);
	if (code == 0 && n == 0)
		message_warning("--password-file", "no plugin that is installed takes a password");
	return code;
}

static int
set_password(const struct session *session)
{
	const char *path = arguments_get(&session->invocation->arguments, OPTION_PASSWORD_FILE);
	char password[PASSWORD_MOST];
	int code;

	if (!path)
		return 0;
	code = read_password(path, password);
	if (code == 0)
		code = give_password(session, password);
	explicit_bzero(password, sizeof password);
	return code;
}

/* --set key=value. */
static int
set_freely(const struct session *session)
{
	const struct arguments *arguments = &session->invocation->arguments;
	const char *setting;
	size_t at = 0;
	int code = 0;

	while (code == 0 && (setting = arguments_next(arguments, OPTION_SET, &at))) {
		const char *equals = strchr(setting, '=');
		char *key;

		if (!equals || equals == setting) {
			message_error(
				"--set", "\"%s\" is not of the form PLUGIN.OPTION=VALUE", setting);
			return EXIT_USAGE;
		}
		key = strndup(setting, (size_t)(equals - setting));
		code = key ? set(session, "--set", key, equals + 1) : EXIT_HOST;
		free(key);
	}
	return code;
}

int
settings_apply(const struct session *session)
{
	const struct arguments *arguments = &session->invocation->arguments;
	const char *backend = arguments_get(arguments, OPTION_EMBED);
	bool is_reading = session->invocation->command->options & OPTION_BIT(OPTION_LANG);
	int code = 0;

	if (arguments_count(arguments, OPTION_IN_PROCESS) > 0)
		message_step("--in-process", "plugins run in this process, as they do without it");
	if (backend)
		code = session_need(session, "--embed", PANDECT_EMBEDDING_BACKEND, backend);
	if (code == 0)
		code = set_by_rows(session);
	if (code == 0)
		code = set_validators(session);
	if (code == 0 && is_reading)
		code = set_chain(session);
	if (code == 0 && is_reading)
		code = set_languages(session);
	if (code == 0)
		code = set_password(session);
	return code ? code : set_freely(session);
}

void
settings_repeat(const struct session *session, struct pandect_job *job)
{
	const struct arguments *arguments = &session->invocation->arguments;
	char list[LIST_MOST];
	const char *setting;
	size_t at = 0;

	for (size_t i = 0; i < N_OPTIONS; i++)
		if (option_rows[i].key && arguments_get(arguments, i))
			pandect_job_set(job, option_rows[i].key, arguments_get(arguments, i));
	if (arguments_get(arguments, OPTION_LANG) && format_languages(session, list))
		pandect_job_set(job, "ocr.language", list);
	while ((setting = arguments_next(arguments, OPTION_SET, &at))) {
		const char *equals = strchr(setting, '=');
		char *key = equals ? strndup(setting, (size_t)(equals - setting)) : NULL;

		/* INVALID for what is read when a plugin starts: that stays the engine's. */
		if (key)
			pandect_job_set(job, key, equals + 1);
		free(key);
	}
}
