/**
 * Runs of one design on one scenario, one after the other, each from where it leaves the one before. Whoever goes through all ways in
 * counting order takes few steps a run then, however long the scenario is, and keeps one run and no tree.
 */
import type { Choose } from '../../model/choose.ts'
import type { Design } from '../../model/kernel/design.ts'
import type { Scenario } from '../../model/scenario/file.ts'
import { step } from '../../model/step.ts'
import { boot } from '../../model/world.ts'
import type { Event } from '../rule.ts'

/** What a step asked, and what it was answered. */
interface Answered {
  readonly label: string
  readonly n: number
  readonly answer: number
}

/** A run as it is asked for: it ends before the next is asked for. */
export const following = (
  design: Design,
  { machine, operations }: Scenario,
): ((choose: Choose) => readonly Event[]) => {
  const path: { readonly event: Event; readonly answered: readonly Answered[] }[] = []
  const start = boot(design, machine)
  return (choose) => {
    const { kept, given } = sameAs(path, choose)
    path.length = kept
    let world = path.at(-1)?.event.after ?? start
    for (let index = kept; index < operations.length; index++) {
      const answered: Answered[] = []
      const noting: Choose = (label, n) => {
        const answer = index === kept && answered.length < given.length ? given[answered.length] : choose(label, n)
        answered.push({ label, n, answer })
        return answer
      }
      const { world: after, outcome, operation } = step(design, world, index, operations[index], noting)
      path.push({ event: { index, operation, outcome, before: world, after }, answered })
      world = after
    }
    return path.map(({ event }) => event)
  }
}

/** How many steps are answered as before, and what the next one was answered up to where it differs. */
const sameAs = (
  path: readonly { readonly answered: readonly Answered[] }[],
  choose: Choose,
): { readonly kept: number; readonly given: readonly number[] } => {
  for (const [kept, { answered }] of path.entries()) {
    const given: number[] = []
    for (const { label, n, answer } of answered) {
      const now = choose(label, n)
      given.push(now)
      if (now !== answer) return { kept, given }
    }
  }
  return { kept: path.length, given: [] }
}
