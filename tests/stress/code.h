/* SPDX-License-Identifier: MIT */
/* Plugins registered from code, each registration with a user data of its own that counts what
 * becomes of it, and misbehaves as it may: registering, unregistering and rescanning from inside a
 * call and from destroy. */
#ifndef TESTS_STRESS_CODE_H
#define TESTS_STRESS_CODE_H

#include "stress.h"

/* The worker whose thread this is; a plugin's call acts with it. */
extern _Thread_local struct worker *this_worker;

/* Registers a random plugin. */
void code_register(struct worker *worker);

/* Unregisters a random one, of code or of a file; timeout_ms as in the API. */
void code_unregister(struct worker *worker, uint32_t timeout_ms);

struct code_totals {
	long given, destroyed, initialized, shut_down; /* given: to register, taken or not */
	long destroyed_twice, late_calls, too_early, overlaps, waited_inside, ended_inside;
};

struct code_totals code_count(void);

#endif
