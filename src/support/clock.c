/* SPDX-License-Identifier: MIT */
#include "support/clock.h"

uint64_t
clock_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

uint64_t
clock_after_ms(uint32_t ms)
{
	return ms == UINT32_MAX ? CLOCK_NEVER : clock_now() + (uint64_t)ms * 1000;
}

struct timespec
clock_timespec(uint64_t microseconds)
{
	return (struct timespec){
		.tv_sec = (time_t)(microseconds / 1000000),
		.tv_nsec = (long)(microseconds % 1000000 * 1000),
	};
}
