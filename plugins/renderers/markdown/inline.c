/* SPDX-License-Identifier: MIT */
/* Text with marks as Markdown; see inline.h. */
#include <string.h>

#include "flanking.h"
#include "inline.h"
#include "writing.h"

#define WRITTEN \
	(STARS | MARK(PANDECT_SPAN_CODE) | MARK(PANDECT_SPAN_LINK) | \
		MARK(PANDECT_SPAN_SUBSCRIPT) | MARK(PANDECT_SPAN_SUPERSCRIPT) | \
		MARK(PANDECT_SPAN_FOOTNOTE) | MARK(PANDECT_SPAN_IMAGE) | \
		MARK(PANDECT_SPAN_FORMULA))

static void
destination(struct output *out, struct pandect_text url, unsigned context)
{
	static const char hex[] = "0123456789ABCDEF";
	int is_enclosed = 0;

	for (size_t i = 0; i < url.size && !is_enclosed; i++)
		is_enclosed = url.data[i] == ' ' || url.data[i] == '(' || url.data[i] == ')';
	if (is_enclosed)
		output_byte(out, '<');
	for (size_t i = 0; i < url.size; i++) {
		unsigned char c = (unsigned char)url.data[i];

		if (c == ' ') {
			output_byte(out, LINES_KEEP);
		} else if (c < ' ' || c == 0x7F || strchr("<>\\", c) ||
			   (c == '|' && context & INLINE_CELL)) {
			output_byte(out, '%');
			output_byte(out, hex[c >> 4]);
			output_byte(out, hex[c & 15]);
		} else {
			if (c == '&' && writing_is_reference(url.data + i, url.size - i))
				output_byte(out, '\\');
			output_byte(out, (char)c);
		}
	}
	if (is_enclosed)
		output_byte(out, '>');
}

/* "!" before a bracket would make an image of it. */
static void
open_bracket(struct writing *w, const char *bracket)
{
	struct output *out = w->out;

	writing_break(w);
	if (out->status == PANDECT_OK && out->size > w->line && out->data[out->size - 1] == '!') {
		out->size--;
		output_string(out, "\\!");
	}
	writing_markup(w, bracket);
}

