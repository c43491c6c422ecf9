/* SPDX-License-Identifier: MIT */
/* Which members each kind has beside the common ones, and how they are checked. Reading foreign
 * memory itself is in foreign.c. */
#include "registry/table.h"

#include <stdlib.h>

#include "registry/foreign.h"
#include "registry/option.h"
#include "support/error.h"

#define SIZE_MOST       65536 /* a vtable larger than this was read with the wrong layout */
#define NAME_MOST       63
#define TEXT_MOST       1024 /* a version or description is one line */
#define LIST_MOST       8192 /* blank-separated names */
#define OPTIONS_MOST    256
#define FORMATS_MOST    256
#define MAGICS_MOST     64
#define PATHS_MOST      64
#define LANGUAGES_MOST  1024
#define MAGIC_MOST      4096  /* bytes of one pattern */
#define OFFSET_MOST     65536 /* of a pattern in a file: what identify reads of its head */
#define DIMENSIONS_MOST 65536

static const char *const kind_names[PANDECT_N_KINDS + 1] = {
	[PANDECT_DOCUMENT_EXTRACTOR] = "extractor",
	[PANDECT_OCR_BACKEND] = "ocr",
	[PANDECT_EMBEDDING_BACKEND] = "embedding",
	[PANDECT_POST_PROCESSOR] = "processor",
	[PANDECT_RENDERER] = "renderer",
	[PANDECT_VALIDATOR] = "validator",
};

static const size_t first_sizes[PANDECT_N_KINDS + 1] = {
	[PANDECT_DOCUMENT_EXTRACTOR] = sizeof(struct pandect_document_extractor),
	[PANDECT_OCR_BACKEND] = sizeof(struct pandect_ocr_backend),
	[PANDECT_EMBEDDING_BACKEND] = sizeof(struct pandect_embedding_backend),
	[PANDECT_POST_PROCESSOR] = sizeof(struct pandect_post_processor),
	[PANDECT_RENDERER] = sizeof(struct pandect_renderer),
	[PANDECT_VALIDATOR] = sizeof(struct pandect_validator),
};

#define SLOT(kind, type, member, is_required) \
	{ \
		kind, offsetof(struct type, member), #member, is_required \
	}

/* Every function of every kind; kind 0: of all. */
static const struct slot {
	uint32_t kind;
	size_t offset;
	const char *name;
	int is_required;
} slots[] = {
	SLOT(0, pandect_plugin, initialize, 0),
	SLOT(0, pandect_plugin, shutdown, 0),
	SLOT(PANDECT_DOCUMENT_EXTRACTOR, pandect_document_extractor, can_handle, 0),
	SLOT(PANDECT_DOCUMENT_EXTRACTOR, pandect_document_extractor, extract, 1),
	SLOT(PANDECT_OCR_BACKEND, pandect_ocr_backend, supports_language, 0),
	SLOT(PANDECT_OCR_BACKEND, pandect_ocr_backend, process_image, 1),
	SLOT(PANDECT_OCR_BACKEND, pandect_ocr_backend, process_image_file, 0),
	SLOT(PANDECT_OCR_BACKEND, pandect_ocr_backend, process_document, 0),
	SLOT(PANDECT_EMBEDDING_BACKEND, pandect_embedding_backend, dimensions_of, 0),
	SLOT(PANDECT_EMBEDDING_BACKEND, pandect_embedding_backend, embed, 1),
	SLOT(PANDECT_POST_PROCESSOR, pandect_post_processor, should_process, 0),
	SLOT(PANDECT_POST_PROCESSOR, pandect_post_processor, process, 1),
	SLOT(PANDECT_POST_PROCESSOR, pandect_post_processor, estimated_duration_ms, 0),
	SLOT(PANDECT_RENDERER, pandect_renderer, render, 1),
	SLOT(PANDECT_VALIDATOR, pandect_validator, should_validate, 0),
	SLOT(PANDECT_VALIDATOR, pandect_validator, validate, 1),
};

const char *
kind_name(uint32_t kind)
{
	return kind >= 1 && kind <= PANDECT_N_KINDS ? kind_names[kind] : NULL;
}

uint32_t
kind_by_name(const char *name, size_t size)
{
	for (uint32_t kind = 1; kind <= PANDECT_N_KINDS; kind++)
		if (strlen(kind_names[kind]) == size && memcmp(kind_names[kind], name, size) == 0)
			return kind;
	return 0;
}

