/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Threads of the first process that stand beside each other: the actors of a script.
 */
#ifndef ACTORS_H
#define ACTORS_H

int is_of_actor(const char *line);		/* "a STEP" or "b STEP" */
void start_actors(char *const *steps);		/* if one of them is of an actor */
void act_beside(const char *line);

#endif
