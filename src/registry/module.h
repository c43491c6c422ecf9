/* SPDX-License-Identifier: MIT */
/*
 * A module: a file's identity and descriptor and, while it is loaded, the one handle. Each
 * registration of its plugins holds a count on it; the last count closes the handle. Handle, count
 * and state change only under the loader's lock.
 */
#ifndef REGISTRY_MODULE_H
#define REGISTRY_MODULE_H

#include <sys/types.h>
#include <time.h>

#include "registry/table.h"

/* A directory that modules are loaded from; its descriptor lives as long as any of them. */
struct directory {
	unsigned refs; /* atomic */
	int descriptor;
	char *path;
};

struct directory *directory_open(const char *path, struct pandect_error **ret_error);
struct directory *directory_ref(struct directory *directory);
void directory_unref(struct directory *directory);

struct identity {
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec changed;
};

int identity_is(const struct identity *a, const struct identity *b);

/* Of a regular file in a directory; IO, or INVALID for what is not a regular file. */
pandect_status identity_of(const struct directory *directory, const char *file,
	struct identity *ret_identity, struct pandect_error **ret_error);

enum module_state { MODULE_KNOWN, MODULE_LOADED, MODULE_GONE };

struct module {
	unsigned refs;  /* atomic; memory alone */
	uint32_t count; /* registrations */
	enum module_state state;
	struct directory *directory; /* NULL: linked into the program or registered from code */
	struct identity identity;
	const char *file, *path, *name, *version, *license;
	uint32_t flags;
	int is_concurrent;
	int *busy;   /* serial: a call is inside; atomic; of the loaded file, see loader_busy */
	int is_busy; /* that of a module without a file */
	struct loader_handle *handle;
	const struct pandect_module *descriptor;
	struct arena arena;
};

/* A module of tables that are in memory already (code, linked in), in state LOADED. descriptor may
 * be NULL. */
struct module *module_new(
	const struct pandect_module *descriptor, struct pandect_error **ret_error);

struct module *module_ref(struct module *module);
void module_unref(struct module *module);

/* What a file says of itself. */
struct examined {
	struct module *module; /* in state KNOWN */
	struct table **tables;
	uint32_t n;
};

/* Loads a file, checks and copies its descriptor and tables, and unloads it again. Nothing stays
 * behind on failure. */
pandect_status module_examine(struct directory *directory, const char *file,
	struct examined *ret_examined, struct pandect_error **ret_error);
void examined_clear(struct examined *examined);

/*
 * The tables of a descriptor, all or none; functions as table_take gives them, in an array of as
 * many. Arrays are freed by the caller.
 */
pandect_status module_take_tables(const struct pandect_module *descriptor, const char *path,
	struct table ***ret_tables, union vtable **ret_functions, struct pandect_error **ret_error);

/* Counts one more registration. */
void module_hold(struct module *module);

/* Loads, if it is not loaded, and gives the functions of one of its plugins. The caller holds a
 * count. */
pandect_status module_load(struct module *module, const struct table *table,
	union vtable *ret_functions, struct pandect_error **ret_error);

/* Gives a count back; the last one closes the handle. */
void module_release(struct module *module);

#endif
