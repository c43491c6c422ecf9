/* SPDX-License-Identifier: MIT */
#include "code.h"

#include <time.h>

#include "ledger.h"

#define GRANTS 65536 /* user data in turn; one that is still in use is passed over */

enum life { FREE, GIVEN, DESTROYED };

/* The user data of one registration. All members are atomic. */
struct grant {
	int life, is_active, inside;
	int is_serial;
};

static struct grant grants[GRANTS];
static long next_grant;
static struct code_totals totals;

_Thread_local struct worker *this_worker;
static _Thread_local int n_inside; /* calls that this thread is in */

static struct grant *
grant_new(int is_serial)
{
	for (;;) {
		struct grant *grant = &grants[ledger_add(&next_grant, 1) % GRANTS];
		int life = __atomic_load_n(&grant->life, __ATOMIC_SEQ_CST);

		if (life == GIVEN || !__atomic_compare_exchange_n(&grant->life, &life, GIVEN, 0,
					     __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
			continue;
		__atomic_store_n(&grant->is_serial, is_serial, __ATOMIC_SEQ_CST);
		ledger_add(&totals.given, 1);
		return grant;
	}
}

static void
expect_given(const struct grant *grant)
{
	if (__atomic_load_n(&grant->life, __ATOMIC_SEQ_CST) != GIVEN)
		ledger_add(&totals.late_calls, 1);
}

/* What the rules of waiting forbid must be refused, whoever is asked. */
static void
expect_no_waiting(struct worker *worker)
{
	struct pandect_registry *registry = worker->stress->registry;

	if (pandect_registry_unregister(registry, PANDECT_RENDERER, "own", 5, NULL) !=
			PANDECT_INVALID ||
		pandect_registry_clear(registry, 0, PANDECT_ORIGIN_ANY, 5, NULL) !=
			PANDECT_INVALID ||
		pandect_engine_close(worker->stress->engine, 5) != PANDECT_INVALID)
		ledger_add(&totals.waited_inside, 1);
}

/* From inside a call or destroy; not from what these deeds bring about in turn. */
static void
act_inside(void)
{
	struct worker *worker = this_worker;

	if (!worker || worker->depth)
		return;
	worker->depth++;
	switch (worker_random(worker, 24)) {
	case 0:
		code_unregister(worker, 0);
		break;
	case 1:
		code_register(worker);
		break;
	case 2:
		expect_no_waiting(worker);
		break;
	case 3:
		pandect_registry_rescan(worker->stress->registry, NULL);
		break;
	case 4:
		pandect_registry_clear(worker->stress->registry, 1 + worker_random(worker, 6),
			PANDECT_ORIGIN_CODE, 0, NULL);
		break;
	}
	worker->depth--;
}

static void
enter(struct grant *grant)
{
	struct timespec pause = {0, 500000};

	n_inside++;
	expect_given(grant);
	if (!__atomic_load_n(&grant->is_active, __ATOMIC_SEQ_CST))
		ledger_add(&totals.too_early, 1);
	if (__atomic_add_fetch(&grant->inside, 1, __ATOMIC_SEQ_CST) > 1 && grant->is_serial)
		ledger_add(&totals.overlaps, 1);
	if (this_worker && worker_random(this_worker, 8) == 0)
		nanosleep(&pause, NULL);
	act_inside();
}

static pandect_status
leave(struct grant *grant, pandect_status status)
{
	expect_given(grant);
	if (!__atomic_load_n(&grant->is_active, __ATOMIC_SEQ_CST))
		ledger_add(&totals.late_calls, 1);
	__atomic_sub_fetch(&grant->inside, 1, __ATOMIC_SEQ_CST);
	n_inside--;
	return status;
}

/* ---- slots ---- */

static pandect_status
code_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	struct grant *grant = user_data;

	expect_given(grant);
	act_inside();
	if (this_worker && worker_random(this_worker, 16) == 0)
		return pandect_call_fail(call, PANDECT_IO, "it was told to fail");
	if (__atomic_exchange_n(&grant->is_active, 1, __ATOMIC_SEQ_CST))
		ledger_add(&totals.too_early, 1);
	ledger_add(&totals.initialized, 1);
	*ret_self = grant;
	return PANDECT_OK;
}

static void
code_shutdown(void *self)
{
	struct grant *grant = self;

	expect_given(grant);
	if (!__atomic_exchange_n(&grant->is_active, 0, __ATOMIC_SEQ_CST) ||
		__atomic_load_n(&grant->inside, __ATOMIC_SEQ_CST))
		ledger_add(&totals.late_calls, 1);
	/* What is retired from inside a call ends when the thread is out of all. */
	if (n_inside)
		ledger_add(&totals.ended_inside, 1);
	ledger_add(&totals.shut_down, 1);
}

static void
code_destroy(void *user_data)
{
	struct grant *grant = user_data;

	if (__atomic_load_n(&grant->is_active, __ATOMIC_SEQ_CST))
		ledger_add(&totals.too_early, 1);
	if (__atomic_exchange_n(&grant->life, DESTROYED, __ATOMIC_SEQ_CST) != GIVEN)
		ledger_add(&totals.destroyed_twice, 1);
	ledger_add(&totals.destroyed, 1);
	act_inside();
}

static pandect_status
code_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	const void *data;
	size_t size;

	(void)call;
	enter(self);
	pandect_source_bytes(source, &data, &size);
	return leave(self, pandect_builder_leaf(builder, PANDECT_NODE_PARAGRAPH, 0,
				   (struct pandect_text){data, size}));
}

