/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * A driver after lib/test_hmm.c: the device whose memory is B has a page table that mirrors the
 * first process, and one notifier over all of that.
 */
#ifndef P2PSPEC_DRIVER_H
#define P2PSPEC_DRIVER_H

#include <linux/migrate.h>
#include <linux/mm.h>
#include "device.h"

bool driver_is_open(void);
struct device_memory *driver_memory(void);
void *driver_owner(void);		/* who the driver says it is */

/* The device's table has this page from now on; nothing is asked. */
void driver_maps(unsigned long address, struct page *page, bool write);

/* What leaves the device's memory leaves its table. */
void driver_forgets(const struct migrate_vma *migrate);

#endif
