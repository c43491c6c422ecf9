/* SPDX-License-Identifier: MIT */
/*
 * ZIP archives by libzip: every member becomes a child document, in the order of the directory.
 * Sizes are counted while inflating, never believed: the host's sink ends a bomb. Names are names
 * only; nothing is ever written to a path.
 */
#include <pandect/plugin.h>

#include "charset.h"

#include <stdbool.h>
#include <stdio.h>
#include <zip.h>

/* Bytes inflated between two looks at the clock. */
#define PIECE_BYTES 65536u
/* As much of all names together as the search for their encoding looks at. */
#define NAMES_BYTES 65536u
/* Info-ZIP's Unicode Path Extra Field (APPNOTE 4.6.9): version, CRC-32, then UTF-8. */
#define UNICODE_PATH      0x7075u
#define UNICODE_PATH_HEAD 5u
/* A warning names a member; more of a name than this would hide the sentence. */
#define SHOWN_NAME 120

struct archive {
	struct pandect_call *call;
	struct pandect_builder *builder;
	zip_t *zip;
	const char *names_encoding; /* of names that are not UTF-8 */
	char *password;             /* NUL-terminated, or NULL */
	size_t n_members, n_encrypted, n_failed;
	bool is_full; /* the host wants no more */
};

/* ---- names ---- */

static bool
is_utf8(const char *name)
{
	struct charset_text text;
	bool is_plain =
		charset_decode_as(name, strlen(name), pandect_text("utf-8"), &text) == PANDECT_OK;

	if (!is_plain)
		return false;
	is_plain = text.n_replaced == 0;
	charset_clear(&text);
	return is_plain;
}

/* Whether names are Japanese in Shift_JIS: valid in it, hardly anything but kana and kanji, and
 * bytes above 0x7F mostly in pairs, where in a Latin name they stand alone between letters. */
static bool
names_are_shift_jis(const char *names, size_t size)
{
	struct charset_text text;
	size_t n_high = 0, n_paired = 0, n_kana_kanji = 0, n_other = 0;

	if (charset_decode_as(names, size, pandect_text("shift_jis"), &text) != PANDECT_OK)
		return false;
	for (size_t i = 0; i < size; i++) {
		bool is_high = (unsigned char)names[i] >= 0x80;

		n_high += is_high;
		n_paired +=
			is_high && ((i > 0 && (unsigned char)names[i - 1] >= 0x80) ||
					   (i + 1 < size && (unsigned char)names[i + 1] >= 0x80));
	}
	/* In UTF-8 kana and kanji begin with these bytes; half-width forms (0xEF) are no sign. */
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = (unsigned char)text.data[i];

		n_kana_kanji += c >= 0xe3 && c <= 0xe9;
		n_other += c >= 0xc0 && (c < 0xe3 || c > 0xe9);
	}

	bool is = text.n_replaced == 0 && n_kana_kanji > 0 && n_other * 8 <= n_kana_kanji &&
		  n_paired * 4 >= n_high * 3;

	charset_clear(&text);
	return is;
}

/* One verdict over all names that are not UTF-8, since each is too short for one. The format's own
 * encoding is IBM437 (APPNOTE, D.1), which stands in for any Latin one. */
static const char *
names_encoding(const char *names, size_t size)
{
	struct charset_text text;
	const char *encoding = "IBM437";

	if (size == 0 || charset_decode(names, size, pandect_text(NULL), &text) != PANDECT_OK)
		return encoding;
	if (strcmp(text.encoding, "windows-1252") != 0 &&
		strncmp(text.encoding, "ISO-8859", 8) != 0)
		encoding = text.encoding;
	else if (names_are_shift_jis(names, size))
		encoding = "Shift_JIS";
	charset_clear(&text);
	return encoding;
}

