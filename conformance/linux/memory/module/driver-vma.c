// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Two ways of a driver to map its pages: as pages (VM_MIXEDMAP), or as numbers (VM_PFNMAP), whose
 * pages the driver keeps: here for ever, for nobody counts who uses them.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include "driver-vma.h"
#include "guest.h"

static int insert_page(struct vm_area_struct *vma, unsigned long at)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	int rc;

	if (!page)
		return -ENOMEM;
	rc = vm_insert_page(vma, at, page);
	put_page(page);
	return rc;
}

static int insert_number(struct vm_area_struct *vma, unsigned long at)
{
	struct page *page = alloc_page(GFP_KERNEL | __GFP_ZERO);

	if (!page)
		return -ENOMEM;
	return remap_pfn_range(vma, at, page_to_pfn(page), PAGE_SIZE, vma->vm_page_prot);
}

int map_for_driver(struct vm_area_struct *vma)
{
	bool numbers = vma->vm_pgoff == P2PSPEC_PFN >> PAGE_SHIFT;
	unsigned long at;
	int rc = 0;

	vm_flags_set(vma, numbers ? VM_PFNMAP : VM_MIXEDMAP);
	for (at = vma->vm_start; at < vma->vm_end && !rc; at += PAGE_SIZE)
		rc = numbers ? insert_number(vma, at) : insert_page(vma, at);
	return rc;
}
