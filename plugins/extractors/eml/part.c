/* SPDX-License-Identifier: MIT */
/* One leaf of a message. Only the transfer encoding is GMime's work; characters are charset.h's. */
#include "part.h"
#include "header.h"

#include <stdio.h>
#include <stdlib.h>

/* Bytes decoded between two looks at the clock. */
#define PIECE_BYTES 65536u

struct pandect_text
part_raw_header(GMimeObject *object, const char *name)
{
	GMimeHeader *header =
		g_mime_header_list_get_header(g_mime_object_get_header_list(object), name);

	return pandect_text(header ? g_mime_header_get_raw_value(header) : NULL);
}

bool
part_header(GMimeObject *object, const char *name, struct charset_text *ret_text)
{
	struct pandect_text raw = part_raw_header(object, name);

	if (raw.size == 0 || header_decode(raw, ret_text) != PANDECT_OK)
		return false;
	if (ret_text->size > 0)
		return true;
	charset_clear(ret_text);
	return false;
}

bool
part_parameter(GMimeObject *object, const char *header, const char *parameter,
	struct charset_text *ret_text)
{
	struct pandect_text raw = part_raw_header(object, header);

	if (raw.size == 0 || header_parameter(raw, parameter, ret_text) != PANDECT_OK)
		return false;
	if (ret_text->size > 0)
		return true;
	charset_clear(ret_text);
	return false;
}

bool
part_file_name(GMimeObject *object, struct charset_text *ret_text)
{
	return part_parameter(object, "Content-Disposition", "filename", ret_text) ||
	       part_parameter(object, "Content-Type", "name", ret_text);
}

bool
part_is_type(GMimeObject *object, const char *type, const char *subtype)
{
	GMimeContentType *content_type = g_mime_object_get_content_type(object);

	return content_type && g_mime_content_type_is_type(content_type, type, subtype);
}

bool
part_is_attachment(GMimeObject *object)
{
	GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);

	return disposition && g_mime_content_disposition_is_attachment(disposition);
}

struct pandect_text
part_mime(GMimeObject *object, char *buffer, size_t size)
{
	GMimeContentType *type = g_mime_object_get_content_type(object);
	const char *media = type ? g_mime_content_type_get_media_type(type) : NULL;
	const char *subtype = type ? g_mime_content_type_get_media_subtype(type) : NULL;

	/* This says nothing; the host finds out by itself. */
	if (!media || !subtype || part_is_type(object, "application", "octet-stream"))
		return pandect_text(NULL);
	snprintf(buffer, size, "%s/%s", media, subtype);
	for (char *at = buffer; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	return pandect_text(buffer);
}

int64_t
part_length(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);

	return content ? g_mime_stream_length(g_mime_data_wrapper_get_stream(content)) : 0;
}

/* The content as a stream that undoes the transfer encoding; NULL: there is none. */
static GMimeStream *
part_open(GMimePart *part)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);

	if (!content)
		return NULL;

	GMimeStream *raw = g_mime_data_wrapper_get_stream(content);
	GMimeStream *decoded = g_mime_stream_filter_new(raw);
	GMimeFilter *filter =
		g_mime_filter_basic_new(g_mime_data_wrapper_get_encoding(content), FALSE);

	g_mime_stream_filter_add(GMIME_STREAM_FILTER(decoded), filter);
	g_object_unref(filter);
	g_mime_stream_reset(decoded);
	return decoded;
}

pandect_status
part_write(struct pandect_call *call, GMimePart *part, struct pandect_sink *sink)
{
	GMimeStream *stream = part_open(part);
	char *piece = malloc(PIECE_BYTES);
	pandect_status status = piece ? PANDECT_OK : PANDECT_NO_MEMORY;
	ssize_t n;

	while (stream && status == PANDECT_OK &&
		(n = g_mime_stream_read(stream, piece, PIECE_BYTES)) > 0) {
		status = pandect_sink_write(sink, piece, (size_t)n);
		if (status == PANDECT_OK)
			status = pandect_call_should_stop(call);
	}
	free(piece);
	if (stream)
		g_object_unref(stream);
	return status;
}

/* All of it in memory: no more than the message itself, since the encodings only shrink. */
static pandect_status
part_read(struct pandect_call *call, GMimePart *part, char **ret_data, size_t *ret_size)
{
	GMimeStream *stream = part_open(part);
	int64_t length = part_length(part);
	size_t room = (length > 0 ? (size_t)length : 0) + 1, size = 0;
	char *data = malloc(room);
	pandect_status status = data ? PANDECT_OK : PANDECT_NO_MEMORY;
	ssize_t n;

	while (stream && status == PANDECT_OK && size < room &&
		(n = g_mime_stream_read(stream, data + size, room - size)) > 0) {
		size += (size_t)n;
		status = pandect_call_should_stop(call);
	}
	if (stream)
		g_object_unref(stream);
	if (status == PANDECT_OK) {
		*ret_data = data;
		*ret_size = size;
	} else {
		free(data);
	}
	return status;
}

pandect_status
part_text(struct pandect_call *call, GMimePart *part, struct charset_text *ret_text)
{
	struct charset_text label = {0}, text;
	char *data;
	size_t size;
	pandect_status status = part_read(call, part, &data, &size);

	if (status != PANDECT_OK)
		return status;
	if (!part_parameter(GMIME_OBJECT(part), "Content-Type", "charset", &label))
		label = (struct charset_text){0};
	status = charset_decode(data, size, (struct pandect_text){label.data, label.size}, &text);
	charset_clear(&label);
	if (status != PANDECT_OK) {
		free(data);
		return status;
	}
	if (text.owned) {
		free(data);
	} else {
		/* It was UTF-8: the bytes are kept as the text's own. */
		text.owned = data;
	}
	*ret_text = text;
	return PANDECT_OK;
}

size_t
part_unflow(char *text, size_t size, bool delete_space)
{
	size_t n = 0, at = 0, before = 0;
	bool is_joining = false;

	while (at < size) {
		const char *end = memchr(text + at, '\n', size - at);
		size_t next = end ? (size_t)(end - text) + 1 : size;
		size_t stop = end ? next - 1 : size, quotes = at;

		if (stop > at && text[stop - 1] == '\r')
			stop--;
		while (quotes < stop && text[quotes] == '>')
			quotes++;

		size_t depth = quotes - at, from = quotes;

		/* The blank that stuffs a line; after quotation marks it only parts them. */
		if (from < stop && text[from] == ' ')
			from++;

		bool is_signature = stop - from == 3 && memcmp(text + from, "-- ", 3) == 0;
		bool is_soft = stop > from && text[stop - 1] == ' ' && !is_signature;

		if (is_joining && depth == before && !is_signature) {
			n -= delete_space ? 2 : 1;
		} else {
			from = depth > 0 ? quotes : from;
			memmove(text + n, text + at, depth);
			n += depth;
		}
		memmove(text + n, text + from, stop - from);
		n += stop - from;
		if (end)
			text[n++] = '\n';
		is_joining = is_soft;
		before = depth;
		at = next;
	}
	return n;
}
