/* SPDX-License-Identifier: MIT */
/*
 * Pandect: writing a plugin. A module is a shared object that exports one constant,
 * `pandect_module`, which lists plugins; a plugin is one constant table that begins with struct
 * pandect_plugin. Include this header, link nothing of Pandect's.
 *
 * Who calls a slot, when, how often, and what its absence (NULL, or a table that ends before it)
 * means:
 *
 *   slot                  called                                                             absent
 *   initialize            once, before the first other call, when a document needs it        self
 * is the user_data (from code) or NULL shutdown              once, after the last call has come
 * back, if initialize succeeded   nothing to undo can_handle            when the tables make it a
 * candidate and its turn comes             LIKELY on a magic match, else WEAK extract once a
 * document that it won                                        required supports_language     for
 * each wanted language that is not in `languages`                no process_image         a page's
 * pixels                                                    required process_image_file    a page's
 * encoded picture                                           the extractor is asked for pixels
 *   process_document      a whole document, if flagged WHOLE_DOCUMENTS and no page had text  pages
 * are asked for dimensions_of         once after initialize, where `dimensions` is 0 required then
 *   embed                 up to `batch` texts at a time required should_process        once a
 * document, before process                                    yes process               once a
 * document                                                    required estimated_duration_ms once a
 * document, before process: left out when it would not end    0 before the deadline render once an
 * output                                                     required should_validate       once a
 * document and stage, before validate                         yes validate              once a
 * document and stage                                          required
 *
 * Every slot gets `self` (what initialize gave) first and a call second. A module's slots are
 * entered by one thread at a time unless every plugin in it is flagged CONCURRENT. Nothing may
 * leave a slot but its return: no exception, no longjmp. A slot keeps no pointer that it was given
 * beyond its return. No slot prints, changes the locale, the working directory, a signal handler or
 * the environment, or opens a path that a document names.
 */
#ifndef PANDECT_PLUGIN_H
#define PANDECT_PLUGIN_H

#include <pandect/base.h>
#include <pandect/document.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Magic in the upper half, the ABI's major in the lower. A module of another major is refused. */
#define PANDECT_ABI_MAJOR 1u
#define PANDECT_ABI       (0x50440000u | PANDECT_ABI_MAJOR)

/* ---- host objects ----
 * Their first word points to a table of functions that begins with its size; what follows is the
 * host's. Authors call the inline functions, which are [this call] unless said otherwise. The end
 * of the run (time is over, cancelled) is a failure of builder, sink and editor that stays, so one
 * check at the end is enough. */

/* -- source: bytes to read -- */

struct pandect_source {
	const struct pandect_source_ops *ops;
};

struct pandect_source_ops {
	uint32_t size, reserved;
	struct pandect_text (*name)(const struct pandect_source *) PANDECT_NOEXCEPT;
	struct pandect_text (*mime)(const struct pandect_source *) PANDECT_NOEXCEPT;
	uint64_t (*length)(const struct pandect_source *) PANDECT_NOEXCEPT;
	pandect_status (*bytes)(struct pandect_source *, const void **, size_t *) PANDECT_NOEXCEPT;
	int64_t (*read_at)(struct pandect_source *, uint64_t, void *, size_t) PANDECT_NOEXCEPT;
	int (*descriptor)(struct pandect_source *) PANDECT_NOEXCEPT;
};

/* The name that the document came under, without directories; may be empty. For messages and as a
 * hint, never to be opened. */
static inline struct pandect_text pandect_source_name(const struct pandect_source *s) {
	return s->ops->name(s);
}

/* The MIME type that the host recognised. */
static inline struct pandect_text pandect_source_mime(const struct pandect_source *s) {
	return s->ops->mime(s);
}

/* Bytes in all. */
static inline uint64_t pandect_source_length(const struct pandect_source *s) {
	return s->ops->length(s);
}

/* All bytes in one piece, which nobody changes: valid until the slot returns (a source got in
 * initialize: until shutdown has returned). *ret_data is not NULL even when *ret_size is 0.
 * NO_MEMORY, IO. */
static inline pandect_status pandect_source_bytes(
	struct pandect_source *s, const void **ret_data, size_t *ret_size) {
	return s->ops->bytes(s, ret_data, ret_size);
}

