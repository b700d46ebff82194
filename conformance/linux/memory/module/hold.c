// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * hold, put, lock and unlock: plain references on whatever page an entry names, and page locks.
 */
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include "device.h"
#include "entry.h"
#include "hold.h"
#include "say.h"
#include "steps.h"

static struct slot slots[16];

static struct locked {
	struct page *page;
	int process, at;
} locks[16];

struct slot *free_slot(int number)
{
	struct slot *slot = &slots[number];

	if (number < 0 || number >= ARRAY_SIZE(slots) || slot->used)
		return NULL;
	memset(slot, 0, sizeof(*slot));
	return slot;
}

static void put_slot(struct slot *slot)
{
	long i;

	if (slot->pinned)
		unpin_user_pages(slot->pages, slot->count);
	for (i = 0; i < slot->count && !slot->pinned; i++)
		put_page(slot->pages[i]);
	slot->used = false;
}

/* put K */
void ask_put(struct step *step)
{
	int n = number(step, 0);

	if (n >= 0 && n < ARRAY_SIZE(slots) && slots[n].used)
		put_slot(&slots[n]);
	add("ok");
}

/* hold K P Q */
void ask_hold(struct step *step)
{
	struct slot *slot = free_slot(number(step, 0));
	struct pages pages;
	struct page *page;
	int i;

	if (!slot)
		return add("refused");
	if (!read_pages(step, 1, &pages))
		return add("bad");
	slot->used = true;
	for (i = pages.from; i < pages.to; i++) {
		page = page_named(entry_at(current->mm, PAGE_AT(i)));
		add("%s%s", i > pages.from ? "," : "", page ? name_of(page) : "-");
		if (!page)
			continue;
		get_page(page);
		slot->pages[slot->count++] = page;
	}
}

/* Pages of files, the zero page, and pages that others use are not locked. */
static struct page *lockable(pte_t entry)
{
	struct page *page = pte_present(entry) || is_private(entry) ? page_named(entry) : NULL;

	if (!page || is_zero_pfn(page_to_pfn(page)))
		return NULL;
	return is_zone_device_page(page) || PageAnon(page) ? page : NULL;
}

/* lock P */
void ask_lock(struct step *step)
{
	struct page *page = lockable(entry_at(current->mm, PAGE_AT(number(step, 0))));
	int i;

	for (i = 0; i < ARRAY_SIZE(locks) && locks[i].page; i++)
		;
	if (i == ARRAY_SIZE(locks) || !page || !trylock_page(page))
		return add("refused");
	get_page(page);
	locks[i] = (struct locked){ page, this_process(), number(step, 0) };
	add("locked %s", name_of(page));
}

static void unlock(struct locked *lock)
{
	unlock_page(lock->page);
	put_page(lock->page);
	lock->page = NULL;
}

/* unlock P */
void ask_unlock(struct step *step)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(locks); i++) {
		if (!locks[i].page || locks[i].process != this_process() ||
		    locks[i].at != number(step, 0))
			continue;
		unlock(&locks[i]);
		return add("ok");
	}
	add("nothing");
}

void release_holds(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(slots); i++)
		if (slots[i].used)
			put_slot(&slots[i]);
	for (i = 0; i < ARRAY_SIZE(locks); i++)
		if (locks[i].page)
			unlock(&locks[i]);
}
