/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Page maps that a script registers itself.
 */
#ifndef P2PSPEC_PAGEMAPS_H
#define P2PSPEC_PAGEMAPS_H

#include <linux/completion.h>
#include <linux/memremap.h>

#define MOST_RANGES 8
#define MOST_TAKEN 32

struct pagemap {
	union {
		struct dev_pagemap pgmap;
		/* Room behind its last member, which is the first range. */
		u8 room[sizeof(struct dev_pagemap) + MOST_RANGES * sizeof(struct range)];
	};
	bool known, dying;
	struct completion gone;
	struct page *taken[MOST_TAKEN];
	int taken_count, grabbed;
};

struct pagemap *pagemap_numbered(int number);	/* NULL: no such map */
struct page *window_page(int number);
bool pagemap_holds(struct pagemap *map, struct page *page);

/* Behind an answer: " done", " waiting", or nothing where no teardown is under way. */
void add_progress(struct pagemap *map, const char *before);

#endif
