/**
 * What became of each operation: nothing passes by not happening.
 */
import type { Operation } from '../../model/operations/index.ts'
import type { Outcome } from '../../model/outcome.ts'

/** By operation, what became of it, when we ask whether that ever happened. */
export type Happened = Map<Operation['kind'], Set<string>>

/** As `operation: what`. */
export const tellHappened = (happened: Happened): Set<string> =>
  new Set([...happened].flatMap(([operation, whats]) => [...whats].map((what) => `${operation}: ${what}`)))

export const noteHappened = (happened: Happened, operation: Operation['kind'], outcome: Outcome): void => {
  const what = outcome.kind === 'mapped' && outcome.rc !== 0 ? 'refused' : outcome.kind
  const known = happened.get(operation)
  if (known === undefined) happened.set(operation, new Set([what]))
  else known.add(what)
}

export const addHappened = (happened: Happened, more: Happened): void => {
  for (const [operation, whats] of more) {
    const known = happened.get(operation)
    if (known === undefined) happened.set(operation, new Set(whats))
    else for (const what of whats) known.add(what)
  }
}
