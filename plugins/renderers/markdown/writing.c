/* SPDX-License-Identifier: MIT */
/* Text without marks as Markdown; see writing.h. */
#include <string.h>

#include "../../shared/characters.h"
#include "inline.h"
#include "writing.h"

static const char delimiters[3] = {'*', '_', '~'};

/* ---- what needs escaping ---- */

#define CAN_OPEN  1
#define CAN_CLOSE 2

/* Whether the delimiter at `at` could open or close emphasis, by its neighbours in the text
 * (CommonMark 0.31, 6.2). Where its run touches the edge of a mark, these prove nothing. */
static int
sides(const struct writing *w, size_t at, char c)
{
	struct pandect_text text = w->text;
	size_t end = at, length;
	uint32_t before, after;
	int can = CAN_OPEN | CAN_CLOSE;

	while (at > w->bound && text.data[at - 1] == c)
		at--;
	while (end < w->edge && text.data[end] == c)
		end++;
	if (w->has_marks && (at == w->bound || end == w->edge))
		return can;
	before = at ? character_before(text.data, at, &length) : ' ';
	after = end < text.size ? character_at(text.data, text.size, end, &length) : ' ';
	/* At a line's end comes the backslash of its break. */
	while (end < text.size && text.data[end] == ' ')
		end++;
	if (end < text.size && text.data[end] == '\n')
		after = '\\';
	if (character_is_blank(after) ||
		(character_is_word(before) && (c == '_' || character_is_punctuation(after))))
		can &= ~CAN_OPEN;
	if (character_is_blank(before) ||
		(character_is_word(after) && (c == '_' || character_is_punctuation(before))))
		can &= ~CAN_CLOSE;
	return can;
}

/* Whether one of delimiters k could open and a later one close. Marks may part what is one run in
 * the text, and stand beside any. */
static int
has_pair(const struct writing *w, int k)
{
	const char *end = w->text.data + w->text.size, *at = w->text.data, *begin;
	int is_open = 0, n = 0;

	if (w->text.size == 0)
		return 0;
	while ((at = memchr(at, delimiters[k], (size_t)(end - at))) != NULL) {
		int can = sides(w, (size_t)(at - w->text.data), delimiters[k]);

		/* The first of a rule's is escaped: the others have punctuation before them. */
		if (at == w->text.data || at[-1] == '\n')
			can |= CAN_CLOSE;
		for (begin = at; at < end && *at == delimiters[k]; at++)
			;
		n++;
		/* GitHub's parser loses ** beside a ~ that pairs with none. */
		if (w->has_marks ? n > 1 || at - begin > 1 || k == 2 : is_open && can & CAN_CLOSE)
			return 1;
		is_open |= can & CAN_OPEN;
		if (at == end)
			break;
	}
	return 0;
}

void
writing_find_needs(struct writing *w, const struct marks *marks)
{
	w->bound = 0;
	w->edge = w->text.size;
	for (int k = 0; k < 3; k++)
		w->needs[k] = has_pair(w, k);
	for (uint32_t i = 0; i < marks->n; i++) {
		uint32_t kind = marks->items[i].kind;

		if (kind == PANDECT_SPAN_STRONG || kind == PANDECT_SPAN_EMPHASIS)
			w->needs[0] = 1;
		if (kind == PANDECT_SPAN_STRIKE || kind == PANDECT_SPAN_DELETED)
			w->needs[2] = 1;
	}
}

/* Whether what stands at `at` reads as a character reference: &name; &#1; (CommonMark 0.31, 2.5).
 */
int
writing_is_reference(const char *s, size_t n)
{
	size_t i = 1;

	if (i < n && s[i] == '#')
		i++;
	while (i < n && i < 32 && character_is_word((unsigned char)s[i]) &&
		(unsigned char)s[i] < 0x80)
		i++;
	return i > 1 && i < n && s[i] == ';';
}

static int
is_ascii_punctuation(unsigned char c)
{
	return c < 0x80 && character_is_punctuation(c);
}

/* Whether the byte at `at` (one of the marked set below) has to be escaped. */
static int
needs_escape(const struct writing *w, size_t at)
{
	const char *s = w->text.data;
	size_t size = w->text.size;
	unsigned char c = (unsigned char)s[at], next = at + 1 < size ? (unsigned char)s[at + 1] : 0;
	int is_edge = w->has_marks && at + 1 == w->edge;
	const char *last = w->out->size > w->line ? w->out->data + w->out->size - 1 : NULL;

	switch (c) {
	case '\\':
		return is_ascii_punctuation(next) || is_edge || next == '\n';
	case '`':
		return 1;
	case '[':
		return w->in_brackets || next == '^' || is_edge;
	case ']':
		return w->in_brackets;
	case '(':
		return last && *last == ']';
	case ':':
		return last && *last == ']' && w->out->data[w->line] == '[';
	case '<':
		return (unsigned char)((next | 0x20) - 'a') < 26 || next == '/' || next == '!' ||
		       next == '?' || is_edge;
	case '&':
		return writing_is_reference(s + at, size - at);
	case '|':
		return w->context & INLINE_CELL;
	default:
		return 0;
	}
}

/* A line that would be a rule, the underline of a heading, or a table's second line. */
static int
is_ruler(const char *s, size_t n)
{
	int has_rule = 0;

	for (size_t i = 0; i < n; i++) {
		if (strchr("-=_*", s[i]))
			has_rule = 1;
		else if (!strchr(" |:+", s[i]))
			return 0;
	}
	return has_rule;
}

