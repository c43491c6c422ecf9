/* SPDX-License-Identifier: MIT */
/*
 * What test modules write down of themselves. The ledger is the program's: the program exports it
 * and the modules refer to it weakly, so it is there already when a constructor runs and still
 * there when a destructor does, which no option or data file of a call could be. In a host that has
 * none the modules work and count nothing. All members are atomic.
 */
#ifndef TESTS_STRESS_LEDGER_H
#define TESTS_STRESS_LEDGER_H

#include <stdint.h>

#define LEDGER_MODULES   8
#define LEDGER_INSTANCES 65536 /* a slot is used again after so many: long after a late call */

/* An instance is one of these, never memory of its own: a call that comes too late finds DEAD. */
enum instance_life { UNBORN, ALIVE, DEAD };

struct ledger_instance {
	int life, module;
};

struct ledger_count {
	long constructed, destructed;
	long initialized, refused; /* refused: an initialize that failed */
	long shut_down, called;
};

struct ledger {
	struct ledger_count counts[LEDGER_MODULES];
	/* Each of these stays 0. */
	long late_calls, wrong_calls, second_shutdowns, overlaps, unmapped_alive, unmapped_inside;
	long next_instance;
	int slow_ms; /* a call lasts up to so long */
	struct ledger_instance instances[LEDGER_INSTANCES];
};

extern struct ledger ledger __attribute__((weak, visibility("default")));

static inline long
ledger_add(long *count, long n)
{
	return __atomic_add_fetch(count, n, __ATOMIC_SEQ_CST);
}

static inline long
ledger_get(const long *count)
{
	return __atomic_load_n(count, __ATOMIC_SEQ_CST);
}

/* A living instance of a module, to be given as self. */
static inline struct ledger_instance *
ledger_born(int module)
{
	long number = ledger_add(&ledger.next_instance, 1);
	struct ledger_instance *instance = &ledger.instances[number % LEDGER_INSTANCES];

	__atomic_store_n(&instance->module, module, __ATOMIC_SEQ_CST);
	__atomic_store_n(&instance->life, ALIVE, __ATOMIC_SEQ_CST);
	return instance;
}

static inline void
ledger_dies(struct ledger_instance *instance)
{
	if (__atomic_exchange_n(&instance->life, DEAD, __ATOMIC_SEQ_CST) != ALIVE)
		ledger_add(&ledger.second_shutdowns, 1);
}

static inline void
ledger_expect_alive(const struct ledger_instance *instance, int module)
{
	if (__atomic_load_n(&instance->life, __ATOMIC_SEQ_CST) != ALIVE)
		ledger_add(&ledger.late_calls, 1);
	if (__atomic_load_n(&instance->module, __ATOMIC_SEQ_CST) != module)
		ledger_add(&ledger.wrong_calls, 1);
}

#endif