static const char *
archive_names_encoding(struct archive *a)
{
	char *names = pandect_call_alloc(a->call, NAMES_BYTES);
	zip_int64_t n = zip_get_num_entries(a->zip, 0);
	size_t size = 0;

	for (zip_int64_t i = 0; names && i < n; i++) {
		const char *name = zip_get_name(a->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
		size_t length = name ? strlen(name) : 0;

		if (length == 0 || length >= NAMES_BYTES - size || is_utf8(name))
			continue;
		memcpy(names + size, name, length);
		names[size + length] = '\n';
		size += length + 1;
	}
	return names_encoding(names, size);
}

/* The name as UTF-8. *ret_text is cleared by the caller. */
static pandect_status
archive_name(struct archive *a, zip_uint64_t i, const char *raw, struct charset_text *ret_text)
{
	zip_uint16_t size = 0;
	const zip_uint8_t *field =
		zip_file_extra_field_get_by_id(a->zip, i, UNICODE_PATH, 0, &size, ZIP_FL_CENTRAL);
	struct pandect_text utf8 = pandect_text("utf-8");

	if (is_utf8(raw))
		return charset_decode_as(raw, strlen(raw), utf8, ret_text);
	if (field && size > UNICODE_PATH_HEAD)
		return charset_decode_as(
			field + UNICODE_PATH_HEAD, size - UNICODE_PATH_HEAD, utf8, ret_text);
	return charset_decode_as(raw, strlen(raw), pandect_text(a->names_encoding), ret_text);
}

/* Directories, and what macOS adds for itself. */
static bool
archive_skips(const char *name)
{
	size_t size = strlen(name);
	const char *base = strrchr(name, '/');

	base = base ? base + 1 : name;
	return size == 0 || name[size - 1] == '/' || strncmp(name, "__MACOSX/", 9) == 0 ||
	       strcmp(base, ".DS_Store") == 0;
}

/* ---- members ---- */

static pandect_status
archive_status(int code)
{
	switch (code) {
	case ZIP_ER_OK:
		return PANDECT_OK;
	case ZIP_ER_MEMORY:
		return PANDECT_NO_MEMORY;
	case ZIP_ER_NOPASSWD:
	case ZIP_ER_WRONGPASSWD:
		return PANDECT_ENCRYPTED;
	case ZIP_ER_COMPNOTSUPP:
	case ZIP_ER_ENCRNOTSUPP:
	case ZIP_ER_OPNOTSUPP:
	case ZIP_ER_MULTIDISK:
		return PANDECT_UNSUPPORTED;
	case ZIP_ER_READ:
	case ZIP_ER_SEEK:
		return PANDECT_IO;
	default:
		return PANDECT_MALFORMED;
	}
}

static void
archive_warn(struct archive *a, struct pandect_text name, pandect_status status, const char *why)
{
	char sentence[SHOWN_NAME * 2 + 128];
	int shown = name.size < SHOWN_NAME ? (int)name.size : SHOWN_NAME;

	if (status == PANDECT_ENCRYPTED)
		snprintf(sentence, sizeof sentence, "member %.*s is encrypted; %s", shown,
			name.data,
			a->password ? "the option zip.password is not its password"
				    : "give its password with the option zip.password");
	else
		snprintf(sentence, sizeof sentence, "member %.*s cannot be read: %s", shown,
			name.data, why);
	pandect_call_warn(a->call, status == PANDECT_ENCRYPTED ? "encrypted" : "member", sentence);
}

/* Inflates a member into the sink. Any failure is given with a warning, but for the sink's own. */
static pandect_status
archive_inflate(
	struct archive *a, zip_uint64_t i, struct pandect_text name, struct pandect_sink *sink)
{
	char *piece = pandect_call_alloc(a->call, PIECE_BYTES);
	zip_file_t *file = zip_fopen_index_encrypted(a->zip, i, 0, a->password);
	pandect_status status = piece ? PANDECT_OK : PANDECT_NO_MEMORY;
	zip_int64_t n = 0;

	if (!file) {
		status = archive_status(zip_error_code_zip(zip_get_error(a->zip)));
		archive_warn(a, name, status, zip_strerror(a->zip));
		return status;
	}
	while (status == PANDECT_OK && (n = zip_fread(file, piece, PIECE_BYTES)) > 0) {
		status = pandect_sink_write(sink, piece, (size_t)n);
		if (status == PANDECT_OK)
			status = pandect_call_should_stop(a->call);
	}
	if (status == PANDECT_OK && n < 0) {
		status = archive_status(zip_error_code_zip(zip_file_get_error(file)));
		/* A wrong password that passes the one-byte check shows as broken data. */
		if (status == PANDECT_MALFORMED && a->password)
			status = PANDECT_ENCRYPTED;
		archive_warn(a, name, status, zip_file_strerror(file));
	}
	zip_fclose(file);
	return status;
}

/* One member as a child. A failure given is one that ends the whole; others are counted. */
static pandect_status
archive_member(struct archive *a, zip_uint64_t i)
{
	const char *raw = zip_get_name(a->zip, i, ZIP_FL_ENC_RAW);
	struct charset_text text;
	struct pandect_sink *sink;

	if (!raw || archive_skips(raw))
		return PANDECT_OK;

	pandect_status status = archive_name(a, i, raw, &text);

	if (status != PANDECT_OK)
		return status;

	struct pandect_text name = {text.data, text.size};

	status = pandect_builder_child(a->builder, name, pandect_text(NULL), &sink);
	if (status == PANDECT_DECLINED) {
		a->is_full = true;
		status = PANDECT_OK;
	} else if (status == PANDECT_OK) {
		pandect_status inflated = archive_inflate(a, i, name, sink);

		a->n_members++;
		a->n_encrypted += inflated == PANDECT_ENCRYPTED;
		a->n_failed += inflated != PANDECT_OK;
		status = pandect_builder_child_end(a->builder, sink, inflated);
		if (status == PANDECT_OK)
			status = pandect_call_should_stop(a->call);
	}
	charset_clear(&text);
	return status;
}

static pandect_status
archive_members(struct archive *a)
{
	zip_int64_t n = zip_get_num_entries(a->zip, 0);
	pandect_status status = PANDECT_OK;

	a->names_encoding = archive_names_encoding(a);
	for (zip_int64_t i = 0; i < n && status == PANDECT_OK && !a->is_full; i++)
		status = archive_member(a, (zip_uint64_t)i);
	if (status != PANDECT_OK)
		return status;
	if (a->n_members > 0 && a->n_encrypted == a->n_members)
		return pandect_call_fail(a->call, PANDECT_ENCRYPTED,
			a->password
				? "the option zip.password is not the password of any member"
				: "all members are encrypted; give the password with the option "
				  "zip.password");
	return a->is_full || a->n_failed > 0 ? PANDECT_PARTIAL : PANDECT_OK;
}

/* ---- packages: ZIP files that are one document, not many ---- */

static const struct {
	const char *member, *name;
} packages[] = {
	{"word/document.xml", "a Word document"},
	{"xl/workbook.xml", "an Excel workbook"},
	{"xl/workbook.bin", "an Excel workbook"},
	{"ppt/presentation.xml", "a PowerPoint presentation"},
	{"visio/document.xml", "a Visio drawing"},
	{"[Content_Types].xml", "an office package"},
	{"META-INF/container.xml", "an electronic book"},
	{"META-INF/manifest.xml", "an OpenDocument file"},
	{"Contents/section0.xml", "a Hangul document"},
	{"Index/Document.iwa", "an iWork document"},
	{"Index.zip", "an iWork document"},
};

/* Listing the parts of one would give its XML: no use to anybody who asked for text. */
static pandect_status
package_refuse(struct archive *a)
{
	int64_t is_wanted = 0;

	pandect_call_bool(a->call, "packages", &is_wanted);
	for (size_t i = 0; i < sizeof packages / sizeof packages[0] && !is_wanted; i++) {
		char sentence[200];

		if (zip_name_locate(a->zip, packages[i].member, 0) < 0)
			continue;
		snprintf(sentence, sizeof sentence,
			"it is %s, which no plugin here reads; zip.packages=true gives its parts",
			packages[i].name);
		return pandect_call_fail(a->call, PANDECT_UNSUPPORTED, sentence);
	}
	return PANDECT_OK;
}

/* ---- slots ---- */

static pandect_status
zip_open_bytes(struct pandect_call *call, const void *bytes, size_t size, zip_t **ret_zip)
{
	zip_error_t error;
	zip_t *zip = NULL;

	zip_error_init(&error);

	zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &error);

	if (source)
		zip = zip_open_from_source(source, ZIP_RDONLY, &error);
	if (source && !zip)
		zip_source_free(source);

	pandect_status status = PANDECT_OK;

	if (!zip) {
		char sentence[160];

		status = archive_status(zip_error_code_zip(&error));
		snprintf(sentence, sizeof sentence, "the archive's directory cannot be read: %s",
			zip_error_strerror(&error));
		pandect_call_fail(call, status, sentence);
	} else {
		*ret_zip = zip; /* owns source from here */
	}
	zip_error_fini(&error);
	return status;
}

