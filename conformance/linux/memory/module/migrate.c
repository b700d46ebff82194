// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * migrate_vma_setup, _pages and _finalize, in one step or three. Between the three the process
 * holds its mmap lock for reading.
 */
#include <linux/migrate.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include "device.h"
#include "entry.h"
#include "evict.h"
#include "say.h"
#include "steps.h"

static struct migration {
	struct migrate_vma args;
	unsigned long src[MOST_STEP_PAGES], dst[MOST_STEP_PAGES];
	struct pages pages;
	enum { NONE, SET_UP, MOVED } stage;
} migrations[2];

bool is_pending(int process)
{
	return migrations[process].stage != NONE;
}

static unsigned long selection(const char *words)
{
	static const struct {
		const char *word;
		enum migrate_vma_direction flag;
	} known[] = {
		{ "system", MIGRATE_VMA_SELECT_SYSTEM },
		{ "private", MIGRATE_VMA_SELECT_DEVICE_PRIVATE },
		{ "coherent", MIGRATE_VMA_SELECT_DEVICE_COHERENT },
	};
	unsigned long flags = 0;
	const char *one;
	int i, j, length;

	for (i = 0; (one = item(words, i, &length)); i++)
		for (j = 0; j < ARRAY_SIZE(known); j++)
			if (!strncmp(one, known[j].word, length))
				flags |= known[j].flag;
	return flags;
}

/* A destination for each page that migrates, but for those that are skipped. */
static void give(struct migration *m, const struct step *step)
{
	const char *to = named(step, "to");
	struct device_memory *device = device_named(to);
	struct page *page;
	int i;

	if (!device && strcmp(to, "ram"))
		return;
	for (i = 0; i < m->args.npages; i++) {
		if (!(m->src[i] & MIGRATE_PFN_MIGRATE) ||
		    lists_number(named(step, "skip"), m->pages.from + i))
			continue;
		page = take_copy(migrate_pfn_to_page(m->src[i]), device);
		m->dst[i] = page ? migrate_pfn(page_to_pfn(page)) : 0;
	}
}

static void add_setup(struct migration *m)
{
	struct page *page, *to;
	int i;

	add("rc=0 cpages=%lu", m->args.cpages);
	for (i = 0; i < m->args.npages; i++) {
		page = migrate_pfn_to_page(m->src[i]);
		to = migrate_pfn_to_page(m->dst[i]);
		add(" %d{src=", m->pages.from + i);
		add_flags(m->src[i]);
		if (page)
			add(":%s", name_of(page));
		add(" mid=");
		add_entry(current->mm, PAGE_AT(m->pages.from + i));
		add(" dst=%s}", !to ? "0" : device_of(to) ? name_of(to) : "ram");
	}
}

static bool set_up(struct migration *m, struct step *step)
{
	int rc;

	memset(m, 0, sizeof(*m));
	if (!read_pages(step, 0, &m->pages) || !named(step, "to")) {
		add("bad");
		return false;
	}
	m->args = (struct migrate_vma){
		.start = PAGE_AT(m->pages.from),
		.end = PAGE_AT(m->pages.to),
		.src = m->src,
		.dst = m->dst,
		.pgmap_owner = owner_of(named(step, "owner")),
		.flags = selection(named(step, "select")),
	};
	mmap_read_lock(current->mm);
	m->args.vma = find_vma(current->mm, m->args.start);
	rc = migrate_vma_setup(&m->args);
	if (rc) {
		mmap_read_unlock(current->mm);
		add("rc=%d", rc);
		return false;
	}
	m->stage = SET_UP;
	give(m, step);
	add_setup(m);
	return true;
}

static void move(struct migration *m)
{
	int i;

	migrate_vma_pages(&m->args);
	m->stage = MOVED;
	for (i = 0; i < m->args.npages; i++) {
		add("%s", i ? "," : "after=");
		add_flags(m->src[i]);
	}
}

static void finalize(struct migration *m)
{
	migrate_vma_finalize(&m->args);
	mmap_read_unlock(current->mm);
	m->stage = NONE;
}

static void add_now(struct migration *m)
{
	add("now=");
	add_entries(current->mm, m->pages);
}

void ask_migrate(struct step *step)
{
	static struct migration m;

	if (!set_up(&m, step))
		return;
	add(" ");
	move(&m);
	add(" ");
	finalize(&m);
	add_now(&m);
}

void ask_setup(struct step *step)
{
	if (is_pending(this_process()))
		return add("refused");
	set_up(&migrations[this_process()], step);
}

void ask_pages(struct step *step)
{
	struct migration *m = &migrations[this_process()];

	if (m->stage != SET_UP)
		return add("refused");
	move(m);
}

void ask_finalize(struct step *step)
{
	struct migration *m = &migrations[this_process()];

	if (m->stage != MOVED)
		return add("refused");
	finalize(m);
	add_now(m);
}

/* Without its pages stage a migration is not over. */
void finish_migration(void)
{
	struct migration *m = &migrations[this_process()];

	if (m->stage == SET_UP)
		migrate_vma_pages(&m->args);
	if (m->stage != NONE)
		finalize(m);
}
