/* SPDX-License-Identifier: MIT */
#include "engine/chain.h"

#include <stdlib.h>

#include "document/editor.h"
#include "engine/call.h"
#include "support/clock.h"
#include "support/error.h"

/* ---- names ---- */

static pandect_status
check_names(const struct run *run, uint32_t kind, const char *group, const char *option,
	struct pandect_error **ret_error)
{
	const char *names = run_text(run, group, option);
	struct pandect_text word;
	pandect_status status = PANDECT_OK;

	/* What nobody asked for need not be there. */
	if (!options_find(&run->options, 0, group, option))
		return status;
	while (status == PANDECT_OK && (word = list_next(&names)).size) {
		struct pandect_list *list = NULL;
		char *name = strndup(word.data, word.size);

		status = name ? pandect_registry_find(
					run->engine->registry, kind, name, &list, ret_error)
			      : PANDECT_NO_MEMORY;
		pandect_list_free(list);
		free(name);
	}
	return status;
}

static pandect_status
check_all_names(const struct run *run, struct pandect_error **ret_error)
{
	pandect_status status =
		check_names(run, PANDECT_POST_PROCESSOR, "process", "chain", ret_error);

	if (status == PANDECT_OK)
		status = check_names(run, PANDECT_VALIDATOR, "validate", "chain", ret_error);
	if (status == PANDECT_OK)
		status = check_names(run, PANDECT_EMBEDDING_BACKEND, "embed", "backend", ret_error);
	return status;
}

static pandect_status
remember(const struct run *run, uint32_t kind, const char *chain, struct serving *serving)
{
	if (!*chain)
		return PANDECT_OK;
	return registry_serving(run->engine->registry, kind, &serving->plugins, &serving->n);
}

pandect_status
chain_begin(struct run *run, struct pandect_error **ret_error)
{
	pandect_status status = remember(
		run, PANDECT_POST_PROCESSOR, run_text(run, "process", "chain"), &run->processors);

	if (status == PANDECT_OK)
		status = remember(run, PANDECT_VALIDATOR, run_text(run, "validate", "chain"),
			&run->validators);
	if (status != PANDECT_OK)
		return error_set(ret_error, status, "%s", status_phrase(status));
	return check_all_names(run, ret_error);
}

void
chain_end(struct run *run)
{
	if (run->processors.plugins)
		registry_free_serving(run->processors.plugins, run->processors.n);
	if (run->validators.plugins)
		registry_free_serving(run->validators.plugins, run->validators.n);
}

/* 1 when a chain names the plugin, with its kind or without. */
static int
is_in(const char *chain, const struct registration *plugin)
{
	char source[REGISTRATION_LABEL_SIZE];

	return list_has(chain, registration_name(plugin)) ||
	       list_has(chain, registration_source(plugin, source, sizeof source));
}

/* ---- post-processors ---- */

static pandect_status
apply(struct call *call, struct editor *editor, struct block **block)
{
	struct block *edited;
	uint32_t dropped = 0;
	pandect_status status = editor_status(editor);

	if (status == PANDECT_OK && editor_is_empty(editor))
		return PANDECT_OK;
	if (status == PANDECT_OK)
		status = editor_apply(editor, &edited, &dropped);
	if (status != PANDECT_OK)
		return error_set(&call->error, status == PANDECT_INVALID ? PANDECT_PLUGIN : status,
			"%s",
			*editor_failure(editor) ? editor_failure(editor) : status_phrase(status));
	block_free(*block);
	*block = edited;
	if (dropped)
		run_warn(*block, call->source, "chunks-dropped",
			"%u chunks no longer fit the text and were dropped", dropped);

	return PANDECT_OK;
}

/* Why a processor is left out, or NULL. */
static const char *
skip_reason(struct call *call, const struct block *block)
{
	const struct pandect_post_processor *table = &call->plugin->vtable.processor;
	const struct pandect_document *document = block_document(block);
	uint64_t needs;

	if (table->should_process &&
		table->should_process(call->plugin->self, &call->public, document) == 0)
		return "it has nothing to do here";
	if (!table->estimated_duration_ms || call->run->deadline == CLOCK_NEVER)
		return NULL;
	needs = 1000ull * table->estimated_duration_ms(call->plugin->self, &call->public, document);
	return clock_now() + needs > call->run->deadline ? "it would not end before the deadline"
							 : NULL;
}

