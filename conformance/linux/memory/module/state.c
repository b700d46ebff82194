// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * state P Q: the VMAs, the tables, the entries with the counts and content of their pages, and
 * device pages in use.
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include "device.h"
#include "entry.h"
#include "say.h"
#include "steps.h"

static int page_at(unsigned long address)
{
	return (long)(address - PAGE_AT(0)) / (long)PAGE_SIZE;
}

static void add_vma(struct vm_area_struct *vma)
{
	add("%d-%d%c%c%c", page_at(vma->vm_start), page_at(vma->vm_end),
	    vma->vm_flags & VM_READ ? 'r' : '-', vma->vm_flags & VM_WRITE ? 'w' : '-',
	    vma->vm_flags & VM_MAYSHARE ? 's' : 'p');
}

static void add_vmas(struct mm_struct *mm)
{
	VMA_ITERATOR(iterator, mm, PAGE_AT(0));
	struct vm_area_struct *vma;
	bool any = false;

	for_each_vma_range(iterator, vma, PAGE_AT(MOST_PAGES)) {
		if (any)
			add(",");
		any = true;
		add_vma(vma);
	}
	if (!any)
		add("-");
}

static void add_counts(pte_t entry)
{
	struct page *page = page_named(entry);

	if (!page || is_zero_pfn(page_to_pfn(page)))
		return;
	add("(r%d m%d%s t%llu)", page_count(page), atomic_read(&page->_mapcount) + 1,
	    PageAnon(page) && PageAnonExclusive(page) ? " x" : "", content_of(page));
}

void ask_state(struct step *step)
{
	struct mm_struct *mm = current->mm;
	struct pages pages;
	int i;

	if (!read_pages(step, 0, &pages))
		return add("bad");
	add("vmas=");
	add_vmas(mm);
	add(" tables=%d%d", has_table(mm, PAGE_AT(0)), has_table(mm, PAGE_AT(4)));
	for (i = pages.from; i < pages.to; i++) {
		add(" %d=", i);
		add_entry(mm, PAGE_AT(i));
		add_counts(entry_at(mm, PAGE_AT(i)));
	}
	add(" used=");
	add_used();
}
