/* SPDX-License-Identifier: MIT */
/* Embedding: the chunks of a document in batches, vectors that are wrong, and calls from inside. */
#include <math.h>

#include "actors.h"

static struct actor reader, chunker, backend;
static char batches[64]; /* how many texts each call of the backend had */

static pandect_status
play_chunks(struct actor *actor, const struct scene *scene)
{
	struct pandect_node_info info;

	for (uint32_t i = 0; i < *(const uint32_t *)actor->data; i++) {
		pandect_document_node(scene->document, 2, &info);
		pandect_editor_chunk(scene->editor, &(struct pandect_chunk){
							    .size = sizeof(struct pandect_chunk),
							    .first = 2,
							    .last = 2,
							    .end = i + 1,
							    .n_tokens = i + 1,
							    .text = {info.text.data, i + 1},
						    });
	}
	return PANDECT_OK;
}

/* The size of a text, and its place in its batch. */
static pandect_status
play_vectors(struct actor *actor, const struct scene *scene)
{
	size_t size = strlen(batches);

	snprintf(batches + size, sizeof batches - size, "%u ", scene->n_texts);
	for (uint32_t i = 0; i < scene->n_texts; i++) {
		scene->vectors[2 * i] = (float)scene->texts[i].size;
		scene->vectors[2 * i + 1] = (float)i;
	}
	return actor->gives;
}

static uint32_t n_chunks;

static void
open_embedding(void)
{
	open_stage();
	reader = (struct actor){.name = "reader"};
	chunker = (struct actor){.name = "chunker", .plays = play_chunks, .data = &n_chunks};
	backend = (struct actor){.name = "backend", .plays = play_vectors, .dimensions = 2};
	batches[0] = '\0';
	n_chunks = 5;
	enter_extractor(&reader);
	enter_processor(&chunker);
	set("process.chain", "chunker");
}

static pandect_status
run_embedding(void)
{
	batches[0] = '\0';
	set("embed.backend", "backend");
	return run_play();
}

static uint32_t
dimensions_of(uint32_t i)
{
	struct pandect_chunk chunk;

	ck_assert_int_eq(pandect_document_chunk(pandect_job_document(job), i, &chunk), PANDECT_OK);
	return chunk.n_dimensions;
}

static const struct {
	uint32_t n_chunks, batch;
	const char *batches;
} splits[] = {{5, 2, "2 2 1 "}, {4, 2, "2 2 "}, {5, 0, "5 "}, {1, 9, "1 "}, {3, 1, "1 1 1 "}};

START_TEST(chunks_are_embedded_in_batches)
{
	struct pandect_chunk chunk;

	n_chunks = splits[_i].n_chunks;
	backend.batch = splits[_i].batch;
	enter_embedding(&backend);
	ck_status(run_embedding(), PANDECT_OK);
	ck_assert_str_eq(batches, splits[_i].batches);
	for (uint32_t i = 0; i < n_chunks; i++) {
		ck_assert_int_eq(
			pandect_document_chunk(pandect_job_document(job), i, &chunk), PANDECT_OK);
		ck_assert_uint_eq(chunk.n_dimensions, 2);
		ck_assert_float_eq(chunk.embedding[0], (float)(i + 1));
		ck_assert_float_eq(
			chunk.embedding[1], (float)(splits[_i].batch ? i % splits[_i].batch : i));
	}
	ck_step("embed", "the chunks have their vectors");
}
END_TEST

START_TEST(without_a_backend_named_nothing_is_embedded)
{
	enter_embedding(&backend);
	ck_status(run_play(), PANDECT_OK);
	ck_assert_int_eq(backend.n_initialized, 0);
	ck_assert_uint_eq(dimensions_of(0), 0);
}
END_TEST

START_TEST(a_document_without_chunks_needs_no_vectors)
{
	n_chunks = 0;
	enter_embedding(&backend);
	ck_status(run_embedding(), PANDECT_OK);
	ck_assert_str_eq(batches, "");
}
END_TEST

START_TEST(texts_over_the_token_limit_are_embedded_with_a_warning)
{
	backend.token_limit = 3;
	enter_embedding(&backend);
	ck_status(run_embedding(), PANDECT_OK);
	ck_found("long-chunks", "2 chunks are longer than the 3 tokens it takes");
	ck_assert(pandect_text_is(find_finding("long-chunks")->source, "embedding:backend"));
	ck_assert_uint_eq(dimensions_of(4), 2);
}
END_TEST

/* ---- failures ---- */

static pandect_status
play_infinite(struct actor *actor, const struct scene *scene)
{
	play_vectors(actor, scene);
	scene->vectors[1] = INFINITY;
	return PANDECT_OK;
}

static pandect_status
play_nan(struct actor *actor, const struct scene *scene)
{
	play_vectors(actor, scene);
	scene->vectors[0] = NAN;
	return PANDECT_OK;
}

static pandect_status
play_unwell(struct actor *actor, const struct scene *scene)
{
	(void)actor;
	return pandect_call_fail(scene->call, PANDECT_IO, "its model is gone");
}

static const struct {
	pandect_status (*plays)(struct actor *, const struct scene *);
	const char *says;
} failures[] = {
	{play_infinite, "no embeddings: it gave a vector that is not finite"},
	{play_nan, "no embeddings: it gave a vector that is not finite"},
	{play_unwell, "no embeddings: its model is gone"},
};

START_TEST(a_failing_backend_costs_the_vectors_and_nothing_else)
{
	backend.plays = failures[_i].plays;
	backend.batch = 2;
	enter_embedding(&backend);
	ck_status(run_embedding(), PANDECT_OK);
	ck_document("doc[p\"reader\"]");
	ck_found("embedding-failed", failures[_i].says);
	for (uint32_t i = 0; i < n_chunks; i++)
		ck_assert_uint_eq(dimensions_of(i), 0);
}
END_TEST

