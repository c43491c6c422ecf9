/* SPDX-License-Identifier: MIT */
/*
 * Plugins registered from code that play what a test tells them, a journal of who played when, and
 * an engine with one job to play before.
 */
#ifndef TESTS_UNIT_ACTORS_H
#define TESTS_UNIT_ACTORS_H

#include <stdio.h>

#include <pandect/pandect.h>

#include "outline.h"
#include "support.h"

/* What a slot was given; what it was not is NULL. */
struct scene {
	struct pandect_call *call;
	struct pandect_source *source;
	struct pandect_builder *builder;
	const struct pandect_document *document;
	struct pandect_editor *editor;
	struct pandect_findings *findings;
	struct pandect_sink *sink;
	const struct pandect_image *image;
	const struct pandect_text *texts;
	uint32_t n_texts;
	float *vectors;
};

/* One plugin; also its user_data. What is left out is ordinary. */
struct actor {
	const char *name;
	pandect_status (*plays)(struct actor *actor, const struct scene *scene);
	pandect_status gives;  /* without plays: a paragraph of its name, then this */
	const char *complains; /* what it says when gives is a failure */
	int32_t priority, bid; /* bid: PANDECT_BID_… + 1, negative: a failure; 0: no can_handle */
	uint32_t flags, stage; /* flags: beside CONCURRENT */
	int is_serial;
	struct pandect_array formats, options, data_paths, languages;
	uint32_t dimensions, batch, token_limit;
	int is_willing;    /* should_process and should_validate: 0 absent, 1 yes, -1 no */
	uint32_t lasts_ms; /* estimated_duration_ms; 0: absent */
	pandect_status (*initializes)(struct actor *actor, struct pandect_call *call);
	int n_initialized, n_played, n_asked;
	void *data;
};

static struct pandect_engine *engine;
static struct pandect_registry *registry;
static struct pandect_job *job;
static int n_shut_down;
static char journal[2048]; /* the names of those who played, each followed by a blank */

static const struct pandect_magic play_magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .size = 5, .bytes = "PLAY!"},
};
static const struct pandect_format play_formats[] = {
	{.mime = "text/x-play", .suffixes = "play", .magics = PANDECT_ARRAY(play_magics)},
};

static inline void
note(const char *word)
{
	size_t size = strlen(journal);

	snprintf(journal + size, sizeof journal - size, "%s ", word);
}

/* ---- the slots ---- */

static inline pandect_status
actor_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	struct actor *actor = user_data;

	actor->n_initialized++;
	*ret_self = actor;
	return actor->initializes ? actor->initializes(actor, call) : PANDECT_OK;
}

static inline void
actor_shutdown(void *self)
{
	(void)self; /* may be gone with its test's frame */
	n_shut_down++;
}

static inline pandect_status
actor_play(void *self, const struct scene *scene)
{
	struct actor *actor = self;

	actor->n_played++;
	note(actor->name);
	if (actor->plays)
		return actor->plays(actor, scene);
	if (actor->complains)
		return pandect_call_fail(scene->call, actor->gives, actor->complains);
	if (scene->builder)
		pandect_builder_leaf(
			scene->builder, PANDECT_NODE_PARAGRAPH, 0, pandect_text(actor->name));
	return actor->gives;
}

static inline int32_t
actor_can_handle(void *self, struct pandect_call *call, struct pandect_source *source)
{
	struct actor *actor = self;

	(void)source;
	actor->n_asked++;
	if (actor->bid < 0 && actor->complains)
		pandect_call_fail(call, -actor->bid, actor->complains);
	return actor->bid < 0 ? actor->bid : actor->bid - 1;
}

static inline pandect_status
actor_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	return actor_play(
		self, &(struct scene){.call = call, .source = source, .builder = builder});
}

static inline pandect_status
actor_process_image(void *self, struct pandect_call *call, const struct pandect_image *image,
	struct pandect_builder *builder)
{
	return actor_play(self, &(struct scene){.call = call, .image = image, .builder = builder});
}

static inline pandect_status
actor_process_source(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	return actor_play(
		self, &(struct scene){.call = call, .source = source, .builder = builder});
}

static inline pandect_status
actor_embed(void *self, struct pandect_call *call, const struct pandect_text *texts, uint32_t n,
	float *ret_vectors, size_t n_floats)
{
	(void)n_floats;
	return actor_play(
		self, &(struct scene){
			      .call = call, .texts = texts, .n_texts = n, .vectors = ret_vectors});
}

