/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * References that stay from step to step.
 */
#ifndef P2PSPEC_HOLD_H
#define P2PSPEC_HOLD_H

#include <linux/mm_types.h>
#include "words.h"

struct slot {
	struct page *pages[MOST_STEP_PAGES];
	long count;
	bool used, pinned;
};

struct slot *free_slot(int number);	/* NULL: none, or in use */

#endif
