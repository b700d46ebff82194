// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * One table used again and again, and what an IOMMU still translates.
 */
#include <linux/dma-mapping.h>
#include <linux/iommu.h>
#include <linux/slab.h>
#include "bytes.h"
#include "fabric.h"
#include "latent.h"
#include "table.h"

static struct sg_table table;
static struct device *mapped_for;
static enum dma_data_direction mapped_direction;

static struct scatterlist *entry(unsigned int index)
{
	struct scatterlist *sg = table.sgl;

	if (index >= table.orig_nents)
		return NULL;
	while (index--)
		sg = sg_next(sg);
	return sg;
}

/* table ENTRY...: a new one, kept for the questions below */
int ask_table(struct words *words)
{
	static struct bytes bytes[MAX_ENTRIES];
	bool has_pages;
	int rc, n;

	if (mapped_for)
		return -EBUSY;
	n = read_list(words, bytes, &has_pages);
	if (n < 0)
		return n;
	if (!has_pages)
		return -ENODEV;
	sg_free_table(&table);
	rc = table_of_entries(&table, bytes, n);
	if (!rc)
		answer("done");
	return rc;
}

/*
 * replace INDEX ENTRY: other memory for an entry of the table, as a driver that uses a table again
 */
int ask_replace(struct words *words)
{
	struct scatterlist *sg = entry(next_int(words));
	char *word = next_word(words);
	struct bytes bytes;
	int rc = sg && word ? read_bytes(word, &bytes) : -EINVAL;

	if (rc)
		return rc;
	if (!bytes.has_page)
		return -ENODEV;
	set_entry(sg, &bytes);
	answer("done");
	return 0;
}

/* maptable CLIENT DIRECTION */
int ask_map_table(struct words *words)
{
	struct device *client = fabric_client(next_int(words));
	int rc;

	if (!client || mapped_for || !table.sgl)
		return -EINVAL;
	mapped_direction = next_int(words);
	rc = dma_map_sgtable(client, &table, mapped_direction, 0);
	answer("map %d %u", rc, rc ? 0 : table.nents);
	tell_table(&table);
	if (!rc)
		mapped_for = client;
	return 0;
}

/* unmaptable: a scenario that maps the table takes it back */
int ask_unmap_table(struct words *words)
{
	if (!mapped_for)
		return -EINVAL;
	dma_unmap_sgtable(mapped_for, &table, mapped_direction, 0);
	mapped_for = NULL;
	answer("unmapped");
	tell_table(&table);
	return 0;
}

/* walk CLIENT FROM TO: the IOVAs there that its IOMMU translates, a line a run of pages */
int ask_walk(struct words *words)
{
	struct device *client = fabric_client(next_int(words));
	struct iommu_domain *domain = client ? iommu_get_domain_for_dev(client) : NULL;
	u64 at = next_hex(words), to = next_hex(words), start = 0, phys = 0, length = 0;

	if (!domain)
		return -ENODEV;
	answer("walk");
	for (; at <= to; at += PAGE_SIZE) {
		u64 found = at < to ? iommu_iova_to_phys(domain, at) : 0;

		if (length && found == phys + length) {
			length += PAGE_SIZE;
			continue;
		}
		if (length)
			answer("at %llx %llx %llx", start, phys, length);
		start = at;
		phys = found;
		length = found ? PAGE_SIZE : 0;
	}
	return 0;
}

/* boundary CLIENT BYTES: no DMA segment may cross a multiple of this */
int ask_boundary(struct words *words)
{
	struct device *client = fabric_client(next_int(words));
	u64 bytes = next_hex(words);

	if (!client || !client->dma_parms)
		return -ENODEV;
	dma_set_seg_boundary(client, bytes - 1);
	answer("done");
	return 0;
}

/* nomask CLIENT: a device whose dma_mask nobody set */
int ask_no_mask(struct words *words)
{
	struct device *client = fabric_client(next_int(words));

	if (!client || dev_is_pci(client))
		return -EINVAL;
	kfree(client->dma_mask);
	client->dma_mask = NULL;
	answer("done");
	return 0;
}
