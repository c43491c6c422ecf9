/* SPDX-License-Identifier: MIT */
/*
 * Processor: chunks for retrieval. A chunk is some units (units.h) that follow each other: it ends
 * at the next heading of its own or a higher level unless it is still tiny, keeps tables, lists and
 * code whole while they fit, repeats a table's head where a table goes on, and overlaps with the
 * chunk before it by whole sentences where only its size made it end. Its text is what the nodes
 * say, with item marks and bars between cells; its range is exact.
 */
#include "sentences.h"
#include "units.h"

/* A piece below a share of the wanted size is joined to what comes next, or before. */
#define TINY_SHARE 8

/* Headings of a path that are told; the outermost of more are left out. */
#define MOST_HEADINGS 32

struct packing {
	struct pandect_call *call;
	const struct pandect_document *document;
	struct pandect_editor *editor;
	struct units units;
	uint32_t size, overlap, most, tiny;
	struct output text, headings;
};

/* A chunk as units from…end-1; those before fresh were in the chunk before it. */
struct range {
	size_t from, fresh, end;
	size_t head; /* the row to repeat, when has_head */
	int has_head;
	int is_cut; /* ended by its size alone */
};

/* ---- where a chunk ends ---- */

/* Tokens of the group from unit i on; more than `most` is not told apart. */
static uint32_t
group_tokens(const struct packing *p, size_t i, size_t *ret_end)
{
	const struct unit *items = p->units.items;
	uint32_t group = items[i].group, tokens = 0;

	while (i < p->units.n && items[i].group == group && tokens <= p->most)
		tokens += items[i++].tokens;
	*ret_end = i;
	return tokens;
}

/* Whether the heading at i ends a chunk that has so many tokens of its own. */
static int
is_border(const struct packing *p, size_t i, uint32_t tokens)
{
	const struct unit *before = &p->units.items[i - 1];
	uint32_t level = 7;

	if (before->kind == UNIT_HEADING)
		level = before->level;
	else if (before->path)
		level = p->units.above[before->path].level;
	return p->units.items[i].level <= level ? tokens >= p->tiny : tokens >= p->size / 2;
}

/* Whether what is left of the section from i on is too little for a chunk and has room. */
static int
is_rest(const struct packing *p, size_t i, uint32_t tokens)
{
	uint32_t rest = 0;

	for (; i < p->units.n; i++) {
		const struct unit *unit = &p->units.items[i];

		if (unit->is_first || unit->kind == UNIT_HEADING)
			break;
		rest += unit->tokens;
		if (rest >= p->tiny)
			return 0;
	}
	return tokens + rest <= p->most;
}

static size_t
rest_end(const struct packing *p, size_t i)
{
	while (i < p->units.n && !p->units.items[i].is_first &&
		p->units.items[i].kind != UNIT_HEADING)
		i++;
	return i;
}

#define GO_ON    0
#define END_HERE 1
#define TAKE_ALL 2

/* What to do with the group that begins at i and does not fit. */
static int
weigh_group(const struct packing *p, const struct unit *unit, uint32_t group, uint32_t tokens,
	uint32_t fresh)
{
	int is_block = unit->kind == UNIT_ROW || unit->kind == UNIT_LINE || unit->depth > 0;

	if (!is_block)
		return group <= p->size && fresh >= p->size / 2 ? END_HERE : GO_ON;
	if (group > p->most)
		return GO_ON;
	if (tokens + group <= p->most && fresh < p->tiny)
		return TAKE_ALL;
	return fresh > 0 ? END_HERE : GO_ON;
}

