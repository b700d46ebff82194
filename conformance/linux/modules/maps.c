// SPDX-License-Identifier: MIT OR GPL-2.0
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include "domain.h"
#include "maps.h"

static LIST_HEAD(maps);

struct map *new_map(struct device *client, int direction, enum map_kind kind)
{
	struct map *map = kzalloc(sizeof(*map), GFP_KERNEL);

	if (map) {
		map->question = this_question();
		map->client = client;
		map->direction = direction;
		map->kind = kind;
	}
	return map;
}

void keep_map(struct map *map)
{
	map->live = true;
	list_add_tail(&map->list, &maps);
}

struct map *find_map(int question, enum map_kind kind)
{
	struct map *map;

	list_for_each_entry(map, &maps, list)
		if (map->question == question && map->kind == kind)
			return map;
	return NULL;
}

struct map *find_any_map(int question)
{
	return find_map(question, LIST) ?: find_map(question, PAGE) ?: find_map(question, RESOURCE);
}

struct map *next_map(struct map *map)
{
	struct list_head *next = map ? map->list.next : maps.next;

	return next == &maps ? NULL : list_entry(next, struct map, list);
}

static void unmap(struct map *map)
{
	switch (map->kind) {
	case LIST:
		dma_unmap_sgtable(map->client, &map->table, map->direction, 0);
		break;
	case PAGE:
		dma_unmap_page(map->client, map->dma, map->bytes.length, map->direction);
		break;
	case RESOURCE:
		dma_unmap_resource(map->client, map->dma, map->bytes.length, map->direction, 0);
		break;
	}
	map->live = false;
}

struct iova_run {
	dma_addr_t dma;
	size_t length;
};

/* The addresses that an IOMMU may translate: those that are not on the bus. */
static int ranges_of(struct map *map, struct iova_run *ranges)
{
	struct scatterlist *sg;
	int i, n = 0;

	if (map->kind != LIST) {
		ranges[0].dma = map->dma;
		ranges[0].length = map->bytes.length;
		return 1;
	}
	for_each_sgtable_dma_sg(&map->table, sg, i)
		if (!sg_dma_is_bus_address(sg)) {
			ranges[n].dma = sg_dma_address(sg);
			ranges[n++].length = sg_dma_len(sg);
		}
	return n;
}

int take_back(struct map *map)
{
	static struct iova_run ranges[MAX_ENTRIES];
	int n = ranges_of(map, ranges), left = 0;

	unmap(map);
	while (n--)
		left += pages_reached(map->client, ranges[n].dma, ranges[n].length);
	return left;
}

void forget_maps(void)
{
	struct map *map, *next;

	list_for_each_entry_safe(map, next, &maps, list) {
		if (map->live)
			unmap(map);
		if (map->kind == LIST)
			sg_free_table(&map->table);
		list_del(&map->list);
		kfree(map);
	}
}
