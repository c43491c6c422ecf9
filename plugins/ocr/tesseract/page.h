/* SPDX-License-Identifier: MIT */
/* Reading one page: which language, which way up, by which of Tesseract's ways to look at a page.
 */
#ifndef TESSERACT_PAGE_H
#define TESSERACT_PAGE_H

#include "picture.h"
#include "pool.h"
#include "reading.h"

/* picture: as it was given, then scaled and turned the way that was read best. */
struct page {
	struct pool *pool;
	struct pandect_call *call;
	struct picture picture;
	struct reading reading;
};

pandect_status page_read(struct page *page);
void page_clear(struct page *page);

/* Tesseract's name for a language, empty when it is not installed. Its own names are understood
 * too. */
struct pandect_text page_code(const struct pool *pool, struct pandect_text tag);

#endif
