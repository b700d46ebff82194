// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * take, drop, grab and ungrab: pages of a script's map, and references of the map itself.
 */
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include "later.h"
#include "pagemaps.h"
#include "say.h"
#include "steps.h"

/* Of the other types a page has its reference from the start. */
static bool is_counted(struct pagemap *map)
{
	return map->pgmap.type == MEMORY_DEVICE_PRIVATE ||
	       map->pgmap.type == MEMORY_DEVICE_COHERENT;
}

/* take K S */
void ask_take(struct step *step)
{
	struct pagemap *map = pagemap_numbered(number(step, 0));
	struct page *page = window_page(number(step, 1));

	if (!map)
		return add("absent");
	if (!pagemap_holds(map, page))
		return add("bad");
	if (!is_counted(map) || page_count(page) || map->taken_count == MOST_TAKEN)
		return add("refused");
	take_page(page, &map->pgmap);
	unlock_page(page);
	map->taken[map->taken_count++] = page;
	add("ref=%d", page_count(page));
}

/* drop K */
void ask_drop(struct step *step)
{
	struct pagemap *map = pagemap_numbered(number(step, 0));
	struct page *page;

	if (!map)
		return add("absent");
	if (!map->taken_count)
		return add("nothing");
	page = map->taken[--map->taken_count];
	put_page(page);
	/* It may be gone with its map soon. */
	add("ref=%d", page_count(page));
	add_progress(map, " ");
}

/* grab K S */
void ask_grab(struct step *step)
{
	struct pagemap *map = pagemap_numbered(number(step, 0));
	struct dev_pagemap *found;

	if (!map)
		return add("absent");
	found = get_dev_pagemap(page_to_pfn(window_page(number(step, 1))));
	if (!found)
		return add("none");
	if (found != &map->pgmap) {
		put_dev_pagemap(found);
		return add("other");
	}
	map->grabbed++;
	add("ok");
}

/* ungrab K */
void ask_ungrab(struct step *step)
{
	struct pagemap *map = pagemap_numbered(number(step, 0));

	if (!map || !map->grabbed)
		return add("nothing");
	map->grabbed--;
	put_dev_pagemap(&map->pgmap);
	add("ok");
	add_progress(map, " ");
}
