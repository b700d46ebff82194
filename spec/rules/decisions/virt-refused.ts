/**
 * S22 VirtRefused: a device on no bus cannot reach a BAR.
 */
import { NO_FUNCTION } from '../../../model/machine/columns.ts'
import { isPeer, mapEvent } from '../../meant.ts'
import { peersAreMappedAsLists } from '../../assumptions/index.ts'
import { always } from '../../rule.ts'
import { tellPlace } from '../../tell.ts'

export const virtRefused = always<null>({
  id: 'S22',
  name: 'VirtRefused',
  sentence: 'A client that moves its data with the CPU (software RDMA) never gets a mapping of peer memory.',
  why: 'The driver of such a client would copy from the BAR with memcpy, through a pointer without __iomem.',
  sources: ['L33, CA-8, CA-9, DX-15'],
  assumptions: [peersAreMappedAsLists],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    const map = mapEvent(event)
    if (map === undefined) return { state }
    const { hw } = map.before
    const peer = map.operation.list.findIndex(isPeer)
    if (peer < 0 || hw.machine.clientFunction[map.operation.client] !== NO_FUNCTION) return { state }
    if (map.outcome.rc < 0) return { state, fired: true }
    const meant = map.operation.list[peer]
    const found = `success for ${tellPlace(hw.machine, meant)}, given to a device on no bus`
    return {
      state,
      fired: true,
      broken: { step: map.index, entry: peer, offset: 0, meant, found, allowed: ['an error'] },
    }
  },
})
