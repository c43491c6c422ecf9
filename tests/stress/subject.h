/* SPDX-License-Identifier: MIT */
/*
 * The body of the test modules. Each says SUBJECT (its number in the ledger), SUBJECT_FLAGS and its
 * tables; what it does to be counted is here: constructor and destructor, initialize and shutdown,
 * and entering and leaving a call. Its own statics hold what must be true of one mapping: calls
 * inside it, instances alive in it.
 */
#ifndef TESTS_STRESS_SUBJECT_H
#define TESTS_STRESS_SUBJECT_H

#include <pandect/plugin.h>
#include <time.h>

#include "ledger.h"

static long inside, alive; /* of this mapping; atomic */

static inline int
has_ledger(void)
{
	return &ledger != NULL;
}

__attribute__((constructor)) static void
subject_constructed(void)
{
	if (has_ledger())
		ledger_add(&ledger.counts[SUBJECT].constructed, 1);
}

__attribute__((destructor)) static void
subject_destructed(void)
{
	if (!has_ledger())
		return;
	ledger_add(&ledger.counts[SUBJECT].destructed, 1);
	if (ledger_get(&alive))
		ledger_add(&ledger.unmapped_alive, 1);
	if (ledger_get(&inside))
		ledger_add(&ledger.unmapped_inside, 1);
}

static inline pandect_status
subject_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	(void)call;
	(void)user_data;
	if (!has_ledger())
		return PANDECT_OK;
	ledger_add(&ledger.counts[SUBJECT].initialized, 1);
	ledger_add(&alive, 1);
	*ret_self = ledger_born(SUBJECT);
	return PANDECT_OK;
}

static inline void
subject_shutdown(void *self)
{
	if (!has_ledger())
		return;
	ledger_add(&ledger.counts[SUBJECT].shut_down, 1);
	ledger_add(&alive, -1);
	ledger_dies(self);
}

/* A call begins; some last a little, so that others come in between. */
static inline void
subject_enter(void *self)
{
	struct timespec pause = {0, 0};
	long n;

	if (!has_ledger())
		return;
	n = ledger_add(&ledger.counts[SUBJECT].called, 1);
	if (ledger_add(&inside, 1) > 1 && !(SUBJECT_FLAGS & PANDECT_CONCURRENT))
		ledger_add(&ledger.overlaps, 1);
	ledger_expect_alive(self, SUBJECT);
	if (n % 8 == 0 && ledger.slow_ms) {
		pause.tv_nsec = n * 7919 % ledger.slow_ms * 1000000;
		nanosleep(&pause, NULL);
	}
}

static inline pandect_status
subject_leave(void *self, pandect_status status)
{
	if (!has_ledger())
		return status;
	ledger_expect_alive(self, SUBJECT);
	ledger_add(&inside, -1);
	return status;
}

/* Every extractor reads what begins with its own word. */
static inline pandect_status
subject_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	const void *data;
	size_t size;
	pandect_status status;

	subject_enter(self);
	pandect_source_bytes(source, &data, &size);
	pandect_builder_leaf(builder, PANDECT_NODE_PARAGRAPH, 0, (struct pandect_text){data, size});
	status = pandect_call_should_stop(call);
	return subject_leave(self, status);
}

#define SUBJECT_FORMAT(word) \
	static const struct pandect_magic subject_magics[] = { \
		{.type = PANDECT_MAGIC_BYTES, .size = sizeof(word) - 1, .bytes = word}}; \
	static const struct pandect_format subject_formats[] = { \
		{.mime = "text/x-subject", .magics = PANDECT_ARRAY(subject_magics)}}

#define SUBJECT_BASE(type, its_kind, its_name) \
	.base = {.size = sizeof(struct type), \
		.kind = its_kind, \
		.name = its_name, \
		.version = SUBJECT_VERSION, \
		.description = "A subject of the stress test", \
		.flags = SUBJECT_FLAGS, \
		.options = PANDECT_ARRAY(subject_options), \
		.initialize = subject_initialize, \
		.shutdown = subject_shutdown}

/* A change of it makes a new instance. */
static const struct pandect_option subject_options[] = {
	{.name = "turn",
		.help = "Any number",
		.fallback = "0",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_INSTANCE},
};

#define SUBJECT_MODULE(...) \
	static const struct pandect_plugin *const subject_plugins[] = {__VA_ARGS__}; \
	const struct pandect_module pandect_module = {.abi = PANDECT_ABI, \
		.size = sizeof pandect_module, \
		.name = "subject", \
		.version = SUBJECT_VERSION, \
		.license = "MIT", \
		.n_plugins = sizeof subject_plugins / sizeof subject_plugins[0], \
		.plugins = subject_plugins}

#endif
