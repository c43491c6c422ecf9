/* SPDX-License-Identifier: MIT */
#include "registry/registration.h"

#include <stdio.h>
#include <stdlib.h>

#include "registry/registry.h"
#include "support/clock.h"
#include "support/error.h"

#define POLL_MS          20 /* how often a waiter asks whether to go on waiting */
#define FIRST_PAUSE_MS   50
#define LONGEST_PAUSE_MS 30000

const char *
registration_label(const struct registration *registration, char *buffer, size_t size)
{
	const struct pandect_plugin *base = &registration->table->data.base;

	snprintf(buffer, size, "%s:%s %s", kind_name(base->kind), base->name, base->version);
	return buffer;
}

const char *
registration_source(const struct registration *registration, char *buffer, size_t size)
{
	const struct pandect_plugin *base = &registration->table->data.base;

	snprintf(buffer, size, "%s:%s", kind_name(base->kind), base->name);
	return buffer;
}

int
registration_is_called(const struct registration *registration, const char *name)
{
	char source[REGISTRATION_LABEL_SIZE];

	return strcmp(registration_name(registration), name) == 0 ||
	       strcmp(registration_source(registration, source, sizeof source), name) == 0;
}

void
registration_unref(struct registration *registration)
{
	struct pandect_registry *registry = registration->registry;
	unsigned left;

	pthread_mutex_lock(&registry->lock);
	left = --registration->refs;
	if (left == 0) {
		registry->n_alive--;
		pthread_cond_broadcast(&registry->changed);
	}
	pthread_mutex_unlock(&registry->lock);
	if (left)
		return; /* else the registry may be gone from here on */
	table_unref(registration->table);
	module_unref(registration->module);
	error_free(registration->failure);
	free(registration);
}

void
registration_unpin(struct registration *registration)
{
	struct pandect_registry *registry = registration->registry;
	unsigned left;

	pthread_mutex_lock(&registry->lock);
	left = --registration->pins;
	pthread_mutex_unlock(&registry->lock);
	if (left == 0)
		frame_put_off(registration); /* with the caller's reference */
	else
		registration_unref(registration);
	frame_settle();
}

/* Waits for a change, a little at a time. Called and left with the lock held. */
static pandect_status
wait_for_change(struct pandect_registry *registry, const struct waiting *waiting)
{
	struct timespec until = clock_timespec(clock_after_ms(POLL_MS));
	pandect_status status;

	pthread_cond_timedwait(&registry->changed, &registry->lock, &until);
	if (!waiting || !waiting->stop)
		return PANDECT_OK;
	pthread_mutex_unlock(&registry->lock);
	status = waiting->stop(waiting->data);
	pthread_mutex_lock(&registry->lock);
	return status;
}

/* Takes the module's serial lock, if it has one. Called and left with the registry's lock held. The
 * one that has it may be of another record of the same file, in another engine even, whose change
 * nobody tells: hence the polling. */
static pandect_status
serial_lock(struct registration *registration, const struct waiting *waiting)
{
	struct module *module = registration->module;

	while (!module->is_concurrent && __atomic_exchange_n(module->busy, 1, __ATOMIC_ACQUIRE)) {
		pandect_status status = wait_for_change(registration->registry, waiting);

		if (status != PANDECT_OK)
			return status;
	}
	return PANDECT_OK;
}

static void
serial_unlock(struct registration *registration)
{
	if (registration->module->is_concurrent)
		return;
	__atomic_store_n(registration->module->busy, 0, __ATOMIC_RELEASE);
	pthread_cond_broadcast(&registration->registry->changed);
}

/* Failures that may pass: the next use tries again, after a growing pause. */
static int
is_passing(pandect_status status)
{
	return status == PANDECT_NO_MEMORY || status == PANDECT_IO || status == PANDECT_LIMIT ||
	       status == PANDECT_TIMEOUT || status == PANDECT_CANCELLED;
}

/* INITIALIZING → ACTIVE | FAILED | REGISTERED. With the lock held. */
static void
initialized(struct registration *registration, pandect_status status, struct pandect_error *error)
{
	error_free(registration->failure);
	registration->failure = error; /* owned from here */
	if (status == PANDECT_OK) {
		registration->instance = ACTIVE;
		registration->pause_ms = 0;
	} else if (is_passing(status)) {
		registration->instance = REGISTERED;
		registration->pause_ms =
			registration->pause_ms ? 2 * registration->pause_ms : FIRST_PAUSE_MS;
		if (registration->pause_ms > LONGEST_PAUSE_MS)
			registration->pause_ms = LONGEST_PAUSE_MS;
		registration->retry_at = clock_after_ms(registration->pause_ms);
	} else {
		registration->instance = FAILED;
	}
	pthread_cond_broadcast(&registration->registry->changed);
}

/* Loads and initialises, outside every lock but the serial one. Called and left with the lock held,
 * in INITIALIZING. */
