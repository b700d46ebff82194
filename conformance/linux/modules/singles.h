/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#ifndef P2PSPEC_SINGLES_H
#define P2PSPEC_SINGLES_H

#include "words.h"

int ask_page(struct words *words);
int ask_resource(struct words *words);
int ask_unpage(struct words *words);
int ask_unresource(struct words *words);

#endif
