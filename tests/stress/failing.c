/* SPDX-License-Identifier: MIT */
/* Its initialize fails two times of three: once in passing, once for good. */
#define SUBJECT         4
#define SUBJECT_VERSION "1.0"
#define SUBJECT_FLAGS   PANDECT_CONCURRENT
#include "subject.h"

static pandect_status
failing_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	static const pandect_status gives[] = {PANDECT_OK, PANDECT_IO, PANDECT_INVALID};
	pandect_status status = PANDECT_OK;

	if (has_ledger())
		status = gives[ledger_get(&ledger.next_instance) % 3];
	if (status == PANDECT_OK)
		return subject_initialize(call, user_data, ret_self);
	ledger_add(&ledger.counts[SUBJECT].refused, 1);
	ledger_add(&ledger.next_instance, 1);
	return pandect_call_fail(call, status, "it was told to fail");
}

SUBJECT_FORMAT("FAILING:");
static const struct pandect_document_extractor failing_table = {
	.base = {.size = sizeof failing_table,
		.kind = PANDECT_DOCUMENT_EXTRACTOR,
		.name = "failing",
		.version = SUBJECT_VERSION,
		.description = "A subject whose initialize fails",
		.flags = SUBJECT_FLAGS,
		.options = PANDECT_ARRAY(subject_options),
		.initialize = failing_initialize,
		.shutdown = subject_shutdown},
	.formats = PANDECT_ARRAY(subject_formats),
	.extract = subject_extract,
};
SUBJECT_MODULE(&failing_table.base);
