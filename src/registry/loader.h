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
 * Opens `file` in the directory that the descriptor holds, all symbols bound now; path is for
 * messages alone. Under the lock. The descriptor must stay open as long as the handle, since the
 * loader knows the file by a name that contains its number.
 */
pandect_status loader_open(int directory, const char *file, const char *path,
	struct loader_handle **ret_handle, struct pandect_error **ret_error);

/* The module's descriptor symbol, NULL when it exports none. Under the lock. */
const struct pandect_module *loader_symbol(struct loader_handle *handle);

/* Keeps the code mapped for good; the handle is still to be closed once. Under the lock. */
void loader_make_resident(struct loader_handle *handle);

/* Closes, once. Under the lock. Returns 1 when the code has left the address space, else 0. */
int loader_close(struct loader_handle *handle);

#endif
