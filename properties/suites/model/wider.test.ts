import * as E from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import { bus } from '../../../model/address.ts'
import { deliver } from '../../../model/hardware/deliver.ts'
import { bridgesForward } from '../../../model/kernel/pci/allowlist.ts'
import { groupOf } from '../../../model/kernel/iommu/groups.ts'
import { bdf, power, type Hw } from '../../../model/machine/columns.ts'
import { readLitmus } from '../../../spec/litmus.ts'

/** Machines that people own, and that the codec once refused. */
const made = (machine: object): Hw => {
  const read = readLitmus(JSON.stringify({ machine, steps: [] }))
  if (E.isLeft(read)) throw new Error(JSON.stringify(read.left))
  return power(read.right.scenario.machine)
}
const names = ({ machine }: Hw): string[] => machine.name.map((_, f) => bdf(machine, f))
const f = ({ machine }: Hw, name: string): number => machine.name.indexOf(name)
const landing = (hw: Hw, from: string, address: number): unknown => deliver(hw, f(hw, from), bus(address), 'write')
const barOf = (hw: Hw, name: string): number => hw.machine.bar[f(hw, name)]

const RP = { name: 'rp', type: 'root port', on: 'hb0' }
const UP = { name: 'up', type: 'switch upstream port', below: 'rp' }
const DP = { name: 'dp', type: 'switch downstream port', below: 'up' }

describe('numbers', () => {
  it('of root buses in one domain are those that the file says, else the next that are free', () => {
    const hw = made({
      hosts: [{ name: 'hb0' }, { name: 'hb1', domain: 0, bus: 0x80 }, { name: 'hb2', domain: 0 }],
      functions: ['hb0', 'hb1', 'hb2'].flatMap((on, h) => [
        { name: `rp${h}`, type: 'root port', on },
        { name: `e${h}`, type: 'endpoint', below: `rp${h}` },
      ]),
    })
    expect(names(hw)).toEqual([
      '0000:00:01.0',
      '0000:01:00.0',
      '0000:80:01.0',
      '0000:81:00.0',
      '0000:82:01.0',
      '0000:83:00.0',
    ])
  })

  it('of bridges are those that the file says, and one that says none opens no bus', () => {
    const hw = made({
      hosts: [{ name: 'hb0' }],
      functions: [
        { ...RP, at: '01.0' },
        { ...RP, name: 'rq', at: '03.0', buses: { secondary: 9, subordinate: 0x1d } },
        { name: 'A', type: 'endpoint', below: 'rq' },
      ],
    })
    expect(names(hw)).toEqual(['0000:00:01.0', '0000:00:03.0', '0000:09:00.0'])
    expect(hw.machine.secondary[0]).toBeGreaterThan(hw.machine.subordinate[0])
  })
})

describe('functions beside an upstream port', () => {
  const beside = (inside: boolean): Hw =>
    made({
      hosts: [{ name: 'hb0' }],
      functions: [
        RP,
        { name: 'mgmt', type: 'endpoint', below: 'rp', at: '00.0', inside, bar: { size: '4M' } },
        { ...UP, at: '00.1' },
        DP,
        { name: 'A', type: 'endpoint', below: 'dp', bar: { size: '2M' } },
      ],
    })

  it('and what is below the switch meet at the root port, whose turning back the specification leaves open', () => {
    const hw = beside(false)
    expect(landing(hw, 'A', barOf(hw, 'mgmt'))).toMatchObject({ kind: 'undefined', at: f(hw, 'rp') })
    expect(landing(hw, 'mgmt', barOf(hw, 'A'))).toMatchObject({ kind: 'undefined', at: f(hw, 'rp') })
  })

  it('reach what is below the switch inside, where the part is built so', () => {
    const hw = beside(true)
    expect(landing(hw, 'mgmt', barOf(hw, 'A'))).toEqual({ kind: 'bar', owner: f(hw, 'A'), offset: 0 })
  })
})

