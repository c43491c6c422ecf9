/* SPDX-License-Identifier: MIT */
/* Taking plugins in, from code, linked-in modules and files: all of a module or none, in one
 * critical section. */
#include "registry/registry.h"

#include <stdlib.h>

#include "support/error.h"

static void
enlist(struct pandect_registry *registry, struct registration *registration)
{
	struct registration **at = &registry->plugins[registration->table->data.base.kind];

	for (; *at; at = &(*at)->next) {
		int order = strcmp(registration_name(*at), registration_name(registration));

		if (order > 0 || (order == 0 && (*at)->rank > registration->rank))
			break;
	}
	registration->next = *at;
	*at = registration;
	registration->membership = LISTED;
}

static struct registration *
registration_new(struct pandect_registry *registry, const struct registry_entries *in, uint32_t i)
{
	struct registration *registration = calloc(1, sizeof *registration);

	if (!registration)
		return NULL;
	registration->registry = registry;
	registration->refs = 1;
	registration->pins = 1;
	registration->origin = in->origin;
	registration->rank = in->rank;
	registration->table = table_ref(in->tables[i]);
	registration->module = module_ref(in->module);
	registration->user_data = in->user_data;
	registration->destroy = in->destroy;
	if (in->functions)
		table_join(in->tables[i], &in->functions[i], &registration->vtable);
	else
		registration->vtable = in->tables[i]->data;
	return registration;
}

/* One that was never listed. */
static void
discard(struct registration *registration)
{
	table_unref(registration->table);
	module_unref(registration->module);
	free(registration);
}

/* Code may hold a name once. */
static struct registration *
find_code(const struct pandect_registry *registry, const struct table *table)
{
	struct registration *found =
		registry_find_serving(registry, table->data.base.kind, table->data.base.name);

	return found && found->origin == PANDECT_ORIGIN_CODE ? found : NULL;
}

static pandect_status
may_enlist(const struct pandect_registry *registry, const struct registry_entries *in,
	uint32_t flags, struct pandect_error **ret_error)
{
	if (registry->is_closed)
		return error_set(ret_error, PANDECT_INVALID, "the engine is closed");
	if (in->origin != PANDECT_ORIGIN_CODE || flags & PANDECT_REPLACE)
		return PANDECT_OK;
	for (uint32_t i = 0; i < in->n; i++)
		if (find_code(registry, in->tables[i]))
			return error_set(ret_error, PANDECT_EXISTS,
				"%s:%s is registered from code already: unregister it first, or "
				"ask to replace it",
				kind_name(in->tables[i]->data.base.kind),
				in->tables[i]->data.base.name);
	return PANDECT_OK;
}

static void
retire_module(
	struct pandect_registry *registry, const struct module *module, struct registration **ended)
{
	for (uint32_t kind = 1; kind <= PANDECT_N_KINDS; kind++)
		for (struct registration *at = registry->plugins[kind], *next; at; at = next) {
			next = at->next;
			if (at->module == module)
				registry_retire(at, ended);
		}
}

/* The critical section of registry_swap: all or nothing. */
static pandect_status
swap(struct pandect_registry *registry, const struct registry_entries *in,
	struct registration **fresh, const struct module *module_out, uint32_t flags,
	struct pandect_error **ret_error)
{
	struct registration *ended = NULL;
	pandect_status status;

	pthread_mutex_lock(&registry->lock);
	status = may_enlist(registry, in, flags, ret_error);
	if (status == PANDECT_OK) {
		for (uint32_t i = 0; i < in->n; i++) {
			struct registration *former = in->origin == PANDECT_ORIGIN_CODE
							      ? find_code(registry, in->tables[i])
							      : NULL;

			if (former)
				registry_retire(former, &ended);
			enlist(registry, fresh[i]);
		}
		registry->n_alive += in->n;
		if (module_out)
			retire_module(registry, module_out, &ended);
	}
	pthread_mutex_unlock(&registry->lock);
	registry_end_all(ended);
	return status;
}

pandect_status
registry_swap(struct pandect_registry *registry, const struct registry_entries *in,
	const struct module *module_out, uint32_t flags, struct pandect_error **ret_error)
{
	struct registration **fresh = calloc(in->n ? in->n : 1, sizeof *fresh);
	pandect_status status = fresh ? PANDECT_OK : PANDECT_NO_MEMORY;
	uint32_t made = 0;

	while (status == PANDECT_OK && made < in->n) {
		fresh[made] = registration_new(registry, in, made);
		if (!fresh[made])
			status = PANDECT_NO_MEMORY;
		else
			made++;
	}
	if (status == PANDECT_OK) {
		for (uint32_t i = 0; i < in->n; i++)
			module_hold(in->module);
		status = swap(registry, in, fresh, module_out, flags, ret_error);
	} else {
		error_set(ret_error, status, "no memory to register a plugin");
	}
	for (uint32_t i = 0; i < made && status != PANDECT_OK; i++) {
		if (made == in->n)
			module_release(in->module);
		discard(fresh[i]);
	}
	free(fresh);
	return status;
}

