/* SPDX-License-Identifier: MIT */
/*
 * Processor: the languages of a document, up to three, by CLD2. C++ only because CLD2 is; nothing
 * here throws or allocates by C++ means. CLD2's tables are constants, so calls may run together;
 * its library has unique symbols and never leaves the process, hence RESIDENT.
 */
#include <cstdio> /* CLD2's header wants it */
#include <cstdlib>
#include <cstring>

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>
#include <cld2/internal/lang_script.h>

#include <pandect/plugin.h>

/* Text that is looked at. More makes no better answer; a longer document is read in samples. */
#define SAMPLE_BYTES 262144u

/* The shares that CLD2 gives in the first place of a mixed text are rough below this. */
#define LEAST_PERCENT 3

struct sample {
	char *data;
	size_t size;
};

static bool
is_prose(uint32_t kind)
{
	return kind != PANDECT_NODE_CODE && kind != PANDECT_NODE_FORMULA &&
	       kind != PANDECT_NODE_RAW;
}

/* Bytes of prose in all. */
static pandect_status
measure(struct pandect_call *call, const struct pandect_document *document, uint64_t *ret_size)
{
	struct pandect_node_info info;
	pandect_status status = PANDECT_OK;
	uint64_t size = 0;

	for (pandect_node node = 1; status == PANDECT_OK; node++) {
		if (pandect_document_node(document, node, &info) != PANDECT_OK)
			break;
		if (is_prose(info.kind))
			size += info.text.size;
		if (node % 1024 == 0)
			status = pandect_call_should_stop(call);
	}
	*ret_size = size;
	return status;
}

/* As much of a text as has room, to a character's end. */
static void
take(struct sample *sample, struct pandect_text text)
{
	size_t room = SAMPLE_BYTES - sample->size, size = text.size;

	if (room < 2)
		return;
	if (size > room - 1) {
		size = room - 1;
		while (size > 0 && (text.data[size] & 0xC0) == 0x80)
			size--;
	}
	if (size == 0)
		return;
	memcpy(sample->data + sample->size, text.data, size);
	sample->size += size;
	sample->data[sample->size++] = '\n';
}

/* Every nth text of a document that is n times too long. */
static void
gather(const struct pandect_document *document, uint64_t size, struct sample *sample)
{
	uint64_t every = size / SAMPLE_BYTES + 1, i = 0;
	struct pandect_node_info info;

	for (pandect_node node = 1; sample->size < SAMPLE_BYTES; node++) {
		if (pandect_document_node(document, node, &info) != PANDECT_OK)
			break;
		if (is_prose(info.kind) && info.text.size > 0 && i++ % every == 0)
			take(sample, info.text);
	}
}

/* CLD2 keeps some withdrawn codes (ISO 639-1 and its changes). */
static const char *
tag_of(CLD2::Language language)
{
	static const char *const renamed[][2] = {{"iw", "he"}, {"jw", "jv"}, {"mo", "ro"},
		{"no", "nb"}, {"tl", "fil"}, {"blu", "hmn"}};
	const char *code = CLD2::LanguageCode(language);

	for (size_t i = 0; i < sizeof renamed / sizeof *renamed; i++) {
		if (strcmp(code, renamed[i][0]) == 0)
			return renamed[i][1];
	}
	return code;
}

static bool
has_language(const struct pandect_document *document)
{
	struct pandect_meta meta;

	for (uint32_t i = 0; pandect_document_meta(document, i, &meta) == PANDECT_OK; i++) {
		if (meta.document == 1 && pandect_text_is(meta.key, "language"))
			return true;
	}
	return false;
}

/* CLD2 says whether it is sure, not how sure: that grows with the bytes of letters in the language,
 * 0.5 at none, 0.9 at some 500, and is halved where CLD2 is in doubt. */
static float
confidence_of(double bytes, bool is_reliable)
{
	double confidence = 1 - 1 / (2 + bytes / 64);

	return static_cast<float>(is_reliable ? confidence : confidence / 2);
}

static pandect_status
detect(const struct pandect_document *document, const struct sample *sample,
	struct pandect_editor *editor)
{
	CLD2::Language languages[3];
	CLD2::CLDHints hints = {nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
	double scores[3];
	int percents[3], text_bytes = 0, flags[2] = {0, CLD2::kCLDFlagBestEffort};
	bool is_reliable = false, is_first = true;
	pandect_status status = PANDECT_OK;
	CLD2::Language found = CLD2::UNKNOWN_LANGUAGE;

	/* A text too short to be sure of is guessed at. */
	for (int i = 0; i < 2 && found == CLD2::UNKNOWN_LANGUAGE; i++)
		found = CLD2::ExtDetectLanguageSummary(sample->data, static_cast<int>(sample->size),
			true, &hints, flags[i], languages, percents, scores, nullptr, &text_bytes,
			&is_reliable);
	for (int i = 0; i < 3 && status == PANDECT_OK; i++) {
		struct pandect_language language = {};

		if (languages[i] == CLD2::UNKNOWN_LANGUAGE || percents[i] < LEAST_PERCENT)
			continue;
		language.size = sizeof language;
		language.tag = pandect_text(tag_of(languages[i]));
		language.share = static_cast<float>(percents[i]) / 100;
		language.confidence = confidence_of(text_bytes * percents[i] / 100.0, is_reliable);
		status = pandect_editor_language(editor, &language);
		if (status == PANDECT_OK && is_first && is_reliable && !has_language(document))
			status = pandect_editor_meta(editor, "language", language.tag);
		is_first = false;
	}
	return status;
}

extern "C" {

static pandect_status
language_process(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_editor *editor) noexcept
{
	struct sample sample = {nullptr, 0};
	uint64_t size = 0;
	pandect_status status = measure(call, document, &size);

	(void)self;
	if (status != PANDECT_OK || size == 0)
		return status;
	sample.data = static_cast<char *>(malloc(SAMPLE_BYTES));
	if (!sample.data)
		return PANDECT_NO_MEMORY;
	gather(document, size, &sample);
	status = detect(document, &sample, editor);
	free(sample.data);
	return status;
}

static const struct pandect_post_processor language = {
	{sizeof(struct pandect_post_processor), PANDECT_POST_PROCESSOR, "language", "1.0",
		"Finds the languages of the text", 0, PANDECT_CONCURRENT, PANDECT_NO_ARRAY,
		PANDECT_NO_ARRAY, PANDECT_NO_ARRAY, nullptr, nullptr},
	PANDECT_STAGE_MIDDLE, 0, nullptr, language_process, nullptr};

static const struct pandect_plugin *const plugins[] = {&language.base};

const struct pandect_module pandect_module = {PANDECT_ABI, sizeof pandect_module,
	"processor-language", "1.0", "Apache-2.0", PANDECT_RESIDENT, 1, plugins, nullptr};
}
