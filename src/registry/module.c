/* SPDX-License-Identifier: MIT */
#include "registry/module.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "registry/foreign.h"
#include "registry/loader.h"
#include "support/error.h"

#define PLUGINS_MOST 64   /* of one module: more is a wrong layout */
#define TEXT_MOST    1024 /* a name, version or licence is one line */

/* ---- directories and identities ---- */

struct directory *
directory_open(const char *path, struct pandect_error **ret_error)
{
	struct directory *directory = calloc(1, sizeof *directory);

	if (!directory || !(directory->path = strdup(path))) {
		free(directory);
		error_set(ret_error, PANDECT_NO_MEMORY, "no memory to open %s", path);
		return NULL;
	}
	directory->refs = 1;
	directory->descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory->descriptor >= 0)
		return directory;
	error_set(ret_error, errno == ENOENT ? PANDECT_NOT_FOUND : PANDECT_IO,
		"the plugin directory %s cannot be opened: %s", path, strerror(errno));
	directory_unref(directory);
	return NULL;
}

struct directory *
directory_ref(struct directory *directory)
{
	__atomic_add_fetch(&directory->refs, 1, __ATOMIC_RELAXED);
	return directory;
}

void
directory_unref(struct directory *directory)
{
	if (!directory || __atomic_sub_fetch(&directory->refs, 1, __ATOMIC_ACQ_REL))
		return;
	if (directory->descriptor >= 0)
		close(directory->descriptor);
	free(directory->path);
	free(directory);
}

int
identity_is(const struct identity *a, const struct identity *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->changed.tv_sec == b->changed.tv_sec && a->changed.tv_nsec == b->changed.tv_nsec;
}

static struct identity
identity_from(const struct stat *status)
{
	return (struct identity){
		.device = status->st_dev,
		.inode = status->st_ino,
		.size = status->st_size,
		.changed = status->st_ctim,
	};
}

pandect_status
identity_of(const struct directory *directory, const char *file, struct identity *ret_identity,
	struct pandect_error **ret_error)
{
	struct stat status;

	if (fstatat(directory->descriptor, file, &status, 0) != 0)
		return error_set(ret_error, PANDECT_IO, "%s/%s cannot be looked at: %s",
			directory->path, file, strerror(errno));
	if (!S_ISREG(status.st_mode))
		return error_set(ret_error, PANDECT_INVALID, "%s/%s is not a regular file",
			directory->path, file);
	*ret_identity = identity_from(&status);
	return PANDECT_OK;
}

/* Whether a descriptor holds the file that was looked at, unchanged. */
static int
is_same(int descriptor, const struct identity *identity)
{
	struct stat status;
	struct identity now;

	if (fstat(descriptor, &status) != 0)
		return 0;
	now = identity_from(&status);
	return identity_is(&now, identity);
}

/* ---- the record ---- */

struct module *
module_ref(struct module *module)
{
	__atomic_add_fetch(&module->refs, 1, __ATOMIC_RELAXED);
	return module;
}

void
module_unref(struct module *module)
{
	if (!module || __atomic_sub_fetch(&module->refs, 1, __ATOMIC_ACQ_REL))
		return;
	directory_unref(module->directory);
	arena_clear(&module->arena);
	free(module);
}

/* Copies what a descriptor says; the caller has checked where it stands. */
static pandect_status
take_descriptor(struct module *module, const struct pandect_module *from, const char *path,
	struct pandect_error **ret_error)
{
	struct foreign foreign = {.arena = &module->arena, .error = ret_error, .plugin = path};
	struct pandect_module copy;

	if (!addresses_can_read(&foreign.addresses, from, 2 * sizeof(uint32_t)))
		foreign_fail(&foreign, "its descriptor cannot be read");
	else if (from->abi >> 16 != PANDECT_ABI >> 16)
		foreign_fail(&foreign, "pandect_module does not begin with the ABI's magic: 0x%08x",
			from->abi);
	else if (from->abi != PANDECT_ABI)
		foreign_fail(&foreign,
			"it was built for plugin ABI %u, this host has %u: build it again",
			from->abi & 0xffff, PANDECT_ABI_MAJOR);
	else if (from->size < sizeof copy || from->size > 4096 || from->size % sizeof(void *))
		foreign_fail(&foreign, "the size of pandect_module, %u, is absurd", from->size);
	else if (!addresses_can_read(&foreign.addresses, from, sizeof copy))
		foreign_fail(&foreign, "its descriptor cannot be read whole");
	if (foreign.status == PANDECT_OK) {
		copy = *from;
		foreign_string(
			&foreign, &copy.name, "the module's name", TEXT_MOST, FOREIGN_REQUIRED);
		foreign_string(&foreign, &copy.version, "the module's version", TEXT_MOST,
			FOREIGN_REQUIRED);
		foreign_string(&foreign, &copy.license, "the module's license", TEXT_MOST,
			FOREIGN_REQUIRED);
		if (copy.flags & ~0xffffu & ~PANDECT_RESIDENT)
			foreign_fail(&foreign,
				"its flags 0x%x ask for something that this host does not know",
				copy.flags);
		if (copy.n_plugins == 0 || copy.n_plugins > PLUGINS_MOST)
			foreign_fail(&foreign, "it lists %u plugins; 1 to %d are allowed",
				copy.n_plugins, PLUGINS_MOST);
		if (!addresses_can_read(
			    &foreign.addresses, copy.plugins, copy.n_plugins * sizeof(void *)))
			foreign_fail(&foreign, "its list of plugins cannot be read");
	}
	addresses_clear(&foreign.addresses);
	if (foreign.status == PANDECT_OK) {
		module->name = copy.name;
		module->version = copy.version;
		module->license = copy.license;
		module->flags = copy.flags;
		module->descriptor = from;
	}
	return foreign.status;
}

