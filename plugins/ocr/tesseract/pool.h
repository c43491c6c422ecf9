/* SPDX-License-Identifier: MIT */
/* Tesseract's objects, by language: one serves one thread, and takes a fifth of a second and 100 MB
 * to make, so those not in use are kept. */
#ifndef TESSERACT_POOL_H
#define TESSERACT_POOL_H

#include <pthread.h>
#include <stdbool.h>

#include <tesseract/capi.h>

#include <pandect/plugin.h>

/* Languages as Tesseract has them, "eng+deu". */
#define CODES_SIZE 256u

struct object {
	struct object *next;
	TessBaseAPI *api;
	char codes[CODES_SIZE];
};

/* installed: the languages there is data for, NULL at the end. */
struct pool {
	pthread_mutex_t lock;
	struct object *idle;
	uint32_t n_idle;
	char **installed;
};

/* Finds out what is installed. UNSUPPORTED: no language is; NO_MEMORY. */
pandect_status pool_init(struct pool *pool, struct pandect_call *call);
void pool_clear(struct pool *pool);

/* An object for the languages, until it is given back. UNSUPPORTED: their data is damaged. */
pandect_status pool_take(struct pool *pool, struct pandect_call *call, const char *codes,
	struct object **ret_object);
void pool_give(struct pool *pool, struct object *object);

bool pool_has(const struct pool *pool, const char *code, size_t size);
/* The first of several languages, separated by blanks, that is installed; empty: none is. */
struct pandect_text pool_choose(const struct pool *pool, const char *codes);

#endif
