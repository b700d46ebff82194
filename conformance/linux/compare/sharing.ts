/**
 * What Linux is asked about sharing: who is in a group with whom, which requester IDs are counted with, who reaches what another has
 * mapped, where a mapping lies, and when that is given out again.
 */
import { PAGE } from '../../../model/address.ts'
import type { Choose } from '../../../model/choose.ts'
import { DIRECTIONS } from '../../../model/kernel/lib/scatterlist.ts'
import { NO_BRIDGE } from '../../../model/machine/fits.ts'
import { layOut } from '../../../model/machine/layout.ts'
import type { FunctionFile, MachineFile } from '../../../model/machine/file.ts'
import type { StepFile } from '../../../model/operations/index.ts'
import type { SegmentFile } from '../../../model/operations/memory.ts'
import { BAR, generateMachine } from '../../../properties/generate/generate-machine.ts'
import { picking, type Pick } from '../../../properties/generate/pick.ts'
import type { Scope } from '../../../properties/scopes/scope.ts'
import { generateSharedMachine } from '../guest/shared-machine.ts'
import type { CaseFile } from './case.ts'
import { drawParameter, withVirtual } from './draw.ts'

/** A machine of QEMU's own: its functions map, unmap and map again, side by side. */
export const generateShared = (choose: Choose): CaseFile => {
  const pick = picking(choose)
  const machine = generateSharedMachine(choose)
  const pci = pick('has a parameter', [true, false, false]) ? { pci: drawParameter(pick, [machine], 0) } : {}
  const strict = machine.hosts[0].iommu !== 'translating lazily'
  return { machine, steps: sharedSteps(pick, machine), shares: true, strict, ...pci }
}

const STEPS = 26

/** Mappings that live side by side, of all functions with a BAR; two of them have pages. */
const sharedSteps = (pick: Pick, { functions }: MachineFile): StepFile[] => {
  const clients = functions.flatMap(({ name, bar }) => (bar === undefined ? [] : [name]))
  const providers = clients.slice(0, 2)
  const steps: StepFile[] = [
    ...clients.map((provider) => ({ pci_p2pdma_add_resource: { provider, ...pick('beyond the BAR', BEYOND) } })),
    ...providers.map((provider) => ({ pci_p2pdma_add_resource: { provider } })),
  ]
  const live: { as: string; by: keyof typeof UNMAPS }[] = []
  for (let i = 0; i < STEPS; i++) {
    const as = `m${i}`
    const client = pick('client', clients)
    const what = pick<What>('what is done', live.length === 0 ? MAPS : ANYTHING)
    // In the guest the timers of all queues fire together.
    if (what === 'flush') steps.push(...clients.map((each) => ({ fq_flush_timeout: { client: each } })))
    else if (what === 'unmap') {
      const gone = pick('which is unmapped', live.slice(-3))
      live.splice(live.indexOf(gone), 1)
      steps.push(UNMAPS[gone.by](gone.as))
    } else {
      live.push({ as, by: what })
      steps.push(mapped(pick, what, as, client, providers))
    }
  }
  return steps
}

/**
 * The first client of a machine maps a page and unmaps it, as often as its flush queue has places, with the timer held: the last unmap
 * finds the queue full (DI-27). Then it maps as many pages side by side.
 */
export const fullQueue = (machine: MachineFile): StepFile[] => {
  const client = machine.functions.find(({ bar }) => bar !== undefined)!.name
  const page = (as: string, i: number): StepFile => ({ dma_map_page: { as, client, page: { ram: i * PAGE } } })
  const places = Array.from({ length: 256 }, (_, i) => i)
  const filled = places.flatMap((i) => [page(`waits${i}`, i), UNMAPS.page(`waits${i}`)])
  return [...filled, ...places.map((i) => page(`again${i}`, i))]
}

/** What lies outside of a BAR, or wraps around the end of all addresses. */
const BEYOND = [
  { offset: BAR, size: 0 },
  { offset: 0, size: 2 * BAR },
  { offset: 0x1000, size: BAR },
] as const

