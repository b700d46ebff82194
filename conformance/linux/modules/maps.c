// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Lists, pages and resources mapped for a client. An entry is rOFFSET:LENGTH, bytes of a piece of
 * RAM that is contiguous, or bFUNCTION.OFFSET:LENGTH, bytes of a BAR.
 */
#include <linux/list.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include "p2pspec.h"

#define RAM_ORDER 10
#define RAM_SIZE (PAGE_SIZE << RAM_ORDER)
#define MAX_ENTRIES 64
#define MAX_PAGES 512

static struct page *ram;

struct bytes {
	u64 phys;
	size_t length;
	bool is_ram;
	bool has_page;
};

/* A mapping that later questions name by the question that made it. */
struct map {
	struct list_head list;
	unsigned int question;
	struct device *client;
	enum dma_data_direction direction;
	struct sg_table table;	/* no entries: a page or a resource */
	bool resource;
	bool unmapped;	/* a list that may be mapped again */
	dma_addr_t dma;
	size_t length;
};

static LIST_HEAD(maps);

int maps_init(void)
{
	ram = alloc_pages(GFP_KERNEL, RAM_ORDER);
	return ram ? 0 : -ENOMEM;
}

u64 ram_base(void)
{
	return page_to_phys(ram);
}

void maps_exit(void)
{
	__free_pages(ram, RAM_ORDER);
}

static int read_bytes(char *word, struct bytes *bytes)
{
	char *at = word + 1, *length;
	struct function *f;
	u64 offset, size;
	int index, rc;

	bytes->is_ram = *word == 'r';
	if (!bytes->is_ram) {
		char *dot = strchr(at, '.');

		if (*word != 'b' || !dot)
			return -EINVAL;
		*dot = '\0';
		rc = kstrtoint(at, 10, &index);
		if (rc)
			return rc;
		f = fabric_function(index);
		if (!f || !f->pdev)
			return -ENODEV;
		at = dot + 1;
	}
	length = strchr(at, ':');
	if (!length)
		return -EINVAL;
	*length++ = '\0';
	rc = kstrtou64(at, 16, &offset) ?: kstrtou64(length, 16, &size);
	if (rc)
		return rc;
	if (!size || offset + size > (bytes->is_ram ? RAM_SIZE : f->bar_size))
		return -ERANGE;
	bytes->phys = bytes->is_ram ? page_to_phys(ram) : pci_resource_start(f->pdev, f->bar);
	bytes->phys += offset;
	bytes->length = size;
	bytes->has_page = bytes->is_ram || f->added;
	return 0;
}

/*
 * The bytes named by the rest of the line, or an error; *@skip: some of them have no struct page.
 */
static int read_list(struct words *words, struct bytes *bytes, bool *skip)
{
	int n = 0, rc;
	char *word;

	*skip = false;
	while ((word = next_word(words))) {
		if (n == MAX_ENTRIES)
			return -E2BIG;
		rc = read_bytes(word, &bytes[n]);
		if (rc)
			return rc;
		*skip |= !bytes[n++].has_page;
	}
	return n ?: -EINVAL;
}

static int table_of_entries(struct sg_table *table, struct bytes *bytes, int n)
{
	struct scatterlist *sg;
	int i, rc;

	rc = sg_alloc_table(table, n, GFP_KERNEL);
	if (rc)
		return rc;
	for_each_sgtable_sg(table, sg, i)
		sg_set_page(sg, pfn_to_page(PHYS_PFN(bytes[i].phys)), bytes[i].length,
			    offset_in_page(bytes[i].phys));
	return 0;
}

/* Neighbours joined: what sg_alloc_table_from_pages makes of the pages, all of them whole. */
static int table_of_pages(struct sg_table *table, struct bytes *bytes, int n)
{
	struct page **pages = kcalloc(MAX_PAGES, sizeof(*pages), GFP_KERNEL);
	int i, count = 0, rc = -EINVAL;
	size_t at;

	if (!pages)
		return -ENOMEM;
	for (i = 0; i < n; i++) {
		if (!PAGE_ALIGNED(bytes[i].phys) || !PAGE_ALIGNED(bytes[i].length))
			goto out;
		rc = -E2BIG;
		if (count + PHYS_PFN(bytes[i].length) > MAX_PAGES)
			goto out;
		rc = -EINVAL;
		for (at = 0; at < bytes[i].length; at += PAGE_SIZE)
			pages[count++] = pfn_to_page(PHYS_PFN(bytes[i].phys + at));
	}
	rc = sg_alloc_table_from_pages(table, pages, count, 0, (size_t)count << PAGE_SHIFT,
				       GFP_KERNEL);
out:
	kfree(pages);
	return rc;
}

static struct map *new_map(struct device *client, unsigned int question, int direction)
{
	struct map *map = kzalloc(sizeof(*map), GFP_KERNEL);

