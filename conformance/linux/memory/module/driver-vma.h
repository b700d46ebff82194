/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Memory that a driver maps itself.
 */
#ifndef P2PSPEC_DRIVER_VMA_H
#define P2PSPEC_DRIVER_VMA_H

#include <linux/mm_types.h>

int map_for_driver(struct vm_area_struct *vma);

#endif
