/* SPDX-License-Identifier: MIT */
/* The table below is the comment on kinds of node in <pandect/document.h>, made of bits. */
#include "document/model.h"

#define BIT(kind) (1u << PANDECT_NODE_##kind)

#define BLOCKS \
	(BIT(SECTION) | BIT(HEADING) | BIT(PARAGRAPH) | BIT(LIST) | BIT(TABLE) | BIT(CODE) | \
		BIT(QUOTE) | BIT(FORMULA) | BIT(IMAGE) | BIT(FIGURE) | BIT(CAPTION) | \
		BIT(FOOTNOTE) | BIT(DEFINITIONS) | BIT(ADMONITION) | BIT(PAGE_BREAK) | \
		BIT(THEMATIC_BREAK) | BIT(RAW) | BIT(DOCUMENT))

/* children: kinds it holds; in_fragment: those that it holds besides in an OCR fragment; arg: its
 * range. */
static const struct {
	const char *name;
	uint32_t children, in_fragment;
	uint8_t has_text, needs_children, least_arg, most_arg;
} kinds[PANDECT_N_NODE_KINDS] = {
	[PANDECT_NODE_DOCUMENT] = {.name = "a DOCUMENT", .children = BLOCKS},
	[PANDECT_NODE_SECTION] = {.name = "a SECTION", .children = BLOCKS, .needs_children = 1},
	[PANDECT_NODE_HEADING] = {.name = "a HEADING",
		.in_fragment = BIT(LINE),
		.has_text = 1,
		.least_arg = 1,
		.most_arg = 6},
	[PANDECT_NODE_PARAGRAPH] = {.name = "a PARAGRAPH", .in_fragment = BIT(LINE), .has_text = 1},
	[PANDECT_NODE_LIST] = {.name = "a LIST",
		.children = BIT(ITEM),
		.needs_children = 1,
		.most_arg = 1},
	[PANDECT_NODE_ITEM] = {.name = "an ITEM",
		.children = BLOCKS,
		.needs_children = 1,
		.most_arg = 2},
	[PANDECT_NODE_TABLE] = {.name = "a TABLE",
		.children = BIT(ROW) | BIT(CAPTION),
		.needs_children = 1},
	[PANDECT_NODE_ROW] = {.name = "a ROW", .children = BIT(CELL), .needs_children = 1},
	[PANDECT_NODE_CELL] = {.name = "a CELL", .children = BLOCKS, .most_arg = 1},
	[PANDECT_NODE_CODE] = {.name = "a CODE", .has_text = 1},
	[PANDECT_NODE_QUOTE] = {.name = "a QUOTE", .children = BLOCKS, .needs_children = 1},
	[PANDECT_NODE_FORMULA] = {.name = "a FORMULA", .has_text = 1},
	[PANDECT_NODE_IMAGE] = {.name = "an IMAGE"},
	[PANDECT_NODE_FIGURE] = {.name = "a FIGURE", .children = BLOCKS, .needs_children = 1},
	[PANDECT_NODE_CAPTION] = {.name = "a CAPTION", .has_text = 1},
	[PANDECT_NODE_FOOTNOTE] = {.name = "a FOOTNOTE", .children = BLOCKS, .needs_children = 1},
	[PANDECT_NODE_DEFINITIONS] = {.name = "a DEFINITIONS",
		.children = BIT(TERM) | BIT(DESCRIPTION),
		.needs_children = 1},
	[PANDECT_NODE_TERM] = {.name = "a TERM", .in_fragment = BIT(LINE), .has_text = 1},
	[PANDECT_NODE_DESCRIPTION] = {.name = "a DESCRIPTION",
		.children = BLOCKS,
		.needs_children = 1},
	[PANDECT_NODE_ADMONITION] = {.name = "an ADMONITION",
		.children = BLOCKS,
		.needs_children = 1},
	[PANDECT_NODE_PAGE_BREAK] = {.name = "a PAGE_BREAK"},
	[PANDECT_NODE_THEMATIC_BREAK] = {.name = "a THEMATIC_BREAK"},
	[PANDECT_NODE_RAW] = {.name = "a RAW", .has_text = 1},
	[PANDECT_NODE_LINE] = {.name = "a LINE", .in_fragment = BIT(WORD), .has_text = 1},
	[PANDECT_NODE_WORD] = {.name = "a WORD", .has_text = 1},
};

static const char *const spans[PANDECT_N_SPAN_KINDS] = {
	[PANDECT_SPAN_STRONG] = "a STRONG span",
	[PANDECT_SPAN_EMPHASIS] = "an EMPHASIS span",
	[PANDECT_SPAN_UNDERLINE] = "an UNDERLINE span",
	[PANDECT_SPAN_STRIKE] = "a STRIKE span",
	[PANDECT_SPAN_CODE] = "a CODE span",
	[PANDECT_SPAN_LINK] = "a LINK span",
	[PANDECT_SPAN_SUBSCRIPT] = "a SUBSCRIPT span",
	[PANDECT_SPAN_SUPERSCRIPT] = "a SUPERSCRIPT span",
	[PANDECT_SPAN_FOOTNOTE] = "a FOOTNOTE span",
	[PANDECT_SPAN_IMAGE] = "an IMAGE span",
	[PANDECT_SPAN_FORMULA] = "a FORMULA span",
	[PANDECT_SPAN_INSERTED] = "an INSERTED span",
	[PANDECT_SPAN_DELETED] = "a DELETED span",
	[PANDECT_SPAN_LANGUAGE] = "a LANGUAGE span",
	[PANDECT_SPAN_HIGHLIGHT] = "a HIGHLIGHT span",
};

static int
model_knows(uint32_t kind)
{
	return kind > 0 && kind < PANDECT_N_NODE_KINDS;
}

const char *
model_name(uint32_t kind)
{
	return model_knows(kind) ? kinds[kind].name : "an unknown node";
}

const char *
model_span_name(uint32_t kind)
{
	return kind > 0 && kind < PANDECT_N_SPAN_KINDS ? spans[kind] : "an unknown span";
}

int
model_allows(uint32_t parent, uint32_t child, int fragment)
{
	if (!model_knows(parent) || !model_knows(child))
		return 0;
	uint32_t children = kinds[parent].children | (fragment ? kinds[parent].in_fragment : 0);

	return children >> child & 1;
}

int
model_holds_text(uint32_t kind)
{
	return model_knows(kind) && kinds[kind].has_text;
}

int
model_holds_blocks(uint32_t kind)
{
	return model_knows(kind) && (kinds[kind].children & BIT(PARAGRAPH)) != 0;
}

int
model_needs_children(uint32_t kind)
{
	return model_knows(kind) && kinds[kind].needs_children;
}

uint8_t
model_arg(uint32_t kind, int64_t arg)
{
	if (!model_knows(kind) || arg < kinds[kind].least_arg)
		return model_knows(kind) ? kinds[kind].least_arg : 0;
	return arg > kinds[kind].most_arg ? kinds[kind].most_arg : (uint8_t)arg;
}
