/* SPDX-License-Identifier: MIT */
/*
 * One run of everything, again and again: first its first allocation fails, then its second, until
 * a run has none that fails; once with that one failure and once with every call after it failing,
 * too; then the same for opening, reading and loading files. Nothing may be leaked, nothing given
 * up twice, no status may come that does not say so. TAP.
 */
#include <dirent.h>
#include <fcntl.h>
#include <pandect/pandect.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "injection.h"
#include "ledger.h"

#define N_MODULES 3
#define RUNS_MOST 20000 /* more would mean that the failing call never comes to an end */

struct ledger ledger;
static const char *const modules[N_MODULES] = {"plain", "serial", "nested"};
static char root[64], directory[80], document[96];
static long n_given, n_destroyed;
static long now; /* the number that fails */

/* What a run has to say. */
struct outcome {
	int has_failed, is_incomplete; /* incomplete: a module was not taken in */
	int has_own;
	enum injection_kind kind;
	char what[256];
};

/* ---- a plugin from code ---- */

static pandect_status
own_initialize(struct pandect_call *call, void *user_data, void **ret_self)
{
	(void)call;
	(void)user_data;
	ledger_add(&ledger.counts[LEDGER_MODULES - 1].initialized, 1);
	*ret_self = ledger_born(LEDGER_MODULES - 1);
	return PANDECT_OK;
}

static void
own_shutdown(void *self)
{
	ledger_add(&ledger.counts[LEDGER_MODULES - 1].shut_down, 1);
	ledger_dies(self);
}

static pandect_status
own_render(void *self, struct pandect_call *call, const struct pandect_document *of,
	struct pandect_sink *sink)
{
	(void)call;
	(void)of;
	ledger_expect_alive(self, LEDGER_MODULES - 1);
	return pandect_sink_write(sink, "rendered", 8);
}

static const struct pandect_renderer own = {
	.base = {.size = sizeof own,
		.kind = PANDECT_RENDERER,
		.name = "own",
		.version = "1.0",
		.description = "From code",
		.flags = PANDECT_CONCURRENT,
		.initialize = own_initialize,
		.shutdown = own_shutdown},
	.mime = "text/plain",
	.suffix = "txt",
	.render = own_render,
};

static void
destroyed(void *user_data)
{
	(void)user_data;
	n_destroyed++;
}

/* ---- the run ---- */

static void
complain(struct outcome *outcome, const char *what, pandect_status status)
{
	if (outcome->has_failed)
		return;
	outcome->has_failed = 1;
	snprintf(outcome->what, sizeof outcome->what, "%s: %s", what, pandect_status_name(status));
}

/* What a failure may give: it says itself, or, where a module could not be taken in or loaded, that
 * nobody is there. */
static void
expect(struct outcome *outcome, const char *what, pandect_status status)
{
	switch (status) {
	case PANDECT_OK:
	case PANDECT_PARTIAL:
	case PANDECT_NO_MEMORY:
	case PANDECT_IO:
	case PANDECT_REFUSED: /* a validator that failed refuses */
		return;
	case PANDECT_PLUGIN: /* cannot be loaded: the linker does not say that it is passing */
		if (outcome->kind == INJECT_FILES)
			return;
		break;
	case PANDECT_UNSUPPORTED:
	case PANDECT_NOT_FOUND:
	case PANDECT_INVALID: /* a chain names one that is not there */
		if (outcome->is_incomplete)
			return;
	}
	complain(outcome, what, status);
}

static void
render(struct outcome *outcome, struct pandect_job *job, const char *renderer)
{
	struct pandect_sink *sink;
	pandect_status status = pandect_memory_sink_new(&sink);

	expect(outcome, "memory_sink_new", status);
	if (status != PANDECT_OK)
		return;
	expect(outcome, renderer, pandect_job_render(job, renderer, sink));
	pandect_memory_sink_free(sink);
}

static void
read_document(struct outcome *outcome, struct pandect_engine *engine, const char *path)
{
	struct pandect_job *job;
	struct pandect_step step;
	pandect_status status = pandect_job_new(engine, &job);
	const char *mime, *why;

	expect(outcome, "job_new", status);
	if (status != PANDECT_OK)
		return;
	expect(outcome, "job_set", pandect_job_set(job, "process.chain", "nested"));
	expect(outcome, "job_set", pandect_job_set(job, "validate.chain", "nested"));
	expect(outcome, "job_set", pandect_job_set(job, "embed.backend", "nested"));
	expect(outcome, "job_set", pandect_job_set(job, "ocr.mode", "always"));
	status = path ? pandect_job_input_path(job, path)
		      : pandect_job_input_memory(job, "NESTED: a text", 14);
	expect(outcome, "job_input", status);
	if (status == PANDECT_OK) {
		expect(outcome, "job_identify", pandect_job_identify(job, &mime, &why));
		status = pandect_job_run(job);
		expect(outcome, "job_run", status);
		for (uint32_t i = 0; pandect_job_step(job, i, &step) == PANDECT_OK; i++)
			continue;
		if (PANDECT_GAVE(status)) {
			render(outcome, job, "serial");
			if (outcome->has_own)
				render(outcome, job, "own");
		}
	}
	pandect_job_free(job);
}

