// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Who shares a translation: IOMMU groups, and the requester IDs that a function may send under.
 *
 * No IOMMU sees a made-up fabric. There pci_device_group is called for each function in the order
 * in which the PCI core found them, as an IOMMU's driver would have it called.
 */
#include <linux/bitmap.h>
#include <linux/iommu.h>
#include <linux/kprobes.h>
#include <linux/pci.h>
#include "domain.h"
#include "fabric.h"
#include "groups.h"

#define DEVFNS 256

static bool grouped;

static int group_all(void)
{
	struct pci_dev *pdev = NULL;
	struct iommu_group *group;
	int index, rc = 0;

	grouped = true;
	for_each_pci_dev(pdev) {
		index = fabric_index(pdev);
		if (index < 0 || fabric_function(index)->own || rc)
			continue;
		group = pci_device_group(&pdev->dev);
		if (IS_ERR(group)) {
			rc = PTR_ERR(group);
			continue;
		}
		rc = iommu_group_add_device(group, &pdev->dev);
		iommu_group_put(group);
	}
	return rc;
}

void forget_groups(void)
{
	struct function *f;
	int i;

	for (i = 0; grouped && (f = fabric_function(i)); i++)
		if (f->pdev && !f->own)
			iommu_group_remove_device(&f->pdev->dev);
	grouped = false;
}

struct told {
	char text[400];
	int length;
};

static int tell_member(struct device *dev, void *data)
{
	struct told *told = data;

	told->length += scnprintf(told->text + told->length, sizeof(told->text) - told->length,
				  " %d", dev_is_pci(dev) ? fabric_index(to_pci_dev(dev)) : -1);
	return 0;
}

/* mates FUNCTION: the kind of domain it is in, and the functions of its group, itself included */
int ask_mates(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	struct iommu_group *group;
	struct told told = {};
	int rc = 0;

	if (!f || !f->pdev)
		return -ENODEV;
	if (!f->own && !grouped)
		rc = group_all();
	if (rc)
		return rc;
	group = iommu_group_get(&f->pdev->dev);
	if (!group) {
		answer("mates none");
		return 0;
	}
	iommu_group_for_each_dev(group, &told, tell_member);
	answer("mates %s%s", domain_name(&f->pdev->dev), told.text);
	iommu_group_put(group);
	return 0;
}

static int tell_id(struct pci_dev *pdev, u16 alias, void *data)
{
	struct told *told = data;

	told->length += scnprintf(told->text + told->length, sizeof(told->text) - told->length,
				  " %d:%04x", fabric_index(pdev), alias);
	return 0;
}

typedef int (*each_id)(struct pci_dev *pdev, int (*told)(struct pci_dev *, u16, void *), void *data);

/* pci_for_each_dma_alias is not exported: a probe that was put there knows where it is. */
static each_id find_each_id(void)
{
	struct kprobe probe = { .symbol_name = "pci_for_each_dma_alias" };
	each_id found;

	if (register_kprobe(&probe))
		return NULL;
	found = (each_id)probe.addr;
	unregister_kprobe(&probe);
	return found;
}

/* ids FUNCTION: each requester ID that Linux counts with, and the function that it is said of */
int ask_ids(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	each_id each = find_each_id();
	struct told told = {};

	if (!f || !f->pdev)
		return -ENODEV;
	if (!each)
		return -EOPNOTSUPP;
	each(f->pdev, tell_id, &told);
	answer("ids%s", told.text);
	return 0;
}

/*
 * alias FUNCTION OTHER: it may send under the ID of this one, on the same bus; what
 * pci_add_dma_alias, which modules cannot call, does for quirks
 */
int add_alias(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	struct function *other = fabric_function(next_int(words));

	if (!f || !f->pdev || !other || f->own)
		return -ENODEV;
	if (!f->pdev->dma_alias_mask)
		f->pdev->dma_alias_mask = bitmap_zalloc(DEVFNS, GFP_KERNEL);
	if (!f->pdev->dma_alias_mask)
		return -ENOMEM;
	bitmap_set(f->pdev->dma_alias_mask, other->devfn, 1);
	return 0;
}
