/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Steps of whichever process calls.
 */
#ifndef STEPS_H
#define STEPS_H

void share_writes(void);		/* the count of values, before there is a second process */
void do_step(const char *line);		/* and answers it */

/* The step of an actor, which may wait for another. */
void do_beside(char *answer, const char *line);

#endif
