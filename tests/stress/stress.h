/* SPDX-License-Identifier: MIT */
/*
 * The stress program. Workers do a random mix of everything an engine can be asked for, while the
 * main thread closes the engine under them and opens the next: one epoch each. Every choice comes
 * from the seed; what the threads make of it depends on the machine.
 */
#ifndef TESTS_STRESS_STRESS_H
#define TESTS_STRESS_STRESS_H

#include <pandect/pandect.h>
#include <pthread.h>

#define WORKERS_MOST 256

struct worker {
	struct stress *stress;
	pthread_t thread;
	uint64_t random;
	struct pandect_job *job; /* of the epoch: keeps the engine's memory; others cancel it */
	long n_done, n_documents;
	int depth; /* calls into plugins from code that this thread is inside of */
};

struct stress {
	struct pandect_engine *engine;
	struct pandect_registry *registry;
	char root[64], directory[80], aside[80]; /* aside: files are written there, then moved */
	const char *modules;                     /* where the test modules are */
	int is_unmapping; /* modules go when they are closed: not so where a leak checker needs them
			   */
	int is_whole;     /* no file is cut short: valgrind itself stumbles over those */
	uint32_t n_workers;
	struct worker workers[WORKERS_MOST];
	pthread_barrier_t begin, end;
	int is_over;        /* atomic: the epoch's engine has been closed */
	int is_all;         /* atomic: no epoch comes after this */
	long n_wrong;       /* atomic: results that are not allowed */
	char wrong[8][256]; /* the first of them */
};

/* A number in 0…n-1. */
uint32_t worker_random(struct worker *worker, uint32_t n);

/* One random deed. */
void worker_act(struct worker *worker);

/* Notes a result that may not be; the sentence says of what. */
void stress_wrong(struct stress *stress, const char *what, pandect_status status);

/* files.c: a random change in the directory of modules. files_fill: all of them. */
void files_fill(struct stress *stress);
void files_change(struct worker *worker);
void files_clear(struct stress *stress);

#endif
