/* SPDX-License-Identifier: MIT */
/* What a message holds, written to the builder: headers, bodies, attachments, messages inside. */
#include "mail.h"
#include "header.h"
#include "part.h"
#include "prose.h"

#include <stdio.h>

/* Multiparts in one another; GMime stops at 1024 by itself. */
#define DEPTH_MAX 100
/* Parts of one message: a bound on what a message of empty parts can cost. */
#define PARTS_MAX 10000u
/* A plain text shorter than this beside HTML of 20 times its length says "get another program". */
#define PLAIN_BYTES 200
/* An armoured PGP message is looked for in the beginning of a text. */
#define PGP_BYTES 1024u

/* ---- headers ---- */

static const struct shown {
	const char *name, *key;
} shown[] = {
	{"Subject", "title"},
	{"From", "from"},
	{"To", "to"},
	{"Cc", "cc"},
	{"Bcc", "bcc"},
	{"Date", NULL},
};

static const struct shown recorded[] = {
	{"Reply-To", "reply-to"},
	{"Message-ID", "message-id"},
	{"In-Reply-To", "eml:in-reply-to"},
	{"List-ID", "eml:list-id"},
	{"X-Mailer", "generator"},
	{"User-Agent", "generator"},
	{"Keywords", "keywords"},
	{"Content-Language", "language"},
};

/* The block of headers as a reader knows it: a label and a text on each line. */
static void
mail_show_headers(struct mail *m, GMimeMessage *message)
{
	bool is_open = false;

	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
		struct charset_text value;

		if (!part_header(GMIME_OBJECT(message), shown[i].name, &value))
			continue;
		if (is_open)
			pandect_builder_text(m->builder, "\n", 1);
		else
			pandect_builder_open(m->builder, PANDECT_NODE_PARAGRAPH, 0);
		is_open = true;
		pandect_builder_span_open(m->builder, PANDECT_SPAN_STRONG, pandect_text(NULL));
		pandect_builder_string(m->builder, shown[i].name);
		pandect_builder_text(m->builder, ":", 1);
		pandect_builder_span_close(m->builder);
		pandect_builder_text(m->builder, " ", 1);
		pandect_builder_text(m->builder, value.data, value.size);
		if (shown[i].key)
			pandect_builder_meta(m->builder, shown[i].key,
				(struct pandect_text){value.data, value.size});
		charset_clear(&value);
	}
	if (is_open)
		pandect_builder_close(m->builder);
}

/* Without the angle brackets. */
static struct pandect_text
identifier(struct charset_text text)
{
	struct pandect_text id = {text.data, text.size};

	if (id.size > 2 && id.data[0] == '<' && id.data[id.size - 1] == '>') {
		id.data++;
		id.size -= 2;
	}
	return id;
}

/* By hand: g_date_time_format asks for the locale's encoding, and so for files. */
static void
mail_record_date(struct mail *m, GDateTime *date)
{
	char iso[64];
	int64_t offset = g_date_time_get_utc_offset(date) / G_TIME_SPAN_MINUTE;
	int64_t minutes = offset < 0 ? -offset : offset;

	snprintf(iso, sizeof iso, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d",
		g_date_time_get_year(date), g_date_time_get_month(date),
		g_date_time_get_day_of_month(date), g_date_time_get_hour(date),
		g_date_time_get_minute(date), g_date_time_get_second(date), offset < 0 ? '-' : '+',
		(int)(minutes / 60), (int)(minutes % 60));
	pandect_builder_meta(m->builder, "date", pandect_text(iso));
}

static void
mail_record_headers(struct mail *m, GMimeMessage *message)
{
	for (size_t i = 0; i < sizeof recorded / sizeof recorded[0]; i++) {
		struct charset_text value;

		if (!part_header(GMIME_OBJECT(message), recorded[i].name, &value))
			continue;
		pandect_builder_meta(m->builder, recorded[i].key, identifier(value));
		charset_clear(&value);
	}

	GDateTime *date = g_mime_message_get_date(message);

	if (date)
		mail_record_date(m, date);
}

/* ---- children ---- */

/* Opens a child; false: the host does not want it. */
static bool
mail_child(struct mail *m, struct pandect_text name, struct pandect_text mime,
	struct pandect_sink **ret_sink)
{
	if (m->is_full)
		return false;

	pandect_status status = pandect_builder_child(m->builder, name, mime, ret_sink);

	if (status == PANDECT_DECLINED)
		m->is_full = m->is_partial = true;
	return status == PANDECT_OK;
}

