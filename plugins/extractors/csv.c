/* SPDX-License-Identifier: MIT */
/*
 * Delimited values (RFC 4180 and what spreadsheets made of it) by libcsv. The delimiter is that of
 * a first line `sep=;`, else the one that cuts most lines into the same number of fields. The file
 * is parsed twice: the first pass finds how wide the table is and whether it has a header.
 */
#include <pandect/plugin.h>

#include "charset.h"

#include <csv.h>
#include <stdbool.h>

/* What can_handle and the search for the delimiter look at. */
#define HEAD_BYTES  65536u
#define SNIFF_LINES 200u
/* Rows and columns that tell whether the first row is a header; more would not change the verdict.
 */
#define TYPED_ROWS    200u
#define TYPED_COLUMNS 64u
/* libcsv cannot be stopped from a callback, so the clock is looked at between pieces of this. */
#define PIECE_BYTES 65536u
/* By how much libcsv lets a field grow at a time; its own 128 makes a field of megabytes slow. */
#define FIELD_BYTES 65536u
/* Lines of one number of fields that make a text without a suffix a table. */
#define SURE_LINES 4u

static const char csv_delimiters[] = ",;\t|";

#define N_DELIMITERS (sizeof csv_delimiters - 1)

/* ---- the delimiter ---- */

struct sniff {
	char delimiter;
	unsigned n_lines, n_usual, usual; /* lines; those with the usual number of delimiters */
	bool is_first_usual;
};

/* How often each delimiter stands in the line at `at`, outside quotes; gives where the next begins.
 */
static const char *
csv_count_line(const char *at, const char *end, unsigned counts[N_DELIMITERS])
{
	bool is_quoted = false;

	memset(counts, 0, N_DELIMITERS * sizeof counts[0]);
	for (; at < end && (is_quoted || (*at != '\n' && *at != '\r')); at++) {
		if (*at == '"')
			is_quoted = !is_quoted;
		for (size_t i = 0; i < N_DELIMITERS && !is_quoted; i++)
			counts[i] += *at == csv_delimiters[i];
	}
	while (at < end && (*at == '\n' || *at == '\r'))
		at++;
	return at;
}

static struct sniff
csv_usual(unsigned counts[SNIFF_LINES][N_DELIMITERS], unsigned n_lines, size_t d)
{
	struct sniff sniff = {.delimiter = csv_delimiters[d], .n_lines = n_lines};

	for (unsigned i = 0; i < n_lines; i++) {
		unsigned n = 0;

		for (unsigned k = 0; k < n_lines; k++)
			n += counts[k][d] == counts[i][d];
		if (counts[i][d] > 0 && n > sniff.n_usual) {
			sniff.n_usual = n;
			sniff.usual = counts[i][d];
		}
	}
	sniff.is_first_usual = n_lines > 0 && counts[0][d] == sniff.usual && sniff.usual > 0;
	return sniff;
}

/* More lines alike first, then a first line like them, then more fields. */
static bool
sniff_is_better(const struct sniff *a, const struct sniff *b)
{
	unsigned first_a = a->n_usual * 2 + (a->is_first_usual ? a->n_lines : 0);
	unsigned first_b = b->n_usual * 2 + (b->is_first_usual ? b->n_lines : 0);

	return first_a > first_b || (first_a == first_b && a->usual > b->usual);
}

static struct sniff
csv_sniff(const char *at, const char *end)
{
	unsigned counts[SNIFF_LINES][N_DELIMITERS], n_lines = 0;
	struct sniff best = {.delimiter = ','};

	if ((size_t)(end - at) > HEAD_BYTES)
		end = at + HEAD_BYTES;
	while (at < end && n_lines < SNIFF_LINES)
		at = csv_count_line(at, end, counts[n_lines++]);
	best.n_lines = n_lines;
	for (size_t d = 0; d < N_DELIMITERS; d++) {
		struct sniff sniff = csv_usual(counts, n_lines, d);

		if (sniff_is_better(&sniff, &best))
			best = sniff;
	}
	return best;
}

