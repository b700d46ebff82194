// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Questions about functions and providers. Indices are those of functions and clients; other
 * numbers are hexadecimal.
 */
#include <linux/pci-p2pdma.h>
#include "fabric.h"
#include "provider.h"

/* dev FUNCTION: what the PCI core found of it */
int ask_dev(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	struct pci_dev *pdev = f ? f->pdev : NULL;
	struct pci_dev *up;
	u16 control = 0;

	if (!pdev) {
		answer("dev none");
		return 0;
	}
	up = pci_upstream_bridge(pdev);
	if (pdev->acs_cap)
		pci_read_config_word(pdev, pdev->acs_cap + PCI_ACS_CTRL, &control);
	answer("dev %s %s %d:%04x %llx %llx %llx", pci_name(pdev), up ? pci_name(up) : "-",
	       !!pdev->acs_cap, control,
	       f->bar_size ? (u64)pci_resource_start(pdev, f->bar) : 0,
	       f->bar_size ? (u64)pci_bus_address(pdev, f->bar) : 0,
	       f->bar_size ? (u64)pci_resource_len(pdev, f->bar) : 0);
	return 0;
}

/* add FUNCTION [OFFSET SIZE]: its whole BAR, or so much of it, becomes P2P memory; SIZE 0: the rest */
int ask_add(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	u64 offset = words->rest ? next_hex(words) : 0;
	size_t size = words->rest ? next_hex(words) : 0;
	int rc;

	if (!f || !f->pdev)
		return -ENODEV;
	rc = pci_p2pdma_add_resource(f->pdev, f->bar, size, offset);
	f->added |= !rc;
	answer("add %d", rc);
	return 0;
}

/* alloc FUNCTION BYTES: where the pool's first room is; given back at once */
int ask_alloc(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	size_t size = next_hex(words);
	void *memory;

	if (!f || !f->pdev)
		return -ENODEV;
	memory = pci_alloc_p2pmem(f->pdev, size);
	if (!memory) {
		answer("alloc none");
		return 0;
	}
	answer("alloc %llx %llx", (u64)page_to_phys(virt_to_page(memory)),
	       (u64)pci_p2pmem_virt_to_bus(f->pdev, memory));
	pci_free_p2pmem(f->pdev, memory, size);
	return 0;
}

#define MAX_CLIENTS 16

static int read_clients(struct words *words, struct device **clients)
{
	int n = 0;

	while (n < MAX_CLIENTS && words->rest) {
		clients[n] = fabric_client(next_int(words));
		if (!clients[n++])
			return -ENODEV;
	}
	return words->rest ? -E2BIG : n;
}

/* distance PROVIDER CLIENT... */
int ask_distance(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	struct device *clients[MAX_CLIENTS];
	int n = read_clients(words, clients);

	if (n < 0)
		return n;
	if (!f || !f->pdev)
		return -ENODEV;
	answer("distance %d", pci_p2pdma_distance_many(f->pdev, clients, n, false));
	return 0;
}

/* publish PROVIDER 0|1 */
int ask_publish(struct words *words)
{
	struct function *f = fabric_function(next_int(words));

	if (!f || !f->pdev)
		return -ENODEV;
	pci_p2pmem_publish(f->pdev, next_int(words));
	answer("done");
	return 0;
}

/* find CLIENT...: index of the provider, or - */
int ask_find(struct words *words)
{
	struct device *clients[MAX_CLIENTS];
	int n = read_clients(words, clients);
	struct pci_dev *found;

	if (n < 0)
		return n;
	found = pci_p2pmem_find_many(clients, n);
	if (found)
		answer("found %d", fabric_index(found));
	else
		answer("found -");
	pci_dev_put(found);
	return 0;
}

/* acs FUNCTION WORD: its ACS control word, as setpci writes it */
int ask_acs(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	u16 control = next_hex(words);

	if (!f || !f->pdev)
		return -ENODEV;
	if (f->own && f->pdev->acs_cap && !f->acs_written) {
		pci_read_config_word(f->pdev, f->pdev->acs_cap + PCI_ACS_CTRL, &f->acs_control);
		f->acs_written = true;
	}
	if (f->pdev->acs_cap)
		pci_write_config_word(f->pdev, f->pdev->acs_cap + PCI_ACS_CTRL, control);
	answer("done");
	return 0;
}

/* restore FUNCTION: its ACS control word once its state was saved and restored */
int ask_restore(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	u16 control = 0;
	int rc;

	if (!f || !f->pdev)
		return -ENODEV;
	rc = pci_save_state(f->pdev);
	if (rc)
		return rc;
	pci_restore_state(f->pdev);
	if (f->pdev->acs_cap)
		pci_read_config_word(f->pdev, f->pdev->acs_cap + PCI_ACS_CTRL, &control);
	answer("restored %04x", control);
	return 0;
}
