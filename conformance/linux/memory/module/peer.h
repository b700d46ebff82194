/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Peer-to-peer memory: a BAR of a device that QEMU has.
 */
#ifndef P2PSPEC_PEER_H
#define P2PSPEC_PEER_H

#include <linux/mm_types.h>

int peer_init(void);
int peer_begin(void);			/* its pages are empty; -EBUSY: one is in use */
int peer_index(struct page *page);	/* -1: not of this BAR */

#endif