/* A first line `sep=X` of spreadsheets: gives X and moves on, else 0. */
static char
csv_declared(const char **at, const char *end)
{
	const char *from = *at;

	if (end - from < 5 || strncmp(from, "sep=", 4) != 0)
		return 0;

	const char *rest = from + 5;

	if (rest < end && *rest != '\n' && *rest != '\r')
		return 0;
	while (rest < end && (*rest == '\n' || *rest == '\r'))
		rest++;
	*at = rest;
	return from[4];
}

/* ---- parsing ---- */

struct csv {
	struct pandect_call *call;
	struct pandect_builder *builder;
	const char *at, *end;
	char delimiter, quote;
	bool is_writing, has_header, is_row_open;
	size_t n_rows, n_columns, column;
	/* Of the first rows: whether the first is a number, and how many of the others. */
	bool is_number[TYPED_COLUMNS];
	unsigned n_numbers[TYPED_COLUMNS], n_values[TYPED_COLUMNS];
	pandect_status status;
};

/* A number, but no year: years stand in headers. */
static bool
csv_is_number(const char *data, size_t size)
{
	size_t n_digits = 0;

	for (size_t i = 0; i < size; i++) {
		if (data[i] >= '0' && data[i] <= '9')
			n_digits++;
		else if (!strchr("+-., eE%$", data[i]))
			return false;
	}
	if (size == 4 && n_digits == 4 &&
		(memcmp(data, "19", 2) == 0 || memcmp(data, "20", 2) == 0))
		return false;
	return n_digits * 2 >= size && n_digits > 0;
}

static void
csv_note_type(struct csv *csv, const char *data, size_t size)
{
	if (csv->column >= TYPED_COLUMNS || csv->n_rows >= TYPED_ROWS || size == 0)
		return;

	bool is_number = csv_is_number(data, size);

	if (csv->n_rows == 0) {
		csv->is_number[csv->column] = is_number;
	} else {
		csv->n_values[csv->column]++;
		csv->n_numbers[csv->column] += is_number;
	}
}

static void
csv_cell(struct csv *csv, const char *data, size_t size)
{
	struct pandect_text text = {data, size};
	bool is_header = csv->has_header && csv->n_rows == 0;

	if (!csv->is_row_open) {
		csv->status = pandect_builder_open(csv->builder, PANDECT_NODE_ROW, 0);
		csv->is_row_open = true;
	}
	if (csv->status == PANDECT_OK)
		csv->status =
			pandect_builder_leaf(csv->builder, PANDECT_NODE_CELL, is_header, text);
}

static void
csv_field(void *data, size_t size, void *user)
{
	struct csv *csv = user;

	if (csv->status != PANDECT_OK)
		return;
	if (csv->is_writing) {
		if (csv->column < csv->n_columns)
			csv_cell(csv, data, size);
	} else {
		/* Columns at the end in which no row has anything are left out. */
		if (size > 0 && csv->column >= csv->n_columns)
			csv->n_columns = csv->column + 1;
		csv_note_type(csv, data, size);
	}
	csv->column++;
}

static void
csv_row(int ending, void *user)
{
	struct csv *csv = user;

	(void)ending;
	if (csv->status != PANDECT_OK)
		return;
	if (csv->is_writing) {
		for (; csv->column < csv->n_columns && csv->status == PANDECT_OK; csv->column++)
			csv_cell(csv, "", 0);
		if (csv->status == PANDECT_OK)
			csv->status = pandect_builder_close(csv->builder);
		csv->is_row_open = false;
	}
	csv->column = 0;
	csv->n_rows++;
}

