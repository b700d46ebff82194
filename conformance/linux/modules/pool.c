// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * Memory of a provider's pool, kept until it is given back or the scenario ends.
 */
#include <linux/list.h>
#include <linux/pci-p2pdma.h>
#include <linux/slab.h>
#include "fabric.h"
#include "pool.h"

/* A piece that later questions name by the question that took it. */
struct piece {
	struct list_head list;
	int question;
	struct pci_dev *provider;
	void *memory;
	size_t size;
};

static LIST_HEAD(pieces);

static void give_back(struct piece *piece)
{
	pci_free_p2pmem(piece->provider, piece->memory, piece->size);
	list_del(&piece->list);
	kfree(piece);
}

/* take FUNCTION BYTES: where it lies, CPU physical and on the bus */
int ask_take(struct words *words)
{
	struct function *f = fabric_function(next_int(words));
	size_t size = next_hex(words);
	struct piece *piece;

	if (!f || !f->pdev)
		return -ENODEV;
	piece = kzalloc(sizeof(*piece), GFP_KERNEL);
	if (!piece)
		return -ENOMEM;
	piece->memory = pci_alloc_p2pmem(f->pdev, size);
	if (!piece->memory) {
		kfree(piece);
		answer("take none");
		return 0;
	}
	piece->question = this_question();
	piece->provider = f->pdev;
	piece->size = size;
	list_add(&piece->list, &pieces);
	answer("take %llx %llx", (u64)page_to_phys(virt_to_page(piece->memory)),
	       (u64)pci_p2pmem_virt_to_bus(f->pdev, piece->memory));
	return 0;
}

/* give QUESTION: back what this question took */
int ask_give(struct words *words)
{
	int taken = next_int(words);
	struct piece *piece;

	list_for_each_entry(piece, &pieces, list)
		if (piece->question == taken) {
			give_back(piece);
			answer("given");
			return 0;
		}
	answer("skipped");
	return 0;
}

void forget_pools(void)
{
	struct piece *piece, *next;

	list_for_each_entry_safe(piece, next, &pieces, list)
		give_back(piece);
}
