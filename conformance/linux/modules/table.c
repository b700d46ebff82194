// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Scatterlist tables, made from what a line names.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include "table.h"

#define MAX_PAGES 512

/* Nothing else of the entry is touched, as sg_set_page has it. */
void set_entry(struct scatterlist *sg, const struct bytes *bytes)
{
	sg_set_page(sg, pfn_to_page(PHYS_PFN(bytes->phys)), bytes->length,
		    offset_in_page(bytes->phys));
}

int table_of_entries(struct sg_table *table, const struct bytes *bytes, int n)
{
	struct scatterlist *sg;
	int i, rc;

	rc = sg_alloc_table(table, n, GFP_KERNEL);
	if (rc)
		return rc;
	for_each_sgtable_sg(table, sg, i)
		set_entry(sg, &bytes[i]);
	return 0;
}

/* Neighbours joined: what sg_alloc_table_from_pages makes of the pages, all of them whole. */
int table_of_pages(struct sg_table *table, const struct bytes *bytes, int n)
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

/* One line an entry: PHYS LENGTH DMA LENGTH MARK, the first two as given, the others as mapped. */
void tell_table(struct sg_table *table)
{
	struct scatterlist *sg;
	int i;

	for_each_sgtable_sg(table, sg, i)
		answer("seg %llx %x %llx %x %d", (u64)sg_phys(sg), sg->length,
		       (u64)sg_dma_address(sg), sg_dma_len(sg), sg_dma_is_bus_address(sg));
}
