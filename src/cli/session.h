/* SPDX-License-Identifier: MIT */
/* The engine of one run of the command, opened and set as the command line says. */
#ifndef CLI_SESSION_H
#define CLI_SESSION_H

#include <pandect/pandect.h>

#include "cli/command.h"

/* What the documents are written as. The strings belong to the session. */
struct form {
	const char *name, *mime, *suffix;
};

struct session {
	const struct invocation *invocation;
	struct pandect_engine *engine;
	struct pandect_registry *registry;
	struct pandect_list *renderers; /* holds form */
	struct form form;               /* empty unless the command takes --to */
};

/* 0; or the exit status, after a message. */
int session_open(struct session *session, const struct invocation *invocation);
void session_close(struct session *session);

/* Says why something that name stands for could not be had, frees error, gives the exit status. */
int session_fail(const char *name, pandect_status status, struct pandect_error *error);

/* Says that an option is wrong unless there is a plugin of that kind and name. 0 or the exit
 * status. */
int session_need(
	const struct session *session, const char *option, uint32_t kind, const char *name);

#endif
