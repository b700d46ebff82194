/**
 * The way that is drawn: from neighbour to neighbour, every hop once.
 */
import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { ROOT_COMPLEX } from '../../../model/hardware/landing.ts'
import { KIND, ROOT, type Machine } from '../../../model/machine/columns.ts'
import { readLitmus } from '../../../spec/litmus.ts'
import { designNamed } from '../../command.ts'
import { drawnOf } from '../../../story/chosen.ts'
import { routeOf, type Leg, type Stop } from '../../../story/picture/route.ts'
import { explained } from '../../../story/story.ts'
import { saved, idOf } from './drawn.ts'

/** Whether one step leads from a place to the other: a link, the inside of a switch or of a device, or to memory. */
const areNeighbours = (m: Machine, { from, to }: Leg): boolean => {
  if (from === 'RAM') return false
  if (to === 'RAM') return from === ROOT_COMPLEX
  if (to !== ROOT && m.parent[to] === from) return true
  if (from !== ROOT && m.parent[from] === to) return true
  const above = m.parent[from]
  return (
    from !== ROOT &&
    to !== ROOT &&
    above !== ROOT &&
    above === m.parent[to] &&
    (m.kind[above] === KIND.switchUp || m.inside[from])
  )
}

describe('the way that is drawn', () => {
  it('starts at the sender, goes from neighbour to neighbour, and ends where the transaction does', () => {
    let ways = 0
    for (const { path, m, drawn, scene } of saved) {
      if (drawn === undefined) continue
      ways++
      const { legs } = scene.route!
      legs.forEach((leg, i) => {
        expect(leg.from, path).toBe(i === 0 ? drawn.use.transfer.initiator : legs[i - 1].to)
        expect(areNeighbours(m, leg), `${path}: ${leg.from} to ${leg.to}`).toBe(true)
      })
      const { landing, hops } = drawn.path
      const request = legs.findLast(({ completion }) => !completion)
      const end = request === undefined ? drawn.use.transfer.initiator : request.to
      if (landing.kind === 'ram') expect(end, path).toBe('RAM')
      if (landing.kind === 'bar') expect(end, path).toBe(landing.owner)
      if (landing.kind === 'nowhere') expect(end, path).toBe(landing.at)
      if (landing.kind !== 'ram') expect(legs.at(-1)?.to ?? end, path).toBe(hops.at(-1)!.at)
    }
    expect(ways).toBeGreaterThan(50)
  })

  it('has every hop once, in order, where it is decided', () => {
    for (const { path, drawn, scene } of saved) {
      if (drawn === undefined) continue
      const { legs, atStart } = scene.route!
      const stops = [
        ...atStart.map((hop) => ({ hop, at: drawn.use.transfer.initiator as Stop })),
        ...legs.flatMap(({ hops, to }) => hops.map((hop) => ({ hop, at: to }))),
      ]
      expect(stops, path).toEqual(drawn.path.hops.map(({ at }, i) => ({ hop: i + 1, at })))
    }
  })

  it('stays inside a device that serves itself', () => {
    const { m, scene } = saved.find(({ path }) => path.endsWith('/two-functions-of-one-device.yaml'))!
    const [b, a] = [m.name.indexOf('B'), m.name.indexOf('A')]
    expect(scene.route!.legs.map(({ from, to }) => [from, to])).toEqual([[b, a]])
  })

  it('goes over the root complex when a completion is sent up at the port below it, and its requester is there too', () => {
    // A port redirects completions: up to the root port, which reflects.
    const litmus = readLitmus(`
machine:
  hosts: [{name: hb0}]
  functions:
    - {name: rp, type: root port, on: hb0, acs: [UF]}
    - {name: up, type: switch upstream port, below: rp}
    - {name: dp0, type: switch downstream port, below: up, acs: [CR]}
    - {name: dp1, type: switch downstream port, below: up}
    - {name: A, type: endpoint, below: dp0, bar: {size: 2M}}
    - {name: B, type: endpoint, below: dp1}
  forwards: [{from: any, to: any, operations: [read, write]}]
steps:
  - {unmapped_dma: {client: B, access: read, target: {bar: A}}}
`)
    if (E.isLeft(litmus)) throw new Error(JSON.stringify(litmus.left))
    const { told } = explained(litmus.right, designNamed('linux-6.12'))
    const drawn = drawnOf(told.events, undefined)!
    const { legs } = routeOf(litmus.right.scenario.machine, 5, drawn.path.hops, drawn.path.landing)
    const names = legs.map(({ to, completion }) => `${completion ? '<' : '>'}${idOf(to)}`)
    expect(drawn.path.landing.kind).toBe('bar')
    expect(names.join(' ')).toBe('>f3 >f2 >f4 <f2 <f1 <f0 <rc <f0 <f1 <f3 <f5')
  })
})
