/* SPDX-License-Identifier: MIT */
/*
 * What plugin code is on this thread's stack. Two rules rest on it: nobody waits from inside a
 * plugin, and a plugin is not ended while the thread is inside one: what must end is put off until
 * the outermost frame has returned.
 */
#ifndef REGISTRY_FRAME_H
#define REGISTRY_FRAME_H

struct registration;

struct frame {
	struct frame *below;
	const struct registration *registration; /* NULL: a destroy function */
	int is_serial; /* nothing may be entered from it: it holds a serial lock, or initialises */
};

void frame_push(struct frame *frame, const struct registration *registration, int is_serial);
void frame_pop(struct frame *frame);

/* 1 when the thread is inside a plugin's function or a destroy function. */
int frame_is_inside(void);

/* 1 when one of the frames is such: then no other plugin may be entered. */
int frame_is_serial(void);

/* Puts the ending of a registration off until frame_settle finds the thread outside; registrations
 * are linked through `next_ending`. */
void frame_put_off(struct registration *registration);

/* Ends all that was put off, if the thread is outside and not ending already. */
void frame_settle(void);

#endif