/* Copies up to n bytes from position `at`; gives how many (0 at the end) or -status. */
static inline int64_t pandect_source_read_at(
	struct pandect_source *s, uint64_t at, void *to, size_t n) {
	return s->ops->read_at(s, at, to, n);
}

/* A descriptor open for reading, the host's: do not close it, and leave its position alone (pread).
 * -1 when there is none. */
static inline int pandect_source_descriptor(struct pandect_source *s) {
	return s->ops->descriptor(s);
}

/* -- sink: bytes to write -- */

struct pandect_sink {
	const struct pandect_sink_ops *ops;
};

struct pandect_sink_ops {
	uint32_t size, reserved;
	pandect_status (*write)(struct pandect_sink *, const void *, size_t) PANDECT_NOEXCEPT;
};

/* Writes all n bytes. The first failure stays: IO, LIMIT, NO_MEMORY, or the run's own end. */
static inline pandect_status pandect_sink_write(
	struct pandect_sink *s, const void *data, size_t n) {
	return s->ops->write(s, data, n);
}

/* -- image: pixels -- */

#define PANDECT_GRAY8  1u /* one byte a pixel, 0 black */
#define PANDECT_RGB24  2u /* three bytes a pixel */
#define PANDECT_RGBA32 3u /* four bytes a pixel, not premultiplied */

/* size: of this struct, set by whoever fills it. Rows from the top; stride in bytes, at least width
 * × bytes a pixel. */
struct pandect_image {
	uint32_t size, format;
	uint32_t width, height, stride;
	float dpi; /* 0: not known */
	const void *data;
	size_t n_bytes; /* at least stride × (height - 1) + width × bytes a pixel */
};

/* -- builder: writing a document --
 * Like an XML writer: open, text, close. It cannot make a malformed tree: what may not stand where
 * it is opened is a PLUGIN failure that names both. The first failure stays, every later call gives
 * it and does nothing. Closing a node closes its spans. */

struct pandect_builder {
	const struct pandect_builder_ops *ops;
};

struct pandect_builder_ops {
	uint32_t size, reserved;
	pandect_status (*open)(struct pandect_builder *, uint32_t, int64_t) PANDECT_NOEXCEPT;
	pandect_status (*close)(struct pandect_builder *) PANDECT_NOEXCEPT;
	pandect_status (*text)(struct pandect_builder *, const char *, size_t) PANDECT_NOEXCEPT;
	pandect_status (*span_open)(
		struct pandect_builder *, uint32_t, struct pandect_text) PANDECT_NOEXCEPT;
	pandect_status (*span_close)(struct pandect_builder *) PANDECT_NOEXCEPT;
	pandect_status (*number)(struct pandect_builder *, uint32_t, int64_t) PANDECT_NOEXCEPT;
	pandect_status (*attribute)(
		struct pandect_builder *, uint32_t, struct pandect_text) PANDECT_NOEXCEPT;
	pandect_status (*box)(
		struct pandect_builder *, const struct pandect_box *, float) PANDECT_NOEXCEPT;
	pandect_status (*data)(struct pandect_builder *, struct pandect_text, const void *,
		size_t) PANDECT_NOEXCEPT;
	pandect_status (*annotate)(
		struct pandect_builder *, const struct pandect_annotation *) PANDECT_NOEXCEPT;
	pandect_status (*meta)(
		struct pandect_builder *, const char *, struct pandect_text) PANDECT_NOEXCEPT;
	pandect_status (*page_begin)(
		struct pandect_builder *, uint32_t, uint32_t, float, float) PANDECT_NOEXCEPT;
	pandect_status (*page_end)(struct pandect_builder *, float *) PANDECT_NOEXCEPT;
	pandect_status (*page_image)(
		struct pandect_builder *, const struct pandect_image *) PANDECT_NOEXCEPT;
	pandect_status (*page_picture)(struct pandect_builder *, struct pandect_text, const void *,
		size_t) PANDECT_NOEXCEPT;
	pandect_status (*child)(struct pandect_builder *, struct pandect_text, struct pandect_text,
		struct pandect_sink **) PANDECT_NOEXCEPT;
	pandect_status (*child_end)(
		struct pandect_builder *, struct pandect_sink *, pandect_status) PANDECT_NOEXCEPT;
};

