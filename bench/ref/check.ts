/**
 * Where truth and belief of REF meet: does every mapped entry lead to its own memory?
 */
import { REFUSED, type Design } from './designs.ts'
import { deliver } from './hardware.ts'
import type { Case } from './problem.ts'

export const isSound = ({ map }: Design, problem: Case): boolean => {
  const { tree, initiator, list } = problem
  const addresses = map(problem)
  for (let i = 0; i < list.length; i++)
    if (addresses[i] !== REFUSED && deliver(tree, initiator, addresses[i]) !== list[i]) return false
  return true
}
