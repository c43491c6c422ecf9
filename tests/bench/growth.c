/* SPDX-License-Identifier: MIT */
/*
 * growth [--code N] [--module N]: N cycles of register, use and unregister from code, and N of
 * load, use and unload of a module from disk. Memory, descriptors, mappings and the registry's
 * tables must be at the end what they were after the first hundred. What dlopen and dlclose alone
 * do to memory is measured the same way and printed beside it. TAP.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <pandect/pandect.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "engine/engine.h"
#include "registry/discovery.h"
#include "registry/registry.h"

#define CODE_CYCLES   1000000
#define MODULE_CYCLES 100000
#define WARM_CYCLES   100
#define RSS_MOST      256 /* KiB more than after the warm cycles */

static struct pandect_engine *engine;
static struct pandect_registry *registry;
static char root[64], directory[80], file[96];
static unsigned n_tests;
static int has_failed;

/* ---- what is measured ---- */

struct state {
	long rss_kib;
	int descriptors, mappings;
	uint32_t registrations, unlisted, alive;
};

static int
n_lines(const char *path)
{
	FILE *stream = fopen(path, "re");
	int n = 0, c;

	while (stream && (c = getc(stream)) != EOF)
		n += c == '\n';
	if (stream)
		fclose(stream);
	return n;
}

static int
n_entries(const char *path)
{
	DIR *entries = opendir(path);
	int n = 0;

	while (entries && readdir(entries))
		n++;
	if (entries)
		closedir(entries);
	return n;
}

static long
resident_kib(void)
{
	FILE *stream = fopen("/proc/self/statm", "re");
	long size = 0, resident = 0;

	if (stream && fscanf(stream, "%ld %ld", &size, &resident) != 2)
		resident = 0;
	if (stream)
		fclose(stream);
	return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static struct state
look(void)
{
	struct state state = {.rss_kib = resident_kib(),
		.descriptors = n_entries("/proc/self/fd"),
		.mappings = n_lines("/proc/self/maps")};

	if (!registry)
		return state;
	for (uint32_t kind = 1; kind <= PANDECT_N_KINDS; kind++)
		for (const struct registration *at = registry->plugins[kind]; at; at = at->next)
			state.registrations++;
	for (const struct unlisted *at = registry->unlisted; at; at = at->next)
		state.unlisted++;
	state.alive = registry->n_alive;
	return state;
}

static double
now(clockid_t clock)
{
	struct timespec time;

	clock_gettime(clock, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void
expect(int is_so, const char *what, const char *of)
{
	printf("%sok %u - %s: %s\n", is_so ? "" : "not ", ++n_tests, of, what);
	has_failed |= !is_so;
}

/* Runs the warm cycles, then n, and compares. */
static void
measure(const char *what, int (*cycle)(void), long n, int is_ours)
{
	struct state before, after;
	double start, seconds, start_cpu, busy;
	long done = 0;

	for (int i = 0; i < WARM_CYCLES; i++)
		if (!cycle())
			break;
	before = look();
	start = now(CLOCK_MONOTONIC);
	start_cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	while (done < n && cycle())
		done++;
	seconds = now(CLOCK_MONOTONIC) - start;
	busy = now(CLOCK_PROCESS_CPUTIME_ID) - start_cpu;
	after = look();
	printf("# %s: %ld cycles, %.1f us each, %.1f of the processor; RSS %ld KiB, then %+ld; "
	       "%d descriptors, %d mappings\n",
		what, done, seconds * 1e6 / (double)(done ? done : 1),
		busy * 1e6 / (double)(done ? done : 1), before.rss_kib,
		after.rss_kib - before.rss_kib, after.descriptors, after.mappings);
	if (!is_ours)
		return;
	expect(done == n, "every cycle succeeded", what);
	expect(after.rss_kib - before.rss_kib <= RSS_MOST, "RSS", what);
	expect(after.descriptors == before.descriptors, "descriptors", what);
	expect(after.mappings == before.mappings, "mappings", what);
	expect(after.registrations == before.registrations && after.unlisted == before.unlisted &&
			after.alive == before.alive,
		"tables", what);
}

/* ---- the cycles ---- */

static int n_destroyed;

static void
destroyed(void *user_data)
{
	(void)user_data;
	n_destroyed++;
}

static pandect_status
tiny_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	(void)call;
	*ret_self = user_data;
	return PANDECT_OK;
}

static void
tiny_shutdown(void *self)
{
	(void)self;
}

static pandect_status
tiny_extract(void *self, struct pandect_call *call, struct pandect_source *source,
	struct pandect_builder *builder)
{
	const void *data;
	size_t size;

	(void)self;
	(void)call;
	pandect_source_bytes(source, &data, &size);
	return pandect_builder_leaf(
		builder, PANDECT_NODE_PARAGRAPH, 0, (struct pandect_text){data, size});
}

static const struct pandect_magic tiny_magics[] = {
	{.type = PANDECT_MAGIC_BYTES, .size = 5, .bytes = "TINY:"}};
static const struct pandect_format tiny_formats[] = {
	{.mime = "text/x-tiny", .magics = PANDECT_ARRAY(tiny_magics)}};
static const struct pandect_document_extractor tiny = {
	.base = {.size = sizeof tiny,
		.kind = PANDECT_DOCUMENT_EXTRACTOR,
		.name = "tiny",
		.version = "1.0",
		.description = "Reads a tiny text",
		.flags = PANDECT_CONCURRENT,
		.initialize = tiny_initialize,
		.shutdown = tiny_shutdown},
	.formats = PANDECT_ARRAY(tiny_formats),
	.extract = tiny_extract,
};

/* A real call into the plugin: 1 when a document came of it. */
static int
use(const char *text)
{
	struct pandect_job *job;
	pandect_status status;

	if (pandect_job_new(engine, &job) != PANDECT_OK)
		return 0;
	pandect_job_set(job, "process.chain", "");
	pandect_job_input_memory(job, text, strlen(text));
	status = pandect_job_run(job);
	pandect_job_free(job);
	return status == PANDECT_OK;
}

static int
code_cycle(void)
{
	int former = n_destroyed;

	return pandect_registry_register(registry, &tiny.base, &engine, destroyed, 0, NULL) ==
		       PANDECT_OK &&
	       use("TINY: a") &&
	       pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR, "tiny",
		       PANDECT_FOREVER, NULL) == PANDECT_OK &&
	       n_destroyed == former + 1;
}

/* Taken in by a scan, loaded for its first document, unloaded. */
static int
module_cycle(void)
{
	return use("PLAIN: a") &&
	       pandect_registry_unregister(registry, PANDECT_DOCUMENT_EXTRACTOR, "plain",
		       PANDECT_FOREVER, NULL) == PANDECT_OK &&
	       pandect_registry_rescan(registry, NULL) == PANDECT_OK;
}

static int
dlopen_cycle(void)
{
	void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);

	return handle && dlsym(handle, "pandect_module") && dlclose(handle) == 0;
}