/* Opens a node (PANDECT_NODE_…) inside the innermost open one; arg as the kind says, else 0. */
static inline pandect_status pandect_builder_open(
	struct pandect_builder *b, uint32_t kind, int64_t arg) {
	return b->ops->open(b, kind, arg);
}

/* Closes the innermost open node; a paragraph that text opened is closed with its holder. */
static inline pandect_status pandect_builder_close(struct pandect_builder *b) {
	return b->ops->close(b);
}

/* Adds text to the innermost open node. Bytes that are not UTF-8 become U+FFFD, control characters
 * but U+0009 and U+000A blanks. U+000A is a line break that is meant: fold the source's own line
 * ends to blanks first. */
static inline pandect_status pandect_builder_text(
	struct pandect_builder *b, const char *text, size_t size) {
	return b->ops->text(b, text, size);
}

/* The same for a NUL-terminated string. */
static inline pandect_status pandect_builder_string(struct pandect_builder *b, const char *string) {
	return b->ops->text(b, string, strlen(string));
}

/* A node with text and nothing else: open, text, close. */
static inline pandect_status pandect_builder_leaf(
	struct pandect_builder *b, uint32_t kind, int64_t arg, struct pandect_text text) {
	b->ops->open(b, kind, arg);
	b->ops->text(b, text.data, text.size);
	return b->ops->close(b);
}

/* Begins a span (PANDECT_SPAN_…) in the innermost node's text; value as its kind says. */
static inline pandect_status pandect_builder_span_open(
	struct pandect_builder *b, uint32_t kind, struct pandect_text value) {
	return b->ops->span_open(b, kind, value);
}

/* Ends the innermost open span. A span without text is dropped, but for IMAGE and FOOTNOTE. */
static inline pandect_status pandect_builder_span_close(struct pandect_builder *b) {
	return b->ops->span_close(b);
}

/* A number attribute (PANDECT_ATTRIBUTE_…) of the innermost node; the last given counts. */
static inline pandect_status pandect_builder_number(
	struct pandect_builder *b, uint32_t attribute, int64_t value) {
	return b->ops->number(b, attribute, value);
}

/* A text attribute of the innermost open node; empty: none. */
static inline pandect_status pandect_builder_attribute(
	struct pandect_builder *b, uint32_t attribute, struct pandect_text value) {
	return b->ops->attribute(b, attribute, value);
}

/* Where the innermost node stands on its page; confidence: 1, less for recognised text. */
static inline pandect_status pandect_builder_box(
	struct pandect_builder *b, const struct pandect_box *box, float confidence) {
	return b->ops->box(b, box, confidence);
}

/* The encoded bytes of the innermost IMAGE, copied: only where the user asked for images. */
static inline pandect_status pandect_builder_data(
	struct pandect_builder *b, struct pandect_text mime, const void *data, size_t size) {
	return b->ops->data(b, mime, data, size);
}

/* Something beside the text (comment, form field) on the innermost node; ->node is not read. */
static inline pandect_status pandect_builder_annotate(
	struct pandect_builder *b, const struct pandect_annotation *annotation) {
	return b->ops->annotate(b, annotation);
}

/* An entry of the metadata, at any time; empty values are dropped. Keys: see document.h. */
static inline pandect_status pandect_builder_meta(
	struct pandect_builder *b, const char *key, struct pandect_text value) {
	return b->ops->meta(b, key, value);
}

/*
 * A page begins: number from 1, `of` pages in all (0: not known), size in points (0: not known).
 * Nodes opened until page_end belong to it. This is also the progress report. Gives DECLINED when
 * the user does not want this page: go on with the next (not a failure).
 */
static inline pandect_status pandect_builder_page_begin(
	struct pandect_builder *b, uint32_t number, uint32_t of, float width, float height) {
	return b->ops->page_begin(b, number, of, width, height);
}

/*
 * The page's text is written; nodes may stay open across pages. *ret_want_dpi above 0: the host
 * would like the page's picture for OCR at about that resolution. Answer with page_image or
 * page_picture before the next page_begin, or simply go on where the page has no picture.
 * Recognised text takes the place of the page's own.
 */
static inline pandect_status pandect_builder_page_end(
	struct pandect_builder *b, float *ret_want_dpi) {
	return b->ops->page_end(b, ret_want_dpi);
}

/* The pixels of the page that has just ended; copied or recognised before it returns. A failing OCR
 * is a warning, not a failure here. */
