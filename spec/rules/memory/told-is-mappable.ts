/**
 * S40 ToldIsMappable: a page that HMM says is there can be mapped.
 */
import { always } from '../../rule.ts'
import { brokenAt } from '../../accesses.ts'

export const toldIsMappable = always<null>({
  id: 'S40',
  name: 'ToldIsMappable',
  sentence: 'If hmm_range_fault tells a driver that a page is there, the driver can map it for its device.',
  why: 'HMM is asked for pages that the asking device can use. A page that is told and cannot be mapped fails where nobody can choose another way any more: the memory could have moved to RAM, and the program is ended.',
  sources: ['A2-07, A2-12', 'L44'],
  assumptions: [],
  needs: ['memory', 'hmmDmaMapPfn'],
  start: null,
  next: (state, { operation, outcome, index, after }) => {
    if (outcome.kind !== 'mirrored' || outcome.told === undefined) return { state }
    if (outcome.rc === 0 || operation.kind !== 'hmm_dma_map_pfn') return { state, fired: true }
    const found = `page ${operation.page} is told as there, and ${after.hw.machine.name[operation.device]} gets no address for it`
    return { state, fired: true, broken: brokenAt(index, found, 'an address', 'memory that moved to RAM') }
  },
})
