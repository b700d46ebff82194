/**
 * Random and exhaustive machines, as plain code over `choose`.
 *
 * A host bridge or a switch is a place; a switch or an endpoint goes to a place and brings the port above
 * it along (a root port or a downstream port). Machines come out possible by construction; a property
 * checks that they do (generator.test.ts).
 */
import { ACS_BITS } from '../../model/machine/acs.ts'
import type { Iommu } from '../../model/machine/domain.ts'
import type { FunctionFile, HostFile, MachineFile } from '../../model/machine/file.ts'
import { DEFAULT_RAM } from '../../model/machine/layout.ts'
import { FIRST_WINDOW } from '../../model/machine/windows.ts'
import type { Choose } from '../../model/choose.ts'
import { picking, type Pick } from './pick.ts'
import { movesMachine } from './moves-machine.ts'
import { MEMORIES, QUALITIES, type AcsChoice, type Memory, type Platform, type Scope } from '../scopes/scope.ts'

/** Size of a generated BAR, bytes: the least that Linux gives struct pages to (PM-12: 2 MiB subsections). */
export const BAR = 0x200000
const NAMES = ['A', 'B', 'C', 'D', 'E', 'F']
const RAM_ONLY = DEFAULT_RAM.map(({ base, size }) => ({ bus: base as number, phys: base as number, size }))

type Place = { readonly host: string } | { readonly upstream: string }

/** A machine in the making. */
interface Draft {
  readonly scope: Scope
  readonly choose: Choose
  readonly pick: Pick
  readonly platform: Platform
  readonly hosts: readonly HostFile[]
  /** Host bridges first, then switches in the order they were placed. */
  readonly places: Place[]
  readonly functions: FunctionFile[]
}

export const generateMachine = (scope: Scope, choose: Choose): MachineFile => {
  const pick = picking(choose)
  if (scope.moves !== undefined) return movesMachine(pick, scope.moves.devices)
  const platform = pick('platform', scope.platforms)
  const kind = pick('memory', scope.memory)
  const memory = MEMORIES[kind]
  const iommu = pick('IOMMU', scope.iommu)
  const hosts = Array.from({ length: pick('hosts', scope.hosts) }, (_, h) => generateHost(scope, pick, h, iommu, kind))
  const places = hosts.map(({ name }) => ({ host: name }))
  const draft: Draft = { scope, choose, pick, platform, hosts, places, functions: [] }
  for (let left = pick('switches', scope.switches); left > 0; left--) addSwitch(draft)
  addEndpoints(draft)
  return {
    ...cpuOf(platform),
    ...(memory === undefined ? {} : { ram: memory.map((row) => ({ ...row })) }),
    hosts,
    functions: draft.functions,
    ...othersOf(pick('others', scope.others)),
    ...forwardsOf(pick('forwards', scope.forwards)),
  }
}

/** An Intel CPU that maps every address is what a machine has that says nothing. */
const cpuOf = ({ vendor, family, addressBits }: Platform): Pick1<MachineFile, 'cpu'> => {
  if (vendor === 'Intel' && addressBits === undefined) return {}
  return { cpu: { vendor, family, ...(addressBits === undefined ? {} : { addressBits }) } }
}

const generateHost = (scope: Scope, pick: Pick, h: number, iommu: Iommu, memory: Memory): HostFile => {
  const offset = offsetFor(memory, h) ?? pick('offset', scope.offsets)
  const inbound = pick('inbound', scope.inbound)
  return {
    name: `hb${h}`,
    ...(offset === 0 ? {} : { offset }),
    ...(inbound === 'RAM only' ? { inbound: RAM_ONLY } : {}),
    ...(iommu === 'off' ? {} : { iommu }),
  }
}

/** What a kind of memory is about: a BAR at bus address 0, or no bus address where the RAM beside it is. */
const offsetFor = (memory: Memory, h: number): number | undefined => {
  if (memory === 'up to the BARs') return 0
  return memory === 'bus 0' && h === 0 ? FIRST_WINDOW : undefined
}