int
is_plugin_name(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	size_t size = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return size && size <= NAME_MOST && !name[size] && strchr(letters, name[0]);
}

/* ---- the parts that several kinds share ---- */

static pandect_status
take_options(struct foreign *foreign, struct pandect_array *array)
{
	struct pandect_option *options;
	struct option_value value;

	if (foreign_array(foreign, array, "options", sizeof *options, OPTIONS_MOST) != PANDECT_OK)
		return foreign->status;
	options = (struct pandect_option *)(uintptr_t)array->items;
	for (uint32_t i = 0; i < array->n; i++) {
		struct pandect_option *option = &options[i];
		uint32_t when = option->flags & (PANDECT_OPTION_INSTANCE | PANDECT_OPTION_CALL);

		foreign_string(
			foreign, &option->name, "an option's name", NAME_MOST, FOREIGN_REQUIRED);
		foreign_string(
			foreign, &option->help, "an option's help", TEXT_MOST, FOREIGN_REQUIRED);
		foreign_string(foreign, &option->fallback, "an option's fallback", TEXT_MOST, 0);
		foreign_string(foreign, &option->range, "an option's range", TEXT_MOST, 0);
		if (foreign->status != PANDECT_OK)
			return foreign->status;
		if (!is_plugin_name(option->name))
			return foreign_fail(foreign,
				"the option name \"%s\" is not [a-z0-9][a-z0-9-]*", option->name);
		if (option->type < PANDECT_OPTION_BOOL || option->type > PANDECT_OPTION_FILE)
			return foreign_fail(foreign, "its option %s has the unknown type %u",
				option->name, option->type);
		if (when != PANDECT_OPTION_INSTANCE && when != PANDECT_OPTION_CALL)
			return foreign_fail(foreign,
				"its option %s is not flagged as one of INSTANCE and CALL",
				option->name);
		if (!option->fallback)
			option->fallback = "";
		if (*option->fallback && option_parse(option, option->name, option->fallback,
						 &value, NULL) != PANDECT_OK)
			return foreign_fail(foreign,
				"the fallback \"%s\" of its option %s is not a value for it",
				option->fallback, option->name);
	}
	return foreign->status;
}

static pandect_status
take_strings(struct foreign *foreign, struct pandect_array *array, const char *what, uint32_t most)
{
	const char **strings;

	if (foreign_array(foreign, array, what, sizeof *strings, most) != PANDECT_OK)
		return foreign->status;
	strings = (const char **)(uintptr_t)array->items;
	for (uint32_t i = 0; i < array->n; i++)
		foreign_string(foreign, &strings[i], what, TEXT_MOST, FOREIGN_REQUIRED);
	return foreign->status;
}

static pandect_status
take_data_paths(struct foreign *foreign, struct pandect_array *array)
{
	if (take_strings(foreign, array, "data_paths", PATHS_MOST) != PANDECT_OK)
		return foreign->status;
	for (uint32_t i = 0; i < array->n; i++) {
		const char *path = ((const char *const *)array->items)[i];

		if ((path[0] != '/' && strncmp(path, "$ORIGIN/", 8) != 0) || strstr(path, ".."))
			return foreign_fail(foreign,
				"the data path \"%s\" does not begin with / or $ORIGIN/, or has a "
				".. in it",
				path);
	}
	return foreign->status;
}

static pandect_status
take_magic(struct foreign *foreign, struct pandect_magic *magic)
{
	int wants_name = magic->type != PANDECT_MAGIC_BYTES;

	foreign_string(foreign, &magic->mime, "a magic's mime", TEXT_MOST, 0);
	foreign_string(foreign, &magic->name, "a magic's name", TEXT_MOST,
		wants_name ? FOREIGN_REQUIRED : 0);
	if (magic->size > MAGIC_MOST || magic->offset > OFFSET_MOST || magic->range > OFFSET_MOST)
		return foreign_fail(foreign, "a magic has %u bytes at %u+%u; most are %d at %d",
			magic->size, magic->offset, magic->range, MAGIC_MOST, OFFSET_MOST);
	if (!wants_name && magic->size == 0)
		return foreign_fail(foreign, "a magic of type BYTES has no bytes");
	foreign_bytes(foreign, &magic->bytes, magic->size, "a magic's bytes");
	if (magic->mask)
		foreign_bytes(foreign, &magic->mask, magic->size, "a magic's mask");
	return foreign->status;
}

/* ---- by kind ---- */

