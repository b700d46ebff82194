// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Memory of a provider in user space.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/mount.h>
#include <linux/slab.h>
#include "fabric.h"
#include "latent.h"

/* The file of a provider that user space maps its memory with; the guest has no /sys. */
static struct file *open_allocate(struct pci_dev *pdev)
{
	struct file_system_type *sysfs = get_fs_type("sysfs");
	char *at = kobject_get_path(&pdev->dev.kobj, GFP_KERNEL);
	char *name = kasprintf(GFP_KERNEL, "%s/p2pmem/allocate", at);
	struct file *file = ERR_PTR(-ENOMEM);
	struct path root;

	if (!sysfs || !at || !name)
		goto out;
	root.mnt = kern_mount(sysfs);
	file = ERR_CAST(root.mnt);
	if (IS_ERR(root.mnt))
		goto out;
	root.dentry = root.mnt->mnt_root;
	file = file_open_root(&root, name + 1, O_RDWR, 0);
	/* The open file keeps what it needs of it. */
	kern_unmount(root.mnt);
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

/* types FUNCTION: these bits in user's and kernel's entry for a page of its BAR that both map */
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
	answer("types %llx user %lx kernel %lx", (u64)page_to_phys(page),
	       pte_flags(*user) & CACHING,
	       pte_flags(*lookup_address((unsigned long)page_address(page), &level)) & CACHING);
	return vm_munmap(at, PAGE_SIZE);
}
