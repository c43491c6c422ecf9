/* SPDX-License-Identifier: MIT */
/* Members of a ZIP, with bounds of our own: libzip stops no bomb. */
#include "zip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

/* The largest part of a real office document met so far is below 200 MB. */
#define MEMBER_MOST (UINT64_C(512) << 20)

/* All members of a document that are read, together. */
#define TOTAL_MOST (UINT64_C(1) << 30)

/* Sheets of equal cells are packed 1 : 300, deflate ends at 1 : 1032; the first bytes are free so
 * that small files may be as regular as they like. */
#define RATIO_MOST 400
#define RATIO_FREE (UINT64_C(16) << 20)

#define PIECE 32768

struct zipfile {
	struct pandect_call *call;
	zip_t *zip;
	uint64_t size, total; /* of the file; inflated so far */
	bool is_quiet;
};

static pandect_status
fail(struct zipfile *zip, pandect_status status, const char *what, uint64_t member)
{
	const char *name = zipfile_name(zip, member);
	char sentence[256];

	if (zip->is_quiet)
		return status;
	snprintf(sentence, sizeof sentence, "%s: the part \"%.100s\"", what, name ? name : "?");
	return pandect_call_fail(zip->call, status, sentence);
}

static pandect_status
open_failed(struct pandect_call *call, zip_error_t *error)
{
	int code = zip_error_code_zip(error);

	if (code == ZIP_ER_MEMORY)
		return pandect_call_fail(
			call, PANDECT_NO_MEMORY, "there is no memory left to open the ZIP");
	if (code == ZIP_ER_READ || code == ZIP_ER_SEEK || code == ZIP_ER_OPEN)
		return pandect_call_fail(call, PANDECT_IO, "the ZIP could not be read");
	return pandect_call_fail(call, PANDECT_MALFORMED,
		"the file is no ZIP that can be read: its directory, which stands at the end, is "
		"missing or damaged; it may have been cut off on its way");
}

pandect_status
zipfile_open(struct pandect_call *call, struct pandect_source *source, struct zipfile **ret_zip)
{
	const void *bytes;
	size_t size;
	zip_error_t error;
	pandect_status status = pandect_source_bytes(source, &bytes, &size);

	if (status)
		return pandect_call_fail(call, status, "the file could not be read");
	struct zipfile *zip = calloc(1, sizeof *zip);

	if (!zip)
		return pandect_call_fail(
			call, PANDECT_NO_MEMORY, "there is no memory left to open the ZIP");
	zip_error_init(&error);
	zip_source_t *buffer = zip_source_buffer_create(bytes, size, 0, &error);

	zip->call = call;
	zip->size = size;
	if (buffer)
		zip->zip = zip_open_from_source(buffer, ZIP_RDONLY, &error);
	if (!zip->zip) {
		status = open_failed(call, &error);
		if (buffer)
			zip_source_free(buffer);
		free(zip);
	} else {
		*ret_zip = zip; /* the ZIP owns buffer */
	}
	zip_error_fini(&error);
	return status;
}

void
zipfile_free(struct zipfile *zip)
{
	if (!zip)
		return;
	zip_discard(zip->zip);
	free(zip);
}

uint64_t
zipfile_n_members(const struct zipfile *zip)
{
	zip_int64_t n = zip_get_num_entries(zip->zip, 0);

	return n > 0 ? (uint64_t)n : 0;
}

const char *
zipfile_name(const struct zipfile *zip, uint64_t member)
{
	return zip_get_name(zip->zip, member, ZIP_FL_ENC_GUESS);
}

bool
zipfile_name_is_safe(const char *name)
{
	size_t size = strlen(name);

	if (size == 0 || size > 1024 || name[0] == '/' || name[0] == '\\' ||
		name[size - 1] == '/' || (size > 1 && name[1] == ':'))
		return false;
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)name[i] < ' ' || name[i] == 127)
			return false;
		if (name[i] == '.' && name[i + 1] == '.' &&
			(i == 0 || name[i - 1] == '/' || name[i - 1] == '\\') &&
			(!name[i + 2] || name[i + 2] == '/' || name[i + 2] == '\\'))
			return false;
	}
	return true;
}

bool
zipfile_find(const struct zipfile *zip, const char *name, uint64_t *ret_member)
{
	while (name[0] == '/' || (name[0] == '.' && name[1] == '/'))
		name += name[0] == '/' ? 1 : 2;
	if (!*name)
		return false;
	zip_int64_t found = zip_name_locate(zip->zip, name, ZIP_FL_ENC_RAW);

	if (found < 0)
		found = zip_name_locate(zip->zip, name, ZIP_FL_NOCASE);
	if (found < 0)
		return false;
	*ret_member = (uint64_t)found;
	return true;
}

static pandect_status
read_failed(struct zipfile *zip, uint64_t member, zip_error_t *error)
{
	switch (zip_error_code_zip(error)) {
	case ZIP_ER_NOPASSWD:
	case ZIP_ER_WRONGPASSWD:
		return fail(zip, PANDECT_ENCRYPTED, "a password protects it", member);
	case ZIP_ER_COMPNOTSUPP:
	case ZIP_ER_ENCRNOTSUPP:
		return fail(zip, PANDECT_UNSUPPORTED,
			"it is packed or encrypted in a way that cannot be read here", member);
	case ZIP_ER_MEMORY:
		return fail(zip, PANDECT_NO_MEMORY, "there is no memory left to unpack it", member);
	default:
		return fail(zip, PANDECT_MALFORMED, "it is damaged and cannot be unpacked", member);
	}
}

