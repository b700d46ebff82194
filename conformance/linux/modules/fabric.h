/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * What a machine consists of. Functions are known by index, in the order in which they were added;
 * other devices follow them.
 */
#ifndef P2PSPEC_FABRIC_H
#define P2PSPEC_FABRIC_H

#include "function.h"
#include "words.h"

struct host {
	struct pci_sysdata sysdata;
	struct resource window;
	struct resource busses;
	u64 offset;	/* CPU physical minus bus address */
	struct pci_bus *bus;
};

int fabric_add_host(struct words *words);
int fabric_add_function(struct words *words);
int fabric_adopt(struct words *words);
int fabric_add_device(struct words *words);
struct host *fabric_host(int index);	/* NULL: no such one */
struct function *fabric_function(int index);	/* NULL: no such one */
struct device *fabric_client(int index);
int fabric_index(struct pci_dev *pdev);
int set_client(struct function *f);
void fabric_forget_devices(void);
void fabric_forget_functions(void);
void fabric_forget_hosts(void);

#endif
