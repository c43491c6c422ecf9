/* SPDX-License-Identifier: MIT */
/* One leaf of a message: its names, its decoded bytes, its text. */
#ifndef EML_PART_H
#define EML_PART_H

#include "charset.h"

#include <gmime/gmime.h>

/* A header's raw value, valid as long as the object; empty when it has none. */
struct pandect_text part_raw_header(GMimeObject *object, const char *name);

/* A text of the object's headers; false: there is none. Free with charset_clear. */
bool part_header(GMimeObject *object, const char *name, struct charset_text *ret_text);
bool part_parameter(GMimeObject *object, const char *header, const char *parameter,
	struct charset_text *ret_text);

/* The file name that it came under. */
bool part_file_name(GMimeObject *object, struct charset_text *ret_text);

bool part_is_type(GMimeObject *object, const char *type, const char *subtype);
bool part_is_attachment(GMimeObject *object);

/* "type/subtype" into buffer. */
struct pandect_text part_mime(GMimeObject *object, char *buffer, size_t size);

/* Bytes of the encoded content. */
int64_t part_length(GMimePart *part);

/* Writes the decoded content. */
pandect_status part_write(struct pandect_call *call, GMimePart *part, struct pandect_sink *sink);

/* The decoded content as UTF-8, by the declared encoding. */
pandect_status part_text(struct pandect_call *call, GMimePart *part, struct charset_text *ret_text);

/* RFC 3676: joins the soft line ends of format=flowed, in place; gives the new size. */
size_t part_unflow(char *text, size_t size, bool delete_space);

#endif
