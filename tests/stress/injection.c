/* SPDX-License-Identifier: MIT */
#include "injection.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <ltdl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SLOTS 65536 /* a power of two, many times what a run has alive */

static struct {
	enum injection_kind kind;
	long left; /* calls until one fails; 0: none will */
	int is_lasting, has_failed;
	const void *site;
} order;

static uintptr_t slots[SLOTS];
static long n_live;

void
injection_start(enum injection_kind kind, long n, int is_lasting)
{
	order.kind = kind;
	order.left = n;
	order.is_lasting = is_lasting;
	order.has_failed = 0;
	order.site = NULL;
}

int
injection_stop(const void **ret_site)
{
	order.left = 0;
	*ret_site = order.site;
	return order.has_failed;
}

long
injection_live(void)
{
	return n_live;
}

static int
fails(enum injection_kind kind, int error, const void *site)
{
	if (order.kind != kind || order.left == 0)
		return 0;
	if (order.left > 1) {
		order.left--;
		return 0;
	}
	if (!order.is_lasting)
		order.left = 0;
	if (!order.has_failed)
		order.site = site;
	order.has_failed = 1;
	errno = error;
	return 1;
}

#define FAILS_MEMORY     fails(INJECT_MEMORY, ENOMEM, __builtin_return_address(0))
#define FAILS_FILES(how) fails(INJECT_FILES, how, __builtin_return_address(0))

/* ---- a set of addresses: open addressing, with the run moved up on removal ---- */

static size_t
home(uintptr_t address)
{
	return (address >> 4) * 0x9e3779b1u & (SLOTS - 1);
}

static void *
note(void *address)
{
	size_t at = home((uintptr_t)address);

	if (!address)
		return NULL;
	if (n_live >= SLOTS / 2)
		abort();
	while (slots[at])
		at = (at + 1) & (SLOTS - 1);
	slots[at] = (uintptr_t)address;
	n_live++;
	return address;
}

static void
forget(const void *address)
{
	size_t at = home((uintptr_t)address), next;

	while (slots[at] && slots[at] != (uintptr_t)address)
		at = (at + 1) & (SLOTS - 1);
	if (!slots[at])
		return; /* the C library's or a module's own */
	n_live--;
	for (next = (at + 1) & (SLOTS - 1); slots[next]; next = (next + 1) & (SLOTS - 1)) {
		size_t its = home(slots[next]);

		if (((next - its) & (SLOTS - 1)) >= ((next - at) & (SLOTS - 1))) {
			slots[at] = slots[next];
			at = next;
		}
	}
	slots[at] = 0;
}

/* ---- memory ---- */

#define WRAP(type, name, parameters) \
	type __real_##name parameters; \
	type __wrap_##name parameters; \
	type __wrap_##name parameters

WRAP(void *, malloc, (size_t size))
{
	return FAILS_MEMORY ? NULL : note(__real_malloc(size));
}

WRAP(void *, calloc, (size_t n, size_t size))
{
	return FAILS_MEMORY ? NULL : note(__real_calloc(n, size));
}

static void *
moved(void *former, void *now)
{
	if (now)
		forget(former);
	return note(now);
}

WRAP(void *, realloc, (void *former, size_t size))
{
	return FAILS_MEMORY ? NULL : moved(former, __real_realloc(former, size));
}

WRAP(void *, reallocarray, (void *former, size_t n, size_t size))
{
	return FAILS_MEMORY ? NULL : moved(former, __real_reallocarray(former, n, size));
}

WRAP(char *, strdup, (const char *string))
{
	return FAILS_MEMORY ? NULL : note(__real_strdup(string));
}

WRAP(char *, strndup, (const char *string, size_t size))
{
	return FAILS_MEMORY ? NULL : note(__real_strndup(string, size));
}

WRAP(void, free, (void *address))
{
	if (address)
		forget(address);
	__real_free(address);
}

__attribute__((format(printf, 2, 0))) static int
print(char **ret_text, const char *format, va_list arguments)
{
	int size = vasprintf(ret_text, format, arguments);

	if (size >= 0)
		note(*ret_text);
	return size;
}

