/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * What the program and the module agree on.
 */
#ifndef P2PSPEC_GUEST_H
#define P2PSPEC_GUEST_H

#ifndef PAGE_SIZE
#define PAGE_SIZE 4096UL
#endif

/* Page 4 begins a page table, and nothing else lies in this GiB. */
#define PAGE_4 0x100010000000UL
#define PAGE_AT(number) (PAGE_4 + (long)((number) - 4) * (long)PAGE_SIZE)

/* Pages that a script may name. */
#define MOST_PAGES 1024

/* The file: commands of the program, each with a line of text or a number. */
#define P2PSPEC_FILE "p2pspec-memory"
enum {
	P2PSPEC_SAY = 0x7000,	/* a line as it is */
	P2PSPEC_BEGIN,		/* a script begins: maps are empty, or the answer is an error */
	P2PSPEC_JOIN,		/* the calling process is number 0 or 1 of the script */
	P2PSPEC_STEP,		/* "> ..", and nothing that was before is told behind it */
	P2PSPEC_RUN,		/* does the step; 0 it has answered, 1 the program has to do it */
	P2PSPEC_ANSWER,		/* "= ..", and what notifiers were told meanwhile */
	P2PSPEC_WAITS,		/* would a read (or a write: page + MOST_PAGES) wait? */
	P2PSPEC_PENDING,	/* is process 0 or 1 between two stages of a migration? */
	P2PSPEC_BREAKS,		/* may this page be said to be broken? */
	P2PSPEC_FINISH,		/* the calling process ends its migration */
	P2PSPEC_RELEASE,	/* references, locks, notifiers and page maps of the script are dropped */
	P2PSPEC_LEFT,		/* "left .." */
	P2PSPEC_ACT,		/* struct p2pspec_act: the calling thread is an actor */
	P2PSPEC_BESIDE,		/* "a STEP" or "a go": an actor goes on; "= .." is what it comes to */
	P2PSPEC_LET_GO,		/* actors stop no more, and come to their end */
};

/* What an actor did, and what it is to do next. */
struct p2pspec_act {
	int actor;
	char answer[128];
	char line[512];
};

/* Offsets at which the file is mapped. */
#define P2PSPEC_MIXED 0UL
#define P2PSPEC_PFN (1UL << 30)

#endif
