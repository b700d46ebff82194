// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Every step that the module does, by its word.
 */
#include <linux/kernel.h>
#include <linux/mmu_notifier.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "actor.h"
#include "device.h"
#include "evict.h"
#include "notifier.h"
#include "say.h"
#include "steps.h"
#include "wait.h"

static struct mm_struct *members[2];

/*
 * The first notifier of a process needs its mmap lock for writing, which a migration under way
 * holds: so there was one before.
 */
void join_script(int process)
{
	static struct mirror first;

	members[process] = current->mm;
	memset(&first, 0, sizeof(first));
	if (!mirror_insert(&first, (struct pages){ 0, 1 }))
		mirror_remove(&first);
}

int this_process(void)
{
	return members[1] == current->mm;
}

void leave_script(void)
{
	members[this_process()] = NULL;
}

static const struct {
	const char *kind;
	void (*ask)(struct step *step);
} steps[] = {
	{ "state", ask_state },
	{ "migrate", ask_migrate },
	{ "msetup", ask_setup },
	{ "mpages", ask_pages },
	{ "mfinalize", ask_finalize },
	{ "evict", ask_evict },
	{ "esetup", ask_evict_setup },
	{ "epages", ask_evict_pages },
	{ "efinalize", ask_evict_finalize },
	{ "hmm", ask_hmm },
	{ "begin", ask_begin },
	{ "again", ask_again },
	{ "retry", ask_retry },
	{ "end", ask_end },
	{ "gup", ask_gup },
	{ "put", ask_put },
	{ "hold", ask_hold },
	{ "lock", ask_lock },
	{ "unlock", ask_unlock },
	{ "exclusive", ask_exclusive },
	{ "dwrite", ask_dwrite },
	{ "driver", ask_driver },
	{ "map", ask_map },
	{ "lookup", ask_lookup },
	{ "take", ask_take },
	{ "drop", ask_drop },
	{ "grab", ask_grab },
	{ "ungrab", ask_ungrab },
	{ "unmapmap", ask_unmapmap },
	{ "poll", ask_poll },
	{ "open", ask_open },
	{ "mirrored", ask_mirrored },
	{ "device_read", ask_device_read },
	{ "device_write", ask_device_write },
	{ "migrate_to_device", ask_to_device },
	{ "migrate_to_system", ask_to_system },
	{ "migrate_device_range", ask_device_evict },
	{ "make_device_exclusive_range", ask_device_exclusive },
};

bool run_step(struct step *step)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		if (strcmp(step->kind, steps[i].kind))
			continue;
		if (!is_actor())
			add("= ");
		if (!is_actor() && step_would_wait(step))
			add("refused");
		else
			steps[i].ask(step);
		return true;
	}
	return false;
}

void release_all(void)
{
	finish_eviction();
	release_driver();
	release_holds();
	release_notifiers();
	release_pagemaps();
}
