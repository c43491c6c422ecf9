/* SPDX-License-Identifier: MIT */
#include "tag.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by name. */
static const struct {
	const char *name;
	enum tag tag;
} tags[] = {
	{"AlternateContent", TAG_ALTERNATE},
	{"Choice", TAG_CHOICE},
	{"Fallback", TAG_FALLBACK},
	{"OLEObject", TAG_OLE_OBJECT},
	{"altChunk", TAG_ALT_CHUNK},
	{"blip", TAG_BLIP},
	{"br", TAG_BREAK},
	{"cNvPr", TAG_DOC_PROPERTIES},
	{"chart", TAG_CHART},
	{"checkBox", TAG_CHECK_BOX},
	{"checked", TAG_CHECKED},
	{"commentRangeEnd", TAG_COMMENT_END},
	{"commentRangeStart", TAG_COMMENT_START},
	{"commentReference", TAG_COMMENT_REFERENCE},
	{"cr", TAG_CR},
	{"del", TAG_DELETED},
	{"delInstrText", TAG_SKIP},
	{"delText", TAG_DELETED_TEXT},
	{"docPr", TAG_DOC_PROPERTIES},
	{"drawing", TAG_DRAWING},
	{"endnote", TAG_ENDNOTE},
	{"endnoteReference", TAG_ENDNOTE_REFERENCE},
	{"fldChar", TAG_FIELD_CHAR},
	{"fldSimple", TAG_FIELD_SIMPLE},
	{"footnote", TAG_FOOTNOTE},
	{"footnoteReference", TAG_FOOTNOTE_REFERENCE},
	{"gridBefore", TAG_TABLE_PROPERTY},
	{"gridSpan", TAG_TABLE_PROPERTY},
	{"hyperlink", TAG_HYPERLINK},
	{"ilvl", TAG_LEVEL},
	{"imagedata", TAG_IMAGE_DATA},
	{"ind", TAG_INDENT},
	{"ins", TAG_INSERTED},
	{"instrText", TAG_INSTRUCTION},
	{"moveFrom", TAG_DELETED},
	{"moveTo", TAG_INSERTED},
	{"noBreakHyphen", TAG_NO_BREAK_HYPHEN},
	{"numId", TAG_LIST},
	{"oMath", TAG_MATH},
	{"oMathPara", TAG_MATH_PARAGRAPH},
	{"outlineLvl", TAG_OUTLINE},
	{"p", TAG_PARAGRAPH},
	{"pPr", TAG_PARAGRAPH_PROPERTIES},
	{"pPrChange", TAG_SKIP},
	{"pStyle", TAG_PARAGRAPH_STYLE},
	{"pict", TAG_PICTURE},
	{"ptab", TAG_TAB},
	{"r", TAG_RUN},
	{"rPr", TAG_RUN_PROPERTIES},
	{"rPrChange", TAG_SKIP},
	{"rStyle", TAG_RUN_STYLE},
	{"relIds", TAG_DIAGRAM},
	{"rt", TAG_PHONETIC},
	{"ruby", TAG_RUBY},
	{"sdtEndPr", TAG_SKIP},
	{"sdtPr", TAG_SKIP},
	{"sectPr", TAG_SKIP},
	{"shape", TAG_SHAPE},
	{"sym", TAG_SYMBOL},
	{"t", TAG_TEXT},
	{"tab", TAG_TAB},
	{"tabs", TAG_SKIP},
	{"tbl", TAG_TABLE},
	{"tblHeader", TAG_TABLE_PROPERTY},
	{"tblLook", TAG_TABLE_PROPERTY},
	{"tblPrChange", TAG_SKIP},
	{"tblPrEx", TAG_SKIP},
	{"tc", TAG_TABLE_CELL},
	{"tcPrChange", TAG_SKIP},
	{"tr", TAG_TABLE_ROW},
	{"trPr", TAG_ROW_PROPERTIES},
	{"trPrChange", TAG_SKIP},
	{"vMerge", TAG_TABLE_PROPERTY},
};

static int
compare_tags(const void *key, const void *item)
{
	return strcmp(key, *(const char *const *)item);
}

enum tag
tag_of(const struct xml_element *element)
{
	const void *found = bsearch(
		element->name, tags, sizeof tags / sizeof tags[0], sizeof tags[0], compare_tags);

	return found ? tags[((const char *)found - (const char *)tags) / (ptrdiff_t)sizeof tags[0]]
			       .tag
		     : TAG_NONE;
}
