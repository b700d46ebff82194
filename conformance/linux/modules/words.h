/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Words that are read, lines that are answered, and which question an answer belongs to.
 */
#ifndef P2PSPEC_WORDS_H
#define P2PSPEC_WORDS_H

#include <linux/compiler.h>
#include <linux/types.h>

/* Words of a line, read from left to right; a word that is no number makes the line bad. */
struct words {
	char *rest;
	bool bad;
};

char *next_word(struct words *words);
u64 next_hex(struct words *words);
int next_int(struct words *words);

void begin_scenario(int number);
void begin_question(void);
int this_question(void);	/* its number in the scenario, from 0 */
void end_scenario(void);

/* One answer a line: counted, and closed by a sum, so that a lost, cut or garbled one is seen. */
__printf(1, 2) void answer(const char *format, ...);

#endif