/* ---- dimensions that only the instance knows ---- */

static uint32_t told_dimensions;

static pandect_status
tell_dimensions(void *self, struct pandect_call *call, uint32_t *ret_dimensions)
{
	(void)call;
	((struct actor *)self)->n_asked++;
	*ret_dimensions = told_dimensions;
	return PANDECT_OK;
}

static void
enter_telling(void)
{
	struct pandect_embedding_backend table = {
		.base = actor_base(&backend, PANDECT_EMBEDDING_BACKEND, sizeof table),
		.dimensions_of = tell_dimensions,
		.embed = actor_embed,
	};

	enter(&backend, &table.base);
}

START_TEST(dimensions_are_asked_once_after_initialize)
{
	told_dimensions = 2;
	enter_telling();
	ck_status(run_embedding(), PANDECT_OK);
	ck_status(run_embedding(), PANDECT_OK);
	ck_assert_int_eq(backend.n_asked, 1);
	ck_assert_uint_eq(dimensions_of(0), 2);
}
END_TEST

START_TEST(dimensions_out_of_range_fail_the_start_and_the_instance_is_shut_down)
{
	static const uint32_t wrong[] = {0, 65537};

	told_dimensions = wrong[_i];
	enter_telling();
	ck_status(run_embedding(), PANDECT_OK);
	ck_found("embedding-failed", "its dimensions_of says ");
	ck_assert_int_eq(n_shut_down, 1);
}
END_TEST

/* ---- from inside another plugin ---- */

static struct {
	uint32_t n;
	size_t n_floats;
	pandect_status status;
	float vectors[8];
} asked;

static pandect_status
play_asking(struct actor *actor, const struct scene *scene)
{
	const struct pandect_text texts[] = {{"one", 3}, {"three", 5}, {"a", 1}, {"eleven", 6}};

	memset(asked.vectors, 0, sizeof asked.vectors);
	asked.status =
		pandect_call_embed(scene->call, texts, asked.n, asked.vectors, asked.n_floats);
	return asked.status == PANDECT_OK ? actor->gives : asked.status;
}

static const struct {
	uint32_t n;
	size_t n_floats;
	const char *backend;
	int is_serial;
	pandect_status status;
	const char *says;
} questions[] = {
	{3, 6, "backend", 0, PANDECT_OK, NULL},
	{0, 0, "backend", 0, PANDECT_OK, NULL},
	{3, 5, "backend", 0, PANDECT_INVALID,
		"there is room for 5 numbers, but 3 texts need 2 each"},
	{3, 8, "backend", 0, PANDECT_INVALID,
		"there is room for 8 numbers, but 3 texts need 2 each"},
	{3, 6, "", 0, PANDECT_UNSUPPORTED, "no embedding backend is chosen: set embed.backend"},
	{3, 6, "backend", 1, PANDECT_UNSUPPORTED,
		"a plugin that is not CONCURRENT cannot use another one"},
};

START_TEST(a_plugin_embeds_through_the_backend_of_the_run)
{
	struct actor asker = {.name = "asker",
		.plays = play_asking,
		.is_serial = questions[_i].is_serial,
		.stage = PANDECT_STAGE_LATE};

	backend.batch = 2;
	enter_embedding(&backend);
	enter_processor(&asker);
	asked.n = questions[_i].n;
	asked.n_floats = questions[_i].n_floats;
	set("embed.backend", questions[_i].backend);
	set("process.chain", "asker");
	ck_status(run_play(), PANDECT_OK);
	ck_assert_msg(asked.status == questions[_i].status, "row %d: %d", _i, (int)asked.status);
	if (questions[_i].says)
		ck_found("processor-failed", questions[_i].says);
	else if (asked.n)
		ck_assert_msg(
			asked.vectors[0] == 3 && asked.vectors[2] == 5 && asked.vectors[4] == 1,
			"the vectors are those of the texts");
}
END_TEST

START_TEST(a_backend_may_not_ask_itself)
{
	backend.plays = play_asking;
	asked.n = 1;
	asked.n_floats = 2;
	enter_embedding(&backend);
	ck_status(run_embedding(), PANDECT_OK);
	ck_assert_int_eq(asked.status, PANDECT_UNSUPPORTED);
}
END_TEST

Suite *
test_suite(void)
{
	Suite *suite = suite_create("embed");
	TCase *tests = tcase_create("embed");

	tcase_add_checked_fixture(tests, open_embedding, close_stage);
	tcase_add_loop_test(
		tests, chunks_are_embedded_in_batches, 0, sizeof splits / sizeof splits[0]);
	tcase_add_test(tests, without_a_backend_named_nothing_is_embedded);
	tcase_add_test(tests, a_document_without_chunks_needs_no_vectors);
	tcase_add_test(tests, texts_over_the_token_limit_are_embedded_with_a_warning);
	tcase_add_loop_test(tests, a_failing_backend_costs_the_vectors_and_nothing_else, 0,
		sizeof failures / sizeof failures[0]);
	tcase_add_test(tests, dimensions_are_asked_once_after_initialize);
	tcase_add_loop_test(
		tests, dimensions_out_of_range_fail_the_start_and_the_instance_is_shut_down, 0, 2);
	tcase_add_loop_test(tests, a_plugin_embeds_through_the_backend_of_the_run, 0,
		sizeof questions / sizeof questions[0]);
	tcase_add_test(tests, a_backend_may_not_ask_itself);
	suite_add_tcase(suite, tests);
	return suite;
}
