/* SPDX-License-Identifier: MIT OR GPL-2.0 */
/*
 * Memory as a line names it: rOFFSET:LENGTH, bytes of a piece of RAM that is contiguous, or
 * bFUNCTION.OFFSET:LENGTH, bytes of a BAR.
 */
#ifndef P2PSPEC_BYTES_H
#define P2PSPEC_BYTES_H

#include "words.h"

#define MAX_ENTRIES 64

struct bytes {
	u64 phys;
	size_t length;
	bool is_ram;
	bool has_page;
};

int ram_init(void);
void ram_exit(void);
u64 ram_base(void);	/* CPU physical address of that piece of RAM */
int read_bytes(char *word, struct bytes *bytes);
int read_list(struct words *words, struct bytes *bytes, bool *has_pages);

#endif
