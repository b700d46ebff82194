// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Memory of a device's own, of which a process has a page.
 */
#include <linux/hmm.h>
#include <linux/memremap.h>
#include <linux/migrate.h>
#include <linux/mman.h>
#include "latent.h"

static void private_freed(struct page *page)
{
}

static vm_fault_t private_touched(struct vm_fault *fault)
{
	return VM_FAULT_SIGBUS;
}

static const struct dev_pagemap_ops private_ops = {
	.page_free = private_freed,
	.migrate_to_ram = private_touched,
};

#define PRIVATE_SIZE (2UL << 20)

/*
 * The page at this user address is replaced by @to, which is locked, and is given away.
 * *@selected: it could be chosen; *@migrated: it was replaced.
 */
static int migrate_page(unsigned long at, struct page *to, void *owner,
			enum migrate_vma_direction from, bool *selected, bool *migrated)
{
	unsigned long src = 0, dst = 0;
	struct migrate_vma migrate = {
		.start = at,
		.end = at + PAGE_SIZE,
		.src = &src,
		.dst = &dst,
		.pgmap_owner = owner,
		.flags = from,
	};
	int rc;

	mmap_read_lock(current->mm);
	migrate.vma = find_vma(current->mm, at);
	rc = migrate.vma ? migrate_vma_setup(&migrate) : -EFAULT;
	*selected = !rc && (src & MIGRATE_PFN_MIGRATE);
	if (*selected) {
		dst = migrate_pfn(page_to_pfn(to));
		migrate_vma_pages(&migrate);
	}
	*migrated = *selected && (src & MIGRATE_PFN_MIGRATE);
	if (*selected) {
		migrate_vma_finalize(&migrate);
	} else {
		unlock_page(to);
		put_page(to);
	}
	mmap_read_unlock(current->mm);
	return rc;
}

/* A page of private memory instead of a hole in a VMA; its entry is writable if the VMA is. */
static int put_private_page(struct page *page, unsigned long at, void *owner)
{
	bool selected, migrated;
	int rc;

	zone_device_page_init(page);
	rc = migrate_page(at, page, owner, MIGRATE_VMA_SELECT_SYSTEM, &selected, &migrated);
	return rc ?: migrated ? 0 : -EBUSY;
}

/* One page, asked for writing by the owner of private memory. */
static int ask_owner(unsigned long at, void *owner)
{
	unsigned long pfn = 0;
	struct hmm_range range = {
		.start = at,
		.end = at + PAGE_SIZE,
		.hmm_pfns = &pfn,
		.default_flags = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE,
		.dev_private_owner = owner,
	};
	int rc = fault_range(&range);

	answer("hmm %d", rc);
	answer("page valid=%d write=%d private=%d", !!(pfn & HMM_PFN_VALID),
	       !!(pfn & HMM_PFN_WRITE),
	       pfn & HMM_PFN_VALID ? is_device_private_page(hmm_pfn_to_page(pfn)) : 0);
	return 0;
}

/* A private page, with references that nobody accounts for, back to RAM, as a CPU's fault asks. */
static int ask_back(struct page *page, unsigned long at, void *owner, int references)
{
	struct page *ram = alloc_page(GFP_HIGHUSER);
	bool selected, migrated;
	int i, rc;

	if (!ram)
		return -ENOMEM;
	for (i = 0; i < references; i++)
		get_page(page);
	lock_page(ram);
	rc = migrate_page(at, ram, owner, MIGRATE_VMA_SELECT_DEVICE_PRIVATE, &selected, &migrated);
	if (!rc)
		answer("migrate selected=%d migrated=%d", selected, migrated);
	for (i = 0; i < references; i++)
		put_page(page);
	return rc;
}

static int with_private_page(unsigned long prot, int references)
{
	struct dev_pagemap pgmap = {
		.type = MEMORY_DEVICE_PRIVATE,
		.nr_range = 1,
		.ops = &private_ops,
	};
	struct resource *room = request_free_mem_region(&iomem_resource, PRIVATE_SIZE, "p2pspec");
	struct page *page;
	void *memory;
	long at;
	int rc;

	if (IS_ERR(room))
		return PTR_ERR(room);
	page = pfn_to_page(PHYS_PFN(room->start));
	pgmap.range.start = room->start;
	pgmap.range.end = room->end;
	pgmap.owner = &pgmap;
	memory = memremap_pages(&pgmap, NUMA_NO_NODE);
	rc = PTR_ERR_OR_ZERO(memory);
	if (rc)
		goto out;
	at = vm_mmap(NULL, NOWHERE, PAGE_SIZE, prot, MAP_PRIVATE | MAP_FIXED_NOREPLACE, 0);
	rc = IS_ERR_VALUE(at) ? at : put_private_page(page, at, &pgmap);
	if (!rc)
		rc = references < 0 ? ask_owner(at, &pgmap) :
				      ask_back(page, at, &pgmap, references);
	if (!IS_ERR_VALUE(at))
		vm_munmap(at, PAGE_SIZE);
	memunmap_pages(&pgmap);
out:
	release_mem_region(room->start, resource_size(room));
	return rc;
}

/*
 * private 0|1: a private page in a read-only (0) or writable VMA, asked for writing by its owner
 */
int ask_private(struct words *words)
{
	return with_private_page(PROT_READ | (next_int(words) ? PROT_WRITE : 0), -1);
}

/*
 * migrate REFERENCES: a page of private memory goes back to RAM; is it selected, is it migrated?
 */
int ask_migrate(struct words *words)
{
	int references = next_int(words);

	return references < 0 ? -EINVAL : with_private_page(PROT_READ | PROT_WRITE, references);
}
