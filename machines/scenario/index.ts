/**
 * A machine as a scenario that explain, check and every design take: the machine, and steps that map memory of one function for
 * another and use it.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { FunctionFile, MachineFile } from '../../model/machine/file.ts'
import { checkScenario } from '../../model/scenario/problems.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { tellProblem, type Problem } from '../../model/problem.ts'
import type { Asked } from '../cases.ts'
import { isTold } from '../cpu.ts'
import { nameOf } from '../why.ts'
import { machineFileOf, type Taken } from './machine.ts'
import { LEAST_BAR, isMemory, isNvme, pairOf, type Pair } from './pair.ts'

export interface Written {
  readonly file: ScenarioFile
  /** What the file has that the dump does not say, or leaves out. */
  readonly notes: readonly string[]
}

/** In this order: all that the dump says, then less of what contradicts itself. */
const TAKEN: readonly (Taken & { readonly says?: string })[] = [
  { addresses: true, buses: true },
  { addresses: false, buses: true, says: 'addresses, which contradict each other' },
  { addresses: true, buses: false, says: 'bus numbers of bridges, which contradict each other' },
  { addresses: false, buses: false, says: 'addresses and bus numbers of bridges, which contradict each other' },
]

/** The scenario, or why this dump makes none: what is wrong with the fullest one. */
export const scenarioOf = (asked: Asked, pair?: Pair): E.Either<readonly Problem[], Written> => {
  const chosen = pair ?? pairOf(asked)
  let wrong: readonly Problem[] = []
  for (const taken of TAKEN) {
    const file = withSteps(asked, machineFileOf(asked, taken), chosen)
    const checked = checkScenario(file)
    if (E.isRight(checked)) return E.right({ file, notes: notesOf(asked, taken, file, wrong[0], chosen) })
    if (wrong.length === 0) wrong = checked.left
  }
  return E.left(wrong)
}

const withSteps = (asked: Asked, machine: MachineFile, pair: Pair | undefined): ScenarioFile => {
  if (pair === undefined) return { machine, steps: [] }
  const [provider, client] = [nameOf(asked, pair.provider), nameOf(asked, pair.client)]
  const madeUp = needsBar(asked, machine, pair) ? { bar: { size: LEAST_BAR } } : {}
  const functions = machine.functions.map((f) => (f.name === provider ? asBuffer(asked, pair, { ...f, ...madeUp }) : f))
  const hasBar = functions.some((f) => f.name === provider && f.bar !== undefined)
  return {
    machine: { ...machine, functions },
    steps: !hasBar
      ? []
      : [
          { pci_p2pdma_add_resource: { provider } },
          { pci_p2pdma_distance_many: { provider, clients: [client] } },
          { dma_map_sgtable: { as: 'm', client, direction: 'DMA_FROM_DEVICE', list: [{ bar: provider }] } },
          { dma: { map: 'm' } },
        ],
  }
}

/** What a drive offers is a controller memory buffer. */
const asBuffer = ({ dump }: Asked, { provider }: Pair, f: FunctionFile): FunctionFile =>
  f.bar !== undefined && isNvme(dump.functions[provider]) ? { ...f, bar: { ...f.bar, cmb: true } } : f

/** Where the dump has no sizes at all, a BAR of the least size stands for the one that is there. */
const needsBar = ({ dump }: Asked, machine: MachineFile, { provider }: Pair): boolean =>
  machine.functions.every((f) => f.bar === undefined) && !isMemory(dump.functions[provider])

const functionsOf = (n: number): string => (n === 1 ? '1 function' : `${n} functions`)

const notesOf = (
  asked: Asked,
  taken: (typeof TAKEN)[number],
  { machine, steps }: ScenarioFile,
  wrong: Problem | undefined,
  pair: Pair | undefined,
): string[] => {
  const withoutSize = asked.dump.functions.filter(({ bars }) => bars.some(({ size }) => size === undefined)).length
  const provider = pair === undefined ? '' : nameOf(asked, pair.provider)
  return [
    ...(taken.says === undefined ? [] : [`left out: ${taken.says} (${tellProblem(wrong!)})`]),
    ...(isTold(asked.cpu) ? [] : ['the CPU was not told; without `cpu` it counts as an Intel one']),
    ...(asked.unread.size === 0
      ? []
      : [`ACS words of ${functionsOf(asked.unread.size)} were not readable; they count as off`]),
    ...(withoutSize === 0
      ? []
      : [`the dump does not say the size of BARs of ${functionsOf(withoutSize)}; they are left out`]),
    ...(pair !== undefined && needsBar(asked, machineFileOf(asked, taken), pair)
      ? [`made up: the BAR of ${provider}, ${LEAST_BAR / 2 ** 20} MiB, because the dump has no BAR with a size`]
      : []),
    ...(machine.functions.some(({ bar }) => bar?.cmb === true)
      ? [`taken for granted: what the drive ${provider} offers is a controller memory buffer (\`cmb\`)`]
      : []),
    ...(machine.hosts.every(({ iommu }) => iommu === undefined)
      ? [
          'nothing says that there is an IOMMU; it counts as off (`iommu: translating` or `passthrough` in `hosts` switches it on)',
        ]
      : []),
    ...(machine.functions.length === asked.dump.functions.length
      ? []
      : [
          `made up: ${machine.functions
            .slice(asked.dump.functions.length)
            .map(({ name }) => name)
            .join(', ')}, because every device has a function 0, and the dump does not have it`,
        ]),
    'what the root complex forwards from peer to peer is in no dump; without `forwards` it counts as nothing',
    ...(steps.length === 0 ? ['there are no steps: no function has a BAR to be reached'] : []),
  ]
}