static inline pandect_status pandect_builder_page_image(
	struct pandect_builder *b, const struct pandect_image *image) {
	return b->ops->page_image(b, image);
}

/* The same as an encoded picture (PNG, JPEG, …). UNSUPPORTED, not sticky: the OCR backend takes
 * pixels only; use page_image. */
static inline pandect_status pandect_builder_page_picture(
	struct pandect_builder *b, struct pandect_text mime, const void *data, size_t size) {
	return b->ops->page_picture(b, mime, data, size);
}

/*
 * A document inside this one (attachment, member, embedded object) begins. Its place is here. name:
 * as the container has it; mime: as declared, or empty. Write its bytes to *ret_sink, then call
 * child_end; one at a time. DECLINED, not sticky: the host does not want it (depth, number or size
 * is used up, with a warning); there is no sink then and no child_end.
 */
static inline pandect_status pandect_builder_child(struct pandect_builder *b,
	struct pandect_text name, struct pandect_text mime, struct pandect_sink **ret_sink) {
	return b->ops->child(b, name, mime, ret_sink);
}

/* The child's bytes are complete (status OK), or could not be had (why). The host extracts it now
 * or later; how that went is not this plugin's affair, so there is no result to wait for. */
static inline pandect_status pandect_builder_child_end(
	struct pandect_builder *b, struct pandect_sink *s, pandect_status status) {
	return b->ops->child_end(b, s, status);
}

/* -- editor: changing a document --
 * Edits are written down and applied by the host, checked, all or nothing, when process returns OK
 * or PARTIAL. Node numbers are those of the document that process was given, throughout. Failures
 * stay: INVALID (no such node, offset inside a character), NO_MEMORY, LIMIT. */

struct pandect_editor {
	const struct pandect_editor_ops *ops;
};

struct pandect_editor_ops {
	uint32_t size, reserved;
	pandect_status (*replace_text)(struct pandect_editor *, pandect_node, uint32_t, uint32_t,
		struct pandect_text) PANDECT_NOEXCEPT;
	pandect_status (*attribute)(struct pandect_editor *, pandect_node, uint32_t,
		struct pandect_text) PANDECT_NOEXCEPT;
	pandect_status (*number)(
		struct pandect_editor *, pandect_node, uint32_t, int64_t) PANDECT_NOEXCEPT;
	pandect_status (*remove)(struct pandect_editor *, pandect_node) PANDECT_NOEXCEPT;
	pandect_status (*insert_before)(
		struct pandect_editor *, pandect_node, struct pandect_builder **) PANDECT_NOEXCEPT;
	pandect_status (*meta)(
		struct pandect_editor *, const char *, struct pandect_text) PANDECT_NOEXCEPT;
	pandect_status (*language)(
		struct pandect_editor *, const struct pandect_language *) PANDECT_NOEXCEPT;
	pandect_status (*annotate)(
		struct pandect_editor *, const struct pandect_annotation *) PANDECT_NOEXCEPT;
	pandect_status (*chunk)(
		struct pandect_editor *, const struct pandect_chunk *) PANDECT_NOEXCEPT;
};

/* Puts text in place of bytes start…end of a node's text. Edits of one node come in ascending order
 * and do not overlap. Spans move with their text. */
static inline pandect_status pandect_editor_replace_text(struct pandect_editor *e,
	pandect_node node, uint32_t start, uint32_t end, struct pandect_text text) {
	return e->ops->replace_text(e, node, start, end, text);
}

/* Sets a text attribute; empty: takes it away. */
static inline pandect_status pandect_editor_attribute(struct pandect_editor *e, pandect_node node,
	uint32_t attribute, struct pandect_text value) {
	return e->ops->attribute(e, node, attribute, value);
}

/* Sets a number attribute. */
static inline pandect_status pandect_editor_number(
	struct pandect_editor *e, pandect_node node, uint32_t attribute, int64_t value) {
	return e->ops->number(e, node, attribute, value);
}

/* Takes a node and all below it away. Not the root. */
static inline pandect_status pandect_editor_remove(struct pandect_editor *e, pandect_node node) {
	return e->ops->remove(e, node);
}

/* A builder for nodes that come before a node, valid until the next call of the editor. It has no
 * pages, children or metadata (INVALID). */
