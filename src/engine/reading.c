/* SPDX-License-Identifier: MIT */
/* One extractor's attempt at one document, from an empty block to the composed whole. */
#include "engine/reading.h"

#include <stdlib.h>
#include <unistd.h>

#include "support/error.h"

static pandect_status
stop(void *data)
{
	return run_should_stop(((struct reading *)data)->run);
}

/* The builder's first failure explains the status that the extractor then returns. */
static void
failed(void *data, pandect_status status, const char *sentence)
{
	struct reading *reading = data;

	if (reading->call)
		error_set(&reading->call->error, status, "%s", sentence);
}

pandect_status
reading_begin(struct reading *reading, const struct extraction *extraction)
{
	struct builder_owner owner = {
		.data = reading,
		.stop = stop,
		.failed = failed,
		.page_begin = page_open,
		.page_end = page_close,
		.page_image = page_pixels,
		.page_picture = page_encoded,
		.child = child_open,
		.child_end = child_close,
	};

	*reading = (struct reading){.extraction = extraction, .run = extraction->run, .spool = -1};
	reading->last_child = &reading->children;
	reading->last_page = &reading->pages;
	reading->block = block_new();
	if (reading->block)
		reading->builder = builder_new(reading->block, &owner, &reading->run->budget, 0);
	return reading->builder ? PANDECT_OK : PANDECT_NO_MEMORY;
}

pandect_status
reading_graft(struct reading *reading, const struct graft *place, struct block *part)
{
	if (reading->n_grafts == reading->grafts_capacity) {
		uint32_t capacity = reading->grafts_capacity ? 2 * reading->grafts_capacity : 8;
		struct graft *more = reallocarray(reading->grafts, capacity, sizeof *more);

		if (!more) {
			block_free(part);
			return PANDECT_NO_MEMORY;
		}
		reading->grafts = more;
		reading->grafts_capacity = capacity;
	}
	reading->grafts[reading->n_grafts] = *place;
	reading->grafts[reading->n_grafts++].part = part; /* owned from here */
	return PANDECT_OK;
}

pandect_status
reading_settle(struct reading *reading)
{
	pandect_status status = PANDECT_OK;

	while (reading->pages && status == PANDECT_OK) {
		struct waiting_page *page = reading->pages;

		status = page_read(reading, page);
		reading->pages = page->next;
		free(page);
	}
	while (reading->children && status == PANDECT_OK) {
		struct waiting_child *child = reading->children;

		status = child_read(reading, child);
		reading->children = child->next;
		waiting_child_free(child);
	}
	return status == PANDECT_OK ? page_whole_document(reading) : status;
}

static pandect_node
place_of(const struct graft *graft)
{
	return graft->type == GRAFT_CHILD ? graft->at : graft->first;
}

/* Children that waited may come after pages that did not; pages that wrote nothing share a place.
 */
static int
compare_places(const void *a, const void *b)
{
	const struct graft *one = a, *other = b;
	pandect_node left = place_of(one), right = place_of(other);

	if (left != right)
		return left < right ? -1 : 1;
	if (one->type != other->type)
		return one->type == GRAFT_PAGE ? -1 : 1;
	return one->page < other->page ? -1 : one->page > other->page;
}

pandect_status
reading_compose(struct reading *reading, struct block **ret_block)
{
	pandect_status status = PANDECT_OK;

	if (reading->n_grafts) {
		qsort(reading->grafts, reading->n_grafts, sizeof *reading->grafts, compare_places);
		status = block_compose(
			reading->block, reading->grafts, reading->n_grafts, ret_block);
	} else {
		*ret_block = reading->block; /* the caller owns it from here */
		reading->block = NULL;
	}
	return status;
}

void
reading_end(struct reading *reading)
{
	for (uint32_t i = 0; i < reading->n_grafts; i++)
		block_free((struct block *)(uintptr_t)reading->grafts[i].part);
	free(reading->grafts);
	while (reading->children) {
		struct waiting_child *next = reading->children->next;

		waiting_child_free(reading->children);
		reading->children = next;
	}
	while (reading->pages) {
		struct waiting_page *next = reading->pages->next;

		free(reading->pages);
		reading->pages = next;
	}
	child_sink_free(reading->child);
	if (reading->spool >= 0)
		close(reading->spool);
	builder_free(reading->builder);
	block_free(reading->block);
}
