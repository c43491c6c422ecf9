/* SPDX-License-Identifier: MIT */
#include "registry/frame.h"

#include <stddef.h>

#include "registry/registration.h"

static _Thread_local struct {
	struct frame *top;
	struct registration *ending;
	int is_settling;
} thread;

void
frame_push(struct frame *frame, const struct registration *registration, int is_serial)
{
	*frame = (struct frame){thread.top, registration, is_serial};
	thread.top = frame;
}

void
frame_pop(struct frame *frame)
{
	thread.top = frame->below;
}

int
frame_is_inside(void)
{
	return thread.top != NULL;
}

int
frame_is_serial(void)
{
	for (const struct frame *frame = thread.top; frame; frame = frame->below)
		if (frame->is_serial)
			return 1;
	return 0;
}

void
frame_put_off(struct registration *registration)
{
	registration->next_ending = thread.ending;
	thread.ending = registration;
}

void
frame_settle(void)
{
	if (thread.top || thread.is_settling)
		return;
	/* A loop, not a recursion: a destroy function may retire the next, and that the next. */
	thread.is_settling = 1;
	while (thread.ending) {
		struct registration *registration = thread.ending;

		thread.ending = registration->next_ending;
		registration_finish(registration);
	}
	thread.is_settling = 0;
}
