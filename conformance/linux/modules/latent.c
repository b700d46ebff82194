// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Questions that no scenario of the model can put: config space and groups here, the others in
 * latent-*.c.
 */
#include <linux/iommu.h>
#include "fabric.h"
#include "latent.h"
#include "space.h"

/* group FUNCTION: its IOMMU group */
int ask_group(struct words *words)
{
	struct device *client = fabric_client(next_int(words));
	struct iommu_group *group = client ? iommu_group_get(client) : NULL;

	if (group)
		answer("group %d", iommu_group_id(group));
	else
		answer("group none");
	iommu_group_put(group);
	return 0;
}

/* implement FUNCTION WHERE MASK: bits of a 32-bit register that writes reach from now on */
int ask_implement(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	int where = next_hex(words);
	u32 mask = next_hex(words);
	int i;

	if (!f || !f->writable || where < 0 || where > SPACE_SIZE - 4)
		return -ENODEV;
	for (i = 0; i < 4; i++, mask >>= 8)
		f->writable[where + i] = mask;
	answer("done");
	return 0;
}

/* config FUNCTION WHERE: a 32-bit register, as the PCI core reads it */
int ask_config(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	int where = next_hex(words);
	u32 value;

	if (!f || !f->pdev)
		return -ENODEV;
	pci_read_config_dword(f->pdev, where, &value);
	answer("config %x", value);
	return 0;
}

/* resume FUNCTION: what the PCI core does for it after a sleep or a reset */
int ask_resume(struct words *words)
{
	struct function *f = fabric_function(next_int(words));

	if (!f || !f->pdev)
		return -ENODEV;
	pci_save_state(f->pdev);
	pci_restore_state(f->pdev);
	answer("done");
	return 0;
}
