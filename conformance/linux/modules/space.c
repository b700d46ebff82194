// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Config space of a function that does not exist: what a real one would show the PCI core.
 */
#include <linux/slab.h>
#include <linux/unaligned.h>
#include "space.h"

#define PCIE_AT 0x40
#define SUBSYSTEM 0x5a5a

bool is_bridge(const struct function *f)
{
	switch (f->type) {
	case PCI_EXP_TYPE_ROOT_PORT:
	case PCI_EXP_TYPE_UPSTREAM:
	case PCI_EXP_TYPE_DOWNSTREAM:
	case PCI_EXP_TYPE_PCI_BRIDGE:
	case CONVENTIONAL_BRIDGE:
		return true;
	default:
		return false;
	}
}

u8 secondary_bus(const struct function *f)
{
	return f->space[PCI_SECONDARY_BUS];
}

u32 space_read(const struct function *f, int where, int size)
{
	u32 value = 0;

	while (size--)
		value = value << 8 | f->space[where + size];
	return value;
}

void space_write(struct function *f, int where, int size, u32 value)
{
	for (; size--; where++, value >>= 8) {
		u8 mask = f->writable[where];

		f->space[where] = (f->space[where] & ~mask) | (value & mask);
	}
}

static void set16(u8 *bytes, int where, u16 value)
{
	put_unaligned_le16(value, bytes + where);
}

static void set32(u8 *bytes, int where, u32 value)
{
	put_unaligned_le32(value, bytes + where);
}

/* Bus numbers and a 64-bit prefetchable window; the other windows are not implemented. */
static void make_bridge(struct function *f)
{
	u8 *space = f->space, *writable = f->writable;

	space[PCI_HEADER_TYPE] |= PCI_HEADER_TYPE_BRIDGE;
	set16(space, PCI_CLASS_DEVICE, PCI_CLASS_BRIDGE_PCI);
	set32(writable, PCI_PRIMARY_BUS, 0xffffff);
	set32(writable, PCI_MEMORY_BASE, 0xfff0fff0);
	set32(space, PCI_PREF_MEMORY_BASE,
	      PCI_PREF_RANGE_TYPE_64 << 16 | PCI_PREF_RANGE_TYPE_64);
	set32(writable, PCI_PREF_MEMORY_BASE, 0xfff0fff0);
	set32(writable, PCI_PREF_BASE_UPPER32, U32_MAX);
	set32(writable, PCI_PREF_LIMIT_UPPER32, U32_MAX);
	set16(writable, PCI_BRIDGE_CONTROL, U16_MAX);
}

/* BAR 0 and 1: one 64-bit prefetchable BAR. */
static void make_endpoint(struct function *f)
{
	u64 mask = ~(f->bar_size - 1);

	set16(f->space, PCI_CLASS_DEVICE,
	      f->type < 0 ? PCI_CLASS_BRIDGE_HOST : PCI_CLASS_MEMORY_OTHER);
	set16(f->space, PCI_SUBSYSTEM_VENDOR_ID, f->vendor);
	set16(f->space, PCI_SUBSYSTEM_ID, SUBSYSTEM);
	if (!f->bar_size)
		return;
	set32(f->space, PCI_BASE_ADDRESS_0,
	      PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH);
	set32(f->writable, PCI_BASE_ADDRESS_0, mask & PCI_BASE_ADDRESS_MEM_MASK);
	set32(f->writable, PCI_BASE_ADDRESS_1, mask >> 32);
}

