/* SPDX-License-Identifier: MIT */
/* The builder behind struct pandect_builder: keeps the tree well formed, cleans text, counts
 * against a budget, and asks its owner about pages and children. */
#ifndef DOCUMENT_BUILDER_H
#define DOCUMENT_BUILDER_H

#include <pandect/plugin.h>

#include "document/block.h"

/* What a whole tree of documents may still use; shared by all its builders, counted down by them.
 */
struct builder_budget {
	uint64_t nodes, cells, text; /* text: bytes */
};

/* What the builder's owner answers. Any may be NULL: then the builder gives INVALID for it (stop
 * and failed: nothing happens). */
struct builder_owner {
	void *data;
	pandect_status (*stop)(void *data); /* asked now and then: OK, TIMEOUT, CANCELLED; stays */
	void (*failed)(
		void *data, pandect_status status, const char *sentence); /* at the first failure */
	/* DECLINED: the page is not wanted; the builder then drops all that is written until
	 * page_end. first: the node that the page's first will be. */
	pandect_status (*page_begin)(void *data, uint32_t number, uint32_t of);
	/* The nodes of the page are first…end-1. */
	pandect_status (*page_end)(void *data, uint32_t number, pandect_node first,
		pandect_node end, float *ret_want_dpi);
	pandect_status (*page_image)(void *data, const struct pandect_image *image);
	pandect_status (*page_picture)(
		void *data, struct pandect_text mime, const void *bytes, size_t size);
	/* node: the DOCUMENT node that the builder made for it (taken back when the owner does not
	 * give OK). */
	pandect_status (*child)(void *data, pandect_node node, struct pandect_text name,
		struct pandect_text mime, struct pandect_sink **ret_sink);
	pandect_status (*child_end)(void *data, struct pandect_sink *sink, pandect_status status);
};

struct builder;

/* Writes into block, which the caller keeps; block must be new. budget is the caller's and outlives
 * the builder. NULL: no memory. fragment: LINE and WORD are allowed and pages, children and
 * metadata are not. */
struct builder *builder_new(struct block *block, const struct builder_owner *owner,
	struct builder_budget *budget, int fragment);

/* The same for what will stand inside a node of kind `kind` of another document: its children are
 * written as the root's. No attributes for the root, no pages, children or metadata (INVALID). */
struct builder *builder_new_inside(struct block *block, const struct builder_owner *owner,
	struct builder_budget *budget, uint32_t kind);
void builder_free(struct builder *builder);
struct pandect_builder *builder_public(struct builder *builder);

/* The failure that stays, or OK. */
pandect_status builder_status(const struct builder *builder);

/*
 * Ends the writing: closes what is open. complete: the writer said OK, so that nodes left open are
 * its mistake (PLUGIN); else they are simply closed. Returns the failure that stays; the block is
 * well formed in any case.
 */
pandect_status builder_finish(struct builder *builder, int complete);

#endif
