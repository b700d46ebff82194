/**
 * From a scenario to the text that the guest's module reads (`modules/main.c`), and what is asked there.
 *
 * Steps about the fabric (`dma`, `unmapped_dma`) are not asked: QEMU does not route.
 */
import * as E from 'fp-ts/lib/Either.js'
import { NO_ACS } from '../../../model/machine/acs.ts'
import { NO_FUNCTION, ROOT, type Machine } from '../../../model/machine/columns.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { DIRECTIONS } from '../../../model/kernel/lib/scatterlist.ts'
import { compileOn } from '../../../model/scenario/file.ts'
import type { Mapping } from '../../../model/operations/dma-map.ts'
import type { Operation } from '../../../model/operations/index.ts'
import { RAM, type Segment } from '../../../model/place.ts'
import { ramBase, unaskable } from './askable.ts'
import { identity, type CaseFile } from '../compare/case.ts'
import { ALLOCATED } from '../compare/pools.ts'
import { IVSHMEM_BAR, isQemuMachine } from './qemu-machine.ts'

/** Something asked of guest and model alike; `step` is an index into the scenario's steps. */
export type Question =
  | { readonly ask: 'dev'; readonly f: number }
  | { readonly ask: 'alloc'; readonly f: number }
  /** What kind of IOMMU domain it is in. */
  | { readonly ask: 'domain'; readonly f: number }
  | { readonly ask: 'step'; readonly step: number }
  /** The list that this step unmapped, mapped once more and unmapped. */
  | { readonly ask: 'again'; readonly step: number }
  | { readonly ask: 'take'; readonly f: number; readonly bytes: number }
  /** The ACS word after the function's state was saved and restored. */
  | { readonly ask: 'restore'; readonly f: number }
  /** What a question before it took. */
  | { readonly ask: 'give'; readonly taken: number }

export interface GuestText {
  readonly text: string
  /** In the order asked: the guest counts them from 0. */
  readonly questions: readonly Question[]
}

/** Domain of the first made-up host bridge: domain 0 is QEMU's own machine. */
export const FIRST_DOMAIN = 0x10

const WINDOW = { first: 0x4000000000, stride: 0x400000000 }
const hex = (n: number): string => (n < 0 ? BigInt.asUintN(64, BigInt(n)) : BigInt(n)).toString(16)

/** The text, or why the guest cannot be asked. */
export const guestText = (number: number, file: CaseFile): E.Either<string, GuestText> => {
  const reason = unaskable(file)
  if (reason !== undefined) return E.left(reason)
  const m = layOut(file.machine)
  const own = isQemuMachine(file.machine)
  const machine = own ? ownLines(m) : [...hostLines(m), ...functionLines(m)]
  const lines = [`scenario ${number}`, ...machine, 'start', ...deviceLines(m)]
  const questions: Question[] = []
  const put: Put = (question, line) => {
    lines.push(line)
    return questions.push(question) - 1
  }
  m.name.forEach((_, f) => put({ ask: 'dev', f }, `dev ${f}`))
  if (own) m.barSize.forEach((bytes, f) => bytes > 0 && put({ ask: 'domain', f }, `domain ${f}`))
  const added = putSteps(put, m, file)
  for (const f of added) put({ ask: 'alloc', f }, `alloc ${f} ${hex(ALLOCATED)}`)
  putPools(put, m, file, added)
  if (!own && file.pci !== undefined)
    m.acsCapability.forEach((word, f) => word !== NO_ACS && put({ ask: 'restore', f }, `restore ${f}`))
  return E.right({ text: `${[...lines, 'end'].join('\n')}\n`, questions })
}

/** Adds a question, and answers its number. */
type Put = (question: Question, line: string) => number

/** The steps that a kernel can be asked about; answers whose BARs were added. */
const putSteps = (put: Put, m: Machine, file: CaseFile): Set<number> => {
  const base = ramBase(file.machine)
  const added = new Set<number>()
  const made = new Map<number, number>()
  for (const [step, operation] of compileOn(m, file.steps).operations.entries()) {
    const line = stepLine(operation, base, (map) => made.get(map))
    if (line === undefined) continue
    if (operation.kind === 'pci_p2pdma_add_resource') added.add(operation.provider)
    made.set(step, put({ ask: 'step', step }, line))
    if (operation.kind === 'dma_unmap_sgtable') put({ ask: 'again', step }, `again ${made.get(operation.map)}`)
  }
  return added
}

