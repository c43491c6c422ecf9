/* SPDX-License-Identifier: MIT */
/* Snapshots of the registry: copies that stay whatever becomes of the plugins. */
#include <stdlib.h>

#include "registry/registry.h"
#include "support/error.h"
#include "support/suggest.h"

struct pandect_list {
	uint32_t n;
	struct pandect_plugin_info *infos;
	struct table **tables; /* referenced; NULL for refused files */
	struct arena arena;
};

static const char *
copy_text(struct pandect_list *list, const char *text)
{
	const char *copy = arena_copy(&list->arena, text, strlen(text));

	return copy ? copy : "";
}

static struct pandect_list *
list_new(uint32_t most)
{
	struct pandect_list *list = calloc(1, sizeof *list);

	if (!list)
		return NULL;
	list->infos = calloc(most ? most : 1, sizeof *list->infos);
	list->tables = calloc(most ? most : 1, sizeof *list->tables);
	if (list->infos && list->tables)
		return list;
	pandect_list_free(list);
	return NULL;
}

void
pandect_list_free(struct pandect_list *list)
{
	if (!list)
		return;
	for (uint32_t i = 0; i < list->n; i++)
		table_unref(list->tables[i]);
	free(list->tables);
	free(list->infos);
	arena_clear(&list->arena);
	free(list);
}

const struct pandect_plugin_info *
pandect_list_get(const struct pandect_list *list, uint32_t i)
{
	return i < list->n ? &list->infos[i] : NULL;
}

/* ---- filling one; with the registry's lock held ---- */

static struct pandect_plugin_info *
add(struct pandect_list *list, struct table *table, const struct module *module)
{
	struct pandect_plugin_info *info = &list->infos[list->n];

	*info = (struct pandect_plugin_info){.size = sizeof *info, .reason = ""};
	list->tables[list->n] = table ? table_ref(table) : NULL;
	info->table = table ? &table->data.base : NULL;
	info->path = module ? copy_text(list, module->path) : "";
	info->module = module ? copy_text(list, module->name) : "";
	info->license = module ? copy_text(list, module->license) : "";
	list->n++;
	return info;
}

static uint32_t
state_of(const struct registration *registration)
{
	static const uint32_t states[] = {
		[REGISTERED] = PANDECT_STATE_REGISTERED,
		[INITIALIZING] = PANDECT_STATE_INITIALIZING,
		[ACTIVE] = PANDECT_STATE_ACTIVE,
		[FAILED] = PANDECT_STATE_FAILED,
	};

	return states[registration->instance];
}

static const char *
shadow_reason(struct pandect_list *list, const struct registration *by)
{
	struct pandect_error *error = NULL;
	const char *reason;

	error_set(&error, PANDECT_EXISTS, "the one %s %s serves",
		by->origin == PANDECT_ORIGIN_CODE ? "registered from" : "in",
		by->origin == PANDECT_ORIGIN_CODE ? "code" : by->module->path);
	reason = copy_text(list, error ? error->text : "");
	error_free(error);
	return reason;
}

static void
add_kind(struct pandect_list *list, struct pandect_registry *registry, uint32_t kind,
	const char *name)
{
	const struct registration *top = NULL;

	for (struct registration *at = registry->plugins[kind]; at; at = at->next) {
		struct pandect_plugin_info *info;

		if (!top || strcmp(registration_name(top), registration_name(at)) != 0)
			top = at;
		if (name && strcmp(registration_name(at), name) != 0)
			continue;
		info = add(list, at->table, at->module);
		info->origin = at->origin;
		info->n_calls = at->pins - 1;
		info->state = at == top ? state_of(at) : PANDECT_STATE_SHADOWED;
		if (at != top)
			info->reason = shadow_reason(list, top);
		else if (at->failure)
			info->reason = copy_text(list, at->failure->text);
	}
}

static int
is_wanted(const struct unlisted *unlisted, uint32_t kind)
{
	return kind == 0 || (unlisted->table && unlisted->table->data.base.kind == kind);
}

static void
add_unlisted(struct pandect_list *list, struct pandect_registry *registry, uint32_t kind)
{
	for (struct unlisted *at = registry->unlisted; at; at = at->next) {
		struct pandect_plugin_info *info;

		if (!is_wanted(at, kind))
			continue;
		info = add(list, at->table, at->module);
		info->state = at->state;
		info->origin = PANDECT_ORIGIN_DIRECTORY;
		info->path = copy_text(list, at->path);
		info->reason = at->reason
				       ? copy_text(list, at->reason)
				       : "unregistered until its file changes or is scanned again";
	}
}

