/* SPDX-License-Identifier: MIT */
/*
 * Runs one plugin of an installed module on a document that a script (unit/script.h) has built: a
 * host with options and nothing else, a sink and a list of findings in memory.
 */
#ifndef TESTS_PLUGINS_PLUGIN_H
#define TESTS_PLUGINS_PLUGIN_H

#include <dlfcn.h>

#include "../unit/script.h"

#include "document/editor.h"

struct host {
	struct pandect_call call;
	const struct pandect_plugin *plugin;
	const char *options; /* "name=value;name=value" */
	char values[8][64];
	unsigned n_values;
};

struct memory {
	struct pandect_sink sink;
	struct buffer text;
};

struct list {
	struct pandect_findings findings;
	struct buffer codes; /* with a blank after each */
};

static pandect_status
host_should_stop(struct pandect_call *call)
{
	(void)call;
	return PANDECT_OK;
}

static pandect_status
host_fail(struct pandect_call *call, pandect_status status, const char *text, size_t size)
{
	(void)call;
	(void)text;
	(void)size;
	return status;
}

static const struct pandect_option *
find_option(const struct host *host, const char *name)
{
	const struct pandect_option *options = host->plugin->options.items;

	for (uint32_t i = 0; i < host->plugin->options.n; i++) {
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	}
	return NULL;
}

static pandect_status
host_option(struct pandect_call *call, const char *name, uint32_t type, void *ret)
{
	struct host *host = (struct host *)call;
	const struct pandect_option *option = find_option(host, name);
	char key[80], *value = host->values[host->n_values++ % 8];
	const char *set;

	/* A choice is read as text. */
	ck_assert_msg(option && (option->type == type || (option->type == PANDECT_OPTION_CHOICE &&
								 type == PANDECT_OPTION_TEXT)),
		"%s has no option %s of type %u", host->plugin->name, name, type);
	snprintf(key, sizeof key, "%s=", name);
	set = strstr(host->options, key);
	set = set ? set + strlen(key) : option->fallback;
	snprintf(value, 64, "%.*s", (int)strcspn(set, ";"), set);
	if (type == PANDECT_OPTION_BOOL)
		*(int64_t *)ret = strcmp(value, "true") == 0;
	else if (type == PANDECT_OPTION_INTEGER)
		*(int64_t *)ret = strtoll(value, NULL, 10);
	else if (type == PANDECT_OPTION_NUMBER)
		*(double *)ret = strtod(value, NULL);
	else
		*(struct pandect_text *)ret = pandect_text(value);
	return PANDECT_OK;
}

static const struct pandect_host host_functions = {.size = sizeof host_functions,
	.should_stop = host_should_stop,
	.fail = host_fail,
	.option = host_option};

static pandect_status
memory_write(struct pandect_sink *sink, const void *data, size_t size)
{
	buffer_add(&((struct memory *)sink)->text, data, size);
	return PANDECT_OK;
}

static const struct pandect_sink_ops memory_functions = {
	.size = sizeof memory_functions, .write = memory_write};

static pandect_status
list_add(struct pandect_findings *findings, uint32_t severity, const char *code, pandect_node node,
	struct pandect_text text)
{
	(void)node;
	(void)text;
	ck_assert_uint_eq(severity, PANDECT_ERROR);
	buffer_format(&((struct list *)findings)->codes, "%s ", code);
	return PANDECT_OK;
}

static const struct pandect_findings_ops list_functions = {
	.size = sizeof list_functions, .add = list_add};

/* The first plugin of an installed module, such as "renderer-html"; NULL when it is not built. */
static const struct pandect_plugin *
load(const char *name)
{
	const char *directory = getenv("PANDECT_PLUGINS");
	const struct pandect_module *module;
	char path[4096];
	void *handle;

	snprintf(path, sizeof path, "%s/%s.so", directory ? directory : ".", name);
	if (access(path, R_OK) != 0)
		return NULL;
	handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	ck_assert_msg(handle != NULL, "%s", dlerror());
	module = dlsym(handle, "pandect_module");
	ck_assert_ptr_nonnull(module);
	return module->plugins[0];
}

static void
finish(void)
{
	ck_assert_int_eq(builder_finish(builder, 1), PANDECT_OK);
}

/* What a renderer writes; free it. */
static inline char *
render(const struct pandect_plugin *plugin, const char *options)
{
	const struct pandect_renderer *renderer =
		(const struct pandect_renderer *)(const void *)plugin;
	struct host host = {.call = {&host_functions}, .plugin = plugin, .options = options};
	struct memory memory = {.sink = {&memory_functions}, .text = BUFFER_INIT};

	ck_assert_int_eq(renderer->render(NULL, &host.call, block_document(block), &memory.sink),
		PANDECT_OK);
	return buffer_take(&memory.text);
}

/* Lets a processor change the document; 0 when it had nothing to change. */
static inline int
process(const struct pandect_plugin *plugin, const char *options)
{
	const struct pandect_post_processor *processor =
		(const struct pandect_post_processor *)(const void *)plugin;
	struct host host = {.call = {&host_functions}, .plugin = plugin, .options = options};
	struct editor *editor = editor_new(block, &budget);
	struct block *edited = NULL;
	int is_changed;
	uint32_t dropped;

	ck_assert_ptr_nonnull(editor);
	ck_assert_int_eq(
		processor->process(NULL, &host.call, block_document(block), editor_public(editor)),
		PANDECT_OK);
	is_changed = !editor_is_empty(editor);
	ck_assert_msg(editor_apply(editor, &edited, &dropped) == PANDECT_OK, "%s",
		editor_failure(editor));
	editor_free(editor);
	block_free(block);
	block = edited;
	return is_changed;
}

/* The codes of a validator's findings, with a blank after each; free it. */
static inline char *
validate(const struct pandect_plugin *plugin, const char *options)
{
	const struct pandect_validator *validator =
		(const struct pandect_validator *)(const void *)plugin;
	struct host host = {.call = {&host_functions}, .plugin = plugin, .options = options};
	struct list list = {.findings = {&list_functions}, .codes = BUFFER_INIT};

	buffer_string(&list.codes, "");
	ck_assert_int_eq(
		validator->validate(NULL, &host.call, block_document(block), &list.findings),
		PANDECT_OK);
	return buffer_take(&list.codes);
}

#endif
