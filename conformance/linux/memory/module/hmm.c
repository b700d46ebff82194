// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * hmm P Q owner=O default=F mask=F [req=F,..] [once] [using=n]: hmm_range_fault, with a notifier
 * of its own over the range until nobody was busy, or once.
 */
#include <linux/hmm.h>
#include <linux/sched.h>
#include "device.h"
#include "notifier.h"
#include "say.h"
#include "steps.h"

/* Who is busy as often is busy for ever. */
#define MOST_TRIES 100

static unsigned long bits(const char *words, int length)
{
	unsigned long flags = 0;
	int i;

	for (i = 0; words && i < length; i++)
		flags |= words[i] == 'f' ? HMM_PFN_REQ_FAULT :
			 words[i] == 'w' ? HMM_PFN_REQ_WRITE : 0;
	return flags;
}

static unsigned long all_bits(const char *words)
{
	return bits(words, words ? strlen(words) : 0);
}

static void read_inputs(const struct step *step, unsigned long *pfns, int count)
{
	const char *one;
	int i, length;

	for (i = 0; i < count; i++) {
		one = item(named(step, "req"), i, &length);
		pfns[i] = one ? bits(one, length) : 0;
	}
}

static void add_pfn(int page, unsigned long pfn)
{
	add(" %d=%c%c%c", page, pfn & HMM_PFN_VALID ? 'v' : '-', pfn & HMM_PFN_WRITE ? 'w' : '-',
	    pfn & HMM_PFN_ERROR ? 'e' : '-');
	if (pfn & ~HMM_PFN_FLAGS)
		add(":%s", name_of(hmm_pfn_to_page(pfn)));
}

static int fault(struct hmm_range *range)
{
	int rc;

	mmap_read_lock(current->mm);
	rc = hmm_range_fault(range);
	mmap_read_unlock(current->mm);
	return rc;
}

/* One try: with the notifier that is given and its sequence, or with one of its own. */
static int try_once(struct hmm_range *range, struct pages pages, struct mirror *given)
{
	static struct mirror own;
	int rc;

	if (given) {
		range->notifier = &given->notifier;
		range->notifier_seq = given->sequence;
		return fault(range);
	}
	memset(&own, 0, sizeof(own));
	rc = mirror_insert(&own, pages);
	if (rc)
		return rc;
	range->notifier = &own.notifier;
	range->notifier_seq = mmu_interval_read_begin(range->notifier);
	rc = fault(range);
	mirror_remove(&own);
	return rc;
}

void ask_hmm(struct step *step)
{
	static unsigned long pfns[MOST_STEP_PAGES];
	struct mirror *given = NULL;
	struct hmm_range range = { .hmm_pfns = pfns };
	struct pages pages;
	int i, rc, busy = 0;

	if (!read_pages(step, 0, &pages))
		return add("bad");
	if (named(step, "using")) {
		given = mirror_numbered(simple_strtol(named(step, "using"), NULL, 10));
		if (!given)
			return add("nonotifier");
	}
	range.start = PAGE_AT(pages.from);
	range.end = PAGE_AT(pages.to);
	range.default_flags = all_bits(named(step, "default"));
	range.pfn_flags_mask = all_bits(named(step, "mask"));
	range.dev_private_owner = owner_of(named(step, "owner"));
	do {
		read_inputs(step, pfns, pages.to - pages.from);
		rc = try_once(&range, pages, given);
		busy += rc == -EBUSY;
	} while (rc == -EBUSY && !given && !has(step, "once") && busy <= MOST_TRIES);
	add("rc=%d busy=%d", rc, busy);
	for (i = pages.from; i < pages.to; i++)
		add_pfn(i, pfns[i - pages.from]);
}
