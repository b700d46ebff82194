// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * A made-up PCI fabric: host bridges with a domain, a window and a bus offset of their own, and below
 * them any functions. The PCI core finds them as it finds real ones.
 */
#include <linux/device.h>
#include <linux/slab.h>
#include "p2pspec.h"

#define MAX_HOSTS 8
#define MAX_FUNCTIONS 64
#define MAX_DEVICES 8

struct host {
	struct pci_sysdata sysdata;
	struct resource window;
	struct resource busses;
	u64 offset;	/* CPU physical minus bus address */
	struct pci_bus *bus;
};

static struct host *hosts[MAX_HOSTS];
static struct function *functions[MAX_FUNCTIONS];
static struct device *devices[MAX_DEVICES];
static int host_count, function_count, device_count;

struct function *fabric_function(int index)
{
	return index >= 0 && index < function_count ? functions[index] : NULL;
}

struct device *fabric_client(int index)
{
	struct function *f = fabric_function(index);

	if (f)
		return f->pdev ? &f->pdev->dev : NULL;
	index -= function_count;
	return index >= 0 && index < device_count ? devices[index] : NULL;
}

int fabric_index(struct pci_dev *pdev)
{
	int i;

	for (i = 0; i < function_count; i++)
		if (functions[i]->pdev == pdev)
			return i;
	return -1;
}

/* The function at @devfn on @bus: below the bridge whose secondary bus it is. */
static struct function *find(struct pci_bus *bus, unsigned int devfn)
{
	struct host *host = container_of(bus->sysdata, struct host, sysdata);
	int i;

