// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * One table used again and again, and what an IOMMU still translates. Entries are named as in
 * maps.c.
 */
#include <linux/iommu.h>
#include <linux/scatterlist.h>
#include "latent.h"

#define MAX_ENTRIES 8

static struct sg_table table;
static struct device *mapped_for;
static enum dma_data_direction mapped_direction;

static void tell(void)
{
	struct scatterlist *sg;
	int i;

	for_each_sgtable_sg(&table, sg, i)
		answer("seg %llx %x %llx %x %d", (u64)sg_phys(sg), sg->length,
		       (u64)sg_dma_address(sg), sg_dma_len(sg), sg_dma_is_bus_address(sg));
}

/* What an entry names becomes entry @sg; nothing else of it is touched, as sg_set_page has it. */
static int set_entry(struct scatterlist *sg, char *word)
{
	u64 phys = ram_base(), offset, length;
	int index;

	if (sscanf(word, "b%d.%llx:%llx", &index, &offset, &length) == 3) {
		struct function *f = fabric_function(index);

		if (!f || !f->added)
			return -ENODEV;
		phys = pci_resource_start(f->pdev, f->bar);
	} else if (sscanf(word, "r%llx:%llx", &offset, &length) != 2) {
		return -EINVAL;
	}
	phys += offset;
	sg_set_page(sg, pfn_to_page(PHYS_PFN(phys)), length, offset_in_page(phys));
	return 0;
}

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
	char *word, *entries[MAX_ENTRIES];
	int i, rc, n = 0;

	if (mapped_for)
		return -EBUSY;
	while ((word = next_word(words)) && n < MAX_ENTRIES)
		entries[n++] = word;
	sg_free_table(&table);
	rc = word ? -E2BIG : sg_alloc_table(&table, n, GFP_KERNEL);
	for (i = 0; !rc && i < n; i++)
		rc = set_entry(entry(i), entries[i]);
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
	int rc = sg && word ? set_entry(sg, word) : -EINVAL;

	if (!rc)
		answer("done");
	return rc;
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
	tell();
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
	tell();
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
