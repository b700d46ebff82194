// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * What a machine consists of: host bridges with a domain, a window and a bus offset of their own,
 * functions below them, functions that QEMU made, and devices that are none.
 */
#include <linux/device.h>
#include <linux/slab.h>
#include "fabric.h"
#include "space.h"

#define MAX_HOSTS 8
#define MAX_FUNCTIONS 64
#define MAX_DEVICES 8

static struct host *hosts[MAX_HOSTS];
static struct function *functions[MAX_FUNCTIONS];
static struct device *devices[MAX_DEVICES];
static int host_count, function_count, device_count;

struct host *fabric_host(int index)
{
	return index >= 0 && index < host_count ? hosts[index] : NULL;
}

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

static struct function *new_function(void)
{
	struct function *f;

	if (function_count == MAX_FUNCTIONS)
		return ERR_PTR(-ENOSPC);
	f = kzalloc(sizeof(*f), GFP_KERNEL);
	if (!f)
		return ERR_PTR(-ENOMEM);
	functions[function_count++] = f;
	return f;
}

/*
 * MASK UNTRUSTED SEGMENT BOUNDARY, the end of a line: DMA mask, longest segment and boundary mask
 * in hexadecimal
 */
static void read_client(struct function *f, struct words *words)
{
	f->dma_mask = next_hex(words);
	f->untrusted = next_int(words);
	f->max_segment = next_hex(words);
	f->boundary_mask = next_hex(words);
}

/* What its driver would have told the DMA API. */
int set_client(struct function *f)
{
	f->pdev->untrusted = f->untrusted;
	dma_set_max_seg_size(&f->pdev->dev, f->max_segment);
	dma_set_seg_boundary(&f->pdev->dev, f->boundary_mask);
	return dma_set_mask_and_coherent(&f->pdev->dev, f->dma_mask);
}

/*
 * function HOST PARENT PHYSICAL DEVFN TYPE VENDOR DEVICE CAPS CONTROL SIZE and as a client: devfn,
 * ids, ACS words and BAR size in hexadecimal, the others decimal; PHYSICAL: the function of which
 * it is a virtual one, or -1; CAPS ffff: no ACS capability
 */
int fabric_add_function(struct words *words)
{
	struct function *f = new_function();

	if (IS_ERR(f))
		return PTR_ERR(f);
	f->host = next_int(words);
	f->parent = next_int(words);
	f->physical = next_int(words);
	f->devfn = next_hex(words);
	f->type = next_int(words);
	f->vendor = next_hex(words);
	f->device = next_hex(words);
	f->acs_caps = next_hex(words);
	if (f->acs_caps == 0xffff)
		f->acs_caps = -1;
	f->acs_control = next_hex(words);
	f->bar_size = next_hex(words);
	read_client(f, words);
	return fabric_host(f->host) ? 0 : -EINVAL;
}

/* own BUS DEVFN BAR and as a client: what QEMU made, in domain 0; BAR -1: none of it is of use */
int fabric_adopt(struct words *words)
{
	struct function *f = new_function();
	int bus;

	if (IS_ERR(f))
		return PTR_ERR(f);
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
	read_client(f, words);
	return set_client(f);
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
	rc = dma_set_mask_and_coherent(dev, next_hex(words));
	if (!rc)
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

void fabric_forget_devices(void)
{
	while (device_count)
		device_unregister(devices[--device_count]);
}

void fabric_forget_functions(void)
{
	while (function_count) {
		struct function *f = functions[--function_count];

		if (f->own)
			give_back(f);
		space_free(f);
		kfree(f);
	}
}

void fabric_forget_hosts(void)
{
	while (host_count)
		kfree(hosts[--host_count]);
}
