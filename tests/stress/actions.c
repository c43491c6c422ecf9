/* SPDX-License-Identifier: MIT */
/* What a worker does: one deed at a time, and what each may give. */
#include <stdio.h>

#include "code.h"
#include "ledger.h"

uint32_t
worker_random(struct worker *worker, uint32_t n)
{
	uint64_t x = worker->random;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	worker->random = x;
	return (uint32_t)((x * 0x2545f4914f6cdd1dull >> 33) % n);
}

void
stress_wrong(struct stress *stress, const char *what, pandect_status status)
{
	long n = ledger_add(&stress->n_wrong, 1);

	if (n <= (long)(sizeof stress->wrong / sizeof stress->wrong[0]))
		snprintf(stress->wrong[n - 1], sizeof stress->wrong[0], "%s gave %s", what,
			pandect_status_name(status));
}

/* ---- documents ---- */

static const char *const documents[] = {"PLAIN: a text", "SERIAL: a text", "NESTED: a text",
	"CODE: a text", "FAILING: a text", "nobody's text"};

#define N_DOCUMENTS (sizeof documents / sizeof documents[0])

/* The text that came in must be the text that comes out, whichever plugin read it. */
static void
check_text(struct worker *worker, const struct pandect_document *document, const char *text)
{
	struct pandect_node_info info;

	for (pandect_node node = 1; pandect_document_node(document, node, &info) == PANDECT_OK;
		node++)
		if (info.text.size == strlen(text) &&
			memcmp(info.text.data, text, info.text.size) == 0)
			return;
	stress_wrong(worker->stress, "the text of a document", PANDECT_OK);
}

static void
render(struct worker *worker, struct pandect_job *job)
{
	struct pandect_sink *sink;
	pandect_status status;

	if (pandect_memory_sink_new(&sink) != PANDECT_OK)
		return;
	status = pandect_job_render(job, worker_random(worker, 2) ? "serial" : "own", sink);
	if (status != PANDECT_OK && status != PANDECT_NOT_FOUND && status != PANDECT_CANCELLED &&
		status != PANDECT_IO && status != PANDECT_TIMEOUT)
		stress_wrong(worker->stress, "render", status);
	pandect_memory_sink_free(sink);
}

/* IO: a file that was replaced while it was to be loaded, or an initialize that failed in passing;
 * INVALID: one that failed for good; UNSUPPORTED: no plugin is there. */
static int
is_allowed(pandect_status status)
{
	switch (status) {
	case PANDECT_OK:
	case PANDECT_PARTIAL:
	case PANDECT_UNSUPPORTED:
	case PANDECT_TIMEOUT:
	case PANDECT_CANCELLED:
	case PANDECT_IO:
	case PANDECT_INVALID:
	case PANDECT_NOT_FOUND:
		return 1;
	default:
		return 0;
	}
}

static void
set_options(struct worker *worker, struct pandect_job *job)
{
	static const char *const processors[] = {"", "nested", "own", "own,nested"};
	static const char *const validators[] = {"", "own", "nested"};

	pandect_job_set(job, "process.chain", processors[worker_random(worker, 4)]);
	pandect_job_set(job, "validate.chain", validators[worker_random(worker, 3)]);
	pandect_job_set(job, "validate.on-failure", "warn");
	pandect_job_set(job, "embed.backend", worker_random(worker, 2) ? "nested" : "");
	pandect_job_set(job, "ocr.mode", worker_random(worker, 2) ? "always" : "never");
	pandect_job_set(job, "extract.timeout", worker_random(worker, 8) ? "0" : "0.002");
}

static void
extract(struct worker *worker, struct pandect_job *job)
{
	uint32_t i = worker_random(worker, N_DOCUMENTS);
	pandect_status status;

	set_options(worker, job);
	pandect_job_input_memory(job, documents[i], strlen(documents[i]));
	status = pandect_job_run(job);
	worker->n_documents++;
	if (!is_allowed(status))
		stress_wrong(worker->stress,
			pandect_job_error(job) ? pandect_job_error(job)->text : documents[i],
			status);
	if (!PANDECT_GAVE(status)) {
		if (!pandect_job_error(job) || !*pandect_job_error(job)->text)
			stress_wrong(worker->stress, "an error without a text", status);
		return;
	}
	if (strncmp(documents[i], "NESTED", 6) != 0)
		check_text(worker, pandect_job_document(job), documents[i]);
	if (worker_random(worker, 2))
		render(worker, job);
}

