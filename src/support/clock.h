/* SPDX-License-Identifier: MIT */
/* Monotonic time in microseconds, and deadlines. */
#ifndef SUPPORT_CLOCK_H
#define SUPPORT_CLOCK_H

#include <stdint.h>
#include <time.h>

#define CLOCK_NEVER UINT64_MAX

/* Microseconds since some fixed point; never runs backwards. */
uint64_t clock_now(void);

/* now + ms, or CLOCK_NEVER for UINT32_MAX. */
uint64_t clock_after_ms(uint32_t ms);

struct timespec clock_timespec(uint64_t microseconds);

#endif
