import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { interleavedOf } from '../../../model/operations/memory/call.ts'
import { operations } from '../../../model/operations/index.ts'
import { ROLES } from '../../../model/operations/roles.ts'
import { LINE } from './step-text.ts'

/** Verbs of the module's one table. */
const table = readFileSync(`${import.meta.dirname}/../modules/ask.c`, 'utf8')
const asked = new Set([...table.matchAll(/^\t\{ "(\w+)", ask_\w+ \},$/gm)].map(([, verb]) => verb))

describe('what a booted Linux is asked of a step', () => {
  it('has a place in the line for a word of every role', () => {
    expect(Object.keys(LINE).toSorted()).toEqual(Object.keys(ROLES).toSorted())
  })

  it('goes by a verb that the module knows', () => {
    const verbs = operations.flatMap(({ verb }) => verb ?? [])
    expect(verbs.filter((verb) => !asked.has(verb))).toEqual([])
    expect(new Set(verbs).size).toBe(verbs.length)
    expect(verbs.length).toBeGreaterThan(10)
  })

  it('is nothing for these alone: QEMU does not route, no process of the guest has peer memory or a group, groups are a finding, memory that moves has recordings of its own, scripts about page maps go another way, no driver of the guest is NVMe’s, and some came later', () => {
    const unasked = operations.filter((one) => one.verb === undefined && interleavedOf(one) === undefined)
    const ASKED_BY_POOLS = ['pci_alloc_p2pmem', 'pci_free_p2pmem', 'p2pmem_alloc_mmap', 'munmap', 'unbind']
    const NOT_IN_6_12 = [
      'hmm_dma_map_pfn',
      'hmm_dma_unmap_pfn',
      'mirrored_dma',
      'drm_pagemap_acquire_owner',
      'dma_buf_map_attachment',
    ]
    const WITHOUT_PAGES = [
      'dma_buf_phys_vec_to_sgt',
      'dma_buf_free_sgt',
      'sg_copy_to_buffer',
      'cpu_helper',
      'dma_iova_try_alloc',
      'dma_iova_link',
      'dma_iova_unlink',
      'dma_iova_free',
      'p2p_map',
      'p2p_unmap',
    ]
    expect(unasked.map(({ kind }) => kind)).toEqual([
      'boot',
      'memremap_pages',
      ...ASKED_BY_POOLS,
      'surprise_removal',
      'pciehp_enable_slot',
      'pcie_flr',
      'pci_dev_restore',
      'alloc_pages',
      'free_pages',
      'nvme_map_data',
      'nvme_unmap_data',
      'nvmet_p2pmem_ns_add_p2p',
      'nvmet_req_alloc_sgls',
      'nvmet_req_free_sgls',
      ...WITHOUT_PAGES,
      'dma',
      'unmapped_dma',
      'get_user_pages',
      'iommu_groups',
      'iommu_map',
      'iommu_unmap',
      ...NOT_IN_6_12,
    ])
  })
})