/** Clients besides the functions: X, a child of the first endpoint, or V, on no bus. */
const othersOf = (who: Scope['others'][number]): Pick1<MachineFile, 'devices'> => {
  if (who === 'nobody') return {}
  return { devices: [who === 'child' ? { name: 'X', childOf: NAMES[0] } : { name: 'V' }] }
}

/** A root port or downstream port at `place`; answers its name. */
const addPort = ({ scope, pick, platform, functions }: Draft, place: Place): string => {
  const acs = acsOf(pick('ACS of the port', scope.portAcs))
  const id = platform.rootPort === undefined ? {} : { id: platform.rootPort }
  const port: FunctionFile =
    'host' in place
      ? { name: `rp${functions.length}`, type: 'root port', on: place.host, ...id, ...acs }
      : { name: `dp${functions.length}`, type: 'switch downstream port', below: place.upstream, ...acs }
  functions.push(port)
  return port.name
}

const addSwitch = (draft: Draft): void => {
  const { pick, functions, places } = draft
  const below = addPort(draft, crowds(draft) ? places.at(-1)! : pick('place of the switch', places))
  const upstream = `up${functions.length}`
  functions.push({ name: upstream, type: 'switch upstream port', below })
  places.push({ upstream })
}

/** Whether the next device joins the others at the switch placed last. */
const crowds = ({ scope, choose, hosts, places }: Draft): boolean =>
  scope.crowded && places.length > hosts.length && choose('crowd', 2) === 0

const addEndpoints = (draft: Draft): void => {
  const { scope, pick, functions } = draft
  const inside = pick('inside', scope.inside) ? { inside: true } : {}
  const quality = QUALITIES[pick('quality', scope.qualities)]
  const count = pick('endpoints', scope.endpoints)
  for (let j = 0; j < count; j++) {
    const placed = placeEndpoint(draft)
    const disabled = j === 0 ? pick('disabled', scope.disabled) : 'nothing'
    functions.push({
      ...placed,
      name: NAMES[j],
      bar: { size: BAR },
      ...inside,
      ...quality,
      ...acsOf(pick('ACS of the endpoint', scope.endpointAcs)),
      ...(disabled === 'nothing' ? {} : { [disabled]: false }),
    })
  }
}

/** Behind a port of its own, on a root bus, or as one more function of the device placed before it. */
const placeEndpoint = (draft: Draft): Omit<FunctionFile, 'name'> => {
  const { scope, choose, hosts, places, functions } = draft
  const placed = functions.filter(({ bar }) => bar !== undefined)
  const before = placed.at(-1)
  if (crowds(draft)) return { type: 'endpoint', below: addPort(draft, places.at(-1)!) }
  const integrated = scope.integrated ? hosts.length : 0
  const siblings = scope.siblings && before !== undefined ? 1 : 0
  const where = choose('place of the endpoint', places.length + integrated + siblings)
  if (where < places.length) return { type: 'endpoint', below: addPort(draft, places[where]) }
  if (where === places.length + integrated) return siblingOf(before!)
  const at = `${(0x10 + placed.length).toString(16)}.0`
  return { type: 'root complex integrated endpoint', on: hosts[where - places.length].name, at }
}

const siblingOf = ({ type, on, below, at = '00.0' }: FunctionFile): Omit<FunctionFile, 'name'> => {
  const [device, fn] = at.split('.')
  return { type, ...(below !== undefined ? { below } : { on: on! }), at: `${device}.${Number(fn) + 1}` }
}

const acsOf = ({ control, egress }: AcsChoice): Pick1<FunctionFile, 'acs'> => {
  if (control === undefined) return {}
  if (egress === undefined) return { acs: [...control] }
  return { acs: { capability: [...ACS_BITS], control: [...control], egress: [...egress] } }
}

const forwardsOf = (what: Scope['forwards'][number]): Pick1<MachineFile, 'forwards'> =>
  what === 'nothing'
    ? {}
    : { forwards: [{ from: 'any', to: 'any', operations: what === 'writes' ? ['write'] : ['read', 'write'] }] }

/** One field, perhaps left out. */
type Pick1<T, K extends keyof T> = { [P in K]?: T[P] }
