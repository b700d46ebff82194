/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * What this module calls by the names of 7.3, and 6.12 has otherwise. Between the two each name
 * came with a release of its own; there nobody has tried.
 */
#ifndef P2PSPEC_LATER_H
#define P2PSPEC_LATER_H

#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(7, 3, 0)

#include <linux/leafops.h>

#define FREED folio_free
typedef struct folio freed_memory;

static inline unsigned long *flags_of_page(struct page *page)
{
	return &page->flags.f;
}

static inline void take_page(struct page *page, struct dev_pagemap *pgmap)
{
	zone_device_page_init(page, pgmap, 0);
}

/* 7.3 has an exclusive entry for writing only. */
static inline bool is_exclusive_write(softleaf_t entry)
{
	return softleaf_is_device_exclusive(entry);
}

/* One page a call; whoever asks for several goes on behind one that no device can have. */
static inline int take_exclusively(unsigned long start, unsigned long end, struct page **taken,
				   void *owner)
{
	struct folio *folio;
	int i = 0;

	for (unsigned long at = start; at < end; at += PAGE_SIZE, i++) {
		taken[i] = make_device_exclusive(current->mm, at, owner, &folio);
		if (taken[i] == ERR_PTR(-EOPNOTSUPP))
			taken[i] = NULL;
		else if (IS_ERR(taken[i]))
			return i ?: PTR_ERR(taken[i]);
	}
	return i;
}

#else

#include <linux/swap.h>
#include <linux/swapops.h>

#define FREED page_free
typedef struct page freed_memory;

/* With fixes 6.12 got some of these names. */
typedef swp_entry_t softleaf_t;
#ifndef softleaf_from_pte
#define softleaf_from_pte pte_to_swp_entry
#endif
#define softleaf_to_page pfn_swap_entry_to_page
#define softleaf_is_migration is_migration_entry
#define softleaf_is_migration_write is_writable_migration_entry
#define softleaf_is_migration_read_exclusive is_readable_exclusive_migration_entry
#define softleaf_is_device_private is_device_private_entry
#define softleaf_is_device_private_write is_writable_device_private_entry
#define softleaf_is_device_exclusive is_device_exclusive_entry
#define is_exclusive_write is_writable_device_exclusive_entry
#define softleaf_is_hwpoison is_hwpoison_entry
#define softleaf_is_marker is_pte_marker_entry
#define get_dev_pagemap(number) get_dev_pagemap(number, NULL)

static inline unsigned long *flags_of_page(struct page *page)
{
	return &page->flags;
}

static inline void take_page(struct page *page, struct dev_pagemap *pgmap)
{
	zone_device_page_init(page);
}

static inline int take_exclusively(unsigned long start, unsigned long end, struct page **taken,
				   void *owner)
{
	return make_device_exclusive_range(current->mm, start, end, taken, owner);
}

#endif

#endif
