/* SPDX-License-Identifier: MIT */
/* Giving plugins up: retiring, and waiting for the last call to come back. */
#include "registry/registry.h"

#include <errno.h>
#include <stdlib.h>

#include "support/clock.h"
#include "support/error.h"

/* LISTED → RETIRING: no new call finds it. When nobody has it pinned it goes to the list of those
 * to be ended. */
void
registry_retire(struct registration *registration, struct registration **ended)
{
	struct registration **at =
		&registration->registry->plugins[registration->table->data.base.kind];

	while (*at != registration)
		at = &(*at)->next;
	*at = registration->next;
	registration->next = NULL;
	registration->membership = RETIRING;
	if (--registration->pins == 0) {
		registration->next_ending = *ended;
		*ended = registration;
	} else {
		registration->refs--; /* each pin has a reference of its own */
	}
}

/* Ends what retire collected; without the lock. */
void
registry_end_all(struct registration *ended)
{
	while (ended) {
		struct registration *next = ended->next_ending;

		frame_put_off(ended);
		ended = next;
	}
	frame_settle();
}

/* A file's plugin that was retired by hand stays known, so that listing shows it and the next scan
 * does not take it in again. */
static void
mask(struct pandect_registry *registry, const struct registration *registration)
{
	struct unlisted *unlisted = calloc(1, sizeof *unlisted);

	if (!unlisted || !(unlisted->path = strdup(registration->module->path))) {
		free(unlisted); /* not shown, nothing worse */
		return;
	}
	unlisted->state = PANDECT_STATE_MASKED;
	unlisted->table = table_ref(registration->table);
	unlisted->module = module_ref(registration->module);
	unlisted->next = registry->unlisted;
	registry->unlisted = unlisted;
}

/* ---- waiting ---- */

static pandect_status
wait_until(struct pandect_registry *registry, uint64_t deadline)
{
	struct timespec until;

	if (deadline == CLOCK_NEVER)
		return pthread_cond_wait(&registry->changed, &registry->lock) == 0
			       ? PANDECT_OK
			       : PANDECT_INVALID;
	until = clock_timespec(deadline);
	return pthread_cond_timedwait(&registry->changed, &registry->lock, &until) == ETIMEDOUT
		       ? PANDECT_TIMEOUT
		       : PANDECT_OK;
}

/* Waits until a registration is GONE; the waiter holds a reference to it. */
static pandect_status
wait_gone(struct registration *registration, uint64_t deadline)
{
	struct pandect_registry *registry = registration->registry;
	pandect_status status = PANDECT_OK;

	pthread_mutex_lock(&registry->lock);
	while (registration->membership != GONE && status == PANDECT_OK)
		status = wait_until(registry, deadline);
	if (registration->membership == GONE)
		status = PANDECT_OK;
	pthread_mutex_unlock(&registry->lock);
	return status;
}

static pandect_status
may_wait(uint32_t timeout_ms, struct pandect_error **ret_error)
{
	if (timeout_ms && frame_is_inside())
		return error_set(ret_error, PANDECT_INVALID,
			"waiting from inside a plugin's call would wait for itself: use a timeout "
			"of 0");
	return PANDECT_OK;
}

/* ---- giving up ---- */

pandect_status
pandect_registry_unregister(struct pandect_registry *registry, uint32_t kind, const char *name,
	uint32_t timeout_ms, struct pandect_error **ret_error)
{
	uint64_t deadline = clock_after_ms(timeout_ms);
	struct registration *found, *ended = NULL;
	pandect_status status = registry_check_usable(registry, ret_error);

	if (status == PANDECT_OK)
		status = may_wait(timeout_ms, ret_error);
	if (status != PANDECT_OK)
		return status;
	if (!kind_name(kind))
		return error_set(ret_error, PANDECT_INVALID, "%u is none of the six kinds", kind);
	pthread_mutex_lock(&registry->lock);
	found = registry_find_serving(registry, kind, name);
	if (found) {
		found->refs++;
		if (found->origin == PANDECT_ORIGIN_DIRECTORY)
			mask(registry, found);
		registry_retire(found, &ended);
	}
	pthread_mutex_unlock(&registry->lock);
	if (!found)
		return error_set(ret_error, PANDECT_NOT_FOUND, "there is no %s called %s",
			kind_name(kind), name);
	registry_end_all(ended);
	if (timeout_ms)
		status = wait_gone(found, deadline);
	if (status != PANDECT_OK)
		error_set(ret_error, status,
			"%s:%s is retired, but calls of it are still in flight", kind_name(kind),
			name);
	registration_unref(found);
	return status;
}