static pandect_status
zip_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	const void *bytes;
	size_t size;
	struct archive archive = {.call = call, .builder = builder};
	struct pandect_text password = {NULL, 0};

	(void)self;
	pandect_call_text(call, "password", &password);
	if (password.size > 0) {
		archive.password = pandect_call_alloc(call, password.size + 1);
		if (!archive.password)
			return PANDECT_NO_MEMORY;
		memcpy(archive.password, password.data, password.size);
	}

	pandect_status status = pandect_source_bytes(source, &bytes, &size);

	if (status == PANDECT_OK)
		status = zip_open_bytes(call, bytes, size, &archive.zip);
	if (status != PANDECT_OK)
		return status;
	status = package_refuse(&archive);
	if (status == PANDECT_OK)
		status = archive_members(&archive);
	zip_discard(archive.zip);
	return status;
}

static const struct pandect_option zip_options[] = {
	{
		.name = "packages",
		.help = "Read office files and books that no plugin knows as archives of their "
			"parts",
		.fallback = "false",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL,
	},
	{
		.name = "password",
		.help = "Password of encrypted members",
		.fallback = "",
		.type = PANDECT_OPTION_TEXT,
		.flags = PANDECT_OPTION_CALL | PANDECT_OPTION_SECRET,
	},
};