const MAPS = ['list', 'page', 'resource', 'list', 'page'] as const
const ANYTHING = [...MAPS, ...MAPS, 'unmap', 'unmap', 'unmap', 'flush'] as const
type What = (typeof ANYTHING)[number]
const UNMAPS = {
  list: (map: string): StepFile => ({ dma_unmap_sgtable: { map } }),
  page: (map: string): StepFile => ({ dma_unmap_page: { map } }),
  resource: (map: string): StepFile => ({ dma_unmap_resource: { map } }),
}

const mapped = (
  pick: Pick,
  what: (typeof MAPS)[number],
  as: string,
  client: string,
  providers: readonly string[],
): StepFile => {
  const direction = pick('direction', DIRECTIONS)
  if (what === 'page') return { dma_map_page: { as, client, direction, page: memory(pick, providers, PAGES) } }
  if (what === 'resource')
    return {
      dma_map_resource: { as, client, direction, resource: { bar: providers[0], offset: 0x800, length: 0x1000 } },
    }
  const entries = pick('entries', [1, 1, 2, 3])
  const list = Array.from({ length: entries }, () => memory(pick, providers, LENGTHS))
  return { dma_map_sgtable: { as, client, direction, list } }
}

/** An entry of a list may be empty, or longer than what the allocator keeps. */
const LENGTHS = [0x1000, 0x1000, 0x1000, 0x2000, 0x3000, 0x800, 0, 0, 0x24000] as const
const PAGES = [0x1000, 0x1000, 0x200] as const

const memory = (pick: Pick, providers: readonly string[], lengths: readonly number[]): SegmentFile => {
  const length = pick('length', lengths)
  const at = pick('where', [0, 1, 2, 5, 9]) * 0x10000
  if (pick('whose memory', [true, true, false])) return { ram: at, length }
  return { bar: pick('whose BAR', providers), offset: at, length }
}

/** A made-up fabric, which no IOMMU sees: its groups and requester IDs, as Linux would make them. */
export const generateApart = (scope: Scope, choose: Choose): CaseFile => {
  const pick = picking(choose)
  const machine = withVirtual(pick, withConventional(pick, generateMachine(scope, choose)))
  const requestsAcs = pick('IOMMU in the guest', [true, false])
  return { machine: withAliases(pick, machine), steps: [], shares: true, ...(requestsAcs ? { requestsAcs } : {}) }
}

/** Perhaps conventional PCI in the place of an endpoint that is alone below its port. */
const withConventional = (pick: Pick, machine: MachineFile): MachineFile => {
  const m = layOut(machine)
  const alone = machine.functions.filter(
    ({ type, below }, f) =>
      type === 'endpoint' && below !== undefined && m.parent.filter((p) => p === m.parent[f]).length === 1,
  )
  const gone = pick('conventional in the place of', [undefined, ...alone])
  if (gone === undefined || (machine.devices ?? []).some(({ childOf }) => childOf === gone.name)) return machine
  // Without a BAR: Linux puts none of 64 bits behind such a bridge.
  const one = (name: string, below: string, at: string): FunctionFile => ({ name, type: 'conventional', below, at })
  const isDeep = pick('a bridge behind the bridge', [false, true])
  return {
    ...machine,
    functions: [
      ...machine.functions.filter((f) => f !== gone),
      { name: 'pb', type: 'PCIe to PCI bridge', below: gone.below!, at: '00.0' },
      one(gone.name, 'pb', '01.0'),
      ...(pick('two on the conventional bus', [false, true]) ? [one('W', 'pb', '01.1')] : []),
      ...(isDeep ? [{ name: 'cb', type: 'PCI bridge' as const, below: 'pb', at: '05.0' }, one('Z', 'cb', '03.0')] : []),
    ],
  }
}

/** Perhaps a function that sends as another one on its bus. */
const withAliases = (pick: Pick, machine: MachineFile): MachineFile => {
  const pairs = machine.functions.flatMap((f, i) =>
    machine.functions
      .slice(i + 1)
      .filter((g) => g.on === f.on && g.below === f.below && NO_BRIDGE.includes(f.type) && NO_BRIDGE.includes(g.type))
      .map((g) => [f.name, g.name] as const),
  )
  const pair = pick('who sends as another', [undefined, ...pairs])
  if (pair === undefined) return machine
  const functions = machine.functions.map((f) => (f.name === pair[0] ? { ...f, aliases: [pair[1]] } : f))
  return { ...machine, functions }
}
