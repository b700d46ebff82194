/**
 * S36 ReferencesBalanced: every reference is somebody's.
 */
import { unbalancedPages } from '../../../model/memory/observe.ts'
import { always } from '../../rule.ts'
import { brokenAt, tellFrame, usesPages } from '../../accesses.ts'

export const referencesBalanced = always<boolean>({
  id: 'S36',
  name: 'ReferencesBalanced',
  sentence:
    'Between two operations a page has exactly the references and mappings that page tables, page caches, pins and drivers hold: what was given back is free, and what is held is counted.',
  why: 'A reference that belongs to nobody keeps a page for ever, and so the device of its page map can never be removed. A missing reference frees a page that somebody uses.',
  sources: ['PM-22, MN2-1, LAT-6'],
  assumptions: [],
  needs: ['memory'],
  // Whoever never comes back holds what he took, from then on.
  start: false,
  next: (unfinished, { before, after, index, outcome }) => {
    const state =
      unfinished ||
      outcome.kind === 'hangs' ||
      (outcome.kind === 'beside' && outcome.stuck.length + outcome.endless.length > 0)
    if (state || before.mm === after.mm) return { state }
    const [wrong] = unbalancedPages(after.mm)
    const fired = usesPages(after)
    if (wrong === undefined) return { state, fired }
    const { counted, held } = wrong
    const found = `a page in ${tellFrame(after, wrong.frame)} counts ${counted.refs} references and ${counted.maps} mappings; held are ${held.refs} and ${held.maps}`
    return { state, fired: true, broken: brokenAt(index, found, `${held.refs} references and ${held.maps} mappings`) }
  },
})
