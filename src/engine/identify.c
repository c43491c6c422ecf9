/* SPDX-License-Identifier: MIT */
#include "engine/identify.h"

#include <stdlib.h>
#include <strings.h>

#include "engine/peek.h"

#define CONTAINER_WEIGHT 100000 /* a member of a container says more than any bytes at its head */

const char *
evidence_phrase(enum evidence evidence)
{
	static const char *const phrases[] = {
		[DECLARED] = "as declared",
		[MAGIC] = "by its content",
		[SUFFIX] = "by the suffix of its name",
		[TEXT] = "as text of some kind",
	};

	return phrases[evidence];
}

/* ---- magic ---- */

static int
match_at(const char *data, const struct pandect_magic *magic)
{
	const unsigned char *found = (const unsigned char *)data, *bytes = magic->bytes,
			    *mask = magic->mask;

	if (!mask)
		return memcmp(found, bytes, magic->size) == 0;
	for (uint32_t i = 0; i < magic->size; i++)
		if ((found[i] & mask[i]) != (bytes[i] & mask[i]))
			return 0;
	return 1;
}

static int
match_bytes(struct pandect_text bytes, const struct pandect_magic *magic)
{
	for (uint64_t at = magic->offset; at <= (uint64_t)magic->offset + magic->range; at++) {
		if (at > bytes.size || bytes.size - at < magic->size)
			return 0;
		if (match_at(bytes.data + at, magic))
			return 1;
	}
	return 0;
}

/* How much a match says, 0 when it does not match. */
static uint32_t
weigh(struct pandect_text bytes, const struct pandect_magic *magic)
{
	struct pandect_text start = {magic->bytes, magic->size};
	int matches = 0;

	switch (magic->type) {
	case PANDECT_MAGIC_BYTES:
		return match_bytes(bytes, magic) ? magic->size : 0;
	case PANDECT_MAGIC_ZIP_MEMBER:
		matches = peek_zip_member(bytes, magic->name, start);
		break;
	case PANDECT_MAGIC_OLE_STREAM:
		matches = peek_ole_entry(bytes, magic->name);
		break;
	case PANDECT_MAGIC_XML_ROOT:
		matches = peek_xml_root(bytes, magic->name, start);
		break;
	case PANDECT_MAGIC_JSON_KEY:
		matches = peek_json_key(bytes, magic->name);
		break;
	default:
		break; /* of a later version */
	}
	return matches ? CONTAINER_WEIGHT + magic->size : 0;
}

/* ---- names ---- */

/* 1 when a blank-separated list has the word, without regard to case. */
static int
has_word(const char *list, const char *word, size_t size)
{
	while (list && *list) {
		size_t n = strcspn(list, " ");

		if (n == size && strncasecmp(list, word, n) == 0)
			return 1;
		list += n + (list[n] == ' ');
	}
	return 0;
}

/* The type without parameters ("text/html; charset=x"). */
static size_t
type_size(const char *mime)
{
	size_t size = strcspn(mime, ";");

	while (size && mime[size - 1] == ' ')
		size--;
	return size;
}

static int
is_type(const struct pandect_format *format, const char *mime)
{
	size_t size = type_size(mime);

	return size && (has_word(format->mime, mime, size) || has_word(format->names, mime, size));
}

/* "a.tar.gz" is asked as "tar.gz", then as "gz". */
static int
has_suffix(const struct pandect_format *format, const char *name)
{
	const char *dot = strchr(name, '.');

	for (; dot; dot = strchr(dot + 1, '.'))
		if (dot != name && has_word(format->suffixes, dot + 1, strlen(dot + 1)))
			return 1;
	return 0;
}

/* ---- candidates ---- */

struct question {
	struct pandect_text bytes;
	const char *name, *declared;
	int is_text; /* -1: not looked at yet */
};

/* The magic of a format that says most; 0 when none matches. */
static int
match_magics(const struct question *question, const struct pandect_format *format,
	struct candidate *candidate)
{
	const struct pandect_magic *magics = format->magics.items;

	candidate->mime = format->mime;
	candidate->weight = 0;
	for (uint32_t i = 0; i < format->magics.n; i++) {
		uint32_t weight = weigh(question->bytes, &magics[i]);

		if (weight > candidate->weight) {
			candidate->weight = weight;
			candidate->mime = magics[i].mime ? magics[i].mime : format->mime;
			candidate->evidence = MAGIC;
		}
	}
	return candidate->weight != 0;
}

/* What a format of a plugin has for it; 0 when nothing. */
static int
match_format(
	struct question *question, const struct pandect_format *format, struct candidate *candidate)
{
	int has_magic = match_magics(question, format, candidate);

