/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#ifndef P2PSPEC_IOVAS_H
#define P2PSPEC_IOVAS_H

#include "words.h"

int ask_reach(struct words *words);
int ask_flush(struct words *words);
int hold_queues(void);
bool queues_held(void);
void let_queues_go(void);

#endif