/* With a job that is made for it, or the one that others cancel. */
static void
extract_some(struct worker *worker)
{
	struct pandect_job *job;

	if (worker_random(worker, 2)) {
		extract(worker, worker->job);
	} else if (pandect_job_new(worker->stress->engine, &job) == PANDECT_OK) {
		extract(worker, job);
		pandect_job_free(job);
	}
}

/* ---- the registry ---- */

static void
look(struct worker *worker)
{
	struct pandect_registry *registry = worker->stress->registry;
	const struct pandect_plugin_info *info;
	struct pandect_list *list;
	uint32_t kind = worker_random(worker, PANDECT_N_KINDS + 1);
	size_t n = 0;

	if (worker_random(worker, 2)) {
		if (pandect_registry_find(registry, kind, "plain", &list, NULL) == PANDECT_OK)
			pandect_list_free(list);
		return;
	}
	if (pandect_registry_list(registry, kind, &list) != PANDECT_OK) {
		stress_wrong(worker->stress, "list", PANDECT_INVALID);
		return;
	}
	for (uint32_t i = 0; (info = pandect_list_get(list, i)); i++)
		n += strlen(info->reason) + strlen(info->path) +
		     (info->table ? strlen(info->table->description) : 0);
	pandect_list_free(list);
	(void)n;
}

static uint32_t
some_timeout(struct worker *worker)
{
	static const uint32_t timeouts[] = {1, 5, 50, PANDECT_FOREVER};

	return timeouts[worker_random(worker, 4)];
}

static void
clear(struct worker *worker)
{
	uint32_t timeout = worker_random(worker, 2) ? some_timeout(worker) : 0;
	pandect_status status = pandect_registry_clear(worker->stress->registry,
		worker_random(worker, PANDECT_N_KINDS + 1), 1 + worker_random(worker, 3), timeout,
		NULL);

	if (status != PANDECT_OK &&
		(status != PANDECT_TIMEOUT || !timeout || timeout == PANDECT_FOREVER))
		stress_wrong(worker->stress, "clear", status);
}

static void
rescan(struct worker *worker)
{
	pandect_status status = pandect_registry_rescan(worker->stress->registry, NULL);

	if (status != PANDECT_OK)
		stress_wrong(worker->stress, "rescan", status);
}

/* NOT_FOUND: no such plugin now; INVALID: one from code, which has no such option. */
static void
renew(struct worker *worker)
{
	static const char *const keys[] = {
		"extractor:plain.turn", "extractor:serial.turn", "embedding:nested.turn"};
	char value[16];
	pandect_status status;

	snprintf(value, sizeof value, "%u", worker_random(worker, 100));
	status = pandect_engine_set(
		worker->stress->engine, keys[worker_random(worker, 3)], value, NULL);
	if (status != PANDECT_OK && status != PANDECT_NOT_FOUND && status != PANDECT_INVALID)
		stress_wrong(worker->stress, "engine_set", status);
}

void
worker_act(struct worker *worker)
{
	struct stress *stress = worker->stress;
	uint32_t deed = worker_random(worker, 100);

	worker->n_done++;
	if (deed < 50)
		extract_some(worker);
	else if (deed < 62)
		code_register(worker);
	else if (deed < 70)
		code_unregister(worker, 0);
	else if (deed < 74)
		code_unregister(worker, some_timeout(worker));
	else if (deed < 80)
		look(worker);
	else if (deed < 86)
		pandect_job_cancel(stress->workers[worker_random(worker, stress->n_workers)].job);
	else if (deed < 90)
		files_change(worker);
	else if (deed < 96)
		rescan(worker);
	else if (deed < 99)
		renew(worker);
	else
		clear(worker);
}
