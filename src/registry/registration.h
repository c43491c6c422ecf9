/* SPDX-License-Identifier: MIT */
/*
 * A registration: one plugin under one name from one origin, and its one instance. Three states are
 * kept apart. instance    REGISTERED → INITIALIZING → ACTIVE | FAILED   (INITIALIZING → REGISTERED
 * after a passing failure) membership  LISTED → RETIRING → GONE module      see module.h The table
 * of the registry holds one pin, each call another. Whoever drops the last pin ends it: shutdown if
 * ACTIVE, destroy, the module's count: once each, in that order, and never on a thread that is
 * inside a plugin.
 */
#ifndef REGISTRY_REGISTRATION_H
#define REGISTRY_REGISTRATION_H

#include "registry/frame.h"
#include "registry/module.h"

enum instance { REGISTERED, INITIALIZING, ACTIVE, FAILED };
enum membership { LISTED, RETIRING, GONE };

struct registration {
	struct pandect_registry *registry;
	struct registration *next; /* of its kind, by name, then rank; under the registry's lock, as
				      is all to the blank line */
	struct registration *next_ending; /* see frame.h: the thread that ends it alone */
	unsigned refs, pins;
	enum instance instance;
	enum membership membership;
	uint64_t retry_at; /* clock_now from when initialize may be tried again */
	uint32_t pause_ms; /* before the next try */
	struct pandect_error *failure;

	uint32_t origin, rank; /* rank: 0 code, then the directories in order */
	struct module *module;
	struct table *table;
	union vtable vtable; /* to call through; complete once initialize has begun */
	void *user_data, *self, *keep;
	void (*destroy)(void *);
};

/* Who waits: asked some fifty times a second; anything but OK ends the waiting with that status.
 * NULL function: for ever. */
struct waiting {
	pandect_status (*stop)(void *data);
	void *data;
};

/* Enters a plugin that the caller has pinned: initialises it on first use, takes the serial lock of
 * its module, pushes the frame. On failure nothing is entered. The failure of initialize; TIMEOUT,
 * CANCELLED; UNSUPPORTED: the thread is inside a serial module. */
pandect_status registration_enter(struct registration *registration, const struct waiting *waiting,
	struct frame *frame, struct pandect_error **ret_error);

/* Leaves it; what was put off meanwhile is ended when this was the outermost frame. */
void registration_leave(struct registration *registration, struct frame *frame);

/* Gives a pin back, and the memory reference that came with it. */
void registration_unpin(struct registration *registration);

/* Gives a memory reference back. */
void registration_unref(struct registration *registration);

/* Ends a registration whose pins are all gone. Only frame_settle calls it. */
void registration_finish(struct registration *registration);

static inline const char *
registration_name(const struct registration *registration)
{
	return registration->table->data.base.name;
}

/* "kind:name version" in buffer, for errors and provenance. */
const char *registration_label(const struct registration *registration, char *buffer, size_t size);

/* "kind:name", for findings, steps and the log. */
const char *registration_source(const struct registration *registration, char *buffer, size_t size);

#define REGISTRATION_LABEL_SIZE 192

/* 1 when "name" or "kind:name" means it. */
int registration_is_called(const struct registration *registration, const char *name);

#endif