/** Pools of providers that have one. */
const putPools = (put: Put, m: Machine, { pools = [] }: CaseFile, added: ReadonlySet<number>): void => {
  for (const { provider, pieces } of pools) {
    const f = m.name.indexOf(provider)
    if (!added.has(f)) continue
    const made: number[] = []
    for (const piece of pieces) {
      const question: Question =
        'take' in piece ? { ask: 'take', f, bytes: piece.take } : { ask: 'give', taken: made[piece.give] }
      made.push(put(question, 'take' in piece ? `take ${f} ${hex(piece.take)}` : `give ${made[piece.give]}`))
    }
  }
}

const hostLines = (m: Machine): string[] =>
  m.hostDomain.map((domain, h) => {
    const start = WINDOW.first + h * WINDOW.stride
    return `host ${hex(FIRST_DOMAIN + domain)} ${hex(start)} ${hex(WINDOW.stride)} ${hex(m.hostOffset[h])}`
  })

const functionLines = (m: Machine): string[] =>
  m.name.map((_, f) => {
    const { vendor, device } = identity(m, f)
    return [
      'function',
      m.host[f],
      m.parent[f] === ROOT ? -1 : m.parent[f],
      m.physfn[f],
      hex(m.devfn[f]),
      m.kind[f],
      hex(vendor),
      hex(device),
      m.acsCapability[f] === NO_ACS ? 'ffff' : hex(m.acsCapability[f]),
      hex(Math.max(0, m.acsControl[f])),
      hex(m.barSize[f]),
      ...clientWords(m, f),
    ].join(' ')
  })

/** What the driver of a function would tell the DMA API. */
const clientWords = (m: Machine, f: number) => [
  maskOf(m.dmaBits[f]),
  Number(m.untrusted[f]),
  hex(m.maxSegment[f]),
  hex(m.boundary[f] - 1),
]

/** Functions that QEMU made. */
const ownLines = (m: Machine): string[] =>
  m.name.map((_, f) => {
    const bar = m.barSize[f] === 0 ? -1 : IVSHMEM_BAR
    return ['own', hex(m.busNumber[f]), hex(m.devfn[f]), bar, ...clientWords(m, f)].join(' ')
  })

const maskOf = (bits: number): string => (2n ** BigInt(bits) - 1n).toString(16)

/** Devices that are no functions; one on no bus has a mask of 64 bits. */
const deviceLines = (m: Machine): string[] =>
  m.clientFunction
    .slice(m.name.length)
    .map((f) => (f === NO_FUNCTION ? `device -1 ${maskOf(64)}` : `device ${f} ${maskOf(m.dmaBits[f])}`))

/** The guest's line for a step; undefined: no question to a kernel. */
const stepLine = (
  operation: Operation,
  ram: number,
  questionOf: (step: number) => number | undefined,
): string | undefined => {
  const entry = ({ owner, at, length }: Segment): string =>
    owner === RAM ? `r${hex(at - ram)}:${hex(length)}` : `b${owner}.${hex(at)}:${hex(length)}`
  const mapping = ({ client, direction, list, build }: Mapping, verb: string): string =>
    [verb, client, DMA_DIRECTION[direction], ...(verb === 'map' ? [Number(build)] : []), ...list.map(entry)].join(' ')
  switch (operation.kind) {
    case 'pci_p2pdma_add_resource':
      return `add ${operation.provider}`
    case 'pci_p2pdma_distance_many':
      return ['distance', operation.provider, ...operation.clients].join(' ')
    case 'pci_p2pmem_publish':
      return `publish ${operation.provider} ${Number(operation.publish)}`
    case 'pci_p2pmem_find_many':
      return ['find', ...operation.clients].join(' ')
    case 'dma_map_sgtable':
      return mapping(operation, 'map')
    case 'dma_map_page':
      return mapping(operation, 'page')
    case 'dma_map_resource':
      return mapping(operation, 'resource')
    case 'dma_unmap_sgtable':
      return `unmap ${questionOf(operation.map)}`
    case 'setpci':
      return `acs ${operation.function} ${hex(operation.acs)}`
    case 'dma':
    case 'unmapped_dma':
    case 'get_user_pages':
    case 'dma_unmap_page':
    case 'dma_unmap_resource':
    case 'dma_sync_sgtable':
      return undefined
    default:
      return operation satisfies never
  }
}

/** `enum dma_data_direction` */
const DMA_DIRECTION = { DMA_BIDIRECTIONAL: 0, DMA_TO_DEVICE: 1, DMA_FROM_DEVICE: 2 } as const satisfies Record<
  (typeof DIRECTIONS)[number],
  number
>
