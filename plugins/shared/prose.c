/* SPDX-License-Identifier: MIT */
/* Plain text into a builder. A paragraph is looked at once to see how to write it, then written. */
#include "prose.h"

#include <stdbool.h>

/* A paragraph is ended at the next line end past this, so that a log without a blank line does not
 * become one node that every processor has to copy. */
#define PARAGRAPH_BYTES 65536u
/* Lines between two looks at the clock. */
#define LINES_A_CHECK 4096u
/* Margins at which people and programs wrap prose, in bytes. */
#define MARGIN_MIN 45u
#define MARGIN_MAX 110u
/* Where there are too few lines to see the text's margin, only lines of this length count as full.
 */
#define FULL_LINE 60u
/* Blanks before a line that may be a centred title. */
#define CENTRED_INDENT 8u
/* A line of fewer words than this (an address, a path) was not wrapped. */
#define WRAPPED_WORDS 4u
/* Deeper quotations than people make; the rest of the marks is text. */
#define QUOTES_MAX 12u

/* Without trailing blanks and, if quotations are asked for, without their marks. */
struct line {
	const char *data;
	size_t size;
	unsigned n_quotes;
};

struct prose {
	struct pandect_call *call;
	struct pandect_builder *builder;
	const char *at, *end;
	unsigned flags, n_lines, n_quotes; /* n_quotes: QUOTE nodes open */
	size_t margin;                     /* of the whole text; 0: not known */
	char ending;                       /* LF, or CR in a file of an old Mac */
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v';
}

static void
line_take_quotes(struct line *line)
{
	while (line->size > 0 && line->n_quotes < QUOTES_MAX) {
		size_t i = line->n_quotes > 0 && line->data[0] == ' ' ? 1 : 0;

		if (i == line->size || line->data[i] != '>')
			break;
		line->data += i + 1;
		line->size -= i + 1;
		line->n_quotes++;
	}
	if (line->n_quotes > 0 && line->size > 0 && line->data[0] == ' ') {
		line->data++;
		line->size--;
	}
}

/* The line at `from`; *ret_next: where the next begins. A form feed ends a line and begins the
 * next. */
static struct line
prose_line(const struct prose *p, const char *from, const char **ret_next)
{
	const char *end = memchr(from, p->ending, (size_t)(p->end - from));
	const char *next = end ? end + 1 : p->end;

	if (!end)
		end = p->end;

	const char *feed = end > from ? memchr(from + 1, '\f', (size_t)(end - from - 1)) : NULL;

	if (feed)
		end = next = feed;
	while (end > from && is_blank(end[-1]))
		end--;
	*ret_next = next;

	struct line line = {from, (size_t)(end - from), 0};

	if (p->flags & PROSE_QUOTES)
		line_take_quotes(&line);
	return line;
}

static struct line
line_without_indent(struct line line)
{
	while (line.size > 0 && is_blank(*line.data)) {
		line.data++;
		line.size--;
	}
	return line;
}

/* How many bytes at `at` are a terminal's: an escape sequence (ECMA-48, 5.4), or a letter and a
 * backspace before the letter that is printed over it. */
static size_t
terminal_bytes(const char *at, const char *end)
{
	const char *from = at;

	if (end - at >= 3 && at[1] == '\b')
		return 2;
	if (*at == '\b')
		return 1;
	if (*at != 033)
		return 0;
	at++;
	if (at == end || *at != '[')
		return 1;
	for (at++; at < end && *at >= 0x20 && *at < 0x40; at++)
		;
	if (at < end && *at >= 0x40)
		at++;
	return (size_t)(at - from);
}

static void
prose_put(const struct prose *p, struct line line)
{
	const char *at = line.data, *end = at + line.size, *from = at;

	if (line.size == 0 || (!memchr(at, '\b', line.size) && !memchr(at, 033, line.size)))
		at = end;
	while (at < end) {
		size_t n = (unsigned char)*at < 0x80 ? terminal_bytes(at, end) : 0;

		if (n == 0) {
			at++;
			continue;
		}
		pandect_builder_text(p->builder, from, (size_t)(at - from));
		at += n;
		from = at;
	}
	pandect_builder_text(p->builder, from, (size_t)(at - from));
}

/* ---- looking at paragraphs ---- */

