/* SPDX-License-Identifier: MIT */
/*
 * Mail (RFC 5322, MIME) by GMime, and mailboxes of it. The headers that a reader wants come first,
 * then the text; HTML bodies, attachments and messages inside are children, which other extractors
 * read. An HTML body is a child without a name: it is this document's own text.
 */
#include "mail.h"
#include "charset.h"

/* What can_handle looks at. */
#define HEAD_BYTES 8192

/* ---- slots ---- */

/* Whether the head is a block of mail headers: at least two that mail has, and nothing else before
 * the first empty line. */
static int32_t
headers_bid(const char *at, const char *end)
{
	static const char known[] = " from to cc bcc subject date received message-id mime-version "
				    "return-path delivered-to reply-to sender content-type "
				    "x-mailer x-received dkim-signature authentication-results "
				    "in-reply-to references list-id content-transfer-encoding ";
	int n_known = 0, n_lines = 0;

	while (at < end && *at != '\n' && *at != '\r') {
		const char *next = memchr(at, '\n', (size_t)(end - at));
		char key[48] = " ";
		size_t n = 1;

		for (; at + n - 1 < end && n < sizeof key - 2; n++) {
			char c = at[n - 1];

			if (c <= ' ' || c == ':' || c >= 127)
				break;
			key[n] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		}
		if (*at != ' ' && *at != '\t') {
			if (!next && n_lines > 0)
				break;
			if (n == 1 || n == sizeof key - 2 || at[n - 1] != ':')
				return n_known >= 3 ? PANDECT_BID_WEAK : PANDECT_BID_NO;
			key[n] = ' ';
			n_known += strstr(known, key) != NULL;
		}
		n_lines++;
		at = next ? next + 1 : end;
	}
	return n_known >= 2 ? PANDECT_BID_LIKELY : PANDECT_BID_NO;
}

static int32_t
eml_can_handle(void *self, struct pandect_call *call, struct pandect_source *source)
{
	char head[HEAD_BYTES];
	int64_t n = pandect_source_read_at(source, 0, head, sizeof head);
	struct charset_text text;

	(void)self;
	(void)call;
	if (n < 0)
		return (int32_t)n;
	if (!charset_is_text(head, (size_t)n) ||
		charset_decode(head, (size_t)n, pandect_text(NULL), &text) != PANDECT_OK)
		return PANDECT_BID_NO;

	const char *at = text.data, *end = text.data + text.size;

	while (at < end && (*at == '\n' || *at == '\r' || *at == ' '))
		at++;
	if (end - at > 5 && memcmp(at, "From ", 5) == 0) {
		at = memchr(at, '\n', (size_t)(end - at));
		at = at ? at + 1 : end;
	}

	int32_t bid = headers_bid(at, end);

	charset_clear(&text);
	return bid;
}

static pandect_status
mail_parse(struct mail *m, struct pandect_text bytes)
{
	/* Borrowed: a stream over it that does not own it only reads it. */
	GByteArray array = {(guint8 *)(uintptr_t)bytes.data, (guint)bytes.size};
	GMimeStream *stream = g_mime_stream_mem_new();
	bool is_mailbox = bytes.size > 5 && memcmp(bytes.data, "From ", 5) == 0;

	g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
	g_mime_stream_mem_set_byte_array(GMIME_STREAM_MEM(stream), &array);

	GMimeParser *parser = g_mime_parser_new_with_stream(stream);

	g_mime_parser_set_format(parser, is_mailbox ? GMIME_FORMAT_MBOX : GMIME_FORMAT_MESSAGE);

	pandect_status status = is_mailbox ? mail_read_mailbox(m, parser) : mail_read(m, parser);

	g_object_unref(parser);
	g_object_unref(stream);
	return status;
}

static pandect_status
eml_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	const void *data;
	size_t size;
	struct mail mail = {.call = call, .builder = builder};
	struct charset_text text = {0};

	(void)self;
	pandect_call_text(call, "body", &mail.body);

	pandect_status status = pandect_source_bytes(source, &data, &size);

	if (status != PANDECT_OK)
		return status;
	/* GLib's lengths have 32 bits. */
	if (size > INT32_MAX)
		return pandect_call_fail(
			call, PANDECT_LIMIT, "a message of more than 2 GiB cannot be read");

	struct pandect_text bytes = {data, size};

	/* Some programs save mail in UTF-16, which is nothing that MIME knows. */
	if (size >= 2 && (memchr(data, 0, size < HEAD_BYTES ? size : HEAD_BYTES) ||
				 (bytes.data[0] & 0x80))) {
		status = charset_decode(data, size, pandect_text(NULL), &text);
		if (status != PANDECT_OK)
			return status;
		if (strncmp(text.encoding, "UTF-", 4) == 0)
			bytes = (struct pandect_text){text.data, text.size};
	}
	while (bytes.size > 0 && strchr("\r\n ", bytes.data[0])) {
		bytes.data++;
		bytes.size--;
	}
	status = mail_parse(&mail, bytes);
	charset_clear(&text);
	return status;
}

static pandect_status
eml_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	(void)call;
	(void)user_data;
	*ret_self = NULL;
	/* Counted by GMime, and never undone: it cannot be started again after g_mime_shutdown. */
	g_mime_init();
	return PANDECT_OK;
}

static const struct pandect_option eml_options[] = {
	{
		.name = "body",
		.help = "Which form of a body to take where there are several",
		.fallback = "auto",
		.range = "auto|plain|html",
		.type = PANDECT_OPTION_CHOICE,
		.flags = PANDECT_OPTION_CALL,
	},
};

static const struct pandect_magic eml_magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .bytes = "Return-Path: ", .size = 13},
	{.type = PANDECT_MAGIC_BYTES, .bytes = "Received: ", .size = 10},
	{.type = PANDECT_MAGIC_BYTES, .bytes = "Delivered-To: ", .size = 14},
	{.type = PANDECT_MAGIC_BYTES, .bytes = "MIME-Version: ", .size = 14},
	{.type = PANDECT_MAGIC_BYTES, .bytes = "Message-ID: ", .size = 12},
	{.type = PANDECT_MAGIC_BYTES, .bytes = "From: ", .size = 6},
};

static const struct pandect_magic mbox_magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .bytes = "From ", .size = 5},
};

static const struct pandect_format eml_formats[] = {
	{
		.mime = "message/rfc822",
		.names = "message/global application/x-mimearchive",
		.suffixes = "eml mht mhtml nws mim",
		.flags = PANDECT_FORMAT_TEXT,
		.magics = PANDECT_ARRAY(eml_magics),
	},
	{
		.mime = "application/mbox",
		.suffixes = "mbox mbx",
		.magics = PANDECT_ARRAY(mbox_magics),
	},
};

static const struct pandect_document_extractor eml_plugin = {
	.base =
		{
			.size = sizeof eml_plugin,
			.kind = PANDECT_DOCUMENT_EXTRACTOR,
			.name = "eml",
			.version = "1.0",
			.description = "Mail, mailboxes and web archives (MHTML)",
			.priority = -20,
			.flags = PANDECT_CONCURRENT,
			.options = PANDECT_ARRAY(eml_options),
			.initialize = eml_initialize,
		},
	.formats = PANDECT_ARRAY(eml_formats),
	.can_handle = eml_can_handle,
	.extract = eml_extract,
};

static const struct pandect_plugin *const eml_plugins[] = {&eml_plugin.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "eml",
	.version = "1.0",
	.license = "MIT",
	/* GLib's types stay registered for the life of the process. */
	.flags = PANDECT_RESIDENT,
	.n_plugins = 1,
	.plugins = eml_plugins,
};
