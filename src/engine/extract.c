/* SPDX-License-Identifier: MIT */
#include "engine/extract.h"

#include <stdlib.h>

#include "engine/identify.h"
#include "engine/reading.h"
#include "support/error.h"

static const char *
mime_of(const struct candidate *candidate, const struct candidates *candidates)
{
	return candidate->evidence == TEXT ? candidate->mime
	       : *candidates->mime         ? candidates->mime
					   : candidate->mime;
}

/* ---- one candidate's turn ---- */

static const char *
bid_word(int32_t bid)
{
	static const char *const words[] = {"no", "weak", "likely", "sure"};

	return words[bid];
}

/* What a candidate bids; a failure counts as NO. One that cannot be used at all: -status, and why
 * in *ret_error. */
static int32_t
ask(const struct extraction *extraction, const struct candidate *candidate,
	struct registration *plugin, struct pandect_error **ret_error)
{
	int has_evidence = candidate->evidence == DECLARED || candidate->evidence == MAGIC;
	struct trace_step step = trace_begin("bid", extraction->name);
	char source[REGISTRATION_LABEL_SIZE];
	struct call call;
	int32_t bid = has_evidence ? PANDECT_BID_LIKELY : PANDECT_BID_WEAK;
	const char *how = "by its tables";
	struct pandect_error *failure = NULL;
	pandect_status status = PANDECT_OK;

	status = call_begin(&call, extraction->run, plugin, "bid", extraction->name, ret_error);
	if (status != PANDECT_OK)
		return -status;
	if (plugin->vtable.extractor.can_handle) {
		how = "by looking at it";
		bid = plugin->vtable.extractor.can_handle(
			plugin->self, &call.public, source_public(extraction->source));
		if (bid < 0 || bid > PANDECT_BID_SURE)
			status = bid < 0 && bid > INT32_MIN ? -bid : PANDECT_PLUGIN;
	} else if (candidate->evidence == TEXT) {
		bid = PANDECT_BID_NO; /* only can_handle tells one text from another */
	}
	status = call_end(&call, status, NULL, &failure);
	step.plugin = registration_source(plugin, source, sizeof source);
	step.version = plugin->table->data.base.version;
	trace_end(extraction->run->trace, &step, status, "%s %s, a candidate %s%s%s",
		status == PANDECT_OK ? bid_word(bid) : "a failure", how,
		evidence_phrase(candidate->evidence), failure ? ": " : "",
		failure ? failure->text : "");
	error_free(failure);
	return status == PANDECT_OK ? bid : PANDECT_BID_NO;
}

/* Runs the extractor and puts together what came of it. */
static pandect_status
try_extractor(const struct extraction *extraction, struct registration *plugin,
	struct block **ret_block, struct pandect_error **ret_error)
{
	struct reading reading;
	struct call call;
	pandect_status status = reading_begin(&reading, extraction), finished;

	if (status == PANDECT_OK)
		status = call_begin(
			&call, extraction->run, plugin, "extract", extraction->name, ret_error);
	if (status != PANDECT_OK)
		goto out;
	reading.call = &call;
	status = plugin->vtable.extractor.extract(plugin->self, &call.public,
		source_public(extraction->source), builder_public(reading.builder));
	finished = builder_finish(reading.builder, status == PANDECT_OK);
	if (PANDECT_GAVE(status) && finished != PANDECT_OK)
		status = finished;
	reading.call = NULL;
	status = call_end_step(&call, status, reading.block, "the document was read", ret_error);
	if (!PANDECT_GAVE(status))
		goto out;
	finished = reading_settle(&reading);
	if (finished == PANDECT_OK)
		finished = reading_compose(&reading, ret_block);
	if (finished != PANDECT_OK)
		status = error_set(ret_error, finished, "%s", status_phrase(finished));
	else if (reading.is_partial)
		status = PANDECT_PARTIAL;
out:
	reading_end(&reading);
	return status;
}

/* ---- the order of turns ---- */

