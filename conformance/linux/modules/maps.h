/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * What is mapped, or was: a later question names it by the question that mapped it.
 */
#ifndef P2PSPEC_MAPS_H
#define P2PSPEC_MAPS_H

#include <linux/dma-mapping.h>
#include <linux/list.h>
#include "bytes.h"

enum map_kind { LIST, PAGE, RESOURCE };

struct map {
	struct list_head list;
	int question;
	struct device *client;
	enum dma_data_direction direction;
	enum map_kind kind;
	bool live;
	struct sg_table table;	/* of a list */
	struct bytes bytes;	/* of a page or a resource */
	dma_addr_t dma;
};

struct map *new_map(struct device *client, int direction, enum map_kind kind);
void keep_map(struct map *map);
struct map *find_map(int question, enum map_kind kind);	/* NULL: it mapped nothing of this kind */
struct map *find_any_map(int question);	/* of whatever kind */
struct map *next_map(struct map *map);	/* the first one after NULL; NULL after the last */
int take_back(struct map *map);	/* how many of its pages an IOMMU still translates */
void forget_maps(void);

#endif
