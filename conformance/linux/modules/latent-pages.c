// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Page maps: parts of BARs, types, and where a page is between two owners.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/memremap.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/mount.h>
#include <linux/pci-p2pdma.h>
#include <linux/slab.h>
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
 * between FUNCTION: its last reference gone, a page returns to the pool, and somebody takes a page and one reference more;
 * "same" if it is that page, its count then, with the reference, and when the first owner's put_page() is over
 */
int ask_between(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	struct dev_pagemap *pgmap;
	void *memory;

	if (!f || !f->added)
		return -ENODEV;
	provider = f->pdev;
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

/* The file of a provider that user space maps its memory with; the guest has no /sys. */
static struct file *open_allocate(struct pci_dev *pdev)
{
	struct file_system_type *sysfs = get_fs_type("sysfs");
	char *at = kobject_get_path(&pdev->dev.kobj, GFP_KERNEL);
	char *name = kasprintf(GFP_KERNEL, "%s/p2pmem/allocate", at);
	struct file *file = ERR_PTR(-ENOMEM);
	struct vfsmount *mount;
	struct path root;

	if (!sysfs || !at || !name)
		goto out;
	mount = kern_mount(sysfs);
	file = ERR_CAST(mount);
	if (IS_ERR(mount))
		goto out;
	root.mnt = mount;
	root.dentry = mount->mnt_root;
	file = file_open_root(&root, name + 1, O_RDWR, 0);
out:
	kfree(name);
	kfree(at);
	return file;
}

static pte_t *user_entry(unsigned long at)
{
	pgd_t *pgd = pgd_offset(current->mm, at);
	p4d_t *p4d = p4d_offset(pgd, at);
	pud_t *pud = pud_offset(p4d, at);
	pmd_t *pmd = pmd_offset(pud, at);

	return pte_offset_kernel(pmd, at);
}

#define CACHING (_PAGE_PWT | _PAGE_PCD)	/* 0: write-back */

/* types FUNCTION: these bits in user's and kernel's entry for a page of its BAR, as user space maps it */
int ask_types(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	unsigned long at;
	unsigned int level;
	struct file *file;
	struct page *page;
	pte_t *user;

	if (!f || !f->added)
		return -ENODEV;
	file = open_allocate(f->pdev);
	if (IS_ERR(file))
		return PTR_ERR(file);
	at = vm_mmap(file, 0, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	fput(file);
	if (IS_ERR_VALUE(at))
		return at;
	user = user_entry(at);
	page = pte_page(*user);
	answer("types %llx user %lx kernel %lx", (u64)page_to_phys(page), pte_flags(*user) & CACHING,
	       pte_flags(*lookup_address((unsigned long)page_address(page), &level)) & CACHING);
	return vm_munmap(at, PAGE_SIZE);
}
