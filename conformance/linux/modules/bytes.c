// SPDX-License-Identifier: MIT OR GPL-2.0
#include <linux/mm.h>
#include "bytes.h"
#include "fabric.h"

#define RAM_ORDER 10
#define RAM_SIZE (PAGE_SIZE << RAM_ORDER)

static struct page *ram;

int ram_init(void)
{
	ram = alloc_pages(GFP_KERNEL, RAM_ORDER);
	return ram ? 0 : -ENOMEM;
}

void ram_exit(void)
{
	__free_pages(ram, RAM_ORDER);
}

u64 ram_base(void)
{
	return page_to_phys(ram);
}

int read_bytes(char *word, struct bytes *bytes)
{
	char *at = word + 1, *length;
	struct function *f;
	u64 offset, size;
	int index, rc;

	bytes->is_ram = *word == 'r';
	if (!bytes->is_ram) {
		char *dot = strchr(at, '.');

		if (*word != 'b' || !dot)
			return -EINVAL;
		*dot = '\0';
		rc = kstrtoint(at, 10, &index);
		if (rc)
			return rc;
		f = fabric_function(index);
		if (!f || !f->pdev)
			return -ENODEV;
		at = dot + 1;
	}
	length = strchr(at, ':');
	if (!length)
		return -EINVAL;
	*length++ = '\0';
	rc = kstrtou64(at, 16, &offset) ?: kstrtou64(length, 16, &size);
	if (rc)
		return rc;
	if (offset + size > (bytes->is_ram ? RAM_SIZE : f->bar_size))
		return -ERANGE;
	bytes->phys = bytes->is_ram ? page_to_phys(ram) : pci_resource_start(f->pdev, f->bar);
	bytes->phys += offset;
	bytes->length = size;
	bytes->has_page = bytes->is_ram || (f->added && pfn_valid(PHYS_PFN(bytes->phys)));
	return 0;
}

/*
 * The rest of the line: how many it names, up to MAX_ENTRIES, or an error; *@has_pages: each byte
 * has a struct page.
 */
int read_list(struct words *words, struct bytes *bytes, bool *has_pages)
{
	int n = 0, rc;
	char *word;

	*has_pages = true;
	while ((word = next_word(words))) {
		if (n == MAX_ENTRIES)
			return -E2BIG;
		rc = read_bytes(word, &bytes[n]);
		if (rc)
			return rc;
		*has_pages &= bytes[n++].has_page;
	}
	return n ?: -EINVAL;
}
