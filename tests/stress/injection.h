/* SPDX-License-Identifier: MIT */
/*
 * Failures to order: the linker puts functions of ours (--wrap) in the place of what the library
 * calls to get memory and files. One counted call fails, or all from it on. What the library has
 * allocated and not freed is counted, too. One thread only.
 */
#ifndef TESTS_STRESS_INJECTION_H
#define TESTS_STRESS_INJECTION_H

enum injection_kind { INJECT_MEMORY, INJECT_FILES, N_INJECTIONS };

/* The n-th call of a kind from now on fails, from 1; is_lasting: and all after it. n 0: none. */
void injection_start(enum injection_kind kind, long n, int is_lasting);

/* No more; 1 when something has failed since the start. *ret_site: where it was called from. */
int injection_stop(const void **ret_site);

/* Allocations that are not freed yet. */
long injection_live(void);

#endif
