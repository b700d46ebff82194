// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Who meets a migration entry waits for the migration's end, which only a later step brings.
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include "entry.h"
#include "notifier.h"
#include "say.h"
#include "steps.h"
#include "wait.h"

/* Whether a fault gets as far as the entry: the VMA allows it. */
static bool allowed(unsigned long at, bool write, bool force)
{
	struct vm_area_struct *vma = vma_lookup(current->mm, at);

	return vma && (force || vma->vm_flags & (write ? VM_WRITE : VM_READ));
}

bool access_would_wait(int page, bool write)
{
	unsigned long at = PAGE_AT(page);

	return allowed(at, write, false) && is_migrating(entry_at(current->mm, at));
}

/* The first page that ends the walk decides: one that is not allowed, or one that moves. */
static bool walk_would_wait(struct pages pages, bool write, bool force)
{
	int i;

	for (i = pages.from; i < pages.to && allowed(PAGE_AT(i), write, force); i++)
		if (is_migrating(entry_at(current->mm, PAGE_AT(i))))
			return true;
	return false;
}

static bool asks_for(const struct step *step, int i)
{
	const char *list = named(step, "default"), *mask = named(step, "mask"), *one;
	int length;

	if (list && strchr(list, 'f'))
		return true;
	one = item(named(step, "req"), i, &length);
	return one && mask && strchr(mask, 'f') && one[0] == 'f';
}

static bool hmm_would_wait(const struct step *step, struct pages pages)
{
	const char *using = named(step, "using");
	int i;

	if (using && !mirror_numbered(simple_strtol(using, NULL, 10)))
		return false;
	for (i = pages.from; i < pages.to; i++)
		if (asks_for(step, i - pages.from) && access_would_wait(i, false))
			return true;
	return false;
}

bool step_would_wait(struct step *step)
{
	struct pages pages;
	bool write = has(step, "write");

	if (!strcmp(step->kind, "hmm") && read_pages(step, 0, &pages))
		return hmm_would_wait(step, pages);
	if (!strcmp(step->kind, "exclusive") && read_pages(step, 0, &pages))
		return walk_would_wait(pages, true, false);
	if (!strcmp(step->kind, "gup") && read_pages(step, 1, &pages))
		return !has(step, "nofault") && !has(step, "fastonly") &&
		       walk_would_wait(pages, write, has(step, "force"));
	return false;
}

bool may_break(int at)
{
	pte_t entry = entry_at(current->mm, PAGE_AT(at));
	struct page *page = page_named(entry);

	if (is_private(entry))
		return true;
	if (!page || !(pte_present(entry) || is_exclusive(entry)))
		return false;
	return !is_zone_device_page(page) && PageAnon(page) && !PageLocked(page);
}