/* A part as it is. name: empty for what is this message's own text. */
static void
mail_attach(struct mail *m, GMimePart *part, struct pandect_text name, pandect_status status)
{
	char buffer[128];
	struct pandect_sink *sink;

	if (!mail_child(m, name, part_mime(GMIME_OBJECT(part), buffer, sizeof buffer), &sink))
		return;
	if (status == PANDECT_OK)
		status = part_write(m->call, part, sink);
	pandect_builder_child_end(m->builder, sink, status);
}

/* A text whose encoding only this message tells goes as UTF-8 with a mark, so that no extractor has
 * to guess. */
static void
mail_attach_text(struct mail *m, GMimePart *part, struct pandect_text name)
{
	char buffer[128];
	struct charset_text text;
	struct pandect_sink *sink;
	pandect_status status = part_text(m->call, part, &text);

	if (status != PANDECT_OK)
		return;
	if (mail_child(m, name, part_mime(GMIME_OBJECT(part), buffer, sizeof buffer), &sink)) {
		pandect_sink_write(sink, "\357\273\277", 3);
		status = pandect_sink_write(sink, text.data, text.size);
		pandect_builder_child_end(m->builder, sink, status);
	}
	charset_clear(&text);
}

static bool
mail_has_charset(GMimePart *part)
{
	struct charset_text label;
	bool has;

	if (!part_is_type(GMIME_OBJECT(part), "text", "*") ||
		!part_parameter(GMIME_OBJECT(part), "Content-Type", "charset", &label))
		return false;

	const char *name = charset_find((struct pandect_text){label.data, label.size});

	has = name && strcmp(name, "UTF-8") != 0 && strcmp(name, "us-ascii") != 0;
	charset_clear(&label);
	return has;
}

/* The last part of the address that a part of a web archive came from. */
static bool
mail_location(GMimeObject *object, struct charset_text *ret_text)
{
	const char *slash;

	if (!part_header(object, "Content-Location", ret_text))
		return false;
	while ((slash = memchr(ret_text->data, '/', ret_text->size)) != NULL) {
		ret_text->size -= (size_t)(slash + 1 - ret_text->data);
		ret_text->data = slash + 1;
	}
	if (ret_text->size > 0)
		return true;
	charset_clear(ret_text);
	return false;
}

/* An attachment under its own name or a made one. */
static void
mail_attachment(struct mail *m, GMimePart *part)
{
	struct charset_text found = {0};
	char made[32];
	struct pandect_text name;
	pandect_status status = PANDECT_OK;

	snprintf(made, sizeof made, "part-%u", m->n_parts);
	if (part_file_name(GMIME_OBJECT(part), &found) || mail_location(GMIME_OBJECT(part), &found))
		name = (struct pandect_text){found.data, found.size};
	else
		name = pandect_text(made);
	if (part_is_type(GMIME_OBJECT(part), "application", "pkcs7-mime") ||
		part_is_type(GMIME_OBJECT(part), "application", "x-pkcs7-mime")) {
		struct charset_text kind = {0};

		/* RFC 8551, 3.2.2: without a word it is enveloped data, as of old. */
		if (!part_parameter(GMIME_OBJECT(part), "Content-Type", "smime-type", &kind) ||
			pandect_text_is(
				(struct pandect_text){kind.data, kind.size}, "enveloped-data")) {
			pandect_call_warn(m->call, "encrypted",
				"a part is encrypted (S/MIME); decrypt the message with a mail "
				"program first");
			m->is_partial = true;
			status = PANDECT_ENCRYPTED;
		}
		charset_clear(&kind);
	}
	if (status == PANDECT_OK && mail_has_charset(part))
		mail_attach_text(m, part, name);
	else
		mail_attach(m, part, name, status);
	charset_clear(&found);
}

static void
mail_message(struct mail *m, GMimeMessage *message)
{
	struct charset_text subject = {0};
	struct pandect_text name = pandect_text("message");
	struct pandect_sink *sink;
	GMimeStream *stream;

	if (part_header(GMIME_OBJECT(message), "Subject", &subject))
		name = (struct pandect_text){subject.data, subject.size};
	if (mail_child(m, name, pandect_text("message/rfc822"), &sink)) {
		stream = g_mime_stream_mem_new();
		g_mime_object_write_to_stream(GMIME_OBJECT(message), NULL, stream);

		GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
		pandect_status status = pandect_sink_write(sink, bytes->data, bytes->len);

		pandect_builder_child_end(m->builder, sink, status);
		g_object_unref(stream);
	}
	charset_clear(&subject);
}

/* ---- text ---- */

