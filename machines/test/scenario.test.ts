import * as E from 'fp-ts/lib/Either.js'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parts } from '../../model/designs/releases/linux-6.12.ts'
import { bdf, power } from '../../model/machine/columns.ts'
import { checkScenario } from '../../model/scenario/problems.ts'
import type { Scenario } from '../../model/scenario/file.ts'
import { answering, askable } from '../answer.ts'
import type { Asked } from '../cases.ts'
import { groupsOf } from '../change.ts'
import { bdfOf } from '../dumped.ts'
import { scenarioOf, type Written } from '../scenario/index.ts'
import { asLspci } from './written.ts'
import { askText, dumpText, inShort, pairOf } from './asked.ts'
import { INTEL, ZEN } from './cpus.ts'
import { machines } from './made.ts'

const written = (asked: Asked): Written => {
  const found = scenarioOf(asked)
  if (E.isLeft(found)) throw new Error(JSON.stringify(found.left))
  return found.right
}
const compiled = ({ file }: Written): Scenario => {
  const checked = checkScenario(file)
  if (E.isLeft(checked)) throw new Error(JSON.stringify(checked.left))
  return checked.right
}

/** What was answered about the dump, its doubts resolved the first way, is answered about the scenario. */
const saysTheSame = (asked: Asked, { machine }: Scenario): void => {
  const hw = power(machine)
  expect(machine.name.map((_, f) => bdf(machine, f))).toEqual(asked.dump.functions.map(bdfOf))
  const answer = answering(asked)
  const functions = askable(asked)
  for (const a of functions)
    for (const b of functions) {
      const { types, distance } = answer(a, b)
      const wanted = { type: types[0], distance }
      expect(parts.classify(parts, hw, a, b), `${bdf(machine, a)} ${bdf(machine, b)}`).toEqual(wanted)
    }
  expect(groupsOf(asked, hw)).toEqual(groupsOf(asked, asked.cases[0]))
}

