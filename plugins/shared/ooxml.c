/* SPDX-License-Identifier: MIT */
#include "ooxml.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "xml.h"

/* Names in a ZIP are below 64 KiB; those of parts are short. */
#define NAME_MOST 1024

/* A document with more links than this is not for reading. */
#define RELATIONS_MOST 1000000

bool
ooxml_is_fatal(pandect_status status)
{
	return status == PANDECT_NO_MEMORY || status == PANDECT_LIMIT ||
	       status == PANDECT_TIMEOUT || status == PANDECT_CANCELLED || status == PANDECT_IO;
}

/* ---- relationships ---- */

struct reading {
	struct ooxml_relations *relations;
	const char *part;
};

static char *
copy(struct pandect_text text)
{
	return strndup(text.data ? text.data : "", text.size);
}

/* Puts a target's path, relative to the part's directory, together; to be freed. */
static char *
resolve(const char *part, struct pandect_text target)
{
	const char *slash = strrchr(part, '/');
	size_t base = slash ? (size_t)(slash - part) + 1 : 0, n = 0;
	char *path;

	if (target.size && target.data[0] == '/')
		base = 0;
	if (target.size > NAME_MOST)
		return strdup("");
	path = malloc(base + target.size + 2);
	if (!path)
		return NULL;
	memcpy(path, part, base);
	n = base;
	for (size_t at = 0; at < target.size;) {
		const char *from = target.data + at;
		const char *end = memchr(from, '/', target.size - at);
		size_t size = end ? (size_t)(end - from) : target.size - at;

		at += size + 1;
		if (size == 0 || (size == 1 && from[0] == '.'))
			continue;
		if (size == 2 && from[0] == '.' && from[1] == '.') {
			while (n > 0 && path[--n] == '/')
				;
			while (n > 0 && path[n - 1] != '/')
				n--;
			continue;
		}
		memcpy(path + n, from, size);
		n += size;
		if (end)
			path[n++] = '/';
	}
	path[n] = 0;
	return path;
}

static pandect_status
relation_start(void *data, const struct xml_element *element)
{
	struct reading *reading = data;
	struct ooxml_relations *all = reading->relations;

	if (strcmp(element->name, "Relationship") != 0)
		return PANDECT_OK;
	if (all->n == RELATIONS_MOST)
		return PANDECT_LIMIT;
	if (all->n == all->capacity) {
		size_t capacity = all->capacity ? all->capacity * 2 : 32;
		struct ooxml_relation *items = realloc(all->items, capacity * sizeof *items);

		if (!items)
			return PANDECT_NO_MEMORY;
		all->items = items;
		all->capacity = capacity;
	}
	struct pandect_text type = xml_attribute(element, "", "Type");
	struct pandect_text target = xml_attribute(element, "", "Target");
	struct ooxml_relation *relation = &all->items[all->n++];

	for (size_t i = type.size; i > 0; i--) {
		if (type.data[i - 1] != '/')
			continue;
		type.data += i;
		type.size -= i;
		break;
	}
	relation->is_external =
		pandect_text_is(xml_attribute(element, "", "TargetMode"), "External");
	relation->id = copy(xml_attribute(element, "", "Id"));
	relation->type = copy(type);
	relation->target = relation->is_external ? copy(target) : resolve(reading->part, target);
	return relation->id && relation->type && relation->target ? PANDECT_OK : PANDECT_NO_MEMORY;
}

static int
compare_relations(const void *a, const void *b)
{
	return strcmp(
		((const struct ooxml_relation *)a)->id, ((const struct ooxml_relation *)b)->id);
}

static const struct xml_events relation_events = {.start = relation_start};

pandect_status
ooxml_relations_read(struct pandect_call *call, struct zipfile *zip, const char *part,
	struct ooxml_relations *ret_relations)
{
	struct ooxml_relations relations = {NULL, 0, 0};
	struct reading reading = {.relations = &relations, .part = part};
	const char *slash = strrchr(part, '/');
	const char *name = slash ? slash + 1 : part;
	char path[NAME_MOST + 16];
	uint64_t member;
	pandect_status status = PANDECT_OK;

