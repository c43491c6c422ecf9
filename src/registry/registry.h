/* SPDX-License-Identifier: MIT */
/*
 * The registry: which plugins there are. One mutex guards the lists, the pins and the states; the
 * loader's lock, taken after none or after nothing else, guards modules. No foreign function is
 * called under either.
 */
#ifndef REGISTRY_REGISTRY_H
#define REGISTRY_REGISTRY_H

#include <pandect/pandect.h>
#include <pthread.h>

#include "registry/registration.h"

/* What the owner of the registry does for it: it alone knows what a call object is. */
struct registry_host {
	void *data;
	/* Calls the plugin's initialize; *ret_keep lives until release, after shutdown. */
	pandect_status (*initialize)(void *data, struct registration *registration, void **ret_self,
		void **ret_keep, struct pandect_error **ret_error);
	void (*release)(void *data, void *keep);
};

/* A file that is not taken in, or was retired by hand. */
struct unlisted {
	struct unlisted *next;
	uint32_t state; /* PANDECT_STATE_REFUSED, PANDECT_STATE_MASKED */
	int is_old;     /* REFUSED: said by a former scan, not yet by the one that runs */
	char *path, *reason;
	struct table *table;   /* MASKED */
	struct module *module; /* MASKED */
};

struct known_file; /* discovery.c */

struct pandect_registry {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct registry_host host;
	struct registration *plugins[PANDECT_N_KINDS + 1];
	struct unlisted *unlisted;
	uint32_t n_alive; /* registrations whose memory is in use */
	int is_closed;
	unsigned char *fork_guard; /* a page that a forked child finds zeroed */

	/* discovery.c, under scan_lock */
	pthread_mutex_t scan_lock;
	char **directories; /* NULL-terminated */
	struct known_file *files;
};

pandect_status registry_new(const struct registry_host *host,
	struct pandect_registry **ret_registry, struct pandect_error **ret_error);

/* Retires everything and waits; see pandect_engine_close. TIMEOUT: may be called again. */
pandect_status registry_close(struct pandect_registry *registry, uint32_t timeout_ms);

/* Frees a closed registry. */
void registry_free(struct pandect_registry *registry);

/* 0 in a child that forked without exec: its locks may be held by threads that are not there. */
int registry_is_usable(const struct pandect_registry *registry);

/*
 * The serving plugin of a name, pinned in the same critical section; NULL when there is none.
 * registry_pin_again: that of the same name as one that the caller holds a reference to: itself
 * while it is listed and serves, else its successor.
 */
struct registration *registry_pin(
	struct pandect_registry *registry, uint32_t kind, const char *name);
struct registration *registry_pin_again(struct registration *registration);

/*
 * References to the serving plugins of a kind, by priority (largest first), origin, name: an array
 * that the caller frees with registry_free_serving. NO_MEMORY.
 */
pandect_status registry_serving(struct pandect_registry *registry, uint32_t kind,
	struct registration ***ret_plugins, uint32_t *ret_n);
void registry_free_serving(struct registration **plugins, uint32_t n);

/* What is put into the lists together: the tables of one module. functions NULL: they are known
 * when it is loaded. */
struct registry_entries {
	struct module *module;
	struct table *const *tables;
	const union vtable *functions;
	uint32_t n, origin, rank;
	void *user_data;
	void (*destroy)(void *);
};

/*
 * Lists new plugins and retires old ones in one critical section. flags: PANDECT_REPLACE.
 * module_out: the module whose plugins go (NULL: none). The tables are referenced, not owned.
 * EXISTS, NO_MEMORY, INVALID (closed): nothing has changed, destroy has not been called.
 */
pandect_status registry_swap(struct pandect_registry *registry, const struct registry_entries *in,
	const struct module *module_out, uint32_t flags, struct pandect_error **ret_error);

/*
 * After an INSTANCE option has changed: the next use of the serving plugin makes a new instance;
 * calls in flight end on the old one. INVALID: it is from code with a destroy of its own, and has
 * started.
 */
pandect_status registry_renew(struct pandect_registry *registry, uint32_t kind, const char *name,
	struct pandect_error **ret_error);

/* Replaces what is known of files that are not taken in. reason NULL: forget the path. What a scan
 * has not said again is forgotten at its end: age before it, forget_old after it. */
void registry_set_refused(struct pandect_registry *registry, const char *path, const char *reason);
void registry_age_refused(struct pandect_registry *registry);
void registry_forget_old_refused(struct pandect_registry *registry);
int registry_is_masked(struct pandect_registry *registry, const char *path);
void registry_lift_masks(struct pandect_registry *registry);

/* The parts of the above, with the lock held, but for end_all: the one that serves a name; LISTED →
 * RETIRING, which collects those that nobody has pinned in *ended; ending them. */
struct registration *registry_find_serving(
	const struct pandect_registry *registry, uint32_t kind, const char *name);
void registry_retire(struct registration *registration, struct registration **ended);
void registry_end_all(struct registration *ended);

/* INVALID with a sentence where registry_is_usable says no. */
pandect_status registry_check_usable(
	const struct pandect_registry *registry, struct pandect_error **ret_error);

/* Retires by kind (0: all) and origins, waits as pandect_registry_clear does; is_masking: files
 * stay masked. */
pandect_status registry_retire_all(struct pandect_registry *registry, uint32_t kind,
	uint32_t origins, uint32_t timeout_ms, int is_masking);

#endif
