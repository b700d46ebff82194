/**
 * How many scenarios a scope has, by a closed formula.
 */
import { waysToDraw } from '../generate/draw.ts'
import { waysToMove } from '../generate/moves.ts'
import { waysToGo } from '../generate/aways.ts'
import { waysToHandOver } from '../generate/handovers.ts'
import { waysToKeep } from '../generate/keeps.ts'
import { waysToLive } from '../generate/lives.ts'
import { waysWithout } from '../generate/pageless.ts'
import { waysToRegister } from '../generate/registrations.ts'
import { MEMORIES, type AcsChoice, type Memory, type Scope } from './scope.ts'

const sum = (values: readonly number[], of: (n: number) => number): number =>
  values.reduce((total, n) => total + of(n), 0)

/**
 * The number of words of choices in a scope, without making one. For scopes that do not crowd.
 */
export const scenariosIn = (s: Scope): number => {
  if (s.moves !== undefined) return waysToMove(s.moves)
  const perHost = s.offsets.length * s.inbound.length
  const flat = s.platforms.length * s.forwards.length * s.inside.length * s.disabled.length * s.directions.length
  const world = s.iommu.length * s.qualities.length
  const handling =
    s.placements.length * s.mappings.length * s.unmap.length * s.uses.length * s.overlaps.length * s.asks.length
  const lists = (endpoints: number): number =>
    sum(s.memory.map(ownersIn), (own) => sum(s.entries, (n) => ((own + endpoints) * s.pages.length) ** n))
  const clients = (endpoints: number): number =>
    s.others.reduce((total, other) => total + endpoints + (other === 'nobody' ? 0 : 1), 0)
  const endpointPlaces = (hosts: number, switches: number, earlier: number): number =>
    (hosts + switches) * s.portAcs.length + (s.integrated ? hosts : 0) + (s.siblings && earlier > 0 ? 1 : 0)
  /** On average: an integrated endpoint, or a sibling, brings no port along. */
  const ports = (hosts: number, switches: number, endpoints: number): number => {
    let known = switches
    for (let j = 0; j < endpoints; j++)
      known += ((hosts + switches) * s.portAcs.length) / endpointPlaces(hosts, switches, j)
    return known
  }
  const exact = sum(s.hosts, (hosts) =>
    sum(s.switches, (switches) =>
      sum(s.endpoints, (endpoints) => {
        let trees = perHost ** hosts
        for (let i = 0; i < switches; i++) trees *= (hosts + i) * s.portAcs.length
        for (let j = 0; j < endpoints; j++) trees *= endpointPlaces(hosts, switches, j) * s.endpointAcs.length
        if (s.lives === true) return flat * world * trees * s.memory.length * clients(endpoints) * waysToLive(endpoints)
        if (s.keeps === true) return flat * world * trees * s.memory.length * clients(endpoints) * waysToKeep(endpoints)
        if (s.handovers === true)
          return flat * world * trees * s.memory.length * clients(endpoints) * waysToHandOver(endpoints)
        if (s.aways !== undefined) return flat * world * trees * s.memory.length * waysToGo(s.aways, endpoints)
        if (s.registers === true) return flat * world * trees * s.memory.length * waysToRegister(endpoints)
        if (s.pageless !== undefined)
          return flat * world * trees * s.memory.length * clients(endpoints) * waysWithout(s.pageless, endpoints)
        return (
          flat *
          world *
          handling *
          trees *
          clients(endpoints) *
          lists(endpoints) *
          again(s, ports(hosts, switches, endpoints), endpoints) *
          besides(s, endpoints)
        )
      }),
    ),
  )
  // An average of ports is no whole number, and their sum is.
  return Math.round(exact)
}

/** Ways to go on: not at all, or with one of two words in a port or function that has ACS. */
const again = ({ remap, portAcs, endpointAcs }: Scope, ports: number, endpoints: number): number => {
  const share = (choices: readonly AcsChoice[]): number => choices.filter((a) => a.control).length / choices.length
  const registers = ports * share(portAcs) + endpoints * share(endpointAcs)
  return sum(
    remap.map((may) => (may ? 1 + 2 * registers : 1)),
    (ways) => ways,
  )
}

/** A stray request has a target, which may be nobody's; pages asked for have one too, a variant and flags. */
const besides = ({ strays, extras }: Scope, endpoints: number): number => {
  const ways = (kinds: readonly string[]): number =>
    sum(
      kinds.map((kind) => (kind === 'nothing' ? 1 : waysToDraw(kind.replace(' alone', ''), endpoints))),
      (n) => n,
    )
  return ways(strays) * ways(extras)
}

/** Kinds of memory that is no BAR. */
const ownersIn = (memory: Memory): number => MEMORIES[memory]?.length ?? 1