static pandect_status
process(struct run *run, struct registration *plugin, struct block **block, const char *document)
{
	const struct pandect_post_processor *table;
	struct pandect_error *error = NULL;
	struct editor *editor = NULL;
	const char *skipped = NULL;
	struct call call;
	pandect_status status = call_begin(&call, run, plugin, "process", document, &error);

	if (status == PANDECT_OK) {
		table = &plugin->vtable.processor;
		skipped = skip_reason(&call, *block);
		if (!skipped) {
			editor = editor_new(*block, &run->budget);
			status = editor ? table->process(plugin->self, &call.public,
						  block_document(*block), editor_public(editor))
					: PANDECT_NO_MEMORY;
			if (PANDECT_GAVE(status)) {
				pandect_status applied = apply(&call, editor, block);

				status = applied == PANDECT_OK ? status : applied;
			}
			editor_free(editor);
		}
		status = call_end_step(&call, status, *block,
			skipped ? skipped : "the document was processed", &error);
	}
	if (!PANDECT_GAVE(status))
		run_warn(*block, "engine", "processor-failed", "%s changed nothing: %s",
			registration_name(plugin), error ? error->text : status_phrase(status));
	error_free(error);
	return run_should_stop(run);
}

pandect_status
chain_process(struct run *run, struct block **block, const char *document)
{
	const char *chain = run_text(run, "process", "chain");
	const struct serving *serving = &run->processors;
	pandect_status status = PANDECT_OK;

	for (uint32_t stage = PANDECT_STAGE_EARLY; stage <= PANDECT_STAGE_LATE; stage++)
		for (uint32_t i = 0; i < serving->n && status == PANDECT_OK; i++) {
			struct registration *plugin, *one = serving->plugins[i];

			if (one->table->data.processor.stage != stage || !is_in(chain, one))
				continue;
			plugin = registry_pin_again(one);
			if (!plugin) {
				run_warn(*block, "engine", "processor-failed",
					"%s changed nothing: it was unregistered meanwhile",
					registration_name(one));
				continue;
			}
			status = process(run, plugin, block, document);
			registration_unpin(plugin);
		}
	return status;
}

/* ---- validators ---- */

/* Kept aside until the validator has returned: what it reads of the document must not move. */
struct found {
	struct found *next;
	struct pandect_finding finding;
};

struct findings {
	struct pandect_findings public;
	struct call *call; /* its scratch holds them */
	struct found *first, **last;
	uint32_t n_errors, n_all;
	struct pandect_error **error; /* gathers the reasons */
	pandect_status status;
};

static void
add_reason(struct findings *findings, struct pandect_text text)
{
	if (*findings->error)
		error_add_context(*findings->error, "%s: %.*s", findings->call->source,
			(int)text.size, text.data);
	else
		error_set(findings->error, PANDECT_REFUSED, "%.*s", (int)text.size, text.data);
	error_set_plugin(*findings->error, findings->call->label);
}

static pandect_status
findings_add(struct pandect_findings *public, uint32_t severity, const char *code,
	pandect_node node, struct pandect_text text)
{
	struct findings *findings = (struct findings *)public; /* public is its first member */
	struct arena *scratch = &findings->call->scratch;
	struct found *found;

	if (severity < PANDECT_NOTE || severity > PANDECT_ERROR)
		return PANDECT_INVALID;
	findings->n_all++;
	if (severity == PANDECT_ERROR) {
		findings->n_errors++;
		add_reason(findings, text);
	}
	found = arena_alloc(scratch, sizeof *found);
	if (!found)
		return findings->status = PANDECT_NO_MEMORY;
	found->finding = (struct pandect_finding){
		.severity = severity,
		.node = node,
		.code = pandect_text(code ? arena_copy(scratch, code, strlen(code)) : NULL),
		.text = {arena_copy(scratch, text.data, text.size), text.size},
		.source = pandect_text(findings->call->source),
	};
	if (!found->finding.text.data)
		return findings->status = PANDECT_NO_MEMORY;
	*findings->last = found;
	findings->last = &found->next;
	return PANDECT_OK;
}

