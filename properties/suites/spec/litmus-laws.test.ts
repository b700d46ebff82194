/**
 * Litmus tests that are laws over all machines: L16, L27 and L38.
 */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { onTheWire } from '../../../model/address.ts'
import { designs } from '../../../model/designs/index.ts'
import linux612 from '../../../model/designs/releases/linux-6.12.ts'
import type { Design } from '../../../model/kernel/design.ts'
import { NO_FUNCTION, ROOT, type Machine } from '../../../model/machine/columns.ts'
import type { MachineFile } from '../../../model/machine/file.ts'
import { DEFAULT_RAM } from '../../../model/machine/layout.ts'
import { compile } from '../../../model/scenario/file.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import { run } from '../../../spec/judge.ts'
import { byteAt, mapEvent, type MapEvent } from '../../../spec/meant.ts'
import { scenarios } from '../../drivers/random.ts'
import { wide } from '../../scopes/wide.ts'

const firstChoice = (): number => 0
const OPTIONS = { seed: 16, numRuns: 300 }

const machines = scenarios(wide).map(({ machine }) => machine)
const named = (id: string): Design => designs.find((design) => design.id === id)!

const events = (design: Design, machine: MachineFile, steps: StepFile[]) =>
  run(design, compile({ machine, steps }), firstChoice)

const endpoints = ({ functions }: MachineFile): string[] =>
  functions.filter(({ type }) => !type.includes('port') && !type.includes('bridge')).map(({ name }) => name)
const providers = ({ functions }: MachineFile): string[] =>
  functions.filter(({ name, bar }) => bar !== undefined && name.length === 1).map(({ name }) => name)
const add = (provider: string): StepFile => ({ pci_p2pdma_add_resource: { provider } })

describe('L16: distance', () => {
  const ask = (machine: MachineFile, questions: readonly { provider: string; clients: string[] }[]): number[] =>
    events(
      linux612,
      machine,
      questions.map((question) => ({ pci_p2pdma_distance_many: question })),
    ).map(({ outcome }) => (outcome.kind === 'distance' ? outcome.distance : NaN))
  const one = (machine: MachineFile, provider: string, client: string): number =>
    ask(machine, [{ provider, clients: [client] }])[0]

  /** Up from `f` to the root bus. */
  const path = (m: Machine, f: number): number[] => (f === ROOT ? [] : [f, ...path(m, m.parent[f])])

  it('is the number of steps in the tree, over the nearest common bridge, or over the root complex', () => {
    const seen = new Set<number>()
    fc.assert(
      fc.property(machines, (machine) => {
        const { machine: m } = compile({ machine, steps: [] })
        for (const a of endpoints(machine))
          for (const b of endpoints(machine)) {
            const [up, down] = [a, b].map((name) => path(m, m.name.indexOf(name)))
            const shared = up.filter((f) => down.includes(f)).length
            const d = one(machine, a, b)
            seen.add(d)
            expect([-1, up.length + down.length - 2 * shared]).toContain(d)
          }
      }),
      OPTIONS,
    )
    for (const d of [-1, 0, 2, 4, 6, 8]) expect([...seen]).toContain(d)
  })
  it('is 0 to itself, or -1 where the own ACS word redirects; and the same both ways', () => {
    fc.assert(
      fc.property(machines, (machine) => {
        for (const a of endpoints(machine)) {
          expect([0, -1]).toContain(one(machine, a, a))
          for (const b of endpoints(machine)) expect(one(machine, a, b)).toBe(one(machine, b, a))
        }
      }),
      OPTIONS,
    )
  })
  it('of many is the sum, -1 if any is -1, and -1 of none', () => {
    const sums = { sum: 0, none: 0 }
    fc.assert(
      fc.property(machines, fc.array(fc.nat(9), { minLength: 1, maxLength: 4 }), (machine, picks) => {
        const names = endpoints(machine)
        const clients = picks.map((n) => names[n % names.length])
        const single = clients.map((client) => one(machine, names[0], client))
        const expected = single.includes(-1) ? -1 : single.reduce((a, b) => a + b, 0)
        sums[expected < 0 ? 'none' : 'sum']++
        expect(
          ask(machine, [
            { provider: names[0], clients },
            { provider: names[0], clients: [] },
          ]),
        ).toEqual([expected, -1])
      }),
      OPTIONS,
    )
    expect(Math.min(sums.sum, sums.none)).toBeGreaterThan(OPTIONS.numRuns / 20)
  })
  it('is -1 exactly where a list is refused with EREMOTEIO', () => {
    const refused = { yes: 0, no: 0 }
    fc.assert(
      fc.property(machines, (machine) => {
        const suspects = new Set(machine.functions.flatMap(({ name, untrusted }) => (untrusted ? [name] : [])))
        for (const provider of providers(machine))
          for (const client of endpoints(machine).filter((name) => !suspects.has(name))) {
            const map: StepFile = {
              dma_map_sgtable: { as: 'm', client, direction: 'DMA_TO_DEVICE', list: [{ bar: provider }] },
            }
            const mapped = events(linux612, machine, [add(provider), map]).flatMap((e) => mapEvent(e) ?? [])[0]
            const isRefused = mapped.outcome.rc === -121
            refused[isRefused ? 'yes' : 'no']++
            expect(isRefused).toBe(one(machine, provider, client) === -1)
          }
      }),
      OPTIONS,
    )
    expect(Math.min(refused.yes, refused.no)).toBeGreaterThan(OPTIONS.numRuns / 10)
  })
})

