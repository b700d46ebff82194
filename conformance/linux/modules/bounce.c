// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Bounce buffers are marked, and so is the memory for which they stand in; afterwards the marks
 * tell which of the two the CPU copied over the other. All that is mapped is looked at, not only
 * what a question is about.
 */
#include <linux/io.h>
#include <linux/swiotlb.h>
#include "bounce.h"
#include "domain.h"
#include "maps.h"
#include "words.h"

#define MAX_PIECES 512
#define OF_MEMORY 0x55
#define OF_SLOT 0xaa

/* Memory with a slot that stands in for it, CPU physical. */
static struct piece {
	phys_addr_t memory;
	phys_addr_t slot;
	size_t length;
} pieces[MAX_PIECES];
static int piece_count;

static int add_piece(struct device *client, phys_addr_t memory, dma_addr_t dma, size_t length)
{
	phys_addr_t slot = phys_reached(client, dma);

	if (!swiotlb_find_pool(client, slot))
		return 0;
	if (piece_count == MAX_PIECES)
		return -E2BIG;
	pieces[piece_count++] = (struct piece){ memory, slot, length };
	return 0;
}

/* A list that bounces has one DMA address for each entry; one whose entries are joined has none. */
static int add_pieces(struct map *map)
{
	struct scatterlist *sg;
	int i, rc = 0;

	if (map->kind != LIST)
		return add_piece(map->client, map->bytes.phys, map->dma, map->bytes.length);
	for_each_sgtable_dma_sg(&map->table, sg, i)
		if (!rc && !sg_dma_is_bus_address(sg))
			rc = add_piece(map->client, sg_phys(sg), sg_dma_address(sg), sg->length);
	return rc;
}

int mark_bounced(void)
{
	struct map *map = NULL;
	int i, rc = 0;

	piece_count = 0;
	while (!rc && (map = next_map(map)))
		if (map->live)
			rc = add_pieces(map);
	for (i = 0; i < piece_count; i++) {
		memset(phys_to_virt(pieces[i].memory), OF_MEMORY, pieces[i].length);
		memset(phys_to_virt(pieces[i].slot), OF_SLOT, pieces[i].length);
	}
	return rc;
}

static size_t count(phys_addr_t phys, size_t length, u8 mark)
{
	const u8 *bytes = phys_to_virt(phys);
	size_t found = 0;

	while (length--)
		found += bytes[length] == mark;
	return found;
}

/*
 * A line for each piece that was copied: copied PHYS IN OUT, the memory, and how many bytes of the
 * slot went into it and of it into the slot.
 */
void tell_copied(void)
{
	const struct piece *piece;
	size_t in, out;

	for (piece = pieces; piece < pieces + piece_count; piece++) {
		in = count(piece->memory, piece->length, OF_SLOT);
		out = count(piece->slot, piece->length, OF_MEMORY);
		if (in || out)
			answer("copied %llx %zx %zx", (u64)piece->memory, in, out);
	}
}
