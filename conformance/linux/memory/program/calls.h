/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * System calls of a script; each is 0 or an errno.
 */
#ifndef CALLS_H
#define CALLS_H

struct range {
	int from, to;
};

void find_peer(void);	/* the file of peer-to-peer memory, once sysfs is mounted */

int map_memory(struct range range, const char *protection, const char *kind);
int protect(struct range range, const char *protection);
int unmap(struct range range);
int drop(struct range range);
int move(struct range range, int to);

/* Marks of poison: 0; *@registered: whether it came so far; *@set: how many there are. */
int mark(struct range range, int *registered, int *set);

#endif
