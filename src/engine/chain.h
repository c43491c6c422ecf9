/* SPDX-License-Identifier: MIT */
/* What follows extraction: post-processors and validators, those that the user named. */
#ifndef ENGINE_CHAIN_H
#define ENGINE_CHAIN_H

#include "engine/run.h"

/* Remembers who serves, once it is sure that every name of process.chain, validate.chain and
 * embed.backend that was set is there; else NOT_FOUND with a suggestion. NO_MEMORY. */
pandect_status chain_begin(struct run *run, struct pandect_error **ret_error);
void chain_end(struct run *run);

/* Runs the post-processors, in order of stage and priority, on *block, which is replaced when one
 * has edited. Only the run's own end is a failure. */
pandect_status chain_process(struct run *run, struct block **block, const char *document);

/* Runs the validators of a stage. REFUSED with their reasons when one found an error, or failed and
 * validate.on-failure says so. */
pandect_status chain_validate(struct run *run, struct block *block, uint32_t stage,
	const char *document, struct pandect_error **ret_error);

#endif
