// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The driver moves pages to its device and back, empties its memory, and takes pages from the CPU.
 * As lib/test_hmm.c does it maps what moved before the last stage, and asks nothing then.
 */
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/rmap.h>
#include <linux/sched.h>
#include "actor.h"
#include "driver.h"
#include "evict.h"
#include "later.h"
#include "say.h"
#include "steps.h"

#define MOST_MOVED 16

static void add_moved(int rc, int count)
{
	add("rc=%d pages=%d", rc, count);
}

static void give(unsigned long *src, unsigned long *dst, int count, struct device_memory *to)
{
	struct page *page;
	int i;

	for (i = 0; i < count; i++) {
		if (!(src[i] & MIGRATE_PFN_MIGRATE))
			continue;
		page = take_copy(migrate_pfn_to_page(src[i]), to);
		dst[i] = page ? migrate_pfn(page_to_pfn(page)) : 0;
	}
}

static int moved(const unsigned long *src, const unsigned long *dst, int count)
{
	int i, pages = 0;

	for (i = 0; i < count; i++)
		pages += dst[i] && src[i] & MIGRATE_PFN_MIGRATE;
	return pages;
}

/* What moved; a hole was filled with a page that may be written if its VMA allows it. */
static void map(struct migrate_vma *m)
{
	bool may_write = m->vma->vm_flags & VM_WRITE;
	unsigned long at = m->start;
	int i;

	for (i = 0; i < m->npages; i++, at += PAGE_SIZE)
		if (m->dst[i] && m->src[i] & MIGRATE_PFN_MIGRATE)
			driver_maps(at, migrate_pfn_to_page(m->dst[i]),
				    m->src[i] & MIGRATE_PFN_WRITE ||
					    (!migrate_pfn_to_page(m->src[i]) && may_write));
}

/* A part that lies in one VMA. How many pages moved, or an error. */
static int move_part(struct migrate_vma *m, struct device_memory *to)
{
	int rc = migrate_vma_setup(m);

	pass("setup");
	if (rc)
		return rc;
	if (!to)
		driver_forgets(m);
	give(m->src, m->dst, m->npages, to);
	pass("copied");
	migrate_vma_pages(m);
	pass("pages");
	if (to) {
		map(m);
		pass("mapped");
	}
	migrate_vma_finalize(m);
	pass("finalized");
	return moved(m->src, m->dst, m->npages);
}

static bool may_move(const struct step *step, struct pages *pages)
{
	return driver_is_open() && read_pages(step, 0, pages) &&
	       pages->to - pages->from <= MOST_MOVED;
}

static void move(struct step *step, struct device_memory *to, unsigned int flags)
{
	unsigned long src[MOST_MOVED] = {}, dst[MOST_MOVED] = {}, at, end;
	struct migrate_vma m;
	struct pages pages;
	int rc = 0, count = 0;

	if (!may_move(step, &pages))
		return add("bad");
	end = PAGE_AT(pages.to);
	mmap_read_lock(current->mm);
	for (at = PAGE_AT(pages.from); at < end && rc >= 0; at = m.end, count += max(rc, 0)) {
		m = (struct migrate_vma){
			.vma = vma_lookup(current->mm, at),
			.start = at,
			.src = src,
			.dst = dst,
			.pgmap_owner = driver_owner(),
			.flags = flags,
		};
		if (!m.vma || !(m.vma->vm_flags & VM_READ)) {
			rc = -EINVAL;
			break;
		}
		m.end = min(end, m.vma->vm_end);
		rc = move_part(&m, to);
	}
	mmap_read_unlock(current->mm);
	add_moved(min(rc, 0), count);
}

/* migrate_to_device P Q */
void ask_to_device(struct step *step)
{
	move(step, driver_memory(), MIGRATE_VMA_SELECT_SYSTEM);
}

/* migrate_to_system P Q */
void ask_to_system(struct step *step)
{
	move(step, NULL, MIGRATE_VMA_SELECT_DEVICE_PRIVATE);
}

/* migrate_device_range: all that is in the device's memory goes to RAM */
void ask_device_evict(struct step *step)
{
	unsigned long src[DEVICE_PAGES] = {}, dst[DEVICE_PAGES] = {};

	migrate_device_range(src, page_to_pfn(driver_memory()->first), DEVICE_PAGES);
	pass("setup");
	give(src, dst, DEVICE_PAGES, NULL);
	pass("copied");
	migrate_device_pages(src, dst, DEVICE_PAGES);
	pass("pages");
	migrate_device_finalize(src, dst, DEVICE_PAGES);
	pass("finalized");
	add_moved(0, moved(src, dst, DEVICE_PAGES));
}

/* make_device_exclusive_range P Q: pages are locked until the device has them */
void ask_device_exclusive(struct step *step)
{
	struct page *taken[MOST_MOVED] = {};
	struct pages pages;
	int i, rc, count = 0;

	if (!may_move(step, &pages))
		return add("bad");
	mmap_read_lock(current->mm);
	rc = take_exclusively(PAGE_AT(pages.from), PAGE_AT(pages.to), taken, NULL);
	pass("taken");
	for (i = 0; i < rc; i++) {
		if (!taken[i])
			continue;
		driver_maps(PAGE_AT(pages.from + i), taken[i], true);
		unlock_page(taken[i]);
		put_page(taken[i]);
		count++;
	}
	mmap_read_unlock(current->mm);
	add_moved(min(rc, 0), count);
}
