/* SPDX-License-Identifier: MIT */
/*
 * Which encoding bytes are in, and their conversion to UTF-8. The labels are those of the WHATWG
 * Encoding Standard and what mail and old DOS and EBCDIC files add to it; as there, iso-8859-1 is
 * read as windows-1252, shift_jis and gb2312 as what Windows made of them.
 */
#include "charset.h"
#include "charset-decode.h"
#include "charset-single.h"

#include <stdlib.h>
#include <string.h>
#include <uchardet/uchardet.h>

/* How far statistics look: enough for a verdict, and a bound on the time. */
#define GUESS_BYTES (256u << 10)
/* How far the search for zero and control bytes looks. */
#define HEAD_BYTES 8192u

#define LATIN1 "windows-1252"

/* Labels stand without anything but letters and digits, in lower case, a blank between. */
static const struct charset {
	const char *name, *labels;
	charset_next *next;
	const char16_t *table;
} charsets[] = {
#define CHARSET(name, labels, next, table) \
	{ \
		name, " " labels " ", next, table \
	}
	CHARSET("UTF-8", "utf8 unicode11utf8 unicode20utf8 utf8mb4 xunicode20utf8 cp65001",
		charset_next_utf8, NULL),
	CHARSET(LATIN1,
		"windows1252 cp1252 xcp1252 iso88591 iso885911987 iso885915bit latin1 l1 isoir100 "
		"csisolatin1 ibm819 cp819 iso885918859 88591 ansi iso8859 latin xansi",
		charset_next_single, cp1252),
	CHARSET("us-ascii",
		"usascii ascii ansix341968 ansix341986 iso646us iso646irv1991 us isoir6 cp367 "
		"ibm367 csascii 7bit 8bit unknown8bit default none",
		charset_next_ascii, NULL),
	CHARSET("UTF-16LE", "utf16le utf16 ucs2 ucs2le unicode unicodefeff iso10646ucs2 csunicode",
		charset_next_utf16le, NULL),
	CHARSET("UTF-16BE", "utf16be unicodefffe ucs2be", charset_next_utf16be, NULL),
	CHARSET("UTF-32LE", "utf32le utf32 ucs4 ucs4le", charset_next_utf32le, NULL),
	CHARSET("UTF-32BE", "utf32be ucs4be iso10646ucs4", charset_next_utf32be, NULL),
	CHARSET("UTF-7", "utf7 unicode11utf7 csunicode11utf7", charset_next_utf7, NULL),
	CHARSET("Shift_JIS",
		"shiftjis sjis ms932 cp932 mskanji windows31j csshiftjis xsjis xmscp932 "
		"cswindows31j ibm943 cp943",
		charset_next_sjis, NULL),
	CHARSET("EUC-JP", "eucjp xeucjp cseucpkdfmtjapanese ujis eucjpms cp51932",
		charset_next_eucjp, NULL),
	CHARSET("ISO-2022-JP",
		"iso2022jp csiso2022jp iso2022jp1 iso2022jp2 iso2022jp3 iso2022jpms cp50220 "
		"cp50221 "
		"jis",
		charset_next_iso2022jp, NULL),
	CHARSET("GB18030",
		"gb18030 gbk gb2312 gb231280 csgb2312 xgbk cp936 ms936 windows936 chinese "
		"csiso58gb231280 "
		"isoir58 euccn xeuccn",
		charset_next_gb18030, NULL),
	CHARSET("HZ-GB-2312", "hzgb2312 hz", charset_next_hz, NULL),
	CHARSET("Big5",
		"big5 big5hkscs cnbig5 csbig5 xxbig5 cp950 ms950 windows950 big5tw big5eten "
		"big5hkscs2004",
		charset_next_big5, NULL),
	CHARSET("EUC-KR",
		"euckr cseuckr ksc5601 ksc56011987 ksc56011989 ksc5601n korean windows949 cp949 "
		"ms949 uhc "
		"isoir149 csksc56011987 xwindows949",
		charset_next_euckr, NULL),
	CHARSET("ISO-2022-KR", "iso2022kr csiso2022kr", charset_next_iso2022kr, NULL),
#define SINGLE(name, labels, table) CHARSET(name, labels, charset_next_single, table)
	SINGLE("windows-1250", "windows1250 cp1250 xcp1250", cp1250),
	SINGLE("windows-1251", "windows1251 cp1251 xcp1251 ansi1251 win1251", cp1251),
	SINGLE("windows-1253", "windows1253 cp1253 xcp1253", cp1253),
	SINGLE("windows-1254",
		"windows1254 cp1254 xcp1254 iso88599 iso885991989 latin5 l5 isoir148 csisolatin5",
		cp1254),
	SINGLE("windows-1255", "windows1255 cp1255 xcp1255", cp1255),
	SINGLE("windows-1256", "windows1256 cp1256 xcp1256", cp1256),
	SINGLE("windows-1257", "windows1257 cp1257 xcp1257", cp1257),
	SINGLE("windows-1258", "windows1258 cp1258 xcp1258", cp1258),
	SINGLE("windows-874", "windows874 cp874 dos874 iso885911 tis620", cp874),
	SINGLE("ISO-8859-2", "iso88592 iso885921987 latin2 l2 isoir101 csisolatin2", iso8859_2),
	SINGLE("ISO-8859-3", "iso88593 iso885931988 latin3 l3 isoir109 csisolatin3", iso8859_3),
	SINGLE("ISO-8859-4", "iso88594 iso885941988 latin4 l4 isoir110 csisolatin4", iso8859_4),
	SINGLE("ISO-8859-5", "iso88595 iso885951988 cyrillic isoir144 csisolatincyrillic",
		iso8859_5),
	SINGLE("ISO-8859-6",
		"iso88596 iso885961987 arabic asmo708 ecma114 isoir127 iso88596e iso88596i "
		"csisolatinarabic",
		iso8859_6),
	SINGLE("ISO-8859-7",
		"iso88597 iso885971987 greek greek8 ecma118 elot928 isoir126 csisolatingreek "
		"suneugreek",
		iso8859_7),
	SINGLE("ISO-8859-8",
		"iso88598 iso885981988 hebrew visual isoir138 iso88598e iso88598i logical "
		"csisolatinhebrew",
		iso8859_8),
	SINGLE("ISO-8859-10", "iso885910 latin6 l6 isoir157 csisolatin6", iso8859_10),
	SINGLE("ISO-8859-13", "iso885913 latin7 l7", iso8859_13),
	SINGLE("ISO-8859-14", "iso885914 latin8 l8", iso8859_14),
	SINGLE("ISO-8859-15", "iso885915 latin9 l9 csisolatin9", iso8859_15),
	SINGLE("ISO-8859-16", "iso885916 latin10 l10", iso8859_16),
	SINGLE("KOI8-R", "koi8r koi8 koi cskoi8r", koi8_r),
	SINGLE("KOI8-U", "koi8u koi8ru", koi8_u),
	SINGLE("macintosh", "macintosh mac macroman xmacroman csmacintosh applemac", mac_roman),
	SINGLE("x-mac-cyrillic", "xmaccyrillic maccyrillic xmacukrainian", mac_cyrillic),
	SINGLE("x-mac-ce", "xmacce maccentraleurope macce maclatin2", mac_latin2),
	SINGLE("IBM437", "ibm437 cp437 437 cspc8codepage437 oem", cp437),
	SINGLE("IBM850", "ibm850 cp850 850", cp850),
	SINGLE("IBM852", "ibm852 cp852 852", cp852),
	SINGLE("IBM855", "ibm855 cp855 855", cp855),
	SINGLE("IBM857", "ibm857 cp857 857", cp857),
	SINGLE("IBM858", "ibm858 ibm00858 cp858 858", cp858),
	SINGLE("IBM862", "ibm862 cp862 862", cp862),
	SINGLE("IBM865", "ibm865 cp865 865", cp865),
	SINGLE("IBM866", "ibm866 cp866 866 csibm866", cp866),
#define EBCDIC(name, labels, table) CHARSET(name, labels, charset_next_full, table)
	EBCDIC("IBM037", "ibm037 cp037 ibm1140 cp1140 ebcdiccpus ebcdic", cp037),
	EBCDIC("IBM500", "ibm500 cp500", cp500),
	EBCDIC("IBM1047", "ibm1047 cp1047", cp1047),
#undef EBCDIC
#undef SINGLE
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

static struct utf8_census
charset_census(const unsigned char *bytes, size_t size)
{
	struct utf8_census census = {0, 0};
	struct charset_reader r = {.at = bytes, .end = bytes + size};

	while (r.at < r.end) {
		uint64_t eight;

		/* ASCII, eight bytes at a time. */
		while (r.end - r.at >= 8) {
			memcpy(&eight, r.at, sizeof eight);
			if (eight & UINT64_C(0x8080808080808080))
				break;
			r.at += 8;
		}
		if (r.at == r.end)
			break;
		if (*r.at < 0x80) {
			r.at++;
			continue;
		}
		/* A character cut off at the end says nothing against UTF-8. */
		bool is_tail = r.end - r.at < 4;
		uint32_t code = charset_next_utf8(&r);

		if (code != CHARSET_BAD)
			census.n_good++;
		else if (!is_tail || r.at < r.end)
			census.n_bad++;
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
	if (!set || set->next == charset_next_ascii || set->next == charset_next_utf8)
		set = charset_of(pandect_text(LATIN1));
	return set;
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
	if (set && charset_is_wide(set->next) && !memchr(bytes, 0, size))
		set = NULL;
	bool is_plain = !set || set->next == charset_next_ascii || set->next == charset_next_utf8 ||
			set->table == cp1252;

	if (!is_plain)
		return set;

	struct utf8_census census = charset_census(bytes, size);

	if (set && set->table == cp1252 && (census.n_bad || !census.n_good))
		return set;
	if (!set && census.n_good + census.n_bad == 0 && charset_has_escapes(bytes, size)) {
		*ret_guessed = true;
		return charset_of(pandect_text("iso2022jp"));
	}
	if (charset_is_utf8(census))
		return charset_of(pandect_text("utf8"));
	*ret_guessed = true;
	return charset_guess(bytes, size);
}

static pandect_status
charset_convert(const unsigned char *bytes, size_t size, const struct charset *set,
	struct charset_text *text)
{
	struct charset_reader r = {
		.at = bytes,
		.end = bytes + size,
		.table = set->table,
	};

	text->encoding = set->name;
	if (set->next == charset_next_utf8 && charset_census(bytes, size).n_bad == 0) {
		text->data = (const char *)bytes;
		text->size = size;
		return PANDECT_OK;
	}
	return charset_run(&r, set->next, text);
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