/* Another registration of the same plugin, with an instance of its own to come. */
static struct registration *
twin_of(const struct registration *registration)
{
	struct registry_entries same = {
		.module = registration->module,
		.tables = (struct table *const *)&registration->table,
		/* Those of a file are written by whoever initialises it, perhaps now; its twin
		 * will find its own. */
		.functions = registration->module->directory ? NULL : &registration->vtable,
		.n = 1,
		.origin = registration->origin,
		.rank = registration->rank,
		.user_data = registration->user_data,
	};
	struct registration *twin = registration_new(registration->registry, &same, 0);

	if (twin)
		module_hold(twin->module);
	return twin;
}

/* Puts the twin in the place of the one that serves, if that is still the same. With the lock held.
 */
static int
put_in_place(struct registration *serving, struct registration *twin, struct registration **ended)
{
	struct pandect_registry *registry = serving->registry;

	if (registry->is_closed || serving->membership != LISTED)
		return 0;
	registry_retire(serving, ended);
	enlist(registry, twin);
	registry->n_alive++;
	return 1;
}

pandect_status
registry_renew(struct pandect_registry *registry, uint32_t kind, const char *name,
	struct pandect_error **ret_error)
{
	struct registration *serving = registry_pin(registry, kind, name), *twin, *ended = NULL;
	pandect_status status = PANDECT_OK;
	int is_started;

	if (!serving)
		return PANDECT_OK;
	pthread_mutex_lock(&registry->lock);
	is_started = serving->instance == ACTIVE || serving->instance == INITIALIZING;
	if (serving->instance == FAILED)
		serving->instance = REGISTERED;
	serving->retry_at = 0;
	pthread_mutex_unlock(&registry->lock);
	if (is_started && serving->destroy) {
		status = error_set(ret_error, PANDECT_INVALID,
			"%s:%s has started already, and its user data is its own: register it "
			"again to change this option",
			kind_name(kind), name);
	} else if (is_started) {
		twin = twin_of(serving);
		if (!twin)
			status = error_set(
				ret_error, PANDECT_NO_MEMORY, "no memory to start %s anew", name);
		pthread_mutex_lock(&registry->lock);
		if (twin && put_in_place(serving, twin, &ended))
			twin = NULL;
		pthread_mutex_unlock(&registry->lock);
		if (twin) {
			module_release(twin->module);
			discard(twin);
		}
		registry_end_all(ended);
	}
	registration_unpin(serving);
	return status;
}

static pandect_status
register_code(struct pandect_registry *registry, const struct pandect_plugin *plugin,
	struct registry_entries *in, uint32_t flags, struct pandect_error **ret_error)
{
	struct table *table = NULL;
	union vtable functions;
	pandect_status status = registry_check_usable(registry, ret_error);

	if (status == PANDECT_OK)
		status = table_take(plugin, &table, &functions, ret_error);
	if (status != PANDECT_OK)
		return status;
	in->module = module_new(NULL, ret_error);
	if (in->module) {
		in->module->is_concurrent = (table->data.base.flags & PANDECT_CONCURRENT) != 0;
		in->tables = &table;
		in->functions = &functions;
		status = registry_swap(registry, in, NULL, flags, ret_error);
	} else {
		status = PANDECT_NO_MEMORY;
	}
	module_unref(in->module);
	table_unref(table);
	return status;
}

pandect_status
pandect_registry_register(struct pandect_registry *registry, const struct pandect_plugin *plugin,
	void *user_data, void (*destroy)(void *), uint32_t flags, struct pandect_error **ret_error)
{
	struct registry_entries in = {
		.n = 1,
		.origin = PANDECT_ORIGIN_CODE,
		.user_data = user_data,
		.destroy = destroy,
	};
	pandect_status status = register_code(registry, plugin, &in, flags, ret_error);
	struct frame frame;

	if (status != PANDECT_OK && destroy) {
		frame_push(&frame, NULL, 0);
		destroy(user_data);
		frame_pop(&frame);
		frame_settle();
	}
	return status;
}

pandect_status
pandect_registry_add_module(struct pandect_registry *registry,
	const struct pandect_module *descriptor, struct pandect_error **ret_error)
{
	struct registry_entries in = {.origin = PANDECT_ORIGIN_CODE};
	struct table **tables = NULL;
	union vtable *functions = NULL;
	pandect_status status = registry_check_usable(registry, ret_error);

	if (status != PANDECT_OK)
		return status;
	in.module = module_new(descriptor, ret_error);
	if (!in.module)
		return ret_error && *ret_error ? (*ret_error)->status : PANDECT_INVALID;
	status = module_take_tables(descriptor, in.module->name, &tables, &functions, ret_error);
	if (status == PANDECT_OK) {
		in.n = descriptor->n_plugins;
		in.tables = tables;
		in.functions = functions;
		in.module->is_concurrent = 1;
		for (uint32_t i = 0; i < in.n; i++)
			if (!(tables[i]->data.base.flags & PANDECT_CONCURRENT))
				in.module->is_concurrent = 0;
		status = registry_swap(registry, &in, NULL, 0, ret_error);
		for (uint32_t i = 0; i < in.n; i++)
			table_unref(tables[i]);
	}
	free(tables);
	free(functions);
	module_unref(in.module);
	return status;
}
