/* SPDX-License-Identifier: MIT */
#include "engine/call.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/embed.h"
#include "engine/ocr.h"
#include "support/buffer.h"
#include "support/clock.h"
#include "support/error.h"

#define INITIALIZE_MS \
	60000 /* a plugin that needs longer to start is of no use to the one who waits */
#define SCRATCH_MOST    (1ul << 30) /* of one call */
#define DIMENSIONS_MOST 65536
#define DATA_MOST       (4ull << 30) /* of one data file */

static struct call *
from_public(struct pandect_call *public)
{
	return (struct call *)public; /* public is its first member */
}

static pandect_status
should_stop(struct pandect_call *public)
{
	const struct call *call = from_public(public);

	if (call->run)
		return run_should_stop(call->run);
	return clock_now() >= call->deadline ? PANDECT_TIMEOUT : PANDECT_OK;
}

static void
progress(struct pandect_call *public, uint64_t done, uint64_t total)
{
	const struct call *call = from_public(public);

	if (call->run && call->run->progress)
		call->run->progress(call->run->progress_data, call->document, done, total);
}

static void
log_record(struct pandect_call *public, uint32_t level, const char *text, size_t size)
{
	const struct call *call = from_public(public);
	char *copy = strndup(text, size); /* not the scratch arena: [any thread] */

	if (!copy)
		return;
	if (call->run)
		run_log(call->run, level, call->source, copy);
	else
		engine_log(call->engine, level, call->source, copy);
	free(copy);
}

static pandect_status
warn(struct pandect_call *public, const char *code, const char *text, size_t size)
{
	struct call *call = from_public(public);
	struct call_warning *warning = arena_alloc(&call->scratch, sizeof *warning);

	if (!warning)
		return PANDECT_NO_MEMORY;
	warning->code = arena_copy(&call->scratch, code, strlen(code));
	warning->text = arena_copy(&call->scratch, text, size);
	if (!warning->code || !warning->text)
		return PANDECT_NO_MEMORY;
	*call->last_warning = warning;
	call->last_warning = &warning->next;
	return PANDECT_OK;
}

static pandect_status
fail(struct pandect_call *public, pandect_status status, const char *text, size_t size)
{
	struct call *call = from_public(public);

	if (call->error)
		error_add_context(call->error, "%.*s", (int)size, text);
	else
		error_set(&call->error, status, "%.*s", (int)size, text);
	return status;
}

static void *
alloc(struct pandect_call *public, size_t size)
{
	struct call *call = from_public(public);

	if (call->scratch.used > SCRATCH_MOST || size > SCRATCH_MOST - call->scratch.used)
		return NULL;
	return arena_alloc(&call->scratch, size);
}

/* ---- options ---- */

static const struct pandect_option *
find_option(const struct call *call, const char *name)
{
	const struct pandect_array *array = &call->plugin->table->data.base.options;
	const struct pandect_option *options = array->items;

	for (uint32_t i = 0; i < array->n; i++)
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	return NULL;
}

/* What is set, as text that stays until the call ends. */
static const char *
option_text(struct call *call, const struct pandect_option *option)
{
	const struct pandect_plugin *base = &call->plugin->table->data.base;
	const char *text = option->fallback;
	struct setting *setting;

	if (call->run) {
		setting = options_find(&call->run->options, base->kind, base->name, option->name);
		if (setting)
			setting->is_asked = 1;
		return setting ? setting->value : text;
	}
	pthread_mutex_lock(&call->engine->lock);
	setting = options_find(&call->engine->options, base->kind, base->name, option->name);
	if (setting)
		text = arena_copy(&call->scratch, setting->value, strlen(setting->value));
	pthread_mutex_unlock(&call->engine->lock);
	return text ? text : option->fallback;
}