static void make_pcie(struct function *f)
{
	u8 *space = f->space;

	set16(space, PCI_STATUS, PCI_STATUS_CAP_LIST);
	space[PCI_CAPABILITY_LIST] = PCIE_AT;
	space[PCIE_AT] = PCI_CAP_ID_EXP;
	set16(space, PCIE_AT + PCI_EXP_FLAGS, 2 | f->type << 4);
	set32(space, PCIE_AT + PCI_EXP_DEVCAP, PCI_EXP_DEVCAP_RBER);
	set32(space, PCIE_AT + PCI_EXP_LNKCAP, PCI_EXP_LNKCAP_SLS_2_5GB | 1 << 4);
	set16(space, PCIE_AT + PCI_EXP_LNKSTA, PCI_EXP_LNKSTA_CLS_2_5GB | 1 << 4);
	if (f->acs_caps < 0)
		return;
	set32(space, ACS_AT, PCI_EXT_CAP_ID_ACS | 1 << 16);
	set16(space, ACS_AT + PCI_ACS_CAP, f->acs_caps);
	set16(space, ACS_AT + PCI_ACS_CTRL, f->acs_control & f->acs_caps);
	set16(f->writable, ACS_AT + PCI_ACS_CTRL, f->acs_caps);
}

/* Whether it has its virtual functions on the bus now. */
bool has_virtual(const struct function *f)
{
	return f->space[SRIOV_AT + PCI_SRIOV_CTRL] & PCI_SRIOV_CTRL_VFE;
}

/*
 * @count virtual functions, one after the other from @first on, each with a BAR as @first has it.
 */
void space_add_sriov(struct function *f, const struct function *first, int count)
{
	u8 *space = f->space, *writable = f->writable;
	u64 mask = ~(first->bar_size - 1);
	int bar = SRIOV_AT + PCI_SRIOV_BAR;

	/* Where the list of extended capabilities begins there is one of ID 0, or ACS. */
	set32(space, ACS_AT, get_unaligned_le32(space + ACS_AT) | SRIOV_AT << 20);
	set32(space, SRIOV_AT, PCI_EXT_CAP_ID_SRIOV | 1 << 16);
	set16(writable, SRIOV_AT + PCI_SRIOV_CTRL, PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE);
	set16(space, SRIOV_AT + PCI_SRIOV_INITIAL_VF, count);
	set16(space, SRIOV_AT + PCI_SRIOV_TOTAL_VF, count);
	set16(writable, SRIOV_AT + PCI_SRIOV_NUM_VF, U16_MAX);
	set16(space, SRIOV_AT + PCI_SRIOV_VF_OFFSET, first->devfn - f->devfn);
	set16(space, SRIOV_AT + PCI_SRIOV_VF_STRIDE, 1);
	set16(space, SRIOV_AT + PCI_SRIOV_VF_DID, first->device);
	set32(space, SRIOV_AT + PCI_SRIOV_SUP_PGSIZE, 1);
	set32(space, SRIOV_AT + PCI_SRIOV_SYS_PGSIZE, 1);
	set32(writable, SRIOV_AT + PCI_SRIOV_SYS_PGSIZE, U32_MAX);
	if (!first->bar_size)
		return;
	set32(space, bar, PCI_BASE_ADDRESS_MEM_TYPE_64 | PCI_BASE_ADDRESS_MEM_PREFETCH);
	set32(writable, bar, mask & PCI_BASE_ADDRESS_MEM_MASK);
	set32(writable, bar + 4, mask >> 32);
}

int space_make(struct function *f, bool multifunction)
{
	f->space = kzalloc(SPACE_SIZE, GFP_KERNEL);
	f->writable = kzalloc(SPACE_SIZE, GFP_KERNEL);
	if (!f->space || !f->writable)
		return -ENOMEM;
	set16(f->space, PCI_VENDOR_ID, f->vendor);
	set16(f->space, PCI_DEVICE_ID, f->device);
	set16(f->writable, PCI_COMMAND, PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER);
	f->space[PCI_HEADER_TYPE] = multifunction ? PCI_HEADER_TYPE_MFD : 0;
	if (is_bridge(f))
		make_bridge(f);
	else
		make_endpoint(f);
	if (f->type >= 0)
		make_pcie(f);
	return 0;
}

void space_free(struct function *f)
{
	kfree(f->space);
	kfree(f->writable);
	f->space = NULL;
	f->writable = NULL;
}
