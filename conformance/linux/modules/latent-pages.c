// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Page maps: parts of BARs, types, and where a page is between two owners.
 */
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/pci-p2pdma.h>
#include <linux/slab.h>
#include "fabric.h"
#include "latent.h"

/* slice FUNCTION SIZE OFFSET: a part of its BAR becomes P2P memory */
int ask_slice(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	size_t size = next_hex(words);
	u64 offset = next_hex(words);
	int rc;

	if (!f || !f->pdev)
		return -ENODEV;
	rc = pci_p2pdma_add_resource(f->pdev, f->bar, size, offset);
	answer("add %d", rc);
	return 0;
}

/* pagemap FUNCTION OFFSET: whether a byte of its BAR is known to have one */
int ask_pagemap(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	u64 offset = next_hex(words);
	struct dev_pagemap *pgmap;

	if (!f || !f->pdev)
		return -ENODEV;
	pgmap = get_dev_pagemap(PHYS_PFN(pci_resource_start(f->pdev, f->bar) + offset), NULL);
	answer("pagemap %s", pgmap ? "found" : "none");
	put_dev_pagemap(pgmap);
	return 0;
}

/* memremap FUNCTION TYPE: a page map of any type, without operations or owner, for its BAR */
int ask_memremap(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	struct dev_pagemap *pgmap;
	void *memory;

	if (!f || !f->pdev || f->added)
		return -ENODEV;
	pgmap = kzalloc(sizeof(*pgmap), GFP_KERNEL);
	if (!pgmap)
		return -ENOMEM;
	pgmap->type = next_int(words);
	pgmap->nr_range = 1;
	pgmap->range.start = pci_resource_start(f->pdev, f->bar);
	pgmap->range.end = pgmap->range.start + f->bar_size - 1;
	memory = memremap_pages(pgmap, NUMA_NO_NODE);
	answer("memremap %d", PTR_ERR_OR_ZERO(memory));
	if (!IS_ERR(memory))
		memunmap_pages(pgmap);
	kfree(pgmap);
	return 0;
}

static const struct dev_pagemap_ops *real_ops;
static struct pci_dev *provider;
static void *taken;
static int counts[2];

/* What another CPU may do here: the page is in the pool, and its count is not set yet. */
static void free_and_take(struct page *page)
{
	real_ops->page_free(page);
	taken = pci_alloc_p2pmem(provider, PAGE_SIZE);
	if (!taken)
		return;
	counts[0] = page_count(virt_to_page(taken));
	get_page(virt_to_page(taken));
	counts[1] = page_count(virt_to_page(taken));
}

static const struct dev_pagemap_ops taking_ops = { .page_free = free_and_take };

/*
 * between FUNCTION: its last reference gone, a page returns to the pool, and somebody takes a page
 * and one reference more; "same" if it is that page, its count then, with the reference, and when
 * the first owner's put_page() is over
 */
int ask_between(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	struct dev_pagemap *pgmap;
	void *memory;

	if (!f || !f->added)
		return -ENODEV;
	provider = f->pdev;
	taken = NULL;
	memory = pci_alloc_p2pmem(provider, PAGE_SIZE);
	if (!memory)
		return -ENOMEM;
	pgmap = virt_to_page(memory)->pgmap;
	real_ops = pgmap->ops;
	pgmap->ops = &taking_ops;
	put_page(virt_to_page(memory));
	pgmap->ops = real_ops;
	if (!taken)
		return -ENOMEM;
	answer("between %s %d %d %d", taken == memory ? "same" : "other", counts[0], counts[1],
	       page_count(virt_to_page(taken)));
	pci_free_p2pmem(provider, taken, PAGE_SIZE);
	return 0;
}