/* References to those that clear retires; NULL without memory. */
static struct registration **
retire_many(struct pandect_registry *registry, uint32_t kind, uint32_t origins, int is_masking,
	uint32_t *ret_n)
{
	struct registration **retired, *ended = NULL;
	uint32_t n = 0;

	pthread_mutex_lock(&registry->lock);
	retired = calloc(registry->n_alive ? registry->n_alive : 1, sizeof *retired);
	for (uint32_t k = 1; k <= PANDECT_N_KINDS && retired; k++)
		for (struct registration *at = registry->plugins[k], *next; at; at = next) {
			next = at->next;
			if ((kind && k != kind) || !(at->origin & origins))
				continue;
			at->refs++;
			retired[n++] = at;
			if (is_masking && at->origin == PANDECT_ORIGIN_DIRECTORY)
				mask(registry, at);
			registry_retire(at, &ended);
		}
	pthread_mutex_unlock(&registry->lock);
	registry_end_all(ended);
	*ret_n = n;
	return retired;
}

pandect_status
registry_retire_all(struct pandect_registry *registry, uint32_t kind, uint32_t origins,
	uint32_t timeout_ms, int is_masking)
{
	uint64_t deadline = clock_after_ms(timeout_ms);
	pandect_status status = PANDECT_OK;
	struct registration **retired;
	uint32_t n = 0;

	retired = retire_many(registry, kind, origins, is_masking, &n);
	if (!retired)
		return PANDECT_NO_MEMORY;
	for (uint32_t i = 0; i < n; i++) {
		if (timeout_ms && wait_gone(retired[i], deadline) != PANDECT_OK)
			status = PANDECT_TIMEOUT;
		registration_unref(retired[i]);
	}
	free(retired);
	return status;
}

pandect_status
pandect_registry_clear(struct pandect_registry *registry, uint32_t kind, uint32_t origins,
	uint32_t timeout_ms, struct pandect_error **ret_error)
{
	pandect_status status = registry_check_usable(registry, ret_error);

	if (status == PANDECT_OK)
		status = may_wait(timeout_ms, ret_error);
	if (status != PANDECT_OK)
		return status;
	if (kind && !kind_name(kind))
		return error_set(ret_error, PANDECT_INVALID, "%u is none of the six kinds", kind);
	status = registry_retire_all(registry, kind, origins, timeout_ms, 1);
	if (status != PANDECT_OK)
		error_set(ret_error, status, "%s",
			status == PANDECT_TIMEOUT
				? "all are retired, but some calls are still in flight"
				: "no memory to clear the registry");
	return status;
}

pandect_status
registry_close(struct pandect_registry *registry, uint32_t timeout_ms)
{
	uint64_t deadline = clock_after_ms(timeout_ms);
	pandect_status status;

	if (!registry_is_usable(registry) || frame_is_inside())
		return PANDECT_INVALID;
	pthread_mutex_lock(&registry->lock);
	registry->is_closed = 1;
	pthread_mutex_unlock(&registry->lock);
	status = registry_retire_all(registry, 0, PANDECT_ORIGIN_ANY, 0, 0);
	pthread_mutex_lock(&registry->lock);
	while (status == PANDECT_OK && registry->n_alive)
		status = wait_until(registry, deadline);
	if (registry->n_alive == 0)
		status = PANDECT_OK;
	pthread_mutex_unlock(&registry->lock);
	return status;
}
