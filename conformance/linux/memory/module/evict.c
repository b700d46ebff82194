// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Pages of a device go back to RAM: one that a CPU touched, or those that the driver wants back.
 */
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include "actor.h"
#include "device.h"
#include "driver.h"
#include "evict.h"
#include "say.h"
#include "steps.h"

struct page *take_copy(struct page *from, struct device_memory *to)
{
	struct page *page;

	if (to) {
		page = device_take(to);
	} else {
		page = alloc_page(GFP_HIGHUSER_MOVABLE | __GFP_ZERO);
		if (page)
			lock_page(page);
	}
	if (page)
		set_content(page, content_of(from));
	return page;
}

void add_flags(unsigned long src)
{
	add("%c%c%c", src & MIGRATE_PFN_VALID ? 'V' : '-', src & MIGRATE_PFN_MIGRATE ? 'M' : '-',
	    src & MIGRATE_PFN_WRITE ? 'W' : '-');
}

/* The page that was touched, alone. What did not move is a SIGBUS, or touched again (DRIVER_RETRIES). */
vm_fault_t bring_back(struct vm_fault *fault)
{
	struct device_memory *device = device_of(fault->page);
	unsigned long src = 0, dst = 0;
	struct migrate_vma migrate = {
		.vma = fault->vma,
		.start = fault->address,
		.end = fault->address + PAGE_SIZE,
		.src = &src,
		.dst = &dst,
		.pgmap_owner = device->pgmap.owner,
		.flags = device->type == MEMORY_DEVICE_PRIVATE ?
				 MIGRATE_VMA_SELECT_DEVICE_PRIVATE :
				 MIGRATE_VMA_SELECT_DEVICE_COHERENT,
		.fault_page = device->mode == DRIVER_NAMES_NO_PAGE ? NULL : fault->page,
	};
	struct page *ram;
	bool moved;
	int rc;

	pass("to_ram");
	if (device->mode == DRIVER_FAILS)
		return VM_FAULT_SIGBUS;
	rc = migrate_vma_setup(&migrate);
	pass("setup");
	if (rc)
		return VM_FAULT_SIGBUS;
	driver_forgets(&migrate);
	if (src & MIGRATE_PFN_MIGRATE) {
		ram = take_copy(migrate_pfn_to_page(src), NULL);
		dst = ram ? migrate_pfn(page_to_pfn(ram)) : 0;
	}
	pass("copied");
	migrate_vma_pages(&migrate);
	pass("pages");
	moved = src & MIGRATE_PFN_MIGRATE;
	migrate_vma_finalize(&migrate);
	pass("finalized");
	return moved || device->mode == DRIVER_RETRIES ? 0 : VM_FAULT_SIGBUS;
}

/* Nobody holds an mmap lock between the stages: other steps meet migration entries. */
static struct eviction {
	unsigned long src[DEVICE_PAGES], dst[DEVICE_PAGES];
	int from, count;
	enum { NONE, SET_UP, MOVED } stage;
} eviction;

/* Entries that are not 0, by device page. */
static void add_found(const struct eviction *e)
{
	bool any = false;
	int i;

	for (i = 0; i < e->count; i++) {
		if (!e->src[i])
			continue;
		add("%s%d:", any ? "," : "", e->from + i);
		add_flags(e->src[i]);
		any = true;
	}
	if (!any)
		add("-");
}

static bool set_up(struct eviction *e, struct step *step)
{
	struct device_memory *device = device_named(word(step, 0));
	struct page *ram;
	int i;

	memset(e, 0, sizeof(*e));
	e->from = max(number(step, 1), 0);
	e->count = number(step, 1) < 0 ? DEVICE_PAGES : 1;
	if (!device || e->from >= DEVICE_PAGES) {
		add("bad");
		return false;
	}
	migrate_device_range(e->src, page_to_pfn(device->first + e->from), e->count);
	for (i = 0; i < e->count; i++) {
		if (!(e->src[i] & MIGRATE_PFN_MIGRATE) ||
		    lists_number(named(step, "skip"), e->from + i))
			continue;
		ram = take_copy(migrate_pfn_to_page(e->src[i]), NULL);
		e->dst[i] = ram ? migrate_pfn(page_to_pfn(ram)) : 0;
	}
	e->stage = SET_UP;
	add("src=");
	add_found(e);
	return true;
}

static void move(struct eviction *e)
{
	migrate_device_pages(e->src, e->dst, e->count);
	e->stage = MOVED;
	add("after=");
	add_found(e);
}

static void finalize(struct eviction *e)
{
	migrate_device_finalize(e->src, e->dst, e->count);
	e->stage = NONE;
}

/* evict M [k] [skip=k,..] */
void ask_evict(struct step *step)
{
	struct eviction e;

	if (!set_up(&e, step))
		return;
	add(" ");
	move(&e);
	finalize(&e);
}

/* esetup, epages, efinalize: the same in three */
void ask_evict_setup(struct step *step)
{
	if (eviction.stage != NONE)
		return add("refused");
	set_up(&eviction, step);
}

void ask_evict_pages(struct step *step)
{
	if (eviction.stage != SET_UP)
		return add("refused");
	move(&eviction);
}

void ask_evict_finalize(struct step *step)
{
	if (eviction.stage != MOVED)
		return add("refused");
	finalize(&eviction);
	add("ok");
}

void finish_eviction(void)
{
	if (eviction.stage == SET_UP)
		migrate_device_pages(eviction.src, eviction.dst, eviction.count);
	if (eviction.stage != NONE)
		finalize(&eviction);
}
