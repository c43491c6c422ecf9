/* SPDX-License-Identifier: MIT */
/*
 * Which encoding bytes are in, and their conversion to UTF-8. The labels are those of the WHATWG
 * Encoding Standard and what mail and old DOS and EBCDIC files add to it; as there, iso-8859-1 is
 * read as windows-1252, shift_jis and gb2312 as what Windows made of them. The conversion is
 * iconv's.
 */
#include "charset.h"
#include "characters.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <uchardet/uchardet.h>

/* How far statistics look: enough for a verdict, and a bound on the time. */
#define GUESS_BYTES (256u << 10)
/* How far the search for zero and control bytes looks. */
#define HEAD_BYTES 8192u

#define LATIN1 "windows-1252"

#define REPLACEMENT 0xfffdu

/* Labels stand without anything but letters and digits, in lower case, a blank between. */
static const struct charset {
	const char *name, *labels;
	const char *converter; /* what iconv calls it */
	unsigned unit;         /* bytes that a broken place costs at least */
} charsets[] = {
#define CHARSET(name, labels, converter, unit) \
	{ \
		name, " " labels " ", converter, unit \
	}
	CHARSET("UTF-8", "utf8 unicode11utf8 unicode20utf8 utf8mb4 xunicode20utf8 cp65001", "UTF-8",
		1),
	CHARSET(LATIN1,
		"windows1252 cp1252 xcp1252 iso88591 iso885911987 iso885915bit latin1 l1 isoir100 "
		"csisolatin1 ibm819 cp819 iso885918859 88591 ansi iso8859 latin xansi",
		"CP1252", 1),
	CHARSET("us-ascii",
		"usascii ascii ansix341968 ansix341986 iso646us iso646irv1991 us isoir6 cp367 "
		"ibm367 csascii 7bit 8bit unknown8bit default none",
		"ASCII", 1),
	CHARSET("UTF-16LE", "utf16le utf16 ucs2 ucs2le unicode unicodefeff iso10646ucs2 csunicode",
		"UTF-16LE", 2),
	CHARSET("UTF-16BE", "utf16be unicodefffe ucs2be", "UTF-16BE", 2),
	CHARSET("UTF-32LE", "utf32le utf32 ucs4 ucs4le", "UTF-32LE", 4),
	CHARSET("UTF-32BE", "utf32be ucs4be iso10646ucs4", "UTF-32BE", 4),
	CHARSET("UTF-7", "utf7 unicode11utf7 csunicode11utf7", "UTF-7", 1),
	CHARSET("Shift_JIS",
		"shiftjis sjis ms932 cp932 mskanji windows31j csshiftjis xsjis xmscp932 "
		"cswindows31j ibm943 cp943",
		"CP932", 1),
	CHARSET("EUC-JP", "eucjp xeucjp cseucpkdfmtjapanese ujis eucjpms cp51932", "EUC-JP-MS", 1),
	CHARSET("ISO-2022-JP",
		"iso2022jp csiso2022jp iso2022jp1 iso2022jp2 iso2022jp3 iso2022jpms cp50220 "
		"cp50221 "
		"jis",
		"ISO-2022-JP", 1),
	CHARSET("GB18030",
		"gb18030 gbk gb2312 gb231280 csgb2312 xgbk cp936 ms936 windows936 chinese "
		"csiso58gb231280 "
		"isoir58 euccn xeuccn",
		"GB18030", 1),
	CHARSET("Big5",
		"big5 big5hkscs cnbig5 csbig5 xxbig5 cp950 ms950 windows950 big5tw big5eten "
		"big5hkscs2004",
		"BIG5-HKSCS", 1),
	CHARSET("EUC-KR",
		"euckr cseuckr ksc5601 ksc56011987 ksc56011989 ksc5601n korean windows949 cp949 "
		"ms949 uhc "
		"isoir149 csksc56011987 xwindows949",
		"UHC", 1),
	CHARSET("ISO-2022-KR", "iso2022kr csiso2022kr", "ISO-2022-KR", 1),
	CHARSET("windows-1250", "windows1250 cp1250 xcp1250", "CP1250", 1),
	CHARSET("windows-1251", "windows1251 cp1251 xcp1251 ansi1251 win1251", "CP1251", 1),
	CHARSET("windows-1253", "windows1253 cp1253 xcp1253", "CP1253", 1),
	CHARSET("windows-1254",
		"windows1254 cp1254 xcp1254 iso88599 iso885991989 latin5 l5 isoir148 csisolatin5",
		"CP1254", 1),
	CHARSET("windows-1255", "windows1255 cp1255 xcp1255", "CP1255", 1),
	CHARSET("windows-1256", "windows1256 cp1256 xcp1256", "CP1256", 1),
	CHARSET("windows-1257", "windows1257 cp1257 xcp1257", "CP1257", 1),
	CHARSET("windows-1258", "windows1258 cp1258 xcp1258", "CP1258", 1),
	CHARSET("windows-874", "windows874 cp874 dos874 iso885911 tis620", "CP874", 1),
	CHARSET("ISO-8859-2", "iso88592 iso885921987 latin2 l2 isoir101 csisolatin2", "ISO-8859-2",
		1),
	CHARSET("ISO-8859-3", "iso88593 iso885931988 latin3 l3 isoir109 csisolatin3", "ISO-8859-3",
		1),
	CHARSET("ISO-8859-4", "iso88594 iso885941988 latin4 l4 isoir110 csisolatin4", "ISO-8859-4",
		1),
	CHARSET("ISO-8859-5", "iso88595 iso885951988 cyrillic isoir144 csisolatincyrillic",
		"ISO-8859-5", 1),
	CHARSET("ISO-8859-6",
		"iso88596 iso885961987 arabic asmo708 ecma114 isoir127 iso88596e iso88596i "
		"csisolatinarabic",
		"ISO-8859-6", 1),
	CHARSET("ISO-8859-7",
		"iso88597 iso885971987 greek greek8 ecma118 elot928 isoir126 csisolatingreek "
		"suneugreek",
		"ISO-8859-7", 1),
	CHARSET("ISO-8859-8",
		"iso88598 iso885981988 hebrew visual isoir138 iso88598e iso88598i logical "
		"csisolatinhebrew",
		"ISO-8859-8", 1),
	CHARSET("ISO-8859-10", "iso885910 latin6 l6 isoir157 csisolatin6", "ISO-8859-10", 1),
	CHARSET("ISO-8859-13", "iso885913 latin7 l7", "ISO-8859-13", 1),
	CHARSET("ISO-8859-14", "iso885914 latin8 l8", "ISO-8859-14", 1),
	CHARSET("ISO-8859-15", "iso885915 latin9 l9 csisolatin9", "ISO-8859-15", 1),
	CHARSET("ISO-8859-16", "iso885916 latin10 l10", "ISO-8859-16", 1),
	CHARSET("KOI8-R", "koi8r koi8 koi cskoi8r", "KOI8-R", 1),
	CHARSET("KOI8-U", "koi8u koi8ru", "KOI8-U", 1),
	CHARSET("macintosh", "macintosh mac macroman xmacroman csmacintosh applemac", "MACINTOSH",
		1),
	CHARSET("x-mac-cyrillic", "xmaccyrillic maccyrillic xmacukrainian", "MAC-CYRILLIC", 1),
	CHARSET("x-mac-ce", "xmacce maccentraleurope macce maclatin2", "MAC-CENTRALEUROPE", 1),
	CHARSET("IBM437", "ibm437 cp437 437 cspc8codepage437 oem", "IBM437", 1),
	CHARSET("IBM850", "ibm850 cp850 850", "IBM850", 1),
	CHARSET("IBM852", "ibm852 cp852 852", "IBM852", 1),
	CHARSET("IBM855", "ibm855 cp855 855", "IBM855", 1),
	CHARSET("IBM857", "ibm857 cp857 857", "IBM857", 1),
	CHARSET("IBM858", "ibm858 ibm00858 cp858 858", "IBM858", 1),
	CHARSET("IBM862", "ibm862 cp862 862", "IBM862", 1),
	CHARSET("IBM865", "ibm865 cp865 865", "IBM865", 1),
	CHARSET("IBM866", "ibm866 cp866 866 csibm866", "IBM866", 1),
	CHARSET("IBM037", "ibm037 cp037 ibm1140 cp1140 ebcdiccpus ebcdic", "IBM037", 1),
	CHARSET("IBM500", "ibm500 cp500", "IBM500", 1),
	CHARSET("IBM1047", "ibm1047 cp1047", "IBM1047", 1),
#undef CHARSET
};

