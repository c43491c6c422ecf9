/* SPDX-License-Identifier: MIT */
#include "engine/engine.h"

#include <stdlib.h>

#include "engine/call.h"
#include "registry/discovery.h"
#include "registry/path.h"
#include "support/error.h"

const char *
pandect_version(void)
{
	return PACKAGE_VERSION;
}

const char *
pandect_status_name(pandect_status status)
{
	return status_name(status);
}

const char *
pandect_status_phrase(pandect_status status)
{
	return status_phrase(status);
}

const char *
pandect_kind_name(uint32_t kind)
{
	return kind_name(kind);
}

void
pandect_error_free(struct pandect_error *error)
{
	error_free(error);
}

void
engine_log(struct pandect_engine *engine, uint32_t level, const char *source, const char *text)
{
	if (engine->log)
		engine->log(engine->log_data, level, source, text);
}

static void
engine_free(struct pandect_engine *engine)
{
	if (engine->registry) {
		discovery_clear(engine->registry);
		registry_free(engine->registry);
	}
	options_clear(&engine->options);
	pthread_mutex_destroy(&engine->lock);
	free(engine);
}

void
engine_unref(struct pandect_engine *engine)
{
	uint32_t left;

	pthread_mutex_lock(&engine->lock);
	left = --engine->refs;
	pthread_mutex_unlock(&engine->lock);
	if (left == 0)
		engine_free(engine);
}

pandect_status
pandect_engine_open(const struct pandect_engine_config *config, struct pandect_engine **ret_engine,
	struct pandect_error **ret_error)
{
	static const struct pandect_engine_config nothing = {.size = sizeof nothing};
	struct pandect_engine *engine;
	struct registry_host host = {.initialize = call_initialize, .release = call_release};
	pandect_status status;

	if (!config)
		config = &nothing;
	if (config->size < sizeof *config)
		return error_set(ret_error, PANDECT_INVALID,
			"the configuration's size, %u, is wrong", config->size);
	engine = calloc(1, sizeof *engine);
	if (!engine)
		return error_set(ret_error, PANDECT_NO_MEMORY, "no memory for an engine");
	pthread_mutex_init(&engine->lock, NULL);
	engine->refs = 1;
	engine->log = config->log;
	engine->log_data = config->log_data;
	host.data = engine;
	status = registry_new(&host, &engine->registry, ret_error);
	if (status == PANDECT_OK) {
		engine->registry->directories = path_list(config->directories,
			config->n_directories, !(config->flags & PANDECT_ENGINE_NO_DEFAULT_PATH));
		status = engine->registry->directories ? discovery_scan(engine->registry)
						       : PANDECT_NO_MEMORY;
	}
	if (status == PANDECT_OK) {
		*ret_engine = engine; /* the caller owns engine from here */
		return PANDECT_OK;
	}
	error_set(ret_error, status, "%s", status_phrase(status));
	if (engine->registry)
		registry_close(engine->registry, PANDECT_FOREVER);
	engine_free(engine);
	return status;
}

pandect_status
pandect_engine_close(struct pandect_engine *engine, uint32_t timeout_ms)
{
	pandect_status status;

	if (!engine)
		return PANDECT_OK;
	status = registry_close(engine->registry, timeout_ms);
	if (status == PANDECT_OK)
		engine_unref(engine);
	return status;
}

struct pandect_registry *
pandect_engine_registry(struct pandect_engine *engine)
{
	return engine->registry;
}

pandect_status
pandect_engine_set(struct pandect_engine *engine, const char *key, const char *value,
	struct pandect_error **ret_error)
{
	struct setting *setting = NULL;
	struct setting renew = {.kind = 0};
	pandect_status status;

	if (!registry_is_usable(engine->registry))
		return error_set(ret_error, PANDECT_INVALID,
			"this process was forked from the one that opened the engine");
	pthread_mutex_lock(&engine->lock);
	status = options_set(&engine->options, engine->registry, key, value, &setting, ret_error);
	if (status == PANDECT_OK && setting->flags & PANDECT_OPTION_INSTANCE) {
		renew.kind = setting->kind;
		renew.plugin = strdup(setting->plugin);
	}
	pthread_mutex_unlock(&engine->lock);
	/* Not under the lock: retiring runs shutdown. */
	if (renew.plugin)
		status = registry_renew(engine->registry, renew.kind, renew.plugin, ret_error);
	free(renew.plugin);
	return status;
}
