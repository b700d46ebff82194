/**
 * The one generator: a machine, and what is done to it. All three drivers run it.
 */
import { PAGE } from '../../model/address.ts'
import { DEFAULT_RAM } from '../../model/machine/layout.ts'
import type { MachineFile } from '../../model/machine/file.ts'
import { NO_BRIDGE } from '../../model/machine/fits.ts'
import { isOurs, operations, type StepFile } from '../../model/operations/index.ts'
import { nameOf } from '../../model/operations/steps.ts'
import type { SegmentFile } from '../../model/operations/memory.ts'
import type { Direction } from '../../model/kernel/lib/scatterlist.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import type { Choose } from '../../model/choose.ts'
import { REDIRECTS, drawStep, redirectable, type Drawing } from './draw.ts'
import { BAR, generateMachine } from './generate-machine.ts'
import { picking, type Pick } from './pick.ts'
import { generateAway } from './aways.ts'
import { generateHandover } from './handovers.ts'
import { generateKeeping } from './keeps.ts'
import { generateLife } from './lives.ts'
import { generateMoves } from './moves.ts'
import { generatePageless } from './pageless.ts'
import { generateRegistration } from './registrations.ts'
import type { Scope } from '../scopes/scope.ts'

/** A scenario of the scope, every freedom answered by `choose`. */
export const generate = (scope: Scope, choose: Choose): ScenarioFile => {
  const { slants } = scope
  const slanted = slants === undefined ? scope : { ...scope, ...picking(choose)('slant', slants), name: scope.name }
  const machine = scope.machine ?? generateMachine(slanted, choose)
  return { machine, steps: generateSteps(slanted, machine, choose) }
}

/** Linux gives no struct pages to less (PM-12). */
export const canProvide = ({ bar }: MachineFile['functions'][number]): boolean =>
  bar !== undefined && (bar.size ?? BAR) >= BAR

/** On a machine of somebody's also functions that have no memory to offer. */
const clientsIn = ({ machine }: Scope, endpoints: readonly string[]): readonly string[] =>
  machine === undefined
    ? endpoints
    : machine.functions.filter(({ type }) => NO_BRIDGE.includes(type)).map(({ name }) => name)

/** How the ranges of a list are joined before they are mapped. */
const JOINED = {
  list: {},
  'built list': { build: true },
  'bios together': { bios: 'together' },
  'bios each': { bios: 'each' },
} as const

/** Who maps which memory, and uses it; then perhaps once more, after a port was set to redirect. */
export const generateSteps = (scope: Scope, machine: MachineFile, choose: Choose): StepFile[] => {
  const pick = picking(choose)
  if (scope.moves !== undefined) return generateMoves(pick, scope.moves)
  const endpoints = machine.functions.filter(canProvide).map(({ name }) => name)
  if (scope.lives === true) return generateLife(pick, endpoints)
  if (scope.keeps === true) return generateKeeping(pick, endpoints)
  if (scope.handovers === true) return generateHandover(pick, endpoints)
  if (scope.aways !== undefined) return generateAway(pick, scope.aways, endpoints)
  if (scope.registers === true) return generateRegistration(pick, endpoints)
  if (scope.pageless !== undefined) return generatePageless(pick, scope.pageless, endpoints)
  const client = pick('client', [...clientsIn(scope, endpoints), ...(machine.devices ?? []).map(({ name }) => name)])
  const list = generateList(scope, machine, pick, endpoints, client)
  const direction = pick('direction', scope.directions)
  const mapping = pick('mapping', scope.mappings)
  const providers = endpoints.filter((name) => list.some((s) => 'bar' in s && s.bar === name))
  const unmaps = pick('unmap', scope.unmap)
  const uses = pick('use', scope.uses)
  const overlaps = pick('overlap', scope.overlaps)
  const use = (as: string): StepFile[] => [
    mapping === 'page'
      ? { dma_map_page: { as, client, direction, page: list[0] } }
      : { dma_map_sgtable: { as, client, direction, list, ...JOINED[mapping] } },
    ...(uses ? [{ dma: { map: as } }] : []),
    ...(overlaps > 0 ? [mapRam(machine, `${as}-meanwhile`, client, direction, overlaps)] : []),
    ...(unmaps ? [mapping === 'page' ? { dma_unmap_page: { map: as } } : { dma_unmap_sgtable: { map: as } }] : []),
    ...(overlaps > 0 ? [{ dma: { map: `${as}-meanwhile` } }] : []),
  ]
  const steps: StepFile[] = providers.map((provider) => ({ pci_p2pdma_add_resource: { provider } }))
  if (pick('ask the distance first', scope.asks))
    steps.push(...providers.map((provider) => ({ pci_p2pdma_distance_many: { provider, clients: [client] } })))
  steps.push(...use('m'))
  const port = pick('map again', scope.remap)
    ? pick('port set to redirect', [undefined, ...redirectable(machine)])
    : undefined
  const stray = pick('stray', scope.strays)
  const drawing = (before: readonly StepFile[]): Drawing => ({ pick, machine, endpoints, client, before })
  if (stray === 'unmapped_dma alone') return strayStep('unmapped_dma', drawing([]))
  if (stray !== 'nothing') steps.push(...strayStep(stray, drawing(steps)))
  if (port !== undefined)
    steps.push({ setpci: { function: port, acs: [...pick('ACS word', REDIRECTS)] } }, ...use('again'))
  // Last, so that whoever draws nothing more draws as before.
  const extra = pick('extra', scope.crowded ? [...scope.extras, ...theirs()] : scope.extras)
  const first = steps.findIndex((step) => nameOf(step) === 'm')
  return extra === 'nothing'
    ? steps
    : steps.toSpliced(first + 1, 0, ...drawStep(extra, drawing(steps.slice(0, first + 1))))
}