	for (i = 0; i < function_count; i++) {
		struct function *f = functions[i];
		struct function *above = fabric_function(f->parent);

		if (f->own || hosts[f->host] != host || f->devfn != devfn)
			continue;
		if (f->physical >= 0 && !has_virtual(functions[f->physical]))
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

int fabric_init(void)
{
	return pci_register_driver(&fabric_driver);
}

void fabric_exit(void)
{
	pci_unregister_driver(&fabric_driver);
}

/* host DOMAIN WINDOW SIZE OFFSET, all hexadecimal; the offset in two's complement */
int fabric_add_host(struct words *words)
{
	struct host *host;

	if (host_count == MAX_HOSTS)
		return -ENOSPC;
	host = kzalloc(sizeof(*host), GFP_KERNEL);
	if (!host)
		return -ENOMEM;
	hosts[host_count++] = host;
	host->sysdata.domain = next_hex(words);
	host->sysdata.node = NUMA_NO_NODE;
	host->window.name = "p2pspec";
	host->window.flags = IORESOURCE_MEM | IORESOURCE_MEM_64 | IORESOURCE_PREFETCH;
	host->window.start = next_hex(words);
	host->window.end = host->window.start + next_hex(words) - 1;
	host->busses.flags = IORESOURCE_BUS;
	host->busses.end = 255;
	host->offset = next_hex(words);
	return 0;
}

/* What its driver would have told the DMA API. */
static void set_client(struct function *f)
{
	f->pdev->untrusted = f->untrusted;
	f->pdev->dma_mask = f->dma_mask;
	f->pdev->dev.coherent_dma_mask = f->dma_mask;
	dma_set_max_seg_size(&f->pdev->dev, f->max_segment);
	dma_set_seg_boundary(&f->pdev->dev, f->boundary_mask);
}

/*
 * function HOST PARENT DEVFN TYPE VENDOR DEVICE CAPS CONTROL SIZE MASK UNTRUSTED SEGMENT BOUNDARY PHYSICAL: devfn,
 * ids, ACS words, BAR size, DMA mask, longest segment and boundary mask in hexadecimal, the others decimal; CAPS
 * ffff: no ACS capability; PHYSICAL: the function of which it is a virtual one, or -1
 */
int fabric_add_function(struct words *words)
{
	struct function *f;

	if (function_count == MAX_FUNCTIONS)
		return -ENOSPC;
	f = kzalloc(sizeof(*f), GFP_KERNEL);
	if (!f)
		return -ENOMEM;
	functions[function_count++] = f;
	f->host = next_int(words);
	f->parent = next_int(words);
	f->devfn = next_hex(words);
	f->type = next_int(words);
	f->vendor = next_hex(words);
	f->device = next_hex(words);
	f->acs_caps = next_hex(words);
	if (f->acs_caps == 0xffff)
		f->acs_caps = -1;
	f->acs_control = next_hex(words);
	f->bar_size = next_hex(words);
	f->dma_mask = next_hex(words);
	f->untrusted = next_int(words);
	f->max_segment = next_hex(words);
	f->boundary_mask = next_hex(words);
	f->physical = next_int(words);
	return f->host < 0 || f->host >= host_count ? -EINVAL : 0;
}

/* own BUS DEVFN BAR MASK UNTRUSTED SEGMENT BOUNDARY: what QEMU made, in domain 0; BAR -1: none of it is of use */
int fabric_adopt(struct words *words)
{
	struct function *f;
	int bus;

	if (function_count == MAX_FUNCTIONS)
		return -ENOSPC;
	f = kzalloc(sizeof(*f), GFP_KERNEL);
	if (!f)
		return -ENOMEM;
	functions[function_count++] = f;
	f->own = true;
	f->host = -1;
	f->parent = -1;
	f->physical = -1;
	bus = next_hex(words);
	f->pdev = pci_get_domain_bus_and_slot(0, bus, next_hex(words));
	if (!f->pdev)
		return -ENODEV;
	f->bar = next_int(words);
	if (f->bar >= 0)
		f->bar_size = pci_resource_len(f->pdev, f->bar);
	f->dma_mask = next_hex(words);
	f->untrusted = next_int(words);
	f->max_segment = next_hex(words);
	f->boundary_mask = next_hex(words);
	set_client(f);
	return 0;
}

static void give_back(struct function *f)
{
	if (!f->pdev)
		return;
	device_release_driver(&f->pdev->dev);
	f->pdev->untrusted = false;
	/* As pci_device_add left them. */
	dma_set_max_seg_size(&f->pdev->dev, SZ_64K);
	dma_set_seg_boundary(&f->pdev->dev, U32_MAX);
	if (f->acs_written)
		pci_write_config_word(f->pdev, f->pdev->acs_cap + PCI_ACS_CTRL, f->acs_control);
	pci_dev_put(f->pdev);
}

static void device_freed(struct device *dev)
{
	kfree(dev->dma_mask);
	kfree(dev);
}

/* device PARENT MASK: a device that is no PCI function, below a function, or on no bus (-1) */
int fabric_add_device(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	struct device *dev;
	int rc;

	if (device_count == MAX_DEVICES)
		return -ENOSPC;
	if (f && !f->pdev)
		return -ENODEV;
	dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	if (!dev)
		return -ENOMEM;
	device_initialize(dev);
	dev->release = device_freed;
	dev->parent = f ? &f->pdev->dev : NULL;
	dev->dma_mask = kzalloc(sizeof(*dev->dma_mask), GFP_KERNEL);
	if (!dev->dma_mask) {
		put_device(dev);
		return -ENOMEM;
	}
	*dev->dma_mask = next_hex(words);
	dev->coherent_dma_mask = *dev->dma_mask;
	rc = dev_set_name(dev, "p2pspec-%d", device_count);
	if (!rc)
		rc = device_add(dev);
	if (rc) {
		put_device(dev);
		return rc;
	}
	devices[device_count++] = dev;
	return 0;
}

static bool has_siblings(struct function *f)
{
	int i;

	for (i = 0; i < function_count; i++) {
		struct function *g = functions[i];

		if (g != f && g->physical < 0 && g->host == f->host && g->parent == f->parent &&
		    PCI_SLOT(g->devfn) == PCI_SLOT(f->devfn))
			return true;
	}
	return false;
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

static void take_function(struct pci_dev *pdev)
{
	struct function *f = find(pdev->bus, pdev->devfn);

	f->pdev = pdev;
	set_client(f);
}

static void take_functions(void)
{
	struct pci_dev *pdev = NULL;

	for_each_pci_dev(pdev)
		if (pdev->bus->ops == &fabric_ops)
			take_function(pdev);
}

/* How many virtual functions it has; *@first: the one with the least number. */
static int virtual_count(struct function *f, struct function **first)
{
	int i, count = 0;

	for (i = 0; i < function_count; i++) {
		struct function *g = functions[i];

		if (g->physical < 0 || functions[g->physical] != f)
			continue;
		if (!count++ || g->devfn < (*first)->devfn)
			*first = g;
	}
	return count;
}

/* Virtual functions are not there before their physical function says so. */
static int enable_virtual(void)
{
	struct function *first;
	int i, count, rc = 0;

	for (i = 0; !rc && i < function_count; i++) {
		count = virtual_count(functions[i], &first);
		if (count)
			rc = functions[i]->pdev ? pci_enable_sriov(functions[i]->pdev, count) : -ENODEV;
	}
	return rc;
}

static int make_space(struct function *f)
{
	struct function *first;
	int rc = space_make(f, has_siblings(f));
	int count = rc ? 0 : virtual_count(f, &first);

	if (count)
		space_add_sriov(f, first, count);
	return rc;
}

int fabric_start(void)
{
	int i, rc = 0;

	for (i = 0; !rc && i < function_count; i++) {
		struct function *f = functions[i];

		if (f->parent >= function_count || f->physical >= function_count)
			return -EINVAL;
		if (!f->own)
			rc = make_space(f);
		else if (f->bar_size && device_attach(&f->pdev->dev) != 1)
			rc = -EBUSY;
	}
	pci_lock_rescan_remove();
	for (i = 0; !rc && i < host_count; i++)
		rc = start_host(hosts[i]);
	pci_unlock_rescan_remove();
	take_functions();
	rc = rc ?: enable_virtual();
	take_functions();
	return rc;
}

void fabric_stop(void)
{
	int i;

	while (device_count)
		device_unregister(devices[--device_count]);
	for (i = 0; i < function_count; i++)
		if (functions[i]->pdev && !functions[i]->own && functions[i]->physical < 0)
			pci_disable_sriov(functions[i]->pdev);
	pci_lock_rescan_remove();
	while (host_count) {
		struct host *host = hosts[--host_count];

		if (host->bus) {
			pci_stop_root_bus(host->bus);
			pci_remove_root_bus(host->bus);
			release_resource(&host->window);
		}
		kfree(host);
	}
	pci_unlock_rescan_remove();
	while (function_count) {
		struct function *f = functions[--function_count];

		if (f->own)
			give_back(f);
		space_free(f);
		kfree(f);
	}
}
