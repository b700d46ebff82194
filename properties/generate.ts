/**
 * The one generator: plain code over `choose`. All three drivers run it.
 *
 * A host bridge or switch is a place; a switch or endpoint goes to a place and brings the port above
 * it along (a root port or a downstream port). Machines come out possible by construction; a
 * property checks that they do (generator.test.ts).
 */
import type { FunctionFile, MachineFile } from '../model/machine/file.ts'
import { DEFAULT_RAM } from '../model/machine/layout.ts'
import type { Operation, ScenarioFile, SegmentFile, StepFile } from '../model/scenario.ts'
import type { Choose } from '../model/step.ts'
import { PAGE } from '../model/address.ts'
import type { AcsChoice, Scope } from './scope.ts'

/** Size of a generated BAR, bytes: the least that Linux gives struct pages to (PM-12: 2 MiB subsections). */
const BAR = 0x200000

/** A scenario of the scope, every freedom answered by `choose`. */
export const generate = (scope: Scope, choose: Choose): ScenarioFile => {
  const machine = generateMachine(scope, choose)
  return { machine, steps: generateSteps(scope, machine, choose) }
}

/** The operations that the generator makes; a check in which one of them never ran has failed. */
export const GENERATED: readonly Operation['kind'][] = [
  'pci_p2pdma_add_resource',
  'pci_p2pdma_distance_many',
  'dma_map_sgtable',
  'dma',
  'dma_unmap_sgtable',
  'setpci',
]

/** Who maps which list, and uses it; then perhaps once more, after a port was set to redirect. */
export const generateSteps = (scope: Scope, machine: MachineFile, choose: Choose): StepFile[] => {
  const pick = picking(choose)
  const endpoints = machine.functions.filter(({ bar }) => bar !== undefined).map(({ name }) => name)
  const client = pick('client', endpoints)
  const list = Array.from({ length: pick('entries', scope.entries) }, (_, i) =>
    generateSegment(scope, pick, endpoints, i),
  )
  const direction = pick('direction', scope.directions)
  const providers = endpoints.filter((name) => list.some((s) => 'bar' in s && s.bar === name))
  const use = (as: string): StepFile[] => [
    { dma_map_sgtable: { as, client, direction, list } },
    { dma: { map: as } },
    ...(pick('unmap', scope.unmap) ? [{ dma_unmap_sgtable: { map: as } }] : []),
  ]
  const steps: StepFile[] = providers.map((provider) => ({ pci_p2pdma_add_resource: { provider } }))
  if (providers.length > 0 && pick('ask the distance first', scope.asks))
    steps.push({ pci_p2pdma_distance_many: { provider: providers[0], clients: [client] } })
  steps.push(...use('m'))
  const port = pick('map again', scope.remap) ? redirectable(machine, pick) : undefined
  if (port !== undefined) steps.push({ setpci: { function: port, acs: ['RR', 'UF'] } }, ...use('again'))
  return steps
}

type Pick = <T>(label: string, values: readonly T[]) => T

/** A choice from a list; a list of one leaves nothing to choose. */
const picking =
  (choose: Choose): Pick =>
  (label, values) =>
    values[values.length === 1 ? 0 : choose(label, values.length)]

export const generateMachine = (scope: Scope, choose: Choose): MachineFile => {
  const pick = picking(choose)
  const platform = pick('platform', scope.platforms)
  const hosts = Array.from({ length: pick('hosts', scope.hosts) }, (_, h) => ({
    name: `hb${h}`,
    ...nonZero('offset', pick('offset', scope.offsets)),
    ...(pick('inbound', scope.inbound) === 'RAM only' ? { inbound: RAM_ONLY } : {}),
  }))
  const functions: FunctionFile[] = []
  const places: Place[] = hosts.map(({ name }) => ({ host: name }))
  const choosePlace = (label: string): Place =>
    crowds(scope, places, hosts.length, choose) ? places.at(-1)! : pick(label, places)
  const addPort = (place: Place): string => {
    const acs = acsOf(pick('ACS of the port', scope.portAcs))
    const name = 'host' in place ? `rp${functions.length}` : `dp${functions.length}`
    functions.push(
      'host' in place
        ? {
            name,
            type: 'root port',
            on: place.host,
            ...(platform.rootPort === undefined ? {} : { id: platform.rootPort }),
            ...acs,
          }
        : { name, type: 'switch downstream port', below: place.upstream, ...acs },
    )
    return name
  }

  const switches = pick('switches', scope.switches)
  for (let i = 0; i < switches; i++) {
    const below = addPort(choosePlace('place of the switch'))
    const upstream = `up${functions.length}`
    functions.push({ name: upstream, type: 'switch upstream port', below })
    places.push({ upstream })
  }

  const inside = pick('inside', scope.inside) ? { inside: true } : {}
  const count = pick('endpoints', scope.endpoints)
  const placed: FunctionFile[] = []
  for (let j = 0; j < count; j++) {
    const endpoint = placeEndpoint(scope, choose, places, placed, addPort)
    const broken = j === 0 ? pick('disabled', scope.disabled) : 'nothing'
    placed.push({
      ...endpoint,
      name: NAMES[j],
      bar: { size: BAR },
      ...inside,
      ...acsOf(pick('ACS of the endpoint', scope.endpointAcs)),
      ...(broken === 'nothing' ? {} : { [broken]: false }),
    })
    functions.push(placed[j])
  }
  return {
    ...(platform.vendor === 'Intel' ? {} : { cpu: { vendor: platform.vendor, family: platform.family } }),
    hosts,
    functions,
    ...forwardsOf(pick('forwards', scope.forwards)),
  }
}

