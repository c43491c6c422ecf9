/* SPDX-License-Identifier: MIT */
/* Finding plugin files: what is new in the directories is examined and listed, what changed is
 * replaced, what went is retired. */
#ifndef REGISTRY_DISCOVERY_H
#define REGISTRY_DISCOVERY_H

#include "registry/registry.h"

/* Looks at all directories of the registry. A file that is refused is no failure. NO_MEMORY. */
pandect_status discovery_scan(struct pandect_registry *registry);

/* Forgets the files, before the registry is freed. */
void discovery_clear(struct pandect_registry *registry);

#endif
