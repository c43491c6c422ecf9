/* SPDX-License-Identifier: MIT */
/* Writes a finished layout's blocks to a builder, page by page. */
#ifndef PANDECT_SHARED_LAYOUT_WRITE_H
#define PANDECT_SHARED_LAYOUT_WRITE_H

#include <pandect/plugin.h>

#include "layout.h"

struct layout_writer {
	struct layout *layout;
	struct pandect_builder *builder;
	struct layout_block block; /* the next one, when has_block */
	bool has_block, has_begun;
};

/* Writes the blocks of a page, all nodes closed at the end. Pages come in ascending order; blocks
 * of pages left out are passed over. Gives the builder's status. */
pandect_status layout_write_page(struct layout_writer *writer, uint32_t number);

#endif
