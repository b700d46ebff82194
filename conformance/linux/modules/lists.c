// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Lists: mapped for a client, synced, taken back, and the same table mapped again.
 */
#include <linux/slab.h>
#include "bounce.h"
#include "domain.h"
#include "fabric.h"
#include "lists.h"
#include "maps.h"
#include "table.h"

/* Maps a list, new or once unmapped; what the IOMMU, if there is one, then makes of each entry. */
static int map_table(struct map *map)
{
	struct scatterlist *sg;
	int i, rc;

	rc = dma_map_sgtable(map->client, &map->table, map->direction, 0);
	answer("map %d %u", rc, rc ? 0 : map->table.nents);
	tell_table(&map->table);
	if (rc)
		return rc;
	for_each_sgtable_dma_sg(&map->table, sg, i)
		if (!sg_dma_is_bus_address(sg))
			tell_reached(map->client, sg_dma_address(sg), sg_dma_len(sg));
	return 0;
}

/* map CLIENT DIRECTION 0|1 ENTRY...: 1 where neighbours are joined first */
int ask_map(struct words *words)
{
	struct device *client = fabric_client(next_int(words));
	int direction = next_int(words);
	bool build = next_int(words), has_pages;
	struct bytes *bytes;
	struct map *map;
	int n, rc;

	if (!client)
		return -ENODEV;
	map = new_map(client, direction, LIST);
	bytes = kcalloc(MAX_ENTRIES, sizeof(*bytes), GFP_KERNEL);
	rc = map && bytes ? 0 : -ENOMEM;
	n = rc ?: read_list(words, bytes, &has_pages);
	if (n < 0) {
		rc = n;
		goto out;
	}
	if (!has_pages) {
		answer("skipped");
		goto out;
	}
	rc = (build ? table_of_pages : table_of_entries)(&map->table, bytes, n);
	if (rc)
		goto out;
	if (map_table(map)) {
		sg_free_table(&map->table);
		goto out;
	}
	keep_map(map);
	map = NULL;
out:
	kfree(bytes);
	kfree(map);
	return rc;
}

/* Takes a list back: what is left written in it, and of its translations. */
static int unmap_table(struct map *map)
{
	int rc = mark_bounced();

	if (rc)
		return rc;
	answer("unmapped %d", take_back(map));
	tell_table(&map->table);
	tell_copied();
	return 0;
}

/* unmap QUESTION: the list that this question mapped */
int ask_unmap(struct words *words)
{
	struct map *map = find_map(next_int(words), LIST);

	if (map && map->live)
		return unmap_table(map);
	answer("skipped");
	return 0;
}

/*
 * again QUESTION: the same table mapped a second time, and unmapped; only where it is unmapped now
 */
int ask_again(struct words *words)
{
	struct map *map = find_map(next_int(words), LIST);

	if (!map || map->live) {
		answer("skipped");
		return 0;
	}
	if (map_table(map))
		return 0;
	map->live = true;
	return unmap_table(map);
}

/* sync QUESTION cpu|device: the list goes to the CPU, or back to the device */
int ask_sync(struct words *words)
{
	struct map *map = find_map(next_int(words), LIST);
	char *side = next_word(words);
	int rc;

	if (!side || (strcmp(side, "cpu") && strcmp(side, "device")))
		return -EINVAL;
	if (!map || !map->live) {
		answer("skipped");
		return 0;
	}
	rc = mark_bounced();
	if (rc)
		return rc;
	if (!strcmp(side, "cpu"))
		dma_sync_sgtable_for_cpu(map->client, &map->table, map->direction);
	else
		dma_sync_sgtable_for_device(map->client, &map->table, map->direction);
	answer("synced");
	tell_table(&map->table);
	tell_copied();
	return 0;
}