	if (strlen(part) >= NAME_MOST)
		return PANDECT_OK;
	snprintf(path, sizeof path, "%.*s_rels/%s.rels", (int)(name - part), part, name);
	if (zipfile_find(zip, path, &member))
		status = xml_parse_member(call, zip, member,
			&(struct xml_listener){.events = &relation_events,
				.data = &reading,
				.what = "the document's relationships"});
	if (status) {
		ooxml_relations_clear(&relations);
		return status;
	}
	if (relations.n)
		qsort(relations.items, relations.n, sizeof *relations.items, compare_relations);
	*ret_relations = relations;
	return PANDECT_OK;
}

void
ooxml_relations_clear(struct ooxml_relations *relations)
{
	for (size_t i = 0; i < relations->n; i++) {
		free(relations->items[i].id);
		free(relations->items[i].type);
		free(relations->items[i].target);
	}
	free(relations->items);
	*relations = (struct ooxml_relations){NULL, 0, 0};
}

const struct ooxml_relation *
ooxml_relation_find(const struct ooxml_relations *relations, struct pandect_text id)
{
	size_t low = 0, high = relations->n;

	if (id.size == 0)
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *other = relations->items[middle].id;
		int order = strncmp(id.data, other, id.size);

		if (order == 0)
			order = other[id.size] ? -1 : 0;
		if (order == 0)
			return &relations->items[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

const struct ooxml_relation *
ooxml_relation_of_type(const struct ooxml_relations *relations, const char *type)
{
	for (size_t i = 0; i < relations->n; i++) {
		if (strcmp(relations->items[i].type, type) == 0)
			return &relations->items[i];
	}
	return NULL;
}

/* ---- content types ---- */

static const char *const types[][2] = {
	{"bin", "application/octet-stream"},
	{"bmp", "image/bmp"},
	{"csv", "text/csv"},
	{"doc", "application/msword"},
	{"docm", "application/vnd.ms-word.document.macroEnabled.12"},
	{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{"emf", "image/emf"},
	{"gif", "image/gif"},
	{"htm", "text/html"},
	{"html", "text/html"},
	{"jpeg", "image/jpeg"},
	{"jpg", "image/jpeg"},
	{"mht", "multipart/related"},
	{"pdf", "application/pdf"},
	{"png", "image/png"},
	{"ppt", "application/vnd.ms-powerpoint"},
	{"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
	{"rtf", "application/rtf"},
	{"svg", "image/svg+xml"},
	{"tif", "image/tiff"},
	{"tiff", "image/tiff"},
	{"txt", "text/plain"},
	{"webp", "image/webp"},
	{"wmf", "image/wmf"},
	{"xhtml", "application/xhtml+xml"},
	{"xls", "application/vnd.ms-excel"},
	{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{"xml", "application/xml"},
};

static bool
same_letters(const char *a, const char *b)
{
	for (; *a && *b; a++, b++) {
		char c = *a >= 'A' && *a <= 'Z' ? (char)(*a | 0x20) : *a;

		if (c != *b)
			return false;
	}
	return !*a && !*b;
}

struct pandect_text
ooxml_type_of_name(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof types / sizeof types[0]; i++) {
		if (same_letters(dot + 1, types[i][0]))
			return pandect_text(types[i][1]);
	}
	return pandect_text(NULL);
}

/* ---- children ---- */

static pandect_status
child_take(void *data, const void *bytes, size_t size)
{
	return pandect_sink_write(data, bytes, size);
}

pandect_status
ooxml_child(struct pandect_call *call, struct zipfile *zip, const char *part,
	struct pandect_builder *builder)
{
	const char *slash = strrchr(part, '/');
	struct pandect_sink *sink = NULL;
	uint64_t member;
	char sentence[200];
	pandect_status status;

	if (!zipfile_find(zip, part, &member)) {
		snprintf(sentence, sizeof sentence,
			"the embedded document \"%.100s\" is missing from the file", part);
		return pandect_call_warn(call, "embedded", sentence);
	}
	status = pandect_builder_child(
		builder, pandect_text(slash ? slash + 1 : part), ooxml_type_of_name(part), &sink);
	if (status == PANDECT_DECLINED)
		return PANDECT_OK;
	if (status)
		return status;
	status = zipfile_read(zip, member, child_take, sink);
	pandect_builder_child_end(builder, sink, status);
	return ooxml_is_fatal(status) ? status : PANDECT_OK;
}

/* ---- properties ---- */

struct property {
	const char *element, *key;
};

/* Elements of docProps/core.xml and app.xml by their local names, which do not repeat. */
static const struct property properties[] = {
	{"title", "title"},
	{"creator", "creator"},
	{"subject", "subject"},
	{"description", "description"},
	{"keywords", "keywords"},
	{"category", "category"},
	{"language", "language"},
	{"identifier", "identifier"},
	{"created", "created"},
	{"modified", "modified"},
	{"lastModifiedBy", "contributor"},
	{"Application", "generator"},
	{"Pages", "pages"},
	{"Words", "words"},
	{"Company", "publisher"},
	{"Manager", "ooxml:manager"},
	{"Template", "ooxml:template"},
	{"Slides", "ooxml:slides"},
	{"revision", "ooxml:revision"},
	{"version", "ooxml:version"},
	{"contentStatus", "ooxml:status"},
	{"lastPrinted", "ooxml:last-printed"},
};

#define VALUE_MOST 4096

struct properties {
	struct pandect_builder *builder;
	bool is_custom;
	const char *key;
	char custom[160];
	char value[VALUE_MOST];
	size_t size;
};

static pandect_status
property_start(void *data, const struct xml_element *element)
{
	struct properties *p = data;

	if (p->is_custom) {
		if (strcmp(element->name, "property") != 0)
			return PANDECT_OK;
		struct pandect_text name = xml_attribute(element, "", "name");

		snprintf(p->custom, sizeof p->custom, "custom:%.*s",
			(int)(name.size < 120 ? name.size : 120), name.data ? name.data : "");
		p->key = p->custom;
		p->size = 0;
		return PANDECT_OK;
	}
	p->key = NULL;
	p->size = 0;
	for (size_t i = 0; element->depth == 2 && i < sizeof properties / sizeof properties[0];
		i++) {
		if (strcmp(element->name, properties[i].element) == 0)
			p->key = properties[i].key;
	}
	return PANDECT_OK;
}

static pandect_status
property_text(void *data, const char *text, size_t size)
{
	struct properties *p = data;
	size_t room = sizeof p->value - p->size;

	if (!p->key)
		return PANDECT_OK;
	size = size < room ? size : room;
	memcpy(p->value + p->size, text, size);
	p->size += size;
	return PANDECT_OK;
}

static pandect_status
property_end(void *data, const struct xml_element *element)
{
	struct properties *p = data;
	struct pandect_text value = {p->value, p->size};

	if (!p->key || element->depth != 2)
		return PANDECT_OK;
	const char *key = p->key;

	p->key = NULL;
	/* Word writes 0 where it did not count. */
	if ((strcmp(key, "pages") == 0 || strcmp(key, "words") == 0) && pandect_text_is(value, "0"))
		return PANDECT_OK;
	return pandect_builder_meta(p->builder, key, value);
}

static const struct xml_events property_events = {
	.start = property_start,
	.end = property_end,
	.text = property_text,
};

pandect_status
ooxml_properties(struct pandect_call *call, struct zipfile *zip,
	const struct ooxml_relations *package, struct pandect_builder *builder)
{
	static const char *const parts[][2] = {{"core-properties", "docProps/core.xml"},
		{"extended-properties", "docProps/app.xml"},
		{"custom-properties", "docProps/custom.xml"}};
	struct properties *p = calloc(1, sizeof *p);
	pandect_status status = p ? PANDECT_OK : PANDECT_NO_MEMORY;
	uint64_t member;

	for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == PANDECT_OK; i++) {
		const struct ooxml_relation *relation =
			ooxml_relation_of_type(package, parts[i][0]);

		if (!zipfile_find(zip, relation ? relation->target : parts[i][1], &member))
			continue;
		p->builder = builder;
		p->is_custom = i == 2;
		p->key = NULL;
		status = xml_parse_member(call, zip, member,
			&(struct xml_listener){.events = &property_events,
				.data = p,
				.what = "the document's properties"});
		if (status && !ooxml_is_fatal(status))
			status = pandect_call_warn(call, "properties",
				"some of the document's properties are damaged and left out");
	}
	free(p);
	return status;
}

/* ---- encryption ---- */

pandect_status
ooxml_refuse_encrypted(struct pandect_call *call, struct pandect_source *source)
{
	static const unsigned char compound[] = {0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1};
	unsigned char head[sizeof compound];
	int64_t got = pandect_source_read_at(source, 0, head, sizeof head);

	if (got != (int64_t)sizeof head || memcmp(head, compound, sizeof head) != 0)
		return PANDECT_OK;
	return pandect_call_fail(call, PANDECT_ENCRYPTED,
		"the document is protected by a password; open it in its own program and save a "
		"copy without one");
}