static inline pandect_status pandect_editor_insert_before(
	struct pandect_editor *e, pandect_node node, struct pandect_builder **ret_builder) {
	return e->ops->insert_before(e, node, ret_builder);
}

/* Adds an entry to the document's metadata. */
static inline pandect_status pandect_editor_meta(
	struct pandect_editor *e, const char *key, struct pandect_text value) {
	return e->ops->meta(e, key, value);
}

/* Adds a language that the text is in, the commonest first. */
static inline pandect_status pandect_editor_language(
	struct pandect_editor *e, const struct pandect_language *language) {
	return e->ops->language(e, language);
}

/* Adds an annotation. */
static inline pandect_status pandect_editor_annotate(
	struct pandect_editor *e, const struct pandect_annotation *annotation) {
	return e->ops->annotate(e, annotation);
}

/* Adds a chunk: first, last, start, end, n_tokens, text and headings are read, the host finds the
 * pages. */
static inline pandect_status pandect_editor_chunk(
	struct pandect_editor *e, const struct pandect_chunk *chunk) {
	return e->ops->chunk(e, chunk);
}

/* -- findings: what a validator found -- */

struct pandect_findings {
	const struct pandect_findings_ops *ops;
};

struct pandect_findings_ops {
	uint32_t size, reserved;
	pandect_status (*add)(struct pandect_findings *, uint32_t, const char *, pandect_node,
		struct pandect_text) PANDECT_NOEXCEPT;
};

/* Adds a finding. severity: PANDECT_NOTE, _WARNING, or _ERROR, which refuses the document. code: a
 * short word; node: 0 for the whole document. */
static inline pandect_status pandect_findings_add(struct pandect_findings *f, uint32_t severity,
	const char *code, pandect_node node, struct pandect_text text) {
	return f->ops->add(f, severity, code, node, text);
}

/* -- call: what the host offers while a slot runs -- */

#define PANDECT_LOG_ERROR 1u
#define PANDECT_LOG_WARN  2u
#define PANDECT_LOG_INFO  3u
#define PANDECT_LOG_DEBUG 4u

struct pandect_call {
	const struct pandect_host *host;
};

struct pandect_host {
	uint32_t size, abi_minor;
	pandect_status (*should_stop)(struct pandect_call *) PANDECT_NOEXCEPT;
	void (*progress)(struct pandect_call *, uint64_t, uint64_t) PANDECT_NOEXCEPT;
	void (*log)(struct pandect_call *, uint32_t, const char *, size_t) PANDECT_NOEXCEPT;
	pandect_status (*warn)(
		struct pandect_call *, const char *, const char *, size_t) PANDECT_NOEXCEPT;
	pandect_status (*fail)(
		struct pandect_call *, pandect_status, const char *, size_t) PANDECT_NOEXCEPT;
	void *(*alloc)(struct pandect_call *, size_t)PANDECT_NOEXCEPT;
	pandect_status (*option)(
		struct pandect_call *, const char *, uint32_t, void *) PANDECT_NOEXCEPT;
	pandect_status (*data)(
		struct pandect_call *, const char *, struct pandect_source **) PANDECT_NOEXCEPT;
	struct pandect_text (*languages)(struct pandect_call *) PANDECT_NOEXCEPT;
	pandect_status (*ocr)(struct pandect_call *, const struct pandect_image *,
		struct pandect_builder *) PANDECT_NOEXCEPT;
	pandect_status (*embed)(struct pandect_call *, const struct pandect_text *, uint32_t,
		float *, size_t) PANDECT_NOEXCEPT;
};

/* OK, or TIMEOUT or CANCELLED: return that soon. Ask it in every loop over input. [any thread] */
static inline pandect_status pandect_call_should_stop(struct pandect_call *c) {
	return c->host->should_stop(c);
}

/* How far the work is, in units of the plugin's choice; total 0: not known. Pages and children
 * report by themselves. */
static inline void pandect_call_progress(struct pandect_call *c, uint64_t done, uint64_t total) {
	c->host->progress(c, done, total);
}

/* A record for the log (PANDECT_LOG_…), one line. [any thread] */
static inline void pandect_call_log(struct pandect_call *c, uint32_t level, const char *string) {
	c->host->log(c, level, string, strlen(string));
}

