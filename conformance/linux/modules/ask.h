/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#ifndef P2PSPEC_ASK_H
#define P2PSPEC_ASK_H

#include "words.h"

/* Puts the question of this verb; -EOPNOTSUPP: there is none. */
int ask(const char *verb, struct words *words);

#endif