static const struct pandect_magic zip_magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .bytes = "PK\003\004", .size = 4},
	{.type = PANDECT_MAGIC_BYTES, .bytes = "PK\005\006", .size = 4},
	{.type = PANDECT_MAGIC_BYTES, .bytes = "PK00PK\003\004", .size = 8},
};

static const struct pandect_format zip_formats[] = {
	{
		.mime = "application/zip",
		.names = "application/x-zip-compressed application/x-zip application/java-archive "
			 "application/vnd.comicbook+zip application/vnd.android.package-archive",
		.suffixes = "zip jar war ear cbz xpi apk",
		.magics = PANDECT_ARRAY(zip_magics),
	},
};

static const struct pandect_document_extractor zip_plugin = {
	.base =
		{
			.size = sizeof zip_plugin,
			.kind = PANDECT_DOCUMENT_EXTRACTOR,
			.name = "zip",
			.version = "1.0",
			.description = "ZIP archives, each member as a document",
			.priority = -80,
			.flags = PANDECT_CONCURRENT,
			.options = PANDECT_ARRAY(zip_options),
		},
	.formats = PANDECT_ARRAY(zip_formats),
	.extract = zip_extract,
};

static const struct pandect_plugin *const zip_plugins[] = {&zip_plugin.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "zip",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = zip_plugins,
};