static bool
parameter_is(GMimePart *part, const char *name, const char *wanted)
{
	struct charset_text value;
	bool is;

	if (!part_parameter(GMIME_OBJECT(part), "Content-Type", name, &value))
		return false;
	is = value.size == strlen(wanted) &&
	     g_ascii_strncasecmp(value.data, wanted, value.size) == 0;
	charset_clear(&value);
	return is;
}

static void
mail_text(struct mail *m, GMimePart *part)
{
	struct charset_text text;
	unsigned flags = PROSE_QUOTES;

	if (part_text(m->call, part, &text) != PANDECT_OK)
		return;
	if (text.n_replaced > 0)
		pandect_call_warn(m->call, "encoding",
			"some bytes are not valid in the declared encoding and stand as U+FFFD");
	if (parameter_is(part, "format", "flowed")) {
		flags |= PROSE_LINES;
		text.size = part_unflow(text.owned + (text.data - text.owned), text.size,
			parameter_is(part, "delsp", "yes"));
	}
	if (g_strstr_len(text.data, (gssize)(text.size < PGP_BYTES ? text.size : PGP_BYTES),
		    "-----BEGIN PGP MESSAGE-----")) {
		m->is_partial = true;
		pandect_call_warn(m->call, "encrypted",
			"the text is encrypted (PGP); decrypt the message with a mail program "
			"first");
	} else {
		prose_write(
			m->call, m->builder, (struct pandect_text){text.data, text.size}, flags);
	}
	charset_clear(&text);
}

/* ---- the tree of parts ---- */

/* A text that is read in its place, not an attachment. */
static bool
is_body(GMimeObject *object)
{
	struct charset_text name;

	if (!part_is_type(object, "text", "*") && !part_is_type(object, "message", "*"))
		return false;
	if (part_is_attachment(object))
		return false;
	if (!part_file_name(object, &name))
		return true;
	charset_clear(&name);
	return false;
}

static bool
is_plain(GMimeObject *object)
{
	return GMIME_IS_PART(object) && part_is_type(object, "text", "plain") &&
	       !part_is_attachment(object);
}

/* What only a browser needs. */
static bool
is_resource(GMimeObject *object)
{
	return !part_is_attachment(object) &&
	       (part_is_type(object, "text", "css") || part_is_type(object, "text", "javascript") ||
		       part_is_type(object, "application", "javascript") ||
		       part_is_type(object, "application", "x-javascript") ||
		       part_is_type(object, "font", "*"));
}

/* HTML, or a multipart that most likely wraps it. */
static bool
is_rich(GMimeObject *object)
{
	return part_is_type(object, "text", "html") || part_is_type(object, "multipart", "*");
}

/* Bytes of a body; of a multipart those of its first part. */
static int64_t
body_length(GMimeObject *object)
{
	for (int depth = 0; GMIME_IS_MULTIPART(object) && depth < DEPTH_MAX; depth++)
		object = g_mime_multipart_get_part(GMIME_MULTIPART(object), 0);
	return GMIME_IS_PART(object) ? part_length(GMIME_PART(object)) : 0;
}

static void mail_walk(struct mail *m, GMimeObject *object, int depth);

static bool
mail_wants_plain(const struct mail *m, GMimeObject *plain, GMimeObject *rich)
{
	if (!plain || !rich || pandect_text_is(m->body, "plain"))
		return plain != NULL;
	if (pandect_text_is(m->body, "html"))
		return false;

	int64_t n = body_length(plain);

	return n >= PLAIN_BYTES || n * 20 >= body_length(rich);
}

/* One of several forms of the same. */
static void
mail_alternative(struct mail *m, GMimeMultipart *multipart, int depth)
{
	GMimeObject *plain = NULL, *rich = NULL, *last = NULL;
	int n = g_mime_multipart_get_count(multipart);

	for (int i = 0; i < n; i++) {
		last = g_mime_multipart_get_part(multipart, i);
		if (is_plain(last))
			plain = plain ? plain : last;
		else if (is_rich(last))
			rich = last;
	}
	if (mail_wants_plain(m, plain, rich)) {
		bool was_beside = m->is_beside;

		mail_walk(m, plain, depth + 1);
		m->is_beside = true;
		if (rich && GMIME_IS_MULTIPART(rich))
			mail_walk(m, rich, depth + 1);
		m->is_beside = was_beside;
	} else if (rich || last) {
		mail_walk(m, rich ? rich : last, depth + 1);
	}
}

