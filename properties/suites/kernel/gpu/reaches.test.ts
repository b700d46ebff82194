/** Ways to private memory: which is taken, and what holds of ways by PCI that groups of owners may be made by. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { acquireBy, firstByPci } from '../../../../model/kernel/gpu/drm-pagemap.ts'
import { wayTo, type KnowsWay } from '../../../../model/kernel/gpu/reaches.ts'
import { memoryOf } from '../../../../model/kernel/lib/test-hmm/mirror.ts'
import { copied } from '../../../../model/kernel/mm/state.ts'
import type { Hw } from '../../../../model/machine/columns.ts'
import type { FunctionFile, MachineFile } from '../../../../model/machine/file.ts'
import { bootMemory } from '../../../../model/memory/boot.ts'
import { parts } from '../../../../model/designs/releases/linux-6.12.ts'
import { aliases } from '../../../../model/designs/proposals/hmm-three-way-distance.ts'
import { LISTED, REDIRECTS, downstream, endpoint, fn, powered, rootPort, upstream } from '../machines.ts'

/** Linux believes of it that it forwards within one host bridge. */
const LISTED_FOR_ONE = '8086:3c00'

/** What hangs below a port: a device, or a switch with that below each of its two ports. */
type Below = 'device' | readonly [Port, Port]
interface Port {
  readonly redirects: boolean
  readonly below: Below
}

const port = (below: fc.Arbitrary<Below>): fc.Arbitrary<Port> =>
  fc.record({ redirects: fc.integer({ min: 0, max: 3 }).map((n) => n === 0), below })
const device = fc.constant<Below>('device')
const aSwitch = (deeper: fc.Arbitrary<Below>): fc.Arbitrary<Below> => fc.tuple(port(deeper), port(deeper))
const anything = fc.oneof(device, aSwitch(fc.oneof(device, aSwitch(device))))

const BRIDGES = ['hb0', 'hb1'] as const
const machines: fc.Arbitrary<MachineFile> = fc
  .record({
    listed: fc.tuple(...BRIDGES.map(() => fc.constantFrom(undefined, LISTED, LISTED_FOR_ONE))),
    ports: fc.array(fc.tuple(fc.constantFrom(...BRIDGES), port(anything)), { minLength: 2, maxLength: 3 }),
  })
  .map(({ listed, ports }) => ({
    hosts: BRIDGES.map((name) => ({ name })),
    functions: ports.flatMap(([on, { redirects, below }], i) => {
      const id = listed[BRIDGES.indexOf(on)]
      const root = rootPort(`R${i}`, { on, ...acsOf(redirects), ...(id === undefined ? {} : { id }) })
      return [root, ...hanging(root.name, below)]
    }),
  }))

const acsOf = (redirects: boolean): Partial<FunctionFile> => (redirects ? { acs: [...REDIRECTS] } : {})

const hanging = (above: string, below: Below): FunctionFile[] => {
  if (below === 'device') return [endpoint(`${above}d`, above, { memory: { pages: 1, shown: 1 } })]
  const ports = below.flatMap(({ redirects, below: deeper }, i) => {
    const name = `${above}p${i}`
    return [{ ...downstream(name, `${above}u`), ...acsOf(redirects) }, ...hanging(name, deeper)]
  })
  return [upstream(`${above}u`, above), ...ports]
}

const devicesOf = ({ machine }: Hw): number[] => [...machine.local.keys()].filter((f) => machine.local[f] !== undefined)

/** Ways by which groups may be made: any that the core knows, and only those that leave the host bridge alone. */
const WAYS: readonly (readonly [string, KnowsWay])[] = [
  ['the core knows a way', aliases],
  ['no port between them redirects', (hw, a, b) => parts.classify(parts, hw, a, b).type === 'BUS_ADDR'],
]

describe('the way to private memory', () => {
  const hw = powered({
    hosts: [{ name: 'hb0' }],
    functions: [
      rootPort('R'),
      upstream('U', 'R'),
      ...['P', 'Q', 'S'].map((name) => downstream(name, 'U')),
      endpoint('A', 'P', { memory: { pages: 2, shown: 2 } }),
      endpoint('B', 'Q', { memory: { pages: 2, shown: 1 } }),
      endpoint('C', 'S', { memory: { pages: 2 } }),
    ],
    interconnects: [{ from: 'B', to: 'A' }],
  })
  const way = (from: string, to: string, knows = true): string | undefined =>
    wayTo(hw, fn(hw, to), fn(hw, from), () => knows)

  it('is a link before it is PCI, and leads in the direction of the link', () => {
    expect(way('A', 'A')).toBe('own')
    expect(way('B', 'A')).toBe('link')
    expect(way('A', 'B')).toBeUndefined()
  })

  it('is PCI where the BAR shows all of the memory and the core knows a way', () => {
    expect(way('C', 'A')).toBe('pci')
    expect(way('C', 'A', false)).toBeUndefined()
    expect(way('C', 'B')).toBeUndefined()
    expect(way('B', 'A', false)).toBe('link')
  })
})

describe.each(WAYS)('devices that may share an owner where %s', (_, knows) => {
  it('are in classes: what a and b reach of each other, c of b’s class reaches, too', () => {
    let apart = 0
    let inARow = 0
    fc.assert(
      fc.property(machines, (file) => {
        const hw = powered(file)
        const devices = devicesOf(hw)
        for (const a of devices)
          for (const b of devices) {
            if (a === b) continue
            expect(knows(hw, a, b)).toBe(knows(hw, b, a))
            if (!knows(hw, a, b)) apart++
            for (const c of devices) {
              if (c === a || c === b || !knows(hw, a, b) || !knows(hw, b, c)) continue
              inARow++
              expect(knows(hw, a, c)).toBe(true)
            }
          }
      }),
    )
    expect(apart).toBeGreaterThan(100)
    expect(inARow).toBeGreaterThan(50)
  })

  it('get the fewest groups that there can be, and the same ones in any order', () => {
    fc.assert(
      fc.property(
        machines.chain((file) => {
          const devices = devicesOf(powered(file))
          const order = fc.shuffledSubarray(devices, { minLength: devices.length })
          return fc.record({ file: fc.constant(file), order })
        }),
        ({ file, order }) => {
          const hw = powered(file)
          const mm = copied(bootMemory(hw.machine))
          for (const f of order) expect(acquireBy(firstByPci(knows))(mm, hw, f)).toBe(0)
          const owner = (f: number): string | undefined => memoryOf(mm, f)!.owner
          // One of one class has one owner, and of another class another: no fewer groups are possible.
          for (const a of order) for (const b of order) if (a !== b) expect(owner(a) === owner(b)).toBe(knows(hw, a, b))
        },
      ),
    )
  })
})