static pandect_status
check_time(struct call *call, const struct pandect_option *option, const char *name, uint32_t type)
{
	uint32_t now = call->run ? PANDECT_OPTION_CALL : PANDECT_OPTION_INSTANCE;
	int is_text = option && option->type == PANDECT_OPTION_CHOICE;

	if (!option)
		return error_set(&call->error, PANDECT_INVALID,
			"it asks for the option %s, which its table has not", name);
	if (!(option->flags & now))
		return error_set(&call->error, PANDECT_INVALID,
			"it asks for the option %s at the wrong time: it is %s", name,
			call->run ? "an INSTANCE option, read in initialize"
				  : "a CALL option, read while working");
	if (option->type != type && !(is_text && type == PANDECT_OPTION_TEXT))
		return error_set(&call->error, PANDECT_INVALID,
			"it asks for the option %s as another type than its table says", name);
	return PANDECT_OK;
}

static pandect_status
get_option(struct pandect_call *public, const char *name, uint32_t type, void *ret_value)
{
	struct call *call = from_public(public);
	const struct pandect_option *option = find_option(call, name);
	struct option_value value;
	pandect_status status = check_time(call, option, name, type);

	if (status == PANDECT_OK)
		status =
			option_parse(option, name, option_text(call, option), &value, &call->error);
	if (status != PANDECT_OK)
		return status;
	if (type == PANDECT_OPTION_NUMBER)
		memcpy(ret_value, &value.number, sizeof value.number);
	else if (type == PANDECT_OPTION_TEXT)
		*(struct pandect_text *)ret_value = pandect_text(value.text);
	else
		memcpy(ret_value, &value.integer, sizeof value.integer);
	return PANDECT_OK;
}

/* ---- data files ---- */

static int
open_data(const struct call *call, const char *path)
{
	const struct directory *directory = call->plugin->module->directory;

	if (strncmp(path, "$ORIGIN/", 8) != 0)
		return open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (!directory) {
		errno = ENOENT; /* registered from code: there is no place beside it */
		return -1;
	}
	return openat(directory->descriptor, path + 8, O_RDONLY | O_CLOEXEC | O_NOCTTY);
}

/* The path that a name stands for, NULL with the status when there is none. */
static const char *
data_path(struct call *call, const char *name, pandect_status *ret_status)
{
	const struct pandect_array *paths = &call->plugin->table->data.base.data_paths;
	const struct pandect_option *option = find_option(call, name);
	const char *path = NULL;

	for (uint32_t i = 0; i < paths->n; i++)
		if (strcmp(((const char *const *)paths->items)[i], name) == 0)
			return name;
	*ret_status = check_time(call, option, name, PANDECT_OPTION_FILE);
	if (*ret_status == PANDECT_OK) {
		path = option_text(call, option);
		*ret_status = PANDECT_NOT_FOUND;
	}
	return path && *path ? path : NULL;
}

static pandect_status
get_data(struct pandect_call *public, const char *name, struct pandect_source **ret_source)
{
	struct call *call = from_public(public);
	struct call_source *kept;
	struct pandect_error *error = NULL;
	pandect_status status = PANDECT_OK;
	const char *path = data_path(call, name, &status);
	int descriptor;

	if (!path)
		return status;
	kept = calloc(1, sizeof *kept);
	if (!kept)
		return PANDECT_NO_MEMORY;
	descriptor = open_data(call, path);
	if (descriptor < 0) {
		free(kept);
		return error_set(&call->error, errno == ENOENT ? PANDECT_NOT_FOUND : PANDECT_IO,
			"its data file %s cannot be opened: %s", path, strerror(errno));
	}
	status = source_read(descriptor, DATA_MOST, &kept->source, &error);
	close(descriptor);
	if (status != PANDECT_OK) {
		error_set(&call->error, status, "its data file %s: %s", path,
			error ? error->text : "");
		error_free(error);
		free(kept);
		return status;
	}
	kept->next = call->sources;
	call->sources = kept;
	*ret_source = source_public(kept->source);
	return PANDECT_OK;
}

/* Those that the user set, in the form that is promised. */
static const char *
expected_languages(struct call *call)
{
	struct setting *setting =
		call->run ? options_find(&call->run->options, 0, "ocr", "language") : NULL;
	struct buffer text = BUFFER_INIT;
	struct pandect_text word;
	const char *at, *copy;

	if (!setting)
		return "";
	setting->is_asked = 1;
	at = setting->value;
	while ((word = list_next(&at)).size)
		buffer_format(&text, text.size ? " %.*s" : "%.*s", (int)word.size, word.data);
	copy = text.size ? arena_copy(&call->scratch, text.data, text.size) : NULL;
	buffer_clear(&text);
	return copy ? copy : "";
}