/** Operations of other people's files, as often as all else that is extra. */
const theirs = (): string[] =>
  operations.filter((one) => !isOurs(one)).flatMap(({ kind }) => Array.from({ length: 8 }, () => kind))

/** A request of a device on no bus, or for its own BAR, says nothing. */
const strayStep = (kind: 'unmapped_dma' | 'get_user_pages', drawing: Drawing): StepFile[] => {
  const { machine, client } = drawing
  const steps = drawStep(kind, drawing)
  if (kind !== 'unmapped_dma') return steps
  const isOwn = steps.some(
    ({ unmapped_dma: stray }) => stray !== undefined && 'bar' in stray.target && stray.target.bar === client,
  )
  return isOwn || (machine.devices ?? []).some(({ name }) => name === client) ? [] : steps
}

const mapRam = ({ ram }: MachineFile, as: string, client: string, direction: Direction, pages: number): StepFile => {
  const length = pages === 1 ? {} : { length: pages * PAGE }
  return {
    dma_map_sgtable: { as, client, direction, list: [{ ram: (ram?.[0].base ?? 0) + 0x400000, ...length }] },
  }
}

const generateList = (
  scope: Scope,
  machine: MachineFile,
  pick: Pick,
  endpoints: readonly string[],
  client: string,
): SegmentFile[] => {
  const placement = pick('placement', scope.placements)
  const rows = machine.ram ?? DEFAULT_RAM
  const owners = [...rows.keys(), ...endpoints]
  const entriesOf = new Map<string | number, number>()
  const peers = endpoints.filter((name) => name !== client)
  let last = owners.length - 1
  return Array.from({ length: pick('entries', scope.entries) }, (_, index) => {
    const owner = pick('memory of the entry', ownersFor(scope, pick, { owners, peers, last, index }))
    last = owners.indexOf(owner)
    const pages = pick('pages of the entry', scope.pages)
    const length = pages === 0.5 ? { length: PAGE / 2 } : pages > 1 ? { length: pages * PAGE } : {}
    const skip = pages < 1 ? PAGE / 8 : 0
    /** Pages that it touches. */
    const span = pages === 0 ? 2 : Math.max(1, pages)
    const nth = entriesOf.get(owner) ?? 0
    entriesOf.set(owner, nth + 1)
    if (typeof owner === 'number') return { ram: skip + placeInRam(rows, owner, placement, index, span), ...length }
    const end = placement === 'edges' && index % 2 === 0
    const offset = skip + (placement === 'apart' ? nth * 0x10000 : end ? BAR - span * PAGE : 0)
    return { bar: owner, ...(offset === 0 ? {} : { offset }), ...length }
  })
}

/**
 * Whose memory an entry may be. In a crowd the first is mostly another function's, for a list without peer memory says
 * nothing about peers, and each that follows as often as not what lies beside the one before it.
 */
const ownersFor = <Owner>(
  { crowded }: Scope,
  pick: Pick,
  of: {
    readonly owners: readonly Owner[]
    readonly peers: readonly Owner[]
    readonly last: number
    readonly index: number
  },
): readonly Owner[] => {
  const { owners, peers, last, index } = of
  if (!crowded) return owners
  if (index === 0) return peers.length > 0 && pick('a peer first', FIRST) ? peers : owners
  return pick('beside the last', [true, false]) ? [owners[(last + 1) % owners.length]] : owners
}
const FIRST = [true, true, true, true, true, true, true, false]

/** The last pages of a second row of RAM, and in any other row neighbours. */
const placeInRam = (
  rows: readonly { base: number; size: number; type?: string | undefined }[],
  row: number,
  placement: Scope['placements'][number],
  index: number,
  span: number,
): number => {
  const { base, size, type = 'RAM' } = rows[row]
  if (placement === 'apart') return base + 0x100000 + index * 0x10000
  return row > 0 && type === 'RAM' ? base + size - span * PAGE : base + 0x200000 + index * PAGE
}