static pandect_status
code_recognise(void *self, struct pandect_call *call, const struct pandect_image *image,
	struct pandect_builder *builder)
{
	(void)call;
	(void)image;
	enter(self);
	return leave(self, pandect_builder_leaf(
				   builder, PANDECT_NODE_PARAGRAPH, 0, pandect_text("recognised")));
}

static pandect_status
code_embed(void *self, struct pandect_call *call, const struct pandect_text *texts, uint32_t n,
	float *ret_vectors, size_t n_floats)
{
	(void)call;
	(void)texts;
	(void)n;
	enter(self);
	for (size_t i = 0; i < n_floats; i++)
		ret_vectors[i] = 2;
	return leave(self, PANDECT_OK);
}

static pandect_status
code_process(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_editor *editor)
{
	(void)call;
	(void)document;
	enter(self);
	return leave(self, pandect_editor_meta(editor, "code:processed", pandect_text("yes")));
}

static pandect_status
code_render(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_sink *sink)
{
	(void)call;
	(void)document;
	enter(self);
	return leave(self, pandect_sink_write(sink, "rendered", 8));
}

static pandect_status
code_validate(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_findings *findings)
{
	(void)call;
	(void)document;
	enter(self);
	return leave(self,
		pandect_findings_add(findings, PANDECT_NOTE, "seen", 1, pandect_text("seen")));
}

/* ---- tables: some under names of their own, some that cover a file's ---- */

#define BASE(type, its_kind, its_name, its_flags) \
	.base = {.size = sizeof(struct type), \
		.kind = its_kind, \
		.name = its_name, \
		.version = "1.0", \
		.description = "From code", \
		.flags = its_flags, \
		.initialize = code_initialize, \
		.shutdown = code_shutdown}
