/* SPDX-License-Identifier: MIT */
/* Going through the files that were named: each gets a job of its own, a bad one never stops the
 * others, and what became of them decides the exit status. */
#ifndef CLI_READING_H
#define CLI_READING_H

#include "cli/session.h"

struct reading {
	const struct session *session;
	const char *label; /* what messages call the document */
	struct pandect_job *job;
	size_t i;      /* of the operand */
	bool has_lost; /* an output could not be written, or the host failed */
	bool is_over;  /* set to end at once: standard output is gone */
};

/* Works on one document, whose job has its input; says itself what goes wrong (reading_report). */
typedef pandect_status reading_function(struct reading *reading, void *data);

/* Gives the exit status. */
int reading_all(const struct session *session, reading_function *function, void *data);

/* Says on standard error why the job's last call failed. */
void reading_report(const struct reading *reading, pandect_status status);

/* Shows the warnings that the document of the job came with. */
void reading_warn(const struct reading *reading, pandect_status status);

/* Shows the steps of the job's last run from -v on, bids from -vv on. */
void reading_show_steps(const struct reading *reading);

/* "12 µs", "3.4 ms", "1.20 s". */
#define TIME_MOST 32
void time_format(uint64_t microseconds, char ret_time[TIME_MOST]);

/* What standard input goes by: --name, or "standard input". */
const char *reading_stdin_label(const struct invocation *invocation);

#endif