/* One pass over all. MALFORMED: a quote is open at the end. */
static pandect_status
csv_pass(struct csv *csv)
{
	struct csv_parser parser;
	size_t size = (size_t)(csv->end - csv->at), done = 0;
	int failure = 0;

	if (csv_init(&parser, CSV_STRICT_FINI) != 0)
		return PANDECT_NO_MEMORY;
	csv_set_delim(&parser, (unsigned char)csv->delimiter);
	csv_set_quote(&parser, (unsigned char)csv->quote);
	csv_set_blk_size(&parser, FIELD_BYTES);
	csv->status = PANDECT_OK;
	csv->n_rows = csv->column = 0;
	while (done < size && csv->status == PANDECT_OK && failure == 0) {
		size_t n = size - done < PIECE_BYTES ? size - done : PIECE_BYTES;

		if (csv_parse(&parser, csv->at + done, n, csv_field, csv_row, csv) != n)
			failure = csv_error(&parser);
		done += n;
		if (csv->status == PANDECT_OK)
			csv->status = pandect_call_should_stop(csv->call);
	}
	if (failure == 0 && csv->status == PANDECT_OK &&
		csv_fini(&parser, csv_field, csv_row, csv) != 0)
		failure = csv_error(&parser);
	csv_free(&parser);
	if (csv->status != PANDECT_OK)
		return csv->status;
	return failure == 0            ? PANDECT_OK
	       : failure == CSV_EPARSE ? PANDECT_MALFORMED
				       : PANDECT_NO_MEMORY;
}

/* The first row is data like the others if a number stands on top of a column of numbers. */
static bool
csv_has_header(const struct csv *csv)
{
	if (csv->n_rows < 2)
		return true;
	for (size_t i = 0; i < TYPED_COLUMNS && i < csv->n_columns; i++)
		if (csv->is_number[i] && csv->n_values[i] > 0 &&
			csv->n_numbers[i] * 5 >= csv->n_values[i] * 4)
			return false;
	return true;
}

/* Lines of comment before the table (`# …`), as a paragraph. */
static void
csv_comment(struct csv *csv)
{
	bool is_open = false;

	while (csv->end - csv->at > 1 && *csv->at == '#' &&
		(csv->at[1] == ' ' || csv->at[1] == '\n' || csv->at[1] == '\r')) {
		size_t left = (size_t)(csv->end - csv->at);
		const char *end = memchr(csv->at, '\n', left);
		size_t size = end ? (size_t)(end - csv->at) : left;

		if (!is_open)
			pandect_builder_open(csv->builder, PANDECT_NODE_PARAGRAPH, 0);
		else
			pandect_builder_text(csv->builder, "\n", 1);
		is_open = true;
		for (; size > 1 && csv->at[size - 1] == '\r'; size--)
			;
		if (size > 2)
			pandect_builder_text(csv->builder, csv->at + 2, size - 2);
		csv->at = end ? end + 1 : csv->end;
	}
	if (is_open)
		pandect_builder_close(csv->builder);
}

static pandect_status
csv_table(struct csv *csv)
{
	pandect_status status = csv_pass(csv);

	if (status == PANDECT_MALFORMED) {
		pandect_call_warn(csv->call, "quotes",
			"a quotation mark is not closed; all of them are read as plain characters");
		csv->quote = 0;
		status = csv_pass(csv);
	}
	if (status != PANDECT_OK || csv->n_columns == 0)
		return status;
	csv->has_header = csv_has_header(csv);
	csv->is_writing = true;
	pandect_builder_open(csv->builder, PANDECT_NODE_TABLE, 0);
	status = csv_pass(csv);
	return status == PANDECT_OK ? pandect_builder_close(csv->builder) : status;
}

/* ---- slots ---- */

/* Whether the type or the name says that it is one. */
static bool
csv_is_named(struct pandect_source *source)
{
	static const char *const suffixes[] = {".csv", ".tsv", ".tab"};
	struct pandect_text mime = pandect_source_mime(source), name = pandect_source_name(source);
	char end[4] = "";

	if (pandect_text_is(mime, "text/csv") || pandect_text_is(mime, "text/tab-separated-values"))
		return true;
	for (size_t i = 0; i < sizeof end && name.size >= sizeof end; i++)
		end[i] = (char)(name.data[name.size - sizeof end + i] | 0x20);
	for (size_t i = 0; i < sizeof suffixes / sizeof suffixes[0]; i++)
		if (memcmp(end, suffixes[i], sizeof end) == 0)
			return true;
	return false;
}