/* What a paragraph's lines look like. */
struct look {
	unsigned n_lines, n_indented, n_columns, n_items, n_centred;
	unsigned n_breaks, n_wrapped, n_letters; /* breaks; those that the margin explains; those
						    before a letter */
	size_t margin, axis;                     /* axis: twice the middle of the first line */
	const char *end;
};

static bool
line_has_columns(struct line line)
{
	line = line_without_indent(line);

	size_t n_blanks = 0;

	for (size_t i = 0; i < line.size; i++) {
		n_blanks = line.data[i] == ' ' ? n_blanks + 1 : 0;
		if (line.data[i] == '\t' || n_blanks == 3)
			return true;
	}
	return false;
}

/* Far from the left and as far to both sides of the axis. */
static bool
line_is_centred(struct line line, size_t axis)
{
	size_t indent = line.size - line_without_indent(line).size, twice = indent + line.size;

	return indent >= CENTRED_INDENT && twice + 3 >= axis && twice <= axis + 3;
}

static size_t
line_first_word(struct line line)
{
	size_t n = 0;

	line = line_without_indent(line);
	while (n < line.size && !is_blank(line.data[n]))
		n++;
	return n;
}

/* Bytes of the mark of a list's item at the line's beginning with the blank after it; 0: none.
 * *ret_number: of a numbered one, else -1. */
static size_t
line_item(struct line line, int *ret_number)
{
	size_t i = 0;

	*ret_number = -1;
	if (line.size < 3)
		return 0;
	if ((line.data[0] == '-' || line.data[0] == '*') && line.data[1] == ' ')
		return 2;
	if (line.size > 4 && memcmp(line.data, "\342\200\242", 3) == 0 && is_blank(line.data[3]))
		return 4;
	while (i < 3 && line.data[i] >= '0' && line.data[i] <= '9')
		i++;
	if (i == 0 || i + 2 >= line.size || (line.data[i] != '.' && line.data[i] != ')') ||
		line.data[i + 1] != ' ')
		return 0;
	*ret_number = 0;
	for (size_t k = 0; k < i; k++)
		*ret_number = *ret_number * 10 + (line.data[k] - '0');
	return i + 2;
}

static bool
line_is_item(struct line line)
{
	int number;

	return line_item(line_without_indent(line), &number) > 0;
}

/* Letters of any script and what opens a sentence, but no digits: those begin records. */
static bool
line_begins_prose(struct line line)
{
	char c;

	line = line_without_indent(line);
	c = line.size > 0 ? line.data[0] : 0;
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80 ||
	       c == '(' || c == '"' || c == '\'';
}

static size_t
line_indent(struct line line)
{
	return line.size - line_without_indent(line).size;
}

/* A break was the margin's when the next word would not have fitted. Records that begin with
 * numbers alike, and lines further to the right than the one before, were broken on purpose. */
static bool
break_is_margins(struct line line, struct line after, size_t margin)
{
	size_t n_words = 1;

	if (line.size + 1 + line_first_word(after) <= margin || line_is_item(after))
		return false;
	if (line_indent(after) > line_indent(line) + 1)
		return false;
	if (!line_begins_prose(after) && !line_begins_prose(line))
		return false;
	for (size_t i = 0; i < line.size && n_words < WRAPPED_WORDS; i++)
		n_words += line.data[i] == ' ';
	return n_words >= WRAPPED_WORDS;
}

/* In a wrapped paragraph a line that breaks early is a break all the same if the next goes on in
 * the middle of a sentence. */
static bool
break_is_early(struct line line, struct line after, size_t margin)
{
	struct line text = line_without_indent(after);

	return line.size * 2 >= margin && text.data[0] >= 'a' && text.data[0] <= 'z' &&
	       !line_is_item(after) && line_indent(after) <= line_indent(line) + 1;
}

static void
prose_count_breaks(const struct prose *p, const char *from, struct look *look)
{
	const char *next;
	struct line line = prose_line(p, from, &next), after;

	for (; next < look->end; line = after) {
		after = prose_line(p, next, &next);
		look->n_breaks++;
		look->n_letters += line_begins_prose(after);
		look->n_wrapped += break_is_margins(line, after, look->margin);
	}
}

static bool
ends_with_colon(struct line line)
{
	return line.size > 0 && line.data[line.size - 1] == ':';
}

