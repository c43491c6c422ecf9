/* SPDX-License-Identifier: MIT */
/*
 * Pandect: the library, for programs that embed it. An engine holds the plugins and the defaults; a
 * job reads one document at a time.
 *
 *   pandect_engine_open → pandect_job_new → pandect_job_input_… → pandect_job_run →
 * pandect_job_document → pandect_job_free → pandect_engine_close
 *
 * An engine and its registry are [any thread]; a job is [one call at a time], but for
 * pandect_job_cancel. Callbacks run on the thread that runs the job. Nothing here prints, installs
 * a signal handler or ends the process. After fork without exec every function that takes an engine
 * or registry gives INVALID in the child.
 *
 * Functions with ret_error may be given NULL there; else, on failure, it receives an error to be
 * freed with pandect_error_free (NULL when memory is out). Any of them can give NO_MEMORY.
 */
#ifndef PANDECT_PANDECT_H
#define PANDECT_PANDECT_H

#include <pandect/document.h>
#include <pandect/plugin.h>

#ifdef __cplusplus
extern "C" {
#endif

struct pandect_engine;
struct pandect_registry;
struct pandect_job;
struct pandect_list;

/* "1.2.3" of the library that runs. [any thread] */
PANDECT_EXPORT const char *pandect_version(void);

/* A status as a word ("MALFORMED") and as a phrase ("damaged document"); "?" for a number outside
 * the set. [any thread] */
PANDECT_EXPORT const char *pandect_status_name(pandect_status status);
PANDECT_EXPORT const char *pandect_status_phrase(pandect_status status);

/* A kind as the word used in "kind:name": extractor ocr embedding processor renderer validator;
 * NULL for a number outside the set. [any thread] */
PANDECT_EXPORT const char *pandect_kind_name(uint32_t kind);

/* Frees an error that a function gave through ret_error; NULL is allowed. [any thread] */
PANDECT_EXPORT void pandect_error_free(struct pandect_error *error);

/* ---- engine ---- */

/* A record for the log. source: "kind:name" or "engine". Both strings are valid during the call.
 * [any thread] */
typedef void pandect_log_function(void *data, uint32_t level, const char *source, const char *text);

#define PANDECT_ENGINE_NO_DEFAULT_PATH 1u /* only the directories named below */

/* size: of this struct. directories: looked in before the default path, the first first; must
 * outlive the call only. */
struct pandect_engine_config {
	uint32_t size, flags;
	const char *const *directories;
	uint32_t n_directories, reserved;
	pandect_log_function *log; /* NULL: no log */
	void *log_data;
};

/*
 * Opens an engine and takes in the plugins of its directories: those of config, then
 * $PANDECT_PLUGIN_PATH, the user's and the installed ones. config may be NULL. A file that is
 * refused is no failure: pandect_registry_list shows it with its reason. INVALID: config->size.
 */
PANDECT_EXPORT pandect_status pandect_engine_open(const struct pandect_engine_config *config,
	struct pandect_engine **ret_engine, struct pandect_error **ret_error);

#define PANDECT_FOREVER UINT32_MAX

/*
 * Retires every plugin, waits up to timeout_ms for calls in flight, and unloads. Jobs that run end
 * normally; jobs may be freed later, and their documents read until then. TIMEOUT: everything is
 * retired, but calls are still in flight; close again. INVALID, changing nothing: called from
 * inside a plugin's function or destroy. engine may be NULL.
 */
PANDECT_EXPORT pandect_status pandect_engine_close(
	struct pandect_engine *engine, uint32_t timeout_ms);

/* The engine's registry: lives as long as the engine. */
PANDECT_EXPORT struct pandect_registry *pandect_engine_registry(struct pandect_engine *engine);

/*
 * Sets an option for every job to come. key: "[kind:]plugin.option" or one of the engine's own
 * ("ocr.mode"); value in text form. INVALID: no such option, or not a value for it; the error
 * suggests the right one. A changed INSTANCE option makes the plugin's next use a new instance.
 */
PANDECT_EXPORT pandect_status pandect_engine_set(struct pandect_engine *engine, const char *key,
	const char *value, struct pandect_error **ret_error);

/* The engine's own option number i, from 0: its group ("ocr") and description, both static.
 * NOT_FOUND past the last. [any thread] */
PANDECT_EXPORT pandect_status pandect_engine_option(
	uint32_t i, const char **ret_group, const struct pandect_option **ret_option);

/* ---- registry ----
 * For each kind and name there is a stack: code above directories, an earlier directory above a
 * later one. The top serves. */

#define PANDECT_ORIGIN_CODE      1u
#define PANDECT_ORIGIN_DIRECTORY 2u
#define PANDECT_ORIGIN_ANY       3u

#define PANDECT_REPLACE 1u /* what code registered under that name before is retired */

/*
 * Registers a plugin from code. Its table is checked and copied: only the functions must stay.
 * user_data goes to initialize (or is self without one). destroy, which may be NULL, is called
 * exactly once with user_data: when the plugin has been retired and its last call has come back; on
 * failure before this returns. It runs on whichever thread that is, under no lock; it may register
 * and unregister, not wait. INVALID: the table is wrong, the error says where; EXISTS: code holds
 * that name already.
 */
PANDECT_EXPORT pandect_status pandect_registry_register(struct pandect_registry *registry,
	const struct pandect_plugin *plugin, void *user_data, void (*destroy)(void *user_data),
	uint32_t flags, struct pandect_error **ret_error);

/* Registers all plugins of a module that is linked into the program, or none. The module must stay.
 * As above, origin code. */
PANDECT_EXPORT pandect_status pandect_registry_add_module(struct pandect_registry *registry,
	const struct pandect_module *module, struct pandect_error **ret_error);

/* Looks at the directories again: takes in new files, replaces those that changed, retires those
 * that went, lifts what clear and unregister masked. INVALID from inside a plugin's function, a
 * callback of a job that runs, or destroy. */
PANDECT_EXPORT pandect_status pandect_registry_rescan(
	struct pandect_registry *registry, struct pandect_error **ret_error);

/*
 * Retires the plugin that serves a name: no new call finds it; the next below serves. timeout_ms 0:
 * returns at once; else waits for the calls in flight and the shutdown. From inside one of its own
 * calls with 0: it is retired when that call has returned. A file's plugin stays masked until the
 * file changes or rescan. NOT_FOUND; TIMEOUT: retired, but calls are still in flight; INVALID,
 * changing nothing: waiting from inside a plugin's function or destroy.
 */
PANDECT_EXPORT pandect_status pandect_registry_unregister(struct pandect_registry *registry,
	uint32_t kind, const char *name, uint32_t timeout_ms, struct pandect_error **ret_error);

/* Retires all plugins of a kind (0: every kind) and of the origins given. Otherwise as unregister;
 * nothing to clear is OK. */
PANDECT_EXPORT pandect_status pandect_registry_clear(struct pandect_registry *registry,
	uint32_t kind, uint32_t origins, uint32_t timeout_ms, struct pandect_error **ret_error);

#define PANDECT_STATE_REGISTERED   1u /* known, not used yet */
#define PANDECT_STATE_INITIALIZING 2u
#define PANDECT_STATE_ACTIVE       3u
#define PANDECT_STATE_FAILED       4u /* initialize failed: reason */
#define PANDECT_STATE_SHADOWED     5u /* another of the same name serves: reason names it */
#define PANDECT_STATE_MASKED       6u /* unregistered or cleared until its file changes */
#define PANDECT_STATE_REFUSED      7u /* a file that was not taken in: reason; table is NULL */

/* table: a copy of the plugin's own data, cast it as its kind says; its functions are NULL. path:
 * of the file, "" from code. */
struct pandect_plugin_info {
	uint32_t size, state, origin, n_calls; /* calls in flight */
	const struct pandect_plugin *table;
	const char *path, *module, *license, *reason; /* "" when there is nothing to say */
};

/* A snapshot of what is registered and, for kind 0, every kind and the refused files too: by kind,
 * then priority (largest first), origin and name. */
PANDECT_EXPORT pandect_status pandect_registry_list(
	struct pandect_registry *registry, uint32_t kind, struct pandect_list **ret_list);

/*
 * The plugins that "name" or "kind:name" means, the one that serves first. NOT_FOUND: none, the
 * error suggests one; INVALID: two kinds have that name, the error lists both. kind 0: as the name
 * says.
 */
PANDECT_EXPORT pandect_status pandect_registry_find(struct pandect_registry *registry,
	uint32_t kind, const char *name, struct pandect_list **ret_list,
	struct pandect_error **ret_error);

/* Entry number i, from 0, NULL past the last; valid until the list is freed, whatever becomes of
 * the plugin. NULL may be freed. */
PANDECT_EXPORT const struct pandect_plugin_info *pandect_list_get(
	const struct pandect_list *list, uint32_t i);
PANDECT_EXPORT void pandect_list_free(struct pandect_list *list);

/* ---- job ----
 * Every function of a job that fails leaves the reason in pandect_job_error. */

PANDECT_EXPORT pandect_status pandect_job_new(
	struct pandect_engine *engine, struct pandect_job **ret_job);

/* Frees a job with its document. NULL is allowed. Not while it runs. */
PANDECT_EXPORT void pandect_job_free(struct pandect_job *job);

/* As pandect_engine_set, for this job alone; INSTANCE options give INVALID. */
PANDECT_EXPORT pandect_status pandect_job_set(
	struct pandect_job *job, const char *key, const char *value);

/*
 * What to read: the last one given counts. A path is opened at once, its last part becomes the
 * name. Memory is copied by the job only if a plugin asks for a descriptor; it must stay unchanged
 * until the run has ended. A descriptor is duplicated; it is read from its beginning when it can
 * seek, else (pipe, socket) to its end into memory. IO; INVALID: a directory.
 */
PANDECT_EXPORT pandect_status pandect_job_input_path(struct pandect_job *job, const char *path);
PANDECT_EXPORT pandect_status pandect_job_input_memory(
	struct pandect_job *job, const void *data, size_t size);
PANDECT_EXPORT pandect_status pandect_job_input_descriptor(struct pandect_job *job, int descriptor);

/* The name (its suffix is a hint) and the MIME type that the caller knows the input by; NULL or "":
 * not known. After the input. */
PANDECT_EXPORT pandect_status pandect_job_name(struct pandect_job *job, const char *name);
PANDECT_EXPORT pandect_status pandect_job_mime(struct pandect_job *job, const char *mime);

/* How far: document is the name of the document or member; total 0: not known. NULL: none. Calling
 * pandect_job_cancel inside is fine. */
typedef void pandect_progress_function(
	void *data, const char *document, uint64_t done, uint64_t total);
PANDECT_EXPORT void pandect_job_on_progress(
	struct pandect_job *job, pandect_progress_function *function, void *data);

/* Records of this job go here instead of the engine's log. */
PANDECT_EXPORT void pandect_job_on_log(
	struct pandect_job *job, pandect_log_function *function, void *data);

/*
 * Reads the input: identify, extract, OCR, validate, post-process, embed. OK or PARTIAL: there is a
 * document; else an error. A job may run again, with another input: the former document goes.
 * INVALID: no input; called from inside a plugin's function on the same job.
 */
PANDECT_EXPORT pandect_status pandect_job_run(struct pandect_job *job);

/* Recognises the input and runs nothing else: the MIME type, or "" when nothing matches, and how it
 * was found. Both valid until the next call on the job. */
PANDECT_EXPORT pandect_status pandect_job_identify(
	struct pandect_job *job, const char **ret_mime, const char **ret_why);

/* Asks a running job to stop: it ends with CANCELLED as soon as its plugin notices. Before a run:
 * that run is cancelled. [any thread] */
PANDECT_EXPORT void pandect_job_cancel(struct pandect_job *job);

/* The document, NULL when the last run gave none; and the error of the last call that failed, NULL
 * when there was none. The job's, until it runs again or is freed. */
PANDECT_EXPORT const struct pandect_document *pandect_job_document(struct pandect_job *job);
PANDECT_EXPORT const struct pandect_error *pandect_job_error(struct pandect_job *job);

/* Step number i, from 0, of the last run, failed runs too: what was recognised, who bid, who won,
 * what each decided. NOT_FOUND past the last. */
PANDECT_EXPORT pandect_status pandect_job_step(
	struct pandect_job *job, uint32_t i, struct pandect_step *ret_step);

/*
 * Writes the document to a sink through a renderer, by name ("markdown"). The sink's first failure
 * is the result. NOT_FOUND: no such renderer; INVALID: there is no document.
 */
PANDECT_EXPORT pandect_status pandect_job_render(
	struct pandect_job *job, const char *renderer, struct pandect_sink *sink);

/* A sink that collects in memory, for renderers: *ret_sink is freed with pandect_memory_sink_free;
 * its text (NUL-terminated) stays until then. */
PANDECT_EXPORT pandect_status pandect_memory_sink_new(struct pandect_sink **ret_sink);
PANDECT_EXPORT struct pandect_text pandect_memory_sink_text(struct pandect_sink *sink);
PANDECT_EXPORT void pandect_memory_sink_free(struct pandect_sink *sink);

#ifdef __cplusplus
}
#endif
#endif