/** Whether the next device joins the others at the switch placed last. */
const crowds = (scope: Scope, places: readonly Place[], hosts: number, choose: Choose): boolean =>
  scope.crowded && places.length > hosts && choose('crowd', 2) === 0

type Place = { readonly host: string } | { readonly upstream: string }

const NAMES = ['A', 'B', 'C', 'D', 'E', 'F']
const RAM_ONLY = DEFAULT_RAM.map(({ base, size }) => ({ bus: base as number, phys: base as number, size }))

const nonZero = (key: 'offset', value: number) => (value === 0 ? {} : { [key]: value })

const acsOf = ({ control, egress }: AcsChoice): Pick1<FunctionFile, 'acs'> => {
  if (control === undefined) return {}
  if (egress === undefined) return { acs: [...control] }
  return { acs: { capability: ['SV', 'TB', 'RR', 'CR', 'UF', 'EC', 'DT'], control: [...control], egress: [...egress] } }
}
type Pick1<T, K extends keyof T> = { [P in K]?: T[P] }

const forwardsOf = (what: 'nothing' | 'writes' | 'everything'): Pick1<MachineFile, 'forwards'> =>
  what === 'nothing'
    ? {}
    : { forwards: [{ from: 'any', to: 'any', operations: what === 'writes' ? ['write'] : ['read', 'write'] }] }

/** Behind a port of its own, on a root bus, or as one more function of the device placed before it. */
const placeEndpoint = (
  scope: Scope,
  choose: Choose,
  places: readonly Place[],
  placed: readonly FunctionFile[],
  addPort: (place: Place) => string,
): Omit<FunctionFile, 'name'> => {
  const hosts = places.filter((place) => 'host' in place)
  const before = placed.at(-1)
  const ports = places.length
  if (crowds(scope, places, hosts.length, choose)) return { type: 'endpoint', below: addPort(places.at(-1)!) }
  const integrated = scope.integrated ? hosts.length : 0
  const siblings = scope.siblings && before !== undefined ? 1 : 0
  const where = choose('place of the endpoint', ports + integrated + siblings)
  if (where < ports) return { type: 'endpoint', below: addPort(places[where]) }
  if (where < ports + integrated) {
    const at = `${(0x10 + placed.length).toString(16)}.0`
    return { type: 'root complex integrated endpoint', on: hosts[where - ports].host, at }
  }
  return siblingOf(before!)
}

const siblingOf = ({ type, on, below, at = '00.0' }: FunctionFile): Omit<FunctionFile, 'name'> => {
  const [device, fn] = at.split('.')
  return { type, ...(below !== undefined ? { below } : { on: on! }), at: `${device}.${Number(fn) + 1}` }
}

const generateSegment = (scope: Scope, pick: Pick, endpoints: readonly string[], index: number): SegmentFile => {
  const owner = pick('memory of the entry', ['RAM', ...endpoints])
  const pages = pick('pages of the entry', scope.pages)
  const length = pages === 1 ? {} : { length: pages * PAGE }
  return owner === 'RAM'
    ? { ram: 0x100000 + index * 0x10000, ...length }
    : { bar: owner, ...(index === 0 ? {} : { offset: index * 0x10000 }), ...length }
}

/** A port whose ACS word can be changed while the machine runs. */
const redirectable = ({ functions }: MachineFile, pick: Pick): string | undefined => {
  const ports = functions.filter(({ acs }) => acs !== undefined).map(({ name }) => name)
  return ports.length === 0 ? undefined : pick('port set to redirect', ports)
}
