/* SPDX-License-Identifier: MIT */
/*
 * Processor: clean text. Unicode in its composed form (NFC), one kind of blank and one at a time,
 * no invisible characters, no printers' ligatures, no nodes without content. Code, formulas and raw
 * text stay as they are, as do code and formulas inside a text. Clean ASCII costs one look at each
 * byte, and a document that is clean gets no edit.
 */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "../shared/characters.h"

#include <pandect/plugin.h>

/* Longer sequences of marks on one letter are noise (Unicode's stream-safe form allows 30) and stay
 * as they are. */
#define MOST_MARKS 64

/* Directional pairs nested deeper than this are taken for unpaired (UAX #9 allows 125). */
#define MOST_PAIRS 125

struct cleaner {
	struct pandect_editor *editor;
	const struct pandect_document *document;
	pandect_node node;
	struct pandect_text text;
	pandect_status status;
	int64_t nfc, blanks, invisible, ligatures, empty;
	enum { UNKNOWN, BALANCED, CUT } balance; /* of the text's directional characters */
	unsigned char *is_void;                  /* by node: nothing to read in it or below */
};

/* ---- characters ---- */

static const char *
ligature(uint32_t character)
{
	static const char *const expanded[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

	return character >= 0xFB00 && character <= 0xFB06 ? expanded[character - 0xFB00] : NULL;
}

static int
is_pair_open(uint32_t c)
{
	return c == 0x202A || c == 0x202B || c == 0x202D || c == 0x202E ||
	       (c >= 0x2066 && c <= 0x2068);
}

static int
is_directional(uint32_t c)
{
	return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

/* Has neither width nor meaning in clean text: soft hyphen, zero-width space, word joiner, byte
 * order mark. Joiners (U+200C, U+200D) shape letters and stay. */
static int
is_invisible(uint32_t c)
{
	return c == 0xAD || c == 0x200B || c == 0x2060 || c == 0xFEFF;
}

/* ---- edits ---- */

/* Puts text in place of bytes start…end, without what is equal at both ends, so that marks keep
 * their edges. */
static void
replace(struct cleaner *c, size_t start, size_t end, const char *text, size_t size)
{
	const char *old = c->text.data;

	while (start < end && size > 0 && old[start] == *text && (unsigned char)*text < 0x80)
		start++, text++, size--;
	while (start < end && size > 0 && old[end - 1] == text[size - 1] &&
		(unsigned char)text[size - 1] < 0x80)
		end--, size--;
	if ((start == end && size == 0) || c->status != PANDECT_OK)
		return;
	c->status = pandect_editor_replace_text(c->editor, c->node, (uint32_t)start, (uint32_t)end,
		(struct pandect_text){text, size});
}

/* Whether every opening directional character of the text has its closing one (UAX #9, 3.3.2). If
 * not, they are what is left of a cut, and all go. */
static int
is_balanced(struct pandect_text text)
{
	unsigned char is_isolate[MOST_PAIRS];
	size_t length, n = 0;

	for (size_t at = 0; at < text.size; at += length) {
		uint32_t character = character_at(text.data, text.size, at, &length);

		if (!is_directional(character))
			continue;
		if (is_pair_open(character)) {
			if (n == MOST_PAIRS)
				return 0;
			is_isolate[n++] = character >= 0x2066;
		} else if (n == 0 || is_isolate[--n] != (character == 0x2069)) {
			return 0;
		}
	}
	return n == 0;
}

static int
is_dropped(struct cleaner *c, uint32_t character)
{
	if (!c->invisible || (!is_invisible(character) && !is_directional(character)))
		return 0;
	if (is_directional(character) && c->balance == UNKNOWN)
		c->balance = is_balanced(c->text) ? BALANCED : CUT;
	return is_invisible(character) || c->balance == CUT;
}

/* A run of blanks, line ends and dropped characters from `at`; gives where it ends. */
static size_t
clean_gap(struct cleaner *c, size_t at, size_t end)
{
	char lines[32]; /* more line ends than this in a row say nothing more */
	size_t start = at, length, n_lines = 0, size = 0;
	int has_blank = 0;

	for (; at < end; at += length) {
		uint32_t character = character_at(c->text.data, end, at, &length);

		if (character == '\n' && n_lines < sizeof lines)
			lines[n_lines++] = '\n';
		else if (c->blanks && character_is_blank(character))
			has_blank = 1;
		else if (!is_dropped(c, character))
			break;
	}
	if (n_lines)
		size = n_lines;
	else if (has_blank)
		lines[size++] = ' ';
	if (c->blanks && (start == 0 || at == c->text.size))
		size = 0;
	replace(c, start, at, lines, size);
	return at;
}

static int
is_mark(uint32_t character)
{
	utf8proc_category_t category;

	if (character < 0x300)
		return 0;
	/* Hangul vowels and finals join the letter before (Unicode 15, 3.12). */
	if (character >= 0x1160 && character <= 0x11FF)
		return 1;
	category = utf8proc_category((utf8proc_int32_t)character);
	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
	       category == UTF8PROC_CATEGORY_ME;
}

/* Whether a character alone may change under NFC: it has a canonical decomposition. Below U+0340
 * none changes. */
static int
may_change(uint32_t character)
{
	const utf8proc_property_t *property;

	if (character < 0x340)
		return 0;
	property = utf8proc_get_property((utf8proc_int32_t)character);
	return property->decomp_type == 0 && property->decomp_seqindex != UINT16_MAX;
}

static void
compose(struct cleaner *c, size_t start, size_t end)
{
	utf8proc_int32_t points[4 * MOST_MARKS];
	utf8proc_uint8_t bytes[16 * MOST_MARKS];
	utf8proc_ssize_t n, size = 0;

	n = utf8proc_decompose((const utf8proc_uint8_t *)c->text.data + start,
		(utf8proc_ssize_t)(end - start), points, 4 * MOST_MARKS,
		UTF8PROC_DECOMPOSE | UTF8PROC_STABLE);
	if (n < 0 || n > 4 * MOST_MARKS)
		return;
	n = utf8proc_normalize_utf32(points, n, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
	for (utf8proc_ssize_t i = 0; i < n; i++)
		size += utf8proc_encode_char(points[i], bytes + size);
	if ((size_t)size != end - start || memcmp(bytes, c->text.data + start, (size_t)size) != 0)
		replace(c, start, end, (const char *)bytes, (size_t)size);
}

/* A letter with the marks that follow it; gives where they end. */
static size_t
clean_letter(struct cleaner *c, size_t at, size_t end)
{
	size_t start = at, length, n = 1;
	uint32_t character = character_at(c->text.data, end, at, &length);
	const char *expanded = c->ligatures ? ligature(character) : NULL;
	int is_changing;

	at += length;
	if (expanded) {
		replace(c, start, at, expanded, strlen(expanded));
		return at;
	}
	if (!c->nfc)
		return at;
	is_changing = may_change(character);
	while (at < end && is_mark(character_at(c->text.data, end, at, &length))) {
		at += length;
		n++;
	}
	if ((n > 1 || is_changing) && n <= MOST_MARKS)
		compose(c, start, at);
	return at;
}

/* Bytes start…end of the text, which hold no code and no formula. */
static void
clean_piece(struct cleaner *c, size_t start, size_t end)
{
	const char *s = c->text.data;
	size_t at = start, length;

	while (at < end && c->status == PANDECT_OK) {
		unsigned char byte = (unsigned char)s[at];
		uint32_t character;

		/* A letter of ASCII that no mark follows, the commonest case. */
		if (byte > ' ' && byte < 0x7F &&
			(at + 1 == end || (unsigned char)s[at + 1] < 0x80)) {
			at++;
			continue;
		}
		character = character_at(s, end, at, &length);
		if (character == '\n' || (c->blanks && character_is_blank(character)) ||
			is_dropped(c, character))
			at = clean_gap(c, at, end);
		else
			at = clean_letter(c, at, end);
	}
}

/* 1 when a look at the bytes is enough to say that there is nothing to do. */
static int
is_clean(struct pandect_text text)
{
	char before = '\n';

	for (size_t i = 0; i < text.size; i++) {
		char byte = text.data[i];

		if ((unsigned char)byte >= 0x80 || byte == '\t')
			return 0;
		if (byte == ' ' ? before == ' ' || before == '\n'
				: byte == '\n' && (before == ' ' || i == 0))
			return 0;
		before = byte;
	}
	return text.size == 0 || (before != ' ' && before != '\n');
}

/* The text between its code and formulas. */
static void
clean_text(struct cleaner *c, const struct pandect_node_info *info)
{
	struct pandect_span span;
	size_t at = 0;

	for (uint32_t i = 0; i < info->n_spans; i++) {
		if (pandect_document_span(c->document, c->node, i, &span) != PANDECT_OK)
			break;
		if (span.kind != PANDECT_SPAN_CODE && span.kind != PANDECT_SPAN_FORMULA)
			continue;
		if (span.start < at)
			continue;
		clean_piece(c, at, span.start);
		at = span.end;
	}
	clean_piece(c, at, info->text.size);
}

/* ---- nodes without content ---- */

static int
is_blank_text(struct pandect_text text)
{
	size_t length;

	for (size_t at = 0; at < text.size; at += length) {
		uint32_t character = character_at(text.data, text.size, at, &length);

		if (!character_is_blank(character) && !is_invisible(character) &&
			!is_directional(character))
			return 0;
	}
	return 1;
}

/* Whether the text is all there is, and is none. Images and footnote marks show without text. */
static int
is_void_text(const struct cleaner *c, pandect_node node, const struct pandect_node_info *info)
{
	struct pandect_span span;

	if (info->first || !is_blank_text(info->text))
		return 0;
	for (uint32_t i = 0; i < info->n_spans; i++) {
		if (pandect_document_span(c->document, node, i, &span) != PANDECT_OK ||
			span.kind == PANDECT_SPAN_IMAGE || span.kind == PANDECT_SPAN_FOOTNOTE)
			return 0;
	}
	return 1;
}

static int
is_void_holder(const struct cleaner *c, const struct pandect_node_info *info)
{
	struct pandect_node_info child;

	for (pandect_node node = info->first; node; node = child.next) {
		if (!c->is_void[node] ||
			pandect_document_node(c->document, node, &child) != PANDECT_OK)
			return 0;
	}
	return 1;
}

/* From the last node to the first, so that children come before their holder. */
static void
find_void(struct cleaner *c, pandect_node last)
{
	struct pandect_node_info info;

	for (pandect_node node = last; node > 1; node--) {
		if (pandect_document_node(c->document, node, &info) != PANDECT_OK)
			continue;
		switch (info.kind) {
		case PANDECT_NODE_PARAGRAPH:
		case PANDECT_NODE_HEADING:
		case PANDECT_NODE_CAPTION:
		case PANDECT_NODE_TERM:
			c->is_void[node] = (unsigned char)is_void_text(c, node, &info);
			break;
		case PANDECT_NODE_LIST:
		case PANDECT_NODE_ITEM:
		case PANDECT_NODE_QUOTE:
		case PANDECT_NODE_DEFINITIONS:
		case PANDECT_NODE_DESCRIPTION:
			c->is_void[node] = (unsigned char)is_void_holder(c, &info);
			break;
		default:
			break;
		}
	}
}

/* ---- the plugin ---- */

static pandect_status
clean_nodes(struct cleaner *c, struct pandect_call *call, pandect_node last)
{
	struct pandect_node_info info;

	for (pandect_node node = 1; node <= last && c->status == PANDECT_OK; node++) {
		if (node % 256 == 0)
			c->status = pandect_call_should_stop(call);
		if (pandect_document_node(c->document, node, &info) != PANDECT_OK)
			break;
		if (c->is_void && c->is_void[node]) {
			c->status = pandect_editor_remove(c->editor, node);
			node = info.last;
			continue;
		}
		if (info.kind == PANDECT_NODE_CODE || info.kind == PANDECT_NODE_FORMULA ||
			info.kind == PANDECT_NODE_RAW || is_clean(info.text))
			continue;
		c->node = node;
		c->text = info.text;
		c->balance = UNKNOWN;
		clean_text(c, &info);
	}
	return c->status;
}

static pandect_status
cleanup_process(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_editor *editor)
{
	struct cleaner c = {.editor = editor,
		.document = document,
		.nfc = 1,
		.blanks = 1,
		.invisible = 1,
		.ligatures = 1,
		.empty = 1};
	struct pandect_node_info root;
	pandect_status status = pandect_document_node(document, 1, &root);

	(void)self;
	if (status != PANDECT_OK)
		return status;
	pandect_call_bool(call, "nfc", &c.nfc);
	pandect_call_bool(call, "blanks", &c.blanks);
	pandect_call_bool(call, "invisible", &c.invisible);
	pandect_call_bool(call, "ligatures", &c.ligatures);
	pandect_call_bool(call, "empty", &c.empty);
	if (c.empty) {
		c.is_void = calloc((size_t)root.last + 1, 1);
		if (!c.is_void)
			return PANDECT_NO_MEMORY;
		find_void(&c, root.last);
	}
	status = clean_nodes(&c, call, root.last);
	free(c.is_void);
	return status;
}

static const struct pandect_option cleanup_options[] = {
	{.name = "nfc",
		.help = "compose letters and their marks (Unicode NFC)",
		.fallback = "true",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
	{.name = "blanks",
		.help = "make all blanks one ordinary blank, and none at the ends of lines",
		.fallback = "true",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
	{.name = "invisible",
		.help = "drop soft hyphens, characters without width and lone directional marks",
		.fallback = "true",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
	{.name = "ligatures",
		.help = "write printers' ligatures as their letters",
		.fallback = "true",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
	{.name = "empty",
		.help = "remove paragraphs, headings, items and lists without content",
		.fallback = "true",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
};

static const struct pandect_post_processor cleanup = {
	.base = {.size = sizeof cleanup,
		.kind = PANDECT_POST_PROCESSOR,
		.name = "cleanup",
		.version = "1.0",
		.description = "Blanks, invisible characters, ligatures, Unicode form, empty nodes",
		.priority = 50,
		.flags = PANDECT_CONCURRENT,
		.options = PANDECT_ARRAY(cleanup_options)},
	.stage = PANDECT_STAGE_EARLY,
	.process = cleanup_process,
};

static const struct pandect_plugin *const plugins[] = {&cleanup.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "processor-cleanup",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = plugins,
};
