/* SPDX-License-Identifier: MIT */
/* A document, or a part of it, as text that reads well without any marks. */
#ifndef SHARED_PLAIN_TEXT_H
#define SHARED_PLAIN_TEXT_H

#include "output.h"

/* Adds what is below a node. columns: tables with aligned columns, else with tabs. NO_MEMORY, what
 * the output gave, TIMEOUT, CANCELLED. */
pandect_status plain_text(struct pandect_call *call, const struct pandect_document *document,
	pandect_node node, int columns, struct output *out);

/* Adds all text of a node and those below it on one line, in place of line ends and between blocks
 * a blank. */
void plain_line(const struct pandect_document *document, pandect_node node, struct output *out);

#endif