/* A warning that goes with the document: what is missing or doubtful. code: a short word to test
 * for. Return PARTIAL when text is missing. */
static inline pandect_status pandect_call_warn(
	struct pandect_call *c, const char *code, const char *string) {
	return c->host->warn(c, code, string, strlen(string));
}

/* Sets the error of this call and gives the status back: `return pandect_call_fail(call,
 * PANDECT_MALFORMED, "…")`. The first one is the error, later ones are its context. text: a
 * sentence that says what is wrong and where; the host adds document and plugin. */
static inline pandect_status pandect_call_fail(
	struct pandect_call *c, pandect_status status, const char *string) {
	return c->host->fail(c, status, string, strlen(string));
}

/* Scratch memory, zeroed, aligned for anything, freed by the host after the slot has returned.
 * NULL: no memory, or over the limit. */
static inline void *pandect_call_alloc(struct pandect_call *c, size_t size) {
	return c->host->alloc(c, size);
}

/*
 * Options of this plugin's own table, by name. Only INSTANCE ones in initialize, only CALL ones
 * elsewhere: INVALID, as is a name or type that the table has not. Text is valid until the slot
 * returns. On failure *ret_value is untouched.
 */
static inline pandect_status pandect_call_integer(
	struct pandect_call *c, const char *name, int64_t *ret_value) {
	return c->host->option(c, name, PANDECT_OPTION_INTEGER, ret_value);
}

static inline pandect_status pandect_call_bool(
	struct pandect_call *c, const char *name, int64_t *ret_value) {
	return c->host->option(c, name, PANDECT_OPTION_BOOL, ret_value);
}

static inline pandect_status pandect_call_number(
	struct pandect_call *c, const char *name, double *ret_value) {
	return c->host->option(c, name, PANDECT_OPTION_NUMBER, ret_value);
}

/* TEXT and CHOICE alike. */
static inline pandect_status pandect_call_text(
	struct pandect_call *c, const char *name, struct pandect_text *ret_value) {
	return c->host->option(c, name, PANDECT_OPTION_TEXT, ret_value);
}

/*
 * A file to read: one of the table's data_paths, by the very string that stands there, or the value
 * of a FILE option, by the option's name. The source is the host's; got in initialize it stays
 * until shutdown has returned. NOT_FOUND: the option is not set, or there is no such file; IO.
 */
static inline pandect_status pandect_call_data(
	struct pandect_call *c, const char *name, struct pandect_source **ret_source) {
	return c->host->data(c, name, ret_source);
}

/* The languages that the user expects, or that were found: BCP 47, separated by blanks, the
 * likeliest first; empty: not known. For an OCR backend these are those of the wanted ones that it
 * supports. */
static inline struct pandect_text pandect_call_languages(struct pandect_call *c) {
	return c->host->languages(c);
}

/* Recognises pixels through the OCR backend that is in charge and writes what it gives to the
 * builder. UNSUPPORTED: there is none, or this module is not CONCURRENT, or this is an OCR backend.
 * INVALID in initialize. */
static inline pandect_status pandect_call_ocr(
	struct pandect_call *c, const struct pandect_image *image, struct pandect_builder *b) {
	return c->host->ocr(c, image, b);
}

/* Embeds n texts through the run's embedding backend into ret_vectors, n × dimensions floats;
 * n_floats: how many there is room for. UNSUPPORTED as above; INVALID: n_floats is not n ×
 * dimensions (the sentence says how many there are). */
static inline pandect_status pandect_call_embed(struct pandect_call *c,
	const struct pandect_text *texts, uint32_t n, float *ret_vectors, size_t n_floats) {
	return c->host->embed(c, texts, n, ret_vectors, n_floats);
}

/* ---- the tables ---- */

/* Flags of a plugin and a module. Of the low 16 bits an unknown one is ignored; of the high 16 it
 * makes the host refuse. */
#define PANDECT_CONCURRENT      0x1u     /* plugin: its slots may run on several threads at once */
#define PANDECT_TABLES          0x2u     /* OCR backend: finds tables */
#define PANDECT_WHOLE_DOCUMENTS 0x4u     /* OCR backend: wants process_document rather than pages */
#define PANDECT_RESIDENT        0x10000u /* module: its code must stay mapped, for its library's sake */

struct pandect_extra {
	const char *id;
	const void *data;
};

