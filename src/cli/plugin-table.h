/* SPDX-License-Identifier: MIT */
/* Reading plugins' tables, which may be of another minor version: arrays are stepped through by
 * their own item size. */
#ifndef CLI_PLUGIN_TABLE_H
#define CLI_PLUGIN_TABLE_H

#include <stdbool.h>

#include <pandect/pandect.h>

/* Item number i of an array, from 0, NULL past the last. */
const void *array_get(const struct pandect_array *array, uint32_t i);

/* It is the one that its name means. */
bool plugin_is_serving(const struct pandect_plugin_info *info);

/* NULL when the plugin has no such option. */
const struct pandect_option *plugin_find_option(
	const struct pandect_plugin *plugin, const char *name);

/* What a state is called. */
const char *plugin_state_name(uint32_t state);

/* What the plugin is for, in short: suffixes of an extractor, languages of an OCR backend, … */
char *plugin_purpose(const struct pandect_plugin *plugin);

#endif
