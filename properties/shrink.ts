/**
 * Smaller scenarios, as a person would look for them: leave something out, or put a default in.
 *
 * Every candidate is strictly smaller and possible. The order of the list says what is tried first.
 */
import * as E from 'fp-ts/lib/Either.js'
import { PAGE, alignDown, alignUp } from '../model/address.ts'
import type { AcsWords, FunctionFile, MachineFile } from '../model/machine/file.ts'
import { checkScenario } from '../model/scenario-problems.ts'
import { type ScenarioFile, type SegmentFile, type StepFile } from '../model/scenario.ts'
import { size } from './size.ts'

/** CPU physical minus bus, where one is put in. */
const OFFSET = 0x80000000

/** The candidates one change away. */
export const smaller = (scenario: ScenarioFile): ScenarioFile[] => {
  const bound = size(scenario)
  return changes(scenario).filter((candidate) => E.isRight(checkScenario(candidate)) && size(candidate) < bound)
}

/** The least scenario that greedy steps reach while `breaks` stays true of it. */
export const shrink = (scenario: ScenarioFile, breaks: (candidate: ScenarioFile) => boolean): ScenarioFile => {
  const next = smaller(scenario).find(breaks)
  return next === undefined ? scenario : shrink(next, breaks)
}

const changes = (s: ScenarioFile): ScenarioFile[] => [
  ...s.steps.map((_, i) => ({ ...s, steps: s.steps.toSpliced(i, 1) })),
  ...withoutSwitch(s),
  ...s.machine.functions.map((f) => withMachine(s, without(s.machine, f))),
  ...s.machine.hosts.map(({ name }) =>
    withMachine(s, { ...s.machine, hosts: s.machine.hosts.filter((h) => h.name !== name) }),
  ),
  ...oneHost(s),
  ...renamedMemory(s),
  ...otherClients(s),
  ...oneEntry(s),
  ...s.machine.functions.flatMap((f) => movesUp(s, f)),
  ...s.steps.flatMap((step, i) => stepChanges(step).map((changed) => ({ ...s, steps: s.steps.with(i, changed) }))),
  ...machineChanges(s.machine).map((machine) => withMachine(s, machine)),
]

const withMachine = (s: ScenarioFile, machine: MachineFile): ScenarioFile => ({ ...s, machine })

const without = (m: MachineFile, gone: FunctionFile): MachineFile => ({
  ...m,
  functions: m.functions.filter((f) => f !== gone),
})

const replaced = (m: MachineFile, f: FunctionFile, by: FunctionFile): MachineFile => ({
  ...m,
  functions: m.functions.map((g) => (g === f ? by : g)),
})

/** `f` without the fields that the change drops. */
const dropping = (f: FunctionFile, ...keys: (keyof FunctionFile)[]): FunctionFile =>
  Object.fromEntries(Object.entries(f).filter(([key]) => !keys.includes(key as keyof FunctionFile))) as FunctionFile

/** A switch taken out: each endpoint below it moves to a root port, or to the port above. */
const withoutSwitch = (s: ScenarioFile): ScenarioFile[] =>
  s.machine.functions
    .filter(({ type }) => type === 'switch upstream port')
    .flatMap((up) => {
      const ports = s.machine.functions.filter(({ below }) => below === up.name)
      return ports.map((kept) => {
        const gone = new Set([up, ...ports])
        const functions = s.machine.functions
          .filter((f) => !gone.has(f))
          .map((f) => (f.below === kept.name ? { ...f, below: up.below! } : f))
        return withMachine(s, { ...s.machine, functions })
      })
    })

/** A downstream port becomes a root port; an upstream port hangs below the top root port. */
const movesUp = (s: ScenarioFile, f: FunctionFile): ScenarioFile[] => {
  const m = s.machine
  const top = (g: FunctionFile): FunctionFile =>
    g.below === undefined ? g : top(m.functions.find(({ name }) => name === g.below)!)
  const above = top(f)
  if (f.type === 'switch downstream port') {
    const id = above.id === undefined ? {} : { id: above.id }
    return [withMachine(s, replaced(m, f, { ...dropping(f, 'below'), type: 'root port', on: above.on!, ...id }))]
  }
  return f.type === 'switch upstream port' && f.below !== above.name
    ? [withMachine(s, replaced(m, f, { ...f, below: above.name }))]
    : []
}