static struct look
prose_look(const struct prose *p, const char *from)
{
	struct look look = {.end = from};
	struct line before = {NULL, 0, 0};

	while (look.end < p->end && look.end - from < (ptrdiff_t)PARAGRAPH_BYTES) {
		const char *next;
		struct line line = prose_line(p, look.end, &next);
		bool is_item = line.size > 0 && line_is_item(line);

		if (line.size == 0 || line.n_quotes != p->n_quotes ||
			(*look.end == '\f' && look.end > from))
			break;
		/* A list right after the words that announce it. */
		if (is_item && look.n_items == 0 && ends_with_colon(before))
			break;
		look.n_lines++;
		look.n_items += is_item && (look.n_items > 0 || look.n_lines == 1);
		look.n_indented += line.data[0] == '\t' ||
				   (line.size > 4 && memcmp(line.data, "    ", 4) == 0);
		look.n_columns += line_has_columns(line);
		if (look.n_lines == 1)
			look.axis = line_indent(line) + line.size;
		look.n_centred += line_is_centred(line, look.axis);
		if (line.size > look.margin)
			look.margin = line.size;
		look.end = next;
		before = line;
	}
	prose_count_breaks(p, from, &look);
	return look;
}

static bool
look_is_wrapped(const struct look *look, size_t margin)
{
	if (look->margin < MARGIN_MIN || look->margin > MARGIN_MAX)
		return false;
	/* A stanza or an address is narrower than the text around it. */
	if (margin ? look->margin * 4 < margin * 3 : look->margin < FULL_LINE)
		return false;
	return look->n_wrapped * 2 >= look->n_breaks && look->n_letters * 5 >= look->n_breaks * 3;
}

/* Columns, and indented lines that are no indented prose. One line is no listing: it may be a
 * paragraph's indent. */
static bool
look_is_listing(const struct look *look, size_t margin)
{
	if (look->n_lines < 2 || look->n_centred == look->n_lines)
		return false;
	if (look->n_lines >= 3 && look->n_columns * 5 >= look->n_lines * 4)
		return true;
	return look->n_indented == look->n_lines && !look_is_wrapped(look, margin);
}

/* The length of full lines in the whole text: that which 19 of 20 lines with another one after them
 * keep to. 0: too few lines, or too many that are longer than people wrap. */
static size_t
prose_margin(const struct prose *p)
{
	unsigned n_of[MARGIN_MAX + 2] = {0}, n = 0, sum = 0;
	const char *at = p->at, *next;

	while (at < p->end) {
		struct line line = prose_line(p, at, &next);

		at = next;
		if (line.size == 0 || at == p->end || prose_line(p, at, &next).size == 0)
			continue;
		n_of[line.size > MARGIN_MAX ? MARGIN_MAX + 1 : line.size]++;
		n++;
	}
	if (n < 4 || n_of[MARGIN_MAX + 1] * 5 > n)
		return 0;
	n -= n_of[MARGIN_MAX + 1];
	for (size_t i = 0; i <= MARGIN_MAX; i++) {
		sum += n_of[i];
		if (sum * 20 >= n * 19)
			return i;
	}
	return 0;
}

/* ---- writing paragraphs ---- */

static void
prose_listing(struct prose *p, const struct look *look)
{
	pandect_builder_open(p->builder, PANDECT_NODE_CODE, 0);
	for (bool is_first = true; p->at < look->end; is_first = false, p->n_lines++) {
		if (!is_first)
			pandect_builder_text(p->builder, "\n", 1);
		prose_put(p, prose_line(p, p->at, &p->at));
	}
	pandect_builder_close(p->builder);
}

/* Lines without a mark go on with the item before. */
static void
prose_list(struct prose *p, const struct look *look)
{
	bool is_open = false;

	while (p->at < look->end) {
		struct line line = line_without_indent(prose_line(p, p->at, &p->at));
		int number;
		size_t mark = line_item(line, &number);

		p->n_lines++;
		if (!is_open) {
			pandect_builder_open(p->builder, PANDECT_NODE_LIST, number >= 0);
			if (number >= 0)
				pandect_builder_number(p->builder, PANDECT_ATTRIBUTE_START, number);
		}
		if (mark > 0) {
			if (is_open)
				pandect_builder_close(p->builder);
			pandect_builder_open(p->builder, PANDECT_NODE_ITEM, 0);
		} else {
			pandect_builder_text(p->builder, " ", 1);
		}
		is_open = true;
		line.data += mark;
		line.size -= mark;
		prose_put(p, line_without_indent(line));
	}
	pandect_builder_close(p->builder);
	pandect_builder_close(p->builder);
}