static int32_t
csv_can_handle(void *self, struct pandect_call *call, struct pandect_source *source)
{
	char head[8192];
	int64_t n = pandect_source_read_at(source, 0, head, sizeof head);

	(void)self;
	(void)call;
	if (n < 0)
		return (int32_t)n;
	if (!charset_is_text(head, (size_t)n))
		return PANDECT_BID_NO;
	if (csv_is_named(source))
		return PANDECT_BID_LIKELY;

	/* The last line is cut off where the head ends. */
	const char *end = head + n;

	while ((size_t)n == sizeof head && end > head && end[-1] != '\n')
		end--;

	struct sniff sniff = csv_sniff(head, end);

	/* A comma a line happens in prose. */
	if (sniff.n_lines < SURE_LINES || sniff.n_usual < sniff.n_lines ||
		(sniff.usual < 2 && sniff.delimiter != '\t'))
		return PANDECT_BID_NO;
	return PANDECT_BID_WEAK;
}

static pandect_status
csv_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	const void *bytes;
	size_t size;
	struct pandect_text label = {NULL, 0}, wanted = {NULL, 0};
	struct charset_text decoded;

	(void)self;
	pandect_call_text(call, "encoding", &label);
	pandect_call_text(call, "delimiter", &wanted);

	pandect_status status = pandect_source_bytes(source, &bytes, &size);

	if (status == PANDECT_OK)
		status = charset_decode(bytes, size, label, &decoded);
	if (status != PANDECT_OK)
		return status;

	struct csv csv = {
		.call = call,
		.builder = builder,
		.at = decoded.data,
		.end = decoded.data + decoded.size,
		.quote = '"',
	};

	csv.delimiter = csv_declared(&csv.at, csv.end);
	csv_comment(&csv);
	if (wanted.size > 0)
		csv.delimiter = pandect_text_is(wanted, "tab") ? '\t' : wanted.data[0];
	if (!csv.delimiter)
		csv.delimiter = csv_sniff(csv.at, csv.end).delimiter;
	pandect_builder_meta(builder, "text:encoding", pandect_text(decoded.encoding));
	if (decoded.n_replaced > 0)
		pandect_call_warn(call, "encoding",
			"some bytes are not valid in the text's encoding and stand as U+FFFD");
	status = csv_table(&csv);
	charset_clear(&decoded);
	return status;
}

static const struct pandect_option csv_options[] = {
	{
		.name = "encoding",
		.help = "Encoding of the text, such as latin1 or shift_jis; empty: found from the "
			"bytes",
		.fallback = "",
		.type = PANDECT_OPTION_TEXT,
		.flags = PANDECT_OPTION_CALL,
	},
	{
		.name = "delimiter",
		.help = "Character between fields, or tab; empty: found from the lines",
		.fallback = "",
		.type = PANDECT_OPTION_TEXT,
		.flags = PANDECT_OPTION_CALL,
	},
};

static const struct pandect_format csv_formats[] = {
	{
		.mime = "text/csv",
		.names = "application/csv text/x-csv application/x-csv text/comma-separated-values",
		.suffixes = "csv",
		.flags = PANDECT_FORMAT_TEXT,
	},
	{
		.mime = "text/tab-separated-values",
		.names = "text/tsv text/x-tsv",
		.suffixes = "tsv tab",
	},
};

static const struct pandect_document_extractor csv_plugin = {
	.base =
		{
			.size = sizeof csv_plugin,
			.kind = PANDECT_DOCUMENT_EXTRACTOR,
			.name = "csv",
			.version = "1.0",
			.description = "Comma-, semicolon- and tab-separated values",
			.priority = -50,
			.flags = PANDECT_CONCURRENT,
			.options = PANDECT_ARRAY(csv_options),
		},
	.formats = PANDECT_ARRAY(csv_formats),
	.can_handle = csv_can_handle,
	.extract = csv_extract,
};

static const struct pandect_plugin *const csv_plugins[] = {&csv_plugin.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "csv",
	.version = "1.0",
	.license = "MIT AND LGPL-2.1-or-later",
	.n_plugins = 1,
	.plugins = csv_plugins,
};
