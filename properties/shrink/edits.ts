/**
 * Edits of scenarios that the shrinker's changes are made of.
 */
import type { FunctionFile, MachineFile } from '../../model/machine/file.ts'
import type { ScenarioFile, SegmentFile, StepFile } from '../../model/scenario/file.ts'

export const withMachine = (s: ScenarioFile, machine: MachineFile): ScenarioFile => ({ ...s, machine })

export const without = (m: MachineFile, gone: FunctionFile): MachineFile => ({
  ...m,
  functions: m.functions.filter((f) => f !== gone),
})

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
export const withMemory = (step: StepFile, seg: (s: SegmentFile) => SegmentFile): StepFile => {
  const { dma_map_sgtable: map, dma_map_page: page, unmapped_dma: stray, get_user_pages: gup } = step
  if (map) return { dma_map_sgtable: { ...map, list: map.list.map(seg) } }
  if (page) return { dma_map_page: { ...page, page: seg(page.page) } }
  if (stray) return { unmapped_dma: { ...stray, target: seg(stray.target) } }
  return gup ? { get_user_pages: { ...gup, pages: gup.pages.map(seg) } } : step
}

/** The scenario with every list replaced. */
export const onLists =
  (change: (list: readonly SegmentFile[]) => SegmentFile[]) =>
  (s: ScenarioFile): ScenarioFile => ({
    ...s,
    steps: s.steps.map((step) => {
      const { dma_map_sgtable: map } = step
      return map === undefined ? step : { dma_map_sgtable: { ...map, list: change(map.list) } }
    }),
  })

/** Steps in which everybody is called by another name; a provider is added once. */
export const renamed = (steps: readonly StepFile[], rename: (name: string) => string): StepFile[] => {
  const seen = new Set<string>()
  return steps.flatMap((step) => {
    const named = withMemory(step, (x) => ('bar' in x ? { ...x, bar: rename(x.bar) } : x))
    const {
      pci_p2pdma_add_resource: added,
      dma_map_sgtable: map,
      dma_map_page: page,
      pci_p2pdma_distance_many: asked,
      unmapped_dma: stray,
      setpci,
    } = named
    if (added) {
      const provider = rename(added.provider)
      if (seen.has(provider)) return []
      seen.add(provider)
      return [{ pci_p2pdma_add_resource: { provider } }]
    }
    if (map) return [{ dma_map_sgtable: { ...map, client: rename(map.client) } }]
    if (page) return [{ dma_map_page: { ...page, client: rename(page.client) } }]
    if (stray) return [{ unmapped_dma: { ...stray, client: rename(stray.client) } }]
    if (setpci) return [{ setpci: { ...setpci, function: rename(setpci.function) } }]
    if (asked)
      return [{ pci_p2pdma_distance_many: { provider: rename(asked.provider), clients: asked.clients.map(rename) } }]
    return [named]
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