/* Whether all modules are taken in; without memory nobody knows. */
static int
is_complete(struct pandect_registry *registry)
{
	struct pandect_list *list;
	const struct pandect_plugin_info *info;
	int n = 0;

	if (pandect_registry_list(registry, 0, &list) != PANDECT_OK)
		return 0;
	for (uint32_t i = 0; (info = pandect_list_get(list, i)); i++)
		n += info->table && info->origin == PANDECT_ORIGIN_DIRECTORY &&
		     (info->state == PANDECT_STATE_REGISTERED ||
			     info->state == PANDECT_STATE_ACTIVE);
	pandect_list_free(list);
	return n == 8; /* plugins of the three modules */
}

static void
ask(struct outcome *outcome, struct pandect_registry *registry)
{
	struct pandect_list *list;
	struct pandect_error *error = NULL;

	if (pandect_registry_find(registry, 0, "extractor:plian", &list, &error) == PANDECT_OK)
		complain(outcome, "find", PANDECT_OK);
	pandect_error_free(error);
	if (pandect_registry_list(registry, 0, &list) == PANDECT_OK)
		pandect_list_free(list);
}

static void
use(struct outcome *outcome, struct pandect_engine *engine)
{
	struct pandect_registry *registry = pandect_engine_registry(engine);
	struct pandect_error *error = NULL;

	pandect_status status =
		pandect_registry_register(registry, &own.base, NULL, destroyed, 0, &error);

	n_given++;
	outcome->has_own = status == PANDECT_OK;
	expect(outcome, "register", status);
	pandect_error_free(error);
	error = NULL;
	expect(outcome, "engine_set", pandect_engine_set(engine, "plain.turn", "1", &error));
	pandect_error_free(error);
	error = NULL;
	read_document(outcome, engine, NULL);
	ask(outcome, registry);
	expect(outcome, "engine_set", pandect_engine_set(engine, "plain.turn", "2", NULL));
	expect(outcome, "unregister",
		pandect_registry_unregister(
			registry, PANDECT_DOCUMENT_EXTRACTOR, "nested", PANDECT_FOREVER, NULL));
	expect(outcome, "rescan", pandect_registry_rescan(registry, NULL));
	outcome->is_incomplete |= !is_complete(registry);
	read_document(outcome, engine, document);
	expect(outcome, "clear",
		pandect_registry_clear(registry, 0, PANDECT_ORIGIN_CODE, PANDECT_FOREVER, &error));
	pandect_error_free(error);
}

/* The failing ends before the engine is closed a last time: that must then succeed. */
static int
run(enum injection_kind kind, long n, int is_lasting, struct outcome *outcome,
	const void **ret_site)
{
	const char *first = directory;
	struct pandect_engine_config config = {
		.size = sizeof config,
		.flags = PANDECT_ENGINE_NO_DEFAULT_PATH,
		.directories = &first,
		.n_directories = 1,
	};
	struct pandect_engine *engine = NULL;
	struct pandect_error *error = NULL;
	pandect_status status;
	int has_failed;

	injection_start(kind, n, is_lasting);
	status = pandect_engine_open(&config, &engine, &error);
	pandect_error_free(error);
	if (status == PANDECT_OK) {
		outcome->is_incomplete = !is_complete(pandect_engine_registry(engine));
		use(outcome, engine);
		status = pandect_engine_close(engine, PANDECT_FOREVER);
		if (status == PANDECT_OK)
			engine = NULL;
		else if (status != PANDECT_NO_MEMORY)
			complain(outcome, "engine_close", status);
	} else if (status != PANDECT_NO_MEMORY && status != PANDECT_IO &&
		   status != PANDECT_PLUGIN) { /* libltdl did not start */
		complain(outcome, "engine_open", status);
	}
	has_failed = injection_stop(ret_site);
	status = pandect_engine_close(engine, PANDECT_FOREVER);
	if (status != PANDECT_OK)
		complain(outcome, "the last engine_close", status);
	return has_failed;
}

/* ---- what must be so after each ---- */

static int
n_descriptors(void)
{
	DIR *entries = opendir("/proc/self/fd");
	int n = 0;

	while (entries && readdir(entries))
		n++;
	if (entries)
		closedir(entries);
	return n;
}