#define EXTRACTOR(its_name, its_flags, word) \
	{ \
		BASE(pandect_document_extractor, PANDECT_DOCUMENT_EXTRACTOR, its_name, its_flags), \
			.formats = PANDECT_ARRAY(word##_formats), .extract = code_extract \
	}
#define FORMATS(word, bytes_of_it) \
	static const struct pandect_magic word##_magics[] = {{.type = PANDECT_MAGIC_BYTES, \
		.size = sizeof(bytes_of_it) - 1, \
		.bytes = bytes_of_it}}; \
	static const struct pandect_format word##_formats[] = { \
		{.mime = "text/x-subject", .magics = PANDECT_ARRAY(word##_magics)}}

FORMATS(code, "CODE:");
FORMATS(plain, "PLAIN:");
static const char *const english[] = {"en"};

static const struct pandect_document_extractor extractors[] = {
	EXTRACTOR("own", PANDECT_CONCURRENT, code),
	EXTRACTOR("single", 0, code),
	EXTRACTOR("plain", PANDECT_CONCURRENT, plain),
};
static const struct pandect_ocr_backend recogniser = {
	BASE(pandect_ocr_backend, PANDECT_OCR_BACKEND, "own", PANDECT_CONCURRENT),
	.backend_type = "own",
	.languages = PANDECT_ARRAY(english),
	.process_image = code_recognise,
};
static const struct pandect_embedding_backend embedding = {
	BASE(pandect_embedding_backend, PANDECT_EMBEDDING_BACKEND, "nested", 0),
	.dimensions = 2,
	.embed = code_embed,
};
static const struct pandect_post_processor processor = {
	BASE(pandect_post_processor, PANDECT_POST_PROCESSOR, "own", PANDECT_CONCURRENT),
	.stage = PANDECT_STAGE_LATE,
	.process = code_process,
};
static const struct pandect_renderer renderers[] = {
	{BASE(pandect_renderer, PANDECT_RENDERER, "own", PANDECT_CONCURRENT), .mime = "text/plain",
		.suffix = "txt", .render = code_render},
	{BASE(pandect_renderer, PANDECT_RENDERER, "serial", 0), .mime = "text/plain",
		.suffix = "txt", .render = code_render},
};
static const struct pandect_validator validator = {
	BASE(pandect_validator, PANDECT_VALIDATOR, "own", PANDECT_CONCURRENT),
	.stage = PANDECT_STAGE_EXTRACTED,
	.validate = code_validate,
};

static const struct pandect_plugin *const tables[] = {&extractors[0].base, &extractors[1].base,
	&extractors[2].base, &recogniser.base, &embedding.base, &processor.base, &renderers[0].base,
	&renderers[1].base, &validator.base};

#define N_TABLES (sizeof tables / sizeof tables[0])

void
code_register(struct worker *worker)
{
	const struct pandect_plugin *table = tables[worker_random(worker, N_TABLES)];
	struct grant *grant = grant_new(!(table->flags & PANDECT_CONCURRENT));
	uint32_t flags = worker_random(worker, 2) ? PANDECT_REPLACE : 0;
	pandect_status status = pandect_registry_register(
		worker->stress->registry, table, grant, code_destroy, flags, NULL);

	if (status != PANDECT_OK && status != PANDECT_INVALID &&
		(status != PANDECT_EXISTS || flags))
		stress_wrong(worker->stress, "register", status);
}

void
code_unregister(struct worker *worker, uint32_t timeout_ms)
{
	static const struct {
		uint32_t kind;
		const char *name;
	} others[] = {{PANDECT_DOCUMENT_EXTRACTOR, "serial"}, {PANDECT_OCR_BACKEND, "serial"},
		{PANDECT_DOCUMENT_EXTRACTOR, "nested"}, {PANDECT_DOCUMENT_EXTRACTOR, "failing"},
		{PANDECT_POST_PROCESSOR, "nested"}, {PANDECT_VALIDATOR, "nested"}};
	uint32_t i = worker_random(worker, N_TABLES + sizeof others / sizeof others[0]);
	uint32_t kind = i < N_TABLES ? tables[i]->kind : others[i - N_TABLES].kind;
	const char *name = i < N_TABLES ? tables[i]->name : others[i - N_TABLES].name;
	pandect_status status =
		pandect_registry_unregister(worker->stress->registry, kind, name, timeout_ms, NULL);

	if (status != PANDECT_OK && status != PANDECT_NOT_FOUND &&
		(status != PANDECT_TIMEOUT || !timeout_ms || timeout_ms == PANDECT_FOREVER))
		stress_wrong(worker->stress, "unregister", status);
}

struct code_totals
code_count(void)
{
	return totals;
}