static int
is_gap(const char *s, size_t n, size_t at)
{
	return at >= n || s[at] == ' ' || s[at] == '\t';
}

/* Where in a line's beginning a backslash is needed so that it is not a block of another kind; n
 * when nowhere. */
static size_t
block_start(const struct writing *w, const char *s, size_t n)
{
	size_t i = 0;

	switch (s[0]) {
	case '#':
		while (i < n && s[i] == '#')
			i++;
		return i <= 6 && is_gap(s, n, i) ? 0 : n;
	case '>':
		return 0;
	case '-':
	case '+':
	case '*':
		return is_gap(s, n, 1) || is_ruler(s, n) ? 0 : n;
	case '=':
	case '_':
	case '|':
	case ':':
		return is_ruler(s, n) ? 0 : n;
	case '~':
		return n >= 3 && s[1] == '~' && s[2] == '~' ? 0 : n;
	case '[':
		return w->context & INLINE_ITEM && n >= 3 && s[2] == ']' && strchr(" xX", s[1]) ? 0
												: n;
	default:
		break;
	}
	while (i < n && i < 10 && s[i] >= '0' && s[i] <= '9')
		i++;
	if (i > 0 && i < 10 && i < n && (s[i] == '.' || s[i] == ')') && is_gap(s, n, i + 1))
		return i;
	return n;
}

/* ---- text ---- */

void
writing_break(struct writing *w)
{
	if (!w->has_break)
		return;
	w->has_break = 0;
	if (w->out->size == w->line)
		return;
	output_string(w->out, "\\\n");
	w->line = w->out->size;
	w->is_start = 1;
}

void
writing_markup(struct writing *w, const char *string)
{
	writing_break(w);
	output_string(w->out, string);
	w->is_start = 0;
}

/* A line's end in the text: a break, where there may be one, else a blank. */
static void
end_line(struct writing *w)
{
	struct output *out = w->out;

	if (w->context & (INLINE_CELL | INLINE_HEADING)) {
		if (out->size > w->line && out->data[out->size - 1] != ' ')
			output_byte(out, ' ');
		return;
	}
	while (out->size > w->line && out->data[out->size - 1] == ' ')
		out->size--;
	w->has_break = 1;
}

/* A run of one delimiter, looked at once: a form's line may have a million. is_first: the first has
 * to be escaped. Gives its end. */
static size_t
add_run(struct writing *w, size_t at, size_t end, int is_first)
{
	char c = w->text.data[at];
	int k = (int)((const char *)memchr(delimiters, c, sizeof delimiters) - delimiters);
	int is_escaped = w->needs[k] && (is_first || sides(w, at, c));

	for (; at < end && w->text.data[at] == c; at++) {
		if (is_escaped || is_first)
			output_byte(w->out, '\\');
		output_byte(w->out, c);
		is_first = 0;
	}
	return at;
}

/* Text without a line's end. */
static void
literal(struct writing *w, size_t at, size_t end)
{
	static const char special[] = "\\`*_~[](:<&|";
	const char *s = w->text.data;
	size_t escaped;

	while (at < end && (w->is_start || w->has_break) && (s[at] == ' ' || s[at] == '\t'))
		at++;
	/* Blanks moved out of a mark meet those that stood there. */
	if (w->out->size > w->line && w->out->data[w->out->size - 1] == ' ')
		while (at < end && s[at] == ' ')
			at++;
	while (at + 1 < end && s[at] == ' ' && s[at + 1] == ' ')
		at++;
	while (end > at + 1 && s[end - 1] == ' ' && s[end - 2] == ' ')
		end--;
	if (at == end)
		return;
	writing_break(w);
	escaped = end;
	if (w->is_start && !(w->context & (INLINE_CELL | INLINE_HEADING))) {
		const char *stop = memchr(s + at, '\n', w->text.size - at);
		size_t n = stop ? (size_t)(stop - s) - at : w->text.size - at;

		escaped = at + block_start(w, s + at, n);
	}
	w->is_start = 0;
	while (at < end) {
		size_t from = at;

		while (at < end && at != escaped && !memchr(special, s[at], sizeof special - 1))
			at++;
		output_add(w->out, s + from, at - from);
		if (at == end)
			break;
		if (memchr(delimiters, s[at], sizeof delimiters)) {
			at = add_run(w, at, end, at == escaped);
			continue;
		}
		if (at == escaped || needs_escape(w, at))
			output_byte(w->out, '\\');
		output_byte(w->out, s[at++]);
	}
}

void
writing_text(struct writing *w, size_t at, size_t end)
{
	w->bound = at;
	w->edge = end;
	while (at < end) {
		const char *stop = memchr(w->text.data + at, '\n', end - at);
		size_t line = stop ? (size_t)(stop - w->text.data) : end;

		literal(w, at, line);
		at = line;
		if (stop) {
			end_line(w);
			at++;
		}
	}
}

/* A heading's trailing # would be taken for its closing. */
static void
close_heading(struct writing *w)
{
	struct output *out = w->out;
	size_t at = out->size;

	while (at > w->line && out->data[at - 1] == ' ')
		out->size = --at;
	while (at > w->line && out->data[at - 1] == '#')
		at--;
	if (at < out->size && (at == w->line || out->data[at - 1] == ' ')) {
		out->size--;
		output_string(out, "\\#");
	}
}

void
writing_finish(struct writing *w)
{
	struct output *out = w->out;

	if (out->status != PANDECT_OK)
		return;
	if (w->context & INLINE_HEADING)
		close_heading(w);
	while (out->size > w->line && out->data[out->size - 1] == ' ')
		out->size--;
}
