/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#ifndef P2PSPEC_LATENT_H
#define P2PSPEC_LATENT_H

#include "p2pspec.h"

/* latent-dma.c */
int ask_table(struct words *words);
int ask_replace(struct words *words);
int ask_map_table(struct words *words);
int ask_unmap_table(struct words *words);
int ask_walk(struct words *words);
int ask_boundary(struct words *words);
int ask_no_mask(struct words *words);

/* latent-pages.c */
int ask_slice(struct words *words);
int ask_pagemap(struct words *words);
int ask_memremap(struct words *words);
int ask_between(struct words *words);
int ask_types(struct words *words);

/* latent-hmm.c */
int ask_hmm(struct words *words);
int ask_private(struct words *words);
int ask_migrate(struct words *words);

#endif
