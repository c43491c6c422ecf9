/* SPDX-License-Identifier: MIT */
/*
 * Which encoding bytes are in, and their conversion to UTF-8 by ICU, which knows the labels and has
 * its converters inside: no file is opened. As in the WHATWG Encoding Standard, iso-8859-1 is read
 * as windows-1252, gb2312 and euc-kr as what Windows made of them.
 */
#include "charset.h"
#include "characters.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <uchardet/uchardet.h>
#include <unicode/ucnv.h>

/* How far statistics look: enough for a verdict, and a bound on the time. */
#define GUESS_BYTES (256u << 10)
/* How far the search for zero and control bytes looks. */
#define HEAD_BYTES 8192u

#define LATIN1 "windows-1252"

#define REPLACEMENT 0xfffdu
/* ICU counts in 32 bits, and text grows at most threefold. */
#define SIZE_MOST ((size_t)INT32_MAX / 4)

/* What the Encoding Standard reads another way than ICU reads the label. */
static const struct {
	const char *label, *name;
} overrides[] = {
	{"iso-8859-1", LATIN1},
	{"us-ascii", LATIN1},
	{"iso-8859-9", "windows-1254"},
	{"iso-8859-11", "windows-874"},
	{"gb2312", "GB18030"},
	{"gbk", "GB18030"},
	{"euc-kr", "windows-949"},
	{"big5", "Big5-HKSCS"},
	{"utf-16", "UTF-16LE"},
	{"utf-32", "UTF-32LE"},
	{"koi8-ru", "KOI8-U"},
	{"cp65001", "UTF-8"},
	{"utf8mb4", "UTF-8"},
	{"ansi", LATIN1},
	{"unknown-8bit", LATIN1},
};

static bool
is_named(const char *encoding, const char *name)
{
	return encoding && strcmp(encoding, name) == 0;
}

/* UTF-16 and UTF-32 are read in units of two and four bytes. */
static bool
is_wide(const char *encoding)
{
	return encoding &&
	       (strncmp(encoding, "UTF-16", 6) == 0 || strncmp(encoding, "UTF-32", 6) == 0);
}

/* The name that ICU gives a label in a standard, a constant; NULL: the label is not known. */
static const char *
standard_name(const char *label)
{
	static const char *const standards[] = {"MIME", "IANA", "WINDOWS", "JAVA"};
	const char *name = NULL;

	for (size_t i = 0; i < sizeof standards / sizeof standards[0] && !name; i++) {
		UErrorCode status = U_ZERO_ERROR;

		name = ucnv_getStandardName(label, standards[i], &status);
		if (U_FAILURE(status))
			name = NULL;
	}
	return name;
}

/* The encoding that a label means, a constant; NULL: none. ICU compares without regard to case and
 * punctuation. */
static const char *
charset_of(struct pandect_text label)
{
	char key[64];
	const char *name;

	if (label.size == 0 || label.size >= sizeof key)
		return NULL;
	memcpy(key, label.data, label.size);
	key[label.size] = '\0';
	name = standard_name(key);
	for (size_t i = 0; i < sizeof overrides / sizeof overrides[0]; i++)
		if (ucnv_compareNames(key, overrides[i].label) == 0 ||
			(name && ucnv_compareNames(name, overrides[i].label) == 0))
			return overrides[i].name;
	return name;
}

const char *
charset_find(struct pandect_text label)
{
	return charset_of(label);
}

/* The encoding that a byte order mark tells; *ret_mark: its length. */
static const char *
charset_of_mark(const unsigned char *bytes, size_t size, size_t *ret_mark)
{
	static const struct {
		const char *label;
		unsigned char size, mark[4];
	} marks[] = {
		{"utf32le", 4, {0xff, 0xfe, 0, 0}},
		{"utf32be", 4, {0, 0, 0xfe, 0xff}},
		{"utf8", 3, {0xef, 0xbb, 0xbf}},
		{"utf16le", 2, {0xff, 0xfe}},
		{"utf16be", 2, {0xfe, 0xff}},
		{"gb18030", 4, {0x84, 0x31, 0x95, 0x33}},
	};

	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (size >= marks[i].size && memcmp(bytes, marks[i].mark, marks[i].size) == 0) {
			*ret_mark = marks[i].size;
			return charset_of(pandect_text(marks[i].label));
		}
	*ret_mark = 0;
	return NULL;
}

