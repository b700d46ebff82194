/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#ifndef P2PSPEC_POOL_H
#define P2PSPEC_POOL_H

#include "words.h"

int ask_take(struct words *words);
int ask_give(struct words *words);
void forget_pools(void);

#endif
