/**
 * S28 GupGate: peer memory from a process only for those who asked, and never for good.
 */
import { isPeer } from '../../meant.ts'
import { always } from '../../rule.ts'
import { tellPlace } from '../../tell.ts'

export const gupGate = always<null>({
  id: 'S28',
  name: 'GupGate',
  sentence: 'get_user_pages gives out a page of peer memory only with FOLL_PCI_P2PDMA, and never with FOLL_LONGTERM.',
  why: 'A caller that did not ask for peer memory may touch the page with the CPU. A caller that pins the page without end keeps the device from being removed.',
  sources: ['L39, GU-1, GU-2, GV-14'],
  assumptions: [],
  needs: ['getUserPages'],
  start: null,
  next: (state, { index, operation, outcome, before }) => {
    if (operation.kind !== 'get_user_pages' || outcome.kind !== 'got') return { state }
    const { flags, pages } = operation
    if (!pages.some(isPeer)) return { state }
    const asked = flags.includes('FOLL_PCI_P2PDMA') && !flags.includes('FOLL_LONGTERM')
    const wrong = outcome.held.find((i) => isPeer(pages[i]) && !asked)
    if (wrong === undefined) return { state, fired: true }
    const meant = pages[wrong]
    const found = `${operation.call} with ${flags.join(', ') || 'no flag'} gave out ${tellPlace(before.hw.machine, meant)}`
    const allowed = ['no page of peer memory']
    return { state, fired: true, broken: { step: index, entry: wrong, offset: 0, meant, found, allowed } }
  },
})