/* Whether the next candidate is asked after a failure. */
static int
falls_through(const struct run *run, pandect_status status)
{
	if (status == PANDECT_DECLINED)
		return 1;
	return run_is(run, "extract", "fall-through") &&
	       (status == PANDECT_MALFORMED || status == PANDECT_UNSUPPORTED ||
		       status == PANDECT_PLUGIN || status == PANDECT_CRASHED ||
		       status == PANDECT_INVALID);
}

struct turns {
	const struct extraction *extraction;
	const struct candidates *candidates;
	struct block *block;
	struct pandect_error *error; /* of the first that did not say DECLINED */
	struct pandect_error *declined;
	pandect_status status;
	int is_over;
};

/* Keeps the first error, the others as its context; takes error. */
static void
keep_first(struct pandect_error **first, struct pandect_error *error)
{
	if (!*first) {
		*first = error;
		return;
	}
	if (error)
		error_add_context(*first, "%s: %s", error->plugin, error->text);
	error_free(error);
}

/* One candidate reads the document, or its failure is kept. */
static void
take_turn(struct turns *turns, const struct candidate *candidate, struct registration *plugin)
{
	struct run *run = turns->extraction->run;
	struct pandect_error *error = NULL;
	pandect_status status;

	source_set_mime(
		turns->extraction->source, pandect_text(mime_of(candidate, turns->candidates)));
	status = try_extractor(turns->extraction, plugin, &turns->block, &error);
	turns->status = status;
	turns->is_over = PANDECT_GAVE(status) || !falls_through(run, status);
	if (PANDECT_GAVE(status)) {
		if (turns->error)
			run_warn(turns->block, "engine", "fell-through", "%s: %s",
				turns->error->plugin, turns->error->text);
		error_free(error);
	} else if (status == PANDECT_DECLINED) {
		keep_first(&turns->declined, error);
	} else if (turns->is_over && error && turns->error) {
		/* What ends the document is its error; what was tried before is the context. */
		error_add_context(error, "%s: %s", turns->error->plugin, turns->error->text);
		error_free(turns->error);
		turns->error = error;
	} else {
		keep_first(&turns->error, error);
	}
}

static void
stop_in_time(struct turns *turns)
{
	pandect_status stopped = run_should_stop(turns->extraction->run);

	if (turns->is_over || stopped == PANDECT_OK)
		return;
	turns->status = stopped;
	turns->is_over = 1;
}

/* Weak bids wait until the others have been asked: weak[i] is pinned then. */
static void
ask_each(struct turns *turns, struct registration **weak, const char *only, int is_text)
{
	const struct candidates *candidates = turns->candidates;

	for (uint32_t i = 0; i < candidates->n && !turns->is_over; i++) {
		const struct candidate *candidate = &candidates->items[i];
		struct pandect_error *error = NULL;
		struct registration *plugin;
		int32_t bid;

		if ((candidate->evidence == TEXT) != is_text ||
			(*only && !registration_is_called(candidate->plugin, only)))
			continue;
		plugin = registry_pin_again(candidate->plugin);
		if (!plugin)
			continue;
		bid = *only ? PANDECT_BID_SURE : ask(turns->extraction, candidate, plugin, &error);
		if (error)
			keep_first(&turns->error, error);
		else if (bid < 0)
			turns->status = -bid; /* there was no memory even to say so */
		if (bid == PANDECT_BID_WEAK) {
			weak[i] = plugin; /* its turn may come */
			continue;
		}
		if (bid > PANDECT_BID_WEAK)
			take_turn(turns, candidate, plugin);
		registration_unpin(plugin);
		stop_in_time(turns);
	}
}

/* Those that bid weakly, in their order. */
static void
take_weak(struct turns *turns, struct registration **weak)
{
	for (uint32_t i = 0; i < turns->candidates->n; i++) {
		if (!weak[i])
			continue;
		if (!turns->is_over)
			take_turn(turns, &turns->candidates->items[i], weak[i]);
		registration_unpin(weak[i]);
		weak[i] = NULL;
	}
}