/*
 * The head of every plugin's table. FROZEN: it grows through `extra` alone.
 * size: of the whole table. kind: PANDECT_DOCUMENT_EXTRACTOR … name: [a-z0-9][a-z0-9-]{0,62},
 * unique in its kind. version, description: one line each. priority: larger is asked first; 0 is
 * ordinary, shipped plugins stay within -100…100. options: struct pandect_option. data_paths: const
 * char * (files to be read with pandect_call_data, "$ORIGIN/…" beside the module). All of it is
 * read once, at registration, and copied; no function runs then.
 *
 * initialize: makes the instance, *ret_self; it cannot use another plugin. user_data: what was
 * given when registering from code, else NULL. Its call answers INSTANCE options and data. INVALID,
 * UNSUPPORTED, PLUGIN and MALFORMED are remembered until the file changes; after NO_MEMORY, IO,
 * LIMIT, TIMEOUT and CANCELLED it is tried again later. On failure nothing is left behind; shutdown
 * is not called. shutdown: undoes it; joins every thread, removes every callback.
 */
struct pandect_plugin {
	uint32_t size, kind;
	const char *name, *version, *description;
	int32_t priority;
	uint32_t flags;
	struct pandect_array options, data_paths, extra;
	pandect_status (*initialize)(
		struct pandect_call *call, void *user_data, void **ret_self) PANDECT_NOEXCEPT;
	void (*shutdown)(void *self) PANDECT_NOEXCEPT;
};

/* ---- document extractor ---- */

#define PANDECT_MAGIC_BYTES      1u /* bytes, under mask if any, at one of offset…offset+range */
#define PANDECT_MAGIC_ZIP_MEMBER 2u /* a ZIP with a member `name` that begins with bytes */
#define PANDECT_MAGIC_OLE_STREAM 3u /* a compound file with `name` in its root: [MS-CFB] 2.6 */
#define PANDECT_MAGIC_XML_ROOT   4u /* the root element is `name`, in the namespace bytes */
#define PANDECT_MAGIC_JSON_KEY   5u /* a JSON object with the key `name` at its top */

/* One way to recognise a format from its content. mime: what a match says, NULL for the format's
 * own. size 0: a member may hold anything, a root be in any namespace. */
struct pandect_magic {
	const char *mime;
	uint32_t type, offset, range, size;
	const void *bytes, *mask;
	const char *name;
};

/* The bytes are text in some encoding and nothing else matched: ask through can_handle. */
#define PANDECT_FORMAT_TEXT 1u

/* A format that an extractor reads. mime: the type; names: other types for it; suffixes: of file
 * names, without dot; both separated by blanks, or NULL. */
struct pandect_format {
	const char *mime, *names, *suffixes;
	uint32_t flags, reserved;
	struct pandect_array magics; /* struct pandect_magic */
};

/* Bids of can_handle. A failure is given as -status and counts as NO, with the reason kept. */
#define PANDECT_BID_NO     0
#define PANDECT_BID_WEAK   1 /* taken if nobody bids more */
#define PANDECT_BID_LIKELY 2
#define PANDECT_BID_SURE   3

/*
 * can_handle: looks at the head of the source, quickly. extract: writes the document; returns OK,
 * PARTIAL, or a failure, which it explains with pandect_call_fail. DECLINED: it is not mine after
 * all. After DECLINED, MALFORMED, UNSUPPORTED and PLUGIN the next candidate is asked.
 */
struct pandect_document_extractor {
	struct pandect_plugin base;
	struct pandect_array formats; /* struct pandect_format */
	int32_t (*can_handle)(void *self, struct pandect_call *call,
		struct pandect_source *source) PANDECT_NOEXCEPT;
	pandect_status (*extract)(void *self, struct pandect_call *call,
		struct pandect_source *source, struct pandect_builder *builder) PANDECT_NOEXCEPT;
};

/* ---- OCR backend ---- */

/*
 * backend_type: the engine's family ("tesseract"), by which the user may choose as well as by name.
 * languages: const char *, BCP 47, those it has for certain. supports_language: 1 or 0 for others.
 * The process slots write a fragment: PARAGRAPH (HEADING, TABLE, …) holding text or LINE, LINE
 * holding text or WORD, each with box (pixels of the image as it was given) and confidence; the
 * host drops words below ocr.min-confidence, joins lines, turns pixels into points and puts the
 * fragment in its place.
 */
