/* SPDX-License-Identifier: MIT */
/* The registry itself and looking up: who serves, pinned in the same critical section. Taking in is
 * in register.c, giving up in retire.c. */
#include "registry/registry.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "registry/loader.h"
#include "support/error.h"

/* ---- the registry itself ---- */

static void
guard_fork(struct pandect_registry *registry)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *guard = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (guard == MAP_FAILED)
		return;
	if (madvise(guard, page, MADV_WIPEONFORK) != 0) {
		munmap(guard, page); /* a kernel before 4.14 */
		return;
	}
	registry->fork_guard = guard;
	*registry->fork_guard = 1;
}

int
registry_is_usable(const struct pandect_registry *registry)
{
	return !registry->fork_guard || *registry->fork_guard;
}

pandect_status
registry_new(const struct registry_host *host, struct pandect_registry **ret_registry,
	struct pandect_error **ret_error)
{
	struct pandect_registry *registry = calloc(1, sizeof *registry);
	pthread_condattr_t attributes;
	pandect_status status;

	if (!registry)
		return error_set(ret_error, PANDECT_NO_MEMORY, "no memory for a registry");
	status = loader_start(ret_error);
	if (status != PANDECT_OK) {
		free(registry);
		return status;
	}
	registry->host = *host;
	pthread_mutex_init(&registry->lock, NULL);
	pthread_mutex_init(&registry->scan_lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&registry->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	guard_fork(registry);
	*ret_registry = registry;
	return PANDECT_OK;
}

static void
unlisted_free(struct unlisted *unlisted)
{
	free(unlisted->path);
	free(unlisted->reason);
	table_unref(unlisted->table);
	module_unref(unlisted->module);
	free(unlisted);
}

void
registry_free(struct pandect_registry *registry)
{
	while (registry->unlisted) {
		struct unlisted *next = registry->unlisted->next;

		unlisted_free(registry->unlisted);
		registry->unlisted = next;
	}
	if (registry->fork_guard)
		munmap(registry->fork_guard, (size_t)sysconf(_SC_PAGESIZE));
	pthread_cond_destroy(&registry->changed);
	pthread_mutex_destroy(&registry->lock);
	pthread_mutex_destroy(&registry->scan_lock);
	free(registry);
	loader_stop();
}

pandect_status
registry_check_usable(const struct pandect_registry *registry, struct pandect_error **ret_error)
{
	if (registry_is_usable(registry))
		return PANDECT_OK;
	return error_set(ret_error, PANDECT_INVALID,
		"this process was forked from the one that opened the engine: open one of its own "
		"after exec");
}

/* ---- looking up: all with the lock held ---- */

/* The one that serves: lists are in order of name and rank. */
struct registration *
registry_find_serving(const struct pandect_registry *registry, uint32_t kind, const char *name)
{
	struct registration *at = registry->plugins[kind];

	while (at && strcmp(registration_name(at), name) != 0)
		at = at->next;
	return at;
}

static struct registration *
pin(struct registration *registration)
{
	if (registration) {
		registration->pins++;
		registration->refs++;
	}
	return registration;
}

struct registration *
registry_pin(struct pandect_registry *registry, uint32_t kind, const char *name)
{
	struct registration *found;

	pthread_mutex_lock(&registry->lock);
	found = pin(registry_find_serving(registry, kind, name));
	pthread_mutex_unlock(&registry->lock);
	return found;
}

struct registration *
registry_pin_again(struct registration *registration)
{
	struct pandect_registry *registry = registration->registry;
	struct registration *found = registration;

	pthread_mutex_lock(&registry->lock);
	if (registration->membership != LISTED)
		found = registry_find_serving(registry, registration->table->data.base.kind,
			registration_name(registration));
	pin(found);
	pthread_mutex_unlock(&registry->lock);
	return found;
}

static int
compare_serving(const void *a, const void *b)
{
	const struct registration *one = *(struct registration *const *)a;
	const struct registration *other = *(struct registration *const *)b;
	int32_t left = one->table->data.base.priority, right = other->table->data.base.priority;

	if (left != right)
		return left > right ? -1 : 1;
	if (one->rank != other->rank)
		return one->rank < other->rank ? -1 : 1;
	return strcmp(registration_name(one), registration_name(other));
}

pandect_status
registry_serving(struct pandect_registry *registry, uint32_t kind,
	struct registration ***ret_plugins, uint32_t *ret_n)
{
	struct registration **plugins;
	uint32_t n = 0;