static struct pandect_text
languages(struct pandect_call *public)
{
	struct call *call = from_public(public);

	if (!call->languages)
		call->languages = expected_languages(call);
	return pandect_text(call->languages);
}

/* ---- other plugins ---- */

static pandect_status
use_ocr(struct pandect_call *public, const struct pandect_image *image,
	struct pandect_builder *builder)
{
	struct call *call = from_public(public);

	if (!call->run)
		return error_set(
			&call->error, PANDECT_INVALID, "initialize cannot recognise anything");
	if (call->plugin->table->data.base.kind == PANDECT_OCR_BACKEND)
		return PANDECT_UNSUPPORTED;
	return ocr_recognise(call->run, image, builder, call->document, &call->error);
}

static pandect_status
use_embedding(struct pandect_call *public, const struct pandect_text *texts, uint32_t n,
	float *ret_vectors, size_t n_floats)
{
	struct call *call = from_public(public);

	if (!call->run)
		return error_set(&call->error, PANDECT_INVALID, "initialize cannot embed anything");
	if (call->plugin->table->data.base.kind == PANDECT_EMBEDDING_BACKEND)
		return PANDECT_UNSUPPORTED;
	return embed_texts(
		call->run, texts, n, ret_vectors, n_floats, call->document, &call->error);
}

static const struct pandect_host host = {
	.size = sizeof host,
	.abi_minor = 0,
	.should_stop = should_stop,
	.progress = progress,
	.log = log_record,
	.warn = warn,
	.fail = fail,
	.alloc = alloc,
	.option = get_option,
	.data = get_data,
	.languages = languages,
	.ocr = use_ocr,
	.embed = use_embedding,
};

/* ---- beginning and ending ---- */

static void
call_init(struct call *call, struct pandect_engine *engine, struct run *run,
	struct registration *plugin)
{
	*call = (struct call){
		.public = {&host},
		.engine = engine,
		.run = run,
		.plugin = plugin,
		.scratch = ARENA_INIT,
		.document = "",
	};
	call->last_warning = &call->warnings;
	registration_label(plugin, call->label, sizeof call->label);
	registration_source(plugin, call->source, sizeof call->source);
}

static void
free_sources(struct call_source *sources)
{
	while (sources) {
		struct call_source *next = sources->next;

		source_free(sources->source);
		free(sources);
		sources = next;
	}
}

pandect_status
call_begin(struct call *call, struct run *run, struct registration *plugin, const char *stage,
	const char *document, struct pandect_error **ret_error)
{
	struct waiting waiting = run_waiting(run);
	pandect_status status;

	call_init(call, run->engine, run, plugin);
	call->document = document;
	call->step = trace_begin(stage, document);
	call->step.plugin = call->source;
	call->step.version = plugin->table->data.base.version;
	status = registration_enter(plugin, &waiting, &call->frame, &call->error);
	if (status == PANDECT_OK)
		return status;
	error_set(&call->error, status, "it could not be used: %s", status_phrase(status));
	error_set_plugin(call->error, call->label);
	error_set_where(call->error, document);
	trace_end(run->trace, &call->step, status, "%s", call->error ? call->error->text : "");
	if (ret_error && !*ret_error)
		*ret_error = call->error; /* the caller owns it from here */
	else
		error_free(call->error);
	return status;
}

/* A plugin may not give what only the host gives, nor what is no status at all. */
static pandect_status
allowed(struct call *call, pandect_status status)
{
	struct pandect_error *said;

	if (status >= 0 && status < PANDECT_N_STATUS && status != PANDECT_REFUSED &&
		status != PANDECT_CRASHED && status != PANDECT_EXISTS &&
		status != PANDECT_NOT_FOUND)
		return status;
	said = call->error;
	call->error = NULL;
	if (said)
		error_set(&call->error, PANDECT_PLUGIN,
			"%s (it returned the status %d, which a plugin may not give)", said->text,
			status);
	else
		error_set(&call->error, PANDECT_PLUGIN,
			"it returned the status %d, which a plugin may not give", status);
	error_free(said);
	return PANDECT_PLUGIN;
}

