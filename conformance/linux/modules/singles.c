// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * One page or one resource, mapped for a client and taken back.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include "bounce.h"
#include "domain.h"
#include "fabric.h"
#include "maps.h"
#include "singles.h"

static dma_addr_t map_one(const struct map *map)
{
	const struct bytes *bytes = &map->bytes;

	if (map->kind == RESOURCE)
		return dma_map_resource(map->client, bytes->phys, bytes->length, map->direction, 0);
	return dma_map_page(map->client, pfn_to_page(PHYS_PFN(bytes->phys)),
			    offset_in_page(bytes->phys), bytes->length, map->direction);
}

/* CLIENT DIRECTION ENTRY */
static int ask_one(struct words *words, enum map_kind kind)
{
	struct device *client = fabric_client(next_int(words));
	int direction = next_int(words);
	char *word = next_word(words);
	struct bytes bytes;
	struct map *map;
	int rc;

	if (!client)
		return -ENODEV;
	rc = word ? read_bytes(word, &bytes) : -EINVAL;
	if (rc)
		return rc;
	if (kind == PAGE && !bytes.has_page) {
		answer("skipped");
		return 0;
	}
	map = new_map(client, direction, kind);
	if (!map)
		return -ENOMEM;
	map->bytes = bytes;
	map->dma = map_one(map);
	if (dma_mapping_error(client, map->dma)) {
		answer("one %llx -", bytes.phys);
		kfree(map);
		return 0;
	}
	answer("one %llx %llx", bytes.phys, (u64)map->dma);
	tell_reached(client, map->dma, bytes.length);
	keep_map(map);
	return 0;
}

/* page CLIENT DIRECTION ENTRY */
int ask_page(struct words *words)
{
	return ask_one(words, PAGE);
}

/* resource CLIENT DIRECTION ENTRY */
int ask_resource(struct words *words)
{
	return ask_one(words, RESOURCE);
}

/* QUESTION: what it mapped is taken back; what is left of its translations */
static int ask_back(struct words *words, enum map_kind kind)
{
	struct map *map = find_map(next_int(words), kind);
	int rc;

	if (!map || !map->live) {
		answer("skipped");
		return 0;
	}
	rc = mark_bounced();
	if (rc)
		return rc;
	answer("unmapped %d", take_back(map));
	tell_copied();
	return 0;
}

/* unpage QUESTION */
int ask_unpage(struct words *words)
{
	return ask_back(words, PAGE);
}

/* unresource QUESTION */
int ask_unresource(struct words *words)
{
	return ask_back(words, RESOURCE);
}