static const struct charset *
charset_of(struct pandect_text label)
{
	char key[32] = " ";
	size_t n = 1;

	for (size_t i = 0; i < label.size; i++) {
		char c = label.data[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
			continue;
		if (n == sizeof key - 2)
			return NULL;
		key[n++] = c;
	}
	if (n == 1)
		return NULL;
	key[n] = ' ';
	for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++)
		if (strstr(charsets[i].labels, key))
			return &charsets[i];
	return NULL;
}

static bool
is_named(const struct charset *set, const char *name)
{
	return strcmp(set->name, name) == 0;
}

const char *
charset_find(struct pandect_text label)
{
	const struct charset *set = charset_of(label);

	return set ? set->name : NULL;
}

/* The encoding that a byte order mark tells; *ret_mark: its length. */
static const struct charset *
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
static const struct charset *
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
static const struct charset *
charset_guess(const unsigned char *bytes, size_t size)
{
	uchardet_t detector = uchardet_new();
	const struct charset *set = NULL;

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
static const struct charset *
charset_choose(
	const unsigned char *bytes, size_t size, struct pandect_text label, bool *ret_guessed)
{
	const struct charset *set = charset_of_zeros(bytes, size);

	*ret_guessed = false;
	if (set)
		return set;
	set = charset_of(label);
	/* Zeros are the mark of the wide encodings: without any they are not in use. */
	if (set && set->unit > 1 && !memchr(bytes, 0, size))
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

/* Where a conversion stands. */
struct conversion {
	iconv_t converter;
	char *in, *out;
	size_t n_in, n_out, capacity;
	struct charset_text *text;
};

/* Doubles the room; what was written stays. */
static pandect_status
grow(struct conversion *c)
{
	size_t used = c->capacity - c->n_out, capacity = 2 * c->capacity;
	char *more = capacity > c->capacity ? realloc(c->text->owned, capacity) : NULL;

	if (!more)
		return PANDECT_NO_MEMORY;
	c->text->owned = more;
	c->out = more + used;
	c->n_out = capacity - used;
	c->capacity = capacity;
	return PANDECT_OK;
}

/* A broken place becomes U+FFFD and costs a unit of input; the converter begins anew behind it. */
static void
replace(struct conversion *c, size_t unit)
{
	memcpy(c->out, "\xef\xbf\xbd", 3);
	c->out += 3;
	c->n_out -= 3;
	c->in += unit < c->n_in ? unit : c->n_in;
	c->n_in -= unit < c->n_in ? unit : c->n_in;
	c->text->n_replaced++;
}

static pandect_status
run(struct conversion *c, size_t unit)
{
	pandect_status status = PANDECT_OK;

	while (status == PANDECT_OK && c->n_in) {
		size_t converted = iconv(c->converter, &c->in, &c->n_in, &c->out, &c->n_out);

		if (converted == (size_t)-1 && (errno == E2BIG || c->n_out < 3))
			status = grow(c);
		else if (converted == (size_t)-1)
			replace(c, unit);
	}
	while (status == PANDECT_OK &&
		iconv(c->converter, NULL, NULL, &c->out, &c->n_out) == (size_t)-1)
		status = grow(c);
	return status;
}

/* The converter of a set, or that of windows-1252 where the system lacks it. */
static iconv_t
open_converter(const struct charset *set, struct charset_text *text)
{
	iconv_t converter = iconv_open("UTF-8", set->converter);

	if (converter != (iconv_t)-1)
		return converter;
	text->encoding = LATIN1;
	text->is_guessed = true;
	return iconv_open("UTF-8", "CP1252");
}

static pandect_status
charset_convert(const unsigned char *bytes, size_t size, const struct charset *set,
	struct charset_text *text)
{
	struct conversion c = {
		.in = (char *)(uintptr_t)bytes,
		.n_in = size,
		.capacity = size + size / 4 + 16,
		.text = text,
	};
	pandect_status status;

	text->encoding = set->name;
	if (is_named(set, "UTF-8") && charset_census(bytes, size).n_bad == 0) {
		text->data = (const char *)bytes;
		text->size = size;
		return PANDECT_OK;
	}
	c.converter = open_converter(set, text);
	if (c.converter == (iconv_t)-1)
		return PANDECT_UNSUPPORTED;
	c.out = text->owned = c.capacity > size ? malloc(c.capacity) : NULL;
	c.n_out = c.capacity;
	status = c.out ? run(&c, set->unit) : PANDECT_NO_MEMORY;
	iconv_close(c.converter);
	if (status != PANDECT_OK) {
		free(text->owned);
		text->owned = NULL;
		return status;
	}
	text->data = text->owned;
	text->size = c.capacity - c.n_out;
	return PANDECT_OK;
}

pandect_status
charset_decode(
	const void *bytes, size_t size, struct pandect_text label, struct charset_text *ret_text)
{
	struct charset_text text = {0};
	size_t mark;

	if (!bytes)
		bytes = "";

	const struct charset *set = charset_of_mark(bytes, size, &mark);

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
	const struct charset *set = charset_of(label);
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