/* Counts bytes that were inflated; LIMIT when they are too many. */
static pandect_status
count(struct zipfile *zip, uint64_t member, uint64_t n, uint64_t more)
{
	if (n > MEMBER_MOST)
		return fail(zip, PANDECT_LIMIT, "it is more than 512 MiB unpacked", member);
	zip->total += more;
	if (zip->total > TOTAL_MOST)
		return fail(zip, PANDECT_LIMIT, "the file's parts are more than 1 GiB unpacked",
			member);
	if (zip->total > RATIO_FREE && zip->total / RATIO_MOST > zip->size)
		return fail(zip, PANDECT_LIMIT,
			"the file unpacks to more than 400 times its size, as a bomb would",
			member);
	return PANDECT_OK;
}

pandect_status
zipfile_read(struct zipfile *zip, uint64_t member, zipfile_take *take, void *data)
{
	char piece[PIECE];
	uint64_t total = 0;
	zip_int64_t n;
	pandect_status status = PANDECT_OK;
	zip_file_t *file = zip_fopen_index(zip->zip, member, 0);

	if (!file)
		return read_failed(zip, member, zip_get_error(zip->zip));
	while (status == PANDECT_OK && (n = zip_fread(file, piece, sizeof piece)) != 0) {
		if (n < 0) {
			status = read_failed(zip, member, zip_file_get_error(file));
			break;
		}
		total += (uint64_t)n;
		status = count(zip, member, total, (uint64_t)n);
		if (status == PANDECT_OK)
			status = pandect_call_should_stop(zip->call);
		if (status == PANDECT_OK)
			status = take(data, piece, (size_t)n);
	}
	zip_fclose(file);
	return status;
}

/* ---- a member in memory ---- */

struct loading {
	char *data;
	size_t size, capacity, most;
};

static pandect_status
load_take(void *data, const void *bytes, size_t size)
{
	struct loading *loading = data;

	if (size > loading->most - loading->size)
		return PANDECT_LIMIT;
	if (loading->capacity - loading->size < size + 1) {
		size_t capacity = loading->capacity ? loading->capacity * 2 : 2 * (size + 1);
		char *grown;

		while (capacity - loading->size < size + 1)
			capacity *= 2;
		grown = realloc(loading->data, capacity);
		if (!grown)
			return PANDECT_NO_MEMORY;
		loading->data = grown;
		loading->capacity = capacity;
	}
	memcpy(loading->data + loading->size, bytes, size);
	loading->size += size;
	loading->data[loading->size] = 0;
	return PANDECT_OK;
}

pandect_status
zipfile_load(struct zipfile *zip, uint64_t member, size_t most, char **ret_data, size_t *ret_size)
{
	struct loading loading = {.most = most < MEMBER_MOST ? most : MEMBER_MOST};
	pandect_status status = load_take(&loading, "", 0);

	if (status == PANDECT_OK)
		status = zipfile_read(zip, member, load_take, &loading);
	if (status) {
		free(loading.data);
		return status;
	}
	*ret_data = loading.data;
	*ret_size = loading.size;
	return PANDECT_OK;
}

/* ---- looking for a string ---- */

/* The longest string that is looked for. */
#define SOUGHT 64

struct seeking {
	const char *string;
	size_t size, n_tail;
	char tail[SOUGHT * 2]; /* the last bytes of the piece before, then the first of this one */
};

static bool
holds(const char *text, size_t size, const char *string, size_t n)
{
	for (const char *at = text; size >= n; at++) {
		at = memchr(at, string[0], size - n + 1 - (size_t)(at - text));
		if (!at)
			return false;
		if (memcmp(at, string, n) == 0)
			return true;
		if ((size_t)(at - text) + n == size)
			return false;
	}
	return false;
}

static pandect_status
seek_take(void *data, const void *bytes, size_t size)
{
	struct seeking *seeking = data;
	size_t head = size < seeking->size ? size : seeking->size;

	memcpy(seeking->tail + seeking->n_tail, bytes, head);
	if (holds(seeking->tail, seeking->n_tail + head, seeking->string, seeking->size) ||
		holds(bytes, size, seeking->string, seeking->size))
		return PANDECT_EXISTS;
	seeking->n_tail = size < seeking->size ? size : seeking->size - 1;
	memcpy(seeking->tail, (const char *)bytes + size - seeking->n_tail, seeking->n_tail);
	return PANDECT_OK;
}

bool
zipfile_mentions(struct zipfile *zip, uint64_t member, const char *string)
{
	struct seeking seeking = {.string = string, .size = strlen(string)};
	uint64_t total = zip->total;
	pandect_status status;

	if (seeking.size == 0 || seeking.size >= SOUGHT)
		return false;
	zip->is_quiet = true;
	status = zipfile_read(zip, member, seek_take, &seeking);
	zip->is_quiet = false;
	zip->total = total;
	return status == PANDECT_EXISTS;
}
