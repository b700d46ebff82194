// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * exclusive P Q owner=O: a device has pages to itself until a CPU touches them. Their locks and
 * references are dropped at once.
 */
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include "device.h"
#include "entry.h"
#include "later.h"
#include "say.h"
#include "steps.h"

void ask_exclusive(struct step *step)
{
	static struct page *taken[MOST_STEP_PAGES];
	struct pages pages;
	int i, rc;

	if (!read_pages(step, 0, &pages))
		return add("bad");
	mmap_read_lock(current->mm);
	rc = take_exclusively(PAGE_AT(pages.from), PAGE_AT(pages.to), taken,
			      owner_of(named(step, "owner")));
	mmap_read_unlock(current->mm);
	add("rc=%d", rc);
	for (i = 0; i < rc; i++) {
		add(" %d=%s", pages.from + i, taken[i] ? name_of(taken[i]) : "no");
		if (!taken[i])
			continue;
		unlock_page(taken[i]);
		put_page(taken[i]);
	}
	add(" now=");
	add_entries(current->mm, pages);
}
