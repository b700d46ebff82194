// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Entries of a process's page table, in the words of a recording.
 */
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/swap.h>
#include "device.h"
#include "entry.h"
#include "later.h"
#include "say.h"

static pmd_t *table_above(struct mm_struct *mm, unsigned long at)
{
	pgd_t *pgd = pgd_offset(mm, at);
	p4d_t *p4d;
	pud_t *pud;
	pmd_t *pmd;

	if (pgd_none(*pgd))
		return NULL;
	p4d = p4d_offset(pgd, at);
	if (p4d_none(*p4d))
		return NULL;
	pud = pud_offset(p4d, at);
	if (pud_none(*pud))
		return NULL;
	pmd = pmd_offset(pud, at);
	return pmd_none(*pmd) ? NULL : pmd;
}

bool has_table(struct mm_struct *mm, unsigned long at)
{
	return table_above(mm, at);
}

pte_t entry_at(struct mm_struct *mm, unsigned long at)
{
	pmd_t *pmd = table_above(mm, at);

	return pmd ? ptep_get(pte_offset_kernel(pmd, at)) : __pte(0);
}

static bool is_swap(pte_t entry)
{
	return !pte_none(entry) && !pte_present(entry);
}

bool is_migrating(pte_t entry)
{
	return is_swap(entry) && softleaf_is_migration(softleaf_from_pte(entry));
}

bool is_private(pte_t entry)
{
	return is_swap(entry) && softleaf_is_device_private(softleaf_from_pte(entry));
}

bool is_exclusive(pte_t entry)
{
	return is_swap(entry) && softleaf_is_device_exclusive(softleaf_from_pte(entry));
}

bool is_broken(pte_t entry)
{
	return is_swap(entry) && softleaf_is_hwpoison(softleaf_from_pte(entry));
}

struct page *page_named(pte_t entry)
{
	if (pte_none(entry))
		return NULL;
	if (pte_present(entry))
		return pte_special(entry) && !is_zero_pfn(pte_pfn(entry)) ? NULL : pte_page(entry);
	if (is_migrating(entry) || is_private(entry) || is_exclusive(entry))
		return softleaf_to_page(softleaf_from_pte(entry));
	return NULL;
}

/* pte_protnone() is for kernels that balance NUMA nodes. */
static bool allows_nothing(pte_t entry)
{
	return (pte_flags(entry) & (_PAGE_PRESENT | _PAGE_PROTNONE)) == _PAGE_PROTNONE;
}

static void add_swap(softleaf_t entry)
{
	const char *name;

	if (softleaf_is_hwpoison(entry))
		return add("hwpoison");
	if (softleaf_is_marker(entry))
		return add("marker");
	name = name_of(softleaf_to_page(entry));
	if (softleaf_is_device_private(entry))
		return add("%s%s", name, softleaf_is_device_private_write(entry) ? "+w" : "+r");
	if (softleaf_is_device_exclusive(entry))
		return add("ex(%s)%s", name, is_exclusive_write(entry) ? "+w" : "+r");
	add("mig(%s)%s", name, softleaf_is_migration_write(entry) ? "+w" :
	    softleaf_is_migration_read_exclusive(entry) ? "+x" : "+r");
}

void add_entry(struct mm_struct *mm, unsigned long at)
{
	pte_t entry = entry_at(mm, at);
	struct page *page;

	if (pte_none(entry))
		return add("%s", vma_lookup(mm, at) ? "none" : "-");
	if (is_swap(entry))
		return add_swap(softleaf_from_pte(entry));
	page = page_named(entry);
	if (!page)
		return add("special");
	add("%s%s", name_of(page), allows_nothing(entry) ? "+n" : pte_write(entry) ? "+w" : "+r");
}

void add_entries(struct mm_struct *mm, struct pages pages)
{
	int i;

	for (i = pages.from; i < pages.to; i++) {
		if (i > pages.from)
			add(",");
		add_entry(mm, PAGE_AT(i));
	}
}