static int
compare_infos(const void *a, const void *b)
{
	const struct pandect_plugin_info *one = a, *other = b;
	int order;

	if (!one->table || !other->table)
		return one->table ? -1 : other->table ? 1 : strcmp(one->path, other->path);
	if (one->table->kind != other->table->kind)
		return one->table->kind < other->table->kind ? -1 : 1;
	if (one->table->priority != other->table->priority)
		return one->table->priority > other->table->priority ? -1 : 1;
	if (one->origin != other->origin)
		return one->origin < other->origin ? -1 : 1;
	order = strcmp(one->table->name, other->table->name);
	return order ? order : strcmp(one->path, other->path);
}

static pandect_status
snapshot(struct pandect_registry *registry, uint32_t kind, const char *name,
	struct pandect_list **ret_list)
{
	struct pandect_list *list;
	uint32_t most = 0;

	pthread_mutex_lock(&registry->lock);
	for (uint32_t k = 1; k <= PANDECT_N_KINDS; k++)
		for (struct registration *at = registry->plugins[k]; at; at = at->next)
			most++;
	for (struct unlisted *at = registry->unlisted; at; at = at->next)
		most++;
	list = list_new(most);
	for (uint32_t k = 1; list && k <= PANDECT_N_KINDS; k++)
		if (kind == 0 || k == kind)
			add_kind(list, registry, k, name);
	if (list && !name)
		add_unlisted(list, registry, kind);
	pthread_mutex_unlock(&registry->lock);
	if (!list)
		return PANDECT_NO_MEMORY;
	if (!name)
		qsort(list->infos, list->n, sizeof *list->infos, compare_infos);
	*ret_list = list;
	return PANDECT_OK;
}

pandect_status
pandect_registry_list(
	struct pandect_registry *registry, uint32_t kind, struct pandect_list **ret_list)
{
	if (!registry_is_usable(registry) || (kind && !kind_name(kind)))
		return PANDECT_INVALID;
	return snapshot(registry, kind, NULL, ret_list);
}

/* ---- by name ---- */

static pandect_status
not_found(struct pandect_registry *registry, uint32_t kind, const char *name,
	struct pandect_error **ret_error)
{
	struct suggestion suggestion = SUGGESTION_INIT;
	struct pandect_list *list = NULL;
	const char *kind_word = kind ? kind_name(kind) : "plugin";

	if (snapshot(registry, kind, NULL, &list) == PANDECT_OK)
		for (uint32_t i = 0; i < list->n; i++)
			if (list->infos[i].table)
				suggestion_consider(&suggestion, name, list->infos[i].table->name);
	if (suggestion.word)
		error_set(ret_error, PANDECT_NOT_FOUND,
			"there is no %s called \"%s\"; did you mean \"%s\"?", kind_word, name,
			suggestion.word);
	else
		error_set(ret_error, PANDECT_NOT_FOUND, "there is no %s called \"%s\"", kind_word,
			name);
	pandect_list_free(list);
	return PANDECT_NOT_FOUND;
}

static pandect_status
check_one_kind(const struct pandect_list *list, const char *name, struct pandect_error **ret_error)
{
	for (uint32_t i = 1; i < list->n; i++)
		if (list->infos[i].table->kind != list->infos[0].table->kind)
			return error_set(ret_error, PANDECT_INVALID,
				"\"%s\" is both %s:%s and %s:%s; say which", name,
				kind_name(list->infos[0].table->kind), name,
				kind_name(list->infos[i].table->kind), name);
	return PANDECT_OK;
}

pandect_status
pandect_registry_find(struct pandect_registry *registry, uint32_t kind, const char *name,
	struct pandect_list **ret_list, struct pandect_error **ret_error)
{
	const char *colon = strchr(name, ':');
	struct pandect_list *list = NULL;
	pandect_status status = registry_check_usable(registry, ret_error);

	if (status != PANDECT_OK)
		return status;
	if (colon) {
		uint32_t named = kind_by_name(name, (size_t)(colon - name));

		if (!named || (kind && named != kind))
			return error_set(ret_error, PANDECT_NOT_FOUND,
				"\"%.*s\" is not a kind of plugin that fits here",
				(int)(colon - name), name);
		kind = named;
		name = colon + 1;
	}
	status = snapshot(registry, kind, name, &list);
	if (status == PANDECT_OK && list->n == 0)
		status = not_found(registry, kind, name, ret_error);
	else if (status == PANDECT_OK)
		status = check_one_kind(list, name, ret_error);
	if (status == PANDECT_OK)
		*ret_list = list; /* the caller owns list from here */
	else
		pandect_list_free(list);
	return status;
}
