/**
 * A step drawn by the roles of its words: of an operation that the generator has no plan for, or has never heard of.
 */
import { DIRECTIONS } from '../../model/kernel/lib/scatterlist.ts'
import type { MachineFile } from '../../model/machine/file.ts'
import { operationNamed, type StepFile } from '../../model/operations/index.ts'
import { nameOf, kindOf, type Said } from '../../model/operations/steps.ts'
import type { Role, Word } from '../../model/operations/word.ts'
import type { Pick } from './pick.ts'

/** What a step is drawn from. */
export interface Drawing {
  readonly pick: Pick
  readonly machine: MachineFile
  /** Functions with a BAR. */
  readonly endpoints: readonly string[]
  /** Who maps. */
  readonly client: string
  readonly before: readonly StepFile[]
}

/** RAM for what is drawn here, away from that of lists. */
const ramOf = ({ machine: { ram } }: Drawing): { ram: number } => ({ ram: (ram?.[0].base ?? 0) + 0x300000 })
const bars = ({ endpoints }: Drawing): { bar: string }[] => endpoints.map((bar) => ({ bar }))

/** Functions whose ACS word can be changed while the machine runs. */
export const redirectable = ({ functions }: MachineFile): string[] =>
  functions.filter(({ acs }) => acs !== undefined).map(({ name }) => name)
export const REDIRECTS = [['RR'], ['RR', 'UF']] as const

/** One page of a process, or two. */
export const RANGES = [
  [0, 1],
  [0, 2],
  [1, 2],
] as const

const said = (_: Drawing, { drawn = [] }: Word): readonly Said[] => drawn

/** What the last step gave that is of the right kind. */
const lastGiven = ({ before }: Drawing, { of }: Word): readonly Said[] =>
  before
    .filter((step) => isMadeBy(step, of))
    .flatMap((step) => nameOf(step) ?? [])
    .slice(-1)

/** What a word of each role may say, unless it says so itself; roles are drawn in this order. */
export const DOMAIN: Readonly<Record<Role, (drawing: Drawing, word: Word) => readonly Said[]>> = {
  memory: bars,
  pages: (drawing) => bars(drawing).map((bar) => [ramOf(drawing), bar]),
  list: (drawing) => bars(drawing).map((bar) => [ramOf(drawing), bar]),
  provider: ({ endpoints }) => endpoints,
  function: ({ machine }) => redirectable(machine),
  client: ({ client }) => [client],
  clients: ({ client }) => [[client]],
  gives: ({ before }) => [`m${before.length}`],
  mapping: lastGiven,
  object: lastGiven,
  number: said,
  text: said,
  range: () => RANGES,
  direction: () => DIRECTIONS,
  choice: said,
  choices: said,
  flag: () => [true, false],
  acs: () => REDIRECTS.map((bits) => [...bits]),
}

const isMadeBy = (step: StepFile, of: readonly string[] | undefined): boolean =>
  nameOf(step) !== undefined && (of === undefined || of.includes(kindOf(step)))

/**
 * The step, and before it what it needs: pages for a BAR, a mapping of the right kind. None, where a word has nothing to
 * say on this machine.
 */
export const drawStep = (kind: string, drawing: Drawing): StepFile[] => {
  const { words } = operationNamed(kind)!
  const all = Object.entries(words)
  const mapping = all.find(([, { role }]) => role === 'mapping')?.[1]
  if (mapping?.of !== undefined && DOMAIN.mapping(drawing, mapping).length === 0) {
    const maker = drawStep(mapping.of[0], drawing)
    const rest = drawStep(kind, { ...drawing, before: [...drawing.before, ...maker] })
    return maker.length === 0 ? [] : [...maker, ...rest]
  }
  const picked: Record<string, Said> = {}
  for (const role of Object.keys(DOMAIN) as Role[])
    for (const [name, word] of all.filter((entry) => entry[1].role === role)) {
      const values: readonly Said[] = word.drawn ?? DOMAIN[role](drawing, word)
      if (values.length === 0) return []
      picked[name] = values.length === 1 ? values[0] : drawing.pick(name, values)
    }
  const pages = all.flatMap(([name, { role, needs }]) =>
    needs === true && (role === 'memory' || role === 'list' || role === 'pages') ? [picked[name]].flat() : [],
  ) as { bar?: string }[]
  const step = Object.fromEntries(all.map(([name]) => [name, picked[name]]))
  return [
    ...pages.flatMap(({ bar }) => (bar === undefined ? [] : [{ pci_p2pdma_add_resource: { provider: bar } }])),
    { [kind]: step },
  ]
}

/** Ways to draw it, where each word may say so much: what {@link drawStep} picks from, by a formula. */
export const waysToDraw = (kind: string, endpoints: number): number =>
  Object.values(operationNamed(kind)!.words).reduce(
    (ways, word) => ways * (word.drawn?.length ?? WAYS[word.role](endpoints)),
    1,
  )

const one = (): number => 1
const each = (endpoints: number): number => endpoints
/** How many values {@link DOMAIN} has for a role; of a function that depends on the machine, and no formula counts it. */
export const WAYS: Readonly<Record<Role, (endpoints: number) => number>> = {
  memory: each,
  pages: each,
  list: each,
  provider: each,
  function: () => Number.NaN,
  client: one,
  clients: one,
  gives: one,
  mapping: one,
  object: one,
  number: one,
  text: one,
  range: () => RANGES.length,
  direction: () => DIRECTIONS.length,
  choice: one,
  choices: one,
  flag: () => 2,
  acs: () => REDIRECTS.length,
}
