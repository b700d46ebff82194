/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Questions that no scenario of the model can put: those of latent/ do.
 */
#ifndef P2PSPEC_LATENT_H
#define P2PSPEC_LATENT_H

#include "words.h"

/* latent.c */
int ask_group(struct words *words);
int ask_implement(struct words *words);
int ask_config(struct words *words);
int ask_resume(struct words *words);
int ask_overlay(struct words *words);

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

/* latent-user.c */
int ask_types(struct words *words);

/* latent-hmm.c */
struct hmm_range;
int ask_hmm(struct words *words);
int fault_range(struct hmm_range *range);

/* latent-private.c */
int ask_private(struct words *words);
int ask_migrate(struct words *words);

#define NOWHERE 0x100000000000UL	/* user addresses where no page table is */

#endif
