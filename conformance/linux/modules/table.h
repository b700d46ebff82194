/* SPDX-License-Identifier: MIT OR GPL-2.0 */
#ifndef P2PSPEC_TABLE_H
#define P2PSPEC_TABLE_H

#include <linux/scatterlist.h>
#include "bytes.h"

void set_entry(struct scatterlist *sg, const struct bytes *bytes);
int table_of_entries(struct sg_table *table, const struct bytes *bytes, int n);
int table_of_pages(struct sg_table *table, const struct bytes *bytes, int n);
void tell_table(struct sg_table *table);

#endif
