// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * The driver's table and its notifier, and the device's accesses: what the table lacks is read
 * with hmm_range_fault, and used only if nothing was invalidated meanwhile.
 */
#include <linux/hmm.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include "actor.h"
#include "driver.h"
#include "notifier.h"
#include "say.h"
#include "steps.h"

#define NUMBER 0	/* of its notifier */

static struct entry {
	struct page *page;
	bool write;
} table[MOST_PAGES];

static DEFINE_MUTEX(lock);	/* of the table, and of the notifier's sequence */
static struct mirror *mirror;

bool driver_is_open(void)
{
	return mirror;
}

struct device_memory *driver_memory(void)
{
	return device_named("B");
}

void *driver_owner(void)
{
	return driver_memory()->pgmap.owner;
}

static struct entry *entry_for(unsigned long address)
{
	return &table[(address - PAGE_AT(0)) / PAGE_SIZE];
}

static void clears(struct mirror *of, struct pages pages, unsigned long sequence)
{
	int i;

	mutex_lock(&lock);
	mmu_interval_set_seq(&of->notifier, sequence);
	for (i = max(pages.from, 0); i < min(pages.to, MOST_PAGES); i++)
		table[i].page = NULL;
	mutex_unlock(&lock);
}

/* open [hears]: it ignores migrations of its own, or nothing */
void ask_open(struct step *step)
{
	if (mirror || mirror_numbered(NUMBER))
		return add("refused");
	mirror = mirror_begin(NUMBER, (struct pages){ 0, MOST_PAGES },
			      has(step, "hears") ? NULL : driver_owner());
	if (!mirror)
		return add("bad");
	mirror->clears = clears;
	driver_memory()->mode = DRIVER_RETRIES;
	add("ok");
}

void release_driver(void)
{
	mirror = NULL;
	memset(table, 0, sizeof(table));
}

void driver_maps(unsigned long address, struct page *page, bool write)
{
	mutex_lock(&lock);
	*entry_for(address) = (struct entry){ page, write };
	mutex_unlock(&lock);
}

void driver_forgets(const struct migrate_vma *migrate)
{
	struct page *page;
	int i;

	if (!mirror)
		return;
	mutex_lock(&lock);
	for (i = 0; i < (migrate->end - migrate->start) / PAGE_SIZE; i++) {
		struct entry *entry = entry_for(migrate->start + i * PAGE_SIZE);

		page = migrate_pfn_to_page(migrate->src[i]);
		if (page && migrate->src[i] & MIGRATE_PFN_MIGRATE && entry->page == page)
			entry->page = NULL;
	}
	mutex_unlock(&lock);
}

/* mirrored P Q: what the device's table has */
void ask_mirrored(struct step *step)
{
	struct pages pages;
	struct page *page;
	int i;

	if (!read_pages(step, 0, &pages))
		return add("bad");
	for (i = pages.from; i < pages.to; i++) {
		page = table[i].page;
		add("%s%d=%s", i > pages.from ? " " : "", i,
		    !page ? "none" : page_count(page) ? name_of(page) : "free");
		if (page)
			add(table[i].write ? "+w" : "+r");
	}
}

static int try_fault(struct hmm_range *range)
{
	int rc;

	range->notifier_seq = mmu_interval_read_begin(range->notifier);
	mmap_read_lock(current->mm);
	rc = hmm_range_fault(range);
	mmap_read_unlock(current->mm);
	return rc;
}

static int fault(unsigned long address, bool write)
{
	unsigned long pfn = 0;
	struct hmm_range range = {
		.notifier = &mirror->notifier,
		.start = address,
		.end = address + PAGE_SIZE,
		.hmm_pfns = &pfn,
		.default_flags = HMM_PFN_REQ_FAULT | (write ? HMM_PFN_REQ_WRITE : 0),
		.dev_private_owner = driver_owner(),
	};
	bool stale = true;
	int rc;

	while (stale) {
		rc = try_fault(&range);
		if (rc && rc != -EBUSY)
			return rc;
		if (rc)
			continue;
		pass("read");
		mutex_lock(&lock);
		stale = mmu_interval_read_retry(range.notifier, range.notifier_seq);
		if (!stale)
			*entry_for(address) = (struct entry){ hmm_pfn_to_page(pfn),
							      pfn & HMM_PFN_WRITE };
		mutex_unlock(&lock);
	}
	return 0;
}

/* One page, read into @value or written from it. */
static int access(unsigned long address, bool write, u64 *value)
{
	struct entry *entry = entry_for(address);
	bool there;
	int rc = 0;

	do {
		mutex_lock(&lock);
		there = entry->page && (!write || entry->write);
		if (there && write)
			set_content(entry->page, *value);
		else if (there)
			*value = content_of(entry->page);
		mutex_unlock(&lock);
		if (!there)
			rc = fault(address, write);
	} while (!there && !rc);
	return rc;
}

static void ask_access(struct step *step, bool write)
{
	u64 value = write ? next_written() : 0;
	int rc;

	if (!mirror || number(step, 0) < 0)
		return add("bad");
	rc = access(PAGE_AT(number(step, 0)), write, &value);
	if (rc)
		add("rc=%d", rc);
	else
		add(write ? "wrote %llu" : "%llu", value);
}

/* device_read P */
void ask_device_read(struct step *step)
{
	ask_access(step, false);
}

/* device_write P */
void ask_device_write(struct step *step)
{
	ask_access(step, true);
}
