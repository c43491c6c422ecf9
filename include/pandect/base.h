/* SPDX-License-Identifier: MIT */
/*
 * Pandect: the types that embedders and plugin authors share. C99; needs nothing but the C library.
 *
 * Three rules hold in every header of this folder.
 *   Text is UTF-8 with a length and needs no NUL at its end, unless it is a `const char *`, which
 * has one. What a function receives is the caller's and is copied before the function returns; what
 * it gives stays the giver's and is valid as long as is said there. Nobody frees memory of the
 * other side. Outputs come last, are called ret_x, and are written only when the function succeeds.
 *
 * Thread rules are tags: [any thread] at any time from any thread; [one call at a time] the object
 * may move between threads but is used by one at a time; [this call] only by the thread that was
 * called, until it returns.
 */
#ifndef PANDECT_BASE_H
#define PANDECT_BASE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/* In C++17 a plugin's functions are noexcept: a throw then ends where it began, not in the host's
 * frames. */
#if defined __cplusplus && __cplusplus >= 201703L
#define PANDECT_NOEXCEPT noexcept
#else
#define PANDECT_NOEXCEPT
#endif

#if defined __GNUC__
#define PANDECT_EXPORT __attribute__((visibility("default")))
#else
#define PANDECT_EXPORT
#endif

/* ---- status ---- */

/* What came of a call. A plugin may return any of these but the four that only the host gives;
 * another number counts as PLUGIN. */
typedef int32_t pandect_status;

#define PANDECT_OK          0  /* done */
#define PANDECT_PARTIAL     1  /* usable, but something is missing; warnings say what */
#define PANDECT_DECLINED    2  /* not mine: ask the next one */
#define PANDECT_MALFORMED   3  /* the document is damaged or is not what it says */
#define PANDECT_ENCRYPTED   4  /* a password is needed, or the one given is wrong */
#define PANDECT_UNSUPPORTED 5  /* sound, but a form of it that cannot be read here */
#define PANDECT_REFUSED     6  /* host only: a validator found an error */
#define PANDECT_LIMIT       7  /* a limit on size, depth, number or memory was met */
#define PANDECT_TIMEOUT     8  /* the time allowed is over */
#define PANDECT_CANCELLED   9  /* the caller asked to stop */
#define PANDECT_NO_MEMORY   10 /* an allocation failed */
#define PANDECT_IO          11 /* reading or writing failed */
#define PANDECT_PLUGIN      12 /* the plugin broke its contract */
#define PANDECT_CRASHED     13 /* host only: the plugin's process died */
#define PANDECT_INVALID     14 /* the caller's mistake: an argument, an option, the wrong time */
#define PANDECT_EXISTS      15 /* host only: the name is taken */
#define PANDECT_NOT_FOUND   16 /* host only: nothing by that name or number */
#define PANDECT_N_STATUS    17

/* OK and PARTIAL give a document. */
#define PANDECT_GAVE(status) ((status) == PANDECT_OK || (status) == PANDECT_PARTIAL)

/* ---- kinds of plugin ---- */

#define PANDECT_DOCUMENT_EXTRACTOR 1u
#define PANDECT_OCR_BACKEND        2u
#define PANDECT_EMBEDDING_BACKEND  3u
#define PANDECT_POST_PROCESSOR     4u
#define PANDECT_RENDERER           5u
#define PANDECT_VALIDATOR          6u
#define PANDECT_N_KINDS            6u

/* ---- text, arrays, geometry ---- */

/* Frozen. data may be NULL when size is 0. */
struct pandect_text {
	const char *data;
	size_t size; /* bytes */
};

/* The text of a NUL-terminated string; NULL gives the empty text. Valid as long as the string. [any
 * thread] */
static inline struct pandect_text pandect_text(const char *string) {
	struct pandect_text text = {string, string ? strlen(string) : 0};

	return text;
}

/* 1 when the text equals the NUL-terminated string, else 0. [any thread] */
static inline int pandect_text_is(struct pandect_text text, const char *string) {
	size_t size = strlen(string);

	return text.size == size && (size == 0 || memcmp(text.data, string, size) == 0);
}

/* Frozen. An array of structs with the size of one, so that both sides may have grown: step by
 * item_size, read the smaller. */
struct pandect_array {
	const void *items;
	uint32_t n, item_size;
};

#define PANDECT_ARRAY(a) \
	{ (a), (uint32_t)(sizeof(a) / sizeof((a)[0])), (uint32_t)sizeof((a)[0]) }
#define PANDECT_NO_ARRAY \
	{ NULL, 0, 0 }

/*
 * Frozen. A rectangle in points (1/72 inch), origin top left of the page as it is displayed after
 * rotation, y downwards; x0 <= x1, y0 <= y1. On an OCR fragment alone the unit is a pixel of the
 * image that was given.
 */
struct pandect_box {
	float x0, y0, x1, y1;
};

/* ---- errors ---- */

/*
 * Why a call failed. text: a sentence, what and what to do. where: the document, page or member,
 * outermost first, or "". plugin: "kind:name version", or "". context: what else was tried or
 * happened, a line each, or "". None is NULL. Owned by whoever the giving function names.
 */
struct pandect_error {
	uint32_t size; /* of this struct */
	pandect_status status;
	const char *text, *where, *plugin, *context;
};

/* ---- options ---- */

#define PANDECT_OPTION_BOOL    1u /* int64_t: 0 or 1; written true or false */
#define PANDECT_OPTION_INTEGER 2u /* int64_t; range "LEAST..MOST", either may be left out */
#define PANDECT_OPTION_NUMBER  3u /* double; range as above */
#define PANDECT_OPTION_TEXT    4u /* struct pandect_text */
#define PANDECT_OPTION_CHOICE  5u /* struct pandect_text, one of range "a|b|c" */
#define PANDECT_OPTION_FILE \
	6u /* a file that the host opens; the plugin reads it with pandect_call_data */

#define PANDECT_OPTION_INSTANCE 1u /* read in initialize; a change makes a new instance */
#define PANDECT_OPTION_CALL     2u /* read while working on a document */
#define PANDECT_OPTION_SECRET   4u /* a password: kept out of logs, provenance and keys */

/*
 * One option of a plugin, as data. Set by the user as [kind:]plugin.name. name: [a-z0-9][a-z0-9-]*,
 * at most 63 bytes. help: one line without a full stop. fallback: the value when nothing is set, in
 * text form. range: as the type says, or NULL. flags: exactly one of INSTANCE and CALL, perhaps
 * with SECRET.
 */
struct pandect_option {
	const char *name, *help, *fallback, *range;
	uint32_t type, flags;
};

#ifdef __cplusplus
}
#endif
#endif
