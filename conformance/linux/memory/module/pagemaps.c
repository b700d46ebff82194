// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * map, lookup, unmapmap and poll: memremap_pages over a window of addresses at which nothing is,
 * and memunmap_pages in a thread, for it waits for whoever uses the map.
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/kthread.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include "device.h"
#include "later.h"
#include "pagemaps.h"
#include "say.h"
#include "steps.h"

/* A section of memory is aligned to its size. */
#define WINDOW (128UL << 20)
/* An address that is RAM. */
#define RAM (64UL << 20)

static struct pagemap maps[8];
static u64 window;

int pagemaps_init(void)
{
	struct resource *room = request_free_mem_region(&iomem_resource, 2 * WINDOW, "p2pspec");

	if (IS_ERR(room))
		return PTR_ERR(room);
	window = ALIGN(room->start, WINDOW);
	return 0;
}

struct pagemap *pagemap_numbered(int number)
{
	return number >= 0 && number < ARRAY_SIZE(maps) && maps[number].known ? &maps[number] : NULL;
}

struct page *window_page(int number)
{
	return pfn_to_page(PHYS_PFN(window) + number);
}

bool pagemap_holds(struct pagemap *map, struct page *page)
{
	u64 at = page_to_phys(page);
	int i;

	for (i = 0; i < map->pgmap.nr_range; i++)
		if (at >= map->pgmap.ranges[i].start && at <= map->pgmap.ranges[i].end)
			return true;
	return false;
}

int pagemaps_begin(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(maps); i++)
		if (maps[i].known)
			return -EBUSY;
	return 0;
}

static void freed(freed_memory *memory)
{
}

static vm_fault_t touched(struct vm_fault *fault)
{
	return VM_FAULT_SIGBUS;
}

static const struct dev_pagemap_ops only_free = { .FREED = freed };
static const struct dev_pagemap_ops only_ram = { .migrate_to_ram = touched };
static const struct dev_pagemap_ops both = { .FREED = freed, .migrate_to_ram = touched };

static const struct dev_pagemap_ops *ops_named(const char *word)
{
	return !strcmp(word, "both") ? &both : !strcmp(word, "free") ? &only_free :
	       !strcmp(word, "ram") ? &only_ram : NULL;
}

static void read_ranges(struct dev_pagemap *pgmap, const char *list, u64 base)
{
	unsigned long from, count;
	const char *one;
	int i, length;

	for (i = 0; i < MOST_RANGES && (one = item(list, i, &length)); i++) {
		if (sscanf(one, "%lu:%lu", &from, &count) != 2)
			break;
		pgmap->ranges[i].start = base + from * PAGE_SIZE;
		pgmap->ranges[i].end = base + (from + count) * PAGE_SIZE - 1;
	}
	pgmap->nr_range = i;
}

/* map K type=T ranges=S:N,.. ops=none|free|ram|both owner=O [sysram=1] */
void ask_map(struct step *step)
{
	int n = number(step, 0), i;
	const char *ranges = named(step, "ranges");
	struct pagemap *map;
	void *memory;

	if (n < 0 || n >= ARRAY_SIZE(maps) || !named(step, "type") || !named(step, "ops"))
		return add("bad");
	map = &maps[n];
	if (map->known)
		return add("refused");
	memset(map, 0, sizeof(*map));
	map->pgmap.type = simple_strtol(named(step, "type"), NULL, 10);
	map->pgmap.ops = ops_named(named(step, "ops"));
	map->pgmap.owner = owner_of(named(step, "owner"));
	read_ranges(&map->pgmap, ranges ?: "0:512", has(step, "sysram=1") ? RAM : window);
	memory = memremap_pages(&map->pgmap, NUMA_NO_NODE);
	if (IS_ERR(memory))
		return add("rc=%ld", PTR_ERR(memory));
	map->known = true;
	init_completion(&map->gone);
	for (i = 0; i < map->pgmap.nr_range; i++)
		add("%s%d", i ? "," : "rc=0 refs=",
		    page_count(pfn_to_page(PHYS_PFN(map->pgmap.ranges[i].start))));
}

/* lookup S */
void ask_lookup(struct step *step)
{
	struct dev_pagemap *found = get_dev_pagemap(PHYS_PFN(window) + number(step, 0));
	struct pagemap *map = container_of(found, struct pagemap, pgmap);

	if (!found)
		return add("none");
	add("map %ld", (long)(map - maps));
	put_dev_pagemap(found);
}

static int unmap(void *data)
{
	struct pagemap *map = data;

	memunmap_pages(&map->pgmap);
	complete(&map->gone);
	return 0;
}

/*
 * Whether the teardown is over, or will be without anybody's help: its count is 0, or is gone. Its
 * count is exact once RCU's callbacks have run.
 */
static bool is_gone(struct pagemap *map)
{
	msleep(20);
	rcu_barrier();
	if (map->pgmap.ref.data && !percpu_ref_is_zero(&map->pgmap.ref))
		return false;
	wait_for_completion(&map->gone);
	map->known = false;
	return true;
}

void add_progress(struct pagemap *map, const char *before)
{
	if (map->dying)
		add("%s%s", before, is_gone(map) ? "done" : "waiting");
}

/* unmapmap K */
void ask_unmapmap(struct step *step)
{
	struct pagemap *map = pagemap_numbered(number(step, 0));

	if (!map)
		return add("absent");
	if (map->dying)
		return add("waiting");
	map->dying = true;
	if (IS_ERR(kthread_run(unmap, map, "unmapmap")))
		return add("bad");
	add_progress(map, "");
}

/* poll K */
void ask_poll(struct step *step)
{
	struct pagemap *map = pagemap_numbered(number(step, 0));

	if (!map)
		return add("absent");
	if (!map->dying)
		return add("live");
	add_progress(map, "");
}

static void release(struct pagemap *map)
{
	for (; map->grabbed; map->grabbed--)
		put_dev_pagemap(&map->pgmap);
	while (map->taken_count)
		put_page(map->taken[--map->taken_count]);
	if (!map->dying) {
		map->dying = true;
		if (IS_ERR(kthread_run(unmap, map, "unmapmap")))
			return;
	}
	is_gone(map);
}

/* What a teardown of the script still waits for then was lost by the kernel: the map stays. */
void release_pagemaps(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(maps); i++)
		if (maps[i].known)
			release(&maps[i]);
}
