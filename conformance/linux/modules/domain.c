// SPDX-License-Identifier: MIT OR GPL-2.0
/*
 * What an IOMMU in front of a client makes of its addresses, as its driver reads its page tables.
 */
#include <linux/iommu.h>
#include "p2pspec.h"

/* NULL: addresses are not translated by tables. */
static struct iommu_domain *tables_of(struct device *client)
{
	struct iommu_domain *domain = iommu_get_domain_for_dev(client);

	return domain && domain->type & __IOMMU_DOMAIN_PAGING ? domain : NULL;
}

static const char *name_of(const struct iommu_domain *domain)
{
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
int ask_domain(struct words *words, unsigned int question)
{
	struct device *client = fabric_client(next_int(words));

	if (!client)
		return -ENODEV;
	answer("domain %s", name_of(iommu_get_domain_for_dev(client)));
	return 0;
}

/* Bytes from @at to the end of its page, or to @end. */
static size_t step_from(dma_addr_t at, dma_addr_t end)
{
	return min_t(u64, PAGE_SIZE - offset_in_page(at), end - at);
}

/*
 * One line a run of contiguous memory behind the addresses: "to PHYS LENGTH"; PHYS 0: no
 * translation.
 */
void tell_reached(struct device *client, dma_addr_t dma, size_t length)
{
	struct iommu_domain *domain = tables_of(client);
	dma_addr_t at = dma, end = dma + length;
	u64 start = 0, run = 0, phys;

	if (!domain)
		return;
	for (; at < end; at += step_from(at, end)) {
		phys = iommu_iova_to_phys(domain, at);
		if (run && (phys ? !start || phys != start + run : start)) {
			answer("to %llx %llx", start, run);
			run = 0;
		}
		if (!run)
			start = phys;
		run += step_from(at, end);
	}
	answer("to %llx %llx", start, run);
}

int pages_reached(struct device *client, dma_addr_t dma, size_t length)
{
	struct iommu_domain *domain = tables_of(client);
	dma_addr_t at = dma, end = dma + length;
	int pages = 0;

	for (; domain && at < end; at += step_from(at, end))
		pages += !!iommu_iova_to_phys(domain, at);
	return pages;
}
