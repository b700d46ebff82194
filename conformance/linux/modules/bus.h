/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * The machine as the PCI core sees it.
 */
#ifndef P2PSPEC_BUS_H
#define P2PSPEC_BUS_H

int bus_init(void);
void bus_exit(void);
int bus_start(void);
void bus_stop(void);

#endif