static void
check(struct outcome *outcome, long live, int descriptors)
{
	long constructed = 0, destructed = 0, initialized = 0, shut_down = 0;

	for (int i = 0; i < LEDGER_MODULES; i++) {
		constructed += ledger.counts[i].constructed;
		destructed += ledger.counts[i].destructed;
		initialized += ledger.counts[i].initialized;
		shut_down += ledger.counts[i].shut_down;
	}
	if (injection_live() != live)
		complain(outcome, "allocations are leaked", PANDECT_OK);
	if (n_descriptors() != descriptors)
		complain(outcome, "descriptors are leaked", PANDECT_OK);
	if (initialized != shut_down)
		complain(outcome, "initialize and shutdown do not balance", PANDECT_OK);
	if (constructed != destructed && !getenv("LD_PRELOAD"))
		complain(outcome, "a module stays loaded", PANDECT_OK);
	if (n_given != n_destroyed)
		complain(outcome, "destroy was not called once each", PANDECT_OK);
	if (ledger.late_calls || ledger.second_shutdowns || ledger.wrong_calls ||
		ledger.unmapped_alive)
		complain(outcome, "a call came too late", PANDECT_OK);
}

/* All numbers of one kind; step: how many of them are left out between two. */
static int
fail_each(enum injection_kind kind, int is_lasting, int step, unsigned number)
{
	static const char *const kinds[] = {"allocation", "file or loader call"};
	struct outcome outcome = {0};
	long live = injection_live();
	int descriptors = n_descriptors(), is_reached = 1, n_bad = 0;
	const void *site;

	for (now = 1; is_reached && now < RUNS_MOST; now += step) {
		outcome = (struct outcome){.kind = kind};
		is_reached = run(kind, now, is_lasting, &outcome, &site);
		check(&outcome, live, descriptors);
		if (!outcome.has_failed)
			continue;
		if (n_bad++ < 20)
			printf("# the %s number %ld, called from main%+td: %s\n", kinds[kind], now,
				(const char *)site - (const char *)fail_each, outcome.what);
		live = injection_live();
		descriptors = n_descriptors();
		n_given = n_destroyed = 0;
		memset(&ledger, 0, sizeof ledger);
	}
	printf("%sok %u - each %s fails, %s: %ld runs\n", n_bad || is_reached ? "not " : "", number,
		kinds[kind], is_lasting ? "and all after it" : "alone", (now - 1) / step);
	return n_bad == 0 && !is_reached;
}

/* ---- setting up ---- */

static int
copy(const char *module)
{
	const char *build = getenv("PANDECT_BUILD");
	char path[4200], block[65536];
	FILE *from, *to;
	size_t size;
	int is_done;

	snprintf(path, sizeof path, "%s/tests/stress/%s.so", build ? build : ".", module);
	from = fopen(path, "re");
	snprintf(path, sizeof path, "%s/%s.so", directory, module);
	to = fopen(path, "we");
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
	FILE *file;
	int is_done;

	umask(022);
	snprintf(root, sizeof root, "/tmp/pandect-faults-XXXXXX");
	if (!mkdtemp(root))
		return 0;
	snprintf(directory, sizeof directory, "%s/plugins", root);
	snprintf(document, sizeof document, "%s/document", root);
	is_done = mkdir(directory, 0755) == 0;
	for (int i = 0; i < N_MODULES && is_done; i++)
		is_done = copy(modules[i]);
	file = fopen(document, "we");
	return is_done && file && fputs("NESTED: a text in a file", file) >= 0 && fclose(file) == 0;
}

static void
tear_down(void)
{
	char path[4200];

	for (int i = 0; i < N_MODULES; i++) {
		snprintf(path, sizeof path, "%s/%s.so", directory, modules[i]);
		unlink(path);
	}
	unlink(document);
	rmdir(directory);
	rmdir(root);
}

/* A crash says what it was about. */
static void
crashed(int number)
{
	char text[80];
	int size = snprintf(text, sizeof text, "Bail out! signal %d in run %ld\n", number, now);

	if (write(STDOUT_FILENO, text, (size_t)size) < 0)
		_exit(2);
	_exit(1);
}

int
main(void)
{
	int step = getenv("PANDECT_QUICK") ? 3 : 1, is_good = 1;
	struct outcome first = {0};
	const void *site;
	unsigned n = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGSEGV, crashed);
	signal(SIGABRT, crashed);
	signal(SIGBUS, crashed);
	if (!set_up()) {
		printf("Bail out! %s cannot be filled\n", directory);
		return EXIT_FAILURE;
	}
	run(INJECT_MEMORY, 0, 0, &first, &site); /* what the libraries take once */
	if (ledger.counts[0].called == 0)
		complain(&first, "the modules do not see the ledger", PANDECT_OK);
	printf("%sok %u - nothing fails unasked%s%s\n",
		first.has_failed || first.is_incomplete ? "not " : "", ++n,
		first.has_failed ? ": " : "", first.what);
	is_good = !first.has_failed && !first.is_incomplete;
	for (int kind = 0; kind < N_INJECTIONS; kind++)
		for (int is_lasting = 0; is_lasting < 2; is_lasting++)
			is_good &= fail_each(kind, is_lasting, step, ++n);
	printf("1..%u\n", n);
	tear_down();
	return is_good ? EXIT_SUCCESS : EXIT_FAILURE;
}