static struct module *
record_new(struct pandect_error **ret_error)
{
	struct module *module = calloc(1, sizeof *module);

	if (!module) {
		error_set(ret_error, PANDECT_NO_MEMORY, "no memory for a module");
		return NULL;
	}
	module->refs = 1;
	module->file = module->path = module->name = module->version = module->license = "";
	return module;
}

struct module *
module_new(const struct pandect_module *descriptor, struct pandect_error **ret_error)
{
	struct module *module = record_new(ret_error);

	if (!module)
		return NULL;
	module->state = MODULE_LOADED;
	module->busy = &module->is_busy;
	if (descriptor &&
		take_descriptor(module, descriptor, "linked in", ret_error) != PANDECT_OK) {
		module_unref(module);
		return NULL;
	}
	return module;
}

/* ---- tables ---- */

static int
is_repeated(struct table *const *tables, uint32_t n)
{
	const struct pandect_plugin *last = &tables[n - 1]->data.base;

	for (uint32_t i = 0; i + 1 < n; i++)
		if (tables[i]->data.base.kind == last->kind &&
			strcmp(tables[i]->data.base.name, last->name) == 0)
			return 1;
	return 0;
}

pandect_status
module_take_tables(const struct pandect_module *descriptor, const char *path,
	struct table ***ret_tables, union vtable **ret_functions, struct pandect_error **ret_error)
{
	uint32_t n = descriptor->n_plugins, taken = 0;
	struct table **tables = calloc(n, sizeof *tables);
	union vtable *functions = calloc(n, sizeof *functions);
	pandect_status status = PANDECT_OK;

	if (!tables || !functions)
		status = error_set(ret_error, PANDECT_NO_MEMORY, "no memory to register %s", path);
	for (uint32_t i = 0; i < n && status == PANDECT_OK; i++) {
		status = table_take(descriptor->plugins[i], &tables[i], &functions[i], ret_error);
		if (status != PANDECT_OK)
			break;
		taken++;
		if (is_repeated(tables, taken))
			status = error_set(ret_error, PANDECT_INVALID, "it lists %s:%s twice",
				kind_name(tables[i]->data.base.kind), tables[i]->data.base.name);
	}
	if (status == PANDECT_OK) {
		*ret_tables = tables;
		*ret_functions = functions;
		return PANDECT_OK;
	}
	for (uint32_t i = 0; i < taken; i++)
		table_unref(tables[i]);
	free(tables);
	free(functions);
	return status;
}

static int
are_concurrent(struct table *const *tables, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (!(tables[i]->data.base.flags & PANDECT_CONCURRENT))
			return 0;
	return 1;
}

/* ---- loading, under the loader's lock ---- */

/* Opens the file and makes sure that it is the one that was looked at. */
static pandect_status
open_same(
	struct module *module, struct loader_handle **ret_handle, struct pandect_error **ret_error)
{
	/* NONBLOCK: a pipe may have taken its place. */
	int descriptor = openat(module->directory->descriptor, module->file,
		O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct loader_handle *handle = NULL;
	pandect_status status;

	if (descriptor < 0)
		return error_set(ret_error, PANDECT_IO, "%s cannot be opened: %s", module->path,
			strerror(errno));
	if (!is_same(descriptor, &module->identity)) {
		close(descriptor);
		return error_set(ret_error, PANDECT_IO,
			"%s is another file than when it was looked at: scan the plugin "
			"directories again",
			module->path);
	}
	status = loader_open(descriptor, module->directory->descriptor, module->file, module->path,
		&handle, ret_error);
	if (status != PANDECT_OK)
		return status;
	if (!is_same(loader_descriptor(handle), &module->identity)) {
		loader_close(handle);
		return error_set(ret_error, PANDECT_IO,
			"%s was written to while it was being loaded: try again", module->path);
	}
	*ret_handle = handle;
	return PANDECT_OK;
}

static pandect_status
examine_open(struct module *module, struct loader_handle *handle, struct examined *examined,
	struct pandect_error **ret_error)
{
	const struct pandect_module *descriptor = loader_symbol(handle);
	union vtable *functions;
	pandect_status status;

