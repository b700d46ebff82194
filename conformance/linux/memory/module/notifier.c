// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * begin, again, retry and end: an interval notifier and a sequence that was read from it.
 */
#include <linux/mmu_notifier.h>
#include <linux/sched.h>
#include "actor.h"
#include "device.h"
#include "notifier.h"
#include "say.h"
#include "steps.h"

static struct mirror mirrors[8];

static const char *event_name(enum mmu_notifier_event event)
{
	switch (event) {
	case MMU_NOTIFY_UNMAP:
		return "UNMAP";
	case MMU_NOTIFY_CLEAR:
		return "CLEAR";
	case MMU_NOTIFY_PROTECTION_VMA:
		return "PROTVMA";
	case MMU_NOTIFY_PROTECTION_PAGE:
		return "PROTPAGE";
	case MMU_NOTIFY_RELEASE:
		return "RELEASE";
	case MMU_NOTIFY_MIGRATE:
		return "MIGRATE";
	case MMU_NOTIFY_EXCLUSIVE:
		return "EXCLUSIVE";
	default:
		return "OTHER";
	}
}

/* -99: far outside */
static int page_at(unsigned long address)
{
	long page = (long)(address - PAGE_AT(0)) / (long)PAGE_SIZE;

	return page < -MOST_PAGES || page > MOST_PAGES ? -99 : page;
}

/* Beside actors what repeats is told once: who goes round is told the same again and again. */
static void tell(struct mirror *mirror, const struct mmu_notifier_range *range)
{
	bool has_owner = range->event == MMU_NOTIFY_MIGRATE || range->event == MMU_NOTIFY_EXCLUSIVE;
	char owner[] = { '/', has_owner ? owner_letter(range->owner) : '-', '\0' };
	char text[48];

	scnprintf(text, sizeof(text), " %d:%s%s:%d-%d", mirror->number, event_name(range->event),
		  has_owner ? owner : "", page_at(range->start), page_at(range->end));
	if (actors_have_come() && !strcmp(mirror->told + mirror->last, text))
		return;
	mirror->last = mirror->used;
	mirror->used += scnprintf(mirror->told + mirror->used, sizeof(mirror->told) - mirror->used,
				  "%s", text);
}

static void hear(struct mirror *mirror, const struct mmu_notifier_range *range,
		 unsigned long sequence)
{
	if (mirror->clears)
		mirror->clears(mirror, (struct pages){ page_at(range->start), page_at(range->end) },
			       sequence);
	else
		mmu_interval_set_seq(&mirror->notifier, sequence);
}

static bool invalidate(struct mmu_interval_notifier *notifier,
		       const struct mmu_notifier_range *range, unsigned long sequence)
{
	struct mirror *mirror = container_of(notifier, struct mirror, notifier);

	if (mirror->listens)
		tell(mirror, range);
	if (!mirror->skip || range->event != MMU_NOTIFY_MIGRATE || range->owner != mirror->skip)
		hear(mirror, range, sequence);
	pass("told");
	return true;
}

static const struct mmu_interval_notifier_ops ops = { .invalidate = invalidate };

int mirror_insert(struct mirror *mirror, struct pages pages)
{
	int rc = mmu_interval_notifier_insert(&mirror->notifier, current->mm, PAGE_AT(pages.from),
					      (pages.to - pages.from) * PAGE_SIZE, &ops);

	if (!rc)
		mirror->mm = current->mm;
	return rc;
}

void mirror_remove(struct mirror *mirror)
{
	mmu_interval_notifier_remove(&mirror->notifier);
	mirror->mm = NULL;
}

static struct mirror *live(int number)
{
	return number >= 0 && number < ARRAY_SIZE(mirrors) && mirrors[number].mm ?
		       &mirrors[number] : NULL;
}

struct mirror *mirror_numbered(int number)
{
	struct mirror *mirror = live(number);

	return mirror && mirror->mm == current->mm ? mirror : NULL;
}

struct mirror *mirror_begin(int number, struct pages pages, void *skip)
{
	struct mirror *mirror = &mirrors[number];

	memset(mirror, 0, sizeof(*mirror));
	mirror->number = number;
	mirror->listens = true;
	mirror->skip = skip;
	return mirror_insert(mirror, pages) ? NULL : mirror;
}

/* begin n P Q [skip=A] */
void ask_begin(struct step *step)
{
	int n = number(step, 0);
	struct mirror *mirror;
	struct pages pages;

	if (n < 0 || n >= ARRAY_SIZE(mirrors) || !read_pages(step, 1, &pages))
		return add("bad");
	if (live(n))
		return add("refused");
	mirror = mirror_begin(n, pages, owner_of(named(step, "skip")));
	if (!mirror)
		return add("rc=%d", -ENOMEM);
	mirror->sequence = mmu_interval_read_begin(&mirror->notifier);
	add("rc=0 seq=%lu", mirror->sequence);
}

void ask_again(struct step *step)
{
	struct mirror *mirror = live(number(step, 0));

	if (!mirror)
		return add("nonotifier");
	mirror->sequence = mmu_interval_read_begin(&mirror->notifier);
	add("seq=%lu", mirror->sequence);
}

void ask_retry(struct step *step)
{
	struct mirror *mirror = live(number(step, 0));

	if (!mirror)
		return add("nonotifier");
	add("%d", mmu_interval_read_retry(&mirror->notifier, mirror->sequence));
}

void ask_end(struct step *step)
{
	struct mirror *mirror = live(number(step, 0));

	if (!mirror)
		return add("nonotifier");
	mirror_remove(mirror);
	add("ok");
}

void forget_events(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(mirrors); i++) {
		mirrors[i].used = mirrors[i].last = 0;
		mirrors[i].told[0] = '\0';
	}
}

void add_events(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(mirrors); i++)
		if (mirrors[i].used)
			add(" |%s", mirrors[i].told);
}

void release_notifiers(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(mirrors); i++)
		if (mirrors[i].mm)
			mirror_remove(&mirrors[i]);
}
