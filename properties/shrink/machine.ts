/**
 * Machines, one change smaller.
 */
import type { AcsWords, FunctionFile, MachineFile } from '../../model/machine/file.ts'
import type { ScenarioFile } from '../../model/scenario/file.ts'
import { dropping, omitting, replaced, withOffsets, withMachine, withoutFunction } from './edits.ts'

/** A switch taken out: each endpoint below it moves to a root port, or to the port above. */
export const withoutSwitch = (s: ScenarioFile): ScenarioFile[] =>
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

/** An endpoint becomes an integrated one, and the port it had to itself goes. */
export const leavesPort = (s: ScenarioFile, f: FunctionFile): ScenarioFile[] => {
  if (f.type !== 'endpoint') return []
  const on = topOf(s.machine, f).on!
  const fewer = withoutFunction(s.machine, f.name)
  const moved: FunctionFile = {
    ...dropping(f, 'below', 'at'),
    type: 'root complex integrated endpoint',
    on,
    at: freeDevice(fewer),
  }
  return [withMachine(s, { ...fewer, functions: [...fewer.functions, moved] })]
}

const topOf = (m: MachineFile, f: FunctionFile): FunctionFile =>
  f.below === undefined
    ? f
    : topOf(
        m,
        m.functions.find(({ name }) => name === f.below)!,
      )

/** Every bridge out at once, on a platform whose host bridge forwards and is known to: it does what a switch was there for. */
export const onlyEndpoints = (s: ScenarioFile): ScenarioFile[] => {
  const isPort = ({ type }: FunctionFile): boolean => type.endsWith('port')
  if (!s.machine.functions.some(isPort)) return []
  const flat = s.machine.functions
    .filter(({ type }) => type === 'endpoint')
    .reduce((now, f) => leavesPort(now, f)[0], s)
  const functions = flat.machine.functions.filter((f) => !isPort(f))
  const forwards: MachineFile['forwards'] = [{ from: 'any', to: 'any', operations: ['read', 'write'] }]
  return [withMachine(flat, { ...flat.machine, cpu: { vendor: 'AMD', family: 0x17 }, functions, forwards })]
}

/** A device number that no function of the machine was given. */
const freeDevice = ({ functions }: MachineFile): string => {
  let device = 0x10
  while (functions.some(({ at }) => at?.startsWith(device.toString(16)))) device++
  return `${device.toString(16)}.0`
}

/** A downstream port becomes a root port; an upstream port hangs below the top root port. */
export const movesUp = (s: ScenarioFile, f: FunctionFile): ScenarioFile[] => {
  const m = s.machine
  const above = topOf(m, f)
  if (f.type === 'switch downstream port') {
    const id = above.id === undefined ? {} : { id: above.id }
    return [withMachine(s, replaced(m, f, { ...dropping(f, 'below'), type: 'root port', on: above.on!, ...id }))]
  }
  return f.type === 'switch upstream port' && f.below !== above.name
    ? [withMachine(s, replaced(m, f, { ...f, below: above.name }))]
    : []
}

/** All functions below one host bridge. */
export const oneHost = (s: ScenarioFile): ScenarioFile[] =>
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

export const machineChanges = (m: MachineFile): MachineFile[] => [
  ...omitting(m, 'cpu'),
  ...omitting(m, 'ram'),
  ...omitting(m, 'ram').map(withOffsets),
  ...omitting(m, 'devices'),
  ...(m.devices ?? []).flatMap((d, i) =>
    omitting(d, 'childOf').map((by) => ({ ...m, devices: m.devices!.with(i, by) })),
  ),
  ...omitting(m, 'forwards'),
  ...omitting(m, 'interconnects'),
  ...(m.interconnects ?? []).map((_, i) => ({ ...m, interconnects: m.interconnects!.toSpliced(i, 1) })),
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
  ...localChanges(f),
  dropping(f, 'inside'),
  dropping(f, 'coherent', 'forceBounce', 'untrusted', 'dmaBits'),
  ...(Array.isArray(f.acs)
    ? f.acs.map((_, i) => ({ ...f, acs: (f.acs as string[]).toSpliced(i, 1) as typeof f.acs & {} }))
    : []),
  ...(f.acs !== undefined && !Array.isArray(f.acs) ? acsWordChanges(f.acs).map((acs) => ({ ...f, acs })) : []),
]

/** A BAR shows no more than there is. */
const lessOf = (memory: FunctionFile['memory'] & {}, pages: number): FunctionFile['memory'] & {} => ({
  ...memory,
  pages,
  ...(memory.shown === undefined ? {} : { shown: Math.min(memory.shown, pages) }),
})

/** Local memory of fewer pages, of the usual type, and of nobody else's. */
const localChanges = ({ memory, ...f }: FunctionFile): FunctionFile[] =>
  memory === undefined
    ? []
    : [
        ...(memory.pages > 1 ? [{ ...f, memory: lessOf(memory, memory.pages - 1) }] : []),
        ...[...omitting(memory, 'type'), ...omitting(memory, 'owner'), ...omitting(memory, 'shown')].map((less) => ({
          ...f,
          memory: less,
        })),
      ]

const acsWordChanges = (acs: AcsWords): AcsWords[] => [
  ...acs.control.map((_, i) => ({ ...acs, control: acs.control.toSpliced(i, 1) })),
  ...(acs.egress ?? []).map((_, i) => ({ ...acs, egress: acs.egress!.toSpliced(i, 1) })),
]
