/* SPDX-License-Identifier: MIT */
/*
 * Plain text in any encoding, and program sources: those, told by their suffix, become one listing.
 */
#include <pandect/plugin.h>

#include "charset.h"
#include "prose.h"

/* As much as can_handle looks at. */
#define HEAD_BYTES 8192u
static const struct language {
	const char *suffixes, *name;
} languages[] = {
	{" c h ", "c"},
	{" cc cpp cxx c++ hh hpp hxx ", "cpp"},
	{" m mm ", "objective-c"},
	{" py pyw pyi ", "python"},
	{" js mjs cjs jsx ", "javascript"},
	{" ts tsx ", "typescript"},
	{" java ", "java"},
	{" kt kts ", "kotlin"},
	{" go ", "go"},
	{" rs ", "rust"},
	{" rb ", "ruby"},
	{" php ", "php"},
	{" pl pm ", "perl"},
	{" sh bash zsh ksh ", "sh"},
	{" ps1 psm1 ", "powershell"},
	{" bat cmd ", "batch"},
	{" lua ", "lua"},
	{" swift ", "swift"},
	{" scala ", "scala"},
	{" groovy ", "groovy"},
	{" cs ", "csharp"},
	{" fs fsx ", "fsharp"},
	{" vb vbs bas ", "vb"},
	{" hs lhs ", "haskell"},
	{" ml mli ", "ocaml"},
	{" erl hrl ", "erlang"},
	{" ex exs ", "elixir"},
	{" clj cljs ", "clojure"},
	{" lisp el scm ", "lisp"},
	{" r ", "r"},
	{" jl ", "julia"},
	{" f f90 f95 for ", "fortran"},
	{" pas pp ", "pascal"},
	{" d ", "d"},
	{" zig ", "zig"},
	{" nim ", "nim"},
	{" dart ", "dart"},
	{" sql ", "sql"},
	{" css scss less ", "css"},
	{" asm s ", "asm"},
	{" awk ", "awk"},
	{" tcl ", "tcl"},
	{" mk mak ", "make"},
	{" cmake ", "cmake"},
	{" proto ", "protobuf"},
	{" graphql gql ", "graphql"},
	{" diff patch ", "diff"},
	{" vala ", "vala"},
	{" v sv ", "verilog"},
	{" vhd vhdl ", "vhdl"},
};

/* The language that the name's suffix tells, or NULL. */
static const char *
text_language(struct pandect_text name)
{
	char key[16] = " ";
	size_t n = 1, dot = name.size;

	while (dot > 0 && name.data[dot - 1] != '.')
		dot--;
	if (dot == 0 || name.size - dot > sizeof key - 3)
		return NULL;
	for (size_t i = dot; i < name.size; i++) {
		char c = name.data[i];

		key[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	key[n] = ' ';
	for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++)
		if (strstr(languages[i].suffixes, key))
			return languages[i].name;
	return NULL;
}

/* ---- slots ---- */

static int32_t
text_can_handle(void *self, struct pandect_call *call, struct pandect_source *source)
{
	unsigned char head[HEAD_BYTES];
	int64_t n = pandect_source_read_at(source, 0, head, sizeof head);

	(void)self;
	(void)call;
	if (n < 0)
		return (int32_t)n;
	return charset_is_text(head, (size_t)n) ? PANDECT_BID_WEAK : PANDECT_BID_NO;
}

static pandect_status
text_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	const void *bytes;
	size_t size;
	struct pandect_text label = {NULL, 0};
	struct charset_text decoded;

	(void)self;
	pandect_call_text(call, "encoding", &label);
	if (label.size > 0 && !charset_find(label))
		return pandect_call_fail(call, PANDECT_INVALID,
			"text.encoding names no encoding known here; leave it empty to have it "
			"found");

	pandect_status status = pandect_source_bytes(source, &bytes, &size);

	if (status == PANDECT_OK)
		status = label.size > 0 ? charset_decode_as(bytes, size, label, &decoded)
					: charset_decode(bytes, size, label, &decoded);
	if (status != PANDECT_OK)
		return status;

	struct pandect_text text = {decoded.data, decoded.size};
	const char *language = text_language(pandect_source_name(source));

	pandect_builder_meta(builder, "text:encoding", pandect_text(decoded.encoding));
	if (decoded.is_guessed)
		pandect_call_log(
			call, PANDECT_LOG_INFO, "the encoding was guessed from the letters");
	if (decoded.n_replaced > 0)
		pandect_call_warn(call, "encoding",
			"some bytes are not valid in the text's encoding and stand as U+FFFD");
	status = language ? prose_write_code(call, builder, text, language)
			  : prose_write(call, builder, text, 0);
	charset_clear(&decoded);
	return status;
}

static const struct pandect_option text_options[] = {
	{
		.name = "encoding",
		.help = "Encoding of the text, such as latin1 or shift_jis; empty: found from the "
			"bytes",
		.fallback = "",
		.type = PANDECT_OPTION_TEXT,
		.flags = PANDECT_OPTION_CALL,
	},
};

static const struct pandect_format text_formats[] = {
	{
		.mime = "text/plain",
		.suffixes = "txt text log asc nfo diz me 1st readme out err",
		.flags = PANDECT_FORMAT_TEXT,
	},
	{
		.mime = "text/x-source",
		.names = "text/x-c text/x-c++ text/x-python text/x-java text/javascript "
			 "application/javascript text/x-shellscript application/x-sh text/x-perl "
			 "text/x-php text/x-ruby text/x-go text/x-rust text/css text/x-diff "
			 "text/x-sql "
			 "application/sql",
		.suffixes =
			"c h cc cpp cxx c++ hh hpp hxx m mm py pyw pyi js mjs cjs jsx ts tsx java "
			"kt "
			"kts go rs rb php pl pm sh bash zsh ksh ps1 psm1 bat cmd lua swift scala "
			"groovy cs fs fsx vb vbs bas hs lhs ml mli erl hrl ex exs clj cljs lisp el "
			"scm r jl f f90 f95 for pas pp d zig nim dart sql css scss less asm s awk "
			"tcl "
			"mk mak cmake proto graphql gql diff patch vala v sv vhd vhdl",
	},
};

static const struct pandect_document_extractor text_plugin = {
	.base =
		{
			.size = sizeof text_plugin,
			.kind = PANDECT_DOCUMENT_EXTRACTOR,
			.name = "text",
			.version = "1.0",
			.description = "Plain text and program sources in any encoding",
			.priority = -80,
			.flags = PANDECT_CONCURRENT,
			.options = PANDECT_ARRAY(text_options),
		},
	.formats = PANDECT_ARRAY(text_formats),
	.can_handle = text_can_handle,
	.extract = text_extract,
};

static const struct pandect_plugin *const text_plugins[] = {&text_plugin.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "text",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = text_plugins,
};
