/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#ifndef P2PSPEC_LISTS_H
#define P2PSPEC_LISTS_H

#include "words.h"

int ask_map(struct words *words);
int ask_unmap(struct words *words);
int ask_again(struct words *words);
int ask_sync(struct words *words);

#endif
