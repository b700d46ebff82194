/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Memory of devices, and what is in any page.
 */
#ifndef P2PSPEC_DEVICE_H
#define P2PSPEC_DEVICE_H

#include <linux/memremap.h>
#include <linux/mm.h>
#include "words.h"

#define DEVICE_PAGES 16

enum driver_mode { DRIVER_OK, DRIVER_FAILS, DRIVER_NAMES_NO_PAGE, DRIVER_RETRIES };

struct device_memory {
	const char *name;
	enum memory_type type;
	int owner;			/* number of its letter */
	struct dev_pagemap pgmap;
	struct page *first;
	u64 content[DEVICE_PAGES];	/* of private pages, which no CPU reaches */
	enum driver_mode mode;
};

int devices_init(void);
void devices_exit(void);
int devices_begin(void);		/* all unused, drivers as they were; or -EBUSY */
void add_used(void);			/* "A:0,A2:0,B:0,C:0" */
void add_left(void);			/* "none", or those in use */

struct device_memory *device_named(const char *name);
unsigned int next_written(void);		/* what a device stores next */
struct device_memory *device_of(struct page *page);
int device_index(struct device_memory *device, struct page *page);
struct page *device_take(struct device_memory *device);		/* locked; NULL: all are in use */

void *owner_of(const char *word);	/* NULL: nobody's */
char owner_letter(void *owner);

const char *name_of(struct page *page);
u64 content_of(struct page *page);	/* NULL: a hole, which is 0 */
void set_content(struct page *page, u64 value);

/* Steps */
void ask_dwrite(struct step *step);
void ask_driver(struct step *step);

#endif
