/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#ifndef P2PSPEC_GROUPS_H
#define P2PSPEC_GROUPS_H

#include "words.h"

int ask_mates(struct words *words);
int ask_ids(struct words *words);
int add_alias(struct words *words);
void forget_groups(void);

#endif
