// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Page maps A and A2 of one owner, B of another, all device-private, and C, coherent. A driver
 * gives out the lowest free page of sixteen.
 */
#include <linux/highmem.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/module.h>
#include "device.h"
#include "evict.h"
#include "later.h"
#include "peer.h"
#include "say.h"

#define SIZE (2UL << 20)

/* RAM that the kernel was told to leave alone. */
static unsigned long coherent_at;
module_param(coherent_at, ulong, 0444);

static char owners[3];

void *owner_of(const char *word)
{
	return word && word[0] >= 'A' && word[0] <= 'C' && !word[1] ? &owners[word[0] - 'A'] : NULL;
}

char owner_letter(void *owner)
{
	return owner >= (void *)owners && owner < (void *)(owners + 3) ?
		       'A' + (char)((char *)owner - owners) : '-';
}

static void freed(freed_memory *memory)
{
}

static const struct dev_pagemap_ops ops = {
	.FREED = freed,
	.migrate_to_ram = bring_back,
};

static struct device_memory devices[] = {
	{ .name = "A", .type = MEMORY_DEVICE_PRIVATE, .owner = 0 },
	{ .name = "A2", .type = MEMORY_DEVICE_PRIVATE, .owner = 0 },
	{ .name = "B", .type = MEMORY_DEVICE_PRIVATE, .owner = 1 },
	{ .name = "C", .type = MEMORY_DEVICE_COHERENT, .owner = 2 },
};

static int device_init(struct device_memory *device)
{
	struct dev_pagemap *pgmap = &device->pgmap;
	struct resource *room = NULL;
	void *memory;

	pgmap->range.start = coherent_at;
	if (device->type == MEMORY_DEVICE_PRIVATE) {
		room = request_free_mem_region(&iomem_resource, SIZE, "p2pspec-memory");
		if (IS_ERR(room))
			return PTR_ERR(room);
		pgmap->range.start = room->start;
	}
	pgmap->range.end = pgmap->range.start + SIZE - 1;
	pgmap->type = device->type;
	pgmap->nr_range = 1;
	pgmap->ops = &ops;
	pgmap->owner = &owners[device->owner];
	memory = memremap_pages(pgmap, NUMA_NO_NODE);
	if (IS_ERR(memory)) {
		if (room)
			release_mem_region(room->start, SIZE);
		return PTR_ERR(memory);
	}
	device->first = pfn_to_page(PHYS_PFN(pgmap->range.start));
	return 0;
}

int devices_init(void)
{
	int i, rc = 0;

	for (i = 0; i < ARRAY_SIZE(devices) && !rc; i++)
		rc = device_init(&devices[i]);
	return rc;
}

/* The last value that a device stored. */
static unsigned int written;

unsigned int next_written(void)
{
	return ++written;
}

static int in_use(struct device_memory *device)
{
	int i, count = 0;

	for (i = 0; i < DEVICE_PAGES; i++)
		count += page_count(device->first + i) > 0;
	return count;
}

/* A device page that is given back keeps what it was marked with, and whoever has it next has that. */
static void forget_marks(struct device_memory *device)
{
	const unsigned long marks = BIT(PG_dirty) | BIT(PG_referenced) | BIT(PG_uptodate) |
				    BIT(PG_active) | BIT(PG_workingset) | BIT(PG_swapbacked);

	for (struct page *page = device->first; page < device->first + DEVICE_PAGES; page++)
		*flags_of_page(page) &= ~marks;
}

int devices_begin(void)
{
	int i;

	written = 99;
	for (i = 0; i < ARRAY_SIZE(devices); i++) {
		if (in_use(&devices[i]))
			return -EBUSY;
		devices[i].mode = DRIVER_OK;
		forget_marks(&devices[i]);
	}
	return 0;
}

void add_used(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(devices); i++)
		add("%s%s:%d", i ? "," : "", devices[i].name, in_use(&devices[i]));
}

void add_left(void)
{
	int i, any = 0;

	for (i = 0; i < ARRAY_SIZE(devices); i++)
		if (in_use(&devices[i]))
			add("%s%s:%d", any++ ? "," : "", devices[i].name, in_use(&devices[i]));
	if (!any)
		add("none");
}

struct device_memory *device_named(const char *name)
{
	int i;

	for (i = 0; name && i < ARRAY_SIZE(devices); i++)
		if (!strcmp(devices[i].name, name))
			return &devices[i];
	return NULL;
}

struct device_memory *device_of(struct page *page)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(devices); i++)
		if (page >= devices[i].first && page < devices[i].first + DEVICE_PAGES)
			return &devices[i];
	return NULL;
}

int device_index(struct device_memory *device, struct page *page)
{
	return page - device->first;
}

struct page *device_take(struct device_memory *device)
{
	int i;

	for (i = 0; i < DEVICE_PAGES; i++) {
		if (page_count(device->first + i))
			continue;
		take_page(device->first + i, &device->pgmap);
		return device->first + i;
	}
	return NULL;
}

const char *name_of(struct page *page)
{
	static char names[4][16];
	static int next;
	struct device_memory *device = device_of(page);
	char *name = names[next++ % ARRAY_SIZE(names)];
	int peer = peer_index(page);

	if (is_zero_pfn(page_to_pfn(page)))
		return "zero";
	if (device)
		scnprintf(name, sizeof(names[0]), "%s:%d", device->name, device_index(device, page));
	else if (peer >= 0)
		scnprintf(name, sizeof(names[0]), "P:%d", peer);
	else
		return PageAnon(page) ? "anon" : page->mapping ? "file" : "drv";
	return name;
}

u64 content_of(struct page *page)
{
	struct device_memory *device = page ? device_of(page) : NULL;

	if (!page)
		return 0;
	if (device && device->type == MEMORY_DEVICE_PRIVATE)
		return device->content[device_index(device, page)];
	return *(u64 *)page_address(page);
}

void set_content(struct page *page, u64 value)
{
	struct device_memory *device = device_of(page);

	if (device && device->type == MEMORY_DEVICE_PRIVATE)
		device->content[device_index(device, page)] = value;
	else
		*(u64 *)page_address(page) = value;
}

/* dwrite M k: the device writes a page of its own */
void ask_dwrite(struct step *step)
{
	struct device_memory *device = device_named(word(step, 0));
	int k = number(step, 1);

	if (!device || k < 0 || k >= DEVICE_PAGES)
		return add("bad");
	if (!page_count(device->first + k))
		return add("unused");
	set_content(device->first + k, next_written());
	add("wrote %u", written);
}

/* driver M ok|fail|nofp */
void ask_driver(struct step *step)
{
	struct device_memory *device = device_named(word(step, 0));

	if (!device)
		return add("bad");
	device->mode = has(step, "fail") ? DRIVER_FAILS :
		       has(step, "nofp") ? DRIVER_NAMES_NO_PAGE : DRIVER_OK;
	add("ok");
}