static int
is_text(struct pandect_text a, struct pandect_text b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* <https://…>, where the link's text is the address itself (CommonMark 0.31, 6.5). */
static int
is_autolink(struct pandect_text text, struct pandect_text url)
{
	if (url.size > 7 && memcmp(url.data, "mailto:", 7) == 0 &&
		(text.size != url.size || !is_text(text, url))) {
		url.data += 7;
		url.size -= 7;
	} else if (url.size < 6 || memcmp(url.data, "http", 4) != 0) {
		return 0;
	}
	for (size_t i = 0; i < url.size; i++) {
		if ((unsigned char)url.data[i] <= ' ' || strchr("<>|", url.data[i]))
			return 0;
	}
	return is_text(text, url);
}

static void
open_link(struct writing *w, struct mark_walk *walk, struct mark *mark)
{
	struct pandect_text text = {w->text.data + mark->start, mark->end - mark->start};

	mark->form = FORM_NATIVE;
	/* Word processors name places _Toc1 and the like: no Markdown has them. */
	if (!link_is_safe(mark->value) || w->in_brackets ||
		(mark->value.size > 1 && memcmp(mark->value.data, "#_", 2) == 0)) {
		mark->form = FORM_HTML;
		return;
	}
	if (is_autolink(text, mark->value)) {
		writing_markup(w, "<");
		output_text(w->out, text);
		output_string(w->out, ">");
		mark->form = FORM_HTML;
		mark_walk_skip(walk);
		return;
	}
	open_bracket(w, "[");
	w->in_brackets = 1;
}

static void
close_link(struct writing *w, const struct mark *mark)
{
	if (mark->form == FORM_HTML)
		return;
	w->has_break = 0;
	w->in_brackets = 0;
	writing_markup(w, "](");
	destination(w->out, mark->value, w->context);
	output_byte(w->out, ')');
}

static void
write_note(struct inliner *in, struct writing *w, struct mark_walk *walk, const struct mark *mark)
{
	const struct note *note = notes_find(in->notes, in->child, mark->value);

	/* Without a definition the mark stays as it was printed. */
	if (!note) {
		if (in->has_html && mark->end > mark->start)
			writing_markup(w, "<sup>");
		return;
	}
	open_bracket(w, "[^");
	note_label(w->out, note);
	output_byte(w->out, ']');
	mark_walk_skip(walk);
}

static const char *
tag(const struct inliner *in, const struct mark *mark, int is_end)
{
	static const char *const tags[][4] = {
		[PANDECT_SPAN_STRONG] = {"**", "**", "<strong>", "</strong>"},
		[PANDECT_SPAN_EMPHASIS] = {"*", "*", "<em>", "</em>"},
		[PANDECT_SPAN_STRIKE] = {"~~", "~~", "<del>", "</del>"},
		[PANDECT_SPAN_DELETED] = {"~~", "~~", "<del>", "</del>"},
		[PANDECT_SPAN_SUBSCRIPT] = {"<sub>", "</sub>", "", ""},
		[PANDECT_SPAN_SUPERSCRIPT] = {"<sup>", "</sup>", "", ""},
	};
	int is_script =
		mark->kind == PANDECT_SPAN_SUBSCRIPT || mark->kind == PANDECT_SPAN_SUPERSCRIPT;

	if (mark->kind >= sizeof tags / sizeof *tags || !tags[mark->kind][0])
		return "";
	if (is_script)
		return tags[mark->kind][(in->has_html ? 0 : 2) + is_end];
	return tags[mark->kind][(mark->form == FORM_HTML ? 2 : 0) + is_end];
}

static void
open_mark(struct inliner *in, struct writing *w, struct mark_walk *walk, struct mark *mark)
{
	struct pandect_text text = {w->text.data + mark->start, mark->end - mark->start};

	switch (mark->kind) {
	case PANDECT_SPAN_LINK:
		open_link(w, walk, mark);
		break;
	case PANDECT_SPAN_CODE:
		writing_markup(w, "");
		inline_code(w->out, text, w->context);
		mark_walk_skip(walk);
		break;
	case PANDECT_SPAN_FORMULA:
		writing_markup(w, "");
		inline_formula(w->out, text, w->context);
		mark_walk_skip(walk);
		break;
	case PANDECT_SPAN_IMAGE:
		writing_markup(w, "");
		inline_image(w->out, text, mark->value, pandect_text(NULL), w->context);
		mark_walk_skip(walk);
		break;
	case PANDECT_SPAN_FOOTNOTE:
		write_note(in, w, walk, mark);
		break;
	default:
		writing_markup(w, tag(in, mark, 0));
		break;
	}
}

static void
close_mark(struct inliner *in, struct writing *w, const struct mark *mark)
{
	if (mark->kind == PANDECT_SPAN_LINK)
		close_link(w, mark);
	else if (mark->kind != PANDECT_SPAN_FOOTNOTE)
		writing_markup(w, tag(in, mark, 1));
	else if (in->has_html && mark->end > mark->start &&
		 !notes_find(in->notes, in->child, mark->value))
		writing_markup(w, "</sup>");
}

void
inline_node(struct inliner *in, struct output *out, pandect_node node,
	const struct pandect_node_info *info, unsigned context)
{
	struct writing w = {.out = out,
		.text = info->text,
		.context = context,
		.line = out->size,
		.is_start = 1};
	struct mark_walk walk;
	struct mark_event event;

	if (in->status == PANDECT_OK)
		in->status = marks_read(&in->marks, in->document, node, info, WRITTEN);
	if (in->status != PANDECT_OK)
		return;
	flanking_fit(&in->marks, w.text, (context & INLINE_HEADING) != 0);
	w.has_marks = in->marks.n > 0;
	writing_find_needs(&w, &in->marks);
	mark_walk_begin(&walk, &in->marks, info->text.size);
	while (mark_walk_next(&walk, &event)) {
		if (event.type == MARK_TEXT)
			writing_text(&w, event.start, event.end);
		else if (event.type == MARK_OPEN)
			open_mark(in, &w, &walk, event.mark);
		else
			close_mark(in, &w, event.mark);
	}
	writing_finish(&w);
}

void
inline_text(struct output *out, struct pandect_text text, unsigned context)
{
	const struct marks none = {.items = NULL};
	struct writing w = {
		.out = out, .text = text, .context = context, .line = out->size, .is_start = 1};

	writing_find_needs(&w, &none);
	writing_text(&w, 0, text.size);
	writing_finish(&w);
}

void
inline_image(struct output *out, struct pandect_text alt, struct pandect_text source,
	struct pandect_text title, unsigned context)
{
	struct writing w = {.out = out,
		.text = alt,
		.context = context | INLINE_HEADING,
		.in_brackets = 1,
		.needs = {1, 1, 1}};

	output_string(out, "![");
	w.line = out->size;
	writing_text(&w, 0, alt.size);
	output_string(out, "](");
	/* An address that is the image itself says nothing to a reader. */
	if (source.size < 5 || memcmp(source.data, "data:", 5) != 0)
		destination(out, source, context);
	if (title.size) {
		output_string(out, " \"");
		for (size_t i = 0; i < title.size; i++) {
			if (strchr("\"\\&|", title.data[i]))
				output_byte(out, '\\');
			output_byte(out, title.data[i] == '\n' ? ' ' : title.data[i]);
		}
		output_byte(out, '"');
	}
	output_byte(out, ')');
}

/* Text of another notation, on one line. */
static void
foreign(struct output *out, struct pandect_text text, unsigned context, char blank)
{
	for (size_t i = 0; i < text.size; i++) {
		if (text.data[i] == '|' && context & INLINE_CELL)
			output_byte(out, '\\');
		output_byte(out, strchr(" \n\t", text.data[i]) ? blank : text.data[i]);
	}
}

void
inline_code(struct output *out, struct pandect_text text, unsigned context)
{
	size_t run = 0, longest = 0;
	int is_padded;
	char blank;

	if (text.size == 0)
		return;
	for (size_t i = 0; i < text.size; i++) {
		run = text.data[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	/* Three would begin a block of code, were the line to end before they are closed. */
	blank = longest > 1 ? LINES_KEEP : ' ';
	is_padded = text.data[0] == '`' || text.data[text.size - 1] == '`';
	output_repeat(out, '`', longest + 1);
	if (is_padded)
		output_byte(out, blank);
	foreign(out, text, context, blank);
	if (is_padded)
		output_byte(out, blank);
	output_repeat(out, '`', longest + 1);
}

void
inline_formula(struct output *out, struct pandect_text text, unsigned context)
{
	if (text.size == 0)
		return;
	output_byte(out, '$');
	foreign(out, text, context, ' ');
	output_byte(out, '$');
}
