/** Why Linux 6.12 refuses: what its errno does not say. */
export const REFUSALS = {
  'outside the BAR': 'the bytes do not lie inside the BAR (AR-1)',
  'pages there': 'struct pages of another call are there (PM-12)',
  'RAM there': 'RAM is there (PM-12)',
  'beyond the CPU': 'the bytes lie where the kernel can map nothing (PM-12)',
  'not filled in': 'the page map lacks a method or an owner that its type needs',
  subsection: 'struct pages come in subsections of 2 MiB, and these bytes do not begin and end on one (PM-12)',
  'not supported': 'peer memory whose map type is NOT_SUPPORTED',
  'no IOVA': 'no IOVAs are free below the DMA mask (DI-5)',
  'long entry': 'in whole pages an entry does not fit into its length of 32 bits (DI-9)',
  'long padding': 'the room left up to the boundary does not fit into the length of the entry before, 32 bits (DI-3)',
  'linked over another': 'the second range is linked where the first one is (NW-8)',
  'lost run': 'the last run of entries was never written to the table (LAT-2)',
  unreachable: 'an entry is above the DMA mask or has to bounce, and cannot (DD-3)',
  'page by page': 'a page of a list for an untrusted device could not be mapped (DI-2)',
  'no group': 'no IOMMU is before the client, so that it has no group',
  'group in use':
    'a driver of the kernel is bound in the group: it has mappings, or offers a BAR (iommu_group_claim_dma_owner)',
  'group of another user':
    'user space has the group through another interface (vfio_device_block_group, vfio_group_fops_open, DI-30)',
  'firmware maps': 'firmware asks for a one-to-one mapping of the device, which no other domain has (DI-24)',
  'part of a page': 'the IOVA, the memory or the length is not a multiple of a page',
  'IOVA taken': 'something is mapped there already',
  'IOVA reserved':
    'the IOVAs meet a reserved region: interrupts, or behind an AMD IOMMU the HyperTransport range (DI-14)',
  'beyond the aperture': 'the IOVAs lie beyond the 48 bits that the domain translates (DI-29)',
  'nothing there': 'the process has nothing mapped there any more',
  'pages of P2PDMA':
    'the process has pages of a pool (p2pmem_alloc_mmap), and whoever pins pages for long, as VFIO and iommufd do, is given none of peers (DI-28)',
  'memory without pages': 'iommufd maps pages only, and a BAR that is mapped into a process has none (DI-21)',
} as const

export type Refusal = keyof typeof REFUSALS