static pandect_status
take_extractor(struct foreign *foreign, union vtable *table)
{
	struct pandect_array *array = &table->extractor.formats;
	struct pandect_format *formats;

	if (foreign_array(foreign, array, "formats", sizeof *formats, FORMATS_MOST) != PANDECT_OK)
		return foreign->status;
	if (array->n == 0)
		return foreign_fail(foreign, "it names no format, so nothing could reach it");
	formats = (struct pandect_format *)(uintptr_t)array->items;
	for (uint32_t i = 0; i < array->n; i++) {
		struct pandect_format *format = &formats[i];
		struct pandect_magic *magics;

		foreign_string(
			foreign, &format->mime, "a format's mime", TEXT_MOST, FOREIGN_REQUIRED);
		foreign_string(foreign, &format->names, "a format's names", LIST_MOST, 0);
		foreign_string(foreign, &format->suffixes, "a format's suffixes", LIST_MOST, 0);
		foreign_array(foreign, &format->magics, "magics", sizeof *magics, MAGICS_MOST);
		if (foreign->status != PANDECT_OK)
			return foreign->status;
		if (!strchr(format->mime, '/'))
			return foreign_fail(foreign, "\"%s\" is not a MIME type", format->mime);
		magics = (struct pandect_magic *)(uintptr_t)format->magics.items;
		for (uint32_t k = 0; k < format->magics.n; k++)
			if (take_magic(foreign, &magics[k]) != PANDECT_OK)
				return foreign->status;
	}
	return foreign->status;
}

static pandect_status
take_ocr(struct foreign *foreign, union vtable *table)
{
	foreign_string(
		foreign, &table->ocr.backend_type, "its backend_type", TEXT_MOST, FOREIGN_REQUIRED);
	return take_strings(foreign, &table->ocr.languages, "languages", LANGUAGES_MOST);
}

static pandect_status
take_embedding(struct foreign *foreign, union vtable *table)
{
	if (table->embedding.dimensions > DIMENSIONS_MOST)
		return foreign_fail(foreign, "%u dimensions are more than %d",
			table->embedding.dimensions, DIMENSIONS_MOST);
	if (table->embedding.dimensions == 0 && !table->embedding.dimensions_of)
		return foreign_fail(foreign, "it has neither dimensions nor dimensions_of");
	return foreign->status;
}

static pandect_status
take_processor(struct foreign *foreign, union vtable *table)
{
	uint32_t stage = table->processor.stage;

	if (stage < PANDECT_STAGE_EARLY || stage > PANDECT_STAGE_LATE)
		return foreign_fail(foreign, "stage %u is none of EARLY, MIDDLE and LATE", stage);
	return foreign->status;
}

static pandect_status
take_renderer(struct foreign *foreign, union vtable *table)
{
	foreign_string(foreign, &table->renderer.mime, "its mime", TEXT_MOST, FOREIGN_REQUIRED);
	return foreign_string(
		foreign, &table->renderer.suffix, "its suffix", NAME_MOST, FOREIGN_REQUIRED);
}

static pandect_status
take_validator(struct foreign *foreign, union vtable *table)
{
	uint32_t stage = table->validator.stage;

	if (stage != PANDECT_STAGE_EXTRACTED && stage != PANDECT_STAGE_FINAL)
		return foreign_fail(foreign, "stage %u is neither EXTRACTED nor FINAL", stage);
	return foreign->status;
}

static pandect_status (*const take_kind[PANDECT_N_KINDS + 1])(struct foreign *, union vtable *) = {
	[PANDECT_DOCUMENT_EXTRACTOR] = take_extractor,
	[PANDECT_OCR_BACKEND] = take_ocr,
	[PANDECT_EMBEDDING_BACKEND] = take_embedding,
	[PANDECT_POST_PROCESSOR] = take_processor,
	[PANDECT_RENDERER] = take_renderer,
	[PANDECT_VALIDATOR] = take_validator,
};

/* ---- the whole ---- */

