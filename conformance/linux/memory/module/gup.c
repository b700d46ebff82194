// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * gup K P Q [write] [force] [pin] [longterm] [fast] [fastonly] [p2p] [nofault]
 */
#include <linux/mm.h>
#include <linux/sched.h>
#include "device.h"
#include "hold.h"
#include "say.h"
#include "steps.h"

static unsigned int flags_of(const struct step *step)
{
	static const struct {
		const char *word;
		unsigned int flag;
	} known[] = {
		{ "write", FOLL_WRITE },
		{ "force", FOLL_FORCE },
		{ "longterm", FOLL_LONGTERM },
		{ "p2p", FOLL_PCI_P2PDMA },
		{ "nofault", FOLL_NOFAULT },
	};
	unsigned int flags = 0;
	int i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (has(step, known[i].word))
			flags |= known[i].flag;
	return flags;
}

static long get(const struct step *step, struct slot *slot, unsigned long start, int count)
{
	unsigned int flags = flags_of(step);
	long rc;

	if (has(step, "fastonly"))
		return get_user_pages_fast_only(start, count, flags, slot->pages);
	slot->pinned = has(step, "pin");
	if (has(step, "fast"))
		return slot->pinned ? pin_user_pages_fast(start, count, flags, slot->pages) :
				      get_user_pages_fast(start, count, flags, slot->pages);
	mmap_read_lock(current->mm);
	rc = slot->pinned ? pin_user_pages(start, count, flags, slot->pages) :
			    get_user_pages(start, count, flags, slot->pages);
	mmap_read_unlock(current->mm);
	return rc;
}

void ask_gup(struct step *step)
{
	struct slot *slot = free_slot(number(step, 0));
	struct pages pages;
	long i, rc;

	if (!slot)
		return add("refused");
	if (!read_pages(step, 1, &pages))
		return add("bad");
	rc = get(step, slot, PAGE_AT(pages.from), pages.to - pages.from);
	add("rc=%ld", rc);
	if (rc <= 0)
		return;
	slot->used = true;
	slot->count = rc;
	for (i = 0; i < rc; i++)
		add("%s%s", i ? "," : " ", name_of(slot->pages[i]));
}
