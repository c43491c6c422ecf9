/* SPDX-License-Identifier: MIT */
/* Children: their bytes are collected, then read as documents of their own, at once where that is
 * allowed. */
#include <stdlib.h>

#include "engine/reading.h"
#include "support/error.h"

#define FIRST_CAPACITY 4096

void
child_sink_free(struct child_sink *sink)
{
	if (!sink)
		return;
	free(sink->name);
	free(sink->mime);
	free(sink->data);
	free(sink);
}

void
waiting_child_free(struct waiting_child *child)
{
	free(child->name);
	free(child->mime);
	free(child->data);
	free(child);
}

/* Room for n more bytes, within what the whole tree may still use. */
static pandect_status
make_room(struct child_sink *sink, size_t n)
{
	size_t capacity = sink->capacity ? sink->capacity : FIRST_CAPACITY;
	char *more;

	if (n > sink->reading->run->bytes_left)
		return PANDECT_LIMIT;
	while (capacity - sink->size < n)
		capacity *= 2; /* bytes_left is far below the size of an address space */
	if (capacity != sink->capacity) {
		more = realloc(sink->data, capacity);
		if (!more)
			return PANDECT_NO_MEMORY;
		sink->data = more;
		sink->capacity = capacity;
	}
	sink->reading->run->bytes_left -= n;
	return PANDECT_OK;
}

static pandect_status
sink_write(struct pandect_sink *public, const void *data, size_t n)
{
	struct child_sink *sink = (struct child_sink *)public; /* public is its first member */

	if (sink->status == PANDECT_OK)
		sink->status = run_should_stop(sink->reading->run);
	if (sink->status == PANDECT_OK)
		sink->status = make_room(sink, n);
	if (sink->status != PANDECT_OK)
		return sink->status;
	if (n)
		memcpy(sink->data + sink->size, data, n);
	sink->size += n;
	return PANDECT_OK;
}

static const struct pandect_sink_ops sink_ops = {.size = sizeof sink_ops, .write = sink_write};

/* Why a child is not wanted, or NULL. */
static const char *
refusal(const struct reading *reading)
{
	const struct run *run = reading->run;

	if (reading->extraction->depth + 1 > (uint64_t)run_integer(run, "limits", "depth"))
		return "it is nested deeper than limits.depth allows";
	if (run->members_left == 0)
		return "there are more documents inside than limits.members allows";
	if (run->bytes_left == 0)
		return "the documents inside have more bytes than limits.bytes allows";
	return NULL;
}

pandect_status
child_open(void *data, pandect_node node, struct pandect_text name, struct pandect_text mime,
	struct pandect_sink **ret_sink)
{
	struct reading *reading = data;
	const char *why = refusal(reading);
	struct child_sink *sink;

	if (why) {
		if (!reading->is_full) /* said once: an archive may have a million */
			run_warn(reading->block, "engine", "child-limit",
				"%.*s and what comes after it was left out: %s", (int)name.size,
				name.data ? name.data : "", why);
		reading->is_full = reading->is_partial = 1;
		return PANDECT_DECLINED;
	}
	sink = calloc(1, sizeof *sink);
	if (!sink)
		return PANDECT_NO_MEMORY;
	sink->public.ops = &sink_ops;
	sink->reading = reading;
	sink->node = node;
	sink->name = strndup(name.data ? name.data : "", name.size);
	sink->mime = strndup(mime.data ? mime.data : "", mime.size);
	if (!sink->name || !sink->mime) {
		child_sink_free(sink);
		return PANDECT_NO_MEMORY;
	}
	reading->run->members_left--;
	reading->child = sink;
	*ret_sink = &sink->public;
	return PANDECT_OK;
}

/* A child that gives no document: its place says why. */
static void
mark(struct reading *reading, pandect_node node, const char *name, pandect_status status,
	const char *why)
{
	block_set_number(reading->block, node, PANDECT_ATTRIBUTE_STATUS, status);
	run_warn(reading->block, "engine", "child-failed", "%s could not be read: %s",
		*name ? name : "a document inside", why);
	/* What no plugin reads is ordinary: a picture, a program. */
	if (status != PANDECT_UNSUPPORTED)
		reading->is_partial = 1;
}

/* The last part of a member's path. */
static const char *
base_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

/* Extracts a child and keeps its document for its place. Only the run's own end is a failure. */
pandect_status
child_read(struct reading *reading, struct waiting_child *child)
{
	struct source *source = source_take(child->data, child->size);
	struct extraction extraction = {
		.run = reading->run,
		.source = source,
		.name = *child->name ? child->name : reading->extraction->name,
		.declared = child->mime,
		.depth = reading->extraction->depth + 1,
	};
	struct graft place = {.type = GRAFT_CHILD, .at = child->node};
	struct pandect_error *error = NULL;
	struct block *block = NULL;
	pandect_status status = PANDECT_NO_MEMORY;

	child->data = NULL; /* the source has it */
	if (reading->run->progress)
		reading->run->progress(reading->run->progress_data, extraction.name, 0, 0);
	if (source && source_set_name(source, pandect_text(base_name(child->name))) == PANDECT_OK)
		status = extract(&extraction, &block, &error);
	if (PANDECT_GAVE(status)) {
		reading->is_partial |= status == PANDECT_PARTIAL;
		status = reading_graft(reading, &place, block); /* takes block */
	} else {
		mark(reading, child->node, child->name, status,
			error ? error->text : status_phrase(status));
		status = run_should_stop(reading->run);
	}
	error_free(error);
	source_free(source);
	return status;
}

static struct waiting_child *
to_waiting(struct child_sink *sink)
{
	struct waiting_child *child = calloc(1, sizeof *child);

	if (!child)
		return NULL;
	*child = (struct waiting_child){
		.node = sink->node,
		.name = sink->name,
		.mime = sink->mime,
		.data = sink->data,
		.size = sink->size,
	};
	sink->name = sink->mime = sink->data = NULL; /* child owns them from here */
	return child;
}

pandect_status
child_close(void *data, struct pandect_sink *public, pandect_status status)
{
	struct reading *reading = data;
	struct child_sink *sink = reading->child;
	struct waiting_child *child;
	pandect_status result = PANDECT_OK;

	if (!sink || public != &sink->public)
		return PANDECT_INVALID;
	reading->child = NULL;
	if (sink->status == PANDECT_LIMIT || !PANDECT_GAVE(status)) {
		if (sink->status == PANDECT_LIMIT)
			mark(reading, sink->node, sink->name, PANDECT_LIMIT,
				"the documents inside have more bytes than limits.bytes allows");
		else
			mark(reading, sink->node, sink->name, status, status_phrase(status));
		child_sink_free(sink);
		return run_should_stop(reading->run);
	}
	if (sink->status != PANDECT_OK || !(child = to_waiting(sink))) {
		result = sink->status != PANDECT_OK ? sink->status : PANDECT_NO_MEMORY;
		child_sink_free(sink);
		return result;
	}
	child_sink_free(sink);
	if (frame_is_serial()) {
		/* Another plugin may not be entered while this one's lock is held. */
		*reading->last_child = child;
		reading->last_child = &child->next;
		return PANDECT_OK;
	}
	result = child_read(reading, child);
	waiting_child_free(child);
	return result;
}
