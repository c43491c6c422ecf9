/* SPDX-License-Identifier: MIT */
/*
 * The marks on a node's text, made ready for writing: unwanted kinds left out, neighbours of one
 * kind joined, one kind inside itself reduced to the outer, nothing inside code, formulas, images
 * and footnote marks. Then a walk that gives text, openings and closings in order.
 */
#ifndef SHARED_SPANS_H
#define SHARED_SPANS_H

#include <pandect/document.h>

/* Marks nested deeper than this lose their effect, not their text: no reader can tell so many
 * apart, and the walk needs no memory. */
#define MARK_DEPTH 32

struct mark {
	uint32_t kind, form; /* kind 0: left out; form is the writer's own */
	uint32_t start, end;
	struct pandect_text value;
};

/* Begin with zeroes. */
struct marks {
	struct mark *items;
	uint32_t n, capacity;
};

#define MARK_EVERY 0xFFFFFFFFu
#define MARK(kind) (1u << (kind))

/* Reads the spans of a node, of those kinds whose bit is set, in place of what the marks held.
 * NO_MEMORY, or what reading gave. */
pandect_status marks_read(struct marks *marks, const struct pandect_document *document,
	pandect_node node, const struct pandect_node_info *info, uint32_t kinds);

/* Moves blanks at the ends of marks outside, and leaves out marks on blanks alone. */
void marks_trim(struct marks *marks, struct pandect_text text);

void marks_clear(struct marks *marks);

#define MARK_TEXT  1
#define MARK_OPEN  2
#define MARK_CLOSE 3

struct mark_event {
	int type;
	uint32_t start, end; /* of TEXT: never empty */
	struct mark *mark;   /* of OPEN and CLOSE */
};

struct mark_walk {
	struct marks *marks;
	uint32_t next, at, end, n_open;
	uint32_t open[MARK_DEPTH];
};

/* Walks a text of `size` bytes. */
void mark_walk_begin(struct mark_walk *walk, struct marks *marks, size_t size);

/* 0 when all is told. */
int mark_walk_next(struct mark_walk *walk, struct mark_event *ret_event);

/* Goes to the end of the mark that has just been opened: its text is not told. */
void mark_walk_skip(struct mark_walk *walk);

/* 1 for a link that does no harm where it is followed: http, https, mailto, ftp, a relative one, or
 * a place in the document. */
int link_is_safe(struct pandect_text url);

#endif
