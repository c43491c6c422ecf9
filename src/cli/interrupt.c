/* SPDX-License-Identifier: MIT */
/* The handler only posts a semaphore; a thread does the rest, for cancelling takes a lock. That
 * thread also ends the process when a plugin does not notice, or when the person insists. */
#include "cli/interrupt.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/output.h"

#define GRACE_SECONDS 3 /* for a plugin to notice that it is cancelled */

static struct {
	sem_t signals;
	pthread_mutex_t lock; /* of job */
	struct pandect_job *job;
	atomic_bool has_happened;
} state = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void
handle(int number)
{
	int error = errno;

	(void)number;
	sem_post(&state.signals);
	errno = error;
}

static void *
listen_for_signals(void *unused)
{
	struct timespec until;
	bool is_running;

	(void)unused;
	while (sem_wait(&state.signals) != 0)
		;
	atomic_store(&state.has_happened, true);
	pthread_mutex_lock(&state.lock);
	is_running = state.job != NULL;
	if (is_running)
		pandect_job_cancel(state.job);
	pthread_mutex_unlock(&state.lock);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += GRACE_SECONDS;
	while (is_running && sem_clockwait(&state.signals, CLOCK_MONOTONIC, &until) != 0 &&
		errno == EINTR)
		;
	output_abandon();
	_exit(EXIT_INTERRUPTED);
}

int
interrupt_open(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = handle, .sa_flags = SA_RESTART}, old;
	pthread_t thread;
	int error;

	if (sem_init(&state.signals, 0, 0) != 0)
		return errno;
	error = pthread_create(&thread, NULL, listen_for_signals, NULL);
	if (error)
		return error;
	pthread_detach(thread);
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		/* What the caller ignores (nohup, a shell's background job) stays ignored. */
		if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			sigaction(numbers[i], &action, NULL);
	}
	return 0;
}

void
interrupt_watch(struct pandect_job *job)
{
	pthread_mutex_lock(&state.lock);
	state.job = job;
	pthread_mutex_unlock(&state.lock);
}

bool
interrupt_happened(void)
{
	return atomic_load(&state.has_happened);
}
