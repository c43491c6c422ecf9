/* SPDX-License-Identifier: MIT */
#include "registry/address.h"

#include <inttypes.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct segment_query {
	uintptr_t address, end; /* end: of the segment found */
	uint32_t flags;         /* that it must have */
};

static int
find_segment(struct dl_phdr_info *info, size_t size, void *data)
{
	struct segment_query *query = data;

	(void)size;
	for (size_t i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + segment->p_vaddr;

		if (segment->p_type == PT_LOAD &&
			(segment->p_flags & query->flags) == query->flags &&
			query->address >= start && query->address - start < segment->p_memsz) {
			query->end = start + segment->p_memsz;
			return 1;
		}
	}
	return 0;
}

static void
add_range(struct addresses *addresses, struct address_range range)
{
	struct address_range *last = addresses->n ? &addresses->ranges[addresses->n - 1] : NULL;
	struct address_range *more;

	if (last && last->end == range.start && last->is_executable == range.is_executable) {
		last->end = range.end;
		return;
	}
	if ((addresses->n & (addresses->n - 1)) == 0) { /* full at each power of two */
		more = reallocarray(
			addresses->ranges, addresses->n ? 2 * addresses->n : 1, sizeof *more);
		if (!more)
			return; /* unknown then counts as unreadable */
		addresses->ranges = more;
	}
	addresses->ranges[addresses->n++] = range;
}

/* proc(5), /proc/pid/maps: "start-end perms …" a line, in ascending order. */
static void
read_maps(struct addresses *addresses)
{
	FILE *file;
	char *line = NULL;
	size_t capacity = 0;

	if (addresses->is_read)
		return;
	addresses->is_read = 1;
	file = fopen("/proc/self/maps", "re");
	if (!file)
		return;
	while (getline(&line, &capacity, file) > 0) {
		struct address_range range;
		char permissions[5];

		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " %4s", &range.start, &range.end,
			    permissions) != 3 ||
			permissions[0] != 'r')
			continue;
		range.is_executable = permissions[2] == 'x';
		add_range(addresses, range);
	}
	free(line);
	fclose(file);
}

static const struct address_range *
find_range(const struct addresses *addresses, uintptr_t address)
{
	for (size_t i = 0; i < addresses->n; i++)
		if (address >= addresses->ranges[i].start && address < addresses->ranges[i].end)
			return &addresses->ranges[i];
	return NULL;
}

void
addresses_clear(struct addresses *addresses)
{
	free(addresses->ranges);
	*addresses = (struct addresses)ADDRESSES_INIT;
}

/* Where what is readable from an address on ends for certain: the address itself, if it is not. */
static uintptr_t
readable_until(struct addresses *addresses, uintptr_t address)
{
	struct segment_query query = {address, 0, PF_R};
	const struct address_range *range;

	if (dl_iterate_phdr(find_segment, &query))
		return query.end;
	read_maps(addresses);
	range = find_range(addresses, address);
	return range ? range->end : address;
}

size_t
addresses_readable(struct addresses *addresses, const void *start, size_t most)
{
	uintptr_t from = (uintptr_t)start, at = from;

	while (at - from < most) {
		uintptr_t end = readable_until(addresses, at);

		if (end == at)
			break;
		at = end;
	}
	return at - from < most ? at - from : most;
}

int
addresses_string(struct addresses *addresses, const char *string, size_t most, size_t *ret_size)
{
	size_t size = 0;

	while (size < most) {
		uintptr_t at = (uintptr_t)string + size, end = readable_until(addresses, at);
		size_t some = end - at < most - size ? end - at : most - size;
		size_t length = strnlen(string + size, some);

		size += length;
		if (length < some || some == 0) {
			*ret_size = size;
			return some != 0;
		}
	}
	*ret_size = size;
	return 0;
}

int
addresses_can_read(struct addresses *addresses, const void *start, size_t size)
{
	return start && addresses_readable(addresses, start, size) == size;
}

int
addresses_can_run(struct addresses *addresses, uintptr_t function)
{
	struct segment_query query = {function, 0, PF_X};
	const struct address_range *range;

	if (dl_iterate_phdr(find_segment, &query))
		return 1;
	read_maps(addresses);
	range = find_range(addresses, function);
	return range && range->is_executable;
}
