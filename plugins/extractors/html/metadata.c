/* SPDX-License-Identifier: MIT */
/* What a page says about itself in its head: <title>, and <meta> in the ways of HTML, Dublin Core
 * (RFC 2731) and Open Graph. */
#include "html.h"

#include <stdlib.h>
#include <string.h>

#define KEY_MOST 64

static const char *const standard[][2] = {
	{"description", "description"},
	{"og:description", "description"},
	{"author", "creator"},
	{"article:author", "creator"},
	{"keywords", "keywords"},
	{"article:tag", "keywords"},
	{"generator", "generator"},
	{"date", "date"},
	{"article:published_time", "created"},
	{"article:modified_time", "modified"},
	{"last-modified", "modified"},
	{"og:title", "title"},
	{"og:locale", "language"},
	{"content-language", "language"},
	{"language", "language"},
	{"publisher", "publisher"},
	{"copyright", "rights"},
	{"rights", "rights"},
	{"subject", "subject"},
	{"category", "category"},
	{"citation_title", "title"},
	{"citation_author", "creator"},
	{"citation_doi", "identifier"},
	{"citation_publication_date", "date"},
	{"citation_publisher", "publisher"},
};

/* Dublin Core's elements and the terms that refine them (DCMI Metadata Terms, 3). */
static const char *const dublin_core[][2] = {
	{"title", "title"},
	{"creator", "creator"},
	{"subject", "subject"},
	{"description", "description"},
	{"abstract", "description"},
	{"publisher", "publisher"},
	{"contributor", "contributor"},
	{"date", "date"},
	{"created", "created"},
	{"issued", "date"},
	{"modified", "modified"},
	{"identifier", "identifier"},
	{"language", "language"},
	{"rights", "rights"},
};

/* Names that say how to show the page, not what it is. */
static const char *const technical[] = {"viewport", "theme-color", "robots", "referrer",
	"format-detection", "color-scheme", "csrf-token", "csrf-param"};

static const char *
find_key(const char *name)
{
	const char *term = strncmp(name, "dcterms.", 8) == 0   ? name + 8
			   : strncmp(name, "dcterms:", 8) == 0 ? name + 8
			   : strncmp(name, "dc.", 3) == 0      ? name + 3
			   : strncmp(name, "dc:", 3) == 0      ? name + 3
							       : NULL;

	for (size_t i = 0; !term && i < sizeof standard / sizeof standard[0]; i++) {
		if (strcmp(name, standard[i][0]) == 0)
			return standard[i][1];
	}
	for (size_t i = 0; term && i < sizeof dublin_core / sizeof dublin_core[0]; i++) {
		size_t n = strlen(dublin_core[i][0]);

		/* "date.issued" refines "date". */
		if (strncmp(term, dublin_core[i][0], n) == 0 && (!term[n] || term[n] == '.'))
			return dublin_core[i][1];
	}
	return NULL;
}

void
metadata_of(struct html *h, const char *const *attributes)
{
	const char *name = attribute_of(attributes, "name");
	const char *value = attribute_of(attributes, "content");
	char lower[KEY_MOST], key[KEY_MOST + 8] = "html:";
	size_t n = 0;

	if (!name)
		name = attribute_of(attributes, "property");
	if (!name)
		name = attribute_of(attributes, "itemprop");
	if (!name && attribute_of(attributes, "http-equiv") &&
		strcmp(attribute_of(attributes, "http-equiv"), "content-language") == 0)
		name = "content-language";
	if (!name || !value || !*name || strlen(name) >= sizeof lower)
		return;
	for (; name[n]; n++)
		lower[n] = name[n] >= 'A' && name[n] <= 'Z' ? (char)(name[n] | 0x20) : name[n];
	lower[n] = 0;
	for (size_t i = 0; i < sizeof technical / sizeof technical[0]; i++) {
		if (strcmp(lower, technical[i]) == 0)
			return;
	}
	const char *found = find_key(lower);

	/* The page's own title and description go before what it tells others. */
	if (found && ((strcmp(found, "title") == 0 && h->has_title) ||
			     (strcmp(found, "description") == 0 && h->has_description)))
		return;
	if (found) {
		h->has_title |= strcmp(found, "title") == 0 && strcmp(lower, "og:title") != 0;
		h->has_description |= strcmp(found, "description") == 0;
	} else {
		memcpy(key + 5, lower, n + 1);
	}
	if (strcmp(lower, "og:title") == 0)
		found = "html:og:title";
	pandect_builder_meta(h->builder, found ? found : key, pandect_text(value));
}

void
metadata_title(struct html *h)
{
	size_t n = 0;

	if (!h->in_title)
		return;
	h->in_title = false;
	/* Line ends and runs of blanks are the source's. */
	for (size_t i = 0; i < h->title.size; i++) {
		char c = h->title.data[i];

		if (c == '\n' || c == '\r' || c == '\t' || c == '\f')
			c = ' ';
		if (c != ' ' || (n && h->title.data[n - 1] != ' '))
			h->title.data[n++] = c;
	}
	if (n == 0)
		return;
	h->has_title = true;
	pandect_builder_meta(h->builder, "title", (struct pandect_text){h->title.data, n});
}