describe('L27: a shuffled list', () => {
  interface Case {
    readonly machine: MachineFile
    readonly client: string
    readonly list: readonly SegmentFile[]
    readonly shuffled: readonly SegmentFile[]
  }
  /** Pages of RAM and of BARs, each but once and none next to another. */
  const cases = fc
    .record({
      machine: machines,
      client: fc.nat(9),
      of: fc.array(fc.nat(4), { minLength: 2, maxLength: 5 }),
      order: fc.array(fc.nat(99), { minLength: 5, maxLength: 5 }),
    })
    .map(({ machine, client, of, order }): Case => {
      const bars = providers(machine)
      const ram = machine.ram?.[0].base ?? 0
      const list = of.map((n, i): SegmentFile => {
        const bar = bars[n % (bars.length + 1)]
        return bar === undefined ? { ram: ram + 0x4000 + i * 0x2000 } : { bar, offset: 0x10000 + i * 0x2000 }
      })
      const shuffled = [...list.entries()]
        .toSorted(([i], [j]) => order[i] - order[j] || i - j)
        .map(([, segment]) => segment)
      const names = endpoints(machine)
      return { machine, client: names[client % names.length], list, shuffled }
    })

  const mapped = (design: Design, { machine, client }: Case, list: readonly SegmentFile[]): MapEvent => {
    const map: StepFile = {
      dma_map_sgtable: { as: 'm', client, direction: 'DMA_BIDIRECTIONAL', list: [...list] },
    }
    return events(design, machine, [...providers(machine).map(add), map]).flatMap((e) => mapEvent(e) ?? [])[0]
  }

  /** What each entry's memory is given: a bus address; behind an IOMMU some IOVA; else its number, or a bounce buffer. */
  const given = ({ before, after, operation, outcome }: MapEvent): string[] => {
    if (outcome.rc < 0) return ['refused']
    const { machine: m } = before.hw
    const f = m.clientFunction[operation.client]
    const translated = f !== NO_FUNCTION && m.iommu[f] === 'translating'
    let position = 0
    return outcome.table
      .slice(0, outcome.nents)
      .flatMap(({ dma, dmaLength = 0, marked }) =>
        Array.from({ length: dmaLength / 0x1000 }, (_, page) => {
          const byte = byteAt(operation.list, position)!
          position += 0x1000
          const isBounced = outcome.bounced?.some((b) => b.phys === byte.phys) ?? false
          const number = translated || isBounced ? 'some' : String(onTheWire(dma!) + page * 0x1000)
          return `${byte.owner}+${byte.at}: ${marked ? `bus ${onTheWire(dma!)}` : number}`
        }),
      )
      .concat(`${after.hw.domains === before.hw.domains ? 'no' : 'one'} table changed`)
      .toSorted()
  }
  const isFree = (design: Design) => (c: Case) => {
    const [one, other] = [c.list, c.shuffled].map((list) => given(mapped(design, c, list)))
    return JSON.stringify(one) === JSON.stringify(other)
  }

  for (const id of ['pgmap-callback-fixed', 'split-runs', 'four-way', 'linux-6.17', 'linux-6.12'])
    it(`gets the same addresses for the same memory, or is refused as the list is: ${id}`, () => {
      fc.assert(fc.property(cases, isFree(named(id))), OPTIONS)
    })
  it('is told from the list where the first page speaks for all: linux-5.4', () => {
    expect(fc.check(fc.property(cases, isFree(named('linux-5.4'))), OPTIONS).failed).toBe(true)
  })
  it('is mapped, and is another list, often enough to mean something', () => {
    const sample = fc.sample(cases, OPTIONS)
    const ok = sample.filter((c) => mapped(linux612, c, c.list).outcome.rc === 0)
    expect(ok.length).toBeGreaterThan(sample.length / 4)
    expect(ok.filter((c) => c.list.some((s) => 'bar' in s)).length).toBeGreaterThan(50)
    expect(sample.filter((c) => JSON.stringify(c.list) !== JSON.stringify(c.shuffled)).length).toBeGreaterThan(200)
  })
})

describe('L38: whether memory is persistent', () => {
  const withFlag = (machine: MachineFile, persistent: boolean): MachineFile => ({
    ...machine,
    ram: (machine.ram ?? DEFAULT_RAM).map(({ base, size, type = 'RAM' }) => ({ base, size, type, persistent })),
  })
  it('changes no outcome of any step, under any design', () => {
    fc.assert(
      fc.property(scenarios(wide), fc.constantFrom(...designs), ({ machine, steps }, design) => {
        const [no, yes] = [false, true].map((persistent) =>
          events(design, withFlag(machine, persistent), steps).map(({ outcome }) =>
            outcome.kind === 'transfer' ? { ...outcome, group: undefined } : outcome,
          ),
        )
        expect(yes).toEqual(no)
      }),
      { ...OPTIONS, numRuns: 400 },
    )
  })
})
