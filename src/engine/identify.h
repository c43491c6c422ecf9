/* SPDX-License-Identifier: MIT */
/* Recognising what a document is, from the tables of the extractors: no code of theirs runs. */
#ifndef ENGINE_IDENTIFY_H
#define ENGINE_IDENTIFY_H

#include "engine/run.h"

/* How a candidate came to be one, the strongest first. */
enum evidence { DECLARED, MAGIC, SUFFIX, TEXT };

struct candidate {
	struct registration *plugin; /* borrowed from the list */
	const char *mime;            /* that it would read it as; of the plugin's table */
	enum evidence evidence;
	uint32_t weight; /* of a magic: how much it says */
};

struct candidates {
	struct registration **plugins; /* referenced: all serving extractors */
	uint32_t n_plugins;
	struct candidate *items; /* in the order in which they are asked: DECLARED and MAGIC, then
				    SUFFIX, then TEXT */
	uint32_t n;
	const char *mime; /* what it was recognised as, "" for nothing */
	const char *why;  /* "by its content" … */
	const char *liar; /* the type that its suffix claims against its content, or NULL */
};

/* declared: the caller's MIME type or "". NO_MEMORY. */
pandect_status identify(struct pandect_registry *registry, struct pandect_text bytes,
	const char *name, const char *declared, struct candidates *ret_candidates);

void candidates_clear(struct candidates *candidates);

const char *evidence_phrase(enum evidence evidence);

#endif