static void
findings_keep(struct findings *findings, struct block *block)
{
	for (const struct found *at = findings->first; at; at = at->next)
		if (block_add_finding(block, &at->finding) != PANDECT_OK)
			findings->status = PANDECT_NO_MEMORY;
}

static const struct pandect_findings_ops findings_ops = {
	.size = sizeof findings_ops, .add = findings_add};

/* A validator that itself fails. */
static pandect_status
validator_failed(struct run *run, struct block *block, struct registration *plugin,
	struct pandect_error *failure, struct pandect_error **error)
{
	const char *why = failure ? failure->text : "out of memory";

	if (strcmp(run_text(run, "validate", "on-failure"), "warn") == 0) {
		run_warn(block, "engine", "validator-failed", "%s could not check the document: %s",
			registration_name(plugin), why);
		return PANDECT_OK;
	}
	error_set(error, PANDECT_REFUSED, "%s could not check the document: %s",
		registration_name(plugin), why);
	return PANDECT_REFUSED;
}

static pandect_status
validate(struct run *run, struct registration *plugin, struct block *block, const char *document,
	struct pandect_error **error)
{
	const struct pandect_validator *table;
	struct pandect_error *failure = NULL;
	struct call call;
	struct findings findings = {.public = {&findings_ops}, .call = &call, .error = error};
	const char *decision = "it has nothing to check here";
	pandect_status status = call_begin(&call, run, plugin, "validate", document, &failure);

	if (status == PANDECT_OK) {
		findings.last = &findings.first;
		table = &plugin->vtable.validator;
		if (!table->should_validate || table->should_validate(plugin->self, &call.public,
						       block_document(block)) != 0) {
			status = table->validate(plugin->self, &call.public, block_document(block),
				&findings.public);
			decision = findings.n_errors ? "it refuses the document"
				   : findings.n_all  ? "it found something to remark"
						     : "it found nothing";
		}
		findings_keep(&findings, block);
		if (PANDECT_GAVE(status) && findings.status != PANDECT_OK)
			status = findings.status;
		status = call_end_step(&call, status, block, decision, &failure);
	}
	if (!PANDECT_GAVE(status) && run_should_stop(run) == PANDECT_OK)
		status = validator_failed(run, block, plugin, failure, error);
	error_free(failure);
	return findings.n_errors           ? PANDECT_REFUSED
	       : status == PANDECT_REFUSED ? status
					   : run_should_stop(run);
}

/* One that was unregistered after the run had begun has not checked anything. */
static pandect_status
validator_gone(struct run *run, struct block *block, struct registration *plugin,
	struct pandect_error **error)
{
	struct pandect_error *failure = NULL;
	pandect_status status;

	error_set(&failure, PANDECT_NOT_FOUND, "it was unregistered meanwhile");
	status = validator_failed(run, block, plugin, failure, error);
	error_free(failure);
	return status;
}

pandect_status
chain_validate(struct run *run, struct block *block, uint32_t stage, const char *document,
	struct pandect_error **ret_error)
{
	const char *chain = run_text(run, "validate", "chain");
	const struct serving *serving = &run->validators;
	struct pandect_error *error = NULL;
	pandect_status result = PANDECT_OK;

	/* All of them run: the user wants to see every reason at once. */
	for (uint32_t i = 0; i < serving->n && (result == PANDECT_OK || result == PANDECT_REFUSED);
		i++) {
		struct registration *plugin, *one = serving->plugins[i];
		pandect_status status;

		if (one->table->data.validator.stage != stage || !is_in(chain, one))
			continue;
		plugin = registry_pin_again(one);
		status = plugin ? validate(run, plugin, block, document, &error)
				: validator_gone(run, block, one, &error);
		result = status == PANDECT_OK ? result : status;
		if (plugin)
			registration_unpin(plugin);
	}
	if (result != PANDECT_OK) {
		if (error && error->status != result) { /* the run's own end goes first */
			error_free(error);
			error = NULL;
		}
		error_set(&error, result, "%s", status_phrase(result));
		error_set_where(error, document);
	}
	if (ret_error && !*ret_error)
		*ret_error = error;
	else
		error_free(error);
	return result;
}