/** One device's memory in the place of another's, or of its own: fewer providers, fewer devices. */
const renamedMemory = (s: ScenarioFile): ScenarioFile[] => {
  const names = s.machine.functions.filter(({ bar }) => bar !== undefined).map(({ name }) => name)
  return names.flatMap((from) =>
    names.flatMap((to) => {
      if (to === from) return []
      const merged = { ...s, steps: renamed(s.steps, (name) => (name === from ? to : name)) }
      const fewer = withoutFunction(s.machine, from)
      return [merged, withMachine(merged, fewer), withMachine(merged, translating(fewer))]
    }),
  )
}

/**
 * Every host bridge with an offset, and devices that serve themselves: what two devices show, one often shows where
 * the numbers differ.
 */
const translating = (m: MachineFile): MachineFile => ({
  ...m,
  hosts: m.hosts.map((h) => ({ ...h, offset: OFFSET })),
  functions: m.functions.map((f) => (f.bar === undefined ? f : { ...f, inside: true })),
})

/** Every list cut down to one entry, on host bridges that do nothing but translate. */
const oneEntry = (s: ScenarioFile): ScenarioFile[] =>
  s.steps.every(({ dma_map_sgtable: map }) => map === undefined || map.list.length < 2)
    ? []
    : [
        {
          machine: translating({ ...s.machine, hosts: s.machine.hosts.map(({ name }) => ({ name })) }),
          steps: s.steps.map((step) => {
            const { dma_map_sgtable: map } = step
            return map === undefined ? step : { dma_map_sgtable: { ...map, list: map.list.slice(0, 1) } }
          }),
        },
      ]

/** All functions below one host bridge. */
const oneHost = (s: ScenarioFile): ScenarioFile[] =>
  s.machine.hosts.flatMap((kept) =>
    s.machine.hosts.length === 1
      ? []
      : [
          withMachine(s, {
            ...s.machine,
            hosts: [kept],
            functions: s.machine.functions.map((f) => (f.on === undefined ? f : { ...f, on: kept.name })),
          }),
        ],
  )

/** A function in the place of a client that is none. */
const otherClients = (s: ScenarioFile): ScenarioFile[] => {
  const names = s.machine.functions.filter(({ bar }) => bar !== undefined).map(({ name }) => name)
  const devices = (s.machine.devices ?? []).map(({ name }) => name)
  return names.flatMap((to) =>
    devices.map((from) => ({
      machine: omitting(s.machine, 'devices')[0],
      steps: renamed(s.steps, (name) => (name === from ? to : name)),
    })),
  )
}

/** Without the function, and without the port that then has nothing below it. */
const withoutFunction = (m: MachineFile, name: string): MachineFile => {
  const gone = m.functions.find((f) => f.name === name)!
  const alone = m.functions.filter(({ below }) => below === gone.below).length === 1
  return { ...m, functions: m.functions.filter((f) => f !== gone && !(alone && f.name === gone.below)) }
}

const renamed = (steps: readonly StepFile[], rename: (name: string) => string): StepFile[] => {
  const seg = (x: SegmentFile): SegmentFile => ('bar' in x ? { ...x, bar: rename(x.bar) } : x)
  const seen = new Set<string>()
  return steps.flatMap((step) => {
    if (step.pci_p2pdma_add_resource) {
      const provider = rename(step.pci_p2pdma_add_resource.provider)
      if (seen.has(provider)) return []
      seen.add(provider)
      return [{ pci_p2pdma_add_resource: { provider } }]
    }
    const { dma_map_sgtable: map, dma_map_page: page, pci_p2pdma_distance_many: asked, unmapped_dma: stray } = step
    if (stray) return [{ unmapped_dma: { ...stray, client: rename(stray.client), target: seg(stray.target) } }]
    if (step.get_user_pages)
      return [{ get_user_pages: { ...step.get_user_pages, pages: step.get_user_pages.pages.map(seg) } }]
    if (map) return [{ dma_map_sgtable: { ...map, client: rename(map.client), list: map.list.map(seg) } }]
    if (page) return [{ dma_map_page: { ...page, client: rename(page.client), page: seg(page.page) } }]
    if (asked)
      return [{ pci_p2pdma_distance_many: { provider: rename(asked.provider), clients: asked.clients.map(rename) } }]
    return [step]
  })
}

