/* SPDX-License-Identifier: MIT */
/* SIGINT, SIGTERM and SIGHUP: the running document is cancelled, half-written files are removed,
 * the command ends with 130. */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <stdbool.h>

#include <pandect/pandect.h>

/* Begins to listen. 0 or an errno. */
int interrupt_open(void);

/* The job that a signal cancels. NULL: none; a signal then ends the process at once. */
void interrupt_watch(struct pandect_job *job);

bool interrupt_happened(void);

#endif
