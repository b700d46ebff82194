/**
 * S8 AllOrNothing: a map does all of what was asked, or nothing.
 */
import { always, type Event, type Finding } from '../rule.ts'

export const allOrNothing = always<null>({
  id: 'S8',
  name: 'AllOrNothing',
  sentence: 'A map that succeeds gives every byte of the list an address; a map that fails leaves no entry marked.',
  why: 'What a failed map leaves behind is unmapped a second time, or mistaken for a mapping by the next user of the table.',
  sources: ['threads.md S8, L23', 'kernel-semantics.md INV-D, DD-2'],
  assumptions: [],
  needs: ['mapSg'],
  start: null,
  next: (state, event) => {
    if (event.outcome.kind !== 'mapped' || event.operation.kind !== 'dma_map_sgtable') return { state }
    const broken = event.outcome.rc === 0 ? someByteWithoutAddress(event) : somethingLeft(event)
    return broken === undefined ? { state, fired: true } : { state, fired: true, broken }
  },
})

const someByteWithoutAddress = ({ index, outcome, operation }: Event): Finding | undefined => {
  if (outcome.kind !== 'mapped' || operation.kind !== 'dma_map_sgtable') return undefined
  const asked = operation.list.reduce((bytes, { length }) => bytes + length, 0)
  const given = outcome.table.reduce(
    (bytes, { dma, dmaLength }) => bytes + (dma === undefined ? 0 : (dmaLength ?? 0)),
    0,
  )
  return asked === given
    ? undefined
    : {
        step: index,
        entry: 0,
        offset: given,
        found: `success, and addresses for ${given} of ${asked} bytes`,
        allowed: [`${asked} bytes`, 'an error'],
      }
}

const somethingLeft = ({ index, outcome }: Event): Finding | undefined => {
  if (outcome.kind !== 'mapped') return undefined
  const entry = outcome.table.findIndex(({ marked }) => marked)
  if (entry < 0) return undefined
  const found = `an error, and entry ${entry} still marked as mapped`
  return { step: index, entry, offset: 0, found, allowed: ['no entry marked'] }
}
