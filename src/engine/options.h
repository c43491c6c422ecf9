/* SPDX-License-Identifier: MIT */
/* Options that were set: checked against the descriptions of plugins and of the engine itself, kept
 * as text. */
#ifndef ENGINE_OPTIONS_H
#define ENGINE_OPTIONS_H

#include "registry/option.h"
#include "registry/registry.h"

/* One that is set. kind 0: the engine's own, plugin is then its group. */
struct setting {
	struct setting *next;
	uint32_t kind, flags, type;
	char *plugin, *name, *value;
	int is_asked;  /* by a plugin or the engine, during the run */
	int is_of_job; /* not one of the engine's defaults */
};

struct options {
	struct setting *first;
};

void options_clear(struct options *options);

/*
 * Sets "[kind:]plugin.option" or "group.option". ret_setting, which may be NULL, receives the
 * entry. INVALID, with a suggestion where there is one; NO_MEMORY: nothing has changed.
 */
pandect_status options_set(struct options *options, struct pandect_registry *registry,
	const char *key, const char *value, struct setting **ret_setting,
	struct pandect_error **ret_error);

/* What is set, or NULL. */
struct setting *options_find(
	const struct options *options, uint32_t kind, const char *plugin, const char *name);

/* Adds copies of more, which count over what is there. NO_MEMORY. */
pandect_status options_merge(struct options *options, const struct options *more, int is_of_job);

/* Takes a setting away. */
void options_unset(struct options *options, struct setting *setting);

/* The description of one of the engine's own, which exists: an assertion else. */
const struct pandect_option *engine_option(const char *group, const char *name);

#endif
