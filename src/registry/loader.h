/* SPDX-License-Identifier: MIT */
/*
 * Opening and closing shared objects. The only file that calls libltdl, which opens lazily, loses
 * the linker's words and is not thread-safe: hence one process-wide lock, and a plain dlopen first
 * whose errors are the ones reported.
 */
#ifndef REGISTRY_LOADER_H
#define REGISTRY_LOADER_H

#include <pandect/plugin.h>

struct loader_handle;

/* libltdl counts these; one pair a registry. PLUGIN: libltdl could not start. */
pandect_status loader_start(struct pandect_error **ret_error);
void loader_stop(void);

/* The lock under which modules are opened, counted and closed. */
void loader_lock(void);
void loader_unlock(void);

/*
 * Opens the file that a descriptor holds, all symbols bound now, so that what was looked at through
 * the descriptor is what is loaded, whatever has become of the name since. directory and file:
 * where it stands, for a module that has libraries beside it; path is for messages alone. Under the
 * lock. The descriptor is the handle's from here, on failure too.
 */
pandect_status loader_open(int descriptor, int directory, const char *file, const char *path,
	struct loader_handle **ret_handle, struct pandect_error **ret_error);

/* The descriptor of the file. */
int loader_descriptor(const struct loader_handle *handle);

/* Whether a call is inside code that takes one at a time: atomic, and one for all handles on a
 * file, since they share its statics. It stays as long as the handle. */
int *loader_busy(struct loader_handle *handle);

/* The module's descriptor symbol, NULL when it exports none. Under the lock. */
const struct pandect_module *loader_symbol(struct loader_handle *handle);

/* Keeps the code mapped for good; the handle is still to be closed once. Under the lock. */
void loader_make_resident(struct loader_handle *handle);

/* Closes, once. Under the lock. Returns 1 when the code has left the address space, else 0. */
int loader_close(struct loader_handle *handle);

#endif
