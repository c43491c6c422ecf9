/* SPDX-License-Identifier: MIT */
/*
 * A builder whose owner notes what it is asked, and scripts of calls to it: "(p" opens a kind with
 * its arg after it, ")" closes, "'text'" writes, "<strong=value" opens a span, ">" closes it, "{3"
 * and
 * "}" begin and end a page, "@" is a child.
 */
#ifndef TESTS_UNIT_SCRIPT_H
#define TESTS_UNIT_SCRIPT_H

#include <stdio.h>

#include <pandect/plugin.h>

#include "document/builder.h"
#include "outline.h"
#include "support.h"

struct owner {
	struct pandect_sink sink;
	char failure[256];
	unsigned n_stops, stop_at;
	uint32_t unwanted; /* this page is declined */
	pandect_status child;
	pandect_node first, end;
	unsigned n_pictures;
};

static pandect_status
owner_stop(void *data)
{
	struct owner *owner = data;

	return ++owner->n_stops == owner->stop_at ? PANDECT_TIMEOUT : PANDECT_OK;
}

static void
owner_failed(void *data, pandect_status status, const char *sentence)
{
	struct owner *owner = data;

	(void)status;
	snprintf(owner->failure, sizeof owner->failure, "%s", sentence);
}

static pandect_status
owner_page_begin(void *data, uint32_t number, uint32_t of)
{
	(void)of;
	return number == ((struct owner *)data)->unwanted ? PANDECT_DECLINED : PANDECT_OK;
}

static pandect_status
owner_page_end(
	void *data, uint32_t number, pandect_node first, pandect_node end, float *ret_want_dpi)
{
	struct owner *owner = data;

	owner->first = first;
	owner->end = end;
	*ret_want_dpi = (float)number * 100.0f;
	return PANDECT_OK;
}

static pandect_status
owner_page_image(void *data, const struct pandect_image *image)
{
	(void)image;
	((struct owner *)data)->n_pictures++;
	return PANDECT_OK;
}

static pandect_status
owner_page_picture(void *data, struct pandect_text mime, const void *bytes, size_t size)
{
	(void)data;
	(void)mime;
	(void)bytes;
	(void)size;
	return PANDECT_UNSUPPORTED;
}

static pandect_status
owner_child(void *data, pandect_node node, struct pandect_text name, struct pandect_text mime,
	struct pandect_sink **ret_sink)
{
	struct owner *owner = data;

	(void)node;
	(void)name;
	(void)mime;
	*ret_sink = &owner->sink;
	return owner->child;
}

static pandect_status
owner_child_end(void *data, struct pandect_sink *sink, pandect_status status)
{
	(void)data;
	(void)sink;
	(void)status;
	return PANDECT_OK;
}

static struct owner owner;
static struct builder_budget budget;
static struct block *block;
static struct builder *builder;
static struct pandect_builder *b;

static void
begin(int fragment)
{
	const struct builder_owner answers = {&owner, owner_stop, owner_failed, owner_page_begin,
		owner_page_end, owner_page_image, owner_page_picture, owner_child, owner_child_end};

	block = block_new();
	builder = builder_new(block, &answers, &budget, fragment);
	ck_assert_ptr_nonnull(builder);
	b = builder_public(builder);
}

static void
setup(void)
{
	owner = (struct owner){0};
	budget = (struct builder_budget){1000000, 100000, 1000000};
	begin(0);
}

static void
teardown(void)
{
	builder_free(builder);
	block_free(block);
}

static uint32_t
word_of(const char **script, const char *const *words, uint32_t n, int64_t *arg)
{
	for (uint32_t i = n; i-- > 1;) {
		size_t size = strlen(words[i]);

		if (strncmp(*script, words[i], size) == 0 &&
			!((*script)[size] >= 'a' && (*script)[size] <= 'z')) {
			*script += size;
			*arg = strtol(*script, (char **)script, 10);
			return i;
		}
	}
	*script += strcspn(*script, " ");
	return 99;
}

static void
run_span(const char **script)
{
	int64_t arg = 0;
	uint32_t kind = word_of(script, outline_spans, PANDECT_N_SPAN_KINDS, &arg);
	struct pandect_text value = {NULL, 0};

	if (**script == '=') {
		value.data = ++*script;
		value.size = strcspn(*script, " ");
		*script += value.size;
	}
	pandect_builder_span_open(b, kind, value);
}

static void
run(const char *script)
{
	struct pandect_sink *sink;
	float want_dpi;
	int64_t arg = 0;
	uint32_t kind;
	size_t size;

	while (*script) {
		switch (*script++) {
		case '(':
			kind = word_of(&script, outline_kinds, PANDECT_N_NODE_KINDS, &arg);
			pandect_builder_open(b, kind, arg);
			break;
		case ')':
			pandect_builder_close(b);
			break;
		case '\'':
			size = strcspn(script, "'");
			pandect_builder_text(b, script, size);
			script += size + 1;
			break;
		case '<':
			run_span(&script);
			break;
		case '>':
			pandect_builder_span_close(b);
			break;
		case '{':
			pandect_builder_page_begin(
				b, (uint32_t)strtol(script, (char **)&script, 10), 0, 0, 0);
			break;
		case '}':
			pandect_builder_page_end(b, &want_dpi);
			break;
		case '@':
			if (pandect_builder_child(b, pandect_text("a.txt"),
				    pandect_text("text/plain"), &sink) == PANDECT_OK)
				pandect_builder_child_end(b, sink, PANDECT_OK);
			break;
		default:
			break;
		}
	}
}

#endif