/* ---- setting up ---- */

static int
copy_module(void)
{
	const char *build = getenv("PANDECT_BUILD");
	char path[4096], block[65536];
	size_t size;
	FILE *from, *to;
	int is_done;

	snprintf(path, sizeof path, "%s/tests/stress/plain.so", build ? build : ".");
	from = fopen(path, "re");
	to = fopen(file, "we");
	is_done = from && to;
	while (is_done && (size = fread(block, 1, sizeof block, from)))
		is_done = fwrite(block, 1, size, to) == size;
	if (from)
		fclose(from);
	if (to)
		is_done &= fclose(to) == 0;
	return is_done;
}

static int
set_up(void)
{
	const char *first = directory;
	struct pandect_engine_config config = {
		.size = sizeof config,
		.flags = PANDECT_ENGINE_NO_DEFAULT_PATH,
		.directories = &first,
		.n_directories = 1,
	};

	umask(022);
	snprintf(root, sizeof root, "/tmp/pandect-growth-XXXXXX");
	if (!mkdtemp(root))
		return 0;
	snprintf(directory, sizeof directory, "%s/plugins", root);
	snprintf(file, sizeof file, "%s/plain.so", directory);
	return mkdir(directory, 0755) == 0 && copy_module() &&
	       pandect_engine_open(&config, &engine, NULL) == PANDECT_OK;
}

static long
argument(int argc, char **argv, const char *name, long fallback)
{
	for (int i = 1; i + 1 < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return strtol(argv[i + 1], NULL, 10);
	return fallback;
}

int
main(int argc, char **argv)
{
	long n_code = argument(argc, argv, "--code", CODE_CYCLES);
	long n_module = argument(argc, argv, "--module", MODULE_CYCLES);

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!set_up()) {
		printf("Bail out! no engine over %s\n", directory);
		return EXIT_FAILURE;
	}
	registry = pandect_engine_registry(engine);
	measure("code", code_cycle, n_code, 1);
	measure("module", module_cycle, n_module, 1);
	if (pandect_engine_close(engine, PANDECT_FOREVER) != PANDECT_OK)
		has_failed = 1;
	registry = NULL;
	measure("dlopen and dlclose alone", dlopen_cycle, n_module, 0);
	printf("1..%u\n", n_tests);
	unlink(file);
	rmdir(directory);
	rmdir(root);
	return has_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
