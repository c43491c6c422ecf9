/* SPDX-License-Identifier: MIT */
/* Makes one document out of several: children in their places, recognised text in place of its
 * page's. Reads blocks, writes a new one. */
#ifndef DOCUMENT_COMPOSE_H
#define DOCUMENT_COMPOSE_H

#include "document/block.h"

#define GRAFT_CHILD \
	1u /* part's root becomes node `at` (a DOCUMENT node): attributes of `at` stay, metadata \
	      goes to it */
#define GRAFT_PAGE \
	2u /* part's content takes the place of what page `page` wrote: nodes first…end-1, their \
	      text nodes and tables, not its images and children */

struct graft {
	uint32_t type;
	pandect_node at;         /* CHILD */
	pandect_node first, end; /* PAGE: may be empty (first == end): the place */
	uint32_t page;           /* PAGE: the number its nodes get */
	const struct block *part;
};

/*
 * base with its grafts, which come in ascending order of place and do not overlap, as a new block.
 * Nodes are numbered anew in reading order; spans, attributes, data, metadata, pages (a child's are
 * dropped, but node page numbers stay), languages, annotations, findings, steps and chunks come
 * along with their node numbers changed. Depth is bounded by the blocks themselves; no recursion.
 * NO_MEMORY, LIMIT (more than 2^32 nodes or bytes of text).
 */
pandect_status block_compose(
	const struct block *base, const struct graft *grafts, uint32_t n, struct block **ret_block);

/* How an OCR fragment becomes part of a page. */
struct fragment_rule {
	float min_confidence; /* words below are dropped */
	float scale;          /* points a pixel */
};

/*
 * A fragment as ordinary nodes: WORDs joined by blanks to lines, LINEs joined to their PARAGRAPH (a
 * hyphen at a line's end before a small letter joins), boxes in points, confidence the mean of the
 * words', OCR attribute 1 on each text node, nodes without text dropped. NO_MEMORY.
 */
pandect_status fragment_settle(
	const struct block *fragment, const struct fragment_rule *rule, struct block **ret_block);

#endif
