/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * What fabric.c holds and bus.c puts before the PCI core.
 */
#ifndef P2PSPEC_FABRIC_H
#define P2PSPEC_FABRIC_H

#include "p2pspec.h"

struct host {
	struct pci_sysdata sysdata;
	struct resource window;
	struct resource busses;
	u64 offset;	/* CPU physical minus bus address */
	struct pci_bus *bus;
};

struct host *fabric_host(int index);	/* NULL: no such one */
void set_client(struct function *f);
void fabric_forget_devices(void);
void fabric_forget_functions(void);
void fabric_forget_hosts(void);

#endif