	if (is_type(format, question->declared)) {
		candidate->evidence = DECLARED;
		candidate->mime = format->mime;
		return 1;
	}
	if (has_magic)
		return 1;
	if (has_suffix(format, question->name)) {
		candidate->evidence = SUFFIX;
		return 1;
	}
	if (!(format->flags & PANDECT_FORMAT_TEXT))
		return 0;
	if (question->is_text < 0)
		question->is_text = peek_is_text(question->bytes);
	candidate->evidence = TEXT;
	return question->is_text;
}

static uint32_t
group_of(const struct candidate *candidate)
{
	return candidate->evidence == SUFFIX ? 1 : candidate->evidence == TEXT ? 2 : 0;
}

/* The best that any format of a plugin has for it. */
static int
match_plugin(
	struct question *question, struct registration *plugin, struct candidate *ret_candidate)
{
	const struct pandect_array *formats = &plugin->table->data.extractor.formats;
	int found = 0;

	for (uint32_t i = 0; i < formats->n; i++) {
		struct candidate candidate = {.plugin = plugin};

		if (!match_format(question, &((const struct pandect_format *)formats->items)[i],
			    &candidate))
			continue;
		if (!found || candidate.evidence < ret_candidate->evidence ||
			(candidate.evidence == ret_candidate->evidence &&
				candidate.weight > ret_candidate->weight))
			*ret_candidate = candidate;
		found = 1;
	}
	return found;
}

/* The type that the suffix claims, NULL when it claims none or what the content is. */
static const char *
find_liar(const struct candidates *candidates, const struct question *question)
{
	const char *liar = NULL;

	for (uint32_t i = 0; i < candidates->n_plugins; i++) {
		const struct pandect_array *formats =
			&candidates->plugins[i]->table->data.extractor.formats;

		for (uint32_t k = 0; k < formats->n; k++) {
			const struct pandect_format *format =
				&((const struct pandect_format *)formats->items)[k];
			struct candidate candidate;

			if (!has_suffix(format, question->name))
				continue;
			if (is_type(format, candidates->mime) ||
				match_magics(question, format, &candidate))
				return NULL;
			liar = liar ? liar : format->mime;
		}
	}
	return liar;
}

/* What it is: as declared, else the magic that says most, else the suffix. */
static void
recognise(struct candidates *candidates, const struct question *question)
{
	const struct candidate *best = NULL;

	for (uint32_t i = 0; i < candidates->n; i++) {
		const struct candidate *item = &candidates->items[i];

		if (!best || item->evidence < best->evidence ||
			(item->evidence == MAGIC && best->evidence == MAGIC &&
				item->weight > best->weight))
			best = item;
	}
	candidates->mime = best ? best->mime : "";
	candidates->why =
		best ? evidence_phrase(best->evidence) : "nothing in its name or content is known";
	if (best && best->evidence == MAGIC)
		candidates->liar = find_liar(candidates, question);
}

pandect_status
identify(struct pandect_registry *registry, struct pandect_text bytes, const char *name,
	const char *declared, struct candidates *ret_candidates)
{
	struct question question = {bytes, name, declared, -1};
	struct candidates candidates = {0};
	struct candidate *all;
	uint32_t n = 0;

	if (registry_serving(registry, PANDECT_DOCUMENT_EXTRACTOR, &candidates.plugins,
		    &candidates.n_plugins) != PANDECT_OK)
		return PANDECT_NO_MEMORY;
	all = calloc(candidates.n_plugins ? candidates.n_plugins : 1, sizeof *all);
	candidates.items = calloc(candidates.n_plugins ? candidates.n_plugins : 1, sizeof *all);
	if (!all || !candidates.items) {
		free(all);
		candidates_clear(&candidates);
		return PANDECT_NO_MEMORY;
	}
	for (uint32_t i = 0; i < candidates.n_plugins; i++)
		n += (uint32_t)match_plugin(&question, candidates.plugins[i], &all[n]);
	/* The plugins come by priority, origin and name; the groups keep that order. */
	for (uint32_t group = 0; group < 3; group++)
		for (uint32_t i = 0; i < n; i++)
			if (group_of(&all[i]) == group)
				candidates.items[candidates.n++] = all[i];
	free(all);
	recognise(&candidates, &question);
	*ret_candidates = candidates;
	return PANDECT_OK;
}

void
candidates_clear(struct candidates *candidates)
{
	if (candidates->plugins)
		registry_free_serving(candidates->plugins, candidates->n_plugins);
	free(candidates->items);
	*candidates = (struct candidates){0};
}