/* A multipart whose boundary never comes: all that it has is the text before the first part. */
static void
mail_without_parts(struct mail *m, GMimeMultipart *multipart)
{
	const char *before = g_mime_multipart_get_prologue(multipart);
	struct charset_text text;

	m->is_partial = true;
	pandect_call_warn(m->call, "parts",
		"the boundary between the message's parts is not found; what follows is shown as "
		"it "
		"stands");
	if (!before ||
		charset_decode(before, strlen(before), pandect_text(NULL), &text) != PANDECT_OK)
		return;
	prose_write(m->call, m->builder, (struct pandect_text){text.data, text.size}, PROSE_QUOTES);
	charset_clear(&text);
}

static void
mail_multipart(struct mail *m, GMimeMultipart *multipart, int depth)
{
	GMimeObject *object = GMIME_OBJECT(multipart);
	int n = g_mime_multipart_get_count(multipart);

	if (part_is_type(object, "multipart", "alternative")) {
		mail_alternative(m, multipart, depth);
		return;
	}
	if (part_is_type(object, "multipart", "encrypted")) {
		m->is_partial = true;
		pandect_call_warn(m->call, "encrypted",
			"the message is encrypted (PGP); decrypt it with a mail program first");
		return;
	}
	if (n == 0) {
		mail_without_parts(m, multipart);
		return;
	}
	/* What follows the first is the signature. */
	if (part_is_type(object, "multipart", "signed") && n > 1)
		n = 1;
	for (int i = 0; i < n && m->n_parts < PARTS_MAX; i++)
		mail_walk(m, g_mime_multipart_get_part(multipart, i), depth + 1);
}

static void
mail_part(struct mail *m, GMimePart *part)
{
	GMimeObject *object = GMIME_OBJECT(part);

	if (m->is_beside) {
		if (part_is_attachment(object))
			mail_attachment(m, part);
	} else if (is_resource(object)) {
		return;
	} else if (!is_body(object) && m->n_parts > 1) {
		mail_attachment(m, part);
	} else if (part_is_type(object, "text", "html")) {
		mail_attach_text(m, part, pandect_text(NULL));
	} else if (part_is_type(object, "text", "calendar") ||
		   part_is_type(object, "text", "vcard") || part_is_type(object, "text", "rtf") ||
		   part_is_type(object, "text", "markdown")) {
		mail_attach_text(m, part, pandect_text(NULL));
	} else if (part_is_type(object, "text", "*") || part_is_type(object, "message", "*")) {
		mail_text(m, part);
	} else {
		mail_attachment(m, part);
	}
}

static void
mail_walk(struct mail *m, GMimeObject *object, int depth)
{
	if (pandect_call_should_stop(m->call) != PANDECT_OK)
		return;
	if (depth > DEPTH_MAX || ++m->n_parts > PARTS_MAX) {
		if (!m->is_partial)
			pandect_call_warn(m->call, "parts",
				"the message has too many parts, or they are nested too deeply; "
				"the "
				"rest is left out");
		m->is_partial = true;
	} else if (GMIME_IS_MESSAGE_PART(object)) {
		GMimeMessage *inner = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));

		if (inner && !m->is_beside)
			mail_message(m, inner);
	} else if (GMIME_IS_MULTIPART(object)) {
		mail_multipart(m, GMIME_MULTIPART(object), depth);
	} else if (GMIME_IS_PART(object)) {
		mail_part(m, GMIME_PART(object));
	}
}

/* One message: its headers and all that is in it. */
pandect_status
mail_read(struct mail *m, GMimeParser *parser)
{
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	if (!message)
		return pandect_call_fail(m->call, PANDECT_MALFORMED,
			"no headers of a message are found at its beginning");
	mail_show_headers(m, message);
	mail_record_headers(m, message);

	GMimeObject *part = g_mime_message_get_mime_part(message);

	if (part)
		mail_walk(m, part, 0);
	g_object_unref(message);
	return m->is_partial ? PANDECT_PARTIAL : PANDECT_OK;
}

/* Each message of a mailbox is a child. */
pandect_status
mail_read_mailbox(struct mail *m, GMimeParser *parser)
{
	size_t n = 0;

	while (!g_mime_parser_eos(parser) && !m->is_full &&
		pandect_call_should_stop(m->call) == PANDECT_OK) {
		GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

		if (!message)
			break;
		mail_message(m, message);
		g_object_unref(message);
		n++;
	}
	if (n == 0)
		return pandect_call_fail(m->call, PANDECT_MALFORMED,
			"the mailbox holds no message that can be read");
	return m->is_partial ? PANDECT_PARTIAL : PANDECT_OK;
}
