// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Puts a made-up machine before the PCI core, which finds it as it finds a real one.
 */
#include "bus.h"
#include "fabric.h"
#include "space.h"

/* The function at @devfn on @bus: below the bridge whose secondary bus it is. */
static struct function *find(struct pci_bus *bus, unsigned int devfn)
{
	struct host *host = container_of(bus->sysdata, struct host, sysdata);
	struct function *f;
	int i;

	for (i = 0; (f = fabric_function(i)); i++) {
		struct function *above = fabric_function(f->parent);

		if (f->own || fabric_host(f->host) != host || f->devfn != devfn)
			continue;
		if (f->physical >= 0 && !has_virtual(fabric_function(f->physical)))
			continue;
		if (above ? bus->number && secondary_bus(above) == bus->number :
			    pci_is_root_bus(bus))
			return f;
	}
	return NULL;
}

static int read_space(struct pci_bus *bus, unsigned int devfn, int where,
		      int size, u32 *value)
{
	struct function *f = find(bus, devfn);

	if (!f) {
		*value = U32_MAX;
		return PCIBIOS_DEVICE_NOT_FOUND;
	}
	*value = space_read(f, where, size);
	return PCIBIOS_SUCCESSFUL;
}

static int write_space(struct pci_bus *bus, unsigned int devfn, int where,
		       int size, u32 value)
{
	struct function *f = find(bus, devfn);

	if (!f)
		return PCIBIOS_DEVICE_NOT_FOUND;
	space_write(f, where, size, value);
	return PCIBIOS_SUCCESSFUL;
}

static struct pci_ops fabric_ops = {
	.read = read_space,
	.write = write_space,
};

/* A driver, so that what add_resource made is taken back in order when a function goes. */
static int fabric_probe(struct pci_dev *pdev, const struct pci_device_id *id)
{
	return pdev->bus->ops == &fabric_ops || fabric_index(pdev) >= 0 ? 0 : -ENODEV;
}

static const struct pci_device_id any_function[] = {
	{ PCI_DEVICE(PCI_ANY_ID, PCI_ANY_ID) },
	{ }
};

static struct pci_driver fabric_driver = {
	.name = "p2pspec",
	.id_table = any_function,
	.probe = fabric_probe,
	.driver_managed_dma = true,
};

int bus_init(void)
{
	return pci_register_driver(&fabric_driver);
}

void bus_exit(void)
{
	pci_unregister_driver(&fabric_driver);
}

/* How many virtual functions it has; *@first: the one with the least number. */
static int virtual_count(struct function *f, struct function **first)
{
	struct function *g;
	int i, count = 0;

	for (i = 0; (g = fabric_function(i)); i++) {
		if (g->physical < 0 || fabric_function(g->physical) != f)
			continue;
		if (!count++ || g->devfn < (*first)->devfn)
			*first = g;
	}
	return count;
}

static bool has_siblings(struct function *f)
{
	struct function *g;
	int i;

	for (i = 0; (g = fabric_function(i)); i++)
		if (g != f && g->physical < 0 && g->host == f->host && g->parent == f->parent &&
		    PCI_SLOT(g->devfn) == PCI_SLOT(f->devfn))
			return true;
	return false;
}

static int start_function(struct function *f)
{
	struct function *first;
	int rc, count;

	if (f->own)
		return !f->bar_size || device_attach(&f->pdev->dev) == 1 ? 0 : -EBUSY;
	rc = space_make(f, has_siblings(f));
	count = rc ? 0 : virtual_count(f, &first);
	if (count)
		space_add_sriov(f, first, count);
	return rc;
}

static int start_host(struct host *host)
{
	LIST_HEAD(resources);
	int rc;

	rc = request_resource(&iomem_resource, &host->window);
	if (rc)
		return rc;
	pci_add_resource_offset(&resources, &host->window, host->offset);
	pci_add_resource(&resources, &host->busses);
	host->bus = pci_create_root_bus(NULL, 0, &fabric_ops, &host->sysdata, &resources);
	if (!host->bus) {
		pci_free_resource_list(&resources);
		release_resource(&host->window);
		return -EIO;
	}
	pci_scan_child_bus(host->bus);
	pci_bus_size_bridges(host->bus);
	pci_bus_assign_resources(host->bus);
	pci_bus_add_devices(host->bus);
	return 0;
}

static void stop_host(struct host *host)
{
	if (!host->bus)
		return;
	pci_stop_root_bus(host->bus);
	pci_remove_root_bus(host->bus);
	release_resource(&host->window);
}

/* Virtual functions are not there before their physical function says so. */
static int enable_virtual(void)
{
	struct function *f, *first;
	int i, count, rc = 0;

	for (i = 0; !rc && (f = fabric_function(i)); i++) {
		count = virtual_count(f, &first);
		if (count)
			rc = f->pdev ? pci_enable_sriov(f->pdev, count) : -ENODEV;
	}
	return rc;
}

static void disable_virtual(void)
{
	struct function *f;
	int i;

	for (i = 0; (f = fabric_function(i)); i++)
		if (f->pdev && !f->own && f->physical < 0)
			pci_disable_sriov(f->pdev);
}

/* What the PCI core has found by now. */
static int take_functions(void)
{
	struct pci_dev *pdev = NULL;
	int rc = 0;

	for_each_pci_dev(pdev)
		if (pdev->bus->ops == &fabric_ops) {
			struct function *f = find(pdev->bus, pdev->devfn);

			f->pdev = pdev;
			rc = set_client(f) ?: rc;
		}
	return rc;
}

int bus_start(void)
{
	struct function *f;
	struct host *host;
	int i, rc = 0;

	for (i = 0; (f = fabric_function(i)); i++)
		if ((f->parent >= 0 && !fabric_function(f->parent)) ||
		    (f->physical >= 0 && !fabric_function(f->physical)))
			return -EINVAL;
	for (i = 0; !rc && (f = fabric_function(i)); i++)
		rc = start_function(f);
	pci_lock_rescan_remove();
	for (i = 0; !rc && (host = fabric_host(i)); i++)
		rc = start_host(host);
	pci_unlock_rescan_remove();
	rc = take_functions() ?: rc;
	rc = rc ?: enable_virtual();
	return take_functions() ?: rc;
}

void bus_stop(void)
{
	struct host *host;
	int i;

	fabric_forget_devices();
	disable_virtual();
	pci_lock_rescan_remove();
	for (i = 0; (host = fabric_host(i)); i++)
		stop_host(host);
	pci_unlock_rescan_remove();
	fabric_forget_functions();
	fabric_forget_hosts();
}
