/* SPDX-License-Identifier: MIT */
#include "engine/embed.h"

#include <math.h>
#include <stdlib.h>

#include "engine/call.h"
#include "support/error.h"

#define TEXTS_MOST \
	64 /* a call, where the backend sets no bound: keeps the room for vectors small */

static struct registration *
backend(struct run *run)
{
	const char *name = run_text(run, "embed", "backend"), *colon = strchr(name, ':');

	if (!run->embedding && *name)
		run->embedding = registry_pin(
			run->engine->registry, PANDECT_EMBEDDING_BACKEND, colon ? colon + 1 : name);
	return run->embedding;
}

void
embed_release(struct run *run)
{
	if (run->embedding)
		registration_unpin(run->embedding);
	run->embedding = NULL;
}

static int
are_finite(const float *numbers, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(numbers[i]))
			return 0;
	return 1;
}

/* As many texts as the backend takes at once. */
static pandect_status
embed_batch(struct call *call, const struct pandect_text *texts, uint32_t n, float *ret_vectors,
	size_t n_floats)
{
	struct registration *plugin = call->plugin;
	pandect_status status = plugin->vtable.embedding.embed(
		plugin->self, &call->public, texts, n, ret_vectors, n_floats);

	if (PANDECT_GAVE(status) && !are_finite(ret_vectors, n_floats))
		return error_set(
			&call->error, PANDECT_PLUGIN, "it gave a vector that is not finite");
	return status;
}

/* In batches, inside one call. */
static pandect_status
embed_all(struct call *call, const struct pandect_text *texts, uint32_t n, float *ret_vectors,
	size_t n_floats)
{
	const struct pandect_embedding_backend *table = &call->plugin->vtable.embedding;
	uint32_t batch = table->batch ? table->batch : TEXTS_MOST;
	size_t dimensions = table->dimensions;
	pandect_status status = PANDECT_OK;

	if (n_floats != n * dimensions)
		return error_set(&call->error, PANDECT_INVALID,
			"there is room for %zu numbers, but %u texts need %zu each", n_floats, n,
			dimensions);
	for (uint32_t i = 0; i < n && PANDECT_GAVE(status); i += batch) {
		uint32_t some = n - i < batch ? n - i : batch;

		status = run_should_stop(call->run);
		if (status == PANDECT_OK)
			status = embed_batch(call, texts + i, some, ret_vectors + i * dimensions,
				some * dimensions);
	}
	return status;
}

pandect_status
embed_texts(struct run *run, const struct pandect_text *texts, uint32_t n, float *ret_vectors,
	size_t n_floats, const char *document, struct pandect_error **ret_error)
{
	struct registration *plugin = backend(run);
	struct call call;
	pandect_status status;

	if (!plugin)
		return error_set(ret_error, PANDECT_UNSUPPORTED,
			"no embedding backend is chosen: set embed.backend");
	status = call_begin(&call, run, plugin, "embed", document, ret_error);
	if (status != PANDECT_OK)
		return status;
	return call_end(&call, embed_all(&call, texts, n, ret_vectors, n_floats), NULL, ret_error);
}

/* ---- the chunks of a document ---- */

static struct pandect_text *
chunk_texts(const struct pandect_document *document, uint32_t token_limit, uint32_t *ret_n,
	uint32_t *ret_too_long)
{
	struct pandect_text *texts;
	struct pandect_chunk chunk;
	uint32_t n = 0;

	while (pandect_document_chunk(document, n, &chunk) == PANDECT_OK)
		n++;
	texts = calloc(n ? n : 1, sizeof *texts);
	for (uint32_t i = 0; texts && i < n; i++) {
		pandect_document_chunk(document, i, &chunk);
		texts[i] = chunk.text;
		*ret_too_long += token_limit && chunk.n_tokens > token_limit;
	}
	*ret_n = n;
	return texts;
}

static pandect_status
embed_into(struct call *call, struct block *block)
{
	const struct pandect_embedding_backend *table = &call->plugin->vtable.embedding;
	uint32_t n = 0, too_long = 0;
	struct pandect_text *texts =
		chunk_texts(block_document(block), table->token_limit, &n, &too_long);
	float *vectors = calloc(n ? n : 1, table->dimensions * sizeof *vectors);
	pandect_status status = PANDECT_NO_MEMORY;

	if (texts && vectors)
		status = embed_all(call, texts, n, vectors, (size_t)n * table->dimensions);
	for (uint32_t i = 0; i < n && PANDECT_GAVE(status); i++)
		if (block_set_embedding(block, i, vectors + (size_t)i * table->dimensions,
			    table->dimensions) != PANDECT_OK)
			status = PANDECT_NO_MEMORY;
	if (too_long)
		run_warn(block, call->source, "long-chunks",
			"%u chunks are longer than the %u tokens it takes", too_long,
			table->token_limit);
	free(vectors);
	free(texts);
	return status;
}

pandect_status
embed_chunks(struct run *run, struct block *block, const char *document)
{
	const char *name = run_text(run, "embed", "backend");
	struct registration *plugin;
	struct pandect_error *error = NULL;
	struct call call;
	pandect_status status;

	if (!*name)
		return PANDECT_OK;
	plugin = backend(run);
	if (!plugin) {
		run_warn(block, "engine", "no-embedding", "there is no embedding backend called %s",
			name);
		return PANDECT_OK;
	}
	status = call_begin(&call, run, plugin, "embed", document, &error);
	if (status == PANDECT_OK)
		status = call_end_step(&call, embed_into(&call, block), block,
			"the chunks have their vectors", &error);
	if (!PANDECT_GAVE(status))
		run_warn(block, "engine", "embedding-failed", "no embeddings: %s",
			error ? error->text : "");
	error_free(error);
	return run_should_stop(run);
}
