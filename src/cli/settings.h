/* SPDX-License-Identifier: MIT */
/* From options of the command line to options of the engine and its plugins. */
#ifndef CLI_SETTINGS_H
#define CLI_SETTINGS_H

#include "cli/session.h"

/* 0, or the exit status after a message. --set comes last, so it has the last word. */
int settings_apply(const struct session *session);

/* Sets on a job what the command line sets outright, so that the job notes which of it had no
 * effect. After settings_apply, which has checked it. */
void settings_repeat(const struct session *session, struct pandect_job *job);

#endif
