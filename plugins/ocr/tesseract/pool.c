/* SPDX-License-Identifier: MIT */
/* Tesseract's objects. Where its data is missing it still makes an object, which knows where it
 * looked. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pool.h"

/* Objects that are kept while nobody uses them. */
#define MOST_IDLE 8u

static void
object_free(struct object *object)
{
	if (!object)
		return;
	TessBaseAPIEnd(object->api);
	TessBaseAPIDelete(object->api);
	free(object);
}

static struct object *
object_new(const char *codes, bool *ret_is_ready)
{
	struct object *object = calloc(1, sizeof *object);

	if (!object)
		return NULL;
	object->api = TessBaseAPICreate();
	if (!object->api) {
		free(object);
		return NULL;
	}
	snprintf(object->codes, sizeof object->codes, "%s", codes);
	/* Where nothing is found Tesseract writes to standard error. */
	TessBaseAPISetVariable(object->api, "debug_file", "/dev/null");
	*ret_is_ready = TessBaseAPIInit3(object->api, NULL, codes) == 0;
	return object;
}

/* An idle object for the languages, else a new one. */
pandect_status
pool_take(
	struct pool *pool, struct pandect_call *call, const char *codes, struct object **ret_object)
{
	struct object **at, *object;
	bool is_ready = true;
	char text[CODES_SIZE + 128];

	pthread_mutex_lock(&pool->lock);
	for (at = &pool->idle; *at && strcmp((*at)->codes, codes) != 0;)
		at = &(*at)->next;
	object = *at;
	if (object) {
		*at = object->next;
		pool->n_idle--;
	}
	pthread_mutex_unlock(&pool->lock);
	if (!object)
		object = object_new(codes, &is_ready);
	if (!object)
		return PANDECT_NO_MEMORY;
	if (!is_ready) {
		object_free(object);
		snprintf(text, sizeof text,
			"Tesseract cannot load its data for %s: the files are missing or damaged",
			codes);
		return pandect_call_fail(call, PANDECT_UNSUPPORTED, text);
	}
	*ret_object = object;
	return PANDECT_OK;
}

/* Gives an object back; of too many the one that waited longest goes. */
void
pool_give(struct pool *pool, struct object *object)
{
	struct object **at, *oldest = NULL;

	if (!object)
		return;
	TessBaseAPIClear(object->api);
	pthread_mutex_lock(&pool->lock);
	object->next = pool->idle;
	pool->idle = object;
	if (++pool->n_idle > MOST_IDLE) {
		for (at = &pool->idle; (*at)->next;)
			at = &(*at)->next;
		oldest = *at;
		*at = NULL;
		pool->n_idle--;
	}
	pthread_mutex_unlock(&pool->lock);
	object_free(oldest);
}

bool
pool_has(const struct pool *pool, const char *code, size_t size)
{
	for (char **name = pool->installed; *name; name++)
		if (strlen(*name) == size && memcmp(*name, code, size) == 0)
			return true;
	return false;
}

/* The first of several names, separated by blanks, that is installed. */
struct pandect_text
pool_choose(const struct pool *pool, const char *codes)
{
	struct pandect_text none = {NULL, 0};

	while (codes && *codes) {
		size_t size = strcspn(codes, " ");

		if (pool_has(pool, codes, size))
			return (struct pandect_text){codes, size};
		codes += size;
		codes += *codes == ' ';
	}
	return none;
}

/* ---- the pool ---- */

void
pool_clear(struct pool *pool)
{
	while (pool->idle) {
		struct object *object = pool->idle;

		pool->idle = object->next;
		object_free(object);
	}
	if (pool->installed)
		TessDeleteTextArray(pool->installed);
	pthread_mutex_destroy(&pool->lock);
}

pandect_status
pool_init(struct pool *pool, struct pandect_call *call)
{
	struct object *object;
	bool is_ready = false, has_language = false;
	pandect_status status = PANDECT_NO_MEMORY;

	*pool = (struct pool){.idle = NULL};
	if (pthread_mutex_init(&pool->lock, NULL) != 0)
		return PANDECT_NO_MEMORY;
	object = object_new("osd", &is_ready);
	if (object)
		pool->installed = TessBaseAPIGetAvailableLanguagesAsVector(object->api);
	if (!pool->installed)
		goto out;
	for (char **name = pool->installed; *name; name++)
		has_language |= strcmp(*name, "osd") != 0;
	status = PANDECT_OK;
	if (!has_language)
		status = pandect_call_fail(call, PANDECT_UNSUPPORTED,
			"Tesseract has no data for any language: install some, such as "
			"tesseract-ocr-eng");
	if (is_ready) {
		pool_give(pool, object);
		object = NULL;
	}
out:
	object_free(object);
	if (status != PANDECT_OK)
		pool_clear(pool);
	return status;
}