/* UTF-16 and UTF-32 of mostly Latin text, told by where their zero bytes stand. */
static const char *
charset_of_zeros(const unsigned char *bytes, size_t size)
{
	size_t n = (size < HEAD_BYTES ? size : HEAD_BYTES) / 4, zeros[4] = {0};

	for (size_t i = 0; i < 4 * n; i++)
		zeros[i % 4] += bytes[i] == 0;
	if (n < 2 || zeros[0] + zeros[1] + zeros[2] + zeros[3] == 0)
		return NULL;
	if (zeros[3] == n && zeros[2] * 10 > n * 9 && zeros[0] * 10 < n)
		return charset_of(pandect_text("utf32le"));
	if (zeros[0] == n && zeros[1] * 10 > n * 9 && zeros[3] * 10 < n)
		return charset_of(pandect_text("utf32be"));
	if ((zeros[1] + zeros[3]) * 2 > n && (zeros[0] + zeros[2]) * 20 < n)
		return charset_of(pandect_text("utf16le"));
	if ((zeros[0] + zeros[2]) * 2 > n && (zeros[1] + zeros[3]) * 20 < n)
		return charset_of(pandect_text("utf16be"));
	return NULL;
}

/* Counts of what bytes hold if they are UTF-8. */
struct utf8_census {
	size_t n_good, n_bad; /* sequences outside ASCII */
};

