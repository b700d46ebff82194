/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Entries of a process's page table.
 */
#ifndef P2PSPEC_ENTRY_H
#define P2PSPEC_ENTRY_H

#include <linux/mm.h>
#include "words.h"

pte_t entry_at(struct mm_struct *mm, unsigned long at);		/* none where there is no table */
bool has_table(struct mm_struct *mm, unsigned long at);

/* The page that an entry names, whatever kind of entry it is; NULL: none, or one without counts. */
struct page *page_named(pte_t entry);

void add_entry(struct mm_struct *mm, unsigned long at);		/* "A:3+w", "mig(anon)+x", .. */
void add_entries(struct mm_struct *mm, struct pages pages);	/* all of them, with commas */

bool is_migrating(pte_t entry);
bool is_private(pte_t entry);
bool is_exclusive(pte_t entry);
bool is_broken(pte_t entry);

#endif
