/** A group that user space has: what the story says of a driver who would map for it. */
import * as E from 'fp-ts/lib/Either.js'
import { expect, it } from 'vitest'
import { designNamed } from '../command.ts'
import { readLitmus } from '../../spec/litmus.ts'
import { explained } from '../../story/story.ts'
import { tellAsked } from '../../story/words/event.ts'

const FILE = `machine:
  hosts: [{name: hb0, iommu: translating}]
  functions:
    - {name: B, type: root complex integrated endpoint, on: hb0}
steps:
  - {iommu_map: {as: m, client: B, iova: 0x10000, memory: {ram: 0x100000}}}
  - {dma_map_page: {client: B, page: {ram: 0x200000}}}
  - {iommu_map: {as: n, client: B, iova: 0x20000, memory: {ram: 0x100000}, by: iommufd}}
`

it('no driver is there, and no other user is let in; both with the reason', () => {
  const litmus = readLitmus(FILE)
  if (E.isLeft(litmus)) throw new Error(JSON.stringify(litmus.left))
  const { told } = explained(litmus.right, designNamed('linux-6.12'))
  const said = told.events.map((event) => tellAsked(litmus.right.scenario.machine, event))
  expect(said[1]).toMatch(/-> nothing to do: no driver can be bound, since user space has its IOMMU group \(DI-30\)$/)
  expect(said[2]).toMatch(/-> -EBUSY: refused, because user space has the group through another interface/)
})