static void
initialize(struct registration *registration, const struct waiting *waiting)
{
	struct pandect_registry *registry = registration->registry;
	struct pandect_error *error = NULL;
	struct frame frame;
	char label[REGISTRATION_LABEL_SIZE];
	pandect_status status;

	pthread_mutex_unlock(&registry->lock);
	status = module_load(
		registration->module, registration->table, &registration->vtable, &error);
	pthread_mutex_lock(&registry->lock);
	if (status == PANDECT_OK)
		status = serial_lock(registration, waiting);
	if (status == PANDECT_OK) {
		pthread_mutex_unlock(&registry->lock);
		/* Entering another plugin from here could wait for the very one that waits for
		 * this. */
		frame_push(&frame, registration, 1);
		status = registry->host.initialize(registry->host.data, registration,
			&registration->self, &registration->keep, &error);
		frame_pop(&frame);
		pthread_mutex_lock(&registry->lock);
		serial_unlock(registration);
	}
	if (status != PANDECT_OK) {
		error_set(&error, status, "it could not be initialised: %s", status_phrase(status));
		error_set_plugin(error, registration_label(registration, label, sizeof label));
	}
	initialized(registration, status, error);
}

/* Waits until the instance is ACTIVE, initialising it if nobody does. With the lock held. */
static pandect_status
become_active(struct registration *registration, const struct waiting *waiting,
	struct pandect_error **ret_error)
{
	struct pandect_registry *registry = registration->registry;
	pandect_status status;

	for (;;) {
		switch (registration->instance) {
		case ACTIVE:
			return PANDECT_OK;
		case FAILED:
			if (ret_error && !*ret_error)
				*ret_error = error_copy(registration->failure);
			return registration->failure ? registration->failure->status
						     : PANDECT_NO_MEMORY;
		case INITIALIZING:
			status = wait_for_change(registry, waiting);
			if (status != PANDECT_OK)
				return error_set(ret_error, status,
					"%s while waiting for another thread to initialise it",
					status_phrase(status));
			break;
		case REGISTERED:
			if (registration->failure && clock_now() < registration->retry_at) {
				if (ret_error && !*ret_error)
					*ret_error = error_copy(registration->failure);
				return registration->failure->status;
			}
			registration->instance = INITIALIZING;
			initialize(registration, waiting);
			if (registration->instance == REGISTERED) {
				if (ret_error && !*ret_error)
					*ret_error = error_copy(registration->failure);
				return registration->failure ? registration->failure->status
							     : PANDECT_NO_MEMORY;
			}
			break;
		}
	}
}

pandect_status
registration_enter(struct registration *registration, const struct waiting *waiting,
	struct frame *frame, struct pandect_error **ret_error)
{
	struct pandect_registry *registry = registration->registry;
	pandect_status status;

	if (frame_is_serial())
		return error_set(ret_error, PANDECT_UNSUPPORTED,
			"a plugin that is not CONCURRENT cannot use another one from inside its "
			"call, "
			"and none can from initialize");
	pthread_mutex_lock(&registry->lock);
	status = become_active(registration, waiting, ret_error);
	if (status == PANDECT_OK) {
		status = serial_lock(registration, waiting);
		if (status != PANDECT_OK)
			error_set(ret_error, status,
				"%s while waiting for another call into its module",
				status_phrase(status));
	}
	pthread_mutex_unlock(&registry->lock);
	if (status == PANDECT_OK)
		frame_push(frame, registration, !registration->module->is_concurrent);
	else
		frame_settle(); /* initialize may have retired something */
	return status;
}

void
registration_leave(struct registration *registration, struct frame *frame)
{
	frame_pop(frame);
	if (!registration->module->is_concurrent) {
		pthread_mutex_lock(&registration->registry->lock);
		serial_unlock(registration);
		pthread_mutex_unlock(&registration->registry->lock);
	}
	frame_settle();
}

static void
shut_down(struct registration *registration)
{
	struct pandect_registry *registry = registration->registry;
	struct frame frame;

	if (registration->instance != ACTIVE)
		return;
	if (registration->vtable.base.shutdown) {
		pthread_mutex_lock(&registry->lock);
		serial_lock(registration, NULL);
		pthread_mutex_unlock(&registry->lock);
		frame_push(&frame, registration, !registration->module->is_concurrent);
		registration->vtable.base.shutdown(registration->self);
		frame_pop(&frame);
		pthread_mutex_lock(&registry->lock);
		serial_unlock(registration);
		pthread_mutex_unlock(&registry->lock);
	}
	if (registry->host.release)
		registry->host.release(registry->host.data, registration->keep);
}

void
registration_finish(struct registration *registration)
{
	struct pandect_registry *registry = registration->registry;
	struct frame frame;

	shut_down(registration);
	if (registration->destroy) {
		frame_push(&frame, NULL, 0);
		registration->destroy(registration->user_data);
		frame_pop(&frame);
	}
	module_release(registration->module);
	pthread_mutex_lock(&registry->lock);
	registration->membership = GONE;
	pthread_cond_broadcast(&registry->changed);
	pthread_mutex_unlock(&registry->lock);
	registration_unref(registration);
}
