// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Who reaches a mapping, and when a flush queue is emptied.
 *
 * Its timer fires 10 ms after an unmap, and a line on the console takes about as long. So timers
 * are held while lists are mapped and unmapped, and let go where a scenario says that they fire.
 */
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include "domain.h"
#include "fabric.h"
#include "iovas.h"
#include "maps.h"

static bool held;

int hold_queues(void)
{
	if (held)
		return -EBUSY;
	local_bh_disable();
	held = true;
	return 0;
}

bool queues_held(void)
{
	return held;
}

void let_queues_go(void)
{
	if (held)
		local_bh_enable();
	held = false;
}

#define LONGER_THAN_A_QUEUE_WAITS 40	/* ms */

/* flush CLIENT: the timer of its domain's flush queue fires; skipped where it has none */
int ask_flush(struct words *words)
{
	struct device *client = fabric_client(next_int(words));

	if (!client)
		return -ENODEV;
	if (!held || strcmp(domain_name(client), "lazy")) {
		answer("skipped");
		return 0;
	}
	let_queues_go();
	msleep(LONGER_THAN_A_QUEUE_WAITS);
	answer("done");
	return hold_queues();
}

/* reach CLIENT QUESTION: what the client's IOMMU makes of the addresses that this one mapped */
int ask_reach(struct words *words)
{
	struct device *client = fabric_client(next_int(words));
	struct map *map = find_any_map(next_int(words));
	struct scatterlist *sg;
	int i;

	if (!client)
		return -ENODEV;
	if (!map || !map->live) {
		answer("skipped");
		return 0;
	}
	answer("reach");
	if (map->kind != LIST) {
		tell_reached(client, map->dma, map->bytes.length);
		return 0;
	}
	for_each_sgtable_dma_sg(&map->table, sg, i)
		if (!sg_dma_is_bus_address(sg))
			tell_reached(client, sg_dma_address(sg), sg_dma_len(sg));
	return 0;
}