struct pandect_ocr_backend {
	struct pandect_plugin base;
	const char *backend_type;
	struct pandect_array languages;
	int32_t (*supports_language)(
		void *self, struct pandect_call *call, const char *bcp47) PANDECT_NOEXCEPT;
	pandect_status (*process_image)(void *self, struct pandect_call *call,
		const struct pandect_image *image,
		struct pandect_builder *builder) PANDECT_NOEXCEPT;
	pandect_status (*process_image_file)(void *self, struct pandect_call *call,
		struct pandect_source *source, struct pandect_builder *builder) PANDECT_NOEXCEPT;
	pandect_status (*process_document)(void *self, struct pandect_call *call,
		struct pandect_source *source, struct pandect_builder *builder) PANDECT_NOEXCEPT;
};

/* ---- embedding backend ---- */

/*
 * dimensions: numbers a vector; 0: asked once by dimensions_of after initialize. batch: texts a
 * call at most, 0: no bound. token_limit: tokens a text at most, 0: no bound; a longer one is
 * embedded all the same, with a warning. embed: writes n vectors one after another; n_floats is n ×
 * dimensions. Vectors that are not finite are a PLUGIN failure.
 */
struct pandect_embedding_backend {
	struct pandect_plugin base;
	uint32_t dimensions, batch, token_limit, reserved;
	pandect_status (*dimensions_of)(
		void *self, struct pandect_call *call, uint32_t *ret_dimensions) PANDECT_NOEXCEPT;
	pandect_status (*embed)(void *self, struct pandect_call *call,
		const struct pandect_text *texts, uint32_t n, float *ret_vectors,
		size_t n_floats) PANDECT_NOEXCEPT;
};

/* ---- post-processor ---- */

#define PANDECT_STAGE_EARLY  1u
#define PANDECT_STAGE_MIDDLE 2u
#define PANDECT_STAGE_LATE   3u

/* Runs by stage, then by priority, the larger first. A failure leaves the document as it was, with
 * a warning. */
struct pandect_post_processor {
	struct pandect_plugin base;
	uint32_t stage, reserved;
	int32_t (*should_process)(void *self, struct pandect_call *call,
		const struct pandect_document *document) PANDECT_NOEXCEPT;
	pandect_status (*process)(void *self, struct pandect_call *call,
		const struct pandect_document *document,
		struct pandect_editor *editor) PANDECT_NOEXCEPT;
	uint32_t (*estimated_duration_ms)(void *self, struct pandect_call *call,
		const struct pandect_document *document) PANDECT_NOEXCEPT;
};

/* ---- renderer ---- */

/* mime and suffix (without dot) of what it writes. */
struct pandect_renderer {
	struct pandect_plugin base;
	const char *mime, *suffix;
	pandect_status (*render)(void *self, struct pandect_call *call,
		const struct pandect_document *document,
		struct pandect_sink *sink) PANDECT_NOEXCEPT;
};

/* ---- validator ---- */

#define PANDECT_STAGE_EXTRACTED 1u /* before post-processing */
#define PANDECT_STAGE_FINAL     2u /* after it */

/* All validators run and all findings are kept; one ERROR refuses the document. A validator that
 * fails refuses too, unless validate.on-failure says warn. */
struct pandect_validator {
	struct pandect_plugin base;
	uint32_t stage, reserved;
	int32_t (*should_validate)(void *self, struct pandect_call *call,
		const struct pandect_document *document) PANDECT_NOEXCEPT;
	pandect_status (*validate)(void *self, struct pandect_call *call,
		const struct pandect_document *document,
		struct pandect_findings *findings) PANDECT_NOEXCEPT;
};

/* ---- module ---- */

/*
 * What a module exports under the name `pandect_module`. license: SPDX, of the module as it is
 * linked. plugins: the heads of its tables. homepage may be NULL.
 */
struct pandect_module {
	uint32_t abi, size;
	const char *name, *version, *license;
	uint32_t flags, n_plugins;
	const struct pandect_plugin *const *plugins;
	const char *homepage;
};

/* The end of a module: the table of its plugins and the one symbol. */
PANDECT_EXPORT extern const struct pandect_module pandect_module;

#ifdef __cplusplus
}
#endif
#endif
