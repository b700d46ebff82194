/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#ifndef P2PSPEC_FUNCTION_H
#define P2PSPEC_FUNCTION_H

#include <linux/pci.h>

#define CONVENTIONAL_BRIDGE (-2)

/* A PCI function: made up, or one that QEMU has. */
struct function {
	int host;
	int parent;	/* index of the bridge above, -1: on the root bus */
	u8 devfn;
	int type;	/* PCIe device/port type, -1: conventional, -2: a bridge that is */
	u16 vendor;
	u16 device;
	int acs_caps;	/* -1: no capability */
	u16 acs_control;
	int bar;	/* which one */
	u64 bar_size;	/* bytes, 0: no BAR */
	u64 dma_mask;
	u32 max_segment;
	u64 boundary_mask;
	bool untrusted;
	int physical;	/* index of the function of which it is a virtual one, or -1 */
	bool own;	/* not ours: QEMU made it */
	bool added;	/* pci_p2pdma_add_resource succeeded */
	bool acs_written;	/* its ACS control word was acs_control before */
	u8 *space;
	u8 *writable;
	struct pci_dev *pdev;
};

#endif
