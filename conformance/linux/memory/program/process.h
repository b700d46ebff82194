/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * The processes of a script.
 */
#ifndef PROCESS_H
#define PROCESS_H

/* Its steps, up to one that is NULL; never returns. */
void play(char *const *steps);

const char *fork_second(void);		/* and what is said of that */

#endif