const stepChanges = (step: StepFile): StepFile[] => {
  const { dma_map_sgtable: map, dma_map_page: page } = step
  if (page) {
    const { offset: _, ...start } = 'bar' in page.page ? page.page : { ...page.page, offset: 0 }
    return [{ dma_map_page: { ...page, page: start } }, { dma_map_page: { ...page, direction: 'DMA_FROM_DEVICE' } }]
  }
  if (map === undefined)
    return step.setpci
      ? step.setpci.acs.map((_, i) => ({ setpci: { ...step.setpci!, acs: step.setpci!.acs.toSpliced(i, 1) } }))
      : []
  const withList = (list: SegmentFile[]): StepFile => ({ dma_map_sgtable: { ...map, list } })
  return [
    ...map.list.map((_, i) => withList(map.list.toSpliced(i, 1))),
    ...map.list.map((s, i) => withList(map.list.with(i, 'bar' in s ? { bar: s.bar } : { ram: s.ram }))),
    ...map.list.map((s, i) => withList(map.list.with(i, wholePages(s)))),
    ...map.list.map((s, i) => withList(map.list.with(i, 'bar' in s ? { ram: 0x100000 + i * 0x10000 } : s))),
    ...omitting(map, 'build').map((plain) => ({ dma_map_sgtable: plain })),
    ...(['DMA_TO_DEVICE', 'DMA_FROM_DEVICE'] as const).map((direction) => ({ dma_map_sgtable: { ...map, direction } })),
  ]
}

/** The same place, its odd bytes left out. */
const wholePages = (s: SegmentFile): SegmentFile => {
  const { length = PAGE, ...place } = s
  const pages = alignUp(length, PAGE)
  const size = pages === PAGE ? {} : { length: pages }
  if ('ram' in place) return { ram: alignDown(place.ram, PAGE), ...size }
  const offset = alignDown(place.offset ?? 0, PAGE)
  return { bar: place.bar, ...(offset === 0 ? {} : { offset }), ...size }
}

const machineChanges = (m: MachineFile): MachineFile[] => [
  ...omitting(m, 'cpu'),
  ...omitting(m, 'ram'),
  ...omitting(m, 'ram').map(translating),
  ...omitting(m, 'devices'),
  ...(m.devices ?? []).flatMap((d, i) =>
    omitting(d, 'childOf').map((by) => ({ ...m, devices: m.devices!.with(i, by) })),
  ),
  ...omitting(m, 'forwards'),
  ...(m.forwards ?? []).flatMap((f, i) =>
    f.operations.map((_, o) => ({
      ...m,
      forwards: m.forwards!.with(i, { ...f, operations: f.operations.toSpliced(o, 1) }),
    })),
  ),
  ...m.hosts.flatMap((host, h) => [
    { ...m, hosts: m.hosts.with(h, { name: host.name }) },
    ...omitting(host, 'offset').map((plain) => ({ ...m, hosts: m.hosts.with(h, plain) })),
    ...omitting(host, 'inbound').map((plain) => ({ ...m, hosts: m.hosts.with(h, plain) })),
    ...omitting(host, 'iommu').map((plain) => ({ ...m, hosts: m.hosts.with(h, plain) })),
  ]),
  ...m.functions.flatMap((f) => functionChanges(f).map((by) => replaced(m, f, by))),
]

const functionChanges = (f: FunctionFile): FunctionFile[] => [
  dropping(f, 'acs'),
  dropping(f, 'id'),
  dropping(f, 'decodes', 'masters'),
  dropping(f, 'inside'),
  dropping(f, 'coherent', 'forceBounce', 'untrusted', 'dmaBits'),
  ...(Array.isArray(f.acs)
    ? f.acs.map((_, i) => ({ ...f, acs: (f.acs as string[]).toSpliced(i, 1) as typeof f.acs & {} }))
    : []),
  ...(f.acs !== undefined && !Array.isArray(f.acs) ? acsWordChanges(f.acs).map((acs) => ({ ...f, acs })) : []),
]

const acsWordChanges = (acs: AcsWords): AcsWords[] => [
  ...acs.control.map((_, i) => ({ ...acs, control: acs.control.toSpliced(i, 1) })),
  ...(acs.egress ?? []).map((_, i) => ({ ...acs, egress: acs.egress!.toSpliced(i, 1) })),
]

const omitting = <T extends object>(value: T, key: keyof T): T[] =>
  value[key] === undefined ? [] : [Object.fromEntries(Object.entries(value).filter(([k]) => k !== key)) as T]