	if (!descriptor)
		return error_set(ret_error, PANDECT_INVALID,
			"%s exports no pandect_module, so it is no plugin", module->path);
	status = take_descriptor(module, descriptor, module->path, ret_error);
	if (status == PANDECT_OK)
		status = module_take_tables(
			descriptor, module->path, &examined->tables, &functions, ret_error);
	if (status != PANDECT_OK)
		return status;
	free(functions);
	examined->n = descriptor->n_plugins;
	module->is_concurrent = are_concurrent(examined->tables, examined->n);
	return PANDECT_OK;
}

static struct module *
file_new(struct directory *directory, const char *file, struct pandect_error **ret_error)
{
	struct module *module = record_new(ret_error);
	size_t size = strlen(directory->path) + strlen(file) + 2;
	char *path;

	if (!module)
		return NULL;
	module->directory = directory_ref(directory);
	module->file = arena_copy(&module->arena, file, strlen(file));
	path = arena_alloc(&module->arena, size);
	if (module->file && path) {
		memcpy(path, directory->path, strlen(directory->path));
		path[strlen(directory->path)] = '/';
		memcpy(path + strlen(directory->path) + 1, file, strlen(file) + 1);
		module->path = path;
		return module;
	}
	error_set(ret_error, PANDECT_NO_MEMORY, "no memory to look at %s", file);
	module_unref(module);
	return NULL;
}

pandect_status
module_examine(struct directory *directory, const char *file, struct examined *ret_examined,
	struct pandect_error **ret_error)
{
	struct examined examined = {file_new(directory, file, ret_error), NULL, 0};
	struct loader_handle *handle = NULL;
	pandect_status status;

	if (!examined.module)
		return PANDECT_NO_MEMORY;
	status = identity_of(directory, file, &examined.module->identity, ret_error);
	loader_lock();
	if (status == PANDECT_OK)
		status = open_same(examined.module, &handle, ret_error);
	if (status == PANDECT_OK)
		status = examine_open(examined.module, handle, &examined, ret_error);
	if (handle && status == PANDECT_OK && examined.module->flags & PANDECT_RESIDENT)
		loader_make_resident(handle);
	if (handle)
		loader_close(handle);
	loader_unlock();
	examined.module->descriptor = NULL;
	if (status == PANDECT_OK)
		*ret_examined = examined; /* the caller owns its parts from here */
	else
		examined_clear(&examined);
	return status;
}

void
examined_clear(struct examined *examined)
{
	for (uint32_t i = 0; i < examined->n; i++)
		table_unref(examined->tables[i]);
	free(examined->tables);
	module_unref(examined->module);
	*examined = (struct examined){NULL, NULL, 0};
}

void
module_hold(struct module *module)
{
	loader_lock();
	module->count++;
	loader_unlock();
}

/* Opens for use: MODULE_KNOWN becomes MODULE_LOADED. */
static pandect_status
load_now(struct module *module, struct pandect_error **ret_error)
{
	struct loader_handle *handle = NULL;
	pandect_status status = open_same(module, &handle, ret_error);

	if (status != PANDECT_OK)
		return status;
	module->descriptor = loader_symbol(handle);
	if (!module->descriptor || module->descriptor->abi != PANDECT_ABI) {
		loader_close(handle);
		return error_set(ret_error, PANDECT_PLUGIN,
			"%s no longer exports what it did: scan the plugin directories again",
			module->path);
	}
	if (module->flags & PANDECT_RESIDENT)
		loader_make_resident(handle);
	module->handle = handle; /* module owns handle from here */
	module->busy = loader_busy(handle);
	module->state = MODULE_LOADED;
	return PANDECT_OK;
}

/* The functions of the plugin that a table was copied from. */
static pandect_status
find_functions(const struct module *module, const struct table *table, union vtable *ret_functions,
	struct pandect_error **ret_error)
{
	const struct pandect_plugin *wanted = &table->data.base;

	for (uint32_t i = 0; i < module->descriptor->n_plugins; i++) {
		const struct pandect_plugin *plugin = module->descriptor->plugins[i];
		struct table *again;
		union vtable functions;
		pandect_status status;

		if (plugin->kind != wanted->kind || strcmp(plugin->name, wanted->name) != 0)
			continue;
		status = table_take(plugin, &again, &functions, ret_error);
		if (status == PANDECT_OK) {
			table_unref(again);
			table_join(table, &functions, ret_functions);
		}
		return status;
	}
	return error_set(ret_error, PANDECT_PLUGIN, "%s no longer has the plugin %s", module->path,
		wanted->name);
}

pandect_status
module_load(struct module *module, const struct table *table, union vtable *ret_functions,
	struct pandect_error **ret_error)
{
	pandect_status status = PANDECT_OK;

	if (!module->directory)
		return PANDECT_OK; /* its functions are known since it was registered */
	loader_lock();
	if (module->state == MODULE_KNOWN)
		status = load_now(module, ret_error);
	if (status == PANDECT_OK)
		status = find_functions(module, table, ret_functions, ret_error);
	loader_unlock();
	return status;
}

void
module_release(struct module *module)
{
	loader_lock();
	if (--module->count == 0) {
		if (module->handle)
			loader_close(module->handle);
		module->handle = NULL;
		module->descriptor = NULL;
		module->state = MODULE_GONE;
	}
	loader_unlock();
}
