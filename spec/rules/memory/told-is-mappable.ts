/**
 * S40 ToldIsMappable: a page that HMM says is there can be mapped.
 */
import { always } from '../../rule.ts'
import { brokenAt } from '../../accesses.ts'

export const toldIsMappable = always<null>({
  id: 'S40',
  name: 'ToldIsMappable',
  sentence: 'If hmm_range_fault gives a driver a page, the driver can map the page for its device.',
  why: 'A driver asks HMM for pages that its device can use. If HMM gives a page that cannot be mapped, the failure comes too late for another way: HMM could have moved the memory to RAM, but now the program is ended.',
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
