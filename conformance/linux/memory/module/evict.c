// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Pages of a device go back to RAM: one that a CPU touched, or those that the driver wants back.
 */
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include "device.h"
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

/* The page that was touched, alone. What did not move is a SIGBUS. */
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

	if (device->mode == DRIVER_FAILS || migrate_vma_setup(&migrate))
		return VM_FAULT_SIGBUS;
	if (src & MIGRATE_PFN_MIGRATE) {
		ram = take_copy(migrate_pfn_to_page(src), NULL);
		dst = ram ? migrate_pfn(page_to_pfn(ram)) : 0;
	}
	migrate_vma_pages(&migrate);
	moved = src & MIGRATE_PFN_MIGRATE;
	migrate_vma_finalize(&migrate);
	return moved ? 0 : VM_FAULT_SIGBUS;
}

static void add_found(const unsigned long *src, int from, int count)
{
	bool any = false;
	int i;

	for (i = 0; i < count; i++) {
		if (!src[i])
			continue;
		add("%s%d:", any ? "," : "", from + i);
		add_flags(src[i]);
		any = true;
	}
	if (!any)
		add("-");
}

/* evict M [k] [skip=k,..] */
void ask_evict(struct step *step)
{
	unsigned long src[DEVICE_PAGES] = {}, dst[DEVICE_PAGES] = {};
	struct device_memory *device = device_named(word(step, 0));
	int from = max(number(step, 1), 0), count = number(step, 1) < 0 ? DEVICE_PAGES : 1;
	struct page *ram;
	int i;

	if (!device || from >= DEVICE_PAGES)
		return add("bad");
	migrate_device_range(src, page_to_pfn(device->first + from), count);
	for (i = 0; i < count; i++) {
		if (!(src[i] & MIGRATE_PFN_MIGRATE) || lists_number(named(step, "skip"), from + i))
			continue;
		ram = take_copy(migrate_pfn_to_page(src[i]), NULL);
		dst[i] = ram ? migrate_pfn(page_to_pfn(ram)) : 0;
	}
	add("src=");
	add_found(src, from, count);
	migrate_device_pages(src, dst, count);
	add(" after=");
	add_found(src, from, count);
	migrate_device_finalize(src, dst, count);
}
