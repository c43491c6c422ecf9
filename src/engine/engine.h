/* SPDX-License-Identifier: MIT */
/* The engine: a registry, default options and a log. */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include "engine/options.h"

struct pandect_engine {
	struct pandect_registry *registry;
	pthread_mutex_t lock; /* guards options and refs */
	struct options options;
	uint32_t refs; /* open, and each job */
	pandect_log_function *log;
	void *log_data;
};

void engine_unref(struct pandect_engine *engine);

void engine_log(
	struct pandect_engine *engine, uint32_t level, const char *source, const char *text);

#endif