static pandect_status
take_head(struct foreign *foreign, union vtable *table)
{
	struct pandect_plugin *base = &table->base;

	foreign_string(foreign, &base->name, "its name", NAME_MOST, FOREIGN_REQUIRED);
	if (foreign->status != PANDECT_OK)
		return foreign->status;
	if (!is_plugin_name(base->name))
		return foreign_fail(
			foreign, "its name \"%s\" is not [a-z0-9][a-z0-9-]{0,62}", base->name);
	foreign->plugin = base->name;
	foreign_string(foreign, &base->version, "its version", TEXT_MOST, FOREIGN_REQUIRED);
	foreign_string(foreign, &base->description, "its description", TEXT_MOST, FOREIGN_REQUIRED);
	if (base->flags >> 16)
		return foreign_fail(foreign,
			"its flags 0x%x ask for something that this host does not know",
			base->flags);
	if (take_options(foreign, &base->options) != PANDECT_OK)
		return foreign->status;
	base->extra = (struct pandect_array)PANDECT_NO_ARRAY; /* no id is known to this host */
	return take_data_paths(foreign, &base->data_paths);
}

/* Checks each function; in table they become NULL, in functions they stay. */
static pandect_status
take_functions(struct foreign *foreign, union vtable *table, union vtable *functions)
{
	uint32_t kind = table->base.kind;

	for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
		const struct slot *slot = &slots[i];
		uintptr_t function;

		if (slot->kind && slot->kind != kind)
			continue;
		memcpy(&function, (char *)table + slot->offset, sizeof function);
		if (!function && slot->is_required)
			return foreign_fail(foreign, "its %s is NULL, but every %s needs one",
				slot->name, kind_name(kind));
		if (function && !addresses_can_run(&foreign->addresses, function))
			return foreign_fail(foreign, "its %s does not point to code", slot->name);
	}
	*functions = *table;
	for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++)
		if (!slots[i].kind || slots[i].kind == kind)
			memset((char *)table + slots[i].offset, 0, sizeof(uintptr_t));
	return PANDECT_OK;
}

/* Size and kind come first: nothing else of the table is believed before. */
static pandect_status
take_size(struct foreign *foreign, const struct pandect_plugin *from, union vtable *table)
{
	uint32_t size, kind;

	if (!addresses_can_read(&foreign->addresses, from, 2 * sizeof(uint32_t)))
		return foreign_fail(foreign, "the table's address cannot be read");
	size = from->size;
	kind = from->kind;
	if (!kind_name(kind))
		return foreign_fail(foreign, "its kind %u is none of the six", kind);
	if (size % sizeof(void *) || size < first_sizes[kind] || size > SIZE_MOST)
		return foreign_fail(foreign,
			"its size %u is absurd for %s; it must be a multiple of %zu in %zu..%d",
			size, kind_name(kind), sizeof(void *), first_sizes[kind], SIZE_MOST);
	if (!addresses_can_read(&foreign->addresses, from, size))
		return foreign_fail(foreign, "only a part of its %u bytes can be read", size);
	/* What a longer one has beyond what this host knows is not offered. */
	memcpy(table, from, first_sizes[kind]);
	return PANDECT_OK;
}

pandect_status
table_take(const struct pandect_plugin *from, struct table **ret_table, union vtable *ret_functions,
	struct pandect_error **ret_error)
{
	struct table *table = calloc(1, sizeof *table);
	struct foreign foreign = {.error = ret_error, .plugin = "?"};
	union vtable functions;

	if (!table)
		return error_set(ret_error, PANDECT_NO_MEMORY, "no memory to register a plugin");
	table->refs = 1;
	foreign.arena = &table->arena;
	if (take_size(&foreign, from, &table->data) != PANDECT_OK ||
		take_head(&foreign, &table->data) != PANDECT_OK ||
		take_kind[table->data.base.kind](&foreign, &table->data) != PANDECT_OK ||
		take_functions(&foreign, &table->data, &functions) != PANDECT_OK) {
		table_unref(table);
		table = NULL;
	} else {
		*ret_functions = functions;
		*ret_table = table; /* the caller owns the reference from here */
	}
	addresses_clear(&foreign.addresses);
	return foreign.status;
}

void
table_join(const struct table *table, const union vtable *functions, union vtable *ret_vtable)
{
	*ret_vtable = table->data;
	for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++)
		if (!slots[i].kind || slots[i].kind == table->data.base.kind)
			memcpy((char *)ret_vtable + slots[i].offset,
				(const char *)functions + slots[i].offset, sizeof(uintptr_t));
}

struct table *
table_ref(struct table *table)
{
	__atomic_add_fetch(&table->refs, 1, __ATOMIC_RELAXED);
	return table;
}

void
table_unref(struct table *table)
{
	if (!table || __atomic_sub_fetch(&table->refs, 1, __ATOMIC_ACQ_REL))
		return;
	arena_clear(&table->arena);
	free(table);
}
