/* SPDX-License-Identifier: MIT */
/*
 * Reading the members of a ZIP (libzip). What a member declares about its size is not believed:
 * bytes are counted while they are inflated, against bounds on one member, on all that is read, and
 * on the ratio to the file. [one call at a time]
 */
#ifndef SHARED_ZIP_H
#define SHARED_ZIP_H

#include <pandect/plugin.h>

#include <stdbool.h>

struct zipfile;

/*
 * Opens a source as a ZIP, until zipfile_free. Fails with a sentence through pandect_call_fail:
 * MALFORMED (no ZIP, or a damaged directory), NO_MEMORY, IO.
 */
pandect_status zipfile_open(
	struct pandect_call *call, struct pandect_source *source, struct zipfile **ret_zip);

/* NULL is fine. */
void zipfile_free(struct zipfile *zip);

/* How many members there are; they are numbered from 0. */
uint64_t zipfile_n_members(const struct zipfile *zip);

/* A member's name as it stands in the file, valid as long as the ZIP; NULL when there is none. */
const char *zipfile_name(const struct zipfile *zip, uint64_t member);

/* 1 when a name could be a path below a directory: relative, no "..", no drive, no control
 * characters, not a directory's own. */
bool zipfile_name_is_safe(const char *name);

/* Finds a member by name: as it is, else without regard to case, a leading "/" or "./" left out.
 * False when there is none. */
bool zipfile_find(const struct zipfile *zip, const char *name, uint64_t *ret_member);

/* Takes the next piece of a member; another status than OK ends the reading and is given back. */
typedef pandect_status zipfile_take(void *data, const void *bytes, size_t size);

/*
 * Inflates a member piece by piece. Failures, each with a sentence: MALFORMED (damaged: what was
 * taken before may be used), LIMIT (too much), ENCRYPTED, UNSUPPORTED (method), NO_MEMORY, TIMEOUT,
 * CANCELLED; or what take gave.
 */
pandect_status zipfile_read(struct zipfile *zip, uint64_t member, zipfile_take *take, void *data);

/* A whole member of at most `most` bytes (LIMIT beyond), with a NUL after it, to be freed. */
pandect_status zipfile_load(
	struct zipfile *zip, uint64_t member, size_t most, char **ret_data, size_t *ret_size);

/* Whether a member holds a string (at least 1 byte); false also when it can't be read. Does not
 * count as read, fails without a sentence. */
bool zipfile_mentions(struct zipfile *zip, uint64_t member, const char *string);

#endif