static inline int32_t
actor_is_willing(void *self, struct pandect_call *call, const struct pandect_document *document)
{
	struct actor *actor = self;

	(void)call;
	(void)document;
	actor->n_asked++;
	return actor->is_willing > 0;
}

static inline uint32_t
actor_lasts(void *self, struct pandect_call *call, const struct pandect_document *document)
{
	(void)call;
	(void)document;
	return ((struct actor *)self)->lasts_ms;
}

static inline pandect_status
actor_process(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_editor *editor)
{
	return actor_play(
		self, &(struct scene){.call = call, .document = document, .editor = editor});
}

static inline pandect_status
actor_render(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_sink *sink)
{
	return actor_play(self, &(struct scene){.call = call, .document = document, .sink = sink});
}

static inline pandect_status
actor_validate(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_findings *findings)
{
	return actor_play(
		self, &(struct scene){.call = call, .document = document, .findings = findings});
}

/* ---- registering ---- */

static inline struct pandect_plugin
actor_base(const struct actor *actor, uint32_t kind, size_t size)
{
	return (struct pandect_plugin){
		.size = (uint32_t)size,
		.kind = kind,
		.name = actor->name,
		.version = "1.0",
		.description = "An actor",
		.priority = actor->priority,
		.flags = actor->flags | (actor->is_serial ? 0 : PANDECT_CONCURRENT),
		.options = actor->options,
		.data_paths = actor->data_paths,
		.initialize = actor_initialize,
		.shutdown = actor_shutdown,
	};
}

static inline void
enter(struct actor *actor, const struct pandect_plugin *plugin)
{
	struct pandect_error *error = NULL;
	pandect_status status = pandect_registry_register(registry, plugin, actor, NULL, 0, &error);

	ck_assert_msg(status == PANDECT_OK, "%s: %s", actor->name, error ? error->text : "?");
}

static inline void
enter_extractor(struct actor *actor)
{
	struct pandect_document_extractor table = {
		.base = actor_base(actor, PANDECT_DOCUMENT_EXTRACTOR, sizeof table),
		.formats = actor->formats,
		.can_handle = actor->bid ? actor_can_handle : NULL,
		.extract = actor_extract,
	};

	if (!table.formats.n)
		table.formats = (struct pandect_array)PANDECT_ARRAY(play_formats);
	enter(actor, &table.base);
}

static inline struct pandect_ocr_backend
ocr_table(struct actor *actor)
{
	static const char *const english[] = {"en"};
	struct pandect_ocr_backend table = {
		.base = actor_base(actor, PANDECT_OCR_BACKEND, sizeof table),
		.backend_type = "acting",
		.languages = actor->languages,
		.process_image = actor_process_image,
	};

	if (!table.languages.n)
		table.languages = (struct pandect_array)PANDECT_ARRAY(english);
	return table;
}

static inline void
enter_ocr(struct actor *actor)
{
	struct pandect_ocr_backend table = ocr_table(actor);

	enter(actor, &table.base);
}

static inline void
enter_embedding(struct actor *actor)
{
	struct pandect_embedding_backend table = {
		.base = actor_base(actor, PANDECT_EMBEDDING_BACKEND, sizeof table),
		.dimensions = actor->dimensions,
		.batch = actor->batch,
		.token_limit = actor->token_limit,
		.embed = actor_embed,
	};

	enter(actor, &table.base);
}

static inline void
enter_processor(struct actor *actor)
{
	struct pandect_post_processor table = {
		.base = actor_base(actor, PANDECT_POST_PROCESSOR, sizeof table),
		.stage = actor->stage ? actor->stage : PANDECT_STAGE_MIDDLE,
		.should_process = actor->is_willing ? actor_is_willing : NULL,
		.process = actor_process,
		.estimated_duration_ms = actor->lasts_ms ? actor_lasts : NULL,
	};

	enter(actor, &table.base);
}

static inline void
enter_renderer(struct actor *actor)
{
	struct pandect_renderer table = {
		.base = actor_base(actor, PANDECT_RENDERER, sizeof table),
		.mime = "text/plain",
		.suffix = "txt",
		.render = actor_render,
	};

	enter(actor, &table.base);
}

static inline void
enter_validator(struct actor *actor)
{
	struct pandect_validator table = {
		.base = actor_base(actor, PANDECT_VALIDATOR, sizeof table),
		.stage = actor->stage ? actor->stage : PANDECT_STAGE_EXTRACTED,
		.should_validate = actor->is_willing ? actor_is_willing : NULL,
		.validate = actor_validate,
	};

	enter(actor, &table.base);
}

