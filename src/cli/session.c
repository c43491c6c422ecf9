/* SPDX-License-Identifier: MIT */
#include "cli/session.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/message.h"
#include "cli/plugin-table.h"
#include "cli/settings.h"

#define CLOSE_MS 2000 /* a plugin that hangs in shutdown does not keep the command from ending */

/* Records of the engine and the plugins: warnings always, the rest by -v and -vv. */
static void
log_record(void *data, uint32_t level, const char *source, const char *text)
{
	(void)data;
	if (level == PANDECT_LOG_ERROR)
		message_error(source, "%s", text);
	else if (level == PANDECT_LOG_WARN)
		message_warning(source, "%s", text);
	else if (level == PANDECT_LOG_INFO || message_level() > 1)
		message_step(source, "%s", text);
}

int
session_fail(const char *name, pandect_status status, struct pandect_error *error)
{
	message_error(name, "%s", error ? error->text : pandect_status_phrase(status));
	pandect_error_free(error);
	return status == PANDECT_INVALID || status == PANDECT_NOT_FOUND ? EXIT_USAGE : EXIT_HOST;
}

int
session_need(const struct session *session, const char *option, uint32_t kind, const char *name)
{
	struct pandect_error *error = NULL;
	struct pandect_list *list = NULL;
	pandect_status status = pandect_registry_find(session->registry, kind, name, &list, &error);

	pandect_list_free(list);
	return status == PANDECT_OK ? 0 : session_fail(option, status, error);
}

static int
open_engine(struct session *session)
{
	const struct arguments *arguments = &session->invocation->arguments;
	size_t n = arguments_count(arguments, OPTION_PLUGIN_DIR), at = 0;
	const char **directories = calloc(n + 1, sizeof *directories);
	struct pandect_engine_config config = {.size = sizeof config, .log = log_record};
	struct pandect_error *error = NULL;
	pandect_status status = PANDECT_NO_MEMORY;

	while (directories && config.n_directories < n) {
		const char *path = arguments_next(arguments, OPTION_PLUGIN_DIR, &at);
		struct stat info;

		if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
			message_error(path, "not a directory; --plugin-dir wants one that exists");
			free(directories);
			return EXIT_USAGE;
		}
		directories[config.n_directories++] = path;
	}
	config.directories = directories;
	if (directories)
		status = pandect_engine_open(&config, &session->engine, &error);
	free(directories);
	if (status != PANDECT_OK) {
		session_fail(NULL, status, error);
		return EXIT_HOST;
	}
	session->registry = pandect_engine_registry(session->engine);
	return 0;
}

/* What -o's name ends with, when the last part of it has a suffix: "html" of "a/x.html". */
static const char *
output_suffix(const struct session *session)
{
	const char *path = arguments_get(&session->invocation->arguments, OPTION_OUTPUT);
	const char *slash = path ? strrchr(path, '/') : NULL;
	const char *dot = path ? strrchr(slash ? slash : path, '.') : NULL;

	return dot && dot[1] ? dot + 1 : NULL;
}

static void
set_form(struct session *session, const struct pandect_plugin *table)
{
	const struct pandect_renderer *renderer = (const struct pandect_renderer *)table;

	session->form = (struct form){.name = table->name,
		.mime = renderer->mime ? renderer->mime : "",
		.suffix = renderer->suffix && *renderer->suffix ? renderer->suffix : table->name};
}

/* The renderer of a name, or else of a suffix; each may be NULL. */
static bool
find_form(struct session *session, const char *name, const char *suffix)
{
	const struct pandect_plugin_info *info;

	for (uint32_t i = 0; (info = pandect_list_get(session->renderers, i)); i++) {
		const struct pandect_renderer *renderer =
			(const struct pandect_renderer *)info->table;

		if (!plugin_is_serving(info))
			continue;
		if ((name && strcmp(info->table->name, name) == 0) ||
			(suffix && renderer->suffix && strcmp(renderer->suffix, suffix) == 0)) {
			set_form(session, info->table);
			return true;
		}
	}
	return false;
}

/* --to NAME, else the suffix of -o FILE, else Markdown. */
static int
choose_form(struct session *session)
{
	const char *to = arguments_get(&session->invocation->arguments, OPTION_TO);
	const char *suffix = to ? NULL : output_suffix(session);
	pandect_status status =
		pandect_registry_list(session->registry, PANDECT_RENDERER, &session->renderers);
	int code;

	if (status != PANDECT_OK)
		return session_fail(NULL, status, NULL);
	if (to && strncmp(to, "renderer:", strlen("renderer:")) == 0)
		to += strlen("renderer:");
	if (to && !find_form(session, to, NULL) && !find_form(session, NULL, to)) {
		code = session_need(session, "--to", PANDECT_RENDERER, to);
		if (code != 0)
			return code;
		message_error("--to",
			"%s: this renderer is out of service; see pandect plugins list", to);
		return EXIT_USAGE;
	}
	if (to || (suffix && find_form(session, NULL, suffix)) ||
		find_form(session, "markdown", NULL))
		return 0;
	message_error(NULL, "there is no renderer \"markdown\"; see pandect plugins list, or name "
			    "another by --to");
	return EXIT_USAGE;
}

int
session_open(struct session *session, const struct invocation *invocation)
{
	int code;

	*session = (struct session){.invocation = invocation};
	code = open_engine(session);
	if (code == 0 && invocation->command->options & OPTION_BIT(OPTION_TO))
		code = choose_form(session);
	if (code == 0)
		code = settings_apply(session);
	if (code != 0)
		session_close(session);
	return code;
}

void
session_close(struct session *session)
{
	pandect_list_free(session->renderers);
	pandect_engine_close(session->engine, CLOSE_MS);
	*session = (struct session){0};
}
