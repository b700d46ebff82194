/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Config space as bytes, each with the mask of its writable bits.
 */
#ifndef P2PSPEC_SPACE_H
#define P2PSPEC_SPACE_H

#include "function.h"

#define SPACE_SIZE PCI_CFG_SPACE_EXP_SIZE
#define ACS_AT 0x100
#define SRIOV_AT 0x140

int space_make(struct function *f, bool multifunction);
void space_add_sriov(struct function *f, const struct function *first, int count);
bool has_virtual(const struct function *f);
void space_free(struct function *f);
bool is_bridge(const struct function *f);
u8 secondary_bus(const struct function *f);
u32 space_read(const struct function *f, int where, int size);
void space_write(struct function *f, int where, int size, u32 value);

#endif