int __wrap_asprintf(char **ret_text, const char *format, ...) __attribute__((format(printf, 2, 3)));
int __wrap___asprintf_chk(char **ret_text, int flag, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

WRAP(int, asprintf, (char **ret_text, const char *format, ...))
{
	va_list arguments;
	int size;

	if (FAILS_MEMORY)
		return -1;
	va_start(arguments, format);
	size = print(ret_text, format, arguments);
	va_end(arguments);
	return size;
}

/* What asprintf is under FORTIFY. */
WRAP(int, __asprintf_chk, (char **ret_text, int flag, const char *format, ...))
{
	va_list arguments;
	int size;

	(void)flag;
	if (FAILS_MEMORY)
		return -1;
	va_start(arguments, format);
	size = print(ret_text, format, arguments);
	va_end(arguments);
	return size;
}

WRAP(char *, realpath, (const char *path, char *resolved))
{
	return FAILS_MEMORY ? NULL : note(__real_realpath(path, resolved));
}

/* ---- files ---- */

static mode_t
mode_of(int flags, va_list arguments)
{
	return flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
}

WRAP(int, open, (const char *path, int flags, ...))
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = mode_of(flags, arguments);
	va_end(arguments);
	return FAILS_FILES(EMFILE) ? -1 : __real_open(path, flags, mode);
}

WRAP(int, openat, (int directory, const char *path, int flags, ...))
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = mode_of(flags, arguments);
	va_end(arguments);
	return FAILS_FILES(EMFILE) ? -1 : __real_openat(directory, path, flags, mode);
}

WRAP(FILE *, fopen, (const char *path, const char *mode))
{
	return FAILS_FILES(EMFILE) ? NULL : __real_fopen(path, mode);
}

WRAP(int, fstat, (int descriptor, struct stat *ret_status))
{
	return FAILS_FILES(EIO) ? -1 : __real_fstat(descriptor, ret_status);
}

WRAP(int, fstatat, (int directory, const char *path, struct stat *ret_status, int flags))
{
	return FAILS_FILES(EIO) ? -1 : __real_fstatat(directory, path, ret_status, flags);
}

WRAP(int, stat, (const char *path, struct stat *ret_status))
{
	return FAILS_FILES(EIO) ? -1 : __real_stat(path, ret_status);
}

WRAP(ssize_t, pread, (int descriptor, void *to, size_t size, off_t at))
{
	return FAILS_FILES(EIO) ? -1 : __real_pread(descriptor, to, size, at);
}

WRAP(ssize_t, write, (int descriptor, const void *from, size_t size))
{
	return FAILS_FILES(ENOSPC) ? -1 : __real_write(descriptor, from, size);
}

WRAP(int, memfd_create, (const char *name, unsigned flags))
{
	return FAILS_FILES(EMFILE) ? -1 : __real_memfd_create(name, flags);
}

WRAP(void *, mmap, (void *at, size_t size, int access, int flags, int descriptor, off_t offset))
{
	return FAILS_FILES(ENOMEM) ? MAP_FAILED
				   : __real_mmap(at, size, access, flags, descriptor, offset);
}

WRAP(int, scandirat,
	(int directory, const char *path, struct dirent ***ret_entries,
		int (*filter)(const struct dirent *),
		int (*compare)(const struct dirent **, const struct dirent **)))
{
	return FAILS_FILES(ENOMEM)
		       ? -1
		       : __real_scandirat(directory, path, ret_entries, filter, compare);
}

/* ---- loading, which counts as a file ---- */

WRAP(int, lt_dlinit, (void))
{
	return FAILS_FILES(ENOMEM) ? 1 : __real_lt_dlinit();
}

WRAP(void *, dlopen, (const char *path, int flags))
{
	/* A question whether it is there; it has no way to fail. */
	if (flags & RTLD_NOLOAD)
		return __real_dlopen(path, flags);
	return FAILS_FILES(ENOMEM) ? NULL : __real_dlopen(path, flags);
}

WRAP(lt_dlhandle, lt_dlopen, (const char *path))
{
	return FAILS_FILES(ENOMEM) ? NULL : __real_lt_dlopen(path);
}

WRAP(void *, lt_dlsym, (lt_dlhandle handle, const char *name))
{
	return FAILS_FILES(ENOMEM) ? NULL : __real_lt_dlsym(handle, name);
}
