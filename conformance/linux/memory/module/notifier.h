/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Interval notifiers that stay from step to step.
 */
#ifndef P2PSPEC_NOTIFIER_H
#define P2PSPEC_NOTIFIER_H

#include <linux/mmu_notifier.h>
#include "words.h"

struct mirror {
	struct mmu_interval_notifier notifier;
	struct mm_struct *mm;	/* NULL: there is none */
	unsigned long sequence;	/* of the last read_begin */
	bool listens;		/* what it was told is told on */
	void *skip;		/* owner whose migrations are ignored; NULL: nobody's */
	/* the driver's table forgets this range, and the sequence is set, under the driver's lock */
	void (*clears)(struct mirror *mirror, struct pages pages, unsigned long sequence);
	char told[1024];
	int number;
	size_t used, last;	/* of it, and where the last event begins */
};

int mirror_insert(struct mirror *mirror, struct pages pages);
void mirror_remove(struct mirror *mirror);
struct mirror *mirror_numbered(int number);	/* NULL: none, or one of the other process */
struct mirror *mirror_begin(int number, struct pages pages, void *skip);	/* NULL: it cannot be */

#endif