describe('a machine as a scenario', () => {
  it('has the same addresses, answers and groups, for machines made up', () => {
    fc.assert(
      fc.property(machines, (made) => {
        const asked = askText(asLspci(made), { cpu: INTEL })
        const one = written(asked)
        expect(one.notes.filter((note) => note.startsWith('left out'))).toEqual([])
        saysTheSame(asked, compiled(one))
      }),
      { numRuns: 60 },
    )
  })

  it.each(['03', '05', '07', '10', '13'] as const)('has them for the dump %s', (name) => {
    for (const cpu of [INTEL, ZEN]) {
      const asked = askText(dumpText(name), { cpu })
      saysTheSame(asked, compiled(written(asked)))
    }
  })

  it('has BARs and windows where the dump has them, all of them', () => {
    const machine = compiled(written(askText(dumpText('13'), { cpu: INTEL }))).machine
    const gpu = machine.name.indexOf('0000:04:00.0')
    const dumped = askText(dumpText('13')).dump.functions[gpu].bars.map(({ base }) => base)
    expect(new Set([machine.bar[gpu], ...machine.otherBars[gpu].map(({ base }) => base)])).toEqual(new Set(dumped))
  })

  it('has steps of a pair that Linux takes directly, if there is one', () => {
    const { file } = written(askText(dumpText('13'), { cpu: INTEL }))
    expect(file.steps.map((step) => Object.keys(step)[0])).toEqual([
      'pci_p2pdma_add_resource',
      'pci_p2pdma_distance_many',
      'dma_map_sgtable',
      'dma',
    ])
    const { provider, clients } = file.steps[1].pci_p2pdma_distance_many as { provider: string; clients: string[] }
    expect(inShort(pairOf(askText(dumpText('13'), { cpu: INTEL }), provider, clients[0]))).toBe('BUS_ADDR 4')
  })

  it('leaves out addresses that contradict each other, and says so', () => {
    const twice = dumpText('13').replaceAll(/Region 0: Memory at \w+/g, 'Region 0: Memory at c3000000')
    const { file, notes } = written(askText(twice, { cpu: INTEL }))
    expect(file.machine.functions.filter(({ bar }) => bar?.base !== undefined)).toEqual([])
    expect(notes[0]).toMatch(/^left out: addresses, which contradict each other \(machine\.functions/)
  })

  it('has domains of VMD, virtual functions on other buses, and groups as a translating IOMMU', () => {
    const text = [
      '10000:00:00.0 PCI bridge [0604]: x [8086:2030]\n\tIOMMU group: 3\n\tBus: primary=00, secondary=01, subordinate=02\n\tCapabilities: [40] Express (v2) Root Port (Slot+)\n',
      '10000:01:00.0 Ethernet controller [0200]: x [15b3:1017]\n\tCapabilities: [60] Express (v2) Endpoint\n\tCapabilities: [180 v1] Single Root I/O Virtualization (SR-IOV)\n\t\tIOVCtl:\tEnable+ Migration-\n\t\tInitial VFs: 2, Total VFs: 2, Number of VFs: 2, Function Dependency Link: 00\n\t\tVF offset: 255, stride: 1, Device ID: 1018\n',
      '10000:01:1f.7 Ethernet controller [0200]: x [15b3:1018]\n\tCapabilities: [60] Express (v2) Endpoint\n',
      '10000:02:00.0 Ethernet controller [0200]: x [15b3:1018]\n\tCapabilities: [60] Express (v2) Endpoint\n',
    ].join('')
    const asked = askText(text, { cpu: INTEL })
    const { machine } = compiled(written(asked))
    expect(machine.name.map((_, f) => bdf(machine, f))).toEqual(asked.dump.functions.map(bdfOf))
    expect(machine.physfn).toEqual([-1, -1, 1, 1])
    expect(machine.iommu[1]).toBe('translating')
  })

  it('has aliases of one bus, and says what a VMD sends for', () => {
    const text = [
      '0000:00:03.0 SATA controller [0106]: x [8086:2260]\n\tCapabilities: [60] Express (v2) Endpoint\n',
      '0000:00:0e.0 RAID bus controller [0104]: x [8086:28c0]\n\tCapabilities: [60] Express (v2) Root Complex Integrated Endpoint\n',
      '0000:00:10.0 SATA controller [0106]: x [8086:1111]\n\tCapabilities: [60] Express (v2) Endpoint\n',
      '10000:00:00.0 Ethernet controller [0200]: x [15b3:1017]\n\tCapabilities: [60] Express (v2) Endpoint\n',
    ].join('')
    const asked = askText(text, { cpu: INTEL })
    const one = written(asked)
    expect(one.file.machine.functions.map(({ aliases }) => aliases)).toEqual([
      ['0000:00:10.0'],
      undefined,
      undefined,
      undefined,
    ])
    expect(one.file.machine.functions.map(({ sendsAs }) => sendsAs)).toEqual([
      undefined,
      undefined,
      undefined,
      '0000:00:0e.0',
    ])
    saysTheSame(asked, compiled(one))
  })

  it('has a function 0 where a reduced dump lacks it, with the answers that the dump has', () => {
    const root =
      '00:01.1 PCI bridge [0604]: x [1022:1483]\n\tBus: primary=00, secondary=01, subordinate=03\n\tCapabilities: [58] Express (v2) Root Port (Slot+)\n'
    const port =
      '01:00.1 PCI bridge [0604]: x [1000:c030]\n\tBus: primary=01, secondary=02, subordinate=03\n\tCapabilities: [58] Express (v2) Upstream Port\n'
    const down =
      '02:08.3 PCI bridge [0604]: x [1000:c030]\n\tBus: primary=02, secondary=03, subordinate=03\n\tCapabilities: [58] Express (v2) Downstream Port\n'
    const cards = ['03:00.1', '03:00.2'].map(
      (at) => `${at} 3D controller [0302]: x [10de:20b2]\n\tCapabilities: [64] Express (v2) Endpoint\n`,
    )
    const asked = askText([root, port, down, ...cards].join(''), { cpu: INTEL })
    const one = written(asked)
    expect(one.notes.join('\n')).toContain(
      'made up: 0000:00:01.0, 0000:01:00.0, 0000:02:08.0, 0000:03:00.0, because every device has a function 0',
    )
    const { machine } = compiled(one)
    const hw = power(machine)
    for (const [a, b] of [
      [3, 4],
      [4, 3],
    ])
      expect(parts.classify(parts, hw, a, b)).toEqual({ type: 'BUS_ADDR', distance: 2 })
  })
})