static void
choose_end(const struct packing *p, struct range *range)
{
	const struct unit *items = p->units.items;
	uint32_t tokens = range->has_head ? items[range->head].tokens : 0, fresh = 0;
	size_t i = range->from, group_end;

	range->is_cut = 0;
	while (i < p->units.n) {
		const struct unit *unit = &items[i];

		if (i > range->fresh &&
			(unit->is_first || (unit->kind == UNIT_HEADING && is_border(p, i, fresh))))
			break;
		if (i >= range->fresh && (i == 0 || items[i - 1].group != unit->group)) {
			uint32_t group = group_tokens(p, i, &group_end);
			int choice = tokens + group <= p->size
					     ? GO_ON
					     : weigh_group(p, unit, group, tokens, fresh);

			if (choice == END_HERE) {
				range->is_cut = 1;
				break;
			}
			if (choice == TAKE_ALL) {
				tokens += group;
				fresh += group;
				i = group_end;
				continue;
			}
		}
		if (fresh > 0 && tokens + unit->tokens > p->size) {
			range->is_cut = 1;
			break;
		}
		tokens += unit->tokens;
		fresh += i >= range->fresh ? unit->tokens : 0;
		i++;
	}
	if (range->is_cut && is_rest(p, i, tokens)) {
		i = rest_end(p, i);
		range->is_cut = 0;
	}
	/* A heading goes with what it is over. */
	while (i < p->units.n && i > range->fresh + 1 && items[i - 1].kind == UNIT_HEADING)
		i--;
	range->end = i;
}

/* ---- where the next begins ---- */

