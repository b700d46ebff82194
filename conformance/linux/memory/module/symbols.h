/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Functions of the kernel that it does not export.
 */
#ifndef P2PSPEC_SYMBOLS_H
#define P2PSPEC_SYMBOLS_H

int symbols_init(void);
void drain_lru(void);		/* no page is in a batch on its way to the LRU lists */
void arm_warnings(void);	/* what warns once warns once more */

#endif
