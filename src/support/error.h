/* SPDX-License-Identifier: MIT */
/* Making struct pandect_error: the text is set where the reason is known, places and context are
 * added on the way up. */
#ifndef SUPPORT_ERROR_H
#define SUPPORT_ERROR_H

#include <pandect/base.h>

/* Makes an error in *ret_error, if that is not NULL and holds none yet; returns status. */
pandect_status error_set(struct pandect_error **ret_error, pandect_status status,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Gives an error its plugin ("kind:name version") or place where it has none. error may be NULL. */
void error_set_plugin(struct pandect_error *error, const char *plugin);
void error_set_where(struct pandect_error *error, const char *where);

/* Adds a line of context. error may be NULL. */
void error_add_context(struct pandect_error *error, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A copy, NULL without memory or of NULL. */
struct pandect_error *error_copy(const struct pandect_error *error);

void error_free(struct pandect_error *error);

/* A status as a word and as a phrase; see pandect_status_name. */
const char *status_name(pandect_status status);
const char *status_phrase(pandect_status status);

#endif
