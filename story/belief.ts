/**
 * What a design asked while it decided, heard from the design itself.
 *
 * A member of the Linux family is made of parts that call each other through the record of parts they are handed. So
 * the same parts with a listener in each make the same design, run it again, and nothing is told that it did not ask:
 * a design that asks nothing has no story. None is made up for another design.
 */
import { onTheWire } from '../model/address.ts'
import type { Call } from '../model/kernel/design.ts'
import { linux, partsOf } from '../model/kernel/linux.ts'
import type { Parts } from '../model/kernel/parts.ts'
import { bridgesForward, cpuSupportsP2pdma, hostBridgeDev, hostBridgeListed } from '../model/kernel/pci/allowlist.ts'
import { cachedMapType, freshMapType } from '../model/kernel/pci/p2pdma.ts'
import type { Kernel } from '../model/kernel/state.ts'
import { NO_ACS, bitNames } from '../model/machine/acs.ts'
import { ROOT, isFunction, type Hw, type Machine } from '../model/machine/columns.ts'
import type { Scenario } from '../model/scenario/file.ts'
import { step } from '../model/step.ts'
import type { Outcome } from '../model/outcome.ts'
import { boot } from '../model/world.ts'
import type { Inquiry, Bridges, ClimbStep } from './inquiry.ts'
import { again, type Told } from './run.ts'

/** What the design asked in each step of a told run; undefined: it is not of the family, and nobody can say. */
export const beliefs = (told: Told, scenario: Scenario): Inquiry[][] | undefined => heardRun(told, scenario)?.asked

/** The told run over again, with a listener in every part that asks something. */
export const heardRun = (
  { design, chosen }: Told,
  { machine, operations }: Scenario,
): { asked: Inquiry[][]; outcomes: Outcome[] } | undefined => {
  const parts = partsOf(design)
  if (parts === undefined) return undefined
  const hears: Hears = { step: 0, open: [], asked: operations.map(() => []), climbed: new Map() }
  const heard = linux({ id: design.id, summary: design.summary, sources: design.sources }, listening(parts, hears))
  const choose = again(chosen)
  const outcomes: Outcome[] = []
  let world = boot(heard, machine)
  for (const [index, operation] of operations.entries()) {
    hears.step = index
    const stepped = step(heard, world, index, operation, choose)
    world = stepped.world
    outcomes.push(stepped.outcome)
  }
  return { asked: hears.asked, outcomes }
}

/** The step under way, the climbs under way, what was asked so far, and which step climbed last for a pair. */
interface Hears {
  step: number
  readonly open: { looked: ClimbStep[]; bridges?: Bridges }[]
  readonly asked: Inquiry[][]
  readonly climbed: Map<string, number>
}

const listening = (parts: Parts, hears: Hears): Parts => ({
  ...parts,
  hasAcsRedir: (hw, f) => {
    const redirects = parts.hasAcsRedir(hw, f)
    hears.open.at(-1)?.looked.push({ function: f, acs: acsOf(hw, f), redirects })
    return redirects
  },
  bridgesForward: (m, provider, client) => {
    const forward = parts.bridgesForward(m, provider, client)
    const climb = hears.open.at(-1)
    if (climb !== undefined) climb.bridges = { provider, client, forward, ...reasonOf(parts, m, provider, client) }
    return forward
  },
  classify: climbHeard(parts, hears),
  mapType: wayHeard(parts, hears),
  distanceMany: (own, call, provider, clients) => {
    const answer = parts.distanceMany(own, call, provider, clients)
    for (const one of hears.asked[hears.step])
      if (one.kind === 'climb' && one.provider === provider) hears.climbed.set(pair(provider, one.client), hears.step)
    return answer
  },
  busAddress: (phys, busOffset) => {
    const dma = parts.busAddress(phys, busOffset)
    hears.asked[hears.step].push({ kind: 'bus address', phys, busOffset, address: onTheWire(dma) })
    return dma
  },
})

const climbHeard =
  (parts: Parts, hears: Hears): Parts['classify'] =>
  (own, hw, provider, client) => {
    hears.open.push({ looked: [] })
    const { type, distance } = parts.classify(own, hw, provider, client)
    const { looked, bridges } = hears.open.pop()!
    hears.asked[hears.step].push({
      kind: 'climb',
      provider,
      client,
      looked,
      ...(looked.length === 0 ? {} : { common: commonOf(hw.machine, provider, client) }),
      ...(bridges === undefined ? {} : { bridges }),
      type,
      distance,
    })
    return { type, distance }
  }

const wayHeard =
  (parts: Parts, hears: Hears): Parts['mapType'] =>
  (own, call, provider, client) => {
    const asked = hears.asked[hears.step]
    const before = asked.length
    const answer = parts.mapType(own, call, provider, client)
    const climb = asked.splice(before).find((one) => one.kind === 'climb')
    const how = climb ? 'fresh' : howWithoutClimb(parts, call, provider, client)
    const since = hears.climbed.get(pair(provider, client))
    asked.push({
      kind: 'way',
      provider,
      client,
      type: answer.type,
      how,
      ...(climb === undefined ? {} : { climb }),
      ...(how === 'kept' ? { now: parts.classify(parts, call.hw, provider, client).type } : {}),
      ...(how === 'kept' && since !== undefined ? { since } : {}),
    })
    if (climb !== undefined) hears.climbed.set(pair(provider, client), hears.step)
    return answer
  }

const pair = (provider: number, client: number): string => `${provider} ${client}`

/** Why no climb was made: only the kernel's own two ways to ask are known here. */
const howWithoutClimb = (parts: Parts, { k, hw }: Call<Kernel>, provider: number, client: number) => {
  if (parts.mapType === cachedMapType)
    return k.pools.providers.has(provider) && isFunction(hw.machine, client) ? 'kept' : 'refused'
  return parts.mapType === freshMapType ? 'refused' : 'unasked'
}

const acsOf = ({ machine: m, acsControl }: Hw, f: number): string[] | undefined =>
  m.acsCapability[f] === NO_ACS ? undefined : bitNames(acsControl[f])

/** What the allowlist of 6.12 goes by, if that is what the design believes in. */
const reasonOf = (parts: Parts, m: Machine, provider: number, client: number): Pick<Bridges, 'because'> => {
  if (parts.bridgesForward !== bridgesForward) return {}
  const roots = [...new Set([provider, client])].map((host) => ({
    host,
    device: hostBridgeDev(m, host),
    listed: hostBridgeListed(m, host, provider === client),
  }))
  return { because: { cpu: cpuSupportsP2pdma(m), roots } }
}

/** The nearest function that is above both, or is one of them; ROOT: they meet nowhere. */
const commonOf = ({ parent }: Machine, f: number, g: number): number => {
  const above = new Set<number>()
  for (let a = f; a !== ROOT; a = parent[a]) above.add(a)
  let common = g
  while (common !== ROOT && !above.has(common)) common = parent[common]
  return common
}
