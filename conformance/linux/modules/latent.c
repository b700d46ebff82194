// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Questions that no scenario of the model can put: config space, groups and bus addresses here,
 * the others in latent-*.c.
 */
#include <linux/iommu.h>
#include "fabric.h"
#include "latent.h"
#include "maps.h"
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

/*
 * overlay FUNCTION QUESTION: the window of its host bridge is moved on the bus, so that its BAR has
 * the address there that this page has for the DMA of its client
 */
int ask_overlay(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	struct map *map = find_map(next_int(words), PAGE);
	struct resource_entry *window;
	struct resource *bar;

	if (!f || f->own || !f->pdev || f->added || !map)
		return -EINVAL;
	bar = pci_resource_n(f->pdev, f->bar);
	resource_list_for_each_entry(window, &pci_find_host_bridge(f->pdev->bus)->windows)
		if (resource_contains(window->res, bar))
			window->offset = bar->start - map->dma;
	answer("overlay %llx", (u64)pci_bus_address(f->pdev, f->bar));
	return 0;
}
