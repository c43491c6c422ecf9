/* SPDX-License-Identifier: MIT */
/*
 * stress [--seconds N] [--seed S] [--threads T] [--whole 1]: see stress.h. At the end of each epoch
 * all counts must balance; prints TAP.
 */
#include "stress.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "code.h"
#include "ledger.h"

#define SECONDS       30
#define QUICK_SECONDS 10 /* where PANDECT_QUICK is set: other builds, distcheck */
#define THREADS       6
#define DEEDS_AFTER   40 /* of each worker, on the closed engine */
#define SLOW_MS       3

struct ledger ledger;
static struct stress stress;
static int has_failed;
static unsigned n_tests;

static uint64_t
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* ---- workers ---- */

static void *
work(void *data)
{
	struct worker *worker = data;

	this_worker = worker;
	for (;;) {
		pthread_barrier_wait(&stress.begin);
		if (__atomic_load_n(&stress.is_all, __ATOMIC_SEQ_CST))
			return NULL;
		while (!__atomic_load_n(&stress.is_over, __ATOMIC_SEQ_CST))
			worker_act(worker);
		/* The job still holds the engine's memory: a closed engine says no, and no more. */
		for (int i = 0; i < DEEDS_AFTER; i++)
			worker_act(worker);
		pthread_barrier_wait(&stress.end);
	}
}

static void
start_workers(uint64_t seed)
{
	pthread_barrier_init(&stress.begin, NULL, stress.n_workers + 1);
	pthread_barrier_init(&stress.end, NULL, stress.n_workers + 1);
	for (uint32_t i = 0; i < stress.n_workers; i++) {
		struct worker *worker = &stress.workers[i];

		worker->stress = &stress;
		worker->random = (seed + i + 1) * 0x9e3779b97f4a7c15ull | 1;
		if (pthread_create(&worker->thread, NULL, work, worker) != 0) {
			printf("Bail out! no thread %u\n", i);
			exit(EXIT_FAILURE);
		}
	}
}

static void
stop_workers(void)
{
	__atomic_store_n(&stress.is_all, 1, __ATOMIC_SEQ_CST);
	pthread_barrier_wait(&stress.begin);
	for (uint32_t i = 0; i < stress.n_workers; i++)
		pthread_join(stress.workers[i].thread, NULL);
}

/* ---- one engine's life ---- */

static void
open_engine(void)
{
	const char *directory = stress.directory;
	struct pandect_engine_config config = {
		.size = sizeof config,
		.flags = PANDECT_ENGINE_NO_DEFAULT_PATH,
		.directories = &directory,
		.n_directories = 1,
	};

	if (pandect_engine_open(&config, &stress.engine, NULL) != PANDECT_OK) {
		printf("Bail out! no engine\n");
		exit(EXIT_FAILURE);
	}
	stress.registry = pandect_engine_registry(stress.engine);
	for (uint32_t i = 0; i < stress.n_workers; i++)
		if (pandect_job_new(stress.engine, &stress.workers[i].job) != PANDECT_OK)
			stress_wrong(&stress, "job_new", PANDECT_NO_MEMORY);
}

/* Impatiently at first. */
static void
close_engine(void)
{
	pandect_status status = PANDECT_TIMEOUT;

	for (uint32_t timeout = 0; status == PANDECT_TIMEOUT; timeout++)
		status = pandect_engine_close(
			stress.engine, timeout < 5 ? timeout : PANDECT_FOREVER);
	if (status != PANDECT_OK)
		stress_wrong(&stress, "engine_close", status);
}

static void
live(uint32_t ms)
{
	struct timespec span = {ms / 1000, ms % 1000 * 1000000l};

	__atomic_store_n(&stress.is_over, 0, __ATOMIC_SEQ_CST);
	open_engine();
	pthread_barrier_wait(&stress.begin);
	nanosleep(&span, NULL);
	close_engine();
	__atomic_store_n(&stress.is_over, 1, __ATOMIC_SEQ_CST);
	pthread_barrier_wait(&stress.end);
	for (uint32_t i = 0; i < stress.n_workers; i++)
		pandect_job_free(stress.workers[i].job);
}

/* ---- what must be so between two engines ---- */

static int
n_descriptors(void)
{
	DIR *directory = opendir("/proc/self/fd");
	int n = 0;

	while (directory && readdir(directory))
		n++;
	if (directory)
		closedir(directory);
	return n;
}

static int
n_mapped(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[4200];
	int n = 0;

	while (maps && fgets(line, sizeof line, maps))
		n += strstr(line, stress.root) != NULL;
	if (maps)
		fclose(maps);
	return n;
}

static void
expect(int is_so, const char *what)
{
	printf("%sok %u - %s\n", is_so ? "" : "not ", ++n_tests, what);
	has_failed |= !is_so;
}

struct balance {
	long constructed, destructed, initialized, shut_down, called, refused;
};

static struct balance
add_up(void)
{
	struct balance sum = {0};

	for (int i = 0; i < LEDGER_MODULES; i++) {
		const struct ledger_count *count = &ledger.counts[i];

		sum.constructed += count->constructed;
		sum.destructed += count->destructed;
		sum.initialized += count->initialized;
		sum.shut_down += count->shut_down;
		sum.called += count->called;
		sum.refused += count->refused;
	}
	return sum;
}

/* What must hold between two engines and is worth stopping for at once. */
static int
is_balanced(int descriptors)
{
	struct balance sum = add_up();
	struct code_totals code = code_count();

	return sum.initialized == sum.shut_down && code.given == code.destroyed &&
	       code.initialized == code.shut_down &&
	       (!stress.is_unmapping || (sum.constructed == sum.destructed && n_mapped() == 0 &&
						n_descriptors() == descriptors));
}