static pandect_status
ask_in_turn(struct turns *turns)
{
	const struct candidates *candidates = turns->candidates;
	const char *only = run_text(turns->extraction->run, "extract", "extractor");
	struct registration **weak = calloc(candidates->n ? candidates->n : 1, sizeof *weak);

	turns->status = weak ? PANDECT_UNSUPPORTED : PANDECT_NO_MEMORY;
	if (!weak)
		return turns->status;
	ask_each(turns, weak, only, 0);
	take_weak(turns, weak);
	/* Text of some kind is asked only where nothing else has claimed the document. */
	if (!turns->error) {
		ask_each(turns, weak, only, 1);
		take_weak(turns, weak);
	}
	free(weak);
	return turns->status;
}

/* ---- the document ---- */

static pandect_status
nobody(const struct extraction *extraction, const struct candidates *candidates,
	struct pandect_error **ret_error)
{
	const char *only = run_text(extraction->run, "extract", "extractor");

	if (*only)
		return error_set(ret_error, PANDECT_UNSUPPORTED,
			"the extractor %s is not there or does not know this format", only);
	if (*candidates->mime)
		return error_set(ret_error, PANDECT_UNSUPPORTED,
			"it looks like %s (%s), but no plugin could read it: `pandect explain` "
			"shows what was tried",
			candidates->mime, candidates->why);
	if (source_bytes(extraction->source).size == 0)
		return error_set(ret_error, PANDECT_UNSUPPORTED,
			"it is empty, and its name says nothing of its format");
	return error_set(ret_error, PANDECT_UNSUPPORTED,
		"no plugin knows its format; `pandect formats` lists those that are read, --mime "
		"says what it is");
}

static void
give_error(struct turns *turns, struct pandect_error **ret_error)
{
	struct pandect_error **best = turns->error ? &turns->error : &turns->declined;

	if (*best && (*best)->status == PANDECT_DECLINED)
		(*best)->status = PANDECT_UNSUPPORTED;
	if (*best && ret_error && !*ret_error) {
		turns->status = (*best)->status;
		*ret_error = *best; /* the caller owns it from here */
		*best = NULL;
	}
}

static void
identified(const struct extraction *extraction, const struct trace_step *step,
	const struct candidates *candidates)
{
	if (*candidates->mime)
		trace_end(extraction->run->trace, step, PANDECT_OK, "%s, %s", candidates->mime,
			candidates->why);
	else
		trace_end(extraction->run->trace, step, PANDECT_UNSUPPORTED, "%s", candidates->why);
}

pandect_status
extract(const struct extraction *extraction, struct block **ret_block,
	struct pandect_error **ret_error)
{
	struct trace_step step = trace_begin("identify", extraction->name);
	struct candidates candidates;
	struct turns turns = {.extraction = extraction, .candidates = &candidates};
	struct pandect_text name = pandect_source_name(source_public(extraction->source));
	pandect_status status =
		identify(extraction->run->engine->registry, source_bytes(extraction->source),
			name.size ? name.data : "", extraction->declared, &candidates);

	if (status != PANDECT_OK)
		return error_set(ret_error, status, "%s", status_phrase(status));
	identified(extraction, &step, &candidates);
	status = ask_in_turn(&turns);
	if (PANDECT_GAVE(status)) {
		if (candidates.liar)
			run_warn(turns.block, "engine", "suffix",
				"its name says %s, its content %s", candidates.liar,
				candidates.mime);
		*ret_block = turns.block; /* the caller owns it from here */
	} else {
		give_error(&turns, ret_error);
		status = turns.status;
		if (ret_error && !*ret_error)
			status =
				status == PANDECT_UNSUPPORTED || status == PANDECT_OK
					? nobody(extraction, &candidates, ret_error)
					: error_set(ret_error, status, "%s", status_phrase(status));
	}
	error_free(turns.error);
	error_free(turns.declined);
	candidates_clear(&candidates);
	return status;
}
