// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * What an IOMMU in front of a client makes of its addresses, as its driver reads its page tables.
 */
#include <linux/iommu.h>
#include <linux/swiotlb.h>
#include "domain.h"
#include "fabric.h"

/* NULL: addresses are not translated by tables. */
static struct iommu_domain *tables_of(struct device *client)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(client);

	return domain && domain->type & __IOMMU_DOMAIN_PAGING ? domain : NULL;
}

const char *domain_name(struct device *client)
{
	const struct iommu_domain *domain = iommu_get_domain_for_dev(client);

	if (!domain)
		return "none";
	switch (domain->type) {
	case IOMMU_DOMAIN_IDENTITY:
		return "identity";
	case IOMMU_DOMAIN_DMA:
		return "strict";
	case IOMMU_DOMAIN_DMA_FQ:
		return "lazy";
	default:
		return "other";
	}
}

/* domain CLIENT: what kind of domain it is in */
int ask_domain(struct words *words)
{
	struct device *client = fabric_client(next_int(words));

	if (!client)
		return -ENODEV;
	answer("domain %s", domain_name(client));
	return 0;
}

/* Bytes from @at to the end of its page, or to @end. */
static size_t step_from(dma_addr_t at, dma_addr_t end)
{
	return min_t(u64, PAGE_SIZE - offset_in_page(at), end - at);
}

phys_addr_t phys_reached(struct device *client, dma_addr_t dma)
{
	struct iommu_domain *domain = tables_of(client);

	return domain ? iommu_iova_to_phys(domain, dma) : dma;
}

static bool continues(phys_addr_t phys, phys_addr_t start, size_t run)
{
	return phys ? start && phys == start + run : !start;
}

/* A bounce buffer lies anywhere: only its offset in a page says something. */
static void tell_run(struct device *client, phys_addr_t start, size_t run)
{
	if (swiotlb_find_pool(client, start))
		answer("slot %lx %zx", offset_in_page(start), run);
	else
		answer("to %llx %zx", (u64)start, run);
}

/*
 * One line a run of contiguous memory behind the addresses: "to PHYS LENGTH", PHYS 0: no
 * translation; "slot OFFSET LENGTH": a bounce buffer.
 */
void tell_reached(struct device *client, dma_addr_t dma, size_t length)
{
	dma_addr_t at = dma, end = dma + length;
	phys_addr_t start = 0, phys;
	size_t run = 0;

	if (!length || !tables_of(client))
		return;
	for (; at < end; at += step_from(at, end)) {
		phys = phys_reached(client, at);
		if (run && !continues(phys, start, run)) {
			tell_run(client, start, run);
			run = 0;
		}
		if (!run)
			start = phys;
		run += step_from(at, end);
	}
	tell_run(client, start, run);
}

int pages_reached(struct device *client, dma_addr_t dma, size_t length)
{
	dma_addr_t at = dma, end = dma + length;
	int pages = 0;

	for (; tables_of(client) && at < end; at += step_from(at, end))
		pages += !!phys_reached(client, at);
	return pages;
}
