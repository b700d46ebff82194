/**
 * What the model answers to one question of a case, and what it remembers for the next.
 */
import type { Choose } from '../../../model/choose.ts'
import type { Call, Design, Opaque, Request } from '../../../model/kernel/design.ts'
import type { Machine } from '../../../model/machine/columns.ts'
import type { Operation } from '../../../model/operations/index.ts'
import { step } from '../../../model/step.ts'
import { boot, type World } from '../../../model/world.ts'
import { enumerated } from '../../judge.ts'
import { linuxAcs, type CaseFile } from './case.ts'
import type { Question } from '../guest/guest.ts'
import { ALLOCATED, give, noPools, take, type Pools } from './pools.ts'
import { mappedSays, mappingOf, outcomeSays, unmappedSays } from './outcome-says.ts'
import { idsOf, matesOf, modelBase, withAllocators } from './shared.ts'
import { tellReached } from './words.ts'
import { domainSays, reached } from './translated.ts'

/** What all questions of a case have in common. */
export interface Sitting {
  readonly design: Design
  readonly m: Machine
  readonly operations: readonly Operation[]
  readonly booted: CaseFile
  readonly own: boolean
}

/** What the model remembers from question to question. */
export interface State {
  readonly world: World
  readonly pools: Pools
}

/** Before the first question. */
export const beginning = (design: Design, m: Machine, { shares }: CaseFile): State => {
  const world = boot(design, m)
  return { world: shares === true ? withAllocators(world) : world, pools: noPools }
}

export interface Said {
  readonly says: string
  readonly state: State
}

export const modelSays = (asked: Sitting, state: State, q: number, question: Question, choose: Choose): Said => {
  const { design, m, operations } = asked
  switch (question.ask) {
    case 'dev':
      return { says: enumerated(m, question.f), state }
    case 'domain':
      return { says: domainSays(m, question.f, asked.booted.strict === true), state }
    case 'mates':
      return { says: matesOf(design, state.world, m, question.f, asked.own), state }
    case 'ids':
      return { says: idsOf(m, question.f), state }
    case 'reach': {
      const isLive = state.world.ledger.get(question.mapping)?.live === true
      const runs = isLive ? reached(state.world, question.mapping, question.f) : []
      return { says: isLive ? `reach${tellReached(runs)}` : 'skipped', state }
    }
    case 'alloc':
      return { says: `alloc ${take(noPools, m, question.f, q, ALLOCATED).says}`, state }
    case 'take': {
      const { says, pools } = take(state.pools, m, question.f, q, question.bytes)
      return { says: `take ${says}`, state: { ...state, pools } }
    }
    case 'give': {
      const { says, pools } = give(state.pools, question.taken)
      return { says, state: { ...state, pools } }
    }
    case 'restore':
      return { says: `restored ${restored(asked, state.world, question.f)}`, state }
    case 'step': {
      const operation = operations[question.step]
      const { world, outcome } = step(design, state.world, question.step, operation, choose)
      const between = { before: state.world, after: world }
      const base = asked.booted.shares === true ? modelBase(m, outcome) : ''
      return { says: outcomeSays(asked, question.step, outcome, between) + base, state: { ...state, world } }
    }
    case 'again':
      return mappedAgain(asked, state, operations[question.step], choose)
    default:
      return question satisfies never
  }
}

/** `pci_restore_state` begins again from the word that it finds; by now the kernel knows who is outside. */
const restored = ({ m, booted, own }: Sitting, { hw }: World, f: number): string =>
  linuxAcs(m, f, hw.acsControl[f], m.untrusted[f], booted, own).toString(16).padStart(4, '0')

/** The table of a list that is unmapped now, mapped as it is and unmapped once more. */
const mappedAgain = ({ design, m, operations }: Sitting, state: State, unmap: Operation, choose: Choose): Said => {
  const index = mappingOf(unmap)
  const mapping = state.world.ledger.get(index)
  if (mapping === undefined || mapping.live || mapping.nents === 0) return { says: 'skipped', state }
  const { hw, kernel, ledger } = state.world
  const call: Call<Opaque> = { k: kernel, hw, choose }
  const request: Request = { client: mapping.client, direction: mapping.direction, table: mapping.table }
  const { k, domains = hw.domains, ...answer } = design.mapSg!(call, request)
  const live = answer.rc === 0
  const mapped: World = {
    ...state.world,
    kernel: k,
    hw: { ...hw, domains },
    // A map that fails leaves the table as it was: it may be tried again.
    ledger: live ? new Map(ledger).set(index, { ...mapping, bounced: [], ...answer, live }) : ledger,
  }
  const says = mappedSays(m, operations[index], answer, reached(mapped, index))
  if (!live) return { says, state: { ...state, world: mapped } }
  const { world, outcome } = step(design, mapped, index, unmap, choose)
  if (outcome.kind !== 'unmapped') return { says: `${says}; ${outcome.kind}`, state: { ...state, world } }
  const unmapped = unmappedSays(operations[index], index, outcome, { before: mapped, after: world })
  return { says: `${says}; ${unmapped}`, state: { ...state, world } }
}
