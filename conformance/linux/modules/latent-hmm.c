// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * HMM: what is asked of neighbouring pages.
 */
#include <linux/hmm.h>
#include <linux/mman.h>
#include <linux/mmu_notifier.h>
#include "latent.h"

static bool invalidate(struct mmu_interval_notifier *notifier,
		       const struct mmu_notifier_range *range, unsigned long sequence)
{
	mmu_interval_set_seq(notifier, sequence);
	return true;
}

static const struct mmu_interval_notifier_ops notifier_ops = { .invalidate = invalidate };

#define MAX_PAGES 8

/* Asks for a range of the loading process, until nobody else changed its pages meanwhile. */
int fault_range(struct hmm_range *range)
{
	struct mmu_interval_notifier notifier = {};
	int rc;

	rc = mmu_interval_notifier_insert(&notifier, current->mm, range->start,
					  range->end - range->start, &notifier_ops);
	if (rc)
		return rc;
	range->notifier = &notifier;
	do {
		range->notifier_seq = mmu_interval_read_begin(range->notifier);
		mmap_read_lock(current->mm);
		rc = hmm_range_fault(range);
		mmap_read_unlock(current->mm);
	} while (rc == -EBUSY ||
		 (!rc && mmu_interval_read_retry(range->notifier, range->notifier_seq)));
	mmu_interval_notifier_remove(&notifier);
	return rc;
}

/*
 * hmm 0|1 n|r|w...: neighbours in a fresh anonymous VMA, whose last page was read before (1) or
 * not; nothing, a page, a writable page is asked for each
 */
int ask_hmm(struct words *words)
{
	unsigned long pfns[MAX_PAGES] = {}, flags = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
	struct hmm_range range = { .hmm_pfns = pfns, .pfn_flags_mask = flags };
	bool touched = next_int(words);
	int i, rc, n = 0;
	char *word, byte;

	for (; (word = next_word(words)) && n < MAX_PAGES; n++)
		pfns[n] = *word == 'w' ? flags : *word == 'r' ? HMM_PFN_REQ_FAULT : 0;
	if (!n)
		return -EINVAL;
	range.start = vm_mmap(NULL, NOWHERE, (n + 1) * PAGE_SIZE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_FIXED_NOREPLACE, 0);
	if (IS_ERR_VALUE(range.start))
		return range.start;
	range.end = range.start + n * PAGE_SIZE;
	if (touched && get_user(byte, (char __user *)range.end))
		return -EFAULT;
	rc = fault_range(&range);
	answer("hmm %d", rc);
	for (i = 0; i < n; i++)
		answer("page valid=%d write=%d", !!(pfns[i] & HMM_PFN_VALID),
		       !!(pfns[i] & HMM_PFN_WRITE));
	return vm_munmap(range.start, (n + 1) * PAGE_SIZE);
}
