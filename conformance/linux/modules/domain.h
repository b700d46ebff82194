/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#ifndef P2PSPEC_DOMAIN_H
#define P2PSPEC_DOMAIN_H

#include <linux/device.h>
#include "words.h"

int ask_domain(struct words *words);
const char *domain_name(struct device *client);
void tell_reached(struct device *client, dma_addr_t dma, size_t length);
int pages_reached(struct device *client, dma_addr_t dma, size_t length);
phys_addr_t phys_reached(struct device *client, dma_addr_t dma);	/* 0: none */

#endif