	pthread_mutex_lock(&registry->lock);
	for (struct registration *at = registry->plugins[kind]; at; at = at->next)
		n++;
	plugins = calloc(n ? n : 1, sizeof *plugins);
	n = 0;
	for (struct registration *at = plugins ? registry->plugins[kind] : NULL; at; at = at->next)
		if (n == 0 ||
			strcmp(registration_name(plugins[n - 1]), registration_name(at)) != 0) {
			at->refs++;
			plugins[n++] = at;
		}
	pthread_mutex_unlock(&registry->lock);
	if (!plugins)
		return PANDECT_NO_MEMORY;
	qsort(plugins, n, sizeof *plugins, compare_serving);
	*ret_plugins = plugins;
	*ret_n = n;
	return PANDECT_OK;
}

void
registry_free_serving(struct registration **plugins, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		registration_unref(plugins[i]);
	free(plugins);
}

/* ---- what is not listed ---- */

void
registry_set_refused(struct pandect_registry *registry, const char *path, const char *reason)
{
	struct unlisted **at, *gone = NULL, *fresh = NULL;

	if (reason && (fresh = calloc(1, sizeof *fresh))) {
		fresh->state = PANDECT_STATE_REFUSED;
		fresh->path = strdup(path);
		fresh->reason = strdup(reason);
	}
	pthread_mutex_lock(&registry->lock);
	for (at = &registry->unlisted; *at; at = &(*at)->next)
		if ((*at)->state == PANDECT_STATE_REFUSED && strcmp((*at)->path, path) == 0) {
			gone = *at;
			*at = gone->next;
			break;
		}
	if (fresh && fresh->path && fresh->reason) {
		fresh->next = registry->unlisted;
		registry->unlisted = fresh;
		fresh = NULL;
	}
	pthread_mutex_unlock(&registry->lock);
	if (gone)
		unlisted_free(gone);
	if (fresh)
		unlisted_free(fresh);
}

int
registry_is_masked(struct pandect_registry *registry, const char *path)
{
	int is_masked = 0;

	pthread_mutex_lock(&registry->lock);
	for (struct unlisted *at = registry->unlisted; at && !is_masked; at = at->next)
		is_masked = at->state == PANDECT_STATE_MASKED && strcmp(at->path, path) == 0;
	pthread_mutex_unlock(&registry->lock);
	return is_masked;
}

/* Frees the entries that are in a state and old, or not. */
static void
forget(struct pandect_registry *registry, uint32_t state, int is_old)
{
	struct unlisted **at, *gone = NULL;

	pthread_mutex_lock(&registry->lock);
	for (at = &registry->unlisted; *at;)
		if ((*at)->state == state && (*at)->is_old == is_old) {
			struct unlisted *one = *at;

			*at = one->next;
			one->next = gone;
			gone = one;
		} else {
			at = &(*at)->next;
		}
	pthread_mutex_unlock(&registry->lock);
	while (gone) {
		struct unlisted *next = gone->next;

		unlisted_free(gone);
		gone = next;
	}
}

void
registry_lift_masks(struct pandect_registry *registry)
{
	forget(registry, PANDECT_STATE_MASKED, 0);
}

void
registry_age_refused(struct pandect_registry *registry)
{
	pthread_mutex_lock(&registry->lock);
	for (struct unlisted *at = registry->unlisted; at; at = at->next)
		at->is_old = at->state == PANDECT_STATE_REFUSED;
	pthread_mutex_unlock(&registry->lock);
}

void
registry_forget_old_refused(struct pandect_registry *registry)
{
	forget(registry, PANDECT_STATE_REFUSED, 1);
}