/* How many bytes from the start are ASCII, eight at a time. */
static size_t
ascii_run(const unsigned char *bytes, size_t size)
{
	size_t n = 0;
	uint64_t eight;

	for (; size - n >= sizeof eight; n += sizeof eight) {
		memcpy(&eight, bytes + n, sizeof eight);
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	while (n < size && bytes[n] < 0x80)
		n++;
	return n;
}

static struct utf8_census
charset_census(const unsigned char *bytes, size_t size)
{
	struct utf8_census census = {0, 0};

	for (size_t at = ascii_run(bytes, size); at < size;
		at += ascii_run(bytes + at, size - at)) {
		size_t n;
		uint32_t code = character_at((const char *)bytes, size, at, &n);

		if (code != REPLACEMENT || n > 1)
			census.n_good++;
		else if (size - at >=
			 4) /* a character cut off at the end says nothing against it */
			census.n_bad++;
		at += n;
	}
	return census;
}

/* A few broken places in a long text are damage, not another encoding. */
static bool
charset_is_utf8(struct utf8_census census)
{
	return census.n_bad == 0 || census.n_good / 16 >= census.n_bad;
}

/* By the statistics of the letters. */
static const char *
charset_guess(const unsigned char *bytes, size_t size)
{
	uchardet_t detector = uchardet_new();
	const char *set = NULL;

	if (detector) {
		size_t n = size < GUESS_BYTES ? size : GUESS_BYTES;

		if (uchardet_handle_data(detector, (const char *)bytes, n) == 0) {
			uchardet_data_end(detector);
			set = charset_of(pandect_text(uchardet_get_charset(detector)));
		}
		uchardet_delete(detector);
	}
	if (!set || is_named(set, "us-ascii") || is_named(set, "UTF-8"))
		set = charset_of(pandect_text(LATIN1));
	return set;
}

/* Whether bytes hold an escape sequence of ISO-2022-JP (RFC 1468). */
static bool
has_escapes(const unsigned char *bytes, size_t size)
{
	const unsigned char *at = bytes, *end = bytes + size;

	while ((at = memchr(at, 0x1b, (size_t)(end - at)))) {
		if (end - at >= 3 && at[1] == '$' && (at[2] == 'B' || at[2] == '@'))
			return true;
		at++;
	}
	return false;
}

/* Which encoding to read the bytes as, when no mark tells it. */
static const char *
charset_choose(
	const unsigned char *bytes, size_t size, struct pandect_text label, bool *ret_guessed)
{
	const char *set = charset_of_zeros(bytes, size);

	*ret_guessed = false;
	if (set)
		return set;
	set = charset_of(label);
	/* Zeros are the mark of the wide encodings: without any they are not in use. */
	if (is_wide(set) && !memchr(bytes, 0, size))
		set = NULL;
	bool is_plain = !set || is_named(set, "us-ascii") || is_named(set, "UTF-8") ||
			is_named(set, LATIN1);

	if (!is_plain)
		return set;

	struct utf8_census census = charset_census(bytes, size);

	if (set && is_named(set, LATIN1) && (census.n_bad || !census.n_good))
		return set;
	if (!set && census.n_good + census.n_bad == 0 && has_escapes(bytes, size)) {
		*ret_guessed = true;
		return charset_of(pandect_text("iso2022jp"));
	}
	if (charset_is_utf8(census))
		return charset_of(pandect_text("utf8"));
	*ret_guessed = true;
	return charset_guess(bytes, size);
}

/* Each place that is not valid in the encoding. */
static size_t
count_replaced(const char *text, size_t size)
{
	const char *at = text, *end = text + size;
	size_t n = 0;

	while ((at = memchr(at, 0xef, (size_t)(end - at))) && end - at >= 3) {
		n += memcmp(at, "\xef\xbf\xbd", 3) == 0;
		at++;
	}
	return n;
}

/* A first try with room for what is usual, a second with what ICU says it needs. */
static pandect_status
run(UConverter *converter, const unsigned char *bytes, int32_t size, struct charset_text *text)
{
	int32_t capacity = size + size / 2 + 16;

	for (int attempt = 0; attempt < 2; attempt++) {
		UErrorCode status = U_ZERO_ERROR;
		char *room = realloc(text->owned, (size_t)capacity);
		int32_t written;

		if (!room)
			return PANDECT_NO_MEMORY;
		text->owned = room;
		ucnv_reset(converter);
		written = ucnv_toAlgorithmic(
			UCNV_UTF8, converter, room, capacity, (const char *)bytes, size, &status);
		if (U_SUCCESS(status)) {
			text->data = room;
			text->size = (size_t)written;
			text->n_replaced = count_replaced(room, text->size);
			return PANDECT_OK;
		}
		if (status != U_BUFFER_OVERFLOW_ERROR)
			break;
		capacity = written + 1;
	}
	return PANDECT_NO_MEMORY;
}

static pandect_status
charset_convert(
	const unsigned char *bytes, size_t size, const char *encoding, struct charset_text *text)
{
	UErrorCode error = U_ZERO_ERROR;
	UConverter *converter;
	pandect_status status;

	text->encoding = encoding;
	if (is_named(encoding, "UTF-8") && charset_census(bytes, size).n_bad == 0) {
		text->data = (const char *)bytes;
		text->size = size;
		return PANDECT_OK;
	}
	if (size > SIZE_MOST)
		return PANDECT_LIMIT;
	converter = ucnv_open(encoding, &error);
	if (U_FAILURE(error))
		return PANDECT_NO_MEMORY;
	status = run(converter, bytes, (int32_t)size, text);
	ucnv_close(converter);
	if (status != PANDECT_OK) {
		free(text->owned);
		text->owned = NULL;
	}
	return status;
}

pandect_status
charset_decode(
	const void *bytes, size_t size, struct pandect_text label, struct charset_text *ret_text)
{
	struct charset_text text = {0};
	size_t mark;

	if (!bytes)
		bytes = "";

	const char *set = charset_of_mark(bytes, size, &mark);

	if (!set)
		set = charset_choose(bytes, size, label, &text.is_guessed);

	pandect_status status =
		charset_convert((const unsigned char *)bytes + mark, size - mark, set, &text);

	if (status == PANDECT_OK)
		*ret_text = text;
	return status;
}

pandect_status
charset_decode_as(
	const void *bytes, size_t size, struct pandect_text label, struct charset_text *ret_text)
{
	struct charset_text text = {0};
	const char *set = charset_of(label);
	size_t mark;

	if (!set)
		return PANDECT_INVALID;
	if (!bytes)
		bytes = "";
	if (charset_of_mark(bytes, size, &mark) != set)
		mark = 0;

	pandect_status status =
		charset_convert((const unsigned char *)bytes + mark, size - mark, set, &text);

	if (status == PANDECT_OK)
		*ret_text = text;
	return status;
}

void
charset_clear(struct charset_text *text)
{
	free(text->owned);
	*text = (struct charset_text){0};
}

bool
charset_is_text(const void *bytes, size_t size)
{
	const unsigned char *at = bytes;
	size_t n = size < HEAD_BYTES ? size : HEAD_BYTES, n_controls = 0, mark;

	if (charset_of_mark(at, size, &mark) || charset_of_zeros(at, n))
		return true;
	for (size_t i = 0; i < n; i++) {
		if (at[i] == 0)
			return false;
		/* TAB to CR, ESC (terminal colours, ISO 2022), SUB (the end of DOS files). */
		n_controls += (at[i] < 9 || (at[i] > 13 && at[i] < 32) || at[i] == 127) &&
			      at[i] != 0x1b && at[i] != 0x1a;
	}
	return n_controls * 100 <= n;
}