static void
prose_lines(struct prose *p, const struct look *look)
{
	bool is_wrapped = !(p->flags & PROSE_LINES) && look_is_wrapped(look, p->margin);
	struct line before = {NULL, 0, 0};

	pandect_builder_open(p->builder, PANDECT_NODE_PARAGRAPH, 0);
	while (p->at < look->end) {
		struct line line = prose_line(p, p->at, &p->at);
		bool is_joined = is_wrapped && before.data &&
				 (break_is_margins(before, line, look->margin) ||
					 break_is_early(before, line, look->margin));

		if (before.data)
			pandect_builder_text(p->builder, is_joined ? " " : "\n", 1);
		prose_put(p, line_without_indent(line));
		before = line;
		p->n_lines++;
	}
	pandect_builder_close(p->builder);
}

static void
prose_paragraph(struct prose *p)
{
	struct look look = prose_look(p, p->at);

	if (look.n_items >= 2)
		prose_list(p, &look);
	else if (look_is_listing(&look, p->margin))
		prose_listing(p, &look);
	else
		prose_lines(p, &look);
}

/* Opens and closes QUOTE nodes until as many are open as the line has marks. */
static void
prose_quote(struct prose *p, unsigned n_quotes)
{
	for (; p->n_quotes < n_quotes; p->n_quotes++)
		pandect_builder_open(p->builder, PANDECT_NODE_QUOTE, 0);
	for (; p->n_quotes > n_quotes; p->n_quotes--)
		pandect_builder_close(p->builder);
}

static struct prose
prose_over(struct pandect_call *call, struct pandect_builder *builder, struct pandect_text text,
	unsigned flags)
{
	struct prose p = {
		.call = call,
		.builder = builder,
		.at = text.data,
		.end = text.data + text.size,
		.flags = flags,
		.ending = text.size == 0 || memchr(text.data, '\n', text.size) ? '\n' : '\r',
	};

	/* DOS ended a text with a SUB. */
	while (p.end > p.at && (p.end[-1] == 0x1a || p.end[-1] == 0))
		p.end--;
	return p;
}

pandect_status
prose_write(struct pandect_call *call, struct pandect_builder *builder, struct pandect_text text,
	unsigned flags)
{
	struct prose p = prose_over(call, builder, text, flags);
	pandect_status status = PANDECT_OK;
	unsigned checked = 0;

	p.margin = prose_margin(&p);
	while (p.at < p.end && status == PANDECT_OK) {
		const char *next;

		if (*p.at == '\f') {
			prose_quote(&p, 0);
			pandect_builder_open(builder, PANDECT_NODE_PAGE_BREAK, 0);
			status = pandect_builder_close(builder);
			p.at++;
			continue;
		}

		struct line line = prose_line(&p, p.at, &next);

		if (line.size == 0) {
			p.at = next;
			p.n_lines++;
		} else {
			prose_quote(&p, line.n_quotes);
			prose_paragraph(&p);
		}
		if (p.n_lines - checked >= LINES_A_CHECK) {
			checked = p.n_lines;
			status = pandect_call_should_stop(call);
		}
	}
	prose_quote(&p, 0);
	return status;
}

pandect_status
prose_write_code(struct pandect_call *call, struct pandect_builder *builder,
	struct pandect_text text, const char *language)
{
	struct prose p = prose_over(call, builder, text, 0);
	pandect_status status;
	bool is_first = true;

	status = pandect_builder_open(builder, PANDECT_NODE_CODE, 0);
	pandect_builder_attribute(builder, PANDECT_ATTRIBUTE_LANGUAGE, pandect_text(language));
	while (p.at < p.end && status == PANDECT_OK) {
		struct line line = prose_line(&p, p.at, &p.at);

		if (*line.data == '\f') {
			line.data++;
			line.size -= line.size > 0;
		}
		if (!is_first)
			pandect_builder_text(builder, "\n", 1);
		status = pandect_builder_text(builder, line.data, line.size);
		is_first = false;
		if (++p.n_lines % LINES_A_CHECK == 0 && status == PANDECT_OK)
			status = pandect_call_should_stop(call);
	}
	return status == PANDECT_OK ? pandect_builder_close(builder) : status;
}
