/* SPDX-License-Identifier: MIT */
/* What a builder asks its owner while an extractor writes: which pages are wanted, what becomes of
 * their pictures, and where children go. */
#ifndef ENGINE_READING_H
#define ENGINE_READING_H

#include "document/compose.h"
#include "engine/call.h"
#include "engine/extract.h"
#include "engine/ocr.h"

/* A child whose bytes are there, to be read when the extractor has returned. */
struct waiting_child {
	struct waiting_child *next;
	pandect_node node;
	char *name, *mime;
	char *data;
	size_t size;
};

/* A page's pixels, kept in an unlinked file until then. */
struct waiting_page {
	struct waiting_page *next;
	struct pandect_image image; /* data NULL */
	struct graft place;
	uint64_t at; /* in the spool */
};

struct child_sink {
	struct pandect_sink public;
	struct reading *reading;
	pandect_node node;
	char *name, *mime;
	char *data;
	size_t size, capacity;
	pandect_status status; /* stays */
};

struct reading {
	const struct extraction *extraction;
	struct run *run;
	struct call *call; /* of the extractor */
	struct block *block;
	struct builder *builder;
	struct graft *grafts;
	uint32_t n_grafts, grafts_capacity;
	struct child_sink *child; /* open */
	struct waiting_child *children, **last_child;
	struct waiting_page *pages, **last_page;
	int spool;
	uint64_t spool_size;
	int is_partial; /* something was left out, and a warning says so */
	int is_full;    /* a child was left out: so will be all that follow */

	/* the page that has ended last */
	uint32_t page;
	pandect_node first, end;
	struct ocr_page all; /* of all pages */
	uint32_t n_poor_pages;
};

/* Begins: a block and a builder. NO_MEMORY. */
pandect_status reading_begin(struct reading *reading, const struct extraction *extraction);

/* After the extractor has returned OK or PARTIAL: reads what waits. The run's own end, or
 * NO_MEMORY. */
pandect_status reading_settle(struct reading *reading);

/* The document with all its parts: takes the block. */
pandect_status reading_compose(struct reading *reading, struct block **ret_block);

void reading_end(struct reading *reading);

/* child.c: what the builder is told about children. */
pandect_status child_open(void *data, pandect_node node, struct pandect_text name,
	struct pandect_text mime, struct pandect_sink **ret_sink);
pandect_status child_close(void *data, struct pandect_sink *sink, pandect_status status);
pandect_status child_read(struct reading *reading, struct waiting_child *child);
void child_sink_free(struct child_sink *sink);
void waiting_child_free(struct waiting_child *child);

/* page.c: what it is told about pages. */
pandect_status page_open(void *data, uint32_t number, uint32_t of);
pandect_status page_close(
	void *data, uint32_t number, pandect_node first, pandect_node end, float *ret_want_dpi);
pandect_status page_pixels(void *data, const struct pandect_image *image);
pandect_status page_encoded(void *data, struct pandect_text mime, const void *bytes, size_t size);
pandect_status page_read(struct reading *reading, const struct waiting_page *page);
pandect_status page_whole_document(struct reading *reading);

/* Keeps a part for reading_compose; takes it. NO_MEMORY: it is freed. */
pandect_status reading_graft(
	struct reading *reading, const struct graft *place, struct block *part);

#endif
