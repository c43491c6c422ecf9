/* SPDX-License-Identifier: MIT */
/*
 * Extractor: HTML and XHTML. libxml2's HTML parser is used as a tokenizer that balances tags: it
 * takes linear time and little memory on whatever it is fed, where a parser that builds the
 * standard's tree takes quadratic time on deep nesting.
 */
#include "html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

#include "../../shared/charset.h"
#include "../../shared/entities.h"

/* The library counts in int. */
#define MOST_BYTES 0x40000000u

/* How far the declaration of an encoding may be (WHATWG HTML, 13.2.3.2, says 1024; real pages put
 * it later). */
#define LABEL_BYTES 4096

#define STOP_EVERY 512

/* For an end tag that matches nothing the library looks at all open elements; this is half a second
 * of it, ten times what a page of 100,000 such tags takes. */
#define SEARCH_MOST (UINT64_C(1) << 27)

static const struct pandect_text none = {NULL, 0};

/* ---- the parser ---- */

struct parsing {
	const struct parser_events *events;
	void *data;
	htmlParserCtxtPtr context;
	pandect_status status;
	uint32_t until_stop;
	uint64_t depth, searched;
};

static bool
parsing_goes_on(struct parsing *p)
{
	if (p->status == PANDECT_OK && p->until_stop-- == 0) {
		p->until_stop = STOP_EVERY;
		p->status = p->events->stop(p->data);
	}
	if (p->status != PANDECT_OK)
		xmlStopParser(p->context);
	return p->status == PANDECT_OK;
}

static void
on_start(void *data, const xmlChar *name, const xmlChar **attributes)
{
	struct parsing *p = data;

	p->depth++;
	if (parsing_goes_on(p))
		p->events->start(p->data, (const char *)name, (const char *const *)attributes);
}

static void
on_end(void *data, const xmlChar *name)
{
	struct parsing *p = data;

	p->depth -= p->depth > 0;
	if (parsing_goes_on(p))
		p->events->end(p->data, (const char *)name);
}

static void
on_text(void *data, const xmlChar *text, int size)
{
	struct parsing *p = data;

	if (size > 0 && parsing_goes_on(p))
		p->events->text(p->data, (const char *)text, (size_t)size);
}

/* Errors are usual; but a page of nothing else must be stopped, too. */
static void
on_error(void *data, xmlErrorPtr error)
{
	struct parsing *p = data;

	if (error->code == XML_ERR_NO_MEMORY)
		p->status = PANDECT_NO_MEMORY;
	p->searched += p->depth;
	if (p->searched > SEARCH_MOST && p->status == PANDECT_OK)
		p->status = PANDECT_PARTIAL;
	parsing_goes_on(p);
}

pandect_status
parse(const char *text, size_t size, const struct parser_events *events, void *data)
{
	struct parsing parsing = {.events = events, .data = data};
	htmlParserCtxtPtr context;

	if (size == 0)
		return PANDECT_OK;
	context = htmlCreateMemoryParserCtxt(text, (int)size);
	if (!context)
		return PANDECT_NO_MEMORY;
	parsing.context = context;
	htmlCtxtUseOptions(context, HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NODEFDTD |
					    HTML_PARSE_IGNORE_ENC | HTML_PARSE_NOIMPLIED);
	xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8);
	memset(context->sax, 0, sizeof *context->sax);
	context->sax->initialized = XML_SAX2_MAGIC;
	context->sax->startElement = on_start;
	context->sax->endElement = on_end;
	context->sax->characters = on_text;
	context->sax->ignorableWhitespace = on_text;
	context->sax->cdataBlock = on_text;
	context->sax->serror = on_error;
	context->userData = &parsing;
	htmlParseDocument(context);
	htmlFreeParserCtxt(context);
	return parsing.status;
}

/* ---- references that the library does not know ---- */

/* True for a reference of HTML 5 that HTML 4, which the library knows, has not. */
static bool
is_news(const char *text, size_t size, size_t *ret_size, char ret_text[ENTITY_ROOM])
{
	char name[64];
	size_t n = entity_decode(text, size, ret_text);

	if (n < 3 || n >= sizeof name || text[1] == '#' || text[n - 1] != ';')
		return false;
	memcpy(name, text + 1, n - 2);
	name[n - 2] = 0;
	*ret_size = n;
	/* A reference to a character of markup stays one. */
	return !htmlEntityLookup((const xmlChar *)name) &&
	       !(ret_text[1] == 0 && memchr("<>&\"'", ret_text[0], 5));
}

