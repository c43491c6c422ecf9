/* SPDX-License-Identifier: MIT */
/* One CONCURRENT extractor; two modules are made of it, the second to replace the first. */
#define SUBJECT_FLAGS PANDECT_CONCURRENT
#include "subject.h"

SUBJECT_FORMAT("PLAIN:");
static const struct pandect_document_extractor plain_table = {
	SUBJECT_BASE(pandect_document_extractor, PANDECT_DOCUMENT_EXTRACTOR, "plain"),
	.formats = PANDECT_ARRAY(subject_formats),
	.extract = subject_extract,
};
SUBJECT_MODULE(&plain_table.base);