/* ---- the stage ---- */

static inline void
set(const char *key, const char *value)
{
	pandect_status status = pandect_job_set(job, key, value);

	ck_assert_msg(status == PANDECT_OK, "%s=%s: %s", key, value,
		pandect_job_error(job) ? pandect_job_error(job)->text : "?");
}

static inline void
open_stage(void)
{
	struct pandect_engine_config config = {
		.size = sizeof config, .flags = PANDECT_ENGINE_NO_DEFAULT_PATH};

	ck_assert_int_eq(pandect_engine_open(&config, &engine, NULL), PANDECT_OK);
	registry = pandect_engine_registry(engine);
	ck_assert_int_eq(pandect_job_new(engine, &job), PANDECT_OK);
	journal[0] = '\0';
	n_shut_down = 0;
	set("process.chain", "");
}

static inline void
close_stage(void)
{
	pandect_job_free(job);
	ck_assert_int_eq(pandect_engine_close(engine, PANDECT_FOREVER), PANDECT_OK);
}

/* Runs the job on a text of that name, which may be NULL. */
static inline pandect_status
run_named(const char *text, const char *name)
{
	journal[0] = '\0';
	pandect_job_input_memory(job, text, strlen(text));
	pandect_job_name(job, name);
	return pandect_job_run(job);
}

static inline pandect_status
run_play(void)
{
	return run_named("PLAY!", NULL);
}

/* ---- what came of it ---- */

static inline const char *
error_text(void)
{
	const struct pandect_error *error = pandect_job_error(job);

	return error ? error->text : "";
}

/* A finding whose code it is, or NULL; valid until the next call. */
static inline const struct pandect_finding *
find_finding(const char *code)
{
	static struct pandect_finding finding;
	const struct pandect_document *document = pandect_job_document(job);

	for (uint32_t i = 0; document && pandect_document_finding(document, i, &finding) == 0; i++)
		if (pandect_text_is(finding.code, code))
			return &finding;
	return NULL;
}

static inline uint32_t
n_findings(void)
{
	struct pandect_finding finding;
	uint32_t n = 0;

	while (pandect_document_finding(pandect_job_document(job), n, &finding) == PANDECT_OK)
		n++;
	return n;
}

static inline int
contains(struct pandect_text text, const char *words)
{
	return text.size && memmem(text.data, text.size, words, strlen(words)) != NULL;
}

/* The first step of a stage whose decision has those words, or NULL. */
static inline const struct pandect_step *
find_step(const char *stage, const char *words)
{
	static struct pandect_step step;

	for (uint32_t i = 0; pandect_job_step(job, i, &step) == PANDECT_OK; i++)
		if (pandect_text_is(step.stage, stage) && contains(step.decision, words))
			return &step;
	return NULL;
}

#define ck_status(got, wanted) \
	do { \
		pandect_status got_ = (got), wanted_ = (wanted); \
		ck_assert_msg(got_ == wanted_, "%s, not %s: %s", pandect_status_name(got_), \
			pandect_status_name(wanted_), error_text()); \
	} while (0)

#define ck_document(expected) \
	do { \
		ck_assert_ptr_nonnull(pandect_job_document(job)); \
		char *outline_ = outline(pandect_job_document(job)); \
		const char *wrong_ = outline_check(pandect_job_document(job), 0); \
		ck_assert_msg(strcmp(outline_, (expected)) == 0, "got %s, not %s", outline_, \
			(expected)); \
		ck_assert_msg(!wrong_, "%s", wrong_ ? wrong_ : ""); \
		free(outline_); \
	} while (0)

/* The error's text has those words. */
#define ck_error(words) \
	ck_assert_msg( \
		strstr(error_text(), (words)), "wanted \"%s\", got \"%s\"", (words), error_text())

/* There is a finding of that code whose text has those words. */
#define ck_found(code, words) \
	do { \
		const struct pandect_finding *finding_ = find_finding(code); \
		ck_assert_msg(finding_, "there is no finding %s", (code)); \
		ck_assert_msg(contains(finding_->text, (words)), \
			"%s: wanted \"%s\", got \"%.*s\"", (code), (words), \
			(int)finding_->text.size, finding_->text.data); \
	} while (0)

#define ck_step(stage, words) \
	ck_assert_msg(find_step((stage), (words)), "no step %s says \"%s\"", (stage), (words))

#endif
