/* SPDX-License-Identifier: MIT */
/*
 * Looking into containers just far enough to tell them apart. Every function reads hostile bytes,
 * is bounded by a constant, and allocates nothing. What a member or key means stands in the
 * plugins' tables, not here.
 */
#ifndef ENGINE_PEEK_H
#define ENGINE_PEEK_H

#include <pandect/base.h>

/*
 * 1 when the bytes are a ZIP with a member of that name; if start is not empty the member must be
 * stored (not compressed) and begin with it. APPNOTE.TXT 6.3.10, 4.3.
 */
int peek_zip_member(struct pandect_text bytes, const char *name, struct pandect_text start);

/* 1 when the bytes are a compound file with a stream or storage of that name in its root.
 * [MS-CFB] 2.2, 2.6. */
int peek_ole_entry(struct pandect_text bytes, const char *name);

/* 1 when the bytes are XML whose root element has that local name and, unless it is empty, that
 * namespace. XML 1.0, 2.8. */
int peek_xml_root(struct pandect_text bytes, const char *name, struct pandect_text namespace_uri);

/* 1 when the bytes are a JSON object with that key at its top, within its first 64 KiB. RFC 8259.
 */
int peek_json_key(struct pandect_text bytes, const char *key);

/* 1 when the bytes are text in some encoding: no control characters but those of text, or a UTF-16
 * or UTF-32 pattern. Looks at the first 8 KiB. */
int peek_is_text(struct pandect_text bytes);

#endif
