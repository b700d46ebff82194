/**
 * The one generator of REF, plain code over `choose`: random, exhaustive and scripted runs are all made here.
 */
import type { Choose } from '../../model/choose.ts'
import { RAM, type Case, type Limits, type Tree } from './problem.ts'

export const generateTree = ({ functions, switches }: Limits, choose: Choose): Tree => {
  const listed = [choose('listed', 2), choose('listed', 2)]
  const shifted = [choose('offset', 2), choose('offset', 2)]
  const iommu = choose('IOMMU', 2)
  const above = [-1, -1]
  const redirects = [0, 0]
  for (let left = choose('switches', switches + 1); left > 0; left--) {
    above.push(choose('place of the switch', above.length))
    redirects.push(choose('ACS of the switch', 2))
  }
  const parent: number[] = []
  const acs: number[] = []
  for (let left = 1 + choose('functions', functions); left > 0; left--) {
    parent.push(choose('place of the function', above.length))
    acs.push(choose('ACS of the function', 2))
  }
  return { listed, shifted, above, redirects, parent, acs, iommu }
}

/** Who has which list, in a tree. */
export const generateCase = ({ entries }: Limits, tree: Tree, choose: Choose): Case => {
  const initiator = choose('initiator', tree.parent.length)
  const list: number[] = []
  for (let left = 1 + choose('entries', entries); left > 0; left--)
    list.push(choose('memory of the entry', tree.parent.length + 1) + RAM)
  return { tree, initiator, list }
}

export const generate = (limits: Limits, choose: Choose): Case =>
  generateCase(limits, generateTree(limits, choose), choose)
