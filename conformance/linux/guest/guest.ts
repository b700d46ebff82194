/**
 * From a scenario to the text that the guest's module reads (`modules/main.c`), and what is asked there.
 *
 * An operation without a verb is not asked: QEMU does not route, so nobody would answer `dma` or `unmapped_dma`.
 */
import * as E from 'fp-ts/lib/Either.js'
import { NO_ACS } from '../../../model/machine/acs.ts'
import type { Machine } from '../../../model/machine/columns.ts'
import { layOut } from '../../../model/machine/layout.ts'
import { operationNamed, type Operation } from '../../../model/operations/index.ts'
import { valuesAs } from '../../../model/operations/steps.ts'
import { compileOn } from '../../../model/scenario/file.ts'
import type { CaseFile } from '../compare/case.ts'
import { ALLOCATED } from '../compare/pools.ts'
import { ramBase, unaskable } from './askable.ts'
import { machineLines } from './machine-text.ts'
import { isQemuMachine } from './qemu-machine.ts'
import { hex, stepLine, type Where } from './step-text.ts'

/** Something asked of guest and model alike; `step` is an index into the scenario's steps. */
export type Question =
  | { readonly ask: 'dev'; readonly f: number }
  | { readonly ask: 'alloc'; readonly f: number }
  /** What kind of IOMMU domain it is in. */
  | { readonly ask: 'domain'; readonly f: number }
  /** The members of its IOMMU group, and the kind of its domain. */
  | { readonly ask: 'mates'; readonly f: number }
  /** The requester IDs that its requests may carry. */
  | { readonly ask: 'ids'; readonly f: number }
  /** What the IOMMU of client `f` makes of the addresses that step `mapping` has mapped. */
  | { readonly ask: 'reach'; readonly f: number; readonly mapping: number }
  | { readonly ask: 'step'; readonly step: number }
  /** The list that this step unmapped, mapped once more and unmapped. */
  | { readonly ask: 'again'; readonly step: number }
  | { readonly ask: 'take'; readonly f: number; readonly bytes: number }
  /** The ACS word after the function's state was saved and restored. */
  | { readonly ask: 'restore'; readonly f: number }
  /** What a question before it took. */
  | { readonly ask: 'give'; readonly taken: number }

export interface GuestText {
  readonly text: string
  /** In the order asked: the guest counts them from 0. */
  readonly questions: readonly Question[]
}

/** The text, or why the guest cannot be asked. */
export const guestText = (number: number, file: CaseFile): E.Either<string, GuestText> => {
  const reason = unaskable(file)
  if (reason !== undefined) return E.left(reason)
  const m = layOut(file.machine)
  const own = isQemuMachine(file.machine)
  const lines = [`scenario ${number}`, ...machineLines(m, own)]
  const questions: Question[] = []
  const put: Put = (question, line) => {
    lines.push(line)
    return questions.push(question) - 1
  }
  m.name.forEach((_, f) => put({ ask: 'dev', f }, `dev ${f}`))
  if (file.shares === true) {
    m.name.forEach((_, f) => put({ ask: 'mates', f }, `mates ${f}`))
    m.name.forEach((_, f) => put({ ask: 'ids', f }, `ids ${f}`))
    putSteps({ put, m, file, lines })
    return E.right({ text: `${[...lines, 'end'].join('\n')}\n`, questions })
  }
  if (own) m.barSize.forEach((bytes, f) => bytes > 0 && put({ ask: 'domain', f }, `domain ${f}`))
  const added = putSteps({ put, m, file, lines })
  for (const f of added) put({ ask: 'alloc', f }, `alloc ${f} ${hex(ALLOCATED)}`)
  putPools(put, m, file, added)
  if (!own && file.pci !== undefined)
    m.acsCapability.forEach((word, f) => word !== NO_ACS && put({ ask: 'restore', f }, `restore ${f}`))
  return E.right({ text: `${[...lines, 'end'].join('\n')}\n`, questions })
}

/** Adds a question, and answers its number. */
type Put = (question: Question, line: string) => number

interface Putting {
  readonly put: Put
  readonly m: Machine
  readonly file: CaseFile
  /** For what is no question. */
  readonly lines: string[]
}

/** The steps that a kernel can be asked about; answers whose BARs were added. */
const putSteps = ({ put, m, file, lines }: Putting): Set<number> => {
  const added = new Set<number>()
  const made = new Map<number, number>()
  const where: Where = { ram: ramBase(file.machine), questionOf: (step) => made.get(step) }
  const { operations } = compileOn(m, file.steps)
  for (const [step, operation] of operations.entries()) {
    const line = stepLine(operation, where)
    if (line === undefined) continue
    const { givesPages, answers } = operationNamed(operation.kind)!
    if (givesPages) for (const provider of valuesAs(operation, 'provider')) added.add(provider as number)
    if (file.shares === true) {
      if (answers === 'mapped' && !lines.includes(HOLD)) lines.push(HOLD)
      made.set(step, put({ ask: 'step', step }, line))
      if (answers === 'mapped') putReached(put, m, step, made.get(step)!)
      continue
    }
    made.set(step, put({ ask: 'step', step }, line))
    const [taken] = answers === 'unmapped' ? (valuesAs(operation, 'mapping') as number[]) : []
    if (taken !== undefined && isList(operations[taken])) put({ ask: 'again', step }, `again ${made.get(taken)}`)
  }
  return added
}

/** From here on flush queues are emptied where a step says so, and nowhere else. */
const HOLD = 'hold'

/** Which of the functions that map reach what a question has mapped. */
const putReached = (put: Put, m: Machine, mapping: number, made: number): void => {
  m.barSize.forEach((bytes, f) => bytes > 0 && put({ ask: 'reach', f, mapping }, `reach ${f} ${made}`))
}

/** Whether it maps a list, and not a page or a resource. */
export const isList = (mapping: Operation): boolean => valuesAs(mapping, 'list').length > 0

/** Pools of providers that have one. */
const putPools = (put: Put, m: Machine, { pools = [] }: CaseFile, added: ReadonlySet<number>): void => {
  for (const { provider, pieces } of pools) {
    const f = m.name.indexOf(provider)
    if (!added.has(f)) continue
    const made: number[] = []
    for (const piece of pieces) {
      const question: Question =
        'take' in piece ? { ask: 'take', f, bytes: piece.take } : { ask: 'give', taken: made[piece.give] }
      made.push(put(question, 'take' in piece ? `take ${f} ${hex(piece.take)}` : `give ${made[piece.give]}`))
    }
  }
}
