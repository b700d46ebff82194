/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#ifndef P2PSPEC_PROVIDER_H
#define P2PSPEC_PROVIDER_H

#include "words.h"

int ask_dev(struct words *words);
int ask_add(struct words *words);
int ask_alloc(struct words *words);
int ask_distance(struct words *words);
int ask_publish(struct words *words);
int ask_find(struct words *words);
int ask_acs(struct words *words);
int ask_restore(struct words *words);

#endif
