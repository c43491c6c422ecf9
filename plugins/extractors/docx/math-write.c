/* SPDX-License-Identifier: MIT */
/* Makes LaTeX of a formula's tree. */
#include "math.h"

#include <string.h>

#include "math-symbols.h"

static void
put_text(struct math *math, struct pandect_text text)
{
	if (math->status)
		return;
	if (text.size > LATEX_MOST - math->latex_size)
		math->status = PANDECT_LIMIT;
	else if (!math_append(&math->latex, &math->latex_size, &math->latex_capacity, text))
		math->status = PANDECT_NO_MEMORY;
}

static void
put(struct math *math, const char *string)
{
	put_text(math, pandect_text(string));
}

static size_t
character_size(const char *text, size_t size)
{
	unsigned char c = (unsigned char)text[0];
	size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

	return n < size ? n : size;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The command for a character, or NULL. */
static const char *
symbol_of(const char *text, size_t size)
{
	if (size == 1 && (is_letter(text[0]) || (text[0] >= '0' && text[0] <= '9')))
		return NULL;
	for (size_t i = 0; i < sizeof math_symbols / sizeof math_symbols[0]; i++) {
		if (strlen(math_symbols[i].text) == size &&
			memcmp(math_symbols[i].text, text, size) == 0)
			return math_symbols[i].latex;
	}
	return NULL;
}

/* Letters of the mathematical alphabets (U+1D400 on) are styles of plain ones: the plain one. */
static char
plain_letter(const char *text, size_t size)
{
	if (size != 4 || memcmp(text, "\xF0\x9D", 2) != 0)
		return 0;
	uint32_t code = 0x1D000u + (((uint32_t)text[2] & 0x3F) << 6) + ((uint32_t)text[3] & 0x3F);

	if (code >= 0x1D400 && code < 0x1D6A4) {
		uint32_t i = (code - 0x1D400) % 52;

		return (char)(i < 26 ? 'A' + i : 'a' + i - 26);
	}
	if (code >= 0x1D7CE && code <= 0x1D7FF)
		return (char)('0' + (code - 0x1D7CE) % 10);
	return 0;
}

static void
write_characters(struct math *math, struct pandect_text text)
{
	for (size_t at = 0; at < text.size;) {
		size_t n = character_size(text.data + at, text.size - at);
		const char *symbol = symbol_of(text.data + at, n);
		char plain = plain_letter(text.data + at, n);

		if (symbol)
			put(math, symbol);
		else if (plain)
			put_text(math, (struct pandect_text){&plain, 1});
		else
			put_text(math, (struct pandect_text){text.data + at, n});
		at += n;
	}
}

static void
write_children(struct math *math, uint32_t node, unsigned depth)
{
	for (uint32_t child = math->nodes[node].first; child; child = math->nodes[child].next)
		math_write(math, child, depth + 1);
}

/* The first child of a kind, 0: none. */
static uint32_t
part(const struct math *math, uint32_t node, enum kind kind)
{
	for (uint32_t child = math->nodes[node].first; child; child = math->nodes[child].next) {
		if (math->nodes[child].kind == kind)
			return child;
	}
	return 0;
}

static bool
is_empty(const struct math *math, uint32_t node)
{
	return node == 0 || math->nodes[node].first == 0;
}

static void
write_braced(struct math *math, const char *before, uint32_t node, unsigned depth)
{
	put(math, before);
	put(math, "{");
	if (node)
		write_children(math, node, depth);
	put(math, "}");
}

/* The only child that says something; 0: there are several, or none. */
static uint32_t
only_child(const struct math *math, uint32_t node)
{
	uint32_t only = 0;

	for (uint32_t child = math->nodes[node].first; child; child = math->nodes[child].next) {
		enum kind kind = (enum kind)math->nodes[child].kind;

		if (kind == KIND_PROPERTIES || kind == KIND_SKIPPED)
			continue;
		if (only)
			return 0;
		only = child;
	}
	return only;
}

/* A base: braces only where it is more than a letter, so that x^{2} stays readable. */
static void
write_base(struct math *math, uint32_t node, unsigned depth)
{
	uint32_t child = node ? only_child(math, node) : 0;
	enum kind kind = child ? (enum kind)math->nodes[child].kind : KIND_GROUP;
	bool is_single =
		kind == KIND_RUN || kind == KIND_DELIMITERS || (child && kind == KIND_GROUP);

	if (is_single)
		write_children(math, node, depth);
	else
		write_braced(math, "", node, depth);
}

static void
write_script(struct math *math, const char *mark, uint32_t node, unsigned depth)
{
	if (!is_empty(math, node))
		write_braced(math, mark, node, depth);
}

static void
write_fraction(struct math *math, uint32_t node, unsigned depth)
{
	const struct node *at = &math->nodes[node];
	uint32_t numerator = part(math, node, KIND_NUMERATOR);
	uint32_t denominator = part(math, node, KIND_DENOMINATOR);

	if (at->is_linear) {
		write_base(math, numerator, depth);
		put(math, "/");
		write_base(math, denominator, depth);
		return;
	}
	write_braced(math, at->is_no_bar ? "\\genfrac{}{}{0pt}{}" : "\\frac", numerator, depth);
	write_braced(math, "", denominator, depth);
}

static void
write_radical(struct math *math, uint32_t node, unsigned depth)
{
	uint32_t degree = part(math, node, KIND_DEGREE);

	put(math, "\\sqrt");
	if (!math->nodes[node].hides_degree && !is_empty(math, degree)) {
		put(math, "[");
		write_children(math, degree, depth);
		put(math, "]");
	}
	write_braced(math, "", part(math, node, KIND_ELEMENT), depth);
}

static void
write_nary(struct math *math, uint32_t node, unsigned depth)
{
	const struct node *at = &math->nodes[node];
	const char *symbol = symbol_of(at->character, strlen(at->character));

	if (!at->has_character)
		symbol = "\\int ";
	char operator[32] = "";
	size_t n = symbol ? strlen(symbol) : 0;

	if (n && n < sizeof operator) {
		memcpy(operator, symbol, n + 1);
		/* The blank after a command is not needed before a script. */
		if (operator[n - 1] == ' ')
			operator[n - 1] = 0;
	}
	put(math, operator[0] ? operator : at->character);
	if (!at->hides_sub)
		write_script(math, "_", part(math, node, KIND_SUB), depth);
	if (!at->hides_sup)
		write_script(math, "^", part(math, node, KIND_SUP), depth);
	write_braced(math, "", part(math, node, KIND_ELEMENT), depth);
}

static void
write_delimiter(struct math *math, const char *command, const char *character, const char *usual,
	bool is_said)
{
	const char *text = is_said ? character : usual;
	const char *symbol = symbol_of(text, strlen(text));

	put(math, command);
	put(math, !*text ? "." : symbol ? symbol : text);
}

/* The one element of delimiters, if it is nothing but a fraction without bar. */
static uint32_t
binomial(const struct math *math, uint32_t node)
{
	uint32_t element = part(math, node, KIND_ELEMENT);
	uint32_t child = element ? only_child(math, element) : 0;

	if (!child || math->nodes[child].kind != KIND_FRACTION || !math->nodes[child].is_no_bar ||
		math->nodes[node].has_begin || math->nodes[node].has_end)
		return 0;
	return child;
}

static void
write_delimiters(struct math *math, uint32_t node, unsigned depth)
{
	const struct node *at = &math->nodes[node];
	uint32_t fraction = binomial(math, node);
	bool is_first = true;

	if (fraction) {
		write_braced(math, "\\binom", part(math, fraction, KIND_NUMERATOR), depth);
		write_braced(math, "", part(math, fraction, KIND_DENOMINATOR), depth);
		return;
	}
	write_delimiter(math, "\\left", at->begin, "(", at->has_begin);
	for (uint32_t child = at->first; child; child = math->nodes[child].next) {
		if (math->nodes[child].kind != KIND_ELEMENT)
			continue;
		if (!is_first)
			put(math, at->separator[0] ? at->separator : "|");
		is_first = false;
		write_children(math, child, depth);
	}
	write_delimiter(math, "\\right", math->nodes[node].end, ")", math->nodes[node].has_end);
}

/* Rows of elements: a matrix, or equations below each other. */
static void
write_rows(struct math *math, uint32_t node, unsigned depth, bool is_matrix)
{
	bool is_first_row = true;

	put(math, is_matrix ? "\\begin{matrix}" : "\\begin{aligned}");
	for (uint32_t row = math->nodes[node].first; row; row = math->nodes[row].next) {
		if (math->nodes[row].kind != (is_matrix ? KIND_ROW : KIND_ELEMENT))
			continue;
		if (!is_first_row)
			put(math, "\\\\");
		is_first_row = false;
		if (!is_matrix) {
			write_children(math, row, depth);
			continue;
		}
		bool is_first = true;

		for (uint32_t cell = math->nodes[row].first; cell; cell = math->nodes[cell].next) {
			if (!is_first)
				put(math, "&");
			is_first = false;
			write_children(math, cell, depth);
		}
	}
	put(math, is_matrix ? "\\end{matrix}" : "\\end{aligned}");
}

static void
write_accent(struct math *math, uint32_t node, unsigned depth)
{
	const struct node *at = &math->nodes[node];
	const char *command = at->has_character ? NULL : "\\hat";

	for (size_t i = 0; !command && i < sizeof math_accents / sizeof math_accents[0]; i++) {
		if (strcmp(at->character, math_accents[i].text) == 0)
			command = math_accents[i].latex;
	}
	write_braced(math, command ? command : "", part(math, node, KIND_ELEMENT), depth);
}

static void
write_function(struct math *math, uint32_t node, unsigned depth)
{
	uint32_t name = part(math, node, KIND_NAME);
	size_t before = math->latex_size;

	if (name)
		write_children(math, name, depth);
	/* A name that LaTeX knows is a command: sin, lim, … */
	for (size_t i = 0; !math->status && i < sizeof math_functions / sizeof math_functions[0];
		i++) {
		size_t n = strlen(math_functions[i]);

		if (math->latex_size - before < n ||
			memcmp(math->latex + before, math_functions[i], n) != 0 ||
			(math->latex_size - before > n && is_letter(math->latex[before + n])))
			continue;
		put(math, " ");
		if (math->status)
			return;
		memmove(math->latex + before + 1, math->latex + before,
			math->latex_size - before - 1);
		math->latex[before] = '\\';
		break;
	}
	write_braced(math, "", part(math, node, KIND_ELEMENT), depth);
}

static void
write_group_character(struct math *math, uint32_t node, unsigned depth)
{
	const struct node *at = &math->nodes[node];
	bool is_over = at->is_top || strcmp(at->character, "\xE2\x8F\x9E") == 0;

	write_braced(math, is_over ? "\\overbrace" : "\\underbrace", part(math, node, KIND_ELEMENT),
		depth);
}

static void
write_scripts(struct math *math, uint32_t node, unsigned depth)
{
	enum kind kind = (enum kind)math->nodes[node].kind;

	if (kind == KIND_S_PRE) {
		put(math, "{}");
		write_script(math, "_", part(math, node, KIND_SUB), depth);
		write_script(math, "^", part(math, node, KIND_SUP), depth);
		write_base(math, part(math, node, KIND_ELEMENT), depth);
		return;
	}
	write_base(math, part(math, node, KIND_ELEMENT), depth);
	write_script(math, "_", part(math, node, KIND_SUB), depth);
	write_script(math, "^", part(math, node, KIND_SUP), depth);
	write_script(math, kind == KIND_LIMIT_UPP ? "^" : "_", part(math, node, KIND_LIMIT), depth);
}

static void
write_run(struct math *math, uint32_t node, unsigned depth)
{
	const struct node *at = &math->nodes[node];
	uint32_t text = part(math, node, KIND_TEXT);
	bool is_word = at->is_plain && text && math->nodes[text].size > 1, has_letter = false;

	/* Upright words are text; a function's name is seen to by its function. */
	for (uint32_t i = 0; is_word && i < math->nodes[text].size; i++) {
		char c = math->text[math->nodes[text].text + i];

		is_word = is_letter(c) || c == ' ';
		has_letter |= is_letter(c);
	}
	bool has_blank = is_word && has_letter &&
			 memchr(math->text + math->nodes[text].text, ' ', math->nodes[text].size);

	if (has_blank)
		put(math, "\\text{");
	write_children(math, node, depth);
	if (has_blank)
		put(math, "}");
}

void
math_write(struct math *math, uint32_t node, unsigned depth)
{
	const struct node *at = &math->nodes[node];

	if (depth > 2 * MATH_DEPTH || math->status)
		return;
	switch ((enum kind)at->kind) {
	case KIND_TEXT:
		write_characters(math, (struct pandect_text){math->text + at->text, at->size});
		break;
	case KIND_PROPERTIES:
	case KIND_SKIPPED:
		break;
	case KIND_RUN:
		write_run(math, node, depth);
		break;
	case KIND_FRACTION:
		write_fraction(math, node, depth);
		break;
	case KIND_S_SUB:
	case KIND_S_SUP:
	case KIND_S_SUB_SUP:
	case KIND_S_PRE:
	case KIND_LIMIT_LOW:
	case KIND_LIMIT_UPP:
		write_scripts(math, node, depth);
		break;
	case KIND_RADICAL:
		write_radical(math, node, depth);
		break;
	case KIND_NARY:
		write_nary(math, node, depth);
		break;
	case KIND_DELIMITERS:
		write_delimiters(math, node, depth);
		break;
	case KIND_MATRIX:
	case KIND_EQUATIONS:
		write_rows(math, node, depth, at->kind == KIND_MATRIX);
		break;
	case KIND_ACCENT:
		write_accent(math, node, depth);
		break;
	case KIND_BAR:
		write_braced(math, at->is_top ? "\\overline" : "\\underline",
			part(math, node, KIND_ELEMENT), depth);
		break;
	case KIND_BOX:
		write_braced(math, "\\boxed", part(math, node, KIND_ELEMENT), depth);
		break;
	case KIND_FUNCTION:
		write_function(math, node, depth);
		break;
	case KIND_GROUP_CHARACTER:
		write_group_character(math, node, depth);
		break;
	default:
		write_children(math, node, depth);
	}
}