	if (map) {
		map->client = client;
		map->question = question;
		map->direction = direction;
	}
	return map;
}

/* One line an entry: PHYS LENGTH DMA LENGTH MARK, the first two as given, the others as mapped. */
static void tell_table(struct sg_table *table)
{
	struct scatterlist *sg;
	int i;

	for_each_sgtable_sg(table, sg, i)
		answer("seg %llx %x %llx %x %d", (u64)sg_phys(sg), sg->length,
		       (u64)sg_dma_address(sg), sg_dma_len(sg), sg_dma_is_bus_address(sg));
}

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
int ask_map(struct words *words, unsigned int question)
{
	struct device *client = fabric_client(next_int(words));
	int direction = next_int(words);
	bool build = next_int(words), skip;
	struct bytes *bytes;
	struct map *map;
	int n, rc;

	if (!client)
		return -ENODEV;
	map = new_map(client, question, direction);
	bytes = kcalloc(MAX_ENTRIES, sizeof(*bytes), GFP_KERNEL);
	rc = map && bytes ? 0 : -ENOMEM;
	n = rc ?: read_list(words, bytes, &skip);
	if (n < 0) {
		rc = n;
		goto out;
	}
	if (skip) {
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
	list_add(&map->list, &maps);
	map = NULL;
out:
	kfree(bytes);
	kfree(map);
	return rc;
}

/* CLIENT DIRECTION ENTRY */
static int ask_one(struct words *words, unsigned int question, bool resource)
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
	if (!resource && !bytes.has_page) {
		answer("skipped");
		return 0;
	}
	map = new_map(client, question, direction);
	if (!map)
		return -ENOMEM;
	map->resource = resource;
	map->length = bytes.length;
	map->dma = resource ? dma_map_resource(client, bytes.phys, bytes.length, direction, 0) :
			      dma_map_page(client, pfn_to_page(PHYS_PFN(bytes.phys)),
					   offset_in_page(bytes.phys), bytes.length, direction);
	if (dma_mapping_error(client, map->dma)) {
		answer("one %llx -", bytes.phys);
		kfree(map);
		return 0;
	}
	answer("one %llx %llx", bytes.phys, (u64)map->dma);
	tell_reached(client, map->dma, map->length);
	list_add(&map->list, &maps);
	return 0;
}

/* page CLIENT DIRECTION ENTRY */
int ask_page(struct words *words, unsigned int question)
{
	return ask_one(words, question, false);
}

/* resource CLIENT DIRECTION ENTRY */
int ask_resource(struct words *words, unsigned int question)
{
	return ask_one(words, question, true);
}

static void take_back(struct map *map)
{
	if (map->table.sgl)
		dma_unmap_sgtable(map->client, &map->table, map->direction, 0);
	else if (map->resource)
		dma_unmap_resource(map->client, map->dma, map->length, map->direction, 0);
	else
		dma_unmap_page(map->client, map->dma, map->length, map->direction);
}

static void forget(struct map *map)
{
	list_del(&map->list);
	if (map->table.sgl)
		sg_free_table(&map->table);
	kfree(map);
}

static struct map *list_of(unsigned int question)
{
	struct map *map;

	list_for_each_entry(map, &maps, list)
		if (map->question == question && map->table.sgl)
			return map;
	return NULL;
}

/*
 * Takes a list back: what is left written in it, and how many of its pages an IOMMU still
 * translates.
 */
static void unmap_table(struct map *map)
{
	static struct { dma_addr_t dma; size_t length; } mapped[MAX_ENTRIES];
	int i, n = 0, left = 0;
	struct scatterlist *sg;

	for_each_sgtable_dma_sg(&map->table, sg, i)
		if (!sg_dma_is_bus_address(sg)) {
			mapped[n].dma = sg_dma_address(sg);
			mapped[n++].length = sg_dma_len(sg);
		}
	take_back(map);
	map->unmapped = true;
	while (n--)
		left += pages_reached(map->client, mapped[n].dma, mapped[n].length);
	answer("unmapped %d", left);
	tell_table(&map->table);
}

/* unmap QUESTION: the list that this question mapped */
int ask_unmap(struct words *words, unsigned int question)
{
	struct map *map = list_of(next_int(words));

	if (map && !map->unmapped)
		unmap_table(map);
	else
		answer("skipped");
	return 0;
}

/*
 * again QUESTION: the same table mapped a second time, and unmapped; only where it is unmapped now
 */
int ask_again(struct words *words, unsigned int question)
{
	struct map *map = list_of(next_int(words));

	if (!map || !map->unmapped)
		answer("skipped");
	else if (!map_table(map))
		unmap_table(map);
	return 0;
}

void forget_maps(void)
{
	struct map *map, *next;

	list_for_each_entry_safe(map, next, &maps, list) {
		if (!map->unmapped)
			take_back(map);
		forget(map);
	}
}
