/* SPDX-License-Identifier: MIT */
/* What becomes of the module files while the engine runs. All but the slow copy move a whole file
 * into place. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "stress.h"

#define FILE_MOST \
	(1u << 20) /* a test module has some tens of KiB, a few hundred if instrumented \
		    */

/* The names in the directory; plain.so is the file that others take the place of. */
static const char *const names[] = {"plain", "serial", "nested", "failing"};

#define N_NAMES (sizeof names / sizeof names[0])

static void
bail(const char *path)
{
	printf("Bail out! %s: %s\n", path, strerror(errno));
	exit(EXIT_FAILURE);
}

static char *
read_module(const struct stress *stress, const char *module, size_t *ret_size)
{
	char path[4200];
	char *data = malloc(FILE_MOST);
	FILE *file;

	snprintf(path, sizeof path, "%s/%s.so", stress->modules, module);
	file = fopen(path, "re");
	if (!file || !data)
		bail(path);
	*ret_size = fread(data, 1, FILE_MOST, file);
	fclose(file);
	return data;
}

/* A new file of that name, whatever was there; in pieces with pauses where is_slow. */
static void
write_file(const char *path, const char *data, size_t size, int is_slow)
{
	int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	size_t piece = is_slow ? size / 4 + 1 : size, at = 0;
	struct timespec pause = {0, 1000000};

	if (descriptor < 0 && errno == EEXIST && is_slow)
		return; /* another thread writes it */
	if (descriptor < 0 || fchmod(descriptor, 0644) != 0)
		bail(path);
	while (at < size) {
		size_t some = size - at < piece ? size - at : piece;

		if (write(descriptor, data + at, some) != (ssize_t)some)
			bail(path);
		at += some;
		if (is_slow)
			nanosleep(&pause, NULL);
	}
	close(descriptor);
}

static void
move_in(struct stress *stress, unsigned number, const char *name, const char *data, size_t size)
{
	char aside[128], path[128];

	snprintf(aside, sizeof aside, "%s/%u", stress->aside, number);
	snprintf(path, sizeof path, "%s/%s.so", stress->directory, name);
	write_file(aside, data, size, 0);
	if (rename(aside, path) != 0)
		bail(path);
}

static void
drop(struct stress *stress, unsigned number, const char *module, const char *name)
{
	size_t size;
	char *data = read_module(stress, module, &size);

	move_in(stress, number, name, data, size);
	free(data);
}

/* A file that is no module: noise, or a module cut short. */
static void
drop_garbage(struct worker *worker, unsigned number, const char *name)
{
	static const char noise[] = "\177ELF and nothing that belongs behind it";
	size_t size;
	char *data;

	if (worker_random(worker, 2)) {
		move_in(worker->stress, number, name, noise, sizeof noise);
		return;
	}
	data = read_module(worker->stress, name, &size);
	move_in(worker->stress, number, name, data, worker_random(worker, (uint32_t)size));
	free(data);
}

/* As cp does it: the file is there before its bytes are. */
static void
drop_slowly(struct worker *worker)
{
	char path[128];
	size_t size;
	char *data = read_module(worker->stress, "plain-next", &size);

	snprintf(path, sizeof path, "%s/slow.so", worker->stress->directory);
	unlink(path);
	write_file(path, data, size, 1);
	free(data);
}

void
files_fill(struct stress *stress)
{
	for (unsigned i = 0; i < N_NAMES; i++)
		drop(stress, WORKERS_MOST, names[i], names[i]);
}

void
files_change(struct worker *worker)
{
	unsigned number = (unsigned)(worker - worker->stress->workers);
	const char *name = names[worker_random(worker, N_NAMES)];
	uint32_t change;
	char path[128];

	/* Each file that was ever loaded stays then, with its descriptor. */
	if (!worker->stress->is_unmapping && worker_random(worker, 20))
		return;
	change = worker_random(worker, 8);
	if (worker->stress->is_whole && (change == 1 || change == 3))
		change = 4;
	switch (change) {
	case 0:
		drop(worker->stress, number, "plain-next", "plain");
		break;
	case 1:
		drop_garbage(worker, number, name);
		break;
	case 2:
		snprintf(path, sizeof path, "%s/%s.so", worker->stress->directory, name);
		unlink(path);
		break;
	case 3:
		drop_slowly(worker);
		break;
	default:
		drop(worker->stress, number, name, name);
		break;
	}
}

void
files_clear(struct stress *stress)
{
	char path[128];

	for (unsigned i = 0; i < N_NAMES; i++) {
		snprintf(path, sizeof path, "%s/%s.so", stress->directory, names[i]);
		unlink(path);
	}
	snprintf(path, sizeof path, "%s/slow.so", stress->directory);
	unlink(path);
	rmdir(stress->directory);
	rmdir(stress->aside);
	rmdir(stress->root);
}
