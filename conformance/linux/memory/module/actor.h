/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Threads of a script that stand beside each other, and points at which they stop.
 */
#ifndef P2PSPEC_ACTOR_H
#define P2PSPEC_ACTOR_H

#include <linux/types.h>
#include "guest.h"

void actors_begin(void);			/* none is under way */
bool actors_have_come(void);			/* this script has some */
bool is_actor(void);				/* the calling thread is one */
void pass(const char *point);			/* an actor stops here, if its step says so */
size_t answer_of_actor(char **text);		/* where the calling actor's answer goes; 0: it is none */
long act(struct p2pspec_act __user *order);	/* the calling thread is an actor, and waits for a step */
bool is_ready(const char *line);		/* the actor of "a .." has come */
void beside(const char *line);			/* "a STEP" or "a go", and what came of it */
void actors_let_go(void);			/* nobody stops any more, and all come to their end */

#endif
