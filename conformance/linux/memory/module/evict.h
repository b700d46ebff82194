/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * What a driver gives to a migration, and how a page comes back at a CPU's fault.
 */
#ifndef P2PSPEC_EVICT_H
#define P2PSPEC_EVICT_H

#include <linux/mm.h>
#include "device.h"

/* A locked page that holds a copy of @from (NULL: of a hole), in @to, or in RAM where that is NULL. */
struct page *take_copy(struct page *from, struct device_memory *to);

void add_flags(unsigned long src);	/* "VMW" */

vm_fault_t bring_back(struct vm_fault *fault);

#endif