/* Puts them in place. *ret_text is NULL when there are none, else to be freed. */
static pandect_status
replace_news(const char *text, size_t size, char **ret_text, size_t *ret_size)
{
	char decoded[ENTITY_ROOM], *to = NULL;
	size_t n = 0, from = 0, length;

	for (const char *at = text; (at = memchr(at, '&', size - (size_t)(at - text))); at++) {
		size_t place = (size_t)(at - text);

		if (!is_news(at, size - place, &length, decoded))
			continue;
		if (!to && !(to = malloc(size + size / 2 + 1)))
			return PANDECT_NO_MEMORY;
		memcpy(to + n, text + from, place - from);
		n += place - from;
		memcpy(to + n, decoded, strlen(decoded));
		n += strlen(decoded);
		from = place + length;
		at += length - 1;
	}
	if (to) {
		memcpy(to + n, text + from, size - from);
		*ret_size = n + size - from;
	}
	*ret_text = to;
	return PANDECT_OK;
}

/* ---- the encoding ---- */

static bool
same_letters(const char *text, const char *word, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char c = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] | 0x20) : text[i];

		if (c != word[i])
			return false;
	}
	return true;
}

/* The encoding that `word` names, as in <meta charset=x> or <?xml encoding="x"?>. */
static struct pandect_text
label_after(const char *text, size_t size, const char *word)
{
	size_t n = strlen(word), end;

	for (size_t at = 0; at + n < size; at++) {
		if (!same_letters(text + at, word, n))
			continue;
		at += n;
		while (at < size && (text[at] == ' ' || text[at] == '='))
			at++;
		while (at < size && (text[at] == '"' || text[at] == '\'' || text[at] == ' '))
			at++;
		for (end = at; end < size && (unsigned char)text[end] > ' ' &&
			       !memchr("\"';?>/", text[end], 6);
			end++)
			;
		if (end > at)
			return (struct pandect_text){text + at, end - at};
	}
	return none;
}

static struct pandect_text
find_label(const char *text, size_t size)
{
	struct pandect_text label = none;

	size = size < LABEL_BYTES ? size : LABEL_BYTES;
	if (size > 5 && memcmp(text, "<?xml", 5) == 0) {
		const char *end = memchr(text, '>', size);

		label = label_after(text, end ? (size_t)(end - text) : 0, "encoding");
	}
	return label.size ? label : label_after(text, size, "charset");
}

/* ---- the slots ---- */

static void
event_start(void *data, const char *name, const char *const *attributes)
{
	html_start(data, name, attributes);
}

static void
event_end(void *data, const char *name)
{
	html_end(data, name);
}

static void
event_text(void *data, const char *text, size_t size)
{
	html_characters(data, text, size);
}

static pandect_status
event_stop(void *data)
{
	struct html *h = data;

	return h->status ? h->status : pandect_call_should_stop(h->call);
}

static const struct parser_events events = {
	.start = event_start,
	.end = event_end,
	.text = event_text,
	.stop = event_stop,
};

static pandect_status
html_write(
	struct pandect_call *call, struct pandect_builder *builder, const char *text, size_t size)
{
	struct html *h = calloc(1, sizeof *h);
	int64_t whole = 0;
	pandect_status status;

	if (!h)
		return PANDECT_NO_MEMORY;
	h->call = call;
	h->builder = builder;
	pandect_call_bool(call, "whole-page", &whole);
	status = page_judge(call, text, size, &h->judgement);
	h->only_main = h->judgement.has_main && !whole;
	if (PANDECT_GAVE(status))
		status = parse(text, size, &events, h);
	if (PANDECT_GAVE(status)) {
		html_finish(h);
		status = h->status ? h->status : status;
	}
	if (status == PANDECT_PARTIAL)
		pandect_call_warn(
			call, "broken", "the page's tags are so broken that its rest was not read");
	flow_clear(h);
	free(h->judgement.layouts);
	free(h);
	return status;
}