static void
report(int descriptors, long n_epochs)
{
	struct balance sum = add_up();
	struct code_totals code = code_count();
	long n_done = 0, n_documents = 0;

	for (uint32_t i = 0; i < stress.n_workers; i++) {
		n_done += stress.workers[i].n_done;
		n_documents += stress.workers[i].n_documents;
	}
	printf("# %ld engines, %ld deeds, %ld documents; %ld loads, %ld instances and %ld refused, "
	       "%ld calls into modules; %ld registrations from code\n",
		n_epochs, n_done, n_documents, sum.constructed, sum.initialized, sum.refused,
		sum.called, code.given);
	for (long i = 0; i < stress.n_wrong && i < 8; i++)
		printf("# %s\n", stress.wrong[i]);
	expect(sum.called > 0 && sum.initialized > 0 && code.initialized > 0 && n_epochs > 0,
		"modules and code were called");
	expect(sum.initialized == sum.shut_down, "modules: initialize == shutdown");
	expect(code.initialized == code.shut_down, "code: initialize == shutdown");
	expect(code.given == code.destroyed && code.destroyed_twice == 0, "destroy once each");
	expect(ledger.second_shutdowns == 0, "no instance is shut down twice");
	expect(ledger.late_calls == 0 && code.late_calls == 0, "no call after shutdown");
	expect(code.too_early == 0, "no call before initialize, no destroy before shutdown");
	expect(ledger.wrong_calls == 0, "no call with another module's instance");
	expect(ledger.overlaps == 0 && code.overlaps == 0, "one call at a time into a serial one");
	expect(code.waited_inside == 0, "waiting from inside a plugin is refused");
	expect(code.ended_inside == 0, "none is shut down from inside another's call");
	expect(stress.n_wrong == 0, "every result is one that may be");
	if (!stress.is_unmapping) {
		printf("ok %u - modules go # SKIP they are kept mapped\n", ++n_tests);
	} else {
		expect(n_descriptors() == descriptors, "descriptors are back to the start");
		expect(sum.constructed == sum.destructed, "constructors == destructors");
		expect(n_mapped() == 0, "no module is mapped");
		expect(ledger.unmapped_alive == 0 && ledger.unmapped_inside == 0,
			"none was unmapped with an instance or a call in it");
	}
	printf("1..%u\n", n_tests);
}

/* ---- setting up ---- */

static void
make_directories(void)
{
	static char modules[4096];
	const char *build = getenv("PANDECT_BUILD");

	snprintf(modules, sizeof modules, "%s/tests/stress", build ? build : ".");
	stress.modules = modules;
	snprintf(stress.root, sizeof stress.root, "/tmp/pandect-stress-XXXXXX");
	if (!mkdtemp(stress.root)) {
		printf("Bail out! no directory in /tmp\n");
		exit(EXIT_FAILURE);
	}
	snprintf(stress.directory, sizeof stress.directory, "%s/plugins", stress.root);
	snprintf(stress.aside, sizeof stress.aside, "%s/aside", stress.root);
	umask(022);
	if (mkdir(stress.directory, 0755) != 0 || mkdir(stress.aside, 0755) != 0) {
		printf("Bail out! %s\n", stress.root);
		exit(EXIT_FAILURE);
	}
	files_fill(&stress);
}

/* Whether the linker really unmaps: not where a leak checker needs the modules. A first engine also
 * takes what the libraries take once. */
static void
warm_up(void)
{
	struct pandect_job *job;

	open_engine();
	for (uint32_t i = 0; i < stress.n_workers; i++)
		pandect_job_free(stress.workers[i].job);
	if (pandect_job_new(stress.engine, &job) == PANDECT_OK) {
		pandect_job_set(job, "process.chain", "");
		pandect_job_input_memory(job, "PLAIN: a", 8);
		if (pandect_job_run(job) != PANDECT_OK)
			stress_wrong(&stress, "the first document", PANDECT_INVALID);
		pandect_job_free(job);
	}
	close_engine();
	stress.is_unmapping = n_mapped() == 0;
}

/* Modules that stay keep their descriptors. */
static void
allow_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
		return; /* then there are fewer */
}

static uint64_t
argument(int argc, char **argv, const char *name, uint64_t fallback)
{
	for (int i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return strtoull(argv[i + 1], NULL, 0);
	return fallback;
}

int
main(int argc, char **argv)
{
	uint64_t seconds = argument(
		argc, argv, "--seconds", getenv("PANDECT_QUICK") ? QUICK_SECONDS : SECONDS);
	uint64_t seed = argument(argc, argv, "--seed", (uint64_t)getpid());
	uint64_t threads = argument(argc, argv, "--threads", THREADS), end;
	struct worker lot = {.random = seed * 0x9e3779b97f4a7c15ull | 1};
	int descriptors;
	long n_epochs = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	stress.n_workers = threads < 1              ? 1
			   : threads > WORKERS_MOST ? WORKERS_MOST
						    : (uint32_t)threads;
	printf("# --seconds %llu --seed %llu --threads %u\n", (unsigned long long)seconds,
		(unsigned long long)seed, stress.n_workers);
	stress.is_whole = argument(argc, argv, "--whole", 0) != 0;
	allow_descriptors();
	make_directories();
	ledger.slow_ms = SLOW_MS;
	warm_up();
	descriptors = n_descriptors();
	start_workers(seed);
	end = now_ms() + seconds * 1000;
	do {
		live(1 + worker_random(&lot, worker_random(&lot, 4) ? 400 : 2000));
		n_epochs++;
	} while (now_ms() < end && is_balanced(descriptors) && !stress.n_wrong);
	stop_workers();
	report(descriptors, n_epochs);
	files_clear(&stress);
	return has_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