pandect_status
call_end(struct call *call, pandect_status status, struct block *block,
	struct pandect_error **ret_error)
{
	pandect_status stopped = call->run ? run_should_stop(call->run) : PANDECT_OK;

	registration_leave(call->plugin, &call->frame);
	status = allowed(call, status);
	if (!PANDECT_GAVE(status) && stopped != PANDECT_OK && status != stopped) {
		error_free(call->error);
		call->error = NULL;
		status = stopped;
	}
	for (struct call_warning *at = call->warnings; at && block; at = at->next)
		run_warn(block, call->source, at->code, "%s", at->text);
	if (!PANDECT_GAVE(status)) {
		error_set(&call->error, status, "%s", status_phrase(status));
		if (call->error)
			call->error->status = status;
		error_set_plugin(call->error, call->label);
		error_set_where(call->error, call->document);
		if (ret_error && !*ret_error) {
			*ret_error = call->error; /* the caller owns it from here */
			call->error = NULL;
		}
	}
	error_free(call->error);
	free_sources(call->sources);
	arena_clear(&call->scratch);
	return status;
}

pandect_status
call_end_step(struct call *call, pandect_status status, struct block *block, const char *decision,
	struct pandect_error **ret_error)
{
	struct pandect_error *error = NULL;

	status = call_end(call, status, block, &error);
	trace_end(call->run->trace, &call->step, status, "%s", error ? error->text : decision);
	if (ret_error && !*ret_error)
		*ret_error = error;
	else
		error_free(error);
	return status;
}

/* An embedding backend whose table leaves its dimensions open says them now; they stay in its
 * vtable. */
static pandect_status
ask_dimensions(struct call *call, void *self)
{
	struct pandect_embedding_backend *backend = &call->plugin->vtable.embedding;
	uint32_t dimensions = 0;
	pandect_status status;

	if (backend->base.kind != PANDECT_EMBEDDING_BACKEND || backend->dimensions)
		return PANDECT_OK;
	status = allowed(call, backend->dimensions_of(self, &call->public, &dimensions));
	if (status == PANDECT_OK && (dimensions == 0 || dimensions > DIMENSIONS_MOST))
		status = error_set(&call->error, PANDECT_PLUGIN,
			"its dimensions_of says %u; 1 to %d are allowed", dimensions,
			DIMENSIONS_MOST);
	if (status == PANDECT_OK)
		backend->dimensions = dimensions;
	else if (backend->base.shutdown)
		backend->base.shutdown(self);
	return status;
}

pandect_status
call_initialize(void *engine, struct registration *plugin, void **ret_self, void **ret_keep,
	struct pandect_error **ret_error)
{
	const struct pandect_plugin *base = &plugin->vtable.base;
	void *self = plugin->user_data;
	struct call call;
	pandect_status status = PANDECT_OK;

	call_init(&call, engine, NULL, plugin);
	call.deadline = clock_after_ms(INITIALIZE_MS);
	if (base->initialize)
		status = allowed(&call, base->initialize(&call.public, plugin->user_data, &self));
	if (status == PANDECT_OK)
		status = ask_dimensions(&call, self);
	if (status == PANDECT_PARTIAL || status == PANDECT_DECLINED)
		status = PANDECT_PLUGIN; /* an instance is there or it is not */
	for (struct call_warning *at = call.warnings; at; at = at->next)
		engine_log(engine, PANDECT_LOG_WARN, call.source, at->text);
	if (status == PANDECT_OK) {
		*ret_self = self;
		*ret_keep = call.sources; /* kept from here until call_release */
		call.sources = NULL;
	} else if (ret_error && !*ret_error) {
		*ret_error = call.error;
		call.error = NULL;
	}
	error_free(call.error);
	free_sources(call.sources);
	arena_clear(&call.scratch);
	return status;
}

void
call_release(void *engine, void *keep)
{
	(void)engine;
	free_sources(keep);
}