static int
find_head(const struct packing *p, size_t i, size_t *ret_head)
{
	const struct unit *items = p->units.items;
	uint32_t group = items[i].group;
	size_t low = 0, high = i;

	if (items[i].kind != UNIT_ROW || i == 0 || items[i - 1].group != group)
		return 0;
	/* Groups are numbered in their order. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (items[middle].group < group)
			low = middle + 1;
		else
			high = middle;
	}
	*ret_head = low;
	return items[low].kind == UNIT_ROW && items[low].tokens <= p->size / 2;
}

/* Whole sentences of the end of a chunk that was cut. */
static size_t
overlap_start(const struct packing *p, const struct range *range)
{
	const struct unit *items = p->units.items;
	size_t i = range->end;
	uint32_t tokens = 0, most = p->overlap;

	if (!range->is_cut || items[i].kind != UNIT_SENTENCE)
		return i;
	/* The next sentence has to fit as well. */
	if (most > p->size - items[i].tokens)
		most = p->size - items[i].tokens;
	while (i > range->from + 1 && items[i - 1].kind == UNIT_SENTENCE &&
		tokens + items[i - 1].tokens <= most)
		tokens += items[--i].tokens;
	return i;
}

static void
next_range(const struct packing *p, struct range *range)
{
	size_t from = overlap_start(p, range);

	range->fresh = range->end;
	range->from = from;
	range->has_head =
		from == range->fresh && find_head(p, from, &range->head) &&
		p->units.items[range->head].tokens + p->units.items[from].tokens <= p->most;
}

/* ---- its text ---- */

static void
add_number(struct output *out, const struct unit *unit)
{
	output_repeat(out, ' ', 2 * (size_t)(unit->depth - 1));
	if (unit->number == 0) {
		output_string(out, "- ");
	} else {
		output_integer(out, unit->number);
		output_string(out, ". ");
	}
}

static pandect_status
add_unit(struct packing *p, size_t i, int is_joined)
{
	const struct unit *unit = &p->units.items[i], *before = unit - 1;
	struct pandect_node_info info;
	pandect_status status;

	if (unit->kind == UNIT_ROW) {
		if (is_joined)
			output_string(&p->text, unit->glue == GLUE_BLOCK ? "\n\n" : "\n");
		output_add(&p->text, p->units.rows.data + unit->text, unit->size);
		return PANDECT_OK;
	}
	status = pandect_document_node(p->document, unit->first, &info);
	if (status != PANDECT_OK)
		return status;
	if (is_joined && unit->glue == GLUE_TEXT && before->last == unit->first)
		output_add(&p->text, info.text.data + before->end, unit->start - before->end);
	else if (is_joined)
		output_string(&p->text, unit->glue == GLUE_BLOCK ? "\n\n" : "\n");
	if (unit->number >= 0 && unit->depth > 0)
		add_number(&p->text, unit);
	output_add(&p->text, info.text.data + unit->start, unit->end - unit->start);
	return PANDECT_OK;
}

static void
write_headings(struct packing *p, uint32_t path)
{
	struct pandect_text names[MOST_HEADINGS];
	size_t n = 0;

	output_reset(&p->headings);
	for (; path && n < MOST_HEADINGS; path = p->units.above[path].parent)
		names[n++] = p->units.above[path].text;
	while (n-- > 0) {
		/* A heading of two lines is one entry. */
		for (size_t i = 0; i < names[n].size; i++)
			output_byte(
				&p->headings, names[n].data[i] == '\n' ? ' ' : names[n].data[i]);
		if (n > 0)
			output_byte(&p->headings, '\n');
	}
}

static pandect_status
write_chunk(struct packing *p, const struct range *range)
{
	const struct unit *first = &p->units.items[range->from];
	const struct unit *last = &p->units.items[range->end - 1];
	struct pandect_chunk chunk = {.size = sizeof chunk,
		.first = first->first,
		.last = last->last,
		.start = first->start,
		.end = last->end};
	pandect_status status = PANDECT_OK;

	output_reset(&p->text);
	if (range->has_head)
		status = add_unit(p, range->head, 0);
	for (size_t i = range->from; i < range->end && status == PANDECT_OK; i++)
		status = add_unit(p, i, i > range->from || range->has_head);
	if (status != PANDECT_OK)
		return status;
	write_headings(p, first->path);
	if (p->text.status != PANDECT_OK)
		return p->text.status;
	if (p->headings.status != PANDECT_OK)
		return p->headings.status;
	chunk.text = (struct pandect_text){p->text.data, p->text.size};
	chunk.headings = (struct pandect_text){p->headings.data, p->headings.size};
	chunk.n_tokens = count_tokens(chunk.text);
	return pandect_editor_chunk(p->editor, &chunk);
}

/* ---- the plugin ---- */

static pandect_status
pack(struct packing *p)
{
	struct range range = {.from = 0};
	pandect_status status = PANDECT_OK;

	while (range.fresh < p->units.n && status == PANDECT_OK) {
		choose_end(p, &range);
		status = write_chunk(p, &range);
		if (status == PANDECT_OK)
			status = pandect_call_should_stop(p->call);
		if (range.end == p->units.n)
			break;
		next_range(p, &range);
	}
	return status;
}

static pandect_status
chunks_process(void *self, struct pandect_call *call, const struct pandect_document *document,
	struct pandect_editor *editor)
{
	struct packing p = {.call = call, .document = document, .editor = editor};
	int64_t size = 256, overlap = 32, most = 512;
	pandect_status status;

	(void)self;
	pandect_call_integer(call, "size", &size);
	pandect_call_integer(call, "overlap", &overlap);
	pandect_call_integer(call, "max", &most);
	if (overlap > size / 2)
		return pandect_call_fail(call, PANDECT_INVALID,
			"chunks.overlap is more than half of chunks.size: make it smaller.");
	p.size = (uint32_t)size;
	p.overlap = (uint32_t)overlap;
	p.most = most > size ? (uint32_t)most : p.size;
	p.tiny = p.size / TINY_SHARE;
	status = units_read(&p.units, call, document, p.size);
	if (status == PANDECT_OK)
		status = pack(&p);
	units_clear(&p.units);
	output_clear(&p.text);
	output_clear(&p.headings);
	return status;
}

static const struct pandect_option chunks_options[] = {
	{.name = "size",
		.help = "tokens that a chunk should have",
		.fallback = "256",
		.range = "16..100000",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_CALL},
	{.name = "overlap",
		.help = "tokens that a chunk repeats from the one before, in whole sentences",
		.fallback = "32",
		.range = "0..50000",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_CALL},
	{.name = "max",
		.help = "tokens that a table, a list or code may have to stay whole",
		.fallback = "512",
		.range = "16..200000",
		.type = PANDECT_OPTION_INTEGER,
		.flags = PANDECT_OPTION_CALL},
};

static const struct pandect_post_processor chunks = {
	.base = {.size = sizeof chunks,
		.kind = PANDECT_POST_PROCESSOR,
		.name = "chunks",
		.version = "1.0",
		.description = "Pieces for retrieval, along headings, tables and sentences",
		.flags = PANDECT_CONCURRENT,
		.options = PANDECT_ARRAY(chunks_options)},
	.stage = PANDECT_STAGE_LATE,
	.process = chunks_process,
};

static const struct pandect_plugin *const plugins[] = {&chunks.base};

const struct pandect_module pandect_module = {
	.abi = PANDECT_ABI,
	.size = sizeof pandect_module,
	.name = "processor-chunks",
	.version = "1.0",
	.license = "MIT",
	.n_plugins = 1,
	.plugins = plugins,
};
