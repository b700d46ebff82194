/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * A step, its words sorted.
 */
#ifndef P2PSPEC_WORDS_H
#define P2PSPEC_WORDS_H

#include <linux/types.h>
#include "guest.h"

#define MOST_WORDS 24
#define MOST_STEP_PAGES 64

struct step {
	char text[512];
	int process;
	const char *kind;
	const char *words[MOST_WORDS];	/* behind the kind */
	int count;
};

bool read_step(struct step *step, const char *line);
const char *word(const struct step *step, int i);		/* "" where there is none */
int number(const struct step *step, int i);			/* -1 where there is none */
const char *named(const struct step *step, const char *name);	/* behind NAME=, or NULL */
bool has(const struct step *step, const char *flag);

/* One of the words between commas; NULL behind the last. *@length: its own. */
const char *item(const char *list, int i, int *length);
bool lists_number(const char *list, int value);			/* NULL: none */

/* Pages P to Q - 1, which stand from word @i on; false: not so many can be asked. */
struct pages {
	int from, to;
};
bool read_pages(const struct step *step, int i, struct pages *pages);

#endif