describe('conventional bridges', () => {
  const hw = made({
    hosts: [{ name: 'hb0', iommu: 'translating' }],
    functions: [
      { name: 'br', type: 'PCI bridge', on: 'hb0', at: '1e.0' },
      { name: 'a', type: 'conventional', below: 'br', bar: { size: '1M' } },
      { name: 'cardbus', type: 'PCI bridge', below: 'br' },
      { name: 'card', type: 'conventional', below: 'cardbus', at: '00.0', bar: { size: '1M' } },
      { name: 'ec', type: 'root complex event collector', on: 'hb0', at: '1f.0' },
    ],
  })

  it('pass requests on, one behind the other, both ways', () => {
    expect(landing(hw, 'a', barOf(hw, 'card'))).toEqual({ kind: 'bar', owner: f(hw, 'card'), offset: 0 })
    expect(landing(hw, 'card', barOf(hw, 'a'))).toEqual({ kind: 'bar', owner: f(hw, 'a'), offset: 0 })
  })

  it('on a root bus make one group of what is behind them, and send under one name', () => {
    expect(new Set(['br', 'a', 'cardbus', 'card'].map((name) => groupOf(hw, f(hw, name)))).size).toBe(1)
    expect(groupOf(hw, f(hw, 'ec'))).toBe(f(hw, 'ec'))
    expect(hw.machine.requester[f(hw, 'card')]).toBe(f(hw, 'br'))
  })
})

describe('BARs and windows', () => {
  const HIGH = 2 ** 45
  const hw = made({
    hosts: [{ name: 'hb0', window: { base: HIGH, size: '64G' }, otherWindows: [{ base: 0xe0000000, size: '16M' }] }],
    functions: [
      { ...RP, window: { base: HIGH, size: '64G' }, otherWindows: [{ base: 0xe0000000, size: '1M' }] },
      {
        name: 'A',
        type: 'endpoint',
        below: 'rp',
        bar: { size: '32G', base: HIGH },
        otherBars: [
          { size: 256, base: 0xe0000000 },
          { size: '16M', assigned: false },
        ],
      },
      { ...RP, name: 'rq', window: { base: 0xe0100000, size: '1M' } },
      { name: 'B', type: 'endpoint', below: 'rq', bar: { size: 128, base: 0xe0100000 } },
    ],
    forwards: [{ from: 'any', to: 'any', operations: ['read', 'write'] }],
  })

  it('lie where they lie: several of one function, above 2^44, and smaller than a page', () => {
    expect(landing(hw, 'B', HIGH + 5)).toEqual({ kind: 'bar', owner: f(hw, 'A'), offset: 5 })
    expect(landing(hw, 'A', 0xe0100000)).toEqual({ kind: 'bar', owner: f(hw, 'B'), offset: 0 })
  })

  it('a request may hit a BAR that no list names: its offset lies outside the one that lists name', () => {
    expect(landing(hw, 'B', 0xe0000000 + 4)).toEqual({ kind: 'bar', owner: f(hw, 'A'), offset: 0xe0000004 - HIGH })
    expect(landing(hw, 'B', 0xe0000100)).toMatchObject({ kind: 'nowhere' })
  })

  it('of two host bridges are as large as the BARs need', () => {
    const two = made({
      hosts: [{ name: 'hb0' }, { name: 'hb1' }],
      functions: [
        RP,
        { name: 'A', type: 'endpoint', below: 'rp', bar: { size: '32G' } },
        { ...RP, name: 'rq', on: 'hb1' },
        { name: 'B', type: 'endpoint', below: 'rq', bar: { size: '2M' } },
      ],
    })
    const { hostWindow, hostWindowSize } = two.machine
    expect(hostWindow[0] + hostWindowSize[0]).toBeLessThanOrEqual(hostWindow[1])
  })
})

describe('the allowlist', () => {
  it('has what the machine says besides what its release has, for one host bridge or for all', () => {
    const forwards = (allowlist: object[]): boolean[] => {
      const hw = made({
        allowlist,
        hosts: [{ name: 'hb0' }, { name: 'hb1' }],
        functions: [0, 1].map((h) => ({ name: `rp${h}`, type: 'root port', on: `hb${h}`, id: '8086:6f00' })),
      })
      return [bridgesForward(hw.machine, 0, 0), bridgesForward(hw.machine, 0, 1)]
    }
    expect(forwards([])).toEqual([false, false])
    expect(forwards([{ id: '8086:6f00' }])).toEqual([true, true])
    expect(forwards([{ id: '8086:6f00', sameHostBridge: true }])).toEqual([true, false])
  })
})
