// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Questions that no scenario of the model can put: one table used again and again, what an IOMMU still
 * translates, and calls that only a driver with unusual habits makes. Entries are named as in maps.c.
 */
#include <linux/hmm.h>
#include <linux/iommu.h>
#include <linux/memremap.h>
#include <linux/mman.h>
#include <linux/mmu_notifier.h>
#include <linux/pci-p2pdma.h>
#include <linux/scatterlist.h>
#include "p2pspec.h"

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
static int ask_table(struct words *words)
{
	char *word, *entries[MAX_ENTRIES];
	int i, rc, n = 0;

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

/* replace INDEX ENTRY: other memory for an entry of the table, as a driver that uses a table again */
static int ask_replace(struct words *words)
{
	struct scatterlist *sg = entry(next_int(words));
	char *word = next_word(words);
	int rc = sg && word ? set_entry(sg, word) : -EINVAL;

	if (!rc)
		answer("done");
	return rc;
}

/* maptable CLIENT DIRECTION */
static int ask_map_table(struct words *words)
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
static int ask_unmap_table(struct words *words)
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
static int ask_walk(struct words *words)
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
static int ask_boundary(struct words *words)
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
static int ask_no_mask(struct words *words)
{
	struct device *client = fabric_client(next_int(words));

	if (!client || dev_is_pci(client))
		return -EINVAL;
	kfree(client->dma_mask);
	client->dma_mask = NULL;
	answer("done");
	return 0;
}

/* group FUNCTION: its IOMMU group */
static int ask_group(struct words *words)
{
	struct device *client = fabric_client(next_int(words));
	struct iommu_group *group = client ? iommu_group_get(client) : NULL;

	if (group)
		answer("group %d", iommu_group_id(group));
	else
		answer("group none");
	iommu_group_put(group);
	return 0;
}

/* slice FUNCTION SIZE OFFSET: a part of its BAR becomes P2P memory */
static int ask_slice(struct words *words)
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
static int ask_pagemap(struct words *words)
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
static int ask_memremap(struct words *words)
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

static bool invalidate(struct mmu_interval_notifier *notifier, const struct mmu_notifier_range *range,
		       unsigned long sequence)
{
	mmu_interval_set_seq(notifier, sequence);
	return true;
}

static const struct mmu_interval_notifier_ops notifier_ops = { .invalidate = invalidate };

#define MAX_PAGES 8

/* Asks until nobody else changed the pages meanwhile. */
static int fault(struct hmm_range *range)
{
	int rc;

	do {
		range->notifier_seq = mmu_interval_read_begin(range->notifier);
		mmap_read_lock(current->mm);
		rc = hmm_range_fault(range);
		mmap_read_unlock(current->mm);
	} while (rc == -EBUSY || (!rc && mmu_interval_read_retry(range->notifier, range->notifier_seq)));
	return rc;
}

#define NOWHERE (1UL << 44)	/* user addresses where no page table is */

/*
 * hmm 0|1 n|r|w...: neighbours in a fresh anonymous VMA, whose last page was read before (1) or not; nothing, a page, a
 * writable page is asked for each
 */
static int ask_hmm(struct words *words)
{
	struct mmu_interval_notifier notifier = {};
	unsigned long pfns[MAX_PAGES] = {}, flags = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
	struct hmm_range range = { .notifier = &notifier, .hmm_pfns = pfns, .pfn_flags_mask = flags };
	bool touched = next_int(words);
	int i, rc, n = 0;
	char *word, byte;

	for (; (word = next_word(words)) && n < MAX_PAGES; n++)
		pfns[n] = *word == 'w' ? flags : *word == 'r' ? HMM_PFN_REQ_FAULT : 0;
	if (!n)
		return -EINVAL;
	range.start = vm_mmap(NULL, NOWHERE, (n + 1) * PAGE_SIZE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_FIXED_NOREPLACE, 0);
	if (IS_ERR_VALUE(range.start))
		return range.start;
	range.end = range.start + n * PAGE_SIZE;
	if (touched && get_user(byte, (char __user *)range.end))
		return -EFAULT;
	rc = mmu_interval_notifier_insert(&notifier, current->mm, range.start, n * PAGE_SIZE, &notifier_ops);
	if (rc)
		return rc;
	rc = fault(&range);
	mmu_interval_notifier_remove(&notifier);
	answer("hmm %d", rc);
	for (i = 0; i < n; i++)
		answer("page valid=%d write=%d", !!(pfns[i] & HMM_PFN_VALID), !!(pfns[i] & HMM_PFN_WRITE));
	return vm_munmap(range.start, (n + 1) * PAGE_SIZE);
}

/* implement FUNCTION WHERE MASK: bits of a 32-bit register that writes reach from now on */
static int ask_implement(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	int where = next_hex(words);
	u32 mask = next_hex(words);
	int i;

	if (!f || !f->writable || where < 0 || where > SPACE_SIZE - 4)
		return -ENODEV;
	for (i = 0; i < 4; i++, mask >>= 8)
		f->writable[where + i] = mask;
	answer("done");
	return 0;
}

/* config FUNCTION WHERE: a 32-bit register, as the PCI core reads it */
static int ask_config(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	int where = next_hex(words);
	u32 value;

	if (!f || !f->pdev)
		return -ENODEV;
	pci_read_config_dword(f->pdev, where, &value);
	answer("config %x", value);
	return 0;
}

/* resume FUNCTION: what the PCI core does for it after a sleep or a reset */
static int ask_resume(struct words *words)
{
	struct function *f = fabric_function(next_int(words));

	if (!f || !f->pdev)
		return -ENODEV;
	pci_save_state(f->pdev);
	pci_restore_state(f->pdev);
	answer("done");
	return 0;
}

static const struct {
	const char *verb;
	int (*ask)(struct words *words);
} questions[] = {
	{ "table", ask_table },
	{ "replace", ask_replace },
	{ "maptable", ask_map_table },
	{ "unmaptable", ask_unmap_table },
	{ "walk", ask_walk },
	{ "boundary", ask_boundary },
	{ "nomask", ask_no_mask },
	{ "group", ask_group },
	{ "slice", ask_slice },
	{ "pagemap", ask_pagemap },
	{ "memremap", ask_memremap },
	{ "hmm", ask_hmm },
	{ "implement", ask_implement },
	{ "config", ask_config },
	{ "resume", ask_resume },
};

int ask_latent(const char *verb, struct words *words)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(questions); i++)
		if (!strcmp(verb, questions[i].verb))
			return questions[i].ask(words);
	return -EOPNOTSUPP;
}