static pandect_status
html_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	struct charset_text text = {.data = NULL};
	const void *bytes;
	char *news = NULL;
	size_t size;
	pandect_status status = pandect_source_bytes(source, &bytes, &size);

	(void)self;
	if (status)
		return pandect_call_fail(call, status, "the page could not be read");
	if (size > MOST_BYTES)
		return pandect_call_fail(call, PANDECT_LIMIT,
			"the page is larger than 1 GiB, which is more than this reader takes");
	status = charset_decode(bytes, size, find_label(bytes, size), &text);
	if (status == PANDECT_OK && text.size > MOST_BYTES)
		status = pandect_call_fail(call, PANDECT_LIMIT,
			"the page is larger than 1 GiB, which is more than this reader takes");
	if (status == PANDECT_OK)
		status = replace_news(text.data, text.size, &news, &size);
	if (status == PANDECT_OK)
		status =
			html_write(call, builder, news ? news : text.data, news ? size : text.size);
	free(news);
	if (status == PANDECT_NO_MEMORY)
		pandect_call_fail(call, status, "there is no memory left to read the page");
	else if (status == PANDECT_UNSUPPORTED)
		pandect_call_fail(call, status, "the page's encoding cannot be converted here");
	if (text.n_replaced && PANDECT_GAVE(status))
		pandect_call_warn(call, "encoding",
			"some bytes are not valid in the page's encoding and were replaced");
	charset_clear(&text);
	return status;
}

/* A text about HTML has its tags in the middle; a page begins with one. */
static int32_t
html_can_handle(void *self, struct pandect_call *call, struct pandect_source *source)
{
	unsigned char head[256];
	int64_t got = pandect_source_read_at(source, 0, head, sizeof head);
	int64_t at = got > 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	(void)self;
	(void)call;
	/* Zero bytes are those of UTF-16. */
	while (at < got && (head[at] <= ' ' || head[at] >= 0xFE))
		at++;
	return at < got && head[at] == '<' ? PANDECT_BID_LIKELY : PANDECT_BID_WEAK;
}

static pandect_status
html_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	(void)call;
	(void)user_data;
	*ret_self = NULL;
	/* Makes the library's tables while files may still be opened and no other thread is here.
	 */
	xmlInitParser();
	return PANDECT_OK;
}

static const struct pandect_option html_options[] = {
	{.name = "whole-page",
		.help = "read all of a page that marks its main content, navigation and all",
		.fallback = "false",
		.type = PANDECT_OPTION_BOOL,
		.flags = PANDECT_OPTION_CALL},
};

static const struct pandect_magic html_magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .range = 256, .size = 14, .bytes = "<!DOCTYPE html"},
	{.type = PANDECT_MAGIC_BYTES, .range = 256, .size = 14, .bytes = "<!DOCTYPE HTML"},
	{.type = PANDECT_MAGIC_BYTES, .range = 256, .size = 14, .bytes = "<!doctype html"},
	{.type = PANDECT_MAGIC_BYTES, .range = 256, .size = 14, .bytes = "<!doctype HTML"},
	{.type = PANDECT_MAGIC_BYTES, .range = 64, .size = 5, .bytes = "<html"},
	{.type = PANDECT_MAGIC_BYTES, .range = 64, .size = 5, .bytes = "<HTML"},
	{.type = PANDECT_MAGIC_BYTES, .size = 5, .bytes = "<head"},
	{.type = PANDECT_MAGIC_BYTES, .size = 5, .bytes = "<HEAD"},
	{.type = PANDECT_MAGIC_BYTES, .size = 5, .bytes = "<body"},
	{.type = PANDECT_MAGIC_BYTES, .size = 5, .bytes = "<BODY"},
};

static const struct pandect_magic xhtml_magics[] = {
	{.type = PANDECT_MAGIC_XML_ROOT,
		.size = 28,
		.bytes = "http://www.w3.org/1999/xhtml",
		.name = "html"},
};

static const struct pandect_format html_formats[] = {
	{.mime = "text/html",
		.suffixes = "html htm shtml html4 html5 hta",
		.magics = PANDECT_ARRAY(html_magics)},
	{.mime = "application/xhtml+xml",
		.names = "application/vnd.wap.xhtml+xml",
		.suffixes = "xhtml xht xhtm",
		.magics = PANDECT_ARRAY(xhtml_magics)},
};

static const struct pandect_document_extractor html = {
	.base = {.size = sizeof html,
		.kind = PANDECT_DOCUMENT_EXTRACTOR,
		.name = "html",
		.version = "1.0.0",
		.description = "HTML and XHTML pages",
		.flags = PANDECT_CONCURRENT,
		.options = PANDECT_ARRAY(html_options),
		.initialize = html_initialize},
	.formats = PANDECT_ARRAY(html_formats),
	.can_handle = html_can_handle,
	.extract = html_extract,
};

static const struct pandect_plugin *const plugins[] = {&html.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "extractor-html",
	.version = "1.0.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = plugins,
};
