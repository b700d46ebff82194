/**
 * Edits of scenarios that the shrinker's changes are made of.
 */
import type { FunctionFile, MachineFile } from '../../model/machine/file.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import type { SegmentFile } from '../../model/operations/memory.ts'
import { changed, kindOf, operationOf, renamed, saidAs } from '../../model/operations/steps.ts'
import type { StepFile } from '../../model/operations/index.ts'

export const withMachine = (s: ScenarioFile, machine: MachineFile): ScenarioFile => ({ ...s, machine })

/** Without the function, and without the interconnects that led to it or from it. */
export const without = (m: MachineFile, gone: FunctionFile): MachineFile => {
  const left = { ...m, functions: m.functions.filter((f) => f !== gone) }
  if (m.interconnects === undefined) return left
  return { ...left, interconnects: m.interconnects.filter(({ from, to }) => from !== gone.name && to !== gone.name) }
}

export const replaced = (m: MachineFile, f: FunctionFile, by: FunctionFile): MachineFile => ({
  ...m,
  functions: m.functions.map((g) => (g === f ? by : g)),
})

/** `f` without the fields that the change drops. */
export const dropping = (f: FunctionFile, ...keys: (keyof FunctionFile)[]): FunctionFile =>
  Object.fromEntries(Object.entries(f).filter(([key]) => !keys.includes(key as keyof FunctionFile))) as FunctionFile

/** Without the function, and without the port that then has nothing below it. */
export const withoutFunction = (m: MachineFile, name: string): MachineFile => {
  const gone = m.functions.find((f) => f.name === name)!
  const alone = m.functions.filter(({ below }) => below === gone.below).length === 1
  return { ...m, functions: m.functions.filter((f) => f !== gone && !(alone && f.name === gone.below)) }
}

/** `value` without `key`; nothing where it has none. */
export const omitting = <T extends object>(value: T, key: keyof T): T[] =>
  value[key] === undefined ? [] : [Object.fromEntries(Object.entries(value).filter(([k]) => k !== key)) as T]

/** Names of the functions that have a BAR. */
export const endpointsOf = ({ functions }: MachineFile): string[] =>
  functions.filter(({ bar }) => bar !== undefined).map(({ name }) => name)

/** The step with every piece of memory that it names replaced. */
export const withMemory = (step: StepFile, seg: (s: SegmentFile) => SegmentFile): StepFile =>
  changed(step, ({ word: { role }, said }) => {
    if (role === 'memory') return seg(said as SegmentFile)
    return role === 'list' || role === 'pages' ? (said as SegmentFile[]).map(seg) : said
  })

/** The scenario with every scatterlist replaced. */
export const onLists =
  (change: (list: readonly SegmentFile[]) => SegmentFile[]) =>
  (s: ScenarioFile): ScenarioFile => ({
    ...s,
    steps: s.steps.map((step) =>
      changed(step, ({ word, said }) => (word.role === 'list' ? change(said as SegmentFile[]) : said)),
    ),
  })

/** Steps in which everybody is called by another name; a BAR is given pages once. */
export const renamedFunctions = (steps: readonly StepFile[], rename: (name: string) => string): StepFile[] => {
  const seen = new Set<string>()
  return steps.flatMap((step) => {
    const called = renamed(step, (name, space) => (space === 'machine' ? rename(name) : name))
    if (!operationOf(step).givesPages) return [called]
    const [provider] = saidAs(called, 'provider') as string[]
    const given = `${kindOf(step)} ${provider}`
    if (seen.has(given)) return []
    seen.add(given)
    return [called]
  })
}

/** CPU physical minus bus, where one is put in. */
const OFFSET = 0x80000000

/**
 * Every host bridge with an offset, and devices that serve themselves: what two devices show, one often shows where
 * the numbers differ.
 */
export const withOffsets = (m: MachineFile): MachineFile => ({
  ...m,
  hosts: m.hosts.map((h) => ({ ...h, offset: OFFSET })),
  functions: m.functions.map((f) => (f.bar === undefined ? f : { ...f, inside: true })),
})
